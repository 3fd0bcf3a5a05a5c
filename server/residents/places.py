"""Where a point of the wire lies, in WGS-84. Pure; it asks no map and moves no point."""

from grid.datum import parse_datum, to_wgs84
from grid.geometry import Position
from mobile_contract.base import Point


def position_of(point: Point) -> Position:
    """WGS-84 longitude and latitude of a point as a device told it, whatever its datum (domain.md 8.1)."""
    return to_wgs84(parse_datum(point.datum.value), point.lon, point.lat)
