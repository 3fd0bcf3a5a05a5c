"""What a district's tables hold and who must see it, found without the code that judges, writes and feeds.

It imports nothing of the server: it reads raw rows, opens seals by the published construction, and has its own words
for who sees what. What both sides get wrong in the same way, only a second author finds.
"""

import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

from mobile_contract.receipts import Receipt
from ops.simulate import inboxes
from sync.simulation.ports import Entry, Key, Settled, Truth

Fetch = Callable[[str], Sequence[Mapping[str, Any]]]
"""All rows of a table, by column."""

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]

_DISTRICT = "00000000-0000-0000-0000-000000000000"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
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
    "photos": ("sealed_by", {"personal": ("caption",)}),
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
        "subject_kind", "subject", "phase", "sha256", "size_bytes", "media_type", "caption", "arrived_at", "round")),
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

_WIRE_NAMES = {
    "case": "case_id", "subject": "subject_id", "community": "org", "class_version": "number",
    "condition_version": "number",
}  # fmt: skip
_ASKED = {"may_fix_on_spot": True, "photos_before": 1, "photos_after": 1, "rectify_days": 7}
"""What the item of a danger asks for, where it says nothing of it."""
_PACKED = frozenset({
    "geometry", "scopes", "outcomes", "receipt", "items", "levels", "applies_to", "asks", "checked", "dangers",
    "editions", "questions", "sign_limit", "reply_limit", "texts", "grids", "reached", "calls",
})  # fmt: skip
_OF_ALL = frozenset({
    "case_classes", "filing_conditions", "check_templates", "visit_rules", "task_types", "warnings",
})  # fmt: skip
_OWN_OF = frozenset({"conflicts", "later_receipts"})
"""What is somebody's own: a conflict is its author's beside where it lies, an answer its author's alone."""
_EMPTY: dict[str, Any] = {
    "more_phones": (), "residence_address": "", "property_contact": "", "owner_name": "",
}  # fmt: skip
"""By field of a sealed column that may be empty: what it says then; of the others nothing."""
_NUMBERS = {"id_masked": "id_no", "owner_id_masked": "owner_id_no", "cert_masked": "cert_no"}
_TRUTHS = frozenset({
    "far", "urgent", "applied", "hukou_consistent", "ext", "may_self_handle", "check_waived", "self_handled", "exempt",
    "historic", "absorbed", "has_danger", "under_residential", "listed", "late",
})  # fmt: skip
_NO_COMMANDS = frozenset({"read", "erase_subject", "epoch", "drill", "recount", "wipe_proof"})
_OWN: tuple[int, str, tuple[str, ...]] = (14, "own_conflict", inboxes.OWN)
_CARE: tuple[int, str, tuple[str, ...]] = (12, "care", ("care_labels",))
_UNSEEN = ("merged_into", "left_by", "retired_at", "same_as", "voided_at")
"""A loser of a merge, and what stayed with it; a component out of use; what was told twice, or in error."""
_CARE_TABLES = frozenset({"service_tags", "helps"})
_CARERS = frozenset({"grid_worker", "grid_chief"})
_OF_CASES = {"cases": "id", "case_events": "case_id", "photos": "subject_id"}
_KEPT_US = 90 * 24 * 3_600_000_000
"""How long a closed case stays with whoever worked on it."""


