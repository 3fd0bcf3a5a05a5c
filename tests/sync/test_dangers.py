"""The machine of dangers is total, and each pair that order decides is one that somebody has decided."""

from mobile_contract.danger_machine import BY_EVENT, ENDED, FAIL, PASS, ROWS, DangerState
from sync.dangers import DANGERS, outcome_of
from sync.machine import Outcome

_S = DangerState


def test_every_event_has_an_answer_in_every_state() -> None:
    cells = [(state, row.event) for state in DangerState for row in ROWS]

    assert len(cells) == 8 * 9
    assert {DANGERS.outcome(*cell) for cell in cells} == set(Outcome)


def test_what_has_ended_is_led_nowhere() -> None:
    assert [(state, row.event) for state in ENDED for row in ROWS if state in row.sources] == []


def test_the_way_of_the_standard_leads_to_the_end() -> None:
    state = _S.FOUND
    for event, after in (
        ("issue_notice", _S.NOTICED), ("rectify_danger", _S.RECTIFIED), (FAIL, _S.NOTICED),
        ("rectify_danger", _S.RECTIFIED), (PASS, _S.REINSPECTED), ("close_danger", _S.CLOSED),
    ):  # fmt: skip
        state = DANGERS.after(state, event)
        assert state is after


def test_what_says_safe_and_what_says_not_never_absorb_each_other() -> None:
    assert DANGERS.outcome(_S.REINSPECTED, FAIL) is Outcome.PARK
    assert DANGERS.outcome(_S.CLOSED, FAIL) is Outcome.PARK
    assert DANGERS.outcome(_S.FOUND, PASS) is Outcome.PARK
    assert DANGERS.outcome(_S.ESCALATED, PASS) is Outcome.PARK


def test_the_pairs_that_order_decides_are_these() -> None:
    found = {(pair.state.value, pair.first, pair.second) for pair in DANGERS.divergences()}

    assert found == {
        ("found", "fix_danger", "issue_notice"),
        ("found", "fix_danger", "rectify_danger"),
        ("found", "fix_danger", FAIL),
        ("found", "fix_danger", "escalate_danger"),
        ("found", "rectify_danger", FAIL),
        ("found", "escalate_danger", "withdraw_danger"),
        ("fixed_on_spot", FAIL, "close_danger"),
        ("fixed_on_spot", "withdraw_danger", "close_danger"),
        ("noticed", "fix_danger", FAIL),
        ("noticed", "rectify_danger", FAIL),
        ("noticed", PASS, "escalate_danger"),
        ("noticed", "escalate_danger", "withdraw_danger"),
        ("rectified", PASS, "escalate_danger"),
        ("rectified", "escalate_danger", "withdraw_danger"),
        ("reinspected", "withdraw_danger", "close_danger"),
    }


def test_what_was_done_in_a_round_that_is_over_proves_nothing_of_the_present_one() -> None:
    for event, outcome in (
        ("rectify_danger", Outcome.ABSORB), ("fix_danger", Outcome.ABSORB), (FAIL, Outcome.ABSORB), (PASS, Outcome.PARK)
    ):  # fmt: skip
        row = BY_EVENT[event]
        assert outcome_of(row, _S.NOTICED, round_seen=1, round_now=2) is outcome
        assert outcome_of(row, _S.NOTICED, round_seen=2, round_now=2) is Outcome.APPLY
        assert outcome_of(row, _S.NOTICED, round_seen=0, round_now=2) is Outcome.APPLY
