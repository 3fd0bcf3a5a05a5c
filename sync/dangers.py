"""The machine of dangers: the table of the contract made total. Pure; it judges nothing itself."""

from collections.abc import Iterator

from mobile_contract.danger_machine import BY_EVENT, FAIL, PASS, ROWS, DangerRow, DangerState
from mobile_contract.hazards import DangerCommand, ReinspectDanger, ReinspectionResult
from sync.machine import Machine, Outcome, Transition


def _transitions(row: DangerRow) -> Iterator[Transition[DangerState]]:
    """A row as the machine has it; what comes too late does so whichever way it would have gone."""
    for place, way in enumerate(row.ways):
        yield Transition(row.event, way.sources, way.target, row.absorbed if place == 0 else frozenset())


DANGERS: Machine[DangerState] = Machine(DangerState, (one for row in ROWS for one in _transitions(row)))
"""Total over all its states and events."""


def row_of(command: DangerCommand) -> DangerRow:
    """The row that a command is."""
    if isinstance(command, ReinspectDanger):
        return BY_EVENT[PASS if command.result is ReinspectionResult.PASS else FAIL]
    return BY_EVENT[str(command.__struct_config__.tag)]


def outcome_of(row: DangerRow, state: DangerState, *, round_seen: int, round_now: int) -> Outcome:
    """Apply, absorb or park. Where it would apply, but was done in a round that is over, the table says which."""
    found = DANGERS.outcome(state, row.event)
    if found is Outcome.APPLY and row.stale is not None and 0 < round_seen < round_now:
        return Outcome(row.stale.value)
    return found
