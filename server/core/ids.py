"""UUIDv7 and UUIDv8, as canonical text. Orders nothing: the head does."""

import os
import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar

from server.core import clock

_DRAWN: ContextVar[Callable[[int], bytes]] = ContextVar("drawn", default=os.urandom)
_CANONICAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_id(text: str) -> bool:
    """Whether a text is an id in canonical form: PostgreSQL fails on any other, and SQLite finds nothing."""
    return _CANONICAL.fullmatch(text) is not None


def new_id(at_ms: int | None = None) -> str:
    """A fresh UUIDv7; `at_ms` sets its time part (seeds and tests)."""
    moment = clock.millis(clock.now()) if at_ms is None else at_ms
    return uuid7(moment, _DRAWN.get()(10))


@contextmanager
def drawn_from(source: Callable[[int], bytes]) -> Generator[None]:
    """Within the block ids are made of the bytes that `source` gives: the simulator's dice."""
    before = _DRAWN.set(source)
    try:
        yield
    finally:
        _DRAWN.reset(before)


def uuid7(at_ms: int, entropy: bytes) -> str:
    """A UUIDv7 from its parts: 48 bits of time, 74 bits of `entropy` (10 bytes)."""
    rand = int.from_bytes(entropy, "big")
    value = (at_ms & (2**48 - 1)) << 80 | 7 << 76 | (rand >> 62 & 0xFFF) << 64 | 2 << 62 | rand & (2**62 - 1)
    return _text(value)


def made_at_ms(identity: str) -> int:
    """The time part of a UUIDv7."""
    return int(identity.replace("-", "")[:12], 16)


def uuid8(digest: bytes) -> str:
    """A UUIDv8 of a hash (at least 16 bytes): the name of something that brought none."""
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | 8 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return _text(value)


def _text(value: int) -> str:
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
