"""What may be added to the register and changed in it, and what is refused or waits."""

from typing import Any

import pytest

from grid.cells import cell_text
from grid.datum import GCJ02, from_wgs84
from mobile_contract import residents as wire
from mobile_contract.accounts import Post
from mobile_contract.base import Datum
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import DwellingUse, IdType, ResidencyKind, ResidencyStatus
from server.core.decisions import Area, MissingSubject
from server.core.entities import Entity
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.residents.homes import HANDLERS as HOMES
from server.residents.rules import HANDLERS
from tests.server.residents.scenes import (
    BUILDING,
    DWELLING,
    HOME,
    HOUSEHOLD,
    NEW,
    NEW_STAY,
    NEXT,
    NEXT_DWELLING,
    PERSON,
    STAY,
    a_building,
    a_dwelling,
    a_household,
    a_person,
    a_point,
    a_stay,
    area_of,
    decide,
    the_next_dwelling,
    to_add_building,
    to_add_dwelling,
    to_add_household,
    to_end,
    to_move_in,
    to_register,
)
from tests.support.judging import an_id, command_facts

VALID_ID = "11010519491231002X"


def change_of(subject: Any, entity: str, edits: Any, **more: Any) -> Any:
    """A change command of a kind."""
    return subject(**command_facts(entity), set=edits, **more)


CHANGES: list[tuple[Any, Entity]] = [
    (change_of(wire.ChangePerson, PERSON, wire.PersonEdits(phone=(None, "12345"))), a_person()),
    (change_of(wire.ChangeDwelling, DWELLING, wire.DwellingEdits(room=("101", "101A"))), a_dwelling()),
    (change_of(wire.ChangeHousehold, HOUSEHOLD, wire.HouseholdEdits(note=(None, "有狗"))), a_household()),
    (change_of(wire.ChangeResidency, STAY, wire.ResidencyEdits(relation=("99", "02"))), a_stay()),
]


# --- buildings, dwellings, households ---------------------------------------------------------


def test_a_building_is_put_into_the_grid_that_was_named_with_its_cell() -> None:
    decision = decide(to_add_building(point=a_point()))

    (building,) = decision.puts
    assert isinstance(building, Building)
    assert (building.grid, building.name, building.floors, building.version) == (HOME, "5 幢", 6, 1)
    assert (building.lon, building.lat) == (118.779, 31.992)
    assert building.cell is not None
    assert cell_text(building.cell) == "8b309156e04efff"


def test_a_point_of_a_chinese_map_is_brought_to_wgs84() -> None:
    lon, lat = from_wgs84(GCJ02, 118.779, 31.992)

    (building,) = decide(to_add_building(point=a_point(lon, lat, Datum.GCJ02))).puts

    assert isinstance(building, Building)
    assert (building.lon, building.lat) == pytest.approx((118.779, 31.992), abs=1e-8)
    assert building.cell == 0x8B309156E04EFFF


def test_a_building_outside_of_the_district_is_refused() -> None:
    far = decide(to_add_building(point=a_point(lat=35.0)))

    assert (far.why, far.facts) == (ProblemCode.OUT_OF_DISTRICT, {"swapped": "no"})
    assert decide(to_add_building(point=a_point(lat=32.0))).verdict is Verdict.APPLIED


def test_a_pair_in_swapped_order_is_named_as_such() -> None:
    decision = decide(to_add_building(point=a_point(31.992, 118.779)))

    assert (decision.why, decision.facts) == (ProblemCode.OUT_OF_DISTRICT, {"swapped": "yes"})


def test_a_building_without_a_point_has_no_cell() -> None:
    (building,) = decide(to_add_building()).puts

    assert isinstance(building, Building)
    assert (building.lon, building.lat, building.cell) == (None, None, None)


def test_a_building_in_a_grid_that_is_not_in_force_is_refused() -> None:
    decision = decide(to_add_building(grid=an_id(399)))

    assert (decision.why, decision.facts) == (ProblemCode.UNKNOWN_GRID, {"grid": an_id(399)})


def test_a_dwelling_and_a_household_carry_the_buildings_grid_and_point() -> None:
    (dwelling,) = decide(to_add_dwelling(), a_building()).puts
    assert isinstance(dwelling, Dwelling)
    (household,) = decide(to_add_household(dwelling=NEW), dwelling).puts

    assert isinstance(household, Household)
    assert (dwelling.building, dwelling.room, dwelling.floor) == (BUILDING, "102", 1)
    assert (household.dwelling, household.number) == (NEW, "0017")
    for row in (dwelling, household):
        assert (row.grid, row.lon, row.lat) == (HOME, 118.779, 31.992)


# --- persons ----------------------------------------------------------------------------------


