"""Named places at which a test ends the process, as a power cut would. Unless one is armed at the start, none does."""

import os
from collections.abc import Mapping
from dataclasses import dataclass

import structlog

log = structlog.get_logger()

CRASH_AT = "CRASH_AT"
"""`name:N` in the environment of a server under test: its N-th arrival at the crash point of this name is its last."""

KILLED = 137
"""The exit code: what a shell tells of a process that was killed with SIGKILL."""


@dataclass(slots=True)
class _Armed:
    name: str = ""
    left: int = 0


_armed = _Armed()


def arm(environment: Mapping[str, str]) -> None:
    """Arm the crash point that the environment names, if it names one. Raises ValueError for one of the wrong form."""
    told = environment.get(CRASH_AT)
    if told is None:
        return
    name, _, number = told.rpartition(":")
    if not name or not number.isascii() or not number.isdigit() or int(number) < 1:
        raise ValueError(f"{CRASH_AT} is name:N with N from 1, not {told!r}")
    log.critical("this process will end at a crash point", name=name, number=int(number))
    _armed.name, _armed.left = name, int(number)


def crashpoint(name: str) -> None:
    """A place to end at: without a word, with nothing flushed, closed or rolled back."""
    if name == _armed.name:
        _armed.left -= 1
        if _armed.left == 0:
            os._exit(KILLED)
