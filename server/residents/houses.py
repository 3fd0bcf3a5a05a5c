"""What of a question is a home: a house, a staircase, a room, in the many ways in which people write it. Pure."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

_PIECE = re.compile(r"(?P<number>[0-9]+[A-Z]?)(?P<sign>幢|栋|号楼|楼|座|单元|室|房|号)?|(?P<words>[^0-9\s]+)")
_OF_HOUSES = frozenset({"幢", "栋", "号楼", "楼", "座"})


class Home(NamedTuple):
    """What is told of a home; what is not told is empty. `words` are of a house's name or estate."""

    words: tuple[str, ...] = ()
    house: str = ""
    unit: str = ""
    room: str = ""


def home_in(texts: Iterable[str]) -> Home:
    """The home that words speak of: 3幢101, 3-1-101, 雨花小区 3 幢 1 单元 101 室, or a room alone."""
    words: list[str] = []
    house, unit, rooms = "", "", list[str]()
    for text in texts:
        parts = text.split("-")
        if len(parts) > 1 and all(part and part[0].isdigit() for part in parts):
            house, unit, rooms = parts[0], parts[1] if len(parts) > 2 else unit, [parts[-1]]
            continue
        for piece in _PIECE.finditer(text):
            number, sign = piece["number"], piece["sign"]
            if piece["words"]:
                words.append(piece["words"])
            elif sign in _OF_HOUSES:
                house = number
            elif sign == "单元":
                unit = number
            else:
                rooms.append(number)
    if len(rooms) > 1 and not house:
        house, rooms = rooms[0], rooms[1:]
    return Home(tuple(words), house, unit, rooms[-1] if rooms else "")


def meant_by(home: Home) -> Callable[[str], bool]:
    """Whether what a building is called, estate, name and number, may be the house that is told of."""
    number = re.compile(rf"(?<![0-9A-Z]){re.escape(home.house)}(?![0-9A-Z])").search

    def is_meant(called: str) -> bool:
        named = called.upper()
        return all(one in named for one in home.words) and (not home.house or number(named) is not None)

    return is_meant


def is_unit(unit: str, home: Home) -> bool:
    """Whether a dwelling's staircase is the one that is told of."""
    return not home.unit or re.search(rf"(?<![0-9A-Z]){re.escape(home.unit)}(?![0-9A-Z])", unit.upper()) is not None
