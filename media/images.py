"""What the first bytes of a picture say of it, read by our own code before any decoder; nothing is decoded here.

Whatever a decoder might read differently is refused: a second frame header, bytes between segments, a false checksum.
"""

import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar

from msgspec import Struct

from media import heif
from mobile_contract.problems import ProblemCode


class ImageFormat(StrEnum):
    """The formats that are taken in, by their media types."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"


class ImageHeader(Struct, frozen=True):
    """What a picture says of itself; sides in pixels as stored, before any orientation.

    `has_more_frames`: an animation, or the further pictures of a multi-picture JPEG. Only the first is ever shown.
    """

    format: ImageFormat
    width: int
    height: int
    has_more_frames: bool = False


class ImageFault(StrEnum):
    """Why a picture is refused."""

    UNKNOWN_FORMAT = "unknown_format"
    """Neither JPEG nor PNG nor WebP nor HEIC, whatever its name says."""
    INCOMPLETE = "incomplete"
    """The bytes end before the header does."""
    MALFORMED = "malformed"
    """The header breaks its format."""
    UNSUPPORTED_CODING = "unsupported_coding"
    """A JPEG that is neither baseline nor progressive with 8 bits: no phone makes it."""
    NO_PIXELS = "no_pixels"
    """A side is nought."""
    TOO_MANY_PIXELS = "too_many_pixels"
    """Decoding it would take more memory than a picture may."""
    DAMAGED = "damaged"
    """The header is sound, the pixels are not: cut off, or no decoder makes sense of them."""
    TOO_MUCH_WORK = "too_much_work"
    """Decoding it took more memory or time than a picture may, or ended the child process that did it."""


class UnsupportedImage(Exception):
    """A picture that is not taken in; `fault` says why."""

    code: ClassVar[ProblemCode] = ProblemCode.UNSUPPORTED_IMAGE

    def __init__(self, fault: ImageFault) -> None:
        super().__init__(fault)
        self.fault = fault


MEGAPIXEL = 1024 * 1024
"""Sensors are counted in these: a "64 megapixel" phone makes 9248 x 6936, more than 64 million."""

MAX_PIXELS: Mapping[ImageFormat, int] = {
    ImageFormat.JPEG: 64 * MEGAPIXEL,  # decoded by `draft` in 51 MiB
    ImageFormat.PNG: 25 * MEGAPIXEL,
    ImageFormat.WEBP: 25 * MEGAPIXEL,
    ImageFormat.HEIC: 50 * MEGAPIXEL,  # a phone's "48 megapixel"
}
"""The most pixels that a picture may have (safety.md 6.9)."""

_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
_PNG_DEPTHS = {0: {1, 2, 4, 8, 16}, 2: {8, 16}, 3: {1, 2, 4, 8}, 4: {8, 16}, 6: {8, 16}}  # by colour type
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # DHT, JPG and DAC stand among the frame headers
_JPEG_TAKEN = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive; all with Huffman coding
_JPEG_SEGMENTS = frozenset({0xC4, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)})  # DHT, DQT, DRI, COM, APPn
_JPEG_SCAN = 0xDA
_JPEG_MARKERS = _JPEG_FRAMES | _JPEG_SEGMENTS | {_JPEG_SCAN}
_JPEG_APP2 = 0xE2


def inspect_header(head: bytes, max_pixels: Mapping[ImageFormat, int] = MAX_PIXELS) -> ImageHeader:
    """Recognise a picture by its magic and read its sides; `head` may be the whole file.

    Reads up to the first scan (JPEG: ITU-T T.81 B.2), the first IDAT (PNG, W3C 5.3 and 11.2), the first chunk (WebP,
    RFC 9649) or the item properties (HEIC). Raises `UnsupportedImage`, with `INCOMPLETE` where a longer head may do;
    never any other exception.
    """
    if head.startswith(b"\xff\xd8\xff"):
        header = _jpeg(head)
    elif head.startswith(_PNG_MAGIC):
        header = _png(head)
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        header = _webp(head)
    elif heif.is_heif(head):
        header = _heic(head)
    else:
        raise UnsupportedImage(_unknown(head))
    if not header.width or not header.height:
        raise UnsupportedImage(ImageFault.NO_PIXELS)
    if header.width * header.height > max_pixels[header.format]:
        raise UnsupportedImage(ImageFault.TOO_MANY_PIXELS)
    return header


def _unknown(head: bytes) -> ImageFault:
    begun = any(magic.startswith(head) for magic in (b"\xff\xd8\xff", _PNG_MAGIC, b"RIFF"))
    begun = begun or (head[:4] == b"RIFF" and b"WEBP".startswith(head[8:12]))
    return ImageFault.INCOMPLETE if begun else ImageFault.UNKNOWN_FORMAT


def _heic(head: bytes) -> ImageHeader:
    try:
        return ImageHeader(ImageFormat.HEIC, *heif.sides(head))
    except heif.ShortBoxes:
        raise UnsupportedImage(ImageFault.INCOMPLETE) from None
    except heif.BrokenBoxes:
        raise UnsupportedImage(ImageFault.MALFORMED) from None
    except heif.ForeignCoding:
        raise UnsupportedImage(ImageFault.UNKNOWN_FORMAT) from None


def _slice(head: bytes, start: int, length: int) -> bytes:
    if start + length > len(head):
        raise UnsupportedImage(ImageFault.INCOMPLETE)
    return head[start : start + length]


def _number(head: bytes, start: int, length: int) -> int:
    return int.from_bytes(_slice(head, start, length), "big")


def _jpeg(head: bytes) -> ImageHeader:
    frame: tuple[int, int] | None = None
    has_more_frames = False
    at = 2
    while True:
        marker, at = _jpeg_marker(head, at)
        length = _number(head, at, 2)
        if length < 2:
            raise UnsupportedImage(ImageFault.MALFORMED)
        if marker == _JPEG_SCAN:
            break
        body = _slice(head, at + 2, length - 2)
        if marker in _JPEG_FRAMES:
            if frame is not None:
                raise UnsupportedImage(ImageFault.MALFORMED)
            frame = _jpeg_frame(marker, body)
        has_more_frames = has_more_frames or (marker == _JPEG_APP2 and body.startswith(b"MPF\0"))
        at += length
    if frame is None:
        raise UnsupportedImage(ImageFault.MALFORMED)
    return ImageHeader(ImageFormat.JPEG, *frame, has_more_frames)


def _jpeg_marker(head: bytes, at: int) -> tuple[int, int]:
    if _slice(head, at, 1) != b"\xff":
        raise UnsupportedImage(ImageFault.MALFORMED)
    while _slice(head, at, 1) == b"\xff":  # a marker may be filled up with any number of 0xFF
        at += 1
    if head[at] not in _JPEG_MARKERS:
        raise UnsupportedImage(ImageFault.MALFORMED)
    return head[at], at + 1


def _jpeg_frame(marker: int, body: bytes) -> tuple[int, int]:
    if marker not in _JPEG_TAKEN:
        raise UnsupportedImage(ImageFault.UNSUPPORTED_CODING)
    if len(body) < 6 or len(body) != 6 + 3 * body[5]:
        raise UnsupportedImage(ImageFault.MALFORMED)
    if body[0] != 8 or body[5] not in {1, 3, 4}:
        raise UnsupportedImage(ImageFault.UNSUPPORTED_CODING)
    return int.from_bytes(body[3:5], "big"), int.from_bytes(body[1:3], "big")


def _png(head: bytes) -> ImageHeader:
    at = len(_PNG_MAGIC)
    if _number(head, at, 4) != 13 or _slice(head, at + 4, 4) != b"IHDR":
        raise UnsupportedImage(ImageFault.MALFORMED)
    body = _slice(head, at + 8, 13)
    if zlib.crc32(b"IHDR" + body) != _number(head, at + 21, 4):
        raise UnsupportedImage(ImageFault.MALFORMED)
    depth, colour, packing, filtering, interlace = body[8:]
    if depth not in _PNG_DEPTHS.get(colour, set()) or packing or filtering or interlace > 1:
        raise UnsupportedImage(ImageFault.MALFORMED)
    width, height = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    return ImageHeader(ImageFormat.PNG, width, height, _is_animated_png(head, at + 25))


def _is_animated_png(head: bytes, at: int) -> bool:
    is_animated = False
    while True:
        length, kind = _number(head, at, 4), _slice(head, at + 4, 4)
        if kind == b"IDAT":
            return is_animated
        if kind in {b"IHDR", b"IEND"} or not kind.isalpha() or length >= 2**31:
            raise UnsupportedImage(ImageFault.MALFORMED)
        is_animated = is_animated or kind == b"acTL"
        at += 12 + length


def _webp(head: bytes) -> ImageHeader:
    kind, length = _slice(head, 12, 4), int.from_bytes(_slice(head, 16, 4), "little")
    room = int.from_bytes(head[4:8], "little") - 12  # the form type and this chunk's header count
    if kind == b"VP8X":
        width, height, has_more_frames = *_webp_canvas(_slice(head, 20, 10)), bool(head[20] & 0x02)
        least = 10
    elif kind == b"VP8L":
        width, height, has_more_frames = *_webp_lossless(_slice(head, 20, 5)), False
        least = 5
    elif kind == b"VP8 ":
        width, height, has_more_frames = *_webp_lossy(_slice(head, 20, 10)), False
        least = 10
    else:
        raise UnsupportedImage(ImageFault.MALFORMED)
    if not least <= length <= room:
        raise UnsupportedImage(ImageFault.MALFORMED)
    return ImageHeader(ImageFormat.WEBP, width, height, has_more_frames)


def _webp_canvas(body: bytes) -> tuple[int, int]:
    return int.from_bytes(body[4:7], "little") + 1, int.from_bytes(body[7:10], "little") + 1


def _webp_lossless(body: bytes) -> tuple[int, int]:
    sides = int.from_bytes(body[1:5], "little")
    if body[0] != 0x2F or sides >> 29:  # signature, and a version that is always 0
        raise UnsupportedImage(ImageFault.MALFORMED)
    return (sides & 0x3FFF) + 1, (sides >> 14 & 0x3FFF) + 1


def _webp_lossy(body: bytes) -> tuple[int, int]:
    if body[0] & 1 or body[3:6] != b"\x9d\x01\x2a":  # a picture is one key frame
        raise UnsupportedImage(ImageFault.MALFORMED)
    return int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
