"""Whether two photos show the same, by fingerprints of 64 bits. Pure; the pictures themselves are not needed."""

ALIKE_BITS = 4
"""In so many bits two fingerprints of one photo may differ: it was sent again, smaller or pressed harder."""

PARTS = (13, 13, 13, 13, 12)
"""Widths of the parts that a fingerprint falls into: of two that are alike, at least one part is the same."""

_FEWEST, _MOST = 6, 58


def distance(one: str, other: str) -> int:
    """How many of 64 bits two fingerprints (16 hex digits) differ in."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_telling(fingerprint: str) -> bool:
    """Whether a fingerprint says enough to be compared: all that is dark, or plain, is alike."""
    return _FEWEST <= int(fingerprint, 16).bit_count() <= _MOST


def parts_of(fingerprint: str) -> tuple[int, ...]:
    """The parts by which those that may be alike are found, the lowest first."""
    rest, parts = int(fingerprint, 16), list[int]()
    for width in PARTS:
        parts.append(rest & ((1 << width) - 1))
        rest >>= width
    return tuple(parts)
