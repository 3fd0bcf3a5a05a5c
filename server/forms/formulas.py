"""Formulas of a form whose rows have become more: what they name grows with it. Pure."""

import re
from typing import NamedTuple

_CELL = re.compile(r"(?<![A-Za-z0-9_.!'])(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]*)(?![A-Za-z0-9_(])")
_RANGE = re.compile(
    r"(?<![A-Za-z0-9_.!'])(\$?[A-Z]{1,3}\$?)([1-9][0-9]*):(\$?[A-Z]{1,3}\$?)([1-9][0-9]*)(?![A-Za-z0-9_(])"
)
_TEXT = re.compile(r'("(?:[^"]|"")*")')


class Growth(NamedTuple):
    """Rows were put in at the end of the room `first_row` to `footer_row - 1`: so many."""

    first_row: int
    footer_row: int
    by: int


def grown(formula: str, growth: Growth) -> str:
    """The formula over the grown room: ranges that end in the room end later, what stood below moves along.

    A cell in the room that is named alone stays, and so does what another sheet has.
    """
    parts = _TEXT.split(formula)
    return "".join(part if i % 2 else _in_part(part, growth) for i, part in enumerate(parts))


def _in_part(text: str, growth: Growth) -> str:
    made: list[str] = []
    end = 0
    for one in _RANGE.finditer(text):
        made += [_CELL.sub(lambda cell: _cell(cell, growth), text[end : one.start()]), _range(one, growth)]
        end = one.end()
    return "".join([*made, _CELL.sub(lambda cell: _cell(cell, growth), text[end:])])


def _cell(found: re.Match[str], growth: Growth) -> str:
    dollar, column, fixed, row = found.groups()
    return f"{dollar}{column}{fixed}{_below(int(row), growth)}"


def _range(found: re.Match[str], growth: Growth) -> str:
    first, top, last, bottom = found.groups()
    ends = int(bottom)
    in_room = growth.first_row <= ends < growth.footer_row
    return f"{first}{_below(int(top), growth)}:{last}{ends + growth.by if in_room else _below(ends, growth)}"


def _below(row: int, growth: Growth) -> int:
    return row + growth.by if row >= growth.footer_row else row
