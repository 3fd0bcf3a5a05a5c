"""Seeds of the simulator within the suite: they are played, what broke is told, and what was played is counted."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from ops.simulate.running import run_seed
from ops.simulate.stores import Shelf
from sync.simulate import Result
from tests.support.tally import COMMANDS, SEEDS, Record

PHONES = 3
SHORT, LONG = 50, 150
_FOUND = Path(__file__).parents[1] / "sync" / "seeds.json"


class Found(Struct, frozen=True, forbid_unknown_fields=True):
    """A seed that failed once: what it broke, and since when it no longer does."""

    seed: int
    steps: int
    phones: int
    found: str
    cured: str


def list_found() -> list[Found]:
    """The seeds that failed once. Where there are more deeds now than then, a seed is another story, and stays."""
    return msgspec.json.decode(_FOUND.read_bytes(), type=list[Found])


def played(record: Record, shelf: Shelf, seeds: Iterable[int], steps: int) -> list[Result]:
    """The results of seeds, counted for the end of the run."""
    results = [run_seed(shelf, seed, steps) for seed in seeds]
    record(SEEDS, len(results))
    record(COMMANDS, sum(result.commands for result in results))
    return results


def broken(results: Sequence[Result]) -> list[str]:
    """What did not hold, with its seed."""
    return [f"seed {result.seed}: {found}" for result in results for found in result.violations]
