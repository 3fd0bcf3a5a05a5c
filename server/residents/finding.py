"""Persons found by name, sound, number or home, within one's area, masked; each look is journalled. It changes nothing.

The rarest word of a question is looked up; of what it finds, the rows are opened and tell whether the others fit too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, select

from mobile_contract.problems import ProblemCode
from mobile_contract.register_views import SearchHit, SearchPage
from mobile_contract.residents import Life
from server.accounts.scope import REGISTER_POSTS, OfficeScope, directory_of, scope_of
from server.core import clock
from server.core.columns import among
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.entities import grid_scope, scope_id
from server.core.problems import Problem
from server.core.reading import columns_of, list_by, list_entities
from server.core.statements import Row, Statement
from server.residents import tables as t
from server.residents.entities import Building, Dwelling, Person
from server.residents.homes_meant import EVERY_HOUSE, list_houses, list_rooms
from server.residents.houses import Home, home_in
from server.residents.indexing import hashed
from server.residents.masking import masked
from server.residents.searching import LONGEST, Asked, asked_in, is_spoken, rank

SHORT_NAME = 2
"""So short a name is a part of many: whoever has it whole comes first, and the others too if there is room."""

LOOKED_AT = 100
"""So many persons are opened for one question at most: who finds more is to ask for less."""

_HOUSES, _FEW_HOUSES = 1_000, 150
"""So many houses with what was told in their names are read first; so many of those that are meant are looked into."""

_words = t.search_words.c
_FOUND = Statement(
    select(_words.person)
    .where(
        _words.district_id == bindparam("district"),
        among(_words.word, "words"),
        among(_words.scope, "scopes"),
    )
    .limit(bindparam("most"))
)
_FOUND_ANYWHERE = Statement(
    select(_words.person)
    .where(_words.district_id == bindparam("district"), among(_words.word, "words"))
    .limit(bindparam("most"))
)
"""For whoever has the whole district: who else is found is left out where the rows are opened."""

_OF_THESE = Statement(
    select(_words.person).where(
        _words.district_id == bindparam("district"),
        among(_words.word, "words"),
        among(_words.scope, "scopes"),
        among(_words.person, "persons"),
    )
)
_PERSONS = Statement(
    select(*columns_of(t.persons)).where(
        t.persons.c.district_id == bindparam("district"),
        among(t.persons.c.id, "persons"),
        among(t.persons.c.grid, "grids"),
        t.persons.c.life == Life.ACTIVE.value,
    )
)
_AT_HOME = Statement(
    select(*columns_of(t.persons))
    .where(
        t.persons.c.district_id == bindparam("district"),
        among(t.persons.c.dwelling, "dwellings"),
        among(t.persons.c.grid, "grids"),
        t.persons.c.life == Life.ACTIVE.value,
    )
    .limit(bindparam("most"))
)

_WHO_LIVES_THERE = Statement(
    select(t.persons.c.id)
    .select_from(
        t.persons.join(
            t.searched_persons,
            and_(
                t.searched_persons.c.district_id == t.persons.c.district_id,
                t.searched_persons.c.person == t.persons.c.id,
            ),
        ).join(
            t.search_words,
            and_(
                _words.district_id == t.persons.c.district_id,
                among(_words.word, "words"),
                _words.scope == t.searched_persons.c.scope,
                _words.person == t.persons.c.id,
            ),
        )
    )
    .where(t.persons.c.district_id == bindparam("district"), among(t.persons.c.dwelling, "dwellings"))
    .limit(bindparam("most"))
)
"""Of those who live in some homes, whom a word finds: of a thousand homes called alike, one resident."""


class _Found(NamedTuple):
    """Whom a look-up found, whether there are more, and what of the question an opened row has still to fit."""

    persons: Sequence[Person]
    more: bool
    left: Sequence[Asked]


async def search_persons(
    door: Door, actor: Actor, purpose: str, question: str, after: str | None, limit: int
) -> SearchPage:
    """A page of who fits a question, the best first. Refuses MALFORMED one that says nothing that can be found."""
    asked = asked_in(question) if len(question) <= LONGEST else ()
    if not asked:
        raise Problem(ProblemCode.MALFORMED, field="q")
    at = clock.now()

    async def work(tx: Tx) -> tuple[SearchPage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        page = await search_in(scope, tx, door, asked, after, limit)
        return page, [hit.person.id for hit in page.hits]

    return await door.witnessed(Reading(actor, purpose, "search", actor.user), work)


async def search_in(
    scope: OfficeScope, tx: ReadTx, door: Door, asked: Sequence[Asked], after: str | None, limit: int
) -> SearchPage:
    """As `search_persons`, of an area that is given; what was asked is not written down anywhere."""
    found = await _candidates(scope, tx, door, asked)
    fits = ((rank(person, found.left), person) for person in found.persons)
    ranked = sorted(((fit, one.name, one.id, one) for fit, one in fits if fit is not None), key=lambda it: it[:3])
    ids = [identity for _, _, identity, _ in ranked]
    begin = ids.index(after) + 1 if after in ids else 0
    page = ranked[begin : begin + limit]
    where = await _where(tx, door, [one for _, _, _, one in page])
    hits = tuple(SearchHit(masked(one), *where[one.id], fit) for fit, _, _, one in page)
    return SearchPage(hits, page[-1][2] if begin + limit < len(ranked) else None, found.more)


async def _candidates(scope: OfficeScope, tx: ReadTx, door: Door, asked: Sequence[Asked]) -> _Found:
    """Whoever one word finds, or whoever lives in the home that is told of.

    和顺苑 may be somebody's name or where they live: beside a house or a room it is first taken for a place.
    """
    homely = [one for one in asked if not one.words]
    if homely:
        places = [one for one in asked if one.place]
        found = await _at_home(scope, tx, door, home_in(one.text for one in places), _without(asked, places))
        if found.persons:
            return found
        homely += [one for one in asked if one.place and one.words and one.text.isdigit()]
        return await _at_home(scope, tx, door, home_in(one.text for one in homely), _without(asked, homely))
    found = await _by_words(scope, tx, door, asked)
    places = [one for one in asked if one.place]
    if found.persons or not places:
        return found
    return await _at_home(scope, tx, door, home_in(one.text for one in places), _without(asked, places))


def _without(asked: Sequence[Asked], those: Sequence[Asked]) -> list[Asked]:
    return [one for one in asked if one not in those]


async def _by_words(scope: OfficeScope, tx: ReadTx, door: Door, asked: Sequence[Asked]) -> _Found:
    scopes = [scope_id(grid_scope(grid)) for grid in scope.grids]
    told = {"district": door.district, "scopes": scopes}
    rarest, *others = asked
    rows = await _look_up(scope, tx, door, rarest.words, LOOKED_AT + 1)
    if rarest.wider and (not rows or len(rarest.text) <= SHORT_NAME):
        rows += await _look_up(scope, tx, door, rarest.wider, LOOKED_AT + 1 - len(rows))
    ids = {row[0] for row in rows}
    for one in others:  # as many as a question has words that only the index knows
        if is_spoken(one) and ids:
            ids = {row[0] for row in await tx.fetch(_OF_THESE, words=_hashes(door, one), persons=sorted(ids), **told)}
    persons = await list_entities(tx, door, Person, _PERSONS, persons=sorted(ids), grids=scope.grids)
    return _Found(persons, len(rows) > LOOKED_AT, asked)


async def _look_up(scope: OfficeScope, tx: ReadTx, door: Door, words: Iterable[str], most: int) -> list[Row]:
    """Whom one of these words finds; some of them if there are more than so many."""
    sought: dict[str, Any] = {"district": door.district, "words": list(hashed(door.seal, words)), "most": most}
    if scope.gridless:
        return await tx.fetch(_FOUND_ANYWHERE, **sought)
    scopes = [scope_id(grid_scope(grid)) for grid in scope.grids]
    return await tx.fetch(_FOUND, scopes=scopes, **sought)


async def _at_home(scope: OfficeScope, tx: ReadTx, door: Door, home: Home, others: Sequence[Asked]) -> _Found:
    """Who lives there, and is found by the first of the other words too."""
    if not others:
        return await _whoever(scope, tx, door, home)
    houses, _ = await list_houses(scope, tx, door.district, home, EVERY_HOUSE)
    told: dict[str, Any] = {
        "dwellings": await list_rooms(scope, tx, door.district, home, houses),
        "most": LOOKED_AT + 1,
    }
    rows = await tx.fetch(_WHO_LIVES_THERE, district=door.district, words=_hashes(door, others[0]), **told)
    ids = sorted({row[0] for row in rows})
    persons = await list_entities(tx, door, Person, _PERSONS, persons=ids, grids=scope.grids)
    return _Found(persons, len(rows) > LOOKED_AT, others)


async def _whoever(scope: OfficeScope, tx: ReadTx, door: Door, home: Home) -> _Found:
    """Who lives in such houses. Where a few of them are home to more than are looked at, the others are not asked."""
    persons: list[Person] = []
    for read, looked_into in ((_HOUSES, _FEW_HOUSES), (EVERY_HOUSE, EVERY_HOUSE)):
        houses, whole = await list_houses(scope, tx, door.district, home, read)
        those = houses if houses is None else houses[:looked_into]
        dwellings = await list_rooms(scope, tx, door.district, home, those)
        told: dict[str, Any] = {"dwellings": dwellings, "grids": scope.grids, "most": LOOKED_AT + 1}
        persons = await list_entities(tx, door, Person, _AT_HOME, **told)
        if len(persons) > LOOKED_AT or (whole and those == houses):
            break
    return _Found(persons, len(persons) > LOOKED_AT, ())


async def _where(tx: ReadTx, door: Door, persons: Iterable[Person]) -> Mapping[str, tuple[str, str]]:
    """By person: the code of the grid, and what the building is called; rooms are for whoever opens the record."""
    those = list(persons)
    directory = await directory_of(tx, door)
    dwellings = {
        one.id: one for one in await list_by(tx, door, Dwelling, "id", {p.dwelling for p in those if p.dwelling})
    }
    buildings = {
        one.id: one for one in await list_by(tx, door, Building, "id", {one.building for one in dwellings.values()})
    }

    def told(person: Person) -> tuple[str, str]:
        grid = None if person.grid is None else directory.grid(person.grid)
        dwelling = dwellings.get(person.dwelling or "")
        building = None if dwelling is None else buildings.get(dwelling.building)
        return "" if grid is None else grid.code, "" if building is None else building.name

    return {person.id: told(person) for person in those}


def _hashes(door: Door, asked: Asked) -> list[int]:
    return list(hashed(door.seal, asked.every))
