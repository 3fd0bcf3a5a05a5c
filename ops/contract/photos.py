"""Checks of photos (chapter 13): bytes in pieces, as phones ask and by tus 1.0, and what comes back of them."""

import base64
import hashlib
import secrets
from typing import Any

import msgspec

from mobile_contract import kinds
from mobile_contract.media import UploadView
from mobile_contract.problems import ProblemCode
from ops.contract.asking import Answer
from ops.contract.checking import Check, Fault, proves, require
from ops.contract.trial import Trial
from ops.demo_photos import make_sample_jpeg
from ops.phone.device import new_id

BYTES = "application/offset+octet-stream"
TUS = "1.0.0"
_PIECE = 4_000


class Picture:
    """A photo that nobody has sent before, and the command that names it. Words behind its end tell it in a copy."""

    def __init__(self, trial: Trial) -> None:
        self.words = f"kit {secrets.token_hex(8)}".encode()
        self.content = make_sample_jpeg(secrets.randbelow(2**30), 320, 240) + self.words
        self.sha256 = hashlib.sha256(self.content).hexdigest()
        self.upload = new_id()
        self.case = trial.player.command(
            "report_matter", title="Kit", address="Kit 1", claimed_grid=trial.grid, photos=1
        )
        told: dict[str, Any] = {
            "subject_kind": "case",
            "subject": self.case["entity"],
            "phase": "report",
            "sha256": self.sha256,
        }
        told |= {"size_bytes": len(self.content), "media_type": "image/jpeg"}
        self.command = trial.player.command("attach_photo", root=self.case["entity"], **told)

    def promise(self) -> dict[str, Any]:
        """What `POST /v1/uploads` takes."""
        facts = {"upload": self.upload, "sha256": self.sha256, "command": self.command["id"]}
        return facts | {"size_bytes": len(self.content)}


@proves("13.1", "照片记录可先于字节裁决")
def a_row_comes_first(trial: Trial) -> None:
    """The row of a photo may be judged before its bytes arrive."""
    player, picture = trial.player, Picture(trial)
    player.apply(picture.case, picture.command)
    trial.wrote("case", picture.case["entity"])
    trial.wrote("photo", picture.command["entity"])
    player.catch_up()
    record = player.find(kinds.PHOTO, picture.command["entity"])
    require(record is not None, "the row is not there")
    require(not (record or {}).get("arrived_at"), "it claims bytes that nobody has sent")


@proves("13.2", "分块上传并告知已存字节数")
def bytes_come_in_pieces(trial: Trial) -> None:
    """Bytes come in pieces, and the answer tells how many are durable."""
    picture = Picture(trial)
    trial.player.apply(picture.case, picture.command)
    _promised(trial, picture, 0, done=False)
    _send(trial, picture, 0, _PIECE)
    require(_offset(_where(trial, picture)) == _PIECE, "HEAD tells another offset than was answered")
    _promised(trial, picture, _PIECE, done=False)
    _send(trial, picture, _PIECE, len(picture.content))
    _promised(trial, picture, len(picture.content), done=True)


@proves("13.2", "偏移不符答 409，HEAD 告知续传处")
def bytes_from_elsewhere_are_refused(trial: Trial) -> None:
    """Bytes that begin elsewhere are 409, and HEAD says where to go on."""
    picture = Picture(trial)
    _promised(trial, picture, 0, done=False)
    _send(trial, picture, 0, _PIECE)
    for offset in (0, _PIECE + 1):
        _patch(trial, picture, offset, picture.content[:10]).refusal(409, ProblemCode.UPLOAD_OFFSET)
    require(_offset(_where(trial, picture)) == _PIECE, "bytes that were refused were kept")
    _send(trial, picture, _PIECE, len(picture.content))


@proves("13.2", "已知哈希的字节无需重传")
def known_bytes_are_done(trial: Trial) -> None:
    """Bytes with a known hash need not be sent again."""
    picture = Picture(trial)
    _promised(trial, picture, 0, done=False)
    _send(trial, picture, 0, len(picture.content))
    facts = picture.promise() | {"upload": new_id()}
    view = trial.caller.post("/v1/uploads", facts).of(UploadView, 200, 201)
    require(view.done, "a known hash is asked for again")


