"""Browsers by Web Push (RFC 8030, 8291, 8292): each message encrypted for its subscription, signed by our VAPID key.

The only module that knows pywebpush and py_vapid; neither sends anything here.
"""

# py_vapid and http_ece ship no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import base64
import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import urlsplit

import msgspec
from http_ece import ECEException
from msgspec import Struct
from py_vapid import Vapid02, VapidException
from pywebpush import WebPusher, WebPushException

from push.answering import Bounds, Limits, outcome_of_status, seconds_to_wait, told
from push.channels import Answer, ChannelKind, Message, Outcome
from push.pool import OUTSIDE, NoReply, PointsInside, Pool, Reach, check_url

LIMITS = Limits(at_once=100, timeout_s=10.0)
PAYLOAD_MAX_BYTES = 3993
"""What fits into one encrypted record of 4,096 bytes, which is all that services must take (RFC 8030 7.2)."""
KEPT_S = 86_400
_SIGNED_S, _RENEW_S = 12 * 3600, 6 * 3600
_AUDIENCES_MAX = 1000


class Keys(Struct, frozen=True):
    """The subscription's public key (65 bytes) and secret (16 bytes), in base64url."""

    p256dh: str
    auth: str


class Subscription(Struct, frozen=True):
    """What a browser's PushSubscription is as JSON: a message's `to`."""

    endpoint: str
    keys: Keys


class Shown(Struct, frozen=True, omit_defaults=True):
    """What the service worker reads: class, opaque id, and the words of a template where there are some."""

    t: str
    n: str
    title: str = ""
    text: str = ""
    lang: str = ""


class VapidKey:
    """The district's key of Web Push and whom services may write to (`mailto:`). Raises ValueError where it is none."""

    def __init__(self, private_pem: str, subject: str, now: Callable[[], datetime]) -> None:
        try:
            self._vapid = Vapid02.from_pem(private_pem.encode())
            self._vapid.sign(
                {"aud": "https://check.invalid", "sub": subject, "exp": int(now().timestamp()) + _SIGNED_S}
            )
        except (ValueError, TypeError, VapidException) as error:
            raise ValueError("no VAPID key (P-256, PEM) or no `mailto:` of who is responsible") from error
        self._subject, self._now = subject, now
        self._signed = dict[str, tuple[int, str]]()

    def authorization(self, endpoint: str) -> str:
        """The header for a service; one signature serves it for six hours and is good for twelve."""
        parts = urlsplit(endpoint)
        audience, now = f"{parts.scheme}://{parts.netloc}", int(self._now().timestamp())
        made_at, header = self._signed.get(audience, (0, ""))
        if not header or not 0 <= now - made_at < _RENEW_S:
            claims = {"aud": audience, "exp": now + _SIGNED_S, "sub": self._subject}
            header = str(self._vapid.sign(claims)["Authorization"])
            if len(self._signed) >= _AUDIENCES_MAX:
                self._signed.clear()
            self._signed[audience] = (now, header)
        return header


class WebPushChannel:
    """A `Channel` to whatever services the subscriptions name, as long as they are outside."""

    kinds = frozenset({ChannelKind.WEB_PUSH})

    def __init__(
        self, key: VapidKey, now: Callable[[], datetime], *, reach: Reach = OUTSIDE, limits: Limits = LIMITS
    ) -> None:
        self._key, self._now = key, now
        self._bounds, self._pool = Bounds(limits.at_once), Pool(limits, reach)

    async def send(self, messages: Sequence[Message]) -> list[Answer]:
        """One encrypted request each."""
        return await self._bounds.answer_all(messages, self._attempt)

    async def close(self) -> None:
        """Let connections go."""
        await self._pool.close()

    async def _attempt(self, message: Message) -> Answer:
        payload = payload_of(message)
        if len(payload) > PAYLOAD_MAX_BYTES:
            return Answer(Outcome.REFUSED, "the payload is too long")
        try:
            subscription = msgspec.json.decode(message.to, type=Subscription)
            check_url(subscription.endpoint)
            body = _encrypted(subscription, payload)
        except PointsInside as error:
            return Answer(Outcome.REFUSED, told(str(error)))
        except (msgspec.MsgspecError, UnicodeError, ValueError, WebPushException, ECEException):
            return Answer(Outcome.GONE, "no subscription")
        try:
            reply = await self._pool.post(subscription.endpoint, body, self._headers(message, subscription.endpoint))
        except PointsInside as error:
            return Answer(Outcome.REFUSED, told(str(error)))
        except NoReply as error:
            return error.answer
        wait_s = seconds_to_wait(reply.headers.get("retry-after"), self._now())
        return Answer(outcome_of_status(reply.status), str(reply.status), wait_s)

    def _headers(self, message: Message, endpoint: str) -> dict[str, str]:
        """A later message of one topic replaces an earlier one that still waits, and a repeat replaces itself."""
        kept_s = KEPT_S if message.until is None else int((message.until - self._now()).total_seconds())
        return {
            "authorization": self._key.authorization(endpoint),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(max(kept_s, 0)),
            "urgency": message.urgency,
            "topic": topic_of(message),
        }


def payload_of(message: Message) -> bytes:
    """What the service worker will read, as JSON."""
    shows = bool(message.title or message.text)
    language = message.language if shows else ""
    return msgspec.json.encode(Shown(message.cls, message.about, message.title, message.text, language))


def topic_of(message: Message) -> str:
    """At most 32 characters of base64url (RFC 8030 5.4)."""
    digest = hashlib.sha256((message.collapse or message.id).encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:32]


def _encrypted(subscription: Subscription, payload: bytes) -> bytes:
    """Raises ValueError and what the libraries raise where the keys are none."""
    keys = subscription.keys
    point, secret = _decoded(keys.p256dh), _decoded(keys.auth)
    if len(point) != 65 or point[0] != 4 or len(secret) != 16:
        raise ValueError("no keys of a subscription")
    pusher = WebPusher({"endpoint": subscription.endpoint, "keys": {"p256dh": keys.p256dh, "auth": keys.auth}})
    return bytes(pusher.encode(payload)["body"])


def _decoded(text: str) -> bytes:
    plain = text.rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
