"""What the simulator takes for a wrong observed time (R2): directed, for chance seldom finds one."""

import pytest
from msgspec.structs import replace

from mobile_contract.receipts import Receipt, Verdict
from sync.simulation.clocks import order_faults
from sync.simulation.ports import Settled, Truth

INSTALL = "an install"
FIRST = Settled(Receipt(id="c1", verdict=Verdict.APPLIED), "record_visit", INSTALL, 1, 1_000, 500, "exact")


def named(name: str, seq: int, received_ms: int, observed_ms: int, quality: str = "exact") -> Settled:
    """A receipt of the same install."""
    receipt = Receipt(id=name, verdict=Verdict.APPLIED)
    return Settled(receipt, "record_visit", INSTALL, seq, received_ms, observed_ms, quality)


def found(*settled: Settled) -> int:
    receipts = {one.receipt.id: one for one in settled}
    truth = Truth(
        holds={}, rows={}, receipts=receipts, entries=(), inbox={}, kept={}, erased=frozenset(), epochs=((0, "e"),)
    )
    return len([*order_faults(truth)])


@pytest.mark.parametrize(
    ("second", "faults"),
    [
        (named("c2", 2, 2_000, 600), 0),
        (named("c2", 2, 2_000, 400), 1),  # older than what was written before it
        (named("c2", 2, 2_000, 2_001), 1),  # done after it came
        (named("c2", 2, 2_000, 500, "clamped"), 0),  # moved up to what was before it
        (named("c2", 2, 2_000, 2_000, "clamped"), 0),  # moved down to when it came
        (named("c2", 2, 2_000, 700, "clamped"), 1),  # moved to where nothing is
        (replace(named("c2", 2, 2_000, 400), kind="unreadable"), 0),
        (replace(named("c2", 2, 2_000, 400), install="another"), 0),
    ],
)
def test_times_go_up_with_the_numbers_and_nothing_else_moves_them(second: Settled, faults: int) -> None:
    assert found(FIRST, second) == faults


def test_what_comes_later_was_not_done_after_what_was_written_after_it() -> None:
    assert found(named("c2", 2, 2_000, 1_900), named("c1", 1, 3_000, 2_500)) == 1
    assert found(named("c2", 2, 2_000, 1_900), named("c1", 1, 3_000, 1_900, "clamped")) == 0
    assert found(named("c2", 2, 2_000, 1_900, "clamped"), named("c1", 1, 3_000, 1_900)) == 0


def test_what_goes_between_the_numbers_of_a_batch_counts_for_it() -> None:
    first, last = named("c1", 1, 3_000, 500), named("c3", 3, 3_000, 600)
    assert found(first, last, named("c2", 2, 2_000, 700)) == 1
    assert found(first, last, named("c2", 2, 2_000, 550)) == 0
    assert found(named("c1", 1, 3_000, 500), named("c3", 3, 3_000, 400)) == 1
