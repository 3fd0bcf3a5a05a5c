"""What becomes of a warning: written, approved by a second person, issued once, updated, cancelled, expired. Pure.

Nothing is sent here. The journal has each command with the warning's id: whoever sends follows `issue_warning` and
`cancel_warning`, and asks the warning for its grids.
"""

from typing import Any

from msgspec.structs import replace

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.warning import (
    ApproveWarning,
    CancelWarning,
    DropWarning,
    ExpireWarning,
    IssueWarning,
    ReviewWarning,
    WarningLevel,
    WarningState,
)
from server.core.decisions import (
    ANYWHERE,
    SYSTEM_ONLY,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
)
from server.core.entities import Entity, Need, NeedChildren, Needs, advanced
from server.warnings import drafting, reaching
from server.warnings.drafting import WRITERS, all_of
from server.warnings.entities import PublicWarning, WarningCounter, WarningReach, counter_id, reach_id
from server.warnings.ladder import next_at
from server.warnings.numbers import Numbered, next_number

APPROVERS = frozenset({Post.COMMITTEE, Post.SUPERVISOR})
AT_ONCE = frozenset({WarningLevel.ORANGE, WarningLevel.RED})
"""The levels that may be issued before somebody has approved (domain.md 3.6)."""

_OPEN = frozenset({WarningState.DRAFT, WarningState.APPROVED})


# --- deciding ---------------------------------------------------------------------------------------------------------


def _needs(command: Any) -> Needs:
    yield Need(PublicWarning, command.entity)


def _area(command: Any, loaded: Loaded, _directory: Directory) -> Area:
    warning = loaded.find(PublicWarning, command.entity)
    if warning is None:
        raise MissingSubject(command.entity)
    return all_of(warning.grids)


def _one(command: Any, loaded: Loaded) -> PublicWarning:
    """The warning; that it is there `_area` has seen, and for the server itself it is seen here."""
    warning = loaded.find(PublicWarning, command.entity)
    if warning is None:
        raise MissingSubject(command.entity)
    return warning


def _same(warning: PublicWarning) -> Decision:
    """It is so already: a second click changes nothing."""
    return Decision(verdict=Verdict.MERGED, version=warning.version)


def _not_now(warning: PublicWarning) -> Decision:
    return refuse(ProblemCode.WARNING_STATE, state=warning.state.value)


