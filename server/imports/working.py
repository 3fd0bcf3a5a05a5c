"""How an import is carried on, part by part, each in one commit, and how it is taken back.

The ids of all that it makes come of the import and the row: a part that two do at once, or that is done again after a
crash, is done once. A part that was under way when its import was cancelled is taken back with the others.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager
from datetime import timedelta
from typing import NamedTuple

from mobile_contract.base import Command
from mobile_contract.imports import CancelImport, ImportState, ReportImport, RowOutcome
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.accounts.scope import directory_of
from server.accounts.service import made_now
from server.core import clock
from server.core.clock import millis
from server.core.consumers import Job
from server.core.crashing import crashpoint
from server.core.database import ReadTx
from server.core.door import SYSTEM, SYSTEM_USER, Door
from server.core.intake import Submission, made_here
from server.core.reading import find_entity, list_by
from server.imports.books import book_of
from server.imports.entities import Import, ImportPart
from server.imports.looking import (
    Ground,
    Look,
    Part,
    ground_of,
    look,
    look_at_buildings,
    next_part,
    parts_of,
    planner_of,
)
from server.imports.planning import Named, Planner
from server.imports.planning_buildings import BuildingPlanner
from server.imports.rules import ENDED, WORKING, part_id
from server.imports.staging import file_of, forget_files, list_kept
from server.imports.undoing import actor_of, kind_of, list_done, list_moved_on, turned_round

EVERY_S = 5.0
STAGED_FOR = timedelta(days=7)
"""How long a file may wait to be run: then its import is cancelled, for nobody wants it any more."""

ABANDONED_AFTER = timedelta(minutes=2)
"""When an import that a command line was running, and that has not got on, is carried on by the job."""

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})

Progress = Callable[[int], None]
"""Hears the number of the row up to which all is done, or of the part that is left to take back."""


class NotDone(Exception):
    """The door could not take a part in just now; whoever carries the import on tries again."""


class Kept(NamedTuple):
    """What was not taken back, and why: others have changed it since, or live by it."""

    kind: str
    entity: str
    why: str
    fields: str


class _Reading(NamedTuple):
    parts: Iterator[Part]
    ground: Ground
    planner: Planner
    buildings: BuildingPlanner

    async def look(self, tx: ReadTx, door: Door, part: Part) -> Look:
        """Compare a part with the register as it is now."""
        if part.buildings:
            return await look_at_buildings(tx, door, self.buildings, self.ground, part)
        return await look(tx, door, self.planner, self.ground, part)


def quiet(_number: int) -> None:
    """Nobody wants to know how far it is."""


async def carry_on(door: Door, import_id: str, progress: Progress = quiet) -> Import:
    """Do what there is to be done of an import, until it has ended, and forget its file."""
    while True:
        found = await one_import(door, import_id)
        if found.state is ImportState.RUNNING:
            await _run(door, found, progress)
        elif found.state in WORKING:
            await take_all_back(door, found, progress)
        else:
            if found.state in ENDED:
                await forget_files(door, [found.id])
            return found


async def one_import(door: Door, import_id: str) -> Import:
    """An import that is there. Raises LookupError."""
    found = await door.database.read(lambda tx: find_entity(tx, door, Import, import_id))
    if found is None:
        raise KeyError(import_id)
    return found


# --- forward ----------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def reading(door: Door, found: Import) -> AsyncGenerator[_Reading]:
    """The file of an import, part by part, with what plans its rows."""
    raw = await file_of(door, found)
    ground = await door.database.read(lambda tx: ground_of(tx, door, found))
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    buildings = BuildingPlanner(Named(found.id, millis(found.opened_at)), found.datum, directory)
    with ExitStack() as stack:
        book = await asyncio.to_thread(stack.enter_context, book_of(raw, found.what))
        yield _Reading(parts_of(book, found, directory.register), ground, planner_of(found, ground), buildings)


async def _run(door: Door, found: Import, progress: Progress) -> None:
    """Part after part, until the file ends or somebody stops it."""
    async with reading(door, found) as read:
        while (part := await next_part(read.parts)) is not None:
            if 0 < part.through <= found.through:
                for row in part.rows:
                    read.planner.pass_by(row)
                continue
            looked = await looked_at(door, read, part)
            if not await do_part(door, found, part, looked):
                return
            found = await one_import(door, found.id)
            progress(part.through)
            if found.state is not ImportState.RUNNING:
                return


async def looked_at(door: Door, read: _Reading, part: Part) -> Look:
    """A part compared with the register as it is now."""
    return await door.database.read(lambda tx: read.look(tx, door, part))


async def do_part(door: Door, found: Import, part: Part, looked: Look) -> bool:
    """One part in one commit, with the word of it; False where somebody else has done it or stopped the import."""
    actor = actor_of(found, system=found.author == SYSTEM_USER)
    commands = [command for one in looked.planned for command in one.commands]
    report = _report(found, part, looked)
    sent = [*(made_here(command, actor) for command in commands), made_here(report, SYSTEM)]
    outcome = await door.submit(Submission(actor, sent))
    crashpoint("imports.part-done")
    if any(receipt.verdict is Verdict.RETRY for receipt in outcome.receipts):
        raise NotDone(f"part {report.part} of {found.id}")
    told = outcome.receipts[-1]
    if told.verdict in _DONE:
        return True
    if told.why not in (ProblemCode.IMPORT_STATE, ProblemCode.ID_REUSE):
        raise NotDone(f"part {report.part} of {found.id}: {told.verdict} {told.why}")
    if told.facts.get("state") in ENDED:
        before = await _part(door, found, found.parts)
        await _take_back(
            door, found, 0 if before is None else before.pos, outcome.head.pos
        )  # it had been cancelled for good meanwhile
    return False


def _report(found: Import, part: Part, looked: Look) -> ReportImport:
    number = found.parts + 1
    named = Named(found.id, millis(found.opened_at))
    return ReportImport(
        **named.facts("part", str(number), found.id),
        part=number,
        through=part.through,
        outcomes=tuple(one.outcome for one in looked.planned),
        ends=part.ends,
    )


async def count_rows(door: Door, found: Import) -> int:
    """How many rows the file of an import has below its headings, so that progress can be told."""
    raw = await file_of(door, found)

    def count() -> int:
        with book_of(raw, found.what) as book:
            return max((row.number for row in book.rows(found.sheet)), default=0)

    return await asyncio.to_thread(count)


# --- and back ---------------------------------------------------------------------------------------------------------


async def take_all_back(door: Door, found: Import, progress: Progress = quiet) -> list[Kept]:
    """Take back the parts that are left, the last first; what was kept comes back."""
    kept: list[Kept] = []
    number = found.parts_left
    while number > 0:
        part = await _part(door, found, number)
        told = [] if part is None else await _take_back(door, found, part.since, part.pos)
        kept += told
        crashpoint("imports.part-taken-back")
        if not await _say_taken_back(door, found, number, len(told), ends=number == 1):
            return kept
        number -= 1
        progress(number)
    if found.parts_left == 0:
        await _say_taken_back(door, found, 0, 0, ends=True)
    return kept


async def _part(door: Door, found: Import, number: int) -> ImportPart | None:
    return await door.database.read(lambda tx: find_entity(tx, door, ImportPart, part_id(found.id, number)))


async def _say_taken_back(door: Door, found: Import, part: int, kept: int, *, ends: bool) -> bool:
    report = ReportImport(
        **made_now(found.id), part=part, through=0, taken_back=True, kept=kept, parts=found.parts, ends=ends
    )
    (receipt,) = (await door.issue([report])).receipts
    if receipt.verdict is Verdict.RETRY:
        raise NotDone(f"part {part} of {found.id}")
    return receipt.verdict in _DONE


async def _take_back(door: Door, found: Import, since: int, through: int) -> list[Kept]:
    async def read(tx: ReadTx) -> list[Command]:
        return await turned_round(tx, door, found, await list_done(tx, door, found.id, since, through))

    commands = await door.database.read(read)
    if not commands:
        return []
    outcome = await door.issue(commands)
    if any(receipt.verdict is Verdict.RETRY for receipt in outcome.receipts):
        raise NotDone(f"commits {since} to {through} of {found.id}")
    return [
        _kept(command, receipt)
        for command, receipt in zip(commands, outcome.receipts, strict=True)
        if receipt.verdict not in _DONE or receipt.facts.get("fields")
    ]


def _kept(command: Command, receipt: Receipt) -> Kept:
    return Kept(
        kind_of(command), command.entity, str(receipt.why or ProblemCode.CHANGED_SINCE), receipt.facts.get("fields", "")
    )


async def changed_since(door: Door, found: Import) -> list[Kept]:
    """What undoing would keep, by the versions of its rows: a look, that writes nothing."""
    kept: list[Kept] = []
    for number in range(found.parts_left, 0, -1):
        part = await _part(door, found, number)
        if part is not None:
            kept += await door.database.read(lambda tx, part=part: _moved_on(tx, door, found, part))  # type: ignore[misc]
    return kept


async def _moved_on(tx: ReadTx, door: Door, found: Import, part: ImportPart) -> list[Kept]:
    back = await turned_round(tx, door, found, await list_done(tx, door, found.id, part.since, part.pos))
    return [
        Kept(kind_of(command), command.entity, ProblemCode.CHANGED_SINCE.value, fields)
        for command, fields in await list_moved_on(tx, door, back)
    ]


# --- what became of it ------------------------------------------------------------------------------------------------


async def list_outcomes(tx: ReadTx, door: Door, found: Import) -> list[RowOutcome]:
    """What became of the rows that are done, in order."""
    parts = await list_by(tx, door, ImportPart, "import_id", [found.id])
    return [outcome for part in sorted(parts, key=lambda part: part.number) for outcome in part.outcomes]


# --- by itself --------------------------------------------------------------------------------------------------------


def imports_job() -> Job:
    """Carries on what offices let run, what was interrupted and what is taken back; ends what nobody wants any more."""
    seen: dict[str, tuple[int, float]] = {}

    async def run(door: Door) -> None:
        now = clock.now()
        found = await door.database.read(lambda tx: _list_under_way(tx, door))
        for one in found:
            if one.state is ImportState.STAGED and now - one.opened_at > STAGED_FOR:
                await door.issue([CancelImport(**made_now(one.id))])
                await carry_on(door, one.id)
            elif one.state in WORKING and (one.author != SYSTEM_USER or _abandoned(seen, one, now.timestamp())):
                await carry_on(door, one.id)
        await forget_files(door, await door.database.read(lambda tx: _list_over(tx, door)))

    return Job("imports", EVERY_S, run)


def _abandoned(seen: dict[str, tuple[int, float]], one: Import, now_s: float) -> bool:
    """Whether an import that an operator runs has not got on for a while: what ran it has died."""
    version, since_s = seen.setdefault(one.id, (one.version, now_s))
    if version != one.version:
        seen[one.id] = (one.version, now_s)
        return False
    return now_s - since_s > ABANDONED_AFTER.total_seconds()


async def _list_under_way(tx: ReadTx, door: Door) -> list[Import]:
    states = [ImportState.STAGED, *sorted(WORKING)]
    return await list_by(tx, door, Import, "state", [state.value for state in states])


async def _list_over(tx: ReadTx, door: Door) -> list[str]:
    """Imports that have ended and whose files are here still: whatever ended them died before it forgot those."""
    kept = await list_kept(tx, door)
    return [one.id for one in await list_by(tx, door, Import, "id", kept) if one.state in ENDED] if kept else []
