"""What becomes of an event in a state that its author may not have seen: a total function. It knows no case."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

S = TypeVar("S", bound=StrEnum)


class Outcome(StrEnum):
    """The three answers of a machine; there is no fourth (sync.md 8)."""

    APPLY = "apply"
    ABSORB = "absorb"
    PARK = "park"


@dataclass(frozen=True, slots=True)
class Transition(Generic[S]):
    """From each of `sources` the event leads to `target` (None: it stays); in each of `absorbed` it comes too late."""

    event: str
    sources: frozenset[S]
    target: S | None
    absorbed: frozenset[S] = frozenset()


@dataclass(frozen=True, slots=True)
class Divergence(Generic[S]):
    """Two events, both lawful in a state, that end differently in their two orders."""

    state: S
    first: str
    second: str
    first_then_second: S
    second_then_first: S


class Machine(Generic[S]):
    """Transitions as a total function: what is neither applied nor absorbed is parked."""

    def __init__(self, states: Iterable[S], transitions: Iterable[Transition[S]]) -> None:
        """Raises ValueError for a state that is none, and for a pair that would have two outcomes."""
        self.states: tuple[S, ...] = tuple(states)
        self._targets: dict[tuple[S, str], S] = {}
        self._absorbed: set[tuple[S, str]] = set()
        events: dict[str, None] = {}
        for transition in transitions:
            events[transition.event] = None
            self._take(transition)
        self.events: tuple[str, ...] = tuple(events)
        self._pairs = frozenset((state, event) for state in self.states for event in self.events)
        strangers = (self._targets.keys() | self._absorbed) - self._pairs
        strangers |= {pair for pair, target in self._targets.items() if target not in self.states}
        if strangers:
            raise ValueError(f"states that the machine does not have: {sorted(strangers)}")

    def _take(self, transition: Transition[S]) -> None:
        event = transition.event
        for state in sorted(transition.sources):
            if (state, event) in self._targets:
                raise ValueError(f"{event} leads from {state} to two states")
            self._targets[state, event] = state if transition.target is None else transition.target
        self._absorbed |= {(state, event) for state in transition.absorbed}
        both = self._absorbed & self._targets.keys()
        if both:
            raise ValueError(f"both applied and absorbed: {sorted(both)}")

    def outcome(self, state: S, event: str) -> Outcome:
        """Apply, absorb or park, for every state and every event of the machine; KeyError for any other."""
        if (state, event) in self._targets:
            return Outcome.APPLY
        if (state, event) in self._absorbed:
            return Outcome.ABSORB
        if (state, event) not in self._pairs:
            raise KeyError((state, event))
        return Outcome.PARK

    def after(self, state: S, event: str) -> S:
        """The state after the event: its target if it applies, else the same state."""
        if self.outcome(state, event) is Outcome.APPLY:
            return self._targets[state, event]
        return state

    def divergences(self) -> tuple[Divergence[S], ...]:
        """Every concurrent pair whose two orders end differently: each is a decision that somebody must have taken."""
        return tuple(
            Divergence(state, first, second, one, other)
            for state in self.states
            for at, first in enumerate(self.events)
            for second in self.events[at + 1 :]
            if self._both_apply(state, first, second)
            and (one := self.after(self.after(state, first), second))
            != (other := self.after(self.after(state, second), first))
        )

    def _both_apply(self, state: S, first: str, second: str) -> bool:
        return self.outcome(state, first) is Outcome.APPLY and self.outcome(state, second) is Outcome.APPLY
