"""How a warning comes to people, grid by grid: who has it in hand, who is told next, which homes have it. Pure.

Work that was done offline counts: a door that was knocked at before a warning was over is on record after it.
"""

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.warning import (
    AcknowledgeWarning,
    DoorCall,
    DoorOutcome,
    EscalateWarning,
    ReachChannel,
    Reached,
    RecordDoorCall,
    ReportReached,
)
from server.core.decisions import (
    ANYWHERE,
    SYSTEM_ONLY,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
)
from server.core.entities import Need, Needs, advanced
from server.residents.entities import Dwelling
from server.warnings.entities import PublicWarning, WarningReach, reach_id
from server.warnings.ladder import RUNGS, next_at

KNOCKERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})
ANSWERING = frozenset({post for rung in RUNGS for post in rung})
"""Who may say that they have a warning in hand: whom the ladder tells."""


def _needs(command: AcknowledgeWarning | ReportReached) -> Needs:
    yield Need(PublicWarning, command.entity)
    yield Need(WarningReach, reach_id(command.entity, command.grid))


def _area(command: AcknowledgeWarning | RecordDoorCall, _loaded: Loaded, _directory: Directory) -> Area:
    return Area(grid=command.grid)


def _reach(command: AcknowledgeWarning | ReportReached | RecordDoorCall, loaded: Loaded) -> WarningReach | Decision:
    """How far it is in the grid. Refuses WARNING_STATE for a warning that was not issued, or not for this grid."""
    warning = loaded.find(PublicWarning, command.entity)
    if warning is None:
        raise MissingSubject(command.entity)
    found = loaded.find(WarningReach, reach_id(command.entity, command.grid))
    if found is None:
        return refuse(ProblemCode.WARNING_STATE, state=warning.state.value, grid=command.grid)
    return found


@decides(AcknowledgeWarning, posts=ANSWERING, area=_area, needs=_needs)
def acknowledge(command: AcknowledgeWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Have it in hand in a grid: the ladder stops there. The first who did stays; others are `merged`."""
    reach = _reach(command, loaded)
    if isinstance(reach, Decision):
        return reach
    if reach.acknowledged_by is not None:
        return Decision(verdict=Verdict.MERGED, version=reach.version)
    return put(
        advanced(reach, acknowledged_by=ctx.actor.user, acknowledged_at=ctx.observed_at, escalate_at=None),
    )


def _needs_of_escalation(command: EscalateWarning) -> Needs:
    yield Need(PublicWarning, command.entity)
    for grid in command.grids:
        yield Need(WarningReach, reach_id(command.entity, grid))


@decides(EscalateWarning, posts=SYSTEM_ONLY, area=lambda _c, _loaded, _d: ANYWHERE, needs=_needs_of_escalation)
def escalate(command: EscalateWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Go one rung up where it is time; `merged` where it is nowhere, or not any more."""
    warning = loaded.find(PublicWarning, command.entity)
    if warning is None:
        raise MissingSubject(command.entity)
    found = (loaded.find(WarningReach, reach_id(warning.id, grid)) for grid in sorted(set(command.grids)))
    due = [one for one in found if one is not None and one.escalate_at is not None and one.escalate_at <= ctx.now]
    if not due:
        return Decision(verdict=Verdict.MERGED, version=warning.version)
    again = next_at(warning.level, ctx.now)
    return put(*(advanced(one, rung=one.rung + 1, escalate_at=again) for one in due))


@decides(ReportReached, posts=SYSTEM_ONLY, area=lambda _c, _loaded, _d: ANYWHERE, needs=_needs)
def report_reached(command: ReportReached, loaded: Loaded, ctx: Context) -> Decision:
    """Homes that a channel reached. Of a home the first channel counts; `merged` where all were known."""
    reach = _reach(command, loaded)
    if isinstance(reach, Decision):
        return reach
    return _with(reach, command.dwellings, command.channel, ctx)


def _with(reach: WarningReach, dwellings: tuple[str, ...], channel: ReachChannel, ctx: Context) -> Decision:
    known = {one.dwelling for one in reach.reached}
    fresh = sorted(set(dwellings) - known)
    if not fresh:
        return Decision(verdict=Verdict.MERGED, version=reach.version)
    found = (*reach.reached, *(Reached(dwelling, channel, ctx.observed_at) for dwelling in fresh))
    calls = tuple(call for call in reach.calls if call.dwelling not in set(fresh))
    return put(advanced(reach, reached=tuple(sorted(found, key=lambda one: one.dwelling)), calls=calls))


def _needs_of_call(command: RecordDoorCall) -> Needs:
    yield Need(PublicWarning, command.entity)
    yield Need(WarningReach, reach_id(command.entity, command.grid))
    yield Need(Dwelling, command.dwelling)


@decides(RecordDoorCall, posts=KNOCKERS, area=_area, needs=_needs_of_call)
def record_door_call(command: RecordDoorCall, loaded: Loaded, ctx: Context) -> Decision:
    """Somebody knocked. Who was told stays so, whatever comes after; else the last knock counts.

    Refuses WARNING_STATE, and UNKNOWN_GRID for a home of another grid.
    """
    reach = _reach(command, loaded)
    if isinstance(reach, Decision):
        return reach
    home = loaded.find(Dwelling, command.dwelling)
    if home is None:
        raise MissingSubject(command.dwelling)
    if home.grid != command.grid:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid)
    if command.outcome is DoorOutcome.TOLD:
        return _with(reach, (home.id,), ReachChannel.DOOR, ctx)
    before = next((call for call in reach.calls if call.dwelling == home.id), None)
    if any(one.dwelling == home.id for one in reach.reached) or (before and ctx.observed_at <= before.at):
        return Decision(verdict=Verdict.MERGED, version=reach.version)
    call = DoorCall(home.id, command.outcome, ctx.observed_at, ctx.actor.user)
    others = (one for one in reach.calls if one.dwelling != home.id)
    return put(advanced(reach, calls=tuple(sorted((*others, call), key=lambda one: one.dwelling))))


HANDLERS: tuple[Handler, ...] = (acknowledge, escalate, report_reached, record_door_call)
