"""What every way to reach somebody has in common: a message, what became of it, and the protocol of a channel. Pure.

A message holds nothing about a person (safety.md 6.9): an opaque id, a class, and where the channel itself shows
something, the words of a template. Whoever wakes up asks the server what there is.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from msgspec import Struct


class ChannelKind(StrEnum):
    """The ways to reach somebody; each has one token or address of its own kind."""

    APNS = "apns"
    FCM_TOKEN = "fcm_token"  # noqa: S105 - the name of a kind
    FCM_FID = "fcm_fid"
    WEB_PUSH = "web_push"
    SMS = "sms"
    CHAT = "chat"
    EMAIL = "email"
    INBOX = "inbox"
    BOARD = "board"


class Urgency(StrEnum):
    """How soon a device should be woken (RFC 8030 5.3)."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


class Outcome(StrEnum):
    """What became of one attempt.

    `accepted` the provider took it; `passing` it may succeed later; `slower` it asks to be left alone for a while;
    `gone` the token or address is nobody's any more; `refused` this message will never be taken; `ours` the fault is
    in our own credentials or settings: nobody's token is to blame, and nothing is to be dropped.
    """

    ACCEPTED = "accepted"
    PASSING = "passing"
    SLOWER = "slower"
    GONE = "gone"
    REFUSED = "refused"
    OURS = "ours"


class Message(Struct, frozen=True, kw_only=True):
    """One message to one token or address on one channel.

    `id` is a UUID, the same in every repeat; `about` an opaque id that the reader asks the server for; `cls` the class
    of the event (`case.assigned`); `collapse` makes a later message replace an earlier one. `title` and `text` come
    from a template and name nobody; channels that show nothing leave them out.
    """

    id: str
    to: str
    cls: str
    about: str = ""
    title: str = ""
    text: str = ""
    language: str = "zh-CN"
    collapse: str = ""
    urgency: Urgency = Urgency.NORMAL
    until: datetime | None = None


class Answer(NamedTuple):
    """What became of one message: `told` in the provider's own words, when it may be tried again, since when gone."""

    outcome: Outcome
    told: str = ""
    retry_after_s: float | None = None
    gone_since: datetime | None = None


class Channel(Protocol):
    """One provider. It repeats nothing by itself: when to try again is for `push/retry.py` to say."""

    kinds: frozenset[ChannelKind]

    async def send(self, messages: Sequence[Message]) -> Sequence[Answer]:
        """Hand messages over, concurrently within the channel's own bounds; an answer each, in their order.

        Raises nothing for what a provider or the network does: that is an answer.
        """
        ...

    async def close(self) -> None:
        """Let connections go."""
        ...
