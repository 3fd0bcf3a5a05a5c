"""What is counted of a case follows from what happened to it."""

from datetime import date
from typing import Any

import pytest

from server.analytics.facts import UNIT_TASK, Facts, facts_of
from server.analytics.lives import Life, Place
from server.analytics.signature import CASES, TASKS_SENT
from server.catalogue.starter import SCHEMES, starter
from tests.server.analytics.lives import (
    AREA,
    DEPARTMENT,
    FORMER_GRID,
    GRID,
    HOUR,
    MINUTE,
    NOON,
    OTHER_DEPARTMENT,
    WAY,
    a_life,
    a_rating,
    a_row,
    a_task,
    a_timer,
    an_event,
    an_order,
)


def of(life: Life) -> Facts:
    return facts_of(life)[0]


def told(life: Life) -> dict[str, Any]:
    return dict(CASES.unpack(of(life).signature))


def true_of(life: Life) -> set[str]:
    return {name for name, value in told(life).items() if value is True}


def test_a_case_that_went_its_way_in_time_has_done_all_of_it() -> None:
    assert true_of(a_life()) == {
        "accepted", "accepted_in_time", "filed", "filed_right", "dispatched", "dispatched_in_time", "should_handle",
        "handled", "handled_in_time", "closed", "closed_in_time",
    }  # fmt: skip
    assert (told(a_life())["source"], told(a_life())["kind"]) == ("worker", "event")


def test_days_are_those_of_the_districts_clock() -> None:
    late_evening = NOON + 11 * HOUR + 59 * MINUTE
    facts = of(a_life(a_row(filed_at=late_evening, closed_at=late_evening + MINUTE)))
    assert (facts.filed_day, facts.closed_day) == (date(2026, 11, 3).toordinal(), date(2026, 11, 4).toordinal())


@pytest.mark.parametrize(
    ("stage", "lost"),
    [
        ("accept", {"accepted_in_time"}),
        ("dispatch", {"dispatched_in_time"}),
        ("handle", {"handled_in_time", "closed_in_time"}),
    ],
)
def test_a_clock_that_ran_out_costs_what_it_was_for(stage: str, lost: set[str]) -> None:
    timers = [
        a_timer(one, due=HOUR, done=HOUR + MINUTE if one == stage else HOUR) for one in ("accept", "dispatch", "handle")
    ]
    assert true_of(a_life()) - true_of(a_life(timers=timers)) == lost


def test_a_clock_that_is_stopped_at_the_very_instant_is_kept() -> None:
    assert "handled_in_time" in true_of(a_life(timers=[a_timer("handle", due=HOUR, done=HOUR)]))


def test_each_round_must_keep_its_own_limit() -> None:
    first_late = [a_timer("handle", due=HOUR, done=2 * HOUR), a_timer("handle", began=200)]
    assert {"handled", "handled_in_time"} & true_of(a_life(timers=first_late)) == {"handled"}
    facts = of(a_life(timers=[a_timer("handle"), a_timer("handle", "running", due=48 * HOUR, began=200)]))
    assert facts.due_day == date(2026, 11, 5).toordinal()
    assert not {"handled", "handled_in_time"} & {n for n, v in CASES.unpack(facts.signature).items() if v is True}


def test_a_limit_that_came_to_nothing_or_rests_is_no_duty() -> None:
    for state in ("dropped", "paused"):
        life = a_life(a_row("suspended"), timers=[a_timer("handle", state)])
        assert (of(life).due_day, of(life).open_due_at) == (None, None)
        assert "should_handle" not in true_of(life)


def test_an_unhandled_case_is_overdue_from_its_limit_on() -> None:
    running = [a_timer("handle", "running")]
    assert of(a_life(a_row("handling"), timers=running)).open_due_at == NOON + 4 * HOUR
    assert of(a_life(a_row("handling"))).open_due_at is None
    assert of(a_life(a_row("merged"), timers=running)).open_due_at is None


def test_a_dispatch_is_right_unless_another_department_followed() -> None:
    once = [*a_life().events, an_event("dispatch_case", about=DEPARTMENT)]
    assert "redispatched" not in true_of(a_life(events=once))
    assert "redispatched" not in true_of(a_life(events=[*once, an_event("dispatch_case", about=DEPARTMENT)]))
    assert "redispatched" in true_of(a_life(events=[*once, an_event("dispatch_case", about=OTHER_DEPARTMENT)]))
    assert "redispatched" in true_of(a_life(a_row(redispatched=True)))


@pytest.mark.parametrize(
    ("state", "flag"),
    [
        ("refused", "refused"),
        ("not_filed", "not_filed"),
        ("voided", "voided"),
        ("merged", "merged"),
        ("forced_closed", "forced_closed"),
    ],
)
def test_each_end_is_told_apart_and_is_no_closing(state: str, flag: str) -> None:
    assert flag in true_of(a_life(a_row(state)))
    assert not {"closed", "closed_in_time"} & true_of(a_life(a_row(state)))
    assert of(a_life(a_row(state))).closed_day is not None


def test_a_forced_end_is_no_handling_though_it_stops_the_clock() -> None:
    assert "handled" not in true_of(a_life(a_row("forced_closed")))


def test_a_case_that_is_open_again_is_closed_no_more() -> None:
    life = a_life(a_row("pending_dispatch", reopenings=1))
    assert of(life).closed_day is None
    assert "reopened" in true_of(life)
    assert "closed" not in true_of(life)


