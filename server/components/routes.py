"""What an office reads of components. No route changes anything: commands do."""

import re
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from grid.datum import OutOfRange, check_degrees
from grid.geometry import Position
from mobile_contract.components import ComponentDetail, ComponentPage
from mobile_contract.problems import ProblemCode
from server.components import service
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import one_id, one_limit

_CODE = re.compile(r"[0-9]{16}", re.ASCII)
_PREFIX = re.compile(r"[0-9A-Za-z_.-]{0,64}", re.ASCII)
_USUAL_RADIUS_M = 50.0


@get("/v1/components", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_components(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    near: FromQuery[str | None] = None,
    radius_m: FromQuery[float] = _USUAL_RADIUS_M,
    of_class: Annotated[str, QueryParameter(name="class")] = "",
    grid: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> ComponentPage:
    """Components of one's area: around a WGS-84 place (`near` is longitude,latitude), or of a grid.

    `class` is a class key or how one begins. Refuses MALFORMED, and NOT_FOUND for a grid that is none.
    """
    if _PREFIX.fullmatch(of_class) is None:
        raise Problem(ProblemCode.MALFORMED, field="class")
    if (near is None) == (grid is None):
        raise Problem(ProblemCode.MALFORMED, field="near")
    if near is not None:
        return await service.list_near(door, actor, _place(near), radius_m, of_class, one_limit(limit))
    begin = None if after is None else _code(after, "after")
    return await service.list_of_grid(door, actor, one_id(grid or ""), of_class, begin, one_limit(limit))


@get("/v1/components/{code:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_component(
    door: NamedDependency[Door], actor: NamedDependency[Actor], code: FromPath[str]
) -> ComponentDetail:
    """One component by its identifier, with its cases and its history. Refuses NOT_FOUND."""
    if _CODE.fullmatch(code) is None:
        raise Problem(ProblemCode.NOT_FOUND)
    return await service.read_component(door, actor, code)


def _place(text: str) -> Position:
    try:
        lon, lat = (float(part) for part in text.split(","))
        check_degrees(lon, lat)
    except (ValueError, OutOfRange) as error:
        raise Problem(ProblemCode.MALFORMED, field="near") from error
    return lon, lat


def _code(text: str, field: str) -> str:
    if _CODE.fullmatch(text) is None:
        raise Problem(ProblemCode.MALFORMED, field=field)
    return text


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_components, read_component)
