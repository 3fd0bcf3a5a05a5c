"""The size of a HEIC picture, read from its boxes (ISO/IEC 14496-12, 23008-12) by our own code; nothing is decoded."""

from collections.abc import Iterator

_STILL = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_MOVING = frozenset({b"msf1", b"hevc", b"hevx"})
_HEVC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_MAX_BOXES = 20_000


class ShortBoxes(Exception):
    """The bytes end before the picture's size is told."""


class BrokenBoxes(Exception):
    """The boxes break their format."""


class ForeignCoding(Exception):
    """The container is known, what is coded in it is not HEVC (AVIF, JPEG 2000, a film)."""


def is_heif(head: bytes) -> bool:
    """Whether the first box is a file type box: then it is for this module to say more."""
    return head[4:8] == b"ftyp"


def sides(head: bytes) -> tuple[int, int, bool]:
    """Width, height in pixels of the largest picture that any item claims, and whether there are moving pictures.

    Each side is the largest claimed, of any item: a file that claims a small cover and a vast tile is a vast one.
    Raises `ShortBoxes`, `BrokenBoxes`, `ForeignCoding`.
    """
    boxes = _boxes(head, 0, None)
    kind, start, end = next(boxes)
    if kind != b"ftyp" or end - start < 8 or end - start > 512:
        raise BrokenBoxes
    if end > len(head):
        raise ShortBoxes
    brands = {head[start : start + 4], *(head[at : at + 4] for at in range(start + 8, end - 3, 4))}
    if not brands & _HEVC or not brands & (_STILL | _MOVING):
        raise ForeignCoding
    for kind, start, end in boxes:
        if kind == b"meta":
            if end > len(head):
                raise ShortBoxes
            return *_largest(head, start + 4, end), bool(brands & _MOVING)
    raise ShortBoxes


def _largest(head: bytes, start: int, end: int) -> tuple[int, int]:
    claims = [
        (int.from_bytes(head[at + 4 : at + 8], "big"), int.from_bytes(head[at + 8 : at + 12], "big"))
        for kind, first, last in _boxes(head, start, end)
        if kind == b"iprp"
        for inner, low, high in _boxes(head, first, last)
        if inner == b"ipco"
        for name, at, stop in _boxes(head, low, high)
        if name == b"ispe" and stop - at == 12
    ]
    if not claims:
        raise BrokenBoxes
    return max(width for width, _ in claims), max(height for _, height in claims)


def _boxes(head: bytes, at: int, end: int | None) -> Iterator[tuple[bytes, int, int]]:
    """Kind, first and last byte of each body. `end` None: up to where the bytes end, and then `ShortBoxes`."""
    for _ in range(_MAX_BOXES):
        if at == end:
            return
        if at + 8 > (len(head) if end is None else end):
            raise ShortBoxes if end is None else BrokenBoxes
        size, kind, body = int.from_bytes(head[at : at + 4], "big"), head[at + 4 : at + 8], at + 8
        if size == 1:
            size, body = int.from_bytes(head[at + 8 : at + 16], "big"), at + 16
        if size < body - at or (end is not None and at + size > end):
            raise BrokenBoxes
        yield kind, body, at + size
        at += size
    raise BrokenBoxes
