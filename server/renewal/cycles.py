"""How weeks begin and end in a grid, and how items lapse. Pure: what a week asks for is found elsewhere."""

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.renewal import (
    CloseRenewal,
    LapseItem,
    NewItem,
    OpenRenewal,
    RenewalState,
    RenewalTarget,
)
from mobile_contract.residents import Life, ResidencyStatus
from server.core.decisions import (
    DISTRICT_WIDE,
    SYSTEM_ONLY,
    Context,
    Decision,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
)
from server.core.entities import Need, Needs, advanced
from server.renewal.entities import NOBODY, RenewalCycle, RenewalItem
from server.renewal.weeks import end_of, is_monday, start_of
from server.residents.entities import Dwelling, Household, Residency

Target = Household | Dwelling | Residency

_TARGETS: dict[RenewalTarget, type[Target]] = {
    RenewalTarget.HOUSEHOLD: Household,
    RenewalTarget.DWELLING: Dwelling,
    RenewalTarget.RESIDENCY: Residency,
}


def _opening_needs(command: OpenRenewal) -> Needs:
    yield Need(RenewalCycle, command.entity)
    for one in command.items:
        yield Need(RenewalItem, one.id)
        yield Need(_TARGETS[one.target_kind], one.target)


@decides(OpenRenewal, posts=SYSTEM_ONLY, area=lambda _c, _loaded, _directory: DISTRICT_WIDE, needs=_opening_needs)
def open_renewal(command: OpenRenewal, loaded: Loaded, ctx: Context) -> Decision:
    """Begin a grid's week, or add to its worklist until that is whole. What was found and is gone by now is left out.

    Whoever comes with the same again, be it another server that looked at another moment, adds what is missing.
    """
    if not is_monday(command.week):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="week")
    if ctx.directory.grid(command.grid) is None:
        return refuse(ProblemCode.UNKNOWN_GRID, grid=command.grid)
    cycle = loaded.find(RenewalCycle, command.entity)
    if cycle is not None and (cycle.listed or cycle.closed_at is not None):
        return Decision(verdict=Verdict.MERGED, version=cycle.version)
    new = [item for item in (_item(one, command, loaded) for one in command.items) if item is not None]
    if cycle is None:
        opened = RenewalCycle(
            id=command.entity,
            grid=command.grid,
            week=command.week,
            opened_at=start_of(command.week),
            found=len(new),
            carried=command.carried,
            listed=command.last,
        )
    else:
        opened = advanced(cycle, found=cycle.found + len(new), listed=command.last)
    return put(opened, *new)


def _item(new: NewItem, command: OpenRenewal, loaded: Loaded) -> RenewalItem | None:
    target = loaded.find(_TARGETS[new.target_kind], new.target)
    if target is None or not _is_there(target) or target.grid != command.grid:
        return None
    if loaded.find(RenewalItem, new.id) is not None:
        return None
    dwelling, household, subject = _about(target)
    return RenewalItem(
        id=new.id,
        grid=command.grid,
        cycle=command.entity,
        week=command.week,
        source=new.source,
        target_kind=new.target_kind,
        target=new.target,
        dwelling=dwelling,
        household=household,
        subject=subject,
    )


def _about(target: Target) -> tuple[str, str | None, str]:
    """Its dwelling, its household, and whose erasure takes an item about it away."""
    match target:
        case Household():
            return target.dwelling, target.id, target.id
        case Dwelling():
            return target.id, None, NOBODY
        case Residency():
            return target.dwelling, target.household, target.person


def _is_there(target: Target) -> bool:
    if isinstance(target, Residency):
        return target.status is ResidencyStatus.EFFECTIVE and target.left_by is None
    return target.life is Life.ACTIVE


@decides(
    CloseRenewal,
    posts=SYSTEM_ONLY,
    area=lambda _c, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda c: [Need(RenewalCycle, c.entity)],
)
def close_renewal(command: CloseRenewal, loaded: Loaded, ctx: Context) -> Decision:
    """Freeze a week's figures, as of its cut, or as of now for a grid that is in force no more. Once, for ever."""
    cycle = loaded.find(RenewalCycle, command.entity)
    if cycle is None:
        return refuse(ProblemCode.MISSING_SUBJECT, cycle=command.entity)
    if cycle.closed_at is not None:
        return Decision(verdict=Verdict.MERGED, version=cycle.version)
    closed_at = min(ctx.now, end_of(cycle.week))
    return put(advanced(cycle, closed_at=closed_at, expected=command.expected, done=command.done, listed=True))


@decides(
    LapseItem,
    posts=SYSTEM_ONLY,
    area=lambda _c, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda c: [Need(RenewalItem, c.entity), Need(_TARGETS[c.target_kind], c.target)],
    as_named=True,
)
def lapse_item(command: LapseItem, loaded: Loaded, _ctx: Context) -> Decision:
    """Let an open item go whose target was retired, has ended, or lies in another grid than the item by now."""
    item, target = loaded.find(RenewalItem, command.entity), loaded.find(_TARGETS[command.target_kind], command.target)
    if item is None:
        return refuse(ProblemCode.MISSING_SUBJECT, item=command.entity)
    still = target is not None and _is_there(target) and target.grid == item.grid
    if item.state is not RenewalState.PENDING or item.target != command.target or still:
        return Decision(verdict=Verdict.MERGED, version=item.version)
    return put(advanced(item, state=RenewalState.LAPSED))


HANDLERS: tuple[Handler, ...] = (open_renewal, close_renewal, lapse_item)
