"""A GeoJSON file of buildings as a table: its properties and a place, one feature a row. It judges no row.

Of a polygon the place is its middle, or where that lies outside, the middle of its first edge.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import msgspec

from grid.datum import parse_datum
from grid.geojson import BadOutline, read_geometry
from grid.geometry import Outline, Position, Ring, signed_area
from server.tabular.books import Row, Sheet
from server.tabular.cells import EMPTY, Cell, Was, of_number, of_text
from server.tabular.limits import USUAL, Limits, NotRead, Reason

_PLACE = ("lon", "lat")


class Features:
    """The features of a collection as a book of one sheet: row 1 has the headings, feature n is row n + 1."""

    def __init__(self, raw: bytes, limits: Limits = USUAL) -> None:
        if len(raw) > limits.file_bytes:
            raise NotRead(Reason.TOO_BIG, size=len(raw), limit=limits.file_bytes, part="the file")
        try:
            document: object = msgspec.json.decode(raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
            raise NotRead(Reason.NOT_A_TABLE, part="JSON that is damaged") from error
        members = _mapping(document).get("features")
        if _mapping(document).get("type") != "FeatureCollection" or not isinstance(members, list):
            raise NotRead(Reason.NOT_A_TABLE, part="JSON without a FeatureCollection")
        self._features = [_mapping(member) for member in cast("list[object]", members)]
        if len(self._features) > limits.rows:
            raise NotRead(Reason.TOO_MANY_ROWS, limit=limits.rows)
        names = dict.fromkeys(name for one in self._features for name in _mapping(one.get("properties")))
        self._names = [name for name in names if name not in _PLACE]
        if len(self._names) > limits.columns:
            raise NotRead(Reason.TOO_MANY_COLUMNS, size=len(self._names), limit=limits.columns, row=1)
        self.sheets: Sequence[Sheet] = (Sheet(""),)
        self.from_1904 = False

    def rows(self, sheet: int = 0) -> Iterator[Row]:
        """As `Book.rows`; a feature whose shape cannot be used has no place."""
        if sheet:
            raise NotRead(Reason.NO_SUCH_SHEET, row=sheet + 1, limit=1)
        yield Row(1, tuple(Cell(name, Was.TEXT) for name in (*self._names, *_PLACE)))
        for number, feature in enumerate(self._features, start=2):
            told = _mapping(feature.get("properties"))
            place = _place(_mapping(feature.get("geometry")))
            at = (EMPTY, EMPTY) if place is None else tuple(map(of_number, place))
            yield Row(number, (*(_cell(told.get(name)) for name in self._names), *at))


def _place(geometry: Mapping[str, object]) -> Position | None:
    """Where a feature lies, in the file's own datum."""
    if geometry.get("type") == "Point":
        told = geometry.get("coordinates")
        numbers = [axis for axis in cast("list[object]", told) if _is_number(axis)] if isinstance(told, list) else []
        return (float(cast("float", numbers[0])), float(cast("float", numbers[1]))) if len(numbers) >= 2 else None
    try:
        shape = read_geometry(geometry, parse_datum("wgs84"))
    except BadOutline:
        return None
    outer = max((polygon[0] for polygon in shape), key=signed_area)
    middle = _middle(outer)
    (west, south), (east, north) = outer[0], outer[1]
    return middle if Outline(shape).contains(*middle) else ((west + east) / 2, (south + north) / 2)


def _middle(ring: Ring) -> Position:
    """The centroid of a ring's area, reckoned from its first corner, where the numbers are small."""
    x0, y0 = ring[0]
    area = x = y = 0.0
    for (ax, ay), (bx, by) in itertools.pairwise(ring):
        cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        area += cross
        x += (ax + bx - 2 * x0) * cross
        y += (ay + by - 2 * y0) * cross
    return (x0 + x / (3 * area), y0 + y / (3 * area)) if area else ring[0]


def _cell(value: object) -> Cell:
    if value is None:
        return EMPTY
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", Was.TRUTH)
    return of_number(value) if isinstance(value, (int, float)) else of_text(str(value))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}
