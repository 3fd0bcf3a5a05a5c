"""A phone's store as its user sees it: decoded records under the own unseen commands. Changes nothing."""

from collections.abc import Iterable, Iterator

import msgspec

from mobile_contract.base import Command, Record
from mobile_contract.commands import Malformed, decode_json
from mobile_contract.kinds import KINDS
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import FieldOutcome, Receipt, Verdict
from sync.overlay import Overlay, Own
from sync.ports import PhoneStore, Queued, Sent

_DONE_ALL_THE_SAME = frozenset({ProblemCode.DUPLICATE, ProblemCode.EDITED_AFTER_RETIRE})
"""Conflicts of which a person must know, and whose command was done as it was written."""


class BaseRecords:
    """The base rows of a store, decoded one by one. A shape that this build cannot read is not shown."""

    def __init__(self, store: PhoneStore) -> None:
        self._store = store

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002  # the contract's own word
        """The record as the server sent it."""
        row = self._store.base.find((kind, id))
        return None if row is None else _decode(kind, row.record)

    def of_kind(self, kind: int) -> Iterator[Record]:
        """All records of a kind, by id."""
        decoded = (_decode(kind, row.record) for row in self._store.base.of_kind(kind))
        return (record for record in decoded if record is not None)


def view(store: PhoneStore) -> Overlay:
    """What is shown now (law 4 of sync.md 16); made anew after each change of the store."""
    return Overlay(BaseRecords(store), author=store.state().user).replay(own_commands(store))


def own_commands(store: PhoneStore) -> Iterable[Own]:
    """The own commands on top of the base, in seq order: the queue, and what is answered but not yet pulled.

    Of a change whose fields were judged apart, only those that were applied are replayed. One that this build cannot
    read is not shown; it is sent all the same.
    """
    cursor_pos = store.state().cursor_pos
    unseen: list[tuple[Queued | Sent, frozenset[str]]] = [(entry, frozenset()) for entry in store.queue.rows()]
    for entry in store.sent.rows():
        receipt = receipt_of(entry)
        if receipt.pos > cursor_pos and _had_effect(receipt):
            unseen.append((entry, _not_applied(receipt)))
    unseen.sort(key=lambda pair: pair[0].seq)
    read = ((_command(entry.body), skip) for entry, skip in unseen)
    return [Own(command, skip) for command, skip in read if command is not None]


def receipt_of(entry: Sent) -> Receipt:
    """The stored receipt of an answered command."""
    return msgspec.json.decode(entry.receipt, type=Receipt)


def _command(body: bytes) -> Command | None:
    try:
        return decode_json(body)
    except Malformed:
        return None


def _had_effect(receipt: Receipt) -> bool:
    if receipt.verdict is Verdict.CONFLICT:
        done = receipt.why in _DONE_ALL_THE_SAME or FieldOutcome.APPLIED in receipt.fields.values()
        return done and not receipt.to  # what was done on the winner of a merge is shown there
    return receipt.verdict in {Verdict.APPLIED, Verdict.MERGED}


def _not_applied(receipt: Receipt) -> frozenset[str]:
    return frozenset(name for name, outcome in receipt.fields.items() if outcome != FieldOutcome.APPLIED)


def _decode(kind: int, record: bytes) -> Record | None:
    shape = KINDS.get(kind)
    if shape is None:
        return None
    try:
        return msgspec.json.decode(record, type=shape)
    except msgspec.MsgspecError:  # written under a later contract; the raw row stays for the build that can
        return None
