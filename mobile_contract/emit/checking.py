"""Which checks a client runs on what it is about to write: one walk over the types, for Kotlin and Swift alike."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from mobile_contract.emit.tree import EditOf, Field, ListOf, Nullable, Ref, Scalar, Tree, Type


class Check(NamedTuple):
    """One rule of a value: `rule` is the bound's name, `limit` what it is bound by (a pattern by its number)."""

    rule: str
    limit: float | int
    of_text: bool


class Syntax(Protocol):
    """How a language writes a check, and how it goes into what may be missing and into lists."""

    def check(self, value: str, path: str, one: Check) -> str:
        """A line that tells a fault when the rule is broken."""
        ...

    def below(self, value: str, path: str) -> str:
        """A line that tells the faults of a shape in a shape."""
        ...

    def known(self, value: str, path: str, words: str) -> str:
        """A line that tells a word which the enumeration does not have."""
        ...

    def given(self, value: str, name: str, inner: list[str]) -> list[str]:
        """Lines that run when a value is there, under a name of their own."""
        ...

    def each(self, value: str, name: str, inner: list[str]) -> list[str]:
        """Lines that run for each member of a list."""
        ...

    def both(self, value: str, name: str, inner: list[str]) -> list[str]:
        """Lines that run for both places of an edit that are not empty."""
        ...


class Checker(NamedTuple):
    """Writes the checks of a type: `patterns` are numbered over the whole contract."""

    syntax: Syntax
    tree: Tree
    patterns: list[str]

    def lines(self, told: Type, value: str, path: str, depth: int = 0) -> list[str]:
        """What to run for a value of a type; nothing for what has no rule."""
        inner_name = f"v{depth}"
        if isinstance(told, Scalar):
            return [self.syntax.check(value, path, one) for one in self._checks(told)]
        if isinstance(told, Ref):
            return self._named(told, value, path)
        if isinstance(told, Nullable):
            return self._go(self.syntax.given, told.item, value, path, depth)
        if isinstance(told, EditOf):
            return self._go(self.syntax.both, told.item, value, path, depth)
        if isinstance(told, ListOf):
            own = [self.syntax.check(value, path, one) for one in _lengths(told)]
            inner = self.lines(told.item, inner_name, path, depth + 1)
            return own + (self.syntax.each(value, inner_name, inner) if inner else [])
        return []

    def _go(self, into: "Step", item: Type, value: str, path: str, depth: int) -> list[str]:
        inner = self.lines(item, f"v{depth}", path, depth + 1)
        return into(value, f"v{depth}", inner) if inner else []

    def _named(self, told: Ref, value: str, path: str) -> list[str]:
        if told.words:
            return [self.syntax.known(value, path, told.name)]
        shape = self.tree.shapes.get(told.name)
        return [self.syntax.below(value, path)] if shape is not None and shape.asked else []

    def _checks(self, told: Scalar) -> Iterator[Check]:
        bounds = told.bounds
        for rule in ("ge", "le"):
            limit = getattr(bounds, rule)
            if limit is not None:
                yield Check(rule, float(limit) if told.name == "float" else int(limit), of_text=False)
        if told.name != "string":
            return
        for rule in ("min_length", "max_length"):
            limit = getattr(bounds, rule)
            if limit is not None:
                yield Check(rule, limit, of_text=True)
        if bounds.pattern is not None:
            yield Check("pattern", self.patterns.index(bounds.pattern), of_text=True)


def checked(field: Field) -> Type:
    """The type that a held value must keep to: one left out reads as its default, which no rule is asked of."""
    if field.absent:
        return Nullable(field.type)
    if isinstance(field.type, ListOf) and not field.required and not field.default:
        return field.type._replace(bounds=field.type.bounds._replace(min_length=None))
    return field.type


class Step(Protocol):
    """How a syntax goes into a value."""

    def __call__(self, value: str, name: str, inner: list[str]) -> list[str]:
        """Lines around other lines."""
        ...


def patterns_of(tree: Tree) -> list[str]:
    """Every pattern of what clients write, each once, in the order of the shapes."""
    found: dict[str, None] = {}
    for shape in tree.shapes.values():
        for field in shape.fields:
            _gather(field.type, found)
    return list(found)


def _gather(told: Type, found: dict[str, None]) -> None:
    if isinstance(told, Scalar):
        if told.bounds.pattern is not None:
            found.setdefault(told.bounds.pattern)
    elif isinstance(told, (Nullable, EditOf, ListOf)):
        _gather(told.item, found)


def _lengths(told: ListOf) -> Iterator[Check]:
    for rule in ("min_length", "max_length"):
        limit = getattr(told.bounds, rule)
        if limit is not None:
            yield Check(rule, limit, of_text=False)
