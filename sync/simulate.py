"""The simulator's front: a seed becomes a run of phones, people and faults, and a failure becomes a short story.

Pure: the server is a port, time is counted, chance is drawn from the seed. What runs on the other side of the port is
the real door, which `ops.simulate` puts there.
"""

from collections.abc import Callable, Sequence

from msgspec import Struct

from sync.phone import Phone
from sync.simulation.devices import MakePhone
from sync.simulation.plans import Step, plan
from sync.simulation.ports import Server, Town, VirtualTime
from sync.simulation.runs import Result, play, shrink
from sync.simulation.stage import Line, Stage, Violation

__all__ = ["Line", "Result", "Step", "Story", "Violation", "plan", "shortest", "simulate"]

MakeServer = Callable[[VirtualTime], Server]


class Story(Struct, frozen=True):
    """A failure, shrunk: the steps that are left, and what they come to."""

    steps: tuple[Step, ...]
    result: Result


def simulate(
    seed: int, steps: Sequence[Step], town: Town, server: Server, time: VirtualTime, make_phone: MakePhone = Phone
) -> Result:
    """Play steps (`plan` draws them from a seed) on a fresh copy of a town, and check what must hold."""
    return play(Stage(seed, town, server, time, make_phone), steps)


def shortest(steps: Sequence[Step], failed: Result, again: Callable[[Sequence[Step]], Result]) -> Story:
    """Shrink a failed run to the fewest steps found that break the same invariant."""
    broken = failed.violations[0].invariant

    def fails(candidate: Sequence[Step]) -> bool:
        return any(found.invariant == broken for found in again(candidate).violations)

    kept = shrink(steps, fails)
    return Story(tuple(kept), again(kept))
