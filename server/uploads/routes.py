"""POST, HEAD and PATCH /v1/uploads: the bytes of a photo, resumable."""

from typing import Any

from litestar import Request, Response, head, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, RawBody

from media.blobs import BlobStore
from mobile_contract.media import MAX_PHOTO_BYTES, NewUpload, UploadView
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.http import JSON_TYPE, decoded, require_type
from server.core.problems import Problem
from server.core.reading import one_id
from server.uploads import service

BYTES_TYPE = "application/offset+octet-stream"


@post("/v1/uploads", policy="phone", status_code=200, request_max_body_size=4096)
async def begin(
    request: Request[Any, Any, Any],
    body: RawBody,
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
) -> UploadView:
    """Promise a photo's bytes by hash and size; sent twice it is answered alike."""
    require_type(request, JSON_TYPE)
    return await service.begin(door, blobs, actor, decoded(body, NewUpload))


@head("/v1/uploads/{upload:str}", policy="phone")
async def where(
    upload: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
) -> Response[None]:
    """How many bytes are durable."""
    found = await service.find(door, blobs, actor, one_id(upload))
    return Response(None, headers={"Upload-Offset": str(found.offset), "Upload-Length": str(found.size_bytes)})


@patch("/v1/uploads/{upload:str}", policy="phone", status_code=204, request_max_body_size=MAX_PHOTO_BYTES)
async def append(
    request: Request[Any, Any, Any],
    upload: FromPath[str],
    door: NamedDependency[Door],
    blobs: NamedDependency[BlobStore],
    actor: NamedDependency[Actor],
) -> Response[None]:
    """Add bytes at `Upload-Offset`; the answer's header says what is durable now."""
    require_type(request, BYTES_TYPE)
    told = request.headers.get("content-length")
    length = _number(told) if told is not None else None
    offset = _number(request.headers.get("upload-offset", ""))
    view = await service.append(door, blobs, actor, one_id(upload), offset, length, request.stream())
    return Response(None, status_code=204, headers={"Upload-Offset": str(view.offset)})


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Problem(ProblemCode.MALFORMED, field="Upload-Offset")
    return int(text)


HANDLERS = (begin, where, append)
