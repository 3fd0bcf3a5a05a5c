"""What goes into a form's cell: a fact of the register in the words that the form allows. Pure.

A value is text, a number, a day, or a Gap: why the cell stays empty.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from msgspec import Struct

from server.cases.workdays import SHANGHAI
from server.dictionary.rules import Field, Guard, Reads, dictionary, field_of
from server.residents.codes import Register
from server.residents.rolls import Resident
from sync.identifiers import masked_id


class Gap(StrEnum):
    """Why a cell stays empty."""

    UNKNOWN = "the register does not know it"
    NOT_COLLECTED = "the district does not collect it"
    NOT_ALLOWED = "the form's list has no word for it"
    NOT_STORED = "it is never stored"
    NO_FIELD = "no field of the register is known for this heading"
    UNSURE = "the heading could mean several fields"
    NOT_ASKED = "it was said to stay empty"
    HIDDEN = "it stands in a column or row that is hidden"


Value = str | int | float | date | Gap


class About(Struct, frozen=True):
    """What a form knows of itself: the day it tells of, when it is filled, which grids, whether numbers are whole."""

    on: date
    filled_on: date
    grid: str
    grid_code: str
    community: str
    whole_numbers: bool = False


class Home(NamedTuple):
    """Those who belong to one household, or one person alone, the head first, then in the order of the roll."""

    members: tuple[Resident, ...]
    head: Resident | None


def homes_of(roll: list[Resident]) -> list[Home]:
    """The roll by households, in its order; who belongs to none is one of their own."""
    by_home: dict[str, list[Resident]] = {}
    for one in roll:
        by_home.setdefault(one.stay.household or one.person.id, []).append(one)
    return [_home(tuple(those)) for those in by_home.values()]


def _home(members: tuple[Resident, ...]) -> Home:
    household = members[0].household
    named = [one for one in members if household is not None and one.person.id == household.head]
    told = [one for one in members if one.stay.relation == "02"]
    alone = members if len(members) == 1 else ()
    head = next(iter([*named, *told, *alone]), None)
    return Home(tuple(sorted(members, key=lambda one: one is not head)), head)


def value_of(
    name: str, one: Resident, home: Home, serial: int, about: About, register: Register, allowed: frozenset[str]
) -> Value:
    """The value of a field for somebody. `allowed` are the only words that the cell takes; empty: all."""
    field = field_of(name)
    if field is None:
        return Gap.NO_FIELD
    if field.guard is Guard.OPTIONAL and name not in register.collects:
        return Gap.NOT_COLLECTED
    fact = _fact(name, one, home, serial, about)
    if fact is None:
        return Gap.UNKNOWN
    if field.guard is Guard.SEALED and not about.whole_numbers:
        fact = masked_id(str(fact)) or ""
    return _worded(field, fact, register, allowed)


class _Told(NamedTuple):
    """What a value is put together from."""

    one: Resident
    home: Home
    serial: int
    about: About


def _fact(name: str, one: Resident, home: Home, serial: int, about: About) -> Any:
    own = _OWN.get(name)
    if own is not None:
        return own(_Told(one, home, serial, about))
    rows = (one.person, one.stay, one.dwelling, one.building)
    return getattr(next(row for row in rows if hasattr(row, name)), name)


def _of_head(told: _Told, fact: str) -> Any:
    return None if told.home.head is None else getattr(told.home.head.person, fact)


def _last_visit(told: _Told) -> date | None:
    household = told.one.household
    at = None if household is None else household.last_visited_at
    return None if at is None else at.astimezone(SHANGHAI).date()


_OWN: Mapping[str, Callable[[_Told], Any]] = {
    "serial": lambda told: told.serial,
    "grid": lambda told: told.about.grid,
    "grid_code": lambda told: told.about.grid_code,
    "community": lambda told: told.about.community,
    "filled_on": lambda told: told.about.filled_on,
    "age": lambda told: age_on(told.one.person.birth_on, told.about.on),
    "more_phones": lambda told: "、".join(told.one.person.more_phones),
    "household_no": lambda told: (told.one.household.number or None) if told.one.household else None,
    "head_name": lambda told: _of_head(told, "name"),
    "head_phone": lambda told: _of_head(told, "phone"),
    "members": lambda told: len(told.home.members),
    "last_visited_on": _last_visit,
    "address": lambda told: _address(told.one),
    "building": lambda told: told.one.building.name,
    "floor": lambda told: told.one.dwelling.floor or None,
    "owner_name": lambda told: told.one.dwelling.owner_name or None,
    "area_m2": lambda told: told.one.dwelling.area_m2 or None,
}
"""What no row says as it is, by the field's name; a nought of a dwelling says that nobody told."""


def _address(one: Resident) -> str:
    dwelling, building = one.dwelling, one.building
    unit = f"{dwelling.unit}单元" if dwelling.unit.isdecimal() else dwelling.unit
    room = f"{dwelling.room}室" if dwelling.room.isdecimal() else dwelling.room
    house = building.name if building.name.startswith(building.estate) else f"{building.estate}{building.name}"
    return f"{house}{unit}{room}"


def age_on(birth_on: str | None, on: date) -> int | None:
    """Whole years on a day; None where the birth is not known, or still to come."""
    if birth_on is None:
        return None
    born = date.fromisoformat(birth_on)
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return age if age >= 0 else None


# --- words ------------------------------------------------------------------------------------------------------------


def _worded(field: Field, fact: Any, register: Register, allowed: frozenset[str]) -> Value:
    match field.reads:
        case Reads.CODE:
            return _pick(_words_of(field, str(fact), register), allowed)
        case Reads.TRUTH:
            return _pick(dictionary().words["truth"]["true" if fact else "false"], allowed)
        case Reads.DAY:
            return fact if isinstance(fact, date) else date.fromisoformat(str(fact))
        case Reads.NUMBER:
            return fact if isinstance(fact, (int, float)) else str(fact)
        case Reads.TEXT | Reads.DIGITS:
            return _pick((str(fact),), allowed)


def _words_of(field: Field, code: str, register: Register) -> tuple[str, ...]:
    """How a code may be written, the usual word first, then the table's name, the code itself last."""
    scheme = field.scheme or ""
    usual: Mapping[str, tuple[str, ...]] = dictionary().words.get(scheme, {})
    named = register.name_of(scheme, code)
    return (*usual.get(code, ()), *((named,) if named else ()), code)


def _pick(words: tuple[str, ...], allowed: frozenset[str]) -> str | Gap:
    if not allowed:
        return words[0]
    return next((word for word in words if word in allowed), Gap.NOT_ALLOWED if any(words) else words[0])
