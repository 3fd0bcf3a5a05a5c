"""What a step does beside moving the case: its fields, tasks, grants, numbers. Pure; clocks are elsewhere."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.case_steps import CaseTaskState, TaskKind
from mobile_contract.cases import CaseCommand, CaseState
from server.cases.adjusted import CaseCorrection, CaseLink, CaseRating
from server.cases.clocks import limit_for
from server.cases.correcting import corrected, old_words
from server.cases.entities import Case, CaseCounter, CaseEvent, CaseGrant, CaseTask, TimerStage
from server.cases.guards import above, photos
from server.cases.holders import held_by, until_forgotten
from server.core.decisions import Context, Decision, Loaded
from server.core.entities import Conflict, Entity, advanced, in_grids, named_id
from server.uploads.entities import Photo

COUNTER = named_id("case_counter")
"""The id of the one row that counts case numbers."""

_SHANGHAI = timezone(timedelta(hours=8))


class Effect(NamedTuple):
    """What a step does beside moving the case: fields of the case, and other rows."""

    values: dict[str, Any]
    others: tuple[Entity, ...] = ()


Do = Callable[[Any, Case, Loaded, Context], Effect]


# --- collecting and filing --------------------------------------------------------------------------------------------


def _self_handle(_command: beside.SelfHandle, _case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    """When it was done is what the phone's clock says, corrected (domain.md 3.4)."""
    return Effect({"self_handled": True, "handled_at": ctx.observed_at, "handled_by": ctx.actor.user})


