"""Due lists that were made of rows that have not changed since. In one process, for a while, never in a database.

What phones hold of a grid has sums over the version of every row; the list is made of those rows, so equal sums are the
same list, and its pages show what they showed: names are masked in them. An erasure moves the sums too: nobody is told
of whom it took, and the list goes when it is old.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple

from mobile_contract.sync import Digest
from mobile_contract.visit_rules import VisitDuePage
from server.core import clock
from server.core.database import ReadTx
from server.core.entities import grid_scope, scope_id, sensitive_scope
from server.core.feed import digest_in, list_sums
from sync.visit_dues import Due

MOST_LISTS, MOST_PAGES = 128, 16
LONGEST_MS = 600_000.0


class Stand(NamedTuple):
    """What a due list was made of: the version of the rules, and the sums of a grid's two scopes."""

    rules: int
    grid: Digest
    sensitive: Digest


Shown = tuple[VisitDuePage, Sequence[str]]
"""A page, and the persons whom it tells of."""


class Listed(NamedTuple):
    """Which list: of a grid on a day, and whether tags had their say."""

    grid: str
    on: int
    sensitive: bool


class _Kept(NamedTuple):
    stand: Stand
    dues: tuple[Due, ...]
    since: float
    pages: dict[tuple[int, int], Shown]


class Remembered:
    """The lists of one running server, the one used last at the end. Readers ask from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lists: OrderedDict[Listed, _Kept] = OrderedDict()

    def find(self, listed: Listed, stand: Stand) -> tuple[Due, ...] | None:
        """The list, if its rows are as they were."""
        with self._lock:
            kept = self._standing(listed, stand)
            return None if kept is None else kept.dues

    def find_page(self, listed: Listed, stand: Stand, at: tuple[int, int]) -> Shown | None:
        """What was shown of the list from so many items on, so many at most, if its rows are as they were."""
        with self._lock:
            kept = self._standing(listed, stand)
            return None if kept is None else kept.pages.get(at)

    def keep_page(self, listed: Listed, stand: Stand, at: tuple[int, int], shown: Shown) -> None:
        """Keep what was shown beside its list, if that is kept; the first of too many goes."""
        with self._lock:
            kept = self._standing(listed, stand)
            if kept is not None:
                while len(kept.pages) >= MOST_PAGES:
                    del kept.pages[next(iter(kept.pages))]
                kept.pages[at] = shown

    def keep(self, listed: Listed, stand: Stand, dues: tuple[Due, ...]) -> None:
        """Put a list in the place of an older one."""
        with self._lock:
            self._lists[listed] = _Kept(stand, dues, clock.ticks(), {})
            self._lists.move_to_end(listed)
            if len(self._lists) > MOST_LISTS:
                self._lists.popitem(last=False)

    def _standing(self, listed: Listed, stand: Stand) -> _Kept | None:
        self._forget_old()
        kept = self._lists.get(listed)
        if kept is None or kept.stand != stand:
            return None
        self._lists.move_to_end(listed)
        return kept

    def _forget_old(self) -> None:
        old = [key for key, kept in self._lists.items() if clock.elapsed_ms(kept.since) > LONGEST_MS]
        for key in old:
            del self._lists[key]


async def stand_of(tx: ReadTx, district: int, grid: str, rules: int) -> Stand:
    """What a grid's list would be made of now."""
    scopes = [scope_id(grid_scope(grid)), scope_id(sensitive_scope(grid))]
    sums = await list_sums(tx, district, scopes)
    return Stand(rules, *(digest_in(sums, scope) for scope in scopes))
