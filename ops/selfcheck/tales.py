"""What may become of a case, told in cases: every state and every command of the machine at least once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases
from mobile_contract.case_adjustments import Supervision, WhistleKind
from mobile_contract.cases import CaseState
from mobile_contract.inbox import Choice, SettleConflict
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from ops.phone import device as clocks
from ops.seed.offices import Trade, department_code, department_login
from ops.selfcheck.checking import require, require_done
from ops.selfcheck.day import TRADE
from ops.selfcheck.devices import draft
from ops.selfcheck.walking import Walk
from server.cases.machine import STEPS

_OTHER = Trade.CITY
_RUBBISH = "B-event-01-10"
"""What a worker may put right on the spot."""


class Tale(NamedTuple):
    """One tale: a sentence, and what is done in it."""

    says: str
    take: Callable[[Walk], None]


def _org(walk: Walk, trade: Trade) -> str:
    return walk.day.plan.offices.orgs[department_code(trade)]


def _department() -> str:
    return department_login(TRADE)


def _is_in(walk: Walk, case: str, *states: CaseState) -> None:
    state = walk.seen(case).state
    require(state in states, f"the case is in {' or '.join(states)}", state=state.value)


def _dispatch(walk: Walk, case: str) -> None:
    walk.step("dispatcher", cases.DispatchCase, case, department=_org(walk, TRADE))


def _hand_on(walk: Walk, case: str) -> None:
    """From the office to a handler who has it in hand."""
    _dispatch(walk, case)
    _assign(walk, case)


def _assign(walk: Walk, case: str) -> None:
    walk.step(_department(), cases.AssignCase, case, handler=walk.day.phone("handler").user)


def _new(walk: Walk, title: str) -> str:
    """A case that was filed."""
    case = walk.report(title)
    walk.step("acceptor", cases.AcceptCase, case)
    walk.file(case)
    return case


def _check(walk: Walk, case: str, result: str) -> None:
    walk.step("acceptor", cases.SendCheck, case, checker=walk.day.phone("b").user)
    walk.on_phone("b", "submit_check", case, pictures=1, result=result)


def _finish(walk: Walk, case: str) -> None:
    walk.on_phone("handler", "finish_handling", case, pictures=1)
    walk.step(_department(), cases.ConfirmHandling, case)


def taken_in(walk: Walk) -> None:
    """Its words are put right; another looks than was sent; it goes back once, and is filed with its condition."""
    walk.case = case = walk.report("污水井盖破损", pictures=1)
    walk.step("acceptor", beside.CorrectCase, case, title="雨水井盖破损", opinion="照片中是雨水井盖")
    require(walk.seen(case).title == "雨水井盖破损", "the words are put right", title=walk.seen(case).title)
    walk.step("acceptor", beside.SendVerify, case, checker=walk.day.phone("b").user)
    walk.step("acceptor", beside.RecallChecker, case, opinion="正在处置另一案件")
    walk.step("acceptor", beside.SendVerify, case, checker=walk.day.phone("b").user, told="看井盖缺口大小")
    walk.on_phone("b", "submit_verify", case, pictures=1, found=True)
    walk.step("acceptor", cases.AcceptCase, case)
    walk.file(case)
    number = walk.seen(case).case_no
    walk.step("dispatcher", beside.ReturnToAcceptor, case, opinion="地点再核对")
    walk.step("acceptor", cases.AcceptCase, case)
    walk.file(case)
    require(walk.seen(case).case_no == number, "a case that is filed again keeps its number", was=number)


def given_back(walk: Walk) -> None:
    """It is returned by one department, which then assists another; there it is revoked, returned and given on."""
    case = walk.case
    walk.step("dispatcher", cases.DispatchCase, case, department=_org(walk, _OTHER))
    walk.step(
        department_login(_OTHER), beside.ReturnToDispatcher, case, request=clocks.new_id(), opinion="非本单位管养"
    )  # fmt: skip
    again = walk.issue("dispatcher", cases.DispatchCase, case, department=_org(walk, _OTHER))
    require(again.why == ProblemCode.JUST_RETURNED, "it is not sent back to who has just returned it", why=again.why)
    walk.step(
        "dispatcher", cases.DispatchCase, case, department=_org(walk, TRADE), assisting=(_org(walk, _OTHER),)
    )  # fmt: skip
    _assign(walk, case)
    walk.step(
        department_login(_OTHER), beside.FinishAssisting, case, department=_org(walk, _OTHER), opinion="已围挡"
    )  # fmt: skip
    walk.step(_department(), beside.RevokeAssignment, case)
    _assign(walk, case)
    walk.on_phone("handler", "return_to_department", case, opinion="需要专用设备")
    _assign(walk, case)


def given_time(walk: Walk) -> None:
    """An extension from the handler's phone moves the deadline; a suspension stops the clock."""
    case = walk.case
    before = walk.seen(case).due_at
    request = clocks.new_id()
    walk.on_phone("handler", "request_extension", case, request=request, opinion="等待配件")
    walk.review(_department(), case, request)
    walk.review("dispatcher", case, request)
    after = walk.seen(case).due_at
    require(before is not None and after is not None and after > before, "the deadline is later", was=before, now=after)
    until_on = (walk.day.plan.ends_on + timedelta(days=60)).isoformat()
    request = walk.ask(_department(), adjustments.RequestSuspension, case, until_on=until_on)
    walk.review("dispatcher", case, request)
    _is_in(walk, case, CaseState.SUSPENDED)
    require(walk.seen(case).due_at is None, "no clock runs while it is suspended")
    walk.step("dispatcher", beside.ResumeCase, case)
    walk.on_phone("handler", "record_progress", case, opinion="配件已到")


