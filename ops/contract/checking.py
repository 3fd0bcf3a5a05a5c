"""A list of checks and what came of each, by the clause of PROTOCOL.md that it proves. It knows no protocol itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from msgspec import Struct

T = TypeVar("T")


class Fault(Exception):
    """What the other side did against a clause, in one sentence."""


class Untried(Exception):
    """The check could not be made; the text says what it would have needed."""


class Outcome(StrEnum):
    """What came of a check. Only PASS proves its clause."""

    PASS = "pass"  # noqa: S105 - a word, no password
    FAIL = "fail"
    UNTRIED = "untried"


class Result(Struct, frozen=True):
    """One line of the list; `why` tells what was found where it did not pass."""

    number: int
    clause: str
    title: str
    title_zh: str
    outcome: Outcome
    why: str = ""


@dataclass(frozen=True)
class Check(Generic[T]):
    """One thing that must hold; `act` raises Fault where it does not, and Untried where that cannot be known."""

    clause: str
    title: str
    title_zh: str
    act: Callable[[T], None]


def proves(clause: str, title_zh: str) -> Callable[[Callable[[T], None]], Check[T]]:
    """Make a function the check of a clause; its docstring is the title."""

    def named(act: Callable[[T], None]) -> Check[T]:
        return Check(clause, (act.__doc__ or "").rstrip("."), title_zh, act)

    return named


def play(checks: Sequence[Check[T]], trial: T) -> Iterator[Result]:
    """Make the checks in their order, each whatever became of the others, and number them from 1."""
    for number, check in enumerate(checks, 1):
        outcome, why = Outcome.PASS, ""
        try:
            check.act(trial)
        except Fault as fault:
            outcome, why = Outcome.FAIL, str(fault)
        except Untried as untried:
            outcome, why = Outcome.UNTRIED, str(untried)
        yield Result(number, check.clause, check.title, check.title_zh, outcome, why)


def require(holds: bool, why: str) -> None:  # it is the very fact that is checked
    """Raise Fault with these words where a fact does not hold."""
    if not holds:
        raise Fault(why)
