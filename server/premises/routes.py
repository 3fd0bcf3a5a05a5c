"""What an office reads of premises. No route changes anything: commands do."""

from typing import Annotated

from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, HeaderParameter, QueryParameter

from mobile_contract.premises import Premises, PremisesCodes, PremisesDetail, PremisesPage
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import PURPOSE_HEADER, one_after, one_id, one_limit, one_purpose
from server.premises import service


def _purpose(
    asked: Annotated[str | None, QueryParameter(name="purpose")] = None,
    told: Annotated[str | None, HeaderParameter(name=PURPOSE_HEADER)] = None,
) -> str:
    """What for: in the query or in a header. Refuses MALFORMED."""
    return one_purpose(told if asked is None else asked)


_FOR_A_PURPOSE = {"purpose": Provide(_purpose, sync_to_thread=False)}


@get("/v1/premises", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def list_premises(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    of: FromQuery[str],
    grid: FromQuery[str],
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> PremisesPage:
    """Sites, organisations or rented houses (`of`) of a grid, masked; journalled. Refuses MALFORMED and NOT_FOUND."""
    page = one_after(after), one_limit(limit)
    return await service.list_premises(door, actor, purpose, _of(of), one_id(grid), *page)


@get("/v1/premises/codes", policy="signed_in")
async def list_codes() -> dict[str, PremisesCodes]:
    """The code tables of premises by name."""
    return await service.list_codes()


@get("/v1/premises/{premises_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND], dependencies=_FOR_A_PURPOSE)
async def read_premises(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: NamedDependency[str],
    premises_id: FromPath[str],
) -> PremisesDetail:
    """Premises with their tenants or sites, masked; journalled. Refuses MALFORMED and NOT_FOUND."""
    return await service.read_premises(door, actor, purpose, one_id(premises_id))


def _of(text: str) -> Premises:
    if text not in set(Premises):
        raise Problem(ProblemCode.MALFORMED, field="of")
    return Premises(text)


HANDLERS: tuple[HTTPRouteHandler, ...] = (list_premises, list_codes, read_premises)
