"""The job that counts: each day every grid once, a grid a transaction; of each month its first whole day stays."""

import asyncio
from collections.abc import Sequence
from datetime import date

import structlog

from grid.cells import point_cell
from server.accounts.scope import directory_of
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.consumers import Job
from server.core.database import ReadTx, Tx
from server.core.decisions import GridNode
from server.core.door import Door
from server.population import queries
from server.population.queries import Counted
from server.population.rules import NO_CELL, Inhabitant, count
from server.residents.inhabitants import Lodger, list_lodgers

EVERY_S = 3600.0
CELL_RESOLUTION = 9
"""Figures inside the office are by cells of resolution 9 or 10 (architecture.md)."""

log = structlog.get_logger()


def population_job() -> Job:
    """The job, every hour: it counts what has not been counted on the day, so a day costs one count of everybody."""
    return Job("population", EVERY_S, take)


async def take(door: Door) -> int:
    """Count the grids in force that were not counted today, and how many those were; then drop days past keeping."""
    today = clock.now().astimezone(SHANGHAI).date()
    waiting = await door.database.read(lambda tx: _list_waiting(tx, door, today.toordinal()))
    for grid in waiting:
        await _take_grid(door, grid, today)
        await asyncio.sleep(0)  # who waits for this loop comes before the next thousand people
    if waiting:
        log.info("population counted", grids=len(waiting))
    await _forget(door, today.toordinal())
    return len(waiting)


def past_keeping(days: Sequence[int], today: int) -> tuple[int, ...]:
    """Which days go: all before today that are not the first of their month in the archive. Days are ordinals."""
    first: dict[tuple[int, int], int] = {}
    for day in sorted(days):
        told = date.fromordinal(day)
        first.setdefault((told.year, told.month), day)
    kept = {*first.values(), today}
    return tuple(sorted(day for day in days if day < today and day not in kept))


async def _list_waiting(tx: ReadTx, door: Door, day: int) -> list[GridNode]:
    directory = await directory_of(tx, door)
    counted = await queries.list_counted(tx, door.district, day)
    return [grid for grid in directory.community_grids() if grid.id not in counted]


async def _take_grid(door: Door, grid: GridNode, on: date) -> None:
    lodgers = await door.database.read(lambda tx: list_lodgers(tx, door, grid.id))
    taken_at = clock.now()
    counts = count(map(_inhabitant, lodgers), on)
    rows = [Counted(grid.id, cell, grid.org, taken_at, structure) for cell, structure in counts.items()]

    async def write(tx: Tx) -> None:
        await queries.put_counts(tx, door.district, on.toordinal(), rows)

    await door.database.write(write)


def _inhabitant(one: Lodger) -> Inhabitant:
    cell = NO_CELL
    if one.lon is not None and one.lat is not None:
        cell = point_cell(one.lon, one.lat, CELL_RESOLUTION)
    return Inhabitant(one.sex, one.birth_on, one.kind, one.household, cell)


async def _forget(door: Door, today: int) -> None:
    days = past_keeping(await door.database.read(lambda tx: queries.list_days(tx, door.district)), today)
    if days:
        await door.database.write(lambda tx: queries.forget_days(tx, door.district, days))
