"""The photos of a case, a visit, an inspection or a danger, as people compare them: before and after, round by round.

Pure; phones and the server show the same. `report` and `verify` show how it was, `handle` and `check` how it is.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Generic, NamedTuple, Protocol, TypeVar

from mobile_contract.media import PhotoPhase

BEFORE = frozenset({PhotoPhase.REPORT, PhotoPhase.VERIFY})


class Taken(Protocol):
    """What of a photo's record counts here."""

    @property
    def id(self) -> str:
        """A UUIDv7: the later one was taken later."""
        ...

    @property
    def phase(self) -> PhotoPhase:
        """Which step of the work it shows."""
        ...

    @property
    def round(self) -> int:
        """Of the work on its subject."""
        ...

    @property
    def arrived_at(self) -> datetime | None:
        """None as long as its bytes have not come."""
        ...


P = TypeVar("P", bound=Taken)


class Round(NamedTuple, Generic[P]):
    """One round of work, the photos of each side by their ids, which tell when they were taken."""

    round: int
    before: Sequence[P]
    after: Sequence[P]


class Pending(NamedTuple):
    """`pending` of `of` photos have not arrived yet."""

    pending: int
    of: int


def rounds_of(photos: Iterable[P]) -> list[Round[P]]:
    """Photos in rounds, the first one first. In a round of rework the state before is that of the round before it: so
    a round that has no photo of its own from before takes the last that show how it was found.
    """
    by_round: dict[int, tuple[list[P], list[P]]] = defaultdict(lambda: ([], []))
    for one in sorted(photos, key=lambda photo: (photo.phase not in BEFORE, photo.id)):
        by_round[one.round][one.phase not in BEFORE].append(one)
    found: list[Round[P]] = []
    before: list[P] = []
    for number in sorted(by_round):
        own, after = by_round[number]
        before = own or before
        found.append(Round(number, before, after))
    return found


def pending_of(photos: Iterable[Taken]) -> Pending:
    """How many of these have not arrived: what a subject says of its photos."""
    there = [one.arrived_at is not None for one in photos]
    return Pending(there.count(False), len(there))
