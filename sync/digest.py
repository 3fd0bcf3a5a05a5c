"""What a scope holds, as a count and two sums: equal on both ends or a bug. Compares and repairs nothing."""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b

from mobile_contract.sync import BUCKETS

MASK = (1 << 62) - 1
"""Sums live modulo 2^62: they add up in a signed 64-bit column without overflow (sync.md 11)."""


def row_sums(kind: int, id: str, version: int) -> tuple[int, int]:  # noqa: A002  # the contract's own word
    """The two 62-bit numbers of one row: the halves, big-endian, of blake2b-128 over `kind|id|version`."""
    whole = int.from_bytes(blake2b(f"{kind}|{id}|{version}".encode(), digest_size=16).digest(), "big")
    return (whole >> 64) & MASK, whole & MASK


def total(rows: Iterable[tuple[int, str, int]]) -> tuple[int, int, int]:
    """Count and sums over rows of (kind, id, version), in any order."""
    count = sum_a = sum_b = 0
    for kind, row_id, version in rows:
        a, b = row_sums(kind, row_id, version)
        count += 1
        sum_a += a
        sum_b += b
    return count, sum_a & MASK, sum_b & MASK


def hex62(n: int) -> str:
    """A sum as it crosses the wire: 16 hex digits, for 62 bits exceed JavaScript's safe integers."""
    return f"{n & MASK:016x}"


def bucket_sums(rows: Iterable[tuple[int, str, int]]) -> tuple[str, ...]:
    """The sums of each of the 256 buckets, as they cross the wire: both in hex, or nothing for an empty bucket."""
    sorted_out: defaultdict[int, list[tuple[int, str, int]]] = defaultdict(list)
    for row in rows:
        sorted_out[bucket(row[1])].append(row)
    return tuple(_bucket_text(sorted_out[number]) if number in sorted_out else "" for number in range(BUCKETS))


def _bucket_text(rows: Iterable[tuple[int, str, int]]) -> str:
    _, sum_a, sum_b = total(rows)
    return hex62(sum_a) + hex62(sum_b)


def bucket(id: str) -> int:  # noqa: A002  # the contract's own word
    """Which of the 256 buckets of a repair a row falls into: the last byte of its id."""
    return int(id[-2:], 16)
