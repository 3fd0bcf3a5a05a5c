"""What another calendar would do to the clocks that run: told before anybody sets it. It changes nothing."""

from functools import partial
from typing import NamedTuple

from server.cases.clocks import reckoned_by
from server.cases.entities import CaseTimer
from server.cases.standing import FIRST, Mark, list_in_work_time
from server.cases.workdays import NoCalendar, WorkCalendar
from server.core.database import ReadTx
from server.core.door import Door

_PAGE = 1_000


class Foreseen(NamedTuple):
    """Of the clocks that run in working time: how many there are, how many would be due later, and how many earlier.

    `unknown` are those that the calendar does not reach: they keep what they have.
    """

    clocks: int = 0
    later: int = 0
    earlier: int = 0
    unknown: int = 0


async def foresee(door: Door, calendar: WorkCalendar) -> Foreseen:
    """Reckon every clock that runs in working time by a calendar. One query a page of them."""
    found = [Foreseen()]
    after: Mark | None = FIRST
    while after is not None:
        timers, after = await door.database.read(partial(_page_after, door, after))
        found += [_moved(timer, calendar) for timer in timers]
    return Foreseen(*map(sum, zip(*found, strict=True)))


async def _page_after(door: Door, after: Mark, tx: ReadTx) -> tuple[list[CaseTimer], Mark | None]:
    return await list_in_work_time(tx, door, after, _PAGE)


def _moved(timer: CaseTimer, calendar: WorkCalendar) -> Foreseen:
    try:
        due_at = reckoned_by(timer, calendar).due_at
    except NoCalendar:
        return Foreseen(clocks=1, unknown=1)
    return Foreseen(clocks=1, later=int(due_at > timer.due_at), earlier=int(due_at < timer.due_at))
