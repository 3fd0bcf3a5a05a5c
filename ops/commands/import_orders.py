"""What `hexward import` and `hexward undo` read and order: files, imports, their reports."""

import asyncio
import signal
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from mobile_contract.imports import (
    CancelImport,
    ImportKind,
    ImportPreview,
    ImportState,
    RowAnswer,
    RowReason,
    RunImport,
    UndoImport,
)
from ops.commands.answering import Refused
from server.accounts.scope import directory_of
from server.accounts.service import made_now
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.problems import Problem
from server.imports import service, working
from server.imports.entities import Import
from server.imports.reports import as_table
from server.tabular.handing_out import as_csv, as_xlsx
from server.tabular.limits import USUAL, NotRead, Reason

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward import"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

MOST_ANSWERS = 5_000
"""What one order to run may answer (`RunImport.answers`)."""

T = TypeVar("T")

Progress = Callable[[int], None]


class Asked(NamedTuple):
    """A file and how it is to be read: headings with the fields they are for, the code of a grid for rows without."""

    what: ImportKind
    file: Path
    sheet: int
    header_row: int
    headings: Mapping[str, str]
    grid: str
    datum: str = ""


async def open_file(door: Door, asked: Asked) -> service.Opened:
    """Stage a file. Raises Refused with what is wrong with it as a whole."""
    grid = await _grid(door, asked.grid) if asked.grid else None
    raw = await asyncio.to_thread(_bytes_of, asked.file)
    told = service.Asked(
        asked.what, asked.file.name, raw, asked.sheet, asked.header_row, asked.headings, grid, asked.datum
    )
    try:
        return await service.open_file(door, OPERATOR, told)
    except Problem as problem:
        raise Refused(f"{asked.file}: {words_of(problem)}") from problem


def _bytes_of(file: Path) -> bytes:
    """A file whole, unless it is bigger than any that is read: of that not a byte. Raises Refused."""
    size, most = file.stat().st_size, USUAL.file_bytes
    if size > most:
        raise Refused(f"{file}: {NotRead(Reason.TOO_BIG, size=size, limit=most, part='the file')}")
    return file.read_bytes()


async def _grid(door: Door, code: str) -> str:
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    found = [grid.id for grid in directory.district_grids() if grid.code == code]
    if len(found) != 1:
        raise Refused(f"there is no grid {code}; `hexward grid list` lists them")
    return found[0]


def words_of(problem: Problem) -> str:
    """What a refusal says, in a line."""
    detail = problem.facts.get("detail")
    facts = ", ".join(f"{name}: {value}" for name, value in problem.facts.items() if value)
    return str(detail) if detail else f"{problem.title} ({facts})" if facts else problem.title


async def one_import(door: Door, import_id: str) -> Import:
    """An import that is there."""
    return await _told(service.own_import(door, OPERATOR, import_id))


async def look(door: Door, opened: service.Opened, progress: Progress) -> ImportPreview:
    """What an import would do."""
    return await _told(service.preview(door, OPERATOR, opened.id, opened.matched, progress))


async def moved(door: Door, opened: service.Opened, progress: Progress) -> list[RowAnswer]:
    """Answers that whoever the register has living in another dwelling has moved to where the file says."""
    seen = await _told(service.preview(door, OPERATOR, opened.id, opened.matched, progress, shown=MOST_ANSWERS + 1))
    rows = [one for one in seen.rows if one.reason is RowReason.MOVED]
    if len(rows) > MOST_ANSWERS:
        raise Refused(f"more than {MOST_ANSWERS:,} people would move: is it the right file? Divide it if it is")
    return [RowAnswer(one.row, one.people[0]) for one in rows]


async def run(door: Door, import_id: str, answers: Sequence[RowAnswer], progress: Progress) -> Import:
    """Let an import run to its end. Ctrl-C cancels it: what it has done is taken back before this ends."""
    await _told(service.order(door, OPERATOR, RunImport(**made_now(import_id), answers=tuple(answers))))
    return await carry_on(door, import_id, progress)


async def carry_on(door: Door, import_id: str, progress: Progress) -> Import:
    """Go on with an import until it has ended; Ctrl-C cancels it."""
    async with _cancelling(door, import_id):
        return await _told(working.carry_on(door, import_id, progress))


async def cancel(door: Door, import_id: str, progress: Progress) -> Import:
    """Cancel an import, and take back what it has done."""
    await _told(service.order(door, OPERATOR, CancelImport(**made_now(import_id))))
    return await _told(working.carry_on(door, import_id, progress))


async def undo(door: Door, import_id: str, progress: Progress) -> tuple[Import, list[working.Kept]]:
    """Take back an import that has ended; what others have changed since comes back, and stays."""
    await _told(service.order(door, OPERATOR, UndoImport(**made_now(import_id))))
    found = await working.one_import(door, import_id)
    kept: list[working.Kept] = []
    if found.state is ImportState.UNDOING:
        kept = await working.take_all_back(door, found, progress)
    return await _told(working.carry_on(door, import_id, progress)), kept


async def report(door: Door, import_id: str, file: Path, target: Path) -> int:
    """Write the rows of a file with what became of each; how many. Raises Refused for a file that is another."""
    found = await one_import(door, import_id)
    raw = await asyncio.to_thread(_bytes_of, file)
    try:
        table = as_table(found, raw, await service.outcomes_of(door, import_id))
    except Problem as problem:
        raise Refused(f"{file}: {words_of(problem)}") from problem
    made = as_xlsx("报告", table) if target.suffix.lower() == ".xlsx" else as_csv(table)
    await asyncio.to_thread(target.write_bytes, made)
    return len(table) - 1


async def _told(asked: Awaitable[T]) -> T:
    try:
        return await asked
    except Problem as problem:
        raise Refused(words_of(problem)) from problem


@asynccontextmanager
async def _cancelling(door: Door, import_id: str) -> AsyncGenerator[None]:
    """While it lasts Ctrl-C is an order to cancel, given once."""
    loop, waiting = asyncio.get_running_loop(), set[asyncio.Task[Any]]()

    def stop() -> None:
        if not waiting:
            waiting.add(loop.create_task(service.order(door, OPERATOR, CancelImport(**made_now(import_id)))))

    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
        for task in waiting:
            with suppress(Problem):
                await task


def facts_of(found: Import) -> dict[str, Any]:
    """An import as JSON tells it."""
    told: dict[str, Any] = msgspec.to_builtins(service.view_of(found))
    return told
