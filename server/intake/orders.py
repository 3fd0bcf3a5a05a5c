"""Hotline orders: taken in once, shown on their board with their clocks; and whom to ask back about a case."""

from collections.abc import Sequence
from datetime import UTC, datetime

from mobile_contract.intake import ReporterView
from mobile_contract.intake_orders import NewOrder, OrderDetail, OrderPage, OrderStage, OrderTaken, OrderView
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.scope import directory_of, scope_of
from server.cases.nearby import list_in_area
from server.cases.precedents import find_in_area
from server.cases.reports import place_at
from server.core import clock
from server.core.columns import from_micros, micros
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor, Decision
from server.core.door import Door, Reading
from server.core.loading import known_receipts
from server.core.problems import Problem
from server.core.reading import find_entity, list_by, one_id
from server.intake import queries
from server.intake.books import Templates, template_at
from server.intake.doorway import declined, mint_of, refused
from server.intake.entities import HotlineOrder, Reporter
from server.intake.making import Ordered, ordered, told_again
from server.intake.rules import ANSWERING, DESKS, STEPS_ON, limits_of

LATEST = (datetime(2100, 1, 1, tzinfo=UTC), "ffffffff-ffff-ffff-ffff-ffffffffffff")
"""The place before every order."""


async def take(door: Door, actor: Actor, order: NewOrder, templates: Templates) -> OrderTaken:
    """Keep an order and begin its case, once, however often a hotline tells it.

    What another telling of the same number says beyond the first is added to both: nobody who copies a number first
    keeps out what the caller said.

    Refuses MALFORMED for a template that is not in force, NO_CALENDAR for limits into a year without one, and what the
    rule of reports refuses; a correction may come under the same number then. What is refused has begun no case.
    """
    at = clock.now()
    template = template_at(templates, order.template, at)
    if template is None:
        raise Problem(ProblemCode.MALFORMED, field="template")
    known = await _find(door, order)
    made = ordered(order, template, mint_of(door))
    if known is not None:
        await _add(door, actor, order, made, known)
        return _taken(known, known=True)
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    limits = limits_of(made.take, at, directory)
    if isinstance(limits, Decision):
        raise declined(limits)
    answers = (await door.issue(made.commands, actor)).receipts
    kept = await _find(door, order)
    if kept is None:
        raise refused(next(one for one in answers if one.why))
    if answers[0].verdict is not Verdict.APPLIED:  # somebody else was first, with other words
        await _add(door, actor, order, made, kept)
    return _taken(kept)


async def _add(door: Door, actor: Actor, order: NewOrder, made: Ordered, known: HotlineOrder) -> None:
    """Add what is told of an order that is kept already, once, unless it is the very telling that began it."""
    receipts = await door.database.read(lambda tx: known_receipts(tx, door.district, [made.report.id, made.take.id]))
    first = receipts.get(made.report.id)
    if made.take.id not in receipts or first is None or first.receipt.verdict is not Verdict.APPLIED:
        await door.issue(told_again(order, made, known.case_id, mint_of(door)), actor)


async def take_at_desk(door: Door, actor: Actor, order: NewOrder, templates: Templates) -> OrderTaken:
    """An order that somebody at a desk copied from the hotline, of their own area; once, with whoever else tells it.

    Refuses NOT_ALLOWED without the post and for a place in another's area, OUT_OF_DISTRICT, and as `take`.
    """
    at = clock.now()

    async def work(tx: ReadTx) -> None:
        scope = await scope_of(tx, door, actor, DESKS, at)
        if not scope.paths:
            raise Problem(ProblemCode.NOT_ALLOWED)
        place = None if order.point is None else place_at(order.point, None, await directory_of(tx, door), at)
        if isinstance(place, Decision):
            raise declined(place)
        if place is not None and place.grid is not None and place.grid not in scope.grids:
            raise Problem(ProblemCode.NOT_ALLOWED, grid=place.grid)

    await door.database.read(work)
    return await take(door, Actor(user=actor.user, install=actor.install, system=True), order, templates)


