"""Hears that the process is asked to end, before its server waits for the lines that are open. It ends nothing."""

import asyncio
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

_NUMBERS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def when_asked_to_end(tell: Callable[[], None]) -> Generator[None]:
    """Within the block, `tell` is called in the running loop at the first SIGTERM or SIGINT; whoever heard them before
    still does.

    A server tells its application only after the last answer is complete, and a stream of events never is. Does
    nothing outside of the main thread, where Python hears no signal.
    """
    loop = asyncio.get_running_loop()
    before: dict[signal.Signals, object] = {}

    def heard(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(tell)
        earlier = before[signal.Signals(number)]
        if callable(earlier):
            earlier(number, frame)

    try:
        for one in _NUMBERS:
            before[one] = signal.getsignal(one)
            signal.signal(one, heard)  # a loop's own handlers go on: they are woken by the signal's number alone
    except ValueError:
        yield
        return
    try:
        yield
    finally:
        for one in _NUMBERS:
            if signal.getsignal(one) is heard:
                signal.signal(one, before[one])  # type: ignore[arg-type]  # what getsignal gave
