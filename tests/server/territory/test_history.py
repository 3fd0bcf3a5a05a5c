"""The shapes of a layer through time."""

from datetime import timedelta

import msgspec
import pytest

from server.territory.history import History, Shape
from tests.server.territory.scenes import CENTRE, EAST, MIDDLE, NORTH, NW, SOUTH, SQUARES, WEST, a_square
from tests.support.judging import NOW, an_id

HOUR = timedelta(hours=1)
PLACE = (WEST + 0.001, CENTRE + 0.001)


def a_shape_of(grid: str, version: str, begins: int, ends: int | None, west: float = WEST) -> Shape:
    """In force from an hour to another, counted from NOW."""
    packed = msgspec.msgpack.encode(a_square(west, SOUTH, EAST, NORTH))
    return Shape(grid, version, NOW + begins * HOUR, None if ends is None else NOW + ends * HOUR, packed)


def test_without_shapes_nothing_ever_changed() -> None:
    assert (History(()).changed_at, History(()).find(*PLACE, NOW)) == (None, None)


def test_every_period_of_a_long_past_is_found_in_whatever_order_it_is_asked_for() -> None:
    history = History(a_shape_of(NW, f"v{hour}", hour, hour + 1) for hour in range(40))
    asked = [*range(40), *range(39, -1, -1)]
    assert [history.find(*PLACE, NOW + hour * HOUR + HOUR / 2) for hour in asked] == [
        (NW, f"v{hour}") for hour in asked
    ]
    assert history.changed_at == NOW + 40 * HOUR
    assert history.find(*PLACE, NOW - HOUR) is None
    assert history.find(*PLACE, NOW + 40 * HOUR) is None


@pytest.mark.parametrize(("lon", "grid"), [(WEST, an_id(1)), (MIDDLE - 1e-7, an_id(1)), (MIDDLE, an_id(1))])
def test_where_two_meet_the_smallest_id_decides(lon: float, grid: str) -> None:
    left = msgspec.msgpack.encode(a_square(WEST, SOUTH, MIDDLE, NORTH))
    shapes = [Shape(an_id(1), "left", NOW, None, left), a_shape_of(an_id(2), "right", 0, None, MIDDLE)]
    assert History(reversed(shapes)).find(lon, CENTRE, NOW) == (grid, "left")
    assert History(shapes).find(MIDDLE + 1e-7, CENTRE, NOW) == (an_id(2), "right")


def test_a_shape_is_unpacked_only_when_its_time_is_asked_for() -> None:
    broken = Shape(NW, "broken", NOW, NOW + HOUR, b"no geometry")
    history = History((broken, Shape(NW, "whole", NOW + HOUR, None, msgspec.msgpack.encode(SQUARES[NW]))))
    assert history.find(*PLACE, NOW + HOUR) == (NW, "whole")
    with pytest.raises(msgspec.DecodeError):
        history.find(*PLACE, NOW)
