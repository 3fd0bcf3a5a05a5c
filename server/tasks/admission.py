"""What may be asked of grid workers, and who says so. Pure.

Source: domain.md 7.7: a matter that is not on the list may not be given to them; an urgent addition needs the consent
of the grid agency and a term. The agency is the district's supervisor here; nobody consents to their own wish.
"""

from datetime import datetime

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.tasks import (
    AdmitTaskType,
    AdmitUrgently,
    AskUrgentAdmission,
    DefineTaskType,
    RefuseAdmission,
    WithdrawAdmission,
)
from server.cases.workdays import SHANGHAI
from server.core.decisions import (
    ANYWHERE,
    DISTRICT_WIDE,
    Context,
    Decision,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, Needs, advanced
from server.tasks.entities import AdmissionWish, TaskType, WishState
from sync.identifiers import is_day

AGENCY = frozenset({Post.SUPERVISOR, Post.SYS_ADMIN})
ASKERS = frozenset({Post.COMMITTEE, Post.DISPATCHER, Post.DEPARTMENT, Post.SUPERVISOR})


def day_of(at: datetime) -> str:
    """The day of an instant in Asia/Shanghai."""
    return at.astimezone(SHANGHAI).date().isoformat()


def is_admitted(task_type: TaskType, day: str) -> bool:
    """Whether a type is on the list on a day; the last day counts."""
    if task_type.admitted_from is None or day < task_type.admitted_from:
        return False
    return task_type.admitted_until is None or day <= task_type.admitted_until


@decides(
    DefineTaskType,
    posts=AGENCY,
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda command: [Need(TaskType, command.entity)],
)
def define_task_type(command: DefineTaskType, loaded: Loaded, _ctx: Context) -> Decision:
    """Define a type, or say anew what it is; it is admitted by another command. Refuses a question told twice."""
    keys = [question.key for question in command.questions]
    if len(keys) != len(set(keys)):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="questions", value="key")
    told = {
        "name": command.name,
        "description": command.description,
        "questions": command.questions,
        "sign_limit": command.sign_limit,
        "reply_limit": command.reply_limit,
    }
    before = loaded.find(TaskType, command.entity)
    if before is None:
        return put(TaskType(id=command.entity, **told))  # type: ignore[arg-type] # each as its field is
    return put(advanced(before, **told))


def _type_needs(command: AdmitTaskType | WithdrawAdmission) -> Needs:
    yield Need(TaskType, command.entity)


@decides(AdmitTaskType, posts=AGENCY, area=lambda _c, _loaded, _directory: DISTRICT_WIDE, needs=_type_needs)
def admit_task_type(command: AdmitTaskType, loaded: Loaded, ctx: Context) -> Decision:
    """Put a type on the list. Refuses days of no calendar, an end before the beginning, and no basis."""
    found = loaded.find(TaskType, command.entity)
    if found is None:
        return wait_for(command.entity)
    if not command.basis.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="basis")
    until = command.until_on
    if not is_day(command.from_on) or (until is not None and (not is_day(until) or until < command.from_on)):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="from_on", value=command.from_on)
    return put(
        advanced(
            found,
            admitted_from=command.from_on,
            admitted_until=until,
            admitted_by=ctx.actor.user,
            basis=command.basis,
            urgent=False,
        )
    )


@decides(WithdrawAdmission, posts=AGENCY, area=lambda _c, _loaded, _directory: DISTRICT_WIDE, needs=_type_needs)
def withdraw_admission(command: WithdrawAdmission, loaded: Loaded, ctx: Context) -> Decision:
    """Take a type off the list at once. `merged` where it is on none; refuses no reason."""
    found = loaded.find(TaskType, command.entity)
    if found is None:
        return wait_for(command.entity)
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    if found.admitted_from is None:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    return put(
        advanced(
            found,
            admitted_from=None,
            admitted_until=None,
            admitted_by=ctx.actor.user,
            basis=command.reason,
            urgent=False,
        )
    )


