"""What an office reads of grids and of the register. No route changes anything: commands do."""

from typing import Annotated, Any

from litestar import Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter, RawBody
from msgspec.structs import replace

from mobile_contract.codes import CodesView
from mobile_contract.merges import DuplicatePage, MergePage
from mobile_contract.problems import ProblemCode
from mobile_contract.register_views import (
    HouseholdView,
    PersonDetail,
    PersonPage,
    Revealed,
    RevealRequest,
    SearchPage,
)
from mobile_contract.territory import GridList
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import JSON_TYPE, decoded, require_type
from server.core.reading import PURPOSE_HEADER, one_after, one_id, one_limit, one_purpose
from server.residents import duplicates, finding, revealing, service


def _purpose(
    asked: Annotated[str | None, QueryParameter(name="purpose")] = None,
    told: Annotated[str | None, HeaderParameter(name=PURPOSE_HEADER)] = None,
) -> str:
    """What for: in the query or in a header. Refuses MALFORMED."""
    return one_purpose(told if asked is None else asked)


_FOR_A_PURPOSE = {"purpose": Provide(_purpose, sync_to_thread=False)}


@get("/v1/grids", policy="signed_in")
async def list_grids(door: NamedDependency[Door], actor: NamedDependency[Actor]) -> GridList:
    """The grids of one's area."""
    return await service.list_grids(door, actor)


@get("/v1/codes", policy="signed_in")
async def read_codes(door: NamedDependency[Door]) -> CodesView:
    """The code tables of the register, with the standard and edition of each; which facts the district collects."""
    return await service.read_codes(door)


@get("/v1/persons", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def list_persons(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    grid: FromQuery[str],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> PersonPage:
    """Persons of a grid, masked; journalled. Refuses MALFORMED and NOT_FOUND."""
    return await service.list_persons(door, actor, purpose, one_id(grid), one_after(after), one_limit(limit))


@get("/v1/persons/search", policy="office", dependencies=_FOR_A_PURPOSE)
async def search_persons(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    q: FromQuery[str],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 20,
) -> SearchPage:
    """Persons of one's area by name, part of a name, pinyin, initials, home, or last digits of a number; journalled.

    Refuses MALFORMED: a question that says nothing that can be found.
    """
    return await finding.search_persons(door, actor, purpose, q, one_after(after), one_limit(limit))


@get("/v1/persons/{person_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def read_person(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    person_id: FromPath[str],
) -> PersonDetail:
    """One person, with where each field comes from; journalled. Refuses MALFORMED and NOT_FOUND."""
    return await service.read_person(door, actor, purpose, one_id(person_id))


@post(
    "/v1/persons/{person_id:str}/reveal",
    policy="office",
    takes={JSON_TYPE: RevealRequest},
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.REVEALS_USED_UP],
    status_code=200,
    request_max_body_size=4096,
)
async def reveal(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    person_id: FromPath[str],
) -> Revealed:
    """One sealed field of a person, whole, for a reason; journalled and counted.

    Refuses MALFORMED, NOT_FOUND, and REVEALS_USED_UP when the day's budget is spent.
    """
    require_type(request, JSON_TYPE)
    asked = decoded(body, RevealRequest)
    return await revealing.reveal(door, actor, one_id(person_id), replace(asked, purpose=one_purpose(asked.purpose)))


@get("/v1/households/{household_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def read_household(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    household_id: FromPath[str],
) -> HouseholdView:
    """A household, its members masked, and its latest visits; journalled. Refuses MALFORMED and NOT_FOUND."""
    return await service.read_household(door, actor, purpose, one_id(household_id))


@get("/v1/duplicates", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def list_duplicates(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    grid: FromQuery[str],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
    decided_too: Annotated[bool, QueryParameter(name="all")] = False,  # noqa: FBT002 - a parameter of the address
) -> DuplicatePage:
    """Persons of a grid who may be registered twice, masked; journalled. Refuses MALFORMED and NOT_FOUND."""
    page = one_after(after), one_limit(limit)
    return await duplicates.list_duplicates(door, actor, purpose, one_id(grid), *page, decided_too=decided_too)


@get(
    "/v1/persons/{person_id:str}/merges", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE
)
async def list_merges(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    person_id: FromPath[str],
) -> MergePage:
    """What was merged into a person; journalled. Refuses MALFORMED and NOT_FOUND."""
    return await duplicates.list_merges(door, actor, purpose, one_id(person_id))


HANDLERS: tuple[HTTPRouteHandler, ...] = (
    list_grids,
    read_codes,
    list_persons,
    search_persons,
    read_person,
    reveal,
    read_household,
    list_duplicates,
    list_merges,
)
