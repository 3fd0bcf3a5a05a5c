"""What a batch needs, read set-wise before it is judged: receipts, head, rows, keys, held commands."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from mobile_contract.receipts import Receipt
from server.core import tables as t
from server.core.columns import among
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.intake import MSGPACK, Kept, Sent, read
from server.core.keyring import Keyring
from server.core.kinds import Codec
from server.core.seal import DISTRICT_SUBJECT
from server.core.statements import Row, Statement
from server.core.working import WorkingSet


class Head(msgspec.Struct, frozen=True):
    """The one commit counter of a district: where the journal ends, and what phones are told about it."""

    epoch: str
    pos: int
    link: bytes
    durable_pos: int
    directory: int
    name: str


class Known(msgspec.Struct, frozen=True):
    """A receipt that was given before."""

    id: str
    install: str
    seq: int | None
    body_hash: bytes
    receipt: Receipt


def _of(table: Any) -> Any:
    return table.c.district_id == bindparam("district")


_HEAD = Statement(
    select(*(t.heads.c[name] for name in ("epoch", "pos", "link", "durable_pos", "directory", "name"))).where(
        _of(t.heads)
    )
)
_HOLD = Statement(select(t.heads.c.pos).where(_of(t.heads)).with_for_update())
_RECEIPT_COLUMNS = [t.receipts.c[name] for name in ("id", "install", "seq", "body_hash", "result", "pos")]
_BY_ID = Statement(select(*_RECEIPT_COLUMNS).where(_of(t.receipts), among(t.receipts.c.id, "ids")))
_BY_SEQ = Statement(
    select(*_RECEIPT_COLUMNS).where(
        _of(t.receipts), t.receipts.c.install == bindparam("install"), among(t.receipts.c.seq, "seqs")
    )
)
_KEYS = Statement(
    select(t.subject_keys.c.subject, t.subject_keys.c.wrapped).where(
        _of(t.subject_keys), among(t.subject_keys.c.subject, "subjects")
    )
)
_HELD = Statement(
    select(*(t.held.c[name] for name in ("id", "actor", "install", "observed_at", "clock_quality", "raw", "subject")))
    .where(_of(t.held), among(t.held.c.missing, "ids"))
    .order_by(t.held.c.id)
    .with_for_update()
)
_SHOWN = Statement(
    select(t.feed.c.scope, t.feed.c.entity).where(
        _of(t.feed), among(t.feed.c.scope, "scopes"), among(t.feed.c.kind, "kinds"), among(t.feed.c.entity, "ids")
    )
)
_LEFT = Statement(
    select(t.left_scopes.c.scope, t.left_scopes.c.entity).where(
        _of(t.left_scopes), among(t.left_scopes.c.scope, "scopes"), among(t.left_scopes.c.entity, "ids")
    )
)
_DECODE_RECEIPT = msgspec.msgpack.Decoder(Receipt)


async def head_of(tx: ReadTx, district: int) -> Head:
    """The district's head. Raises LookupError when the district was never made."""
    rows = await tx.fetch(_HEAD, district=district)
    if not rows:
        raise LookupError(f"no district {district} in this database; `hexward init` makes one")
    return Head(*rows[0])


async def hold_head(tx: Tx, district: int) -> None:
    """Take the head: until this transaction ends nobody else writes what carries a position."""
    await tx.fetch(_HOLD, district=district)


async def known_receipts(tx: ReadTx, district: int, ids: Sequence[str]) -> dict[str, Known]:
    """Receipts by command id."""
    return {known.id: known for known in map(_known, await tx.fetch(_BY_ID, district=district, ids=list(ids)))}


async def known_seqs(tx: ReadTx, district: int, install: str, seqs: Sequence[int]) -> dict[int, str]:
    """Which command ids these numbers of an install were given to."""
    if not seqs:
        return {}
    rows = await tx.fetch(_BY_SEQ, district=district, install=install, seqs=list(seqs))
    return {row[2]: row[0] for row in rows}


