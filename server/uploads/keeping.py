"""Lets bytes go that nobody needs: parts that nobody goes on with, bytes of photos that were erased, and bytes whose
photo never came.

What is kept only because it once was taken in is not minimal (PIPL 19, 47; GDPR 5, 17). An erasure deletes the rows of
photos at once; their bytes and copies follow within the hour. A phone that is away for long brings the row of a photo
after its bytes: those wait as long as a phone's queue may be old.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from msgspec import Struct
from sqlalchemy import bindparam, delete, exists, or_, select

from media.blobs import BlobStore
from media.copies import Copies
from media.uploads import UploadState
from mobile_contract.receipts import Verdict
from server.core import clock
from server.core import tables as core
from server.core.columns import UtcInstant, among
from server.core.consumers import Job
from server.core.database import ReadTx, Tx
from server.core.door import Door
from server.core.statements import Statement
from server.uploads import queries, scrub
from server.uploads import tables as t

log = structlog.get_logger()

EVERY_S = 3_600.0
PAGE = 200
WAITS = timedelta(days=90)
"""How long bytes wait for the command that names their photo."""

_ANSWERED = [verdict.value for verdict in (Verdict.APPLIED, Verdict.MERGED, Verdict.GONE)]
"""Of a command that is answered so and has no photo, the photo was erased; what waits or was refused may come again."""

_u, _p, _r = t.uploads.c, t.photos.c, core.receipts.c
_IS_NAMED = exists().where(_p.district_id == _u.district_id, _p.sha256 == _u.sha256, _p.author == _u.owner)
_IS_ANSWERED = exists().where(_r.district_id == _u.district_id, _r.id == _u.command, among(_r.verdict, "answered"))
_ORPHANS = Statement(
    select(_u.id, _u.sha256)
    .where(
        _u.district_id == bindparam("district"),
        _u.state != UploadState.RECEIVING.value,
        _u.id > bindparam("after"),
        ~_IS_NAMED,
        or_(_u.created_at < bindparam("before", type_=UtcInstant), _IS_ANSWERED),
    )
    .order_by(_u.id)
    .limit(PAGE)
)
_LET_GO = Statement(
    delete(t.uploads).where(_u.district_id == bindparam("district"), among(_u.id, "uploads"), ~_IS_NAMED)
)
_UNPRINT = Statement(
    delete(t.photo_prints).where(
        t.photo_prints.c.district_id == bindparam("district"), among(t.photo_prints.c.sha256, "hashes")
    )
)
_FIRST = "00000000-0000-0000-0000-000000000000"


class Gone(Struct, frozen=True):
    """What was let go: parts of uploads, and blobs with their copies."""

    parts: int
    blobs: int


def photo_keeping_job(blobs: BlobStore, copies: Copies) -> Job:
    """The job, once an hour."""

    async def run(door: Door) -> Gone:
        return await let_go(door, blobs, copies)

    return Job("photo_keeping", EVERY_S, run)


async def let_go(door: Door, blobs: BlobStore, copies: Copies) -> Gone:
    """Drop what nobody needs any more. The row goes before the bytes: those of a run that was cut off are named by no
    row, and `hexward media scrub` tells of them, and removes them.
    """
    parts, removed, after = await scrub.sweep(door, blobs), 0, _FIRST
    while page := await door.database.read(lambda tx: _orphans(tx, door.district, after)):  # noqa: B023 - read at once
        await door.database.write(lambda tx: _forget(tx, door.district, page))
        removed += await _remove(door, blobs, copies, sorted({sha256 for _, sha256 in page}))
        after = page[-1][0]
    if parts or removed:
        log.info("photos let go", parts=parts, blobs=removed)
    return Gone(parts, removed)


async def _orphans(tx: ReadTx, district: int, after: str) -> list[tuple[str, str]]:
    asked = {"after": after, "before": clock.now() - WAITS, "answered": _ANSWERED}
    return [(row[0], row[1]) for row in await tx.fetch(_ORPHANS, district=district, **asked)]


async def _forget(tx: Tx, district: int, orphans: Sequence[tuple[str, str]]) -> None:
    await tx.execute(_LET_GO, district=district, uploads=[upload for upload, _ in orphans])


async def _remove(door: Door, blobs: BlobStore, copies: Copies, hashes: Sequence[str]) -> int:
    named = await door.database.read(lambda tx: queries.named_hashes(tx, door.district, hashes))
    gone = [sha256 for sha256 in hashes if sha256 not in named]
    for sha256 in gone:
        await blobs.remove(sha256)
        await copies.forget(sha256)
    if gone:
        await door.database.write(lambda tx: tx.execute(_UNPRINT, district=door.district, hashes=gone))
    return len(gone)
