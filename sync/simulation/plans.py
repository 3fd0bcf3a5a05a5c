"""What happens in a run, step by step, drawn from a seed before anything happens. It knows no state.

A step carries its own salt, and everything that is chance in it is drawn from that. So steps can be left out, and the
others stay what they were: that is what makes a story shrink.
"""

from enum import StrEnum

from msgspec import Struct

from sync.simulation.dice import Dice

SECOND_MS = 1_000
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class Deed(StrEnum):
    """What a step is. A new kind of fault is a name here, a weight below and a function in `deeds.py`."""

    WRITE = "write"
    SYNC = "sync"
    OFFICE = "office"
    MOVE = "move"
    MERGE = "merge"
    SETTLE = "settle"
    GRANT = "grant"
    REZONE = "rezone"
    CARRY_ON = "carry_on"
    ERASE = "erase"
    POISON = "poison"
    CRASH = "crash"
    REBOOT = "reboot"
    UPGRADE = "upgrade"
    CLOCK_JUMP = "clock_jump"
    CLONE = "clone"
    LOSE = "lose"
    TROUBLE = "trouble"
    RESTART = "restart"
    BACKUP = "backup"
    SILENT_RESTORE = "silent_restore"
    START_OVER = "start_over"
    COMPACTION = "compaction"
    MISCOUNT = "miscount"
    DAMAGE = "damage"
    WAIT = "wait"


WEIGHTS: dict[Deed, int] = {
    Deed.WRITE: 340,
    Deed.SYNC: 330,
    Deed.OFFICE: 90,
    Deed.MOVE: 40,
    Deed.MERGE: 36,
    Deed.SETTLE: 60,
    Deed.GRANT: 40,
    Deed.REZONE: 16,
    Deed.CARRY_ON: 24,
    Deed.ERASE: 8,
    Deed.POISON: 25,
    Deed.CRASH: 40,
    Deed.REBOOT: 20,
    Deed.UPGRADE: 12,
    Deed.CLOCK_JUMP: 20,
    Deed.CLONE: 9,
    Deed.LOSE: 4,
    Deed.TROUBLE: 36,
    Deed.RESTART: 20,
    Deed.BACKUP: 25,
    Deed.SILENT_RESTORE: 12,
    Deed.START_OVER: 12,
    Deed.COMPACTION: 20,
    Deed.MISCOUNT: 6,
    Deed.DAMAGE: 16,
    Deed.WAIT: 10,
}


class Step(Struct, frozen=True):
    """One thing that happens, so many milliseconds after the one before. `calm`: the network does its best for it."""

    deed: Deed
    phone: int
    salt: int
    after_ms: int
    calm: bool = False


def plan(seed: int, steps: int, phones: int) -> tuple[Step, ...]:
    """The steps of a seed."""
    dice = Dice("plan", seed)
    return tuple(_step(dice, phones) for _ in range(steps))


def _step(dice: Dice, phones: int) -> Step:
    deed = dice.weighted(WEIGHTS)
    return Step(deed, dice.between(0, phones - 1), dice.between(0, 2**32), _gap_ms(dice))


def _gap_ms(dice: Dice) -> int:
    """Mostly so short that what is under way meets what comes next; now and then hours, seldom days."""
    longest = dice.weighted({400: 50, 30 * SECOND_MS: 25, HOUR_MS: 17, 12 * HOUR_MS: 6, 6 * DAY_MS: 2})
    return dice.between(0, longest)
