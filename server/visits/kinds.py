"""How visits are kept, sealed, scoped and shown to phones."""

from mobile_contract.visits import VisitRecord
from server.core.entities import in_grids
from server.core.kinds import Kind
from server.visits import tables
from server.visits.entities import Visit


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
)
