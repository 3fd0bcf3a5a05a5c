"""What hotlines and partners send: orders with their stages and limits, events of sensors, keys. On no phone."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import (
    Code,
    Command,
    Count,
    Instant,
    Key,
    Line,
    PhoneNumber,
    Point,
    Request,
    Sha256,
    Short,
    Text,
    Wire,
    require_usual,
)
from mobile_contract.cases import LimitUnit
from mobile_contract.intake import Satisfaction

LimitValue = Annotated[int, Meta(ge=1, le=10_000)]
Quota = Annotated[int, Meta(ge=1, le=1_000_000)]
UnitName = Annotated[str, Meta(min_length=1, max_length=16, pattern="^[!-~\u00b0-\u00b5\u2103]+$(?!\\n)")]
Reading = Annotated[float, Meta(ge=-1e12, le=1e12)]


# --- hotline orders ---------------------------------------------------------------------------------------------------


class OrderStage(StrEnum):
    """How far a hotline order is (domain.md 7.8)."""

    RECEIVED = "received"
    SIGNED = "signed"
    CONTACTED = "contacted"
    REPLIED = "replied"
    SURVEYED = "surveyed"


class OrderLimit(Request, frozen=True, kw_only=True):
    """So long for a stage, in its own unit."""

    value: LimitValue
    unit: LimitUnit


class Citizen(Request, frozen=True, kw_only=True):
    """Who called, as the hotline has it. Kept sealed."""

    name: Short = ""
    phone: PhoneNumber | None = None


class NewOrder(Request, frozen=True, kw_only=True):
    """`POST /v1/intake/orders`: an order of a hotline. The same number of the same source is the same order.

    `source` is a mailbox, 12345, 12319 and the like; `opinion` is the hotline's transfer opinion.
    """

    source: Code
    number: Key
    template: Code
    title: Line
    words: Text = ""
    nature: Short = ""
    category: Short = ""
    urgent: bool = False
    opinion: Text = ""
    class_code: Key | None = None
    address: Line = ""
    point: Point | None = None
    citizen: Citizen | None = None
    placed_at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.placed_at)


class TakeOrder(Command, frozen=True, kw_only=True, tag="take_order"):
    """The server's own: keep a hotline order beside its case. `entity` is the order, `root` the case.

    The limits are those of the template as it was when the order came.
    """

    source: Code
    number: Key
    template: Code
    sign_limit: OrderLimit
    reply_limit: OrderLimit
    nature: Short = ""
    category: Short = ""
    opinion: Text = ""
    name: Short = ""
    phone: PhoneNumber | None = None
    placed_at: Instant | None = None

    def __post_init__(self) -> None:
        require_usual(self.placed_at)


class OrderCommand(Command, frozen=True, kw_only=True):
    """A step on a hotline order: `entity` is the order, `root` its case."""


class SignOrder(OrderCommand, frozen=True, kw_only=True, tag="sign_order"):
    """Somebody here has it now (签收)."""


class ContactCitizen(OrderCommand, frozen=True, kw_only=True, tag="contact_citizen"):
    """The citizen was called (联系), and answered or did not."""

    reached: bool
    words: Text = ""


class ReplyOrder(OrderCommand, frozen=True, kw_only=True, tag="reply_order"):
    """The answer that goes back to the hotline (回复)."""

    words: Annotated[Text, Meta(min_length=1)]


class SurveyOrder(OrderCommand, frozen=True, kw_only=True, tag="survey_order"):
    """What the citizen said when called back (回访); whoever replied does not call."""

    reached: bool
    solved: bool | None = None
    satisfaction: Satisfaction | None = None
    words: Text = ""


class OrderView(Wire, frozen=True, kw_only=True):
    """A hotline order on its board. `due_at` is that of its present stage; sealed words are in the detail alone."""

    id: str
    case: str
    source: str
    number: str
    template: str
    stage: OrderStage
    received_at: Instant
    sign_due_at: Instant
    reply_due_at: Instant
    due_at: Instant | None = None
    overdue: bool = False
    nature: str = ""
    category: str = ""
    signed_at: Instant | None = None
    contacted_at: Instant | None = None
    reached: bool | None = None
    replied_at: Instant | None = None
    surveyed_at: Instant | None = None
    solved: bool | None = None
    satisfaction: int | None = None


class OrderDetail(Wire, frozen=True, kw_only=True):
    """`GET /v1/intake/orders/{id}`: an order with its words and the citizen. The look leaves an entry."""

    order: OrderView
    version: int
    opinion: str = ""
    name: str = ""
    phone: str | None = None
    contact_words: str = ""
    reply: str = ""
    survey_words: str = ""


class OrderPage(Wire, frozen=True, kw_only=True):
    """`GET /v1/intake/orders`: orders of one's area, the latest first; `next`, if any, is what to ask for `after`."""

    orders: tuple[OrderView, ...]
    next: str | None = None


class OrderTaken(Wire, frozen=True, kw_only=True):
    """What became of an order: `known` says that it had come before."""

    order: str
    case: str
    sign_due_at: Instant
    reply_due_at: Instant
    known: bool = False


# --- partners ---------------------------------------------------------------------------------------------------------


class PartnerPurpose(StrEnum):
    """What a partner's key is for: events of sensors and platforms, or orders of a hotline."""

    EVENTS = "events"
    ORDERS = "orders"


class AddPartner(Command, frozen=True, kw_only=True, tag="add_partner"):
    """The server's own: a key for a partner. An empty `classes` of a key for orders means all."""

    name: Line
    key_hash: Sha256
    purpose: PartnerPurpose
    daily_quota: Quota
    classes: Annotated[tuple[Key, ...], Meta(max_length=200)] = ()
    live: bool = False


class RevokePartner(Command, frozen=True, kw_only=True, tag="revoke_partner"):
    """The server's own: a partner's key is good no more."""


class EventReading(Request, frozen=True, kw_only=True):
    """What a sensor measured or counted: a number, and never a person."""

    name: Code
    value: Reading
    unit: UnitName | None = None


class NewEvent(Request, frozen=True, kw_only=True):
    """`POST /v1/intake/events`: a partner tells of a matter. The same `event` of the same partner is the same matter.

    No free words: what a machine has to say are a class, a place and numbers.
    """

    event: Key
    class_code: Key
    point: Point | None = None
    component: Key | None = None
    address: Line = ""
    seen_at: Instant | None = None
    urgent: bool = False
    readings: Annotated[tuple[EventReading, ...], Meta(max_length=20)] = ()

    def __post_init__(self) -> None:
        require_usual(self.seen_at)


class EventTaken(Wire, frozen=True, kw_only=True):
    """What became of an event: `test` says that the key is for trying out, and nothing was kept."""

    event: str
    case: str | None = None
    known: bool = False
    test: bool = False
    left_today: Count = 0
