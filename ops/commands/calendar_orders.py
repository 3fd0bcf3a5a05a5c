"""What `hexward calendar` reads and orders: files, the district's calendar, one command through the door."""

from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from mobile_contract.calendars import CalendarShape, CalendarView, SetCalendar
from mobile_contract.receipts import Receipt, Verdict
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.calendar.changing import Difference, NoticeFault, difference, read_notice, with_notice
from server.calendar.making import calendar_of
from server.calendar.service import read_calendar
from server.cases.calendars import missing_years
from server.cases.workdays import WrongCalendar
from server.components.files import NotReadable, table_of
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import new_id
from server.dispatch.foreseeing import Foreseen, foresee

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward calendar"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

Change = Callable[[CalendarShape], CalendarShape]


class Preview(Struct, frozen=True):
    """A calendar that is not set yet: what it changes of days and clocks, and which years would be missed with it."""

    base: int
    calendar: CalendarShape
    change: Difference
    clocks: Foreseen
    missing: tuple[int, ...]

    @property
    def same(self) -> bool:
        """Whether it says nothing new, be it in other words."""
        change = self.change
        return not (change.days or change.years_added or change.years_lost or change.forms)


class Checked(Struct, frozen=True):
    """Which years the present calendar has and misses, and what it makes of the clocks that run."""

    years: tuple[int, ...]
    missing: tuple[int, ...]
    clocks: Foreseen

    @property
    def ok(self) -> bool:
        """Whether working time can be counted: no year is missed, now or by a clock that runs."""
        return not (self.missing or self.clocks.unknown)


class BadNotice(Exception):
    """A notice with rows that cannot be taken: it is not taken at all."""

    def __init__(self, faults: tuple[NoticeFault, ...]) -> None:
        super().__init__(f"{len(faults)} rows cannot be taken")
        self.faults = faults


def change_of(file: Path) -> Change:
    """What a file makes of a calendar: JSON is a calendar, whole; CSV is a notice with a row for each day.

    Raises Refused for what is neither, BadNotice for rows that tell nothing.
    """
    if file.suffix.lower() == ".json":
        whole = _read_shape(file)
        return lambda _: whole
    try:
        table = table_of(file.read_bytes())
    except NotReadable as error:
        raise Refused(f"{file}: {error}") from error
    notice = read_notice(table)
    if notice.faults:
        raise BadNotice(notice.faults)
    if not notice.days:
        raise Refused(f"{file} has no rows")
    return lambda shape: with_notice(shape, notice.days)


async def look(door: Door, change: Change) -> Preview:
    """What a change would do, before anything is done. Raises Refused for a calendar that cannot be."""
    view = await read_calendar(door)
    shape = change(view.calendar)
    try:
        told, calendar = difference(view.calendar, shape), calendar_of(shape)
    except WrongCalendar as wrong:
        raise Refused(str(wrong)) from wrong
    missing = missing_years(calendar, clock.now())
    return Preview(view.version, shape, told, await foresee(door, calendar), missing)


async def carry_out(door: Door, preview: Preview, reason: str) -> Receipt:
    """Set what was previewed, if nobody has set another since. Raises Refused."""
    command = SetCalendar(**facts_of(new_id()), base=preview.base, calendar=preview.calendar, reason=reason)
    [receipt] = (await door.issue([command], OPERATOR)).receipts
    if receipt.verdict is not Verdict.APPLIED:
        raise Refused(f"not set: {receipt.verdict} {receipt.why} {dict(receipt.facts)}")
    return receipt


async def check(door: Door) -> Checked:
    """What the present calendar covers, and whether each clock that runs can be reckoned by it."""
    view = await read_calendar(door)
    return Checked(view.years, view.missing, await foresee(door, calendar_of(view.calendar)))


async def read_view(door: Door) -> CalendarView:
    """The district's calendar as it is."""
    return await read_calendar(door)


def _read_shape(file: Path) -> CalendarShape:
    try:
        return msgspec.json.decode(file.read_bytes().removeprefix(b"\xef\xbb\xbf"), type=CalendarShape)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(f"{file}: {error}") from error
