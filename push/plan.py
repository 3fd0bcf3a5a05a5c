"""Who hears of an event, on which channel and when. Pure: no database, no clock; the same facts give the same bytes.

An event is a commit that happened; a rule says whom it concerns and how. Where somebody may be reached are places: an
install's push channel, the in-app inbox, a telephone. What comes out is messages with ids of their own, made of the
event and the place: the same event planned again is the same messages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from push.channels import ChannelKind, Urgency

SHANGHAI = timezone(timedelta(hours=8))
WAKE = "wake"
"""What wake-ups collapse to: an install that is to be woken twice is woken once."""

UNSEEN = frozenset({ChannelKind.INBOX, ChannelKind.BOARD})
"""Channels that disturb nobody: what goes there never waits for the end of quiet hours."""

_DAY_MINUTES = 24 * 60


class Audience(StrEnum):
    """Whom an event concerns: who works on its grid, who reported what it is about, or who is sent to do it."""

    GRID = "grid"
    REPORTER = "reporter"
    SENT = "sent"


class EventRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row of the table of events.

    `cls` is what messages are called; `kinds` the kinds of commands by which it happens, where they lead to one of
    `states`, or anywhere where none is named; `to` whom it concerns. `template` is the version of its words. `silent`
    wakes an install and shows nothing, so all wake-ups of an install are one. What `waits` is not sent in quiet hours.
    `lives_s` is how long after it may be sent a message is still worth sending. What is not `optional` cannot be
    switched off.
    """

    cls: str
    kinds: tuple[str, ...]
    to: Audience
    channels: tuple[ChannelKind, ...]
    urgency: Urgency = Urgency.NORMAL
    silent: bool = False
    waits: bool = True
    optional: bool = True
    lives_s: int = 86_400
    template: int = 0
    states: tuple[str, ...] = ()

    def is_about(self, event: "Event") -> bool:
        """Whether it speaks of such an event."""
        return event.kind in self.kinds and (not self.states or event.state in self.states)


class Event(NamedTuple):
    """What happened, at which place of the journal: to what (`about`, an opaque id), in which grid, by whom.

    `state` is where that led to; `people` whom it concerns beside those of its grid, people and residents alike.
    """

    pos: int
    n: int
    kind: str
    about: str
    grid: str | None
    people: tuple[tuple[Audience, str], ...]
    actor: str
    state: str = ""


class Quiet(NamedTuple):
    """Minutes of the day in Asia/Shanghai in which somebody is not disturbed; over midnight where it ends earlier."""

    from_minute: int
    until_minute: int


class Place(NamedTuple):
    """Where somebody is reached: a channel, and an install or a person. Its token or address is looked up to send."""

    kind: ChannelKind
    place: str


class Recipient(Struct, frozen=True, kw_only=True):
    """Somebody as they want to hear: `muted` are the channels that they switched off, by class of event."""

    person: str
    places: tuple[Place, ...]
    language: str = "zh-CN"
    quiet: Quiet | None = None
    muted: Mapping[str, frozenset[ChannelKind]] = {}


class Waiting(NamedTuple):
    """A message that is planned and not yet sent: `collapse` is what a newer one of its kind and place replaces."""

    id: str
    place: Place
    collapse: str


class Snapshot(Struct, frozen=True, kw_only=True):
    """What planning goes by: who works on a grid, everybody's ways, what waits, and which channels there are."""

    at: datetime
    workers: Mapping[str, tuple[str, ...]]
    recipients: Mapping[str, Recipient]
    channels: frozenset[ChannelKind]
    waiting: tuple[Waiting, ...] = ()


class Planned(NamedTuple):
    """One message to one place. `cause` tells the event; not before `due_at` and not after `until_at`."""

    id: str
    cause: str
    person: str
    place: Place
    cls: str
    about: str
    collapse: str
    language: str
    template: int
    urgency: Urgency
    due_at: datetime
    until_at: datetime


class Plan(NamedTuple):
    """Messages by id, and the ids of waiting ones that they replace: those were never sent."""

    messages: tuple[Planned, ...]
    replaces: tuple[str, ...]


