"""Lives of cases for tests of facts and figures, made of plain rows."""

from datetime import UTC, datetime, timedelta
from typing import Any

from server.analytics.language import Value
from server.analytics.lives import CaseRow, EventRow, Life, OrderRow, Place, RatingRow, TaskRow, TimerRow
from server.analytics.reckoning import Counted
from server.analytics.signature import CASES

NOON = datetime(2026, 11, 3, 4, tzinfo=UTC)
"""12:00 in Shanghai."""
CASE, GRID, FORMER_GRID, AREA = "case-1", "grid-1", "grid-0", "area-1"
DEPARTMENT, OTHER_DEPARTMENT = "department-1", "department-2"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def a_row(state: str = "closed", **more: Any) -> CaseRow:
    """A case that was closed a day after it was reported; each fact can be given."""
    facts: dict[str, Any] = {
        "id": CASE,
        "state": state,
        "source": "worker",
        "class_code": "B-event-01-13",
        "grid": GRID,
        "grid_version": None,
        "department": DEPARTMENT,
        "handler": "handler-1",
        "reported_at": NOON,
        "filed_at": NOON + 10 * MINUTE,
        "closed_at": NOON + 24 * HOUR,
        "urgent": False,
        "reworks": 0,
        "returns": 0,
        "extensions": 0,
        "suspensions": 0,
        "reopenings": 0,
        "redispatched": False,
        "self_handled": False,
        "exempt": False,
        "historic": False,
    }
    return CaseRow(**(facts | more))


def an_event(command: str, after: timedelta = HOUR, actor: str = "somebody", about: str | None = None) -> EventRow:
    """An applied event, so long after the report."""
    return EventRow(CASE, command, actor, NOON + after, about)


def a_timer(
    stage: str, state: str = "done", *, due: timedelta = 4 * HOUR, done: timedelta | None = HOUR, began: int = 0
) -> TimerRow:
    """A clock that was stopped an hour after the report, and had four; `began` minutes after it."""
    finished_at = NOON + done if done is not None and state in {"done", "dropped"} else None
    return TimerRow(CASE, stage, state, NOON + began * MINUTE, NOON + due, finished_at)


def a_task(kind: str = "check", state: str = "done", **more: Any) -> TaskRow:
    """A task that was done in twenty of its thirty minutes."""
    facts: dict[str, Any] = {
        "id": f"task-{kind}",
        "case_id": CASE,
        "of_kind": kind,
        "state": state,
        "assignee": "checker-1",
        "sent_at": NOON + 20 * HOUR,
        "due_at": NOON + 20 * HOUR + 30 * MINUTE,
        "finished_at": NOON + 20 * HOUR + 20 * MINUTE,
        "result": "passed" if kind == "check" else "found",
    }
    return TaskRow(**(facts | more))


def a_rating(of_round: int = 1, satisfaction: int = 5, *, solved: bool = True) -> RatingRow:
    """The answers of a content reporter."""
    return RatingRow(CASE, of_round, contacted=True, solved=solved, satisfaction=satisfaction)


def an_order(**more: Any) -> OrderRow:
    """A hotline's order that came with the report: signed for, reached and answered within its limits, not surveyed."""
    facts: dict[str, Any] = {
        "case_id": CASE,
        "received_at": NOON,
        "sign_due_at": NOON + HOUR,
        "reply_due_at": NOON + 24 * HOUR,
        "signed_at": NOON + 10 * MINUTE,
        "contacted_at": NOON + 2 * HOUR,
        "reached": True,
        "replied_at": NOON + 20 * HOUR,
    }
    return OrderRow(**(facts | more))


WAY = (
    "report_matter",
    "accept_case",
    "file_case",
    "dispatch_case",
    "finish_handling",
    "confirm_handling",
    "close_case",
)


def a_life(case: CaseRow | None = None, **more: Any) -> Life:
    """The life of a case that went its way in time; each part can be given."""
    facts: dict[str, Any] = {
        "case": case or a_row(),
        "place": Place("event", "B-event-01", AREA, None),
        "events": [an_event(command, number * HOUR, command) for number, command in enumerate(WAY)],
        "timers": [a_timer("accept"), a_timer("dispatch"), a_timer("handle")],
    }
    return Life(**(facts | more))


def a_count(n: int, key: str = "", /, **facts: Value) -> Counted:
    """So many cases with these facts, in a group."""
    return Counted(key, (CASES.pack(facts),), (n,))