class Oracle:
    """One reading of one district. `master` is the key that lies outside of the database."""

    def __init__(self, fetch: Fetch, master: bytes, now_ms: int) -> None:
        self._fetch = fetch
        self._now_us = now_ms * 1000
        self._wrapper = AESSIV(_derived(master, b"wrap") + _derived(master, b"wrap-mac"))
        self._keys: dict[str, AESGCM | None] = {}

    def truth(self, users: Iterable[str]) -> Truth:
        """All of it, opened; and what the phones of these users must hold."""
        keys = self._all("subject_keys")
        self._keys = {key["subject"]: self._unwrapped(key) for key in keys}
        rows = {table: self._rows(table) for table in SEALED}
        grants = self._all("grid_grants")
        head = self._all("heads")[0]
        return Truth(
            holds={user: self._holds(user, rows, grants) for user in users},
            rows=rows,
            receipts={row["id"]: _settled(row) for row in self._all("receipts")},
            entries=[
                self._entry(row) for row in sorted(self._all("journal_entries"), key=lambda e: (e["pos"], e["n"]))
            ],
            inbox={identity: inboxes.item(row) for identity, row in rows["conflicts"].items()},
            kept={row["id"]: self._kept(table, row) for table in ("held", "parked") for row in self._all(table)},
            erased=frozenset(subject for subject, key in self._keys.items() if key is None),
            epochs=self._epochs(head["epoch"]),
        )

    def _all(self, table: str) -> list[Row]:
        return [{name: _plain(value) for name, value in row.items()} for row in self._fetch(table)]

    # --- seals -----------------------------------------------------------------------------------

    def _unwrapped(self, key: Row) -> AESGCM | None:
        wrapped: bytes | None = key["wrapped"]
        if wrapped is None:
            return None
        return AESGCM(self._wrapper.decrypt(wrapped[1:], [str(key["subject"]).encode()]))

    def _open(self, subject: str, sealed: bytes, place: str) -> Any:
        key = self._keys[subject]
        if key is None:
            raise ValueError(f"{place} outlived the key of {subject}")
        return key.decrypt(sealed[1:13], sealed[13:], place.encode())

    def _rows(self, table: str) -> dict[str, Row]:
        column, sealed = SEALED[table]
        return {
            row["id"]: self._row(table, row, row[column] if column else _DISTRICT, sealed) for row in self._all(table)
        }

    def _row(self, table: str, row: Row, subject: str, sealed: Mapping[str, tuple[str, ...]]) -> Row:
        for column, names in sealed.items():
            if row[column] is None:  # it came later than the table, and there is nothing to say
                row.pop(column)
                row.update({name: _EMPTY.get(name) for name in names})
                continue
            values = msgspec.msgpack.decode(self._open(subject, row.pop(column), f"{table}|{column}|{row['id']}"))
            row.update(zip(names, values, strict=True))
        row["stamps"] = msgspec.msgpack.decode(row["stamps"])
        for name in _PACKED & row.keys():
            row[name] = msgspec.msgpack.decode(row[name])
        for name in _TRUTHS & row.keys():
            row[name] = bool(row[name])
        return row

    # --- who sees what ---------------------------------------------------------------------------

    def _holds(self, user: str, rows: Rows, grants: Iterable[Row]) -> dict[int, dict[Key, tuple[int, Row]]]:
        mine = [grant for grant in grants if grant["user_id"] == user and grant["from_at"] <= self._now_us]
        now = [grant for grant in mine if grant["until_at"] is None or self._now_us < grant["until_at"]]
        scopes = {("self", user), ("dist", "all"), *(("grid", grant["grid"]) for grant in now)}
        scopes |= {("sensitive", grant["grid"]) for grant in now if grant["post"] in _CARERS}
        scopes |= {("case", row["id"]) for row in rows["cases"].values() if self._works_on(user, row, scopes)}
        held: dict[int, dict[Key, tuple[int, Row]]] = {scope_number(*scope): {} for scope in scopes}
        shapes = [*SHOWN.items(), ("persons", _CARE), ("conflicts", _OWN)]
        for table, (number, tag, names) in shapes:
            apart = number in (_CARE[0], _OWN[0])
            for identity, row in rows[table].items():
                where, thing = (table, row) if apart else inboxes.lying_where(table, row, rows)
                seen = [scope for scope in scopes if _sees(where, thing, *scope, apart=apart)]
                if seen:
                    told = (row["version"], {"type": tag, "id": identity} | {name: _told(row, name) for name in names})
                    for scope in seen:
                        held[scope_number(*scope)][number, identity] = told
        return held

    def _works_on(self, user: str, case: Row, scopes: Iterable[tuple[str, str]]) -> bool:
        """A case that somebody handles or checks outside of their own grids, until it has been closed for long."""
        closed_at = case["closed_at"]
        kept = closed_at is None or self._now_us < closed_at + _KEPT_US
        return kept and user in (case["handler"], case["checker"]) and ("grid", case["grid"]) not in scopes

    # --- journal, inbox, what waits --------------------------------------------------------------

    def _epochs(self, last: str) -> list[tuple[int, str]]:
        """Each epoch that this history had, with the position that began it: each entry names the one that it ended."""
        began: list[tuple[int, str, str]] = []
        for row in self._all("journal_entries"):
            if row["kind"] == "epoch":
                told = msgspec.msgpack.decode(self._open(_DISTRICT, row["body"], f"journal|epoch|{row['entity']}"))
                began.append((row["pos"], row["entity"], told[1]))
        began.sort()
        return [(0, began[0][2] if began else last), *((pos, epoch) for pos, epoch, _ in began)]

    def _entry(self, row: Row) -> Entry:
        raw, receipt = b"", None
        if row["body"]:
            plain = self._open(row["subject"], row["body"], f"journal|{row['kind']}|{row['entity']}")
            if row["kind"] not in _NO_COMMANDS:
                _, raw, receipt = msgspec.msgpack.decode(plain, type=tuple[str, bytes, Receipt])
        return Entry(
            row["pos"],
            row["kind"],
            row["entity"],
            row["version"],
            raw,
            receipt,
            row["actor"],
            row["observed_at"] // 1000,
            gone=row["body"] is None,
        )

    def _kept(self, table: str, row: Row) -> bytes:
        opened = self._open(row["subject"], row["raw"], f"{table}|raw|{row['id']}")
        raw: bytes = msgspec.msgpack.decode(opened)[1]  # after the name of its encoding
        return raw


