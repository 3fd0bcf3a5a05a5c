"""Names of epochs: a phone orders them."""

from server.core import clock
from server.core.epochs import fresh_epoch
from server.core.ids import new_id


def test_a_new_epoch_sorts_after_those_that_are_over_though_the_clock_went_back() -> None:
    ahead = new_id(clock.millis(clock.now()) + 86_400_000)

    assert new_id() < ahead < fresh_epoch(["", ahead, new_id()])
