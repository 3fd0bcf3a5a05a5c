"""Rows of a GeoJSON file as grids, or what is wrong with each. Pure: it opens no file and mends no row."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, cast

import msgspec
from msgspec import Struct

from grid.datum import CHINA, OutOfRange, PointDatum, to_wgs84
from grid.geojson import BadOutline, Fault, read_geometry
from grid.geometry import Geometry, box
from mobile_contract.base import Code, Line

_AXES = 2


class Wrong(StrEnum):
    """What is wrong with a row, beside what can be wrong with an outline (`grid.geojson.Fault`)."""

    NOT_A_FEATURE = "not_a_feature"
    BAD_CODE = "bad_code"
    BAD_NAME = "bad_name"
    UNKNOWN_ORG = "unknown_org"
    AMBIGUOUS_ORG = "ambiguous_org"
    NAMED_TWICE = "named_twice"
    SWAPPED = "swapped"
    NOT_IN_CHINA = "not_in_china"


class Columns(NamedTuple):
    """Under which names a file tells the code and the name of a grid, and the code of its organisation."""

    code: str = "code"
    name: str = "name"
    org: str = "community"


class FileGrid(NamedTuple):
    """A row that can be published: its number from 1, and the grid; `org` is an id, geometry is WGS-84."""

    row: int
    code: str
    name: str
    org: str
    geometry: Geometry


class RowFault(Struct, frozen=True):
    """A row that cannot: its number from 1, its code if it has one, what is wrong, and where or with which value."""

    row: int
    code: str
    fault: str
    value: str


class Rows(NamedTuple):
    """A file as it was read: what can be published, and what cannot."""

    grids: tuple[FileGrid, ...]
    faults: tuple[RowFault, ...]


def read_rows(
    document: Mapping[str, object], datum: PointDatum, columns: Columns, orgs: Mapping[str, Sequence[str]]
) -> Rows:
    """Every feature of a collection, or the one that the document is, with all that is wrong with each.

    `orgs` gives the ids of the organisations of a code or a path. Positions are taken in `datum`, east first; a pair
    that lies in China only when longitude and latitude (or easting and northing) change places is told as swapped.
    Refuses with BadOutline what is neither.
    """
    members: Sequence[object] = [document]
    if document.get("type") == "FeatureCollection":
        members = _listed(document.get("features"))
    grids: list[FileGrid] = []
    faults: list[RowFault] = []
    for number, member in enumerate(members, start=1):
        read = _read_row(number, _mapping(member), datum, columns, orgs)
        if isinstance(read, FileGrid):
            grids.append(read)
        else:
            faults += read
    faults += _named_twice(grids)
    return Rows(tuple(grids), tuple(sorted(faults, key=lambda fault: fault.row)))


def read_outline(document: Mapping[str, object], datum: PointDatum) -> Geometry:
    """The WGS-84 outline of a district: a polygon, a feature, or a collection of features. Refuses with BadOutline."""
    if document.get("type") != "FeatureCollection":
        return read_geometry(document, datum)
    members = _listed(document.get("features"))
    return tuple(polygon for member in members for polygon in read_geometry(_mapping(member), datum))


def _read_row(
    number: int, feature: Mapping[str, object], datum: PointDatum, columns: Columns, orgs: Mapping[str, Sequence[str]]
) -> FileGrid | list[RowFault]:
    if feature.get("type") != "Feature":
        return [RowFault(number, "", Wrong.NOT_A_FEATURE, str(feature.get("type", "")))]
    properties = _mapping(feature.get("properties"))
    code, name, org = (_words(properties.get(column)) for column in columns)
    ids, drawn = orgs.get(org, ()), _drawn(feature, datum)
    faults: list[tuple[str, str]] = []
    if not _fits(code, Code):
        faults.append((Wrong.BAD_CODE, code))
    if not name or not _fits(name, Line):
        faults.append((Wrong.BAD_NAME, name))
    if len(ids) != 1:
        faults.append((Wrong.AMBIGUOUS_ORG if ids else Wrong.UNKNOWN_ORG, org))
    if isinstance(drawn, _Misdrawn):
        faults.append(drawn)
    elif not faults:
        return FileGrid(number, code, name, ids[0], drawn)
    return [RowFault(number, code, fault, value) for fault, value in faults]


class _Misdrawn(NamedTuple):
    fault: str
    value: str


def _drawn(feature: Mapping[str, object], datum: PointDatum) -> Geometry | _Misdrawn:
    pair = _first_pair(feature)
    swapped = pair is not None and _in_china(datum, pair[1], pair[0])
    try:
        geometry = read_geometry(feature, datum)
    except BadOutline as bad:
        if bad.fault is Fault.OUT_OF_RANGE and swapped:
            return _Misdrawn(Wrong.SWAPPED, str(pair))
        return _Misdrawn(bad.fault, bad.where)
    here = box(geometry)
    if CHINA.holds(here.west, here.south) and CHINA.holds(here.east, here.north):
        return geometry
    return _Misdrawn(Wrong.SWAPPED if swapped else Wrong.NOT_IN_CHINA, str(pair))


def _named_twice(grids: Sequence[FileGrid]) -> Iterable[RowFault]:
    codes = Counter(grid.code for grid in grids)
    return (RowFault(grid.row, grid.code, Wrong.NAMED_TWICE, grid.code) for grid in grids if codes[grid.code] > 1)


def _mapping(value: object) -> Mapping[str, object]:
    """What a member says; one that is no object says nothing."""
    return cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {}


def _listed(value: object) -> Sequence[object]:
    if not isinstance(value, (list, tuple)):
        raise BadOutline(Fault.NOT_A_POLYGON, "features")
    return cast("Sequence[object]", value)


def _words(value: object) -> str:
    """Files keep codes as numbers now and then; a number with a fraction is no code."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _fits(text: str, told: Any) -> bool:
    try:
        msgspec.convert(text, told)
    except msgspec.ValidationError:
        return False
    return True


def _first_pair(feature: Mapping[str, object]) -> tuple[float, float] | None:
    """The first position of an outline, as the file has it."""
    value = _mapping(feature.get("geometry")).get("coordinates")
    while isinstance(value, (list, tuple)) and value:
        listed = cast("Sequence[object]", value)
        if len(listed) >= _AXES and all(isinstance(axis, (int, float)) for axis in listed[:_AXES]):
            return cast("float", listed[0]), cast("float", listed[1])
        value = listed[0]
    return None


def _in_china(datum: PointDatum, x: float, y: float) -> bool:
    try:
        return CHINA.holds(*to_wgs84(datum, x, y))
    except OutOfRange:
        return False
