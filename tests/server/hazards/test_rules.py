"""Dangers move by the one table, in whatever order their events come."""

from typing import Any

import pytest
from msgspec.structs import replace

from mobile_contract import hazards as wire
from mobile_contract.cases import CaseState, LimitUnit
from mobile_contract.danger_machine import ROWS, DangerState
from mobile_contract.hazards import DangerCommand, ReinspectionResult, TemplateItem
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case, CaseEvent
from server.cases.workdays import WorkCalendar
from server.core.decisions import Decision, Handler
from server.core.entities import Need, Needs
from server.hazards.entities import Danger, DangerEvent, NoticeCounter
from server.hazards.rules import ABSORBED
from sync.dangers import DANGERS, row_of
from sync.machine import Outcome
from tests.server.hazards.judged import (
    DANGER,
    EVERY_STEP,
    GRID,
    KINDS,
    LAT,
    LON,
    PROOF,
    RULES,
    STATES,
    WORKER,
    a_danger,
    a_photo,
    decide,
    looked,
    only,
    step,
)
from tests.server.hazards.shapes import LPG
from tests.support.judging import NOW, ADirectory, a_context, an_id, judge

# --- the whole table --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("command", EVERY_STEP, ids=lambda command: row_of(command).event)
def test_each_event_does_in_each_state_what_the_table_says(command: DangerCommand, state: DangerState) -> None:
    danger = a_danger(state=state, notice_no="2026000001", due_on="2026-11-20")
    row = row_of(command)

    decision = decide(command, danger, *PROOF)

    match DANGERS.outcome(state, row.event):
        case Outcome.APPLY:
            assert decision.verdict is Verdict.APPLIED
            assert only(decision, Danger).state is DANGERS.after(state, row.event)
            assert only(decision, DangerEvent).applied
        case Outcome.ABSORB:
            assert (decision.verdict, decision.facts[ABSORBED]) == (Verdict.MERGED, state.value)
            assert not [one for one in decision.puts if isinstance(one, Danger)]
            assert all(one.absorbed for one in decision.puts if isinstance(one, DangerEvent))
        case Outcome.PARK if row.offline:
            assert (decision.verdict, decision.why) == (Verdict.CONFLICT, ProblemCode.DANGER_MOVED_ON)
            assert not only(decision, DangerEvent).applied
            (draft,) = decision.conflicts
            assert (draft.entity, draft.mine, draft.theirs) == (DANGER, row.event, state.value)
        case Outcome.PARK:
            assert (decision.verdict, decision.why, decision.puts) == (
                Verdict.REFUSED, ProblemCode.DANGER_MOVED_ON, (),
            )  # fmt: skip


def test_every_row_of_the_table_is_a_command_and_the_other_way_round() -> None:
    assert {row_of(command).event for command in EVERY_STEP} == {row.event for row in ROWS}


def test_only_what_is_ordered_at_a_desk_cannot_be_queued() -> None:
    assert {kind for kind, rule in RULES.items() if rule.online} == {wire.WithdrawDanger, wire.CloseDanger}


def test_an_event_of_a_danger_that_is_not_there_yet_waits_for_it() -> None:
    decision = decide(step(wire.RectifyDanger))

    assert (decision.verdict, decision.missing) == (Verdict.HELD, (DANGER,))


def test_what_was_done_in_another_state_than_was_seen_is_told_as_merged() -> None:
    command = step(wire.RectifyDanger, saw=DangerState.FOUND)

    assert decide(command, a_danger(state=DangerState.NOTICED)).verdict is Verdict.MERGED
    assert decide(command, a_danger()).verdict is Verdict.APPLIED


# --- fixing -----------------------------------------------------------------------------------------------------------


