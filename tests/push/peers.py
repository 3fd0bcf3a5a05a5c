"""What the providers that tests start have in common: certificates, a gate that counts, and fates by address."""

import asyncio
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Self

import trustme

HOST = "127.0.0.1"


class Fate(StrEnum):
    """What shall become of a message: the peer reads it off the token or address."""

    ACCEPTED = "accepted"
    PASSING = "passing"
    SLOWER = "slower"
    GONE = "gone"
    REFUSED = "refused"
    OURS = "ours"
    GARBAGE = "garbage"
    CUT = "cut"
    HANG = "hang"


class Gate:
    """Counts who is inside at once, and can hold everybody there."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self._open = asyncio.Event()
        self._open.set()
        self._moved = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self.inside += 1
        self.most = max(self.most, self.inside)
        async with self._moved:
            self._moved.notify_all()
        await self._open.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.inside -= 1

    @contextmanager
    def shut(self) -> Generator[None]:
        """Nobody leaves within the block."""
        self._open.clear()
        try:
            yield
        finally:
            self._open.set()

    async def holds(self, count: int) -> None:
        """Wait until so many are inside."""
        async with asyncio.timeout(20), self._moved:
            await self._moved.wait_for(lambda: self.inside >= count)


class Trust:
    """An authority of the tests' own and a certificate for loopback."""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        self.file = folder / "authority.pem"
        self.authority.cert_pem.write_to_path(str(self.file))

    def server(self, protocols: list[str], *names: str) -> ssl.SSLContext:
        """How a peer secures its end."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued = self.authority.issue_cert(*(names or (HOST, "localhost")))
        with issued.private_key_and_cert_chain_pem.tempfile() as pem:
            context.load_cert_chain(pem)
        if protocols:
            context.set_alpn_protocols(protocols)
        return context

    def client(self) -> ssl.SSLContext:
        """How our end trusts it."""
        return ssl.create_default_context(cafile=str(self.file))
