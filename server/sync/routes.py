"""/v1/sync/push, pull, boot, digest, wipe, wake: envelopes decoded strictly, commands one by one, one call, a reply."""

from collections.abc import AsyncGenerator, Callable
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, RawBody
from litestar.response import Stream
from msgspec.structs import replace

from mobile_contract.commands import AnyCommand
from mobile_contract.problems import ProblemCode
from mobile_contract.sync import (
    MAX_BATCH,
    MAX_COMMAND_BYTES,
    MAX_PUSH_BYTES,
    MAX_WAIT_S,
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    PushRequest,
    Wake,
    WipeProof,
    WipeReply,
)
from server.core import clock
from server.core.crashing import crashpoint
from server.core.decisions import Actor
from server.core.declared import Lines
from server.core.door import Door
from server.core.http import JSON_TYPE, MSGPACK_TYPE, NDJSON_TYPE, decoded, packed, require_type
from server.core.intake import JSON, MSGPACK
from server.core.problems import Problem
from server.sync import digests, service, wipes
from server.sync.admission import BOOT, DIGEST, PULL, PUSH
from server.sync.desk import Desk
from server.sync.pace import next_in_s
from server.sync.waking import HEARTBEAT_S, Listener

_ENCODE: dict[str, Callable[[object], bytes]] = {
    JSON_TYPE: msgspec.json.Encoder().encode,
    MSGPACK_TYPE: msgspec.msgpack.Encoder().encode,
}

_HEARTBEAT = b":\n\n"
_LIVE = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
LARGEST_POS = 2**53


@post(
    "/v1/sync/push",
    policy="phone",
    takes={NDJSON_TYPE: Lines(AnyCommand, PushRequest), MSGPACK_TYPE: PushRequest},
    gives={200: {JSON_TYPE: PushReply, MSGPACK_TYPE: PushReply}},
    status_code=200,
    request_max_body_size=MAX_COMMAND_BYTES + MAX_PUSH_BYTES,
)
async def push(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    desk: NamedDependency[Desk],
    actor: NamedDependency[Actor],
) -> Response[bytes]:
    """Judge a batch: one receipt per command, in the order of the commands."""
    media_type = require_type(request, NDJSON_TYPE, MSGPACK_TYPE)
    envelope, raws = _opened(body, media_type)
    _own(envelope.install, actor)
    # Before anything is refused: a phone that is sent away is seen all the same (sync.md 15).
    desk.contacts.note(actor, envelope.contract, envelope.queue, envelope.now, clock.now())
    with desk.admission.turn(PUSH, len(body)):
        _fits(raws)
        encoding = JSON if media_type == NDJSON_TYPE else MSGPACK
        reply = await service.push(door, actor, envelope, raws, encoding)
        crashpoint("push.before-reply")
        return _answer(request, reply, media_type)


@post(
    "/v1/sync/pull",
    policy="phone",
    takes={JSON_TYPE: PullRequest, MSGPACK_TYPE: PullRequest},
    gives={200: {JSON_TYPE: PullReply, MSGPACK_TYPE: PullReply}},
    refuses=[ProblemCode.NOT_FOUND],
    status_code=200,
    request_max_body_size=65_536,
)
async def pull(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    desk: NamedDependency[Desk],
    actor: NamedDependency[Actor],
) -> Response[bytes]:
    """A page of what changed in the phone's scopes."""
    media_type = require_type(request, JSON_TYPE, MSGPACK_TYPE)
    asked = decoded(body, PullRequest, media_type)
    _own(asked.install, actor)
    at = clock.now()
    desk.contacts.note(actor, asked.contract, asked.queue, asked.now, at)
    with desk.admission.turn(PULL):
        reply = await service.pull_in_step(door, actor, asked, at)
        reply = replace(reply, next_in=next_in_s(actor.install, at, desk.admission.load))
        return _answer(request, reply, media_type)


@post(
    "/v1/sync/boot",
    policy="phone",
    takes={JSON_TYPE: BootRequest, MSGPACK_TYPE: BootRequest},
    gives={200: {JSON_TYPE: BootReply, MSGPACK_TYPE: BootReply}},
    refuses=[ProblemCode.NOT_FOUND],
    status_code=200,
    request_max_body_size=65_536,
)
async def boot(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    desk: NamedDependency[Desk],
    actor: NamedDependency[Actor],
) -> Response[bytes]:
    """A chunk of one scope."""
    media_type = require_type(request, JSON_TYPE, MSGPACK_TYPE)
    with desk.admission.turn(BOOT):
        asked = decoded(body, BootRequest, media_type)
        _own(asked.install, actor)
        reply = await service.boot_witnessed(door, actor, asked, clock.now())
        return _answer(request, reply, media_type)


