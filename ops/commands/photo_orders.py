"""What `hexward photo` reads and orders of a district: through the door, each look journalled with its purpose."""

from collections.abc import Sequence

from media.blobs import NoSuchBlob
from media.copies import Copies
from media.images import UnsupportedImage
from mobile_contract.media import HiddenArea, HideInPhoto, PhotoSubject
from mobile_contract.photo_views import EvidenceView, SubjectPhotos
from mobile_contract.receipts import Receipt
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.accounts.scope import directory_of
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Reading
from server.core.entities import named_id
from server.core.reading import find_entity
from server.photos import subjects
from server.settings import Settings
from server.uploads import queries
from server.uploads.entities import Photo
from server.uploads.looks import painted_over
from server.uploads.stores import open_blobs

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward photo"), system=True)


async def compare(door: Door, kind: PhotoSubject, subject: str, purpose: str) -> SubjectPhotos:
    """The photos of a subject anywhere in the district; journalled. Refuses NOT_FOUND."""

    async def read(tx: Tx) -> tuple[SubjectPhotos, Sequence[str]]:
        grids = {grid.id for grid in (await directory_of(tx, door)).district_grids()}
        told = await subjects.compare(tx, door, kind, subject, grids)
        return told, sorted({one.id for rounds in told.rounds for one in (*rounds.before, *rounds.after)})

    return await door.witnessed(Reading(OPERATOR, purpose, "photos", subject), read)


async def evidence(door: Door, photo: str, purpose: str) -> EvidenceView:
    """What a photo's file tells; journalled. Raises Refused for a photo that is not there."""

    async def read(tx: Tx) -> tuple[EvidenceView, Sequence[str]]:
        return subjects.told_by(await _found(tx, door, photo)), [photo]

    return await door.witnessed(Reading(OPERATOR, purpose, "photo_evidence", photo), read)


async def hide(door: Door, photo: str, hidden: Sequence[HiddenArea], shown: Sequence[HiddenArea] | None) -> Receipt:
    """Hide areas, and show others again: all that are hidden where `shown` is None."""
    if shown is None:
        row = await door.database.read(lambda tx: _found(tx, door, photo))
        shown = [one.area for one in row.hidden or ()]
    command = HideInPhoto(**facts_of(photo), hide=tuple(hidden), show=tuple(shown))
    return (await door.issue([command], OPERATOR)).receipts[0]


async def copy(door: Door, settings: Settings, copies: Copies, photo: str, edge: int, purpose: str) -> bytes:
    """A copy as everybody is shown it; journalled. Raises Refused: no such photo, not here yet, or no picture."""

    async def read(tx: Tx) -> tuple[queries.PhotoRow | None, Sequence[str]]:
        return next(iter(await queries.list_photos(tx, door.district, [photo])), None), [photo]

    row = await door.witnessed(Reading(OPERATOR, purpose, "photo", photo), read)
    if row is None:
        raise Refused(f"no photo {photo}")
    try:
        return await copies.find(open_blobs(settings), row.sha256, edge, painted_over(row.hidden))
    except NoSuchBlob as fault:
        raise Refused("its bytes are not here yet") from fault
    except UnsupportedImage as fault:
        raise Refused(f"it is no picture: {fault.fault}") from fault


async def _found(tx: ReadTx, door: Door, photo: str) -> Photo:
    row = await find_entity(tx, door, Photo, photo)
    if row is None:
        raise Refused(f"no photo {photo}")
    return row