@decides(
    AskUrgentAdmission,
    posts=ASKERS,
    area=lambda _command, _loaded, _directory: ANYWHERE,
    needs=lambda command: [Need(AdmissionWish, command.entity), Need(TaskType, command.task_type)],
)
def ask_urgent_admission(command: AskUrgentAdmission, loaded: Loaded, ctx: Context) -> Decision:
    """Ask for a type until a day. Refuses a day that has passed, and no reason."""
    if loaded.find(AdmissionWish, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    if loaded.find(TaskType, command.task_type) is None:
        return wait_for(command.task_type)
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    if not is_day(command.until_on) or command.until_on < day_of(ctx.now):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_on", value=command.until_on)
    return put(
        AdmissionWish(
            id=command.entity,
            task_type=command.task_type,
            until_on=command.until_on,
            reason=command.reason,
            asked_by=ctx.actor.user,
            asked_at=ctx.observed_at,
        )
    )


def _wish_needs(command: AdmitUrgently | RefuseAdmission) -> Needs:
    yield Need(AdmissionWish, command.entity)
    if isinstance(command, AdmitUrgently):
        yield Need(TaskType, command.task_type)


@decides(AdmitUrgently, posts=AGENCY, area=lambda _c, _loaded, _directory: DISTRICT_WIDE, needs=_wish_needs)
def admit_urgently(command: AdmitUrgently, loaded: Loaded, ctx: Context) -> Decision:
    """Consent to a wish for a term.

    Refuses NOT_ALLOWED for one's own wish, a term that is longer than was asked or has passed, and what was answered.
    """
    wish = loaded.find(AdmissionWish, command.entity)
    task_type = loaded.find(TaskType, command.task_type)
    if wish is None or task_type is None:
        return wait_for(*(one for one, row in ((command.entity, wish), (command.task_type, task_type)) if row is None))
    if wish.task_type != task_type.id:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="task_type", value=command.task_type)
    refusal = _not_now(wish, ctx)
    if refusal is not None:
        return refusal
    if not is_day(command.until_on) or not day_of(ctx.now) <= command.until_on <= wish.until_on:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="until_on", value=command.until_on)
    today = day_of(ctx.now)
    until = command.until_on
    answered = _answered(wish, WishState.ADMITTED, command.opinion, ctx)
    if is_admitted(task_type, today) and (task_type.admitted_until is None or task_type.admitted_until >= until):
        return put(answered)
    admitted = advanced(
        task_type,
        admitted_from=today,
        admitted_until=until,
        admitted_by=ctx.actor.user,
        basis=command.opinion,
        urgent=True,
    )
    return put(answered, admitted)


@decides(RefuseAdmission, posts=AGENCY, area=lambda _c, _loaded, _directory: DISTRICT_WIDE, needs=_wish_needs)
def refuse_admission(command: RefuseAdmission, loaded: Loaded, ctx: Context) -> Decision:
    """Do not consent. Refuses no words, and what was answered."""
    wish = loaded.find(AdmissionWish, command.entity)
    if wish is None:
        return wait_for(command.entity)
    refusal = _not_now(wish, ctx)
    if refusal is not None:
        return refusal
    if not command.opinion.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="opinion")
    return put(_answered(wish, WishState.REFUSED, command.opinion, ctx))


def _not_now(wish: AdmissionWish, ctx: Context) -> Decision | None:
    if wish.state is not WishState.ASKED:
        return refuse(ProblemCode.ALREADY_ENDED, state=wish.state.value)
    return refuse(ProblemCode.NOT_ALLOWED) if wish.asked_by == ctx.actor.user and not ctx.actor.system else None


def _answered(wish: AdmissionWish, state: WishState, opinion: str, ctx: Context) -> AdmissionWish:
    return advanced(wish, state=state, opinion=opinion, answered_by=ctx.actor.user, answered_at=ctx.observed_at)


HANDLERS: tuple[Handler, ...] = (
    define_task_type,
    admit_task_type,
    withdraw_admission,
    ask_urgent_admission,
    admit_urgently,
    refuse_admission,
)
