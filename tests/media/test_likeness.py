"""Fingerprints that are alike share a part; what is dark or plain is like nothing."""

from random import Random

from media.likeness import ALIKE_BITS, PARTS, distance, is_telling, parts_of


def test_the_parts_are_the_fingerprint() -> None:
    assert sum(PARTS) == 64
    whole, at = 0, 0
    for part, width in zip(parts_of("0123456789abcdef"), PARTS, strict=True):
        whole |= part << at
        at += width
    assert whole == 0x0123456789ABCDEF


def test_two_that_are_alike_always_share_a_part() -> None:
    dice = Random(7)
    for _ in range(2_000):
        one = dice.getrandbits(64)
        other = one
        for bit in dice.sample(range(64), ALIKE_BITS):
            other ^= 1 << bit
        first, second = f"{one:016x}", f"{other:016x}"
        assert distance(first, second) == ALIKE_BITS
        assert any(a == b for a, b in zip(parts_of(first), parts_of(second), strict=True))


def test_what_is_dark_or_plain_tells_nothing() -> None:
    assert not is_telling("0" * 16)
    assert not is_telling("f" * 16)
    assert is_telling("00ff00ff00ff00ff")
