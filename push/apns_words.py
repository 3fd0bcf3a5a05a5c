"""What is said to Apple and what Apple says back, in the words of apns2, which cannot run on today's Python. Pure.

Each reason of Apple's is an exception that knows its outcome ("Handling notification responses from APNs").
"""

import hashlib
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

import msgspec
from msgspec import Struct

from push.answering import outcome_of_status, seconds_to_wait, told
from push.channels import Answer, Message, Outcome, Urgency

COLLAPSE_MAX_BYTES = 64
TOKEN_UPDATES_S = 1200.0
"""Apple refuses provider tokens that are renewed within twenty minutes."""


class NotificationPriority(StrEnum):
    """How soon Apple delivers; a background notification may not ask for IMMEDIATE."""

    IMMEDIATE = "10"
    DELAYED = "5"
    LOW = "1"


class NotificationType(StrEnum):
    """Whether the phone shows something or only wakes up."""

    ALERT = "alert"
    BACKGROUND = "background"


class PayloadAlert(Struct, frozen=True, omit_defaults=True):
    """What is shown: the words of a template, which name nobody."""

    title: str = ""
    body: str = ""


class _Aps(Struct, frozen=True, omit_defaults=True, rename="kebab"):
    alert: PayloadAlert | None = None
    sound: str = ""
    content_available: int = 0


class Payload(Struct, frozen=True, omit_defaults=True):
    """The body: `t` the class of the event and `n` an opaque id beside Apple's own part (safety.md 6.9)."""

    aps: _Aps
    t: str = ""
    n: str = ""


class Notification(NamedTuple):
    """One request, but for the provider's token."""

    token: str
    payload: Payload
    id: str
    type: NotificationType
    priority: NotificationPriority
    collapse_id: str = ""
    expiration: int | None = None

    def body(self) -> bytes:
        """The payload as JSON; Apple takes 4,096 bytes."""
        return msgspec.json.encode(self.payload)

    def headers(self, authority: str, topic: str, authorization: str) -> list[tuple[str, str]]:
        """The request's headers; `authorization` is empty where a certificate speaks for us."""
        headers = [
            (":method", "POST"), (":scheme", "https"), (":authority", authority), (":path", f"/3/device/{self.token}"),
            ("apns-id", self.id), ("apns-topic", topic), ("apns-push-type", self.type),
            ("apns-priority", self.priority),
        ]  # fmt: skip
        if authorization:
            headers.append(("authorization", authorization))
        if self.collapse_id:
            headers.append(("apns-collapse-id", self.collapse_id))
        if self.expiration is not None:
            headers.append(("apns-expiration", str(self.expiration)))
        return headers


def notification_of(message: Message) -> Notification:
    """A message as Apple wants it: words are an alert, none a silent wake-up."""
    shows = bool(message.title or message.text)
    alert = PayloadAlert(message.title, message.text) if shows else None
    sound = "default" if shows and message.urgency is Urgency.HIGH else ""
    aps = _Aps(alert, sound, 0 if shows else 1)
    priorities = {Urgency.HIGH: NotificationPriority.IMMEDIATE, Urgency.LOW: NotificationPriority.LOW}
    return Notification(
        message.to, Payload(aps, message.cls, message.about), message.id,
        NotificationType.ALERT if shows else NotificationType.BACKGROUND,
        priorities.get(message.urgency, NotificationPriority.DELAYED) if shows else NotificationPriority.DELAYED,
        _collapse_id(message.collapse), None if message.until is None else int(message.until.timestamp()),
    )  # fmt: skip


def _collapse_id(collapse: str) -> str:
    plain = collapse.isascii() and collapse.isprintable()
    if plain and len(collapse) <= COLLAPSE_MAX_BYTES:
        return collapse
    return hashlib.sha256(collapse.encode()).hexdigest()


class APNsException(Exception):
    """A notification that Apple did not take; the class is the reason."""

    outcome: ClassVar[Outcome] = Outcome.REFUSED

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.told)
        self.answer = answer


class _Ours(APNsException):
    outcome: ClassVar[Outcome] = Outcome.OURS


class _Gone(APNsException):
    outcome: ClassVar[Outcome] = Outcome.GONE


