"""What a component's identifier says of it (domain.md 2.4). Pure; it asks no register."""

import re
from collections.abc import Collection

DIGITS = 16
COUNTY, MAJOR = 6, 2
COMPONENT = "component"
"""The kind of classes that components are of."""

_CODE = re.compile(r"[0-9]{16}", re.ASCII)


class WrongPart(ValueError):
    """A part of an identifier that does not fit; `part` names it."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def check(code: str, class_code: str, counties: Collection[str], minor_digits: int) -> None:
    """Refuse, with WrongPart, an identifier that is no component's of this class and of one of these counties.

    `minor_digits` is the scheme's: 6+2+2+6, or 6+2+3+5 where minors have three digits. Parts: digits, county, class.
    """
    if _CODE.fullmatch(code) is None:
        raise WrongPart("digits")
    if code[:COUNTY] not in counties:
        raise WrongPart("county")
    parts = _class_parts(class_code)
    if parts is None or len(parts[1]) != minor_digits or not fits(code, class_code):
        raise WrongPart("class")


def fits(code: str, class_code: str) -> bool:
    """Whether a class is the one whose major and minor an identifier names. An event's class never is."""
    parts = _class_parts(class_code)
    return parts is not None and code[COUNTY:].startswith("".join(parts))


def _class_parts(class_code: str) -> tuple[str, str] | None:
    """Major and minor of a class of components, as text."""
    parts = class_code.split("-")
    if len(parts) != len(("scheme", "kind", "major", "minor")) or parts[1] != COMPONENT:
        return None
    major, minor = parts[2:]
    return (major, minor) if len(major) == MAJOR and minor else None
