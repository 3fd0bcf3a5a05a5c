"""What may become of a case: the one table of commands and states (domain.md 3.2). Pure; it judges nothing itself."""

from dataclasses import dataclass
from enum import StrEnum

from mobile_contract import cases as wire
from mobile_contract.accounts import Post
from mobile_contract.cases import CaseCommand, CaseState, CheckResult
from mobile_contract.commands import kind_of
from sync.machine import Machine, Transition

_PATH = (
    CaseState.REPORTED,
    CaseState.PENDING_FILING,
    CaseState.PENDING_DISPATCH,
    CaseState.PENDING_HANDLE,
    CaseState.HANDLING,
    CaseState.SUSPENDED,
    CaseState.PENDING_CONFIRM,
    CaseState.PENDING_CHECK,
    CaseState.CHECKING,
    CaseState.PENDING_CLOSE,
    CaseState.CLOSED,
)
TERMINAL = frozenset(
    {
        CaseState.CLOSED,
        CaseState.FORCED_CLOSED,
        CaseState.REFUSED,
        CaseState.NOT_FILED,
        CaseState.VOIDED,
        CaseState.MERGED,
    }
)
"""States that a case does not leave by itself."""

ALL_WHO_WORK = frozenset(
    {
        Post.GRID_WORKER,
        Post.GRID_CHIEF,
        Post.GRID_ADVISER,
        Post.ACCEPTOR,
        Post.SHIFT_LEADER,
        Post.DISPATCHER,
        Post.DEPARTMENT,
        Post.HANDLER,
        Post.COMMITTEE,
        Post.SUPERVISOR,
    }
)
"""Whoever may be concerned with a case; residents read and rate by other ways."""


class Where(StrEnum):
    """Over what the actor must have a post: the case's grid, its lead department, or either of the two."""

    GRID = "grid"
    DEPARTMENT = "department"
    CONCERNED = "concerned"


