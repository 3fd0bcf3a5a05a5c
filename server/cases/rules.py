"""How a case is led from state to state. Pure: no database, no clock; what leads where is the table of machine.py."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from msgspec.structs import replace

from mobile_contract import cases as wire
from mobile_contract.cases import CaseCommand, CaseState
from mobile_contract.commands import kind_of
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import Org, User
from server.cases.classes import define_classes
from server.cases.entities import Case, CaseCounter, CaseEvent, CaseGrant
from server.cases.holders import held_by, until_forgotten
from server.cases.machine import BY_EVENT, CASES, STEPS, Guard, Step, Where, event_of
from server.cases.reports import report
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
from server.core.entities import Entity, Need, NeedChildren, Needs, advanced, named_id
from server.uploads.entities import Photo
from sync.machine import Outcome

COUNTER = named_id("case_counter")
"""The id of the one row that counts case numbers."""

_SHANGHAI = timezone(timedelta(hours=8))


class Effect(NamedTuple):
    """What a step does beside moving the case: fields of the case, and other rows."""

    values: dict[str, Any]
    others: tuple[Entity, ...] = ()


# --- what a step is refused for ---------------------------------------------------------------------------------------


def _reason(command: CaseCommand, _case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if command.opinion.strip() else refuse(ProblemCode.CASE_NEEDS, needs="opinion")


def _known_class(command: wire.FileCase, _case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    if ctx.directory.case_class(command.class_code) is not None:
        return None
    return refuse(ProblemCode.UNKNOWN_CLASS, class_code=command.class_code)


def _has_class(_command: CaseCommand, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if case.class_code else refuse(ProblemCode.CASE_NEEDS, needs="class_code")


def _org_there(command: wire.DispatchCase, _case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if loaded.find(Org, command.department) else wait_for(command.department)


def _handler_there(command: wire.AssignCase, _case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if loaded.find(User, command.handler) else wait_for(command.handler)


def _checker_there(command: wire.SendCheck, _case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if loaded.find(User, command.checker) else wait_for(command.checker)


def _other_person(command: wire.SendCheck, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    return refuse(ProblemCode.SAME_PERSON) if command.checker == case.handler else None


def _photos_after(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    known = ctx.directory.case_class(case.class_code or "")
    wanted = 0 if known is None else known.photos_after
    have = sum(photo.phase is PhotoPhase.HANDLE for photo in _photos(case.id, loaded))
    return None if have >= wanted else refuse(ProblemCode.CASE_NEEDS, needs="photos_after", wanted=wanted, have=have)


def _photo_of_check(_command: CaseCommand, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    own = (photo.phase is PhotoPhase.CHECK and photo.author == case.checker for photo in _photos(case.id, loaded))
    return None if any(own) else refuse(ProblemCode.CASE_NEEDS, needs="photo_of_check")


def _photos(case: str, loaded: Loaded) -> Iterator[Photo]:
    return iter(loaded.children(Photo, "subject_id", case))


_GUARDS: dict[Guard, Callable[[Any, Case, Loaded, Context], Decision | None]] = {
    Guard.REASON: _reason,
    Guard.KNOWN_CLASS: _known_class,
    Guard.HAS_CLASS: _has_class,
    Guard.ORG_THERE: _org_there,
    Guard.HANDLER_THERE: _handler_there,
    Guard.CHECKER_THERE: _checker_there,
    Guard.OTHER_PERSON: _other_person,
    Guard.PHOTOS_AFTER: _photos_after,
    Guard.PHOTO_OF_CHECK: _photo_of_check,
}


# --- what a step does beside moving the case --------------------------------------------------------------------------


def _file(command: wire.FileCase, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    if case.case_no is not None:
        return Effect({"class_code": command.class_code})
    counter = _count(loaded.find(CaseCounter, COUNTER), ctx.now)
    return Effect({"class_code": command.class_code, "case_no": f"{counter.day}{counter.last:05d}"}, (counter,))


def _count(counter: CaseCounter | None, now: datetime) -> CaseCounter:
    """One number further; the day never goes back, so that a clock that does cannot give a number twice."""
    today = now.astimezone(_SHANGHAI).strftime("%Y%m%d")
    if counter is None:
        return CaseCounter(id=COUNTER, day=today, last=1)
    if today <= counter.day:
        return advanced(counter, last=counter.last + 1)
    return advanced(counter, day=today, last=1)


def _dispatch(command: wire.DispatchCase, case: Case, _loaded: Loaded, _ctx: Context) -> Effect:
    return Effect({"department": command.department, "generation": case.generation + 1})


def _assign(command: wire.AssignCase, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    seen = _seen_with(loaded, case, handler=command.handler)
    held = held_by((command.handler, case.checker), case.id, _grants(case.id, loaded), ctx.now)
    return Effect({"handler": command.handler, "generation": case.generation + 1}, (*seen, *held))


def _send_check(command: wire.SendCheck, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    seen = _seen_with(loaded, case, checker=command.checker)
    held = held_by((case.handler, command.checker), case.id, _grants(case.id, loaded), ctx.now)
    return Effect({"checker": command.checker}, (*seen, *held))


def _grants(case: str, loaded: Loaded) -> Sequence[CaseGrant]:
    return loaded.children(CaseGrant, "case_id", case)


def _seen_with(loaded: Loaded, case: Case, **who: str) -> tuple[Entity, ...]:
    """The handler's and the checker's phone get the whole case: its events and photos carry them too."""
    events = loaded.children(CaseEvent, "case_id", case.id)
    children: tuple[CaseEvent | Photo, ...] = (*events, *_photos(case.id, loaded))
    return tuple(
        advanced(child, **who)
        for child in children
        if any(getattr(child, name) != person for name, person in who.items())
    )


def _close(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    return Effect({"closed_at": ctx.now}, tuple(until_forgotten(_grants(case.id, loaded), ctx.now)))


_EFFECTS: dict[type[CaseCommand], Callable[[Any, Case, Loaded, Context], Effect]] = {
    wire.FileCase: _file,
    wire.DispatchCase: _dispatch,
    wire.AssignCase: _assign,
    wire.SendCheck: _send_check,
    wire.CloseCase: _close,
}


# --- one rule for every step ------------------------------------------------------------------------------------------


def _take_step(command: CaseCommand, loaded: Loaded, ctx: Context) -> Decision:
    """Append the event, and move the case if the machine says so (sync.md 8)."""
    case = loaded.find(Case, command.entity)
    if case is None:
        return wait_for(command.entity)
    step = BY_EVENT[event_of(command)]
    if ctx.settles is ProblemCode.CASE_MOVED_ON:
        return _apply(step, command, case, loaded, ctx)
    if step.by and not ctx.actor.system and ctx.settles is None and getattr(case, step.by) != ctx.actor.user:
        return refuse(ProblemCode.NOT_ALLOWED)
    outcome = CASES.outcome(case.state, step.event)
    if outcome is Outcome.APPLY and not (step.bound and 0 < command.generation < case.generation):
        return _apply(step, command, case, loaded, ctx)
    if outcome is Outcome.ABSORB and not (step.agrees and _value(command, step) != _value(case, step)):
        event = _event(command, case, case, ctx)
        return Decision(puts=(event,), verdict=Verdict.MERGED, version=case.version)
    return _park(step, command, case, ctx, disagrees=outcome is Outcome.ABSORB)


def _value(of: CaseCommand | Case, step: Step) -> Any:
    return getattr(of, step.agrees)


def _apply(step: Step, command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision:
    for guard in step.guards:
        refusal = _GUARDS[guard](command, case, loaded, ctx)
        if refusal is not None:
            return refusal
    verdict = Verdict.APPLIED if command.saw in (None, case.state) else Verdict.MERGED
    if step.to is None:
        event = _as_known(_event(command, case, case, ctx), loaded, ctx)
        return Decision(puts=(event,), verdict=verdict, version=case.version)
    effect = _EFFECTS[type(command)](command, case, loaded, ctx) if type(command) in _EFFECTS else Effect({})
    after = advanced(case, state=step.to, state_seq=case.state_seq + 1, **effect.values)
    event = _as_known(_event(command, case, after, ctx), loaded, ctx)
    others = (
        row for row in effect.others if row.id != event.id
    )  # known as not applied, it is one of the case's events
    return put(after, event, *others, verdict=verdict)


def _as_known(event: CaseEvent, loaded: Loaded, ctx: Context) -> CaseEvent:
    """An event that was kept as not applied, and is applied after all for a person has decided so, is the same one."""
    before = loaded.find(CaseEvent, event.id) if ctx.settles is not None else None
    if before is None:
        return event
    return replace(event, version=before.version + 1, stamps=before.stamps)


def _park(step: Step, command: CaseCommand, case: Case, ctx: Context, *, disagrees: bool) -> Decision:
    """Keep the event as not applied, and let a person decide between the two intents."""
    if disagrees:
        draft = ConflictDraft(
            ProblemCode.CASE_MOVED_ON, "case", case.id, step.agrees, None, _value(command, step), _value(case, step)
        )
    else:
        saw = None if command.saw is None else command.saw.value
        draft = ConflictDraft(
            ProblemCode.CASE_MOVED_ON, "case", case.id, "state", saw, kind_of(command), case.state.value
        )
    return Decision(
        puts=(_event(command, case, None, ctx),),
        verdict=Verdict.CONFLICT,
        version=case.version,
        why=ProblemCode.CASE_MOVED_ON,
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
    )


def _area(command: CaseCommand, loaded: Loaded, _directory: Directory) -> Area:
    case = loaded.find(Case, command.entity)
    if case is None:
        raise MissingSubject(command.entity)
    step = BY_EVENT[event_of(command)]
    concerned = (case.handler, case.checker) if step.by or step.command is wire.CommentCase else ()
    return Area(
        grid=None if step.where is Where.DEPARTMENT else case.grid,
        org=None if step.where is Where.GRID else case.department,
        people=tuple(person for person in concerned if person),
    )


def _needs(command: CaseCommand) -> Needs:
    yield Need(Case, command.entity)
    match command:
        case wire.FileCase():
            yield Need(CaseCounter, COUNTER)
        case wire.DispatchCase():
            yield Need(Org, command.department)
        case wire.AssignCase():
            yield Need(User, command.handler)
            yield NeedChildren(CaseEvent, "case_id", command.entity)
            yield NeedChildren(CaseGrant, "case_id", command.entity)
            yield NeedChildren(Photo, "subject_id", command.entity)
        case wire.SendCheck():
            yield Need(User, command.checker)
            yield NeedChildren(CaseEvent, "case_id", command.entity)
            yield NeedChildren(CaseGrant, "case_id", command.entity)
            yield NeedChildren(Photo, "subject_id", command.entity)
        case wire.CloseCase():
            yield NeedChildren(CaseGrant, "case_id", command.entity)
        case wire.FinishHandling() | wire.SubmitCheck():
            yield NeedChildren(Photo, "subject_id", command.entity)
        case _:
            pass


HANDLERS: tuple[Handler, ...] = (
    report,
    define_classes,
    *(
        decides(kind, posts=posts, area=_area, needs=_needs)(_take_step)
        for kind, posts in {step.command: step.posts for step in STEPS}.items()
    ),
)
