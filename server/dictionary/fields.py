"""The data dictionary as it is shipped, and which heading means which of its fields. It reads its own file alone.

A heading is matched exactly, then once it is made plain (full width, blanks, brackets, units, asterisks gone), to a
name or a synonym. What could be several fields is told and never guessed; what is never stored is told with its reason.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from server.tabular.headings import plain


class FieldType(StrEnum):
    """What a value is, and so how it is written into a cell."""

    TEXT = "text"
    DIGITS = "digits"
    DAY = "day"
    NUMBER = "number"
    TRUTH = "truth"
    CODE = "code"


class Protection(StrEnum):
    """Plain facts of places; personal facts, which need a purpose; sealed ones, masked unless they are asked for."""

    PLAIN = "plain"
    PERSONAL = "personal"
    SEALED = "sealed"


class CodeWords(Struct, frozen=True, forbid_unknown_fields=True):
    """A code with the words that departments use for it, the usual one first."""

    code: str
    words: Annotated[tuple[str, ...], Meta(min_length=1)]


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """A fact that a form may ask for: whose it is (`of`), its labels, the headings that it is known by."""

    name: str
    of: str
    zh: str
    en: str
    type: FieldType
    protection: Protection
    headings: tuple[str, ...] = ()
    codes: tuple[CodeWords, ...] = ()

    def words_of(self, code: str) -> tuple[str, ...]:
        """What a code is called, the usual word first; a code that is unknown stands for itself."""
        return next((one.words for one in self.codes if one.code == code), (code,))


class RefusedField(Struct, frozen=True, forbid_unknown_fields=True):
    """A fact that is never stored (domain.md 2.3), so that no form is filled with it; `why` is told."""

    name: str
    zh: str
    en: str
    headings: tuple[str, ...]
    why: str


class Dictionary(Struct, frozen=True, forbid_unknown_fields=True):
    """An edition of the dictionary: its scheme, its version, its fields."""

    scheme: str
    version: int
    fields: tuple[Field, ...]
    refused: tuple[RefusedField, ...]

    def field(self, name: str) -> Field | None:
        """A field by its name."""
        return next((field for field in self.fields if field.name == name), None)


class Verdict(StrEnum):
    """What is known of a heading."""

    KNOWN = "known"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Meaning(Struct, frozen=True):
    """What a heading means: one field, or several that it could be, or why it is not filled."""

    heading: str
    verdict: Verdict
    fields: tuple[str, ...] = ()
    why: str = ""


NOTHING = ""
"""The answer that a heading is for nothing that the register holds."""


@cache
def shipped() -> Dictionary:
    """The dictionary of this release."""
    raw = files("server.dictionary").joinpath("data/dictionary.json").read_bytes()
    return msgspec.json.decode(raw, type=Dictionary)


def meaning_of(heading: str, answers: Mapping[str, str], group: str = "") -> Meaning:
    """What a heading means. `answers` are headings with the fields that somebody named, NOTHING for none.

    `group` is the heading above it, where there are two: both together are tried first (户主 over 姓名).
    """
    for text in (f"{group}{heading}", heading) if group else (heading,):
        key = plain(text)
        answered = {plain(told): field for told, field in answers.items()}.get(key)
        if answered is not None:
            known = answered != NOTHING
            return Meaning(heading, Verdict.KNOWN if known else Verdict.UNKNOWN, (answered,) if known else ())
        found = _known().get(key, ())
        if found:
            return Meaning(heading, Verdict.KNOWN if len(found) == 1 else Verdict.AMBIGUOUS, tuple(found))
    why = _refused().get(plain(heading))
    return Meaning(heading, Verdict.UNKNOWN) if why is None else Meaning(heading, Verdict.REFUSED, why=why)


@cache
def _known() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for field in shipped().fields:
        for key in sorted({plain(text) for text in (field.name, field.zh, field.en, *field.headings)}):
            found.setdefault(key, []).append(field.name)
    return found


@cache
def _refused() -> Mapping[str, str]:
    return {plain(text): one.why for one in shipped().refused for text in (one.zh, one.en, *one.headings)}
