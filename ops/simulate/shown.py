"""By table what lies in its sealed columns, and what phones are told of a row: a second author's word on both.

`ops/simulate/oracle.py` reads the tables by it, and imports nothing of the server.
"""

from ops.simulate import inboxes

_PERSONAL = (
    "name", "sex", "birth_on", "phone", "former_name", "registered_division", "registered_address", "workplace",
    "preferred_contact", "note", "care_labels",
)  # fmt: skip
_FURTHER = (
    "more_phones", "residence_division", "residence_address", "ethnicity", "marriage", "native_place", "occupation",
    "education",
)  # fmt: skip
_SPAN = ("effective_on", "expired_on")
_REPORTED = ("title", "description", "reporter", "address", "raw_lon", "raw_lat", "datum", "accuracy_m")
SEALED: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "buildings": ("", {"contact": ("property_contact", "property_phone")}),
    "dwellings": ("", {"owner": ("owner_name", "owner_id_no", "owner_phone")}),
    "households": ("id", {"personal": ("note",)}),
    "persons": ("id", {"personal": _PERSONAL, "sensitive": ("id_type", "id_no"), "further": _FURTHER}),
    "residencies": ("person", {"certificate": ("cert_no",)}),
    "merges": ("winner", {"personal": ("undo", "labels", "had_id")}),
    "visits": ("household", {"personal": ("persons", "lon", "lat", "accuracy_m", "needs_told", "note")}),
    "cases": ("id", {"personal": _REPORTED}),
    "case_events": ("case_id", {"personal": ("opinion",)}),
    "photos": ("sealed_by", {"personal": ("caption",), "evidence": ("evidence",)}),
    "grids": ("", {}),
    "case_classes": ("", {}),
    "filing_conditions": ("", {}),
    "case_tasks": ("case_id", {"personal": ("told",)}),
    "components": ("", {}),
    "check_templates": ("", {}),
    "inspections": ("id", {"personal": ("met", "note", "lon", "lat", "accuracy_m")}),
    "dangers": ("inspection", {"personal": ("note", "responsible")}),
    "organisations": ("id", {"personal": ("legal_person", "legal_phone", "safety_officers", "note")}),
    "sites": ("id", {"personal": ("safety_officer", "safety_phone", "note")}),
    "rented_houses": ("id", {"personal": ("owner_name", "owner_phone", "note"), "sensitive": ("owner_id_no",)}),
    "tenancies": ("person", {}),
    "service_tags": (
        "person",
        {"sensitive": ("tag_kind", "care_level", "from_on", "until_on", "basis", "note")},
    ),
    "helps": (
        "person",
        {"sensitive": ("helped_on", "needed", "given", "carer", "health", "income", "main_family", "difficulties")},
    ),
    "visit_rules": ("", {}),
    "renewal_cycles": ("", {}),
    "renewal_items": ("subject", {}),
    "task_types": ("", {}),
    "tasks": ("about", {"personal": ("title", "text", "answers", "words")}),
    "warnings": ("", {}),
    "warning_reaches": ("", {}),
    "conflicts": (
        "subject",
        {"items": ("base", "mine", "theirs"), "payload": ("encoding", "raw"), "outcome": ("value", "told")},
    ),
    "later_receipts": ("", {}),
}
"""By table: the column that names whose key seals it, and what lies in each sealed column."""

