"""Looks at each photo whose bytes came whole: paints its copies ahead, and notes what the bytes tell. A reader of the
journal, so that no phone waits for a picture.

What cannot be painted is noted too: a photo that is damaged must not wait for somebody who opens it. Prints are written
before the door is told: a crash between the two looks again, and finds the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import and_, bindparam, or_, select

from media.blobs import BlobStore, NoSuchBlob
from media.copies import Copies
from media.images import UnsupportedImage
from media.likeness import ALIKE_BITS, PARTS, distance, is_telling, parts_of
from media.rendering import Hidden, Rendered
from mobile_contract.media import HiddenArea, PhotoEvidence, PhotoLooked
from server.accounts.service import made_now
from server.core.columns import among
from server.core.consumers import Consumer
from server.core.database import ReadTx
from server.core.door import Door
from server.core.journal import Entry
from server.core.statements import Statement, bulk
from server.uploads import queries
from server.uploads import tables as t

NAME = "photo_looks"
PHOTOS_AT_ONCE = 8
"""Photos of one commit: some two seconds of a core."""

_MOST_CANDIDATES = 2_000
_PRINTS = bulk(t.photo_prints)
_prints = t.photo_prints.c
_SHARING = Statement(
    select(_prints.photo, _prints.fingerprint)
    .distinct()
    .where(
        _prints.district_id == bindparam("district"),
        or_(*(and_(_prints.part == part, among(_prints.value, f"of_{part}")) for part in range(len(PARTS)))),
    )
    .order_by(_prints.photo)
    .limit(_MOST_CANDIDATES)
)


class _Look(NamedTuple):
    """What was seen of a photo's bytes: a fingerprint or a damage."""

    photo: queries.PhotoRow
    rendered: Rendered | None
    damage: str = ""

    @property
    def fingerprint(self) -> str:
        return "" if self.rendered is None else self.rendered.fingerprint


def look_consumer(blobs: BlobStore, copies: Copies) -> Consumer:
    """Follows the journal for photos that have arrived."""

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        named = sorted({entry.entity for entry in entries if entry.version})
        for at in range(0, len(named), PHOTOS_AT_ONCE):
            await look_at(door, blobs, copies, named[at : at + PHOTOS_AT_ONCE])

    return Consumer(NAME, ("photo_arrived",), handle)


async def look_at(door: Door, blobs: BlobStore, copies: Copies, photos: Sequence[str]) -> None:
    """Look at photos that nobody has looked at yet. Raises SandboxFailed, a fault of ours: it is tried again."""
    rows = await door.database.read(lambda tx: queries.list_photos(tx, door.district, photos))
    waiting = [row for row in rows if row.arrived and not row.looked]
    looks = [one for row in waiting if (one := await _look(blobs, copies, row)) is not None]
    if not looks:
        return
    known = await door.database.read(lambda tx: _sharing(tx, door.district, looks))
    alike = alike_of([(one.photo.id, one.fingerprint) for one in looks], known)
    rows_of = [
        (door.district, part, value, one.photo.id, one.fingerprint, one.photo.sha256)
        for one in looks
        if one.fingerprint and is_telling(one.fingerprint)
        for part, value in enumerate(parts_of(one.fingerprint))
    ]
    await door.database.write(lambda tx: tx.insert_missing(_PRINTS, rows_of))
    await door.issue([_told(one, alike.get(one.photo.id)) for one in looks])


def alike_of(looks: Sequence[tuple[str, str]], known: Mapping[str, str]) -> dict[str, str]:
    """By photo the one that shows the same: the nearest, of those the first that was made. `looks` and `known` hold
    fingerprints by photo; a photo of `looks` is alike to those before it too.
    """
    there, found = dict(known), dict[str, str]()
    for photo, fingerprint in looks:
        if not fingerprint or not is_telling(fingerprint):
            continue
        near = sorted(
            (distance(fingerprint, other), identity) for identity, other in there.items() if identity != photo
        )
        if near and near[0][0] <= ALIKE_BITS:
            found[photo] = near[0][1]
        there[photo] = fingerprint
    return found


def painted_over(areas: Iterable[HiddenArea]) -> list[Hidden]:
    """What of a photo nobody is shown, as the painter is told."""
    return [Hidden(area.left, area.top, area.right, area.bottom) for area in areas]


async def _look(blobs: BlobStore, copies: Copies, row: queries.PhotoRow) -> _Look | None:
    """None where the bytes have gone meanwhile: their phone is asked for them again."""
    try:
        return _Look(row, await copies.make(blobs, row.sha256, painted_over(row.hidden)))
    except UnsupportedImage as refusal:
        return _Look(row, None, str(refusal.fault))
    except NoSuchBlob:
        return None


async def _sharing(tx: ReadTx, district: int, looks: Sequence[_Look]) -> dict[str, str]:
    values: dict[str, set[int]] = defaultdict(set)
    for one in looks:
        if one.fingerprint and is_telling(one.fingerprint):
            for part, value in enumerate(parts_of(one.fingerprint)):
                values[f"of_{part}"].add(value)
    if not values:
        return {}
    asked = {name: sorted(told) for name, told in values.items()}
    return {row[0]: row[1] for row in await tx.fetch(_SHARING, district=district, **asked)}


def _told(look: _Look, alike: str | None) -> PhotoLooked:
    evidence = PhotoEvidence()
    if look.rendered is not None:
        evidence = msgspec.convert(msgspec.to_builtins(look.rendered.capture), PhotoEvidence)
    return PhotoLooked(
        **made_now(look.photo.id),
        sha256=look.photo.sha256,
        fingerprint=look.fingerprint,
        damage=look.damage,
        evidence=evidence,
        alike=alike,
    )
