"""Which column of a file fills which field, by the data dictionary (`server.dictionary`). Pure: it reads no file.

A heading is matched once it is made plain, to a name, a label or a synonym. What could be several is told, never
guessed; somebody's own answer comes before all of it.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from mobile_contract.imports import ColumnUse, ImportKind
from mobile_contract.residents import RegisterPerson
from server.dictionary.rules import Field as Fact
from server.dictionary.rules import Reads as Kind
from server.dictionary.rules import dictionary
from server.tabular.headings import plain


class Reads(StrEnum):
    """How the cells of a column are read."""

    TEXT = "text"
    DIGITS = "digits"
    DAY = "day"
    NUMBER = "number"
    TRUTH = "truth"
    WORD = "word"


class Field(NamedTuple):
    """A field that a column may fill: its name, how its cells are read, what its headings may be called.

    `words` are those that departments write for a code, `scheme` the table of the register that it must stand in.
    """

    name: str
    reads: Reads
    headings: tuple[str, ...]
    words: Mapping[str, str] = {}
    scheme: str | None = None


PLACE = frozenset({"grid", "estate", "building", "unit", "floor", "room", "address", "use", "area_m2", "household"})
"""What a row of people tells of where they live."""

_READS = {
    Kind.TEXT: Reads.TEXT,
    Kind.DIGITS: Reads.DIGITS,
    Kind.DAY: Reads.DAY,
    Kind.NUMBER: Reads.NUMBER,
    Kind.TRUTH: Reads.TRUTH,
    Kind.CODE: Reads.WORD,
}
_CALLED = {"household": ("household_no",), "grid": ("grid", "grid_code")}
"""What a file tells under other names than the dictionary's: a grid by name or code, a household by its number."""


def _field(name: str, facts: Sequence[Fact]) -> Field:
    """Facts of the dictionary as a column of an import; a code stands for itself beside its words."""
    words = {
        word: code
        for fact in facts
        for code, told in dictionary().words.get(fact.scheme or "", {}).items()
        for word in (*told, code)
    }
    headings = tuple(dict.fromkeys(text for fact in facts for text in (fact.zh, fact.en, *fact.headings)))
    return Field(name, _READS[facts[0].reads], headings, words, facts[0].scheme)


def _people() -> tuple[Field, ...]:
    facts = {one.name: one for one in dictionary().fields}
    named = {name: _CALLED.get(name, (name,)) for name in sorted(PLACE | frozenset(RegisterPerson.__struct_fields__))}
    known = {name: [facts[one] for one in called if one in facts] for name, called in named.items()}
    return tuple(_field(name, those) for name, those in known.items() if those)


PEOPLE = _people()
_BY_NAME = {field.name: field for field in PEOPLE}
BUILDINGS: tuple[Field, ...] = (
    _BY_NAME["grid"],
    _BY_NAME["estate"],
    Field("name", Reads.TEXT, ("楼栋名称", "名称", "楼栋", "建筑名称", "楼宇名称")),
    Field("number", Reads.TEXT, ("楼栋号", "幢号", "楼号", "栋号", "编号")),
    Field("floors", Reads.NUMBER, ("层数", "地上层数", "楼层数")),
    Field("lon", Reads.NUMBER, ("经度", "x")),
    Field("lat", Reads.NUMBER, ("纬度", "y")),
)
OF_KIND: Mapping[ImportKind, tuple[Field, ...]] = {ImportKind.PEOPLE: PEOPLE, ImportKind.BUILDINGS: BUILDINGS}


class Matched(NamedTuple):
    """What headings are for: those that are used, those that no field is known for, those that could be several."""

    columns: tuple[ColumnUse, ...]
    unused: tuple[str, ...]
    unsure: Mapping[str, tuple[str, ...]]


def match(what: ImportKind, headings: Sequence[str], asked: Mapping[str, str]) -> Matched:
    """Which column is for which field. `asked` are headings with the fields that somebody named ("" for none)."""
    fields = OF_KIND[what]
    named = {plain(heading): field for heading, field in asked.items()}
    known: dict[str, set[str]] = {}
    for field in fields:
        for heading in (field.name, *field.headings):
            known.setdefault(plain(heading), set()).add(field.name)
    found: dict[str, list[tuple[int, str]]] = {}
    unused: list[str] = []
    unsure: dict[str, tuple[str, ...]] = {}
    for column, heading in enumerate(headings):
        key = plain(heading)
        choices = {named[key]} - {""} if key in named else known.get(key, set())
        if len(choices) == 1:
            found.setdefault(next(iter(choices)), []).append((column, heading))
        elif choices:
            unsure[heading] = tuple(sorted(choices))
        elif key:
            unused.append(heading)
    for name, those in found.items():
        if len(those) > 1:
            unsure |= {f"{heading} ({column + 1})": (name,) for column, heading in those}
    uses = [ColumnUse(those[0][0], those[0][1][:200], name) for name, those in found.items() if len(those) == 1]
    return Matched(tuple(sorted(uses, key=lambda use: use.column)), tuple(unused), unsure)


def without(matched: Matched, fields: Collection[str]) -> Matched:
    """What headings are for where these fields are not to be filled: theirs are not used."""
    gone = tuple(use.heading for use in matched.columns if use.field in fields)
    columns = tuple(use for use in matched.columns if use.field not in fields)
    return matched._replace(columns=columns, unused=(*matched.unused, *gone)) if gone else matched


def missing(what: ImportKind, fields: frozenset[str], *, has_grid: bool) -> tuple[str, ...]:
    """The fields that no row can do without and no column fills."""
    needed = {"name"}
    if what is ImportKind.PEOPLE and not has_grid:
        needed.add("grid")
    lacking = needed - fields
    if what is ImportKind.PEOPLE and "address" not in fields:
        lacking |= {"building", "room"} - fields
    if what is ImportKind.BUILDINGS and not has_grid and "grid" not in fields:
        lacking |= {"lon", "lat"} - fields
    return tuple(sorted(lacking))
