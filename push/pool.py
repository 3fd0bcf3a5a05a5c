"""One pool of HTTPS connections to providers, which connects to nothing inside. It repeats nothing and follows nothing.

A name is resolved once for a connection, all its addresses are looked at, and the connection goes to one of those very
addresses: a second answer of the name server has no say (rebinding). The only module that knows aiohttp.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from push.addresses import Network, points_inside
from push.answering import Limits, passing, told
from push.channels import Answer, Outcome

BODY_MAX_BYTES = 65_536
NO_HEADERS: Mapping[str, str] = MappingProxyType({})

Resolve = Callable[[str], Awaitable[Sequence[str]]]


class PointsInside(Exception):
    """The address is one of our own network, or is no address."""


class Reply(NamedTuple):
    """A whole answer; `headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NoReply(Exception):
    """No whole answer came. `sent` is False where there was not even a connection."""

    def __init__(self, answer: Answer, *, sent: bool) -> None:
        super().__init__(answer.told)
        self.answer, self.sent = answer, sent


class Reach(NamedTuple):
    """How a pool finds and trusts its peers: networks that are open though inside, certificates, the name server."""

    allowed: tuple[Network, ...] = ()
    tls: ssl.SSLContext | None = None
    resolve: Resolve | None = None


OUTSIDE = Reach()


async def ask_system(host: str) -> list[str]:
    """All addresses of a name. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Resolver(AbstractResolver):
    def __init__(self, reach: Reach) -> None:
        self._resolve, self._allowed = reach.resolve or ask_system, reach.allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        del family
        found = await self._resolve(host)
        if not found:
            raise OSError(f"no address of {host}")
        for one in found:
            _look_at(one, self._allowed)
        return [
            ResolveResult(
                hostname=host, host=one, port=port, family=socket.AF_INET6 if ":" in one else socket.AF_INET,
                proto=0, flags=socket.AI_NUMERICHOST,
            )
            for one in found
        ]  # fmt: skip

    async def close(self) -> None:
        """Nothing is held."""


class Pool:
    """At most `limits.at_once` connections, each request within `limits.timeout_s`; it opens them when first asked."""

    def __init__(self, limits: Limits, reach: Reach = OUTSIDE) -> None:
        self._limits, self._reach = limits, reach
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, body: bytes, headers: Mapping[str, str] = NO_HEADERS) -> Reply:
        """Send one request to an https address. Raises PointsInside and NoReply, and nothing else.

        A redirect is an answer like any other; a body of more than 64 KiB is none.
        """
        check_url(url)
        try:
            async with self._opened().post(url, data=body, headers=headers, allow_redirects=False) as response:
                content = bytearray()
                async for piece in response.content.iter_chunked(8192):
                    content += piece
                    if len(content) > BODY_MAX_BYTES:
                        response.close()
                        raise NoReply(Answer(Outcome.PASSING, "an answer without end"), sent=True)
                kept = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status, kept, bytes(content))
        except aiohttp.ClientConnectorCertificateError as error:
            raise NoReply(Answer(Outcome.OURS, told(f"TLS: {error}")), sent=False) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NoReply(passing(error), sent=False) from error
        except aiohttp.InvalidURL as error:
            raise PointsInside("no address") from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise NoReply(passing(error), sent=True) from error

    async def close(self) -> None:
        """Let connections go."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._limits.at_once, resolver=_Resolver(self._reach), use_dns_cache=False,
                ssl=self._reach.tls or True, socket_factory=self._socket,
            )  # fmt: skip
            timeout = aiohttp.ClientTimeout(total=self._limits.timeout_s)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=timeout, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        """The last look, at what is really connected to: an address written as one passes no resolver."""
        family, kind, protocol, _, where = address
        _look_at(str(where[0]), self._reach.allowed)
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)  # noqa: FBT003 - the library's own signature
        return made


def check_url(url: str) -> None:
    """Only https, a host and no name or password. Raises PointsInside."""
    try:
        parts = urlsplit(url)
        fine = parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        fine = False
    if not fine or not url.isprintable() or "\\" in url:
        raise PointsInside("no https address")


def _look_at(address: str, allowed: Sequence[Network]) -> None:
    if points_inside(address.partition("%")[0], allowed):
        raise PointsInside("the address points inside")
