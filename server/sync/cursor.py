"""How far a phone has read: epoch, position and scopes, as one opaque text. Pure."""

import base64
import binascii

import msgspec

_PACK = msgspec.msgpack.Encoder()


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """What the text says. It grants nothing: every pull compares the scopes with the grants."""

    epoch: str
    pos: int
    scopes: tuple[int, ...]


_READ = msgspec.msgpack.Decoder(Cursor)


class WrongCursor(ValueError):
    """The text is no cursor of this server."""


def written(cursor: Cursor) -> str:
    """The text of a cursor."""
    return base64.urlsafe_b64encode(_PACK.encode(cursor)).decode()


def read(text: str) -> Cursor | None:
    """The cursor of a text; None for the empty one of a fresh phone. Raises WrongCursor."""
    if not text:
        return None
    try:
        return _READ.decode(base64.urlsafe_b64decode(text.encode("ascii")))
    except (msgspec.MsgspecError, binascii.Error, UnicodeError, ValueError) as error:
        raise WrongCursor(text) from error
