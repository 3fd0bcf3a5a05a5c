"""Buildings come from GeoJSON to the grid where they lie, once; what differs or lies elsewhere is told."""

import json
from typing import Any

import pytest

from mobile_contract.imports import ImportKind, RunImport
from mobile_contract.problems import ProblemCode
from server.accounts.service import made_now
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.core.problems import Problem
from server.core.reading import list_by
from server.imports import service, working
from server.residents.entities import Building
from tests.server.imports.files import counts, told_of, undone
from tests.support.scene import EAST, WEST, Scene, make_scene


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


def point(corner: tuple[float, float], aside: float = 0.004) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [corner[0] + aside, corner[1] + aside]}


def outline(corner: tuple[float, float]) -> dict[str, Any]:
    lon, lat = corner[0] + 0.002, corner[1] + 0.002
    ring = [[lon, lat], [lon + 0.001, lat], [lon + 0.001, lat + 0.001], [lon, lat + 0.001], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def geojson(*features: tuple[dict[str, Any] | None, dict[str, Any]]) -> bytes:
    members = [{"type": "Feature", "geometry": shape, "properties": told} for shape, told in features]
    return json.dumps({"type": "FeatureCollection", "features": members}).encode()


async def brought(door: Door, raw: bytes, actor: Actor = SYSTEM) -> service.Opened:
    return await service.open_file(door, actor, service.Asked(ImportKind.BUILDINGS, "楼栋.geojson", raw, datum="wgs84"))


async def test_buildings_lie_where_they_are_drawn_and_come_once(door: Door, scene: Scene) -> None:
    raw = geojson(
        (point(WEST), {"name": "7幢", "estate": "演示花园", "floors": 6}),
        (outline(EAST), {"name": "8幢"}),
        (point(WEST), {"name": "7栋", "estate": "演示花园"}),
        (point((0.0, 0.0)), {"name": "9幢"}),
        (None, {"name": "10幢"}),
        (point(WEST), {"name": ""}),
        (point(WEST), {"name": "1号楼", "floors": 33}),
    )
    found = await brought(door, raw)
    await service.order(door, SYSTEM, RunImport(**made_now(found.id)))
    done = await working.carry_on(door, found.id)
    assert done.counts == {"error": 5, "new": 2}
    outcomes = await service.outcomes_of(door, done.id)
    assert told_of([one for one in outcomes if one.reason is not None]) == [
        (4, "error", "repeated", "name=2"),
        (5, "error", "out_of_district", "grid"),
        (6, "error", "unknown_grid", "grid"),
        (7, "error", "missing", "name"),
        (8, "error", "building_differs", "floors"),
    ]
    west = await door.database.read(lambda tx: list_by(tx, door, Building, "grid", [scene.west]))
    (seven,) = [one for one in west if one.name == "7幢"]
    assert (seven.floors, seven.estate, round(seven.lon or 0, 6)) == (6, "演示花园", 118.774)
    east = await door.database.read(lambda tx: list_by(tx, door, Building, "grid", [scene.east]))
    (eight,) = [one for one in east if one.name == "8幢"]
    assert (round(eight.lon or 0, 7), round(eight.lat or 0, 7)) == (118.7825, 31.9925)
    again = await brought(door, geojson((point(WEST), {"name": "7号楼", "estate": "演示花园"})))
    assert (await service.preview(door, SYSTEM, again.id)).counts == counts(same=1)
    gone, kept = await undone(door, done.id)
    assert (gone.state, kept) == ("undone", [])


@pytest.mark.parametrize("raw", [b"{", b"{}", b'{"type":"FeatureCollection","features":{}}', b'{"type":"Feature"}'])
async def test_what_is_no_collection_is_refused(door: Door, scene: Scene, raw: bytes) -> None:
    with pytest.raises(Problem) as told:
        await brought(door, raw)
    assert told.value.code is ProblemCode.UNREADABLE_TABLE
