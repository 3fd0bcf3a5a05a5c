"""Due lists that were made of rows that have not changed since. In one process, for a while, never in a database.

What phones hold of a grid has sums over the version of every row; the list is made of those rows, so equal sums are the
same list. An erasure moves the sums too: nobody is told of whom it took, and the list goes when it is old.
"""

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from mobile_contract.sync import Digest
from server.core import clock
from server.core.database import ReadTx
from server.core.entities import grid_scope, scope_id, sensitive_scope
from server.core.feed import digest_in, list_sums
from sync.visit_dues import Due

MOST_LISTS = 128
LONGEST_MS = 600_000.0


class Stand(NamedTuple):
    """What a due list was made of: the version of the rules, and the sums of a grid's two scopes."""

    rules: int
    grid: Digest
    sensitive: Digest


class _Kept(NamedTuple):
    stand: Stand
    dues: tuple[Due, ...]
    since: float


class Remembered:
    """The lists of one running server, the one used last at the end. Readers ask from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._lists: OrderedDict[tuple[str, int, bool], _Kept] = OrderedDict()

    def find(self, grid: str, on: int, stand: Stand, *, sensitive: bool) -> tuple[Due, ...] | None:
        """The list, if its rows are as they were."""
        key = grid, on, sensitive
        with self._lock:
            self._forget_old()
            kept = self._lists.get(key)
            if kept is None or kept.stand != stand:
                return None
            self._lists.move_to_end(key)
            return kept.dues

    def keep(self, grid: str, on: int, stand: Stand, dues: tuple[Due, ...], *, sensitive: bool) -> None:
        """Put a list in the place of an older one."""
        with self._lock:
            self._lists[grid, on, sensitive] = _Kept(stand, dues, clock.ticks())
            self._lists.move_to_end((grid, on, sensitive))
            if len(self._lists) > MOST_LISTS:
                self._lists.popitem(last=False)

    def _forget_old(self) -> None:
        old = [key for key, kept in self._lists.items() if clock.elapsed_ms(kept.since) > LONGEST_MS]
        for key in old:
            del self._lists[key]


async def stand_of(tx: ReadTx, district: int, grid: str, rules: int) -> Stand:
    """What a grid's list would be made of now."""
    scopes = [scope_id(grid_scope(grid)), scope_id(sensitive_scope(grid))]
    sums = await list_sums(tx, district, scopes)
    return Stand(rules, *(digest_in(sums, scope) for scope in scopes))
