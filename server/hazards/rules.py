"""How a danger is led from state to state. Pure: no database, no clock; what leads where is the contract's table."""

from typing import Any

from msgspec.structs import replace

from mobile_contract import hazards as wire
from mobile_contract.danger_machine import ENDED, ROWS, DangerRow, DangerState
from mobile_contract.hazards import DangerCommand
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case
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
from server.core.entities import Need, NeedChildren, Needs, advanced
from server.hazards.effects import COUNTER, Effect, effect_of
from server.hazards.entities import Danger, DangerEvent, NoticeCounter
from server.hazards.guards import GUARDS
from server.hazards.inspecting import record_inspection
from server.hazards.templates import publish_check_template
from server.uploads.entities import Photo
from sync.dangers import DANGERS, outcome_of, row_of
from sync.machine import Outcome

ABSORBED = "absorbed_in"
"""The fact of a receipt that names the state in which an event came too late."""


def _take_step(command: DangerCommand, loaded: Loaded, ctx: Context) -> Decision:
    """Append the event, and move the danger if the table says so (sync.md 8).

    What a phone queued and the table does not let through is kept as an event that was not applied, and a person
    decides; what is ordered online is refused then, and whoever orders it looks again.
    """
    danger = loaded.find(Danger, command.entity)
    if danger is None:
        return wait_for(command.entity)
    row = row_of(command)
    if ctx.settles is ProblemCode.DANGER_MOVED_ON:
        return _not_by_settling(row, danger) or _apply(row, command, danger, loaded, ctx)
    found = outcome_of(row, danger.state, round_seen=command.round, round_now=danger.round)
    if isinstance(command, wire.TellDeadline) and not _is_due(command, danger):
        found = Outcome.ABSORB
    if found is Outcome.APPLY:
        return _apply(row, command, danger, loaded, ctx)
    if found is Outcome.ABSORB:
        return _absorb(command, danger, ctx)
    return _park(command, danger, ctx) if row.offline else refuse(ProblemCode.DANGER_MOVED_ON, state=danger.state.value)


def _is_due(command: wire.TellDeadline, danger: Danger) -> bool:
    """Whether the deadline is still that of the present notice, and was not told before."""
    same = (command.notice_no, command.due_on) == (danger.notice_no, danger.due_on)
    return same and danger.overdue_at is None


def _not_by_settling(row: DangerRow, danger: Danger) -> Decision | None:
    """A second person may have a step taken that came late; what has ended stays ended."""
    if danger.state not in ENDED:
        return None
    return refuse(ProblemCode.ALREADY_ENDED, state=danger.state.value, event=row.event)


def _apply(row: DangerRow, command: DangerCommand, danger: Danger, loaded: Loaded, ctx: Context) -> Decision:
    for ask in row.asks:
        refusal = GUARDS[ask](command, danger, loaded, ctx)
        if refusal is not None:
            return refusal
    effect = effect_of(command, danger, loaded, ctx)
    if isinstance(effect, Decision):
        return effect
    after = advanced(danger, state=_target(row, danger), **effect.values)
    event = _as_known(_event(command, danger, after, ctx, effect), loaded, ctx)
    verdict = Verdict.APPLIED if command.saw in (None, danger.state) else Verdict.MERGED
    done = put(after, event, *effect.others, verdict=verdict)
    return replace(done, facts=_told(after)) if effect.notice_no else done


def _told(danger: Danger) -> dict[str, str]:
    """What the author of a notice has to write on its paper."""
    return {"notice_no": danger.notice_no or "", "due_on": danger.due_on or ""}


def _target(row: DangerRow, danger: Danger) -> DangerState:
    """Where a row leads; one that a person has taken after all, where it would have led in its first state."""
    if danger.state in row.sources:
        return DANGERS.after(danger.state, row.event)
    return next((way.target for way in row.ways if way.target is not None), danger.state)


