"""Schemes, classes, filing conditions and responsibilities, as the rules see them. Pure.

A class or a condition is a row for each version: it says from when until when it is valid, and nothing else of it ever
changes. So a case that names a version keeps what it was filed under, and a phone that is offline when an edition takes
effect changes over by itself. `number` counts the versions of one key from 1; `valid_from` None is since ever, and
`valid_until` None until further notice.
"""

from datetime import datetime

from msgspec import Struct

from server.core.entities import Entity


class ClassScheme(Entity, frozen=True, kw_only=True):
    """A class scheme (domain.md 4)."""

    code: str
    name: str
    name_en: str = ""
    edition: str = ""
    minor_digits: int = 2
    valid_from: datetime | None = None
    valid_until: datetime | None = None


class Edition(Entity, frozen=True, kw_only=True):
    """That somebody changed the catalogue: who, when, why, from when it holds, and how many rows it made and ended."""

    editor: str
    reason: str
    made_at: datetime
    valid_from: datetime
    made: int
    ended: int


class CaseClass(Entity, frozen=True, kw_only=True):
    """A version of a class; `code` is its key."""

    code: str
    scheme: str
    kind: str
    major: str
    minor: str
    name: str
    photos_before: int
    photos_after: int
    limit_value: int
    limit_unit: str
    name_en: str = ""
    major_name: str = ""
    ext: bool = False
    may_self_handle: bool = False
    check_waived: bool = False
    number: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def key(self) -> str:
        """What its versions have in common."""
        return self.code


class Override(Struct, frozen=True):
    """Another limit below an organisation's path, or for the department whose path it is."""

    org: str
    path: str
    limit_value: int
    limit_unit: str


class FilingCondition(Entity, frozen=True, kw_only=True):
    """A version of a filing condition; `class_code` and `ordinal` are its key."""

    class_code: str
    scheme: str
    ordinal: int
    text: str
    closing_text: str
    limit_value: int
    limit_unit: str
    level: str = ""
    duty: str
    photos_before: int
    photos_after: int
    overrides: tuple[Override, ...] = ()
    number: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def key(self) -> str:
        """What its versions have in common, such as `B-event-01-07:1`."""
        return f"{self.class_code}:{self.ordinal}"


class Responsibility(Entity, frozen=True, kw_only=True):
    """A version of a line of the responsibility table: who leads and assists in `matters` below `path`.

    `matters` and `area` are its key; `scheme` is the first part of `matters`.
    """

    matters: str
    scheme: str
    area: str | None
    path: str
    lead: str
    assist: tuple[str, ...] = ()
    note: str = ""
    number: int = 1
    valid_from: datetime | None = None
    valid_until: datetime | None = None

    @property
    def key(self) -> str:
        """What its versions have in common."""
        return line_key(self.matters, self.area)


def line_key(matters: str, area: str | None) -> str:
    """The key of a line of the responsibility table."""
    return f"{matters}@{area or ''}"


Dated = CaseClass | FilingCondition | Responsibility


def is_valid(row: Dated | ClassScheme, at: datetime) -> bool:
    """Whether a row is in force at an instant: from `valid_from` on, and no longer at `valid_until`."""
    return (row.valid_from is None or row.valid_from <= at) and (row.valid_until is None or at < row.valid_until)
