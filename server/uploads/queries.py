"""Rows of uploads under way, and which photos wait for which bytes."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, exists, func, select, update

from media.uploads import Upload, UploadState
from mobile_contract.media import HiddenArea, PhotoSubject
from mobile_contract.sync import MAX_WANT, PUT
from server.core import tables as core
from server.core.columns import UtcInstant, among
from server.core.database import ReadTx, Tx
from server.core.statements import Row, Statement, bulk
from server.uploads import tables as t
from server.uploads.entities import Hiding

PHOTO_KIND = 9
_HIDDEN: msgspec.msgpack.Decoder[tuple[Hiding, ...] | None] = msgspec.msgpack.Decoder(tuple[Hiding, ...] | None)

_UPLOADS = bulk(t.uploads)
_UPLOAD_COLUMNS = (
    "id", "sha256", "size_bytes", "command", "owner", "received_bytes", "state", "created_at", "expires_at",
)  # fmt: skip
_FIND = Statement(
    select(*(t.uploads.c[name] for name in _UPLOAD_COLUMNS)).where(
        t.uploads.c.district_id == bindparam("district"), t.uploads.c.id == bindparam("upload")
    )
)
_FIND_SOME = Statement(
    select(*(t.uploads.c[name] for name in _UPLOAD_COLUMNS))
    .where(t.uploads.c.district_id == bindparam("district"), among(t.uploads.c.id, "uploads"))
    .order_by(t.uploads.c.id)
)
_PROMISED = Statement(
    select(func.coalesce(func.sum(t.uploads.c.size_bytes), 0)).where(
        t.uploads.c.district_id == bindparam("district"),
        t.uploads.c.owner == bindparam("owner"),
        t.uploads.c.created_at > bindparam("since", type_=UtcInstant),
    )
)
_NAMED_BY_PHOTOS = Statement(
    select(t.photos.c.sha256).where(t.photos.c.district_id == bindparam("district"), among(t.photos.c.sha256, "hashes"))
)
_NAMED_BY_UPLOADS = Statement(
    select(t.uploads.c.sha256).where(
        t.uploads.c.district_id == bindparam("district"), among(t.uploads.c.sha256, "hashes")
    )
)
_MOVE = Statement(
    update(t.uploads)
    .where(
        t.uploads.c.district_id == bindparam("district"),
        t.uploads.c.id == bindparam("upload"),
        t.uploads.c.received_bytes == bindparam("was_bytes"),
        t.uploads.c.state == bindparam("was_state"),
    )
    .values(received_bytes=bindparam("new_bytes"), state=bindparam("new_state"))
    .returning(t.uploads.c.id)
)
_DROP = Statement(
    delete(t.uploads)
    .where(
        t.uploads.c.district_id == bindparam("district"),
        t.uploads.c.id == bindparam("upload"),
        t.uploads.c.received_bytes == bindparam("was_bytes"),
        t.uploads.c.state == UploadState.RECEIVING.value,
    )
    .returning(t.uploads.c.id)
)
_PHOTO_COLUMNS = (
    "id",
    "sha256",
    "author",
    "media_type",
    "grid",
    "arrived_at",
    "subject_kind",
    "subject_id",
    "hidden",
    "looked_at",
)
_BY_HASH = Statement(
    select(*(t.photos.c[name] for name in _PHOTO_COLUMNS))
    .where(t.photos.c.district_id == bindparam("district"), t.photos.c.sha256 == bindparam("sha256"))
    .order_by(t.photos.c.id)
)
_BY_IDS = Statement(
    select(*(t.photos.c[name] for name in _PHOTO_COLUMNS))
    .where(t.photos.c.district_id == bindparam("district"), among(t.photos.c.id, "photos"))
    .order_by(t.photos.c.id)
)
_SEEN = Statement(
    select(core.feed.c.entity)
    .where(
        core.feed.c.district_id == bindparam("district"),
        among(core.feed.c.scope, "scopes"),
        core.feed.c.kind == PHOTO_KIND,
        core.feed.c.entity == bindparam("photo"),
        core.feed.c.op == PUT,
    )
    .limit(1)
)


_WHO_SENT = Statement(
    select(t.uploads.c.sha256, t.uploads.c.owner).where(
        t.uploads.c.district_id == bindparam("district"),
        among(t.uploads.c.sha256, "hashes"),
        t.uploads.c.state == UploadState.VERIFIED.value,
    )
)


_NOT_WHOLE = [UploadState.FAILED.value, UploadState.RECEIVING.value]
_WANTED = Statement(
    select(t.uploads.c.sha256)
    .where(
        t.uploads.c.district_id == bindparam("district"),
        t.uploads.c.install == bindparam("install"),
        among(t.uploads.c.state, "states"),
        exists().where(
            t.photos.c.district_id == t.uploads.c.district_id,
            t.photos.c.sha256 == t.uploads.c.sha256,
            t.photos.c.author == t.uploads.c.owner,
            t.photos.c.arrived_at.is_(None),
        ),
    )
    .order_by(t.uploads.c.state, t.uploads.c.sha256)
    .limit(MAX_WANT)
)
_VERIFIED = Statement(
    select(t.uploads.c.sha256)
    .distinct()
    .where(
        t.uploads.c.district_id == bindparam("district"),
        t.uploads.c.state == UploadState.VERIFIED.value,
        t.uploads.c.sha256 > bindparam("after"),
    )
    .order_by(t.uploads.c.sha256)
    .limit(bindparam("page"))
)
_FAIL = Statement(
    update(t.uploads)
    .where(
        t.uploads.c.district_id == bindparam("district"),
        among(t.uploads.c.sha256, "hashes"),
        t.uploads.c.state == UploadState.VERIFIED.value,
    )
    .values(state=UploadState.FAILED.value, received_bytes=0)
)
_WITH_HASHES = Statement(
    select(*(t.photos.c[name] for name in _PHOTO_COLUMNS))
    .where(t.photos.c.district_id == bindparam("district"), among(t.photos.c.sha256, "hashes"))
    .order_by(t.photos.c.id)
)


class PhotoRow(Struct, frozen=True):
    """What serving and arriving need to know of a photo."""

    id: str
    sha256: str
    author: str
    media_type: str
    grid: str | None
    arrived: bool
    subject_kind: PhotoSubject
    subject: str
    hidden: tuple[HiddenArea, ...] = ()
    looked: bool = False


async def promised_since(tx: ReadTx, district: int, owner: str, since: datetime) -> int:
    """How many bytes somebody has promised since an instant."""
    rows = await tx.fetch(_PROMISED, district=district, owner=owner, since=since)
    return int(rows[0][0])


async def find_upload(tx: ReadTx, district: int, upload: str) -> Upload | None:
    """An upload, or None."""
    rows = await tx.fetch(_FIND, district=district, upload=upload)
    return _upload(rows[0]) if rows else None


async def list_uploads(tx: ReadTx, district: int, uploads: Sequence[str]) -> list[Upload]:
    """Uploads by id."""
    return [_upload(row) for row in await tx.fetch(_FIND_SOME, district=district, uploads=list(uploads))]


async def named_hashes(tx: ReadTx, district: int, hashes: Sequence[str]) -> set[str]:
    """Which of these hashes a photo or an upload names."""
    photos = await tx.fetch(_NAMED_BY_PHOTOS, district=district, hashes=list(hashes))
    uploads = await tx.fetch(_NAMED_BY_UPLOADS, district=district, hashes=list(hashes))
    return {row[0] for row in (*photos, *uploads)}


async def new_upload(tx: Tx, district: int, install: str, upload: Upload) -> None:
    """Write the row of an upload that was not there; one that is by now raises a DatabaseFault with `twin`."""
    await tx.insert(_UPLOADS, [_row(district, install, upload)])


async def put_upload(tx: Tx, district: int, install: str, upload: Upload) -> None:
    """Write an upload's row, over an earlier one of its id."""
    await tx.upsert(_UPLOADS, [_row(district, install, upload)])


