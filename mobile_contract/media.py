"""Photos: the row that names one, and the messages of its upload. The bytes travel apart."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Command, Id, Instant, Line, Record, Request, Sha256, Wire
from mobile_contract.policies import APPEND, LWW, SERVER, SET

MAX_PHOTO_BYTES = 20 * 1024 * 1024

EvidenceText = Annotated[str, Meta(max_length=64)]


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


Share = Annotated[int, Meta(ge=0, le=1000)]


class HiddenArea(Wire, frozen=True):
    """A rectangle that others must not see: a face, a plate. Edges in thousandths of the upright picture's sides."""

    left: Share
    top: Share
    right: Share
    bottom: Share


Areas = Annotated[tuple[HiddenArea, ...], Meta(max_length=64)]


class HideInPhoto(Command, frozen=True, kw_only=True, tag="hide_in_photo"):
    """Hide areas of a photo from all who look at it, and show such as were hidden; `entity` is the photo.

    Whoever works where the photo lies may hide. Only an office, or whoever hid an area, may show it again: the same
    command undoes it, with the two lists in each other's place.
    """

    hide: Areas = ()
    show: Areas = ()


class PhotoEvidence(Wire, frozen=True):
    """When and where a picture says that it was taken, with how good that word is; shown to offices alone, on record.

    `taken` "2026:11:26 08:15:00" as the phone wrote it, `satellite_time` the same in UTC. Places in degrees, in the
    datum that the file names (most name none: WGS 84); `error_m` in metres.
    """

    time_quality: EvidenceText = "none"
    place_quality: EvidenceText = "none"
    taken: EvidenceText = ""
    offset: EvidenceText = ""
    satellite_time: EvidenceText = ""
    latitude: float | None = None
    longitude: float | None = None
    error_m: float | None = None
    datum: EvidenceText = ""
    device: Annotated[str, Meta(max_length=130)] = ""


class PhotoLooked(Command, frozen=True, kw_only=True, tag="photo_looked"):
    """The server's own word of what a photo's bytes are; `entity` is the photo.

    `fingerprint`: 16 hex digits that alike pictures share but for a few bits, none for what cannot be painted: then
    `damage` says why. `alike`: the photo that shows the same and was there before.
    """

    sha256: Sha256
    fingerprint: Annotated[str, Meta(pattern="^([0-9a-f]{16})?$(?!\n)")] = ""
    damage: Annotated[str, Meta(pattern="^[a-z_]{0,40}$(?!\n)")] = ""
    evidence: PhotoEvidence = PhotoEvidence()
    alike: Id | None = None


class PhotoArrived(Command, frozen=True, kw_only=True, tag="photo_arrived"):
    """The server's own word that a photo's bytes are stored whole; `entity` is the photo."""

    sha256: Sha256


class PhotoLost(Command, frozen=True, kw_only=True, tag="photo_lost"):
    """The server's own word that a photo's bytes are here no more; `entity` is the photo. Its phone is asked again."""

    sha256: Sha256


class PhotoRecord(Record, frozen=True, kw_only=True, tag="photo"):
    """A photo as phones hold it; without `arrived_at` its bytes are still awaited.

    `round` is that of its case, or its danger, of then. `hidden` is what nobody is shown of it; `damage` why its bytes,
    though they came whole, are no picture.
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
    hidden: Annotated[tuple[HiddenArea, ...], SET] = ()
    damage: Annotated[str, SERVER] = ""


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
