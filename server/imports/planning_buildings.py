"""What rows of buildings would add to the register. Pure: it orders none.

A building is known by its grid and what it is called. One that is there is never changed by a file: it is the same, or
the row says what differs. Its grid is the one that the row names, else the one in force where it lies.
"""

from collections.abc import Mapping
from typing import Any

from grid.datum import OutOfRange, parse_datum, to_wgs84
from grid.geometry import Position
from mobile_contract.base import Datum, Point
from mobile_contract.imports import Fate, RowOutcome, RowReason
from mobile_contract.residents import AddBuilding
from server.core.decisions import Directory
from server.imports.facts import Facts
from server.imports.places import building_key
from server.imports.planning import Named, Planned
from server.imports.rows import BuildingRow
from server.residents.entities import Building

_DECIMALS = 9
_COMPARED = ("estate", "floors")


class BuildingPlanner:
    """Plans the buildings of one import, whose points are in one datum."""

    def __init__(self, named: Named, datum: str, directory: Directory) -> None:
        self._named, self._datum, self._directory = named, parse_datum(datum or "wgs84"), directory
        self._seen: dict[tuple[str, str], int] = {}

    def place(self, row: BuildingRow) -> Position | RowReason | None:
        """Where a row lies, in WGS-84; None where it does not say."""
        if row.lon is None or row.lat is None:
            return None
        try:
            lon, lat = to_wgs84(self._datum, row.lon, row.lat)
        except OutOfRange:
            return RowReason.OUT_OF_DISTRICT
        return (lon, lat) if self._directory.within(lon, lat) else RowReason.OUT_OF_DISTRICT

    def grid_at(self, place: Position) -> str | None:
        """The grid in force there."""
        found = self._directory.grid_now(*place)
        return None if found is None else found.grid

    def plan(self, row: BuildingRow, grid: str, place: Position | None, facts: Facts) -> Planned:
        """Work out one row."""
        key = building_key(f"{row.told.get('estate', '')}{row.told['name']}")
        before = self._seen.setdefault((grid, key), row.number)
        if before != row.number:
            return Planned(RowOutcome(row.number, Fate.ERROR, RowReason.REPEATED, f"name={before}"))
        there = facts.buildings(grid, key)
        if there:
            differs = [name for name in _COMPARED if _differs(row.told, there[0], name)]
            if differs:
                return Planned(RowOutcome(row.number, Fate.ERROR, RowReason.BUILDING_DIFFERS, differs[0]))
            return Planned(RowOutcome(row.number, Fate.SAME))
        point = None if place is None else Point(round(place[0], _DECIMALS), round(place[1], _DECIMALS), Datum.WGS84)
        facts_of = self._named.facts("building", f"{grid}|{key}", self._named.id("building", f"{grid}|{key}"))
        return Planned(RowOutcome(row.number, Fate.NEW), (AddBuilding(**facts_of, grid=grid, point=point, **row.told),))


def _differs(told: Mapping[str, Any], known: Building, name: str) -> bool:
    return name in told and told[name] != getattr(known, name)
