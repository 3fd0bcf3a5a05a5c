"""Apple's push service over one HTTP/2 connection. It repeats what Apple did not look at, and nothing else.

apns2 cannot be imported on Python 3.11 (dependencies.md 3): its words live on here, its code does not.
"""

import asyncio
import re
import ssl
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import jwt

from push.answering import Bounds, Limits, Unreachable, passing, told
from push.apns_words import (
    REASONS,
    APNsException,
    BadDeviceToken,
    DeviceTokenNotForTopic,
    ExpiredProviderToken,
    Notification,
    answer_of,
    notification_of,
    refusal_of,
)
from push.channels import Answer, ChannelKind, Message, Outcome
from push.http2 import Http2Connection, Lost, NotProcessed, Refused, Reply

BODY_MAX_BYTES = 4096
_TOKEN = re.compile(r"[0-9A-Fa-f]{16,200}")
_RENEW_S, _RENEW_EARLY_S, _CLOCK_STEP_S = 40 * 60.0, 20 * 60.0, -60.0
_REFUSALS, _BARREN = 5, 3
"""So many refused streams of one notification, or connections on end that answer nothing, are an answer."""


class Endpoint(NamedTuple):
    """Where Apple listens; `trusted` is a file of further certificates, `quiet_s` after how much silence to ping."""

    host: str
    port: int = 443
    trusted: Path | None = None
    quiet_s: float = 60.0


PRODUCTION = Endpoint("api.push.apple.com")
SANDBOX = Endpoint("api.sandbox.push.apple.com")
LIMITS = Limits(at_once=500)


class TokenCredentials:
    """A key of a team's account (ES256). Its token is made anew between 20 and 60 minutes, as Apple wants.

    `auth_key` is PEM. Raises ValueError where it is no private key on P-256.
    """

    def __init__(self, auth_key: str, key_id: str, team_id: str, now: Callable[[], datetime]) -> None:
        self._auth_key, self._key_id, self._team_id, self._now = auth_key, key_id, team_id, now
        self._made_at: datetime | None = None
        self._token = ""
        try:
            self._sign(now())
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise ValueError("no private key on the curve P-256") from error

    def authorization(self) -> str:
        """The header for the next request."""
        now = self._now()
        if self._made_at is None or not _CLOCK_STEP_S <= (now - self._made_at).total_seconds() <= _RENEW_S:
            self._made_at, self._token = now, self._sign(now)
        return f"bearer {self._token}"

    def renew(self) -> bool:
        """Forget a token that Apple calls expired, if it may be replaced already."""
        old = self._made_at is not None and (self._now() - self._made_at).total_seconds() >= _RENEW_EARLY_S
        if old:
            self._made_at = None
        return old

    def context(self) -> ssl.SSLContext:
        """How the connection is secured."""
        return _context()

    def _sign(self, now: datetime) -> str:
        claims = {"iss": self._team_id, "iat": int(now.timestamp())}
        return jwt.encode(claims, self._auth_key, algorithm="ES256", headers={"kid": self._key_id})


class CertificateCredentials:
    """A certificate of the app instead of a token: the connection itself says who we are."""

    def __init__(self, cert_file: Path, password: str | None = None) -> None:
        self._context = _context()
        self._context.load_cert_chain(cert_file, password=password)

    def authorization(self) -> str:
        """No header."""
        return ""

    def renew(self) -> bool:
        """A certificate is not renewed by its user."""
        return False

    def context(self) -> ssl.SSLContext:
        """How the connection is secured: with the certificate."""
        return self._context