@post(
    "/v1/sync/digest",
    policy="phone",
    takes={JSON_TYPE: DigestRequest, MSGPACK_TYPE: DigestRequest},
    gives={200: {JSON_TYPE: DigestReply, MSGPACK_TYPE: DigestReply}},
    refuses=[ProblemCode.NOT_FOUND],
    status_code=200,
    request_max_body_size=65_536,
)
async def digest(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    desk: NamedDependency[Desk],
    actor: NamedDependency[Actor],
) -> Response[bytes]:
    """What one scope holds: sums, then lists, then the rows that differ."""
    media_type = require_type(request, JSON_TYPE, MSGPACK_TYPE)
    with desk.admission.turn(DIGEST):
        asked = decoded(body, DigestRequest, media_type)
        _own(asked.install, actor)
        return _answer(request, await digests.answer(door, actor, asked, clock.now()), media_type)


@post(
    "/v1/sync/wipe",
    policy="phone",
    takes={JSON_TYPE: WipeProof, MSGPACK_TYPE: WipeProof},
    gives={200: {JSON_TYPE: WipeReply, MSGPACK_TYPE: WipeReply}},
    status_code=200,
    request_max_body_size=65_536,
)
async def wipe(
    request: Request[Any, Any, Any], body: RawBody, door: NamedDependency[Door], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """Keep a phone's proof that a scope is gone from it."""
    media_type = require_type(request, JSON_TYPE, MSGPACK_TYPE)
    proof = decoded(body, WipeProof, media_type)
    _own(proof.install, actor)
    return _answer(request, await wipes.record(door, actor, proof), media_type)


@get(
    "/v1/sync/wake",
    policy="phone",
    gives={200: {JSON_TYPE: Wake, "text/event-stream": str}},
    asks=["Last-Event-ID"],
    status_code=200,
)
async def wake(
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
    actor: NamedDependency[Actor],
    after: FromQuery[int | None] = None,
    wait: FromQuery[int | None] = None,
) -> Response[Any]:
    """Tell that something of the phone's changed after a position, and never what: a stream of events, or with `wait`
    one answer within so many seconds. Without `after` there may be news at once.
    """
    told = _place(after, request.headers.get("last-event-id"))
    if wait is not None and not 0 <= wait <= MAX_WAIT_S:
        raise Problem(ProblemCode.MALFORMED, field="wait")
    listener = await desk.wakes.listen(actor, told, clock.now())
    if wait is None:
        return Stream(_events(desk, listener), media_type="text/event-stream", headers=_LIVE)
    try:
        heard = await listener.heard(wait)
    finally:
        desk.wakes.leave(listener)
    known = listener.seen_pos if told is None else told
    return Response(Wake(w=known if heard is None else heard), headers={"Cache-Control": "no-store"})


async def _events(desk: Desk, listener: Listener) -> AsyncGenerator[bytes]:
    """The stream's text: a comment at once and with every heartbeat, and wakes with their position as their id."""
    try:
        yield _HEARTBEAT
        while not listener.ended:
            heard = await listener.heard(HEARTBEAT_S)
            if heard is not None:
                yield b"id: %d\ndata: %s\n\n" % (heard, _ENCODE[JSON_TYPE](Wake(w=heard)))
            elif not listener.ended:
                yield _HEARTBEAT
    finally:
        desk.wakes.leave(listener)


def _place(after: int | None, last_event: str | None) -> int | None:
    """After which position, as asked or as a browser that connects anew tells it. Refuses MALFORMED."""
    if after is None and last_event is not None and last_event.isascii() and last_event.isdigit():
        after = int(last_event[:20])
    if after is not None and not 0 <= after <= LARGEST_POS:
        raise Problem(ProblemCode.MALFORMED, field="after")
    return after


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


def _answer(
    request: Request[Any, Any, Any],
    reply: PushReply | PullReply | BootReply | DigestReply | WipeReply,
    media_type: str,
) -> Response[bytes]:
    media_type = JSON_TYPE if media_type == NDJSON_TYPE else media_type
    if media_type == MSGPACK_TYPE and isinstance(reply, PullReply | BootReply | DigestReply):
        reply = replace(reply, rows=[replace(row, record=_packed(row.record)) for row in reply.rows])
    data, headers = packed(request, _ENCODE[media_type](reply))
    return Response(data, media_type=media_type, headers=headers)


def _packed(record: msgspec.Raw) -> msgspec.Raw:
    """The feed keeps records as JSON; who speaks MessagePack gets them as MessagePack."""
    return msgspec.Raw(msgspec.msgpack.encode(msgspec.json.decode(record)))


HANDLERS = (push, pull, boot, digest, wipe, wake)