def _known(row: Row) -> Known:
    identity, install, seq, body_hash, result, pos = row
    receipt = msgspec.structs.replace(_DECODE_RECEIPT.decode(result), pos=pos)
    return Known(identity, install, seq, body_hash, receipt)


async def once_shown(
    tx: ReadTx, district: int, scopes: Iterable[int], kinds: Iterable[int], ids: Iterable[str]
) -> set[tuple[int, str]]:
    """Which of these ids are, or once were, seen through which of these scopes.

    An exit row of the feed remembers it, and when that has gone, what the horizon left of it.
    """
    asked = {"scopes": sorted(scopes), "ids": sorted(ids)}
    shown = await tx.fetch(_SHOWN, district=district, kinds=sorted(kinds), **asked)
    left = await tx.fetch(_LEFT, district=district, **asked)
    return {(row[0], row[1]) for row in (*shown, *left)}


async def load_keys(tx: ReadTx, district: int, keyring: Keyring, subjects: Iterable[str]) -> None:
    """Read the kept keys of these subjects into the ring."""
    wanted = sorted({*subjects, DISTRICT_SUBJECT} - {s for s in subjects if keyring.known(s)})
    keyring.load(await tx.fetch(_KEYS, district=district, subjects=wanted))


async def load_rows(tx: ReadTx, district: int, working: WorkingSet, keyring: Keyring, also: Iterable[str]) -> None:
    """Read and lock the declared rows, one query a kind in the fixed order, and the keys for them and `also`.

    For an id that names no row the key is read too: whoever brings a row under it must know whether somebody has it.
    Keys that the ring has are read once more, behind the locks: whom an erasure held them for is gone by now.
    """
    found: list[tuple[Codec[Any], list[Row]]] = []
    unborn: set[str] = set()
    for entity, wanted in working.wanted().items():
        codec = working.kinds.of(entity)
        bound = {"ids" if name == "id" else f"of_{name}": wanted[name] for name in wanted}
        rows = await tx.fetch(codec.by(tuple(wanted)), district=district, **bound)
        unborn |= {*wanted.get("id", ())} - {row[codec.at_id] for row in rows}
        found.append((codec, rows))
    subjects = {codec.subject_of(row) for codec, rows in found for row in rows}
    wanted_keys = sorted({DISTRICT_SUBJECT, *subjects, *unborn, *also, *keyring.subjects})
    keyring.load(await tx.fetch(_KEYS, district=district, subjects=wanted_keys))
    for codec, rows in found:
        sealed = bool(codec.kind.sealed)
        there = [row for row in rows if not keyring.erased(codec.subject_of(row))]
        working.load(codec.from_row(row, keyring.key(codec.subject_of(row)) if sealed else None) for row in there)


async def load_held(tx: ReadTx, district: int, keyring: Keyring, ids: Sequence[str]) -> list[Sent]:
    """Commands that wait for one of these ids, locked: what another batch has just released waits no more.

    What is about somebody who was erased meanwhile opens no more, and is let go (`Door.let_go`).
    """
    rows = await tx.fetch(_HELD, district=district, ids=list(ids))
    if rows:
        await load_keys(tx, district, keyring, {row[-1] for row in rows})
    return [_waiting(row, keyring) for row in rows if not keyring.erased(row[-1])]


def _waiting(row: Row, keyring: Keyring) -> Sent:
    identity, user, install, observed_at, quality, sealed, subject = row
    packed = keyring.key(subject).open(sealed, held_place(identity))
    kept = msgspec.msgpack.decode(packed, type=Kept)
    sent = read(kept.raw, kept.encoding or MSGPACK, Actor(user=user, install=install, system=kept.system))
    return msgspec.structs.replace(sent, observed_at=observed_at, clock_quality=quality, released=True, late=kept.late)


def held_place(command: str) -> bytes:
    """What the bytes of a held command are bound to."""
    return f"held|raw|{command}".encode()


def parked_place(command: str) -> bytes:
    """What the bytes of a parked command are bound to."""
    return f"parked|raw|{command}".encode()
