"""From the life of a case to what is counted of it: one row of facts for the case, one for each task. Pure.

A case that was closed and opened again has two rows (`rounds`).

A row holds days, places, people and a signature, and nothing that anybody said. It is a function of the life alone:
computed once more, it is the same row.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import NamedTuple

from mobile_contract.case_steps import CaseTaskState, TaskKind
from mobile_contract.cases import CaseSource, CaseState, CheckResult
from server.analytics.language import Value
from server.analytics.lives import CaseRow, EventRow, Life, OrderRow, RatingRow, TaskRow, TimerRow
from server.analytics.rounds import Part, parts_of
from server.analytics.signature import CASES, KINDS, TASKS, TASKS_SENT
from server.cases.entities import TimerStage, TimerState
from server.cases.words import TERMINAL

UNIT_CASE, UNIT_TASK = 0, 1

SHANGHAI = timezone(timedelta(hours=8))
"""All days are days of the district's clock (domain.md)."""

_STAFF = frozenset({CaseSource.WORKER.value, CaseSource.COMMITTEE.value})
"""Reports of these sources are somebody's work; who reported from outside is not kept here."""

_OVER = frozenset(state.value for state in TERMINAL)


class Facts(NamedTuple):
    """What is counted of a case or a task, in the order of the columns of `case_facts`. Days are ordinals of the date.

    `open_due_at` is when an unhandled case's limit of handling ends, `reply_due_day` when its hotline order is to be
    answered. People are by their post in the case; `worker` is who was sent. `area` is the organisation of the grid.
    """

    id: str
    case_id: str
    unit: int
    reported_day: int | None
    filed_day: int | None
    due_day: int | None
    closed_day: int | None
    sent_day: int | None
    grid: str | None
    grid_then: str | None
    area: str | None
    department: str | None
    class_code: str | None
    major: str | None
    reporter: str | None
    acceptor: str | None
    filer: str | None
    dispatcher: str | None
    handler: str | None
    worker: str | None
    open_due_at: datetime | None
    signature: int
    reply_due_day: int | None


class _People(NamedTuple):
    reporter: str | None
    acceptor: str | None
    filer: str | None
    dispatcher: str | None
    handler: str | None


def day_of(at: datetime | None) -> int | None:
    """The day of an instant by the district's clock, as the date's ordinal."""
    return None if at is None else at.astimezone(SHANGHAI).toordinal()


def date_of(day: int) -> date:
    """The date that an ordinal names."""
    return date.fromordinal(day)


def facts_of(life: Life) -> list[Facts]:
    """The rows of a case: its own first, two if it was opened again, then those of its tasks in the field, by id."""
    return [*map(_case, parts_of(life)), *_tasks(life)]


def _case(part: Part) -> Facts:
    life = part.life
    case, place = life.case, life.place
    clocks = [timer for timer in life.timers if timer.state != TimerState.DROPPED]
    handling = _of_stage(clocks, TimerStage.HANDLE)
    last = handling[-1] if handling else None
    due_at = None if last is None or last.state == TimerState.PAUSED else last.due_at
    people = _people(case, part.deeds)
    filed_now = not part.goes_on or (case.filed_at is not None and case.filed_at >= life.events[0].at)
    waits = last is not None and last.state == TimerState.RUNNING and case.state not in _OVER
    return Facts(
        id=part.id,
        case_id=case.id,
        unit=UNIT_CASE,
        reported_day=None if part.goes_on else day_of(case.reported_at),
        filed_day=day_of(case.filed_at) if filed_now else None,
        due_day=day_of(due_at),
        closed_day=day_of(case.closed_at) if case.state in _OVER else None,
        sent_day=None,
        reply_due_day=day_of(life.orders[-1].reply_due_at) if life.orders else None,
        grid=case.grid,
        grid_then=place.grid_then or case.grid,
        area=place.area,
        department=case.department,
        class_code=case.class_code,
        major=place.major or None,
        **people._asdict(),
        worker=None,
        open_due_at=due_at if waits else None,
        signature=CASES.pack(_signed(life, clocks, last, due_at)),
    )


def _signed(life: Life, clocks: Sequence[TimerRow], last: TimerRow | None, due_at: datetime | None) -> dict[str, Value]:
    case, events = life.case, life.events
    done = {event.command for event in events}
    accepting, dispatching = _of_stage(clocks, TimerStage.ACCEPT), _of_stage(clocks, TimerStage.DISPATCH)
    handling = _of_stage(clocks, TimerStage.HANDLE)
    handled = last is not None and last.state == TimerState.DONE and case.state != CaseState.FORCED_CLOSED
    in_time = handled and _kept(handling)
    closed, voided = case.state == CaseState.CLOSED, case.state == CaseState.VOIDED
    filed = case.filed_at is not None
    departments = {event.about for event in events if event.command == "dispatch_case" and event.about}
    told: dict[str, Value] = {
        "source": case.source,
        "kind": life.place.kind if life.place.kind in KINDS else "",
        "accepted": "accept_case" in done,
        "accepted_in_time": "accept_case" in done and _kept(accepting),
        "refused": case.state == CaseState.REFUSED,
        "filed": filed,
        "not_filed": case.state == CaseState.NOT_FILED,
        "filed_right": filed and not voided and "return_to_acceptor" not in done,
        "voided": voided,
        "merged": case.state == CaseState.MERGED,
        "forced_closed": case.state == CaseState.FORCED_CLOSED,
        "closed": closed,
        "dispatched": "dispatch_case" in done,
        "dispatched_in_time": "dispatch_case" in done and _kept(dispatching),
        "redispatched": case.redispatched or len(departments) > 1,
        "should_handle": due_at is not None,
        "handled": handled,
        "handled_in_time": in_time,
        "closed_in_time": closed and in_time,
        "closed_before_due": closed and due_at is not None and case.closed_at is not None and case.closed_at <= due_at,
    }
    return told | _adjusted(case) | _ordered(life.orders) | _rated(life.ratings)


