"""The catalogue as sheets again. Pure: what is written and read back changes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from server.catalogue.entities import CaseClass, ClassScheme, FilingCondition, Responsibility
from server.catalogue.files import CLASS_COLUMNS, SCHEME_COLUMNS, SHANGHAI
from server.catalogue.line_files import LINE_COLUMNS
from server.catalogue.sheets import write_sheet
from server.catalogue.words import UNIT_LETTERS

Codes = Mapping[str, str]
"""The name by which a sheet tells an organisation or a grid, by its id."""

_LETTERS = {unit.value: letter for letter, unit in UNIT_LETTERS.items()}


def write_schemes(schemes: Iterable[ClassScheme]) -> str:
    """The sheet of schemes."""
    rows = sorted(schemes, key=lambda row: row.code)
    return write_sheet(SCHEME_COLUMNS, [_scheme(row) for row in rows])


def write_classes(classes: Iterable[CaseClass], conditions: Iterable[FilingCondition], codes: Codes) -> str:
    """The sheet of classes with their conditions, each given once: a row for each condition.

    A class that has none, or that says another limit or other photos than its first, has a row of its own before.
    """
    of_class: dict[str, list[FilingCondition]] = defaultdict(list)
    for condition in sorted(conditions, key=lambda row: row.ordinal):
        of_class[condition.class_code].append(condition)
    rows: list[dict[str, object]] = []
    for row in sorted(classes, key=lambda row: row.code):
        rows += _class_rows(row, of_class[row.code], codes)
    return write_sheet(CLASS_COLUMNS, rows)


def write_lines(lines: Iterable[Responsibility], codes: Codes) -> str:
    """The sheet of the responsibility table."""
    rows = sorted(lines, key=lambda row: (row.matters, row.path))
    return write_sheet(LINE_COLUMNS, [_line(row, codes) for row in rows])


def _scheme(row: ClassScheme) -> dict[str, object]:
    return {
        "scheme": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "edition": row.edition,
        "minor_digits": row.minor_digits,
        "valid_from": _day(row.valid_from),
        "valid_until": _day(row.valid_until),
    }


def _day(at: datetime | None) -> str:
    """The day that begins at an instant in Shanghai; the instant itself where none does."""
    if at is None:
        return ""
    here = at.astimezone(SHANGHAI)
    return here.date().isoformat() if here.time() == datetime.min.time() else here.isoformat()


def _class_rows(row: CaseClass, conditions: list[FilingCondition], codes: Codes) -> Iterator[dict[str, object]]:
    says = {
        "scheme": row.scheme,
        "kind": row.kind,
        "major": row.major,
        "major_name": row.major_name,
        "minor": row.minor,
        "name": row.name,
        "name_en": row.name_en,
        "ext": _truth(said=row.ext),
        "self_handle": _truth(said=row.may_self_handle),
        "check_waived": _truth(said=row.check_waived),
    }
    if not conditions or _minimums(row) != _minimums(conditions[0]):
        nothing = dict.fromkeys(("no", "text", "close_text", "level", "duty", "overrides"), "")
        yield {**says, **nothing, **_minimums(row)}
    for condition in conditions:
        yield {**says, **_condition(condition, codes), **_minimums(condition)}


def _condition(row: FilingCondition, codes: Codes) -> dict[str, object]:
    return {
        "no": row.ordinal,
        "text": row.text,
        "close_text": row.closing_text,
        "level": row.level,
        "duty": row.duty,
        "overrides": "; ".join(
            f"{codes[one.org]}={one.limit_value}{_LETTERS[one.limit_unit]}" for one in row.overrides
        ),
    }


def _minimums(row: CaseClass | FilingCondition) -> dict[str, Any]:
    return {
        "limit": row.limit_value,
        "unit": row.limit_unit,
        "before": row.photos_before,
        "after": row.photos_after,
    }


def _truth(*, said: bool) -> str:
    return "yes" if said else "no"


def _line(row: Responsibility, codes: Codes) -> dict[str, object]:
    return {
        "matters": row.matters or "*",
        "area": "" if row.area is None else codes[row.area],
        "lead": codes[row.lead],
        "assist": "; ".join(codes[one] for one in row.assist),
        "note": row.note,
    }
