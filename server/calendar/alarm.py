"""The alarm when this year, or from December on the next, has no work calendar (domain.md 5). It mends nothing."""

import structlog

from server.calendar.service import find_missing
from server.core.consumers import Job
from server.core.door import Door

log = structlog.get_logger()

EVERY_S = 3600.0


def calendar_job() -> Job:
    """The job, every hour: while a year is missed each look leaves a line, whoever came on duty since the last."""
    return Job("calendar", EVERY_S, look)


async def look(door: Door) -> tuple[int, ...]:
    """The years that are missed, by the log too. Limits that reach into them are refused (NO_CALENDAR)."""
    missing = await find_missing(door)
    if missing:
        log.error("no work calendar", years=list(missing), missing=len(missing))
    return missing
