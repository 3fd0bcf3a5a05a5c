"""What an office sees beside a case, and what waits for its review. Nothing here changes anything: commands do."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TypeVar

from mobile_contract.case_adjustments import Reviewer
from mobile_contract.case_views import (
    CaseBeside,
    ClockView,
    CorrectionView,
    RatingView,
    RequestView,
    SupervisionView,
    TaskView,
    WaitingRequest,
    WaitingRequests,
)
from mobile_contract.cases import CaseRecord
from mobile_contract.problems import ProblemCode
from server.accounts.scope import OfficeScope, directory_of, scope_of
from server.cases import queries
from server.cases.adjusted import CaseCorrection, CaseRating, CaseRequest, CaseSupervision
from server.cases.asking import is_stale
from server.cases.entities import Case, CaseTask, CaseTimer, TimerStage
from server.cases.machine import ALL_WHO_WORK
from server.cases.offering import Beside, may_review
from server.cases.service import list_names_of
from server.cases.waiting import FIRST, Asked, list_waiting
from server.core import clock
from server.core.columns import from_micros, micros
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.entities import Entity
from server.core.problems import Problem
from server.core.reading import list_by, one_id, shown

E = TypeVar("E", bound=Entity)
_STAGES = tuple(TimerStage)


async def read_beside(door: Door, actor: Actor, case: str) -> CaseBeside:
    """What stands beside a case. The look leaves an entry; the case is its own purpose. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[CaseBeside, Sequence[str]]:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        found = await queries.find_case(scope, tx, door, case)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        known = await queries.load_beside(tx, door, case)
        clocks = await list_by(tx, door, CaseTimer, "case_id", [case])
        told = CaseBeside(
            case=shown(door, found, CaseRecord),
            requests=tuple(_request(one, found) for one in _in_time(known.requests, "asked_at")),
            supervisions=tuple(_supervision(one) for one in _in_time(known.supervisions, "given_at")),
            clocks=tuple(_clock(one) for one in sorted(clocks, key=_as_run)),
            tasks=tuple(_task(one) for one in _in_time(known.tasks, "sent_at")),
            ratings=tuple(_rating(one) for one in _in_time(known.ratings, "at")),
            corrections=tuple(_correction(one) for one in _in_time(known.corrections, "at")),
            names=await list_names_of(tx, door, [found], _people_of(known)),
        )
        return told, [case]

    return await door.witnessed(Reading(actor, f"case:{case}", "case", case), work)


async def list_requests(door: Door, actor: Actor, after: Asked, limit: int) -> WaitingRequests:
    """What waits for the asker's review in their area, the longest first. Four queries, however many there are."""
    at = clock.now()

    async def work(tx: ReadTx) -> WaitingRequests:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        directory = await directory_of(tx, door)
        turns = _turns_of(scope, shift_leader=directory.case_switches.shift_leader)
        found, following = await list_waiting(scope, tx, door, turns, after, limit) if turns else ([], None)
        mine = [(one, case) for one, case in found if may_review(one, case, scope, directory)]
        return WaitingRequests(
            requests=tuple(_waiting(one, case) for one, case in mine),
            next=None if following is None else cursor_of(following),
            names=await list_names_of(tx, door, [case for _, case in mine], {one.asked_by for one, _ in mine}),
        )

    return await door.database.read(work)


def cursor_of(place: Asked) -> str:
    """A place as the text that `after` takes back."""
    return f"{micros(place.at)}.{place.id}"


def place_of(cursor: str | None) -> Asked:
    """The place that a cursor names; without one, the place before everything. Refuses MALFORMED."""
    if cursor is None:
        return FIRST
    at, _, identity = cursor.partition(".")
    try:
        return Asked(from_micros(int(at)), one_id(identity))
    except (ValueError, OverflowError, Problem) as error:
        raise Problem(ProblemCode.MALFORMED, field="after") from error


def _turns_of(scope: OfficeScope, *, shift_leader: bool) -> list[Reviewer]:
    """Whose reviews somebody may do by their posts; where there are no shift leaders, acceptors do theirs."""
    posts = {held.post.value for held in scope.holdings}
    if not shift_leader and Reviewer.ACCEPTOR in posts:
        posts.add(Reviewer.SHIFT_LEADER.value)
    return [turn for turn in Reviewer if turn.value in posts]


def _in_time(rows: Iterable[E], name: str) -> list[E]:
    return sorted(rows, key=attrgetter(name, "id"))


def _as_run(row: CaseTimer) -> tuple[datetime, int, str]:
    """By their begin; those of one instant in the order of the stages."""
    return row.started_at, _STAGES.index(row.stage), row.id


def _people_of(known: Beside) -> set[str]:
    asked = {who for one in known.requests for who in (one.asked_by, one.first_by, one.decided_by)}
    given = {who for one in known.supervisions for who in (one.given_by, one.replied_by, one.cancelled_by)}
    sent = {who for one in known.tasks for who in (one.sent_by, one.assignee)}
    corrected = {one.corrected_by for one in known.corrections}
    return {who for who in asked | given | sent | corrected if who}


def _waiting(request: CaseRequest, case: Case) -> WaitingRequest:
    return WaitingRequest(
        case=case.id,
        title=case.title,
        state=case.state,
        request=_request(request, case),
        case_no=case.case_no,
        grid=case.grid,
        due_at=case.due_at,
    )


def _request(row: CaseRequest, case: Case) -> RequestView:
    return RequestView(
        request=row.id,
        of_kind=row.of_kind,
        state=row.state,
        turn=row.turn,
        round=row.round,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        reason=row.reason,
        department=row.department,
        until_at=row.until_at,
        first_by=row.first_by,
        first_at=row.first_at,
        first_words=row.first_words,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        words=row.words,
        stale=is_stale(row, case),
    )


def _supervision(row: CaseSupervision) -> SupervisionView:
    return SupervisionView(
        supervision=row.id,
        level=row.level,
        points=0 if row.cancelled_at else row.points,
        given_by=row.given_by,
        given_at=row.given_at,
        words=row.words,
        department=row.department,
        reply_due_at=row.reply_due_at,
        replied_by=row.replied_by,
        replied_at=row.replied_at,
        reply=row.reply,
        cancelled_by=row.cancelled_by,
        cancelled_at=row.cancelled_at,
        cancel_reason=row.cancel_reason,
    )


def _clock(row: CaseTimer) -> ClockView:
    return ClockView(
        stage=row.stage.value,
        state=row.state.value,
        round=row.round,
        value=row.value,
        unit=row.unit.value,
        started_at=row.started_at,
        due_at=row.due_at,
        yellow_at=row.yellow_at,
        extended=row.extended,
        finished_at=row.finished_at,
    )


def _task(row: CaseTask) -> TaskView:
    return TaskView(
        task=row.id,
        of_kind=row.of_kind,
        state=row.state,
        round=row.round,
        sent_by=row.sent_by,
        sent_at=row.sent_at,
        assignee=row.assignee,
        org=row.org,
        due_at=row.due_at,
        finished_at=row.finished_at,
        result=row.result,
        told=row.told,
    )


def _correction(row: CaseCorrection) -> CorrectionView:
    return CorrectionView(event=row.event, at=row.at, by=row.corrected_by, was=row.was, reason=row.reason)


def _rating(row: CaseRating) -> RatingView:
    return RatingView(
        round=row.round,
        satisfaction=row.satisfaction,
        at=row.at,
        contacted=row.contacted,
        solved=row.solved,
        words=row.words,
    )
