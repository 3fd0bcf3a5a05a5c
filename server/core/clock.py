"""What time it is. The only module that asks the system; everything else is told."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware and in UTC."""
    return datetime.now(UTC)


def millis(instant: datetime) -> int:
    """Milliseconds since 1970."""
    return int(instant.timestamp() * 1000)


def from_millis(value: int) -> datetime:
    """The instant of so many milliseconds since 1970. Raises ValueError outside of the years 1 to 9999."""
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, OSError) as error:
        raise ValueError("no instant of the calendar") from error


def elapsed_ms(since: float) -> float:
    """Milliseconds since a value of `ticks`."""
    return (time.perf_counter() - since) * 1000


def ticks() -> float:
    """A clock for measuring, in seconds."""
    return time.perf_counter()
