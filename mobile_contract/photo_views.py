"""Photos as offices compare them: before and after by round, what is hidden, what is alike, what the file tells."""

from mobile_contract.base import Instant, Wire
from mobile_contract.media import HiddenArea, PhotoEvidence, PhotoPhase, PhotoSubject


class PhotoItem(Wire, frozen=True):
    """A photo of a subject. `alike`: another photo shows the same; its id is told where the asker sees that one too.

    `damage`: its bytes came whole and are no picture. `pending`: they have not come yet.
    """

    id: str
    phase: PhotoPhase
    round: int
    caption: str
    pending: bool
    damage: str
    hidden: tuple[HiddenArea, ...]
    alike: bool
    alike_to: str | None = None
    arrived_at: Instant | None = None


class PhotoRound(Wire, frozen=True):
    """A round of work: how it was, and how it is."""

    round: int
    before: tuple[PhotoItem, ...]
    after: tuple[PhotoItem, ...]


class SubjectPhotos(Wire, frozen=True):
    """All photos of a subject: `pending` of `of` have not arrived."""

    subject_kind: PhotoSubject
    subject: str
    pending: int
    of: int
    rounds: tuple[PhotoRound, ...]


class EvidenceView(Wire, frozen=True):
    """What a photo's file says of when and where it was taken, beside what the register knows of it."""

    photo: str
    sha256: str
    author: str
    looked_at: Instant | None
    fingerprint: str
    evidence: PhotoEvidence | None
