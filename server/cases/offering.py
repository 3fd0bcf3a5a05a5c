"""Which commands an office is offered on a case: by its posts, by where the case stands, by what there is beside it.

Pure. What a command must say (a reason, a photo, a condition) is for its rule to ask.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract.case_adjustments import RequestState
from mobile_contract.case_steps import CaseTaskState
from mobile_contract.cases import CaseCommand
from server.accounts.scope import OfficeScope
from server.cases.adjusted import CaseCorrection, CaseRating, CaseRequest, CaseSupervision, WhistleDuty
from server.cases.asking import MOST_EXTENSIONS, MOST_SUSPENSIONS, is_stale
from server.cases.entities import Case, CaseTask
from server.cases.machine import STEPS, Step, outcome, posts_of
from server.cases.requests import APPROVED, DECLINED, review_of
from server.cases.rules import area_of
from server.core.authority import may
from server.core.decisions import Area, Directory
from sync.machine import Outcome
from sync.scopes import Authority


class Beside(NamedTuple):
    """The rows of a case that steps go by beside itself."""

    requests: Sequence[CaseRequest] = ()
    supervisions: Sequence[CaseSupervision] = ()
    duties: Sequence[WhistleDuty] = ()
    ratings: Sequence[CaseRating] = ()
    tasks: Sequence[CaseTask] = ()
    corrections: Sequence[CaseCorrection] = ()


def possible_commands(case: Case, known: Beside, scope: OfficeScope, directory: Directory) -> tuple[str, ...]:
    """The kinds of command that would not be refused for who asks, where the case stands or what it has, sorted."""
    kinds = {
        step.kind
        for step in STEPS
        if outcome(step, case.state) is Outcome.APPLY
        and _is_there(step, case, known)
        and _may_take(step, case, known, scope, directory)
    }
    return tuple(sorted(kinds))


def may_review(request: CaseRequest, case: Case, scope: OfficeScope, directory: Directory) -> bool:
    """Whether it is the asker's turn to review an open request."""
    approval = review_of(request.of_kind, request.turn, APPROVED)
    step = next(one for one in STEPS if one.command is adjustments.ReviewRequest and one.variant == approval)
    return _may_take(step, case, Beside(), scope, directory)


def _is_there(step: Step, case: Case, known: Beside) -> bool:
    """Whether what a row is about is there: a request whose turn it is, a card, a whistle, an extension left."""
    if step.command is adjustments.ReviewRequest:
        return any(_is_reviewed(step, one) for one in known.requests if not is_stale(one, case))
    asks = _ASKS.get(step.command)
    return asks is None or asks(case, known)


def _is_reviewed(step: Step, request: CaseRequest) -> bool:
    answers = (review_of(request.of_kind, request.turn, answer) for answer in (APPROVED, DECLINED))
    return request.state is RequestState.OPEN and step.variant in answers


def _may_take(step: Step, case: Case, known: Beside, scope: OfficeScope, directory: Directory) -> bool:
    if step.by and getattr(case, step.by) != scope.user:
        return False
    posts = posts_of(step, directory.case_switches)
    if step.command in _OF_THE_CALLED:
        areas = [Area(org=duty.department, posts=posts) for duty in known.duties]
    elif step.command is beside.FinishAssisting:
        areas = [Area(org=org, posts=posts) for org in _assisting(known)]
    else:
        areas = [area_of(step, case, directory)]
    current = Authority.CURRENT
    return any(may(scope.user, scope.holdings, posts, area, directory, scope.at) is current for area in areas)


def _assisting(known: Beside) -> list[str]:
    """The organisations whose help is awaited."""
    return [task.org for task in known.tasks if task.org is not None and task.state is CaseTaskState.OPEN]


def _is_called(case: Case, known: Beside) -> bool:
    return any(duty.whistle == case.whistle and duty.joined_at is None for duty in known.duties)


_OF_THE_CALLED = frozenset({adjustments.JoinWhistle, adjustments.LeaveWhistle})
_ASKS: Mapping[type[CaseCommand], Callable[[Case, Beside], bool]] = {
    adjustments.RequestExtension: lambda case, _: case.extensions < MOST_EXTENSIONS,
    adjustments.RequestSuspension: lambda case, _: case.suspensions < MOST_SUSPENSIONS,
    adjustments.AnswerSupervision: lambda _, known: any(
        one.replied_at is None and one.cancelled_at is None for one in known.supervisions
    ),
    adjustments.CancelSupervision: lambda _, known: any(one.cancelled_at is None for one in known.supervisions),
    adjustments.BlowWhistle: lambda case, _: case.whistle is None,
    adjustments.EndWhistle: lambda case, _: case.whistle is not None,
    adjustments.JoinWhistle: _is_called,
    adjustments.LeaveWhistle: lambda _, known: any(duty.joined_at and not duty.left_at for duty in known.duties),
    adjustments.ScoreWhistle: lambda _, known: any(duty.joined_at for duty in known.duties),
    beside.FinishAssisting: lambda _, known: bool(_assisting(known)),
    beside.AssignDown: lambda case, _: case.owner is not None,
    beside.ReopenCase: lambda case, _: not case.reopenings,
    beside.RateCase: lambda case, known: all(one.round != case.round for one in known.ratings),
}
"""By command: what of the case and of what stands beside it it goes by."""