SHOWN: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "buildings": (1, "building", (
        "grid", "name", "number", "estate", "floors", "lon", "lat", "life", "nature", "building_type", "floors_below",
        "units", "planned_households", "area_m2", "property_company", "property_contact", "property_phone", "head",
        "has_danger", "gis_id", *_SPAN)),
    "dwellings": (2, "dwelling", (
        "building", "unit", "floor", "room", "use", "area_m2", "note", "life", "dwelling_type", "owner_name",
        "owner_phone", "owner_id_masked", *_SPAN)),
    "households": (3, "household", ("dwelling", "number", "head", "note", "last_visited_at", "life", *_SPAN)),
    "persons": (4, "person", (
        "dwelling", *_PERSONAL[:-1], "id_type", "id_masked", "life", *_FURTHER, *_SPAN)),
    "residencies": (5, "residency", (
        "person", "dwelling", "household", "residency_kind", "status", "relation", "hukou_consistent",
        "inflow_reason", "inflow_on", "origin", "cert_until", "from_on", "until_on",
        "housing_kind", "cert_type", "cert_masked", "cert_on", "verified_at", "verified_by", "verify_due")),
    "visits": (6, "visit", (
        "household", "worker", "channel", "outcome", "visited_at", "clock_quality", "persons", "distance_m", "far",
        "minutes", "needs_told", "note")),
    "cases": (7, "case", (
        "state", "title", "reported_at", "state_seq", "generation", "case_no", "description", "class_code", "address",
        "lon", "lat", "grid", "urgent", "source", "department", "handler", "checker", "due_at", "closed_at",
        "condition", "component", "round", "check_result", "card", "suspended_until", "duplicate_of", "owner",
        "whistle", "self_handled", "exempt", "historic")),
    "case_events": (8, "case_event", (
        "case", "command", "from_state", "to_state", "actor", "at", "applied", "opinion",
        "round", "about", "absorbed")),
    "photos": (9, "photo", (
        "subject_kind", "subject", "phase", "sha256", "size_bytes", "media_type", "caption", "arrived_at", "round",
        "hidden", "damage")),
    "grids": (10, "grid", ("code", "name", "layer", "community", "geometry")),
    "case_classes": (11, "case_class", (
        "code", "name", "kind", "major", "photos_before", "photos_after", "limit_value", "limit_unit",
        "scheme", "minor", "name_en", "major_name", "ext", "may_self_handle", "check_waived", "class_version",
        "valid_from", "valid_until")),
    "filing_conditions": (17, "filing_condition", (
        "class_code", "ordinal", "text", "closing_text", "limit_value", "limit_unit", "level", "photos_before",
        "photos_after", "condition_version", "valid_from", "valid_until")),
    "case_tasks": (16, "case_task", ("case", "of_kind", "sent_at", "state", "round", "due_at", "told")),
    "components": (18, "component", (
        "code", "class_code", "name", "state", "lon", "lat", "grid", "owner", "property", "maintenance", "unit_grid",
        "recorded_on", "changed_on", "source", "accuracy", "note", "retired_at")),
    "check_templates": (31, "check_template", (
        "scheme", "site_type", "edition", "name", "source", "items", "levels", "period_days", "valid_from",
        "valid_until", "applies_to", "unit", "case_class")),
    "inspections": (32, "inspection", (
        "subject_kind", "subject", "template", "site_type", "inspector", "inspected_at", "clock_quality", "checked",
        "dangers", "met", "note", "distance_m", "far")),
    "dangers": (33, "danger", (
        "inspection", "subject_kind", "subject", "template", "item", "text", "level", "state", "found_at", "found_by",
        "round", "may_fix_on_spot", "photos_before", "photos_after", "rectify_days", "note", "responsible",
        "notice_no", "due_on", "handled_at", "noticed_at", "rectified_at", "reinspected_at", "ended_at",
        "overdue_at", "case_id", "repeats")),
    "organisations": (20, "organisation", (
        "grid", "name", "credit_code", "organisation_type", "industry", "legal_person", "legal_phone",
        "safety_officers", "building", "lon", "lat", "address", "under_residential", "note", "life")),
    "sites": (19, "site", (
        "grid", "name", "site_kind", "organisation", "building", "lon", "lat", "address", "fire_class", "order_class",
        "under_residential", "area_m2", "people", "safety_officer", "safety_phone", "note", "life")),
    "rented_houses": (21, "rented_house", (
        "dwelling", "house_no", "purpose", "lease_no", "lessor_type", "owner_name", "owner_phone", "owner_id_masked",
        "danger_type", "danger_level", "management_class", "note", "life")),
    "tenancies": (22, "tenancy", (
        "person", "house", "status", "from_on", "until_on", "verified_at", "verified_by", "verify_due")),
    "service_tags": (23, "service_tag", (
        "person", "tag_kind", "status", "care_level", "from_on", "until_on", "basis", "note")),
    "helps": (24, "help", (
        "person", "recorded_by", "helped_on", "needed", "given", "carer", "health", "income", "main_family",
        "difficulties")),
    "visit_rules": (25, "visit_rules", ("editions",)),
    "renewal_cycles": (26, "renewal_cycle", ("grid", "week", "opened_at", "found", "carried")),
    "renewal_items": (27, "renewal_item", (
        "cycle", "week", "source", "target_kind", "target", "dwelling", "household", "state")),
    "task_types": (28, "task_type", (
        "name", "description", "questions", "admitted_from", "admitted_until", "urgent")),
    "tasks": (29, "task", (
        "task_type", "grid", "title", "state", "given_at", "given_by", "text", "worker", "target_kind", "target",
        "sign_by", "reply_by", "signed_by", "signed_at", "ended_by", "ended_at", "answers", "words", "light")),
    "warnings": (36, "warning", (
        "number", "level", "category", "event", "texts", "grids", "issued_at", "expires_at", "onset_at", "drill",
        "updates")),
    "warning_reaches": (37, "warning_reach", (
        "warning", "grid", "drill", "reached", "calls", "rung", "acknowledged_by", "acknowledged_at")),
    "conflicts": (13, "conflict", (*inboxes.OWN, "author", "theirs", "value", "settled_by")),
    "later_receipts": (15, "receipt", ("receipt", "of_kind", "about", "answered_at", "seq")),
}  # fmt: skip
"""By table: the number and the name of its record, and what phones are told."""
