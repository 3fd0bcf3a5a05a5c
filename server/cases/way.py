"""The rows of the table that lead a case on its way and back on it (domain.md 3.2). Data; machine.py reads it."""

from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import Post
from mobile_contract.cases import CaseState as S
from mobile_contract.cases import CheckResult
from server.cases.entities import TimerStage
from server.cases.words import (
    ALL_WHO_WORK,
    COLLECTED,
    ENDED,
    GIVEN_OUT,
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

_ACCEPTOR = frozenset({Post.ACCEPTOR})
_SHIFT_LEADER = frozenset({Post.SHIFT_LEADER})
_DISPATCHER = frozenset({Post.DISPATCHER})
_DEPARTMENT = frozenset({Post.DEPARTMENT})
_BY_HANDLER = frozenset({Post.HANDLER, Post.GRID_WORKER})
_BY_CHECKER = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})
LEVELS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.COMMITTEE, Post.ACCEPTOR, Post.DISPATCHER})
"""Who moves a case up and down the tree."""

_LEVEL_OVER = Tick(Op.STOP, TimerStage.LEVEL)
_NEW_LEVEL = (_LEVEL_OVER, Tick(Op.START, TimerStage.LEVEL))

ACCEPTED, REFUSED = "accepted", "refused"
REPORTED, UNACCEPTED = "reported", "unaccepted"
DONE, ASKED = "done", "asked"
FILED, UNFILED = "filed", "unfiled"
"""Of a case that is opened again: one that a worker handled alone was never filed, and is so now."""

VERIFY, CHECK = "verify", "check"
EARLY, SENT_ON = "unfiled", "filed"
"""Of a correction: whose it is, and whether the class may still be corrected."""

COLLECTING: tuple[Step, ...] = (
    Step(
        command=beside.SelfHandle, variant=REPORTED, posts=_BY_CHECKER, where=Where.GRID, offline=True,
        sources=at(S.REPORTED), to=S.SELF_AUDIT, absorbed=at(S.SELF_AUDIT, S.CLOSED),
        guards=(Guard.MAY_SELF_HANDLE, Guard.PHOTOS_BOTH), ticks=(Tick(Op.STOP, TimerStage.ACCEPT),),
    ),
    Step(
        command=beside.SelfHandle, variant=UNACCEPTED, posts=_BY_CHECKER, where=Where.GRID, offline=True,
        sources=at(S.PENDING_FILING), to=S.SELF_AUDIT, absorbed=at(S.SELF_AUDIT, S.CLOSED),
        guards=(Guard.MAY_SELF_HANDLE, Guard.PHOTOS_BOTH),
    ),
    Step(
        command=beside.AuditSelfHandled, variant=ACCEPTED, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.SELF_AUDIT), to=S.CLOSED, absorbed=at(S.CLOSED), guards=(Guard.PHOTOS_BOTH,), ticks=(_LEVEL_OVER,),
    ),
    Step(
        command=beside.AuditSelfHandled, variant=REFUSED, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.SELF_AUDIT), to=S.VOIDED, absorbed=at(S.VOIDED), guards=(Guard.REASON,), ticks=(_LEVEL_OVER,),
    ),
    Step(
        command=beside.SendVerify, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.REPORTED), to=S.VERIFYING, absorbed=at(S.VERIFYING), agrees="checker",
        guards=(Guard.CHECKER_THERE,),
        ticks=(Tick(Op.PAUSE, TimerStage.ACCEPT, if_on="accept_pauses_in_verify"), Tick(Op.START, TimerStage.VERIFY)),
    ),
    Step(
        command=beside.SubmitVerify, posts=_BY_CHECKER, where=Where.GRID, by="checker", offline=True,
        sources=at(S.VERIFYING), to=S.REPORTED, absorbed=at(S.REPORTED) | since(S.PENDING_FILING),
        guards=(Guard.PHOTO_OR_REASON,),
        ticks=(Tick(Op.STOP, TimerStage.VERIFY), Tick(Op.RESUME, TimerStage.ACCEPT)),
    ),
    Step(
        command=beside.RecallChecker, variant=VERIFY, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.VERIFYING), to=S.REPORTED, absorbed=at(S.REPORTED), guards=(Guard.REASON,),
        ticks=(Tick(Op.DROP, TimerStage.VERIFY), Tick(Op.RESUME, TimerStage.ACCEPT)),
    ),
    Step(
        command=wire.AcceptCase, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.REPORTED), to=S.PENDING_FILING, absorbed=since(S.PENDING_FILING),
        ticks=(Tick(Op.STOP, TimerStage.ACCEPT),),
    ),
    Step(
        command=wire.RefuseCase, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.REPORTED), to=S.REFUSED, absorbed=at(S.REFUSED),
        guards=(Guard.REASON,), ticks=(Tick(Op.STOP, TimerStage.ACCEPT), _LEVEL_OVER),
    ),
    Step(
        command=wire.FileCase, posts=_SHIFT_LEADER, where=Where.GRID, folded=True,
        sources=at(S.PENDING_FILING), to=S.PENDING_DISPATCH, absorbed=since(S.PENDING_DISPATCH), agrees="class_code",
        guards=(Guard.CLASS_IN_FORCE,), ticks=(Tick(Op.START, TimerStage.DISPATCH),),
    ),
    Step(
        command=wire.NotFileCase, posts=_SHIFT_LEADER, where=Where.GRID, folded=True,
        sources=at(S.PENDING_FILING), to=S.NOT_FILED, absorbed=at(S.NOT_FILED), guards=(Guard.REASON,),
        ticks=(_LEVEL_OVER,),
    ),
    Step(
        command=beside.MergeCase, posts=_ACCEPTOR | _DISPATCHER, where=Where.GRID,
        sources=OPEN, to=S.MERGED, absorbed=at(S.MERGED), agrees="duplicate_of",
        guards=(Guard.SAME_MATTER,), ticks=(Tick(Op.PAUSE),),
    ),
    Step(
        command=beside.UnmergeCase, posts=_ACCEPTOR | _DISPATCHER, where=Where.GRID,
        sources=at(S.MERGED), back=OPEN, absorbed=OPEN, guards=(Guard.REASON,),
        ticks=(Tick(Op.RESUME), Tick(Op.RESUME, TimerStage.LEVEL)),
    ),
)  # fmt: skip

