"""Reads of the register, within a scope: what lies outside of it is not there."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, Table, and_, bindparam, select

from mobile_contract.residents import Life, ResidencyStatus
from server.accounts.scope import OfficeScope
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import Entity
from server.core.reading import columns_of, list_entities, list_page
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.entities import Building, Dwelling, Household, Person, Residency

E = TypeVar("E", bound=Entity)

FIRST = "00000000-0000-0000-0000-000000000000"
"""The id before every id."""


class Home(NamedTuple):
    """A household and where it lives."""

    household: Household
    dwelling: Dwelling
    building: Building


def _within(table: Table) -> Select[tuple[object, ...]]:
    return select(*columns_of(table)).where(table.c.district_id == bindparam("district"), among(table.c.grid, "grids"))


def _one(table: Table) -> Statement:
    return Statement(_within(table).where(table.c.id == bindparam("wanted")))


_PERSONS = Statement(
    _within(t.persons)
    .where(
        t.persons.c.grid == bindparam("grid"),
        t.persons.c.life == Life.ACTIVE.value,
        t.persons.c.id > bindparam("after"),
    )
    .order_by(t.persons.c.id)
    .limit(bindparam("page"))
)
_PERSON = _one(t.persons)
_HOUSEHOLD = _one(t.households)
_DWELLING = _one(t.dwellings)
_BUILDING = _one(t.buildings)
_RESIDENCIES = Statement(_within(t.residencies).where(t.residencies.c.person == bindparam("person")))
_STAYS = Statement(
    _within(t.residencies)
    .where(
        t.residencies.c.dwelling == bindparam("dwelling"),
        t.residencies.c.household == bindparam("household"),
        t.residencies.c.status == ResidencyStatus.EFFECTIVE.value,
        t.residencies.c.left_by.is_(None),
    )
    .order_by(t.residencies.c.id)
)
_ALL_PERSONS = Statement(
    _within(t.persons)
    .where(t.persons.c.grid == bindparam("grid"), t.persons.c.life == Life.ACTIVE.value)
    .order_by(t.persons.c.id)
)
_ALL_STAYS = Statement(
    _within(t.residencies)
    .join_from(
        t.residencies,
        t.persons,
        and_(t.persons.c.district_id == t.residencies.c.district_id, t.persons.c.id == t.residencies.c.person),
    )
    .where(
        t.persons.c.grid == bindparam("grid"),
        t.persons.c.life == Life.ACTIVE.value,
        t.residencies.c.household.is_not(None),
        t.residencies.c.status == ResidencyStatus.EFFECTIVE.value,
        t.residencies.c.left_by.is_(None),
    )
    .order_by(t.residencies.c.id)
)
_ADDRESSES = Statement(
    select(t.households.c.id, t.buildings.c.name, t.buildings.c.number, t.dwellings.c.unit, t.dwellings.c.room)
    .select_from(t.households)
    .join(
        t.dwellings,
        and_(t.dwellings.c.district_id == t.households.c.district_id, t.dwellings.c.id == t.households.c.dwelling),
    )
    .join(
        t.buildings,
        and_(t.buildings.c.district_id == t.dwellings.c.district_id, t.buildings.c.id == t.dwellings.c.building),
    )
    .where(t.households.c.district_id == bindparam("district"), among(t.households.c.id, "households"))
)
_MEMBERS = Statement(_within(t.persons).where(among(t.persons.c.id, "persons")))


async def list_persons(
    scope: OfficeScope, tx: ReadTx, door: Door, grid: str, after: str, limit: int
) -> tuple[list[Person], str | None]:
    """Persons of a grid who are in the register now, by id, and after which id to go on."""
    page = await list_page(tx, door, Person, _PERSONS, limit, grids=scope.grids, grid=grid, after=after)
    return page.entities, None if page.last is None else page.last["id"]


async def list_all_persons(scope: OfficeScope, tx: ReadTx, door: Door, grid: str) -> list[Person]:
    """Every person of a grid who is in the register now, by id: of one grid, some 1,500."""
    return await list_entities(tx, door, Person, _ALL_PERSONS, grids=scope.grids, grid=grid)


async def list_all_stays(scope: OfficeScope, tx: ReadTx, door: Door, grid: str) -> list[Residency]:
    """The stays in a household, in force now, of every person of a grid."""
    return await list_entities(tx, door, Residency, _ALL_STAYS, grids=scope.grids, grid=grid)


async def list_addresses(tx: ReadTx, district: int, households: Sequence[str]) -> list[tuple[str, str, str, str, str]]:
    """Of households: (id, building, its number, unit, room). Whoever asks has shown that they are theirs to see."""
    rows = await tx.fetch(_ADDRESSES, district=district, households=list(households))
    return [(household, name, number, unit, room) for household, name, number, unit, room in rows]


async def find_person(scope: OfficeScope, tx: ReadTx, door: Door, person: str) -> Person | None:
    """A person, or whoever they were merged into, or None."""
    found = await _first(scope, tx, door, Person, _PERSON, person)
    while found is not None and found.merged_into is not None:
        found = await _first(scope, tx, door, Person, _PERSON, found.merged_into)
    return found


async def list_residencies(scope: OfficeScope, tx: ReadTx, door: Door, person: str) -> list[Residency]:
    """The stays of a person, the latest first. A stay lies where its person lives now, wherever it was."""
    found = await list_entities(tx, door, Residency, _RESIDENCIES, grids=scope.grids, person=person)
    return sorted(found, key=lambda stay: (stay.from_on or "", stay.id), reverse=True)


async def find_home(scope: OfficeScope, tx: ReadTx, door: Door, household: str) -> Home | None:
    """A household with its dwelling and building, or None."""
    found = await _first(scope, tx, door, Household, _HOUSEHOLD, household)
    dwelling = None if found is None else await _first(scope, tx, door, Dwelling, _DWELLING, found.dwelling)
    building = None if dwelling is None else await _first(scope, tx, door, Building, _BUILDING, dwelling.building)
    if found is None or dwelling is None or building is None:
        return None
    return Home(found, dwelling, building)


async def _first(
    scope: OfficeScope, tx: ReadTx, door: Door, entity: type[E], statement: Statement, wanted: str
) -> E | None:
    return next(iter(await list_entities(tx, door, entity, statement, grids=scope.grids, wanted=wanted)), None)


async def list_members(
    scope: OfficeScope, tx: ReadTx, door: Door, household: Household
) -> list[tuple[Person, Residency]]:
    """Who lives in a household now, each with the stay that says so."""
    stays = await list_entities(
        tx, door, Residency, _STAYS, grids=scope.grids, dwelling=household.dwelling, household=household.id
    )
    wanted = sorted({stay.person for stay in stays})
    persons = await list_entities(tx, door, Person, _MEMBERS, grids=scope.grids, persons=wanted)
    by_id = {person.id: person for person in persons}
    return [(by_id[stay.person], stay) for stay in stays if stay.person in by_id]
