"""What an event does beside moving a danger: its instants, notices with number and deadline, a case. Pure."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from mobile_contract import hazards as wire
from mobile_contract.base import Datum, Point
from mobile_contract.cases import LimitUnit, ReportMatter
from mobile_contract.hazards import DangerCommand, ReinspectionResult
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case
from server.cases.reports import report
from server.cases.workdays import SHANGHAI, NoCalendar, WorkCalendar
from server.cases.worktime import due
from server.core.decisions import Context, Decision, Loaded, refuse
from server.core.entities import Entity, advanced, named_id
from server.hazards.entities import Danger, NoticeCounter

COUNTER = named_id("notice_counter")
"""The id of the one row that counts notices."""

TITLE = "隐患："
"""How the title of a case begins that a danger was escalated to."""

_MOST_TITLE = 200


class Effect(NamedTuple):
    """What an event does beside moving the danger: fields of it, other rows, and the number of a notice it issued."""

    values: dict[str, Any]
    others: tuple[Entity, ...] = ()
    notice_no: str | None = None


def effect_of(command: DangerCommand, danger: Danger, loaded: Loaded, ctx: Context) -> Effect | Decision:
    """What an event that applies does. Refuses NO_CALENDAR, and whatever the report of the case is refused for."""
    match command:
        case wire.FixDanger():
            return Effect({"handled_at": ctx.observed_at} | _rectified(danger, ctx))
        case wire.IssueNotice():
            return _notice(command.days, danger, loaded, ctx)
        case wire.RectifyDanger():
            return Effect({"rectified_at": ctx.observed_at})
        case wire.ReinspectDanger():
            return _reinspected(command, danger, loaded, ctx)
        case wire.EscalateDanger():
            return _case(command, danger, loaded, ctx)
        case wire.TellDeadline():
            return Effect({"overdue_at": ctx.now})
        case _:
            return Effect({"ended_at": ctx.now})


def _rectified(danger: Danger, ctx: Context) -> dict[str, Any]:
    return {} if danger.notice_no is None else {"rectified_at": ctx.observed_at}


def _reinspected(command: wire.ReinspectDanger, danger: Danger, loaded: Loaded, ctx: Context) -> Effect | Decision:
    looked: dict[str, Any] = {"reinspected_at": ctx.observed_at}
    if command.result is ReinspectionResult.PASS:
        return Effect(looked)
    notice = _notice(command.days, danger, loaded, ctx)
    if isinstance(notice, Decision):
        return notice
    return notice._replace(values=notice.values | looked | {"round": danger.round + 1, "rectified_at": None})


def _notice(days: int | None, danger: Danger, loaded: Loaded, ctx: Context) -> Effect | Decision:
    """The next notice. It was handed over when it was observed; its number is given now, in the order of arrival."""
    try:
        deadline = due_on(ctx.observed_at, days or danger.asks.rectify_days, danger.unit, ctx)
    except NoCalendar as error:
        return refuse(ProblemCode.NO_CALENDAR, year=error.year, years=", ".join(map(str, ctx.directory.calendar.years)))
    counter = _counted(loaded.find(NoticeCounter, COUNTER), ctx.now)
    number = f"{counter.year}{counter.last:06d}"
    values = {"notice_no": number, "due_on": deadline.isoformat(), "noticed_at": ctx.observed_at, "overdue_at": None}
    return Effect(values, (counter,), number)


def due_on(handed_over: datetime, days: int, unit: LimitUnit, ctx: Context) -> date:
    """The last day, in Asia/Shanghai, on which it is in time: natural days after, or work days of the calendar.

    Raises NoCalendar.
    """
    if unit is LimitUnit.WORK_DAY:
        calendar = cast("WorkCalendar", ctx.directory.calendar)
        return due(calendar, handed_over, unit, days).astimezone(SHANGHAI).date()
    return handed_over.astimezone(SHANGHAI).date() + timedelta(days=days)


def _counted(counter: NoticeCounter | None, now: datetime) -> NoticeCounter:
    """One number further; the year never goes back, so that a clock that does cannot give a number twice."""
    year = f"{now.astimezone(SHANGHAI):%Y}"
    if counter is None:
        return NoticeCounter(id=COUNTER, year=year, last=1)
    if year <= counter.year:
        return advanced(counter, last=counter.last + 1)
    return advanced(counter, year=year, last=1)


def _case(command: wire.EscalateDanger, danger: Danger, loaded: Loaded, ctx: Context) -> Effect | Decision:
    """The case, as the report of a matter would begin it: whatever that rule says no to, is said no to here."""
    placed = danger.lon is not None and danger.lat is not None
    matter = ReportMatter(
        id=command.id,
        seq=command.seq,
        entity=command.case,
        root=command.case,
        made=command.made,
        contract=command.contract,
        epoch=command.epoch,
        title=f"{TITLE}{danger.asks.text}"[:_MOST_TITLE],
        description=command.words,
        class_code=command.class_code or danger.case_class,
        point=Point(danger.lon or 0.0, danger.lat or 0.0, Datum.WGS84) if placed else None,
        claimed_grid=danger.grid,
        address=command.address,
        urgent=command.urgent,
    )
    begun = report.decide(matter, loaded, ctx)
    if begun.verdict is not Verdict.APPLIED:
        return begun
    (case,) = (row for row in begun.puts if isinstance(row, Case))
    return Effect({"case_id": case.id}, begun.puts)
