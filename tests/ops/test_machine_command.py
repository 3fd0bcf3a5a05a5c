"""`hexward machine` prints the table that the server judges by, and the pairs that order decides."""

import json

from click.testing import CliRunner

from mobile_contract.cases import CaseState
from ops.commands.machine import machine
from server.cases.machine import STEPS
from server.cases.telling import CASES_FILE, order_dependent


def _told(*words: str) -> str:
    result = CliRunner().invoke(machine, list(words))
    assert result.exit_code == 0, result.output
    return result.stdout


def test_in_words_it_is_the_contracts_own_page() -> None:
    assert _told() == CASES_FILE.read_text(encoding="utf-8") + "\n"


def test_for_programs_it_answers_for_every_state_and_row() -> None:
    told = json.loads(_told("--json"))

    assert [one["state"] for one in told["states"]] == list(CaseState)
    assert [one["event"] for one in told["rows"]] == [step.event for step in STEPS]
    assert {len(one["outcomes"]) for one in told["rows"]} == {len(CaseState)}
    [close] = [one for one in told["rows"] if one["event"] == "close_case"]
    assert (close["from"], close["to"], close["offline"]) == (["pending_check", "pending_close"], "closed", False)
    assert (close["outcomes"]["reported"], close["outcomes"]["closed"]) == ("park", "absorb")


def test_pairs_are_a_line_each_with_both_orders() -> None:
    lines = _told("--pairs").splitlines()

    assert len(lines) == len(order_dependent()) == len(json.loads(_told("--pairs", "--json"))["pairs"])
    assert (
        "reported: accept_case, refuse_case -> pending_filing (park); refuse_case, accept_case -> refused (park)"
        in lines
    )
