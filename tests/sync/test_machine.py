"""The generic machine: total, refusing tables that contradict themselves, and naming what order decides."""

from enum import StrEnum

import pytest

from sync.machine import Divergence, Machine, Outcome, Transition


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


def a_transition(
    event: str, sources: set[Lamp], target: Lamp | None, absorbed: set[Lamp] | None = None
) -> Transition[Lamp]:
    return Transition(event, frozenset(sources), target, frozenset(absorbed or ()))


LIGHT = a_transition("light", {Lamp.OFF}, Lamp.ON, {Lamp.ON})
SMASH = a_transition("smash", {Lamp.OFF, Lamp.ON}, Lamp.BROKEN)
LOOK = a_transition("look", {Lamp.OFF, Lamp.ON}, None)


def test_every_pair_of_state_and_event_has_one_outcome() -> None:
    machine = Machine(Lamp, [LIGHT, SMASH, LOOK])

    told = {(state.value, event): machine.outcome(state, event) for state in machine.states for event in machine.events}

    assert told == {
        ("off", "light"): Outcome.APPLY,
        ("on", "light"): Outcome.ABSORB,
        ("broken", "light"): Outcome.PARK,
        ("off", "smash"): Outcome.APPLY,
        ("on", "smash"): Outcome.APPLY,
        ("broken", "smash"): Outcome.PARK,
        ("off", "look"): Outcome.APPLY,
        ("on", "look"): Outcome.APPLY,
        ("broken", "look"): Outcome.PARK,
    }


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (Lamp.OFF, "light", Lamp.ON),
        (Lamp.ON, "light", Lamp.ON),
        (Lamp.ON, "look", Lamp.ON),
        (Lamp.BROKEN, "light", Lamp.BROKEN),
    ],
)
def test_only_an_applied_event_moves_the_state(state: Lamp, event: str, after: Lamp) -> None:
    assert Machine(Lamp, [LIGHT, SMASH, LOOK]).after(state, event) is after


def test_an_event_may_lead_from_different_states_to_different_ones() -> None:
    mend = [a_transition("mend", {Lamp.BROKEN}, Lamp.OFF), a_transition("mend", {Lamp.OFF}, Lamp.ON)]

    machine = Machine(Lamp, mend)

    assert machine.events == ("mend",)
    assert machine.after(Lamp.BROKEN, "mend") is Lamp.OFF
    assert machine.after(Lamp.OFF, "mend") is Lamp.ON


@pytest.mark.parametrize("pair", [(Lamp.ON, "steal"), ("melted", "light")])
def test_a_state_or_an_event_of_another_machine_has_no_outcome(pair: tuple[Lamp, str]) -> None:
    with pytest.raises(KeyError):
        Machine(Lamp, [LIGHT]).outcome(*pair)


@pytest.mark.parametrize(
    ("states", "transitions", "told"),
    [
        ([Lamp.OFF, Lamp.ON], [LIGHT, a_transition("light", {Lamp.OFF}, Lamp.BROKEN)], "two states"),
        ([Lamp.OFF, Lamp.ON], [a_transition("light", {Lamp.OFF}, Lamp.ON, {Lamp.OFF})], "both applied and absorbed"),
        ([Lamp.OFF, Lamp.ON], [SMASH], "does not have"),
        ([Lamp.OFF, Lamp.ON], [a_transition("mend", {Lamp.BROKEN}, Lamp.OFF)], "does not have"),
        ([Lamp.OFF, Lamp.ON], [a_transition("mend", set(), Lamp.OFF, {Lamp.BROKEN})], "does not have"),
    ],
)
def test_a_table_that_contradicts_itself_makes_no_machine(
    states: list[Lamp], transitions: list[Transition[Lamp]], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        Machine(states, transitions)


def test_pairs_whose_order_decides_are_named_and_others_are_not() -> None:
    machine = Machine(Lamp, [LIGHT, SMASH, LOOK, a_transition("hide", {Lamp.OFF}, Lamp.OFF, {Lamp.ON, Lamp.BROKEN})])

    assert machine.divergences() == ()

    machine = Machine(Lamp, [LIGHT, a_transition("smash", {Lamp.OFF}, Lamp.BROKEN), LOOK])

    assert machine.divergences() == (
        Divergence(Lamp.OFF, "light", "smash", first_then_second=Lamp.ON, second_then_first=Lamp.BROKEN),
    )
