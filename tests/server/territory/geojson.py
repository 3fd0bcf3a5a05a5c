"""Files of grids as a district would hand them in, for tests of imports."""

from collections.abc import Mapping
from typing import Any

from grid.datum import WGS84, PointDatum
from mobile_contract.territory import Geometry
from tests.server.territory.scenes import NE, NW, SE, SQUARES, SW, moved

ORG_CODE = "001"
FOUR = {"nw": SQUARES[NW], "ne": SQUARES[NE], "sw": SQUARES[SW], "se": SQUARES[SE]}


def a_feature(code: object, geometry: Geometry, datum: PointDatum = WGS84, **more: Any) -> dict[str, Any]:
    """One grid, drawn in a datum; each property can be given."""
    properties = {"code": code, "name": f"网格{code}", "community": ORG_CODE} | more
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": moved(geometry, datum)},
    }


def a_collection(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def a_file(shapes: Mapping[str, Geometry] = FOUR, datum: PointDatum = WGS84, **more: Any) -> dict[str, Any]:
    """The four squares unless others are given."""
    return a_collection(*(a_feature(code, geometry, datum, **more) for code, geometry in shapes.items()))


def swapped(document: dict[str, Any]) -> dict[str, Any]:
    """The same file by a hand that wrote latitude first."""
    features: list[dict[str, Any]] = []
    for feature in document["features"]:
        coordinates = feature["geometry"]["coordinates"]
        turned = [[[[y, x] for x, y in ring] for ring in rings] for rings in coordinates]
        features.append(feature | {"geometry": feature["geometry"] | {"coordinates": turned}})
    return a_collection(*features)
