"""`hexward machine`: the table of the case machine, as this build has it, and the pairs that order decides."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Iterable
from typing import Any

import rich_click as click

from mobile_contract.cases import CaseState
from ops.commands.answering import answer, json_option
from server.cases.machine import STEPS, Step, outcome
from server.cases.telling import order_dependent, second_of, text
from server.cases.words import CLOCKS, STAGES
from sync.machine import Divergence


@click.command()
@click.option("--pairs", is_flag=True, help="Only the pairs of events whose two orders end differently.")
@json_option
def machine(*, pairs: bool, as_json: bool) -> None:
    """What may become of a case: every state, command, post, guard and clock, as Markdown or as JSON.

    It is the same table that the server judges by, and that mobile_contract/generated/CASES.md shows.
    """
    found = order_dependent()
    if pairs:
        answer({"pairs": [_pair(one) for one in found]}, "\n".join(_lines(found)), as_json=as_json)
        return
    facts = {
        "states": [
            {"state": state, "stage": STAGES.get(state, "ended"), "clock": CLOCKS.get(state)} for state in CaseState
        ],
        "rows": [_row(step) for step in STEPS],
        "pairs": [_pair(one) for one in found],
    }
    answer(facts, text(), as_json=as_json)


def _row(step: Step) -> dict[str, Any]:
    return {
        "event": step.event,
        "command": step.kind,
        "from": _sorted(step.sources),
        "to": step.to,
        "back_to": _sorted(step.back),
        "posts": _sorted(step.posts),
        "acceptor_without_shift_leader": step.folded,
        "where": step.where,
        "only": step.by or None,
        "guards": list(step.guards),
        "clocks": [str(tick) for tick in step.ticks],
        "offline": step.offline,
        "outcomes": {state: outcome(step, state) for state in CaseState},
    }


def _sorted(words: Iterable[str]) -> list[str]:
    return sorted(words)


def _pair(pair: Divergence[CaseState]) -> dict[str, Any]:
    right, left = second_of(pair)
    return {
        "state": pair.state,
        "events": [pair.first, pair.second],
        "ends": [pair.first_then_second, pair.second_then_first],
        "then": [right, left],
    }


def _lines(pairs: Iterable[Divergence[CaseState]]) -> Iterable[str]:
    """A line a pair: in which state, the two orders, where each ends, and what becomes of who comes second."""
    for pair in pairs:
        right, left = second_of(pair)
        yield (
            f"{pair.state}: {pair.first}, {pair.second} -> {pair.first_then_second} ({right});"
            f" {pair.second}, {pair.first} -> {pair.second_then_first} ({left})"
        )
