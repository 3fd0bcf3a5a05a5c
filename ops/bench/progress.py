"""What a run is doing, on stderr: a line a step, and how fast and how much longer while one takes its time."""

import sys
from typing import TextIO

from server.core import clock

_EVERY_MS = 3_000


class Progress:
    """A teller of steps. On a terminal the line of a step is written over; elsewhere it comes anew every 3 s."""

    def __init__(self, name: str, out: TextIO | None = None) -> None:
        self._name = name
        self._out = sys.stderr if out is None else out
        self._step = ""
        self._started = self._told = clock.ticks()

    def tell(self, step: str, done: int, total: int) -> None:
        """How far a step is; `total` 0 when nobody knows."""
        if step != self._step:
            self._step = step
            self._started = self._told = clock.ticks()
        if clock.elapsed_ms(self._told) < _EVERY_MS:
            return
        self._told = clock.ticks()
        rate = done / (clock.elapsed_ms(self._started) / 1000)
        rest = f" of {total:,}, {(total - done) / rate:,.0f} s left" if total and rate else ""
        self._say(f"{step}: {done:,}{rest}, {rate:,.0f}/s", last=False)

    def done(self, step: str, count: int) -> None:
        """A step has ended."""
        seconds = clock.elapsed_ms(self._started) / 1000 if step == self._step else 0.0
        rate = f" in {seconds:,.1f} s, {count / seconds:,.0f}/s" if seconds else ""
        self._say(f"{step}: {count:,}{rate}", last=True)
        self._step = ""

    def say(self, words: str) -> None:
        """Anything else worth a line."""
        self._say(words, last=True)

    def _say(self, words: str, *, last: bool) -> None:
        if self._out.isatty():
            self._out.write(f"\r\x1b[K{self._name}: {words}" + ("\n" if last else ""))
        else:
            self._out.write(f"{self._name}: {words}\n")
        self._out.flush()
