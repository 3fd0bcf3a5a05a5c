"""What offices and phones read of the catalogue. It is changed by commands, as everything is: `POST /v1/commands`."""

import re
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, HeaderParameter, QueryParameter

from mobile_contract.catalogue import CatalogueView, ClassHistory, EditionList, ResponsibilityTable
from mobile_contract.problems import ProblemCode
from server.catalogue import service
from server.core.door import Door
from server.core.http import JSON_TYPE
from server.core.problems import Problem

_NOT_MODIFIED = 304
_CLASS_CODE = re.compile(r"[0-9A-Za-z_.]{1,15}(-[0-9A-Za-z_.]{1,15}){3}", re.ASCII)


@get("/v1/catalogue", policy="signed_in", gives={200: {JSON_TYPE: CatalogueView}, 304: {}}, tells=["ETag"])
async def read_catalogue(
    door: NamedDependency[Door],
    known: Annotated[str, HeaderParameter(name="If-None-Match")] = "",
) -> Response[CatalogueView | None]:
    """The schemes, classes and filing conditions in force now; 304 where the reader's `If-None-Match` still holds.

    Phones have it in their feed. Who may keep it asks again each time: an edition takes effect when it says.
    """
    found = await service.read_catalogue(door)
    headers = {"ETag": f'W/"{found.mark}"', "Cache-Control": "private, no-cache"}
    if _holds(known, found.mark):
        return Response(None, status_code=_NOT_MODIFIED, headers=headers)
    return Response(found.view, headers=headers)


@get("/v1/catalogue/classes/{code:str}", policy="signed_in", refuses=[ProblemCode.NOT_FOUND])
async def read_class(door: NamedDependency[Door], code: FromPath[str]) -> ClassHistory:
    """A class and its filing conditions through all their versions, for old cases too. Refuses NOT_FOUND."""
    if _CLASS_CODE.fullmatch(code) is None:
        raise Problem(ProblemCode.NOT_FOUND)
    return await service.read_class(door, code)


@get("/v1/catalogue/editions", policy="office")
async def list_editions(door: NamedDependency[Door]) -> EditionList:
    """Who changed the catalogue and the responsibility table when, and why, the latest first."""
    return await service.list_editions(door)


@get("/v1/responsibilities", policy="office")
async def read_table(
    door: NamedDependency[Door], of_class: Annotated[str | None, QueryParameter(name="class")] = None
) -> ResponsibilityTable:
    """Who answers for what where, now: the whole table, or the lines that may speak of a class. Refuses MALFORMED."""
    if of_class is not None and _CLASS_CODE.fullmatch(of_class) is None:
        raise Problem(ProblemCode.MALFORMED, field="class")
    return await service.read_table(door, of_class)


def _holds(known: str, mark: str) -> bool:
    """Weak comparison (RFC 9110, 13.1.2): `at` differs, what it says does not."""
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return "*" in tags or f'"{mark}"' in tags


HANDLERS: tuple[HTTPRouteHandler, ...] = (read_catalogue, read_class, list_editions, read_table)
