"""Who of the register has these identity numbers, or these phone numbers: set-wise, by their blind indexes.

It checks no scope: whoever asks decides what of it may be told.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import bindparam, select

from mobile_contract.residents import Life
from server.core import tables as core
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_by, list_entities
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.entities import Person
from sync.identifiers import normal_id, normal_phone

_AT_ONCE = 50
"""Blind indexes in one question: bytes go in no list that both databases take, so each has its own parameter."""

_HOLDERS = Statement(
    select(core.claims.c.entity).where(
        core.claims.c.district_id == bindparam("district"),
        core.claims.c.kind == "person",
        among(core.claims.c.keyed_hash, "hashes"),
    )
)
_BY_PHONE = Statement(
    select(*columns_of(t.persons)).where(
        t.persons.c.district_id == bindparam("district"),
        t.persons.c.phone_index.in_([bindparam(f"phone_{place}") for place in range(_AT_ONCE)]),
        t.persons.c.life == Life.ACTIVE.value,
    )
)


async def list_by_numbers(tx: ReadTx, door: Door, numbers: Iterable[str | None]) -> list[Person]:
    """Whose these identity numbers are: of several who claim one, whoever had it first."""
    wanted = sorted({number for number in map(normal_id, numbers) if number is not None})
    hashes = [str(UUID(bytes=door.seal.blind_index("id_no_index", number))) for number in wanted]
    rows = await tx.fetch(_HOLDERS, district=door.district, hashes=hashes) if hashes else []
    return await list_by(tx, door, Person, "id", [row[0] for row in rows]) if rows else []


async def list_by_phones(tx: ReadTx, door: Door, phones: Iterable[str | None]) -> list[Person]:
    """Everybody in the register now who has one of these phone numbers."""
    wanted = sorted({phone for phone in map(normal_phone, phones) if phone is not None})
    indexes = iter([door.seal.blind_index("phone_index", phone) for phone in wanted])
    found: list[Person] = []
    while some := list(islice(indexes, _AT_ONCE)):
        found += await list_entities(tx, door, Person, _BY_PHONE, **_bound(some))
    return found


def _bound(indexes: Sequence[bytes]) -> dict[str, bytes]:
    """The last one fills what is left of the places."""
    return {f"phone_{place}": indexes[min(place, len(indexes) - 1)] for place in range(_AT_ONCE)}