def done_twice(walk: Walk) -> None:
    """The department wants better work, the check fails, the same department does it again in a second round."""
    case = walk.case
    walk.on_phone("handler", "finish_handling", case, pictures=1)
    walk.step(_department(), cases.ReworkHandling, case, opinion="未与路面齐平")
    _finish(walk, case)
    _check(walk, case, "failed")
    walk.step("acceptor", beside.ReworkDepartment, case, opinion="仍然松动")
    require(walk.seen(case).round == 2, "a second round has begun")
    _assign(walk, case)
    _finish(walk, case)
    _check(walk, case, "passed")
    walk.step("leader", cases.CloseCase, case, condition_met=True)


def opened_again(walk: Walk) -> None:
    """The reporter rates it; a supervisor has it opened again, once."""
    case = walk.case
    walk.on_phone("a", "rate_case", case, satisfaction=2, solved=False, contacted=True)
    walk.step("supervisor", beside.ReopenCase, case, opinion="雨后再次下沉")
    _hand_on(walk, case)
    _finish(walk, case)
    _check(walk, case, "passed")
    walk.step("leader", cases.CloseCase, case, condition_met=True)
    again = walk.issue("supervisor", beside.ReopenCase, case)
    require(again.why == ProblemCode.TOO_OFTEN, "a case is opened again once", why=again.why)


def ended_early(walk: Walk) -> None:
    """Refused, not filed and voided: three ends, counted apart."""
    walk.step("acceptor", cases.RefuseCase, walk.report("邻里纠纷"), opinion="不属于受理范围")
    not_filed = walk.report("井盖轻微划痕")
    walk.step("acceptor", cases.AcceptCase, not_filed)
    walk.step("leader", cases.NotFileCase, not_filed, opinion="未达到立案条件")
    voided = _new(walk, "测试上报")
    request = walk.ask("dispatcher", adjustments.RequestVoid, voided, opinion="误报")
    walk.review("leader", voided, request)
    _is_in(walk, voided, CaseState.VOIDED)


def merged(walk: Walk) -> None:
    """A second report of the same matter goes into the first, and comes out of it again."""
    lead, case = _new(walk, "井盖异响"), _new(walk, "同一井盖异响")
    walk.step("dispatcher", beside.MergeCase, case, duplicate_of=lead)
    walk.step("dispatcher", beside.UnmergeCase, case, opinion="是旁边另一只井盖")
    _is_in(walk, case, CaseState.PENDING_DISPATCH)
    walk.step("acceptor", beside.MergeCase, case, duplicate_of=lead)


def put_right_alone(walk: Walk) -> None:
    """What a worker did on the spot is audited: one is closed, one voided."""
    for accepted, end in ((True, CaseState.CLOSED), (False, CaseState.VOIDED)):
        case = walk.report("暴露垃圾", _RUBBISH, pictures=1)
        walk.on_phone("a", "self_handle", case, pictures=1, opinion="已清理")
        walk.step("acceptor", beside.AuditSelfHandled, case, accepted=accepted, opinion="核对照片")
        _is_in(walk, case, end)


def supervised(walk: Walk) -> None:
    """Cards, a leader's instruction and a reminder; urgency, history, words. One card is taken back."""
    case = _new(walk, "主干道井盖缺失")
    _hand_on(walk, case)
    given = {level: clocks.new_id() for level in (Supervision.NORMAL, Supervision.YELLOW, Supervision.RED)}
    for level, supervision in given.items():
        walk.step("supervisor", adjustments.SuperviseCase, case, supervision=supervision, level=level)
    require(walk.seen(case).card == "red", "the gravest card shows")
    walk.step(_department(), adjustments.AnswerSupervision, case, supervision=given[Supervision.RED], opinion="已派人")
    walk.step("supervisor", adjustments.CancelSupervision, case, supervision=given[Supervision.RED], opinion="误发")
    require(walk.seen(case).card == "yellow", "a cancelled card shows no more", card=walk.seen(case).card)
    walk.step("leader", adjustments.UrgeCase, case, supervision=clocks.new_id())
    walk.step("dispatcher", beside.SetUrgency, case, urgent=True)
    walk.step("supervisor", beside.SetHistoric, case, historic=True)
    walk.on_phone("a", "comment_case", case, opinion="早高峰车流大")
    walk.case = case


