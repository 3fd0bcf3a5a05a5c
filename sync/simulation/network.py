"""A network that loses, doubles, delays and reorders. It carries what it is given and opens nothing."""

import heapq
from collections.abc import Callable
from itertools import count

from msgspec import Struct

from mobile_contract.sync import BootRequest, DigestRequest, PullRequest, WipeProof
from sync.ports import PhotoFile
from sync.simulation.dice import Dice
from sync.simulation.plans import DAY_MS, HOUR_MS, SECOND_MS
from sync.simulation.ports import VirtualTime

PATIENCE_MS = 30 * SECOND_MS
"""How long a phone waits for a reply before it gives up."""

Request = bytes | PullRequest | BootRequest | DigestRequest | WipeProof | PhotoFile


class Fate(Struct, frozen=True):
    """What becomes of one request: after how many milliseconds it arrives, and its reply after that; None is never.

    `again` are later arrivals of the same request, each with the delay of its reply.
    """

    there_ms: int | None
    back_ms: int | None
    again: tuple[tuple[int, int | None], ...] = ()
    faults: tuple[str, ...] = ()


def fate(dice: Dice, *, calm: bool) -> Fate:
    """Draw one. About one request in four has bad luck, some of them twice."""
    there, back = dice.between(20, 300), dice.between(20, 300)
    if calm or dice.chance(0.7):
        return Fate(there, back)
    faults: list[str] = []
    lost, mute = dice.chance(0.25), dice.chance(0.25)
    if lost:
        faults.append("lost_request")
    elif mute:
        faults.append("lost_reply")
    if not lost and dice.chance(0.15):
        there = dice.between(SECOND_MS, HOUR_MS)
        faults.append("late_request")
    if not lost and not mute and dice.chance(0.3):
        back = dice.between(SECOND_MS, 2 * HOUR_MS)
        faults.append("stale_reply")
    again: list[tuple[int, int | None]] = []
    if dice.chance(0.35):
        again.append((there + dice.between(0, 2 * PATIENCE_MS), _reply(dice)))
        faults.append("duplicate")
    if dice.chance(0.15):
        again.append((dice.between(7 * DAY_MS, 60 * DAY_MS), _reply(dice)))
        faults.append("late_duplicate")
    return Fate(None if lost else there, None if mute else back, tuple(again), tuple(faults))


def _reply(dice: Dice) -> int | None:
    return dice.between(20, 5 * SECOND_MS) if dice.chance(0.5) else None


class Timeline:
    """What is due, in the order of its time; what is due at one time, in the order of its making."""

    def __init__(self, time: VirtualTime) -> None:
        self.time = time
        self._due: list[tuple[int, int, Callable[[], None]]] = []
        self._numbers = count()

    def after(self, ms: int, happen: Callable[[], None]) -> None:
        """Let something happen so many milliseconds from now."""
        heapq.heappush(self._due, (self.time.ms + ms, next(self._numbers), happen))

    def run_until(self, ms: int) -> None:
        """Let all happen that is due until then; what that makes due, too."""
        while self._due and self._due[0][0] <= ms:
            at, _, happen = heapq.heappop(self._due)
            self.time.ms = at
            happen()
        self.time.ms = max(self.time.ms, ms)

    def run_dry(self) -> None:
        """Let everything happen, however late."""
        while self._due:
            self.run_until(self._due[0][0])
