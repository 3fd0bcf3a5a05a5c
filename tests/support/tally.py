"""How much the simulator's tests of a run have played, for one line at its end. It plays nothing."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

A_MILLION = 1_000_000
SEEDS, COMMANDS = "simulated_seeds", "simulated_commands"

Record = Callable[[str, Any], None]
"""What pytest's `record_property` is."""


def summary_of(properties: Iterable[tuple[str, Any]]) -> str:
    """What tests have recorded, in words; nothing if they have not."""
    told: Counter[str] = Counter()
    for name, value in properties:
        if name in (SEEDS, COMMANDS):
            told[name] += value
    if not told[SEEDS]:
        return ""
    played = f"hexward: {told[COMMANDS]:,} commands simulated under faults in {told[SEEDS]:,} seeds"
    if told[COMMANDS] >= A_MILLION:
        return played
    share = f"{told[COMMANDS] / A_MILLION:.1%}"
    return f"{played}; the time budget binds at {share} of a million (`hexward simulate` plays any number)"
