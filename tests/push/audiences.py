"""Rules, events and recipients of made-up districts, and strategies that make more of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from push.channels import ChannelKind
from push.plan import Audience, Event, EventRule, Place, Quiet, Recipient, Snapshot

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
"""Noon in Shanghai."""

WAKES = EventRule(
    cls="case.in_grid",
    kinds=("report_matter",),
    to=Audience.GRID,
    channels=(ChannelKind.APNS, ChannelKind.FCM_FID),
    silent=True,
)
TELLS = EventRule(
    cls="case.accepted",
    kinds=("accept_case",),
    to=Audience.REPORTER,
    channels=(ChannelKind.INBOX, ChannelKind.APNS, ChannelKind.SMS),
)
ENDS = EventRule(
    cls="case.ended",
    kinds=("accept_case", "close_case"),
    to=Audience.REPORTER,
    channels=(ChannelKind.INBOX, ChannelKind.SMS),
    states=("closed",),
)
ALL = frozenset(ChannelKind)
PEOPLE = ("anna", "bao", "chen")
GRIDS = ("g1", "g2")


def event(pos: int = 1, **told: Any) -> Event:
    """A case that was reported in `g1` by `bao`, unless told otherwise."""
    known: dict[str, Any] = {
        "n": 0,
        "kind": "report_matter",
        "about": "case",
        "grid": "g1",
        "people": ((Audience.REPORTER, "bao"),),
        "actor": "dora",
    }
    return Event(pos=pos, **(known | told))


def phone(person: str, **told: Any) -> Recipient:
    """Somebody with one iPhone, an inbox and a telephone."""
    places = (
        Place(ChannelKind.APNS, f"{person}-phone"),
        Place(ChannelKind.INBOX, person),
        Place(ChannelKind.SMS, person),
    )
    known: dict[str, Any] = {"places": places}
    return Recipient(person=person, **(known | told))


def snapshot(*recipients: Recipient, **told: Any) -> Snapshot:
    """`anna` works on `g1`; all channels are there."""
    known: dict[str, Any] = {"at": NOON, "workers": {"g1": ("anna",)}, "channels": ALL}
    return Snapshot(recipients={one.person: one for one in recipients}, **(known | told))


minutes = st.integers(0, 24 * 60 - 1)
quiets = st.none() | st.builds(Quiet, minutes, minutes)
instants = st.integers(0, 7 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds))
kinds = st.sampled_from([ChannelKind.APNS, ChannelKind.FCM_FID, ChannelKind.SMS])


@st.composite
def recipients(draw: st.DrawFn, person: str) -> Recipient:
    """Somebody with installs of their own, perhaps quiet hours, and some channels switched off."""
    installs = draw(st.lists(kinds, max_size=3))
    places = tuple(Place(kind, f"{person}-{n}") for n, kind in enumerate(installs))
    return Recipient(
        person=person,
        places=(*places, Place(ChannelKind.INBOX, person)),
        quiet=draw(quiets),
        muted={TELLS.cls: frozenset(draw(st.lists(st.sampled_from(TELLS.channels), max_size=2)))},
    )


@st.composite
def snapshots(draw: st.DrawFn) -> Snapshot:
    """A district of three people and two grids."""
    return Snapshot(
        at=draw(instants),
        workers={grid: tuple(draw(st.lists(st.sampled_from(PEOPLE), max_size=3))) for grid in GRIDS},
        recipients={person: draw(recipients(person)) for person in PEOPLE},
        channels=frozenset(draw(st.lists(st.sampled_from(list(ChannelKind))))),
    )


events = st.lists(
    st.builds(
        Event,
        pos=st.integers(1, 50),
        n=st.integers(0, 3),
        kind=st.sampled_from(["report_matter", "accept_case", "close_case"]),
        about=st.sampled_from(["case-1", "case-2"]),
        grid=st.none() | st.sampled_from(GRIDS),
        people=st.lists(st.tuples(st.sampled_from(Audience), st.sampled_from(PEOPLE)), max_size=2).map(tuple),
        state=st.sampled_from(["", "closed"]),
        actor=st.sampled_from((*PEOPLE, "dora")),
    ),
    max_size=12,
    unique_by=lambda one: (one.pos, one.n),
)
