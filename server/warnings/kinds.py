"""How warnings are kept, scoped and shown to phones: those in force to everybody, how far they are to their grids."""

from mobile_contract.warning import WarningReachRecord, WarningRecord, WarningState
from server.core.entities import ScopeRef, district_scope, in_grids
from server.core.kinds import Kind
from server.warnings import tables
from server.warnings.entities import PublicWarning, WarningCounter, WarningReach, WarningTemplate


def _warning(row: PublicWarning) -> WarningRecord:
    return WarningRecord(
        id=row.id,
        number=row.number or "",
        level=row.level,
        category=row.category,
        event=row.event,
        texts=row.texts,
        grids=row.grids,
        issued_at=row.issued_at or row.drafted_at,
        expires_at=row.expires_at,
        onset_at=row.onset_at,
        drill=row.drill,
        updates=row.updates,
    )


def _in_force(row: PublicWarning) -> tuple[ScopeRef, ...]:
    return (district_scope(),) if row.state is WarningState.ISSUED else ()


def _reach(row: WarningReach) -> WarningReachRecord:
    return WarningReachRecord(
        id=row.id,
        warning=row.warning,
        grid=row.grid,
        drill=row.drill,
        reached=row.reached,
        calls=row.calls,
        rung=row.rung,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
    )


KINDS = (
    Kind("warning_template", WarningTemplate, tables.warning_templates),
    Kind("warning_counter", WarningCounter, tables.warning_counters),
    Kind("warning", PublicWarning, tables.warnings, 36, _warning, _in_force),
    Kind(
        "warning_reach",
        WarningReach,
        tables.warning_reaches,
        37,
        _reach,
        lambda row: () if row.closed_at is not None else in_grids(row.grid),
        children=("warning",),
    ),
)
