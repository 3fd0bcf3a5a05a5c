"""Notices by e-mail over a few kept SMTP connections. It says what became of a hand-over, not whether anybody read it.

The only module that knows aiosmtplib.
"""

import re
import ssl
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from enum import StrEnum
from typing import NamedTuple

import aiosmtplib
from aiosmtplib import SMTP

from push.answering import Bounds, Limits, Unreachable, passing, told
from push.channels import Answer, ChannelKind, Message, Outcome

LIMITS = Limits(at_once=4, timeout_s=20.0)
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_STATUS = re.compile(r"[245]\.(\d{1,3})\.(\d{1,3})")
_GONE = {("1", "1"), ("1", "2"), ("1", "6"), ("1", "10"), ("2", "1")}
"""RFC 3463 and 7505: no such mailbox, no such system, moved, takes no mail, disabled."""
_RETIRE_AFTER = 100
_SUBJECT_MAX = 200


class Security(StrEnum):
    """How a connection is secured. NONE is for a relay on the same machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Relay(NamedTuple):
    """Where e-mail is handed over and who hands it over; `tls` only where the system's certificates do not do."""

    host: str
    port: int
    sender: str
    username: str = ""
    password: str = ""
    security: Security = Security.STARTTLS
    tls: ssl.SSLContext | None = None


class _Kept:
    """One connection and how much it has carried."""

    def __init__(self, smtp: SMTP) -> None:
        self.smtp, self.carried = smtp, 0


class EmailChannel:
    """A `Channel` to one relay. Every repeat has the same Message-ID. `link` stands before the opaque id in the text.

    Raises ValueError where the sender is no address.
    """

    kinds = frozenset({ChannelKind.EMAIL})

    def __init__(self, relay: Relay, now: Callable[[], datetime], *, link: str = "", limits: Limits = LIMITS) -> None:
        if not _ADDRESS.fullmatch(relay.sender):
            raise ValueError("the sender is no address")
        self._relay, self._now, self._link, self._limits = relay, now, link, limits
        self._bounds = Bounds(limits.at_once)
        self._idle = deque[_Kept]()

    async def send(self, messages: Sequence[Message]) -> list[Answer]:
        """Hand e-mails over, one to each address."""
        return await self._bounds.answer_all(messages, self._attempt)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        while self._idle:
            await self._leave(self._idle.pop())

    async def _attempt(self, message: Message) -> Answer:
        if not _ADDRESS.fullmatch(message.to):
            return Answer(Outcome.REFUSED, "no address")
        content = self._written(message).as_bytes(policy=WIRE.clone(cte_type="7bit"))
        while self._idle:
            kept = self._idle.pop()
            if not kept.smtp.is_connected:
                continue
            answer = await self._hand_over(kept, message.to, content)
            if answer is not None:
                return answer
        answer = await self._hand_over(await self._connect(), message.to, content)
        return answer or Answer(Outcome.PASSING, "hung up at once")

    async def _hand_over(self, kept: _Kept, to: str, content: bytes) -> Answer | None:
        """None where the connection was dead before it was told anything."""
        smtp, stage = kept.smtp, "mail"
        try:
            await smtp.mail(self._relay.sender)
            stage = "rcpt"
            await smtp.rcpt(to)
            stage = "data"
            await smtp.data(content)
            kept.carried += 1
            answer = Answer(Outcome.ACCEPTED)
        except aiosmtplib.SMTPResponseException as error:
            answer = _read(error, stage)
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            smtp.close()
            dead = stage == "mail" and isinstance(error, aiosmtplib.SMTPServerDisconnected)
            return None if dead else passing(error)
        await self._keep(kept, stage, answer)
        return answer

    async def _keep(self, kept: _Kept, stage: str, answer: Answer) -> None:
        """For the next e-mail, unless it is worn out or a transaction hangs in it that cannot be undone."""
        if kept.carried >= _RETIRE_AFTER or not kept.smtp.is_connected:
            return await self._leave(kept)
        if answer.outcome is not Outcome.ACCEPTED and stage != "mail":
            try:
                await kept.smtp.rset()
            except (aiosmtplib.SMTPException, OSError, TimeoutError):
                return kept.smtp.close()
        return self._idle.append(kept)

    async def _connect(self) -> _Kept:
        """A new connection, secured and logged in. Raises Unreachable."""
        relay = self._relay
        smtp = SMTP(
            hostname=relay.host, port=relay.port, timeout=self._limits.timeout_s, local_hostname="hexward",
            username=relay.username or None, password=relay.password or None, tls_context=relay.tls,
            use_tls=relay.security is Security.TLS, start_tls=relay.security is Security.STARTTLS,
        )  # fmt: skip
        try:
            await smtp.connect()
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            smtp.close()
            raise Unreachable(_why_not(error)) from error
        return _Kept(smtp)

    async def _leave(self, kept: _Kept) -> None:
        try:
            await kept.smtp.quit()
        except (aiosmtplib.SMTPException, OSError, TimeoutError):
            kept.smtp.close()

    def _written(self, message: Message) -> EmailMessage:
        """Words of a template, an opaque id and a class; nothing about a person."""
        mail = EmailMessage()
        domain = self._relay.sender.rpartition("@")[2]
        mail["From"], mail["To"] = self._relay.sender, message.to
        mail["Subject"] = " ".join((message.title or message.cls).split())[:_SUBJECT_MAX]
        mail["Date"], mail["Message-ID"] = format_datetime(self._now()), f"<{message.id}@{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Hexward-Class"], mail["X-Hexward-About"] = message.cls, message.about
        link = f"{self._link}{message.about}" if self._link else ""
        mail.set_content("\n\n".join(part for part in (message.text, link) if part) + "\n")
        mail["Content-Language"] = message.language
        return mail


def _why_not(error: Exception) -> Answer:
    """Why there is no connection: a login or a certificate that is not taken is for the operator."""
    if type(error) in (aiosmtplib.SMTPException, aiosmtplib.SMTPNotSupported):  # no STARTTLS or no login is offered
        return Answer(Outcome.OURS, told(str(error)))
    certificate = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
    code = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0
    return Answer(Outcome.OURS if certificate or 500 <= code < 600 else Outcome.PASSING, passing(error).told)


def _read(error: aiosmtplib.SMTPResponseException, stage: str) -> Answer:
    """What a refusal means (RFC 5321 4.2, RFC 3463), by its code, its status and what was refused."""
    found = _STATUS.search(error.message)
    status = found.groups() if found else ("", "")
    words = told(f"{error.code} {found.group() if found else ''}")
    if not 500 <= error.code < 600:
        return Answer(Outcome.SLOWER if status[0] == "7" else Outcome.PASSING, words)
    if stage == "mail" or error.code in (530, 534, 535, 538):
        return Answer(Outcome.OURS, words)
    gone = stage == "rcpt" and status in _GONE
    return Answer(Outcome.GONE if gone else Outcome.REFUSED, words)
