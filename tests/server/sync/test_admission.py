"""Turns: a queue that is too long is told so at once, and those who are sent away come back one after the other."""

from contextlib import ExitStack

import pytest

from server.core.problems import Problem
from server.sync.admission import LATEST_S, PULL, PUSH, Admission


def fill(admission: Admission, turns: ExitStack, size_bytes: int = 100 * 1024) -> int:
    """Take turns until one is refused; how many were given."""
    for given in range(10_000):
        try:
            turns.enter_context(admission.turn(PUSH, size_bytes))
        except Problem:
            return given
    raise AssertionError("nobody is ever sent away")


def sent_away_s(admission: Admission) -> int:
    """How long somebody who is refused is to wait."""
    with pytest.raises(Problem) as refused, admission.turn(PUSH, 100 * 1024):
        pass
    assert (refused.value.code, refused.value.status) == ("overloaded", 503)
    return int(refused.value.headers["Retry-After"])


def test_so_many_get_a_turn_as_fit_into_the_longest_wait_and_the_others_are_told_when() -> None:
    admission = Admission(2.5)
    with ExitStack() as turns:
        assert 10 < fill(admission, turns) < 100
        assert admission.load > 0.9
        assert sent_away_s(admission) >= 3
    assert admission.load == 0.0


def test_those_who_are_sent_away_do_not_come_back_at_once() -> None:
    admission = Admission(2.5)
    with ExitStack() as turns:
        fill(admission, turns)
        waits = [sent_away_s(admission) for _ in range(1000)]
    assert waits == sorted(waits)
    assert len(set(waits)) > 40
    assert max(waits) <= LATEST_S


def test_the_moments_begin_anew_after_the_last_one() -> None:
    admission = Admission(2.5)
    with ExitStack() as turns:
        fill(admission, turns)
        waits = [sent_away_s(admission) for _ in range(5000)]
    assert max(waits) <= LATEST_S
    assert waits[-1] < max(waits) or waits.count(min(waits)) > 1


def test_one_request_always_gets_its_turn_however_large_it_is() -> None:
    with Admission(0.001).turn(PUSH, 10_000_000):
        pass


def test_a_turn_ends_whatever_becomes_of_it() -> None:
    admission = Admission(2.5)
    with pytest.raises(KeyError), admission.turn(PULL):
        raise KeyError
    assert admission.load == 0.0


def test_what_a_request_costs_is_learnt() -> None:
    admission = Admission(2.5)
    with ExitStack() as turns:
        before = fill(admission, turns)
    for _ in range(100):  # each takes next to nothing
        with admission.turn(PUSH, 100 * 1024):
            pass
    with ExitStack() as turns:
        assert fill(admission, turns) > 3 * before
