"""Photos: the row that names one, and the messages of its upload. The bytes travel apart."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Id, Instant, Line, Record, Request, Sha256, Wire
from mobile_contract.policies import APPEND, LWW, SERVER

MAX_PHOTO_BYTES = 20 * 1024 * 1024


class PhotoSubject(StrEnum):
    """What a photo is attached to; reading it back needs the scope of that subject."""

    CASE = "case"
    VISIT = "visit"
    INSPECTION = "inspection"
    DANGER = "danger"


class PhotoPhase(StrEnum):
    """Which step of the work a photo shows (domain.md 2.1). Of a danger: as found, put right, looked at again."""

    REPORT = "report"
    VERIFY = "verify"
    HANDLE = "handle"
    CHECK = "check"


class AttachPhoto(Command, frozen=True, kw_only=True, tag="attach_photo"):
    """Name a photo of a subject by its hash; `entity` is the photo. It may be committed before its bytes arrive."""

    subject_kind: PhotoSubject
    subject: Id
    phase: PhotoPhase
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1, le=MAX_PHOTO_BYTES)]
    media_type: Annotated[str, Meta(pattern="^image/(jpeg|png|webp|heic)$(?!\n)")] = "image/jpeg"
    caption: Line = ""


class PhotoArrived(Command, frozen=True, kw_only=True, tag="photo_arrived"):
    """The server's own word that a photo's bytes are stored whole; `entity` is the photo."""

    sha256: Sha256


class PhotoLost(Command, frozen=True, kw_only=True, tag="photo_lost"):
    """The server's own word that a photo's bytes are here no more; `entity` is the photo. Its phone is asked again."""

    sha256: Sha256


class PhotoRecord(Record, frozen=True, kw_only=True, tag="photo"):
    """A photo as phones hold it; without `arrived_at` its bytes are still awaited.

    `round` is that of its case, or its danger, of then.
    """

    subject_kind: Annotated[PhotoSubject, APPEND]
    subject: Annotated[str, APPEND]
    phase: Annotated[PhotoPhase, APPEND]
    sha256: Annotated[str, APPEND]
    size_bytes: Annotated[int, APPEND]
    media_type: Annotated[str, APPEND]
    caption: Annotated[str, LWW] = ""
    arrived_at: Annotated[Instant | None, SERVER] = None
    round: Annotated[int, SERVER] = 1


class NewUpload(Request, frozen=True):
    """`POST /v1/uploads`: bytes promised by hash and size; `upload` is an id made by the phone."""

    upload: Id
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1, le=MAX_PHOTO_BYTES)]
    command: Id


class UploadView(Wire, frozen=True):
    """How far an upload is; `done` once the stored bytes have the promised hash."""

    upload: str
    offset: int
    size_bytes: int
    done: bool
