"""The catalogue's sheets: schemes, and classes with their filing conditions, as a clerk edits them. Pure.

A row is a condition with its class. Rows of one class follow each other and need not say its facts again; a class
without conditions is a row without a condition's number. A leading zero that a spreadsheet dropped comes back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Struct

from mobile_contract.base import Line, Short, require_usual
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import (
    ClassShape,
    ConditionShape,
    DutyRule,
    KeyPart,
    Level,
    LimitOverride,
    LimitValue,
    Ordinal,
    PhotoMinimum,
    SchemeShape,
)
from server.catalogue.sheets import Reader, RowFault, Sheet, Wrong, parts
from server.catalogue.words import DUTY_WORDS, KIND_WORDS, TRUTH_WORDS, UNIT_WORDS

SCHEME_COLUMNS = ("scheme", "name", "name_en", "edition", "minor_digits", "valid_from", "valid_until")
CLASS_COLUMNS = (
    "scheme", "kind", "major", "major_name", "minor", "name", "name_en", "ext", "self_handle", "check_waived",
    "no", "text", "close_text", "limit", "unit", "level", "duty", "before", "after", "overrides",
)  # fmt: skip
SCHEME_NEEDS = frozenset({"scheme", "name"})
CLASS_NEEDS = frozenset({"scheme", "kind", "major", "minor", "name", "no", "text", "close_text", "limit", "unit"})

Names = Mapping[str, Sequence[str]]
"""The ids of the organisations that have a code or a path."""

_KEY = ("scheme", "kind", "major", "minor")
_DIGITS = Annotated[str, Meta(pattern="^[0-9]{1,3}$")]
_MINOR_DIGITS = Annotated[int, Meta(ge=2, le=3)]
_MAJOR_DIGITS = 2
_OVERRIDE = re.compile(r"(?P<org>[^=]+)=\s*(?P<value>[0-9]{1,5})\s*(?P<unit>\D+)")
SHANGHAI = timezone(timedelta(hours=8))
_NATIONAL_UP_TO = {2: 60, 3: 79}
"""The highest minor of the national standards, by how many digits minors have (domain.md 4)."""


class Remark(Struct, frozen=True):
    """What is allowed and yet unusual: where, of which class, and why."""

    sheet: str
    line: int
    key: str
    why: str


class CatalogueFile(NamedTuple):
    """Sheets as they were read, and what is wrong with them. `covers` are the schemes whose classes they tell in full;
    of what has faults nothing is to be used.
    """

    schemes: tuple[SchemeShape, ...] = ()
    classes: tuple[ClassShape, ...] = ()
    conditions: tuple[ConditionShape, ...] = ()
    covers: frozenset[str] = frozenset()
    faults: tuple[RowFault, ...] = ()
    remarks: tuple[Remark, ...] = ()


def is_scheme_sheet(sheet: Sheet) -> bool:
    """Whether a sheet lists schemes."""
    return sheet.columns >= SCHEME_NEEDS and "major" not in sheet.columns


def is_class_sheet(sheet: Sheet) -> bool:
    """Whether a sheet lists classes."""
    return "major" in sheet.columns


def read_catalogue(sheets: Iterable[Sheet], known: Mapping[str, int], orgs: Names) -> CatalogueFile:
    """Sheets of schemes and of classes, in any order. `known` are the schemes that there are, with how many digits
    their minors have; a sheet of schemes adds to them. Every fault of every row is told.
    """
    told = list(sheets)
    faults = [fault for sheet in told for fault in sheet.faults]
    schemes: dict[str, SchemeShape] = {}
    for sheet in filter(is_scheme_sheet, told):
        faults += check_columns(sheet, SCHEME_NEEDS, SCHEME_COLUMNS)
        faults += _read_schemes(sheet, schemes)
    digits = {**known, **{one.scheme: one.minor_digits for one in schemes.values()}}
    found = _Found()
    for sheet in filter(is_class_sheet, told):
        missing = check_columns(sheet, CLASS_NEEDS, CLASS_COLUMNS)
        faults += missing or _read_classes(sheet, digits, orgs, found)
    classes = tuple(found.classes.values())
    return CatalogueFile(
        tuple(schemes.values()),
        classes,
        tuple(found.conditions.values()),
        frozenset(shape.scheme for shape in classes),
        tuple(faults),
        tuple(found.remarks),
    )


def check_columns(sheet: Sheet, needed: frozenset[str], allowed: Sequence[str]) -> list[RowFault]:
    """The columns that a sheet lacks, and those that nobody knows."""
    missing = [RowFault(sheet.name, 1, column, Wrong.MISSING_COLUMN) for column in sorted(needed - sheet.columns)]
    strange = sorted(sheet.columns - set(allowed))
    return missing + [RowFault(sheet.name, 1, column, Wrong.UNKNOWN_COLUMN) for column in strange]


# --- schemes ----------------------------------------------------------------------------------------------------------


def _read_schemes(sheet: Sheet, schemes: dict[str, SchemeShape]) -> Iterator[RowFault]:
    for line in sheet.lines:
        row = Reader(sheet.name, line)
        shape = SchemeShape(
            scheme=row.value("scheme", KeyPart, "", required=True),
            name=row.value("name", Line, "", required=True),
            name_en=row.value("name_en", Line, ""),
            edition=row.value("edition", Short, ""),
            minor_digits=row.value("minor_digits", _MINOR_DIGITS, 2),
            valid_from=_instant(row, "valid_from"),
            valid_until=_instant(row, "valid_until"),
        )
        if shape.scheme in schemes:
            row.note("scheme", Wrong.NAMED_TWICE)
        schemes[shape.scheme] = shape
        yield from row.faults


def _instant(row: Reader, column: str) -> datetime | None:
    """A day such as 2026-12-31, as the instant at which it begins in Shanghai; or an instant with its offset."""
    told = row.value(column, Short, "")
    if not told:
        return None
    try:
        found = datetime.fromisoformat(told)
        if len(told) == len("2026-12-31"):
            found = found.replace(tzinfo=SHANGHAI)
        require_usual(found)
    except (ValueError, TypeError):  # the thirtieth of February; a time without its offset is compared with no other
        row.note(column, Wrong.BAD_VALUE)
        return None
    return found


# --- classes and conditions -------------------------------------------------------------------------------------------


class _Found:
    """The classes and conditions of all sheets so far, by key."""

    def __init__(self) -> None:
        self.classes: dict[str, ClassShape] = {}
        self.conditions: dict[str, ConditionShape] = {}
        self.remarks: list[Remark] = []


def _read_classes(sheet: Sheet, digits: Mapping[str, int], orgs: Names, found: _Found) -> list[RowFault]:
    faults: list[RowFault] = []
    current: ClassShape | None = None
    for line in sheet.lines:
        row = Reader(sheet.name, line)
        begins = current is None or any(row.text(column) for column in _KEY)
        key = _key(row, digits) if begins else None
        if current is None or (key is not None and key != _key_of(current)):
            current = _begin(row, key or ("", "", "", ""), digits, found)
        elif begins:
            _compare(row, current)
        condition = _condition(row, current, orgs)
        if condition is not None and condition.key in found.conditions:
            row.note("no", Wrong.NAMED_TWICE)
        if condition is not None:
            found.conditions[condition.key] = condition
        faults += row.faults
    return faults


def _key(row: Reader, digits: Mapping[str, int]) -> tuple[str, str, str, str]:
    scheme = row.value("scheme", KeyPart, "", required=True)
    if scheme and scheme not in digits:
        row.note("scheme", Wrong.UNKNOWN_SCHEME)
    kind = row.among("kind", KIND_WORDS, "")
    if not row.text("kind"):
        row.note("kind", Wrong.EMPTY)
    major = row.value("major", _DIGITS, "", required=True).zfill(_MAJOR_DIGITS)
    minor = row.value("minor", _DIGITS, "", required=True).zfill(digits.get(scheme, 2))
    return scheme, kind, major, minor


def _key_of(shape: ClassShape) -> tuple[str, str, str, str]:
    return shape.scheme, shape.kind, shape.major, shape.minor


def _begin(row: Reader, key: tuple[str, str, str, str], digits: Mapping[str, int], found: _Found) -> ClassShape:
    scheme, kind, major, minor = key
    shape = ClassShape(
        scheme=scheme,
        kind=kind,
        major=major,
        minor=minor,
        name=row.value("name", Line, "", required=True),
        photos_before=row.value("before", PhotoMinimum, 1),
        photos_after=row.value("after", PhotoMinimum, 1),
        **_limit(row),
        **_more(row),
    )
    if shape.code in found.classes:
        row.note("minor", Wrong.NAMED_TWICE)
    found.classes[shape.code] = shape
    why = unusual(shape, digits.get(scheme, 2))
    if why:
        found.remarks.append(Remark(row.sheet, row.line.number, shape.code, why))
    return shape


def _more(row: Reader) -> dict[str, Any]:
    return {
        "name_en": row.value("name_en", Line, ""),
        "major_name": row.value("major_name", Line, ""),
        "ext": row.among("ext", TRUTH_WORDS, default=False),
        "may_self_handle": row.among("self_handle", TRUTH_WORDS, default=False),
        "check_waived": row.among("check_waived", TRUTH_WORDS, default=False),
    }


def _limit(row: Reader) -> dict[str, Any]:
    value = row.value("limit", LimitValue, 1, required=True)
    unit = row.among("unit", UNIT_WORDS, LimitUnit.WORK_DAY)
    if not row.text("unit"):
        row.note("unit", Wrong.EMPTY)
    return {"limit_value": value, "limit_unit": unit}


_SAID_ONCE = {"name": "name", "name_en": "name_en", "major_name": "major_name"}
_SAID_ONCE_TOO = {"ext": "ext", "self_handle": "may_self_handle", "check_waived": "check_waived"}


def _compare(row: Reader, shape: ClassShape) -> None:
    """What a later row of a class says of the class again must be the same."""
    for column, field in _SAID_ONCE.items():
        if row.text(column) not in ("", getattr(shape, field)):
            row.note(column, Wrong.DIFFERS)
    for column, field in _SAID_ONCE_TOO.items():
        if row.among(column, TRUTH_WORDS, default=getattr(shape, field)) is not getattr(shape, field):
            row.note(column, Wrong.DIFFERS)


def _condition(row: Reader, shape: ClassShape, orgs: Names) -> ConditionShape | None:
    if not row.text("no"):
        for column in ("text", "close_text", "overrides"):
            if row.text(column):
                row.note("no", Wrong.EMPTY)
                break
        return None
    return ConditionShape(
        scheme=shape.scheme,
        kind=shape.kind,
        major=shape.major,
        minor=shape.minor,
        ordinal=row.value("no", Ordinal, 1),
        text=row.value("text", Line, "", required=True),
        closing_text=row.value("close_text", Line, "", required=True),
        level=row.value("level", Level, ""),
        duty=row.among("duty", DUTY_WORDS, DutyRule.TABLE),
        photos_before=row.value("before", PhotoMinimum, 1),
        photos_after=row.value("after", PhotoMinimum, 1),
        overrides=tuple(_overrides(row, orgs)),
        **_limit(row),
    )


def _overrides(row: Reader, orgs: Names) -> Iterator[LimitOverride]:
    """`CODE=VALUE UNIT; ...`: other limits below an organisation, or for a department."""
    for part in parts(row.text("overrides")):
        told = _OVERRIDE.fullmatch(part)
        unit = UNIT_WORDS.get(told["unit"].strip()) if told else None
        if told is None or unit is None or int(told["value"]) < 1:
            row.note("overrides", Wrong.BAD_VALUE, part)
            continue
        org = row.named("overrides", told["org"].strip(), orgs, Wrong.UNKNOWN_ORG)
        yield LimitOverride(org=org, limit_value=int(told["value"]), limit_unit=unit)


def unusual(shape: ClassShape, digits: int) -> str:
    """Why a class's minor is not what is usual: local extensions count down from 99, or 999 (domain.md 4); else ""."""
    if not shape.minor.isdigit():
        return ""
    national = int(shape.minor) <= _NATIONAL_UP_TO[digits]
    if shape.ext and national:
        return f"an extension counts down from {10**digits - 1}, and {shape.minor} is a national code"
    if not shape.ext and not national:
        return f"{shape.minor} is a local code, and it is not marked as an extension"
    return ""
