"""How conflicts and later receipts are kept, sealed, scoped and shown to phones."""

from typing import Any, cast

import msgspec
from msgspec.structs import replace

from mobile_contract import inbox as wire
from mobile_contract.kinds import CONFLICT, OWN_CONFLICT, RECEIPT
from mobile_contract.problems import ProblemCode
from server.core import tables
from server.core.entities import Conflict, LaterReceipt, self_scope
from server.core.kinds import Apart, Kind

_HIDDEN = frozenset(
    {"id_no", "owner_id_no", "care_labels", "add_labels", "remove_labels", "password_hash", "code_hash", "secret_hash"}
)
"""What is sensitive of a command: a conflict is seen by more people than may see this."""

_OF_CARE = frozenset(
    {"give_service_tag", "change_service_tag", "end_service_tag", "record_help", "change_help", "void_help"}
)
"""Commands of which all is sensitive: that there is one, and about whom, is all that a conflict tells."""

_ENVELOPE = frozenset({"id", "seq", "root", "made", "contract", "epoch", "base", "needs"})
_LONGEST_CHARS = 1_000


def _mine(row: Conflict) -> Any:
    """What the author wrote; of late work the command, without its envelope and without what is sensitive or long."""
    if row.reason != ProblemCode.LATE_SCOPE:
        return _without_hidden(row.mine)
    decode = msgspec.json.decode if row.encoding == "json" else msgspec.msgpack.decode
    said = {name: value for name, value in decode(row.raw).items() if name not in _ENVELOPE}
    if said["kind"] in _OF_CARE:
        said = {name: value for name, value in said.items() if name in ("kind", "entity", "person")}
    return msgspec.json.encode(_without_hidden(said)).decode()


def _without_hidden(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    told = cast("dict[str, Any]", value)
    short = {name: one for name, one in told.items() if len(msgspec.json.encode(one)) <= _LONGEST_CHARS}
    return {name: one for name, one in short.items() if name not in _HIDDEN}


def _conflict(row: Conflict) -> wire.ConflictRecord:
    return wire.ConflictRecord(
        id=row.id,
        command=row.command,
        reason=row.reason,
        root=row.root,
        of_kind=row.of_kind,
        entity=row.entity,
        author=row.author,
        opened_at=row.opened_at,
        field=row.field,
        base=row.base,
        mine=_mine(row),
        theirs=_without_hidden(row.theirs),
        state=row.state,
        choice=row.choice,
        value=row.value,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        told=row.told,
    )


def _own(row: Conflict) -> wire.OwnConflictRecord:
    return wire.OwnConflictRecord(
        id=row.id,
        command=row.command,
        reason=row.reason,
        root=row.root,
        of_kind=row.of_kind,
        entity=row.entity,
        opened_at=row.opened_at,
        field=row.field,
        base=row.base,
        mine=_mine(row),
        state=row.state,
        choice=row.choice,
        settled_at=row.settled_at,
        told=row.told,
    )


def _receipt(row: LaterReceipt) -> wire.ReceiptRecord:
    return wire.ReceiptRecord(
        id=row.id,
        receipt=row.receipt,
        of_kind=row.of_kind,
        about=row.about,
        answered_at=row.answered_at,
        seq=row.seq or 0,
    )


def _placed(row: LaterReceipt, pos: int) -> LaterReceipt:
    return replace(row, receipt=replace(row.receipt, pos=pos))


KINDS = (
    Kind(
        "conflict",
        Conflict,
        tables.conflicts,
        CONFLICT,
        _conflict,
        lambda row: row.scopes,
        subject_column="subject",
        sealed={
            "items": ("base", "mine", "theirs"),
            "payload": ("encoding", "raw"),
            "outcome": ("value", "told"),
        },
        children=("command", "entity"),
        apart=Apart(OWN_CONFLICT, _own, lambda row: (self_scope(row.author),)),
    ),
    Kind(
        "receipt",
        LaterReceipt,
        tables.later_receipts,
        RECEIPT,
        _receipt,
        lambda row: (self_scope(row.user_id),),
        placed=_placed,
    ),
)
