"""What follows when a database was set back: a new epoch, and nothing erased comes back (sync.md 13, safety.md 6.4).

It also tells how far a proved backup reaches. Phones do the healing: they send again what they keep.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple, TypeVar

import msgspec
import structlog
from sqlalchemy import bindparam, select, update

from mobile_contract.sync import Seen
from server.core import tables as t
from server.core.database import ReadTx, Tx
from server.core.door import SYSTEM, Door
from server.core.epochs import LossProved, fresh_epoch, head_for
from server.core.ids import new_id
from server.core.ledger import EPOCH, ERASED, LedgerBroken
from server.core.loading import Head, head_of, hold_head
from server.core.seal import tag_of
from server.core.statements import Statement, bulk

T = TypeVar("T")

log = structlog.get_logger()

EPOCH_KIND = "epoch"
DRILL_KIND = "drill"
SILENT, ANNOUNCED, LEDGER = "silent", "announced", "ledger"
"""Why an epoch ended: a phone proved it, somebody restored a backup and said so, the ledger knows a later one."""
_TRIES = 3

_PAST = bulk(t.past_epochs)
_SET_EPOCH = Statement(
    update(t.heads)
    .where(t.heads.c.district_id == bindparam("district"))
    .values(epoch=bindparam("fresh"), durable_pos=bindparam("durable"))
)
_SET_DURABLE = Statement(
    update(t.heads).where(t.heads.c.district_id == bindparam("district")).values(durable_pos=bindparam("durable"))
)
_LINK_AT = Statement(
    select(t.journal.c.link).where(t.journal.c.district_id == bindparam("district"), t.journal.c.pos == bindparam("at"))
)
_ERASED = Statement(
    select(t.subject_keys.c.subject)
    .where(t.subject_keys.c.district_id == bindparam("district"), t.subject_keys.c.erased_at.is_not(None))
    .order_by(t.subject_keys.c.subject)
)


class End(NamedTuple):
    """Why an epoch ends, who proved it with which position, which other epochs are over too."""

    why: str
    proved_by: str = ""
    proved_pos: int = 0
    also: tuple[str, ...] = ()


class Drilled(NamedTuple):
    """What a restored copy was found to be: its epoch, its position, and the journal's link there."""

    epoch: str
    pos: int
    link: bytes


class NoSuchHistory(Exception):
    """A copy is not of this district's present history: it proves nothing about it."""


async def in_step(door: Door, install: str, work: Callable[[], Awaitable[T]]) -> T:
    """Do what a phone asks; where its stamp proves a loss, end the epoch and ask again: then its stamp is outdated."""
    for _ in range(_TRIES):
        try:
            return await work()
        except LossProved as loss:
            await end_if_lost(door, loss.seen, install)
    return await work()


async def end_if_lost(door: Door, seen: Seen, install: str) -> None:
    """End the epoch if this stamp still proves a loss: of several phones that prove it at once, one does it."""
    before = await _epochs_told(door)

    async def unit(tx: Tx) -> Head | None:
        await hold_head(tx, door.district)
        try:
            await head_for(tx, door, seen)
        except LossProved:
            return await end_epoch(tx, door, End(SILENT, install, seen.pos, (seen.epoch, *before)))
        return None

    begun = await door.database.write(unit)
    if begun is not None:
        log.error(
            "SILENT RESTORE: a phone holds what this database does not; a new epoch begins, phones send again",
            install=install, seen_epoch=seen.epoch, seen_pos=seen.pos, head_pos=begun.pos - 1, epoch=begun.epoch,
        )  # fmt: skip
        await _tell_epoch(door, begun.epoch)


async def end_epoch(tx: Tx, door: Door, end: End, *, durable: int | None = None) -> Head:
    """Begin a new epoch, in one commit with the entry that says why: the head after it."""
    head = await head_of(tx, door.district)
    writer = await door.writer(tx)
    over = sorted({head.epoch, *end.also})
    fresh = fresh_epoch(over)
    facts = (writer.now, head.pos, fresh, end.why, end.proved_by, end.proved_pos)
    await tx.insert_missing(_PAST, [(door.district, epoch, *facts) for epoch in over])
    durable = head.durable_pos if durable is None else durable
    await tx.execute(_SET_EPOCH, district=door.district, fresh=fresh, durable=durable)
    told = (end.why, head.epoch, head.pos, tag_of(head.link), end.proved_by, end.proved_pos)
    return await writer.note(EPOCH_KIND, fresh, SYSTEM, msgspec.msgpack.encode(told))


