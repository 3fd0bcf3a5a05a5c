"""Code tables of the register, the facts that a district collects or does not, and putting an identity right."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Code, Command, Day, Key, Line, Request, Wire
from mobile_contract.residents import IdNumber, IdType


class CodeShape(Request, frozen=True, kw_only=True):
    """A code, what it is called, and the days between which it may be written; old records keep one that has ended."""

    code: Code
    name: Line
    valid_from: Day | None = None
    valid_until: Day | None = None


class DefineCodes(Command, frozen=True, kw_only=True, tag="define_codes"):
    """A district's own table of codes of a scheme, whole, in place of the one that comes with the package.

    Without any code the table of the package is in force again.
    """

    scheme: Key
    title: Line
    codes: Annotated[tuple[CodeShape, ...], Meta(max_length=1000)] = ()
    reason: Line


class OptionalFact(StrEnum):
    """What is known of a person only where a district has decided to collect it: off until then (domain.md 2.1)."""

    ETHNICITY = "ethnicity"
    MARRIAGE = "marriage"
    NATIVE_PLACE = "native_place"
    OCCUPATION = "occupation"
    EDUCATION = "education"


class SetRegister(Command, frozen=True, kw_only=True, tag="set_register"):
    """How a district keeps its register; what is not named stays. `collects` are all of the optional facts it wants.

    `reveals_a_day` is how many sealed values one person may have shown to them in a day.
    """

    collects: Annotated[tuple[OptionalFact, ...], Meta(max_length=5)] | None = None
    reveals_a_day: Annotated[int, Meta(ge=0, le=10_000)] | None = None
    reason: Line


class CorrectIdentity(Command, frozen=True, kw_only=True, tag="correct_identity"):
    """An office puts right by which number a person is known; what was there stays in the journal alone.

    Of two who correct it the later observation stands. None takes away a number that is not theirs.
    """

    id_type: IdType
    id_no: IdNumber | None
    reason: Line


class CodeTableView(Wire, frozen=True, kw_only=True):
    """A table of codes in force: by which standard, in which edition, and whether it is the district's own."""

    scheme: str
    title: str
    standard: str
    edition: str
    codes: tuple[CodeShape, ...]
    own: bool = False
    version: int = 0


class CodesView(Wire, frozen=True, kw_only=True):
    """`GET /v1/codes`: every table by its scheme, by which scheme a field is checked, and the optional facts."""

    tables: tuple[CodeTableView, ...]
    fields: dict[str, str]
    collects: tuple[str, ...] = ()
    reveals_a_day: int = 0
