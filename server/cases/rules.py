"""How a case is led from state to state. Pure: no database, no clock; what leads where is the table of machine.py."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.case_adjustments import RequestState
from mobile_contract.cases import CaseCommand, CaseState
from mobile_contract.commands import kind_of
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.adjusted import CaseRequest
from server.cases.adjusting import ADJUSTMENTS, ask, lapsed
from server.cases.asking import ASKING, is_stale
from server.cases.clocks import Moment, tick
from server.cases.effects import EFFECTS, Effect, ended, returned
from server.cases.entities import Case, CaseEvent, CaseGrant, CaseTimer
from server.cases.guards import GUARDS
from server.cases.holders import grant_id
from server.cases.machine import STEPS, TERMINAL, Step, Where, is_online, may_ever, outcome, posts_of, step_of, target
from server.cases.needs import needs_of
from server.cases.reports import report
from server.cases.switching import set_joint_matters, set_switches
from server.cases.way import ASKED
from server.cases.words import ABSORBED, PATH
from server.core.decisions import (
    Area,
    ConflictDraft,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Entity, advanced
from sync.machine import Outcome

_CHECKS = {**GUARDS, **ASKING}
_WORKING = frozenset({"handler", "checker"})
_OF_THE_GRID = frozenset({Where.GRID, Where.OWNER})
_NAMED = (
    "department", "handler", "checker", "duplicate_of", "owner", "request", "supervision", "whistle", "condition",
)  # fmt: skip


def _take_step(command: CaseCommand, loaded: Loaded, ctx: Context) -> Decision:
    """Append the event, and move the case if the machine says so (sync.md 8).

    Whoever worked on it once, and does no more, is heard by a person: their work is evidence, and no theft.
    """
    case = loaded.find(Case, command.entity)
    if case is None:
        return wait_for(command.entity)
    request = _request_of(command, loaded)
    if isinstance(command, adjustments.ReviewRequest) and (request is None or request.state is not RequestState.OPEN):
        return _no_review(command, request, case, loaded, ctx)
    step = step_of(command, case, ctx.directory.case_switches, request)
    return _judged(step, request, command, case, loaded, ctx)


def _no_review(
    command: adjustments.ReviewRequest, request: CaseRequest | None, case: Case, loaded: Loaded, ctx: Context
) -> Decision:
    if request is None:
        return wait_for(command.request)
    return _overtaken(command, case, loaded, ctx, (), request=request.state.value)


def _judged(
    step: Step, request: CaseRequest | None, command: CaseCommand, case: Case, loaded: Loaded, ctx: Context
) -> Decision:
    if request is not None and request.case_id != case.id:
        return refuse(ProblemCode.NOT_FOUND, request=request.id)
    if ctx.settles is ProblemCode.CASE_MOVED_ON:
        return _not_by_settling(step, case) or _apply(step, command, case, loaded, ctx)
    found = outcome(step, case.state)
    theirs = not step.by or ctx.actor.system or ctx.settles is not None or getattr(case, step.by) == ctx.actor.user
    if not theirs and not _was_theirs(step, case, loaded, ctx):
        return refuse(ProblemCode.NOT_ALLOWED)
    late = request is not None and is_stale(request, case)
    old = step.bound and 0 < command.generation < case.generation
    if found is Outcome.APPLY and theirs and not old and not late:
        return _apply(step, command, case, loaded, ctx)
    agrees = not step.agrees or _value(command, step) == _value(case, step)
    if late or (found is Outcome.ABSORB and agrees):
        return _overtaken(command, case, loaded, ctx, () if request is None else (lapsed(request, ctx),))
    return _park(step, command, case, ctx, theirs=theirs, disagrees=found is Outcome.ABSORB)


def _not_by_settling(step: Step, case: Case) -> Decision | None:
    """A person may lead a case back, or have a step taken that came late; but what has ended is opened again by name
    alone, and nobody jumps forward over the stages of others (domain.md 3.2).
    """
    if case.state in step.sources or step.to is None:
        return None
    if case.state in TERMINAL:
        return refuse(ProblemCode.ALREADY_ENDED, state=case.state.value)
    ways = [PATH.index(state) for state in step.sources if state in PATH]
    here = PATH.index(case.state) if case.state in PATH else 0
    if not ways or here >= min(ways):
        return None
    return refuse(ProblemCode.CASE_NEEDS, needs="state", state=case.state.value, wanted=", ".join(sorted(step.sources)))


def _request_of(command: CaseCommand, loaded: Loaded) -> CaseRequest | None:
    return loaded.find(CaseRequest, command.request) if isinstance(command, adjustments.ReviewRequest) else None


def _was_theirs(step: Step, case: Case, loaded: Loaded, ctx: Context) -> bool:
    if step.by not in _WORKING:
        return False
    held = grant_id(case.id, ctx.actor.user)
    return any(grant.id == held for grant in loaded.children(CaseGrant, "case_id", case.id))


def _value(of: CaseCommand | Case, step: Step) -> Any:
    return getattr(of, step.agrees)


def _overtaken(
    command: CaseCommand, case: Case, loaded: Loaded, ctx: Context, beside_it: tuple[Entity, ...], **facts: str
) -> Decision:
    """Somebody has brought it there already, or the case has gone on: kept as late evidence, and no deed of its way."""
    event = _as_known(replace(_event(command, case, None, ctx), absorbed=True), loaded, ctx)
    told = facts | {ABSORBED: case.state.value}
    return Decision(puts=(event, *beside_it), verdict=Verdict.MERGED, version=case.version, facts=told)


def _apply(step: Step, command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision:
    for guard in step.guards:
        refusal = _CHECKS[guard](command, case, loaded, ctx)
        if refusal is not None:
            return refusal
    verdict = Verdict.APPLIED if command.saw in (None, case.state) else Verdict.MERGED
    state = target(step, case)
    effect = _effect(step, command, case, state, loaded, ctx)
    after = _moved(step, case, state, effect.values)
    timers: tuple[CaseTimer, ...] = ()
    if step.ticks:
        ticked = tick(step.ticks, after, state, _timers(case, loaded), _moment(command, case, ctx))
        if isinstance(ticked, Decision):
            return ticked
        timers = ticked.timers
        after = _moved(step, case, state, effect.values | {"due_at": ticked.due_at})
    event = _as_known(_event(command, case, after, ctx), loaded, ctx)
    # An event that was known as not applied may be one of those that the effect shows to others.
    others = [row for row in effect.others if row.id != event.id]
    if after is case:
        return Decision(puts=(event, *others, *timers), verdict=verdict, version=case.version)
    return put(after, event, *others, *timers, verdict=verdict)


def _moved(step: Step, case: Case, state: CaseState, values: dict[str, Any]) -> Case:
    """The case as it is after a step; the very same if nothing of it changes.

    A step that leads somewhere counts as one, also where a person let it lead to where the case already was.
    """
    if state is case.state and step.to is None and not step.back:
        changes = any(getattr(case, name) != value for name, value in values.items())
        return advanced(case, **values) if changes else case
    closed = {"closed_at": None} if case.closed_at is not None and state not in TERMINAL else {}
    return advanced(case, state=state, state_seq=case.state_seq + 1, **(closed | values))


def _effect(step: Step, command: CaseCommand, case: Case, state: CaseState, loaded: Loaded, ctx: Context) -> Effect:
    kind = type(command)
    if isinstance(command, beside.ReturnToDispatcher):
        done = ask(command, case, loaded, ctx) if step.variant == ASKED else returned(case, loaded, ctx)
    else:
        do = EFFECTS.get(kind) or ADJUSTMENTS.get(kind)
        done = Effect({}) if do is None else do(command, case, loaded, ctx)
    if state not in TERMINAL or state is case.state:
        return done
    end = ended(case, loaded, ctx)
    return Effect(end.values | done.values, (*done.others, *end.others))


def _timers(case: Case, loaded: Loaded) -> list[CaseTimer]:
    return list(loaded.children(CaseTimer, "case_id", case.id))


def _moment(command: CaseCommand, case: Case, ctx: Context) -> Moment:
    """Limits go by the server's time; a suspension ends when it was to end, however late the clock's order comes."""
    until = case.suspended_until
    over = isinstance(command, beside.ResumeCase) and until is not None and until < ctx.now
    return Moment(until if over and until is not None else ctx.now, command.id, ctx.directory)


def _as_known(event: CaseEvent, loaded: Loaded, ctx: Context) -> CaseEvent:
    """An event that was kept as not applied, and is applied after all for a person has decided so, is the same one."""
    before = loaded.find(CaseEvent, event.id) if ctx.settles is not None else None
    if before is None:
        return event
    return replace(event, version=before.version + 1, stamps=before.stamps)


def _park(step: Step, command: CaseCommand, case: Case, ctx: Context, *, theirs: bool, disagrees: bool) -> Decision:
    """Keep the event as not applied, and let a person decide between the two intents."""
    why = ProblemCode.CASE_MOVED_ON if theirs else ProblemCode.LATE_SCOPE
    if not theirs:
        draft = ConflictDraft(why, kind_of(command), case.id, grid=case.grid)
    elif disagrees:
        draft = ConflictDraft(why, "case", case.id, step.agrees, None, _value(command, step), _value(case, step))
    else:
        saw = None if command.saw is None else command.saw.value
        draft = ConflictDraft(why, "case", case.id, "state", saw, kind_of(command), case.state.value)
    return Decision(
        puts=(_event(command, case, None, ctx),),
        verdict=Verdict.CONFLICT,
        version=case.version,
        why=why,
        facts={"state": case.state.value},
        conflicts=(draft,),
    )


def _event(command: CaseCommand, case: Case, after: Case | None, ctx: Context) -> CaseEvent:
    """The event of a command; without `after` it was not applied."""
    kept = case if after is None else after
    to_state: CaseState | None = None if after is None else after.state
    return CaseEvent(
        id=command.id,
        case_id=case.id,
        command=kind_of(command),
        from_state=case.state,
        to_state=to_state,
        actor=ctx.actor.user,
        at=ctx.observed_at,
        clock_quality=ctx.clock_quality,
        applied=after is not None,
        opinion=command.opinion,
        seq=kept.state_seq,
        grid=kept.grid,
        handler=kept.handler,
        checker=kept.checker,
        round=kept.round,
        about=next((str(found) for name in _NAMED if (found := getattr(command, name, None)) is not None), None),
    )


# --- who may, and what is read ----------------------------------------------------------------------------------------


def _area(command: CaseCommand, loaded: Loaded, directory: Directory) -> Area:
    case = loaded.find(Case, command.entity)
    if case is None:
        raise MissingSubject(command.entity)
    request = _request_of(command, loaded)
    if isinstance(command, adjustments.ReviewRequest) and request is None:
        raise MissingSubject(command.request)
    step = step_of(command, case, directory.case_switches, request)
    posts = posts_of(step, directory.case_switches)
    if isinstance(command, adjustments.JoinWhistle | adjustments.LeaveWhistle | beside.FinishAssisting):
        return Area(org=command.department, posts=posts)
    return area_of(step, case, directory, posts=posts)


def area_of(step: Step, case: Case, directory: Directory, **more: Any) -> Area:
    """Where a row of the table acts on a case.

    A whistle is the street's: a post below it does not reach it. What was moved up is for whoever has it, or stands
    above them (domain.md 3.5).
    """
    if step.where is Where.STREET:
        return Area(org=None if case.grid is None else directory.street_of(case.grid), **more)
    if step.where is Where.OWNER and case.owner is not None:
        return Area(org=case.owner, **more)
    return Area(
        grid=None if step.where is Where.DEPARTMENT else case.grid,
        org=None if step.where in _OF_THE_GRID else case.department,
        orgs=(case.helpers or ()) if step.where is Where.PARTY else (),
        people=tuple(_concerned(step, case)),
        **more,
    )


def _concerned(step: Step, case: Case) -> Iterator[str]:
    working = step.by in _WORKING or step.command is wire.CommentCase
    names = ("handler", "checker") if working else tuple(name for name in (step.by, step.also) if name)
    for name in names:
        person: str | None = getattr(case, name)
        if person:
            yield person


HANDLERS: tuple[Handler, ...] = (
    report,
    set_switches,
    set_joint_matters,
    *(
        decides(kind, posts=may_ever(kind), area=_area, needs=needs_of, online=is_online(kind))(_take_step)
        for kind in dict.fromkeys(step.command for step in STEPS)
    ),
)
