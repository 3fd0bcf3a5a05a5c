"""An enrolled phone as a driver needs it: its requests as bytes, made beforehand, and how it first gets its grids."""

import secrets
from collections.abc import Callable, Sequence
from typing import Self

import msgspec

from mobile_contract.accounts import EnrolRequest, NewEnrolment
from mobile_contract.kinds import PERSON
from mobile_contract.sync import BootReply, BootRequest, PullReply, PullRequest, PushRequest, QueueState, Seen
from ops.bench.district import Ward
from ops.bench.wire import Unexpected, Wire, post
from ops.bench.workday import Workday
from server.accounts import service as accounts
from server.core.door import SYSTEM, Door
from server.core.http import JSON_TYPE, MSGPACK_TYPE, NDJSON_TYPE
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.seal import secret_hash

MakeDay = Callable[[int, Ward, str], Workday]
"""A phone's work, from a seed, a grid and an epoch."""

BOOT_LIMIT = 2_000
"""The most that a boot may ask for at once."""


class Turn(msgspec.Struct):
    """What a phone must know of a page to ask for the next one."""

    cursor: str
    more: bool


class Chunk(msgspec.Struct):
    """What a phone must know of a chunk to ask for the next one."""

    after: str | None
    cursor: str = ""


_PULL = msgspec.json.Decoder(PullReply)
TURN = msgspec.json.Decoder(Turn)
_CHUNK: dict[str, Callable[[bytes], Chunk]] = {
    JSON_TYPE: msgspec.json.Decoder(Chunk).decode,
    MSGPACK_TYPE: msgspec.msgpack.Decoder(Chunk).decode,
}
_BOOT: dict[str, Callable[[bytes], BootReply]] = {
    JSON_TYPE: msgspec.json.Decoder(BootReply).decode,
    MSGPACK_TYPE: msgspec.msgpack.Decoder(BootReply).decode,
}
_ENCODE: dict[str, Callable[[object], bytes]] = {
    JSON_TYPE: msgspec.json.Encoder().encode,
    MSGPACK_TYPE: msgspec.msgpack.Encoder().encode,
}


class BenchPhone:
    """One install of the worker of a grid, with a day's work to send."""

    def __init__(self, install: str, token: str, day: Workday) -> None:
        self.install = install
        self.day = day
        self.cursor = ""
        self._token = token

    @classmethod
    async def join(cls, door: Door, wire: Wire, ward: Ward, seed: int, make_day: MakeDay = Workday) -> Self:
        """Enrol with a one-time code, over HTTP, as every phone does."""
        return await cls.join_as(door, wire, ward.beat.worker, lambda epoch: make_day(seed, ward, epoch))

    @classmethod
    async def join_as(cls, door: Door, wire: Wire, user: str, day_of: Callable[[str], Workday]) -> Self:
        """As `join`, for any user; `day_of` gives the day's work in an epoch."""
        code = (await accounts.issue_enrolment(door, SYSTEM, NewEnrolment(user), "")).code
        install, secret = new_id(), secrets.token_urlsafe(32)
        asked = EnrolRequest(code, install, secret_hash(secret), "bench")
        await wire.good(post("/v1/enrol", msgspec.json.encode(asked), JSON_TYPE))
        epoch = (await door.database.read(lambda tx: head_of(tx, door.district))).epoch
        return cls(install, f"{install}.{secret}", day_of(epoch))

    @property
    def token(self) -> str:
        """What it shows with every request."""
        return self._token

    def push(self, commands: Sequence[bytes]) -> bytes:
        """A push of these commands, the newest that the phone has made."""
        queue = QueueState(length=len(commands), last_seq=self.day.last_seq)
        envelope = PushRequest(install=self.install, now=self.day.clock(), queue=queue)
        body = b"\n".join([msgspec.json.encode(envelope), *commands, b""])
        return post("/v1/sync/push", body, NDJSON_TYPE, self._token)

    def pull(self, cursor: str, seen: Seen | None = None) -> bytes:
        """A pull of what came after a cursor."""
        asked = PullRequest(install=self.install, now=self.day.clock(), seen=seen, cursor=cursor)
        return post("/v1/sync/pull", msgspec.json.encode(asked), JSON_TYPE, self._token)

    def boot(self, cursor: str, scope: int, after: str, media_type: str) -> bytes:
        """A chunk of a scope."""
        asked = BootRequest(install=self.install, cursor=cursor, scope=scope, after=after, limit=BOOT_LIMIT)
        return post("/v1/sync/boot", _ENCODE[media_type](asked), media_type, self._token)

    async def settle(self, wire: Wire) -> None:
        """Pull, boot and pull until there is nothing more: from now on the phone has what it may have."""
        more = True
        while more:
            reply = _PULL.decode(await wire.good(self.pull(self.cursor)))
            self.cursor, more = reply.cursor, reply.more
            for told in reply.boot:
                self.cursor, _ = await self.boot_scope(wire, told.id, JSON_TYPE)
                more = True

    async def own_scope(self, wire: Wire) -> int:
        """The number of its grid's scope, as the server offers it to a fresh phone, whose cursor it then has."""
        reply = _PULL.decode(await wire.good(self.pull("")))
        self.cursor = reply.cursor
        return next(told.id for told in reply.boot if told.kind == "grid")

    async def boot_scope(self, wire: Wire, scope: int, media_type: str) -> tuple[str, list[bytes]]:
        """All chunks of a scope, one after the other: the cursor that they lead to, and their bytes."""
        decode = _CHUNK[media_type]
        bodies: list[bytes] = []
        after: str | None = ""
        cursor = ""
        while after is not None:
            bodies.append(await wire.good(self.boot(self.cursor, scope, after, media_type)))
            try:
                told = decode(bodies[-1])
            except msgspec.MsgspecError as error:
                raise Unexpected(f"a chunk that is no {media_type}: {error}") from error
            after, cursor = told.after, told.cursor
        return cursor, bodies


def rows_in(bodies: Sequence[bytes], media_type: str) -> int:
    """How many records some chunks of a boot brought."""
    return sum(len(_BOOT[media_type](body).rows) for body in bodies)


def persons_pulled(body: bytes) -> int:
    """How many persons a page brought; what is told of some of them apart is not counted."""
    return sum(row.kind == PERSON for row in _PULL.decode(body).rows)
