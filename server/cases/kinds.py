"""How cases are kept, sealed, scoped and shown to phones."""

from mobile_contract import cases as wire
from server.cases import tables
from server.cases.entities import Case, CaseClass, CaseCounter, CaseEvent, CaseGrant
from server.core.entities import ScopeRef, district_scope, seen_with
from server.core.kinds import Kind


def _seen_by(row: Case | CaseEvent) -> tuple[ScopeRef, ...]:
    return seen_with(row.id if isinstance(row, Case) else row.case_id, row.grid, row.handler, row.checker)


def _case(row: Case) -> wire.CaseRecord:
    return wire.CaseRecord(
        id=row.id,
        state=row.state,
        title=row.title,
        reported_at=row.reported_at,
        state_seq=row.state_seq,
        generation=row.generation,
        case_no=row.case_no,
        description=row.description,
        class_code=row.class_code,
        address=row.address,
        lon=row.lon,
        lat=row.lat,
        grid=row.grid,
        urgent=row.urgent,
        source=row.source,
        department=row.department,
        handler=row.handler,
        checker=row.checker,
        due_at=row.due_at,
        closed_at=row.closed_at,
    )


def _event(row: CaseEvent) -> wire.CaseEventRecord:
    return wire.CaseEventRecord(
        id=row.id,
        case=row.case_id,
        command=row.command,
        from_state=row.from_state,
        to_state=row.to_state,
        actor=row.actor,
        at=row.at,
        applied=row.applied,
        opinion=row.opinion,
    )


def _class(row: CaseClass) -> wire.CaseClassRecord:
    return wire.CaseClassRecord(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        major=row.major,
        photos_before=row.photos_before,
        photos_after=row.photos_after,
        limit_value=row.limit_value,
        limit_unit=row.limit_unit,
    )


KINDS = (
    Kind("case_counter", CaseCounter, tables.case_counters),
    Kind(
        "case",
        Case,
        tables.cases,
        7,
        _case,
        _seen_by,
        subject_column="id",
        sealed={
            "personal": (
                "title",
                "description",
                "reporter",
                "address",
                "raw_lon",
                "raw_lat",
                "datum",
                "accuracy_m",
            )
        },
    ),
    Kind(
        "case_event",
        CaseEvent,
        tables.case_events,
        8,
        _event,
        _seen_by,
        subject_column="case_id",
        sealed={"personal": ("opinion",)},
        children=("case_id",),
    ),
    Kind("case_grant", CaseGrant, tables.case_grants, subject_column="case_id", children=("case_id",), grants="case"),
    Kind(
        "case_class",
        CaseClass,
        tables.case_classes,
        11,
        _class,
        lambda _row: (district_scope(),),
        slow=True,
    ),
)
