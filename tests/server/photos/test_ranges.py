"""Ranges of a photo, as RFC 9110 has them."""

import pytest

from server.photos.ranges import Unsatisfiable, range_of


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-", (90, 100)),
        ("bytes=90-4000", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-4000", (0, 100)),
        ("", None),
        ("bytes=-", None),
        ("bytes=20-10", None),
        ("bytes=0-1,4-5", None),
        ("lines=0-1", None),
        ("bytes=٣-٤", None),
    ],
)
def test_a_range_is_one_part_or_all_of_it(asked: str, part: tuple[int, int] | None) -> None:
    assert range_of(asked, 100) == part


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_a_range_behind_the_end_is_told(asked: str) -> None:
    with pytest.raises(Unsatisfiable):
        range_of(asked, 100)
