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
from sync.simulation.ports import Entry, Item, Key, Settled, Truth

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
_REPORTED = ("title", "description", "reporter", "address", "raw_lon", "raw_lat", "datum", "accuracy_m")
SEALED: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "buildings": ("", {}),
    "dwellings": ("", {}),
    "households": ("id", {"personal": ("note",)}),
    "persons": ("id", {"personal": _PERSONAL, "sensitive": ("id_type", "id_no")}),
    "residencies": ("person", {}),
    "visits": ("household", {"personal": ("persons", "lon", "lat", "accuracy_m", "needs_told", "note")}),
    "cases": ("id", {"personal": _REPORTED}),
    "case_events": ("case_id", {"personal": ("opinion",)}),
    "photos": ("sealed_by", {"personal": ("caption",)}),
    "grids": ("", {}),
    "case_classes": ("", {}),
}
"""By table: the column that names whose key seals it, and what lies in each sealed column."""

SHOWN: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "buildings": (1, "building", ("grid", "name", "number", "estate", "floors", "lon", "lat", "life")),
    "dwellings": (2, "dwelling", ("building", "unit", "floor", "room", "use", "area_m2", "note", "life")),
    "households": (3, "household", ("dwelling", "number", "head", "note", "last_visited_at", "life")),
    "persons": (4, "person", ("dwelling", *_PERSONAL, "id_type", "id_masked", "life")),
    "residencies": (5, "residency", (
        "person", "dwelling", "household", "residency_kind", "status", "relation", "hukou_consistent",
        "inflow_reason", "inflow_on", "origin", "cert_until", "from_on", "until_on")),
    "visits": (6, "visit", (
        "household", "worker", "channel", "outcome", "visited_at", "clock_quality", "persons", "distance_m", "far",
        "minutes", "needs_told", "note")),
    "cases": (7, "case", (
        "state", "title", "reported_at", "state_seq", "generation", "case_no", "description", "class_code", "address",
        "lon", "lat", "grid", "urgent", "source", "department", "handler", "checker", "due_at", "closed_at")),
    "case_events": (8, "case_event", (
        "case", "command", "from_state", "to_state", "actor", "at", "applied", "opinion")),
    "photos": (9, "photo", (
        "subject_kind", "subject", "phase", "sha256", "size_bytes", "media_type", "caption", "arrived_at")),
    "grids": (10, "grid", ("code", "name", "layer", "community", "geometry")),
    "case_classes": (11, "case_class", (
        "code", "name", "kind", "major", "photos_before", "photos_after", "limit_value", "limit_unit")),
}  # fmt: skip
"""By table: the number and the name of its record, and what phones are told."""

_WIRE_NAMES = {"case": "case_id", "subject": "subject_id", "community": "org"}
_TRUTHS = frozenset({"far", "urgent", "applied", "hukou_consistent"})
_SEEN_BY_PEOPLE = frozenset({"cases", "case_events", "photos"})


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
            inbox={row["id"]: self._item(row) for row in self._all("conflicts")},
            kept={row["id"]: self._kept(table, row) for table in ("held", "parked") for row in self._all(table)},
            erased=frozenset(subject for subject, key in self._keys.items() if key is None),
            epoch=head["epoch"],
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
            values = msgspec.msgpack.decode(self._open(subject, row.pop(column), f"{table}|{column}|{row['id']}"))
            row.update(zip(names, values, strict=True))
        row["stamps"] = msgspec.msgpack.decode(row["stamps"])
        if "geometry" in row:
            row["geometry"] = msgspec.msgpack.decode(row["geometry"])
        for name in _TRUTHS & row.keys():
            row[name] = bool(row[name])
        return row

    # --- who sees what ---------------------------------------------------------------------------

    def _holds(self, user: str, rows: Rows, grants: Iterable[Row]) -> dict[int, dict[Key, tuple[int, Row]]]:
        mine = [grant for grant in grants if grant["user_id"] == user and grant["from_at"] <= self._now_us]
        grids = {grant["grid"] for grant in mine if grant["until_at"] is None or self._now_us < grant["until_at"]}
        scopes = {**{scope_number("grid", grid): ("grid", grid) for grid in grids}}
        scopes |= {scope_number("self", user): ("self", user), scope_number("dist", "all"): ("dist", "all")}
        held: dict[int, dict[Key, tuple[int, Row]]] = {scope: {} for scope in scopes}
        for table, (number, tag, names) in SHOWN.items():
            for identity, row in rows[table].items():
                seen = [scope for scope, (kind, ref) in scopes.items() if _sees(table, row, kind, ref)]
                if seen:
                    told = (row["version"], {"type": tag, "id": identity} | {name: _told(row, name) for name in names})
                    for scope in seen:
                        held[scope][number, identity] = told
        return held

    # --- journal, inbox, what waits --------------------------------------------------------------

    def _entry(self, row: Row) -> Entry:
        raw, receipt = b"", None
        if row["body"] is not None:
            plain = self._open(row["subject"], row["body"], f"journal|{row['kind']}|{row['entity']}")
            if plain and row["kind"] not in ("read", "erase_subject"):
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
        )

    def _item(self, row: Row) -> Item:
        values: tuple[Any, Any, Any] = (None, None, None)
        if self._keys.get(row["subject"]) is not None:
            opened = self._open(row["subject"], row["items"], f"conflicts|items|{row['id']}")
            values = msgspec.msgpack.decode(opened, type=tuple[Any, Any, Any])
        return Item(row["id"], row["command"], row["reason"], row["entity"], row["field"], *values)

    def _kept(self, table: str, row: Row) -> bytes:
        opened = self._open(_DISTRICT, row["raw"], f"{table}|raw|{row['id']}")
        raw: bytes = msgspec.msgpack.decode(opened)[1]  # after the name of its encoding
        return raw


def scope_number(kind: str, ref: str) -> int:
    """The number of a scope: 52 bits of its name's hash."""
    return int.from_bytes(blake2b(f"{kind}:{ref}".encode(), digest_size=8).digest(), "big") >> 12 or 1


def _sees(table: str, row: Row, kind: str, ref: str) -> bool:
    """A grid's scope shows what lies in it, a person's own what they handle or check, the district's its words."""
    if kind == "dist":
        return table == "case_classes"
    if kind == "self":
        return table in _SEEN_BY_PEOPLE and ref in (row["handler"], row["checker"])
    if table == "grids":
        return bool(row["id"] == ref and row["status"] == "published")
    return bool(row.get("grid") == ref)


def _told(row: Row, name: str) -> Any:
    if name == "id_masked":
        number = row["id_no"]
        return None if number is None else f"{number[0]}{'*' * (len(number) - 2)}{number[-1]}"
    return row[_WIRE_NAMES.get(name, name)]


def _settled(row: Row) -> Settled:
    receipt = msgspec.structs.replace(msgspec.msgpack.decode(row["result"], type=Receipt), pos=row["pos"])
    return Settled(receipt, row["install"], row["seq"], row["observed_at"] // 1000, row["clock_quality"])


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return round((value - _EPOCH).total_seconds() * 1_000_000)
    return value


def _derived(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, b"hexward|v1|" + purpose, "sha256")
