"""A person moves, and moves out: which stay ends, where the person is then, and where their history goes."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ResidencyStatus
from server.core.clock import millis
from server.core.decisions import Context, Decision
from server.core.entities import Entity
from server.residents.entities import Dwelling, Person, Residency
from tests.server.residents.scenes import (
    DWELLING,
    HOME,
    LATE_EVENING,
    NEW_STAY,
    NEXT,
    NEXT_DWELLING,
    OLD_STAY,
    PERSON,
    STAY,
    a_person,
    a_place,
    a_stay,
    an_old_stay,
    decide,
    the_next_dwelling,
    to_end,
    to_move_in,
)
from tests.support.judging import NOW, an_id


def at(minutes: int) -> Context:
    """So many minutes after now."""
    moment = NOW + timedelta(minutes=minutes)
    return a_place(observed_at=moment, observed_ms=millis(moment))


def stays_in(decision: Decision) -> dict[str, Residency]:
    return {row.id: row for row in decision.puts if isinstance(row, Residency)}


def person_in(decision: Decision) -> Person:
    (person,) = (row for row in decision.puts if isinstance(row, Person))
    return person


def test_a_move_ends_the_old_stay_and_begins_the_new_one() -> None:
    decision = decide(to_move_in(from_on="2026-11-01"), the_next_dwelling(), a_person(), a_stay())

    stays, person = stays_in(decision), person_in(decision)
    assert (person.dwelling, person.grid, person.version) == (NEXT_DWELLING, NEXT, 2)
    assert (decision.verdict, decision.version) == (Verdict.APPLIED, 2)
    assert (stays[STAY].status, stays[STAY].until_on, stays[STAY].version) == (ResidencyStatus.ENDED, "2026-11-01", 2)
    new = stays[NEW_STAY]
    assert (new.person, new.dwelling, new.status) == (PERSON, NEXT_DWELLING, ResidencyStatus.EFFECTIVE)
    assert (new.from_on, new.until_on, new.version) == ("2026-11-01", None, 1)


def test_every_stay_of_the_person_goes_to_the_new_grid() -> None:
    decision = decide(to_move_in(), the_next_dwelling(), a_person(), a_stay(), an_old_stay(until_on="2026-02-28"))

    stays = stays_in(decision)
    assert {stay: row.grid for stay, row in stays.items()} == {OLD_STAY: NEXT, STAY: NEXT, NEW_STAY: NEXT}
    assert (stays[OLD_STAY].until_on, stays[OLD_STAY].version) == ("2026-02-28", 2)


def test_somebody_elses_stays_are_left_alone() -> None:
    other = a_stay(OLD_STAY, person=an_id(397))

    assert OLD_STAY not in stays_in(decide(to_move_in(), the_next_dwelling(), a_person(), a_stay(), other))


def test_a_move_within_the_grid_leaves_old_history_as_it_is() -> None:
    near = Dwelling(id=NEXT_DWELLING, building=an_id(321), grid=HOME)

    decision = decide(to_move_in(), near, a_person(), a_stay(), an_old_stay())

    assert set(stays_in(decision)) == {STAY, NEW_STAY}


def test_a_move_without_a_day_happens_on_the_observed_day_in_nanjing() -> None:
    context = a_place(observed_at=LATE_EVENING, observed_ms=millis(LATE_EVENING))

    stays = stays_in(decide(to_move_in(), the_next_dwelling(), a_person(), a_stay(), context=context))

    assert (stays[STAY].until_on, stays[NEW_STAY].from_on) == ("2026-11-23", "2026-11-23")


def test_a_person_who_lived_nowhere_moves_in() -> None:
    decision = decide(to_move_in(), the_next_dwelling(), a_person(dwelling=None))

    assert person_in(decision).dwelling == NEXT_DWELLING
    assert set(stays_in(decision)) == {NEW_STAY}


def test_a_move_on_a_day_that_cannot_be_is_refused() -> None:
    decision = decide(to_move_in(from_on="2026-02-30"), the_next_dwelling(), a_person(), a_stay())

    assert (decision.why, decision.facts) == (ProblemCode.WRONG_IDENTIFIER, {"field": "from_on"})


@given(minutes=st.lists(st.integers(0, 600), min_size=2, max_size=4, unique=True))
def test_the_move_that_was_observed_last_stands_in_whatever_order_moves_arrive(minutes: list[int]) -> None:
    rows: dict[str, Entity] = {row.id: row for row in (a_person(), a_stay())}
    homes = {
        minute: Dwelling(id=an_id(1000 + minute), building=an_id(321), grid=an_id(2000 + minute)) for minute in minutes
    }
    for minute in minutes:
        command = to_move_in(residency=an_id(3000 + minute), dwelling=homes[minute].id)
        decision = decide(command, *rows.values(), *homes.values(), context=at(minute))
        rows |= {row.id: row for row in decision.puts}

    last = homes[max(minutes)]
    person = rows[PERSON]
    assert isinstance(person, Person)
    stays = [row for row in rows.values() if isinstance(row, Residency)]
    assert (person.dwelling, person.grid) == (last.id, last.grid)
    assert [stay.dwelling for stay in stays if stay.status is ResidencyStatus.EFFECTIVE] == [last.id]
    assert {stay.grid for stay in stays} == {last.grid}
    assert len(stays) == 1 + len(minutes)


def test_a_move_that_comes_too_late_is_kept_as_a_stay_that_has_ended() -> None:
    moved = a_person(version=5, stamps={"dwelling": (5, millis(NOW))})

    late = decide(to_move_in(from_on="2026-02-01"), the_next_dwelling(), moved, a_stay(), context=at(-1))
    in_time = decide(to_move_in(from_on="2026-02-01"), the_next_dwelling(), moved, a_stay(), context=at(1))

    (passed,) = late.puts
    assert isinstance(passed, Residency)
    assert (late.verdict, late.version) == (Verdict.MERGED, 5)
    assert (passed.id, passed.status, passed.grid) == (NEW_STAY, ResidencyStatus.ENDED, HOME)
    assert (passed.from_on, passed.until_on) == ("2026-02-01", "2026-03-01")
    assert in_time.verdict is Verdict.APPLIED


def test_a_late_move_of_a_person_who_has_moved_out_ends_on_its_own_day() -> None:
    gone = a_person(dwelling=None, stamps={"dwelling": (5, millis(NOW))})

    decision = decide(to_move_in(from_on="2026-02-01"), the_next_dwelling(), gone, an_old_stay(), context=at(-1))

    assert stays_in(decision)[NEW_STAY].until_on == "2026-02-01"


def test_a_person_who_moves_out_lives_nowhere_and_stays_in_sight() -> None:
    decision = decide(to_end(), a_person(), a_stay(), an_old_stay())

    person, stays = person_in(decision), stays_in(decision)
    assert (person.dwelling, person.grid, person.version) == (None, HOME, 2)
    assert set(stays) == {STAY}
    assert (stays[STAY].status, stays[STAY].until_on) == (ResidencyStatus.ENDED, "2026-11-20")


@pytest.mark.parametrize(("first_on", "second_on", "present"), [("2025-01-01", None, 351), (None, "2025-01-01", 352)])
def test_the_latest_other_stay_in_force_becomes_the_present_one(
    first_on: str | None, second_on: str | None, present: int
) -> None:
    others = [
        a_stay(an_id(341), dwelling=an_id(351), from_on=first_on),
        a_stay(an_id(342), dwelling=an_id(352), from_on=second_on),
    ]

    assert person_in(decide(to_end(), a_person(), a_stay(), *others)).dwelling == an_id(present)


def test_the_end_of_another_stay_leaves_the_person_where_they_are() -> None:
    elsewhere = a_stay(OLD_STAY, dwelling=an_id(351))

    decision = decide(to_end(OLD_STAY), a_person(), a_stay(), elsewhere)

    assert [row.id for row in decision.puts] == [OLD_STAY]


def test_a_draft_of_a_stay_can_end() -> None:
    decision = decide(to_end(), a_person(), a_stay(status=ResidencyStatus.DRAFT))

    assert [row.id for row in decision.puts] == [STAY]


@pytest.mark.parametrize("status", [ResidencyStatus.ENDED, ResidencyStatus.VOID])
def test_a_stay_that_has_ended_does_not_end_again(status: ResidencyStatus) -> None:
    assert decide(to_end(), a_person(), a_stay(status=status)).why == ProblemCode.ALREADY_ENDED


@pytest.mark.parametrize(
    ("stay", "until_on", "why"),
    [
        ({}, "2026-11-31", ProblemCode.WRONG_IDENTIFIER),
        ({}, "2026-11-24", ProblemCode.WRONG_IDENTIFIER),
        ({"person": an_id(397)}, "2026-11-20", ProblemCode.MISSING_SUBJECT),
    ],
)
def test_an_end_that_cannot_be_is_refused(stay: dict[str, Any], until_on: str, why: ProblemCode) -> None:
    assert decide(to_end(until_on=until_on), a_person(), a_stay(**stay)).why == why


def test_moving_out_after_the_move_was_recorded_is_refused_and_before_it_is_harmless() -> None:
    person, stay = a_person(dwelling=DWELLING), a_stay()
    moved = decide(to_move_in(), the_next_dwelling(), person, stay)

    assert decide(to_end(), *moved.puts).why == ProblemCode.ALREADY_ENDED
    out = decide(to_end(), person, stay)
    assert person_in(decide(to_move_in(), the_next_dwelling(), *out.puts, context=at(-60))).dwelling == NEXT_DWELLING