@decides(ApproveWarning, posts=APPROVERS, area=_area, needs=_needs, online=True)
def approve(command: ApproveWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Agree to a draft. Refuses SECOND_PERSON for one's own, WARNING_EXPIRED and WARNING_STATE."""
    warning = _one(command, loaded)
    if warning.state is WarningState.APPROVED:
        return _same(warning)
    if warning.state is not WarningState.DRAFT:
        return _not_now(warning)
    if ctx.actor.user == warning.drafted_by:
        return refuse(ProblemCode.SECOND_PERSON)
    if warning.expires_at <= ctx.now:
        return refuse(ProblemCode.WARNING_EXPIRED, expires_at=warning.expires_at.isoformat())
    return put(advanced(warning, state=WarningState.APPROVED, approved_by=ctx.actor.user, approved_at=ctx.now))


@decides(DropWarning, posts=WRITERS, area=_area, needs=_needs, online=True)
def drop(command: DropWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Do not issue it. Refuses WARNING_STATE for what was issued, and no reason."""
    warning = _one(command, loaded)
    if warning.state is WarningState.DROPPED:
        return _same(warning)
    if warning.state not in _OPEN:
        return _not_now(warning)
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    return put(_over(warning, WarningState.DROPPED, ctx, words=command.reason))


def _over(warning: PublicWarning, state: WarningState, ctx: Context, **more: Any) -> PublicWarning:
    return advanced(warning, state=state, ended_by=ctx.actor.user, ended_at=ctx.now, **more)


# --- in force ---------------------------------------------------------------------------------------------------------


def _needs_of_issue(command: IssueWarning) -> Needs:
    yield Need(PublicWarning, command.entity)
    yield NeedChildren(WarningReach, "warning", command.entity)
    yield from _counters()


def _counters() -> Needs:
    yield Need(WarningCounter, counter_id(drill=False))
    yield Need(WarningCounter, counter_id(drill=True))


def _brought(command: IssueWarning, loaded: Loaded) -> Needs:
    """What it takes the place of, which never changes."""
    warning = loaded.find(PublicWarning, command.entity)
    if warning is not None and warning.updates is not None:
        yield Need(PublicWarning, warning.updates)
        yield NeedChildren(WarningReach, "warning", warning.updates)


@decides(IssueWarning, posts=WRITERS, area=_area, needs=_needs_of_issue, online=True)
def _issue(command: IssueWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Put it in force, once: issued already is `merged`.

    Refuses NOT_APPROVED for yellow and blue that nobody has approved, WARNING_EXPIRED and WARNING_STATE, the last also
    where what it updates is in force no more.
    """
    warning = _one(command, loaded)
    if warning.state is WarningState.ISSUED:
        return _same(warning)
    if warning.state not in _OPEN:
        return _not_now(warning)
    at_once = warning.state is WarningState.DRAFT
    if at_once and warning.level not in AT_ONCE:
        return refuse(ProblemCode.NOT_APPROVED, level=warning.level.value)
    if warning.expires_at <= ctx.now:
        return refuse(ProblemCode.WARNING_EXPIRED, expires_at=warning.expires_at.isoformat())
    earlier = loaded.find(PublicWarning, warning.updates)
    if earlier is not None and earlier.state is not WarningState.ISSUED:
        return _not_now(earlier)
    numbered = _numbered(warning, loaded, ctx)
    issued = advanced(
        warning,
        state=WarningState.ISSUED,
        number=numbered.number,
        issued_by=ctx.actor.user,
        issued_at=ctx.now,
        review_due=at_once,
    )
    reaches = (
        WarningReach(
            id=reach_id(warning.id, grid),
            warning=warning.id,
            grid=grid,
            drill=warning.drill,
            escalate_at=next_at(warning.level, ctx.now),
        )
        for grid in warning.grids
    )
    ended = () if earlier is None else _ended(earlier, WarningState.UPDATED, loaded, ctx)
    return put(issued, *reaches, numbered.counter, *ended)


issue = replace(_issue, brings=_brought)


def _numbered(warning: PublicWarning, loaded: Loaded, ctx: Context) -> Numbered:
    counter = loaded.find(WarningCounter, counter_id(drill=warning.drill))
    return next_number(counter, ctx.now, ctx.directory.district, warning.agency, drill=warning.drill)


def _ended(
    warning: PublicWarning, state: WarningState, loaded: Loaded, ctx: Context, **more: Any
) -> tuple[Entity, ...]:
    """It is in force no more, and nobody knocks at doors or climbs the ladder for it."""
    open_ones = (one for one in loaded.children(WarningReach, "warning", warning.id) if one.closed_at is None)
    closed = (advanced(one, closed_at=ctx.now, escalate_at=None) for one in open_ones)
    return _over(warning, state, ctx, **more), *closed


@decides(ReviewWarning, posts=APPROVERS, area=_area, needs=_needs, online=True)
def review(command: ReviewWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Look at what was issued at once. Refuses SECOND_PERSON for who wrote or issued it, and WARNING_STATE."""
    warning = _one(command, loaded)
    if not warning.review_due:
        return _same(warning) if warning.reviewed_by == ctx.actor.user else _not_now(warning)
    if ctx.actor.user in {warning.drafted_by, warning.issued_by}:
        return refuse(ProblemCode.SECOND_PERSON)
    if not command.words.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="words")
    return put(
        advanced(
            warning,
            review_due=False,
            review=command.outcome,
            review_words=command.words,
            reviewed_by=ctx.actor.user,
            reviewed_at=ctx.now,
        )
    )


def _needs_of_end(command: CancelWarning | ExpireWarning) -> Needs:
    yield Need(PublicWarning, command.entity)
    yield NeedChildren(WarningReach, "warning", command.entity)


def _needs_of_cancel(command: CancelWarning) -> Needs:
    yield from _needs_of_end(command)
    yield from _counters()


@decides(CancelWarning, posts=WRITERS, area=_area, needs=_needs_of_cancel, online=True)
def cancel(command: CancelWarning, loaded: Loaded, ctx: Context) -> Decision:
    """End it before its time; cancelled already is `merged`. Refuses WARNING_STATE, and no reason."""
    warning = _one(command, loaded)
    if warning.state is WarningState.CANCELLED:
        return _same(warning)
    if warning.state is not WarningState.ISSUED:
        return _not_now(warning)
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    numbered = _numbered(warning, loaded, ctx)
    told = {"words": command.reason, "cancel_number": numbered.number}
    ended, *closed = _ended(warning, WarningState.CANCELLED, loaded, ctx, **told)
    return put(ended, *closed, numbered.counter)


@decides(ExpireWarning, posts=SYSTEM_ONLY, area=lambda _c, _loaded, _d: ANYWHERE, needs=_needs_of_end)
def expire(command: ExpireWarning, loaded: Loaded, ctx: Context) -> Decision:
    """Its time is over; `merged` where it is not, or it has ended before."""
    warning = _one(command, loaded)
    if warning.state is not WarningState.ISSUED or ctx.now < warning.expires_at:
        return _same(warning)
    return put(*_ended(warning, WarningState.EXPIRED, loaded, ctx))


HANDLERS: tuple[Handler, ...] = (
    *drafting.HANDLERS,
    approve,
    drop,
    issue,
    review,
    cancel,
    expire,
    *reaching.HANDLERS,
)
