"""Persons found by name, sound, number or home, within one's area, masked; each look is journalled. It changes nothing.

The rarest word of a question is looked up; of what it finds, the rows are opened and tell whether the others fit too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Select, bindparam, or_, select

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
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.entities import Building, Dwelling, Person
from server.residents.houses import Home, home_in, is_meant, is_unit
from server.residents.indexing import hashed
from server.residents.masking import masked
from server.residents.searching import LONGEST, Asked, asked_in, is_spoken, rank

LOOKED_AT = 200
"""So many persons are opened for one question at most: who finds more is to ask for less."""

_HOUSES = 400
"""So many houses may have what was told of one in their names."""

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


def _active(table: type[Building | Dwelling]) -> Select[tuple[object, ...]]:
    rows = t.buildings if table is Building else t.dwellings
    return select(*columns_of(rows)).where(
        rows.c.district_id == bindparam("district"),
        among(rows.c.grid, "grids"),
        rows.c.life == Life.ACTIVE.value,
    )


_NAMED = Statement(
    _active(Building)
    .where(
        or_(
            t.buildings.c.name.like(bindparam("part")),
            t.buildings.c.number.like(bindparam("part")),
            t.buildings.c.estate.like(bindparam("part")),
        )
    )
    .limit(bindparam("most"))
)
_ROOMS_OF_HOUSES = Statement(
    _active(Dwelling)
    .where(among(t.dwellings.c.building, "buildings"), among(t.dwellings.c.room, "rooms"))
    .limit(bindparam("most"))
)
_ALL_OF_HOUSES = Statement(_active(Dwelling).where(among(t.dwellings.c.building, "buildings")).limit(bindparam("most")))
_ROOMS = Statement(_active(Dwelling).where(among(t.dwellings.c.room, "rooms")).limit(bindparam("most")))


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
    """Whoever one word finds, or whoever lives in the home that is told of."""
    homely = [one for one in asked if not one.words]
    if homely:
        homely += [one for one in asked if one.place and one.words and one.text.isdigit()]
        others = [one for one in asked if one not in homely]
        return await _at_home(scope, tx, door, home_in(one.text for one in homely), others)
    found = await _by_words(scope, tx, door, asked)
    places = [one.text for one in asked if one.place]
    if found.persons or not places:
        return found
    rest = [one for one in asked if not one.place]
    return await _at_home(scope, tx, door, home_in(places), rest)


async def _by_words(scope: OfficeScope, tx: ReadTx, door: Door, asked: Sequence[Asked]) -> _Found:
    scopes = [scope_id(grid_scope(grid)) for grid in scope.grids]
    told = {"district": door.district, "scopes": scopes}
    rarest, *others = asked
    rows = await tx.fetch(_FOUND, words=_hashes(door, rarest), most=LOOKED_AT + 1, **told)
    ids = {row[0] for row in rows}
    for one in others:  # as many as a question has words that only the index knows
        if is_spoken(one) and ids:
            ids = {row[0] for row in await tx.fetch(_OF_THESE, words=_hashes(door, one), persons=sorted(ids), **told)}
    persons = await list_entities(tx, door, Person, _PERSONS, persons=sorted(ids), grids=scope.grids)
    return _Found(persons, len(rows) > LOOKED_AT, asked)


async def _at_home(scope: OfficeScope, tx: ReadTx, door: Door, home: Home, others: Sequence[Asked]) -> _Found:
    """Who lives there and fits the other words; how a name is spoken is asked of the index once more."""
    dwellings = await _dwellings(scope, tx, door, home)
    ids = [one.id for one in dwellings]
    persons = await list_entities(tx, door, Person, _AT_HOME, dwellings=ids, grids=scope.grids, most=LOOKED_AT + 1)
    kept = {one.id for one in persons}
    scopes = [scope_id(grid_scope(grid)) for grid in scope.grids]
    for one in others:
        if is_spoken(one) and kept:
            told = {"words": _hashes(door, one), "scopes": scopes, "persons": sorted(kept)}
            kept = {row[0] for row in await tx.fetch(_OF_THESE, district=door.district, **told)}
    return _Found([one for one in persons if one.id in kept], len(persons) > LOOKED_AT, others)


async def _dwellings(scope: OfficeScope, tx: ReadTx, door: Door, home: Home) -> list[Dwelling]:
    rooms = [home.room, f"{home.room}室"]
    if not home.words and not home.house:
        if not home.room:
            return []
        found = await list_entities(tx, door, Dwelling, _ROOMS, grids=scope.grids, rooms=rooms, most=LOOKED_AT)
        return [one for one in found if is_unit(one.unit, home)]
    told = max((*home.words, home.house), key=len)
    part = told.replace("\\", "").replace("%", "").replace("_", "")
    named = await list_entities(tx, door, Building, _NAMED, grids=scope.grids, part=f"%{part}%", most=_HOUSES)
    houses = [one.id for one in named if is_meant(one, home)]
    if home.room:
        bound = {"buildings": houses, "rooms": rooms}
        found = await list_entities(tx, door, Dwelling, _ROOMS_OF_HOUSES, grids=scope.grids, most=LOOKED_AT, **bound)
    else:
        found = await list_entities(
            tx, door, Dwelling, _ALL_OF_HOUSES, grids=scope.grids, buildings=houses, most=LOOKED_AT
        )
    return [one for one in found if is_unit(one.unit, home)]


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
    return list(hashed(door.seal, asked.words))
