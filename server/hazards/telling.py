"""Writes the danger machine down: `python -m server.hazards.telling` makes `mobile_contract/generated/DANGERS.md`.

A test compares what lies there with what this makes, so that neither the table nor its description changes alone.
"""

from collections.abc import Iterable
from pathlib import Path

from mobile_contract.danger_machine import BY_EVENT, ENDED, OPEN, ROWS, DangerRow, DangerState
from sync.dangers import DANGERS
from sync.machine import Outcome

DANGERS_FILE = Path(__file__).parents[2] / "mobile_contract" / "generated" / "DANGERS.md"
_NOTHING = "-"
_INTRODUCTION = (
    "A danger begins by `record_inspection`, in `found`. A cell says what becomes of an event in a state: where it "
    "leads, `absorb` (too late: kept as evidence, changes nothing), `park` (kept, and a person decides), or `refuse` "
    "(ordered online: look again). *Of an old round*: what becomes of it where it would apply, but names a round that "
    "is over."
)
_PAIRS = (
    "These are both lawful in a state and end differently in their two orders; in brackets is what becomes of the one "
    "that comes second, where it names no round: of an old round it never decides over the present one."
)


def text() -> str:
    """The whole machine as Markdown: states, rows, every cell, and the pairs that order decides."""
    states = list(DangerState)
    parts = [
        "# The danger machine",
        "Made by `python -m server.hazards.telling`; do not edit.",
        _INTRODUCTION,
        "## States",
        _table(("State", "Kind"), ((f"`{state}`", _kind(state)) for state in states)),
        "## Events",
        _table(("Event", "What it says", "Who", "Asks for", "Of an old round", "Offline"), map(_row, ROWS)),
        "## Cells",
        _table(("Event", *(f"{state}" for state in states)), (_cells(row) for row in ROWS)),
        "## Pairs that order decides",
        _PAIRS,
        _table(("In state", "Pair", "Left first", "Right first"), _pairs()),
    ]
    return "\n\n".join(parts) + "\n"


def cell(row: DangerRow, state: DangerState) -> str:
    """What becomes of an event in a state, in a word."""
    match DANGERS.outcome(state, row.event):
        case Outcome.APPLY:
            return DANGERS.after(state, row.event).value
        case Outcome.ABSORB:
            return "absorb"
        case Outcome.PARK:
            return "park" if row.offline else "refuse"


def _kind(state: DangerState) -> str:
    return "open" if state in OPEN else "ended" if state in ENDED else "safe, not ended"


def _row(row: DangerRow) -> tuple[str, ...]:
    return (
        f"`{row.event}`",
        row.meaning,
        ", ".join(sorted(row.posts)) or "the server alone",
        ", ".join(row.asks) or _NOTHING,
        row.stale or _NOTHING,
        "yes" if row.offline else "no",
    )


def _cells(row: DangerRow) -> tuple[str, ...]:
    return (f"`{row.event}`", *(cell(row, state) for state in DangerState))


def _pairs() -> Iterable[tuple[str, ...]]:
    for pair in DANGERS.divergences():
        right = _fate(pair.second, DANGERS.after(pair.state, pair.first))
        left = _fate(pair.first, DANGERS.after(pair.state, pair.second))
        yield (
            pair.state,
            f"`{pair.first}`, `{pair.second}`",
            f"{pair.first_then_second} ({right})",
            f"{pair.second_then_first} ({left})",
        )


def _fate(event: str, state: DangerState) -> str:
    """What becomes of an event in a state, whatever it would lead to."""
    return "apply" if DANGERS.outcome(state, event) is Outcome.APPLY else cell(BY_EVENT[event], state)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Write the file."""
    DANGERS_FILE.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