class Guard(StrEnum):
    """A fact that must hold for a step to be applied; rules.py asks for it and refuses without it."""

    REASON = "reason"
    KNOWN_CLASS = "known_class"
    HAS_CLASS = "has_class"
    ORG_THERE = "org_there"
    HANDLER_THERE = "handler_there"
    CHECKER_THERE = "checker_there"
    OTHER_PERSON = "other_person"
    PHOTOS_AFTER = "photos_after"
    PHOTO_OF_CHECK = "photo_of_check"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of the table: a command leads from `sources` to `to` (None: nothing moves).

    `absorbed` are the states in which it comes too late to matter; where `agrees` names a field, it is too late only
    if the case has the command's own value there: two departments, say, are a conflict. `by` names the field with the
    only person who may. A `bound` step counts for the assignment that its author saw, and not for a later one.
    """

    command: type[CaseCommand]
    posts: frozenset[Post]
    where: Where
    sources: frozenset[CaseState]
    to: CaseState | None = None
    absorbed: frozenset[CaseState] = frozenset()
    result: CheckResult | None = None
    agrees: str = ""
    by: str = ""
    bound: bool = False
    guards: tuple[Guard, ...] = ()

    @property
    def event(self) -> str:
        """The machine's name for it: the command's kind, and what a check found."""
        return _event(str(self.command.__struct_config__.tag), self.result)


def event_of(command: CaseCommand) -> str:
    """The event that a command is."""
    return _event(kind_of(command), command.result if isinstance(command, wire.SubmitCheck) else None)


def _event(kind: str, result: CheckResult | None) -> str:
    return kind if result is None else f"{kind}:{result}"


def _at(*states: CaseState) -> frozenset[CaseState]:
    return frozenset(states)


def _since(state: CaseState) -> frozenset[CaseState]:
    return frozenset(_PATH[_PATH.index(state) :])


_BY_HANDLER = frozenset({Post.HANDLER, Post.GRID_WORKER})
_BY_CHECKER = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})

STEPS: tuple[Step, ...] = (
    Step(
        command=wire.AcceptCase, posts=frozenset({Post.ACCEPTOR}), where=Where.GRID,
        sources=_at(CaseState.REPORTED), to=CaseState.PENDING_FILING, absorbed=_since(CaseState.PENDING_FILING),
    ),
    Step(
        command=wire.RefuseCase, posts=frozenset({Post.ACCEPTOR}), where=Where.GRID,
        sources=_at(CaseState.REPORTED), to=CaseState.REFUSED, absorbed=_at(CaseState.REFUSED),
        guards=(Guard.REASON,),
    ),
    Step(
        command=wire.FileCase, posts=frozenset({Post.SHIFT_LEADER}), where=Where.GRID,
        sources=_at(CaseState.PENDING_FILING), to=CaseState.PENDING_DISPATCH,
        absorbed=_since(CaseState.PENDING_DISPATCH), agrees="class_code", guards=(Guard.KNOWN_CLASS,),
    ),
    Step(
        command=wire.NotFileCase, posts=frozenset({Post.SHIFT_LEADER}), where=Where.GRID,
        sources=_at(CaseState.PENDING_FILING), to=CaseState.NOT_FILED, absorbed=_at(CaseState.NOT_FILED),
        guards=(Guard.REASON,),
    ),
    Step(
        command=wire.DispatchCase, posts=frozenset({Post.DISPATCHER}), where=Where.GRID,
        sources=_at(CaseState.PENDING_DISPATCH), to=CaseState.PENDING_HANDLE,
        absorbed=_since(CaseState.PENDING_HANDLE), agrees="department", guards=(Guard.ORG_THERE,),
    ),
    Step(
        command=wire.AssignCase, posts=frozenset({Post.DEPARTMENT}), where=Where.DEPARTMENT,
        sources=_at(CaseState.PENDING_HANDLE), to=CaseState.HANDLING,
        absorbed=_since(CaseState.HANDLING), agrees="handler", guards=(Guard.HANDLER_THERE,),
    ),
    Step(
        command=wire.RecordProgress, posts=_BY_HANDLER, where=Where.CONCERNED,
        sources=_at(CaseState.HANDLING), absorbed=_since(CaseState.SUSPENDED) | TERMINAL, by="handler",
    ),
    Step(
        command=wire.FinishHandling, posts=_BY_HANDLER, where=Where.CONCERNED,
        sources=_at(CaseState.HANDLING), to=CaseState.PENDING_CONFIRM, absorbed=_since(CaseState.PENDING_CONFIRM),
        by="handler", bound=True, guards=(Guard.PHOTOS_AFTER,),
    ),
    Step(
        command=wire.ConfirmHandling, posts=frozenset({Post.DEPARTMENT}), where=Where.DEPARTMENT,
        sources=_at(CaseState.PENDING_CONFIRM), to=CaseState.PENDING_CHECK, absorbed=_since(CaseState.PENDING_CHECK),
    ),
    Step(
        command=wire.ReworkHandling, posts=frozenset({Post.DEPARTMENT}), where=Where.DEPARTMENT,
        sources=_at(CaseState.PENDING_CONFIRM), to=CaseState.HANDLING, absorbed=_at(CaseState.HANDLING),
        guards=(Guard.REASON,),
    ),
    Step(
        command=wire.SendCheck, posts=frozenset({Post.ACCEPTOR}), where=Where.GRID,
        sources=_at(CaseState.PENDING_CHECK), to=CaseState.CHECKING, absorbed=_since(CaseState.CHECKING),
        agrees="checker", guards=(Guard.OTHER_PERSON, Guard.CHECKER_THERE),
    ),
    Step(
        command=wire.SubmitCheck, result=CheckResult.PASSED, posts=_BY_CHECKER, where=Where.GRID,
        sources=_at(CaseState.CHECKING), to=CaseState.PENDING_CLOSE, absorbed=_since(CaseState.PENDING_CLOSE),
        by="checker", guards=(Guard.PHOTO_OF_CHECK,),
    ),
    Step(
        command=wire.SubmitCheck, result=CheckResult.FAILED, posts=_BY_CHECKER, where=Where.GRID,
        sources=_at(CaseState.CHECKING), to=CaseState.PENDING_CHECK, absorbed=_at(CaseState.PENDING_CHECK),
        by="checker", guards=(Guard.PHOTO_OF_CHECK,),
    ),
    Step(
        command=wire.CloseCase, posts=frozenset({Post.SHIFT_LEADER}), where=Where.GRID,
        sources=_at(CaseState.PENDING_CLOSE), to=CaseState.CLOSED,
        absorbed=_at(CaseState.CLOSED, CaseState.FORCED_CLOSED), guards=(Guard.HAS_CLASS,),
    ),
    Step(
        command=wire.CommentCase, posts=ALL_WHO_WORK, where=Where.CONCERNED,
        sources=frozenset(CaseState) - TERMINAL, absorbed=TERMINAL,
    ),
)  # fmt: skip
"""The table. A result with evidence that meets a void, a merger or a forced closing is parked, never absorbed."""

BY_EVENT: dict[str, Step] = {step.event: step for step in STEPS}

CASES: Machine[CaseState] = Machine(
    CaseState, (Transition(step.event, step.sources, step.to, step.absorbed) for step in STEPS)
)
"""The machine of the table."""