def _absorb(command: DangerCommand, danger: Danger, ctx: Context) -> Decision:
    """Somebody has brought it there already, or it has gone on: kept as late evidence. The clock's word needs none."""
    told = {ABSORBED: danger.state.value} | ({"case": danger.case_id} if danger.case_id else {})
    clocks = isinstance(command, wire.TellDeadline)
    event = () if clocks else (replace(_event(command, danger, None, ctx, Effect({})), absorbed=True),)
    return Decision(puts=event, verdict=Verdict.MERGED, version=danger.version, facts=told)


def _park(command: DangerCommand, danger: Danger, ctx: Context) -> Decision:
    saw = None if command.saw is None else command.saw.value
    why, here = ProblemCode.DANGER_MOVED_ON, danger.state.value
    return Decision(
        puts=(_event(command, danger, None, ctx, Effect({})),),
        verdict=Verdict.CONFLICT,
        version=danger.version,
        why=why,
        facts={"state": here},
        conflicts=(ConflictDraft(why, "danger", danger.id, "state", saw, row_of(command).event, here),),
    )


def _event(command: DangerCommand, danger: Danger, after: Danger | None, ctx: Context, effect: Effect) -> DangerEvent:
    """The event of a command; without `after` it was not applied."""
    return DangerEvent(
        id=command.id,
        danger=danger.id,
        inspection=danger.inspection,
        command=row_of(command).event,
        from_state=danger.state,
        to_state=None if after is None else after.state,
        actor=ctx.actor.user,
        at=ctx.observed_at,
        clock_quality=ctx.clock_quality,
        applied=after is not None,
        round=danger.round,
        notice_no=effect.notice_no,
        due_on=None if effect.notice_no is None or after is None else after.due_on,
        words=command.words,
        handed_to=getattr(command, "handed_to", ""),
    )


def _as_known(event: DangerEvent, loaded: Loaded, ctx: Context) -> DangerEvent:
    """An event that was kept as not applied, and is applied after all for a person has decided so, is the same one."""
    before = loaded.find(DangerEvent, event.id) if ctx.settles is not None else None
    return event if before is None else replace(event, version=before.version + 1, stamps=before.stamps)


# --- who may, and what is read ----------------------------------------------------------------------------------------


def _area(command: DangerCommand, loaded: Loaded, _directory: Directory) -> Area:
    danger = loaded.find(Danger, command.entity)
    if danger is None:
        raise MissingSubject(command.entity)
    return Area(grid=danger.grid)


_PROVED = (wire.FixDanger, wire.IssueNotice, wire.ReinspectDanger)
_NUMBERED = (wire.IssueNotice, wire.ReinspectDanger)


def _needs(command: DangerCommand) -> Needs:
    yield Need(Danger, command.entity)
    if isinstance(command, _PROVED):
        yield NeedChildren(Photo, "subject_id", command.entity)
    if isinstance(command, _NUMBERED):
        yield Need(NoticeCounter, COUNTER)
    if isinstance(command, wire.EscalateDanger):
        yield Need(Case, command.case)


def _brings(command: DangerCommand, loaded: Loaded) -> Needs:
    """The case that a danger was escalated to: it never has another."""
    danger = loaded.find(Danger, command.entity)
    if danger is not None and danger.case_id is not None:
        yield Need(Case, danger.case_id)


def _handler(kind: type[Any]) -> Handler:
    tag = str(kind.__struct_config__.tag)
    rows = [row for row in ROWS if row.event.partition(".")[0] == tag]
    posts = frozenset(post for row in rows for post in row.posts)
    online = not any(row.offline for row in rows)
    made = decides(kind, posts=posts, area=_area, needs=_needs, online=online and bool(posts))(_take_step)
    return replace(made, brings=_brings) if kind is wire.CloseDanger else made


STEPS = (
    wire.FixDanger,
    wire.IssueNotice,
    wire.RectifyDanger,
    wire.ReinspectDanger,
    wire.EscalateDanger,
    wire.WithdrawDanger,
    wire.CloseDanger,
    wire.TellDeadline,
)
"""The commands of the table."""

HANDLERS: tuple[Handler, ...] = (publish_check_template, record_inspection, *map(_handler, STEPS))
