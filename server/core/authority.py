"""Whether a person might do a thing, there and then. Pure: the facts are given."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from mobile_contract.accounts import Post
from server.core.decisions import ANYWHERE, Area, Directory
from sync.scopes import Authority, Grant, covers


class Holding(Struct, frozen=True):
    """A post that a user holds or held: at an organisation (`path`) or on a grid."""

    post: Post
    from_at: datetime
    until_at: datetime | None
    path: str | None = None
    grid: str | None = None


_WORST_FIRST = (Authority.NEVER, Authority.LATE, Authority.CURRENT)


def may(
    user: str,
    holdings: Sequence[Holding],
    posts: frozenset[Post],
    area: Area,
    directory: Directory,
    observed_at: datetime,
) -> Authority:
    """Authority in `area` at the observed time, by any holding of one of `posts` that reaches the area (sync.md 9)."""
    if area.posts is not None:
        posts &= area.posts
    if area.point is not None:
        area = _area_at(area.point, directory, observed_at)
    if area.every:
        return min(
            (may(user, holdings, posts, part, directory, observed_at) for part in area.every), key=_WORST_FIRST.index
        )
    named = area.anywhere or user in area.people
    reaching = [
        Grant(0, held.post.value, held.from_at, held.until_at)
        for held in holdings
        if held.post in posts and (named or _reaches(held, area, directory, observed_at))
    ]
    return covers(reaching, observed_at)


def _area_at(point: tuple[float, float], directory: Directory, at: datetime) -> Area:
    found = directory.grid_at(*point, at)
    return ANYWHERE if found is None else Area(grid=found.grid)


def _reaches(held: Holding, area: Area, directory: Directory, at: datetime) -> bool:
    if held.grid is not None:
        return area.grid == held.grid
    if held.path is None:
        return False
    return any(path == held.path or path.startswith(held.path + "/") for path in _paths_of(area, directory, at))


def _paths_of(area: Area, directory: Directory, at: datetime) -> list[str]:
    """Whose an area is. A grid that was split or merged belongs to whom the grid belongs that took over its ground."""
    if area.grid is None and area.org is None and not area.orgs:
        return [str(directory.district)]
    node = None if area.grid is None else directory.grid(area.grid)
    if node is None and area.grid is not None:
        heir = directory.home_of(area.grid, None, at)
        node = None if heir is None else directory.grid(heir)
    orgs = (*area.orgs, area.org) if area.org else area.orgs
    paths = (None if node is None else node.path, *map(directory.org_path, orgs))
    return [path for path in paths if path is not None]


def posts_now(holdings: Iterable[Holding], at: datetime) -> frozenset[Post]:
    """The posts that somebody holds at an instant, anywhere."""
    return frozenset(
        held.post for held in holdings if held.from_at <= at and (held.until_at is None or at < held.until_at)
    )
