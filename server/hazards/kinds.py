"""How check lists, inspections and dangers are kept, sealed, scoped and shown to phones."""

from mobile_contract.hazards import CheckTemplateRecord, DangerRecord, InspectionRecord
from server.core.entities import district_scope, in_grids
from server.core.kinds import Kind
from server.hazards import tables
from server.hazards.entities import CheckTemplate, Danger, DangerEvent, Inspection, NoticeCounter


def _template(row: CheckTemplate) -> CheckTemplateRecord:
    return CheckTemplateRecord(
        id=row.id,
        scheme=row.scheme,
        site_type=row.site_type,
        edition=row.edition,
        name=row.name,
        source=row.source,
        items=row.items,
        levels=row.levels,
        period_days=row.period_days,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        applies_to=row.applies_to,
        unit=row.unit,
        case_class=row.case_class,
    )


def _inspection(row: Inspection) -> InspectionRecord:
    return InspectionRecord(
        id=row.id,
        subject_kind=row.subject_kind,
        subject=row.subject,
        template=row.template,
        site_type=row.site_type,
        inspector=row.inspector,
        inspected_at=row.inspected_at,
        clock_quality=row.clock_quality,
        checked=row.checked,
        dangers=row.dangers,
        met=row.met,
        note=row.note,
        distance_m=row.distance_m,
        far=row.far,
    )


def _danger(row: Danger) -> DangerRecord:
    return DangerRecord(
        id=row.id,
        inspection=row.inspection,
        subject_kind=row.subject_kind,
        subject=row.subject,
        template=row.template,
        item=row.item,
        text=row.asks.text,
        level=row.level,
        state=row.state,
        found_at=row.found_at,
        found_by=row.found_by,
        round=row.round,
        may_fix_on_spot=row.asks.may_fix_on_spot,
        photos_before=row.asks.photos_before,
        photos_after=row.asks.photos_after,
        rectify_days=row.asks.rectify_days,
        note=row.note,
        responsible=row.responsible,
        notice_no=row.notice_no,
        due_on=row.due_on,
        handled_at=row.handled_at,
        noticed_at=row.noticed_at,
        rectified_at=row.rectified_at,
        reinspected_at=row.reinspected_at,
        ended_at=row.ended_at,
        overdue_at=row.overdue_at,
        case_id=row.case_id,
        repeats=row.repeats,
    )


KINDS = (
    Kind("notice_counter", NoticeCounter, tables.notice_counters),
    Kind(
        "check_template",
        CheckTemplate,
        tables.check_templates,
        31,
        _template,
        lambda _row: (district_scope(),),
        children=("site_type",),
    ),
    Kind(
        "inspection",
        Inspection,
        tables.inspections,
        32,
        _inspection,
        lambda row: in_grids(row.grid),
        subject_column="id",
        sealed={"personal": ("met", "note", "lon", "lat", "accuracy_m")},
        children=("subject",),
    ),
    Kind(
        "danger",
        Danger,
        tables.dangers,
        33,
        _danger,
        lambda row: in_grids(row.grid),
        subject_column="inspection",
        sealed={"personal": ("note", "responsible")},
        children=("inspection", "subject"),
    ),
    Kind(
        "danger_event",
        DangerEvent,
        tables.danger_events,
        subject_column="inspection",
        sealed={"personal": ("words", "handed_to")},
        children=("danger",),
    ),
)
