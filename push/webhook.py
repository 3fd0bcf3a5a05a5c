"""SMS gateways and enterprise chat: a signed request by a template, to an address outside. It knows none by name."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import msgspec
from msgspec import Struct

from push.answering import Bounds, Limits, Unreachable, outcome_of_status, seconds_to_wait, told
from push.channels import Answer, ChannelKind, Message, Outcome
from push.pool import OUTSIDE, NoReply, PointsInside, Pool, Reach, Reply, check_url

LIMITS = Limits(at_once=50, timeout_s=5.0)
FIELDS = ("id", "to", "cls", "about", "title", "text", "language")
_SECRET = "whsec_"  # noqa: S105 - the prefix of secrets in Standard Webhooks

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]


class Form(StrEnum):
    """How the body is written."""

    JSON = "application/json"
    FIELDS = "application/x-www-form-urlencoded"


class Codes(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Gateways that answer 200 and tell the truth in the body: which field, and what its values mean."""

    field: str
    outcomes: Mapping[str, Outcome]
    otherwise: Outcome = Outcome.PASSING


class Template(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One receiver. Words in braces (`{to}`, `{text}` ...: FIELDS) in the body's values are filled in.

    `url` is https; `{to}` and the others may stand after its host, or it is `{to}` alone, where each recipient has an
    address of its own. `secret` is `whsec_` and base64 (Standard Webhooks). Raises ValueError where it cannot work.
    """

    name: str
    url: str
    secret: str
    body: dict[str, Any]
    form: Form = Form.JSON
    headers: Mapping[str, str] = MappingProxyType({})
    codes: Codes | None = None

    def __post_init__(self) -> None:
        """Refuse what would fail at every message."""
        key_of(self.secret)
        if self.url != "{to}":
            try:
                check_url(self.url)
                _filled(self.url, dict.fromkeys(FIELDS, "x"))
            except PointsInside as error:
                raise ValueError(f"webhook {self.name}: {error}") from error
            if "{" in urlsplit(self.url).netloc:
                raise ValueError(f"webhook {self.name}: the host is not to be filled in")
        if self.form is Form.FIELDS and not all(isinstance(value, str) for value in self.body.values()):
            raise ValueError(f"webhook {self.name}: the fields of a form are texts")
        _rendered(self.body, dict.fromkeys(FIELDS, "x"))


def key_of(secret: str) -> bytes:
    """The key in a secret of Standard Webhooks: 24 to 64 bytes. Raises ValueError, without the secret."""
    try:
        key = base64.b64decode(secret.removeprefix(_SECRET), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_SECRET) or not 24 <= len(key) <= 64:
        raise ValueError("a webhook's secret is `whsec_` and 24 to 64 bytes in base64")
    return key


def signature(key: bytes, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the HMAC-SHA256 of id, timestamp and body with dots between, in base64 (Standard Webhooks)."""
    signed = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1,{base64.b64encode(signed).decode()}"


class WebhookChannel:
    """A `Channel` to one receiver, by its template. The body of an answer is never shown to anybody."""

    def __init__(
        self,
        kind: ChannelKind,
        template: Template,
        now: Callable[[], datetime],
        *,
        reach: Reach = OUTSIDE,
        limits: Limits = LIMITS,
    ) -> None:
        self.kinds, self._template, self._now = frozenset({kind}), template, now
        self._key = key_of(template.secret)
        self._bounds, self._pool = Bounds(limits.at_once), Pool(limits, reach)

    async def send(self, messages: Sequence[Message]) -> list[Answer]:
        """One request each."""
        return await self._bounds.answer_all(messages, self._attempt)

    async def close(self) -> None:
        """Let connections go."""
        await self._pool.close()

    async def _attempt(self, message: Message) -> Answer:
        values = {name: str(getattr(message, name)) for name in FIELDS}
        own = self._template.url == "{to}"
        url = message.to if own else _filled(self._template.url, {name: quote(one, "") for name, one in values.items()})
        body = _body(self._template, values)
        timestamp = int(self._now().timestamp())
        headers = {
            **self._template.headers,
            "content-type": self._template.form,
            "webhook-id": message.id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(self._key, message.id, timestamp, body),
        }
        try:
            reply = await self._pool.post(url, body, headers)
        except PointsInside as error:
            return Answer(Outcome.REFUSED if own else Outcome.OURS, told(str(error)))
        except NoReply as error:
            if own or error.sent:
                return error.answer
            raise Unreachable(error.answer) from error
        return self._read(reply)

    def _read(self, reply: Reply) -> Answer:
        outcome, words = outcome_of_status(reply.status), str(reply.status)
        if self._template.url != "{to}" and outcome is Outcome.GONE:
            outcome = Outcome.OURS  # our gateway's address is wrong, which is no fault of a recipient
        if outcome is Outcome.ACCEPTED and self._template.codes is not None:
            code = _code_in(reply.body, self._template.codes.field)
            outcome = self._template.codes.outcomes.get(code, self._template.codes.otherwise)
            words = f"{words} {code}"
        return Answer(outcome, told(words), seconds_to_wait(reply.headers.get("retry-after"), self._now()))


def _body(template: Template, values: Mapping[str, str]) -> bytes:
    filled = _rendered(template.body, values)
    if template.form is Form.FIELDS and isinstance(filled, dict):
        return urlencode({name: str(value) for name, value in filled.items()}).encode()
    return msgspec.json.encode(filled)


def _rendered(part: Json, values: Mapping[str, str]) -> Json:
    """The template with its texts filled in; what is filled in never becomes structure."""
    match part:
        case str():
            return _filled(part, values)
        case dict():
            return {name: _rendered(value, values) for name, value in part.items()}
        case list():
            return [_rendered(value, values) for value in part]
        case _:
            return part


def _filled(text: str, values: Mapping[str, str]) -> str:
    """Each `{name}` replaced in one pass: braces in a value stay what they are. Raises ValueError at another name."""
    parts = text.split("{")
    filled = [parts[0]]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        if not closed or name not in values:
            raise ValueError(f"a template has no field {name[:20]!r}")
        filled += [values[name], rest]
    return "".join(filled)


def _code_in(body: bytes, field: str) -> str:
    try:
        decoded = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        value = msgspec.json.decode(decoded[field], type=str | int)
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError):
        return "?"
    return told(str(value))[:40]
