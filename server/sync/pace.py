"""When an install is to come again: its own moment of each interval. Pure, and a wish: the phone blurs it."""

from datetime import datetime

from mobile_contract.sync import NEXT_IN_S

SLOWEST = 4
"""How often the interval fits into that of a server that has all it can do."""


def next_in_s(install: str, now: datetime, load: float, every_s: int = NEXT_IN_S) -> int:
    """Seconds until this install's next moment: half of the interval at least, less than one and a half.

    The moments of all installs lie evenly over the interval whenever they came last, so that phones that were switched
    on at one minute do not meet again (sync.md 17, pitfall 34). `load` from 0 to 1 stretches it up to `SLOWEST` times.
    """
    interval = round(every_s * (1 + (SLOWEST - 1) * min(1.0, max(0.0, load))))
    earliest = int(now.timestamp()) + interval // 2
    own = int(install.replace("-", "")[-8:], 16) % interval
    return interval // 2 + (own - earliest) % interval
