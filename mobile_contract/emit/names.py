"""Names and comments as Kotlin and Swift write them."""

import textwrap
from pathlib import Path

_TEMPLATES = Path(__file__).parent / "templates"


def filled(template: str, **told: object) -> str:
    """A file of `templates/` with what stands for its marks: `/* contract */` by `contract`."""
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    for mark, value in told.items():
        text = text.replace(f"/* {mark} */", str(value))
    return text


def camel(name: str) -> str:
    """`birth_on` as `birthOn`."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def member(name: str) -> str:
    """The name of an enumeration's member: `RESIDENT_ID` as `residentId`; one that begins with a digit gets a mark."""
    made = camel(name.strip("_").lower())
    return f"_{made}" if made[:1].isdigit() else made


def docs(text: str, *, indent: str = "", lines: str = "/// ") -> str:
    """A comment of some lines; nothing for an empty text."""
    if not text:
        return ""
    return "".join(f"{indent}{lines}{one}\n" for one in textwrap.wrap(text, 110))


def block(text: str, *, indent: str = "") -> str:
    """A KDoc comment; nothing for an empty text."""
    told = textwrap.wrap(text.replace("*/", "* /"), 110)
    if not told:
        return ""
    if len(told) == 1:
        return f"{indent}/** {told[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {one}\n" for one in told) + f"{indent} */\n"
