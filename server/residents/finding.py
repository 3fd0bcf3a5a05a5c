"""Persons found by name, sound, number or home, within one's area, masked; each look is journalled. It changes nothing.

The rarest word of a question is looked up; of what it finds, the rows are opened and tell whether the others fit too.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

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
from server.residents.houses import Home, home_in, is_meant, is_unit
from server.residents.indexing import hashed
from server.residents.masking import masked
from server.residents.searching import LONGEST, Asked, asked_in, is_spoken, rank

SHORT_NAME = 2
"""So short a name is a part of many: whoever has it whole comes first, and the others too if there is room."""

LOOKED_AT = 100
"""So many persons are opened for one question at most: who finds more is to ask for less."""

_WILD = str.maketrans(dict.fromkeys("%_\\"))
"""What a pattern would take for more than itself."""

_HOMES = 1_000
"""So many dwellings may be what was told of a home: rooms are called alike all over a district."""

_HOUSES, _FEW_HOUSES = 1_000, 150
"""So many houses may have what was told of one in their names; so many of them are looked into first."""

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


_house, _room = t.buildings.c, t.dwellings.c


def _named(*where: ColumnElement[bool]) -> Statement:
    """Houses in whose estate, name or number a part stands, and in whose name or number another does too."""
    told = select(_house.id, _house.estate, _house.name, _house.number).where(
        _house.district_id == bindparam("district"),
        _house.life == Life.ACTIVE.value,
        or_(*(column.like(bindparam("part")) for column in (_house.name, _house.number, _house.estate))),
        or_(*(column.like(bindparam("house")) for column in (_house.name, _house.number))),
        *where,
    )
    return Statement(told.limit(bindparam("most")))


_NAMED = _named(among(_house.grid, "grids"))
_NAMED_ANYWHERE = _named()
"""For whoever has the whole district, as `_FOUND_ANYWHERE`."""


def _rooms(*where: ColumnElement[bool]) -> Statement:
    told = select(_room.id, _room.unit).where(
        _room.district_id == bindparam("district"), _room.life == Life.ACTIVE.value, *where
    )
    return Statement(told.limit(bindparam("most")))


_ROOMS_OF_HOUSES = _rooms(among(_room.building, "buildings"), among(_room.room, "rooms"))
_ALL_OF_HOUSES = _rooms(among(_room.building, "buildings"))
_ROOMS = _rooms(among(_room.room, "rooms"), among(_room.grid, "grids"))


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
    houses = await _houses(scope, tx, door, home)
    if not others:
        return await _whoever(scope, tx, door, home, houses)
    told: dict[str, Any] = {"dwellings": await _dwellings(scope, tx, door, home, houses), "most": LOOKED_AT + 1}
    rows = await tx.fetch(_WHO_LIVES_THERE, district=door.district, words=_hashes(door, others[0]), **told)
    ids = sorted({row[0] for row in rows})
    persons = await list_entities(tx, door, Person, _PERSONS, persons=ids, grids=scope.grids)
    return _Found(persons, len(rows) > LOOKED_AT, others)


async def _whoever(scope: OfficeScope, tx: ReadTx, door: Door, home: Home, houses: Sequence[str] | None) -> _Found:
    """Who lives in these houses. Where a few of them are home to more than are looked at, the others are not asked."""
    persons: list[Person] = []
    few = houses if houses is None else houses[:_FEW_HOUSES]
    for those in (few,) if few == houses else (few, houses):
        dwellings = await _dwellings(scope, tx, door, home, those)
        told: dict[str, Any] = {"dwellings": dwellings, "grids": scope.grids, "most": LOOKED_AT + 1}
        persons = await list_entities(tx, door, Person, _AT_HOME, **told)
        if len(persons) > LOOKED_AT:
            break
    return _Found(persons, len(persons) > LOOKED_AT, ())


async def _houses(scope: OfficeScope, tx: ReadTx, door: Door, home: Home) -> list[str] | None:
    """The ids of houses that may be meant; None where only a room is told. What a home is called is sealed nowhere."""
    if not home.words and not home.house:
        return None
    part, house = (one.translate(_WILD) for one in (max((*home.words, home.house), key=len), home.house))
    asked = {"part": f"%{part}%", "house": f"%{house}%", "most": _HOUSES}
    if scope.gridless:
        named = await tx.fetch(_NAMED_ANYWHERE, district=door.district, **asked)
    else:
        named = await tx.fetch(_NAMED, district=door.district, grids=scope.grids, **asked)
    return [row[0] for row in named if is_meant(" ".join(row[1:]), home)]


async def _dwellings(scope: OfficeScope, tx: ReadTx, door: Door, home: Home, houses: Sequence[str] | None) -> list[str]:
    """The ids of dwellings that may be meant, in these houses or anywhere."""
    told: dict[str, Any] = {"district": door.district, "most": _HOMES}
    rooms = [home.room, f"{home.room}室"]
    if houses is None:
        rows = await tx.fetch(_ROOMS, rooms=rooms, grids=scope.grids, **told) if home.room else []
    elif home.room:
        rows = await tx.fetch(_ROOMS_OF_HOUSES, buildings=houses, rooms=rooms, **told)
    else:
        rows = await tx.fetch(_ALL_OF_HOUSES, buildings=houses, **told)
    return [row[0] for row in rows if is_unit(row[1], home)]


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
