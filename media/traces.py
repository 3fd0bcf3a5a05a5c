"""What else than pixels a JPEG carries: read by our own code, to show that a served copy carries nothing."""

_PLAIN = frozenset({0xC0, 0xC2, 0xC4, 0xDB, 0xDD})  # frame, tables, restart interval
_JFIF = b"JFIF\0"
_NAMES = {
    0xE1: "EXIF or XMP",
    0xE2: "a colour profile or further pictures",
    0xED: "IPTC",
    0xEE: "Adobe",
    0xFE: "a comment",
}


def traces_of(content: bytes) -> list[str]:
    """The segments of a JPEG that hold anything but pixels, by name and size, and what stands after its end.

    Of APP0 a bare JFIF header is none. What is no JPEG is a trace as a whole.
    """
    if content[:2] != b"\xff\xd8":
        return [f"{len(content)} bytes that are no JPEG"]
    found: list[str] = []
    at = 2
    while content[at : at + 1] == b"\xff" and content[at + 1] != 0xDA:
        marker, size = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        body = content[at + 4 : at + 2 + size]
        is_bare = marker == 0xE0 and body.startswith(_JFIF) and len(body) == 14
        if marker not in _PLAIN and not is_bare:
            found.append(f"{_NAMES.get(marker, f'segment {marker:02X}')}, {len(body)} bytes")
        at += 2 + max(size, 2)
    end = content.find(b"\xff\xd9", at)
    if end < 0:
        found.append("no end")
    elif end + 2 < len(content):
        found.append(f"{len(content) - end - 2} bytes after the end")
    return found
