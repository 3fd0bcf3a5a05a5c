"""How visits and visit rules are kept, sealed, scoped and shown to phones: rules to every phone of the district."""

from mobile_contract.visit_rules import VisitRulesRecord
from mobile_contract.visits import VisitRecord
from server.core.entities import ScopeRef, district_scope, in_grids
from server.core.kinds import Kind
from server.visits import tables
from server.visits.entities import Visit, VisitRules


def _visit(row: Visit) -> VisitRecord:
    return VisitRecord(
        id=row.id,
        household=row.household,
        worker=row.worker,
        channel=row.channel,
        outcome=row.outcome,
        visited_at=row.visited_at,
        clock_quality=row.clock_quality,
        persons=row.persons,
        distance_m=row.distance_m,
        far=row.far,
        minutes=row.minutes,
        needs_told=row.needs_told,
        note=row.note,
    )


def _rules(row: VisitRules) -> VisitRulesRecord:
    return VisitRulesRecord(id=row.id, editions=row.editions)


def _seen_by_all(_row: VisitRules) -> tuple[ScopeRef, ...]:
    return (district_scope(),)


KINDS = (
    Kind(
        "visit",
        Visit,
        tables.visits,
        6,
        _visit,
        lambda row: in_grids(row.grid),
        subject_column="household",
        sealed={"personal": ("persons", "lon", "lat", "accuracy_m", "needs_told", "note")},
        children=("household",),
    ),
    Kind("visit_rules", VisitRules, tables.visit_rules, 25, _rules, _seen_by_all),
)