HANDLING: tuple[Step, ...] = (
    Step(
        command=wire.DispatchCase, posts=_DISPATCHER, where=Where.GRID,
        sources=at(S.PENDING_DISPATCH), to=S.PENDING_HANDLE, absorbed=since(S.PENDING_HANDLE), agrees="department",
        guards=(Guard.FILED, Guard.ORGS_THERE, Guard.NOT_JUST_RETURNED),
        ticks=(Tick(Op.STOP, TimerStage.DISPATCH), Tick(Op.START, TimerStage.HANDLE)),
    ),
    Step(
        command=beside.ReturnToAcceptor, posts=_DISPATCHER, where=Where.GRID,
        sources=at(S.PENDING_DISPATCH), to=S.REPORTED, absorbed=at(S.REPORTED), guards=(Guard.REASON,),
        ticks=(
            Tick(Op.STOP, TimerStage.DISPATCH),
            Tick(Op.START, TimerStage.ACCEPT, if_on="return_restarts_accept"),
            Tick(Op.AGAIN, TimerStage.ACCEPT, if_off="return_restarts_accept"),
        ),
    ),
    Step(
        command=wire.AssignCase, posts=_DEPARTMENT, where=Where.DEPARTMENT,
        sources=at(S.PENDING_HANDLE), to=S.HANDLING, absorbed=since(S.HANDLING), agrees="handler",
        guards=(Guard.HANDLER_THERE,),
    ),
    Step(
        command=beside.RevokeAssignment, posts=_DEPARTMENT, where=Where.DEPARTMENT,
        sources=at(S.HANDLING), to=S.PENDING_HANDLE, absorbed=at(S.PENDING_HANDLE), guards=(Guard.REASON,),
    ),
    Step(
        command=beside.ReturnToDispatcher, variant=DONE, posts=_DEPARTMENT, where=Where.DEPARTMENT,
        sources=at(S.PENDING_HANDLE), to=S.PENDING_DISPATCH, absorbed=at(S.PENDING_DISPATCH),
        guards=(Guard.REASON,), ticks=(Tick(Op.DROP, TimerStage.HANDLE), Tick(Op.START, TimerStage.DISPATCH)),
    ),
    Step(
        command=beside.ReturnToDispatcher, variant=ASKED, posts=_DEPARTMENT, where=Where.DEPARTMENT,
        sources=at(S.PENDING_HANDLE), absorbed=at(S.PENDING_DISPATCH),
        guards=(Guard.REASON, Guard.ID_FREE, Guard.NOT_ASKED_YET),
    ),
    Step(
        command=beside.ReturnToDepartment, posts=_BY_HANDLER, where=Where.CONCERNED, by="handler", bound=True,
        sources=at(S.HANDLING), to=S.PENDING_HANDLE, absorbed=at(S.PENDING_HANDLE, S.PENDING_DISPATCH),
        guards=(Guard.REASON,), offline=True,
    ),
    Step(
        command=wire.RecordProgress, posts=_BY_HANDLER, where=Where.CONCERNED, offline=True,
        sources=at(S.HANDLING), absorbed=since(S.SUSPENDED) | TERMINAL, by="handler",
    ),
    Step(
        command=wire.FinishHandling, posts=_BY_HANDLER, where=Where.CONCERNED, offline=True,
        sources=at(S.HANDLING), to=S.PENDING_CONFIRM, absorbed=since(S.PENDING_CONFIRM),
        by="handler", bound=True, guards=(Guard.PHOTOS_AFTER,),
    ),
    Step(
        command=wire.ConfirmHandling, posts=_DEPARTMENT, where=Where.DEPARTMENT,
        sources=at(S.PENDING_CONFIRM), to=S.PENDING_CHECK, absorbed=since(S.PENDING_CHECK),
        ticks=(Tick(Op.STOP, TimerStage.HANDLE),),
    ),
    Step(
        command=wire.ReworkHandling, posts=_DEPARTMENT, where=Where.DEPARTMENT,
        sources=at(S.PENDING_CONFIRM), to=S.HANDLING, absorbed=at(S.HANDLING), guards=(Guard.REASON,),
    ),
    Step(
        command=beside.FinishAssisting, posts=_DEPARTMENT | frozenset({Post.HANDLER}), where=Where.DEPARTMENT,
        sources=GIVEN_OUT, absorbed=at(S.PENDING_DISPATCH, S.CLOSED), guards=(Guard.REASON, Guard.ASSISTING),
    ),
    Step(
        command=beside.ResumeCase, posts=_DISPATCHER, where=Where.GRID,
        sources=at(S.SUSPENDED), back=IN_HAND, absorbed=IN_HAND, ticks=(Tick(Op.RESUME, TimerStage.HANDLE),),
    ),
)  # fmt: skip