def scope_number(kind: str, ref: str) -> int:
    """The number of a scope: 52 bits of its name's hash."""
    return int.from_bytes(blake2b(f"{kind}:{ref}".encode(), digest_size=8).digest(), "big") >> 12 or 1


def _sees(table: str, row: Row, kind: str, ref: str, *, apart: bool) -> bool:
    """A grid's scope shows what lies in it, but for what is sensitive; a case's itself; the district's its words."""
    if any(row.get(name) for name in _UNSEEN) or _is_over(table, row):
        return False
    if table == "case_tasks":
        return kind == "self" and row["state"] == "open" and ref == row["assignee"]
    if kind == "self" or (table in _OWN_OF and (apart or table == "later_receipts")):
        return kind == "self" and table in _OWN_OF and ref == row.get("author" if apart else "user_id")
    if kind == "sensitive" or apart or table in _CARE_TABLES:
        shows = kind == "sensitive" and (table in _CARE_TABLES or (apart and bool(row["care_labels"])))
        return bool(shows and row["grid"] == ref)
    if kind == "dist":
        return table in _OF_ALL
    if kind == "case":
        worked_on = table in _OF_CASES and (row["handler"] or row["checker"])
        return bool(worked_on and row[_OF_CASES[table]] == ref)
    if table == "grids":
        return bool(row["id"] == ref and row["status"] in ("published", "leaving"))
    return bool(ref in (row.get("grid"), row.get("leaving")))


def _is_over(table: str, row: Row) -> bool:
    """A week that was closed, what of it was answered, and a warning in force no more leave the phones."""
    if table in ("renewal_cycles", "warning_reaches"):
        return row["closed_at"] is not None
    if table == "warnings":
        return row["state"] != "issued"
    return bool(table == "renewal_items" and row["state"] != "pending")


def _told(row: Row, name: str) -> Any:
    if name in _NUMBERS:
        number = row[_NUMBERS[name]]
        return None if number is None else f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"
    if name == "mine":
        return inboxes.mine(row)
    if name == "theirs":
        return inboxes.shown(row["theirs"])
    if "asks" in row and (name in _ASKED or name == "text"):
        return row["asks"].get(name, _ASKED.get(name))
    return row[name] if name in row else row[_WIRE_NAMES[name]]


def _settled(row: Row) -> Settled:
    receipt = msgspec.structs.replace(msgspec.msgpack.decode(row["result"], type=Receipt), pos=row["pos"])
    times_ms = (row["received_at"] // 1000, row["observed_at"] // 1000)
    return Settled(receipt, row["kind"], row["install"], row["seq"], *times_ms, row["clock_quality"])


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return round((value - _EPOCH).total_seconds() * 1_000_000)
    return value


def _derived(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, b"hexward|v1|" + purpose, "sha256")
