"""What the oracle knows of conflicts: where one is seen, and what of it. It imports nothing of the server."""

from collections.abc import Mapping
from typing import Any, cast

import msgspec

from sync.simulation.ports import Item

Row = dict[str, Any]

OWN = (
    "command", "reason", "root", "of_kind", "entity", "opened_at", "field", "base", "mine", "state", "choice",
    "settled_at", "told",
)  # fmt: skip
"""What an author is told of a conflict wherever it lies."""

_PLACES = (
    "persons", "households", "dwellings", "buildings", "residencies", "visits", "cases", "case_events", "photos",
    "sites", "organisations", "rented_houses", "tenancies", "service_tags", "helps",
)  # fmt: skip
_ENVELOPE = frozenset({"id", "seq", "root", "made", "contract", "epoch", "base", "needs"})
_HIDDEN = frozenset({"id_no", "owner_id_no", "care_labels", "add_labels", "remove_labels"})
_OF_CARE = frozenset(
    {"give_service_tag", "change_service_tag", "end_service_tag", "record_help", "change_help", "void_help"}
)
_LONGEST_CHARS = 1_000


def lying_where(table: str, row: Row, rows: Mapping[str, Mapping[str, Row]]) -> tuple[str, Row]:
    """A conflict is seen where its entity is; where nobody sees that, in the grid where it was opened."""
    if table != "conflicts":
        return table, row
    for place in _PLACES:
        thing = rows[place].get(row["entity"])
        if thing is not None and thing["grid"] and not thing.get("merged_into") and not thing.get("left_by"):
            return place, thing
    return "conflicts", row


def mine(row: Row) -> Any:
    """What the author wrote, without what is sensitive; of late work the command, without its envelope."""
    if row["reason"] != "late_scope":
        return shown(row["mine"])
    decode = msgspec.json.decode if row["encoding"] == "json" else msgspec.msgpack.decode
    told = {name: value for name, value in decode(row["raw"]).items() if name not in _ENVELOPE}
    if told["kind"] in _OF_CARE:
        told = {name: value for name, value in told.items() if name in ("kind", "entity", "person")}
    return msgspec.json.encode(shown(told)).decode()


def item(row: Row) -> Item:
    """A conflict as the checks ask for it: of late work the very bytes."""
    typed = row["raw"] if row["reason"] == "late_scope" else row["mine"]
    return Item(
        row["id"], row["command"], row["reason"], row["entity"], row["field"], row["base"], typed, row["theirs"]
    )


def shown(value: Any) -> Any:
    """A value without what is sensitive of it."""
    if not isinstance(value, dict):
        return value
    told = cast("dict[str, Any]", value)
    short = {name: one for name, one in told.items() if len(msgspec.json.encode(one)) <= _LONGEST_CHARS}
    return {name: one for name, one in short.items() if name not in _HIDDEN}
