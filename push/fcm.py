"""Google's push service (FCM HTTP v1) with pyfcm's parts over one pool of connections. None of pyfcm's senders is used.

They sleep, repeat and recurse by themselves (dependencies.md 3). The only module that knows pyfcm and google-auth.
"""

# pyfcm ships no types, and google-auth only some.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUntypedBaseClass=false
# pyright: reportUnknownArgumentType=false, reportMissingModuleSource=false

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import requests
from google.auth.exceptions import GoogleAuthError, RefreshError
from google.auth.transport.requests import Request
from google.oauth2 import service_account
from msgspec import Struct
from pyfcm.baseapi import BaseAPI

from push.answering import Bounds, Limits, Unreachable, outcome_of_status, seconds_to_wait, told
from push.channels import Answer, ChannelKind, Message, Outcome, Urgency
from push.pool import OUTSIDE, NoReply, PointsInside, Pool, Reach, Reply

LIMITS = Limits(at_once=100, timeout_s=10.0)
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
BASE = "https://fcm.googleapis.com/v1/projects"
TOKEN_MAX = 4096
QUOTA_S = 60.0
"""Google asks for at least a minute after QUOTA_EXCEEDED."""

_BY_CODE = {
    "UNREGISTERED": Outcome.GONE, "SENDER_ID_MISMATCH": Outcome.REFUSED, "QUOTA_EXCEEDED": Outcome.SLOWER,
    "UNAVAILABLE": Outcome.PASSING, "INTERNAL": Outcome.PASSING, "THIRD_PARTY_AUTH_ERROR": Outcome.OURS,
    "INVALID_ARGUMENT": Outcome.REFUSED,
}  # fmt: skip


class _Violation(Struct, frozen=True):
    field: str = ""


class _Detail(Struct, frozen=True):
    code: str = msgspec.field(default="", name="errorCode")
    violations: tuple[_Violation, ...] = msgspec.field(default=(), name="fieldViolations")


class _Error(Struct, frozen=True):
    status: str = ""
    details: tuple[_Detail, ...] = ()


class _Body(Struct, frozen=True):
    error: _Error = _Error()


class Google(NamedTuple):
    """Where FCM is, and a file of further certificates for its token service (tests, a proxy that looks inside)."""

    base: str = BASE
    trusted: Path | None = None
    reach: Reach = OUTSIDE


GOOGLE = Google()


