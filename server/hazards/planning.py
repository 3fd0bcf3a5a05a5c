"""What is to be inspected in a grid, and the figures of what was found: reads of the whole, about no person."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from msgspec.structs import asdict

from mobile_contract.hazard_views import DueInspection, DuePage, GridHazards, HazardCounts, HazardFigures
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import Life
from server.accounts.scope import REGISTER_POSTS, OfficeScope, directory_of, scope_of
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import list_by
from server.hazards import queries
from server.hazards.dues import Due, Looked, Place, Standing, list_due
from server.hazards.inspecting import SUBJECTS, Subject
from server.hazards.service import house_place, place_of
from server.hazards.templates import in_force
from server.premises.entities import RentedHouse, Site
from server.residents.entities import Building, Dwelling

LONGEST_AHEAD = 365
"""How many days ahead a due list looks at most."""


async def read_due(door: Door, actor: Actor, grid: str, ahead_days: int) -> DuePage:
    """What of a grid is due within so many days. Refuses NOT_FOUND for a grid that is not there or not theirs."""
    at = clock.now()

    async def work(tx: ReadTx) -> DuePage:
        return await due_of(await scope_of(tx, door, actor, REGISTER_POSTS, at), tx, door, grid, ahead_days)

    return await door.database.read(work)


async def due_of(scope: OfficeScope, tx: ReadTx, door: Door, grid: str, ahead_days: int) -> DuePage:
    """As `read_due`, of an area that is given. Seven queries, however many places there are."""
    if grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    on = scope.at.astimezone(SHANGHAI).date()
    until = on + timedelta(days=ahead_days)
    editions = await queries.list_templates(tx, door)
    there = _There(
        {one.id: one for one in await list_by(tx, door, Building, "grid", [grid])},
        {one.id: one for one in await list_by(tx, door, Dwelling, "grid", [grid])},
        await list_by(tx, door, Site, "grid", [grid]),
        await list_by(tx, door, RentedHouse, "grid", [grid]),
    )
    site_types = {one.id: one.site_type for one in editions}
    looked = [
        Looked(subject, site_type, last.astimezone(SHANGHAI).date())
        for subject, site_type, last in await queries.list_looked(tx, door.district, grid)
    ]
    standing = [
        Standing(subject, site_types.get(template, ""), level)
        for subject, template, level in await queries.list_standing(tx, door.district, grid)
    ]
    dues = list_due(_places(there), in_force(editions, scope.at), looked, standing, on)
    names = _names(there)
    return DuePage(
        grid=grid,
        on=on.isoformat(),
        until_on=until.isoformat(),
        places=len({due.place.id for due in dues}),
        due=tuple(_shown(due, names, on) for due in dues if due.due_on <= until),
    )


class _There(NamedTuple):
    """What of a grid may have to be inspected."""

    buildings: dict[str, Building]
    dwellings: dict[str, Dwelling]
    sites: list[Site]
    houses: list[RentedHouse]


def _places(there: _There) -> list[Place]:
    """What is in use: what is retired is inspected no more, whatever is still dangerous there.

    A dwelling that is let is inspected as the rented house that it is in the register, and by itself where it is none.
    """
    houses = [one for one in there.houses if one.life is Life.ACTIVE]
    let = {one.dwelling for one in houses}
    used: list[tuple[Subject, str]] = [
        *((one, "") for one in there.buildings.values()),
        *((one, one.site_kind) for one in there.sites),
    ]
    used += [(one, one.use.value) for one in there.dwellings.values() if one.id not in let]
    used += [(one, "") for one in houses]
    kinds = {shape: kind for kind, shape in SUBJECTS.items()}
    return [
        Place(kinds[type(one)], one.id, ".".join(part for part in (kinds[type(one)].value, use) if part))
        for one, use in used
        if one.life is Life.ACTIVE
    ]


def _names(there: _There) -> dict[str, str]:
    names = {one.id: one.name for one in there.buildings.values()} | {one.id: one.name for one in there.sites}
    names |= {one.id: place_of(one, there.buildings.get(one.building)) for one in there.dwellings.values()}
    return names | {one.id: house_place(one, names.get(one.dwelling, "")) for one in there.houses}


def _shown(due: Due, names: dict[str, str], on: date) -> DueInspection:
    return DueInspection(
        subject_kind=due.place.kind,
        subject=due.place.id,
        place=names[due.place.id],
        site_type=due.template.site_type,
        template=due.template.id,
        due_on=due.due_on.isoformat(),
        because=due.because,
        days_over=max(0, (on - due.due_on).days),
        last_on=None if due.last_on is None else due.last_on.isoformat(),
    )


async def read_figures(door: Door, actor: Actor, from_on: date, until_on: date) -> HazardFigures:
    """Figures of somebody's area, of what was found from one day to another."""
    at = clock.now()

    async def work(tx: ReadTx) -> HazardFigures:
        return await figures_of(await scope_of(tx, door, actor, REGISTER_POSTS, at), tx, door, from_on, until_on)

    return await door.database.read(work)


async def figures_of(scope: OfficeScope, tx: ReadTx, door: Door, from_on: date, until_on: date) -> HazardFigures:
    """As `read_figures`, of an area that is given. A grid without any inspection or danger is not among them."""
    from_at, until_at = _begin(from_on), _begin(until_on + timedelta(days=1))
    today = scope.at.astimezone(SHANGHAI).date().isoformat()
    found = await queries.count_dangers(scope, tx, door, from_at, until_at, today)
    directory = await directory_of(tx, door)
    grids: list[GridHazards] = []
    for grid, counted in found.items():
        node = directory.grid(grid)
        name = "" if node is None else node.name
        grids.append(GridHazards(grid=grid, name=name, counts=counted.counts, fresh_at=counted.fresh_at))
    return HazardFigures(
        from_on=from_on.isoformat(),
        until_on=until_on.isoformat(),
        as_of=scope.at,
        total=_total([one.counts for one in grids]),
        grids=tuple(grids),
        fresh_at=max((one.fresh_at for one in grids if one.fresh_at is not None), default=None),
    )


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _total(counts: list[HazardCounts]) -> HazardCounts:
    told = [asdict(one) for one in counts]
    return HazardCounts(**{name: sum(one[name] for one in told) for name in HazardCounts.__struct_fields__})
