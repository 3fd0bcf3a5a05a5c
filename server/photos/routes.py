"""GET /v1/photos: a copy of a photo without metadata, to whoever sees its subject."""

from datetime import timedelta
from typing import Annotated, Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from media.blobs import BlobStore
from media.copies import EDGES, Copies
from media.images import ImageFormat
from mobile_contract.media import PhotoSubject
from mobile_contract.photo_views import EvidenceView, SubjectPhotos
from mobile_contract.problems import ProblemCode
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import one_id, one_purpose
from server.photos import service, subjects, tickets
from server.photos.ranges import Unsatisfiable, range_of
from server.photos.service import Shown
from server.photos.tickets import LASTS_S, Link, Ticket
from server.settings import Settings
from server.uploads.service import find_shown

_PARTIAL, _NOT_MODIFIED, _BEHIND_THE_END = 206, 304, 416
_WHOLE: dict[str, type] = {ImageFormat.JPEG.value: bytes}
_ANSWERS: dict[int, dict[str, type]] = {200: _WHOLE, _PARTIAL: _WHOLE, _NOT_MODIFIED: {}, _BEHIND_THE_END: {}}
_ASKED, _TOLD = ("Range", "If-Range", "If-None-Match"), ("ETag", "Accept-Ranges", "Content-Range")


@get(
    "/v1/photos/{photo:str}",
    policy="signed_in",
    gives=_ANSWERS,
    asks=_ASKED,
    tells=_TOLD,
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.UNSUPPORTED_IMAGE],
)
async def read_photo(
    request: Request[Any, Any, Any],
    photo: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    copies: NamedDependency[Copies],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
    edge: Annotated[int, QueryParameter(name="edge")] = 0,
) -> Response[bytes | None]:
    """A photo in the asker's scopes, as a JPEG; `edge`: 0 for the large copy, 320 or 1280 for a small one.

    Who may keep it asks again each time: what may be seen changes. Behind a web server that is told so
    (`HEXWARD_PHOTO_HANDOVER`) that one sends the bytes, and does the ranges.
    """
    shown = await service.show(door, blobs, copies, actor, one_id(photo), _edge(edge))
    return _answer(request, shown, one_id(photo), settings)


@get("/v1/photos/{photo:str}/link", policy="signed_in", refuses=[ProblemCode.NOT_FOUND])
async def read_link(
    photo: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
    settings: NamedDependency[Settings],
    edge: Annotated[int, QueryParameter(name="edge")] = 0,
) -> Link:
    """An address that shows a copy for a minute, to whom it was made for: for pages that show it from a host of its own
    (`HEXWARD_PHOTO_ORIGIN`), where no session is.
    """
    await find_shown(door, blobs, actor, one_id(photo))
    until = clock.now() + timedelta(seconds=LASTS_S)
    ticket = Ticket(one_id(photo), _edge(edge), actor.user, actor.install, int(until.timestamp()))
    told = tickets.written(door.seal, door.district, ticket)
    return Link(f"{settings.photo_origin.rstrip('/')}/v1/shown/{told}", until)


@get(
    "/v1/shown/{ticket:str}",
    policy="public",
    gives=_ANSWERS,
    asks=_ASKED,
    tells=_TOLD,
    refuses=[ProblemCode.NOT_FOUND, ProblemCode.UNSUPPORTED_IMAGE],
)
async def read_shown(
    request: Request[Any, Any, Any],
    ticket: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    copies: NamedDependency[Copies],
    settings: NamedDependency[Settings],
) -> Response[bytes | None]:
    """The copy that a link was made for. Refuses NOT_FOUND: no link of ours, over, or not to be seen any more."""
    found = tickets.read(door.seal, door.district, ticket, clock.now())
    if found is None:
        raise Problem(ProblemCode.NOT_FOUND)
    shown = await service.show(door, blobs, copies, found.actor, found.photo, found.edge)
    return _answer(request, shown, found.photo, settings)


@get("/v1/photos/of/{kind:str}/{subject:str}", policy="signed_in", refuses=[ProblemCode.NOT_FOUND])
async def read_subject(
    kind: FromPath[str],
    subject: FromPath[str],
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: Annotated[str | None, QueryParameter(name="purpose")] = None,
) -> SubjectPhotos:
    """The photos of a `case`, `visit`, `inspection` or `danger` before and after, round by round, and how many wait."""
    if kind not in set(PhotoSubject):
        raise Problem(ProblemCode.NOT_FOUND)
    return await subjects.read_subject(door, actor, PhotoSubject(kind), one_id(subject), one_purpose(purpose))


@get("/v1/photos/{photo:str}/evidence", policy="signed_in", refuses=[ProblemCode.NOT_FOUND])
async def read_evidence(
    photo: FromPath[str],
    door: NamedDependency[Door],
    actor: NamedDependency[Actor],
    purpose: Annotated[str | None, QueryParameter(name="purpose")] = None,
) -> EvidenceView:
    """What a photo's file says of when and where it was taken; each look is on record with its purpose."""
    return await subjects.read_evidence(door, actor, one_id(photo), one_purpose(purpose))


def _edge(asked: int) -> int:
    if asked not in EDGES:
        raise Problem(ProblemCode.MALFORMED, field="edge")
    return asked


def _answer(request: Request[Any, Any, Any], shown: Shown, photo: str, settings: Settings) -> Response[bytes | None]:
    tag = f'"{shown.mark}"'
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{photo}.jpg"',
    }
    if tag in {one.strip() for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(None, status_code=_NOT_MODIFIED, headers=headers)
    if settings.photo_handover:
        headers["X-Accel-Redirect"] = f"{settings.photo_handover.rstrip('/')}/{shown.path}"
        return Response(b"", media_type=ImageFormat.JPEG, headers=headers)
    asked = request.headers.get("range", "") if request.headers.get("if-range", tag) == tag else ""
    return _part(shown.content, asked, headers)


def _part(content: bytes, asked: str, headers: dict[str, str]) -> Response[bytes | None]:
    """What a `Range` header asks for; all of it where it asks for none."""
    size = len(content)
    try:
        part = range_of(asked, size)
    except Unsatisfiable:
        return Response(
            None, status_code=_BEHIND_THE_END, headers={"Accept-Ranges": "bytes", "Content-Range": f"bytes */{size}"}
        )
    if part is None:
        return Response(content, media_type=ImageFormat.JPEG, headers=headers)
    start, end = part
    told = headers | {"Content-Range": f"bytes {start}-{end - 1}/{size}"}
    return Response(content[start:end], status_code=_PARTIAL, media_type=ImageFormat.JPEG, headers=told)


HANDLERS = (read_photo, read_link, read_shown, read_subject, read_evidence)
