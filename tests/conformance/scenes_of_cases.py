"""Scenes of what happens to a case, each led so far that the command is applied."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import Post
from mobile_contract.base import Command
from mobile_contract.case_adjustments import Supervision, WhistleKind
from mobile_contract.cases import CaseCommand, CheckResult, LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.media import PhotoPhase
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody, the_system
from tests.server.cases.acts import Acts
from tests.support.scene import CLASS, WEST, middle

Led = Callable[[Acts], Awaitable[str]]
"""Leads a case to where it has to be; its id."""

Facts = Callable[[Acts], dict[str, Any]]

_TIDY = "B-event-01-10"


def _on(shape: type[CaseCommand], login: str, led: Led, facts: Facts = lambda _: {}) -> Scene:
    """A command on a case by somebody, with words."""

    async def ready(acts: Acts) -> Act:
        case = await led(acts)
        return somebody(acts, login, new(shape, case, **({"opinion": "理由"} | facts(acts))))

    return ready


async def _verifying(acts: Acts) -> str:
    case = await acts.reported()
    await acts.does("office", beside.SendVerify, case, checker=acts.town.scene.users["worker_west"])
    return case


async def _finished(acts: Acts) -> str:
    case = await acts.handled()
    await acts.does("handler", wire.FinishHandling, case)
    return case


async def _confirmed(acts: Acts) -> str:
    case = await acts.handled()
    await acts.finish(case)
    return case


async def _checking(acts: Acts) -> str:
    case = await _confirmed(acts)
    await acts.does("office", wire.SendCheck, case, checker=acts.town.scene.users["worker_east"])
    await acts.photo("worker_east", case, PhotoPhase.CHECK)
    return case


async def _tidied(acts: Acts) -> str:
    """A case that may be put right on the spot, with a photo before and one after."""
    shape = ClassShape(
        scheme="B", kind="event", major="01", minor="10", name="暴露垃圾", limit_value=2,
        limit_unit=LimitUnit.URGENT_HOUR, may_self_handle=True,
    )  # fmt: skip
    await had(acts, new(DefineClasses, new_id(), classes=(shape,)))
    case = await acts.reported(class_code=_TIDY)
    for phase in (PhotoPhase.REPORT, PhotoPhase.HANDLE):
        await acts.photo("worker_west", case, phase)
    return case


async def _self_handled(acts: Acts) -> str:
    case = await _tidied(acts)
    await acts.does("worker_west", beside.SelfHandle, case)
    return case


async def _assisted(acts: Acts) -> str:
    """A case for one department with the help of another."""
    case = await acts.filed()
    to = {"department": acts.town.scene.department, "assisting": (acts.other_department,)}
    await acts.does("office", wire.DispatchCase, case, **to)
    return case


async def _escalated(acts: Acts) -> str:
    """A case that the street has, above the community."""
    case = await acts.reported()
    await acts.does("office", beside.EscalateCase, case)
    await acts.does("street", beside.EscalateCase, case)
    return case


async def _merge(acts: Acts) -> Act:
    lead, case = await acts.reported(), await acts.reported()
    return somebody(acts, "office", new(beside.MergeCase, case, duplicate_of=lead, opinion="重复"))


async def _unmerge(acts: Acts) -> Act:
    await (await _merge(acts))()
    lead, case = await acts.reported(), await acts.reported()
    await acts.does("office", beside.MergeCase, case, duplicate_of=lead)
    return somebody(acts, "office", new(beside.UnmergeCase, case, opinion="不是一件"))


async def _suspended(acts: Acts) -> str:
    case = await acts.handled()
    await acts.town.suspend(case, "2026-03-20")
    return case


# --- what is asked for, ordered and called ----------------------------------------------------------------------------


def _ask(**facts: Any) -> Facts:
    return lambda _: {"request": new_id(), **facts}


async def _reviewed(acts: Acts) -> Act:
    case = await acts.handled()
    request = await acts.request("handler", adjustments.RequestExtension, case)
    return somebody(acts, "dept", new(adjustments.ReviewRequest, case, request=request, approved=True, opinion="同意"))


def _on_supervision(shape: type[CaseCommand], login: str) -> Scene:
    async def ready(acts: Acts) -> Act:
        case, card = await acts.handled(), new_id()
        await acts.does("supervisor", adjustments.SuperviseCase, case, supervision=card, level=Supervision.YELLOW)
        return somebody(acts, login, new(shape, case, supervision=card, opinion="理由"))

    return ready


def _a_call(acts: Acts, whistle: str) -> dict[str, Any]:
    departments = (acts.town.scene.department,)
    return {"whistle": whistle, "whistle_kind": WhistleKind.EMERGENCY, "departments": departments}


def _on_whistle(shape: type[CaseCommand], login: str, *, joined: bool, department: bool = True, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        case, whistle, theirs = await acts.filed(), new_id(), acts.town.scene.department
        await acts.does("street", adjustments.BlowWhistle, case, **_a_call(acts, whistle))
        if joined:
            await acts.does("dept", adjustments.JoinWhistle, case, whistle=whistle, department=theirs)
        told = {"whistle": whistle, "opinion": "理由", **facts} | ({"department": theirs} if department else {})
        return somebody(acts, login, new(shape, case, **told))

    return ready


def _a_report(_acts: Acts) -> Command:
    return new(wire.ReportMatter, new_id(), title="路面有坑", point=middle(WEST), class_code=CLASS)


async def _rated(acts: Acts) -> Act:
    """The reporter is a worker, and rates from the phone."""
    return somebody(acts, "worker_west", new(beside.RateCase, await acts.closed(), satisfaction=4, solved=True))


async def _reopened(acts: Acts) -> Act:
    return somebody(acts, "supervisor", new(beside.ReopenCase, await acts.closed(), opinion="未解决"))


async def _resumed(acts: Acts) -> Act:
    return somebody(acts, "dispatcher", new(beside.ResumeCase, await _suspended(acts)))


async def _switched(acts: Acts) -> Act:
    await acts.hires("stranger", Post.HANDLER)
    return the_system(acts, new(adjustments.SetCaseSwitches, new_id(), return_needs_approval=True))


def _user(login: str, name: str) -> Facts:
    return lambda acts: {name: acts.town.scene.users[login]}


SCENES: Mapping[type[Command], Scene] = {
    wire.ReportMatter: at_once(_a_report, "worker_west"),
    wire.AcceptCase: _on(wire.AcceptCase, "office", Acts.reported),
    wire.RefuseCase: _on(wire.RefuseCase, "office", Acts.reported),
    wire.FileCase: _on(wire.FileCase, "office", Acts.accepted, lambda _: {"class_code": CLASS}),
    wire.NotFileCase: _on(wire.NotFileCase, "office", Acts.accepted),
    wire.DispatchCase: _on(
        wire.DispatchCase, "office", Acts.filed, lambda acts: {"department": acts.town.scene.department}
    ),
    wire.AssignCase: _on(wire.AssignCase, "dept", Acts.dispatched, _user("handler", "handler")),
    wire.RecordProgress: _on(wire.RecordProgress, "handler", Acts.handled),
    wire.FinishHandling: _on(wire.FinishHandling, "handler", Acts.handled),
    wire.ConfirmHandling: _on(wire.ConfirmHandling, "dept", _finished),
    wire.ReworkHandling: _on(wire.ReworkHandling, "dept", _finished),
    wire.SendCheck: _on(wire.SendCheck, "office", _confirmed, _user("worker_east", "checker")),
    wire.SubmitCheck: _on(wire.SubmitCheck, "worker_east", _checking, lambda _: {"result": CheckResult.PASSED}),
    wire.CloseCase: _on(wire.CloseCase, "office", Acts.checked, lambda _: {"condition_met": True}),
    wire.CommentCase: _on(wire.CommentCase, "worker_west", Acts.reported),
    beside.SelfHandle: _on(beside.SelfHandle, "worker_west", _tidied),
    beside.AuditSelfHandled: _on(beside.AuditSelfHandled, "acceptor", _self_handled, lambda _: {"accepted": True}),
    beside.SendVerify: _on(beside.SendVerify, "office", Acts.reported, _user("worker_west", "checker")),
    beside.SubmitVerify: _on(beside.SubmitVerify, "worker_west", _verifying, lambda _: {"found": True}),
    beside.MergeCase: _merge,
    beside.UnmergeCase: _unmerge,
    beside.RevokeAssignment: _on(beside.RevokeAssignment, "dept", Acts.handled),
    beside.ReturnToDispatcher: _on(beside.ReturnToDispatcher, "dept", Acts.dispatched, _ask()),
    beside.ReturnToDepartment: _on(beside.ReturnToDepartment, "handler", Acts.handled),
    beside.ReturnToAcceptor: _on(beside.ReturnToAcceptor, "dispatcher", Acts.filed),
    beside.ReworkDepartment: _on(beside.ReworkDepartment, "office", _confirmed),
    beside.ResumeCase: _resumed,
    beside.ReopenCase: _reopened,
    beside.RateCase: _rated,
    beside.EscalateCase: _on(beside.EscalateCase, "worker_west", Acts.reported),
    beside.AssignDown: _on(beside.AssignDown, "street", _escalated, lambda acts: {"owner": acts.town.scene.community}),
    beside.SetUrgency: _on(beside.SetUrgency, "office", Acts.reported, lambda _: {"urgent": True}),
    beside.SetHistoric: _on(beside.SetHistoric, "supervisor", Acts.reported, lambda _: {"historic": True}),
    adjustments.RequestExtension: _on(adjustments.RequestExtension, "handler", Acts.handled, _ask()),
    adjustments.RequestSuspension: _on(
        adjustments.RequestSuspension, "handler", Acts.handled, _ask(until_on="2026-03-20")
    ),
    adjustments.RequestVoid: _on(adjustments.RequestVoid, "office", Acts.reported, _ask()),
    adjustments.RequestForcedClose: _on(adjustments.RequestForcedClose, "supervisor", Acts.handled, _ask()),
    adjustments.AppealTimeout: _on(adjustments.AppealTimeout, "dept", lambda acts: acts.closed(after_days=10), _ask()),
    adjustments.ReviewRequest: _reviewed,
    adjustments.SuperviseCase: _on(
        adjustments.SuperviseCase, "supervisor", Acts.handled,
        lambda _: {"supervision": new_id(), "level": Supervision.YELLOW},
    ),
    adjustments.UrgeCase: _on(adjustments.UrgeCase, "office", Acts.handled, lambda _: {"supervision": new_id()}),
    adjustments.AnswerSupervision: _on_supervision(adjustments.AnswerSupervision, "dept"),
    adjustments.CancelSupervision: _on_supervision(adjustments.CancelSupervision, "supervisor"),
    adjustments.BlowWhistle: _on(adjustments.BlowWhistle, "street", Acts.filed, lambda acts: _a_call(acts, new_id())),
    adjustments.JoinWhistle: _on_whistle(adjustments.JoinWhistle, "dept", joined=False),
    adjustments.LeaveWhistle: _on_whistle(adjustments.LeaveWhistle, "dept", joined=True),
    adjustments.ScoreWhistle: _on_whistle(adjustments.ScoreWhistle, "street", joined=True, score=90),
    adjustments.EndWhistle: _on_whistle(adjustments.EndWhistle, "street", joined=True, department=False),
    beside.RecallChecker: _on(beside.RecallChecker, "office", _verifying),
    beside.FinishAssisting: _on(
        beside.FinishAssisting, "other_dept", _assisted, lambda acts: {"department": acts.other_department}
    ),
    beside.CorrectCase: _on(beside.CorrectCase, "office", Acts.reported, lambda _: {"title": "路面塌陷"}),
    adjustments.SetJointMatters: at_once(
        lambda _: new(
            adjustments.SetJointMatters, new_id(), matters=(adjustments.JointMatter(code="dust", name="扬尘"),)
        )
    ),
    adjustments.SetCaseSwitches: _switched,
}  # fmt: skip
