"""A file read part by part and compared with the register: what a preview tells and a run does. It changes nothing."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from grid.geometry import Position
from mobile_contract.imports import Fate, ImportKind, RowOutcome, RowReason
from server.accounts.scope import directory_of, scope_of
from server.core import clock
from server.core.clock import millis
from server.core.database import ReadTx
from server.core.decisions import Actor, RegisterWays
from server.core.door import SYSTEM_USER, Door
from server.core.reading import list_by
from server.imports.entities import Import
from server.imports.facts import Facts
from server.imports.places import building_key, room_key, unit_key
from server.imports.planning import Named, Planned, Planner
from server.imports.planning_buildings import BuildingPlanner
from server.imports.rows import BuildingRow, PersonRow, Reader
from server.imports.rules import IMPORTERS
from server.residents.by_numbers import list_by_numbers, list_by_phones
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.residents.moves import day_of
from server.tabular.books import Book, Row
from sync.identifiers import normal_id

PART_ROWS = 500
"""Rows in one commit."""


class Ground(NamedTuple):
    """The grids of the district by what files call them, and those whose register somebody keeps."""

    by_word: Mapping[str, str | None]
    mine: frozenset[str]
    default: str | None

    def grid_of(self, word: str) -> str | RowReason:
        """The grid of a row, or why it has none."""
        return self.allowed(self.by_word.get(word) if word else self.default)

    def allowed(self, grid: str | None) -> str | RowReason:
        """A grid that somebody may bring rows into, or why not."""
        if grid is None:
            return RowReason.UNKNOWN_GRID
        return grid if grid in self.mine else RowReason.NOT_YOUR_GRID


class Part(NamedTuple):
    """Some rows as they were read: their last number, those that tell of people or buildings, and the wrong ones."""

    through: int
    rows: tuple[PersonRow, ...]
    wrong: tuple[RowOutcome, ...]
    ends: bool
    buildings: tuple[BuildingRow, ...] = ()


class Look(NamedTuple):
    """What some rows would do, row by row, and whose records were looked at."""

    planned: tuple[Planned, ...]
    people: tuple[str, ...]


def parts_of(book: Book, found: Import, register: RegisterWays) -> Iterator[Part]:
    """The rows of an import below its headings, some hundred at a time; the last part says so."""
    day = day_of(clock.now())
    reader = Reader(ImportKind(found.what), found.columns, register, day, from_1904=book.from_1904)
    part_of = _part if found.what is ImportKind.PEOPLE else _part_of_buildings
    rows = (row for row in book.rows(found.sheet) if row.number > found.header_row)
    some = list(islice(rows, PART_ROWS))
    while True:
        after = list(islice(rows, PART_ROWS))
        yield part_of(reader, some, ends=not after)
        if not after:
            return
        some = after


def _part(reader: Reader, rows: Sequence[Row], *, ends: bool) -> Part:
    read = [reader.person(row) for row in rows]
    people = tuple(one for one in read if isinstance(one, PersonRow))
    wrong = tuple(one for one in read if isinstance(one, RowOutcome))
    return Part(rows[-1].number if rows else 0, people, wrong, ends)


def _part_of_buildings(reader: Reader, rows: Sequence[Row], *, ends: bool) -> Part:
    read = [reader.building(row) for row in rows]
    buildings = tuple(one for one in read if isinstance(one, BuildingRow))
    wrong = tuple(one for one in read if isinstance(one, RowOutcome))
    return Part(rows[-1].number if rows else 0, (), wrong, ends, buildings)


async def next_part(parts: Iterator[Part]) -> Part | None:
    """The next part, read beside the event loop: a part of a workbook takes a twentieth of a second."""
    return await asyncio.to_thread(next, parts, None)


def planner_of(found: Import, ground: Ground) -> Planner:
    """What plans the rows of an import."""
    answers = {answer.row: answer.person for answer in found.answers}
    return Planner(Named(found.id, millis(found.opened_at)), ground.mine, answers)


async def ground_of(tx: ReadTx, door: Door, found: Import) -> Ground:
    """Where the rows of an import may lie: where its author keeps the register now."""
    directory = await directory_of(tx, door)
    grids = [*directory.district_grids()]
    by_word: dict[str, str | None] = {}
    for grid in grids:
        by_word[grid.name] = None if grid.name in by_word else grid.id  # a name of two grids names neither
    by_word |= {grid.code: grid.id for grid in grids}
    if found.author == SYSTEM_USER:
        return Ground(by_word, frozenset(grid.id for grid in grids), found.grid)
    author = Actor(user=found.author, install=found.id)
    scope = await scope_of(tx, door, author, IMPORTERS, clock.now())
    return Ground(by_word, frozenset(scope.grids), found.grid)


async def look_at_buildings(tx: ReadTx, door: Door, planner: BuildingPlanner, ground: Ground, part: Part) -> Look:
    """Compare a part of buildings with the register as it is now."""
    planned = {outcome.row: Planned(outcome) for outcome in part.wrong}
    placed: list[tuple[BuildingRow, str, Position | None]] = []
    for row in part.buildings:
        place = planner.place(row)
        grid: str | RowReason | None = place if isinstance(place, RowReason) else None
        if grid is None and not row.grid and place is not None and not isinstance(place, RowReason):
            grid = ground.allowed(planner.grid_at(place))
        grid = ground.grid_of(row.grid) if grid is None else grid
        if isinstance(grid, RowReason) or isinstance(place, RowReason):
            planned[row.number] = Planned(RowOutcome(row.number, Fate.ERROR, RowReason(grid), "grid"))
        else:
            placed.append((row, grid, place))
    buildings = await list_by(tx, door, Building, "grid", {grid for _, grid, _ in placed}) if placed else []
    facts = Facts(buildings=buildings)
    planned |= {row.number: planner.plan(row, grid, place, facts) for row, grid, place in placed}
    return Look(tuple(planned[number] for number in sorted(planned)), ())


async def look(tx: ReadTx, door: Door, planner: Planner, ground: Ground, part: Part) -> Look:
    """Compare a part of people with the register as it is now."""
    placed = [(row, ground.grid_of(row.grid)) for row in part.rows]
    here = [(row, grid) for row, grid in placed if not isinstance(grid, RowReason)]
    facts = await _facts(tx, door, here, planner.answered(part.rows))
    planned = {outcome.row: Planned(outcome) for outcome in part.wrong}
    for row, grid in placed:
        if isinstance(grid, RowReason):
            planned[row.number] = Planned(RowOutcome(row.number, Fate.ERROR, grid, "grid"))
            continue
        one = planner.plan(row, grid, facts)
        planner.keep(one)
        planned[row.number] = one
    return Look(tuple(planned[number] for number in sorted(planned)), facts.people)


async def _facts(tx: ReadTx, door: Door, here: Sequence[tuple[PersonRow, str]], answered: Sequence[str]) -> Facts:
    """What the register knows of the places and people of some rows, set-wise: a dozen questions, however many rows."""
    buildings = await list_by(tx, door, Building, "grid", {grid for _, grid in here})
    named = Facts(buildings=buildings)
    at = [(row, named.buildings(grid, _key_of(row))) for row, grid in here]
    dwellings = await _list_dwellings(tx, door, {one.id for _, those in at for one in those})
    housed = Facts(buildings=buildings, dwellings=dwellings)
    homes = {
        home.id
        for row, those in at
        for building in those
        for home in housed.dwellings(building.id, unit_key(row.spot.unit), room_key(row.spot.room))
    }
    households = await list_by(tx, door, Household, "dwelling", homes) if homes else []
    persons = await _persons(tx, door, [row for row, _ in here], homes, answered)
    stays = await list_by(tx, door, Residency, "person", persons) if persons else []
    return Facts(buildings, dwellings, households, persons.values(), stays)


async def _list_dwellings(tx: ReadTx, door: Door, buildings: Iterable[str]) -> list[Dwelling]:
    wanted = sorted(buildings)
    return await list_by(tx, door, Dwelling, "building", wanted) if wanted else []


async def _persons(
    tx: ReadTx, door: Door, rows: Sequence[PersonRow], homes: Iterable[str], answered: Iterable[str]
) -> dict[str, Person]:
    """Who the rows may be about: by number; of the others by phone, whoever lives there, and who was named."""
    known = await list_by_numbers(tx, door, (row.told.get("id_no") for row in rows))
    numbers = {normal_id(person.id_no) for person in known}
    others = [row for row in rows if normal_id(row.told.get("id_no")) not in numbers or "id_no" not in row.told]
    by_phone = await list_by_phones(tx, door, (row.told.get("phone") for row in others))
    found = {person.id: person for person in (*known, *by_phone)}
    wanted = sorted(homes) if others else []
    stays = await list_by(tx, door, Residency, "dwelling", wanted) if wanted else []
    ids = {*answered, *(stay.person for stay in stays)} - found.keys()
    found |= {one.id: one for one in await list_by(tx, door, Person, "id", ids)} if ids else {}
    return found


def _key_of(row: PersonRow) -> str:
    return building_key(f"{row.spot.estate}{row.spot.building}")
