"""What comes back to a phone of what waited for a person: other answers, and own decisions as they are shown at once.

It sends nothing and judges nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.base import Record
from mobile_contract.inbox import (
    Choice,
    ConflictRecord,
    ConflictState,
    OwnConflictRecord,
    ReceiptRecord,
    SettleConflict,
)
from mobile_contract.receipts import Receipt, Verdict
from sync.outbox import nameless_id
from sync.ports import PhoneStore, Sent


def take_answer(store: PhoneStore, told: bytes, wall: int) -> None:
    """A command of this phone is answered anew: from now on this is its receipt, and the person is told again.

    It is kept, and shown on top of the base, until that answer too has been pulled and is durable. What was erased here
    stays so. Called within a commit.
    """
    try:
        record = msgspec.json.decode(told, type=ReceiptRecord)
    except msgspec.MsgspecError:  # a shape of a later contract: the row is kept for the build that can read it
        return
    seq = record.seq or _seq_of(store, record.receipt.id)
    known, sent = store.answered.find(seq), store.sent.find(seq)
    if known is None or not _is_of(record.receipt, known.id, sent):
        return
    encoded = msgspec.json.encode(replace(record.receipt, id=known.id))
    if encoded == known.receipt or msgspec.json.decode(known.receipt, type=Receipt).verdict is Verdict.GONE:
        return
    store.answered.put(replace(known, receipt=encoded, wall=wall, dismissed=False))
    if sent is not None:
        store.sent.put(replace(sent, receipt=encoded, ack_pos=max(sent.ack_pos, record.receipt.pos)))


def take_back(store: PhoneStore, told: bytes) -> None:
    """An answer is gone: the server was set back to before it was given. The command waits again, as before.

    It waits for a person if its conflict is open, otherwise for what it needs. Called within a commit.
    """
    try:
        record = msgspec.json.decode(told, type=ReceiptRecord)
    except msgspec.MsgspecError:
        return
    seq = record.seq or _seq_of(store, record.receipt.id)
    known, sent = store.answered.find(seq), store.sent.find(seq)
    if known is None or not _is_of(record.receipt, known.id, sent):
        return
    if sent is not None or known.receipt != msgspec.json.encode(replace(record.receipt, id=known.id)):
        return  # it was answered anew meanwhile, be it in the same words: a restore had emptied `sent`
    opened = _open_conflict(store, record.receipt.id)
    waits = Receipt(known.id, Verdict.HELD if opened is None else Verdict.CONFLICT)
    if opened is not None:
        waits = replace(waits, conflict=opened.id, why=opened.reason)
    store.answered.put(replace(known, receipt=msgspec.json.encode(waits), dismissed=False))


def _open_conflict(store: PhoneStore, command: str) -> OwnConflictRecord | None:
    for row in store.base.of_kind(kinds.OWN_CONFLICT):
        try:
            record = msgspec.json.decode(row.record, type=OwnConflictRecord)
        except msgspec.MsgspecError:
            continue
        if record.command == command and record.state is ConflictState.OPEN:
            return record
    return None


def _seq_of(store: PhoneStore, nameless: str) -> int:
    return next((entry.seq for entry in store.sent.rows() if entry.body and nameless_id(entry.body) == nameless), 0)


def _is_of(receipt: Receipt, command: str, sent: Sent | None) -> bool:
    """Another phone of the same person has the same numbers."""
    return receipt.id == command or (sent is not None and bool(sent.body) and nameless_id(sent.body) == receipt.id)


class Shown(Protocol):
    """The records as they are shown (`sync.overlay`)."""

    author: str

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002  # the contract's own word
        """A record as it is shown."""
        ...

    def show(self, record: Record) -> None:
        """Show this in place of the base."""
        ...


def show_settled(view: Shown, command: SettleConflict, at: datetime) -> None:
    """Show an own decision: the conflict is settled, and its field has the value that was chosen.

    What is done by it beyond that field only the server can tell.
    """
    own = view.find(kinds.OWN_CONFLICT, command.entity)
    if isinstance(own, OwnConflictRecord) and own.state is ConflictState.OPEN:
        told = replace(own, state=ConflictState.SETTLED, choice=command.choice, settled_at=at, told=command.reason)
        view.show(told)
    whole = view.find(kinds.CONFLICT, command.entity)
    if not isinstance(whole, ConflictRecord) or whole.state is not ConflictState.OPEN:
        return
    edited = command.choice is Choice.EDIT
    view.show(
        replace(
            whole,
            state=ConflictState.SETTLED,
            choice=command.choice,
            value=command.value if edited else None,
            settled_by=view.author,
            settled_at=at,
            told=command.reason,
        )
    )
    if edited or command.choice is Choice.KEEP_MINE:
        _show_value(view, whole, command.value if edited else whole.mine)


def _show_value(view: Shown, conflict: ConflictRecord, value: object) -> None:
    record = view.find(kinds.NUMBERS.get(conflict.of_kind, 0), conflict.entity)
    if record is None or conflict.field not in record.__struct_fields__:
        return
    facts: Mapping[str, Any] = msgspec.to_builtins(record)
    try:
        view.show(msgspec.convert({**facts, conflict.field: value}, type(record), strict=False))
    except msgspec.ValidationError:  # no value of that field: the server will say so
        return
