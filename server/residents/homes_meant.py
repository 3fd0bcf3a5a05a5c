"""The homes that may be meant by what somebody tells of one. What they are called is sealed nowhere. It reads only."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select

from mobile_contract.residents import Life
from server.accounts.scope import OfficeScope
from server.core.columns import among
from server.core.database import ReadTx
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.houses import Home, is_unit, meant_by

EVERY_HOUSE = 50_000
"""So many houses at most have what was told in their names."""

_WILD = str.maketrans(dict.fromkeys("%_\\"))
"""What a pattern would take for more than itself."""

_HOMES = 1_000
"""So many dwellings may be what was told of a home: rooms are called alike all over a district."""

_house, _room = t.buildings.c, t.dwellings.c


def _named(*where: ColumnElement[bool]) -> Statement:
    """Houses in whose estate, name or number a part stands, and in whose name or number another does too."""
    told = select(_house.id, _house.estate, _house.name, _house.number).where(
        _house.district_id == bindparam("district"),
        _house.life == Life.ACTIVE.value,
        or_(*(column.like(bindparam("part")) for column in (_house.name, _house.number, _house.estate))),
        or_(*(column.like(bindparam("house")) for column in (_house.name, _house.number))),
        *where,
    )
    return Statement(told.limit(bindparam("most")))


_NAMED = _named(among(_house.grid, "grids"))
_NAMED_ANYWHERE = _named()
"""For whoever has the whole district: who else is found is left out where the rows are opened."""


def _rooms(*where: ColumnElement[bool]) -> Statement:
    told = select(_room.id, _room.unit).where(
        _room.district_id == bindparam("district"), _room.life == Life.ACTIVE.value, *where
    )
    return Statement(told.limit(bindparam("most")))


_ROOMS_OF_HOUSES = _rooms(among(_room.building, "buildings"), among(_room.room, "rooms"))
_ALL_OF_HOUSES = _rooms(among(_room.building, "buildings"))
_ROOMS = _rooms(among(_room.room, "rooms"), among(_room.grid, "grids"))


async def list_houses(
    scope: OfficeScope, tx: ReadTx, district: int, home: Home, most: int
) -> tuple[list[str] | None, bool]:
    """The ids of houses that may be meant, of so many, and whether those are all; None where only a room is told.

    What a home is called is sealed nowhere.
    """
    if not home.words and not home.house:
        return None, True
    part, house = (one.translate(_WILD) for one in (max((*home.words, home.house), key=len), home.house))
    asked = {"part": f"%{part}%", "house": f"%{house}%", "most": most}
    if scope.gridless:
        named = await tx.fetch(_NAMED_ANYWHERE, district=district, **asked)
    else:
        named = await tx.fetch(_NAMED, district=district, grids=scope.grids, **asked)
    is_meant = meant_by(home)
    return [row[0] for row in named if is_meant(" ".join(row[1:]))], len(named) < most


async def list_rooms(
    scope: OfficeScope, tx: ReadTx, district: int, home: Home, houses: Sequence[str] | None
) -> list[str]:
    """The ids of dwellings that may be meant, in these houses or anywhere."""
    told: dict[str, Any] = {"district": district, "most": _HOMES}
    rooms = [home.room, f"{home.room}室"]
    if houses is None:
        rows = await tx.fetch(_ROOMS, rooms=rooms, grids=scope.grids, **told) if home.room else []
    elif home.room:
        rows = await tx.fetch(_ROOMS_OF_HOUSES, buildings=houses, rooms=rooms, **told)
    else:
        rows = await tx.fetch(_ALL_OF_HOUSES, buildings=houses, **told)
    return [row[0] for row in rows if is_unit(row[1], home)]
