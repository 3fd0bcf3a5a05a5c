"""The regional warning identifier, `ZZZZZZDDDUUUXX_YYYYMMDDhhmmss_N` (domain.md 2.4), and that of drills. Pure.

Six digits of the division, three of the agency's trade, three of its sub-unit, two of extension, the second in Beijing
time, a serial. A drill has letters in the place of the extension: no reader of identifiers takes it for a real one.
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from server.cases.workdays import SHANGHAI
from server.core.entities import advanced
from server.warnings.entities import WarningCounter, counter_id

EXTENSION = "00"
DRILL_EXTENSION = "YL"
"""演练: no digits."""

_SECOND = "%Y%m%d%H%M%S"
_REAL = re.compile(r"\d{14}_\d{14}_\d", re.ASCII)
_DRILL = re.compile(rf"\d{{12}}{DRILL_EXTENSION}_\d{{14}}_\d", re.ASCII)
_LAST_SERIAL = 9


class Numbered(NamedTuple):
    """A number, and the counter after it."""

    number: str
    counter: WarningCounter


def next_number(counter: WarningCounter | None, now: datetime, district: int, agency: str, *, drill: bool) -> Numbered:
    """The next identifier. A clock that goes back, or more than nine in a second, never give one twice."""
    following = _following(counter, now, drill=drill)
    head = f"{district:06d}{agency}{DRILL_EXTENSION if drill else EXTENSION}"
    return Numbered(f"{head}_{following.second}_{following.ordinal}", following)


def _following(counter: WarningCounter | None, now: datetime, *, drill: bool) -> WarningCounter:
    second = now.astimezone(SHANGHAI).strftime(_SECOND)
    if counter is None:
        return WarningCounter(id=counter_id(drill=drill), second=second, ordinal=1)
    if second > counter.second:
        return advanced(counter, second=second, ordinal=1)
    if counter.ordinal < _LAST_SERIAL:
        return advanced(counter, ordinal=counter.ordinal + 1)
    later = datetime.strptime(counter.second, _SECOND).replace(tzinfo=SHANGHAI) + timedelta(seconds=1)
    return advanced(counter, second=later.strftime(_SECOND), ordinal=1)


def is_real(number: str) -> bool:
    """Whether it is the identifier of a real warning."""
    return _REAL.fullmatch(number) is not None


def is_drill(number: str) -> bool:
    """Whether it is the number of a drill."""
    return _DRILL.fullmatch(number) is not None
