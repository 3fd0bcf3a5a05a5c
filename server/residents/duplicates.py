"""What the committee sees of persons who are registered twice, and of merges that may be undone. It changes nothing."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, literal, or_, select, union_all

from mobile_contract.merges import DuplicatePage, DuplicateView, MergePage, MergeView
from mobile_contract.pairs import Alike, PairState
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import Life
from server.accounts.scope import REGISTER_POSTS, OfficeScope, directory_of, scope_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import list_by
from server.core.statements import Statement
from server.residents import queries
from server.residents import tables as t
from server.residents.entities import Merge, Pair, Person
from server.residents.masking import masked
from server.residents.moves import day_of
from server.residents.pairs import pair_id

_one, _twin = t.persons.alias("one"), t.persons.alias("twin")
_like, _as_like = t.searched_persons.alias("like"), t.searched_persons.alias("as_like")


def _alike(why: Alike, same: ColumnElement[bool]) -> Select[Any, Any, str]:
    """Pairs with something in common; a pair within the grid is one pair."""
    return select(_one.c.id.label("one"), _twin.c.id.label("twin"), literal(why.value).label("why")).where(
        _one.c.district_id == bindparam("district"),
        _one.c.grid == bindparam("grid"),
        _one.c.id > bindparam("after"),
        _one.c.life != Life.MERGED.value,
        _twin.c.district_id == _one.c.district_id,
        _twin.c.life != Life.MERGED.value,
        or_(_twin.c.grid != bindparam("grid"), _twin.c.id < _one.c.id),
        _twin.c.id != _one.c.id,
        same,
    )


_BY_LIKENESS = _alike(
    Alike.NAME_AND_BIRTH,
    and_(
        _like.c.district_id == _one.c.district_id,
        _like.c.person == _one.c.id,
        _as_like.c.district_id == _like.c.district_id,
        _as_like.c.alike == _like.c.alike,
        _as_like.c.person == _twin.c.id,
    ),
)
_ALL = union_all(
    _alike(Alike.NUMBER, _twin.c.id_no_index == _one.c.id_no_index),
    _alike(Alike.PHONE, and_(_twin.c.phone_index == _one.c.phone_index, _twin.c.dwelling != _one.c.dwelling)),
    _BY_LIKENESS,
).subquery("alike")
_said = and_(
    t.pairs.c.district_id == bindparam("district"),
    or_(
        and_(t.pairs.c.one == _ALL.c.one, t.pairs.c.other == _ALL.c.twin),
        and_(t.pairs.c.one == _ALL.c.twin, t.pairs.c.other == _ALL.c.one),
    ),
)
_closed = or_(
    t.pairs.c.state == PairState.DIFFERENT.value,
    and_(t.pairs.c.state == PairState.LATER.value, t.pairs.c.until_on > bindparam("today")),
)
_EVERY = Statement(select(_ALL.c.one, _ALL.c.twin, _ALL.c.why).order_by(*_ALL.c).limit(bindparam("page")))
_TO_DECIDE = Statement(
    select(_ALL.c.one, _ALL.c.twin, _ALL.c.why)
    .where(~select(t.pairs.c.id).where(_said, _closed).exists())
    .order_by(*_ALL.c)
    .limit(bindparam("page"))
)


class _Pairs(NamedTuple):
    """Pairs with what each has in common, and after which person the next page begins."""

    pairs: dict[tuple[str, str], tuple[Alike, ...]]
    next: str | None


async def list_duplicates(
    door: Door, actor: Actor, purpose: str, grid: str, after: str | None, limit: int, *, decided_too: bool = False
) -> DuplicatePage:
    """Pairs of one number, one name and birth, or one phone in two homes, of which one lies in the grid, masked.

    What lies outside of one's area is not shown. Refuses NOT_FOUND for a grid that is not there or not theirs.
    """
    at = clock.now()

    async def work(tx: Tx) -> tuple[DuplicatePage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        return await pairs_in(scope, tx, door, grid, after, limit, decided_too=decided_too)

    return await door.witnessed(Reading(actor, purpose, "duplicates", grid), work)


async def pairs_in(
    scope: OfficeScope, tx: ReadTx, door: Door, grid: str, after: str | None, limit: int, *, decided_too: bool
) -> tuple[DuplicatePage, Sequence[str]]:
    """As `list_duplicates`, of an area that is given; and whose records were opened, for the journal."""
    if grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    statement = _EVERY if decided_too else _TO_DECIDE
    page = await _pairs(tx, door, statement, grid, after or queries.FIRST, limit, day_of(scope.at))
    directory = await directory_of(tx, door)
    found = await list_by(tx, door, Person, "id", {one for pair in page.pairs for one in pair})
    persons = {person.id: person for person in found}
    said = {one.id: one for one in await list_by(tx, door, Pair, "id", {pair_id(*pair) for pair in page.pairs})}
    views: list[DuplicateView] = []
    opened: set[str] = set()
    for one, twin in ((persons[a], persons[b]) for a, b in page.pairs if a in persons and b in persons):
        theirs = twin.grid in scope.grids
        node = None if twin.grid is None else directory.grid(twin.grid)
        code = "" if node is None else node.code
        pair = said.get(pair_id(one.id, twin.id))
        state, until_on = (PairState.OPEN, None) if pair is None else (pair.state, pair.until_on)
        why = page.pairs[one.id, twin.id]
        views.append(DuplicateView(masked(one), code, masked(twin) if theirs else None, why, state, until_on))
        opened |= {one.id, twin.id} if theirs else {one.id}
    return DuplicatePage(tuple(views), page.next), sorted(opened)


async def list_merges(door: Door, actor: Actor, purpose: str, person: str) -> MergePage:
    """What was merged into a person, whether undone or not. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[MergePage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        found = await queries.find_person(scope, tx, door, person)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        merges = await list_by(tx, door, Merge, "winner", [found.id])
        told = tuple(MergeView(one.id, one.winner, one.loser, one.moved, one.undone) for one in merges)
        return MergePage(told), [found.id]

    return await door.witnessed(Reading(actor, purpose, "merges", person), work)


async def _pairs(tx: ReadTx, door: Door, statement: Statement, grid: str, after: str, limit: int, today: str) -> _Pairs:
    """A page of pairs that ends with a person's last twin."""
    most = limit * len(Alike) + 1
    asked = {"grid": grid, "after": after} | _today(statement, today)
    rows = await tx.fetch(statement, district=door.district, page=most, **asked)
    found: dict[tuple[str, str], tuple[Alike, ...]] = {}
    for one, twin, why in rows:
        found[one, twin] = (*found.get((one, twin), ()), Alike(why))
    if len(rows) < most and len(found) <= limit:
        return _Pairs(found, None)
    last = list(found)[limit][0] if len(found) > limit else rows[-1][0]
    whole = {pair: why for pair, why in found.items() if pair[0] < last} or found
    return _Pairs(whole, max(one for one, _ in whole))


def _today(statement: Statement, today: str) -> dict[str, str]:
    return {"today": today} if statement is _TO_DECIDE else {}
