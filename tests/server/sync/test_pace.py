"""When phones come again: evenly, whenever they came last."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from server.core.ids import new_id
from server.sync.pace import SLOWEST, next_in_s

MORNING = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)


@given(st.integers(0, 2**32 - 1), st.integers(0, 10**6), st.floats(-1, 2))
def test_it_is_never_sooner_than_half_of_the_interval_nor_later_than_one_and_a_half(
    own: int, later_s: int, load: float
) -> None:
    install = f"0198c0de-0000-7000-8000-0000{own:08x}"
    stretched = round(300 * (1 + (SLOWEST - 1) * min(1.0, max(0.0, load))))
    assert stretched // 2 <= next_in_s(install, MORNING + timedelta(seconds=later_s), load) < 1.5 * stretched


def test_phones_that_came_in_one_second_come_again_in_all_minutes_alike() -> None:
    minutes = Counter(next_in_s(new_id(), MORNING, 0.0) // 60 for _ in range(1200))
    assert set(minutes) == {2, 3, 4, 5, 6, 7}
    assert max(minutes.values()) < 2 * 1200 / 5


def test_a_phone_keeps_its_moment() -> None:
    install = new_id()
    first = MORNING + timedelta(seconds=next_in_s(install, MORNING, 0.0))
    again = first + timedelta(seconds=next_in_s(install, first, 0.0))
    assert again - first == timedelta(seconds=300)


def test_under_load_all_come_less_often() -> None:
    installs = [new_id() for _ in range(200)]
    calm, busy = (sum(next_in_s(install, MORNING, load) for install in installs) for load in (0.0, 1.0))
    assert busy > 3 * calm
