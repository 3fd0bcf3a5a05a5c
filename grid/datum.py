"""Convert points between WGS-84, GCJ-02, BD-09, CGCS2000 and its Gauss-Krueger zones; it never guesses a datum.

Canonical is WGS-84 longitude and latitude. CGCS2000 geographic is taken as equal to it (same ellipsoid to under 1 mm;
plate motion since 2000 is below phone error). Order is always east first: x is longitude or easting, y is latitude or
northing, whatever order a file or an EPSG entry uses.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

from grid.geometry import ECCENTRICITY, EQUATOR_RADIUS_M, Box, Position

CHINA = Box(72.004, 0.8293, 137.8347, 55.8271)
"""Where GCJ-02 and BD-09 differ from WGS-84: the box every published implementation uses."""

_GCJ_RADIUS_M = 6_378_245.0
_GCJ_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURNS = math.pi * 3000 / 180
_ROUNDS = 6
_FALSE_EASTING_M = 500_000.0
_MERIDIANS = range(75, 136, 3)
_REACH = 4.0
_REACH_M = 460_000.0
_NORTHMOST = 60.0
_NORTHMOST_M = 6_661_000.0


class UnknownDatum(ValueError):
    """The text names no datum of this system."""

    def __init__(self, text: str) -> None:
        super().__init__(f"unknown datum {text!r}")
        self.text = text


class OutOfRange(ValueError):
    """The pair cannot be a place in its datum: not finite, swapped, or with a zone number before the easting."""

    def __init__(self, datum: str, x: float, y: float) -> None:
        super().__init__(f"no place in {datum}: {x!r}, {y!r}")
        self.datum = datum
        self.x = x
        self.y = y


class Datum(StrEnum):
    """The families of coordinates that devices, maps and government files deliver."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"
    CGCS2000 = "cgcs2000"
    CGCS2000_GK = "cgcs2000_gk"


@dataclass(frozen=True, slots=True)
class PointDatum:
    """What a pair of numbers is measured in; `str()` gives the text on the wire, such as `cgcs2000_gk120`.

    A central meridian, in degrees 75, 78 ... 135 (EPSG 4534 to 4554), belongs to `CGCS2000_GK` and to it alone.
    """

    datum: Datum
    central_meridian: int | None = None

    def __post_init__(self) -> None:
        wanted = self.datum is Datum.CGCS2000_GK
        if wanted != (self.central_meridian is not None) or (wanted and self.central_meridian not in _MERIDIANS):
            raise UnknownDatum(str(self))

    def __str__(self) -> str:
        return self.datum.value if self.central_meridian is None else f"{self.datum.value}{self.central_meridian}"


WGS84 = PointDatum(Datum.WGS84)
GCJ02 = PointDatum(Datum.GCJ02)
BD09 = PointDatum(Datum.BD09)
CGCS2000 = PointDatum(Datum.CGCS2000)


@lru_cache(maxsize=64)
def parse_datum(text: str) -> PointDatum:
    """Read `wgs84`, `gcj02`, `bd09`, `cgcs2000` or `cgcs2000_gk120`, exactly as written on the wire.

    Refuses anything else with UnknownDatum: other case, blanks, a zone without or with an impossible meridian.
    """
    zone = re.fullmatch(r"cgcs2000_gk([1-9][0-9]{1,2})", text, re.ASCII)
    if zone:
        return PointDatum(Datum.CGCS2000_GK, int(zone[1]))
    if text not in tuple(Datum):
        raise UnknownDatum(text)
    return PointDatum(Datum(text))


def check_degrees(lon: float, lat: float, datum: PointDatum = WGS84) -> None:
    """Refuse with OutOfRange what is no longitude and latitude, also infinities and not-a-number."""
    if not (-180.0 <= lon <= 180.0 and -90.0 <= lat <= 90.0):
        raise OutOfRange(str(datum), lon, lat)


def looks_swapped(lon: float, lat: float, expected: Box) -> bool:
    """Whether the pair lies outside the tenant's box but inside it once longitude and latitude change places."""
    return not expected.holds(lon, lat) and expected.holds(lat, lon)


def to_wgs84(datum: PointDatum, x: float, y: float) -> Position:
    """WGS-84 longitude and latitude of a pair measured in `datum`; refuses with OutOfRange.

    GCJ-02 and BD-09 are inverted to under 1 micrometre, Gauss-Krueger to under 1 micrometre.
    """
    if datum.central_meridian is not None:
        return _from_zone(datum, datum.central_meridian, x, y)
    check_degrees(x, y, datum)
    return _TO_WGS84[datum.datum](x, y)


def from_wgs84(datum: PointDatum, lon: float, lat: float) -> Position:
    """The pair in `datum` of a WGS-84 longitude and latitude.

    Refuses with OutOfRange what is no place, or for a Gauss-Krueger zone lies over 4 degrees from its meridian, south
    of the equator or north of 60 degrees.
    """
    check_degrees(lon, lat)
    if datum.central_meridian is not None:
        return _to_zone(datum, datum.central_meridian, lon, lat)
    return _FROM_WGS84[datum.datum](lon, lat)


_Conversion: TypeAlias = Callable[[float, float], Position]


def _same(lon: float, lat: float) -> Position:
    return lon, lat