CHECKING: tuple[Step, ...] = (
    Step(
        command=wire.SendCheck, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.PENDING_CHECK), to=S.CHECKING, absorbed=since(S.CHECKING), agrees="checker",
        guards=(Guard.OTHER_PERSON, Guard.CHECKER_THERE), ticks=(Tick(Op.START, TimerStage.CHECK),),
    ),
    Step(
        command=wire.SubmitCheck, variant=CheckResult.PASSED, posts=_BY_CHECKER, where=Where.GRID, offline=True,
        sources=at(S.CHECKING), to=S.PENDING_CLOSE, absorbed=since(S.PENDING_CLOSE),
        by="checker", guards=(Guard.PHOTO_OF_CHECK,), ticks=(Tick(Op.STOP, TimerStage.CHECK),),
    ),
    Step(
        command=wire.SubmitCheck, variant=CheckResult.FAILED, posts=_BY_CHECKER, where=Where.GRID, offline=True,
        sources=at(S.CHECKING), to=S.PENDING_CHECK, absorbed=at(S.PENDING_CHECK),
        by="checker", guards=(Guard.PHOTO_OF_CHECK,), ticks=(Tick(Op.STOP, TimerStage.CHECK),),
    ),
    Step(
        command=beside.RecallChecker, variant=CHECK, posts=_ACCEPTOR, where=Where.GRID,
        sources=at(S.CHECKING), to=S.PENDING_CHECK, absorbed=at(S.PENDING_CHECK), guards=(Guard.REASON,),
        ticks=(Tick(Op.DROP, TimerStage.CHECK),),
    ),
    Step(
        command=beside.ReworkDepartment, posts=_DISPATCHER | _ACCEPTOR, where=Where.GRID,
        sources=at(S.PENDING_CHECK, S.PENDING_CLOSE), to=S.PENDING_HANDLE, absorbed=IN_HAND, guards=(Guard.REASON,),
        ticks=(
            Tick(Op.START, TimerStage.HANDLE, if_on="rework_renews_limit"),
            Tick(Op.AGAIN, TimerStage.HANDLE, if_off="rework_renews_limit"),
        ),
    ),
    Step(
        command=wire.CloseCase, posts=_SHIFT_LEADER, where=Where.GRID, folded=True,
        sources=at(S.PENDING_CLOSE, S.PENDING_CHECK), to=S.CLOSED, absorbed=ENDED,
        guards=(Guard.HAS_CLASS, Guard.CHECKED, Guard.CLOSING_CONDITION, Guard.PHOTOS_ARRIVED), ticks=(_LEVEL_OVER,),
    ),
    Step(
        command=beside.ReopenCase, variant=FILED, posts=frozenset({Post.SUPERVISOR}), where=Where.GRID,
        sources=at(S.CLOSED), to=S.PENDING_DISPATCH, absorbed=since(S.PENDING_DISPATCH) - TERMINAL,
        guards=(Guard.REASON, Guard.REOPENABLE), ticks=(Tick(Op.START, TimerStage.DISPATCH),),
    ),
    Step(
        command=beside.ReopenCase, variant=UNFILED, posts=frozenset({Post.SUPERVISOR}), where=Where.GRID,
        sources=at(S.CLOSED), to=S.PENDING_FILING, absorbed=since(S.PENDING_FILING) - TERMINAL,
        guards=(Guard.REASON, Guard.REOPENABLE),
    ),
    Step(
        command=beside.RateCase, posts=ALL_WHO_WORK, where=Where.CONCERNED, by="reporter", offline=True,
        sources=at(S.CLOSED), absorbed=OPEN, guards=(Guard.NOT_RATED,),
    ),
)  # fmt: skip

