"""`contract.js`: one ES module without dependencies that decodes, checks and writes every value of the contract.

The shapes go into it as tables, and one small interpreter (`templates/contract.js`) reads them: a function a shape
would be several times as long on a phone's first load.
"""

import json
from collections.abc import Iterator
from typing import Any

from mobile_contract.emit.facts import Facts
from mobile_contract.emit.names import filled
from mobile_contract.emit.tree import Bounds, EditOf, Field, ListOf, MapOf, Nullable, OneOf, Ref, Shape, TupleOf, Type

REQUIRED, DEFAULT, ABSENT = 0, 1, 2
"""How a field may be left out: never, then it has its default, then it is not touched."""


def javascript(facts: Facts) -> str:
    """The whole of `contract.js`."""
    table = _Table()
    shapes = {one.name: table.shape(one) for one in facts.tree.shapes.values()}
    words = {one.name: [member.value for member in one.members] for one in facts.tree.words.values()}
    constants: dict[str, Any] = {
        "CONTRACT": facts.contract,
        "KINDS": facts.kinds,
        "COMMANDS": facts.commands,
        "POLICIES": facts.policies,
        "PROBLEMS": {code: {"status": status, "en": en, "zh": zh} for code, (status, en, zh) in facts.problems.items()},
        "WORDS": words,
    }
    lines = [f"export const {name} = {_json(value)};" for name, value in constants.items()]
    lines += [f"export const ONLINE_ONLY = new Set({_json(facts.online_only)});"]
    lines += [f"const PATTERNS = {_json(table.patterns)};", f"const TYPES = {_json(table.types)};"]
    lines += [f"const SHAPES = {_json(shapes)};"]
    made = "\n".join(["// Made by `python -m mobile_contract.emit`; do not edit.", *lines])
    return filled("contract.js", constants=made)


class _Table:
    """Types and patterns by number: each is told once."""

    def __init__(self) -> None:
        self.types: list[dict[str, Any]] = []
        self.patterns: list[str] = []
        self._numbers: dict[str, int] = {}

    def shape(self, shape: Shape) -> list[Any]:
        """`[asked, array_like, tag_field, tag, [[name, type, how, default?], ...]]`."""
        fields = [list(self._field(one)) for one in shape.fields]
        return [int(shape.asked), int(shape.array_like), shape.tag_field, shape.tag, fields]

    def _field(self, field: Field) -> Iterator[Any]:
        how = REQUIRED if field.required else ABSENT if field.absent else DEFAULT
        yield from (field.name, self._type(field.type), how)
        if how == DEFAULT:
            yield field.default

    def _type(self, told: Type) -> int:
        entry = self._entry(told)
        key = _json(entry)
        if key not in self._numbers:
            self._numbers[key] = len(self.types)
            self.types.append(entry)
        return self._numbers[key]

    def _entry(self, told: Type) -> dict[str, Any]:
        if isinstance(told, Ref):
            return {"t": "words" if told.words else "shape", "of": told.name}
        if isinstance(told, (Nullable, EditOf)):
            return {"t": "null" if isinstance(told, Nullable) else "edit", "of": self._type(told.item)}
        if isinstance(told, ListOf):
            return {"t": "list", "of": self._type(told.item), **self._bounds(told.bounds)}
        if isinstance(told, MapOf):
            return {"t": "map", "of": self._type(told.value)}
        if isinstance(told, (TupleOf, OneOf)):
            return {"t": "tuple" if isinstance(told, TupleOf) else "one", "of": [self._type(one) for one in told.items]}
        return {"t": told.name, **self._bounds(told.bounds)}

    def _bounds(self, bounds: Bounds) -> dict[str, Any]:
        told = {name: value for name, value in bounds._asdict().items() if value is not None}
        if bounds.pattern is not None:
            if bounds.pattern not in self.patterns:
                self.patterns.append(bounds.pattern)
            told["pattern"] = self.patterns.index(bounds.pattern)
        return told


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
