"""What of the district somebody may read, worked out once a request; every query takes it first. It opens nothing."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import cast

from msgspec import Struct

from mobile_contract.accounts import Post
from server.accounts.queries import load_holdings
from server.core.authority import Holding
from server.core.database import ReadTx
from server.core.decisions import ANY_POST, Actor
from server.core.door import Door
from server.core.loading import head_of
from server.directory import DistrictDirectory, OrgNode

DEPARTMENT_POSTS = frozenset({Post.DEPARTMENT, Post.HANDLER})
"""Posts that see what their organisation was given, wherever it lies."""

REGISTER_POSTS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.ACCEPTOR, Post.COMMITTEE, Post.SUPERVISOR})
"""Whose work needs the register of residents: to know them, to keep it, or to see that it is kept."""

STAFF_POSTS = ANY_POST - {Post.RESIDENT, Post.VOLUNTEER, Post.SYSTEM}
"""Everybody who works with the system."""


class OfficeScope(Struct, frozen=True):
    """What somebody may read: what lies in these grids, what these departments were given, what `people` work on.

    `paths` are the organisations where they hold a post that gives them grids; `gridless` says that one of them is the
    district itself, which looks after what lies in no grid. `people` is themself while they hold a post of the asked
    kinds, of which `holdings` are those held now. Ids are sorted.
    """

    user: str
    at: datetime
    paths: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    gridless: bool = False
    holdings: tuple[Holding, ...] = ()


async def directory_of(tx: ReadTx, door: Door) -> DistrictDirectory:
    """The district's slow facts as routes ask them: organisations below others, grids below organisations."""
    # The composition root gives every door this directory; the door itself needs to know less of it.
    return cast("DistrictDirectory", await door.directory(tx, await head_of(tx, door.district)))


async def scope_of(tx: ReadTx, door: Door, actor: Actor, posts: frozenset[Post], at: datetime) -> OfficeScope:
    """What an actor may read by virtue of these posts, as held at an instant."""
    held = (await load_holdings(tx, door.district, [actor.user])).get(actor.user, ())
    return make_scope(actor.user, held, posts, await directory_of(tx, door), at)


def make_scope(
    user: str, held: Iterable[Holding], posts: frozenset[Post], directory: DistrictDirectory, at: datetime
) -> OfficeScope:
    """As `scope_of`, from facts that are given. A grid that is not in force is in nobody's area (as for commands)."""
    mine = tuple(one for one in held if one.post in posts and _holds(one, at))
    paths = sorted({one.path for one in mine if one.path and one.post not in DEPARTMENT_POSTS})
    given = {one.path for one in mine if one.path and one.post in DEPARTMENT_POSTS}
    grids = {grid.id for path in paths for grid in directory.grids_below(path)}
    grids |= {one.grid for one in mine if one.grid and directory.grid(one.grid)}
    departments = {org.id for path in given for org in _below(directory, path)}
    return OfficeScope(
        user=user,
        at=at,
        paths=tuple(paths),
        departments=tuple(sorted(departments)),
        grids=tuple(sorted(grids)),
        people=(user,) if mine else (),
        gridless=str(directory.district) in paths,
        holdings=mine,
    )


def _holds(held: Holding, at: datetime) -> bool:
    return held.from_at <= at and (held.until_at is None or at < held.until_at)


def _below(directory: DistrictDirectory, path: str) -> Iterator[OrgNode]:
    """An organisation and all below it."""
    waiting = list(directory.child_orgs(None))
    while waiting:
        org = waiting.pop()
        waiting += directory.child_orgs(org.id)
        if f"{org.path}/".startswith(f"{path}/"):
            yield org
