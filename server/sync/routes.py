"""POST /v1/sync/push, pull and boot: decode the envelope strictly, each command alone, one call, a reply."""

from collections.abc import Callable
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.di import NamedDependency
from litestar.params import RawBody
from msgspec.structs import replace

from mobile_contract.problems import ProblemCode
from mobile_contract.sync import (
    MAX_BATCH,
    MAX_COMMAND_BYTES,
    MAX_PUSH_BYTES,
    BootReply,
    BootRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
)
from server.core import clock
from server.core.crashing import crashpoint
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import JSON_TYPE, MSGPACK_TYPE, NDJSON_TYPE, decoded, require_type
from server.core.intake import JSON, MSGPACK
from server.core.problems import Problem
from server.sync import service

_ENCODE: dict[str, Callable[[object], bytes]] = {
    JSON_TYPE: msgspec.json.Encoder().encode,
    MSGPACK_TYPE: msgspec.msgpack.Encoder().encode,
}


@post("/v1/sync/push", policy="phone", status_code=200, request_max_body_size=MAX_COMMAND_BYTES + MAX_PUSH_BYTES)
async def push(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """Judge a batch: one receipt per command, in the order of the commands."""
    media_type = require_type(request, NDJSON_TYPE, MSGPACK_TYPE)
    envelope, raws = _opened(body, media_type)
    _own(envelope.install, actor)
    _fits(raws)
    encoding = JSON if media_type == NDJSON_TYPE else MSGPACK
    reply = await service.push(door, actor, envelope, raws, encoding)
    crashpoint("push.before-reply")
    return _answer(reply, media_type)


@post("/v1/sync/pull", policy="phone", status_code=200, request_max_body_size=65_536)
async def pull(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """A page of what changed in the phone's scopes."""
    media_type = require_type(request, JSON_TYPE, MSGPACK_TYPE)
    asked = decoded(body, PullRequest, media_type)
    _own(asked.install, actor)
    at = clock.now()
    reply = await door.database.read(lambda tx: service.pull(tx, door, actor, asked, at))
    return _answer(reply, media_type)


@post("/v1/sync/boot", policy="phone", status_code=200, request_max_body_size=65_536)
async def boot(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """A chunk of one scope."""
    media_type = require_type(request, JSON_TYPE, MSGPACK_TYPE)
    asked = decoded(body, BootRequest, media_type)
    _own(asked.install, actor)
    reply = await service.boot_witnessed(door, actor, asked, clock.now())
    return _answer(reply, media_type)


def _opened(body: bytes, media_type: str) -> tuple[PushRequest, list[bytes]]:
    if media_type == MSGPACK_TYPE:
        envelope = decoded(body, PushRequest, media_type)
        return envelope, list(envelope.commands)
    first, *rest = body.split(b"\n")
    envelope = decoded(first, PushRequest)
    if envelope.commands:
        raise Problem(ProblemCode.MALFORMED, field="commands", detail="in NDJSON each command is a line of its own")
    return envelope, [line for line in rest if line.strip()]


def _own(install: str, actor: Actor) -> None:
    if install != actor.install:
        raise Problem(ProblemCode.NOT_ALLOWED, field="install")


def _fits(raws: list[bytes]) -> None:
    total = sum(map(len, raws))
    if len(raws) > MAX_BATCH or (total > MAX_PUSH_BYTES and len(raws) > 1) or total > MAX_COMMAND_BYTES:
        raise Problem(ProblemCode.TOO_LARGE, max_batch=MAX_BATCH, max_bytes=MAX_PUSH_BYTES)


def _answer(reply: PushReply | PullReply | BootReply, media_type: str) -> Response[bytes]:
    media_type = JSON_TYPE if media_type == NDJSON_TYPE else media_type
    if media_type == MSGPACK_TYPE and not isinstance(reply, PushReply):
        reply = replace(reply, rows=[replace(row, record=_packed(row.record)) for row in reply.rows])
    return Response(_ENCODE[media_type](reply), media_type=media_type)


def _packed(record: msgspec.Raw) -> msgspec.Raw:
    """The feed keeps records as JSON; who speaks MessagePack gets them as MessagePack."""
    return msgspec.Raw(msgspec.msgpack.encode(msgspec.json.decode(record)))


HANDLERS = (push, pull, boot)
