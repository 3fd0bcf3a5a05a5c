"""What was counted when a case was closed stays so, whatever becomes of the case that is opened again."""

from datetime import date
from itertools import count
from typing import Any

from server.analytics.facts import Facts, facts_of
from server.analytics.lives import CaseRow, EventRow, Life, RequestRow
from server.analytics.signature import CASES
from tests.server.analytics.lives import (
    CASE,
    DEPARTMENT,
    HOUR,
    NOON,
    OTHER_DEPARTMENT,
    a_life,
    a_rating,
    a_row,
    a_timer,
    an_event,
    an_order,
)

CASE_ID = "019ab000-0000-7000-8000-00000000000a"
LATER = 40 * 24 * HOUR
BEFORE = (
    ("report_matter", None), ("accept_case", None), ("file_case", None), ("dispatch_case", DEPARTMENT),
    ("assign_case", "handler-1"), ("finish_handling", None), ("confirm_handling", None), ("close_case", None),
)  # fmt: skip


def events(*more: EventRow, of_round: int = 1) -> list[EventRow]:
    hours = count()
    first = [an_event(command, next(hours) * HOUR, command, about) for command, about in BEFORE]
    return [*(one._replace(round=of_round) for one in first), *more]


def a_closed_life(**more: Any) -> Life:
    """Closed seven hours after the report; each part can be given."""
    case = a_row(id=CASE_ID, closed_at=NOON + 7 * HOUR, **more.pop("row", {}))
    return a_life(case, **({"events": events(), "orders": [an_order()]} | more))


def reopened(closed: Life, row: dict[str, Any] | None = None, **more: Any) -> Life:
    """The same case forty days later, given to another department and not yet handled; `row` tells the case's rest."""
    goes_on = [
        an_event("reopen_case", LATER, "supervisor-1"),
        an_event("dispatch_case", LATER + HOUR, "dispatcher-2", OTHER_DEPARTMENT),
    ]
    facts = {
        "state": "pending_handle", "closed_at": None, "reopenings": 1, "department": OTHER_DEPARTMENT, "handler": None,
        "redispatched": True, "exempt": False,
    }  # fmt: skip
    case: CaseRow = closed.case._replace(**(facts | (row or {})))
    handling = a_timer("handle", "running", began=LATER // (HOUR / 60) + 60, due=LATER + 72 * HOUR)
    since = [a_timer("dispatch", began=LATER // (HOUR / 60), done=LATER + HOUR, due=LATER + 2 * HOUR), handling]
    changed = {"case": case, "events": [*closed.events, *goes_on], "timers": [*closed.timers, *since]}
    return closed._replace(**(changed | more))


def rows(life: Life) -> tuple[Facts, Facts]:
    first, second = facts_of(life)
    return first, second


def test_a_closed_case_that_is_opened_again_is_counted_as_it_was_but_for_that() -> None:
    closed = a_closed_life()
    [before] = facts_of(closed)
    first, _ = rows(reopened(closed))
    assert first._replace(signature=0) == before._replace(signature=0)
    then, now = CASES.unpack(before.signature), CASES.unpack(first.signature)
    assert {name for name in then if then[name] != now[name]} == {"reopened"}


def test_what_follows_is_due_and_closed_in_months_of_its_own_and_is_reported_and_filed_once() -> None:
    closed = a_closed_life()
    _, second = rows(reopened(closed))
    assert (second.reported_day, second.filed_day, second.closed_day, second.reply_due_day) == (None, None, None, None)
    assert second.due_day == date(2026, 12, 16).toordinal()
    assert second.open_due_at == NOON + LATER + 72 * HOUR
    assert (second.department, second.dispatcher, second.acceptor) == (OTHER_DEPARTMENT, "dispatcher-2", "accept_case")
    again = {"state": "closed", "closed_at": NOON + LATER + 9 * HOUR}
    first, second = rows(reopened(closed, again))
    assert (first.closed_day, second.closed_day) == (
        date(2026, 11, 3).toordinal(), date(2026, 12, 13).toordinal(),
    )  # fmt: skip
    assert CASES.unpack(second.signature)["redispatched"] is False


def test_what_was_granted_and_done_again_belongs_to_the_part_in_which_it_was() -> None:
    closed = a_closed_life(events=events(of_round=2), row={"reworks": 1, "extensions": 1, "exempt": True})
    granted = [
        RequestRow(CASE, "extension", NOON + HOUR),
        RequestRow(CASE, "appeal", NOON + 30 * HOUR),
        RequestRow(CASE, "suspension", NOON + LATER + 2 * HOUR),
    ]
    first, second = rows(
        reopened(closed, {"reworks": 3, "extensions": 1, "suspensions": 1, "returns": 1}, granted=granted)
    )
    told, since = CASES.unpack(first.signature), CASES.unpack(second.signature)
    names = ("reworks", "extensions", "exempt", "suspended", "returns")
    assert [told[name] for name in names] == [1, 1, True, False, 0]
    assert [since[name] for name in names] == [2, 0, False, True, 1]


def test_an_answer_belongs_to_the_round_that_it_was_given_for() -> None:
    first, second = rows(reopened(a_closed_life(), ratings=[a_rating(1, 2), a_rating(2, 5)]))
    assert CASES.unpack(first.signature)["satisfaction"] == 2
    assert CASES.unpack(second.signature)["satisfaction"] == 5


def test_what_was_put_right_on_the_spot_and_is_filed_after_all_is_filed_then() -> None:
    spot = [an_event("self_handle", 0 * HOUR), an_event("audit_self_handled", HOUR)]
    row = {"self_handled": True, "filed_at": None, "department": None, "handler": None}
    closed = a_closed_life(events=spot, timers=[], orders=[], row=row)
    first, second = rows(reopened(closed, {"self_handled": False, "filed_at": NOON + LATER + HOUR}))
    assert (first.filed_day, second.filed_day) == (None, date(2026, 12, 13).toordinal())
    assert CASES.unpack(first.signature)["self_handled"] is True
    assert CASES.unpack(second.signature)["self_handled"] is False


def test_both_rows_keep_the_time_of_the_case_in_their_ids() -> None:
    first, second = rows(reopened(a_closed_life()))
    assert (first.id, first.case_id, second.case_id) == (CASE_ID, CASE_ID, CASE_ID)
    assert (second.id[:13], second.id != CASE_ID) == (CASE_ID[:13], True)


def test_a_reopening_without_a_closing_splits_nothing() -> None:
    life = a_life(events=[an_event("report_matter"), an_event("reopen_case", LATER)])
    assert len(facts_of(life)) == 1
