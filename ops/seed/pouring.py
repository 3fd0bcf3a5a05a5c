"""Puts made-up pasts of cases straight into a database, sealed as the door would: for measuring, and for no district.

No journal entry and no feed row comes of it, so phones know of none of these cases, and `hexward audit-verify` neither.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby

from ops.seed.pasts import Past
from server.core import tables as core
from server.core.database import Tx
from server.core.door import Door
from server.core.entities import Entity
from server.core.seal import SubjectKey
from server.core.statements import Bulk, Row, bulk

_KEYS = bulk(core.subject_keys)


async def pour(door: Door, pasts: Iterable[Past]) -> int:
    """Insert the rows of some cases in one transaction; how many rows. None of them may be there."""
    keys, rows = sealed(door, pasts)

    async def work(tx: Tx) -> None:
        await tx.insert(_KEYS, keys)
        for table, those in rows:
            await tx.insert(table, those)

    await door.database.write(work)
    return sum(len(those) for _, those in rows)


def sealed(door: Door, pasts: Iterable[Past]) -> tuple[list[Row], list[tuple[Bulk, list[Row]]]]:
    """The keys of the cases, and their rows table by table, parents first."""
    keys: list[Row] = []
    found: dict[type[Entity], list[Row]] = defaultdict(list)
    for past in pasts:
        key, wrapped = door.seal.new_subject_key(past.case.id)
        keys.append((door.district, past.case.id, wrapped, None))
        for kind, those in groupby(past.rows(), type):
            found[kind].extend(_rows(door, kind, those, key))
    order = sorted(found, key=lambda kind: door.kinds.order[kind])
    return keys, [(door.kinds.of(kind).bulk, found[kind]) for kind in order]


def _rows(door: Door, kind: type[Entity], those: Iterable[Entity], key: SubjectKey) -> list[Row]:
    codec = door.kinds.of(kind)
    return [codec.to_row(door.district, one, key, door.seal.blind_index) for one in those]