def test_a_person_is_registered_with_their_first_stay() -> None:
    command = to_register(
        id_no=VALID_ID.lower(),
        care_labels=("poor", "alone", "poor"),
        household=HOUSEHOLD,
        relation="01",
        from_on="2026-01-02",
    )

    decision = decide(command, a_dwelling(), a_household())

    person, stay = decision.puts
    assert isinstance(person, Person)
    assert isinstance(stay, Residency)
    assert (person.id, person.dwelling, person.grid, person.name) == (NEW, DWELLING, HOME, "李四")
    assert (person.id_no, person.care_labels) == (VALID_ID, ("alone", "poor"))
    assert (stay.id, stay.person, stay.dwelling, stay.household, stay.grid) == (
        NEW_STAY,
        NEW,
        DWELLING,
        HOUSEHOLD,
        HOME,
    )
    assert (stay.status, stay.relation, stay.from_on) == (ResidencyStatus.EFFECTIVE, "01", "2026-01-02")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"id_no": "110105194912310021"}, "id_no"),
        ({"birth_on": "2026-02-30"}, "birth_on"),
        ({"birth_on": "2090-01-01"}, "birth_on"),
        ({"cert_until": "2026-02-30"}, "cert_until"),
        ({"from_on": "2026-02-30"}, "from_on"),
    ],
)
def test_a_number_or_day_that_cannot_be_is_refused_by_its_field_without_its_value(
    facts: dict[str, str], field: str
) -> None:
    decision = decide(to_register(**facts), a_dwelling())

    assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER)
    assert decision.facts == {"field": field}


def test_a_passport_is_not_checked_as_a_residents_number() -> None:
    decision = decide(to_register(id_type=IdType.PASSPORT, id_no="e12345678"), a_dwelling())

    (person, _) = decision.puts
    assert isinstance(person, Person)
    assert person.id_no == "E12345678"


def test_a_household_that_has_no_head_is_left_as_it_is() -> None:
    assert [type(row) for row in decide(to_register(household=HOUSEHOLD), a_dwelling(), a_household()).puts] == [
        Person,
        Residency,
    ]


# --- changes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "row"), CHANGES, ids=lambda part: type(part).__name__)
def test_a_change_is_applied_to_the_row_that_it_names(command: Any, row: Entity) -> None:
    decision = decide(command, row)

    (after,) = decision.puts
    assert (type(after), after.id, after.version) == (type(row), row.id, 2)
    assert (decision.verdict, decision.version) == (Verdict.APPLIED, 2)
    (name,) = decision.fields
    assert getattr(after, name) == getattr(command.set, name)[1]
    assert list(after.stamps) == [name]


@pytest.mark.parametrize(("command", "row"), CHANGES, ids=lambda part: type(part).__name__)
def test_a_change_of_a_row_that_is_not_there_yet_waits(command: Any, row: Entity) -> None:
    decision = decide(command)

    assert (decision.verdict, decision.missing) == (Verdict.HELD, (row.id,))


@pytest.mark.parametrize(("command", "row"), CHANGES, ids=lambda part: type(part).__name__)
def test_a_change_that_names_nothing_is_refused(command: Any, row: Entity) -> None:
    empty = change_of(command.__class__, row.id, command.set.__class__())

    assert decide(empty, row).why == ProblemCode.NOTHING_TO_CHANGE


def test_somebody_elses_value_stays_and_a_person_decides() -> None:
    dwelling = a_dwelling(use=DwellingUse.RENTED, version=3, stamps={"use": (3, 5)})
    edits = wire.DwellingEdits(use=(DwellingUse.SELF, DwellingUse.VACANT))

    decision = decide(change_of(wire.ChangeDwelling, DWELLING, edits), dwelling)

    (conflict,) = decision.conflicts
    assert (decision.verdict, decision.puts) == (Verdict.CONFLICT, ())
    assert (conflict.kind, conflict.field) == ("dwelling", "use")
    assert (conflict.base, conflict.mine, conflict.theirs) == (DwellingUse.SELF, DwellingUse.VACANT, DwellingUse.RENTED)


def test_labels_of_two_people_meet_in_one_set() -> None:
    person = a_person(care_labels=("alone", "poor"), version=2)
    command = change_of(
        wire.ChangePerson, PERSON, wire.PersonEdits(), add_labels=("disabled",), remove_labels=("poor",)
    )

    (after,) = decide(command, person).puts

    assert isinstance(after, Person)
    assert after.care_labels == ("alone", "disabled")


@pytest.mark.parametrize(
    ("command", "row", "field"),
    [
        (change_of(wire.ChangePerson, PERSON, wire.PersonEdits(birth_on=(None, "1990-02-30"))), a_person(), "birth_on"),
        (
            change_of(wire.ChangeResidency, STAY, wire.ResidencyEdits(cert_until=(None, "2026-11-31"))),
            a_stay(),
            "cert_until",
        ),
    ],
)
def test_a_day_that_is_not_in_the_calendar_is_refused(command: Any, row: Entity, field: str) -> None:
    assert decide(command, row).facts == {"field": field}


