"""What requests, supervisions and whistles are refused for (domain.md 3.3 and 3.5). Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from mobile_contract import case_adjustments as wire
from mobile_contract import case_steps as beside
from mobile_contract.accounts import Post
from mobile_contract.case_adjustments import RequestKind, RequestState, Reviewer
from mobile_contract.cases import CaseCommand
from mobile_contract.problems import ProblemCode
from server.cases.adjusted import CaseRequest, CaseSupervision, CaseWhistle, JointList, WhistleDuty
from server.cases.clocks import running
from server.cases.entities import Case, CaseTimer, TimerStage, TimerState
from server.cases.guards import Check, reason
from server.cases.joint import DEFAULT_MATTERS, JOINT
from server.cases.requests import REVIEWS
from server.cases.words import Guard
from server.cases.workdays import SHANGHAI
from server.core.decisions import CaseSwitches, Context, Decision, Loaded, refuse
from server.core.entities import named_id

MOST_EXTENSIONS = 2
MOST_SUSPENSIONS = 1
LONGEST_SUSPENSION = timedelta(days=365)
USUAL_JOIN_MINUTES = 30
"""How long those whom a whistle calls have to come, where it does not say."""

KIND_ASKED: Mapping[type[CaseCommand], RequestKind] = {
    wire.RequestExtension: RequestKind.EXTENSION,
    wire.RequestSuspension: RequestKind.SUSPENSION,
    wire.RequestVoid: RequestKind.VOID,
    wire.RequestForcedClose: RequestKind.FORCED_CLOSE,
    wire.AppealTimeout: RequestKind.APPEAL,
    beside.ReturnToDispatcher: RequestKind.RETURN,
}
"""What each command asks for."""

OF_THE_DEPARTMENT = frozenset({RequestKind.EXTENSION, RequestKind.SUSPENSION, RequestKind.RETURN})
"""What counts only while the case is with the department, and in the round, in which it was asked."""


def duty_id(whistle: str, department: str) -> str:
    """The id of a department's part in a whistle."""
    return named_id(f"whistle_duty:{whistle}:{department}")


def end_of_day(day: str) -> datetime:
    """23:59:59 of a day in Shanghai: when a suspension ends (domain.md 3.3)."""
    return datetime.combine(datetime.fromisoformat(day).date(), time(23, 59, 59), SHANGHAI)


def is_stale(request: CaseRequest, case: Case) -> bool:
    """Whether the case has gone on since: to another round, or to another department."""
    moved = (request.round, request.department) != (case.round, case.department)
    return moved and request.of_kind in OF_THE_DEPARTMENT


def first_turn(kind: RequestKind, case: Case, ctx: Context) -> Reviewer | None:
    """Who reviews a request first: of what the department asks for itself, who comes after it.

    None where the actor is neither the case's handler nor of a department: then it is not theirs to ask.
    """
    turns = REVIEWS[kind]
    if turns[0] is not Reviewer.DEPARTMENT or ctx.actor.user == case.handler:
        return turns[0]
    return turns[1] if ctx.actor.system or Post.DEPARTMENT in ctx.posts else None


def _requests(case: Case, loaded: Loaded) -> Iterator[CaseRequest]:
    return iter(loaded.children(CaseRequest, "case_id", case.id))


