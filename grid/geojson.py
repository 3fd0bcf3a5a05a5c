"""Read and write territory outlines as decoded GeoJSON (RFC 7946); it opens no file and repairs no shape.

What it accepts is simple: rings neither cross nor touch themselves, so that every exact test elsewhere is right.
"""

import sys
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, cast

from grid.contacts import find_contact
from grid.datum import WGS84, OutOfRange, PointDatum, to_wgs84
from grid.geometry import Geometry, Outline, Polygon, Position, Ring, signed_area

MOST_POSITIONS = 20_000
"""In one geometry. A district's boundary has about a thousand."""

_FEWEST_CORNERS = 3
_AXES = 2
_LARGEST = sys.float_info.max


class Fault(StrEnum):
    """What is wrong with an outline."""

    NOT_A_POLYGON = "not_a_polygon"
    TOO_FEW_POINTS = "too_few_points"
    TOO_MANY_POINTS = "too_many_points"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    CROSSES_ITSELF = "crosses_itself"
    RINGS_CROSS = "rings_cross"
    HOLE_OUTSIDE = "hole_outside"


class BadOutline(ValueError):
    """An outline that cannot be used: the fault, and the ring or member that has it, counted from 1."""

    def __init__(self, fault: Fault, where: str) -> None:
        super().__init__(f"{where}: {fault.value}")
        self.fault = fault
        self.where = where


class Feature(NamedTuple):
    """One outline of a file with whatever the file says about it."""

    properties: Mapping[str, object]
    geometry: Geometry


def read_geometry(document: Mapping[str, object], datum: PointDatum = WGS84) -> Geometry:
    """The WGS-84 geometry of a Polygon, a MultiPolygon or a Feature of one.

    Closes rings, drops repeated positions and heights, turns outer rings counter-clockwise and holes clockwise.
    Positions are taken in `datum`, east first. Refuses with BadOutline, which names the ring.
    """
    member = document
    if document.get("type") == "Feature":
        member = _mapping(document.get("geometry"), "geometry")
    rings = _raw_polygons(member)
    if sum(len(ring) for polygon in rings for ring in polygon) > MOST_POSITIONS:
        raise BadOutline(Fault.TOO_MANY_POINTS, "geometry")
    geometry = tuple(_polygon(polygon, f"polygon {number}", datum) for number, polygon in enumerate(rings, start=1))
    _refuse_contact(geometry)
    for number, polygon in enumerate(geometry, start=1):
        _refuse_stray_holes(polygon, f"polygon {number}")
    return geometry


def read_features(document: Mapping[str, object], datum: PointDatum = WGS84) -> tuple[Feature, ...]:
    """The features of a FeatureCollection, or the one Feature that the document is; refuses as `read_geometry`."""
    members: Sequence[object] = [document]
    if document.get("type") == "FeatureCollection":
        members = _sequence(document.get("features"), "features")
    features: list[Feature] = []
    for number, member in enumerate(members, start=1):
        feature = _mapping(member, f"feature {number}")
        properties = feature.get("properties")
        try:
            geometry = read_geometry(feature, datum)
        except BadOutline as refusal:
            raise BadOutline(refusal.fault, f"feature {number}, {refusal.where}") from refusal
        features.append(Feature(_mapping(properties or {}, f"feature {number}, properties"), geometry))
    return tuple(features)


def write_geometry(geometry: Geometry) -> dict[str, object]:
    """A MultiPolygon of lists, ready to encode; reading it back gives the same numbers to the last bit."""
    coordinates = [[[list(position) for position in ring] for ring in polygon] for polygon in geometry]
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise BadOutline(Fault.NOT_A_POLYGON, where)
    return cast("Mapping[str, object]", value)


def _sequence(value: object, where: str) -> Sequence[object]:
    if not isinstance(value, (list, tuple)):
        raise BadOutline(Fault.NOT_A_POLYGON, where)
    return cast("Sequence[object]", value)


def _raw_polygons(member: Mapping[str, object]) -> list[list[Sequence[object]]]:
    coordinates = member.get("coordinates")
    match member.get("type"):
        case "Polygon":
            polygons: Sequence[object] = [coordinates]
        case "MultiPolygon":
            polygons = _sequence(coordinates, "coordinates")
        case _:
            raise BadOutline(Fault.NOT_A_POLYGON, "geometry")
    raw = [
        [_sequence(ring, f"polygon {number}") for ring in _sequence(polygon, f"polygon {number}")]
        for number, polygon in enumerate(polygons, start=1)
    ]
    if not raw or not all(raw):
        raise BadOutline(Fault.NOT_A_POLYGON, "coordinates")
    return raw


def _polygon(raw: list[Sequence[object]], where: str, datum: PointDatum) -> Polygon:
    outer, *holes = (_ring(positions, f"{where}, {_ring_name(number)}", datum) for number, positions in enumerate(raw))
    return (_counter_clockwise(outer), *(_counter_clockwise(hole)[::-1] for hole in holes))


def _ring_name(number: int) -> str:
    return f"hole {number}" if number else "outer ring"


def _ring(raw: Sequence[object], where: str, datum: PointDatum) -> Ring:
    ring: list[Position] = []
    for number, value in enumerate(raw, start=1):
        position = _position(value, f"{where}, position {number}", datum)
        if not ring or position != ring[-1]:
            ring.append(position)
    if ring and ring[0] != ring[-1]:
        ring.append(ring[0])
    if len(ring) <= _FEWEST_CORNERS:
        raise BadOutline(Fault.TOO_FEW_POINTS, where)
    return tuple(ring)


def _position(value: object, where: str, datum: PointDatum) -> Position:
    numbers = [_number(axis, where) for axis in _sequence(value, where)]
    if len(numbers) < _AXES:
        raise BadOutline(Fault.NOT_A_NUMBER, where)
    try:
        return to_wgs84(datum, numbers[0], numbers[1])
    except OutOfRange as refusal:
        raise BadOutline(Fault.OUT_OF_RANGE, where) from refusal


def _number(value: object, where: str) -> float:
    """Written as a comparison that not-a-number and integers too large for a float also fail."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= _LARGEST:
        raise BadOutline(Fault.NOT_A_NUMBER, where)
    return float(value)


def _counter_clockwise(ring: Ring) -> Ring:
    return ring if signed_area(ring) > 0 else ring[::-1]


def _refuse_contact(geometry: Geometry) -> None:
    contact = find_contact(geometry)
    if contact is not None:
        fault = Fault.CROSSES_ITSELF if contact.with_itself else Fault.RINGS_CROSS
        raise BadOutline(fault, f"polygon {contact.polygon + 1}, {_ring_name(contact.ring)}")


def _refuse_stray_holes(polygon: Polygon, where: str) -> None:
    outline = Outline((polygon[:1],))
    for number, hole in enumerate(polygon[1:], start=1):
        if not all(outline.contains(lon, lat) for lon, lat in hole):
            raise BadOutline(Fault.HOLE_OUTSIDE, f"{where}, {_ring_name(number)}")
