"""When a message is tried again, when it is dead, and when a provider is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from push.channels import Answer, Outcome
from push.retry import FAILURES_TO_OPEN, LONGEST, Breaker, Next, Status, Tried, after, backoff_s, heard, may_send

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
FIRST = Tried(1, NOW, NOW + timedelta(days=1))
ACCEPTED, PASSING, OURS = Answer(Outcome.ACCEPTED), Answer(Outcome.PASSING), Answer(Outcome.OURS)
answers = st.builds(
    Answer,
    st.sampled_from(Outcome),
    st.just(""),
    st.none() | st.floats(allow_nan=True, allow_infinity=True),
)


def test_what_was_accepted_is_delivered() -> None:
    assert after(ACCEPTED, FIRST, NOW, 0.5) == Next(Status.DELIVERED)


def test_a_token_that_is_nobodys_ends_its_message_without_a_dead_letter() -> None:
    assert after(Answer(Outcome.GONE), FIRST, NOW, 0.5) == Next(Status.PERMANENT_FAILURE, gone=True)


def test_what_was_refused_is_a_dead_letter() -> None:
    assert after(Answer(Outcome.REFUSED), FIRST, NOW, 0.5) == Next(Status.PERMANENT_FAILURE, dead=True)


@pytest.mark.parametrize(
    ("answer", "status", "wait_s"),
    [
        (PASSING, Status.TEMPORARY_FAILURE, 5.0),
        (Answer(Outcome.SLOWER), Status.TEMPORARY_FAILURE, 30.0),
        (Answer(Outcome.SLOWER, retry_after_s=120.0), Status.TEMPORARY_FAILURE, 150.0),
        (OURS, Status.TECHNICAL_FAILURE, 300.0),
    ],
)
def test_each_failure_waits_in_its_own_way(answer: Answer, status: Status, wait_s: float) -> None:
    told = after(answer, FIRST, NOW, 1.0)

    assert (told.status, told.again_at, told.dead) == (status, NOW + timedelta(seconds=wait_s), False)


def test_the_more_often_in_vain_the_longer_the_wait_up_to_a_quarter_of_an_hour() -> None:
    waits = [backoff_s(PASSING, tries, 1.0) for tries in range(1, 12)]

    assert waits[:4] == [5.0, 10.0, 20.0, 40.0]
    assert waits[-1] == 900.0
    assert backoff_s(PASSING, 1, 0.0) == 2.5


def test_what_could_not_be_sent_in_time_is_a_dead_letter() -> None:
    soon = Tried(1, NOW, NOW + timedelta(seconds=4))

    assert after(PASSING, soon, NOW, 0.5).again_at is not None
    assert after(PASSING, soon, NOW, 0.9) == Next(Status.TEMPORARY_FAILURE, dead=True)
    assert after(OURS, soon, NOW, 0.9) == Next(Status.TECHNICAL_FAILURE, dead=True)


def test_a_message_without_an_end_is_tried_for_three_days() -> None:
    endless = Tried(9, NOW, None)

    assert after(PASSING, endless, NOW + LONGEST - timedelta(hours=1), 0.5).again_at is not None
    assert after(PASSING, endless, NOW + LONGEST, 0.5).dead


@given(answers, st.integers(-1, 10_000), st.floats(0, 1, exclude_max=True))
def test_whatever_a_provider_asks_for_the_wait_has_bounds(answer: Answer, tries: int, dice: float) -> None:
    assert 2.5 <= backoff_s(answer, tries, dice) <= 86_400 + 900


def test_a_provider_that_fails_on_and_on_is_left_alone_then_tried_with_one() -> None:
    nearly = heard(Breaker(), [PASSING] * (FAILURES_TO_OPEN - 1), NOW)
    assert may_send(nearly, NOW, 100) == 100

    opened = heard(nearly, [PASSING], NOW)
    assert may_send(opened, NOW, 100) == 0
    assert may_send(opened, NOW + timedelta(seconds=10), 100) == 1
    assert may_send(opened, NOW + timedelta(seconds=10), 0) == 0


def test_a_trial_in_vain_leaves_it_alone_for_longer_and_one_that_works_ends_it() -> None:
    opened = heard(Breaker(), [PASSING] * FAILURES_TO_OPEN, NOW)
    later = NOW + timedelta(seconds=10)

    again = heard(opened, [PASSING], later)
    assert (again.openings, again.until_at) == (2, later + timedelta(seconds=20))
    assert heard(opened, [ACCEPTED], later) == Breaker()


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.GONE, Outcome.REFUSED])
def test_a_word_on_a_message_shows_that_the_provider_works(outcome: Outcome) -> None:
    failing = heard(Breaker(), [PASSING] * 3, NOW)

    assert heard(failing, [Answer(outcome)], NOW) == Breaker()


def test_our_own_fault_and_a_wish_to_be_left_alone_count_at_once() -> None:
    assert heard(Breaker(), [OURS], NOW).until_at == NOW + timedelta(seconds=10)
    asked = Answer(Outcome.SLOWER, retry_after_s=60.0)
    assert heard(Breaker(), [asked], NOW).until_at == NOW + timedelta(seconds=60)


def test_what_was_under_way_when_it_was_left_alone_does_not_prolong_it() -> None:
    batch = heard(Breaker(), [PASSING] * 100, NOW)

    assert (batch.openings, batch.until_at) == (1, NOW + timedelta(seconds=10))


@given(st.lists(answers, max_size=60))
def test_no_provider_is_left_alone_for_ever(told: list[Answer]) -> None:
    breaker = heard(Breaker(), told, NOW)

    assert may_send(breaker, NOW + timedelta(days=1), 5) >= 1
