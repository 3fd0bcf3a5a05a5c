"""What becomes of reporters, hotline orders and partners. Pure: no database, no clock, no web."""

from datetime import datetime
from typing import NamedTuple, cast

from mobile_contract.accounts import Post
from mobile_contract.intake import KeepReporter
from mobile_contract.intake_orders import (
    AddPartner,
    ContactCitizen,
    OrderCommand,
    OrderLimit,
    OrderStage,
    ReplyOrder,
    RevokePartner,
    SignOrder,
    SurveyOrder,
    TakeOrder,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case
from server.cases.workdays import NoCalendar, WorkCalendar
from server.cases.worktime import due
from server.core.decisions import (
    DISTRICT_WIDE,
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
    wait_for,
)
from server.core.entities import Need, Needs, advanced
from server.intake.entities import HotlineOrder, Partner, Reporter

ANSWERING = frozenset({Post.ACCEPTOR, Post.COMMITTEE, Post.SHIFT_LEADER, Post.DISPATCHER})
"""Who talks with reporters and hotlines, of the cases of their area."""

DESKS = frozenset({Post.ACCEPTOR, Post.COMMITTEE})
"""Who may take down what others tell them: a hotline's order too (domain.md 3.1)."""

STEPS_ON = ANSWERING | {Post.DEPARTMENT}
"""Who leads a hotline order on; a department those of its own cases."""

_WITH_US = frozenset({OrderStage.SIGNED, OrderStage.CONTACTED})


def _everywhere(_command: object, _loaded: Loaded, _directory: Directory) -> Area:
    return DISTRICT_WIDE


# --- reporters --------------------------------------------------------------------------------------------------------


def _needs_of_reporter(command: KeepReporter) -> Needs:
    yield Need(Reporter, command.entity)
    yield Need(Case, command.root)


@decides(KeepReporter, posts=SYSTEM_ONLY, area=_everywhere, needs=_needs_of_reporter)
def keep_reporter(command: KeepReporter, loaded: Loaded, _ctx: Context) -> Decision:
    """Keep who may follow a case. Refused: a case that was not begun, a reporter who is kept already."""
    if loaded.find(Case, command.root) is None:
        return refuse(ProblemCode.MISSING_SUBJECT, case=command.root)
    if loaded.find(Reporter, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    return put(
        Reporter(
            id=command.entity,
            case_id=command.root,
            code_hash=command.code_hash,
            pin_hash=command.pin_hash,
            privacy_note=command.privacy_note,
            expected_at=command.expected_at,
            given=bool(command.name.strip()) or command.phone is not None,
            name=command.name.strip(),
            phone=command.phone,
        )
    )


# --- hotline orders ---------------------------------------------------------------------------------------------------


class Limits(NamedTuple):
    """When an order should be signed for, and when answered."""

    sign_due_at: datetime
    reply_due_at: datetime


def _needs_of_order(command: OrderCommand | TakeOrder) -> Needs:
    yield Need(HotlineOrder, command.entity)
    yield Need(Case, command.root)


@decides(TakeOrder, posts=SYSTEM_ONLY, area=_everywhere, needs=_needs_of_order)
def take_order(command: TakeOrder, loaded: Loaded, ctx: Context) -> Decision:
    """Keep an order beside its case; its limits run from now on, by the district's calendar.

    One that is kept already gets what it has not: who called, and what else the hotline said. Its limits stay.
    Refused: a case that was not begun, a limit into a year without a calendar.
    """
    if loaded.find(Case, command.root) is None:
        return refuse(ProblemCode.MISSING_SUBJECT, case=command.root)
    kept = loaded.find(HotlineOrder, command.entity)
    if kept is not None:
        return _told_again(command, kept)
    limits = limits_of(command, ctx.now, ctx.directory)
    if isinstance(limits, Decision):
        return limits
    return put(
        HotlineOrder(
            id=command.entity,
            case_id=command.root,
            source=command.source,
            number=command.number,
            template=command.template,
            nature=command.nature,
            category=command.category,
            received_at=ctx.now,
            sign_due_at=limits.sign_due_at,
            reply_due_at=limits.reply_due_at,
            placed_at=command.placed_at,
            opinion=command.opinion,
            name=command.name,
            phone=command.phone,
        )
    )


def _told_again(command: TakeOrder, kept: HotlineOrder) -> Decision:
    """What an order has stays; another caller is told in its words, which lie sealed in its detail alone."""
    other = (command.name or kept.name, command.phone or kept.phone) != (kept.name, kept.phone)
    caller = " ".join(filter(None, (command.name, command.phone))) if other and (kept.name or kept.phone) else ""
    new = [words for words in (command.opinion, caller) if words and words not in kept.opinion]
    return put(
        advanced(
            kept,
            nature=kept.nature or command.nature,
            category=kept.category or command.category,
            opinion="\n".join(filter(None, (kept.opinion, *new))),
            name=kept.name or command.name,
            phone=kept.phone or command.phone,
            placed_at=kept.placed_at or command.placed_at,
        )
    )


def limits_of(command: TakeOrder, at: datetime, directory: Directory) -> Limits | Decision:
    """When an order that is taken at an instant should be signed for and answered. Refuses NO_CALENDAR."""
    try:
        return Limits(_due(command.sign_limit, at, directory), _due(command.reply_limit, at, directory))
    except NoCalendar as error:
        return refuse(ProblemCode.NO_CALENDAR, year=error.year)


def _due(limit: OrderLimit, at: datetime, directory: Directory) -> datetime:
    return due(cast("WorkCalendar", directory.calendar), at, limit.unit, limit.value)


def _area_of_order(command: OrderCommand, loaded: Loaded, _directory: Directory) -> Area:
    """Where its case lies, or whoever leads the case."""
    case = loaded.find(Case, command.root)
    if case is None:
        raise MissingSubject(command.root)
    if case.grid is None and case.department is None:
        return DISTRICT_WIDE
    return Area(grid=case.grid, org=case.department)


@decides(SignOrder, posts=STEPS_ON, area=_area_of_order, needs=_needs_of_order)
def sign_order(command: SignOrder, loaded: Loaded, ctx: Context) -> Decision:
    """Somebody has it (签收). One that is signed already stays with whoever signed it first."""
    order = _order(command, loaded)
    if isinstance(order, Decision):
        return order
    if order.stage is not OrderStage.RECEIVED:
        return Decision(verdict=Verdict.MERGED, version=order.version)
    return put(advanced(order, stage=OrderStage.SIGNED, signed_by=ctx.actor.user, signed_at=ctx.now))


@decides(ContactCitizen, posts=STEPS_ON, area=_area_of_order, needs=_needs_of_order)
def contact_citizen(command: ContactCitizen, loaded: Loaded, ctx: Context) -> Decision:
    """The citizen was called (联系), and again if need be. When they were reached first stays: that was the response.

    Refused before signing and after the reply.
    """
    order = _order(command, loaded)
    if isinstance(order, Decision):
        return order
    if order.stage not in _WITH_US:
        return refuse(ProblemCode.CASE_MOVED_ON, stage=order.stage.value)
    reached = command.reached or bool(order.reached)
    stage = OrderStage.CONTACTED if reached else order.stage
    told = command.words or order.contact_words
    at = order.contacted_at if order.reached else ctx.now
    return put(advanced(order, stage=stage, reached=reached, contacted_at=at, contact_words=told))


@decides(ReplyOrder, posts=STEPS_ON, area=_area_of_order, needs=_needs_of_order)
def reply_order(command: ReplyOrder, loaded: Loaded, ctx: Context) -> Decision:
    """The answer to the hotline (回复). Refused: no words, nobody called the citizen yet, before signing, twice."""
    order = _order(command, loaded)
    if isinstance(order, Decision):
        return order
    if order.stage not in _WITH_US:
        return refuse(ProblemCode.CASE_MOVED_ON, stage=order.stage.value)
    if not command.words.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="words")
    if order.contacted_at is None:
        return refuse(ProblemCode.CASE_NEEDS, needs="contact")
    by = {"replied_by": ctx.actor.user, "replied_at": ctx.now}
    return put(advanced(order, stage=OrderStage.REPLIED, reply=command.words, **by))


@decides(SurveyOrder, posts=ANSWERING, area=_area_of_order, needs=_needs_of_order)
def survey_order(command: SurveyOrder, loaded: Loaded, ctx: Context) -> Decision:
    """What the citizen says when called back (回访). Refused: before the reply, twice, by whoever replied."""
    order = _order(command, loaded)
    if isinstance(order, Decision):
        return order
    if order.stage is not OrderStage.REPLIED:
        return refuse(ProblemCode.CASE_MOVED_ON, stage=order.stage.value)
    if order.replied_by == ctx.actor.user:
        return refuse(ProblemCode.SAME_PERSON)
    said = {"solved": command.solved, "satisfaction": command.satisfaction} if command.reached else {}
    words = {"survey_words": command.words}
    return put(advanced(order, stage=OrderStage.SURVEYED, surveyed_at=ctx.now, **said, **words))


def _order(command: OrderCommand, loaded: Loaded) -> HotlineOrder | Decision:
    """The order, if it is of the case that the command names: that is where its author was let in."""
    order = loaded.find(HotlineOrder, command.entity)
    if order is None:
        return wait_for(command.entity)
    return order if order.case_id == command.root else refuse(ProblemCode.NOT_FOUND, order=order.id)


# --- partners ---------------------------------------------------------------------------------------------------------


@decides(AddPartner, posts=SYSTEM_ONLY, area=_everywhere, needs=lambda c: [Need(Partner, c.entity)])
def add_partner(command: AddPartner, loaded: Loaded, ctx: Context) -> Decision:
    """Let a partner in by a key. Refused: an id that is taken, no name, a class that is not in the catalogue."""
    if loaded.find(Partner, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    if not command.name.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="name")
    unknown = [code for code in command.classes if ctx.directory.case_class(code) is None]
    if unknown:
        return refuse(ProblemCode.UNKNOWN_CLASS, class_code=unknown[0])
    return put(
        Partner(
            id=command.entity,
            name=command.name.strip(),
            key_hash=command.key_hash,
            purpose=command.purpose,
            classes=tuple(sorted(set(command.classes))),
            daily_quota=command.daily_quota,
            live=command.live,
            made_at=ctx.now,
        )
    )


@decides(RevokePartner, posts=SYSTEM_ONLY, area=_everywhere, needs=lambda c: [Need(Partner, c.entity)])
def revoke_partner(command: RevokePartner, loaded: Loaded, ctx: Context) -> Decision:
    """Let a partner in no more; what they told stays. One that is revoked already stays as it is."""
    partner = loaded.find(Partner, command.entity)
    if partner is None:
        return wait_for(command.entity)
    if partner.revoked_at is not None:
        return Decision(verdict=Verdict.MERGED, version=partner.version)
    return put(advanced(partner, revoked_at=ctx.now))


HANDLERS: tuple[Handler, ...] = (
    keep_reporter,
    take_order,
    sign_order,
    contact_citizen,
    reply_order,
    survey_order,
    add_partner,
    revoke_partner,
)
