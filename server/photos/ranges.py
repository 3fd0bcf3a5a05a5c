"""Which bytes a `Range` header asks for (RFC 9110, 14). Pure."""

import re

_ONE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


class Unsatisfiable(Exception):
    """The range lies behind the end."""


def range_of(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and the one behind the last; None for no range, several, or one that is none: send all of it.

    Raises Unsatisfiable.
    """
    found = _ONE.fullmatch(asked.strip())
    if found is None or found[0] == "bytes=-":
        return None
    first, last = found[1], found[2]
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise Unsatisfiable
    return start, end
