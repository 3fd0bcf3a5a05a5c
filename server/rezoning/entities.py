"""A split or a merge of grids as the rules see it. Pure."""

from datetime import datetime

from server.core.entities import Entity

MOVING = "moving"
DONE = "done"


class Rezoning(Entity, frozen=True, kw_only=True):
    """One split or merge: from which grids into which. What has no place goes to `rest`.

    A grid may be on both sides: it keeps its id and a part of its rows. Rows move from `begun_at` until `done_at`.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    rest: str
    begun_at: datetime
    status: str = MOVING
    done_at: datetime | None = None

    @property
    def leaving(self) -> tuple[str, ...]:
        """The grids that end with it."""
        return tuple(grid for grid in self.sources if grid not in self.targets)
