"""What may safely be done to a phone, by what it said last and what has arrived. Pure: no database, no clock."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct

from mobile_contract.devices import Doubt, Safe, SafeTo, Trouble
from mobile_contract.sync import NEXT_IN_S, QueueState
from mobile_contract.versions import may_pull

FRESH = timedelta(seconds=3 * NEXT_IN_S)
"""How long a word counts: a phone that is in reach comes more often."""

SILENT = timedelta(days=1)
STUCK_S = 3600
LITTLE_ROOM_BYTES = 100_000_000

_QUEUE = frozenset({Doubt.NEVER_HEARD, Doubt.SILENT, Doubt.BEFORE_RESTORE, Doubt.UNSENT, Doubt.UNRECEIVED})
_DEACTIVATE = _UPGRADE = _QUEUE | {Doubt.PHOTOS}
_MOVE = _QUEUE
_WIPE = _QUEUE | {Doubt.PHOTOS, Doubt.NOT_DURABLE}


class Standing(Struct, frozen=True, kw_only=True):
    """What is known of a phone: its own words, or None; the highest number with a receipt, the commit of its last
    receipts, the position that a proved backup holds, and since when the district's present epoch runs (None: always).
    """

    heard_at: datetime | None
    contract: int = 0
    queue: QueueState | None = None
    received_seq: int = 0
    acked_pos: int | None = None
    durable_pos: int = 0
    epoch_began_at: datetime | None = None
    revoked_at: datetime | None = None


def safe_to(phone: Standing, now: datetime) -> SafeTo:
    """What loses no work (product.md, L12 and L13).

    All of it needs a fresh word that nothing is unsent, borne out by the receipts. A phone that is shut out or gets
    another app can send no photo any more, or may lose it. A move leaves photos alone: they go on being sent. Whoever
    wipes a phone destroys the copy of what it sent, which a server that is set back asks for again.
    """
    doubts = tuple(doubt for doubt in Doubt if doubt in _doubts(phone, now))
    return SafeTo(
        deactivate=_answer(doubts, _DEACTIVATE),
        move=_answer(doubts, _MOVE),
        wipe=_answer(doubts, _WIPE),
        upgrade=_answer(doubts, _UPGRADE),
    )


def troubles(phone: Standing, ended: Iterable[datetime | None], now: datetime) -> tuple[Trouble, ...]:
    """What somebody should look at; `ended` tells of each scope that it was given when its user lost it."""
    found = {
        Trouble.SHUT_OUT: phone.revoked_at is not None,
        Trouble.NEVER_HEARD: phone.heard_at is None,
        Trouble.SILENT: phone.heard_at is not None and now - phone.heard_at > SILENT,
        Trouble.UNPROVED_WIPE: any(at is not None for at in ended),
    }
    if phone.queue is not None:
        found |= {
            Trouble.STUCK: phone.queue.length > 0 and phone.queue.oldest_s >= STUCK_S,
            Trouble.FAILING: bool(phone.queue.last_error),
            Trouble.TOO_OLD: not may_pull(phone.contract),
            Trouble.LITTLE_ROOM: 0 < phone.queue.free_bytes < LITTLE_ROOM_BYTES,
        }
    return tuple(trouble for trouble in Trouble if found.get(trouble))


def _answer(doubts: Iterable[Doubt], asked: frozenset[Doubt]) -> Safe:
    why = tuple(doubt for doubt in doubts if doubt in asked)
    return Safe(safe=not why, why=why)


def _doubts(phone: Standing, now: datetime) -> set[Doubt]:
    if phone.heard_at is None or phone.queue is None:
        return {Doubt.NEVER_HEARD}
    found = {
        Doubt.SILENT: now - phone.heard_at > FRESH,
        Doubt.BEFORE_RESTORE: phone.epoch_began_at is not None and phone.heard_at <= phone.epoch_began_at,
        Doubt.UNSENT: phone.queue.length > 0,
        Doubt.UNRECEIVED: phone.queue.last_seq > phone.received_seq,
        Doubt.PHOTOS: phone.queue.photos > 0,
        Doubt.NOT_DURABLE: phone.received_seq > 0 and (phone.acked_pos is None or phone.acked_pos > phone.durable_pos),
    }
    return {doubt for doubt, holds in found.items() if holds}
