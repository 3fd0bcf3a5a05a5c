"""What a step does beside moving its case: numbers, departments, handlers, instants; and the whole main path."""

from datetime import UTC, datetime, timedelta

import pytest

from mobile_contract import cases as wire
from mobile_contract.cases import CaseState, CheckResult
from mobile_contract.media import PhotoPhase
from mobile_contract.receipts import Verdict
from server.cases.effects import COUNTER
from server.cases.entities import Case, CaseCounter, CaseEvent, CaseGrant
from server.cases.holders import grant_id
from server.cases.machine import BY_EVENT
from server.cases.rules import HANDLERS
from server.core.decisions import Context
from server.uploads.entities import Photo
from tests.server.cases.scenes import (
    DEPARTMENT,
    HANDLER,
    KINDS,
    NOISE,
    POTHOLE,
    a_case,
    a_command,
    a_membership,
    a_photo,
    a_scene,
    a_user,
    an_event,
    as_in,
    handler_of,
    judged,
    one_put,
)
from tests.support.judging import NOW, judge

LATE_EVENING = datetime(2026, 11, 23, 15, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("counter", "now", "case_no", "version"),
    [
        (None, LATE_EVENING, "2026112300001", 1),
        (("20261123", 41), LATE_EVENING, "2026112300042", 2),
        (("20261123", 41), LATE_EVENING + timedelta(minutes=1), "2026112400001", 2),
        (("20261124", 3), LATE_EVENING, "2026112400004", 2),
    ],
)
def test_filing_gives_the_next_number_of_the_day_in_shanghai(
    counter: tuple[str, int] | None, now: datetime, case_no: str, version: int
) -> None:
    rows = [] if counter is None else [CaseCounter(id=COUNTER, day=counter[0], last=counter[1])]

    decision = judged(
        a_command(wire.FileCase), a_case(CaseState.PENDING_FILING, case_no=None, class_code=None), *rows, now=now
    )

    case, kept = one_put(decision, Case), one_put(decision, CaseCounter)
    assert (case.case_no, case.class_code) == (case_no, POTHOLE.code)
    assert (kept.id, kept.version, f"{kept.day}{kept.last:05d}") == (COUNTER, version, case_no)


def test_a_case_that_is_filed_again_keeps_its_number() -> None:
    decision = judged(a_command(wire.FileCase, class_code=NOISE.code), a_case(CaseState.PENDING_FILING))

    case = one_put(decision, Case)
    assert (case.case_no, case.class_code) == ("2026112300001", NOISE.code)
    assert [row for row in decision.puts if isinstance(row, CaseCounter)] == []


def test_dispatching_gives_the_case_to_a_department_and_raises_its_generation() -> None:
    case = one_put(
        judged(a_command(wire.DispatchCase), a_case(CaseState.PENDING_DISPATCH, department=None, generation=0)), Case
    )

    assert (case.department, case.generation) == (DEPARTMENT, 1)


def test_assigning_lets_the_whole_case_be_seen_by_its_handler() -> None:
    old, known = an_event(), an_event(handler=HANDLER)
    photo = a_photo(PhotoPhase.REPORT)
    command = a_command(wire.AssignCase)

    decision = judged(
        command,
        a_case(CaseState.PENDING_HANDLE, handler=None),
        old,
        known,
        photo,
        around=(a_user(HANDLER), a_membership(HANDLER)),
    )

    case, own, *others = (row for row in decision.puts if not isinstance(row, CaseGrant))
    assert isinstance(case, Case)
    assert isinstance(own, CaseEvent)
    granted = CaseGrant(id=grant_id(case.id, HANDLER), case_id=case.id, user_id=HANDLER, from_at=NOW, until_at=None)
    assert granted in decision.puts
    assert (case.handler, case.generation, own.id, own.handler) == (HANDLER, 3, command.id, HANDLER)
    assert [(type(row), row.id, row.version) for row in others] == [(CaseEvent, old.id, 2), (Photo, photo.id, 2)]
    assert {getattr(row, "handler") for row in others} == {HANDLER}  # noqa: B009 - events and photos alike


def test_a_checked_case_is_closed_with_its_instant() -> None:
    case = one_put(judged(a_command(wire.CloseCase), a_case(CaseState.PENDING_CLOSE)), Case)

    assert (case.state, case.closed_at) == (CaseState.CLOSED, NOW)


def test_a_failed_check_brings_the_case_back_before_checking() -> None:
    failed = a_command(wire.SubmitCheck, result=CheckResult.FAILED)

    assert one_put(judged(failed, a_case(CaseState.CHECKING)), Case).state is CaseState.PENDING_CHECK


def test_what_happened_offline_keeps_its_own_time() -> None:
    then = NOW - timedelta(days=2)
    context: Context = a_scene(user=HANDLER, observed_at=then, clock_quality="estimated")

    decision = judge(
        handler_of(HANDLERS, a_command(wire.RecordProgress)),
        a_command(wire.RecordProgress),
        [a_case(CaseState.HANDLING)],
        KINDS,
        context,
    )

    event = one_put(decision, CaseEvent)
    assert (event.at, event.clock_quality, decision.version) == (then, "estimated", 7)


def test_the_main_path_leads_from_the_report_to_the_closing() -> None:
    path = [
        "accept_case", "file_case", "dispatch_case", "assign_case", "record_progress", "finish_handling",
        "rework_handling", "finish_handling", "confirm_handling", "send_check", "submit_check:failed", "send_check",
        "submit_check:passed", "comment_case", "close_case",
    ]  # fmt: skip
    case = a_case(state_seq=1, class_code=None, case_no=None, department=None, handler=None, checker=None)

    for event in path:
        decision = judged(as_in(BY_EVENT[event], saw=case.state), case)
        assert decision.verdict is Verdict.APPLIED, event
        case = next((row for row in decision.puts if isinstance(row, Case)), case)

    assert (case.state, case.state_seq) == (CaseState.CLOSED, 14)
