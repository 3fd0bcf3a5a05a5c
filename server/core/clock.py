"""What time it is. The only module that asks the system; everything else is told."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_TOLD: ContextVar[Callable[[], datetime] | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present instant, aware and in UTC."""
    told = _TOLD.get()
    return datetime.now(UTC) if told is None else told()


@contextmanager
def told_by(source: Callable[[], datetime]) -> Generator[None]:
    """Within the block it is what `source` says: the simulator's virtual time."""
    before = _TOLD.set(source)
    try:
        yield
    finally:
        _TOLD.reset(before)


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
