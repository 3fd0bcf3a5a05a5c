"""What may become of tenancies, by their rules alone: told twice, told late, ended from elsewhere."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from mobile_contract.merges import Register, RetireRecord
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life, ResidencyStatus
from server.core.decisions import Area, Decision
from server.core.working import WorkingSet
from server.premises.entities import Tenancy
from server.residents.retiring import retire_record
from tests.server.premises.shapes import (
    HANDLERS,
    HOUSE,
    TENANCY,
    a_house,
    a_tenancy,
    decide,
    to_add_tenant,
    to_end_tenant,
    to_verify,
)
from tests.server.residents import scenes
from tests.server.residents.scenes import (
    DWELLING,
    HOME,
    KINDS,
    NEXT,
    PERSON,
    a_dwelling,
    a_person,
    a_place,
    a_stay,
    the_next_dwelling,
    to_end,
    to_move_in,
)
from tests.support.judging import NOW, ADirectory, an_id, command_facts, judge

DAY = "2026-11-23"


def tenancies(decision: Decision) -> list[Tenancy]:
    return [row for row in decision.puts if isinstance(row, Tenancy)]


def tenancy(decision: Decision) -> Tenancy:
    [row] = tenancies(decision)
    return row


def test_a_tenancy_lies_where_its_house_lies_and_is_to_be_verified_at_once() -> None:
    row = tenancy(decide(to_add_tenant(), a_house(), a_person(), a_stay()))
    assert (row.grid, row.dwelling, row.from_on, row.verify_due, row.verified_at) == (HOME, DWELLING, DAY, DAY, None)


@pytest.mark.parametrize(("house_class", "due"), [("green", "2027-02-21"), ("red", "2026-11-30")])
def test_whoever_is_verified_is_seen_again_as_the_houses_class_says(house_class: str, due: str) -> None:
    house = a_house(management_class=house_class)
    row = tenancy(decide(to_add_tenant(verified=True), house, a_person()))
    assert (row.verified_at, row.verified_by, row.verify_due, row.version) == (NOW, scenes.a_place().actor.user, due, 1)
    assert tenancy(decide(to_verify(), house, a_person(), a_tenancy())).verify_due == due


@pytest.mark.parametrize(
    "days",
    [{"from_on": "2026-02-30"}, {"until_on": "2026-02-30"}, {"from_on": "2026-05-02", "until_on": "2026-05-01"}],
)
def test_days_that_are_none_are_refused(days: dict[str, str]) -> None:
    decision = decide(to_add_tenant(**days), a_house(), a_person())
    assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER)


def test_what_it_names_is_waited_for_and_no_id_is_given_twice() -> None:
    assert decide(to_add_tenant(), a_person()).missing == (HOUSE,)
    assert decide(to_add_tenant(), a_house()).missing == (PERSON,)
    assert decide(to_add_tenant(), a_house(), a_person(), a_tenancy()).why == ProblemCode.ID_TAKEN
    assert decide(to_end_tenant(), a_person()).missing == (TENANCY,)
    assert decide(to_verify(), a_house(), a_tenancy()).missing == (PERSON,)


def test_two_phones_that_tell_one_tenancy_make_one_under_either_id() -> None:
    other = an_id()
    told = decide(to_add_tenant(other, verified=True), a_house(), a_person(), a_tenancy())
    assert told.verdict is Verdict.MERGED
    again, seen = tenancies(told)
    assert (again.id, again.same_as, again.status) == (other, TENANCY, ResidencyStatus.VOID)
    assert (seen.id, seen.verified_at) == (TENANCY, NOW)
    rows = a_house(), a_person(), a_tenancy(), again
    assert tenancy(decide(to_verify(other), *rows)).id == TENANCY
    assert tenancy(decide(to_end_tenant(other), *rows)).id == TENANCY


def test_a_tenancy_that_has_ended_may_begin_again() -> None:
    over = a_tenancy(an_id(), status=ResidencyStatus.ENDED, until_on="2026-05-01")
    assert tenancy(decide(to_add_tenant(), a_house(), a_person(), over)).status is ResidencyStatus.EFFECTIVE


@pytest.mark.parametrize(("left_on", "status"), [("2026-11-23", "ended"), ("2026-11-22", "12")])
def test_told_late_of_somebody_who_has_moved_out_it_is_over_since_then(left_on: str, status: str) -> None:
    """In whatever order move-out and tenancy arrive, the end is the same."""
    stay = a_stay(status=ResidencyStatus.ENDED, until_on=left_on)
    row = tenancy(decide(to_add_tenant(), a_house(), a_person(dwelling=None), stay))
    assert row.status == status
    assert row.until_on == (left_on if status == "ended" else None)


def test_a_house_that_is_closed_and_a_person_who_is_retired_are_for_a_person_to_decide() -> None:
    closed = decide(to_add_tenant(), a_house(life=Life.RETIRED), a_person(life=Life.RETIRED))
    assert tenancy(closed).status is ResidencyStatus.EFFECTIVE
    assert [(one.kind, one.mine) for one in closed.conflicts] == [
        ("rented_house", {"tenant": PERSON}),
        ("person", {"tenant_of": HOUSE}),
    ]


def test_nobody_makes_a_tenant_of_somebody_whom_they_do_not_look_after() -> None:
    command = to_add_tenant()
    [handler] = [one for one in HANDLERS if one.command is type(command)]

    def area(person_grid: str | None) -> Area:
        working = WorkingSet(KINDS)
        working.declare(handler.needs(command))
        working.load([a_house(), a_person(grid=person_grid)])
        return handler.area(command, working, ADirectory())

    assert area(NEXT) == Area(every=(Area(grid=HOME), Area(grid=NEXT)))
    assert area(HOME) == area(None) == Area(grid=HOME)


def test_a_tenancy_is_ended_once_and_another_day_is_refused() -> None:
    row = tenancy(decide(to_end_tenant(), a_person(), a_tenancy()))
    assert (row.status, row.until_on) == (ResidencyStatus.ENDED, "2026-11-20")
    assert decide(to_end_tenant(), a_person(), row).verdict is Verdict.MERGED
    other = decide(to_end_tenant(until_on="2026-11-21"), a_person(), row)
    assert (other.why, other.facts) == (ProblemCode.ALREADY_ENDED, {"until_on": "2026-11-20"})
    assert decide(to_end_tenant(until_on="2026-02-30"), a_person(), a_tenancy()).why == ProblemCode.WRONG_IDENTIFIER
    strange = decide(to_end_tenant(), a_person(), a_tenancy(person=an_id()))
    assert strange.why == ProblemCode.MISSING_SUBJECT


def test_of_two_who_verify_the_later_observation_counts() -> None:
    later = a_tenancy(verified_at=NOW + timedelta(hours=1), version=2)
    assert decide(to_verify(), a_house(), a_person(), later).verdict is Verdict.MERGED
    row = tenancy(decide(to_verify(verify_due="2026-12-24"), a_house(), a_person(), a_tenancy()))
    assert (row.verify_due, row.version) == ("2026-12-24", 2)
    elsewhere = decide(to_verify(house=an_id(99)), replace(a_house(), id=an_id(99)), a_person(), a_tenancy())
    assert (elsewhere.verdict, elsewhere.why) == (Verdict.REFUSED, ProblemCode.MISSING_SUBJECT)
    no_day = decide(to_verify(verify_due="2026-02-30"), a_house(), a_person(), a_tenancy())
    assert no_day.facts == {"field": "verify_due"}


def test_of_an_ended_tenancy_only_what_was_seen_until_then_is_noted() -> None:
    ended = a_tenancy(status=ResidencyStatus.ENDED, until_on=DAY)
    assert tenancy(decide(to_verify(), a_house(), a_person(), ended)).verified_at == NOW
    before = a_tenancy(status=ResidencyStatus.ENDED, until_on="2026-11-22")
    assert decide(to_verify(), a_house(), a_person(), before).why == ProblemCode.ALREADY_ENDED


def test_what_somebody_rents_ends_when_they_move_elsewhere() -> None:
    moved = scenes.decide(to_move_in(), the_next_dwelling(), a_person(), a_stay(), a_tenancy())
    assert (tenancy(moved).status, tenancy(moved).until_on) == (ResidencyStatus.ENDED, DAY)
    elsewhere = a_tenancy(dwelling=an_id(777))
    assert tenancies(scenes.decide(to_move_in(), the_next_dwelling(), a_person(), a_stay(), elsewhere)) == []
    again = scenes.decide(to_move_in(dwelling=DWELLING), a_dwelling(), a_person(), a_stay(), a_tenancy())
    assert tenancies(again) == []


def test_a_move_that_comes_too_late_ends_nothing() -> None:
    person = a_person(dwelling=DWELLING, stamps={"dwelling": (2, a_place().observed_ms + 1)})
    late = scenes.decide(to_move_in(), the_next_dwelling(), person, a_stay(), a_tenancy())
    assert (late.verdict, tenancies(late)) == (Verdict.MERGED, [])


def test_what_somebody_rents_ends_with_their_stay() -> None:
    ended = scenes.decide(to_end(), a_person(), a_stay(), a_tenancy())
    assert (tenancy(ended).status, tenancy(ended).until_on) == (ResidencyStatus.ENDED, "2026-11-20")
    since = scenes.decide(to_end(until_on="2026-02-01"), a_person(), a_stay(), a_tenancy())
    assert tenancies(since) == [], "it began after the stay was over"
    other = a_stay(an_id(), dwelling=DWELLING)
    assert tenancies(scenes.decide(to_end(), a_person(), a_stay(), other, a_tenancy())) == []


def test_what_somebody_rents_ends_when_their_record_is_retired() -> None:
    command = RetireRecord(**command_facts(PERSON), register=Register.PERSON)
    decision = judge(retire_record, command, [a_person(), a_tenancy()], KINDS, a_place())
    assert (tenancy(decision).status, tenancy(decision).until_on) == (ResidencyStatus.ENDED, DAY)
    house = RetireRecord(**command_facts(DWELLING), register=Register.DWELLING)
    assert tenancies(judge(retire_record, house, [a_dwelling(), a_tenancy()], KINDS, a_place())) == []
