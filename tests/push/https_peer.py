"""A real HTTPS server on loopback that the tests' providers are made of: it counts, holds, cuts and hangs."""

import asyncio
import ssl
from collections import Counter
from ipaddress import ip_network
from typing import NamedTuple

from aiohttp import web

from push.addresses import Network
from push.pool import Reach
from tests.push.peers import HOST, Fate, Gate, Trust

NAME = "provider.test"
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.1"),)


class Seen(NamedTuple):
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class HttpsPeer:
    """Subclasses say what a request's fate is and how the provider words each; `accepted` counts by message id."""

    def __init__(self, trust: Trust) -> None:
        self.trust, self.gate, self.accepted = trust, Gate(), Counter[str]()
        self.seen: list[Seen] = []
        self.port, self.connections = 0, 0
        self._runner: web.ServerRunner | None = None
        self._ended = asyncio.Event()

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen."""
        server = web.Server(self._serve)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port, ssl_context=tls or self.trust.server([], NAME, HOST))
        await site.start()
        self.port = self._runner.addresses[0][1]
        self._ended.clear()

    async def stop(self) -> None:
        """Hang up."""
        self._ended.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def fate_of(self, seen: Seen) -> Fate:
        """What shall become of it."""
        raise NotImplementedError

    def respond(self, fate: Fate, seen: Seen) -> web.Response:
        """The provider's words; it counts what it takes."""
        raise NotImplementedError

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        seen = Seen(request.path_qs, {name.lower(): one for name, one in request.headers.items()}, await request.read())
        async with self.gate:
            self.seen.append(seen)
            fate = self.fate_of(seen)
        if request.transport is None:
            raise web.HTTPBadRequest
        if fate is Fate.CUT:
            request.transport.abort()
        if fate is Fate.HANG:
            await self._ended.wait()
        if fate is Fate.GARBAGE:
            request.transport.write(b"\x00\xffno answer of this protocol\r\n\r\n")
            request.transport.close()
        if fate in (Fate.CUT, Fate.HANG, Fate.GARBAGE):
            return web.Response()
        return self.respond(fate, seen)


def reach(trust: Trust) -> Reach:
    """How a channel finds it: by a name that the tests' name server knows, on loopback, which is opened by name."""
    return Reach(allowed=LOOPBACK, tls=trust.client(), resolve=_resolve)


async def _resolve(host: str) -> list[str]:
    if host != NAME:
        raise OSError(f"unknown: {host}")
    return [HOST]
