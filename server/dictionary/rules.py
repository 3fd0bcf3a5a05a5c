"""Every fact that a form may ask for: its names, its words, what guards it; and what no form gets. Pure.

Sources: domain.md 2.1 (fields), 2.2 (codes), 2.3 (what is stored, gated, refused). The dictionary is data
(`data/register.json`, with its scheme and version): headings are how departments write them.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

import msgspec
from msgspec import Struct

from server.tabular.headings import plain


class Of(StrEnum):
    """Whose fact it is. Those of the form are known of the filling itself."""

    PERSON = "person"
    RESIDENCY = "residency"
    HOUSEHOLD = "household"
    DWELLING = "dwelling"
    BUILDING = "building"
    FORM = "form"


class Reads(StrEnum):
    """What a value is."""

    TEXT = "text"
    DIGITS = "digits"
    DAY = "day"
    NUMBER = "number"
    TRUTH = "truth"
    CODE = "code"


class Guard(StrEnum):
    """What guards a fact. Sealed numbers go into a form in full only where somebody who may asks for them."""

    NONE = ""
    PERSONAL = "personal"
    SEALED = "sealed"
    OPTIONAL = "optional"
    """Collected only where the district has said so (domain.md 2.1)."""


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact of the register, or of the form itself. `scheme` names its code table."""

    name: str
    of: Of
    zh: str
    en: str
    reads: Reads
    scheme: str | None
    guard: Guard
    headings: tuple[str, ...]


class Never(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Headings of what is never stored here, and why."""

    headings: tuple[str, ...]
    why: str


class Dictionary(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The dictionary as data. `words` are, by code table, the words that departments write for a code."""

    scheme: str
    version: int
    fields: tuple[Field, ...]
    refused: tuple[Never, ...]
    words: dict[str, dict[str, tuple[str, ...]]]


class Means(Struct, frozen=True, kw_only=True):
    """What a heading means: one field, several that it could be, or nothing that is known; or why it is refused."""

    fields: tuple[str, ...] = ()
    refused: str = ""


@cache
def dictionary() -> Dictionary:
    """The dictionary that comes with the package."""
    raw = files("server.dictionary").joinpath("data", "register.json").read_bytes()
    return msgspec.json.decode(raw, type=Dictionary)


@cache
def field_of(name: str) -> Field | None:
    """A field by its name."""
    return next((one for one in dictionary().fields if one.name == name), None)


def means(heading: str, group: str = "", answers: Mapping[str, str] | None = None) -> Means:
    """What a heading under a group heading means.

    `answers` are plain headings with the fields that somebody has named for them ("": it stays empty); they come first,
    and the group's own (`group/heading`) before the heading's. Then the two together, then the heading alone.
    """
    alone, both = plain(heading), plain(group) + plain(heading)
    told = answers or {}
    for key in (key_of(heading, group), alone):
        if key in told:
            return Means(fields=(told[key],) if told[key] else ())
    for key in (both, alone) if group else (alone,):
        found = _known().get(key)
        if found is not None:
            return found
    return Means()


def key_of(heading: str, group: str = "") -> str:
    """Under what an answer about a heading is remembered."""
    return f"{plain(group)}/{plain(heading)}" if group else plain(heading)


def is_refused(heading: str) -> str:
    """Why what a heading asks for is never stored; empty for what may be."""
    return means(heading).refused


@cache
def _known() -> Mapping[str, Means]:
    found: dict[str, list[str]] = {}
    for field in dictionary().fields:
        for heading in {plain(one) for one in (field.name, field.zh, field.en, *field.headings)}:
            found.setdefault(heading, []).append(field.name)
    known = {heading: Means(fields=tuple(sorted(names))) for heading, names in found.items()}
    for never in dictionary().refused:
        known |= {plain(heading): Means(refused=never.why) for heading in never.headings}
    return known
