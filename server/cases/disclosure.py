"""Which commands a pack may show word for word. Pure: it masks nothing, it shows a whole entry or none of it.

An entry proves something by its very bytes. So the bytes themselves are looked at, and not what a reader makes of them:
a name that stands twice, or a field of an old contract, could hide words behind a harmless reading.
"""

import re
from functools import cache
from typing import Any, get_args

import msgspec
from msgspec import inspect

from mobile_contract.base import AnyId, Clock, Command, Id, Key, Sha256
from mobile_contract.cases import CaseCommand, ReportMatter
from mobile_contract.commands import Malformed, decode_json, decode_msgpack
from mobile_contract.duty import RecountClock, TellLight
from mobile_contract.media import AttachPhoto, HideInPhoto, PhotoArrived, PhotoLost
from mobile_contract.receipts import Receipt
from server.cases.proof_pack import BODY

_OF_A_CASE = (CaseCommand, ReportMatter, AttachPhoto, HideInPhoto, PhotoArrived, PhotoLost, TellLight, RecountClock)
"""What may be shown at all: these hold no secret. Other commands that touched a case are told by their digests."""

_NAMES_THINGS = frozenset(one.pattern for told in (Id, AnyId, Key, Sha256) for one in get_args(told)[1:])
"""Patterns of text that names things, and not people."""

_TOKEN = re.compile(r"[A-Za-z0-9_.:,+/ -]{0,200}", re.ASCII)
"""Of what a device says of itself, and of what an answer tells in facts."""

_OF_THE_DEVICE = frozenset({"epoch", "media_type"})


def is_shown(body: bytes, *, full: bool) -> bool:
    """Whether an entry is opened: one without a body of its own says nothing but who, what and when.

    In a masked pack only commands in which nobody has written a word; else all of a case's own. What this release
    cannot read stays closed.
    """
    if not body:
        return True
    try:
        encoding, raw, receipt = BODY.decode(body)
        command = decode_json(raw) if encoding == "json" else decode_msgpack(raw)
    except (msgspec.MsgspecError, Malformed):
        return False
    if not isinstance(command, _OF_A_CASE):
        return False
    return full or (is_wordless(command) and _says_no_more(encoding, raw, command) and _is_plain(receipt))


def is_wordless(command: Command) -> bool:
    """Whether nothing in a command could name a resident or tell where one is: no free text, no point."""
    return all(
        _is_harmless(getattr(command, name), told) or (name in _OF_THE_DEVICE and _is_token(getattr(command, name)))
        for name, told in _fields(type(command)).items()
    )


def _says_no_more(encoding: str, raw: bytes, command: Command) -> bool:
    """Whether a command is all that its bytes say: nothing stands twice in them, nothing is dropped in reading."""
    codec: Any = msgspec.json if encoding == "json" else msgspec.msgpack
    if codec.encode(command) == raw:
        return True
    told = codec.decode(raw)
    try:
        return bool(codec.encode(told) == raw and msgspec.convert(told, type(command)) == command)
    except msgspec.MsgspecError:
        return False


def _is_plain(receipt: Receipt) -> bool:
    return all(_is_token(str(value)) for value in receipt.facts.values())


@cache
def _fields(kind: type[Command]) -> dict[str, inspect.Type]:
    told = inspect.type_info(kind)
    if not isinstance(told, inspect.StructType):
        raise TypeError(f"{kind!r} is no struct")
    return {field.name: field.type for field in told.fields}


def _is_harmless(value: Any, told: inspect.Type) -> bool:
    if value is None or value in ("", ()):
        return True
    match told:
        case inspect.Metadata():
            return _is_harmless(value, told.type)
        case inspect.UnionType():
            return any(_is_harmless(value, one) for one in told.types if not isinstance(one, inspect.NoneType))
        case inspect.StrType():
            return told.pattern in _NAMES_THINGS
        case inspect.VarTupleType():
            return all(_is_harmless(one, told.item_type) for one in value)
        case inspect.StructType():
            return isinstance(value, Clock) and _is_token(value.boot)
        case inspect.IntType() | inspect.BoolType() | inspect.EnumType() | inspect.DateTimeType():
            return True
        case _:
            return isinstance(value, msgspec.UnsetType)


def _is_token(text: str) -> bool:
    return _TOKEN.fullmatch(text) is not None