def _gcj(lon: float, lat: float) -> Position:
    if not CHINA.holds(lon, lat):
        return lon, lat
    east, north = _gcj_shift_m(lon - 105, lat - 35)
    flat = 1 - _GCJ_ECCENTRICITY_SQUARED * math.sin(math.radians(lat)) ** 2
    meridian_m = _GCJ_RADIUS_M * (1 - _GCJ_ECCENTRICITY_SQUARED) / (flat * math.sqrt(flat))
    parallel_m = _GCJ_RADIUS_M / math.sqrt(flat) * math.cos(math.radians(lat))
    return lon + math.degrees(east / parallel_m), lat + math.degrees(north / meridian_m)


def _gcj_shift_m(x: float, y: float) -> tuple[float, float]:
    """Metres east and north; x and y are degrees from 105 E 35 N. The constants are those of every implementation."""
    root = math.sqrt(abs(x))
    common = _wave(20, 6 * x) + _wave(20, 2 * x)
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + common
    east += _wave(20, x) + _wave(40, x / 3) + _wave(150, x / 12) + _wave(300, x / 30)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + common
    north += _wave(20, y) + _wave(40, y / 3) + _wave(160, y / 12) + _wave(320, y / 30)
    return east, north


def _wave(amplitude: float, half_turns: float) -> float:
    return amplitude * math.sin(half_turns * math.pi) * 2 / 3


def _bd(lon: float, lat: float) -> Position:
    if not CHINA.holds(lon, lat):
        return lon, lat
    radius = math.hypot(lon, lat) + 2e-5 * math.sin(lat * _BD_TURNS)
    angle = math.atan2(lat, lon) + 3e-6 * math.cos(lon * _BD_TURNS)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def _invert(forward: _Conversion, x: float, y: float) -> Position:
    """Fixed point: each round shrinks the error at least 30 times, from 5 m after the first."""
    lon, lat = x, y
    for _ in range(_ROUNDS):
        got_x, got_y = forward(lon, lat)
        lon, lat = lon + x - got_x, lat + y - got_y
    return lon, lat


def _gcj_to_wgs(lon: float, lat: float) -> Position:
    return _invert(_gcj, lon, lat)


def _bd_to_wgs(lon: float, lat: float) -> Position:
    return _gcj_to_wgs(*_invert(_bd, lon, lat))


def _wgs_to_bd(lon: float, lat: float) -> Position:
    return _bd(*_gcj(lon, lat))


_TO_WGS84: dict[Datum, _Conversion] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: _gcj_to_wgs,
    Datum.BD09: _bd_to_wgs,
}
_FROM_WGS84: dict[Datum, _Conversion] = {
    Datum.WGS84: _same,
    Datum.CGCS2000: _same,
    Datum.GCJ02: _gcj,
    Datum.BD09: _wgs_to_bd,
}

# Krueger's series in the third flattening n to n^4: L. Krueger, "Konforme Abbildung des Erdellipsoids in der Ebene"
# (1912); coefficients of C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers" (2011), (35, 36).
_N = (1 - math.sqrt(1 - ECCENTRICITY**2)) / (1 + math.sqrt(1 - ECCENTRICITY**2))
_MERIDIAN_RADIUS_M = EQUATOR_RADIUS_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ALPHA = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
)


def _to_zone(datum: PointDatum, meridian: int, lon: float, lat: float) -> Position:
    if abs(lon - meridian) > _REACH or not 0 <= lat <= _NORTHMOST:
        raise OutOfRange(str(datum), lon, lat)
    sine, angle = math.sin(math.radians(lat)), math.radians(lon - meridian)
    conformal = math.sinh(math.atanh(sine) - ECCENTRICITY * math.atanh(ECCENTRICITY * sine))
    xi = math.atan2(conformal, math.cos(angle))
    eta = math.asinh(math.sin(angle) / math.hypot(conformal, math.cos(angle)))
    north, east = xi, eta
    for order, alpha in enumerate(_ALPHA, start=1):
        north += alpha * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
        east += alpha * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
    return _FALSE_EASTING_M + _MERIDIAN_RADIUS_M * east, _MERIDIAN_RADIUS_M * north


def _from_zone(datum: PointDatum, meridian: int, easting_m: float, northing_m: float) -> Position:
    if not (abs(easting_m - _FALSE_EASTING_M) <= _REACH_M and 0 <= northing_m <= _NORTHMOST_M):
        raise OutOfRange(str(datum), easting_m, northing_m)
    north, east = northing_m / _MERIDIAN_RADIUS_M, (easting_m - _FALSE_EASTING_M) / _MERIDIAN_RADIUS_M
    xi, eta = north, east
    for order, beta in enumerate(_BETA, start=1):
        xi -= beta * math.sin(2 * order * north) * math.cosh(2 * order * east)
        eta -= beta * math.cos(2 * order * north) * math.sinh(2 * order * east)
    isometric = conformal = math.asinh(math.sin(xi) / math.hypot(math.sinh(eta), math.cos(xi)))
    for _ in range(_ROUNDS):
        isometric = conformal + ECCENTRICITY * math.atanh(ECCENTRICITY * math.tanh(isometric))
    return meridian + math.degrees(math.atan2(math.sinh(eta), math.cos(xi))), math.degrees(
        math.asin(math.tanh(isometric))
    )
