"""Check lists in a JSON file: what can be published of it, or what is wrong with it. Pure; the starter comes along."""

from functools import cache
from importlib.resources import files
from typing import Any, cast

import msgspec

from mobile_contract.hazards import PublishCheckTemplate


class NotReadable(ValueError):
    """The file is none of check lists; the text says where it parts from them."""


_AS_COMMAND = frozenset({"kind", "id", "seq", "entity", "root", "made", "contract", "epoch", "base", "needs"})
"""What a command has beside the facts of a check list."""


def read_templates(raw: bytes) -> list[dict[str, Any]]:
    """The facts of each check list of a file `{"templates": [...]}`, as `PublishCheckTemplate` has them.

    Raises NotReadable for the first that the contract would not take, and for a site type that is named twice.
    """
    try:
        document: object = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise NotReadable(f"no JSON: {error}") from error
    told = cast("dict[str, object]", document).get("templates") if isinstance(document, dict) else None
    if not isinstance(told, list) or not told:
        raise NotReadable("it has no list of templates")
    found = [_facts(number, one) for number, one in enumerate(cast("list[object]", told), start=1)]
    seen: set[tuple[str, str]] = set()
    for facts in found:
        key = (str(facts["scheme"]), str(facts["site_type"]))
        if key in seen:
            raise NotReadable(f"{key[1]} of scheme {key[0]} is named twice")
        seen.add(key)
    return found


def _facts(number: int, told: object) -> dict[str, Any]:
    facts = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
    wrong = sorted(_AS_COMMAND & facts.keys())
    if wrong:
        raise NotReadable(f"template {number}: {wrong[0]} is no fact of a check list")
    try:
        read = msgspec.convert(facts | _nobody(), PublishCheckTemplate)
    except (msgspec.ValidationError, ValueError) as error:
        raise NotReadable(f"template {number}: {error}") from error
    return {name: getattr(read, name) for name in read.__struct_fields__ if name not in _AS_COMMAND}


def _nobody() -> dict[str, Any]:
    nobody = "00000000-0000-7000-8000-000000000000"
    made = {"wall": 0, "boot": "", "mono": 0}
    tag = PublishCheckTemplate.__struct_config__.tag
    return {"kind": tag, "id": nobody, "seq": 0, "entity": nobody, "root": nobody, "made": made, "contract": 1}


@cache
def starter() -> tuple[dict[str, Any], ...]:
    """The check lists that come with the package (domain.md 7.5): for the district to confirm, says their source."""
    return tuple(read_templates(files("server.hazards").joinpath("data", "starter.json").read_bytes()))
