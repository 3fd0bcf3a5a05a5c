"""What came of many seeds, added up and put into words. It runs nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ops.simulate.crew import Order
from sync.simulate import Line, Result, Story, Violation

INVARIANTS: dict[str, str] = {
    "I1": "each phone holds the rows of its scopes, by version and content",
    "I2": "digests agree at every complete pull",
    "I3": "every command has one verdict, known to its phone",
    "I4": "no effect twice",
    "I5": "no value for a person's eye is overwritten unseen",
    "I6": "every typed value is current, in history or in the inbox",
    "I7": "a command changes only what it names",
    "I8": "children have the scopes of their root",
    "I9": "no row lies outside the phone's scopes",
    "I10": "the queue is empty, nothing is blocked by a neighbour",
    "I11": "the state of a case is the fold of its events",
    "I12": "after a silent restore all that was acknowledged is there",
    "I13": "held rows never decrease during a boot",
    "I14": "a cursor names no scope that the phone does not hold",
    "L3": "a lower version changes no row",
    "L4": "an own edit is shown until its effect has been pulled",
    "L6": "no row goes before its lane is judged",
    "E1": "an erasure takes along what was written about the subject",
    "P1": "a photo's bytes are here, or still on its phone",
    "R1": "honest work is never refused for scope",
    "R2": "no wall clock is believed",
    "R3": "every receipt names the commit that holds it",
    "R4": "what is said of a merged record is said of its winner",
    "R5": "of two with one number somebody is told",
    "R6": "no command is taken for somebody else's",
    "R7": "whatever lies in a grid's ground is seen by that grid",
    "BUG": "nothing raises",
}
_SHOWN_LINES = 60
_SHOWN_VIOLATIONS = 5


@dataclass
class Sum:
    """Results, added up."""

    seeds: int = 0
    commands: int = 0
    verdicts: Counter[str] = field(default_factory=Counter[str])
    faults: Counter[str] = field(default_factory=Counter[str])
    broken: Counter[str] = field(default_factory=Counter[str])
    failed: list[Result] = field(default_factory=list[Result])

    def add(self, result: Result) -> None:
        """One more."""
        self.seeds += 1
        self.commands += result.commands
        self.verdicts.update(result.verdicts)
        self.faults.update(result.faults)
        self.broken.update(found.invariant for found in result.violations)
        if result.violations:
            self.failed.append(result)

    def facts(self, seconds: float) -> dict[str, Any]:
        """For programs."""
        return {
            "seeds": self.seeds,
            "commands": self.commands,
            "faults": dict(sorted(self.faults.items())),
            "violations": self.broken.total(),
            "by_invariant": {name: self.broken[name] for name in INVARIANTS},
            "failed_seeds": [result.seed for result in self.failed],
            "verdicts": dict(sorted(self.verdicts.items())),
            "seconds": round(seconds, 1),
            "commands_per_s": round(self.commands / seconds),
        }

    def words(self, order: Order, seconds: float) -> str:
        """For people."""
        head = f"{self.seeds:,} seeds of {order.steps} steps with {order.phones} phones on {order.store}"
        lines = [
            f"{head}: {self.commands:,} commands in {seconds:.1f} s, {self.commands / seconds:,.0f}/s",
            f"Verdicts  {_listed(self.verdicts)}",
            f"Faults    {_listed(self.faults)}",
            "",
            *(f"  {name:<4} {self.broken[name]:>6}  {says}" for name, says in INVARIANTS.items()),
            "",
            f"{self.broken.total()} violations in {len(self.failed)} of {self.seeds:,} seeds.",
        ]
        return "\n".join(lines)


def failure_words(order: Order, failed: Result, story: Story) -> str:
    """How to see a failure again, and the shortest story found that ends alike."""
    options = f"--steps {order.steps} --phones {order.phones} --store {order.store}"
    planted = f" --with {order.planted}" if order.planted else ""
    lines = [
        f"Seed {failed.seed} fails. Again: hexward simulate --first-seed {failed.seed} --seeds 1 {options}{planted}",
        *map(_violation, failed.violations[:_SHOWN_VIOLATIONS]),
        f"Shrunk to {len(story.steps)} of {order.steps} steps:",
        *(f"  {step.deed} phone {step.phone} after {step.after_ms} ms" for step in story.steps),
        "which play like this:",
        *map(_line, story.result.trace[-_SHOWN_LINES:]),
    ]
    return "\n".join(lines)


def planted_words(rows: Sequence[Mapping[str, Any]]) -> str:
    """The table of planted bugs."""
    lines = ["Planted bug         Caught     First seed  Broken                  What it breaks"]
    for row in rows:
        caught = f"{row['caught']}/{row['seeds']}"
        first = "-" if row["first_seed"] is None else str(row["first_seed"])
        says = f"{row['says']}; cannot be planted: {row['cannot']}" if row["cannot"] else row["says"]
        lines.append(f"{row['name']:<18}  {caught:<9}  {first:<10}  {' '.join(row['broken']):<22}  {says}")
    missed = [row["name"] for row in rows if not row["caught"] and not row["cannot"]]
    real = sum(not row["cannot"] for row in rows)
    lines.append(f"NOT CAUGHT: {', '.join(missed)}" if missed else f"All {real} are caught.")
    return "\n".join(lines)


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items()))


def _violation(found: Violation) -> str:
    where = "in the end" if found.step < 0 else f"after step {found.step}"
    return f"  {found.invariant} {where}, {found.who}: {found.what}"


def _line(line: Line) -> str:
    return f"  {line.ms / 1000:14,.3f} s  {line.who:<9} {line.what}"
