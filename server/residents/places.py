"""Where a point of the wire lies, in WGS-84. Pure; it asks no map and moves no point."""

from grid.datum import OutOfRange, parse_datum, to_wgs84
from grid.geometry import Position
from mobile_contract.base import Point
from server.core.decisions import Directory


def position_of(point: Point) -> Position | None:
    """WGS-84 longitude and latitude of a point in whatever datum (domain.md 8.1); None for no place on earth."""
    return _wgs84(point, point.lon, point.lat)


def position_within(point: Point, directory: Directory) -> Position | None:
    """As `position_of`, and None also for a place outside of the district's box."""
    return _held(position_of(point), directory)


def is_swapped(point: Point, directory: Directory) -> bool:
    """Whether the pair lies in the district once longitude and latitude change places."""
    return _held(_wgs84(point, point.lat, point.lon), directory) is not None


def _wgs84(point: Point, lon: float, lat: float) -> Position | None:
    try:
        return to_wgs84(parse_datum(point.datum.value), lon, lat)
    except OutOfRange:
        return None


def _held(position: Position | None, directory: Directory) -> Position | None:
    return position if position is not None and directory.within(*position) else None