async def _find(door: Door, order: NewOrder) -> HotlineOrder | None:
    orders = await door.database.read(lambda tx: queries.list_orders_named(tx, door, order.source, [order.number]))
    return orders.get(order.number)


def _taken(order: HotlineOrder, *, known: bool = False) -> OrderTaken:
    return OrderTaken(
        order=order.id,
        case=order.case_id,
        sign_due_at=order.sign_due_at,
        reply_due_at=order.reply_due_at,
        known=known,
    )


async def list_orders(
    door: Door, actor: Actor, stages: Sequence[OrderStage], before: tuple[datetime, str], limit: int
) -> OrderPage:
    """Orders of the cases of one's area, the latest first. A page may hold fewer than `limit`, and yet have a next."""
    at = clock.now()

    async def work(tx: ReadTx) -> OrderPage:
        scope = await scope_of(tx, door, actor, STEPS_ON, at)
        scanned = await queries.list_orders_before(tx, door, *before, stages or tuple(OrderStage))
        mine = await list_in_area(scope, tx, door, [one.case_id for one in scanned])
        found = [one for one in scanned if one.case_id in mine]
        kept = found[:limit]
        last = kept[-1] if len(found) > limit else scanned[-1] if len(scanned) == queries.SCANNED else None
        return OrderPage(
            orders=tuple(_view(one, at) for one in kept),
            next=None if last is None else f"{micros(last.received_at)}.{last.id}",
        )

    return await door.database.read(work)


def place_of(cursor: str | None) -> tuple[datetime, str]:
    """The place that a cursor names; without one, the place before every order. Refuses MALFORMED."""
    if cursor is None:
        return LATEST
    at, _, identity = cursor.partition(".")
    try:
        return from_micros(int(at)), one_id(identity)
    except (ValueError, OverflowError, Problem) as error:
        raise Problem(ProblemCode.MALFORMED, field="after") from error


async def read_order(door: Door, actor: Actor, identity: str) -> OrderDetail:
    """An order with its words and the citizen. The look leaves an entry. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[OrderDetail, Sequence[str]]:
        scope = await scope_of(tx, door, actor, STEPS_ON, at)
        order = await find_entity(tx, door, HotlineOrder, identity)
        if order is None or await find_in_area(scope, tx, door, order.case_id) is None:
            raise Problem(ProblemCode.NOT_FOUND)
        detail = OrderDetail(
            order=_view(order, at),
            version=order.version,
            opinion=order.opinion,
            name=order.name,
            phone=order.phone,
            contact_words=order.contact_words,
            reply=order.reply,
            survey_words=order.survey_words,
        )
        return detail, [order.case_id]

    return await door.witnessed(Reading(actor, "inbox", "hotline_order", identity), work)


async def read_reporter(door: Door, actor: Actor, case: str) -> ReporterView:
    """How to ask back whoever reported a case. The look leaves an entry.

    Refuses NOT_FOUND: outside of one's area, reported from within, or for posts that talk with nobody.
    """
    at = clock.now()

    async def work(tx: Tx) -> tuple[ReporterView, Sequence[str]]:
        scope = await scope_of(tx, door, actor, ANSWERING, at)
        found = await find_in_area(scope, tx, door, case)
        reporters = [] if found is None else await list_by(tx, door, Reporter, "case_id", [case])
        if not reporters:
            raise Problem(ProblemCode.NOT_FOUND)
        [one] = reporters
        view = ReporterView(given=one.given, name=one.name, phone=one.phone, privacy_note=one.privacy_note)
        return view, [case]

    return await door.witnessed(Reading(actor, f"case:{case}", "reporter", case), work)


def _view(order: HotlineOrder, at: datetime) -> OrderView:
    due_at = order.due_at
    same = (
        "id", "source", "number", "template", "stage", "received_at", "sign_due_at", "reply_due_at", "nature",
        "category", "signed_at", "contacted_at", "reached", "replied_at", "surveyed_at", "solved", "satisfaction",
    )  # fmt: skip
    told = {name: getattr(order, name) for name in same}
    return OrderView(case=order.case_id, due_at=due_at, overdue=due_at is not None and due_at < at, **told)
