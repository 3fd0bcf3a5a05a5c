"""Photos and uploads as the rules see them. Pure."""

from datetime import datetime

from msgspec import Struct

from mobile_contract.media import HiddenArea, PhotoEvidence, PhotoPhase, PhotoSubject
from server.core.entities import Entity


class Hiding(Struct, frozen=True):
    """An area that is painted over, and who hid it."""

    area: HiddenArea
    by: str


class Photo(Entity, frozen=True, kw_only=True):
    """The row that names a photo. It carries its subject's grid, handler and checker, and whose key seals it.

    `round` is the case's, or the danger's, when it was attached: each round of work is proved by photos of its own.
    Since `looked_at` the rest is known: a `fingerprint` of what it shows or its `damage`, the photo that it is `alike`,
    and what the file says of when and where it was taken.
    """

    subject_kind: PhotoSubject
    subject_id: str
    sealed_by: str
    phase: PhotoPhase
    sha256: str
    size_bytes: int
    media_type: str
    caption: str
    author: str
    grid: str | None
    handler: str | None
    checker: str | None = None
    arrived_at: datetime | None = None
    round: int = 1
    hidden: tuple[Hiding, ...] | None = None
    fingerprint: str | None = None
    damage: str | None = None
    alike: str | None = None
    looked_at: datetime | None = None
    evidence: PhotoEvidence | None = None
