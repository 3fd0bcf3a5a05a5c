"""What offices and operators do with imports: open a file, look at what it would do, let it run, stop it, undo it."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mobile_contract.base import Command
from mobile_contract.imports import (
    Fate,
    ImportKind,
    ImportPage,
    ImportPreview,
    ImportView,
    OpenImport,
    RowOutcome,
    RowReason,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.accounts.scope import directory_of
from server.accounts.service import made_now
from server.core.clock import millis
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.ids import new_id
from server.core.loading import known_receipts
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.imports.books import book_of
from server.imports.entities import Import
from server.imports.fields import OF_KIND, Matched, match, missing, without
from server.imports.looking import Look, Part, next_part
from server.imports.planning import Named
from server.imports.staging import keep_file
from server.imports.working import Progress, list_outcomes, one_import, quiet, reading
from server.residents.checks import OPTIONAL
from server.tabular.books import Book
from server.tabular.limits import NotRead

PURPOSE = "register"
SHOWN = 500
"""Rows of a preview that are told one by one."""

_HEADER_AMONG = 10
_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})
_OF_A_ROW = ("person", "change", "move", "stay")


class Asked(NamedTuple):
    """A file as somebody wants it read: `header_row` 0 looks for it, `asked` are headings with their fields."""

    what: ImportKind
    file_name: str
    raw: bytes
    sheet: int = 0
    header_row: int = 0
    asked: Mapping[str, str] = {}
    grid: str | None = None
    datum: str = ""


class Opened(NamedTuple):
    """An import that was opened, and what its headings are for."""

    id: str
    matched: Matched


async def open_file(door: Door, actor: Actor, asked: Asked) -> Opened:
    """Stage a file. Optional facts that the district does not collect are not used.

    Refuses MALFORMED, UNREADABLE_TABLE, COLUMNS_MISSING, and what the command's rule refuses.
    """
    if not {"", *(field.name for field in OF_KIND[asked.what])}.issuperset(asked.asked.values()):
        raise Problem(ProblemCode.MALFORMED, field="map")
    header_row, found = await asyncio.to_thread(_headings, asked)
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    matched = without(found, OPTIONAL - directory.register.collects)
    lacking = missing(asked.what, frozenset(use.field for use in matched.columns), has_grid=asked.grid is not None)
    if lacking:
        unsure = ",".join(sorted(matched.unsure))
        raise Problem(ProblemCode.COLUMNS_MISSING, fields=",".join(lacking), unsure=unsure)
    identity = new_id()
    command = OpenImport(
        **made_now(identity),
        what=asked.what,
        file_name=asked.file_name[-200:],
        sha256=hashlib.sha256(asked.raw).hexdigest(),
        size_bytes=len(asked.raw),
        sheet=asked.sheet,
        header_row=header_row,
        columns=matched.columns,
        grid=asked.grid,
        datum=asked.datum,
    )
    await order(door, actor, command)
    await keep_file(door, identity, asked.raw)
    return Opened(identity, matched)


def _headings(asked: Asked) -> tuple[int, Matched]:
    try:
        with book_of(asked.raw, asked.what) as book:
            return _found(book, asked)
    except NotRead as refused:
        raise Problem(ProblemCode.UNREADABLE_TABLE, reason=refused.reason.value, detail=str(refused)) from refused


def _found(book: Book, asked: Asked) -> tuple[int, Matched]:
    """The row of headings and what they are for: of the first rows, the one in which most headings are known."""
    best: tuple[int, int, Matched] | None = None
    for place, row in enumerate(book.rows(asked.sheet)):
        if place == _HEADER_AMONG or (asked.header_row and row.number > asked.header_row):
            break
        if asked.header_row and row.number != asked.header_row:
            continue
        matched = match(asked.what, [cell.text for cell in row.cells], asked.asked)
        if best is None or len(matched.columns) > best[0]:
            best = (len(matched.columns), row.number, matched)
    if best is None:
        return asked.header_row or 1, Matched((), (), {})
    return best[1], best[2]


async def order(door: Door, actor: Actor, command: Command) -> Receipt:
    """Give an order about an import. Raises what refuses it."""
    (receipt,) = (await door.issue([command], actor)).receipts
    if receipt.verdict is Verdict.RETRY:
        raise Problem(ProblemCode.OVERLOADED)
    if receipt.verdict is Verdict.HELD:
        raise Problem(ProblemCode.NOT_FOUND)
    if receipt.verdict not in _DONE:
        facts: dict[str, Any] = dict(receipt.facts)
        raise Problem(ProblemCode(receipt.why or ProblemCode.NOT_ALLOWED), **facts)
    return receipt


async def preview(
    door: Door,
    actor: Actor,
    import_id: str,
    matched: Matched | None = None,
    progress: Progress = quiet,
    purpose: str = PURPOSE,
    shown: int = SHOWN,
) -> ImportPreview:
    """What an import would do, row by row; whose records were looked at is journalled. It changes nothing."""
    found = await own_import(door, actor, import_id)
    counts: Counter[str] = Counter()
    told: list[RowOutcome] = []
    try:
        async with reading(door, found) as read:
            while (part := await next_part(read.parts)) is not None:

                async def compare(tx: Tx, part: Part = part) -> tuple[Look, Sequence[str]]:
                    looked = await read.look(tx, door, part)
                    return looked, looked.people

                looked = await door.witnessed(Reading(actor, purpose, "import", found.id), compare)
                counts.update(one.outcome.fate.value for one in looked.planned)
                told += [one.outcome for one in looked.planned if one.outcome.reason is not None]
                progress(part.through)
    except NotRead as refused:
        raise Problem(ProblemCode.UNREADABLE_TABLE, reason=refused.reason.value, detail=str(refused)) from refused
    rows = sorted(told, key=lambda one: (one.fate is not Fate.ERROR, one.row))
    return ImportPreview(
        id=found.id,
        counts=_whole(counts),
        columns=found.columns,
        unused=() if matched is None else matched.unused,
        unsure={} if matched is None else dict(matched.unsure),
        rows=tuple(rows[:shown]),
        of=len(rows),
    )


async def own_import(door: Door, actor: Actor, import_id: str) -> Import:
    """An import, for whoever opened it and for the operator. Refuses NOT_FOUND."""
    found = await door.database.read(lambda tx: find_entity(tx, door, Import, import_id))
    if found is None or not (actor.system or found.author == actor.user):
        raise Problem(ProblemCode.NOT_FOUND)
    return found


async def list_imports(door: Door, actor: Actor) -> ImportPage:
    """Somebody's own imports, the latest first."""
    found = await door.database.read(lambda tx: list_by(tx, door, Import, "author", [actor.user]))
    return ImportPage(tuple(view_of(one) for one in sorted(found, key=lambda one: one.opened_at, reverse=True)))


