"""What people are told and may report, how often, and hotlines' templates: data with dates, of this release. Pure.

Hotline limits follow a city's draft (domain.md 7.8): a district's own file says them otherwise.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from mobile_contract.cases import CaseState
from mobile_contract.intake import PublicMatter, PublicMatters, StopNotice, Words
from mobile_contract.intake_orders import OrderLimit

_DATA = Path(__file__).parent / "data"


class Said(Struct, frozen=True):
    """A text in both languages."""

    zh: str
    en: str


class Notice(Struct, frozen=True):
    """What is read before an emergency is reported here; `keywords` in free words call for it too."""

    code: str
    zh: str
    en: str
    numbers: tuple[str, ...]
    keywords: tuple[str, ...]


class Matter(Struct, frozen=True):
    """A thing that residents report, and the class that it most likely is."""

    code: str
    zh: str
    en: str
    class_code: str | None = None
    emergency: str | None = None


class Pace(Struct, frozen=True):
    """So many at once, and from then on one in so many seconds."""

    every_s: int
    at_once: int


class Book(Struct, frozen=True):
    """All that the public side says, in force from an instant on."""

    id: str
    valid_from: datetime
    privacy: Words
    questions: tuple[Words, ...]
    notices: tuple[Notice, ...]
    matters: tuple[Matter, ...]
    stages: Mapping[CaseState, Said]
    steps: Mapping[str, Said]
    whys: Mapping[str, Said]
    limits: Mapping[str, Pace]

    def matter(self, code: str) -> Matter | None:
        """A matter of the list."""
        return next((one for one in self.matters if one.code == code), None)

    def notice_before(self, matter: Matter | None, words: str) -> Notice | None:
        """What must be read before such a report: by its matter, or by what its words speak of."""
        told = words.casefold()
        for notice in self.notices:
            if matter is not None and matter.emergency == notice.code:
                return notice
        return next((one for one in self.notices if any(word in told for word in one.keywords)), None)

    def why(self, code: str) -> Words:
        """A reason by its code. Raises KeyError."""
        said = self.whys[code]
        return Words(code=code, zh=said.zh, en=said.en)


class Template(Struct, frozen=True, forbid_unknown_fields=True):
    """The limits of a sort of hotline order."""

    code: str
    zh: str
    en: str
    valid_from: datetime
    sign: OrderLimit
    reply: OrderLimit
    urgent: bool = False
    valid_until: datetime | None = None


@cache
def book() -> Book:
    """What this release says."""
    return msgspec.json.decode((_DATA / "public.json").read_bytes(), type=Book)


class WrongTemplates(ValueError):
    """A district's file of templates that cannot be read; the text says why."""


Templates = tuple[Template, ...]


@cache
def templates_of(own: Path | None) -> Templates:
    """The packaged templates with those of a district's own file; a code that it names is its alone.

    Raises WrongTemplates and OSError.
    """
    known = _read_templates(_DATA / "templates.json")
    if own is None:
        return known
    theirs = _read_templates(own)
    named = {one.code for one in theirs}
    return (*theirs, *(one for one in known if one.code not in named))


def _read_templates(file: Path) -> Templates:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Templates)
    except msgspec.DecodeError as error:
        raise WrongTemplates(f"{file.name}: {error}") from error


def template_at(known: Templates, code: str, at: datetime) -> Template | None:
    """The template in force at an instant; the newest where several are."""
    of_code = (one for one in known if one.code == code and one.valid_from <= at)
    valid = [one for one in of_code if one.valid_until is None or at < one.valid_until]
    return max(valid, key=lambda one: one.valid_from, default=None)


def shown(known: Book) -> PublicMatters:
    """The list as it is shown to everybody."""
    return PublicMatters(
        matters=tuple(PublicMatter(code=m.code, zh=m.zh, en=m.en, emergency=m.emergency) for m in known.matters),
        notices=tuple(notice_of(one) for one in known.notices),
        privacy=known.privacy,
        questions=known.questions,
    )


def notice_of(notice: Notice) -> StopNotice:
    """A notice as it is shown."""
    return StopNotice(code=notice.code, zh=notice.zh, en=notice.en, numbers=notice.numbers)