def _row(district: int, install: str, upload: Upload) -> Row:
    return (
        district, upload.id, install, upload.owner, upload.command_id, upload.sha256, upload.size_bytes, upload.offset,
        upload.state.value, upload.created_at, upload.expires_at,
    )  # fmt: skip


async def move_upload(tx: Tx, district: int, before: Upload, after: Upload) -> bool:
    """Move an upload on, unless somebody else moved it meanwhile."""
    rows = await tx.fetch(
        _MOVE, district=district, upload=before.id, was_bytes=before.offset, was_state=before.state.value,
        new_bytes=after.offset, new_state=after.state.value,
    )  # fmt: skip
    return bool(rows)


async def drop_upload(tx: Tx, district: int, upload: Upload) -> bool:
    """Delete the row of an upload under way, unless it moved on meanwhile."""
    return bool(await tx.fetch(_DROP, district=district, upload=upload.id, was_bytes=upload.offset))


async def list_photos_of(tx: ReadTx, district: int, sha256: str) -> list[PhotoRow]:
    """Photos that name these bytes."""
    rows = await tx.fetch(_BY_HASH, district=district, sha256=sha256)
    return [_photo(row) for row in rows]


async def list_photos(tx: ReadTx, district: int, photos: Sequence[str]) -> list[PhotoRow]:
    """Photos by id."""
    rows = await tx.fetch(_BY_IDS, district=district, photos=list(photos))
    return [_photo(row) for row in rows]


