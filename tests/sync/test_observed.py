"""Observed time: a wall clock that lies changes nothing within one boot, and nothing lies in the future."""

from hypothesis import given
from hypothesis import strategies as st

from mobile_contract.base import Clock
from sync.observed import Quality, observe

SERVER_NOW_MS = 1_800_000_000_000
TIMES = st.integers(-(2**53), 2**53)


def clock(wall: int = 0, boot: str = "b1", mono: int = 0) -> Clock:
    return Clock(wall=wall, boot=boot, mono=mono)


@given(TIMES, TIMES, st.integers(0, 10**10))
def test_within_one_boot_the_wall_clock_changes_nothing(made: int, now: int, age_ms: int) -> None:
    result = observe(
        clock(wall=made, mono=5),
        clock(wall=now, mono=5 + age_ms),
        server_now_ms=SERVER_NOW_MS,
        previous_ms=None,
    )

    assert result == (SERVER_NOW_MS - age_ms, Quality.EXACT)


def test_across_a_boot_the_wall_clock_is_corrected_by_what_it_is_off_now() -> None:
    hour_ms = 3_600_000
    result = observe(
        clock(wall=SERVER_NOW_MS + 9 * hour_ms, boot="b1", mono=77),
        clock(wall=SERVER_NOW_MS + 10 * hour_ms, boot="b2"),
        server_now_ms=SERVER_NOW_MS,
        previous_ms=None,
    )

    assert result == (SERVER_NOW_MS - hour_ms, Quality.ESTIMATED)


def test_a_known_further_error_of_that_time_is_added() -> None:
    result = observe(
        clock(wall=1_000, boot="b1"),
        clock(wall=5_000, boot="b2"),
        server_now_ms=5_000,
        previous_ms=None,
        offset_ms=300,
    )

    assert result == (1_300, Quality.ESTIMATED)


def test_a_boot_without_a_name_is_no_boot_to_count_in() -> None:
    result = observe(
        clock(wall=1_000, boot="", mono=1),
        clock(wall=5_000, boot="", mono=2),
        server_now_ms=5_000,
        previous_ms=None,
    )

    assert result == (1_000, Quality.ESTIMATED)


def test_an_install_never_goes_back_in_its_own_order() -> None:
    result = observe(clock(mono=0), clock(mono=900), server_now_ms=1_000, previous_ms=400)

    assert result == (400, Quality.CLAMPED)


@given(
    TIMES,
    TIMES,
    TIMES,
    TIMES,
    st.sampled_from(["b1", "b2", ""]),
    st.one_of(st.none(), st.integers(0, 2 * SERVER_NOW_MS)),
)
def test_nothing_is_observed_in_the_future_or_before_what_came_before(
    wall: int, now: int, mono: int, mono_now: int, boot: str, previous_ms: int | None
) -> None:
    observed_ms, quality = observe(
        clock(wall=wall, boot=boot, mono=mono),
        clock(wall=now, mono=mono_now),
        server_now_ms=SERVER_NOW_MS,
        previous_ms=previous_ms,
    )

    assert observed_ms <= SERVER_NOW_MS
    assert previous_ms is None or observed_ms >= min(previous_ms, SERVER_NOW_MS)
    assert quality in Quality
