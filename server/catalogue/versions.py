"""How the versions of a class, a condition or a responsibility follow each other in time. Pure; it writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from operator import attrgetter
from typing import Generic, TypeVar

from msgspec.structs import replace

from server.catalogue.entities import CaseClass, FilingCondition, Responsibility
from server.core.entities import advanced

D = TypeVar("D", CaseClass, FilingCondition, Responsibility)


class TooEarly(ValueError):
    """A change would begin before the version that it changes did: the past is not rewritten."""

    def __init__(self, key: str, since: datetime) -> None:
        super().__init__(f"{key} is valid since {since.isoformat()}")
        self.key = key
        self.since = since


class Succession(Generic[D]):
    """The versions that there are, by key, and what an edition that takes effect at `begins` makes and ends of them.

    `id_of` gives the id of a version from its key and its number.
    """

    def __init__(self, standing: Iterable[D], begins: datetime, id_of: Callable[[str, int], str]) -> None:
        self._begins = begins
        self._id_of = id_of
        self._of: dict[str, list[D]] = defaultdict(list)
        for row in sorted(standing, key=attrgetter("number")):
            self._of[row.key].append(row)
        self.puts: dict[str, D] = {}
        """The rows that this edition makes or ends, by id."""
        self.made = 0
        self.ended = 0

    def newest(self, key: str) -> D | None:
        """The newest version of a key, with what this edition did to it."""
        rows = self._of.get(key)
        return rows[-1] if rows else None

    def open_rows(self) -> list[D]:
        """The newest versions that have no end, by key."""
        return [rows[-1] for _, rows in sorted(self._of.items()) if rows[-1].valid_until is None]

    def define(self, wanted: D) -> None:
        """Have what `wanted` says in force from the beginning on, whatever its number and dates; nothing is done where
        it already is. What has ended begins again, as a version more. Raises TooEarly.
        """
        last = self.newest(wanted.key)
        if last is None:
            self._add(wanted, 1, self._begins)
        elif last.valid_until is not None:
            self._add(wanted, last.number + 1, max(self._begins, last.valid_until))
        elif not says_the_same(last, wanted):
            self.retire(wanted.key)
            self._add(wanted, last.number + 1, self._begins)

    def retire(self, key: str, at: datetime | None = None) -> None:
        """End the newest version, at another time than the edition's if need be. Raises TooEarly.

        What has ended, or will, stays as it is.
        """
        last, ends = self.newest(key), at or self._begins
        if last is None or last.valid_until is not None:
            return
        if last.valid_from is not None and ends < last.valid_from:
            raise TooEarly(key, last.valid_from)
        # A row that this edition made is not written yet: its end makes it no version more.
        ended = replace(last, valid_until=ends) if last.id in self.puts else advanced(last, valid_until=ends)
        self.puts[last.id] = self._of[key][-1] = ended
        self.ended += 1

    def _add(self, wanted: D, number: int, since: datetime) -> None:
        row = replace(wanted, id=self._id_of(wanted.key, number), number=number, valid_from=since, valid_until=None)
        self.puts[row.id] = row
        self._of[row.key].append(row)
        self.made += 1


def says_the_same(one: D, other: D) -> bool:
    """Whether two versions say the same of their thing, whatever their number and dates."""
    return _plain(one) == _plain(other)


def _plain(row: D) -> D:
    return replace(row, id="", version=1, stamps={}, number=1, valid_from=None, valid_until=None)
