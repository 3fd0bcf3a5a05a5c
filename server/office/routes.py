"""POST /v1/commands: an office issues commands through the same door as phones."""

from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from mobile_contract.commands import AnyCommand
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt
from mobile_contract.sync import MAX_BATCH, MAX_COMMAND_BYTES
from server.core.decisions import Actor
from server.core.declared import Lines
from server.core.door import Door
from server.core.http import JSON_TYPE, NDJSON_TYPE, require_type
from server.core.intake import JSON, Submission, read
from server.core.problems import Problem

_ENCODE = msgspec.json.Encoder()


@post(
    "/v1/commands",
    policy="office",
    takes={JSON_TYPE: AnyCommand, NDJSON_TYPE: Lines(AnyCommand)},
    gives={200: {JSON_TYPE: list[Receipt]}},
    refuses=[ProblemCode.ID_REUSE],
    status_code=200,
    request_max_body_size=MAX_COMMAND_BYTES,
)
async def issue(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """One command as JSON, or several as lines: the receipts, in their order. A verdict is never an HTTP error.

    Refuses ID_REUSE, and does nothing, where this session gave one of the numbers to another command.
    """
    media_type = require_type(request, JSON_TYPE, NDJSON_TYPE)
    lines = [body] if media_type == JSON_TYPE else body.split(b"\n")
    raws = [line for line in lines if line.strip()]
    if not raws:
        raise Problem(ProblemCode.MALFORMED, detail="no command")
    if len(raws) > MAX_BATCH:
        raise Problem(ProblemCode.TOO_LARGE, max_batch=MAX_BATCH)
    outcome = await door.submit(Submission(actor, [read(raw, JSON, actor) for raw in raws]))
    if outcome.rekey:
        raise Problem(ProblemCode.ID_REUSE, field="seq")
    return Response(_ENCODE.encode(outcome.receipts), media_type=JSON_TYPE)


HANDLERS = (issue,)
