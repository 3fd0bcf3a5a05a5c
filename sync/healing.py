"""What a phone does when its server was set back: it sends again what it keeps, and loads its scopes anew (sync.md 13).

Every function that changes the store is called within one of its commits. Nothing is deleted before its replacement is
here.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Protocol

from msgspec.structs import replace

from mobile_contract.sync import Seen, Stamp
from sync.ports import PhoneState, PhoneStore, Queued, Sent

EPOCH = "epoch"
TOO_OLD = "too_old"
UPGRADE_REQUIRED = "upgrade_required"
STALE = "stale"
"""A reply that another one has overtaken: it is taken as one that was lost on the way, for it may tell of a past that
the server has lost since.
"""

MAX_SENT_BYTES = 20 * 1024 * 1024


class Reply(Protocol):
    """What every reply carries."""

    @property
    def stamp(self) -> Stamp:
        """The head that it speaks of."""
        ...

    @property
    def durable(self) -> int:
        """How far a proved backup reaches."""
        ...

    @property
    def reset(self) -> str:
        """What the phone is to begin anew, if anything."""
        ...


def standing(state: PhoneState, reply: Reply) -> str:
    """Whether a reply may be taken (""), is STALE, or is a reset: then nothing else of it counts.

    A later epoch than the one seen is a reset, whether the reply says so or not. An earlier one is stale, heard of or
    not: it was over, or lost itself, before this phone's began. So is a stamp below the highest one, and one that
    answers an older request than that one: a server that was set back meanwhile may have gone on past it in another
    history, and with the stamp the proof of it would be gone.
    """
    stamp, seen = reply.stamp, state.seen
    if seen is None:
        return reply.reset
    if stamp.epoch != seen.epoch:
        return STALE if stamp.epoch < seen.epoch else EPOCH
    overtaken = stamp.pos < seen.pos or (stamp.pos == seen.pos and stamp.tag != seen.tag)
    overtaken |= stamp.holds is not None and stamp.holds < seen.pos
    return STALE if overtaken or reply.reset == EPOCH else reply.reset


def note(store: PhoneStore, state: PhoneState, reply: Reply, reset: str) -> str:
    """Do what a reset asks for; what is to be told of it. None but that of the epoch touches stamp and `sent`."""
    if reset == STALE:
        return ""
    if reset == EPOCH:
        _heal(store, state, reply)
    elif reset != TOO_OLD or store.queue.rows():
        store.put_state(replace(state, last_error=f"reset: {reset}"))
    else:
        start_over(store)
    return reset


def start_over(store: PhoneStore) -> None:
    """Load every scope anew beside what is held. Stamp, queue and `sent` stay: they are what heals a server."""
    for boot in store.booting.rows():
        store.booting.drop(boot.scope)
    store.put_state(replace(store.state(), cursor="", last_error=""))


def _heal(store: PhoneStore, state: PhoneState, reply: Reply) -> None:
    """Put `sent` back before the queue, take the new epoch's stamp, and hold every row as of version 0.

    So whatever the new epoch brings replaces it, and nobody's base version claims to have seen what may be lost.
    Photos are sent again too: the server knows by their hash what it still has.
    """
    lost = 0
    for entry in store.sent.rows():
        store.sent.drop(entry.seq)
        if entry.body:
            store.queue.put(Queued(entry.seq, entry.id, entry.lane, entry.entity, entry.body))
        else:
            lost += 1
    for row in store.base.rows():
        store.base.put(replace(row, version=0))
    for photo in store.photos.rows():
        store.photos.put(replace(photo, offset=0, done=False, done_pos=None))
    start_over(store)
    stamp, past = reply.stamp, () if state.seen is None else (state.seen.epoch,)
    healed = replace(
        store.state(),
        seen=Seen(stamp.epoch, stamp.pos, stamp.tag, stamp.mac),
        durable=reply.durable,
        cursor_pos=0,
        rows_of="",
        rows_due="",
        past_epochs=(*state.past_epochs, *past),
        last_error=f"{lost} commands were too old to be sent again" if lost else "",
    )
    store.put_state(healed)


def keep_within(store: PhoneStore, kept: Iterable[Sent], most_bytes: int = MAX_SENT_BYTES) -> None:
    """Keep of what is answered at most so many bytes, the newest; of older commands the hash alone (sync.md 13).

    There is no limit by age: the only clock that outlives a restart is the wall's, and that is nobody's witness.
    """
    size_bytes = 0
    for entry in sorted(kept, key=lambda entry: entry.seq, reverse=True):
        size_bytes += len(entry.body)
        if size_bytes > most_bytes and entry.body:
            store.sent.put(replace(entry, body=b"", sha256=sha256(entry.body).digest()))
