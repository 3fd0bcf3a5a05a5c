"""POST /v1/territory/orders: a split, a merge or a swap, previewed and then ordered with the preview's digest."""

from typing import Any

from litestar import Request, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from mobile_contract.accounts import SwapWorkers
from mobile_contract.commands import Malformed, decode_json
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt
from mobile_contract.rezoning import MergeGrids, RezoningPreview, SplitGrid
from mobile_contract.sync import MAX_COMMAND_BYTES
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import JSON_TYPE, require_type
from server.core.problems import Problem
from server.rezoning import service


@post(
    "/v1/territory/orders/preview",
    policy="office",
    takes={JSON_TYPE: service.Order},
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.TERRITORY_BROKEN],
    status_code=200,
    request_max_body_size=MAX_COMMAND_BYTES,
)
async def preview(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> RezoningPreview:
    """What an order would do, by the command that would give it; its `preview` is not looked at. Changes nothing."""
    command = await _one(request, body, door, actor)
    return await service.preview(door, command)


@post(
    "/v1/territory/orders",
    policy="office",
    takes={JSON_TYPE: service.Order},
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.STALE_PREVIEW, ProblemCode.TERRITORY_BROKEN],
    status_code=200,
    request_max_body_size=MAX_COMMAND_BYTES,
)
async def order(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> Receipt:
    """Give the order that was previewed. Refuses STALE_PREVIEW, with what has changed since."""
    command = await _one(request, body, door, actor)
    return await service.order(door, actor, command)


async def _one(request: Request[Any, Any, Any], body: bytes, door: Door, actor: Actor) -> service.Order:
    """The command of a body. Refuses MALFORMED, and NOT_FOUND for what is not the asker's to order."""
    require_type(request, JSON_TYPE)
    try:
        command = decode_json(body)
    except Malformed as error:
        raise Problem(ProblemCode.MALFORMED, detail=str(error)[:200]) from error
    if not isinstance(command, SplitGrid | MergeGrids | SwapWorkers):
        raise Problem(ProblemCode.MALFORMED, detail="no split, merge or swap")
    told, at = command, clock.now()
    if not await door.database.read(lambda tx: service.may_order(tx, door, actor, told, at)):
        raise Problem(ProblemCode.NOT_FOUND)
    return command


HANDLERS = (preview, order)
