"""A refusal waits until its request has come in, so that it is heard. It reads no body for anybody."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any, TypeAlias

Message: TypeAlias = Any
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
Application: TypeAlias = Callable[[Any, Receive, Send], Awaitable[None]]
"""ASGI as its specification has it; a framework narrows these to its own."""

_MOST_BYTES = 8 * 1024 * 1024
_MOST_S = 5.0


class _Incoming:
    """The messages of one request's body, and whether all of them have come."""

    __slots__ = ("_receive", "_whole")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._whole = False

    async def receive(self) -> Message:
        """The next message, as the server gives it."""
        message = await self._receive()
        self._whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def read_on(self) -> None:
        """Read what is left and forget it: so much, and for so long, and no further."""
        size_bytes = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_MOST_S):
                while not self._whole and size_bytes < _MOST_BYTES:
                    message = await self.receive()
                    size_bytes += len(message.get("body", b""))


def hear_out(app: Application) -> Application:
    """Middleware: a body is read to its end before a refusal of it goes out.

    A line that is closed on bytes that nobody read is reset, and the refusal is lost on its way (RFC 9112, section
    9.6): a phone that sent too much would hear nothing, and send it again.
    """

    async def wrapped(scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        incoming = _Incoming(receive)

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= HTTPStatus.BAD_REQUEST:
                await incoming.read_on()
            await send(message)

        await app(scope, incoming.receive, sending)

    return wrapped