def plan(rules: Sequence[EventRule], events: Iterable[Event], snapshot: Snapshot) -> Plan:
    """The messages of some events.

    Of wake-ups to one install there is one, and none where one waits. Of messages about one thing to one place on a
    channel that disturbs, the newest is sent, and replaces what waits. Whoever did it is not told.
    """
    kept: dict[tuple[Place, str], Planned] = {}
    waiting = {(one.place, one.collapse): one.id for one in snapshot.waiting}
    for event in sorted(events):
        for rule in rules:
            if not rule.is_about(event):
                continue
            for message in _messages(rule, event, snapshot):
                slot = (message.place, message.collapse or message.id)
                if rule.silent and (slot in waiting or slot in kept):
                    continue
                kept[slot] = message
    replaced = sorted({waiting[slot] for slot in kept if slot in waiting} - {one.id for one in kept.values()})
    return Plan(tuple(sorted(kept.values(), key=lambda one: one.id)), tuple(replaced))


def message_id(cause: str, person: str, place: Place) -> str:
    """The id of the message of a cause to a place: a UUIDv8 of what it is."""
    told = f"message|{cause}|{person}|{place.kind}|{place.place}"
    value = int.from_bytes(blake2b(told.encode(), digest_size=16).digest(), "big")
    value = value & ~(0xF << 76) | 8 << 76
    return str(UUID(int=value & ~(0x3 << 62) | 2 << 62))


def may_disturb_at(at: datetime, quiet: Quiet | None) -> datetime:
    """The first instant from `at` on that does not lie in quiet hours. Hours that begin and end together are none."""
    if quiet is None or quiet.from_minute == quiet.until_minute:
        return at
    local = at.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    long = (quiet.until_minute - quiet.from_minute) % _DAY_MINUTES
    since = (minute - quiet.from_minute) % _DAY_MINUTES
    if since >= long:
        return at
    ends = local.replace(second=0, microsecond=0) + timedelta(minutes=long - since)
    return ends.astimezone(at.tzinfo)


def concerned(rule: EventRule, event: Event, snapshot: Snapshot) -> tuple[str, ...]:
    """Whom an event concerns by a rule, sorted; not whoever did it."""
    if rule.to is Audience.GRID:
        found = snapshot.workers.get(event.grid, ()) if event.grid else ()
    else:
        found = tuple(person for audience, person in event.people if audience is rule.to)
    return tuple(sorted({*found} - {event.actor}))


def _messages(rule: EventRule, event: Event, snapshot: Snapshot) -> Iterator[Planned]:
    cause = f"{event.pos}.{event.n}.{rule.cls}"
    for person in concerned(rule, event, snapshot):
        recipient = snapshot.recipients.get(person)
        if recipient is None:
            continue
        for place in _ways(rule, recipient, snapshot.channels):
            yield _message(rule, event, cause, recipient, place, snapshot.at)


def _ways(rule: EventRule, recipient: Recipient, channels: frozenset[ChannelKind]) -> Iterator[Place]:
    muted = recipient.muted.get(rule.cls, frozenset()) if rule.optional else frozenset[ChannelKind]()
    for place in sorted(set(recipient.places)):
        if place.kind in rule.channels and place.kind in channels and place.kind not in muted:
            yield place


def _message(rule: EventRule, event: Event, cause: str, recipient: Recipient, place: Place, at: datetime) -> Planned:
    disturbs = rule.waits and not rule.silent and place.kind not in UNSEEN
    due_at = may_disturb_at(at, recipient.quiet) if disturbs else at
    collapse = WAKE if rule.silent else "" if place.kind in UNSEEN else event.about
    return Planned(
        id=message_id(cause, recipient.person, place),
        cause=cause,
        person=recipient.person,
        place=place,
        cls=rule.cls,
        about="" if rule.silent else event.about,
        collapse=collapse,
        language=recipient.language,
        template=rule.template,
        urgency=rule.urgency,
        due_at=due_at,
        until_at=due_at + timedelta(seconds=rule.lives_s),
    )
