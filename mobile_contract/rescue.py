"""The rescue file: a phone's whole unsent work, sealed to its district, for whoever can carry it there. Shapes alone.

    MAGIC, FILE_ID_BYTES of chance, then frames: a length of four bytes (big-endian) and so many sealed bytes.

Each frame is sealed by itself (HPKE of RFC 9180 in base mode: X25519, HKDF-SHA256, AES-256-GCM) to the district's
`outbox_key`; its `info` is `frame_info` of its number, so that none can be left out, moved, or put into another file.
Frame 0 is a `SignedOutbox` in MessagePack; after it come the bytes of the photos that are `here`, in their order, each
in frames of PART_BYTES and a shorter last one.
"""

from typing import Annotated

from msgspec import Meta

from mobile_contract.base import Clock, Id, Request, Sha256, Version
from mobile_contract.media import MAX_PHOTO_BYTES
from mobile_contract.sync import MAX_COMMAND_BYTES, QueueState

MAGIC = b"hexward outbox 1\n"
FILE_ID_BYTES = 16
PART_BYTES = 1024 * 1024
SEALED_MORE_BYTES = 48
"""What sealing adds to a frame: the key for this once, and the tag."""
MAX_HEAD_BYTES = 256 * 1024 * 1024
PURPOSE = "outbox"
"""What the phone's own key signs for."""


def frame_info(file_id: bytes, number: int) -> bytes:
    """What a frame is bound to: its file and its place there."""
    return b"hexward|v1|outbox|" + file_id + b"|%d" % number


class CarriedCommand(Request, frozen=True):
    """A command as it waits on the phone: its very bytes, as a push would have brought them."""

    seq: Version
    id: Annotated[str, Meta(max_length=64)]
    lane: Annotated[str, Meta(max_length=64)]
    body: Annotated[bytes, Meta(max_length=MAX_COMMAND_BYTES)]


class CarriedPhoto(Request, frozen=True):
    """A photo whose bytes have not all arrived. Not `here`: the phone has lost them itself."""

    upload: Id
    command: Id
    sha256: Sha256
    size_bytes: Annotated[int, Meta(ge=1, le=MAX_PHOTO_BYTES)]
    here: bool = True


class Outbox(Request, frozen=True, kw_only=True):
    """What a phone has not sent, or has sent and the district might still lose, in seq order.

    `now` are its clocks when it wrote this, `certificate` what it got when it joined: that says whose it is, and with
    which key it signs.
    """

    install: Id
    user: Id
    certificate: Annotated[str, Meta(max_length=600)]
    contract: Annotated[int, Meta(ge=1, le=10_000)]
    now: Clock
    queue: QueueState
    commands: tuple[CarriedCommand, ...] = ()
    photos: tuple[CarriedPhoto, ...] = ()


class SignedOutbox(Request, frozen=True):
    """An `Outbox` in MessagePack, and the phone's signature (Ed25519) over `hexward|v1|outbox|`, file id and it."""

    outbox: bytes
    signature: Annotated[bytes, Meta(max_length=64)]
