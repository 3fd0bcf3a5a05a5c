"""What may become of a case: the one table of commands and states (domain.md 3.2). Pure; it judges nothing itself.

`python -m server.cases.telling` writes it down, with the pairs that order decides.
"""

from collections.abc import Iterator

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import Post
from mobile_contract.cases import CaseCommand, CaseState
from mobile_contract.commands import kind_of
from server.cases import requests, way
from server.cases.adjusted import CaseRequest
from server.cases.entities import Case
from server.cases.words import ALL_WHO_WORK, COLLECTED, TERMINAL, Guard, Step, Where, event_name
from server.core.decisions import CaseSwitches
from sync.machine import Machine, Outcome, Transition

__all__ = ["ALL_WHO_WORK", "BY_EVENT", "CASES", "STEPS", "TERMINAL", "Guard", "Step", "Where", "posts_of", "step_of"]

STEPS: tuple[Step, ...] = (
    *way.COLLECTING,
    *way.HANDLING,
    *way.CHECKING,
    *way.STANDING,
    *requests.ASKING,
    *requests.REVIEWING,
    *requests.ORDERING,
)
"""The table. A result with evidence that meets a void, a merger or a forced closing is parked, never absorbed."""

BY_EVENT: dict[str, Step] = {step.event: step for step in STEPS}


def _transitions(step: Step) -> Iterator[Transition[CaseState]]:
    """A row as the machine has it; one that leads back is one transition for each state that it may lead to."""
    if not step.back:
        yield Transition(step.event, step.sources, step.to, step.absorbed)
    for target in sorted(step.back):
        yield Transition(f"{step.event}>{target}", step.sources, target, step.absorbed)


CASES: Machine[CaseState] = Machine(CaseState, (one for step in STEPS for one in _transitions(step)))
"""The machine of the table: total over all its states and events."""


def outcome(step: Step, state: CaseState) -> Outcome:
    """Whether a row applies in a state, comes too late there, or is for a person to see."""
    return CASES.outcome(state, step.event if not step.back else f"{step.event}>{min(step.back)}")


def target(step: Step, case: Case) -> CaseState:
    """Where a row that applies leads a case; back to a state that is not told, to the first of its way."""
    if step.back:
        before = case.back_to
        return before if before is not None and before in step.back else min(step.back)
    return case.state if step.to is None else step.to


def step_of(command: CaseCommand, case: Case, switches: CaseSwitches, request: CaseRequest | None = None) -> Step:
    """The row that a command is, of a case as it stands; of a review, of its request too."""
    return BY_EVENT[event_name(kind_of(command), _variant(command, case, switches, request))]


def _variant(command: CaseCommand, case: Case, switches: CaseSwitches, request: CaseRequest | None) -> str:
    match command:
        case wire.SubmitCheck():
            return command.result.value
        case beside.AuditSelfHandled():
            return way.ACCEPTED if command.accepted else way.REFUSED
        case beside.ReturnToDispatcher():
            return way.ASKED if switches.return_needs_approval else way.DONE
        case adjustments.ReviewRequest():
            if request is None:
                raise LookupError("a review is of a request")
            answer = requests.APPROVED if command.approved else requests.DECLINED
            return requests.review_of(request.of_kind, request.turn, answer)
        case _:
            return _variant_by_state(command, case, switches)


def _variant_by_state(command: CaseCommand, case: Case, switches: CaseSwitches) -> str:
    match command:
        case beside.SelfHandle():
            skipped = switches.reports_skip_acceptor and case.state is CaseState.PENDING_FILING
            return way.UNACCEPTED if skipped else way.REPORTED
        case beside.RecallChecker():
            return way.VERIFY if case.state in COLLECTED else way.CHECK
        case beside.CorrectCase():
            return way.EARLY if case.state in COLLECTED else way.SENT_ON
        case beside.ReopenCase():
            return way.UNFILED if case.case_no is None else way.FILED
        case _:
            return ""


def posts_of(step: Step, switches: CaseSwitches) -> frozenset[Post]:
    """Who may take a row in this district: where there are no shift leaders, acceptors do their part."""
    return step.posts | {Post.ACCEPTOR} if step.folded and not switches.shift_leader else step.posts


def is_online(command: type[CaseCommand]) -> bool:
    """Whether a command is decided at a desk, or by a phone that is online: none of its rows may be queued."""
    return not any(step.offline for step in STEPS if step.command is command)


def may_ever(command: type[CaseCommand]) -> frozenset[Post]:
    """Who may give a command in any district, by any of its rows."""
    without = CaseSwitches(shift_leader=False)
    return frozenset(post for step in STEPS if step.command is command for post in posts_of(step, without))