async def who_sent(tx: ReadTx, district: int, hashes: Sequence[str]) -> set[tuple[str, str]]:
    """Who sent which bytes whole, as (hash, user): to know a hash is not to have the photo."""
    rows = await tx.fetch(_WHO_SENT, district=district, hashes=list(hashes))
    return {(sha256, owner) for sha256, owner in rows}


async def list_wanted(tx: ReadTx, district: int, install: str) -> list[str]:
    """Hashes of photos that an install has promised, whose bytes are not here: those that were given up first."""
    return list(
        dict.fromkeys(row[0] for row in await tx.fetch(_WANTED, district=district, install=install, states=_NOT_WHOLE))
    )


async def list_verified(tx: ReadTx, district: int, after: str, page: int) -> list[str]:
    """Hashes whose bytes have come whole, some at a time, in order."""
    return [row[0] for row in await tx.fetch(_VERIFIED, district=district, after=after, page=page)]


async def fail_uploads(tx: Tx, district: int, hashes: Sequence[str]) -> None:
    """Whoever sent these bytes has not sent them: they begin anew."""
    await tx.execute(_FAIL, district=district, hashes=list(hashes))


async def list_with_hashes(tx: ReadTx, district: int, hashes: Sequence[str]) -> list[PhotoRow]:
    """Photos that name any of these bytes."""
    return [_photo(row) for row in await tx.fetch(_WITH_HASHES, district=district, hashes=list(hashes))]


async def is_seen(tx: ReadTx, district: int, scopes: Sequence[int], photo: str) -> bool:
    """Whether a photo lies in one of these scopes."""
    return bool(await tx.fetch(_SEEN, district=district, scopes=list(scopes), photo=photo))


def _upload(row: Row) -> Upload:
    identity, sha256, size_bytes, command, owner, offset, state, created_at, expires_at = row
    return Upload(identity, sha256, size_bytes, command, owner, offset, UploadState(state), created_at, expires_at)


def _photo(row: Row) -> PhotoRow:
    identity, sha256, author, media_type, grid, arrived_at, subject_kind, subject, packed, looked_at = row
    kind = PhotoSubject(subject_kind)
    hidden = () if packed is None else tuple(one.area for one in _HIDDEN.decode(packed) or ())
    return PhotoRow(
        identity, sha256, author, media_type, grid, arrived_at is not None, kind, subject, hidden, looked_at is not None
    )