def test_a_stay_that_has_ended_can_still_be_put_right() -> None:
    stay = a_stay(status=ResidencyStatus.ENDED, until_on="2026-05-01")
    edits = wire.ResidencyEdits(residency_kind=(ResidencyKind.PERMANENT, ResidencyKind.FLOATING))

    (after,) = decide(change_of(wire.ChangeResidency, STAY, edits), stay).puts

    assert isinstance(after, Residency)
    assert (after.residency_kind, after.status) == (ResidencyKind.FLOATING, ResidencyStatus.ENDED)


# --- ids, missing parents, areas, posts -------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "rows", "taken"),
    [
        (to_add_building(), [], Building(id=NEW, grid=HOME, name="")),
        (to_add_dwelling(), [a_building()], Dwelling(id=NEW, building=BUILDING, grid=HOME)),
        (to_add_household(), [a_dwelling()], Household(id=NEW, dwelling=DWELLING, grid=HOME)),
        (to_register(), [a_dwelling()], Person(id=NEW, dwelling=None, grid=HOME, name="")),
        (to_register(), [a_dwelling()], a_stay(NEW_STAY)),
        (to_move_in(), [the_next_dwelling(), a_person()], a_stay(NEW_STAY, person=an_id(398))),
    ],
)
def test_an_id_that_belongs_to_something_is_not_given_again(command: Any, rows: list[Entity], taken: Entity) -> None:
    assert decide(command, *rows).verdict is Verdict.APPLIED
    assert decide(command, *rows, taken).why == ProblemCode.ID_TAKEN


@pytest.mark.parametrize(
    ("command", "rows", "missing"),
    [
        (to_add_dwelling(), [], (BUILDING,)),
        (to_add_household(), [], (DWELLING,)),
        (to_register(), [], (DWELLING,)),
        (to_register(household=HOUSEHOLD), [], (DWELLING, HOUSEHOLD)),
        (to_register(household=HOUSEHOLD), [a_dwelling()], (HOUSEHOLD,)),
        (to_move_in(household=HOUSEHOLD), [the_next_dwelling(), a_person()], (HOUSEHOLD,)),
        (to_move_in(), [the_next_dwelling()], (PERSON,)),
        (to_end(), [a_stay()], (PERSON,)),
        (to_end(), [a_person()], (STAY,)),
    ],
)
def test_what_hangs_on_something_that_is_not_there_yet_waits(
    command: Any, rows: list[Entity], missing: tuple[str, ...]
) -> None:
    decision = decide(command, *rows)

    assert (decision.verdict, decision.missing, decision.puts) == (Verdict.HELD, missing, ())


@pytest.mark.parametrize(
    ("command", "row", "grid"),
    [
        (to_add_dwelling(), a_building(), HOME),
        (to_add_household(), a_dwelling(), HOME),
        (to_register(), a_dwelling(), HOME),
        (to_end(), a_stay(), HOME),
        *((command, row, HOME) for command, row in CHANGES),
    ],
)
def test_a_command_acts_in_the_grid_of_its_subject_and_waits_for_it(command: Any, row: Entity, grid: str) -> None:
    assert area_of(command, row) == Area(grid=grid)
    with pytest.raises(MissingSubject, match=row.id):
        area_of(command)


def test_a_move_acts_where_somebody_comes_from_and_where_they_go() -> None:
    assert area_of(to_move_in(), the_next_dwelling(), a_person()) == Area(every=(Area(grid=NEXT), Area(grid=HOME)))
    assert area_of(to_move_in(), the_next_dwelling(), a_person(grid=NEXT)) == Area(grid=NEXT)


def test_a_household_that_somebody_joins_is_the_keepers_own() -> None:
    elsewhere = Household(id=HOUSEHOLD, dwelling=DWELLING, grid=NEXT)
    both = Area(every=(Area(grid=HOME), Area(grid=NEXT)))

    assert area_of(to_register(household=HOUSEHOLD), a_dwelling(), elsewhere) == both
    assert area_of(to_move_in(dwelling=DWELLING, household=HOUSEHOLD), a_dwelling(), a_person(), elsewhere) == both


@pytest.mark.parametrize(
    ("rows", "missing"), [([], NEXT_DWELLING), ([the_next_dwelling()], PERSON), ([a_person()], NEXT_DWELLING)]
)
def test_a_move_waits_for_what_it_names(rows: list[Entity], missing: str) -> None:
    with pytest.raises(MissingSubject, match=missing):
        area_of(to_move_in(), *rows)


def test_a_building_is_added_in_the_grid_that_is_named() -> None:
    assert area_of(to_add_building(grid=NEXT)) == Area(grid=NEXT)


def test_the_keepers_of_a_grid_alone_change_its_register() -> None:
    handlers = (*HANDLERS, *HOMES)
    assert {handler.posts for handler in handlers} == {frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.COMMITTEE})}
    assert len({handler.command for handler in handlers}) == 11
