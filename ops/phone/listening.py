"""The ear of a phone that stays: a thread that hears that there is news. It fetches none, and touches no store."""

import random
import threading
import time
from contextlib import closing

from mobile_contract.sync import MAX_WAIT_S
from ops.phone.transport import Line, Refused, Unreachable
from sync.waking import Ear, Way


class Listening:
    """Hears until it is closed. `news` is set when something may have changed after the position `after`."""

    def __init__(self, line: Line, after: int) -> None:
        self.news = threading.Event()
        self.after = after
        self._line = line
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listening", daemon=True)
        self._thread.start()

    @property
    def deaf(self) -> bool:
        """Whether it was told that the district does not know this phone."""
        return not self._thread.is_alive()

    def close(self) -> None:
        """Hear no more. A line that is open is left to end with the process."""
        self._closed.set()

    def _run(self) -> None:
        with closing(self._line):
            ear: Ear | None = Ear()
            while ear is not None and not self._closed.is_set():
                ear = self._listen(ear)

    def _listen(self, ear: Ear) -> Ear | None:
        """Try once, and wait before the next try; None when the phone must join anew."""
        asked_s = 0.0
        try:
            ear = self._heard(ear)
        except Unreachable:
            ear = ear.after_nobody()
        except Refused as refused:
            if refused.signed_out:
                self.news.set()  # the next round finds out, and says so
                return None
            asked_s = refused.retry_after_s
            ear = ear.after_nobody() if asked_s else _refused(ear)
        blur = random.random()  # noqa: S311  # jitter, no secret
        self._closed.wait(max(ear.pause_s(blur), asked_s * (0.8 + 0.4 * blur)))
        return ear

    def _heard(self, ear: Ear) -> Ear:
        began = time.monotonic()
        if ear.way is Way.TIMER:
            return ear.after_timer()
        if ear.way is Way.POLL:
            self._told(self._line.wait(self.after, MAX_WAIT_S).w)
            return ear.after_poll(time.monotonic() - began, understood=True)
        words = 0
        try:
            for wake in self._line.listen(self.after):
                words += 1
                if wake is not None:
                    self._told(wake.w)
                if self._closed.is_set():
                    break
        except Unreachable:
            if not words:
                raise
        return ear.after_stream(time.monotonic() - began, words)

    def _told(self, pos: int) -> None:
        if pos != self.after:
            self.after = pos
            self.news.set()


def _refused(ear: Ear) -> Ear:
    """A district that knows no such question, or a party on the way that lets none through."""
    return ear.after_stream(0.0, 0) if ear.way is Way.STREAM else ear.after_poll(0.0, understood=False)