def test_what_may_not_be_put_right_on_the_spot_needs_a_notice() -> None:
    asks = TemplateItem(code=LPG, text="液化气瓶", level="major", may_fix_on_spot=False)

    assert decide(step(wire.FixDanger), a_danger(asks=asks), *PROOF).facts["needs"] == "notice"
    noticed = a_danger(asks=asks, state=DangerState.NOTICED, notice_no="2026000001", due_on="2026-11-30")
    done = only(decide(step(wire.FixDanger), noticed, *PROOF), Danger)
    assert (done.state, done.handled_at, done.rectified_at) == (DangerState.RECTIFIED, NOW, NOW)


def test_fixing_is_proved_by_a_picture_of_before_and_another_of_after() -> None:
    before, after = PROOF
    lacking = decide(step(wire.FixDanger), a_danger(), before)
    assert (lacking.why, dict(lacking.facts)) == (
        ProblemCode.CASE_NEEDS, {"needs": "photos_after", "wanted": "1", "have": "0"},
    )  # fmt: skip
    assert decide(step(wire.FixDanger), a_danger(), after).facts["needs"] == "photos_before"
    the_same = a_photo(PhotoPhase.HANDLE, "a")
    assert decide(step(wire.FixDanger), a_danger(), before, the_same).facts["needs"] == "photos_after"
    done = only(decide(step(wire.FixDanger), a_danger(), *PROOF), Danger)
    assert (done.state, done.handled_at, done.rectified_at) == (DangerState.FIXED_ON_SPOT, NOW, None)


def test_the_picture_of_an_earlier_round_proves_nothing_of_this_one() -> None:
    danger = a_danger(state=DangerState.RECTIFIED, round=2)
    again = a_photo(PhotoPhase.CHECK, "b", 2)

    assert decide(looked(ReinspectionResult.PASS), danger, *PROOF).facts["have"] == "0"
    assert decide(looked(ReinspectionResult.PASS), danger, *PROOF, again).facts["have"] == "0"
    fresh = a_photo(PhotoPhase.CHECK, "c", 2)
    assert decide(looked(ReinspectionResult.PASS), danger, *PROOF, fresh).verdict is Verdict.APPLIED


# --- notices ----------------------------------------------------------------------------------------------------------


def test_a_notice_has_a_number_and_a_deadline_which_its_author_is_told() -> None:
    decision = decide(step(wire.IssueNotice, handed_to="演示店主", days=5), a_danger(), *PROOF)

    danger, event, counter = only(decision, Danger), only(decision, DangerEvent), only(decision, NoticeCounter)
    assert (danger.notice_no, danger.due_on, danger.noticed_at) == ("2026000001", "2026-11-28", NOW)
    assert (event.notice_no, event.due_on, event.handed_to) == ("2026000001", "2026-11-28", "演示店主")
    assert (counter.year, counter.last) == ("2026", 1)
    assert decision.facts == {"notice_no": "2026000001", "due_on": "2026-11-28"}


def test_the_deadline_counts_from_when_it_was_handed_over_by_the_day_of_shanghai() -> None:
    late_at_night = NOW.replace(day=1, hour=16)  # midnight in Shanghai: the 2nd begins
    context = a_context(user=WORKER, observed_at=late_at_night, directory=ADirectory(here=GRID))

    danger = only(decide(step(wire.IssueNotice), a_danger(), *PROOF, context=context), Danger)

    assert danger.due_on == "2026-11-09"  # the item's seven days


def test_a_deadline_in_work_days_goes_by_the_calendar_and_needs_one() -> None:
    friday = NOW.replace(day=27)
    danger = a_danger(unit=LimitUnit.WORK_DAY)

    def noticed(calendar: WorkCalendar) -> Decision:
        directory = ADirectory(here=GRID, calendar=calendar)
        context = a_context(user=WORKER, observed_at=friday, directory=directory)
        return decide(step(wire.IssueNotice, days=2), danger, *PROOF, context=context)

    assert only(noticed(WorkCalendar((2026,))), Danger).due_on == "2026-12-01"
    assert noticed(WorkCalendar((2025,))).why is ProblemCode.NO_CALENDAR


