"""A push service that speaks APNs' contract over raw HTTP/2 and TLS, with every bad manner Apple is known for."""

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import ConnectionTerminated, DataReceived, Event, RequestReceived, StreamEnded, StreamReset
from h2.exceptions import ProtocolError
from h2.settings import SettingCodes, Settings
from hyperframe.frame import GoAwayFrame

from tests.push.peers import HOST, Fate, Gate

TOPIC, TEAM, KEY_ID = "org.hexward.worker", "TEAM123456", "KEY1234567"
GONE_AT_MS = 1_790_000_000_123
FATES = {
    "a0": Fate.ACCEPTED, "b0": Fate.PASSING, "b1": Fate.SLOWER, "b2": Fate.GONE, "b3": Fate.REFUSED, "b4": Fate.OURS,
    "b5": Fate.GARBAGE, "b6": Fate.CUT, "b7": Fate.HANG,
}  # fmt: skip
RESET, REFUSED_ONCE, REFUSED_ALWAYS, BAD_TOKEN, ENDLESS = "c0", "c1", "c2", "c3", "c4"


def token_for(kind: Fate | str, number: int = 0) -> str:
    """A device token whose first two digits say what shall happen."""
    head = next((head for head, fate in FATES.items() if fate == kind), str(kind))
    return f"{head}{number:062x}"


class Manners:
    """How the service behaves besides: each may be changed while it runs."""

    def __init__(self) -> None:
        self.first_streams: int | None = None
        self.goaway_every = 0
        self.goaway_at_once = False
        self.refuse_streams = False
        self.split = False
        self.certificates = False
        self.record = True


class FakeApple:
    """Runs on loopback; `accepted` counts by apns-id, `attempts` every request, `made_at` the provider tokens."""

    def __init__(self, key: ec.EllipticCurvePublicKey, now: Callable[[], datetime]) -> None:
        self.key, self.now, self.gate, self.manners = key, now, Gate(), Manners()
        self.accepted, self.attempts = Counter[str](), Counter[str]()
        self.requests: list[tuple[dict[str, str], dict[str, object]]] = []
        self.made_at: list[int] = []
        self.connections, self.port = 0, 0
        self.live, self.met = set[_Served](), asyncio.Event()
        self._server: asyncio.Server | None = None

    async def start(self, tls: ssl.SSLContext) -> None:
        """Listen."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Served(self), HOST, self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Hang up on everybody."""
        if self._server is not None:
            self._server.close()
            for one in list(self.live):
                one.abort()
            await self._server.wait_closed()
            self._server = None

    def doubt(self, authorization: str) -> tuple[int, str] | None:
        """What is wrong with a provider token."""
        if self.manners.certificates and not authorization:
            return None
        try:
            text = authorization.removeprefix("bearer ")
            claims = jwt.decode(text, self.key, algorithms=["ES256"], options={"verify_iat": False})
        except jwt.PyJWTError:
            return 403, "InvalidProviderToken"
        if claims["iss"] != TEAM or jwt.get_unverified_header(text)["kid"] != KEY_ID:
            return 403, "InvalidProviderToken"
        made_at = int(claims["iat"])
        if not -60 <= self.now().timestamp() - made_at <= 3600:
            return 403, "ExpiredProviderToken"
        if self.made_at and self.made_at[-1] != made_at:
            if made_at - self.made_at[-1] < 1200:
                return 429, "TooManyProviderTokenUpdates"
            self.made_at.append(made_at)
        elif not self.made_at:
            self.made_at.append(made_at)
        return None


