"""What requests and their reviews, supervisions and whistles do: rows of their own, and fields of the case. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from grid.datum import OutOfRange, parse_datum, to_wgs84
from mobile_contract import case_adjustments as wire
from mobile_contract import case_steps as beside
from mobile_contract.base import Point
from mobile_contract.case_adjustments import RequestKind, RequestState, Reviewer, Supervision
from mobile_contract.cases import CaseCommand
from server.cases.adjusted import CaseRequest, CaseSupervision, CaseWhistle, WhistleDuty
from server.cases.asking import KIND_ASKED, duty_id, end_of_day, first_turn, join_minutes
from server.cases.effects import Do, Effect, returned, with_helpers
from server.cases.entities import Case
from server.cases.guards import distance_m
from server.cases.requests import REVIEWS
from server.core.decisions import CaseSwitches, Context, Loaded
from server.core.entities import advanced

ON_SITE_M = 50.0
_CARDS = (Supervision.RED, Supervision.YELLOW, Supervision.NORMAL)
"""What a case shows as its card, the gravest first."""


def ask(command: Any, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    """A request is there from now on; it waits for its first reviewer."""
    kind = KIND_ASKED[type(command)]
    until = end_of_day(command.until_on) if isinstance(command, wire.RequestSuspension) else None
    request = CaseRequest(
        id=command.request,
        case_id=case.id,
        of_kind=kind,
        round=case.round,
        department=case.department,
        asked_by=ctx.actor.user,
        asked_at=ctx.now,
        turn=first_turn(kind, case, ctx) or REVIEWS[kind][0],
        until_at=until,
        reason=command.opinion,
    )
    return Effect({}, (request,))


def review(command: wire.ReviewRequest, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    """The request is passed on to who comes next, or decided; what was approved is done by the last review alone."""
    request = loaded.find(CaseRequest, command.request)
    if request is None:
        raise LookupError("a review is of a request")
    following = _next(request.of_kind, request.turn)
    if command.approved and following is not None:
        passed = advanced(
            request, turn=following, first_by=ctx.actor.user, first_at=ctx.now, first_words=command.opinion
        )
        return Effect({}, (passed,))
    decided = advanced(
        request,
        state=RequestState.APPROVED if command.approved else RequestState.DECLINED,
        decided_by=ctx.actor.user,
        decided_at=ctx.now,
        words=command.opinion,
    )
    done = _approved(decided, case, loaded, ctx) if command.approved else Effect({})
    return Effect(done.values, (decided, *done.others))


def lapsed(request: CaseRequest, ctx: Context) -> CaseRequest:
    """A request that came to nothing, for the case had gone on."""
    return advanced(request, state=RequestState.LAPSED, decided_by=ctx.actor.user, decided_at=ctx.now)


def _next(kind: RequestKind, turn: Reviewer) -> Reviewer | None:
    turns = REVIEWS[kind]
    place = turns.index(turn) + 1
    return turns[place] if place < len(turns) else None


def _approved(request: CaseRequest, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    match request.of_kind:
        case RequestKind.EXTENSION:
            return Effect({"extensions": case.extensions + 1})
        case RequestKind.SUSPENSION:
            values = {"back_to": case.state, "suspended_until": request.until_at, "suspensions": case.suspensions + 1}
            return Effect(values)
        case RequestKind.RETURN:
            return returned(case, loaded, ctx)
        case RequestKind.APPEAL:
            return Effect({"exempt": True})
        case RequestKind.VOID | RequestKind.FORCED_CLOSE:
            return Effect({})


# --- supervisions -----------------------------------------------------------------------------------------------------


def _supervise(command: wire.SuperviseCase, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    points = points_of(command.level, ctx.directory.case_switches)
    given = _given(command, command.level, points, case, ctx, reply_due_at=command.reply_due_at)
    return Effect({"card": _gravest(case.card, command.level)}, (given,))


def _urge(command: wire.UrgeCase, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    return Effect({}, (_given(command, Supervision.URGE, 0, case, ctx),))


def points_of(level: Supervision, switches: CaseSwitches) -> int:
    """What a card counts in this district; instructions and reminders count nothing."""
    points = {
        Supervision.NORMAL: switches.normal_points,
        Supervision.YELLOW: switches.yellow_points,
        Supervision.RED: switches.red_points,
    }
    return points.get(level, 0)


def _given(
    command: wire.SuperviseCase | wire.UrgeCase,
    level: Supervision,
    points: int,
    case: Case,
    ctx: Context,
    **more: Any,
) -> CaseSupervision:
    return CaseSupervision(
        id=command.supervision,
        case_id=case.id,
        level=level,
        round=case.round,
        points=points,
        department=case.department,
        given_by=ctx.actor.user,
        given_at=ctx.now,
        words=command.opinion,
        **more,
    )


def _gravest(*levels: str | None) -> str | None:
    return next((card.value for card in _CARDS if card in levels), None)


def _answer(command: wire.AnswerSupervision, _case: Case, loaded: Loaded, ctx: Context) -> Effect:
    given = loaded.find(CaseSupervision, command.supervision)
    told = {"replied_by": ctx.actor.user, "replied_at": ctx.now, "reply": command.opinion}
    return Effect({}, () if given is None else (advanced(given, **told),))


def _cancel(command: wire.CancelSupervision, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    given = loaded.children(CaseSupervision, "case_id", case.id)
    left = [one.level for one in given if one.cancelled_at is None and one.id != command.supervision]
    told = {"cancelled_by": ctx.actor.user, "cancelled_at": ctx.now, "cancel_reason": command.opinion}
    cancelled = tuple(advanced(one, **told) for one in given if one.id == command.supervision)
    return Effect({"card": _gravest(*left)}, cancelled)


# --- whistles ---------------------------------------------------------------------------------------------------------


def _blow(command: wire.BlowWhistle, case: Case, _loaded: Loaded, ctx: Context) -> Effect:
    blown = CaseWhistle(
        id=command.whistle,
        case_id=case.id,
        of_kind=command.whistle_kind,
        blown_by=ctx.actor.user,
        blown_at=ctx.now,
        join_by_at=ctx.now + timedelta(minutes=join_minutes(command, ctx.directory.case_switches)),
        matter=command.matter,
        joint_matter=command.joint_matter,
    )
    duties = [
        WhistleDuty(id=duty_id(command.whistle, org), case_id=case.id, whistle=command.whistle, department=org)
        for org in dict.fromkeys(command.departments)
    ]
    helpers = with_helpers(case, command.departments)
    return Effect({"whistle": command.whistle, "helpers": helpers}, (blown, *duties))


def _join(command: wire.JoinWhistle, case: Case, loaded: Loaded, ctx: Context) -> Effect:
    """A check-in counts by the phone's corrected clock, and tells how far from the place it was (domain.md 3.4).

    One from afar is taken in and marked: whether it counts is for who scores it.
    """
    apart = None if command.point is None else _from_place(command.point, case)
    on_site = None if apart is None or command.point is None else apart <= reach_m(command.point.accuracy_m)
    told = {"joined_by": ctx.actor.user, "joined_at": ctx.observed_at, "distance_m": apart, "on_site": on_site}
    return _duty(command, loaded, **told)


def reach_m(accuracy_m: float) -> float:
    """How far from its place one is still on site: 50 m, or twice what the position may be wrong."""
    return max(ON_SITE_M, 2 * accuracy_m)


def _leave(command: wire.LeaveWhistle, _case: Case, loaded: Loaded, ctx: Context) -> Effect:
    return _duty(command, loaded, left_at=ctx.observed_at)


def _score(command: wire.ScoreWhistle, _case: Case, loaded: Loaded, ctx: Context) -> Effect:
    return _duty(command, loaded, score=command.score, scored_by=ctx.actor.user)


def _duty(command: wire.JoinWhistle | wire.LeaveWhistle | wire.ScoreWhistle, loaded: Loaded, **values: Any) -> Effect:
    duty = loaded.find(WhistleDuty, duty_id(command.whistle, command.department))
    return Effect({}, () if duty is None else (advanced(duty, **values),))


def _end(command: wire.EndWhistle, _case: Case, loaded: Loaded, ctx: Context) -> Effect:
    blown = loaded.find(CaseWhistle, command.whistle)
    return Effect({"whistle": None}, () if blown is None else (advanced(blown, ended_at=ctx.now),))


def _from_place(point: Point, case: Case) -> float | None:
    if case.lon is None or case.lat is None:
        return None
    try:
        lon, lat = to_wgs84(parse_datum(point.datum.value), point.lon, point.lat)
    except OutOfRange:
        return None
    return round(distance_m(lon, lat, case.lon, case.lat), 1)


ADJUSTMENTS: Mapping[type[CaseCommand], Do] = {
    **dict.fromkeys((kind for kind in KIND_ASKED if kind is not beside.ReturnToDispatcher), ask),
    wire.ReviewRequest: review,
    wire.SuperviseCase: _supervise,
    wire.UrgeCase: _urge,
    wire.AnswerSupervision: _answer,
    wire.CancelSupervision: _cancel,
    wire.BlowWhistle: _blow,
    wire.JoinWhistle: _join,
    wire.LeaveWhistle: _leave,
    wire.ScoreWhistle: _score,
    wire.EndWhistle: _end,
}
"""By command; a return is asked for, or done at once, as its district has it."""
