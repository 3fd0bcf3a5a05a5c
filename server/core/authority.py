"""Whether a person might do a thing, there and then. Pure: the facts are given."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from mobile_contract.accounts import Post
from server.core.decisions import Area, Directory
from sync.scopes import Authority, Grant, covers


class Holding(Struct, frozen=True):
    """A post that a user holds or held: at an organisation (`path`) or on a grid."""

    post: Post
    from_at: datetime
    until_at: datetime | None
    path: str | None = None
    grid: str | None = None


def may(
    holdings: Iterable[Holding], posts: frozenset[Post], area: Area, directory: Directory, observed_at: datetime
) -> Authority:
    """Authority in `area` at the observed time, by any holding of one of `posts` that reaches the area (sync.md 9)."""
    reaching = [
        Grant(0, held.post.value, held.from_at, held.until_at)
        for held in holdings
        if held.post in posts and _reaches(held, area, directory)
    ]
    return covers(reaching, observed_at)


def _reaches(held: Holding, area: Area, directory: Directory) -> bool:
    if held.grid is not None:
        return area.grid == held.grid
    path = _path_of(area, directory)
    return held.path is not None and path is not None and (path == held.path or path.startswith(held.path + "/"))


def _path_of(area: Area, directory: Directory) -> str | None:
    if area.grid is not None:
        node = directory.grid(area.grid)
        return None if node is None else node.path
    if area.org is not None:
        return directory.org_path(area.org)
    return str(directory.district)


def posts_now(holdings: Iterable[Holding], at: datetime) -> frozenset[Post]:
    """The posts that somebody holds at an instant, anywhere."""
    return frozenset(
        held.post for held in holdings if held.from_at <= at and (held.until_at is None or at < held.until_at)
    )
