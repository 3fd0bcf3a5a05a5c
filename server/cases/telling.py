"""Writes the case machine down: `python -m server.cases.telling` makes `mobile_contract/generated/CASES.md`, and in
`mobile_contract/PROTOCOL.md` the table of what phones may queue. It writes nothing else.

A test compares what lies there with what this makes, so that neither the table nor its description changes alone.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from mobile_contract.case_steps import ReopenCase
from mobile_contract.cases import CaseState
from server.cases.machine import BY_EVENT, CASES, STEPS, Step, outcome
from server.cases.meanings import MEANINGS
from server.cases.words import CLOCKS, OPEN, STAGES, TERMINAL
from sync.machine import Divergence, Outcome

_CONTRACT = Path(__file__).parents[2] / "mobile_contract"
CASES_FILE = _CONTRACT / "generated" / "CASES.md"
PROTOCOL_FILE = _CONTRACT / "PROTOCOL.md"
_BEGIN, _END = "<!-- made by `python -m server.cases.telling`; do not edit -->", "<!-- end of what is made -->"
_NOTHING = "-"
_BEGINS = (
    "A case begins by `report_matter`, in `reported` with the clock of accepting, or in `pending_filing` where the "
    "district's reports skip the acceptor."
)
_ROWS = (
    "`from -> to`: where a row applies; without an arrow the case stays where it is. *Too late in*: states in which "
    "the event is kept and changes nothing; in all others a person sees it. *Only*: the one person who may. *Offline*: "
    "a phone may queue it."
)
_PAIRS = (
    "These are both lawful in a state and end differently in their two orders. What comes second is shown to a person, "
    "unless it says `absorb`: then it is kept as late evidence, for the case has ended, or a review of it has lapsed."
)


def text() -> str:
    """The whole machine as Markdown: states, rows, cells that are parked, and the pairs that order decides."""
    pairs = order_dependent()
    cells = [outcome(step, state) for step in STEPS for state in CaseState]
    commands = len({step.kind for step in STEPS})
    counts = ", ".join(f"{cells.count(one)} {one}" for one in Outcome)
    parts = [
        "# The case machine",
        "Made by `python -m server.cases.telling`; do not edit.",
        f"{len(CaseState)} states, {len(STEPS)} rows of {commands} commands; {len(cells)} cells: {counts}. {_BEGINS}",
        "## States",
        _table(("State", "Stage", "Clock"), map(_state, CaseState)),
        "## Rows",
        _ROWS,
        _table(("Event", "From -> to", "Who", "Where", "Only", "Guards", "Clocks", "Too late in", "Offline"), _rows()),
        "## Guards",
        "What must hold for a row to be applied; without it the command is refused, with this code.",
        _table(("Guard", "What must hold", "Code"), _guards()),
        "## Pairs that order decides",
        f"{len(pairs)} pairs of events. {_PAIRS}",
        _table(("In state", "Pair", "Left first", "Right first"), map(_pair, pairs)),
    ]
    return "\n\n".join(parts) + "\n"


def with_table(protocol: str) -> str:
    """The protocol's text with the table of what phones may queue as the machine has it now.

    Raises ValueError where its place is not marked, once.
    """
    before, _, rest = protocol.partition(_BEGIN)
    inside, end, after = rest.partition(_END)
    if not end or _BEGIN in inside + after:
        raise ValueError("PROTOCOL.md has not one place for the table of the case machine")
    return f"{before}{_BEGIN}\n\n{for_phones()}\n\n{end}{after}"


def for_phones() -> str:
    """What a phone may queue on a case, as a table in Markdown."""
    heads = ("Command", "Applied in -> then in", "By", "Asks for", "Comes too late in")
    rows = (
        (f"`{step.event}`", _way(step), step.by or _listed(step.posts), _listed(step.guards), _states(step.absorbed))
        for step in STEPS
        if step.offline
    )
    return _table(heads, rows)


def order_dependent() -> list[Divergence[CaseState]]:
    """The pairs whose two orders end differently. A row that leads back has one way, and is no pair with itself; nor
    are two rows of which the case itself tells which it is.
    """
    return [pair for pair in CASES.divergences() if not _is_one(_row_of(pair.first), _row_of(pair.second))]


def _is_one(first: str, second: str) -> bool:
    told_by_case = {BY_EVENT[first].command, BY_EVENT[second].command} == {ReopenCase}
    return first == second or told_by_case


def second_of(pair: Divergence[CaseState]) -> tuple[Outcome, Outcome]:
    """What becomes of the one that comes second: of the right one after the left, and the other way round."""
    return (
        CASES.outcome(CASES.after(pair.state, pair.first), pair.second),
        CASES.outcome(CASES.after(pair.state, pair.second), pair.first),
    )


def _row_of(event: str) -> str:
    return event.partition(">")[0]


def _state(state: CaseState) -> tuple[str, ...]:
    return f"`{state}`", STAGES.get(state, "ended"), CLOCKS.get(state, _NOTHING)


def _rows() -> Iterator[tuple[str, ...]]:
    for step in STEPS:
        yield (
            f"`{step.event}`",
            _way(step),
            _listed(step.posts) + (" (acceptor, where there is no shift leader)" if step.folded else ""),
            step.where,
            (step.by or _NOTHING) + (", of the assignment seen" if step.bound else ""),
            _listed(step.guards, keep_order=True),
            _listed(map(str, step.ticks), keep_order=True),
            _states(step.absorbed),
            "yes" if step.offline else "no",
        )


def _guards() -> Iterator[tuple[str, ...]]:
    for guard, meaning in MEANINGS.items():
        yield guard, meaning.holds, ", ".join(f"`{code}`" for code in meaning.codes)


def _way(step: Step) -> str:
    if step.back:
        return f"{_states(step.sources)} -> back to {_states(step.back)}"
    return f"{_states(step.sources)}{'' if step.to is None else f' -> {step.to}'}"


def _states(states: frozenset[CaseState]) -> str:
    for name, known in (("any", frozenset(CaseState)), ("any open", OPEN), ("any ended", TERMINAL)):
        if states == known:
            return name
    return _listed((state for state in CaseState if state in states), keep_order=True)


def _listed(words: Iterable[str], *, keep_order: bool = False) -> str:
    return ", ".join(words if keep_order else sorted(words)) or _NOTHING


def _pair(pair: Divergence[CaseState]) -> tuple[str, ...]:
    right, left = second_of(pair)
    return (
        pair.state,
        f"`{_row_of(pair.first)}`, `{_row_of(pair.second)}`",
        f"{pair.first_then_second} ({right})",
        f"{pair.second_then_first} ({left})",
    )


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def main() -> None:
    """Write both files."""
    CASES_FILE.write_text(text(), encoding="utf-8")
    PROTOCOL_FILE.write_text(with_table(PROTOCOL_FILE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
