"""One HTTP/2 connection of a client: many small requests at once, and the truth about those that got no answer.

A request ends in a Reply, in `NotProcessed` (the peer never looked at it: it may be put again elsewhere at once) or in
`Lost` (nobody knows). It opens no second connection and repeats nothing. The only module that knows h2.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, cast

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import (
    DataReceived,
    RemoteSettingsChanged,
    ResponseReceived,
    StreamEnded,
    StreamReset,
)
from h2.exceptions import H2Error, NoAvailableStreamIDError, StreamClosedError
from h2.settings import SettingCodes

BODY_MAX_BYTES = 16_384
_FRAME_HEAD, _GOAWAY = 9, 0x7
_EVERY_STREAM = 2**31 - 1

Header = tuple[str, str]


class NotProcessed(Exception):
    """The peer says that it never looked at the request, or it was never sent (RFC 9113 6.8, 8.7)."""


class Refused(NotProcessed):
    """The peer refused this stream and keeps the connection."""


class Lost(Exception):
    """The request was sent and no whole answer came: it may have been acted on."""


class Reply(NamedTuple):
    """A whole answer."""

    status: int
    headers: dict[str, str]
    body: bytes


class _Conversation(H2Connection):
    MAX_CLOSED_STREAMS = 1024  # h2 remembers 65,536 of them; nothing here asks about an old one


class _Exchange:
    """One request and what came back so far."""

    def __init__(self, headers: Sequence[Header], body: bytes, reply: asyncio.Future[Reply]) -> None:
        self.headers, self.unsent, self.reply = headers, body, reply
        self.opened_at = 0.0
        self.status, self.answer_headers, self.answer_body = 0, dict[str, str](), bytearray()

    def fail(self, error: Exception) -> None:
        if not self.reply.done():
            self.reply.set_exception(error)


class Http2Connection(asyncio.Protocol):
    """An open connection. `timeout_s` bounds the wait for an answer, for room and for a sign of life.

    It opens no stream before the peer's first SETTINGS: until then nobody knows how many it allows.
    """

    def __init__(self, streams_max: int, timeout_s: float, quiet_s: float) -> None:
        self._h2 = _Conversation(H2Configuration(client_side=True, header_encoding="utf-8"))
        self._streams_max, self._timeout_s, self._quiet_s = streams_max, timeout_s, quiet_s
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._queue: deque[_Exchange] = deque()
        self._open: dict[int, _Exchange] = {}
        self._unread = bytearray()
        self._stalled = set[int]()
        self._settled = self._leaving = self._pumping = False
        self._heard_at = self._moved_at = self._pinged_at = self._loop.time()
        self._timer: asyncio.TimerHandle | None = None
        self.closed: asyncio.Future[None] = self._loop.create_future()
        self.last_words = ""
        self.replies = 0

    @classmethod
    async def open(
        cls, host: str, port: int, tls: ssl.SSLContext, *, streams_max: int, timeout_s: float, quiet_s: float
    ) -> "Http2Connection":
        """Connect and agree on h2. Raises OSError (ssl.SSLError is one) and TimeoutError."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(timeout_s):
            transport, one = await loop.create_connection(
                lambda: cls(streams_max, timeout_s, quiet_s), host, port, ssl=tls
            )
        agreed = transport.get_extra_info("ssl_object").selected_alpn_protocol()
        if agreed != "h2":
            transport.abort()
            raise ssl.SSLError(f"the peer speaks {agreed or 'no HTTP/2'}")
        return one

    @property
    def usable(self) -> bool:
        """Whether new requests may be put."""
        return not self._leaving and not self.closed.done()

    async def request(self, headers: Sequence[Header], body: bytes) -> Reply:
        """Put one request and wait for its answer. Raises NotProcessed or Lost, and nothing else."""
        if not self.usable:
            raise NotProcessed("the connection is leaving")
        exchange = _Exchange(headers, body, self._loop.create_future())
        if not self._queue and not self._open:
            self._moved_at = self._loop.time()
        self._queue.append(exchange)
        if not self._pumping:  # what is put in one turn of the loop leaves in one record
            self._pumping = True
            self._loop.call_soon(self._pump)
        return await exchange.reply

    async def close(self) -> None:
        """Say goodbye and wait until the connection is down; what is under way is lost."""
        if self._transport is not None and not self.closed.done():
            self._leaving = True
            try:
                self._h2.close_connection()
                self._flush()
            except H2Error as error:
                self.last_words = str(error)
            self._transport.close()
            self._loop.call_later(1.0, self._transport.abort)
        await asyncio.wait([self.closed])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self._transport = cast("asyncio.Transport", transport)
        self._timer = self._loop.call_later(self._timeout_s / 4, self._watch)
        self._h2.initiate_connection()
        self._h2.update_settings({SettingCodes.ENABLE_PUSH: 0})
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell everyone who still waits."""
        if self._timer is not None:
            self._timer.cancel()
        self._leaving = True
        why = self.last_words or (str(exc) if exc else "the peer closed the connection")
        for exchange in self._open.values():
            exchange.fail(Lost(why))
        for exchange in self._queue:
            exchange.fail(NotProcessed(why))
        self._open.clear()
        self._stalled.clear()
        self._queue.clear()
        if not self.closed.done():
            self.closed.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Hand whole frames to h2, but for GOAWAY: h2 closes at one, though streams below its last id go on."""
        self._heard_at = self._loop.time()
        try:
            frames, farewell = self._cut(data)
            for event in self._h2.receive_data(frames):
                self._take(event)
            if farewell is not None:
                self._depart(farewell)
            self._pump()
        except (H2Error, UnicodeDecodeError, ValueError) as error:
            self._abort(f"{type(error).__name__}: {error}")

    def _cut(self, data: bytes) -> tuple[bytes, bytes | None]:
        """(all whole frames but GOAWAY, the last GOAWAY's payload); the beginning of a frame is kept for later."""
        unread, passed, start, farewell = self._unread, bytearray(), 0, None
        unread += data
        while len(unread) - start >= _FRAME_HEAD:
            end = start + _FRAME_HEAD + int.from_bytes(unread[start : start + 3], "big")
            if end - start > _FRAME_HEAD + self._h2.max_inbound_frame_size:
                raise ValueError("a frame longer than agreed")
            if len(unread) < end:
                break
            if unread[start + 3] == _GOAWAY:
                farewell = bytes(unread[start + _FRAME_HEAD : end])
            else:
                passed += unread[start:end]
            start = end
        del unread[:start]
        return bytes(passed), farewell

    def _take(self, event: object) -> None:
        match event:
            case RemoteSettingsChanged():
                self._settled = True
            case ResponseReceived(stream_id=int(stream_id), headers=headers) if stream_id in self._open:
                exchange = self._open[stream_id]
                exchange.answer_headers = {str(name): str(value) for name, value in headers or []}
                exchange.status = int(exchange.answer_headers.get(":status", "0"))
            case DataReceived(stream_id=int(stream_id), data=data, flow_controlled_length=length):
                if length:
                    self._h2.acknowledge_received_data(length, stream_id)
                self._collect(stream_id, data or b"")
            case StreamEnded(stream_id=int(stream_id)) if stream_id in self._open:
                one = self._finish(stream_id)
                if one.unsent:  # answered before it was all told
                    self._h2.reset_stream(stream_id, ErrorCodes.NO_ERROR)
                self.replies += 1
                if not one.reply.done():
                    one.reply.set_result(Reply(one.status, one.answer_headers, bytes(one.answer_body)))
            case StreamReset(stream_id=int(stream_id), error_code=code) if stream_id in self._open:
                unseen = code == ErrorCodes.REFUSED_STREAM
                self._finish(stream_id).fail((Refused if unseen else Lost)(f"reset by the peer: {code}"))
            case _:
                return

    def _collect(self, stream_id: int, data: bytes) -> None:
        exchange = self._open.get(stream_id)
        if exchange is None:
            return
        exchange.answer_body += data
        if len(exchange.answer_body) > BODY_MAX_BYTES:
            self._give_up(stream_id, "an answer without end")

    def _finish(self, stream_id: int) -> _Exchange:
        self._moved_at = self._loop.time()
        self._stalled.discard(stream_id)
        return self._open.pop(stream_id)

    def _give_up(self, stream_id: int, why: str) -> None:
        self._finish(stream_id).fail(Lost(why))
        with suppress(StreamClosedError):  # it ended in the same breath
            self._h2.reset_stream(stream_id, ErrorCodes.CANCEL)

    def _depart(self, payload: bytes) -> None:
        """The peer leaves: streams above its last id were never looked at, those below may still be answered."""
        last = int.from_bytes(payload[:4], "big") & _EVERY_STREAM
        self._leaving = True
        self.last_words = payload[8:].decode(errors="replace") or "the peer said goodbye"
        for stream_id in [one for one in self._open if one > last]:
            self._finish(stream_id).fail(NotProcessed(self.last_words))
        while self._queue:
            self._queue.popleft().fail(NotProcessed(self.last_words))

    def _pump(self) -> None:
        """Send what there is room for; leave when nothing is left to wait for."""
        self._pumping = False
        if self._transport is None or self.closed.done():
            return None
        try:
            for stream_id in list(self._stalled):
                self._send_body(stream_id, self._open[stream_id])
            while self._queue and self._has_room():
                self._begin(self._queue.popleft())
        except NoAvailableStreamIDError:
            self._depart(_EVERY_STREAM.to_bytes(4, "big"))
        except H2Error as error:
            return self._abort(f"{type(error).__name__}: {error}")
        self._flush()
        if self._leaving and not self._open:
            self._transport.close()
        return None

    def _has_room(self) -> bool:
        allowed = min(self._streams_max, self._h2.remote_settings.max_concurrent_streams)
        return self._settled and len(self._open) < allowed

    def _begin(self, exchange: _Exchange) -> None:
        if exchange.reply.done():
            return
        try:
            stream_id = self._h2.get_next_available_stream_id()
        except NoAvailableStreamIDError:
            self._queue.appendleft(exchange)
            raise
        exchange.opened_at = self._moved_at = self._loop.time()
        self._open[stream_id] = exchange
        self._h2.send_headers(stream_id, exchange.headers)
        self._send_body(stream_id, exchange)

    def _send_body(self, stream_id: int, exchange: _Exchange) -> None:
        room = min(self._h2.local_flow_control_window(stream_id), self._h2.max_outbound_frame_size)
        self._stalled.add(stream_id)
        if room <= 0:
            return
        piece, exchange.unsent = exchange.unsent[:room], exchange.unsent[room:]
        self._h2.send_data(stream_id, piece, end_stream=not exchange.unsent)
        if not exchange.unsent:
            self._stalled.discard(stream_id)

    def _flush(self) -> None:
        data = self._h2.data_to_send()
        if data and self._transport is not None:
            self._transport.write(data)

    def _watch(self) -> None:
        """A few times within the time allowed: give up what hangs, and a connection that shows no sign of life."""
        self._timer = self._loop.call_later(self._timeout_s / 4, self._watch)
        now = self._loop.time()
        late = [one for one, exchange in self._open.items() if now - exchange.opened_at > self._timeout_s]
        if late and self._heard_at < self._open[late[0]].opened_at:
            return self._abort("no sign of life")
        if self._queue and not self._open and now - self._moved_at > self._timeout_s:
            return self._abort("no room for a request")
        unanswered = self._pinged_at > self._heard_at
        if unanswered and now - self._pinged_at > self._timeout_s:
            return self._abort("no answer to a ping")
        for stream_id in late:
            self._give_up(stream_id, "no answer in time")
        if not unanswered and now - self._heard_at > self._quiet_s:
            self._pinged_at = now
            self._h2.ping(b"hexward?")
        return self._pump()

    def _abort(self, why: str) -> None:
        self.last_words = why
        self._leaving = True
        if self._transport is not None:
            self._transport.abort()
