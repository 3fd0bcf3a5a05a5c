"""What anybody may ask and tell, what partners tell by their key, and what offices see of it. No GET changes anything.

`public` is the gate's word for routes that need no account: each of these asks for a receipt's token, for a partner's
key, or for nothing that is anybody's.
"""

from typing import Annotated, Any

from litestar import Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter, RawBody

from media.blobs import BlobStore
from mobile_contract.intake import (
    Following,
    FollowRequest,
    MoreInformation,
    Progress,
    PublicMatters,
    ReopenWish,
    ReporterView,
    ReportTaken,
    ResidentReport,
    ThreeAnswers,
)
from mobile_contract.intake_orders import (
    EventTaken,
    NewEvent,
    NewOrder,
    OrderDetail,
    OrderPage,
    OrderStage,
    OrderTaken,
    PartnerPurpose,
)
from mobile_contract.media import MAX_PHOTO_BYTES
from mobile_contract.problems import ProblemCode
from server.accounts.passwords import Passwords
from server.cases.duplicates import likeness_of
from server.core.decisions import Actor
from server.core.declared import PARTNER, RECEIPT
from server.core.door import Door
from server.core.http import JSON_TYPE, decoded, require_type
from server.core.problems import Problem
from server.core.reading import one_id, one_limit
from server.intake import books, following, orders, partners, residents
from server.intake.books import templates_of
from server.settings import Settings

_BYTES_TYPE = "application/offset+octet-stream"
_BODY = 16 * 1024
_DIGITS = 16
_REPORTED = (
    ProblemCode.CASE_MOVED_ON,
    ProblemCode.CASE_NEEDS,
    ProblemCode.COMPONENT_CLASS,
    ProblemCode.ID_REUSE,
    ProblemCode.ID_TAKEN,
    ProblemCode.MISSING_SUBJECT,
    ProblemCode.OUT_OF_DISTRICT,
    ProblemCode.UNKNOWN_COMPONENT,
    ProblemCode.UNKNOWN_GRID,
)
"""What the rule of reports refuses, and the door."""
_STEP = (
    ProblemCode.ALREADY_ENDED,
    ProblemCode.CASE_MOVED_ON,
    ProblemCode.CASE_NEEDS,
    ProblemCode.ID_REUSE,
    ProblemCode.ID_TAKEN,
    ProblemCode.LATE_SCOPE,
    ProblemCode.MISSING_SUBJECT,
    ProblemCode.NOT_ALLOWED,
    ProblemCode.NO_CALENDAR,
)
"""What the steps of a case refuse, and the door."""
_BYTES = (
    ProblemCode.CHECKSUM_MISMATCH,
    ProblemCode.ID_TAKEN,
    ProblemCode.NOT_FOUND,
    ProblemCode.TOO_SLOW,
    ProblemCode.UNSUPPORTED_IMAGE,
    ProblemCode.UPLOAD_EXPIRED,
    ProblemCode.UPLOAD_MISMATCH,
    ProblemCode.UPLOAD_OFFSET,
)
"""What becomes of bytes that are no photo, or not the one that was promised."""

Asked = Request[Any, Any, Any]


@get("/v1/public/matters", policy="public", sync_to_thread=False)
def list_matters() -> PublicMatters:
    """What may be reported, what is read first, and what becomes of a contact."""
    return books.shown(books.book())


@post(
    "/v1/public/reports",
    policy="public",
    takes={JSON_TYPE: ResidentReport},
    refuses=[*_REPORTED, ProblemCode.READ_FIRST, ProblemCode.SLOW_DOWN, ProblemCode.UNKNOWN_CLASS],
    status_code=201,
    request_max_body_size=_BODY,
)
async def report(
    request: Asked,
    body: RawBody,
    door: NamedDependency[Door],
    passwords: NamedDependency[Passwords],
    settings: NamedDependency[Settings],
) -> ReportTaken:
    """Tell of a matter without an account. Sent again it is the same report.

    Refuses READ_FIRST, UNKNOWN_CLASS, CASE_NEEDS, OUT_OF_DISTRICT, UNKNOWN_GRID and SLOW_DOWN.
    """
    require_type(request, JSON_TYPE)
    asked, rules = decoded(body, ResidentReport), likeness_of(settings.likeness)
    return await residents.report(door, passwords, asked, _address(request), rules)


@post(
    "/v1/public/follow",
    policy="public",
    takes={JSON_TYPE: FollowRequest},
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.SLOW_DOWN, ProblemCode.WRONG_RECEIPT],
    status_code=200,
    request_max_body_size=1024,
)
async def follow(
    request: Asked, body: RawBody, door: NamedDependency[Door], passwords: NamedDependency[Passwords]
) -> Following:
    """How a report stands, by its code and PIN. Refuses WRONG_RECEIPT and SLOW_DOWN."""
    require_type(request, JSON_TYPE)
    return await following.follow(door, passwords, decoded(body, FollowRequest), _address(request))


