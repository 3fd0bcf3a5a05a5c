"""How a phone listens for news: by a stream, by asking again and again, or not at all. Pure: it opens no line."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

QUICK_S = 10.0
"""A stream that ends sooner was cut by somebody on the way."""

MOST = 3
STREAM_AGAIN_S = 600.0
_LONGEST_PAUSE_S = 60.0


class Way(StrEnum):
    """In the order in which they are tried."""

    STREAM = "stream"
    POLL = "poll"
    TIMER = "timer"


class Ear(Struct, frozen=True):
    """The way that is tried now, how often in a row it went wrong, how often nobody was reached, and how long ago the
    stream was given up.
    """

    way: Way = Way.STREAM
    failed: int = 0
    missed: int = 0
    away_s: float = 0.0

    def after_stream(self, lasted_s: float, words: int) -> "Ear":
        """A stream has ended after so many events and heartbeats. The third that is cut at once is the last one."""
        if lasted_s >= QUICK_S and words:
            return Ear()
        failed = self.failed + 1
        return Ear(Way.POLL) if failed >= MOST else replace(self, failed=failed, missed=0)

    def after_poll(self, lasted_s: float, *, understood: bool) -> "Ear":
        """A question was answered, or refused. Now and then the stream gets another chance."""
        away_s = self.away_s + lasted_s
        failed = 0 if understood else self.failed + 1
        if failed >= MOST:
            return Ear(Way.TIMER)
        return Ear(failed=MOST - 1) if away_s >= STREAM_AGAIN_S else Ear(Way.POLL, failed, away_s=away_s)

    def after_nobody(self) -> "Ear":
        """Nobody was reached: that is no fault of the way."""
        return replace(self, missed=self.missed + 1)

    def after_timer(self) -> "Ear":
        """The timer alone has been enough for a while: try again."""
        return Ear(failed=MOST - 1)

    def pause_s(self, dice: float) -> float:
        """Seconds until the next attempt, `dice` drawn from [0, 1)."""
        blur = 0.5 + dice
        if self.way is Way.TIMER:
            return STREAM_AGAIN_S * blur
        if self.missed or self.failed:
            return min(_LONGEST_PAUSE_S, 1 << min(10, self.missed + self.failed)) * blur
        return blur if self.way is Way.STREAM else 0.0
