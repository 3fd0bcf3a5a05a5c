"""How matters come in beside phones: residents' reports and what they follow, hotline orders, partners' events.

A resident needs no account: a code and a PIN say whose report it is. Words for people are data, told by their code in
zh-CN and en. Nothing of this is on a phone.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import (
    Code,
    Command,
    Count,
    Id,
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
from mobile_contract.media import MAX_PHOTO_BYTES

Secret = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22,86}$(?!\\n)", description="random, made and kept by the page")]
Hash = Annotated[str, Meta(min_length=16, max_length=200, pattern="^[ -~]+$(?!\\n)")]
Satisfaction = Annotated[int, Meta(ge=1, le=5)]
LimitValue = Annotated[int, Meta(ge=1, le=10_000)]
Quota = Annotated[int, Meta(ge=1, le=1_000_000)]
Reading = Annotated[float, Meta(ge=-1e12, le=1e12)]


# --- residents --------------------------------------------------------------------------------------------------------


class ContactGiven(Request, frozen=True, kw_only=True):
    """How a reporter may be asked back, if they like: kept sealed, for this matter alone."""

    name: Short = ""
    phone: PhoneNumber | None = None


class ResidentReport(Request, frozen=True, kw_only=True):
    """`POST /v1/public/reports`: somebody tells of a matter, without an account.

    `draft` and `secret` are made by the page when the draft is begun: whatever is sent again under them is the same
    report, and gets the same answer. `matter` is of the public list, `privacy_note` the version of the notice that was
    shown beside `contact`. `confirmed` says that the stop-notice of an emergency was read. `device` is a number that
    the page made for itself, and says nothing of whose it is.
    """

    draft: Id
    secret: Secret
    matter: Code | None = None
    words: Text = ""
    address: Line = ""
    point: Point | None = None
    contact: ContactGiven | None = None
    privacy_note: Code | None = None
    confirmed: bool = False
    photos: Annotated[int, Meta(ge=0, le=5)] = 0
    device: Key | None = None


class ReportTaken(Wire, frozen=True, kw_only=True):
    """The receipt of a report. The PIN is shown here alone: the server keeps no more than a slow hash of it.

    `expected_at` is when it should be done, as far as that can be said before anybody has looked.
    """

    code: str
    pin: str
    received_at: Instant
    expected_at: Instant | None = None


class Words(Wire, frozen=True, kw_only=True):
    """A text for people by its code."""

    code: str
    zh: str
    en: str


class StopNotice(Wire, frozen=True, kw_only=True):
    """What somebody must read before they report an emergency here, and whom to call instead."""

    code: str
    zh: str
    en: str
    numbers: tuple[str, ...]


class PublicMatter(Wire, frozen=True, kw_only=True):
    """A thing that residents report, in plain words; `emergency` names the notice that comes first."""

    code: str
    zh: str
    en: str
    emergency: str | None = None


class PublicMatters(Wire, frozen=True, kw_only=True):
    """`GET /v1/public/matters`: what may be reported, what is read first, and what becomes of a contact."""

    matters: tuple[PublicMatter, ...]
    notices: tuple[StopNotice, ...]
    privacy: Words
    questions: tuple[Words, ...]


class FollowRequest(Request, frozen=True, kw_only=True):
    """`POST /v1/public/follow`: code and PIN, as they were typed."""

    code: Short
    pin: Short


class TimelineEntry(Wire, frozen=True, kw_only=True):
    """A step in plain words; `unit` is the organisation that has the matter from then on, never a person."""

    at: Instant
    code: str
    zh: str
    en: str
    unit: str = ""


class Expectation(Wire, frozen=True, kw_only=True):
    """When it should be done: what was said first, what holds now, and why the two differ.

    Without `now_at` nobody can say; `why` then tells that it is overdue, resting or not yet given to anybody.
    """

    original_at: Instant | None = None
    now_at: Instant | None = None
    why: Words | None = None


class Progress(Wire, frozen=True, kw_only=True):
    """How a report stands: `may` are what its reporter can do now (`add`, `rate`, `reopen`)."""

    code: str
    stage: Words
    reported_at: Instant
    expected: Expectation
    timeline: tuple[TimelineEntry, ...]
    case_no: str | None = None
    closed_at: Instant | None = None
    reopen_until_at: Instant | None = None
    joined: bool = False
    may: tuple[str, ...] = ()


class Following(Wire, frozen=True, kw_only=True):
    """A short-lived token for the other public routes of this report, and how it stands."""

    token: str
    until_at: Instant
    progress: Progress


class PhotoPromise(Request, frozen=True, kw_only=True):
    """A photo that follows: its bytes go to `PATCH /v1/public/photos/{photo}`."""

    photo: Id
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1, le=MAX_PHOTO_BYTES)]
    media_type: Annotated[str, Meta(pattern="^image/(jpeg|png|webp)$(?!\\n)")] = "image/jpeg"


class MoreInformation(Request, frozen=True, kw_only=True):
    """`POST /v1/public/information`: words or photos for an open report; `id` is made by the page, once."""

    id: Id
    words: Text = ""
    photos: Annotated[tuple[PhotoPromise, ...], Meta(max_length=5)] = ()


class ThreeAnswers(Request, frozen=True, kw_only=True):
    """`POST /v1/public/rating`: was I heard, is it solved, am I content. Once a round."""

    id: Id
    contacted: bool | None = None
    solved: bool | None = None
    satisfaction: Satisfaction
    words: Text = ""


class ReopenWish(Request, frozen=True, kw_only=True):
    """`POST /v1/public/reopening`: it is not solved after all; within seven days, once, with a reason."""

    id: Id
    reason: Annotated[Text, Meta(min_length=1)]


class KeepReporter(Command, frozen=True, kw_only=True, tag="keep_reporter"):
    """The server's own: who may follow a case, by a keyed hash of a code and a slow hash of a PIN.

    `entity` is the reporter's id, `root` the case.
    """

    code_hash: Sha256
    pin_hash: Hash
    name: Short = ""
    phone: PhoneNumber | None = None
    privacy_note: Code | None = None
    expected_at: Instant | None = None


class ReporterView(Wire, frozen=True, kw_only=True):
    """`GET /v1/cases/{id}/reporter`: how to ask a reporter back. The look leaves an entry."""

    given: bool
    name: str = ""
    phone: str | None = None
    privacy_note: str | None = None


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
    unit: Annotated[Code, Meta(max_length=16)] | None = None


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
