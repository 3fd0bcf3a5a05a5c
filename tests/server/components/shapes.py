"""Components of a made-up district, for tests of the register."""

from typing import Any

from mobile_contract.base import Datum, Point
from mobile_contract.components import DefineComponent
from server.accounts import kinds as accounts_kinds
from server.catalogue import kinds as catalogue_kinds
from server.components import kinds as component_kinds
from server.components.entities import Component
from server.core.decisions import ClassNode, Context, GridNode
from server.core.entities import advanced
from server.core.kinds import Kinds
from tests.support.judging import ADirectory, a_context, an_id, command_facts

KINDS = Kinds((*accounts_kinds.KINDS, *catalogue_kinds.KINDS, *component_kinds.KINDS))
CODE, COVER, LAMP = "3201140102000001", "B-component-01-02", "B-component-01-37"
COMPONENT, GRID, OTHER_GRID = an_id(901), an_id(902), an_id(903)
PLACE = Point(lon=118.775, lat=31.995, datum=Datum.WGS84, accuracy_m=0.5)


def a_directory(here: str | None = GRID) -> ADirectory:
    """Two grids, two classes of components and one of events; every point lies in `here`."""
    classes = [ClassNode(an_id(), code, code, 1, 1, 2, "work_day") for code in (COVER, LAMP, "B-event-01-13")]
    return ADirectory(
        grids={grid: GridNode(grid, "g", "网格", "org", "320114/001") for grid in (GRID, OTHER_GRID)},
        classes={one.code: one for one in classes},
        here=here,
    )


def a_scene(**more: Any) -> Context:
    """Somebody at work in that district."""
    facts: dict[str, Any] = {"directory": a_directory(), **more}
    return a_context(**facts)


def a_definition(**more: Any) -> DefineComponent:
    """A well cover; each fact can be given."""
    facts: dict[str, Any] = {"code": CODE, "class_code": COVER, "name": "污水井盖 1 号", "point": PLACE, **more}
    return DefineComponent(**command_facts(facts.pop("entity", COMPONENT)), **facts)


def a_component(**more: Any) -> Component:
    """The same cover in the register; each fact can be given."""
    facts: dict[str, Any] = {
        "id": COMPONENT,
        "code": CODE,
        "class_code": COVER,
        "name": "污水井盖 1 号",
        "state": "intact",
        "lon": PLACE.lon,
        "lat": PLACE.lat,
        "cell": 1,
        "raw_lon": PLACE.lon,
        "raw_lat": PLACE.lat,
        "datum": "wgs84",
        "accuracy_m": 0.5,
        "grid": GRID,
    }
    return advanced(Component(**(facts | more)))
