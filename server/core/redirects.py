"""What is said of a record that was merged into another is said of that other. Pure; it loads and judges nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from mobile_contract.base import Command
from mobile_contract.receipts import Verdict
from server.core.decisions import Decision, Handler
from server.core.entities import Need, Needs

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class MovedOn(Exception):
    """What a batch is about was merged into other rows: those must be loaded too, and in their place."""

    def __init__(self, moved: Mapping[str, str]) -> None:
        super().__init__("rows were merged into others")
        self.moved = dict(moved)


def hops(command: Command, handler: Handler, moved: Mapping[str, str]) -> Iterator[Command]:
    """The command as said of the winners, merge by merge along a chain; nothing where it is about no loser.

    What it is about are the rows that it needs: what it only mentions stays as it was written. The base that its author
    had is of another row then, and says nothing. No merge is followed twice: of what was merged, parted and merged the
    other way round, both merges may be told.
    """
    while not handler.as_named and (named := _losers_in(command, handler.needs, moved)):
        passed = {getattr(command, name) for name in named}
        moved = {loser: winner for loser, winner in moved.items() if loser not in passed}
        command = replace(command, **named, base=0) if "entity" in named else replace(command, **named)
        yield command


def redirected(command: Command, handler: Handler, moved: Mapping[str, str]) -> Command:
    """The command at the end of its chain of merges; the very same where it is about no loser."""
    for following in hops(command, handler, moved):
        command = following
    return command


def names_any(commands: Iterable[Command], handlers: Mapping[type[Command], Handler], moved: Mapping[str, str]) -> bool:
    """Whether one of these commands is about a loser."""
    return any(redirected(one, handlers[type(one)], moved) is not one for one in commands)


def done_on(decision: Decision, winner: str) -> Decision:
    """What was decided of a winner when the loser was meant: its author is told which record it is now."""
    verdict = Verdict.REDIRECTED if decision.verdict in _DONE else decision.verdict
    return replace(decision, verdict=verdict, to=winner)


def _losers_in(command: Command, needs: Callable[[Any], Needs], moved: Mapping[str, str]) -> dict[str, str]:
    needed = {need.id if isinstance(need, Need) else need.parent for need in needs(command)}
    lost = needed & moved.keys()
    if not lost:
        return {}
    told = ((name, getattr(command, name)) for name in command.__struct_fields__ if name != "id")
    return {name: moved[value] for name, value in told if isinstance(value, str) and value in lost}
