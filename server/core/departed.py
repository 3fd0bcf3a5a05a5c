"""Commands that wait about somebody who was erased: told without their bytes, which open no more. Judges nothing."""

from sqlalchemy import Table, bindparam, literal, or_, select

from server.core import tables as t
from server.core.columns import Big, among
from server.core.database import Tx
from server.core.decisions import Actor
from server.core.intake import MSGPACK, Sent
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
        )
        .select_from(
            table.join(t.receipts, answered).join(_keys, (_keys.c.district_id == table.c.district_id) & theirs)
        )
        .where(table.c.district_id == bindparam("district"), _keys.c.wrapped.is_(None))
        .distinct()
        .order_by(table.c.id)
    )


def _locked(table: Table) -> Statement:
    return Statement(
        select(table.c.id)
        .where(table.c.district_id == bindparam("district"), among(table.c.id, "ids"))
        .order_by(table.c.id)
        .with_for_update()
    )


_WAITING = tuple((_of_erased(table), _locked(table)) for table in (t.held, t.parked))


async def list_of_erased(tx: Tx, district: int) -> list[Sent]:
    """Held and parked commands about somebody who was erased, as commands without content; locked in the door's order,
    and without those that somebody else has released meanwhile.
    """
    rows: list[Row] = []
    for waiting, locked in _WAITING:
        found = await tx.fetch(waiting, district=district)
        still = await tx.fetch(locked, district=district, ids=[row[0] for row in found]) if found else ()
        rows += [row for row in found if row[0] in {one[0] for one in still}]
    return [
        Sent(
            raw=b"",
            encoding=MSGPACK,
            body_hash=body_hash,
            id=identity,
            seq=seq,
            command=None,
            error="",
            actor=Actor(user, install),
            observed_at=observed_at,
            clock_quality=quality,
            released=True,
            tries=tries,
            kind_was=kind,
        )
        for identity, user, install, seq, kind, body_hash, observed_at, quality, tries in rows
    ]
