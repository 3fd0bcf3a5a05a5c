"""The case machine's whole table and the pairs that order decides: both change only when somebody means it."""

from pathlib import Path

import pytest

from mobile_contract import cases as wire
from mobile_contract.cases import CaseCommand, CaseState
from server.cases.machine import CASES, STEPS, TERMINAL, Step
from sync.machine import Outcome

COMMANDS = {found for found in vars(wire).values() if isinstance(found, type) and issubclass(found, CaseCommand)}


def _states(event: str, outcome: Outcome) -> list[str]:
    return [
        f"{state} -> {CASES.after(state, event)}" if outcome is Outcome.APPLY else state.value
        for state in CASES.states
        if CASES.outcome(state, event) is outcome
    ]


def _told(step: Step) -> str:
    head = [
        step.event,
        f"  posts   {', '.join(sorted(step.posts))}",
        f"  where   {step.where}",
        f"  only    {step.by or '-'}{' of the assignment seen' if step.bound else ''}",
        f"  guards  {', '.join(step.guards) or '-'}",
        f"  agrees  {step.agrees or '-'}",
    ]
    return "\n".join(
        [*head, *(f"  {outcome:<7} {', '.join(_states(step.event, outcome)) or '-'}" for outcome in Outcome)]
    )


def _golden(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8").rstrip("\n")


def test_the_table_is_the_golden_one() -> None:
    assert "\n\n".join(_told(step) for step in STEPS) == _golden("machine.txt")


def test_the_pairs_that_end_differently_in_their_two_orders_are_the_golden_ones() -> None:
    told = [
        f"{pair.state}: {pair.first}, {pair.second} -> {pair.first_then_second};"
        f" {pair.second}, {pair.first} -> {pair.second_then_first}"
        for pair in CASES.divergences()
    ]

    assert told == _golden("order.txt").splitlines()


def test_of_every_such_pair_the_later_is_shown_to_a_person_in_either_order() -> None:
    for pair in CASES.divergences():
        assert CASES.outcome(CASES.after(pair.state, pair.first), pair.second) is Outcome.PARK
        assert CASES.outcome(CASES.after(pair.state, pair.second), pair.first) is Outcome.PARK


def test_every_command_on_a_case_has_a_step_and_one_policy() -> None:
    assert {step.command for step in STEPS} == COMMANDS - {CaseCommand}
    for command in COMMANDS - {CaseCommand}:
        assert len({(step.posts, step.where) for step in STEPS if step.command is command}) == 1


@pytest.mark.parametrize("state", sorted(TERMINAL))
def test_nothing_leads_out_of_a_terminal_state(state: CaseState) -> None:
    assert [event for event in CASES.events if CASES.outcome(state, event) is Outcome.APPLY] == []


@pytest.mark.parametrize("state", [CaseState.VOIDED, CaseState.MERGED, CaseState.FORCED_CLOSED])
def test_a_result_with_evidence_that_meets_the_cases_end_is_shown_to_a_person(state: CaseState) -> None:
    assert CASES.outcome(state, "finish_handling") is Outcome.PARK
