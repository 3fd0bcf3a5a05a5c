"""A command that is not lawful now is never lost: it is evidence, with its receipt. And how districts fold posts."""

from datetime import timedelta

import msgspec
import pytest

from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.cases import CaseCommand, CaseState
from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import CaseEvent
from server.core.ids import new_id
from server.core.journal import list_entries_of
from server.core.reading import list_by
from server.uploads.entities import Photo
from tests.server.cases.acts import Acts
from tests.support.scene import CLASS, by_system


async def _in_the_journal(acts: Acts, case: str) -> list[str]:
    door = acts.town.door
    entries = await door.database.read(lambda tx: list_entries_of(tx, door.district, [case]))
    return [entry.kind for entry in entries]


async def _event_of(acts: Acts, case: str, command: str) -> CaseEvent:
    [found] = [event for event in await acts.rows(CaseEvent, case) if event.id == command]
    return found


@pytest.mark.parametrize(
    ("login", "kind", "facts"),
    [
        ("office", wire.CloseCase, {"condition_met": True}),
        ("dispatcher", beside.ResumeCase, {}),
        ("supervisor", beside.ReopenCase, {}),
        ("office", beside.ReworkDepartment, {}),
    ],
)
async def test_an_unlawful_command_is_an_event_that_was_not_applied(
    acts: Acts, login: str, kind: type[CaseCommand], facts: dict[str, bool]
) -> None:
    case = await acts.reported()
    before = await acts.case(case)

    receipt = await acts.asks(login, kind, case, opinion="我以为可以", **facts)

    event = await _event_of(acts, case, receipt.id)
    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.CASE_MOVED_ON)
    assert (event.applied, event.to_state, event.opinion) == (False, None, "我以为可以")
    assert await acts.case(case) == before
    assert event.command in await _in_the_journal(acts, case)


async def test_work_that_comes_after_a_case_has_ended_is_kept_with_its_photo_and_a_person_decides(acts: Acts) -> None:
    case = await acts.handled()
    await acts.does("dept", beside.RevokeAssignment, case)
    await acts.photo("handler", case, PhotoPhase.HANDLE)
    late = await acts.asks("handler", wire.FinishHandling, case, opinion="已填平")
    assert late.verdict is Verdict.CONFLICT

    settled = await acts.sends(
        "office", SettleConflict(**by_system(late.conflict, case), choice=Choice.DISMISS, reason="另派他人")
    )  # fmt: skip

    photos = await acts.town.door.database.read(lambda tx: list_by(tx, acts.town.door, Photo, "subject_id", [case]))
    assert settled.verdict is Verdict.APPLIED
    assert [photo.phase for photo in photos] == [PhotoPhase.HANDLE]
    assert (await _event_of(acts, case, late.id)).applied is False
    assert (await acts.case(case)).state is CaseState.PENDING_HANDLE


async def test_a_person_may_let_it_count_after_all(acts: Acts) -> None:
    case = await acts.dispatched()
    late = await acts.asks("dispatcher", beside.ReturnToAcceptor, case, opinion="应重新核实")
    assert late.verdict is Verdict.CONFLICT

    await acts.sends("office", SettleConflict(**by_system(late.conflict, case), choice=Choice.APPLY))

    assert (await acts.case(case)).state is CaseState.REPORTED
    assert (await _event_of(acts, case, late.id)).applied is True


async def test_a_command_that_comes_too_late_is_late_evidence_and_no_conflict(acts: Acts) -> None:
    case = await acts.handled()

    receipt = await acts.asks("acceptor", wire.AcceptCase, case, opinion="我也受理了")

    event = await _event_of(acts, case, receipt.id)
    assert (receipt.verdict, receipt.why, event.absorbed, event.opinion) == (Verdict.MERGED, "", True, "我也受理了")
    assert (event.from_state, event.to_state, event.applied) == (CaseState.HANDLING, None, False)


async def test_a_refused_command_is_in_the_journal_and_gets_the_same_receipt_again(acts: Acts) -> None:
    case = await acts.reported()
    command = wire.RefuseCase(**by_system(case), opinion="")

    first, again = await acts.sends("acceptor", command), await acts.sends("acceptor", command)

    assert (first.verdict, first.why) == (Verdict.REFUSED, ProblemCode.CASE_NEEDS)
    assert msgspec.json.encode(first) == msgspec.json.encode(again)
    assert (await _in_the_journal(acts, case)).count("refuse_case") == 1


async def test_a_step_on_a_case_that_is_not_there_waits_for_it(acts: Acts) -> None:
    case = new_id()

    receipt = await acts.asks("office", wire.AcceptCase, case)

    assert (receipt.verdict, receipt.missing) == (Verdict.HELD, (case,))


# --- how a district folds its posts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("shift_leader", "verdict"), [(True, Verdict.REFUSED), (False, Verdict.APPLIED)])
async def test_acceptors_file_only_where_there_are_no_shift_leaders(
    acts: Acts, shift_leader: bool, verdict: Verdict
) -> None:
    await acts.switch(shift_leader=shift_leader)
    case = await acts.accepted()

    receipt = await acts.asks("acceptor", wire.FileCase, case, class_code=CLASS)

    assert (receipt.verdict, receipt.why) == (verdict, "" if not shift_leader else ProblemCode.NOT_ALLOWED)


async def test_acceptors_close_only_where_there_are_no_shift_leaders(acts: Acts) -> None:
    case = await acts.checked()
    assert (await acts.asks("acceptor", wire.CloseCase, case, condition_met=True)).why == ProblemCode.NOT_ALLOWED

    await acts.switch(shift_leader=False)

    await acts.does("acceptor", wire.CloseCase, case, condition_met=True)
    assert (await acts.case(case)).state is CaseState.CLOSED


@pytest.mark.parametrize(("skips", "state"), [(False, CaseState.REPORTED), (True, CaseState.PENDING_FILING)])
async def test_reports_begin_with_the_acceptor_or_behind_them(acts: Acts, skips: bool, state: CaseState) -> None:
    await acts.switch(reports_skip_acceptor=skips)

    case = await acts.reported()

    found = await acts.case(case)
    assert (found.state, found.due_at is None) == (state, skips)


@pytest.mark.parametrize("restarts", [True, False])
async def test_what_the_dispatcher_sends_back_is_accepted_with_a_new_limit_or_the_old_one(
    acts: Acts, restarts: bool
) -> None:
    await acts.switch(return_restarts_accept=restarts)
    case = await acts.reported()
    before = await acts.due(case)
    acts.town.pass_time(minutes=10)
    await acts.does("office", wire.AcceptCase, case)
    await acts.does("office", wire.FileCase, case, class_code=CLASS)
    acts.town.pass_time(minutes=10)

    await acts.does("dispatcher", beside.ReturnToAcceptor, case, opinion="地点不清")

    found = await acts.case(case)
    assert (found.state, found.returns) == (CaseState.REPORTED, 1)
    assert found.due_at == before + timedelta(minutes=20 if restarts else 10)
