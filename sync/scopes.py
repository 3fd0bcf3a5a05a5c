"""Which scopes a phone keeps, boots and drops; whether a person might do a thing when they did it. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

GRACE = timedelta(minutes=15)
"""How far a grant reaches beyond its ends; clocks and handovers are not exact (sync.md 9)."""


class Plan(NamedTuple):
    """What becomes of the scopes of a phone; each sorted."""

    keep: tuple[int, ...]
    boot: tuple[int, ...]
    drop: tuple[int, ...]


class Grant(Struct, frozen=True):
    """The fact that a person may work in a scope in a role, from an instant until another, or until further."""

    scope: int
    role: str
    from_at: datetime
    until_at: datetime | None = None


class Authority(StrEnum):
    """Whether the work lies inside of a grant, outside of those that there are, or there never was one."""

    CURRENT = "current"
    LATE = "late"
    NEVER = "never"


def plan(held: frozenset[int], granted: frozenset[int]) -> Plan:
    """Keep what is held and granted, boot what is new, drop what is granted no more. Deletes nothing."""
    return Plan(tuple(sorted(held & granted)), tuple(sorted(granted - held)), tuple(sorted(held - granted)))


def covers(grants: Iterable[Grant], observed_at: datetime, grace: timedelta = GRACE) -> Authority:
    """Authority at the observed time, by the grants that one person has had in the scopes of one subject.

    `late` is honest work in an area that is somebody else's now, or was not yet theirs: a conflict with its
    payload, never a refusal. `never` is a refusal and a security event (sync.md 9). Both ends of a grant get
    the grace.
    """
    found = Authority.NEVER
    for grant in grants:
        found = Authority.LATE
        begun = grant.from_at - grace <= observed_at
        if begun and (grant.until_at is None or observed_at < grant.until_at + grace):
            return Authority.CURRENT
    return found
