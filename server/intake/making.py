"""What comes in from outside, as the server's own commands. Pure: the keyed digests that ids are made of are given.

Ids follow from what was told: the same again makes the very same commands, and the door answers them with the receipts
that they had. A correction has another command id, and the same case.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import msgspec

from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.case_steps import SetUrgency
from mobile_contract.cases import CaseSource, CommentCase, ReportMatter
from mobile_contract.intake import ResidentReport
from mobile_contract.intake_orders import EventReading, NewEvent, NewOrder, TakeOrder
from server.intake.books import Matter, Template
from server.intake.codes import Receipt, id_of, millis_of, receipt_of

Mint = Callable[..., bytes]
"""A keyed digest of 32 bytes: of what it is for, and of texts without a bar in them."""

_MADE = Clock(wall=0, boot="server", mono=0)
_TITLE = 200
_PACK = msgspec.msgpack.Encoder(order="deterministic")


class Reported(NamedTuple):
    """A resident's report: who they are from now on, what they get, and the command that begins the case."""

    reporter: str
    case: str
    receipt: Receipt
    command: ReportMatter
    keeping: str
    """The id of the command that keeps the reporter."""


class Ordered(NamedTuple):
    """A hotline order: its id, its case, and the commands that keep both."""

    order: str
    case: str
    report: ReportMatter
    take: TakeOrder

    @property
    def commands(self) -> tuple[Command, ...]:
        """In the order in which they are issued."""
        return self.report, self.take


class Listed(NamedTuple):
    """A matter of a committee's list: its case, and the command that begins it. No order lies beside it."""

    case: str
    report: ReportMatter

    @property
    def commands(self) -> tuple[Command, ...]:
        """As of an order."""
        return (self.report,)


def facts(command: str, entity: str, root: str) -> dict[str, Any]:
    """What each command of the server's own has."""
    return {"id": command, "seq": 0, "entity": entity, "root": root, "made": _MADE, "contract": CONTRACT}


def reported(
    asked: ResidentReport, matter: Matter | None, class_code: str | None, mint: Mint, *, urgent: bool
) -> Reported:
    """A report as commands. Whoever knows the draft and the secret, and nobody else, gets this receipt."""
    key = (asked.draft, asked.secret)
    at_ms = millis_of(asked.draft)
    case, reporter = id_of(mint("case", *key), at_ms), id_of(mint("reporter", *key), at_ms)
    body = _PACK.encode((asked.matter, asked.words, asked.address, asked.point, asked.photos)).hex()
    command = ReportMatter(
        **facts(id_of(mint("report", *key, body), at_ms), case, case),
        title=_title(matter, asked.words),
        description=asked.words,
        class_code=class_code,
        point=asked.point,
        address=asked.address,
        urgent=urgent,
        photos=asked.photos,
        source=CaseSource.RESIDENT,
    )
    keeping = id_of(mint("keep", *key, body), at_ms)
    return Reported(reporter, case, receipt_of(mint("receipt", *key)), command, keeping)


def _title(matter: Matter | None, words: str) -> str:
    first = words.strip().partition("\n")[0][:_TITLE]
    return first if matter is None else matter.zh


def ordered(order: NewOrder, template: Template, mint: Mint) -> Ordered:
    """A hotline order as commands: its case, and the order beside it."""
    key = ("order", order.source, order.number)
    body = _PACK.encode(order).hex()
    case, identity = id_of(mint("case", *key)), id_of(mint("id", *key))
    report = ReportMatter(
        **facts(id_of(mint("report", *key, body)), case, case),
        title=order.title,
        description=order.words,
        class_code=order.class_code,
        point=order.point,
        address=order.address,
        urgent=order.urgent or template.urgent,
        source=CaseSource.HOTLINE,
    )
    take = TakeOrder(
        **facts(id_of(mint("take", *key, body)), identity, case),
        source=order.source,
        number=order.number,
        template=template.code,
        sign_limit=template.sign,
        reply_limit=template.reply,
        nature=order.nature,
        category=order.category,
        opinion=order.opinion,
        placed_at=order.placed_at,
        name="" if order.citizen is None else order.citizen.name,
        phone=None if order.citizen is None else order.citizen.phone,
    )
    return Ordered(identity, case, report, take)


def told_again(order: NewOrder, made: Ordered, case: str, mint: Mint) -> tuple[Command, ...]:
    """What another telling of a kept order says, for the order, for whoever works on its case, and for its urgency."""
    key = ("order", order.source, order.number, _PACK.encode(order).hex())
    commands: tuple[Command, ...] = (made.take,)
    for name, words in (("title", f"{order.title}\n{order.address}".strip()), ("words", order.words)):
        if words:
            commands += (CommentCase(**facts(id_of(mint(f"again-{name}", *key)), case, case), opinion=words),)
    if made.report.urgent:
        commands += (SetUrgency(**facts(id_of(mint("urgent", *key)), case, case), urgent=True),)
    return commands


def listed(order: NewOrder, mint: Mint) -> Listed:
    """A matter of a committee's list as the command that begins its case."""
    key = ("list", order.source, order.number)
    case = id_of(mint("case", *key))
    report = ReportMatter(
        **facts(id_of(mint("report", *key, _PACK.encode(order).hex())), case, case),
        title=order.title,
        description=order.words,
        class_code=order.class_code,
        point=order.point,
        address=order.address,
        urgent=order.urgent,
        source=CaseSource.COMMITTEE,
    )
    return Listed(case, report)


def of_event(event: NewEvent, partner: str, named: str, mint: Mint) -> ReportMatter:
    """A partner's event as the command that begins its case. `named` is what the class and the partner are called."""
    key = ("event", partner, event.event)
    case = id_of(mint("case", *key))
    return ReportMatter(
        **facts(id_of(mint("report", *key, _PACK.encode(event).hex())), case, case),
        title=named[:_TITLE],
        description="\n".join((*_seen(event), *map(_reading, event.readings))),
        class_code=event.class_code,
        point=event.point,
        address=event.address,
        urgent=event.urgent,
        component=event.component,
        source=CaseSource.PARTNER,
    )


def case_of_event(partner: str, event: str, mint: Mint) -> str:
    """The id of the case of a partner's event."""
    return id_of(mint("case", "event", partner, event))


def _seen(event: NewEvent) -> tuple[str, ...]:
    return () if event.seen_at is None else (f"seen_at {event.seen_at.isoformat()}",)


def _reading(one: EventReading) -> str:
    return f"{one.name} {one.value:g} {one.unit or ''}".rstrip()
