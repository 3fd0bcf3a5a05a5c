"""Seeds run one after the other: each on its own copy of the town, under its own time and its own dice."""

from collections.abc import Callable, Sequence
from datetime import datetime

from ops.simulate.port import REAL, Build, RealServer
from ops.simulate.stores import Shelf
from ops.simulate.town import BEGINS_MS
from server.core import clock, ids
from sync.simulate import Result, Step, Story, plan, shortest, simulate
from sync.simulation.dice import Dice
from sync.simulation.older import made_up
from sync.simulation.ports import VirtualTime


def run_seed(shelf: Shelf, seed: int, steps: int, build: Build = REAL) -> Result:
    """One seed from its first step to its last check."""
    return run_steps(shelf, seed, plan(seed, steps, len(shelf.town.workers)), build)


def run_steps(shelf: Shelf, seed: int, steps: Sequence[Step], build: Build = REAL) -> Result:
    """Steps of a seed, or what shrinking left of them."""
    time = VirtualTime(BEGINS_MS)
    copy = shelf.copy()

    def now() -> datetime:
        return clock.from_millis(time.ms)

    try:
        with clock.told_by(now), ids.drawn_from(Dice("server", seed).entropy), made_up():
            make = build.server or RealServer
            return simulate(seed, steps, shelf.town, make(time, shelf.town.workers, copy, build), time, build.phone)
    finally:
        copy.drop()


def shortest_story(shelf: Shelf, failed: Result, steps: int, build: Build = REAL) -> Story:
    """The shortest story that fails as this seed did."""
    planned = plan(failed.seed, steps, len(shelf.town.workers))
    again: Callable[[Sequence[Step]], Result] = lambda kept: run_steps(shelf, failed.seed, kept, build)  # noqa: E731 - a value for one argument
    return shortest(planned, failed, again)
