"""Pictures for tests: real ones by Pillow, and headers put together byte by byte for what no encoder would make."""

import io
import struct
import zlib

from PIL import Image


def encoded(format_name: str, width: int = 30, height: int = 20, *, frames: int = 1, **options: bool | int) -> bytes:
    """A picture as Pillow writes it; more `frames` make an animation, or an MPO."""
    pictures = [Image.new("RGB", (width, height), (80 * number % 256, 90, 100)) for number in range(frames)]
    out = io.BytesIO()
    if frames == 1:
        pictures[0].save(out, format_name, **options)
    else:
        pictures[0].save(out, format_name, save_all=True, append_images=pictures[1:], **options)
    return out.getvalue()


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg_frame(
    width: int, height: int, *, marker: int = 0xC0, depth: int = 8, components: int = 3, said: int | None = None
) -> bytes:
    count = components if said is None else said
    return segment(marker, struct.pack(">BHHB", depth, height, width, count) + bytes(3 * components))


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + segment(0xDA, bytes(10)) + b"pixels" + b"\xff\xd9"


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def ihdr(width: int, height: int, *, depth: int = 8, colour: int = 2, rest: bytes = bytes(3)) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBB", width, height, depth, colour) + rest)


def png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + chunk(b"IDAT", b"pixels") + chunk(b"IEND")


def webp(kind: bytes, body: bytes, *, said: int | None = None) -> bytes:
    inner = b"WEBP" + kind + struct.pack("<I", len(body) if said is None else said) + body
    return b"RIFF" + struct.pack("<I", len(inner)) + inner


def webp_canvas(width: int, height: int, *, flags: int = 0) -> bytes:
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X", bytes([flags, 0, 0, 0]) + sides)


def webp_lossy(width: int, height: int, *, tag: int = 0, start: bytes = b"\x9d\x01\x2a") -> bytes:
    return webp(b"VP8 ", bytes([tag, 0, 0]) + start + struct.pack("<HH", width, height))
