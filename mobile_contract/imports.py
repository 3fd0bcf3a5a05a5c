"""Imports: a file of people or buildings that comes into the register as ordinary commands, and can be taken back.

None of this is for phones: they receive what an import brings as they receive whatever else changes.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from mobile_contract.base import Command, Count, Id, Instant, Line, Request, Sha256, Short, Version, Wire
from mobile_contract.merges import Register
from mobile_contract.residents import DwellingEdits, HouseholdEdits, PersonEdits, ResidencyEdits


class ImportKind(StrEnum):
    """What a file tells of."""

    PEOPLE = "people"
    BUILDINGS = "buildings"


class ImportState(StrEnum):
    """staged -> running -> done -> undoing -> undone; staged or running -> cancelling -> cancelled."""

    STAGED = "staged"
    RUNNING = "running"
    DONE = "done"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    UNDONE = "undone"


class Fate(StrEnum):
    """What becomes of a row. `asked`: it may be somebody of the register, and a person says who."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    ASKED = "asked"
    ERROR = "error"


class RowReason(StrEnum):
    """Why a row is an error, or is asked about."""

    FORMULA = "formula"
    ERROR_VALUE = "error_value"
    DIGITS_LOST = "digits_lost"
    NO_DAY = "no_day"
    NO_NUMBER = "no_number"
    NO_TRUTH = "no_truth"
    UNKNOWN_WORD = "unknown_word"
    WRONG_IDENTITY = "wrong_identity"
    BIRTH_DIFFERS = "birth_differs"
    SEX_DIFFERS = "sex_differs"
    MALFORMED = "malformed"
    MISSING = "missing"
    UNKNOWN_GRID = "unknown_grid"
    NOT_YOUR_GRID = "not_your_grid"
    OUT_OF_DISTRICT = "out_of_district"
    REPEATED = "repeated"
    WHICH_HOUSEHOLD = "which_household"
    RETIRED = "retired"
    LIVES_ELSEWHERE = "lives_elsewhere"
    NAME_DIFFERS = "name_differs"
    LIKELY = "likely"
    MOVED = "moved"
    BUILDING_DIFFERS = "building_differs"
    REFUSED = "refused"


class ColumnUse(Request, frozen=True):
    """What a column of a file is for: its place from 0, its heading, and the field that it fills."""

    column: Annotated[int, Meta(ge=0, le=16_383)]
    heading: Line
    field: Short


class RowAnswer(Request, frozen=True):
    """Who a row that was asked about is: a person of the register, or (None) somebody new."""

    row: Annotated[int, Meta(ge=1, le=2_000_000)]
    person: Id | None = None


class RowOutcome(Wire, frozen=True, array_like=True):
    """What became of a row: why, at which field, and which fields changed. It repeats nothing that the file says."""

    row: int
    fate: Fate
    reason: RowReason | None = None
    field: str = ""
    changed: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    """Whom it may be, where it is asked."""


Columns = Annotated[tuple[ColumnUse, ...], Meta(max_length=512)]


class OpenImport(Command, frozen=True, kw_only=True, tag="open_import"):
    """A file is there to be imported; `entity` becomes the import. Nothing of the register changes by it.

    `grid` stands where a row names none; `sheet` counts from 0, `header_row` is the number of the row of headings.
    """

    what: ImportKind
    file_name: Line
    sha256: Sha256
    size_bytes: Count
    sheet: Annotated[int, Meta(ge=0, le=1_000)] = 0
    header_row: Annotated[int, Meta(ge=1, le=1_000)] = 1
    columns: Columns = ()
    grid: Id | None = None
    datum: Short = ""


class RunImport(Command, frozen=True, kw_only=True, tag="run_import"):
    """Let it go on: rows are compared with the register and brought in, some hundred a commit."""

    answers: Annotated[tuple[RowAnswer, ...], Meta(max_length=5_000)] = ()


class CancelImport(Command, frozen=True, kw_only=True, tag="cancel_import"):
    """Stop an import that has not ended; what it has done so far is taken back."""


class UndoImport(Command, frozen=True, kw_only=True, tag="undo_import"):
    """Take a whole import back. What others have changed since stays, and is told."""


class ReportImport(Command, frozen=True, kw_only=True, tag="report_import"):
    """The server's own word of how far an import is, in the commit of what it did.

    `part` is a part of its rows, from 1, and `through` its last row. `taken_back` says that all parts from this one on
    are undone; `kept` are commands of it whose rows others have changed since. `ends` says that it was the last.
    """

    part: Count
    through: Count
    outcomes: Annotated[tuple[RowOutcome, ...], Meta(max_length=2_000)] = ()
    taken_back: bool = False
    kept: Count = 0
    parts: Count = 0
    ends: bool = False


class TakeBack(Command, frozen=True, kw_only=True, tag="take_back"):
    """Take back what a command of an import made or changed, unless somebody else has changed it since.

    `version` is the one that the import left. Without edits the row itself is taken back: it is emptied, on no phone
    and claims no number. `within` is the dwelling of a household; `residency` the stay that a person came with.
    """

    register: Register | None = None
    version: Version
    within: Id | None = None
    residency: Id | None = None
    person: PersonEdits | None = None
    dwelling: DwellingEdits | None = None
    household: HouseholdEdits | None = None
    stay: ResidencyEdits | None = None


class TakeBackMove(Command, frozen=True, kw_only=True, tag="take_back_move"):
    """Take back a move of an import: the stay that it began is void, the one that it ended (if any) goes on.

    `version` is the person's as the import left it; `back_to` is the dwelling of the stay that `goes_on`.
    """

    version: Version
    residency: Id
    goes_on: Id | None = None
    back_to: Id | None = None


class ImportView(Wire, frozen=True):
    """`GET /v1/imports/{id}`: how far an import is. `counts` are of rows by fate; `kept` of what undoing left."""

    id: str
    what: ImportKind
    state: ImportState
    file_name: str
    sha256: str
    author: str
    opened_at: Instant
    through: int
    counts: dict[str, int]
    kept: int = 0
    columns: tuple[ColumnUse, ...] = ()


class ImportOpened(Wire, frozen=True):
    """A file that was brought: what its columns are used for, and what they are not.

    `unused` are headings that no field is known for, `unsure` those that could be several, with these fields.
    """

    id: str
    columns: tuple[ColumnUse, ...]
    unused: tuple[str, ...] = ()
    unsure: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


class ImportPreview(Wire, frozen=True):
    """What an import would do. `rows` are those that need a look: errors first, then what is asked; `of` how many.

    `columns` are those that are used, `unused` headings that no field is known for, `unsure` those that could be
    several, with the fields that they could be.
    """

    id: str
    counts: dict[str, int]
    columns: tuple[ColumnUse, ...]
    unused: tuple[str, ...] = ()
    unsure: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    rows: tuple[RowOutcome, ...] = ()
    of: int = 0


class ImportPage(Wire, frozen=True):
    """`GET /v1/imports`: one's own imports, the latest first."""

    imports: tuple[ImportView, ...]
