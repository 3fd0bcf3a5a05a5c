"""When the server says that work was done, held against when it was done: R2. It shares no code with the server.

Within one boot the time of a command is known exactly, whatever the wall clock says. What lies elsewhere was put
there by the order of the numbers, and then it is the time of a command with a smaller one; or no later than it came.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sync.simulation.devices import Written
from sync.simulation.fold import Fault
from sync.simulation.ports import Settled, Truth

_UNREADABLE = "unreadable"


class Journey(NamedTuple):
    """How a command came to the server: the longest time on the way, and the boots of the phones that sent it."""

    longest_ms: int
    boots: frozenset[str]


def clock_faults(written: Written, settled: Settled, journey: Journey) -> Iterable[Fault]:
    """R2 of one command: what is known exactly is exact, and no clock that was never off makes a guess of it."""
    if not written.valid:
        return
    if settled.clock_quality == "estimated" and journey.boots == frozenset({written.boot}):
        yield Fault("R2", f"the time of {written.id} is a guess, and its phone was never switched off")
    late_ms = settled.observed_ms - written.written_ms
    if settled.clock_quality == "exact" and not -1 <= late_ms <= journey.longest_ms + 1:
        yield Fault("R2", f"{written.id} is said to be exact, and is {late_ms} ms off")


def order_faults(truth: Truth) -> Iterable[Fault]:
    """R2 of all commands of an install: times go up with the numbers, and none was moved but to that of another.

    What nobody can read has no time that others could go by.
    """
    by_install: Mapping[str, list[Settled]] = defaultdict(list)
    for settled in truth.receipts.values():
        if settled.seq and settled.kind != _UNREADABLE:
            by_install[settled.install].append(settled)
    for install, all_of_it in sorted(by_install.items()):
        all_of_it.sort(key=lambda one: one.seq or 0)
        yield from _order_faults(install, all_of_it)


def _order_faults(install: str, in_order: Sequence[Settled]) -> Iterator[Fault]:
    before: Settled | None = None
    for one in in_order:
        told = f"{one.receipt.id} of install {install[-6:]}"
        if one.observed_ms > one.received_ms:
            yield Fault("R2", f"{told} was done {one.observed_ms - one.received_ms} ms after it came")
        if before is not None and one.observed_ms < before.observed_ms:
            yield Fault("R2", f"{told} is said to be older than {before.receipt.id}, which was written before it")
        moved_to = {one.received_ms, *(other.observed_ms for other in in_order if other is not one)}
        if one.clock_quality == "clamped" and one.observed_ms not in moved_to:
            yield Fault("R2", f"{told} was moved to a time at which nothing else was done")
        before = one
