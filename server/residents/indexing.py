"""Keeps the words by which persons are found in step with the register: a reader of the journal, a second behind.

Not the door: what a phone pushes must not wait for ten words more a person, and in a district that is older than the
index it fills itself from the journal's beginning. A word is a keyed hash, in which equal words meet and nobody reads;
it goes with its person when that is merged, retired or erased. A commit may be seen twice; whoever comes second waits
for the first, under the lock of this consumer's own cursor.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

import msgspec
from sqlalchemy import bindparam, delete, select

from mobile_contract import codes, inbox, merges, residents, rezoning
from mobile_contract.base import Command
from mobile_contract.commands import AnyCommand
from mobile_contract.residents import Life
from server.core import tables as core
from server.core.columns import among
from server.core.consumers import Consumer
from server.core.database import Tx
from server.core.door import Door
from server.core.entities import grid_scope, scope_id
from server.core.journal import ERASE_KIND, Entry
from server.core.reading import list_by
from server.core.seal import Seal
from server.core.statements import Statement, bulk
from server.residents import tables as t
from server.residents.entities import Person
from server.residents.searching import likeness_of, words_of

NAME = "search"
COLUMN = "search_words"
PERSONS_A_COMMIT = 500

_HOMES = (residents, merges, codes, inbox, rezoning)
"""Where the commands are by which a person changes, or the grid that they are found in."""

_WORDS = bulk(t.search_words)
_KEPT = bulk(t.searched_persons)
_CURSORS = bulk(core.consumers)
_HOLD = Statement(
    select(core.consumers.c.pos)
    .where(core.consumers.c.district_id == bindparam("district"), core.consumers.c.name == bindparam("consumer"))
    .with_for_update()
)
_FOUND_BY = Statement(
    select(*(t.searched_persons.c[name] for name in ("person", "scope", "words", "alike"))).where(
        t.searched_persons.c.district_id == bindparam("district"), among(t.searched_persons.c.person, "ids")
    )
)
_FORGET = Statement(
    delete(t.search_words).where(
        t.search_words.c.district_id == bindparam("district"),
        among(t.search_words.c.word, "words"),
        t.search_words.c.scope == bindparam("in_scope"),
        among(t.search_words.c.person, "ids"),
    )
)
_FORGET_PERSONS = Statement(
    delete(t.searched_persons).where(
        t.searched_persons.c.district_id == bindparam("district"), among(t.searched_persons.c.person, "ids")
    )
)
Kept = tuple[int, bytes, int | None]
"""The scope in which somebody is found, their words, and what whoever is likely to be the same has too."""

_PACKED = msgspec.msgpack.Decoder(tuple[int, ...])


def hashed(seal: Seal, words: Iterable[str]) -> tuple[int, ...]:
    """Words as the index has them: 63 bits of a keyed hash, sorted."""
    return tuple(sorted({int.from_bytes(seal.blind_index(COLUMN, word)[:8], "big") >> 1 for word in words}))


def followed_kinds() -> tuple[str, ...]:
    """The kinds of commands by which what a person is found by can change."""
    modules = {module.__name__ for module in _HOMES}
    kinds: Iterable[type[Command]] = get_args(AnyCommand)
    return tuple(sorted(str(kind.__struct_config__.tag) for kind in kinds if kind.__module__ in modules))


def search_consumer() -> Consumer:
    """Follows whatever becomes of persons, and keeps the words by which they are found."""

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        touched = sorted({entry.entity for entry in entries if entry.version or entry.kind == ERASE_KIND})
        for at in range(0, len(touched), PERSONS_A_COMMIT):
            await index_persons(door, touched[at : at + PERSONS_A_COMMIT])

    return Consumer(NAME, (*followed_kinds(), ERASE_KIND), handle)


async def index_persons(door: Door, ids: Sequence[str]) -> None:
    """Have these persons found by the words that they have now; what is no person, or none any more, by none."""

    async def work(tx: Tx) -> None:
        await tx.insert_missing(_CURSORS, [(door.district, NAME, 0)])
        await tx.fetch(_HOLD, district=door.district, consumer=NAME)
        persons = await list_by(tx, door, Person, "id", ids)
        before = {
            row[0]: (row[1], row[2], row[3]) for row in await tx.fetch(_FOUND_BY, district=door.district, ids=list(ids))
        }
        after = {one.id: _kept(door, one) for one in persons if one.grid is not None and one.life is Life.ACTIVE}
        changed = {one: kept for one, kept in after.items() if before.get(one) != kept}
        stale = sorted(one for one in before if after.get(one) != before[one])
        for scope in sorted({before[one][0] for one in stale}):  # a page's persons lie in few grids
            there = [one for one in stale if before[one][0] == scope]
            words = sorted({word for one in there for word in _PACKED.decode(before[one][1])})
            await tx.execute(_FORGET, district=door.district, in_scope=scope, words=words, ids=there)
        if stale:
            await tx.execute(_FORGET_PERSONS, district=door.district, ids=sorted(set(stale) - after.keys()))
        rows = sorted((door.district, word, scope, one) for one, scope, word in _spread(changed))
        await tx.insert_missing(_WORDS, rows)
        await tx.upsert(_KEPT, sorted((door.district, one, *kept) for one, kept in changed.items()))

    await door.database.write(work)


def _kept(door: Door, person: Person) -> Kept:
    scope, likeness = scope_id(grid_scope(person.grid or "")), likeness_of(person)
    words = msgspec.msgpack.encode(hashed(door.seal, words_of(person)))
    return scope, words, None if likeness is None else hashed(door.seal, (likeness,))[0]


def _spread(changed: Mapping[str, Kept]) -> Iterable[tuple[str, int, int]]:
    return ((one, scope, word) for one, (scope, packed, _) in changed.items() for word in _PACKED.decode(packed))