@pytest.mark.parametrize(("year", "number"), [("2026", "2026000008"), ("2025", "2026000001"), ("2027", "2027000008")])
def test_numbers_rise_and_their_year_never_goes_back(year: str, number: str) -> None:
    counter = NoticeCounter(id=_counter_id(), year=year, last=7)

    assert only(decide(step(wire.IssueNotice), a_danger(), counter, *PROOF), Danger).notice_no == number


def _counter_id() -> str:
    return only(decide(step(wire.IssueNotice), a_danger(), *PROOF), NoticeCounter).id


def test_what_fails_gets_the_next_notice_and_the_next_round() -> None:
    danger = a_danger(state=DangerState.RECTIFIED, notice_no="2026000001", due_on="2026-11-20", rectified_at=NOW)
    told = replace(danger, overdue_at=NOW)
    counter = NoticeCounter(id=_counter_id(), year="2026", last=1)

    decision = decide(looked(ReinspectionResult.FAIL, days=2), told, counter)

    after = only(decision, Danger)
    assert (after.state, after.round, after.notice_no, after.due_on) == (
        DangerState.NOTICED, 2, "2026000002", "2026-11-25",
    )  # fmt: skip
    assert (after.rectified_at, after.overdue_at, after.reinspected_at) == (None, None, NOW)
    assert only(decision, DangerEvent).round == 1


def test_two_inspectors_who_look_at_once_do_not_decide_over_each_other() -> None:
    rectified = a_danger(state=DangerState.RECTIFIED)
    passed, failed = looked(ReinspectionResult.PASS, round=1), looked(ReinspectionResult.FAIL, round=1)

    after_pass = only(decide(passed, rectified, *PROOF), Danger)
    after_fail = only(decide(failed, rectified, *PROOF), Danger)

    assert decide(failed, after_pass, *PROOF).why is ProblemCode.DANGER_MOVED_ON
    assert decide(passed, after_fail, *PROOF).why is ProblemCode.DANGER_MOVED_ON
    assert decide(failed, after_fail, *PROOF).verdict is Verdict.MERGED
    assert decide(passed, after_pass, *PROOF).verdict is Verdict.MERGED


def test_rectified_in_a_round_that_is_over_comes_too_late_for_the_next_notice() -> None:
    danger = a_danger(state=DangerState.NOTICED, round=2)

    decision = decide(step(wire.RectifyDanger, round=1), danger)

    assert (decision.verdict, only(decision, DangerEvent).absorbed) == (Verdict.MERGED, True)


# --- deadlines --------------------------------------------------------------------------------------------------------


def test_the_clock_tells_once_and_only_of_the_present_notice() -> None:
    danger = a_danger(state=DangerState.NOTICED, notice_no="2026000001", due_on="2026-11-20")

    told = only(decide(step(wire.TellDeadline), danger), Danger)

    assert (told.state, told.overdue_at) == (DangerState.NOTICED, NOW)
    assert decide(step(wire.TellDeadline), told).puts == ()
    assert decide(step(wire.TellDeadline), replace(danger, notice_no="2026000002")).puts == ()
    assert decide(step(wire.TellDeadline), replace(danger, due_on="2026-12-20")).puts == ()


# --- escalating, withdrawing, closing ---------------------------------------------------------------------------------


def test_a_danger_goes_on_as_a_case_that_the_same_command_reports() -> None:
    decision = decide(step(wire.EscalateDanger, address="雨花路 1 号", urgent=True), a_danger(case_class="C-1-1-1"))

    danger, case, event = only(decision, Danger), only(decision, Case), only(decision, CaseEvent)
    assert (danger.state, danger.case_id) == (DangerState.ESCALATED, case.id)
    assert (case.state, case.title, case.description) == (CaseState.REPORTED, "隐患：楼梯堵塞", "拒不整改")
    assert (case.lon, case.lat, case.grid, case.address) == (LON, LAT, GRID, "雨花路 1 号")
    assert (case.class_code, case.urgent, case.reporter) == ("C-1-1-1", True, WORKER)
    assert (event.command, event.from_state) == ("report_matter", None)


