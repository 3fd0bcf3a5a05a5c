"""Any department's form, filled from the one register: what its headings mean, and what a filling came to."""

from mobile_contract.base import Command, Instant, Key, Line, Wire


class AnswerHeading(Command, frozen=True, kw_only=True, tag="answer_heading"):
    """What a heading means that no dictionary knows, or that could be several: asked once, remembered for the district.

    `group` is the heading above it, if it was asked about under one alone. An empty `field` says that cells below it
    stay empty. Answered again, the last answer holds.
    """

    heading: Line
    group: Line = ""
    field: Key | None = None


class HeadingQuestion(Wire, frozen=True):
    """A heading that somebody has to explain; `choices` are the fields that it could be, none where it is unknown."""

    heading: str
    group: str
    cell: str
    choices: tuple[str, ...] = ()


class LeftEmpty(Wire, frozen=True):
    """Cells under, or beside, a heading that could not be filled: the heading's cell, how many, and why."""

    cell: str
    heading: str
    why: str
    cells: int


class FormChange(Wire, frozen=True):
    """Somebody who is new in the form, or gone from it, or of whom these headings tell something else than before."""

    person: str
    what: str
    headings: tuple[str, ...] = ()


class FormReport(Wire, frozen=True):
    """What a filling came to: how many rows, from which fields; what was asked, left empty and changed since last time.

    `before` is when this form was filled for this grid the last time; without it nothing can have changed.
    """

    form: str
    rows: int
    persons: int
    fields: tuple[str, ...]
    questions: tuple[HeadingQuestion, ...] = ()
    left: tuple[LeftEmpty, ...] = ()
    changes: tuple[FormChange, ...] = ()
    before: Instant | None = None


class DictionaryField(Wire, frozen=True):
    """A fact that a form may ask for."""

    name: str
    of: str
    zh: str
    en: str
    reads: str
    scheme: str | None
    guard: str
    headings: tuple[str, ...]


class DictionaryView(Wire, frozen=True):
    """`GET /v1/dictionary`: every fact that a form may ask for; `refused` are headings of what is never stored.

    `answered` are headings that this district has explained.
    """

    scheme: str
    version: int
    fields: tuple[DictionaryField, ...]
    refused: dict[str, str]
    answered: dict[str, str]