@get("/v1/public/progress", policy="public", bearer=RECEIPT, refuses=[ProblemCode.NOT_FOUND, ProblemCode.NOT_SIGNED_IN])
async def read_progress(request: Asked, door: NamedDependency[Door]) -> Progress:
    """How a report stands, by the token of `follow`. Refuses NOT_SIGNED_IN and NOT_FOUND."""
    reporter, code = following.open_token(door, _bearer(request))
    return (await following.read(door, reporter, code)).progress


@post(
    "/v1/public/information",
    policy="public",
    bearer=RECEIPT,
    takes={JSON_TYPE: MoreInformation},
    refuses=[
        *_STEP,
        ProblemCode.NOT_FOUND,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.SLOW_DOWN,
        ProblemCode.TOO_OFTEN,
        ProblemCode.TOO_SLOW,
        ProblemCode.UNSUPPORTED_IMAGE,
        ProblemCode.UPLOAD_EXPIRED,
        ProblemCode.UPLOAD_MISMATCH,
        ProblemCode.UPLOAD_OFFSET,
    ],
    status_code=200,
    request_max_body_size=_BODY,
)
async def add(
    request: Asked, body: RawBody, door: NamedDependency[Door], blobs: NamedDependency[BlobStore]
) -> Progress:
    """Add words or photos. Refuses NOT_SIGNED_IN, CASE_NEEDS, CASE_MOVED_ON, TOO_OFTEN, SLOW_DOWN, ID_TAKEN and
    ID_REUSE.
    """
    require_type(request, JSON_TYPE)
    reporter, code = following.open_token(door, _bearer(request))
    return await following.add(door, blobs, reporter, code, decoded(body, MoreInformation))


@patch(
    "/v1/public/photos/{photo:str}",
    policy="public",
    bearer=RECEIPT,
    takes={_BYTES_TYPE: bytes},
    asks=["Upload-Offset"],
    tells=["Upload-Offset"],
    refuses=[*_BYTES, ProblemCode.NOT_SIGNED_IN],
    status_code=204,
    request_max_body_size=MAX_PHOTO_BYTES,
)
async def append_photo(
    request: Asked, photo: FromPath[str], door: NamedDependency[Door], blobs: NamedDependency[BlobStore]
) -> Response[None]:
    """Bytes of a promised photo at `Upload-Offset`. Refuses NOT_SIGNED_IN, NOT_FOUND, and as `PATCH /v1/uploads`."""
    require_type(request, _BYTES_TYPE)
    reporter, _ = following.open_token(door, _bearer(request))
    told = request.headers.get("content-length")
    length = None if told is None else _number(told)
    offset = _number(request.headers.get("upload-offset", ""))
    view = await following.append_photo(door, blobs, reporter, one_id(photo), offset, length, request.stream())
    return Response(None, status_code=204, headers={"Upload-Offset": str(view.offset)})


@post(
    "/v1/public/rating",
    policy="public",
    bearer=RECEIPT,
    takes={JSON_TYPE: ThreeAnswers},
    refuses=[*_STEP, ProblemCode.NOT_FOUND, ProblemCode.NOT_SIGNED_IN, ProblemCode.SLOW_DOWN, ProblemCode.TOO_OFTEN],
    status_code=200,
    request_max_body_size=_BODY,
)
async def rate(request: Asked, body: RawBody, door: NamedDependency[Door]) -> Progress:
    """Answer the three questions. Refuses NOT_SIGNED_IN, CASE_MOVED_ON and TOO_OFTEN."""
    require_type(request, JSON_TYPE)
    reporter, code = following.open_token(door, _bearer(request))
    return await following.rate(door, reporter, code, decoded(body, ThreeAnswers))


@post(
    "/v1/public/reopening",
    policy="public",
    bearer=RECEIPT,
    takes={JSON_TYPE: ReopenWish},
    refuses=[
        *_STEP,
        ProblemCode.NOT_FOUND,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.OUT_OF_TIME,
        ProblemCode.SLOW_DOWN,
        ProblemCode.TOO_OFTEN,
    ],
    status_code=200,
    request_max_body_size=_BODY,
)
async def reopen(request: Asked, body: RawBody, door: NamedDependency[Door]) -> Progress:
    """Open a closed matter again. Refuses NOT_SIGNED_IN, CASE_MOVED_ON, CASE_NEEDS, OUT_OF_TIME and TOO_OFTEN."""
    require_type(request, JSON_TYPE)
    reporter, code = following.open_token(door, _bearer(request))
    return await following.reopen(door, reporter, code, decoded(body, ReopenWish))


