"""Scopes: what a phone is told to keep, boot and drop, and authority at the time of the work."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.scopes import GRACE, Authority, Grant, covers, plan

SCOPES = st.frozensets(st.integers(1, 9))
START = datetime(2026, 3, 1, 8, tzinfo=UTC)
END = START + timedelta(days=30)
PAST = Grant(scope=3, role="grid_worker", from_at=START, until_at=END)


@given(SCOPES, SCOPES)
def test_every_scope_is_kept_booted_or_dropped_and_only_one_of_them(
    held: frozenset[int], granted: frozenset[int]
) -> None:
    keep, boot, drop = plan(held, granted)

    assert sorted([*keep, *boot, *drop]) == sorted(held | granted)
    assert frozenset(keep) | frozenset(boot) == granted
    assert list(keep) == sorted(keep)
    assert list(boot) == sorted(boot)
    assert list(drop) == sorted(drop)


@pytest.mark.parametrize(
    ("observed_at", "authority"),
    [
        (START, Authority.CURRENT),
        (START - GRACE, Authority.CURRENT),
        (START - GRACE - timedelta(milliseconds=1), Authority.LATE),
        (END, Authority.CURRENT),
        (END + GRACE - timedelta(milliseconds=1), Authority.CURRENT),
        (END + GRACE, Authority.LATE),
    ],
)
def test_work_counts_within_the_grant_and_its_grace(observed_at: datetime, authority: Authority) -> None:
    assert covers([PAST], observed_at) is authority


def test_a_grant_without_an_end_goes_on() -> None:
    assert covers([PAST, Grant(3, "grid_worker", END)], END + timedelta(days=9999)) is Authority.CURRENT


def test_who_never_had_the_area_is_told_apart_from_who_had_it() -> None:
    assert covers([], START) is Authority.NEVER
    assert covers([PAST], END + timedelta(days=1)) is Authority.LATE
