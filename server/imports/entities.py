"""Imports as the rules see them. Pure."""

from datetime import datetime

from msgspec import field

from mobile_contract.imports import ColumnUse, ImportKind, ImportState, RowAnswer, RowOutcome
from server.core.entities import Entity


class Import(Entity, frozen=True, kw_only=True):
    """A file that is imported: `through` is the row up to which it is done, `parts` in how many commits.

    `parts_left` are those that are not taken back. What its columns are called and what the file is called is sealed by
    the import's own key, as the file is while it is staged.
    """

    what: ImportKind
    author: str
    sha256: str
    size_bytes: int
    sheet: int
    header_row: int
    grid: str | None
    datum: str
    opened_at: datetime
    ended_at: datetime | None = None
    state: ImportState = ImportState.STAGED
    through: int = 0
    parts: int = 0
    parts_left: int = 0
    kept: int = 0
    counts: dict[str, int] = field(default_factory=dict[str, int])
    answers: tuple[RowAnswer, ...] = ()
    file_name: str = ""
    columns: tuple[ColumnUse, ...] = ()


class ImportPart(Entity, frozen=True, kw_only=True):
    """Some rows of an import that were done in one commit, at `pos`: what became of each.

    Whatever the import did for them lies in the journal after `since`, where the part before ended, through `pos`.
    Part 0 has no rows: there it was let run.
    """

    import_id: str
    number: int
    outcomes: tuple[RowOutcome, ...] = ()
    since: int = 0
    pos: int = 0
