"""A real SMTP server with TLS and a login, and its world: the address says what becomes of an e-mail."""

import asyncio
import email
import email.policy
import ssl
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from push.answering import Limits
from push.email import EmailChannel, Relay, Security
from tests.push.messages import CALM, NOW
from tests.push.peers import HOST, Fate, Gate, Trust

SENDER, USER, PASSWORD = "notices@district.test", "notices", "a-password-of-the-tests"
REPLIES = {
    Fate.PASSING: "451 4.3.0 try again later", Fate.SLOWER: "450 4.7.1 greylisted", Fate.GONE: "550 5.1.1 no such user",
    Fate.REFUSED: "550 5.7.1 not wanted", Fate.OURS: "530 5.7.0 authentication required", Fate.GARBAGE: "who are you",
}  # fmt: skip


class MailServer:
    """Runs on loopback; `mails` is what it took."""

    def __init__(self, trust: Trust) -> None:
        self.trust, self.gate, self.mails = trust, Gate(), list[EmailMessage]()
        self.port, self.connections = 0, 0
        self.logins = 0
        self.data_reply = "250 2.0.0 taken"
        self.live = set[SMTP]()
        self._server: asyncio.Server | None = None
        self._ended = asyncio.Event()

    async def start(self, security: Security = Security.STARTTLS) -> None:
        """Listen."""
        loop, tls = asyncio.get_running_loop(), self.trust.server([])
        later, first = tls if security is Security.STARTTLS else None, tls if security is Security.TLS else None
        self._server = await loop.create_server(lambda: self._serve(later), HOST, self.port, ssl=first)
        self.port = self._server.sockets[0].getsockname()[1]
        self._ended.clear()

    async def stop(self) -> None:
        """Hang up on everybody."""
        self._ended.set()
        if self._server is not None:
            self._server.close()
            self.hang_up()
            await self._server.wait_closed()
            self._server = None

    def hang_up(self) -> None:
        """Close what is open, as a relay does with idle connections."""
        for one in list(self.live):
            _abort(one)
        self.live.clear()

    def _serve(self, tls: ssl.SSLContext | None) -> SMTP:
        self.connections += 1
        one = SMTP(
            self, hostname="mail.test", authenticator=self._login, loop=asyncio.get_running_loop(),
            tls_context=tls, require_starttls=tls is not None, auth_required=tls is not None,
        )  # fmt: skip
        self.live.add(one)
        return one

    def _login(self, _: SMTP, __: Session, ___: Envelope, ____: str, data: object) -> AuthResult:
        self.logins += 1
        fine = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=fine, handled=False)

    async def handle_RCPT(  # noqa: N802 - the server's own name
        self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]
    ) -> str:
        """Who is known here."""
        async with self.gate:
            fate = Fate(address.partition("-")[0])
        if fate is Fate.CUT:
            _abort(server)
        if fate is Fate.HANG:
            await self._ended.wait()
        if fate in REPLIES:
            return REPLIES[fate]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 known"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Take it."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        if self.data_reply.startswith("250"):
            self.mails.append(email.message_from_bytes(content, policy=email.policy.SMTP))
        return self.data_reply


def _abort(one: SMTP) -> None:
    if one.transport is not None:
        cast("asyncio.Transport", one.transport).abort()


class MailWorld:
    """A relay that wants STARTTLS and a login."""

    def __init__(self, trust: Trust) -> None:
        self.server = MailServer(trust)
        self.gate = self.server.gate

    def channel(self, limits: Limits) -> EmailChannel:
        return self.by(self.relay(), limits)

    def stranger(self) -> EmailChannel:
        return self.by(self.relay()._replace(password="another"))

    def relay(self) -> Relay:
        tls = self.server.trust.client()
        return Relay(HOST, self.server.port, SENDER, USER, PASSWORD, Security.STARTTLS, tls)

    def by(self, relay: Relay, limits: Limits = CALM) -> EmailChannel:
        return EmailChannel(relay, lambda: NOW, link="https://district.test/n/", limits=limits)

    def to(self, fate: Fate, number: int) -> str:
        return f"{fate}-{number}@people.test"

    def received(self) -> Counter[str]:
        return Counter(str(one["Message-ID"]).strip("<>").partition("@")[0] for one in self.server.mails)

    def told(self) -> str:
        return "\n".join(one.as_string() for one in self.server.mails)

    async def stop(self) -> None:
        await self.server.stop()


@asynccontextmanager
async def mail_world(folder: Path) -> AsyncGenerator[MailWorld]:
    """A relay while the test runs."""
    world = MailWorld(Trust(folder))
    await world.server.start()
    try:
        yield world
    finally:
        await world.stop()
