"""How the catalogue is kept, and what phones hold of it: every version of classes and conditions, in one scope."""

from mobile_contract.catalogue import CaseClassRecord, FilingConditionRecord
from server.catalogue import tables
from server.catalogue.entities import CaseClass, ClassScheme, Edition, FilingCondition, Responsibility
from server.core.entities import Entity, ScopeRef, district_scope
from server.core.kinds import Kind


def _seen_by(_row: Entity) -> tuple[ScopeRef, ...]:
    return (district_scope(),)


def _class(row: CaseClass) -> CaseClassRecord:
    return CaseClassRecord(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        major=row.major,
        photos_before=row.photos_before,
        photos_after=row.photos_after,
        limit_value=row.limit_value,
        limit_unit=row.limit_unit,
        scheme=row.scheme,
        minor=row.minor,
        name_en=row.name_en,
        major_name=row.major_name,
        ext=row.ext,
        may_self_handle=row.may_self_handle,
        check_waived=row.check_waived,
        class_version=row.number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _condition(row: FilingCondition) -> FilingConditionRecord:
    return FilingConditionRecord(
        id=row.id,
        class_code=row.class_code,
        ordinal=row.ordinal,
        text=row.text,
        closing_text=row.closing_text,
        limit_value=row.limit_value,
        limit_unit=row.limit_unit,
        level=row.level,
        photos_before=row.photos_before,
        photos_after=row.photos_after,
        condition_version=row.number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


KINDS = (
    Kind("catalogue_edition", Edition, tables.catalogue_editions),
    Kind("class_scheme", ClassScheme, tables.class_schemes, slow=True),
    Kind("case_class", CaseClass, tables.case_classes, 11, _class, _seen_by, slow=True, children=("scheme",)),
    Kind(
        "filing_condition",
        FilingCondition,
        tables.filing_conditions,
        17,
        _condition,
        _seen_by,
        slow=True,
        children=("scheme",),
    ),
    Kind("responsibility", Responsibility, tables.responsibilities, children=("scheme",)),
)