class ApnsChannel:
    """A `Channel` to Apple for one app (`topic`) in one environment (`at`).

    A stream that Apple never looked at (GOAWAY, REFUSED_STREAM) is put again, with its `apns-id`, on the next
    connection; whatever may have been looked at is answered `passing`, and its repeat carries the same `apns-id`.
    """

    kinds = frozenset({ChannelKind.APNS})

    def __init__(
        self,
        credentials: TokenCredentials | CertificateCredentials,
        topic: str,
        now: Callable[[], datetime],
        *,
        at: Endpoint = PRODUCTION,
        limits: Limits = LIMITS,
    ) -> None:
        self._credentials, self._topic, self._now = credentials, topic, now
        self._at, self._limits = at, limits
        self._authority = at.host if at.port == 443 else f"{at.host}:{at.port}"
        self._tls = credentials.context()
        if at.trusted is not None:
            self._tls.load_verify_locations(at.trusted)
        self._bounds = Bounds(limits.at_once)
        self._connecting = asyncio.Lock()
        self._connection: Http2Connection | None = None
        self._alive = set[Http2Connection]()
        self._proven = False
        self._barren = self._failures = 0
        self._failure = Answer(Outcome.PASSING)

    async def send(self, messages: Sequence[Message]) -> list[Answer]:
        """Hand messages over, many streams at once."""
        return await self._bounds.answer_all(messages, lambda message: self._attempt(notification_of(message)))

    async def send_notification(self, notification: Notification) -> None:
        """Hand one over. Raises APNsException (its class is Apple's reason) where Apple does not take it."""
        try:
            answer = await self._attempt(notification)
        except Unreachable as error:
            answer = error.answer
        if answer.outcome is not Outcome.ACCEPTED:
            raise REASONS.get(answer.told.partition(" ")[2], APNsException)(answer)

    async def send_notification_batch(self, messages: Sequence[Message]) -> dict[str, Answer]:
        """As `send`, by the messages' ids."""
        return {message.id: answer for message, answer in zip(messages, await self.send(messages), strict=True)}

    async def close(self) -> None:
        """Say goodbye."""
        async with self._connecting:
            self._connection = None
        await asyncio.gather(*(one.close() for one in list(self._alive)))

    async def _attempt(self, notification: Notification) -> Answer:
        if not _TOKEN.fullmatch(notification.token):
            return Answer(Outcome.GONE, "no device token")
        body = notification.body()
        if len(body) > BODY_MAX_BYTES:
            return Answer(Outcome.REFUSED, "413 PayloadTooLarge")
        refusals, failures = 0, self._failures
        while refusals < _REFUSALS:
            connection = await self._connected(failures)
            headers = notification.headers(self._authority, self._topic, self._credentials.authorization())
            try:
                return self._read(await connection.request(headers, body))
            except NotProcessed as error:
                refusals += isinstance(error, Refused)
            except Lost as error:
                return Answer(Outcome.PASSING, told(f"lost: {error}"))
        return Answer(Outcome.PASSING, "every stream was refused")

    def _read(self, reply: Reply) -> Answer:
        refusal = refusal_of(reply.body)
        answer = answer_of(reply.status, reply.headers, refusal, self._now())
        self._proven = self._proven or answer.outcome in (Outcome.ACCEPTED, Outcome.GONE)
        named = REASONS.get(refusal.reason)
        if named is ExpiredProviderToken and self._credentials.renew():
            return answer._replace(outcome=Outcome.PASSING)
        if named in (BadDeviceToken, DeviceTokenNotForTopic) and self._proven:
            return answer._replace(outcome=Outcome.GONE)
        return answer

    async def _connected(self, failures: int) -> Http2Connection:
        """The connection for the next request. Raises Unreachable, once for all who wait: they began before it."""
        if self._connection is not None and self._connection.usable:
            return self._connection
        async with self._connecting:
            if self._connection is not None and self._connection.usable:
                return self._connection
            if failures != self._failures:
                raise Unreachable(self._failure)
            try:
                self._connection = await self._reconnect()
            except Unreachable as error:
                self._failures, self._failure = self._failures + 1, error.answer
                raise
            return self._connection

    async def _reconnect(self) -> Http2Connection:
        """A new connection, unless those before it were closed again and again without one answer."""
        before, self._connection = self._connection, None
        if before is not None:
            self._barren = 0 if before.replies else self._barren + 1
            if self._barren >= _BARREN:
                self._barren = 0
                raise Unreachable(Answer(Outcome.PASSING, told(f"sent away again and again: {before.last_words}")))
        try:
            fresh = await Http2Connection.open(
                self._at.host, self._at.port, self._tls,
                streams_max=self._limits.at_once, timeout_s=self._limits.timeout_s, quiet_s=self._at.quiet_s,
            )  # fmt: skip
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            raise Unreachable(passing(error)) from error
        except ssl.SSLError as error:  # no trust, no HTTP/2: our settings, or somebody in between
            raise Unreachable(Answer(Outcome.OURS, told(f"TLS: {error}"))) from error
        except (OSError, TimeoutError) as error:
            raise Unreachable(passing(error)) from error
        self._alive.add(fresh)
        fresh.closed.add_done_callback(lambda _: self._alive.discard(fresh))
        return fresh


def _context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    return context
