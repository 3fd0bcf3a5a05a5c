"""The demo's streets, communities and grids: real names inside a real outline, areas of our own making (see README.md).

Reads the files of `ops/demo_data` and nothing else; `python -m ops.seed.territory` draws the grids anew.
"""

import csv
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import msgspec

from grid.geojson import read_geometry
from grid.geometry import Geometry
from grid.partition import Area, Plan, divide
from mobile_contract.base import Datum

DATA = Path(__file__).resolve().parent.parent / "demo_data"
GRIDS = DATA / "grids.geojson"
DISTRICT = 320114
DISTRICT_NAME = "雨花台区"
DATUM = Datum.WGS84

_QUICK_STREETS = 3
_QUICK_COMMUNITIES = 4
_BLOCKS = 3
_LARGE_COMMUNITIES = 12


class Scale(StrEnum):
    """How large the demo is: 36 grids to try everything in a minute, or the whole district."""

    QUICK = "1"
    FULL = "full"


class Street(NamedTuple):
    """A street-level unit by its 9-digit code."""

    code: str
    name: str


class Community(NamedTuple):
    """A residents' or villagers' committee by its 12-digit code; `street` is the street's code."""

    code: str
    name: str
    street: str


class GridPlace(NamedTuple):
    """A grid of the demo: 12 digits of its community and 3 of its own; the geometry is WGS-84."""

    code: str
    name: str
    community: str
    geometry: Geometry


class _Properties(msgspec.Struct):
    code: str
    name: str
    community: str
    scale: Scale


class _Shape(msgspec.Struct, tag_field="type", tag="MultiPolygon"):
    coordinates: Geometry


class _Feature(msgspec.Struct, tag_field="type", tag="Feature"):
    properties: _Properties
    geometry: _Shape


class _Features(msgspec.Struct, tag_field="type", tag="FeatureCollection"):
    features: list[_Feature]


def list_streets(scale: Scale) -> list[Street]:
    """The nine streets by code; the first three of them in the quick demo."""
    streets = sorted(Street(row["code"], row["name"]) for row in _rows("streets.csv"))
    return streets[:_QUICK_STREETS] if scale is Scale.QUICK else streets


def list_communities(scale: Scale) -> list[Community]:
    """The 98 communities by code; the first four of each of the three streets in the quick demo."""
    communities = sorted(Community(row["code"], row["name"], row["street_code"]) for row in _rows("communities.csv"))
    if scale is Scale.FULL:
        return communities
    streets = [street.code for street in list_streets(scale)]
    own = ([one for one in communities if one.street == street][:_QUICK_COMMUNITIES] for street in streets)
    return [community for of_street in own for community in of_street]


def list_grids(scale: Scale) -> list[GridPlace]:
    """The demo's grids by code: 36, or 600."""
    kept = msgspec.json.decode(GRIDS.read_bytes(), type=_Features).features
    return [
        GridPlace(told.code, told.name, told.community, feature.geometry.coordinates)
        for feature in kept
        if (told := feature.properties).scale is scale
    ]


def draw_grids() -> bytes:
    """The grids of both scales as GeoJSON, a feature a line: the outline divided by the number of grids alone.

    Each community is three areas of equal size, which are the grids of the quick demo; two grids of the full district
    lie in each, in twelve communities three in the last.
    """
    outline = read_geometry(msgspec.json.decode((DATA / "boundary.geojson").read_bytes()))
    communities = list_communities(Scale.FULL)
    plans = [_plan(number, len(communities)) for number in range(len(communities))]
    plan = tuple(
        tuple(shares for one, shares in zip(communities, plans, strict=True) if one.street == street.code)
        for street in list_streets(Scale.FULL)
    )
    areas = [area for street in divide(outline, plan).inside for area in street.inside]
    quick = {community.code for community in list_communities(Scale.QUICK)}
    features = [
        feature
        for community, area in zip(communities, areas, strict=True)
        for feature in _features(community, area, quick=community.code in quick)
    ]
    lines = b",\n".join(msgspec.json.encode(feature) for feature in features)
    return b'{"type":"FeatureCollection","features":[\n' + lines + b"\n]}\n"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _plan(number: int, communities: int) -> Plan:
    large = number * _LARGE_COMMUNITIES // communities != (number + 1) * _LARGE_COMMUNITIES // communities
    return (*((1.0, 1.0) for _ in range(_BLOCKS - 1)), (1.0, 1.0, 1.0) if large else (1.0, 1.0))


def _features(community: Community, area: Area, *, quick: bool) -> Iterator[_Feature]:
    blocks = [block.geometry for block in area.inside] if quick else []
    for scale, geometries in ((Scale.QUICK, blocks), (Scale.FULL, list(area.leaves()))):
        for number, geometry in enumerate(geometries, start=1):
            name = f"{community.name.removesuffix('居委会').removesuffix('村委会')}第{number}网格"
            told = _Properties(f"{community.code}{number:03d}", name, community.code, scale)
            yield _Feature(told, _Shape(geometry))


def main() -> None:
    """Write `grids.geojson`."""
    written = GRIDS.write_bytes(draw_grids())
    print(f"{GRIDS.name}: {written} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
