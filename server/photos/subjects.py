"""A subject's photos before and after, and what a photo's file tells: for offices that see the subject, on record."""

from collections.abc import Collection, Sequence

from mobile_contract.media import PhotoSubject
from mobile_contract.photo_views import EvidenceView, PhotoItem, PhotoRound, SubjectPhotos
from mobile_contract.problems import ProblemCode
from server.accounts.scope import REGISTER_POSTS, scope_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.uploads.entities import Photo
from server.uploads.service import sees
from sync.photo_rounds import pending_of, rounds_of


async def read_subject(door: Door, actor: Actor, kind: PhotoSubject, subject: str, purpose: str) -> SubjectPhotos:
    """All photos of a subject. Refuses NOT_FOUND for one that is not there, not the asker's, or without photos."""

    async def work(tx: Tx) -> tuple[SubjectPhotos, Sequence[str]]:
        photos = await _photos_of(tx, door, kind, subject)
        if not await sees(tx, door, actor, kind, subject, photos[0].grid):
            raise Problem(ProblemCode.NOT_FOUND)
        grids = (await scope_of(tx, door, actor, REGISTER_POSTS, clock.now())).grids
        return await compare(tx, door, kind, subject, grids), [one.id for one in photos]

    return await door.witnessed(Reading(actor, purpose, "photos", subject), work)


async def compare(tx: ReadTx, door: Door, kind: PhotoSubject, subject: str, grids: Collection[str]) -> SubjectPhotos:
    """As `read_subject`, for whoever sees it; of photos elsewhere that are alike, those in these grids are named."""
    photos = await _photos_of(tx, door, kind, subject)
    others = await list_by(tx, door, Photo, "id", {one.alike for one in photos if one.alike})
    named = {one.id for one in others if one.grid in grids}
    pending = pending_of(photos)
    rounds = tuple(
        PhotoRound(one.round, _items(one.before, named), _items(one.after, named)) for one in rounds_of(photos)
    )
    return SubjectPhotos(kind, subject, pending.pending, pending.of, rounds)


async def read_evidence(door: Door, actor: Actor, photo: str, purpose: str) -> EvidenceView:
    """When and where a photo says that it was taken. Refuses NOT_FOUND as `read_subject`."""

    async def work(tx: Tx) -> tuple[EvidenceView, Sequence[str]]:
        row = await find_entity(tx, door, Photo, photo)
        if row is None or not await sees(tx, door, actor, row.subject_kind, row.subject_id, row.grid):
            raise Problem(ProblemCode.NOT_FOUND)
        return told_by(row), [photo]

    return await door.witnessed(Reading(actor, purpose, "photo_evidence", photo), work)


def told_by(photo: Photo) -> EvidenceView:
    """What a photo's file tells, as it was noted."""
    return EvidenceView(photo.id, photo.sha256, photo.author, photo.looked_at, photo.fingerprint or "", photo.evidence)


async def _photos_of(tx: ReadTx, door: Door, kind: PhotoSubject, subject: str) -> list[Photo]:
    photos = [one for one in await list_by(tx, door, Photo, "subject_id", [subject]) if one.subject_kind is kind]
    if not photos:
        raise Problem(ProblemCode.NOT_FOUND)
    return photos


def _items(photos: Sequence[Photo], named: Collection[str]) -> tuple[PhotoItem, ...]:
    return tuple(_item(photo, named) for photo in photos)


def _item(photo: Photo, named: Collection[str]) -> PhotoItem:
    return PhotoItem(
        id=photo.id,
        phase=photo.phase,
        round=photo.round,
        caption=photo.caption,
        pending=photo.arrived_at is None,
        damage=photo.damage or "",
        hidden=tuple(one.area for one in photo.hidden or ()),
        alike=photo.alike is not None,
        alike_to=photo.alike if photo.alike in named else None,
        arrived_at=photo.arrived_at,
    )
