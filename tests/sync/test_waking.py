"""How a phone chooses its way of listening: the stream, the question, the timer, and back."""

from sync.waking import MOST, QUICK_S, STREAM_AGAIN_S, Ear, Way

LONG_S = QUICK_S + 1


def cut(ear: Ear, times: int) -> Ear:
    for _ in range(times):
        ear = ear.after_stream(1.0, 1)
    return ear


def test_the_third_stream_that_is_cut_at_once_is_the_last() -> None:
    assert cut(Ear(), MOST - 1).way is Way.STREAM
    assert cut(Ear(), MOST) == Ear(Way.POLL)


def test_a_stream_that_lived_is_tried_again_whatever_was_before() -> None:
    assert cut(Ear(), MOST - 1).after_stream(LONG_S, 3) == Ear()


def test_a_stream_on_which_nothing_was_heard_is_as_good_as_cut() -> None:
    ear = Ear()
    for _ in range(MOST):
        ear = ear.after_stream(LONG_S, 0)
    assert ear.way is Way.POLL


def test_questions_that_are_refused_leave_the_timer_and_one_that_is_answered_is_asked_again() -> None:
    ear = Ear(Way.POLL)
    for _ in range(MOST - 1):
        ear = ear.after_poll(0.0, understood=False)
    assert ear.after_poll(1.0, understood=True) == Ear(Way.POLL, away_s=1.0)
    assert ear.after_poll(0.0, understood=False) == Ear(Way.TIMER)


def test_the_stream_gets_one_more_chance_after_a_while() -> None:
    for ear in (Ear(Way.POLL).after_poll(STREAM_AGAIN_S, understood=True), Ear(Way.TIMER).after_timer()):
        assert ear.way is Way.STREAM
        assert cut(ear, 1).way is Way.POLL


def test_a_district_out_of_reach_is_no_fault_of_the_way_and_is_tried_less_and_less_often() -> None:
    ear, pauses = Ear(), list[float]()
    for _ in range(12):
        ear = ear.after_nobody()
        pauses.append(ear.pause_s(0.5))
    assert ear.way is Way.STREAM
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (2.0, 60.0)


def test_no_two_phones_wait_alike_and_a_good_question_waits_for_nothing() -> None:
    assert Ear().pause_s(0.0) < Ear().pause_s(0.9)
    assert Ear(Way.POLL).pause_s(0.9) == 0.0
    assert Ear(Way.TIMER).pause_s(0.5) == STREAM_AGAIN_S
