"""When two texts name the same building, dwelling or household. Pure; it knows no map."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from server.residents.entities import Building
from server.tabular.cells import tidy

_AROUND = re.compile(r"\s+")
_OF_BUILDING = re.compile(r"(?<=[0-9a-z])(?:号楼|幢|栋|座|号|#|楼)$")
_OF_UNIT = re.compile(r"单元$")
_OF_ROOM = re.compile(r"(?<=[0-9a-z])(?:室|号|房|户)$")
_ADDRESS = re.compile(
    r"(?P<estate>.*?)(?P<building>[0-9A-Za-z]+(?:号楼|幢|栋|座))"
    r"(?:(?P<unit>[0-9A-Za-z甲乙丙丁一二三四五六七八九十东西南北]+)单元)?(?P<room>[0-9A-Za-z-]+)(?:室|号|房|户)?"
)


class Spot(NamedTuple):
    """Where in a grid a row says that somebody lives, as it says it."""

    estate: str
    building: str
    unit: str
    room: str


def building_key(text: str) -> str:
    """A building's name as names are compared: 3幢, 3栋 and 3号楼 are one."""
    return _OF_BUILDING.sub("", _plain(text))


def unit_key(text: str) -> str:
    """A unit as units are compared."""
    return _OF_UNIT.sub("", _plain(text))


def room_key(text: str) -> str:
    """A room as rooms are compared."""
    return _OF_ROOM.sub("", _plain(text))


def number_key(text: str) -> str:
    """A household's number as numbers are compared."""
    return _plain(text)


def keys_of(building: Building) -> Iterator[str]:
    """What a building may be called: by name or number, with its estate or without."""
    told = dict.fromkeys(
        building_key(f"{estate}{name}")
        for estate in ("", building.estate)
        for name in (building.name, building.number)
        if name
    )
    yield from told


def spot_of(address: str) -> Spot | None:
    """An address such as 幸福里3幢2单元301室, taken apart; None where it does not name building and room."""
    found = _ADDRESS.fullmatch(_AROUND.sub("", tidy(address)[0]))
    if found is None:
        return None
    return Spot(found["estate"], found["building"], found["unit"] or "", found["room"])


def _plain(text: str) -> str:
    return _AROUND.sub("", tidy(text)[0].lower())
