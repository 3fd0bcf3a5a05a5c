"""The rows of the table for what is asked for and reviewed, ordered and whistled for (domain.md 3.3, 3.5). Data."""

from collections.abc import Iterator

from mobile_contract import case_adjustments as wire
from mobile_contract.accounts import Post
from mobile_contract.case_adjustments import RequestKind, Reviewer
from mobile_contract.cases import CaseState as S
from server.cases.entities import TimerStage
from server.cases.words import (
    ALL,
    ALL_WHO_WORK,
    ENDED,
    IN_HAND,
    OPEN,
    TERMINAL,
    UNHANDLED,
    Guard,
    Op,
    Step,
    Tick,
    Where,
    at,
    since,
)

REVIEWS: dict[RequestKind, tuple[Reviewer, ...]] = {
    RequestKind.EXTENSION: (Reviewer.DEPARTMENT, Reviewer.DISPATCHER),
    RequestKind.SUSPENSION: (Reviewer.DEPARTMENT, Reviewer.DISPATCHER),
    RequestKind.RETURN: (Reviewer.DISPATCHER,),
    RequestKind.VOID: (Reviewer.SHIFT_LEADER,),
    RequestKind.FORCED_CLOSE: (Reviewer.SUPERVISOR,),
    RequestKind.APPEAL: (Reviewer.DISPATCHER, Reviewer.ACCEPTOR),
}
"""Who reviews what, in turn. What a department asks for itself it does not review."""

APPROVED, DECLINED = "approved", "declined"

_ASKERS = frozenset({Post.HANDLER, Post.GRID_WORKER, Post.DEPARTMENT})
_SUPERVISOR = frozenset({Post.SUPERVISOR})
_STREET = frozenset({Post.DISPATCHER, Post.SUPERVISOR, Post.COMMITTEE})
_CALLED = frozenset({Post.DEPARTMENT, Post.HANDLER, Post.GRID_WORKER})
_ASKING = (Guard.REASON, Guard.ID_FREE, Guard.NOT_ASKED_YET)


def _review(
    of: RequestKind,
    turn: Reviewer,
    sources: frozenset[S],
    to: S | None = None,
    guards: tuple[Guard, ...] = (),
    ticks: tuple[Tick, ...] = (),
    parked: frozenset[S] = frozenset(),
) -> Iterator[Step]:
    """Both answers of one reviewer. To decline is always in time; an approval that comes too late changes nothing, but
    in the states `parked`, where a person must see it.
    """
    posts = frozenset({Post(turn.value)})
    where = Where.DEPARTMENT if turn is Reviewer.DEPARTMENT else Where.GRID
    folded = turn is Reviewer.SHIFT_LEADER
    last = turn is REVIEWS[of][-1]
    yield Step(
        command=wire.ReviewRequest,
        variant=review_of(of, turn, APPROVED),
        posts=posts,
        where=where,
        turn=turn,
        folded=folded,
        sources=sources,
        to=to if last else None,
        absorbed=ALL - sources - parked,
        guards=guards,
        ticks=ticks if last else (),
    )
    yield Step(
        command=wire.ReviewRequest,
        variant=review_of(of, turn, DECLINED),
        posts=posts,
        where=where,
        turn=turn,
        folded=folded,
        sources=ALL,
        guards=(Guard.REASON,),
    )


def review_of(of: RequestKind, turn: Reviewer, answer: str) -> str:
    """The name of a review's row among those of its command."""
    return f"{of}:{turn}:{answer}"


ASKING: tuple[Step, ...] = (
    Step(
        command=wire.RequestExtension, posts=_ASKERS, where=Where.DEPARTMENT, also="handler", offline=True,
        sources=IN_HAND, absorbed=since(S.PENDING_CONFIRM) | TERMINAL,
        guards=(*_ASKING, Guard.NOT_OVERDUE, Guard.EXTENDABLE),
    ),
    Step(
        command=wire.RequestSuspension, posts=_ASKERS, where=Where.DEPARTMENT, also="handler", offline=True,
        sources=IN_HAND, absorbed=since(S.SUSPENDED) | TERMINAL, guards=(*_ASKING, Guard.SUSPENDABLE),
    ),
    Step(
        command=wire.RequestVoid, posts=frozenset({Post.ACCEPTOR, Post.DISPATCHER, Post.SHIFT_LEADER}),
        where=Where.GRID, sources=UNHANDLED, absorbed=at(S.VOIDED), guards=_ASKING,
    ),
    Step(
        command=wire.RequestForcedClose, posts=_SUPERVISOR, where=Where.GRID, sources=OPEN, absorbed=ENDED,
        guards=_ASKING,
    ),
    Step(
        command=wire.AppealTimeout, posts=frozenset({Post.DEPARTMENT}), where=Where.DEPARTMENT, sources=ENDED,
        guards=(*_ASKING, Guard.WAS_OVERDUE, Guard.APPEALABLE),
    ),
)  # fmt: skip