def test_a_filing_is_right_unless_it_went_back_or_was_void() -> None:
    went_back = [*a_life().events, an_event("return_to_acceptor")]
    assert "filed_right" not in true_of(a_life(events=went_back))
    assert "filed_right" not in true_of(a_life(a_row("voided")))


def test_an_appeal_keeps_the_fact_and_says_that_it_is_exempt() -> None:
    late = a_life(a_row(exempt=True), timers=[a_timer("handle", due=HOUR, done=2 * HOUR)])
    assert {"exempt", "handled_in_time"} & true_of(late) == {"exempt"}


def test_how_often_is_counted() -> None:
    facts = told(a_life(a_row(reworks=2, extensions=1, returns=9)))
    assert (facts["reworks"], facts["extensions"], facts["returns"]) == (2, 1, 7)


def test_the_answers_of_the_last_round_count() -> None:
    facts = told(a_life(ratings=[a_rating(2, 2, solved=False), a_rating(1, 5)]))
    assert (facts["rated"], facts["satisfaction"], facts["solved"], facts["contacted"]) == (True, 2, False, True)
    assert told(a_life())["rated"] is False


def test_people_are_told_by_their_deeds_and_who_is_from_outside_is_not() -> None:
    facts = of(a_life())
    posts = (facts.reporter, facts.acceptor, facts.filer, facts.dispatcher, facts.handler, facts.worker)
    assert posts == (*(WAY[number] for number in (0, 1, 2, 3)), "handler-1", None)
    assert of(a_life(a_row(source="resident"))).reporter is None
    assert of(a_life(a_row(handler=None))).handler == "finish_handling"


def test_a_place_is_where_it_was_seen_and_where_it_lies_now() -> None:
    facts = of(a_life(place=Place("event", "B-event-01", AREA, FORMER_GRID)))
    assert (facts.grid, facts.grid_then, facts.area) == (GRID, FORMER_GRID, AREA)
    assert of(a_life()).grid_then == GRID


@pytest.mark.parametrize(
    ("task", "wanted"),
    [
        (a_task(), {"done", "done_in_time", "passed"}),
        (a_task("verify"), {"done", "done_in_time", "passed"}),
        (a_task(result="failed"), {"done", "done_in_time"}),
        (a_task(finished_at=NOON + 21 * HOUR), {"done", "passed"}),
        (a_task(state="open", finished_at=None), set[str]()),
        (a_task(state="withdrawn", result=None), {"withdrawn"}),
    ],
)
def test_a_task_is_its_workers_and_is_done_in_time_or_not(task: Any, wanted: set[str]) -> None:
    [_, facts] = facts_of(a_life(tasks=[task]))
    signed = TASKS_SENT.unpack(facts.signature)
    assert {name for name, value in signed.items() if value is True} == wanted
    assert (facts.unit, facts.worker, facts.case_id, signed["task"]) == (UNIT_TASK, "checker-1", "case-1", task.of_kind)
    assert facts.sent_day == date(2026, 11, 4).toordinal()


def test_who_helps_another_department_has_no_task_of_a_worker() -> None:
    assert len(facts_of(a_life(tasks=[a_task("co_handle", assignee=None)]))) == 1


def test_a_class_of_an_unknown_kind_is_counted_with_an_empty_one() -> None:
    assert told(a_life(place=Place("weather", "W-weather-01", AREA)))["kind"] == ""


def test_an_order_of_a_hotline_is_a_ticket_that_is_due_when_it_is_to_be_answered() -> None:
    life = a_life(a_row(source="hotline"), orders=[an_order()])
    assert of(life).reply_due_day == date(2026, 11, 4).toordinal()
    assert true_of(life) - true_of(a_life()) == {"ticket", "signed_in_time", "contacted_in_time", "replied_in_time"}
    assert of(a_life()).reply_due_day is None


@pytest.mark.parametrize(
    ("more", "lost"),
    [
        ({"signed_at": NOON + HOUR + MINUTE}, {"signed_in_time"}),
        ({"contacted_at": NOON + 24 * HOUR + MINUTE}, {"contacted_in_time"}),
        ({"reached": False}, {"contacted_in_time"}),
        ({"contacted_at": None, "reached": None, "replied_at": None}, {"contacted_in_time", "replied_in_time"}),
    ],
)
def test_what_was_not_done_in_time_for_a_citizen_is_not_counted_so(more: dict[str, Any], lost: set[str]) -> None:
    assert true_of(a_life(orders=[an_order()])) - true_of(a_life(orders=[an_order(**more)])) == lost


def test_whoever_answered_when_called_back_was_surveyed() -> None:
    answered = a_life(orders=[an_order(solved=True, satisfaction=4)])
    assert {"surveyed", "solved", "rated"} & true_of(answered) == {"surveyed", "solved"}
    assert told(answered)["satisfaction"] == 4
    assert "surveyed" not in true_of(a_life(orders=[an_order()]))
    assert {"surveyed", "rated"} <= true_of(a_life(ratings=[a_rating()]))


def test_what_the_reporter_says_goes_before_what_was_said_for_them() -> None:
    both = a_life(ratings=[a_rating(satisfaction=2, solved=False)], orders=[an_order(solved=True, satisfaction=5)])
    assert (told(both)["solved"], told(both)["satisfaction"]) == (False, 2)


def test_each_kind_of_class_has_its_own_figures() -> None:
    for kind in {node.kind for scheme in SCHEMES for node in starter(scheme).classes}:
        assert told(a_life(place=Place(kind, f"X-{kind}-01", AREA)))["kind"] == kind