async def announce(door: Door) -> Head:
    """Say that a database was restored from a backup on purpose: a new epoch begins, and what it holds is durable."""
    before = await _epochs_told(door)

    async def unit(tx: Tx) -> Head:
        await hold_head(tx, door.district)
        restored = await head_of(tx, door.district)
        return await end_epoch(tx, door, End(ANNOUNCED, also=tuple(before)), durable=restored.pos)

    return await door.database.write(unit)


async def resume(door: Door) -> None:
    """Before anybody is answered: what the ledger knows to be erased is erased again, and an epoch that it knows to be
    over ends. A database that holds no such district is left alone. Raises LedgerBroken.
    """
    try:
        head = await door.database.read(lambda tx: head_of(tx, door.district))
    except LookupError:
        return
    back = await erase_again(door)
    await door.let_go()
    if back:
        log.error("ERASED SUBJECTS WERE BACK: the ledger knew them, and they are erased again", subjects=back)
    epochs = await _epochs_told(door)
    if head.epoch in epochs[:-1]:
        log.error("SILENT RESTORE: the ledger knows a later epoch; a new one begins", epoch=head.epoch, pos=head.pos)
        end = End(LEDGER, also=tuple(epochs))
        head = await door.database.write(lambda tx: end_epoch(tx, door, end))
    await _tell_epoch(door, head.epoch)


async def erase_again(door: Door) -> int:
    """Erase what the ledger names and this database still has, and tell the ledger what it did not know: how many.

    Raises LedgerBroken also when the ledger is gone: without it nobody knows what a backup brought back.
    """
    if door.ledger is None:
        return 0
    lines = await door.ledger.lines()
    told = [line.id for line in lines if line.what == ERASED]
    here = await door.database.read(lambda tx: _list_erased(tx, door.district))
    if here and not lines:
        raise LedgerBroken("subjects were erased here, and the ledger that says so is gone; put it back beside the key")
    back = [subject for subject in told if subject not in here]
    for subject in back:
        await door.erase(SYSTEM, subject, "the ledger")
    for subject in sorted(here - {*told}):
        await door.ledger.add(ERASED, subject)
    return len(back)


async def publish_durable(door: Door, copy: Drilled) -> Head:
    """Tell phones how far a proved backup reaches, in one commit with the entry that says so; the head after it.

    It never falls within an epoch. Raises NoSuchHistory unless the copy's epoch and its link are this journal's own.
    """

    async def unit(tx: Tx) -> Head:
        await hold_head(tx, door.district)
        head = await head_of(tx, door.district)
        if head.epoch != copy.epoch:
            raise NoSuchHistory(f"the backup is of epoch {copy.epoch}, and the district is in epoch {head.epoch}")
        rows = await tx.fetch(_LINK_AT, district=door.district, at=copy.pos)
        if copy.pos and (not rows or rows[0][0] != copy.link):
            raise NoSuchHistory(f"at position {copy.pos} the district's journal is not the backup's")
        if copy.pos <= head.durable_pos:
            return head
        await tx.execute(_SET_DURABLE, district=door.district, durable=copy.pos)
        told = msgspec.msgpack.encode((copy.epoch, copy.pos, tag_of(copy.link)))
        writer = await door.writer(tx)
        return await writer.note(DRILL_KIND, new_id(), SYSTEM, told)

    return await door.database.write(unit)


async def _list_erased(tx: ReadTx, district: int) -> set[str]:
    return {str(row[0]) for row in await tx.fetch(_ERASED, district=district)}


async def _epochs_told(door: Door) -> list[str]:
    lines: Iterable[tuple[str, str]] = () if door.ledger is None else await door.ledger.lines()
    return [id for what, id in lines if what == EPOCH]  # noqa: A001 - the contract's word


async def _tell_epoch(door: Door, epoch: str) -> None:
    if door.ledger is not None:
        await door.ledger.add(EPOCH, epoch)
