"""Who may have their turn now, and when the others are to come again. It opens nothing and waits for nobody."""

import math
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from mobile_contract.problems import ProblemCode
from server.core import clock
from server.core.problems import Problem

UNIT_BYTES = 1024
PUSH, PULL, BOOT, DIGEST = "push", "pull", "boot", "digest"

_FIRST_COSTS_S = {PUSH: 0.001, PULL: 0.0015, BOOT: 0.005, DIGEST: 0.003}
_BASE_UNITS = {PUSH: 6, PULL: 1, BOOT: 1, DIGEST: 1}
_LEARNT = 0.1
_LEAST_S, _MOST_S = 0.00005, 0.1
LATEST_S = 120


@dataclass(slots=True)
class Admission:
    """A queue of known length: who would wait longer than `longest_s` is told to come again, and when.

    What a request costs is learnt from how long those before it took, the time on the way in left out; so the length
    is one of seconds, whatever the machine. Those who are sent away get moments one after the other, as fast as the
    queue moves, so that they do not all come back at once (I12 of safety.md).
    """

    longest_s: float
    _ahead_s: float = 0.0
    _costs_s: dict[str, float] = field(default_factory=lambda: dict(_FIRST_COSTS_S))
    _promised_s: float = 0.0

    @property
    def load(self) -> float:
        """How full the queue is, from 0 to 1."""
        return min(1.0, self._ahead_s / self.longest_s)

    @contextmanager
    def turn(self, what: str, size_bytes: int = 0) -> Generator[None]:
        """A turn for the block. Refuses OVERLOADED with Retry-After where the wait would be too long."""
        units = _BASE_UNITS[what] + size_bytes // UNIT_BYTES
        cost_s = self._costs_s[what] * units
        if self._ahead_s and self._ahead_s + cost_s > self.longest_s:
            again_s = self._come_again_s(cost_s)
            raise Problem(ProblemCode.OVERLOADED, headers={"Retry-After": str(again_s)})
        self._ahead_s += cost_s
        expected_s, began = self._ahead_s, clock.ticks()
        try:
            yield
        finally:
            self._ahead_s = max(0.0, self._ahead_s - cost_s)
            if self._ahead_s < _LEAST_S:
                self._ahead_s = 0.0
            self._learn(what, cost_s / units * (clock.ticks() - began) / expected_s)

    def _learn(self, what: str, unit_s: float) -> None:
        """Who came last waits for all that were before: what it took, by what it was to take, is off for all alike."""
        known_s = self._costs_s[what]
        self._costs_s[what] = known_s + _LEARNT * (min(_MOST_S, max(_LEAST_S, unit_s)) - known_s)

    def _come_again_s(self, cost_s: float) -> int:
        now_s = clock.ticks()
        earliest_s = now_s + self._ahead_s
        if not earliest_s <= self._promised_s <= now_s + LATEST_S - 1 - cost_s:
            self._promised_s = earliest_s  # nobody is waited for any more, or the moments begin anew
        self._promised_s += cost_s
        return min(LATEST_S, max(1, math.ceil(self._promised_s - now_s)))
