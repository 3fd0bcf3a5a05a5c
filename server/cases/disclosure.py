"""Which commands a pack may show word for word. Pure: it masks nothing, it shows a whole entry or none of it."""

from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from mobile_contract.base import Clock, Command, Id, Key
from mobile_contract.cases import CaseCommand, ReportMatter
from mobile_contract.commands import Malformed, decode_json, decode_msgpack
from mobile_contract.media import AttachPhoto, PhotoArrived
from server.cases.proof_pack import BODY

_OF_A_CASE = (CaseCommand, ReportMatter, AttachPhoto, PhotoArrived)
"""What may be shown at all: these hold no secret. Other commands that touched a case are told by their digests."""

_HARMLESS = frozenset(
    told.pattern for told in (inspect.type_info(Id), inspect.type_info(Key)) if isinstance(told, inspect.StrType)
)
"""Patterns of text that names things, and not people."""


def is_shown(body: bytes, *, full: bool) -> bool:
    """Whether an entry is opened: one without a body of its own says nothing but who, what and when.

    In a masked pack only commands in which nobody has written a word; else all of a case's own. What this release cannot
    read stays closed.
    """
    if not body:
        return True
    encoding, raw, _ = BODY.decode(body)
    try:
        command = decode_json(raw) if encoding == "json" else decode_msgpack(raw)
    except Malformed:
        return False
    return isinstance(command, _OF_A_CASE) and (full or is_wordless(command))


def is_wordless(command: Command) -> bool:
    """Whether nothing in a command could name a resident or tell where one is: no free text, no point."""
    return all(_is_harmless(getattr(command, name), told) for name, told in _fields(type(command)).items())


@cache
def _fields(kind: type[Command]) -> dict[str, inspect.Type]:
    told = inspect.type_info(kind)
    if not isinstance(told, inspect.StructType):
        raise TypeError(f"{kind!r} is no struct")
    return {field.name: field.type for field in told.fields}


def _is_harmless(value: Any, told: inspect.Type) -> bool:
    if value is None or value == "" or value == ():
        return True
    match told:
        case inspect.Metadata():
            return _is_harmless(value, told.type)
        case inspect.UnionType():
            return any(_is_harmless(value, one) for one in told.types if not isinstance(one, inspect.NoneType))
        case inspect.StrType():
            return told.pattern in _HARMLESS
        case inspect.VarTupleType():
            return all(_is_harmless(one, told.item_type) for one in value)
        case inspect.StructType():
            return isinstance(value, Clock)
        case inspect.IntType() | inspect.BoolType() | inspect.EnumType() | inspect.DateTimeType():
            return True
        case _:
            return isinstance(value, msgspec.UnsetType)