class Account:
    """A service account: `key` is its JSON as Google gives it. Raises ValueError, without the key, where it is none."""

    def __init__(self, key: bytes, google: Google = GOOGLE, timeout_s: float = 10.0) -> None:
        self.google = google
        try:
            info = msgspec.json.decode(key, type=dict[str, Any])
            self.credentials: Any = service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
                info, scopes=[SCOPE]
            )
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, TypeError, GoogleAuthError) as error:
            raise ValueError("no key of a service account") from error
        self._timeout_s = timeout_s
        self._renewing = asyncio.Lock()
        self._failures, self._failure = 0, Answer(Outcome.PASSING)

    async def token(self) -> str:
        """The access token, renewed before it runs out, by one for all who wait. Raises Unreachable."""
        failures = self._failures
        async with self._renewing:
            if failures != self._failures:
                raise Unreachable(self._failure)
            if not self.credentials.valid:
                try:
                    await asyncio.to_thread(self._refresh)
                except (GoogleAuthError, OSError, ValueError) as error:
                    lasting = isinstance(error, RefreshError) and not error.retryable
                    outcome = Outcome.OURS if lasting else Outcome.PASSING
                    self._failures += 1
                    self._failure = Answer(outcome, told(f"no access token: {error}"))
                    raise Unreachable(self._failure) from error
            return str(self.credentials.token)

    def forget(self, token: str) -> None:
        """Google does not take this token any more."""
        if self.credentials.token == token:
            self.credentials.token = None

    def _refresh(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            if self.google.trusted is not None:
                session.verify = str(self.google.trusted)
            self.credentials.refresh(partial(Request(session), timeout=int(self._timeout_s)))


class _Parts(BaseAPI):  # type: ignore[misc]  # pyfcm ships no types
    """pyfcm's payloads and endpoint, at the place that is told."""

    def __init__(self, account: Account) -> None:
        super().__init__(credentials=account.credentials)
        self.FCM_END_POINT_BASE = account.google.base


class FcmChannel:
    """A `Channel` to the devices of one kind of address: `fcm_token` or `fcm_fid`. What it sends is data alone."""

    def __init__(
        self, kind: ChannelKind, account: Account, now: Callable[[], datetime], *, limits: Limits = LIMITS
    ) -> None:
        self.kinds, self._field = frozenset({kind}), "fid" if kind is ChannelKind.FCM_FID else "token"
        self._account, self._parts, self._now = account, _Parts(account), now
        self._bounds, self._pool = Bounds(limits.at_once), Pool(limits, account.google.reach)
        self._proven_token, self._proven = "", False

    async def send(self, messages: Sequence[Message]) -> list[Answer]:
        """One request each."""
        return await self._bounds.answer_all(messages, self._attempt)

    async def close(self) -> None:
        """Let connections go."""
        await self._pool.close()

    async def _attempt(self, message: Message) -> Answer:
        if not message.to.isascii() or not message.to.isprintable() or not 0 < len(message.to) <= TOKEN_MAX:
            return Answer(Outcome.GONE, "no registration")
        token = await self._account.token()
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        try:
            reply = await self._pool.post(self._parts.fcm_end_point, self._body(message), headers)
        except PointsInside as error:
            raise Unreachable(Answer(Outcome.OURS, told(str(error)))) from error
        except NoReply as error:
            if error.sent:
                return error.answer
            raise Unreachable(error.answer) from error
        return self._read(reply, token)

    def _body(self, message: Message) -> bytes:
        """Pyfcm's payload; it knows tokens only, so an installation id is written beside it."""
        android: dict[str, object] = {"priority": "HIGH" if message.urgency is Urgency.HIGH else "NORMAL"}
        if message.collapse:
            android["collapse_key"] = message.collapse
        if message.until is not None:
            android["ttl"] = f"{max(int((message.until - self._now()).total_seconds()), 0)}s"
        payload: dict[str, Any] = msgspec.json.decode(
            self._parts.parse_payload(data_payload=data_of(message), android_config=android)
        )
        payload["message"][self._field] = message.to
        return msgspec.json.encode(payload)

    def _read(self, reply: Reply, token: str) -> Answer:
        error = _error_in(reply.body) if reply.status != 200 else _Error()
        code = next((one.code for one in error.details if one.code), "")
        outcome = _BY_CODE.get(code) or outcome_of_status(reply.status)
        blames = any(one.field == f"message.{self._field}" for detail in error.details for one in detail.violations)
        if reply.status == 404 and not code:
            outcome = Outcome.OURS  # no such project
        if reply.status == 401 and not code:
            outcome = Outcome.PASSING if token == self._proven_token else Outcome.OURS
            self._account.forget(token)
        if reply.status in (200, 404) and outcome is not Outcome.OURS:
            self._proven, self._proven_token = True, token
        if blames or (code == "SENDER_ID_MISMATCH" and self._proven):
            outcome = Outcome.GONE
        wait_s = seconds_to_wait(reply.headers.get("retry-after"), self._now())
        if outcome is Outcome.SLOWER and wait_s is None:
            wait_s = QUOTA_S
        return Answer(outcome, told(f"{reply.status} {code or error.status}"), wait_s)


def data_of(message: Message) -> Mapping[str, str]:
    """Class, opaque id, and the words of a template where there are some; all texts, as FCM wants."""
    data = {"t": message.cls, "n": message.about}
    if message.title or message.text:
        data |= {"title": message.title, "text": message.text, "lang": message.language}
    return data


def _error_in(body: bytes) -> _Error:
    try:
        return msgspec.json.decode(body, type=_Body).error
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _Error()
