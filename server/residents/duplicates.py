"""What the committee sees of persons who are registered twice, and of merges that may be undone. It changes nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, or_, select

from mobile_contract.merges import DuplicatePage, DuplicateView, MergePage, MergeView
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import Life
from server.accounts.scope import REGISTER_POSTS, directory_of, scope_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import list_by
from server.core.statements import Statement
from server.residents import queries
from server.residents import tables as t
from server.residents.entities import Merge, Person
from server.residents.masking import masked

_one, _twin = t.persons.alias("one"), t.persons.alias("twin")
_PAIRS = Statement(
    select(_one.c.id, _twin.c.id)
    .where(
        _one.c.district_id == bindparam("district"),
        _one.c.grid == bindparam("grid"),
        _one.c.id > bindparam("after"),
        _one.c.life != Life.MERGED.value,
        _twin.c.district_id == _one.c.district_id,
        _twin.c.id_no_index == _one.c.id_no_index,
        _twin.c.life != Life.MERGED.value,
        or_(_twin.c.grid != bindparam("grid"), _twin.c.id < _one.c.id),  # a pair within the grid is one pair
        _twin.c.id != _one.c.id,
    )
    .order_by(_one.c.id, _twin.c.id)
    .limit(bindparam("page"))
)


class _Pairs(NamedTuple):
    pairs: list[tuple[str, str]]
    next: str | None


async def list_duplicates(
    door: Door, actor: Actor, purpose: str, grid: str, after: str | None, limit: int
) -> DuplicatePage:
    """Pairs with one number, of which one lies in the grid, masked; what lies outside of one's area is not shown.

    Refuses NOT_FOUND for a grid that is not there or not theirs.
    """
    at = clock.now()

    async def work(tx: Tx) -> tuple[DuplicatePage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        if grid not in scope.grids:
            raise Problem(ProblemCode.NOT_FOUND)
        page = await _pairs(tx, door, grid, after or queries.FIRST, limit)
        directory = await directory_of(tx, door)
        found = await list_by(tx, door, Person, "id", {one for pair in page.pairs for one in pair})
        persons = {person.id: person for person in found}
        views: list[DuplicateView] = []
        opened: set[str] = set()
        for one, twin in ((persons[a], persons[b]) for a, b in page.pairs if a in persons and b in persons):
            theirs = twin.grid in scope.grids
            node = None if twin.grid is None else directory.grid(twin.grid)
            code = "" if node is None else node.code
            views.append(DuplicateView(masked(one), code, masked(twin) if theirs else None))
            opened |= {one.id, twin.id} if theirs else {one.id}
        return DuplicatePage(tuple(views), page.next), sorted(opened)

    return await door.witnessed(Reading(actor, purpose, "duplicates", grid), work)


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


async def _pairs(tx: ReadTx, door: Door, grid: str, after: str, limit: int) -> _Pairs:
    """A page of pairs that ends with a person's last twin."""
    rows = await tx.fetch(_PAIRS, district=door.district, grid=grid, after=after, page=limit + 1)
    if len(rows) <= limit:
        return _Pairs([(row[0], row[1]) for row in rows], None)
    whole = [(row[0], row[1]) for row in rows if row[0] != rows[-1][0]] or [(row[0], row[1]) for row in rows[:limit]]
    return _Pairs(whole, whole[-1][0])
