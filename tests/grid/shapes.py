"""Shapes and slow, exact answers for the tests of `grid`."""

import json
import math
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from hypothesis import strategies as st

from grid.geojson import read_geometry
from grid.geometry import Geometry, Position, Ring

YUHUATAI = Path(__file__).with_name("yuhuatai.geojson")


def district() -> Geometry:
    """The demo district: 886 positions round it and a hole of 50."""
    return read_geometry(json.loads(YUHUATAI.read_text(encoding="utf-8")))


def ring(*positions: Position) -> Ring:
    return (*positions, positions[0])


def square(west: float, south: float, side: float) -> Ring:
    east, north = round(west + side, 9), round(south + side, 9)
    return ring((west, south), (east, south), (east, north), (west, north))


def stars(corners: int = 24, radius: float = 0.01) -> st.SearchStrategy[Geometry]:
    """Spiky polygons of about a kilometre, mostly concave, with six decimals; some have a hole."""
    lengths = st.lists(st.floats(0.15, 1.0), min_size=3, max_size=corners)
    return st.builds(_star, lengths, st.just(radius), hole=st.booleans())


def _star(lengths: list[float], radius: float, *, hole: bool) -> Geometry:
    def at(step: int, share: float) -> Position:
        angle = 2 * math.pi * step / len(lengths)
        lon, lat = 118.77 + radius * share * math.cos(angle), 31.98 + radius * share * math.sin(angle)
        return round(lon, 6), round(lat, 6)

    outer = ring(*(at(step, share) for step, share in enumerate(lengths)))
    inner = ring(*(at(step, share / 4) for step, share in enumerate(lengths)))[::-1]
    return ((outer, inner),) if hole else ((outer,),)


def holds(geometry: Geometry, position: Position) -> bool:
    """Whether the closed geometry holds the position: winding number in rational arithmetic."""
    x, y = Fraction(position[0]), Fraction(position[1])
    return any(_winds(polygon, x, y) for polygon in geometry)


def _winds(polygon: tuple[Ring, ...], x: Fraction, y: Fraction) -> bool:
    turns = 0
    for each in polygon:
        for a, b in pairwise((Fraction(lon), Fraction(lat)) for lon, lat in each):
            side = (b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0])
            if side == 0 and min(a[0], b[0]) <= x <= max(a[0], b[0]) and min(a[1], b[1]) <= y <= max(a[1], b[1]):
                return True
            turns += (side > 0 and a[1] <= y < b[1]) - (side < 0 and b[1] <= y < a[1])
    return turns != 0
