"""Types of the contract as JSON Schema 2020-12 for an OpenAPI document, and an example of each."""

from collections.abc import Iterable
from typing import Any

import msgspec

from mobile_contract.commands import AnyCommand
from mobile_contract.emit.facts import read_facts
from mobile_contract.emit.samples import Sampler
from mobile_contract.emit.tree import Bounds, Scalar, Type, tree_of, type_of

REF = "#/components/schemas/{name}"

_END = "$(?!\\n)"
_SURROGATES = "\\ud800-\\udfff"


def components(types: Iterable[Any]) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """A schema for each of some types, in their order, and every named type that these need, by name.

    Patterns are such that every reader understands them alike: `$` is the end (ECMA-262), and surrogates, which no
    UTF-8 holds, are not spoken of.
    """
    told = msgspec.json.schema_components(tuple(types), ref_template=REF)
    # Defaults come as Python has them: () is no array to who checks the document.
    schemas, named = msgspec.json.decode(msgspec.json.encode(told))
    return [_portable(one) for one in schemas], {name: _portable(named[name]) for name in sorted(named)}


def examples(types: Iterable[Any]) -> list[Any]:
    """A made-up value of each type, in their order, as JSON has it."""
    chosen = tuple(types)
    sampler = _Shown(read_facts()._replace(tree=tree_of((*chosen, AnyCommand))))
    return [sampler.value(type_of(one), full=True) for one in chosen]


class _Shown(Sampler):
    """Values for people: where any text will do, none that looks like an id."""

    def value(self, told: Type, *, full: bool) -> Any:
        """A value of a type."""
        if isinstance(told, Scalar) and told.name == "string" and told.bounds == Bounds():
            return "文字 text"
        return super().value(told, full=full)


def _portable(schema: Any) -> Any:
    """A schema with patterns that everybody understands; `examples` and defaults hold none."""
    if isinstance(schema, list):
        return [_portable(one) for one in msgspec.convert(schema, list[Any])]
    if not isinstance(schema, dict):
        return schema
    told = {key: _portable(value) for key, value in msgspec.convert(schema, dict[str, Any]).items()}
    if isinstance(told.get("pattern"), str):
        told["pattern"] = told["pattern"].replace(_END, "$").replace(_SURROGATES, "")
    return told
