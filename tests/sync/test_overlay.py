"""What is shown of own work before the server has sent it back: each command that shows, and those that do not."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from mobile_contract import cases, kinds, media, residents, visits
from mobile_contract.base import Clock, Command, Datum, Point, Record
from sync.overlay import Overlay, Own
from tests.support.phones import USER, at, made_id, visit

PERSON, DWELLING, OTHER_DWELLING, HOUSEHOLD, STAY, NEW_STAY, CASE, GRID = (made_id(number) for number in range(1, 9))
BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


class Records:
    """Base records of a test."""

    def __init__(self, *records: Record) -> None:
        self._records = records

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002  # the contract's own word
        return next((record for record in self.of_kind(kind) if record.id == id), None)

    def of_kind(self, kind: int) -> Iterable[Record]:
        return [record for record in self._records if isinstance(record, kinds.KINDS[kind])]


def made(shape: type[Command], *, entity: str, root: str = "", clock: Clock | None = None, **facts: Any) -> Command:
    told: dict[str, Any] = {"id": made_id(0xC0), "seq": 1, "made": clock or at(), "contract": 1}
    return shape(entity=entity, root=root or entity, **told, **facts)


def shown(*commands: Command, base: Iterable[Record] = (), skip: Iterable[str] = ()) -> Overlay:
    return Overlay(Records(*base), USER).replay(Own(command, frozenset(skip)) for command in commands)


def person(**facts: Any) -> residents.PersonRecord:
    return residents.PersonRecord(id=PERSON, dwelling=DWELLING, name="Li Wei", **facts)


def stay(**facts: Any) -> residents.ResidencyRecord:
    return residents.ResidencyRecord(
        id=STAY,
        person=PERSON,
        dwelling=DWELLING,
        household=HOUSEHOLD,
        residency_kind=residents.ResidencyKind.PERMANENT,
        status=residents.ResidencyStatus.EFFECTIVE,
        **facts,
    )


def case(state: cases.CaseState = cases.CaseState.REPORTED) -> cases.CaseRecord:
    return cases.CaseRecord(id=CASE, state=state, title="Hole", reported_at=BEFORE)


@pytest.mark.parametrize(("datum", "lon"), [(Datum.WGS84, 118.7), (Datum.GCJ02, None)])
def test_a_new_building_is_shown_and_its_place_only_in_the_records_own_datum(datum: Datum, lon: float | None) -> None:
    point = Point(lon=118.7, lat=31.9, datum=datum)

    record = shown(made(residents.AddBuilding, entity=made_id(9), grid=GRID, name="3 Yard", point=point)).find(
        kinds.BUILDING, made_id(9)
    )

    assert isinstance(record, residents.BuildingRecord)
    assert (record.name, record.grid, record.lon) == ("3 Yard", GRID, lon)


def test_a_new_home_is_shown_with_all_that_was_added_to_it() -> None:
    view = shown(
        made(residents.AddDwelling, entity=DWELLING, building=made_id(9), room="101"),
        made(residents.AddHousehold, entity=HOUSEHOLD, dwelling=DWELLING),
        made(
            residents.RegisterPerson,
            entity=PERSON,
            residency=STAY,
            dwelling=DWELLING,
            household=HOUSEHOLD,
            name="Li Wei",
            care_labels=("old", "alone"),
        ),
    )

    assert [record.id for record in view.of_kind(kinds.DWELLING)] == [DWELLING]
    registered = view.find(kinds.PERSON, PERSON)
    assert isinstance(registered, residents.PersonRecord)
    assert view.find(kinds.CARE, PERSON) == residents.CareRecord(id=PERSON, care_labels=("alone", "old"))
    assert view.find(kinds.RESIDENCY, STAY) == stay()


def test_who_moves_is_shown_in_the_new_home_and_the_old_stay_as_ended() -> None:
    view = shown(
        made(residents.MoveIn, entity=PERSON, residency=NEW_STAY, dwelling=OTHER_DWELLING, from_on="2026-03-01"),
        base=[person(), stay()],
    )

    moved, old, new = (
        view.find(kinds.PERSON, PERSON),
        view.find(kinds.RESIDENCY, STAY),
        view.find(kinds.RESIDENCY, NEW_STAY),
    )
    assert isinstance(moved, residents.PersonRecord)
    assert isinstance(old, residents.ResidencyRecord)
    assert isinstance(new, residents.ResidencyRecord)
    assert moved.dwelling == new.dwelling == OTHER_DWELLING
    assert (old.status, old.until_on) == (residents.ResidencyStatus.ENDED, "2026-03-01")
    assert new.status is residents.ResidencyStatus.EFFECTIVE


def test_who_moves_in_unknown_to_this_phone_is_shown_by_the_stay_alone() -> None:
    view = shown(made(residents.MoveIn, entity=PERSON, residency=NEW_STAY, dwelling=OTHER_DWELLING))

    assert view.find(kinds.PERSON, PERSON) is None
    assert view.find(kinds.RESIDENCY, NEW_STAY) is not None


def test_a_stay_that_ends_is_shown_as_ended() -> None:
    view = shown(made(residents.EndResidency, entity=STAY, root=PERSON, until_on="2026-03-02"), base=[stay()])

    ended = view.find(kinds.RESIDENCY, STAY)
    assert isinstance(ended, residents.ResidencyRecord)
    assert (ended.status, ended.until_on) == (residents.ResidencyStatus.ENDED, "2026-03-02")


def test_only_named_fields_are_shown_as_changed_and_none_empties_to_what_the_record_can_hold() -> None:
    base = person(phone="13800000000", workplace="mill", note="n")
    care = residents.CareRecord(id=PERSON, care_labels=("alone",))
    edits = residents.PersonEdits(phone=("13800000000", None), workplace=("mill", None), note=("n", "m"))
    change = made(
        residents.ChangePerson, entity=PERSON, set=edits, add_labels=("old",), remove_labels=("alone", "blind")
    )

    view = shown(change, base=[base, care], skip=["note"])

    assert view.find(kinds.PERSON, PERSON) == person(phone=None, workplace="", note="n")
    assert view.find(kinds.CARE, PERSON) == residents.CareRecord(id=PERSON, care_labels=("old",))


def test_a_change_of_what_is_not_there_shows_nothing() -> None:
    change = made(residents.ChangeDwelling, entity=DWELLING, set=residents.DwellingEdits(room=("1", "2")))
    end = made(residents.EndResidency, entity=STAY, until_on="2026-03-02")
    accept = made(cases.AcceptCase, entity=CASE)

    assert shown(change, end, accept).changed == {}


def test_a_visit_never_makes_a_household_look_visited_earlier_than_it_was() -> None:
    later = datetime(2100, 1, 1, tzinfo=UTC)
    home = residents.HouseholdRecord(id=made_id(4), dwelling=DWELLING, last_visited_at=later)

    seen = shown(visit(11, command=101, household=4), base=[home]).find(kinds.HOUSEHOLD, made_id(4))

    assert isinstance(seen, residents.HouseholdRecord)
    assert seen.last_visited_at == later


def test_a_clock_beyond_all_dates_still_shows_the_visit() -> None:
    command = made(visits.RecordVisit, entity=made_id(11), household=HOUSEHOLD, clock=at(wall_s=2**43))

    assert shown(command).find(kinds.VISIT, made_id(11)) is not None


def test_a_report_and_its_photo_are_shown() -> None:
    view = shown(
        made(cases.ReportMatter, entity=CASE, title="Hole", address="Gate 3"),
        made(
            media.AttachPhoto,
            entity=made_id(12),
            root=CASE,
            subject_kind=media.PhotoSubject.CASE,
            subject=CASE,
            phase=media.PhotoPhase.REPORT,
            sha256="0" * 64,
            size_bytes=9,
        ),
    )

    reported, photo = view.find(kinds.CASE, CASE), view.find(kinds.PHOTO, made_id(12))
    assert isinstance(reported, cases.CaseRecord)
    assert isinstance(photo, media.PhotoRecord)
    assert (reported.state, reported.address) == (cases.CaseState.REPORTED, "Gate 3")
    assert photo.subject == CASE


STEPS: list[tuple[type[cases.CaseCommand], dict[str, Any], cases.CaseState, str]] = [
    (cases.AcceptCase, {}, cases.CaseState.PENDING_FILING, ""),
    (cases.FileCase, {"class_code": "B-0405"}, cases.CaseState.PENDING_DISPATCH, "class_code"),
    (cases.DispatchCase, {"department": made_id(20)}, cases.CaseState.PENDING_HANDLE, "department"),
    (cases.AssignCase, {"handler": made_id(21)}, cases.CaseState.HANDLING, "handler"),
    (cases.SendCheck, {"checker": made_id(22)}, cases.CaseState.CHECKING, "checker"),
    (cases.SubmitCheck, {"result": cases.CheckResult.PASSED}, cases.CaseState.PENDING_CLOSE, ""),
    (cases.SubmitCheck, {"result": cases.CheckResult.FAILED}, cases.CaseState.PENDING_CHECK, ""),
    (cases.CloseCase, {}, cases.CaseState.CLOSED, ""),
    (cases.CommentCase, {}, cases.CaseState.REPORTED, ""),
]


@pytest.mark.parametrize(("step", "facts", "state", "field"), STEPS)
def test_a_step_of_a_case_is_shown_as_its_author_means_it(
    step: type[cases.CaseCommand], facts: dict[str, Any], state: cases.CaseState, field: str
) -> None:
    view = shown(made(step, entity=CASE, opinion="so", **facts), base=[case()])

    after, event = view.find(kinds.CASE, CASE), view.find(kinds.CASE_EVENT, made_id(0xC0))
    assert isinstance(after, cases.CaseRecord)
    assert isinstance(event, cases.CaseEventRecord)
    assert after.state is state
    assert (after.closed_at is None) is (step is not cases.CloseCase)
    assert not field or getattr(after, field) == facts[field]
    assert (event.from_state, event.to_state, event.actor, event.opinion) == (
        cases.CaseState.REPORTED,
        state,
        USER,
        "so",
    )


MAIN_PATH = [step for step in cases.CaseCommand.__subclasses__() if step.__module__ == cases.__name__]


@pytest.mark.parametrize("step", MAIN_PATH)
def test_every_command_of_the_main_path_is_known_to_move_a_case_or_not(step: type[cases.CaseCommand]) -> None:
    facts: dict[str, Any] = {name: value for shape, told, *_ in STEPS if shape is step for name, value in told.items()}

    view = shown(made(step, entity=CASE, **facts), base=[case(cases.CaseState.MERGED)])

    after = view.find(kinds.CASE, CASE)
    assert isinstance(after, cases.CaseRecord)
    assert (after.state is cases.CaseState.MERGED) is (step in {cases.RecordProgress, cases.CommentCase})
