"""What an office sees of grids and of the register: masked in lists, and every look at a person journalled."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mobile_contract.codes import CodesView
from mobile_contract.problems import ProblemCode
from mobile_contract.register_views import FieldProvenance, HouseholdMember, HouseholdView, PersonDetail, PersonPage
from mobile_contract.residents import (
    BuildingRecord,
    DwellingRecord,
    HouseholdRecord,
    PersonRecord,
    ResidencyRecord,
)
from mobile_contract.territory import GridList, GridView
from server.accounts.people import list_names
from server.accounts.scope import REGISTER_POSTS, STAFF_POSTS, directory_of, scope_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.entities import grid_scope, scope_id
from server.core.feed import digest_in, list_sums
from server.core.problems import Problem
from server.core.reading import MADE, Write, list_writes, shown
from server.residents import queries
from server.residents.entities import Person, Residency
from server.residents.masking import masked
from server.residents.moves import days_between
from server.visits.service import list_latest

_LATEST_VISITS = 10
_MACHINE_FIELDS = frozenset({"id", "dwelling", "life", "effective_on", "expired_on"})
"""Of a person's record: what the server's own machine sets, which leaves no stamp."""


async def list_grids(door: Door, actor: Actor) -> GridList:
    """The grids in force of somebody's area, with what their scopes hold."""
    at = clock.now()

    async def work(tx: ReadTx) -> GridList:
        scope = await scope_of(tx, door, actor, STAFF_POSTS, at)
        directory = await directory_of(tx, door)
        sums = await list_sums(tx, door.district, [scope_id(grid_scope(grid)) for grid in scope.grids])
        grids = [grid for grid in directory.district_grids() if grid.id in set(scope.grids)]
        orgs = {grid.id: directory.org(grid.org) for grid in grids}
        return GridList(
            grids=tuple(
                GridView(
                    id=grid.id,
                    code=grid.code,
                    name=grid.name,
                    community=grid.org,
                    community_name=org.name if (org := orgs[grid.id]) else "",
                    records=digest_in(sums, scope_id(grid_scope(grid.id))).count,
                )
                for grid in grids
            )
        )

    return await door.database.read(work)


async def read_codes(door: Door) -> CodesView:
    """The tables of codes in force, and what the district collects."""

    async def work(tx: ReadTx) -> CodesView:
        return (await directory_of(tx, door)).register.view()

    return await door.database.read(work)


async def list_persons(door: Door, actor: Actor, purpose: str, grid: str, after: str | None, limit: int) -> PersonPage:
    """A page of a grid's persons, masked. Refuses NOT_FOUND for a grid that is not there or not theirs."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[PersonPage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        if grid not in scope.grids:
            raise Problem(ProblemCode.NOT_FOUND)
        persons, last = await queries.list_persons(scope, tx, door, grid, after or queries.FIRST, limit)
        return PersonPage(persons=tuple(map(masked, persons)), next=last), [person.id for person in persons]

    return await door.witnessed(Reading(actor, purpose, "persons", grid), work)


async def read_person(door: Door, actor: Actor, purpose: str, person: str) -> PersonDetail:
    """One person in full, and where each field comes from; for the loser of a merge, the winner. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[PersonDetail, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        found = await queries.find_person(scope, tx, door, person)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        stays = await queries.list_residencies(scope, tx, door, found.id)
        detail = PersonDetail(
            person=shown(door, found, PersonRecord),
            version=found.version,
            provenance=await _provenance(tx, door, found, at),
            care_labels=found.care_labels,
            residencies=tuple(shown(door, stay, ResidencyRecord) for stay in stays),
        )
        return detail, [found.id]

    return await door.witnessed(Reading(actor, purpose, "person", person), work)


async def read_household(door: Door, actor: Actor, purpose: str, household: str) -> HouseholdView:
    """A household with its members, masked, and its latest visits. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[HouseholdView, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        home = await queries.find_home(scope, tx, door, household)
        if home is None:
            raise Problem(ProblemCode.NOT_FOUND)
        members = await queries.list_members(scope, tx, door, home.household)
        view = HouseholdView(
            household=shown(door, home.household, HouseholdRecord),
            version=home.household.version,
            building=shown(door, home.building, BuildingRecord),
            dwelling=shown(door, home.dwelling, DwellingRecord),
            members=tuple(_member(person, stay) for person, stay in members),
            visits=await list_latest(scope, tx, door, household, _LATEST_VISITS),
        )
        return view, sorted({person.id for person, _ in members})

    return await door.witnessed(Reading(actor, purpose, "household", household), work)


def _member(person: Person, stay: Residency) -> HouseholdMember:
    return HouseholdMember(
        person=masked(person), residency=stay.id, residency_kind=stay.residency_kind, relation=stay.relation
    )


async def _provenance(tx: ReadTx, door: Door, person: Person, at: datetime) -> dict[str, FieldProvenance]:
    writes = await list_writes(tx, door, person)
    names = await list_names(tx, door.district, {write.actor for write in writes.values()})
    told = (*PersonRecord.__struct_fields__, "care_labels")
    fields = [field for field in told if field not in _MACHINE_FIELDS]
    found = {field: writes.get(field if field in person.stamps else MADE) for field in fields}
    return {field: _told(write, names, at) for field, write in found.items() if write is not None}


def _told(write: Write, names: Mapping[str, str], at: datetime) -> FieldProvenance:
    return FieldProvenance(
        by=write.actor,
        by_name=names.get(write.actor, ""),
        observed_at=write.observed_at,
        command=write.command,
        version=write.version,
        age_days=days_between(write.observed_at, at),
    )