@post(
    "/v1/intake/events",
    policy="public",
    bearer=PARTNER,
    takes={JSON_TYPE: NewEvent},
    refuses=[
        *_REPORTED,
        ProblemCode.CLASS_RETIRED,
        ProblemCode.NOT_ALLOWED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.SLOW_DOWN,
        ProblemCode.UNKNOWN_CLASS,
    ],
    status_code=200,
    request_max_body_size=_BODY,
)
async def tell_event(request: Asked, body: RawBody, door: NamedDependency[Door]) -> EventTaken:
    """A partner's event, by its key as a bearer token. Refuses NOT_SIGNED_IN, NOT_ALLOWED, SLOW_DOWN, UNKNOWN_CLASS,
    CLASS_RETIRED, COMPONENT_CLASS, UNKNOWN_COMPONENT, OUT_OF_DISTRICT, UNKNOWN_GRID and CASE_NEEDS.
    """
    require_type(request, JSON_TYPE)
    partner = await partners.partner_of(door, _bearer(request), PartnerPurpose.EVENTS)
    return await partners.tell(door, partner, decoded(body, NewEvent))


@post(
    "/v1/intake/orders",
    policy="public",
    bearer=PARTNER,
    takes={JSON_TYPE: NewOrder},
    refuses=[
        *_REPORTED,
        ProblemCode.NOT_ALLOWED,
        ProblemCode.NOT_SIGNED_IN,
        ProblemCode.NO_CALENDAR,
        ProblemCode.SLOW_DOWN,
    ],
    status_code=200,
    request_max_body_size=_BODY,
)
async def take_order(
    request: Asked, body: RawBody, door: NamedDependency[Door], settings: NamedDependency[Settings]
) -> OrderTaken:
    """A hotline's order, by its key as a bearer token. Refuses NOT_SIGNED_IN, NOT_ALLOWED, SLOW_DOWN, MALFORMED,
    OUT_OF_DISTRICT, UNKNOWN_GRID, CASE_NEEDS and NO_CALENDAR.
    """
    require_type(request, JSON_TYPE)
    partner = await partners.partner_of(door, _bearer(request), PartnerPurpose.ORDERS)
    return await partners.order(door, partner, decoded(body, NewOrder), templates_of(settings.templates))


@post(
    "/v1/intake/desk/orders",
    policy="office",
    takes={JSON_TYPE: NewOrder},
    refuses=[*_REPORTED, ProblemCode.NO_CALENDAR],
    status_code=200,
    request_max_body_size=_BODY,
)
async def take_order_at_desk(
    request: Asked,
    body: RawBody,
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
) -> OrderTaken:
    """A hotline's order that an acceptor or a committee takes down, with its template's limits. The same number of the
    same source is the same order. Refuses NOT_ALLOWED, MALFORMED, OUT_OF_DISTRICT, UNKNOWN_GRID, CASE_NEEDS and
    NO_CALENDAR.
    """
    require_type(request, JSON_TYPE)
    return await orders.take_at_desk(door, actor, decoded(body, NewOrder), templates_of(settings.templates))


@get("/v1/intake/orders", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def list_orders(
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    stages: Annotated[list[OrderStage] | None, QueryParameter(name="stage")] = None,
    after: FromQuery[str | None] = None,
    limit: FromQuery[int] = 50,
) -> OrderPage:
    """Hotline orders of one's area, the latest first, in these stages. Refuses MALFORMED."""
    wanted = sorted(set(stages or ()))
    return await orders.list_orders(door, actor, wanted, orders.place_of(after), one_limit(limit))


@get("/v1/intake/orders/{order_id:str}", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_order(
    door: NamedDependency[Door], actor: NamedDependency[Actor], order_id: FromPath[str]
) -> OrderDetail:
    """One hotline order with its words and the citizen; journalled. Refuses NOT_FOUND."""
    return await orders.read_order(door, actor, one_id(order_id))


@get("/v1/cases/{case_id:str}/reporter", policy="office", refuses=[ProblemCode.NOT_FOUND])
async def read_reporter(
    door: NamedDependency[Door], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> ReporterView:
    """How to ask a reporter back; journalled. Refuses NOT_FOUND."""
    return await orders.read_reporter(door, actor, one_id(case_id))


def _address(request: Asked) -> str:
    """Where a request comes from, for a meter alone: of IPv6 the half that a household has to itself."""
    host = "" if request.client is None else request.client.host
    return ":".join(host.split(":")[:4]) if ":" in host else host


def _bearer(request: Asked) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Problem(ProblemCode.NOT_SIGNED_IN)
    return token.strip()


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < _DIGITS):
        raise Problem(ProblemCode.MALFORMED, field="Upload-Offset")
    return int(text)


HANDLERS: tuple[HTTPRouteHandler, ...] = (
    list_matters,
    report,
    follow,
    read_progress,
    add,
    append_photo,
    rate,
    reopen,
    tell_event,
    take_order,
    take_order_at_desk,
    list_orders,
    read_order,
    read_reporter,
)
