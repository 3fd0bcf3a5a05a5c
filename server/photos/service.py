"""What of a photo may be shown to whom. The bytes that were sent are shown to nobody."""

from msgspec import Struct

from media.blobs import BlobStore, NoSuchBlob
from media.copies import Copies
from media.images import UnsupportedImage
from media.sandbox import SandboxFailed
from mobile_contract.problems import ProblemCode
from server.core.decisions import Actor
from server.core.door import Door
from server.core.problems import Problem
from server.uploads.looks import painted_over
from server.uploads.service import find_shown


class Shown(Struct, frozen=True):
    """A copy: its bytes, its mark (an entity tag without quotes), and its path beneath the folder of copies."""

    content: bytes
    mark: str
    path: str


async def show(door: Door, blobs: BlobStore, copies: Copies, actor: Actor, photo: str, edge: int) -> Shown:
    """A copy of a photo in the asker's scopes, its longest side at most `edge` pixels; 0 is the large one.

    Refuses NOT_FOUND: not there, not yours, not yet here; UNSUPPORTED_IMAGE with its reason: what was sent is a header
    with damage behind it; OVERLOADED: no child process could be started.
    """
    row = await find_shown(door, blobs, actor, photo)
    hidden = painted_over(row.hidden)
    try:
        content = await copies.find(blobs, row.sha256, edge, hidden)
    except UnsupportedImage as refusal:
        raise Problem(ProblemCode.UNSUPPORTED_IMAGE, reason=str(refusal.fault)) from refusal
    except NoSuchBlob as lost:
        raise Problem(ProblemCode.NOT_FOUND) from lost
    except SandboxFailed as fault:
        raise Problem(ProblemCode.OVERLOADED) from fault
    mark = copies.mark(row.sha256, hidden)
    return Shown(content, f"{mark[:32]}{mark[64:]}-{edge}", str(copies.path(row.sha256, edge, hidden)))
