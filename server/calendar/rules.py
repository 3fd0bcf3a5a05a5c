"""How the district's calendar is set. Pure; clocks that run are reckoned anew by commands of their own."""

from typing import Any

from mobile_contract.accounts import Post
from mobile_contract.calendars import SetCalendar
from mobile_contract.problems import ProblemCode
from server.calendar.entities import CALENDAR, DistrictCalendar
from server.calendar.making import calendar_of
from server.cases.workdays import WrongCalendar
from server.core.decisions import (
    DISTRICT_WIDE,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
)
from server.core.entities import Need, Needs, advanced


def _whole_district(_command: object, _loaded: Loaded, _directory: Directory) -> Area:
    return DISTRICT_WIDE


def _needs(_command: SetCalendar) -> Needs:
    yield Need(DistrictCalendar, CALENDAR)


@decides(SetCalendar, posts={Post.SYS_ADMIN}, area=_whole_district, needs=_needs)
def set_calendar(command: SetCalendar, loaded: Loaded, ctx: Context) -> Decision:
    """Lay the district's calendar down anew, whole (domain.md 5).

    Refused: no reason, a calendar that cannot be (`told` says why), and one that its author did not see last
    (STALE_PREVIEW): two who type the notice of a year in must not undo each other.
    """
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    try:
        calendar_of(command.calendar)
    except WrongCalendar as wrong:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong.field, told=wrong)
    known = loaded.find(DistrictCalendar, CALENDAR)
    if command.base != (0 if known is None else known.version):
        return refuse(ProblemCode.STALE_PREVIEW, changed="calendar")
    facts: dict[str, Any] = {
        "shape": command.calendar,
        "set_by": ctx.actor.user,
        "set_at": ctx.now,
        "reason": command.reason.strip(),
    }
    return put(DistrictCalendar(id=CALENDAR, **facts) if known is None else advanced(known, **facts))


HANDLERS: tuple[Handler, ...] = (set_calendar,)
