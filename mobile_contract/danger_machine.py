"""What may become of a danger (domain.md 3.6): the one table of states and events, as data. It judges nothing.

The server's rules, the phone and `hexward hazard machine` read this very table; `sync/dangers.py` makes it total.
"""

from enum import StrEnum
from typing import NamedTuple

from mobile_contract.accounts import Post


class DangerState(StrEnum):
    """How a danger stands. `closed` and `withdrawn` are ends; `escalated` goes on as a case until that has ended."""

    FOUND = "found"
    FIXED_ON_SPOT = "fixed_on_spot"
    NOTICED = "noticed"
    RECTIFIED = "rectified"
    REINSPECTED = "reinspected"
    ESCALATED = "escalated"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Way(NamedTuple):
    """From each of `sources` an event leads to `target`; None: the danger stays where it is."""

    sources: frozenset[DangerState]
    target: DangerState | None


class Stale(StrEnum):
    """What becomes of an event of a round that is over: kept as late evidence, or shown to a person."""

    ABSORB = "absorb"
    PARK = "park"


class DangerRow(NamedTuple):
    """An event: its ways, where it comes too late, who may, what it asks for, and whether a phone may queue it.

    In every state of neither `ways` nor `absorbed` it is parked: a person decides. What may not be queued is refused
    there instead, for whoever orders it can look again at once. `stale` says what becomes of one that names a round
    which is over, where it would apply; None: it does not go by rounds.
    """

    event: str
    meaning: str
    ways: tuple[Way, ...]
    absorbed: frozenset[DangerState]
    posts: frozenset[Post]
    asks: tuple[str, ...] = ()
    offline: bool = True
    stale: Stale | None = None

    @property
    def sources(self) -> frozenset[DangerState]:
        """Every state in which it applies."""
        return frozenset[DangerState]().union(*(way.sources for way in self.ways))


INSPECTORS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.GRID_ADVISER, Post.COMMITTEE})
"""Who inspects, and records what became of a danger in the field."""

OVERSEERS = frozenset({Post.GRID_CHIEF, Post.COMMITTEE})
"""Who takes a danger off the list: never the inspector alone."""

_S = DangerState
OPEN = frozenset({_S.FOUND, _S.NOTICED, _S.RECTIFIED, _S.ESCALATED})
"""Where somebody is still in danger, or nobody has looked again yet."""

ENDED = frozenset({_S.CLOSED, _S.WITHDRAWN})

PASS, FAIL = "reinspect_danger.pass", "reinspect_danger.fail"

ROWS: tuple[DangerRow, ...] = (
    DangerRow(
        "fix_danger",
        "It was put right while the inspector was there; where a notice stands, that is what the notice asks for.",
        (
            Way(frozenset({_S.FOUND}), _S.FIXED_ON_SPOT),
            Way(frozenset({_S.NOTICED}), _S.RECTIFIED),
        ),
        frozenset({_S.FIXED_ON_SPOT, _S.RECTIFIED, _S.REINSPECTED, _S.CLOSED}),
        INSPECTORS,
        ("may_fix_on_spot", "photos_before", "photos_after"),
        stale=Stale.ABSORB,
    ),
    DangerRow(
        "issue_notice",
        "A rectification notice with a number and a deadline.",
        (Way(frozenset({_S.FOUND}), _S.NOTICED),),
        frozenset({_S.NOTICED, _S.RECTIFIED, _S.ESCALATED}),
        INSPECTORS,
        ("photos_before",),
    ),
    DangerRow(
        "rectify_danger",
        "Those who answer for the place have put it right.",
        (Way(frozenset({_S.FOUND, _S.NOTICED}), _S.RECTIFIED),),
        frozenset({_S.FIXED_ON_SPOT, _S.RECTIFIED, _S.REINSPECTED, _S.CLOSED}),
        INSPECTORS,
        stale=Stale.ABSORB,
    ),
    DangerRow(
        PASS,
        "Somebody looked again: it is gone.",
        (Way(frozenset({_S.FIXED_ON_SPOT, _S.NOTICED, _S.RECTIFIED}), _S.REINSPECTED),),
        frozenset({_S.REINSPECTED, _S.CLOSED}),
        INSPECTORS,
        ("photos_after",),
        stale=Stale.PARK,
    ),
    DangerRow(
        FAIL,
        "Somebody looked again: it is there. The next notice goes out with it, and the next round begins.",
        (Way(frozenset({_S.FOUND, _S.FIXED_ON_SPOT, _S.NOTICED, _S.RECTIFIED}), _S.NOTICED),),
        frozenset({_S.ESCALATED}),
        INSPECTORS,
        stale=Stale.ABSORB,
    ),
    DangerRow(
        "escalate_danger",
        "It goes on as a case, which this very command reports.",
        (Way(frozenset({_S.FOUND, _S.NOTICED, _S.RECTIFIED}), _S.ESCALATED),),
        frozenset({_S.ESCALATED}),
        INSPECTORS,
        ("words", "place"),
    ),
    DangerRow(
        "withdraw_danger",
        "It was found in error. Its history stays.",
        (Way(frozenset({_S.FOUND, _S.FIXED_ON_SPOT, _S.NOTICED, _S.RECTIFIED, _S.REINSPECTED}), _S.WITHDRAWN),),
        frozenset({_S.WITHDRAWN}),
        OVERSEERS,
        ("words",),
        offline=False,
    ),
    DangerRow(
        "close_danger",
        "Nothing is left to do; of one that was escalated, once its case has ended.",
        (Way(frozenset({_S.FIXED_ON_SPOT, _S.REINSPECTED, _S.ESCALATED}), _S.CLOSED),),
        frozenset({_S.CLOSED}),
        OVERSEERS,
        ("case_ended",),
        offline=False,
    ),
    DangerRow(
        "tell_deadline",
        "The clock's own: the deadline of the notice has passed.",
        (Way(frozenset({_S.NOTICED}), None),),
        frozenset(_S) - {_S.NOTICED},
        frozenset(),
        offline=False,
    ),
)
"""The table. What says that it is safe and what says that it is not are never absorbed by one another."""

BY_EVENT: dict[str, DangerRow] = {row.event: row for row in ROWS}
