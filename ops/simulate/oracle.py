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
from ops.simulate.shown import SEALED, SHOWN
from sync.simulation.ports import Entry, Key, Settled, Truth

Fetch = Callable[[str], Sequence[Mapping[str, Any]]]
"""All rows of a table, by column."""

Row = dict[str, Any]
Rows = dict[str, dict[str, Row]]

_DISTRICT = "00000000-0000-0000-0000-000000000000"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WIRE_NAMES = {
    "case": "case_id", "subject": "subject_id", "community": "org", "class_version": "number",
    "condition_version": "number",
}  # fmt: skip
_ASKED = {"may_fix_on_spot": True, "photos_before": 1, "photos_after": 1, "rectify_days": 7}
"""What the item of a danger asks for, where it says nothing of it."""
_PACKED = frozenset({
    "geometry", "scopes", "outcomes", "receipt", "items", "levels", "applies_to", "asks", "checked", "dangers",
    "editions", "questions", "sign_limit", "reply_limit", "texts", "grids", "reached", "calls", "hidden",
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
        return bool(row["state"] != "issued")
    return bool(table == "renewal_items" and row["state"] != "pending")


_SHAPED: Mapping[str, Callable[[Row], Any]] = {
    "hidden": lambda row: [one["area"] for one in row["hidden"] or ()],
    "damage": lambda row: row["damage"] or "",
    "mine": inboxes.mine,
    "theirs": lambda row: inboxes.shown(row["theirs"]),
}


def _told(row: Row, name: str) -> Any:
    if name in _NUMBERS:
        number = row[_NUMBERS[name]]
        return None if number is None else f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"
    if name in _SHAPED:
        return _SHAPED[name](row)
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
