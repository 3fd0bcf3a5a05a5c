"""`vectors/types.json`: for every shape a least and a full value with their text, and values that must be refused.

Whoever writes a client decodes each text, writes it again and compares; what is refused names the field and the rule.
"""

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec

from mobile_contract.emit.facts import Facts
from mobile_contract.emit.tree import (
    Bounds,
    EditOf,
    Field,
    ListOf,
    MapOf,
    Nullable,
    OneOf,
    Ref,
    Scalar,
    Shape,
    TupleOf,
    Type,
)

_ID = "01936f6e-7c00-7a1b-8c2d-3e4f5a6b7c8d"
_FITTING = (
    _ID,
    "2026-11-26",
    "8a2a1072b59ffff",
    "0123456789abcdef" * 4,
    "0123456789abcdef" * 2,
    "0123456789abcdef",
    "0123456789012345",
    "13800000000",
    "image/jpeg",
    "item_1:2",
    "code_1",
    "damaged",
    "91320105MA1MTEST0X",
    "320105001001",
    "320105001001001",
    "文字 text",
)
"""Made-up values; of each pattern the first that fits is taken."""
_ABOUT = (
    "For each shape the JSON text of a least and of a full value: whoever reads one and writes it again gets the same "
    "text. `refused` are changes to the least value that a strict server refuses: `put` in the field `path`, or `drop`."
)
_LONGEST = 200
"""Longer texts have no vector of their length: the file would be as long."""
_NOT_FITTING = ("\u0000", "\u202e", "!", "")


def samples(facts: Facts) -> str:
    """The whole of `vectors/types.json`."""
    sampler = Sampler(facts)
    types = {
        shape.name: {
            "least": _text(sampler.shape(shape, full=False)),
            "full": _text(sampler.shape(shape, full=True)),
            "refused": list(sampler.refused(shape)),
        }
        for shape in facts.tree.shapes.values()
    }
    lines = ",\n".join(f"{_text(name)}:{_text(vector)}" for name, vector in types.items())
    return f'{{"about":{_text(_ABOUT)},\n"contract":{facts.contract},"types":{{\n{lines}\n}}}}\n'


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


class Sampler:
    """Makes values of types, always the same ones."""

    def __init__(self, facts: Facts) -> None:
        self._tree = facts.tree
        self._command = self._tree.shapes["RecordVisit"]

    def shape(self, shape: Shape, *, full: bool) -> Any:
        """The least value of a shape, or one with every field that is not its default, in the order of the fields."""
        told = {one.name: self.value(one.type, full=full) for one in shape.fields if full or one.required}
        if shape.array_like:
            return [told.get(one.name, one.default) for one in shape.fields]
        defaults = {one.name: one.default for one in shape.fields if not one.required and not one.absent}
        told = {name: value for name, value in told.items() if name not in defaults or value != defaults[name]}
        return {shape.tag_field: shape.tag, **told} if shape.tag else told

    def value(self, told: Type, *, full: bool) -> Any:
        """A value of a type."""
        if isinstance(told, Nullable):
            return self.value(told.item, full=full) if full else None
        if isinstance(told, EditOf):
            return [None, self.value(told.item, full=full)]
        if isinstance(told, ListOf):
            least = told.bounds.min_length or 0
            return [self.value(told.item, full=full)] * max(least, 1 if full else 0)
        if isinstance(told, MapOf):
            return {"key": self.value(told.value, full=full)} if full else {}
        if isinstance(told, TupleOf):
            return [self.value(one, full=full) for one in told.items]
        if isinstance(told, OneOf):
            return self.value(told.items[0], full=full)
        if isinstance(told, Ref):
            return self._named(told, full=full)
        return _scalar(told)

    def _named(self, told: Ref, *, full: bool) -> Any:
        if told.words:
            return self._tree.words[told.name].members[-1].value
        return self.shape(self._command if told.name == "AnyCommand" else self._tree.shapes[told.name], full=full)

    def refused(self, shape: Shape) -> Iterator[dict[str, Any]]:
        """What breaks one rule each: the least value without the field `drop`, or with `put` in the field `path`."""
        if shape.array_like or not shape.asked:
            return
        yield {"path": "not_of_the_contract", "rule": "unknown_field", "put": 1}
        for one in shape.fields:
            if one.required:
                yield {"path": one.name, "rule": "required", "drop": one.name}
            for rule, value in self._breaking(one):
                yield {"path": one.name, "rule": rule, "put": value}

    def _breaking(self, field: Field) -> Iterator[tuple[str, Any]]:
        told = field.type.item if isinstance(field.type, Nullable) else field.type
        if isinstance(told, Ref) and told.words:
            yield "unknown_word", "no such word"
        elif isinstance(told, Scalar):
            yield "type", [] if told.name != "any" else None
            yield from _breaking(told)
        elif isinstance(told, ListOf) and told.bounds.max_length is not None and told.bounds.max_length <= 50:
            yield "max_length", [self.value(told.item, full=False)] * (told.bounds.max_length + 1)


def _scalar(told: Scalar) -> Any:
    bounds = told.bounds
    if told.name == "string":
        return next(one for one in _FITTING if _fits(bounds, one))
    if told.name in {"int", "float"}:
        made = max(1, bounds.ge or 0) if bounds.le is None else min(max(1, bounds.ge or 0), bounds.le)
        return int(made) if told.name == "int" else float(made)
    return {"instant": "2026-11-26T02:00:00Z", "bool": True, "bytes": "aGV4d2FyZA==", "any": "any"}[told.name]


def _fits(bounds: Bounds, text: str) -> bool:
    told = msgspec.Meta(min_length=bounds.min_length, max_length=bounds.max_length, pattern=bounds.pattern)
    try:
        msgspec.convert(text, type=Annotated[str, told])
    except msgspec.ValidationError:
        return False
    return True


def _breaking(told: Scalar) -> Iterator[tuple[str, Any]]:
    bounds = told.bounds
    if bounds.ge is not None and bounds.ge > -(2**53):
        yield "ge", int(bounds.ge) - 1
    if bounds.le is not None and bounds.le < 2**53:
        yield "le", int(bounds.le) + 1
    if bounds.max_length is not None and bounds.max_length <= _LONGEST:
        yield "max_length", b"0" * (bounds.max_length + 1) if told.name == "bytes" else "长" * (bounds.max_length + 1)
    if bounds.pattern is not None:
        yield "pattern", next(one for one in _NOT_FITTING if not _fits(Bounds(pattern=bounds.pattern), one))
