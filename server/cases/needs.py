"""Which rows a step reads, worked out once from the table: what its guards, clocks and effects ask for. Pure."""

from collections.abc import Iterator, Mapping

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.cases import CaseCommand
from server.accounts.entities import GridGrant, Membership, Org, User
from server.cases.adjusted import (
    CaseLink,
    CaseRating,
    CaseRequest,
    CaseSupervision,
    CaseWhistle,
    JointList,
    WhistleDuty,
)
from server.cases.asking import KIND_ASKED, duty_id
from server.cases.effects import COUNTER, link_id
from server.cases.entities import Case, CaseCounter, CaseEvent, CaseGrant, CaseTask, CaseTimer
from server.cases.joint import JOINT
from server.cases.machine import STEPS
from server.cases.words import TERMINAL, Guard
from server.core.entities import Conflict, Entity, Need, NeedChildren, Needs
from server.uploads.entities import Photo

Child = tuple[type[Entity], str]

_PHOTOS = frozenset(
    {Guard.PHOTOS_AFTER, Guard.PHOTOS_ARRIVED, Guard.PHOTOS_BOTH, Guard.PHOTO_OF_CHECK, Guard.PHOTO_OR_REASON}
)
_CLOCKS = frozenset({Guard.NOT_OVERDUE, Guard.WAS_OVERDUE})
_SENDS = frozenset({wire.AssignCase, wire.SendCheck, beside.SendVerify})
_CHANGES_HANDS = frozenset(
    {*_SENDS, beside.RecallChecker, beside.RevokeAssignment, beside.ReworkDepartment, beside.UnmergeCase}
)
_HAS_TASKS = frozenset(
    {
        wire.SubmitCheck,
        beside.SubmitVerify,
        beside.RecallChecker,
        beside.FinishAssisting,
        beside.ReturnToDispatcher,
        beside.UnmergeCase,
        adjustments.ReviewRequest,
    }
)
_MOVES_ALL = frozenset({*_SENDS, beside.CorrectCase})
"""What changes who sees a case changes who sees its events and photos."""


def needs_of(command: CaseCommand) -> Needs:
    """The case, what the command names, and the rows of the case that it asks for."""
    yield Need(Case, command.entity)
    yield from _named(command)
    for entity, column in CHILDREN[type(command)]:
        yield NeedChildren(entity, column, command.entity)


def _children_of(command: type[CaseCommand]) -> Iterator[Child]:
    steps = [step for step in STEPS if step.command is command]
    guards = {guard for step in steps for guard in step.guards}
    ends = any(step.to in TERMINAL for step in steps)
    if command in _MOVES_ALL:
        yield CaseEvent, "case_id"
    if command is beside.CorrectCase:
        yield Conflict, "entity"
    if command in _HAS_TASKS or ends:
        yield CaseTask, "case_id"
    if any(step.ticks for step in steps) or guards & _CLOCKS:
        yield CaseTimer, "case_id"
    if command in KIND_ASKED:
        yield CaseRequest, "case_id"
    if command is adjustments.CancelSupervision:
        yield CaseSupervision, "case_id"
    if command is beside.UnmergeCase:
        yield CaseLink, "case_id"
    if Guard.SAME_MATTER in guards:
        yield CaseLink, "into_case"
    if Guard.NOT_RATED in guards:
        yield CaseRating, "case_id"
    if command in _CHANGES_HANDS or ends or any(step.by in ("handler", "checker") for step in steps):
        yield CaseGrant, "case_id"
    if command in _MOVES_ALL or guards & _PHOTOS:
        yield Photo, "subject_id"


CHILDREN: Mapping[type[CaseCommand], tuple[Child, ...]] = {
    command: tuple(_children_of(command)) for command in {step.command for step in STEPS}
}
"""By command: the rows of its case that it reads, all of a kind at once."""


def _named(command: CaseCommand) -> Needs:
    match command:
        case wire.FileCase():
            yield Need(CaseCounter, COUNTER)
        case wire.DispatchCase():
            yield from _orgs(command.department, *command.assisting)
        case wire.AssignCase():
            yield from _person(command.handler)
        case wire.SendCheck() | beside.SendVerify():
            yield from _person(command.checker)
        case beside.MergeCase():
            yield Need(Case, command.duplicate_of)
            yield Need(CaseLink, link_id(command.entity, command.duplicate_of))
        case beside.ReturnToDispatcher():
            yield Need(CaseRequest, command.request)
        case _:
            yield from _named_beside(command)


def _named_beside(command: CaseCommand) -> Needs:
    """The rows of their own that requests, orders and whistles name."""
    match command:
        case adjustments.CaseRequestCommand():
            yield Need(CaseRequest, command.request)
        case adjustments.SuperviseCase() | adjustments.UrgeCase():
            yield Need(CaseSupervision, command.supervision)
        case adjustments.AnswerSupervision() | adjustments.CancelSupervision():
            yield Need(CaseSupervision, command.supervision)
        case adjustments.BlowWhistle():
            yield Need(CaseWhistle, command.whistle)
            yield from _orgs(*command.departments)
            if command.joint_matter is not None:
                yield Need(JointList, JOINT)
        case adjustments.JoinWhistle() | adjustments.LeaveWhistle() | adjustments.ScoreWhistle():
            yield Need(CaseWhistle, command.whistle)
            yield Need(WhistleDuty, duty_id(command.whistle, command.department))
        case adjustments.EndWhistle():
            yield Need(CaseWhistle, command.whistle)
            yield NeedChildren(WhistleDuty, "whistle", command.whistle)
        case _:
            pass


def _person(user: str) -> Needs:
    yield Need(User, user)
    yield NeedChildren(Membership, "user_id", user)
    yield NeedChildren(GridGrant, "user_id", user)


def _orgs(*orgs: str) -> Iterator[Need]:
    return (Need(Org, org) for org in orgs)
