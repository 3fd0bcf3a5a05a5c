"""The machine that the terminal phone runs on: its clocks, its ids, its room. Decides nothing."""

import os
import secrets
import shutil
import time
from functools import cache
from pathlib import Path

from mobile_contract.base import Clock

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def now() -> Clock:
    """The three clocks of this moment. Where the system does not name its boot, each process is a boot of its own."""
    return Clock(wall=time.time_ns() // 1_000_000, boot=_boot(), mono=_mono_ms())


def new_id() -> str:
    """A fresh UUIDv7 in canonical form."""
    value = (time.time_ns() // 1_000_000) << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def free_bytes(place: Path) -> int:
    """The room that is left where a file lies, or will lie."""
    existing = next((parent for parent in (place, *place.parents) if parent.exists()), Path("/"))
    return shutil.disk_usage(existing).free


@cache
def _boot() -> str:
    try:
        return _BOOT_ID.read_text().strip()
    except OSError:
        return secrets.token_hex(16)


def _mono_ms() -> int:
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # the former counts sleep
    return time.clock_gettime_ns(clock) // 1_000_000


def make_private(place: Path) -> None:
    """Make the folder of a file, for its owner alone."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(place, os.O_CREAT | os.O_RDWR, 0o600))
