"""A lean HTTP/1.1 client on one kept connection: bytes out, bytes back, nothing decoded. A slow driver measures itself.

It reads what our own server sends: a status line, a content-length, a body. Anything else ends the run.
"""

import asyncio
from typing import NamedTuple, Self, cast

TIMEOUT_S = 120.0
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_RETRY_AFTER = b"retry-after:"
_GOOD = range(200, 300)


class Answer(NamedTuple):
    """A status and a whole body; `retry_after_s` is what a refusal says of when to come again."""

    status: int
    body: bytes
    retry_after_s: int = 0


class Unexpected(Exception):
    """The server closed the line, or did not answer as it should; the run is worth nothing."""


class Wire(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._waiting: asyncio.Future[Answer] | None = None
        self._body_at = 0
        self._end = 0
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to a server of this machine."""
        _, wire = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return wire

    @property
    def is_open(self) -> bool:
        """Whether the server still listens, as far as this end knows."""
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    async def ask(self, request: bytes) -> Answer:
        """Send a request as it is and wait for its answer. Raises Unexpected, TimeoutError."""
        self._waiting = asyncio.get_running_loop().create_future()
        self.send(request)
        async with asyncio.timeout(TIMEOUT_S):
            return await self._waiting

    def send(self, request: bytes) -> None:
        """Send a request as it is, and wait for nothing. Raises Unexpected."""
        if self._transport is None or self._transport.is_closing():
            raise Unexpected("the line is closed")
        self._transport.write(request)

    async def good(self, request: bytes) -> bytes:
        """The body of an answer that has to be one of the 2xx. Raises Unexpected, TimeoutError."""
        answer = await self.ask(request)
        if answer.status not in _GOOD:
            raise Unexpected(f"status {answer.status}: {answer.body[:300].decode(errors='replace')}")
        return answer.body

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._buffer += data
        if not self._end and not self._read_head():
            return
        if len(self._buffer) >= self._end:
            status, body = int(self._buffer[9:12]), bytes(self._buffer[self._body_at : self._end])
            head = b"" if status in _GOOD else bytes(self._buffer[: self._body_at]).lower()
            answer = Answer(status, body, _number_of(head, _RETRY_AFTER))
            del self._buffer[: self._end]
            self._body_at = self._end = 0
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Unexpected(f"the server hung up: {exc}"))

    def _read_head(self) -> bool:
        end = self._buffer.find(_END)
        if end < 0:
            return False
        head = bytes(self._buffer[:end]).lower()
        if _LENGTH not in head:
            self.connection_lost(ValueError("an answer without content-length"))
            return False
        self._body_at = end + len(_END)
        self._end = self._body_at + _number_of(head, _LENGTH)
        return True


def _number_of(head: bytes, name: bytes) -> int:
    """The number in a header, 0 where there is none."""
    told = head.partition(name)[2].split(b"\r\n", 1)[0].strip()
    return int(told) if told.isdigit() else 0


def get(path: str) -> bytes:
    """A GET as it crosses the wire."""
    return f"GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n".encode()


def post(path: str, body: bytes, media_type: str, token: str = "") -> bytes:
    """A POST as it crosses the wire."""
    head = [f"POST {path} HTTP/1.1", "host: bench", f"content-type: {media_type}", f"content-length: {len(body)}"]
    if token:
        head.append(f"authorization: Bearer {token}")
    return "\r\n".join([*head, "", ""]).encode() + body