class _Passing(APNsException):
    outcome: ClassVar[Outcome] = Outcome.PASSING


class _Slower(APNsException):
    outcome: ClassVar[Outcome] = Outcome.SLOWER


class BadDeviceToken(APNsException):
    """No token, or one of the other environment: only whose environment is proven may blame the token."""


class DeviceTokenNotForTopic(APNsException):
    """A token of another app, or our topic is wrong."""


class BadCollapseId(APNsException):
    """Too long."""


class BadExpirationDate(APNsException):
    """Not a number."""


class BadMessageId(APNsException):
    """Not a UUID."""


class BadPriority(APNsException):
    """Not 10, 5 or 1."""


class DuplicateHeaders(APNsException):
    """A header came twice."""


class InvalidPushType(APNsException):
    """Not one of Apple's."""


class MissingDeviceToken(APNsException):
    """No token in the path."""


class PayloadEmpty(APNsException):
    """No body."""


class PayloadTooLarge(APNsException):
    """More than 4,096 bytes."""


class BadTopic(_Ours):
    """The topic in the settings is wrong."""


class MissingTopic(_Ours):
    """No topic."""


class TopicDisallowed(_Ours):
    """The topic is not this key's."""


class BadCertificate(_Ours):
    """The certificate is wrong."""


class BadCertificateEnvironment(_Ours):
    """The certificate is the other environment's."""


class BadEnvironmentKeyIdInToken(_Ours):
    """The key is the other environment's."""


class UnrelatedKeyIdInToken(_Ours):
    """The key is another team's."""


class ExpiredProviderToken(_Ours):
    """The token is more than an hour old by Apple's clock."""


class InvalidProviderToken(_Ours):
    """The token's signature, key or team is wrong."""


class MissingProviderToken(_Ours):
    """No token and no certificate."""


class Forbidden(_Ours):
    """The action is not allowed to us."""


class BadPath(_Ours):
    """No such path."""


class MethodNotAllowed(_Ours):
    """Not POST."""


class Unregistered(_Gone):
    """The app was removed, or notifications were."""


class ExpiredToken(_Gone):
    """The token is of the past."""


class IdleTimeout(_Passing):
    """The connection was idle too long."""


class InternalServerError(_Passing):
    """Apple's fault."""


class ServiceUnavailable(_Passing):
    """Apple is away."""


class Shutdown(_Passing):
    """The server goes down."""


class TooManyRequests(_Slower):
    """Too many for one device."""


class TooManyProviderTokenUpdates(_Slower):
    """The provider's token was renewed within twenty minutes."""


REASONS: dict[str, type[APNsException]] = {
    one.__name__: one
    for family in (APNsException, _Ours, _Gone, _Passing, _Slower)
    for one in family.__subclasses__()
    if not one.__name__.startswith("_")
}


class Refusal(Struct, frozen=True):
    """The body of an answer that is no 200; `timestamp` in milliseconds, at 410: the token was valid no later."""

    reason: str = ""
    timestamp: int | None = None


def refusal_of(body: bytes) -> Refusal:
    """What a body says; one that says nothing understandable is an empty refusal."""
    try:
        return msgspec.json.decode(body, type=Refusal) if body else Refusal()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Refusal()


def answer_of(status: int, headers: dict[str, str], refusal: Refusal, now: datetime) -> Answer:
    """What became of a notification, by Apple's reason, else by its status."""
    if status == 200:
        return Answer(Outcome.ACCEPTED)
    named = REASONS.get(refusal.reason)
    outcome = named.outcome if named else outcome_of_status(status)
    if named is None and status in (404, 405):
        outcome = Outcome.OURS
    wait_s = seconds_to_wait(headers.get("retry-after"), now)
    if named is TooManyProviderTokenUpdates:
        wait_s = max(wait_s or 0.0, TOKEN_UPDATES_S)
    since = _instant(refusal.timestamp) if outcome is Outcome.GONE else None
    return Answer(outcome, told(f"{status} {refusal.reason}"), wait_s, since)


def _instant(millis: int | None) -> datetime | None:
    try:
        return None if millis is None else datetime.fromtimestamp(millis / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
