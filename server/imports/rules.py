"""What may become of an import. Pure: no database, no clock, no web."""

from collections import Counter
from collections.abc import Sequence

from mobile_contract.accounts import Post
from mobile_contract.imports import (
    CancelImport,
    ImportState,
    OpenImport,
    ReportImport,
    RowOutcome,
    RunImport,
    UndoImport,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.decisions import (
    ANYWHERE,
    DISTRICT_WIDE,
    SYSTEM_ONLY,
    Context,
    Decision,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, Needs, advanced, named_id
from server.imports.entities import Import, ImportPart

IMPORTERS = frozenset({Post.COMMITTEE, Post.GRID_CHIEF})
"""Who may import: offices that keep the register. Each row is let in only where they keep it."""

ENDED = frozenset({ImportState.DONE, ImportState.CANCELLED, ImportState.UNDONE})
WORKING = frozenset({ImportState.RUNNING, ImportState.CANCELLING, ImportState.UNDOING})
"""What a job carries on."""

OfAuthor = RunImport | CancelImport | UndoImport


def part_id(of: str, number: int) -> str:
    """The id of a part of an import."""
    return named_id(f"import|{of}|{number}")


@decides(
    OpenImport,
    posts=IMPORTERS,
    area=lambda _c, _loaded, _directory: ANYWHERE,
    needs=lambda c: [Need(Import, c.entity)],
    online=True,
)
def open_import(command: OpenImport, loaded: Loaded, ctx: Context) -> Decision:
    """Stage a file. Whether its rows may come in is asked of each of them."""
    if loaded.find(Import, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    if command.grid is not None and ctx.directory.grid(command.grid) is None:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid)
    return put(
        Import(
            id=command.entity,
            what=command.what,
            author=ctx.actor.user,
            sha256=command.sha256,
            size_bytes=command.size_bytes,
            sheet=command.sheet,
            header_row=command.header_row,
            grid=command.grid,
            datum=command.datum,
            opened_at=ctx.now,
            file_name=command.file_name,
            columns=command.columns,
        )
    )


@decides(
    RunImport,
    posts=IMPORTERS,
    area=lambda _c, _loaded, _directory: ANYWHERE,
    needs=lambda c: [Need(Import, c.entity), Need(ImportPart, part_id(c.entity, 0))],
    online=True,
)
def run_import(command: RunImport, loaded: Loaded, ctx: Context) -> Decision:
    """Let a staged import run. One that runs already goes on."""
    found = _own(command, loaded, ctx)
    if isinstance(found, Decision):
        return found
    if found.state is ImportState.RUNNING:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    if found.state is not ImportState.STAGED:
        return _not_now(found)
    begins = ImportPart(id=part_id(found.id, 0), import_id=found.id, number=0)
    return put(advanced(found, state=ImportState.RUNNING, answers=command.answers), begins)


@decides(
    CancelImport,
    posts=IMPORTERS,
    area=lambda _c, _loaded, _directory: ANYWHERE,
    needs=lambda c: [Need(Import, c.entity)],
    online=True,
)
def cancel_import(command: CancelImport, loaded: Loaded, ctx: Context) -> Decision:
    """Stop an import. One that has done nothing has ended with that; else what it did is taken back first."""
    found = _own(command, loaded, ctx)
    if isinstance(found, Decision):
        return found
    if found.state in (ImportState.CANCELLING, ImportState.CANCELLED):
        return Decision(verdict=Verdict.MERGED, version=found.version)
    if found.state is ImportState.STAGED:
        return put(advanced(found, state=ImportState.CANCELLED, ended_at=ctx.now))
    if found.state is ImportState.RUNNING:
        return put(advanced(found, state=ImportState.CANCELLING))
    return _not_now(found)


@decides(
    UndoImport,
    posts=IMPORTERS,
    area=lambda _c, _loaded, _directory: ANYWHERE,
    needs=lambda c: [Need(Import, c.entity)],
    online=True,
)
def undo_import(command: UndoImport, loaded: Loaded, ctx: Context) -> Decision:
    """Take back an import that has ended, however long ago."""
    found = _own(command, loaded, ctx)
    if isinstance(found, Decision):
        return found
    if found.state in (ImportState.UNDOING, ImportState.UNDONE):
        return Decision(verdict=Verdict.MERGED, version=found.version)
    if found.state is not ImportState.DONE:
        return _not_now(found)
    return put(advanced(found, state=ImportState.UNDOING, ended_at=None))


def _needs_of_report(command: ReportImport) -> Needs:
    yield Need(Import, command.entity)
    yield from (
        Need(ImportPart, part_id(command.entity, max(0, number))) for number in (command.part - 1, command.part)
    )


@decides(
    ReportImport,
    posts=SYSTEM_ONLY,
    area=lambda _c, _loaded, _directory: DISTRICT_WIDE,
    needs=_needs_of_report,
)
def report_import(command: ReportImport, loaded: Loaded, ctx: Context) -> Decision:
    """Keep how far an import is. A part that is not the next one is refused: somebody else has done it.

    A part that was under way when the import was cancelled counts: it is taken back with the others.
    """
    found = loaded.find(Import, command.entity)
    if found is None:
        return wait_for(command.entity)
    if command.taken_back:
        return _taken_back(command, found, ctx)
    if found.state not in (ImportState.RUNNING, ImportState.CANCELLING) or command.part != found.parts + 1:
        return _not_now(found)
    before = loaded.find(ImportPart, part_id(found.id, found.parts))
    ended = command.ends and found.state is ImportState.RUNNING
    counts = dict(sorted((Counter(found.counts) + counted(command.outcomes)).items()))
    after = advanced(
        found,
        through=command.through,
        parts=command.part,
        parts_left=command.part,
        counts=counts,
        state=ImportState.DONE if ended else found.state,
        ended_at=ctx.now if ended else None,
    )
    part = ImportPart(
        id=part_id(found.id, command.part),
        import_id=found.id,
        number=command.part,
        outcomes=command.outcomes,
        since=0 if before is None else before.pos,
    )
    return put(after, part)


def _taken_back(command: ReportImport, found: Import, ctx: Context) -> Decision:
    """`parts` are those that the job knew of: one more has come meanwhile, and it looks again."""
    undoing = found.state in (ImportState.CANCELLING, ImportState.UNDOING)
    if not undoing or command.parts != found.parts or command.part > max(found.parts_left, 1):
        return _not_now(found)
    ends = ImportState.UNDONE if found.state is ImportState.UNDOING else ImportState.CANCELLED
    return put(
        advanced(
            found,
            parts_left=max(command.part - 1, 0),
            kept=found.kept + command.kept,
            state=ends if command.ends else found.state,
            ended_at=ctx.now if command.ends else None,
        )
    )


def counted(outcomes: Sequence[RowOutcome]) -> Counter[str]:
    """How many rows there are of each fate."""
    return Counter(outcome.fate.value for outcome in outcomes)


def _own(command: OfAuthor, loaded: Loaded, ctx: Context) -> Import | Decision:
    """The import, for whoever opened it and for the server's operator."""
    found = loaded.find(Import, command.entity)
    if found is None:
        return wait_for(command.entity)
    if not ctx.actor.system and ctx.actor.user != found.author:
        return refuse(ProblemCode.NOT_ALLOWED)
    return found


def _not_now(found: Import) -> Decision:
    return refuse(ProblemCode.IMPORT_STATE, state=found.state.value)


HANDLERS: tuple[Handler, ...] = (open_import, run_import, cancel_import, undo_import, report_import)
