"""The language of predicates: what a case must be like to be counted. Pure and total; never Python's own `eval`.

    either  = both ("or" both)*
    both    = one ("and" one)*
    one     = "not" one | "(" either ")" | "always" | FLAG | NAME compare VALUE | NAME "in" "(" VALUE ("," VALUE)* ")"
    compare = "=" | "!=" | "<" | "<=" | ">" | ">="

A FLAG is a fact that holds or does not. A NAME with a comparison is a number, or a word out of a closed set, which
knows `=`, `!=` and `in` alone. Every case has every fact, so that a predicate always has an answer.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from operator import eq, ge, gt, le, lt, ne
from typing import assert_never

from msgspec import Struct

Value = bool | int | str


class FactType(Struct, frozen=True):
    """What a fact may be: a flag, a number from 0 to `most`, or one of `words`."""

    name: str
    meaning: str
    most: int = 1
    words: tuple[str, ...] = ()

    @property
    def is_flag(self) -> bool:
        """Whether it holds or does not."""
        return not self.words and self.most == 1


class WrongPredicate(ValueError):
    """A predicate that cannot be read, or that asks for what no case has; the text says where and what."""


class Flag(Struct, frozen=True):
    """A fact holds."""

    name: str


class Compared(Struct, frozen=True):
    """A number or a word stands so to a value."""

    name: str
    how: str
    value: int | str


class OneOf(Struct, frozen=True):
    """A number or a word is one of these."""

    name: str
    values: tuple[int | str, ...]


class Not(Struct, frozen=True):
    """It is not so."""

    one: "Predicate"


class All(Struct, frozen=True):
    """Each of them is so; of none, all are."""

    those: "tuple[Predicate, ...]"


class AnyOf(Struct, frozen=True):
    """At least one of them is so."""

    those: "tuple[Predicate, ...]"


Predicate = Flag | Compared | OneOf | Not | All | AnyOf

ALWAYS = All(())

_TOKEN = re.compile(r"\s*(?:(?P<word>[a-z_][a-z0-9_]*)|(?P<number>[0-9]{1,9})|(?P<sign>!=|>=|<=|[=><(),]))")
_COMPARE: Mapping[str, Callable[[object, object], bool]] = {"=": eq, "!=": ne}
_ORDER: Mapping[str, Callable[[int, int], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_KEPT = frozenset({"and", "or", "not", "in", "always"})
_DEEPEST = 40


def parse(text: str, facts: Mapping[str, FactType]) -> Predicate:
    """Read a predicate over these facts. Raises WrongPredicate for a fact that is none and for words out of place."""
    reader = _Reader(text, facts)
    found = reader.either(0)
    reader.end()
    return found


def holds(predicate: Predicate, facts: Mapping[str, Value]) -> bool:
    """Whether it is so of a case with these facts."""
    match predicate:
        case Flag():
            return bool(facts[predicate.name])
        case Compared():
            value = facts[predicate.name]
            if predicate.how in _COMPARE:
                return _COMPARE[predicate.how](value, predicate.value)
            return _ORDER[predicate.how](int(value), int(predicate.value))
        case OneOf():
            return facts[predicate.name] in predicate.values
        case Not():
            return not holds(predicate.one, facts)
        case All():
            return all(holds(one, facts) for one in predicate.those)
        case AnyOf():
            return any(holds(one, facts) for one in predicate.those)
    assert_never(predicate)


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, facts: Mapping[str, FactType]) -> None:
        self._text = text
        self._facts = facts
        self._tokens = list(self._split())
        self._next = 0

    def either(self, depth: int) -> Predicate:
        if depth > _DEEPEST:
            raise self._wrong("is nested too deeply")
        those = [self._both(depth)]
        while self._took("or"):
            those.append(self._both(depth))
        return those[0] if len(those) == 1 else AnyOf(tuple(those))

    def end(self) -> None:
        if self._next < len(self._tokens):
            raise self._wrong(f"does not go on with {self._tokens[self._next]!r}")

    def _both(self, depth: int) -> Predicate:
        those = [self._one(depth)]
        while self._took("and"):
            those.append(self._one(depth))
        return those[0] if len(those) == 1 else All(tuple(those))

    def _one(self, depth: int) -> Predicate:
        if self._took("not"):
            if depth > _DEEPEST:
                raise self._wrong("is nested too deeply")
            return Not(self._one(depth + 1))
        if self._took("("):
            found = self.either(depth + 1)
            self._must(")")
            return found
        if self._took("always"):
            return ALWAYS
        return self._about(self._fact())

    def _about(self, fact: FactType) -> Predicate:
        if fact.is_flag:
            return Flag(fact.name)
        if self._took("in"):
            self._must("(")
            values = [self._value(fact)]
            while self._took(","):
                values.append(self._value(fact))
            self._must(")")
            return OneOf(fact.name, tuple(values))
        how = self._any_of(_COMPARE if fact.words else {**_COMPARE, **_ORDER})
        return Compared(fact.name, how, self._value(fact))

    def _fact(self) -> FactType:
        token = self._taken("a fact")
        if token in _KEPT or not token[0].isalpha():
            raise self._wrong(f"needs a fact where {token!r} stands")
        if token not in self._facts:
            raise self._wrong(f"asks for the fact {token!r}, which no case has; there are {', '.join(self._facts)}")
        return self._facts[token]

    def _value(self, fact: FactType) -> int | str:
        token = self._taken("a value")
        if fact.words:
            if token not in fact.words:
                raise self._wrong(f"asks whether {fact.name} is {token!r}; it is one of {', '.join(fact.words)}")
            return token
        if not token.isdigit() or int(token) > fact.most:
            raise self._wrong(f"asks whether {fact.name} is {token!r}; it is a number from 0 to {fact.most}")
        return int(token)

    def _any_of(self, signs: Mapping[str, object]) -> str:
        token = self._taken("a comparison")
        if token not in signs:
            raise self._wrong(f"needs one of {' '.join(signs)} where {token!r} stands")
        return token

    def _split(self) -> Iterator[str]:
        at, text = 0, self._text.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._wrong(f"has {text[at:].lstrip()[:10]!r}, which is no part of the language")
            yield found[0].strip()
            at = found.end()

    def _took(self, token: str) -> bool:
        there = self._next < len(self._tokens) and self._tokens[self._next] == token
        self._next += there
        return there

    def _taken(self, what: str) -> str:
        if self._next == len(self._tokens):
            raise self._wrong(f"ends where {what} should follow")
        self._next += 1
        return self._tokens[self._next - 1]

    def _must(self, token: str) -> None:
        if not self._took(token):
            raise self._wrong(f"lacks {token!r}")

    def _wrong(self, what: str) -> WrongPredicate:
        return WrongPredicate(f"the predicate {self._text!r} {what}")