class _Served(asyncio.Protocol):
    """One connection."""

    def __init__(self, apple: FakeApple) -> None:
        self._apple, self._h2 = apple, H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._requests: dict[int, dict[str, str]] = {}
        self._bodies: dict[int, bytearray] = {}
        self._tasks = set[asyncio.Task[None]]()
        self._seen = self._last = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._apple.connections += 1
        self._apple.live.add(self)
        self._apple.met.set()
        first = self._apple.manners.first_streams
        allowed = {SettingCodes.MAX_CONCURRENT_STREAMS: 1000 if first is None else first}
        self._h2.local_settings = Settings(client=False, initial_values=allowed)
        self._h2.initiate_connection()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._apple.live.discard(self)
        for task in self._tasks:
            task.cancel()

    def freeze(self) -> None:
        """Read nothing more: a peer behind a cable that was pulled."""
        if self._transport is not None:
            self._transport.pause_reading()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        try:
            for event in self._h2.receive_data(data):
                self._take(event)
        except ProtocolError:
            self.abort()
        self._flush()

    def _take(self, event: Event) -> None:
        match event:
            case RequestReceived(stream_id=int(stream_id), headers=headers):
                self._requests[stream_id] = {str(name): str(value) for name, value in headers or []}
                self._bodies[stream_id] = bytearray()
            case DataReceived(stream_id=int(stream_id), data=data, flow_controlled_length=length):
                self._h2.acknowledge_received_data(length or 0, stream_id)
                self._bodies[stream_id] += data or b""
            case StreamEnded(stream_id=int(stream_id)) if not self._last or stream_id <= self._last:
                self._begin(stream_id)
            case StreamReset(stream_id=int(stream_id)):
                self._requests.pop(stream_id, None)
            case ConnectionTerminated():
                self.abort()
            case _:
                pass

    def _begin(self, stream_id: int) -> None:
        manners = self._apple.manners
        if manners.goaway_at_once:
            return self._goaway(0)
        if manners.first_streams is not None and not self._seen:
            self._h2.update_settings({SettingCodes.MAX_CONCURRENT_STREAMS: 1000})
        self._seen += 1
        task = asyncio.get_running_loop().create_task(self._serve(stream_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if manners.goaway_every and self._seen == manners.goaway_every:
            return self._goaway(stream_id)
        return None

    def _goaway(self, last: int) -> None:
        """Written beside h2, which would say nothing more afterwards; what is below `last` is still answered."""
        self._flush()
        self._last = last or -1
        farewell = GoAwayFrame(0, last_stream_id=last, error_code=0, additional_data=b'{"reason":"Shutdown"}')
        if self._transport is not None:
            self._transport.write(farewell.serialize())

    async def _serve(self, stream_id: int) -> None:
        apple, headers = self._apple, self._requests[stream_id]
        async with apple.gate:
            pass
        if stream_id not in self._requests or self._transport is None or self._transport.is_closing():
            return
        apple.attempts[headers["apns-id"]] += 1
        if apple.manners.record:
            apple.requests.append((headers, json.loads(bytes(self._bodies[stream_id]))))
        head = headers[":path"].removeprefix("/3/device/")[:2]
        refused_once = head == REFUSED_ONCE and apple.attempts[headers["apns-id"]] == 1
        if head == REFUSED_ALWAYS or refused_once or apple.manners.refuse_streams:
            self._h2.reset_stream(stream_id, ErrorCodes.REFUSED_STREAM)
        elif head == RESET:
            self._h2.reset_stream(stream_id, ErrorCodes.INTERNAL_ERROR)
        elif FATES.get(head) is Fate.CUT:
            self.abort()
        elif FATES.get(head) is Fate.HANG:
            return
        else:
            self._answer(stream_id, headers, head)
        self._requests.pop(stream_id, None)
        self._bodies.pop(stream_id, None)
        self._flush()

    def _answer(self, stream_id: int, headers: dict[str, str], head: str) -> None:
        apple = self._apple
        status, reason = apple.doubt(headers.get("authorization", "")) or _verdict(head)
        more: dict[str, object] = {"timestamp": GONE_AT_MS} if status == 410 else {}
        body = json.dumps({"reason": reason, **more}).encode() if reason else b""
        if status == 200:
            apple.accepted[headers["apns-id"]] += 1
        if FATES.get(head) is Fate.GARBAGE:
            body = b"\xff{]"
        if head == ENDLESS:
            body = b"x" * 40_000
        fields = [(":status", str(status)), ("apns-id", headers["apns-id"])]
        fields += [("retry-after", "7")] if status == 429 else []
        split = apple.manners.split
        self._h2.send_headers(stream_id, fields, end_stream=not body and not split)
        if body or split:
            for piece in (b"", body[:3], b"", body[3:]) if split else (body,):
                for start in range(0, max(len(piece), 1), 16_000):
                    self._h2.send_data(stream_id, piece[start : start + 16_000])
            self._h2.end_stream(stream_id)

    def _flush(self) -> None:
        if self._transport is None:
            return
        if data := self._h2.data_to_send():
            self._transport.write(data)
        if self._last and not [one for one in self._requests if one <= self._last]:
            self._transport.close()


def _verdict(head: str) -> tuple[int, str]:
    by_fate = {
        Fate.PASSING: (503, "ServiceUnavailable"), Fate.SLOWER: (429, "TooManyRequests"),
        Fate.GONE: (410, "Unregistered"), Fate.REFUSED: (400, "BadCollapseId"), Fate.OURS: (400, "BadTopic"),
        Fate.GARBAGE: (500, ""),
    }  # fmt: skip
    if head == BAD_TOKEN:
        return 400, "BadDeviceToken"
    return by_fate.get(FATES.get(head, Fate.ACCEPTED), (200, ""))
