"""What a phone makes of its positions of a day before it forgets them: cells and buckets. Pure.

The order of the positions, their times and the positions themselves are not in it (architecture.md: never a track).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple
from uuid import UUID

from grid.cells import WORKING_RESOLUTION, point_cell
from mobile_contract.patrol import Dwell

LONGEST_GAP_MS = 5 * 60_000
"""A position says nothing of what comes more than this after it: the phone may have been switched off."""

_MINUTE_MS = 60_000
_BUCKETS = ((5, Dwell.BRIEF), (15, Dwell.SHORT), (30, Dwell.LONG))


def patrol_id(worker: str, grid: str, on_day: str) -> str:
    """The id of a worker's day (YYYY-MM-DD) in a grid, a UUIDv7: whoever reports it again reports the same.

    Its time is the day's midnight in Shanghai, its 74 other bits are of the BLAKE2b of what it is about.
    """
    midnight = datetime.fromisoformat(f"{on_day}T00:00:00+08:00")
    digest = blake2b(f"patrol|{worker}|{grid}|{on_day}".encode(), digest_size=10).digest()
    rand = int.from_bytes(digest, "big")
    value = int(midnight.timestamp()) * 1000 << 80 | 7 << 76 | (rand >> 62 & 0xFFF) << 64 | 2 << 62 | rand & (2**62 - 1)
    return str(UUID(int=value))


class Fix(NamedTuple):
    """A position in WGS-84 and when it was, in milliseconds."""

    at_ms: int
    lon: float
    lat: float


class Folded(NamedTuple):
    """The whole minutes of a day, and the bucket of each cell, by cell."""

    minutes: int
    cells: Mapping[int, Dwell]


def fold(fixes: Iterable[Fix]) -> Folded:
    """Positions of one day, in whatever order, as cells and buckets. Raises OutOfRange for what is no position."""
    known = sorted(set(fixes))
    spent: dict[int, int] = {point_cell(one.lon, one.lat, WORKING_RESOLUTION): 0 for one in known}
    for one, following in pairwise(known):
        gap = following.at_ms - one.at_ms
        if gap <= LONGEST_GAP_MS:
            spent[point_cell(one.lon, one.lat, WORKING_RESOLUTION)] += gap
    total = sum(spent.values()) // _MINUTE_MS
    return Folded(total, {cell: bucket_of(spent[cell] // _MINUTE_MS) for cell in sorted(spent)})


def bucket_of(minutes: int) -> Dwell:
    """The bucket of so many whole minutes."""
    return next((bucket for below, bucket in _BUCKETS if minutes < below), Dwell.STAY)


def longer(one: Dwell, other: Dwell) -> Dwell:
    """The longer of two stays."""
    order = list(Dwell)
    return order[max(order.index(one), order.index(other))]
