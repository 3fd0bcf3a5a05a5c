"""tus 1.0 in headers: what a client of anybody's says, and what it is told. Pure; no request, no store, no row.

Spoken: core, creation, creation-with-upload, termination, checksum, expiration. An upload is bound to its hash, size
and command when it is made, so a length that is told later and parts that are joined later have no place here.
"""

import base64
import binascii
import hashlib
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from email.utils import format_datetime

import msgspec
from msgspec import Struct

from media.uploads import Upload, UploadState
from mobile_contract.media import MAX_PHOTO_BYTES, NewUpload
from mobile_contract.problems import ProblemCode
from server.core.problems import Problem

VERSION = "1.0.0"
RESUMABLE = {"Tus-Resumable": VERSION}
OFFERED = {
    **RESUMABLE,
    "Tus-Version": VERSION,
    "Tus-Max-Size": str(MAX_PHOTO_BYTES),
    "Tus-Extension": "creation,creation-with-upload,termination,checksum,expiration",
    "Tus-Checksum-Algorithm": "sha1,sha256,sha512",
}
ASKED = ("Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Metadata", "Upload-Checksum")
"""Headers that are read of a client; of the first alone where there are no bytes."""
OVERRIDE = "X-HTTP-Method-Override"
TOLD = ("Tus-Resumable", "Upload-Offset", "Upload-Length", "Upload-Expires", "Location")
_DIGEST_BYTES = {"sha1": 20, "sha256": 32, "sha512": 64}
_MAX_METADATA = 2_000
_LONGEST_NUMBER = 15


class WrongChecksum(Exception):
    """A body had come whole, and is not what was meant."""


class Checksum(Struct, frozen=True):
    """What one piece of an upload must hash to."""

    algorithm: str
    digest: bytes

    async def heard(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        """A body as it comes. Raises `WrongChecksum` at its end, unless it has this checksum."""
        hashed = hashlib.new(self.algorithm, usedforsecurity=False)  # it finds what a line broke, it keeps nobody out
        async for chunk in chunks:
            hashed.update(chunk)
            yield chunk
        if hashed.digest() != self.digest:
            raise WrongChecksum


def is_tus(headers: Mapping[str, str]) -> bool:
    """Whether a client speaks tus. One that names no version is a phone, which means the same by less.

    Refuses TUS_VERSION.
    """
    told = headers.get("tus-resumable")
    if told is not None and told != VERSION:
        raise Problem(ProblemCode.TUS_VERSION, headers={"Tus-Version": VERSION})
    return told is not None


def new_upload(headers: Mapping[str, str], fallback_id: str) -> NewUpload:
    """What a creation promises: `Upload-Length`, and of `Upload-Metadata` `sha256`, `command` and, if told, `upload`.

    All other metadata is the client's own affair. Refuses MALFORMED, and TOO_LARGE over the limit.
    """
    size_bytes = number(headers, "upload-length")
    if size_bytes > MAX_PHOTO_BYTES:
        raise Problem(ProblemCode.TOO_LARGE, max_bytes=MAX_PHOTO_BYTES)
    told = _metadata(headers.get("upload-metadata", ""))
    facts = {"upload": fallback_id, "size_bytes": size_bytes}
    facts |= {name: told[name] for name in ("upload", "sha256", "command") if name in told}
    try:
        return msgspec.convert(facts, NewUpload, strict=True)
    except msgspec.ValidationError as error:
        raise Problem(ProblemCode.MALFORMED, field="Upload-Metadata", detail=str(error)[:300]) from error


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    """`Upload-Checksum`, if one was told. Refuses MALFORMED for an algorithm that is not offered."""
    told = headers.get("upload-checksum")
    if told is None:
        return None
    algorithm, _, encoded = told.partition(" ")
    digest = _base64(encoded.strip(), "Upload-Checksum")
    if _DIGEST_BYTES.get(algorithm) != len(digest):
        raise Problem(ProblemCode.MALFORMED, field="Upload-Checksum", allowed=sorted(_DIGEST_BYTES))
    return Checksum(algorithm, digest)


def number(headers: Mapping[str, str], name: str) -> int:
    """A header that is a whole number and must be there. Refuses MALFORMED."""
    text = headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
        raise Problem(ProblemCode.MALFORMED, field=name.title())
    return int(text)


def standing(upload: Upload) -> dict[str, str]:
    """Where an upload stands, for any answer that tells of it; one that is whole does not expire."""
    told = {**RESUMABLE, "Upload-Offset": str(upload.offset), "Upload-Length": str(upload.size_bytes)}
    if upload.state is UploadState.RECEIVING:
        told["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return told


def metadata_of(upload: Upload) -> str:
    """`Upload-Metadata` as it was bound."""
    told = {"sha256": upload.sha256, "command": upload.command_id, "upload": upload.id}
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in told.items())


def _metadata(text: str) -> dict[str, str]:
    if len(text) > _MAX_METADATA:
        raise Problem(ProblemCode.MALFORMED, field="Upload-Metadata")
    told: dict[str, str] = {}
    for pair in text.split(",") if text.strip() else ():
        name, _, encoded = pair.strip().partition(" ")
        if not name or name in told:
            raise Problem(ProblemCode.MALFORMED, field="Upload-Metadata")
        told[name] = _base64(encoded.strip(), "Upload-Metadata").decode("utf-8", errors="replace")
    return told


def _base64(text: str, field: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Problem(ProblemCode.MALFORMED, field=field) from error
