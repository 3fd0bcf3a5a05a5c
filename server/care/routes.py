"""What an office reads of care. No route changes anything: commands do."""

import re
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter

from mobile_contract.care import CareCodes, CarePage, PersonCare
from mobile_contract.problems import ProblemCode
from server.care import service
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import PURPOSE_HEADER, one_after, one_id, one_limit, one_purpose

_LEVEL = re.compile(r"[0-9A-Za-z_.-]{1,32}", re.ASCII)


def _purpose(
    asked: Annotated[str | None, QueryParameter(name="purpose")] = None,
    told: Annotated[str | None, HeaderParameter(name=PURPOSE_HEADER)] = None,
) -> str:
    """What for: in the query or in a header. Refuses MALFORMED."""
    return one_purpose(told if asked is None else asked)


_FOR_A_PURPOSE = {"purpose": Provide(_purpose, sync_to_thread=False)}


@get("/v1/care", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def list_care(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    grid: FromQuery[str],
    level: FromQuery[str | None] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> CarePage:
    """Service tags in force of a grid, persons masked; journalled. Refuses MALFORMED and NOT_FOUND."""
    if level is not None and _LEVEL.fullmatch(level) is None:
        raise Problem(ProblemCode.MALFORMED, field="level")
    page = one_after(after), one_limit(limit)
    return await service.list_care(door, actor, purpose, one_id(grid), level, *page)


@get("/v1/care/codes", policy="signed_in")
async def list_codes() -> dict[str, CareCodes]:
    """The code tables of care by name."""
    return await service.list_codes()


@get("/v1/persons/{person_id:str}/care", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def read_care(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    person_id: FromPath[str],
) -> PersonCare:
    """A person's tags and help records; journalled. Refuses MALFORMED and NOT_FOUND."""
    return await service.read_care(door, actor, purpose, one_id(person_id))


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_care, list_codes, read_care)
