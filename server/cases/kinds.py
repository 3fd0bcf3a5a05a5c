"""How cases are kept, sealed, scoped and shown to phones."""

from typing import TypeVar

from sqlalchemy import Table

from mobile_contract import cases as wire
from mobile_contract.case_steps import CaseTaskRecord, CaseTaskState
from server.cases import tables
from server.cases.adjusted import (
    CaseCorrection,
    CaseLink,
    CaseRating,
    CaseReminder,
    CaseRequest,
    CaseSettings,
    CaseSupervision,
    CaseWhistle,
    JointList,
    WhistleDuty,
)
from server.cases.entities import Case, CaseCounter, CaseEvent, CaseGrant, CaseTask, CaseTimer
from server.core.entities import Entity, ScopeRef, seen_with, self_scope
from server.core.kinds import Kind

E = TypeVar("E", bound=Entity)


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
        condition=row.condition,
        component=row.component,
        round=row.round,
        check_result=row.check_result,
        card=row.card,
        suspended_until=row.suspended_until,
        duplicate_of=row.duplicate_of,
        owner=row.owner,
        whistle=row.whistle,
        self_handled=row.self_handled,
        exempt=row.exempt,
        historic=row.historic,
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
        round=row.round,
        about=row.about,
        absorbed=row.absorbed,
    )


def _task(row: CaseTask) -> CaseTaskRecord:
    return CaseTaskRecord(
        id=row.id,
        case=row.case_id,
        of_kind=row.of_kind,
        sent_at=row.sent_at,
        state=row.state,
        round=row.round,
        due_at=row.due_at,
        told=row.told,
    )


def _task_seen_by(row: CaseTask) -> tuple[ScopeRef, ...]:
    """A task is on the phone of whom it is for, while it is open."""
    return (self_scope(row.assignee),) if row.assignee and row.state is CaseTaskState.OPEN else ()


def _of_case(name: str, entity: type[E], table: Table, *personal: str) -> Kind[E]:
    """A kind of row that belongs to a case and stays in the office; words about people are sealed by the case's key."""
    return Kind(
        name,
        entity,
        table,
        subject_column="case_id",
        sealed={"personal": personal} if personal else {},
        children=("case_id",),
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
    Kind(
        "case_task",
        CaseTask,
        tables.case_tasks,
        16,
        _task,
        _task_seen_by,
        subject_column="case_id",
        sealed={"personal": ("told",)},
        children=("case_id",),
    ),
    _of_case("case_timer", CaseTimer, tables.case_timers),
    _of_case("case_reminder", CaseReminder, tables.case_reminders),
    _of_case("case_request", CaseRequest, tables.case_requests, "reason", "first_words", "words"),
    _of_case("case_supervision", CaseSupervision, tables.case_supervisions, "words", "reply", "cancel_reason"),
    Kind("case_link", CaseLink, tables.case_links, subject_column="case_id", children=("case_id", "into_case")),
    _of_case("case_rating", CaseRating, tables.case_ratings, "words"),
    _of_case("case_whistle", CaseWhistle, tables.case_whistles, "matter"),
    Kind("whistle_duty", WhistleDuty, tables.whistle_duties, subject_column="case_id", children=("case_id", "whistle")),
    _of_case("case_correction", CaseCorrection, tables.case_corrections, "was", "reason"),
    Kind("joint_list", JointList, tables.joint_lists),
    Kind("case_settings", CaseSettings, tables.case_settings, slow=True),
    Kind("case_grant", CaseGrant, tables.case_grants, subject_column="case_id", children=("case_id",), grants="case"),
)
