"""Commands that wait about somebody who was erased: told without their bytes, which open no more. Judges nothing."""

from collections.abc import Callable

import msgspec
from sqlalchemy import Table, bindparam, literal, or_, select

from server.core import tables as t
from server.core.columns import Big, among
from server.core.database import Tx
from server.core.decisions import Actor
from server.core.intake import MSGPACK, Kept, Sent, read
from server.core.keyring import Keyring
from server.core.loading import held_place, parked_place
from server.core.seal import DISTRICT_SUBJECT
from server.core.statements import Row, Statement

_keys = t.subject_keys


def _of_erased(table: Table) -> Statement:
    """Of what is sealed by the key that is gone, or was held before there was one."""
    answered = (t.receipts.c.district_id == table.c.district_id) & (t.receipts.c.id == table.c.id)
    theirs = or_(_keys.c.subject == table.c.subject, _keys.c.subject == t.receipts.c.root)
    tries = table.c.tries if "tries" in table.c else literal(0, Big)
    return Statement(
        select(
            table.c.id,
            table.c.actor,
            table.c.install,
            t.receipts.c.seq,
            t.receipts.c.kind,
            t.receipts.c.body_hash,
            t.receipts.c.observed_at,
            t.receipts.c.clock_quality,
            tries,
            table.c.raw,
            table.c.subject,
        )
        .select_from(
            table.join(t.receipts, answered).join(_keys, (_keys.c.district_id == table.c.district_id) & theirs)
        )
        .where(table.c.district_id == bindparam("district"), _keys.c.wrapped.is_(None))
        .order_by(table.c.id)
    )


def _locked(table: Table) -> Statement:
    return Statement(
        select(table.c.id)
        .where(table.c.district_id == bindparam("district"), among(table.c.id, "ids"))
        .order_by(table.c.id)
        .with_for_update()
    )


_WAITING = tuple(
    (_of_erased(table), _locked(table), place) for table, place in ((t.held, held_place), (t.parked, parked_place))
)


async def list_of_erased(tx: Tx, district: int, keyring: Keyring) -> list[Sent]:
    """Held and parked commands about somebody who was erased, as commands without content; locked in the door's order,
    and without those that somebody else has released meanwhile.

    The keyring has the district's key: what is sealed by that tells yet which row it was about.
    """
    found: dict[str, Sent] = {}
    for waiting, locked, place in _WAITING:
        rows = {row[0]: row for row in await tx.fetch(waiting, district=district)}  # one may wait for several
        still = await tx.fetch(locked, district=district, ids=sorted(rows)) if rows else ()
        found |= {row[0]: _emptied(rows[row[0]], keyring, place) for row in still}
    return list(found.values())


def _emptied(row: Row, keyring: Keyring, place: Callable[[str], bytes]) -> Sent:
    identity, user, install, seq, kind, body_hash, observed_at, quality, tries, raw, subject = row
    actor = Actor(user, install)
    about: tuple[str, str] | tuple[()] = ()
    if subject == DISTRICT_SUBJECT:
        kept = msgspec.msgpack.decode(keyring.key(subject).open(raw, place(identity)), type=Kept)
        came = read(kept.raw, kept.encoding or MSGPACK, actor)
        about = (came.entity, came.root)
    return Sent(
        raw=b"",
        encoding=MSGPACK,
        body_hash=body_hash,
        id=identity,
        seq=seq,
        command=None,
        error="",
        actor=actor,
        observed_at=observed_at,
        clock_quality=quality,
        released=True,
        tries=tries,
        kind_was=kind,
        about=about,
    )