@proves("13.2", "与承诺哈希不符的字节不被保存")
def other_bytes_are_refused(trial: Trial) -> None:
    """Other bytes than were promised are not kept."""
    picture = Picture(trial)
    _promised(trial, picture, 0, done=False)
    answer = _patch(trial, picture, 0, bytes(len(picture.content)))
    require(answer.status in {409, 410, 422}, f"status {answer.status} for bytes with another hash")
    again = trial.caller.post("/v1/uploads", picture.promise() | {"upload": new_id()}).of(UploadView, 200, 201)
    require(not again.done, "the promised hash counts as arrived")


@proves("13.2", "任何 tus 1.0 客户端均可上传")
def tus_is_spoken(trial: Trial) -> None:
    """Any client of tus 1.0 may send the same."""
    picture = Picture(trial)
    facts = {"sha256": picture.sha256, "command": picture.command["id"]}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in facts.items())
    length = str(len(picture.content))
    made = trial.caller.ask("POST", "/v1/uploads", upload_length=length, upload_metadata=metadata, tus_resumable=TUS)
    require(made.status == 201, f"creation: status {made.status}: {made.said}")
    place = made.headers.get("location", "")
    require(bool(place), "creation tells no Location")
    sent = 0
    for end in (_PIECE, len(picture.content)):
        answer = trial.caller.ask(
            "PATCH", place, picture.content[sent:end], content_type=BYTES, upload_offset=str(sent), tus_resumable=TUS
        )
        require(answer.status == 204, f"PATCH: status {answer.status}: {answer.said}")
        require(answer.headers.get("tus-resumable") == "1.0.0", "PATCH tells no Tus-Resumable")
        sent = _offset(answer)
        require(sent == end, f"{sent} bytes are there where {end} were sent")
    require(_offset(trial.caller.ask("HEAD", place, tus_resumable=TUS)) == sent, "HEAD tells another offset")


@proves("2.4", "未知 tus 版本答 412")
def another_tus_is_refused(trial: Trial) -> None:
    """A version of tus that is none is 412."""
    trial.player.caller.ask("POST", "/v1/uploads", tus_resumable="0.2.2", upload_length="1").refusal(412)


@proves("13.5", "读回的是净化的 JPEG")
def a_copy_is_clean(trial: Trial) -> None:
    """What comes back is a JPEG, and nothing that stood beside the picture in what was sent."""
    player, picture = trial.player, Picture(trial)
    player.apply(picture.case, picture.command)
    _promised(trial, picture, 0, done=False)
    _send(trial, picture, 0, len(picture.content))
    for query in ("", "?edge=320"):
        answer = player.caller.ask("GET", f"/v1/photos/{picture.command['entity']}{query}")
        require(answer.status == 200, f"status {answer.status}: {answer.said}")
        require(answer.body.startswith(b"\xff\xd8\xff"), "what came is no JPEG")
        require(picture.words not in answer.body, "what stood behind the picture came back with it")
    player.caller.ask("GET", f"/v1/photos/{new_id()}").refusal(404)


def _promised(trial: Trial, picture: Picture, offset: int, *, done: bool) -> None:
    view = trial.player.caller.post("/v1/uploads", picture.promise()).of(UploadView, 200, 201)
    told = (view.upload, view.offset, view.size_bytes, view.done)
    want = (picture.upload, offset, len(picture.content), done)
    require(told == want, f"told {msgspec.json.encode(view).decode()}, not {want}")


def _send(trial: Trial, picture: Picture, start: int, end: int) -> None:
    answer = _patch(trial, picture, start, picture.content[start:end])
    require(answer.status in {200, 204}, f"PATCH: status {answer.status}: {answer.said}")
    require(_offset(answer) == end, f"{_offset(answer)} bytes are there where {end} were sent")


def _patch(trial: Trial, picture: Picture, offset: int, content: bytes) -> Answer:
    path = f"/v1/uploads/{picture.upload}"
    return trial.player.caller.ask("PATCH", path, content, content_type=BYTES, upload_offset=str(offset))


def _where(trial: Trial, picture: Picture) -> Answer:
    return trial.player.caller.ask("HEAD", f"/v1/uploads/{picture.upload}")


def _offset(answer: Answer) -> int:
    told = answer.headers.get("upload-offset", "")
    if not (told.isascii() and told.isdigit()):
        raise Fault(f"status {answer.status}: no Upload-Offset")
    return int(told)


CHECKS: tuple[Check[Trial], ...] = (
    a_row_comes_first,
    bytes_come_in_pieces,
    bytes_from_elsewhere_are_refused,
    known_bytes_are_done,
    other_bytes_are_refused,
    tus_is_spoken,
    another_tus_is_refused,
    a_copy_is_clean,
)
