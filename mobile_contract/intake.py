"""How residents tell of matters and follow them; what hotlines and partners send is in `intake_orders`.

A resident needs no account: a code and a PIN say whose report it is. Words for people are data, told by their code in
zh-CN and en. Nothing of this is on a phone.
"""

from typing import Annotated

from msgspec import Meta

from mobile_contract.base import (
    Code,
    Command,
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
)
from mobile_contract.case_duplicates import AlreadyReported
from mobile_contract.media import MAX_PHOTO_BYTES

Secret = Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22,86}$(?!\\n)", description="random, made and kept by the page")]
Hash = Annotated[str, Meta(min_length=16, max_length=200, pattern="^[ -~]+$(?!\\n)")]
Satisfaction = Annotated[int, Meta(ge=1, le=5)]


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

    `expected_at` is when it should be done, as far as that can be said before anybody has looked. `alike` are open
    matters of public places nearby that may be the same, and were reported before.
    """

    code: str
    pin: str
    received_at: Instant
    expected_at: Instant | None = None
    alike: tuple[AlreadyReported, ...] = ()


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