def test_a_second_escalation_makes_no_second_case() -> None:
    escalated = a_danger(state=DangerState.ESCALATED, case_id=an_id(530))

    decision = decide(step(wire.EscalateDanger, case=an_id(531)), escalated)

    assert (decision.verdict, decision.facts["case"]) == (Verdict.MERGED, an_id(530))
    assert not [row for row in decision.puts if isinstance(row, Case)]


def test_whoever_handles_the_case_must_find_the_place() -> None:
    placeless = a_danger(lon=None, lat=None)
    directory = ADirectory(here=None)
    context = a_context(user=WORKER, directory=directory)

    assert decide(step(wire.EscalateDanger), placeless).facts == {"needs": "address"}
    found = decide(step(wire.EscalateDanger, address="雨花路 1 号"), placeless, context=context)
    assert only(found, Case).address == "雨花路 1 号"


@pytest.mark.parametrize("shape", [wire.EscalateDanger, wire.WithdrawDanger])
def test_what_takes_a_danger_off_the_list_is_reasoned(shape: type[DangerCommand]) -> None:
    assert decide(step(shape, words="  "), a_danger()).facts == {"needs": "words"}


def test_an_id_of_a_case_that_is_taken_refuses_the_escalation() -> None:
    case = only(decide(step(wire.EscalateDanger), a_danger()), Case)

    assert decide(step(wire.EscalateDanger), a_danger(), case).why is ProblemCode.ID_TAKEN


def reading_too(shape: type[DangerCommand], more: Need) -> Handler:
    """The rule of a command with what it, or whoever settles it, brings along."""
    rule = RULES[shape]

    def needs(command: Any) -> Needs:
        return (*rule.needs(command), more)

    return replace(rule, needs=needs)


def test_an_escalated_danger_is_closed_once_its_case_has_ended() -> None:
    case = only(decide(step(wire.EscalateDanger), a_danger()), Case)
    danger = a_danger(state=DangerState.ESCALATED, case_id=case.id)
    assert RULES[wire.CloseDanger].brings is not None

    def closed(case: Case) -> Decision:
        brought = reading_too(wire.CloseDanger, Need(Case, case.id))
        return judge(brought, step(wire.CloseDanger), (danger, case), KINDS, a_context(user=WORKER))

    assert closed(case).facts["needs"] == "case_ended"
    done = only(closed(replace(case, state=CaseState.CLOSED)), Danger)
    assert (done.state, done.ended_at) == (DangerState.CLOSED, NOW)


def test_what_was_withdrawn_keeps_its_history() -> None:
    decision = decide(step(wire.WithdrawDanger), a_danger(state=DangerState.NOTICED, notice_no="2026000001"))

    after, event = only(decision, Danger), only(decision, DangerEvent)
    assert (after.state, after.notice_no, after.ended_at) == (DangerState.WITHDRAWN, "2026000001", NOW)
    assert (event.from_state, event.words) == (DangerState.NOTICED, "不是隐患")


# --- settling ---------------------------------------------------------------------------------------------------------


def test_a_second_person_may_have_a_step_taken_after_all_but_not_of_what_has_ended() -> None:
    settling = a_context(user=WORKER, directory=ADirectory(here=GRID), settles=ProblemCode.DANGER_MOVED_ON)
    command = looked(ReinspectionResult.FAIL)
    kept = only(decide(command, a_danger(state=DangerState.REINSPECTED)), DangerEvent)

    known = reading_too(wire.ReinspectDanger, Need(DangerEvent, kept.id))
    done = judge(known, command, (a_danger(state=DangerState.REINSPECTED), kept), KINDS, settling)

    assert only(done, Danger).state is DangerState.NOTICED
    event = only(done, DangerEvent)
    assert (event.id, event.version, event.applied) == (kept.id, kept.version + 1, True)
    ended = judge(known, command, (a_danger(state=DangerState.CLOSED), kept), KINDS, settling)
    assert ended.why is ProblemCode.ALREADY_ENDED