def view_of(found: Import) -> ImportView:
    """An import as it is shown."""
    return ImportView(
        id=found.id,
        what=found.what,
        state=found.state,
        file_name=found.file_name,
        sha256=found.sha256,
        author=found.author,
        opened_at=found.opened_at,
        through=found.through,
        counts=_whole(found.counts),
        kept=found.kept,
        columns=found.columns,
    )


async def outcomes_of(door: Door, import_id: str) -> list[RowOutcome]:
    """What became of each row: what was planned, and where the door took it in otherwise, why."""
    found = await one_import(door, import_id)

    async def read(tx: ReadTx) -> list[RowOutcome]:
        outcomes = await list_outcomes(tx, door, found)
        named = Named(found.id, millis(found.opened_at))
        wanted = {
            named.id(f"command:{what}", str(one.row)): one.row
            for one in outcomes
            if one.fate in (Fate.NEW, Fate.CHANGED)
            for what in _OF_A_ROW
        }
        return outcomes if not wanted else await _as_received(tx, door, outcomes, wanted)

    return await door.database.read(read)


async def _as_received(
    tx: ReadTx, door: Door, outcomes: Sequence[RowOutcome], wanted: Mapping[str, int]
) -> list[RowOutcome]:
    receipts = await known_receipts(tx, door.district, sorted(wanted))
    refused = {
        wanted[command]: known.receipt
        for command, known in receipts.items()
        if known.receipt.verdict not in (*_DONE, Verdict.CONFLICT)
    }
    return [
        RowOutcome(one.row, Fate.ERROR, RowReason.REFUSED, str(refused[one.row].why)) if one.row in refused else one
        for one in outcomes
    ]


def _whole(counts: Mapping[str, int]) -> dict[str, int]:
    """Every fate, those of no row too."""
    return {fate.value: counts.get(fate.value, 0) for fate in Fate}