def _id_free(command: Any, _case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    taken: CaseRequest | CaseSupervision | CaseWhistle | None
    match command:
        case wire.CaseRequestCommand() | beside.ReturnToDispatcher():
            taken = loaded.find(CaseRequest, command.request)
        case wire.SuperviseCase() | wire.UrgeCase():
            taken = loaded.find(CaseSupervision, command.supervision)
        case _:
            taken = loaded.find(CaseWhistle, command.whistle)
    return None if taken is None else refuse(ProblemCode.ID_TAKEN, entity=taken.id)


def _not_asked_yet(command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    kind = KIND_ASKED[type(command)]
    if first_turn(kind, case, ctx) is None:
        return refuse(ProblemCode.NOT_ALLOWED)
    waiting = (one for one in _requests(case, loaded) if one.of_kind is kind and one.state is RequestState.OPEN)
    found = next((one for one in waiting if not is_stale(one, case)), None)
    return None if found is None else refuse(ProblemCode.ALREADY_ASKED, open=found.id)


def _not_overdue(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    timer = running(_timers(case, loaded), TimerStage.HANDLE)
    if timer is None:
        return refuse(ProblemCode.CASE_NEEDS, needs="clock")
    return refuse(ProblemCode.OVERDUE, due_at=timer.due_at.isoformat()) if ctx.now > timer.due_at else None


def _timers(case: Case, loaded: Loaded) -> list[CaseTimer]:
    return list(loaded.children(CaseTimer, "case_id", case.id))


def _extendable(_command: CaseCommand, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    """Twice at most; what was declined does not count."""
    return None if case.extensions < MOST_EXTENSIONS else refuse(ProblemCode.TOO_OFTEN, most=MOST_EXTENSIONS)


def _suspendable(command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """Once, and until a day to come, the 365th from today at the latest (domain.md 3.3)."""
    if case.suspensions >= MOST_SUSPENSIONS:
        return refuse(ProblemCode.TOO_OFTEN, most=MOST_SUSPENSIONS)
    if isinstance(command, wire.RequestSuspension):
        try:
            until = end_of_day(command.until_on)
        except ValueError:  # the contract's pattern lets 30 February through
            return refuse(ProblemCode.MALFORMED, field="until_on")
    else:
        until = _until_of(command, loaded) or ctx.now
    last_on = ctx.now.astimezone(SHANGHAI).date() + LONGEST_SUSPENSION
    if ctx.now < until and until.astimezone(SHANGHAI).date() <= last_on:
        return None
    latest = end_of_day(last_on.isoformat())
    return refuse(ProblemCode.OUT_OF_TIME, until=latest.isoformat(), wanted=until.isoformat())


def _until_of(command: CaseCommand, loaded: Loaded) -> datetime | None:
    request = loaded.find(CaseRequest, command.request) if isinstance(command, wire.ReviewRequest) else None
    return None if request is None else request.until_at


def _was_overdue(_command: CaseCommand, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    handled = [one for one in _timers(case, loaded) if one.stage is TimerStage.HANDLE and one.state is TimerState.DONE]
    late = any(one.finished_at is not None and one.finished_at > one.due_at for one in handled)
    return None if late else refuse(ProblemCode.NOT_OVERDUE)


def _appealable(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """Once a case; again after a rejection only where the district lets it."""
    decided = [one.state for one in _requests(case, loaded) if one.of_kind is RequestKind.APPEAL]
    again = ctx.directory.case_switches.may_appeal_again and RequestState.APPROVED not in decided
    return refuse(ProblemCode.TOO_OFTEN, most=1) if decided and not again else None


def _second_person(command: wire.ReviewRequest, _case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    request = loaded.find(CaseRequest, command.request)
    same = request is not None and request.asked_by == ctx.actor.user
    return refuse(ProblemCode.SAME_PERSON) if same else None


def _unanswered(command: wire.AnswerSupervision, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    given = loaded.find(CaseSupervision, command.supervision)
    if given is None or given.case_id != case.id:
        return refuse(ProblemCode.NOT_FOUND, supervision=command.supervision)
    return refuse(ProblemCode.ALREADY_ENDED) if given.replied_at or given.cancelled_at else None


def _uncancelled(command: wire.CancelSupervision, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    given = loaded.find(CaseSupervision, command.supervision)
    if given is None or given.case_id != case.id:
        return refuse(ProblemCode.NOT_FOUND, supervision=command.supervision)
    return refuse(ProblemCode.ALREADY_ENDED) if given.cancelled_at else None


def _no_whistle(_command: CaseCommand, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if case.whistle is None else refuse(ProblemCode.ALREADY_ASKED, open=case.whistle)


def _whistle_open(command: Any, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    blown = loaded.find(CaseWhistle, command.whistle)
    if blown is None or blown.case_id != case.id:
        return refuse(ProblemCode.NOT_FOUND, whistle=command.whistle)
    return refuse(ProblemCode.ALREADY_ENDED) if blown.ended_at else None


def _on_duty(command: Any, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """Who was called may come; who came may leave, before the end with a reason, and may be scored."""
    blown = loaded.find(CaseWhistle, command.whistle)
    duty = loaded.find(WhistleDuty, duty_id(command.whistle, command.department))
    if blown is None or duty is None or duty.case_id != case.id:
        return refuse(ProblemCode.NOT_FOUND, whistle=command.whistle, department=command.department)
    if isinstance(command, wire.JoinWhistle):
        return refuse(ProblemCode.ALREADY_ENDED) if blown.ended_at or duty.joined_at else None
    if isinstance(command, wire.ScoreWhistle):
        return refuse(ProblemCode.CASE_NEEDS, needs="joining") if duty.joined_at is None else None
    if duty.joined_at is None or duty.left_at is not None:
        return refuse(ProblemCode.ALREADY_ENDED)
    return None if blown.ended_at else reason(command, case, loaded, ctx)


def _join_time(command: wire.BlowWhistle, _case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    most = longest_join(command.whistle_kind, ctx.directory.case_switches)
    if join_minutes(command, ctx.directory.case_switches) <= most:
        return None
    until = ctx.now + timedelta(minutes=most)
    return refuse(ProblemCode.OUT_OF_TIME, until=until.isoformat(), most_minutes=most)


def join_minutes(command: wire.BlowWhistle, switches: CaseSwitches) -> int:
    """How long those who are called have: half an hour where nothing is told, or less where no more is allowed."""
    return command.join_minutes or min(USUAL_JOIN_MINUTES, longest_join(command.whistle_kind, switches))


def longest_join(kind: wire.WhistleKind, switches: CaseSwitches) -> int:
    """The most minutes that a whistle of a kind may give in this district."""
    match kind:
        case wire.WhistleKind.EMERGENCY:
            return switches.emergency_join_minutes
        case wire.WhistleKind.DAILY:
            return switches.daily_join_minutes
        case wire.WhistleKind.KEY:
            return switches.key_join_minutes


def _joint_matter(command: wire.BlowWhistle, _case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    if command.joint_matter is None:
        return None
    own = loaded.find(JointList, JOINT)
    known = DEFAULT_MATTERS if own is None else own.matters
    there = any(one.code == command.joint_matter for one in known)
    return None if there else refuse(ProblemCode.NOT_FOUND, joint_matter=command.joint_matter)


def _all_back(command: wire.EndWhistle, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """Nobody goes before it is done (domain.md 3.5); who ends it all the same says why."""
    duties = loaded.children(WhistleDuty, "whistle", command.whistle)
    absent = [one.department for one in duties if one.joined_at is None]
    there = [one.department for one in duties if one.joined_at is not None and one.left_at is None]
    if not absent and not there:
        return None
    if reason(command, case, loaded, ctx) is None:
        return None
    return refuse(ProblemCode.CASE_NEEDS, needs="opinion", absent=", ".join(absent), on_duty=", ".join(there))


ASKING: Mapping[Guard, Check] = {
    Guard.ID_FREE: _id_free,
    Guard.NOT_ASKED_YET: _not_asked_yet,
    Guard.NOT_OVERDUE: _not_overdue,
    Guard.EXTENDABLE: _extendable,
    Guard.SUSPENDABLE: _suspendable,
    Guard.WAS_OVERDUE: _was_overdue,
    Guard.APPEALABLE: _appealable,
    Guard.SECOND_PERSON: _second_person,
    Guard.UNANSWERED: _unanswered,
    Guard.UNCANCELLED: _uncancelled,
    Guard.NO_WHISTLE: _no_whistle,
    Guard.WHISTLE_OPEN: _whistle_open,
    Guard.ON_DUTY: _on_duty,
    Guard.JOIN_TIME: _join_time,
    Guard.JOINT_MATTER: _joint_matter,
    Guard.ALL_BACK: _all_back,
}
"""The guards of what is asked and ordered."""
