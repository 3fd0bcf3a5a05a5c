"""/v1/uploads: the bytes of a photo, resumable, by tus 1.0 and as phones ask.

A phone promises with JSON and names no version of tus; any client of tus promises with headers. All else is one.
"""

from typing import Any

import msgspec
from litestar import Request, Response, delete, head, patch, post, route
from litestar.di import NamedDependency
from litestar.enums import HttpMethod
from litestar.params import FromPath

from media.blobs import BlobStore
from media.uploads import Upload
from mobile_contract.media import MAX_PHOTO_BYTES, NewUpload, UploadView
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import JSON_TYPE, content_type, decoded, on_problem, require_type
from server.core.ids import new_id
from server.core.problems import Problem
from server.core.reading import one_id
from server.uploads import service, tus

BYTES_TYPE = "application/offset+octet-stream"
_MAX_PROMISE_BYTES = 4_096
_NO_STORE = {"Cache-Control": "no-store"}
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


def _on_problem(request: Asked, problem: Problem) -> Response[bytes]:
    problem.headers.update(tus.RESUMABLE)
    return on_problem(request, problem)


_FAULTS: Any = {Problem: _on_problem}


@route(
    "/v1/uploads", http_method=[HttpMethod.OPTIONS], policy="phone", gives={204: {}}, tells=tus.OFFERED, status_code=204
)
async def offered() -> Response[None]:
    """What of tus is spoken here."""
    return Response(None, status_code=204, headers=tus.OFFERED)


@post(
    "/v1/uploads",
    policy="phone",
    takes={JSON_TYPE: NewUpload, BYTES_TYPE: bytes},
    gives={200: {JSON_TYPE: UploadView}, 201: {}},
    asks=tus.ASKED,
    tells=tus.TOLD,
    refuses=[*_BYTES, ProblemCode.SLOW_DOWN, ProblemCode.TUS_VERSION],
    request_max_body_size=MAX_PHOTO_BYTES,
    exception_handlers=_FAULTS,
)
async def begin(
    request: Asked, door: NamedDependency[Door], blobs: NamedDependency[BlobStore], actor: NamedDependency[Actor]
) -> Response[bytes]:
    """Promise a photo's bytes by hash and size, and send the first of them along, or all. JSON sent twice is answered
    alike, with 200; tus creates, with 201. Bytes that this person has sent before are whole at once.
    """
    if not tus.is_tus(request.headers):
        require_type(request, JSON_TYPE)
        view = service.view_of(await service.begin(door, blobs, actor, decoded(await _small(request), NewUpload)))
        return Response(msgspec.json.encode(view), status_code=200, media_type=JSON_TYPE)
    upload = await service.begin(door, blobs, actor, tus.new_upload(request.headers, new_id()))
    if content_type(request) == BYTES_TYPE and upload.offset < upload.size_bytes:
        piece = service.Piece(upload.offset, _length(request), tus.checksum(request.headers))
        upload = await service.append(door, blobs, actor, upload.id, piece, request.stream())
    headers = {**tus.standing(upload), "Location": f"/v1/uploads/{upload.id}"}
    return Response(b"", status_code=201, headers=headers)


@head(
    "/v1/uploads/{upload:str}",
    policy="phone",
    gives={200: {}},
    asks=tus.ASKED[:1],
    tells=tus.TOLD,
    refuses=[
        ProblemCode.NOT_FOUND,
        ProblemCode.TOO_SLOW,
        ProblemCode.TUS_VERSION,
        ProblemCode.UPLOAD_EXPIRED,
        ProblemCode.UPLOAD_MISMATCH,
    ],
    exception_handlers=_FAULTS,
)
async def where(
    request: Asked,
    upload: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
) -> Response[None]:
    """How many bytes are durable."""
    tus.is_tus(request.headers)
    found = await service.find(door, blobs, actor, one_id(upload))
    return Response(None, headers={**tus.standing(found), **_NO_STORE, "Upload-Metadata": tus.metadata_of(found)})


@patch(
    "/v1/uploads/{upload:str}",
    policy="phone",
    takes={BYTES_TYPE: bytes},
    asks=tus.ASKED,
    tells=tus.TOLD,
    refuses=[*_BYTES, ProblemCode.TUS_VERSION],
    status_code=204,
    request_max_body_size=MAX_PHOTO_BYTES,
    exception_handlers=_FAULTS,
)
async def append(
    request: Asked,
    upload: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
) -> Response[None]:
    """Add bytes at `Upload-Offset`; the answer's header says what is durable now."""
    tus.is_tus(request.headers)
    return _stands(await _append(request, upload, door, blobs, actor))


@delete(
    "/v1/uploads/{upload:str}",
    policy="phone",
    asks=tus.ASKED[:1],
    refuses=[
        ProblemCode.METHOD_NOT_ALLOWED,
        ProblemCode.NOT_FOUND,
        ProblemCode.TOO_SLOW,
        ProblemCode.TUS_VERSION,
    ],
    exception_handlers=_FAULTS,
)
async def withdraw(
    request: Asked,
    upload: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
) -> Response[None]:
    """Give an upload up that is not whole."""
    tus.is_tus(request.headers)
    await service.withdraw(door, blobs, actor, one_id(upload))
    return Response(None, status_code=204, headers=tus.RESUMABLE)


@post(
    "/v1/uploads/{upload:str}",
    policy="phone",
    takes={BYTES_TYPE: bytes},
    asks=[*tus.ASKED, tus.OVERRIDE],
    tells=tus.TOLD,
    refuses=[*_BYTES, ProblemCode.METHOD_NOT_ALLOWED, ProblemCode.TUS_VERSION],
    status_code=204,
    request_max_body_size=MAX_PHOTO_BYTES,
    exception_handlers=_FAULTS,
)
async def instead(
    request: Asked,
    upload: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
) -> Response[None]:
    """PATCH or DELETE of a client that may not say so: `X-HTTP-Method-Override` tells which."""
    tus.is_tus(request.headers)
    match request.headers.get("x-http-method-override", "").upper():
        case "PATCH":
            return _stands(await _append(request, upload, door, blobs, actor))
        case "DELETE":
            await service.withdraw(door, blobs, actor, one_id(upload))
            return Response(None, status_code=204, headers=tus.RESUMABLE)
        case _:
            raise Problem(ProblemCode.METHOD_NOT_ALLOWED, headers={"Allow": "DELETE, HEAD, OPTIONS, PATCH"})


async def _append(request: Asked, upload: str, door: Door, blobs: BlobStore, actor: Actor) -> Upload:
    require_type(request, BYTES_TYPE)
    piece = service.Piece(tus.number(request.headers, "upload-offset"), _length(request), tus.checksum(request.headers))
    return await service.append(door, blobs, actor, one_id(upload), piece, request.stream())


def _stands(upload: Upload) -> Response[None]:
    return Response(None, status_code=204, headers=tus.standing(upload))


def _length(request: Asked) -> int | None:
    return tus.number(request.headers, "content-length") if "content-length" in request.headers else None


async def _small(request: Asked) -> bytes:
    """A promise in JSON, which is never long. Refuses TOO_LARGE."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MAX_PROMISE_BYTES:
            raise Problem(ProblemCode.TOO_LARGE, max_bytes=_MAX_PROMISE_BYTES)
    return bytes(body)


HANDLERS = (offered, begin, where, append, withdraw, instead)