REVIEWING: tuple[Step, ...] = (
    *_review(RequestKind.EXTENSION, Reviewer.DEPARTMENT, IN_HAND),
    *_review(
        RequestKind.EXTENSION,
        Reviewer.DISPATCHER,
        IN_HAND,
        guards=(Guard.EXTENDABLE,),
        ticks=(Tick(Op.EXTEND, TimerStage.HANDLE),),
    ),
    *_review(RequestKind.SUSPENSION, Reviewer.DEPARTMENT, IN_HAND),
    *_review(
        RequestKind.SUSPENSION,
        Reviewer.DISPATCHER,
        IN_HAND,
        S.SUSPENDED,
        guards=(Guard.SUSPENDABLE,),
        ticks=(Tick(Op.PAUSE, TimerStage.HANDLE),),
    ),
    *_review(
        RequestKind.RETURN,
        Reviewer.DISPATCHER,
        at(S.PENDING_HANDLE),
        S.PENDING_DISPATCH,
        ticks=(Tick(Op.DROP, TimerStage.HANDLE), Tick(Op.START, TimerStage.DISPATCH)),
    ),
    *_review(
        RequestKind.VOID,
        Reviewer.SHIFT_LEADER,
        UNHANDLED,
        S.VOIDED,
        ticks=(Tick(Op.DROP),),
        parked=OPEN - UNHANDLED,
    ),
    *_review(
        RequestKind.FORCED_CLOSE,
        Reviewer.SUPERVISOR,
        OPEN,
        S.FORCED_CLOSED,
        guards=(Guard.SECOND_PERSON,),
        ticks=(Tick(Op.STOP),),
    ),
    *_review(RequestKind.APPEAL, Reviewer.DISPATCHER, ENDED),
    *_review(RequestKind.APPEAL, Reviewer.ACCEPTOR, ENDED),
)

ORDERING: tuple[Step, ...] = (
    Step(
        command=wire.SuperviseCase, posts=_SUPERVISOR, where=Where.GRID, sources=OPEN, absorbed=TERMINAL,
        guards=(Guard.REASON, Guard.ID_FREE),
    ),
    Step(
        command=wire.UrgeCase, posts=ALL_WHO_WORK, where=Where.CONCERNED, sources=OPEN, absorbed=TERMINAL,
        guards=(Guard.ID_FREE,),
    ),
    Step(
        command=wire.AnswerSupervision, posts=frozenset({Post.DEPARTMENT, Post.DISPATCHER, Post.ACCEPTOR}),
        where=Where.CONCERNED, sources=ALL, guards=(Guard.REASON, Guard.UNANSWERED),
    ),
    Step(
        command=wire.CancelSupervision, posts=_SUPERVISOR, where=Where.GRID, sources=ALL,
        guards=(Guard.REASON, Guard.UNCANCELLED),
    ),
    Step(
        command=wire.BlowWhistle, posts=_STREET, where=Where.STREET, sources=OPEN, absorbed=TERMINAL,
        guards=(Guard.ID_FREE, Guard.NO_WHISTLE, Guard.ORGS_THERE, Guard.JOIN_TIME, Guard.JOINT_MATTER),
    ),
    Step(
        command=wire.JoinWhistle, posts=_CALLED, where=Where.DEPARTMENT, sources=ALL, offline=True,
        guards=(Guard.ON_DUTY,),
    ),
    Step(
        command=wire.LeaveWhistle, posts=_CALLED, where=Where.DEPARTMENT, sources=ALL, offline=True,
        guards=(Guard.ON_DUTY,),
    ),
    Step(command=wire.ScoreWhistle, posts=_STREET, where=Where.STREET, sources=ALL, guards=(Guard.ON_DUTY,)),
    Step(
        command=wire.EndWhistle, posts=_STREET, where=Where.STREET, sources=ALL,
        guards=(Guard.WHISTLE_OPEN, Guard.ALL_BACK),
    ),
)  # fmt: skip