def _file(command: wire.FileCase, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    known = ctx.directory.class_at(command.class_code, ctx.now)
    values = {
        "class_code": command.class_code,
        "class_version": None if known is None else known.class_version,
        "condition": command.condition,
    }
    if case.case_no is not None:
        return Effect(values)
    counter = _count(loaded.find(CaseCounter, COUNTER), ctx.now)
    return Effect(values | {"case_no": f"{counter.day}{counter.last:05d}", "filed_at": ctx.now}, (counter,))


def _count(counter: CaseCounter | None, now: datetime) -> CaseCounter:
    """One number further; the day never goes back, so that a clock that does cannot give a number twice."""
    today = now.astimezone(_SHANGHAI).strftime("%Y%m%d")
    if counter is None:
        return CaseCounter(id=COUNTER, day=today, last=1)
    if today <= counter.day:
        return advanced(counter, last=counter.last + 1)
    return advanced(counter, day=today, last=1)


def link_id(case: str, into: str) -> str:
    """The id of the link of a duplicate."""
    return named_id(f"case_link:{case}:{into}")


def _merge(command: beside.MergeCase, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    before = loaded.find(CaseLink, link_id(case.id, command.duplicate_of))
    facts: dict[str, Any] = {"linked_by": ctx.actor.user, "linked_at": ctx.now, "undone_at": None}
    if before is None:
        link = CaseLink(
            id=link_id(case.id, command.duplicate_of), case_id=case.id, into_case=command.duplicate_of, **facts
        )
    else:
        link = advanced(before, **facts)
    return Effect({"back_to": case.state, "duplicate_of": command.duplicate_of}, (link,))


def _unmerge(_command: beside.UnmergeCase, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    """It goes on where it stood; a case that was suspended then goes on being so, and back to its handler after."""
    suspended = case.back_to is CaseState.SUSPENDED
    goes_on = (CaseState.HANDLING if case.handler else CaseState.PENDING_HANDLE) if suspended else None
    links = loaded.children(CaseLink, "case_id", case.id)
    undone = [advanced(link, undone_at=ctx.now) for link in links if link.undone_at is None]
    held = held_by((case.handler, case.checker), case.id, grants(case.id, loaded), ctx.now)
    withdrawn_then = (
        task for task in loaded.children(CaseTask, "case_id", case.id) if task.finished_at == case.closed_at
    )
    tasks = [
        advanced(task, state=CaseTaskState.OPEN, finished_at=None)
        for task in withdrawn_then
        if task.state is CaseTaskState.WITHDRAWN
    ]
    return Effect({"back_to": goes_on, "duplicate_of": None}, (*undone, *held, *tasks))


# --- handling ---------------------------------------------------------------------------------------------------------


def _dispatch(command: wire.DispatchCase, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    values = {
        "department": command.department,
        "generation": case.generation + 1,
        "returned_from": None,
        "redispatched": case.redispatched or case.department not in (None, command.department),
    }
    asked = dict.fromkeys(org for org in command.assisting if org != command.department)
    tasks = [_task(command, case, TaskKind.CO_HANDLE, ctx, org=org) for org in asked]
    return Effect(values | {"helpers": with_helpers(case, asked)}, tuple(tasks))


def with_helpers(case: Case, asked: Iterable[str]) -> tuple[str, ...] | None:
    """The organisations that were ever asked to help with a case, sorted, and these; None for none."""
    return tuple(sorted({*(case.helpers or ()), *asked})) or None


def _finish_assisting(command: beside.FinishAssisting, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    theirs = (task for task in loaded.children(CaseTask, "case_id", case.id) if task.org == command.department)
    done = [
        advanced(task, state=CaseTaskState.DONE, finished_at=ctx.now, result="done")
        for task in theirs
        if task.state is CaseTaskState.OPEN
    ]
    return Effect({}, tuple(done))


def _assign(command: wire.AssignCase, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    seen = _seen_with(loaded, case, handler=command.handler)
    held = held_by((command.handler, case.checker), case.id, grants(case.id, loaded), ctx.now)
    return Effect({"handler": command.handler, "generation": case.generation + 1}, (*seen, *held))


def _take_back(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    held = held_by((case.checker,), case.id, grants(case.id, loaded), ctx.now)
    return Effect({"handler": None}, tuple(held))


def returned(case: Case, loaded: Loaded, ctx: Context) -> Effect:
    """The department does not have it any more; who assisted it does not either."""
    values = {"returned_from": case.department, "returns": case.returns + 1, "handler": None}
    return Effect(values, tuple(withdrawn(case, loaded, ctx)))


def _return_to_acceptor(_command: CaseCommand, case: Case, _loaded: Loaded, _ctx: Context) -> Effect:
    return Effect({"returns": case.returns + 1})


def _finish(_command: wire.FinishHandling, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    return Effect({"handled_at": ctx.now, "handled_by": case.handler if ctx.actor.system else ctx.actor.user})


def _resume(_command: beside.ResumeCase, _case: Case, _loaded: Loaded, _ctx: Context) -> Effect:
    return Effect({"back_to": None, "suspended_until": None})


# --- verifying and checking -------------------------------------------------------------------------------------------


def _send_verify(command: beside.SendVerify, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    return _sent(command, case, TaskKind.VERIFY, loaded, ctx)


def _send_check(command: wire.SendCheck, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    return _sent(command, case, TaskKind.CHECK, loaded, ctx)


def _sent(
    command: beside.SendVerify | wire.SendCheck, case: Case, kind: TaskKind, loaded: Loaded, ctx: Context
) -> Effect:
    seen = _seen_with(loaded, case, checker=command.checker)
    held = held_by((case.handler, command.checker), case.id, grants(case.id, loaded), ctx.now)
    task = _task(command, case, kind, ctx, assignee=command.checker, told=command.told)
    return Effect({"checker": command.checker, "check_result": None}, (task, *seen, *held))


def _submit_verify(command: beside.SubmitVerify, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    return Effect({}, tuple(_done(case, TaskKind.VERIFY, "found" if command.found else "not_found", loaded, ctx)))


def _submit_check(command: wire.SubmitCheck, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    done = _done(case, TaskKind.CHECK, command.result.value, loaded, ctx)
    return Effect({"check_result": command.result}, tuple(done))


def _recall(_command: beside.RecallChecker, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    """Whoever was sent has nothing to do there any more; what they still tell is heard by a person."""
    kind = TaskKind.VERIFY if case.state is CaseState.VERIFYING else TaskKind.CHECK
    held = held_by((case.handler,), case.id, grants(case.id, loaded), ctx.now)
    tasks = [task for task in withdrawn(case, loaded, ctx) if task.of_kind is kind]
    return Effect({"checker": None}, (*tasks, *held))


def _task(
    command: CaseCommand, case: Case, kind: TaskKind, ctx: Context, *, assignee: str | None = None, **more: Any
) -> CaseTask:
    org: str | None = more.get("org")
    limit = None if kind is TaskKind.CO_HANDLE else limit_for(TimerStage(kind.value), case, ctx.directory)
    return CaseTask(
        id=named_id(f"case_task:{command.id}:{assignee or org}"),
        case_id=case.id,
        of_kind=kind,
        round=case.round,
        assignee=assignee,
        org=org,
        sent_by=ctx.actor.user,
        sent_at=ctx.now,
        due_at=None if limit is None else ctx.now + timedelta(minutes=limit.value),
        told=more.get("told", ""),
    )


def _done(case: Case, kind: TaskKind, result: str, loaded: Loaded, ctx: Context) -> Iterable[CaseTask]:
    for task in loaded.children(CaseTask, "case_id", case.id):
        if task.of_kind is kind and task.state is CaseTaskState.OPEN:
            yield advanced(task, state=CaseTaskState.DONE, finished_at=ctx.now, result=result)


def withdrawn(case: Case, loaded: Loaded, ctx: Context) -> Iterable[CaseTask]:
    """The open tasks of a case, which goes on, or ends, without them."""
    for task in loaded.children(CaseTask, "case_id", case.id):
        if task.state is CaseTaskState.OPEN:
            yield advanced(task, state=CaseTaskState.WITHDRAWN, finished_at=ctx.now)


# --- rounds, the end, and what stands still ---------------------------------------------------------------------------


def _rework(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    held = held_by((case.checker,), case.id, grants(case.id, loaded), ctx.now)
    values = {"round": case.round + 1, "reworks": case.reworks + 1, "generation": case.generation + 1}
    return Effect(values | {"handler": None, "check_result": None}, tuple(held))


def _reopen(_command: beside.ReopenCase, case: Case, _loaded: Loaded, _ctx: Context) -> Effect:
    values = {"round": case.round + 1, "reopenings": case.reopenings + 1, "generation": case.generation + 1}
    cleared: dict[str, Any] = dict.fromkeys(("handler", "check_result", "returned_from", "back_to"))
    return Effect(values | cleared | {"self_handled": False, "exempt": False})


def _rate(command: beside.RateCase, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    rating = CaseRating(
        id=named_id(f"case_rating:{case.id}:{case.round}"),
        case_id=case.id,
        round=case.round,
        contacted=command.contacted,
        solved=command.solved,
        satisfaction=command.satisfaction,
        at=ctx.observed_at,
        words=command.opinion,
    )
    return Effect({}, (rating,))


def ended(case: Case, loaded: Loaded, ctx: Context) -> Effect:
    """A case that comes to its end: from when on, until when phones keep it, and no task is left of it."""
    forgotten = until_forgotten(grants(case.id, loaded), ctx.now)
    return Effect({"closed_at": ctx.now}, (*withdrawn(case, loaded, ctx), *forgotten))


def _escalate(_command: CaseCommand, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    return Effect({"owner": above(case, ctx.directory)})


def _assign_down(command: beside.AssignDown, _case: Case, _loaded: Loaded, _ctx: Context) -> Effect:
    return Effect({"owner": command.owner})


def _urgency(command: beside.SetUrgency, _case: Case, _loaded: Loaded, _ctx: Context) -> Effect:
    return Effect({"urgent": command.urgent})


def _correct(command: beside.CorrectCase, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    """What is named is so from now on, and the old words are kept; who sees the case sees its events and photos."""
    values = corrected(command, case, ctx.directory, ctx.now)
    if isinstance(values, Decision):
        raise TypeError("a guard asks first what can be put right")
    kept = CaseCorrection(
        id=named_id(f"case_correction:{command.id}"),
        case_id=case.id,
        event=command.id,
        corrected_by=ctx.actor.user,
        at=ctx.now,
        was=old_words(values, case),
        reason=command.opinion,
    )
    grid = values.get("grid", case.grid)
    if grid == case.grid:
        return Effect(values, (kept,))
    return Effect(values, (kept, *_seen_with(loaded, case, grid=grid), *_conflicts_in(grid, case, command.id, loaded)))


def _conflicts_in(grid: str | None, case: Case, command: str, loaded: Loaded) -> Iterable[Conflict]:
    """What a person must decide of a case lies where the case does, but for what is being settled by this command."""
    before = in_grids(case.grid)
    for one in loaded.children(Conflict, "entity", case.id):
        if one.command == command:
            continue
        others = tuple(scope for scope in one.scopes if scope not in before)
        yield advanced(one, grid=grid, scopes=(*in_grids(grid), *others))


def _historic(command: beside.SetHistoric, _case: Case, _loaded: Loaded, _ctx: Context) -> Effect:
    return Effect({"historic": command.historic})


def grants(case: str, loaded: Loaded) -> Sequence[CaseGrant]:
    """Who works, or worked, on a case, where its step declared them."""
    return loaded.children(CaseGrant, "case_id", case)


def _seen_with(loaded: Loaded, case: Case, **who: str | None) -> tuple[Entity, ...]:
    """The grid's, the handler's and the checker's phone get the whole case: its events and photos carry them too."""
    events = loaded.children(CaseEvent, "case_id", case.id)
    children: tuple[CaseEvent | Photo, ...] = (*events, *photos(case.id, loaded))
    return tuple(
        advanced(child, **who)
        for child in children
        if any(getattr(child, name) != person for name, person in who.items())
    )


EFFECTS: Mapping[type[CaseCommand], Do] = {
    beside.SelfHandle: _self_handle,
    wire.FileCase: _file,
    beside.MergeCase: _merge,
    beside.UnmergeCase: _unmerge,
    wire.DispatchCase: _dispatch,
    beside.FinishAssisting: _finish_assisting,
    wire.AssignCase: _assign,
    beside.RevokeAssignment: _take_back,
    beside.ReturnToDepartment: _take_back,
    beside.ReturnToAcceptor: _return_to_acceptor,
    wire.FinishHandling: _finish,
    beside.ResumeCase: _resume,
    beside.SendVerify: _send_verify,
    beside.SubmitVerify: _submit_verify,
    beside.RecallChecker: _recall,
    wire.SendCheck: _send_check,
    wire.SubmitCheck: _submit_check,
    beside.ReworkDepartment: _rework,
    beside.ReopenCase: _reopen,
    beside.RateCase: _rate,
    beside.EscalateCase: _escalate,
    beside.AssignDown: _assign_down,
    beside.CorrectCase: _correct,
    beside.SetUrgency: _urgency,
    beside.SetHistoric: _historic,
}
"""By command; what a request, an order or a whistle does is adjusting.py's."""