def moved_between_levels(walk: Walk) -> None:
    """From the grid to its community and street, and down again."""
    case = walk.case
    owners = [walk.seen(case).owner]
    walk.on_phone("a", "escalate_case", case, opinion="社区无力解决")
    owners.append(walk.seen(case).owner)
    walk.step(walk.day.committee, beside.EscalateCase, case, opinion="需街道协调")
    owners.append(walk.seen(case).owner)
    require(len(set(owners)) == len(owners) and owners[0] is None, "each time another level has it", owners=owners)
    walk.step("dispatcher", beside.AssignDown, case, owner=owners[1], opinion="交办社区")


def whistled(walk: Walk) -> None:
    """No community calls a department to the place; who stands above it does. It comes, is scored, and leaves."""
    case, whistle = walk.case, clocks.new_id()
    part: dict[str, Any] = {"whistle": whistle, "department": _org(walk, TRADE)}
    lon, lat = walk.place()
    call: dict[str, Any] = {
        "whistle": whistle, "whistle_kind": WhistleKind.EMERGENCY, "departments": (_org(walk, TRADE),),
        "matter": "井盖缺失，车辆绕行", "joint_matter": "road_collapse",
    }  # fmt: skip
    below = walk.issue(walk.day.committee, adjustments.BlowWhistle, case, **call)
    require(below.why == ProblemCode.NOT_ALLOWED, "a community whistles for nobody", why=below.why)
    walk.step("dispatcher", adjustments.BlowWhistle, case, **call)
    walk.on_phone("handler", "join_whistle", case, **part, point={
        "lon": lon, "lat": lat, "datum": "wgs84", "accuracy_m": 8.0,
    })  # fmt: skip
    walk.step("dispatcher", adjustments.EndWhistle, case, whistle=whistle)
    walk.on_phone("handler", "leave_whistle", case, **part)
    walk.step("dispatcher", adjustments.ScoreWhistle, case, **part, score=95)


def closed_by_force(walk: Walk) -> None:
    """One supervisor wants it, and cannot agree with herself; another does."""
    case = walk.case
    request = walk.ask("supervisor", adjustments.RequestForcedClose, case, opinion="产权单位已注销")
    alone = walk.issue("supervisor", adjustments.ReviewRequest, case, request=request, approved=True)
    require(alone.why == ProblemCode.SAME_PERSON, "a second person is needed", why=alone.why)
    walk.review("supervisor02", case, request)
    _is_in(walk, case, CaseState.FORCED_CLOSED)


def appealed(walk: Walk) -> None:
    """What was late last month is exempt now, and stays late."""
    request = walk.ask(_department(), adjustments.AppealTimeout, walk.late, opinion="连续暴雨无法下井")
    walk.review("dispatcher", walk.late, request)
    walk.review("acceptor", walk.late, request)
    require(walk.seen(walk.late).exempt, "the case is exempt")


def kept_as_evidence(walk: Walk) -> None:
    """An unlawful command changes nothing, is kept with its words and its receipt, and a person settles it."""
    case = walk.report("路灯不亮")
    receipt = walk.issue("leader", cases.CloseCase, case, condition_met=True, opinion="我以为已办结")
    require(receipt.verdict is Verdict.CONFLICT, "what is not lawful now waits for a person", verdict=receipt.verdict)
    _is_in(walk, case, CaseState.REPORTED)
    require(walk.events(case)[-1] == ("close_case", False), "it is an event that was not applied")
    decide = draft(SettleConflict, receipt.conflict, case, choice=Choice.DISMISS, reason="尚未受理")
    require_done(walk.day.desks.of(walk.day.committee).issue(decide), "a person settles it")
    wordless = walk.issue("acceptor", cases.RefuseCase, case, opinion="")
    require(wordless.why == ProblemCode.CASE_NEEDS, "a refusal tells its facts", why=wordless.why)


def nothing_was_left_out(walk: Walk) -> None:
    """Every state and every command of the table was met."""
    states = sorted(set(CaseState) - walk.states)
    commands = sorted({step.kind for step in STEPS} - walk.commands)
    require(not states and not commands, "every state and command was met", states=states, commands=commands)


TALES = (
    Tale("a report is verified, accepted, filed, sent back and filed again", taken_in),
    Tale("one department returns it, another takes it back from its handler, and gives it out again", given_back),
    Tale("more time is asked for and granted; it rests, and goes on", given_time),
    Tale("the department and the check want better work: a second round, and it is closed", done_twice),
    Tale("the reporter rates it, a supervisor has it opened again, and it is closed for good", opened_again),
    Tale("refused, not filed, voided: three ends that are counted apart", ended_early),
    Tale("two reports of one matter are merged, parted and merged", merged),
    Tale("what a worker did alone is audited: closed, and voided", put_right_alone),
    Tale("cards, an answer, a reminder, urgency, history, words", supervised),
    Tale("it moves up two levels, and down one", moved_between_levels),
    Tale("a whistle: called, come, ended, left, scored", whistled),
    Tale("it is closed by force, by two supervisors", closed_by_force),
    Tale("a late case of last month is appealed, and exempt", appealed),
    Tale("an unlawful command is kept as evidence, with its receipt", kept_as_evidence),
    Tale("every state and every command of the table was met", nothing_was_left_out),
)
