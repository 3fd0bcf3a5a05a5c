"""When the commands of a batch really happened: one after another, in the order of their numbers. No database."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate
from operator import itemgetter

from msgspec.structs import replace

from mobile_contract.base import Clock
from server.core.clock import from_millis, millis
from server.core.installs import Past
from server.core.intake import Sent
from sync.observed import Quality, observe


def observe_all(batch: Sequence[Sent], clock: Clock | None, now: datetime, past: Past) -> list[Sent]:
    """The batch with the observed time of each (sync.md 3): none is before the one with the next smaller number.

    Nor is any after the one with the next bigger number where that was taken already: it was written before. What
    nobody can read happened nobody knows when, by now; it holds back nothing that comes after it.
    """
    timed: dict[str, Sent] = {}
    between, previous_ms, now_ms = deque(past.between), past.before_ms, millis(now)
    for number, sent in _in_order(batch):
        while between and between[0][0] < number:
            _, previous_ms = between.popleft()
        latest_ms = between[0][1] if between else past.after_ms
        if sent.observed_at is not None:
            timed[sent.id] = sent
        elif sent.command is None or clock is None:
            quality = Quality.EXACT if clock is None else Quality.ESTIMATED
            timed[sent.id] = replace(sent, observed_at=now, clock_quality=quality.value)
        else:
            made = sent.command.made
            offset_ms = past.offsets_ms.get(made.boot, now_ms - clock.wall) - (now_ms - clock.wall)
            told, quality = observe(made, clock, server_now_ms=now_ms, previous_ms=previous_ms, offset_ms=offset_ms)
            if latest_ms is not None and told > latest_ms:
                told, quality = latest_ms, Quality.CLAMPED
            previous_ms = told
            timed[sent.id] = replace(sent, observed_at=from_millis(told), clock_quality=quality.value)
    return [timed[sent.id] for sent in batch]


def _in_order(batch: Sequence[Sent]) -> list[tuple[int, Sent]]:
    """By their numbers; what has none stays behind what it came after."""
    numbers = [one.seq or 0 for one in batch]
    places = accumulate(numbers, _or_before)
    return sorted(zip(places, batch, strict=True), key=itemgetter(0))


def _or_before(before: int, number: int) -> int:
    return number or before
