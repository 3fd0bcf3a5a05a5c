"""How cycles, items and answers are kept and shown to phones: the open week of a grid, and what it still asks for."""

from mobile_contract.renewal import RenewalCycleRecord, RenewalItemRecord, RenewalState
from server.core.entities import ScopeRef, in_grids
from server.core.kinds import Kind
from server.renewal import tables
from server.renewal.entities import ItemAnswer, RenewalCycle, RenewalItem


def _open_week(row: RenewalCycle) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid) if row.closed_at is None else ()


def _open_item(row: RenewalItem) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid) if row.state is RenewalState.PENDING else ()


def _cycle(row: RenewalCycle) -> RenewalCycleRecord:
    return RenewalCycleRecord(
        id=row.id, grid=row.grid, week=row.week, opened_at=row.opened_at, found=row.found, carried=row.carried
    )


def _item(row: RenewalItem) -> RenewalItemRecord:
    return RenewalItemRecord(
        id=row.id,
        cycle=row.cycle,
        week=row.week,
        source=row.source,
        target_kind=row.target_kind,
        target=row.target,
        dwelling=row.dwelling,
        household=row.household,
        state=row.state,
    )


KINDS = (
    Kind("renewal_cycle", RenewalCycle, tables.renewal_cycles, 26, _cycle, _open_week),
    Kind("renewal_item", RenewalItem, tables.renewal_items, 27, _item, _open_item, subject_column="subject"),
    Kind("renewal_answer", ItemAnswer, tables.renewal_answers, subject_column="subject", children=("item",)),
)
