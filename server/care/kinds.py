"""How service tags and help records are kept, sealed, scoped and shown: in the sensitive scope of their grid alone."""

from mobile_contract import care as wire
from server.care import tables
from server.care.entities import Help, ServiceTag
from server.core.entities import ScopeRef, sensitive_scope
from server.core.kinds import Kind


def _of_tag(row: ServiceTag) -> tuple[ScopeRef, ...]:
    return () if row.grid is None or row.same_as is not None else (sensitive_scope(row.grid),)


def _of_help(row: Help) -> tuple[ScopeRef, ...]:
    return () if row.grid is None or row.voided_at is not None else (sensitive_scope(row.grid),)


def _tag(row: ServiceTag) -> wire.ServiceTagRecord:
    return wire.ServiceTagRecord(
        id=row.id,
        person=row.person,
        tag_kind=row.tag_kind,
        status=row.status,
        care_level=row.care_level,
        from_on=row.from_on,
        until_on=row.until_on,
        basis=row.basis,
        note=row.note,
    )


def _help(row: Help) -> wire.HelpRecord:
    return wire.HelpRecord(
        id=row.id,
        person=row.person,
        recorded_by=row.recorded_by,
        helped_on=row.helped_on,
        needed=row.needed,
        given=row.given,
        carer=row.carer,
        health=row.health,
        income=row.income,
        main_family=row.main_family,
        difficulties=row.difficulties,
    )


KINDS = (
    Kind(
        "service_tag",
        ServiceTag,
        tables.service_tags,
        23,
        _tag,
        _of_tag,
        subject_column="person",
        sealed={"sensitive": ("tag_kind", "care_level", "from_on", "until_on", "basis", "note")},
        children=("person",),
    ),
    Kind(
        "help",
        Help,
        tables.helps,
        24,
        _help,
        _of_help,
        subject_column="person",
        sealed={
            "sensitive": (
                "helped_on",
                "needed",
                "given",
                "carer",
                "health",
                "income",
                "main_family",
                "difficulties",
            )
        },
        children=("person",),
    ),
)