def _adjusted(case: CaseRow) -> dict[str, Value]:
    return {
        "self_handled": case.self_handled,
        "exempt": case.exempt,
        "historic": case.historic,
        "urgent": case.urgent,
        "suspended": case.suspensions > 0,
        "reopened": case.reopenings > 0,
        "reworks": case.reworks,
        "extensions": case.extensions,
        "returns": case.returns,
    }


def _rated(ratings: Sequence[RatingRow]) -> dict[str, Value]:
    last = max(ratings, key=lambda rating: rating.round, default=None)
    if last is None:
        return {}
    return {
        "rated": True,
        "surveyed": True,
        "contacted": bool(last.contacted),
        "solved": bool(last.solved),
        "satisfaction": last.satisfaction,
    }


def _ordered(orders: Sequence[OrderRow]) -> dict[str, Value]:
    """Of several orders beside a case the last counts. What the reporter says themself goes before what was told."""
    if not orders:
        return {}
    last = orders[-1]
    return {
        "ticket": True,
        "signed_in_time": _by(last.signed_at, last.sign_due_at),
        "contacted_in_time": bool(last.reached) and _by(last.contacted_at, last.reply_due_at),
        "replied_in_time": _by(last.replied_at, last.reply_due_at),
        "surveyed": last.solved is not None or last.satisfaction is not None,
        "solved": bool(last.solved),
        "satisfaction": last.satisfaction or 0,
    }


def _by(at: datetime | None, due_at: datetime) -> bool:
    return at is not None and at <= due_at


def _of_stage(clocks: Iterable[TimerRow], stage: TimerStage) -> list[TimerRow]:
    return sorted((one for one in clocks if one.stage == stage), key=lambda one: (one.started_at, one.due_at))


def _kept(clocks: Sequence[TimerRow]) -> bool:
    """No clock of a stage ran out before it was stopped. Where there was none, none did."""
    return all(one.finished_at is None or one.finished_at <= one.due_at for one in clocks)


_POSTS = {
    "accept_case": "acceptor",
    "refuse_case": "acceptor",
    "file_case": "filer",
    "not_file_case": "filer",
    "dispatch_case": "dispatcher",
    "finish_handling": "handler",
}
"""Whose deed an event is; of several the last counts."""


def _people(case: CaseRow, deeds: Sequence[EventRow]) -> _People:
    found: dict[str, str] = {}
    for event in deeds:
        post = _POSTS.get(event.command)
        if post is not None:
            found[post] = event.actor
    first = _reporter(case, deeds)
    return _People(
        first, found.get("acceptor"), found.get("filer"), found.get("dispatcher"),
        case.handler or found.get("handler"),
    )  # fmt: skip


def _reporter(case: CaseRow, events: Sequence[EventRow]) -> str | None:
    if case.source not in _STAFF or not events:
        return None
    return events[0].actor


def _tasks(life: Life) -> Iterator[Facts]:
    for task in sorted(life.tasks, key=lambda one: one.id):
        if task.of_kind in TASKS:
            yield _task(life, task)


def _task(life: Life, task: TaskRow) -> Facts:
    case, place = life.case, life.place
    done = task.state == CaseTaskState.DONE
    on_time = task.due_at is None or (task.finished_at is not None and task.finished_at <= task.due_at)
    passed = {TaskKind.CHECK.value: CheckResult.PASSED.value, TaskKind.VERIFY.value: "found"}[task.of_kind]
    signature = TASKS_SENT.pack(
        {
            "task": task.of_kind,
            "source": case.source,
            "kind": place.kind if place.kind in KINDS else "",
            "withdrawn": task.state == CaseTaskState.WITHDRAWN,
            "done": done,
            "done_in_time": done and on_time,
            "passed": done and task.result == passed,
        }
    )
    nobody = dict.fromkeys(("reporter", "acceptor", "filer", "dispatcher", "handler"))
    days = dict.fromkeys(("reported_day", "filed_day", "due_day", "closed_day", "reply_due_day"))
    return Facts(
        id=task.id,
        case_id=case.id,
        unit=UNIT_TASK,
        **days,
        sent_day=day_of(task.sent_at),
        grid=case.grid,
        grid_then=place.grid_then or case.grid,
        area=place.area,
        department=case.department,
        class_code=case.class_code,
        major=place.major or None,
        **nobody,
        worker=task.assignee,
        open_due_at=None,
        signature=signature,
    )
