"""When two headings are the same. Pure; it knows no field."""

import re

from server.tabular.cells import tidy

_ASIDE = re.compile(r"[(\[{【〔<《].*?[)\]}】〕>》]")
_NOISE = re.compile(r"[\s*:：、,，.。_\-/\\]+")


def plain(heading: str) -> str:
    """A heading as headings are compared: without full width, blanks, brackets, units, asterisks and upper case."""
    text = tidy(heading)[0].lower()
    return _NOISE.sub("", _ASIDE.sub("", text)) or _NOISE.sub("", text)
