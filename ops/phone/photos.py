"""Photos of the terminal phone: taken in as files of its own, sent apart from the records, let go when safe."""

import hashlib
import time
from collections.abc import Callable
from pathlib import Path

from mobile_contract.media import MAX_PHOTO_BYTES, NewUpload
from mobile_contract.problems import ProblemCode
from ops.phone.device import make_private, new_id
from ops.phone.transport import CHUNK_BYTES, UPLOAD_LOST, Line, Refused
from sync.phone import Phone
from sync.ports import PhotoFile

Tell = Callable[[str], None]
"""Hears each step, in a word or two."""

YOUNG_S = 3600
_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))

_HEIC = frozenset({b"heic", b"heix", b"mif1"})


class WrongPhoto(ValueError):
    """The file is no photo that a district takes."""


class MissingFile(Exception):
    """The phone's own copy of a photo is gone from its folder."""


def take_in(source: Path, folder: Path, *, command: str, subject: str) -> PhotoFile:
    """Copy a photo into the phone's folder, under its hash. Raises WrongPhoto for what no district takes."""
    size_bytes = source.stat().st_size
    if not 0 < size_bytes <= MAX_PHOTO_BYTES:
        raise WrongPhoto(f"{source}: {size_bytes} bytes, at most {MAX_PHOTO_BYTES} allowed")
    content = source.read_bytes()
    media_type = _media_type(content)
    if not media_type:
        raise WrongPhoto(f"{source}: no JPEG, PNG, WebP or HEIC")
    sha256 = hashlib.sha256(content).hexdigest()
    copy = folder / sha256
    make_private(copy)
    copy.write_bytes(content)
    return PhotoFile(new_id(), command, subject, sha256, len(content), media_type, str(copy.resolve()))


def send_photos(phone: Phone, line: Line, tell: Tell) -> int:
    """Send what has not arrived, let go of what is safe; how many went.

    One photo that will not go keeps no other from going: its failure is raised at the end.
    """
    sent = 0
    failure: Refused | MissingFile | None = None
    for photo in [entry for entry in phone.store.photos.rows() if not entry.done]:
        tell("sending a photo")
        try:
            sent += _send(phone, line, photo)
        except Refused as refused:
            if refused.signed_out:
                raise
            if refused.code in UPLOAD_LOST:
                phone.restart_photo(photo, new_id())
            failure = refused
        except FileNotFoundError as error:
            failure = MissingFile(str(error.filename))
    for spare in phone.spare_photos():
        _let_go(phone, spare)
    if failure is not None:
        raise failure
    return sent


def sweep_folder(phone: Phone, folder: Path) -> None:
    """Delete files that no photo of this phone names; a young one may belong to a report that is being saved."""
    named = {Path(photo.path).name for photo in phone.store.photos.rows()}
    for file in folder.glob("*"):
        if file.name not in named and time.time() - file.stat().st_mtime > YOUNG_S:
            file.unlink(missing_ok=True)


def _send(phone: Phone, line: Line, photo: PhotoFile) -> bool:
    promise = NewUpload(photo.upload, photo.sha256, photo.size_bytes, photo.command)
    view = line.promise(promise)
    if not view.done:
        _send_bytes(phone, line, photo, view.offset)
        view = line.promise(promise)
    phone.note_photo(photo, offset=view.offset, done=view.done)
    return view.done


def _send_bytes(phone: Phone, line: Line, photo: PhotoFile, offset: int) -> None:
    with Path(photo.path).open("rb") as file:
        while offset < photo.size_bytes:
            file.seek(offset)
            try:
                offset = line.send(photo.upload, offset, file.read(CHUNK_BYTES))
            except Refused as refused:
                there = line.offset(photo.upload) if refused.code == ProblemCode.UPLOAD_OFFSET else offset
                if there == offset:
                    raise
                offset = there
            phone.note_photo(photo, offset=offset, done=False)


def _let_go(phone: Phone, photo: PhotoFile) -> None:
    phone.forget_photo(photo)
    if all(other.path != photo.path for other in phone.store.photos.rows()):
        Path(photo.path).unlink(missing_ok=True)


def _media_type(content: bytes) -> str:
    for magic, media_type in _MAGIC:
        if content.startswith(magic):
            return media_type
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "image/heic"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else ""
