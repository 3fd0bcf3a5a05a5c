"""Photos and uploads as the rules see them. Pure."""

from datetime import datetime

from mobile_contract.media import PhotoPhase, PhotoSubject
from server.core.entities import Entity


class Photo(Entity, frozen=True, kw_only=True):
    """The row that names a photo. It carries its subject's grid, handler and checker, and whose key seals it.

    `round` is the case's, or the danger's, when it was attached: each round of work is proved by photos of its own.
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