STANDING: tuple[Step, ...] = (
    Step(
        command=beside.EscalateCase, posts=LEVELS, where=Where.OWNER, offline=True,
        sources=OPEN, absorbed=TERMINAL, guards=(Guard.REASON, Guard.LEVEL_ABOVE), ticks=_NEW_LEVEL,
    ),
    Step(
        command=beside.AssignDown, posts=LEVELS - {Post.GRID_WORKER, Post.GRID_CHIEF}, where=Where.OWNER,
        sources=OPEN, absorbed=TERMINAL, guards=(Guard.REASON, Guard.LEVEL_BELOW), ticks=_NEW_LEVEL,
    ),
    Step(
        command=beside.CorrectCase, variant=EARLY, posts=_ACCEPTOR | _DISPATCHER | _SHIFT_LEADER,
        where=Where.GRID, sources=COLLECTED, guards=(Guard.REASON, Guard.CORRECTABLE),
    ),
    Step(
        command=beside.CorrectCase, variant=SENT_ON, posts=_DISPATCHER | _SHIFT_LEADER, where=Where.GRID,
        sources=UNHANDLED - COLLECTED, guards=(Guard.REASON, Guard.CORRECTABLE),
    ),
    Step(
        command=beside.SetUrgency, posts=_ACCEPTOR | _DISPATCHER | _SHIFT_LEADER, where=Where.GRID,
        sources=OPEN, absorbed=TERMINAL,
    ),
    Step(
        command=beside.SetHistoric, posts=_DISPATCHER | frozenset({Post.SUPERVISOR}), where=Where.GRID,
        sources=OPEN, absorbed=TERMINAL, guards=(Guard.REASON,),
    ),
    Step(
        command=wire.CommentCase, posts=ALL_WHO_WORK, where=Where.PARTY, offline=True,
        sources=OPEN, absorbed=TERMINAL,
    ),
)  # fmt: skip
