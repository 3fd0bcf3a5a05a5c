"""What a command needs that can be told only once other rows were read: those are read first, and without a lock."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Table, bindparam, select

from mobile_contract.base import Command
from server.core.columns import among
from server.core.database import ReadTx
from server.core.decisions import Handler
from server.core.entities import LaterReceipt, Need, later_id
from server.core.intake import Sent
from server.core.keyring import Keyring
from server.core.loading import load_keys
from server.core.statements import Statement
from server.core.working import WorkingSet


def declare_answers(working: WorkingSet, released: Iterable[Sent]) -> None:
    """Whoever was answered before may have had another answer since."""
    working.declare(Need(LaterReceipt, later_id(sent.id)) for sent in released)


async def bring(
    tx: ReadTx, district: int, working: WorkingSet, keyring: Keyring, asking: Iterable[tuple[Command, Handler]]
) -> None:
    """Declare what these commands bring along. Nothing is read unless one of them brings anything."""
    those = [(command, one.brings, one.needs) for command, one in asking if one.brings is not None]
    if not those:
        return
    seen = WorkingSet(working.kinds)
    for command, _, needs in those:
        seen.declare(need for need in needs(command) if isinstance(need, Need))
    for entity, wanted in seen.wanted().items():
        codec = working.kinds.of(entity)
        rows = await tx.fetch(_seen(codec.kind.table, codec.names), district=district, ids=wanted["id"])
        await load_keys(tx, district, keyring, {codec.subject_of(row) for row in rows})
        there = [row for row in rows if not keyring.erased(codec.subject_of(row))]
        seen.load(codec.from_row(row, keyring.key(codec.subject_of(row))) for row in there)
    for command, brings, _ in those:
        working.declare(brings(command, seen))


@cache
def _seen(table: Table, names: tuple[str, ...]) -> Statement:
    chosen = [table.c[name] for name in names]
    return Statement(select(*chosen).where(table.c.district_id == bindparam("district"), among(table.c.id, "ids")))
