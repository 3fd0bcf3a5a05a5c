"""How each field merges when two people wrote it. Declared on the record's field; the judge reads it from there."""

from enum import StrEnum
from functools import cache
from typing import TypeVar, cast

import msgspec
from msgspec import Meta, UnsetType, inspect

T = TypeVar("T")

Edit = tuple[T | None, T | None]
"""[was, new]: what the screen showed when the person began to edit, and what they left there; None is "empty"."""

Maybe = Edit[T] | UnsetType
"""A field that a change may name; one that it does not name is never touched (I7 of sync.md)."""


class Policy(StrEnum):
    """What becomes of concurrent writes (sync.md 7)."""

    REVIEW = "review"
    LWW = "lww"
    MAX = "max"
    MIN = "min"
    SET = "set"
    SUM = "sum"
    APPEND = "append"
    MACHINE = "machine"
    SERVER = "server"


def policy(chosen: Policy) -> Meta:
    """Mark a record's field with its policy: `phone: Annotated[str, policy(Policy.REVIEW)]`."""
    return Meta(extra={"policy": chosen.value})


REVIEW = policy(Policy.REVIEW)
LWW = policy(Policy.LWW)
MAX = policy(Policy.MAX)
SET = policy(Policy.SET)
APPEND = policy(Policy.APPEND)
MACHINE = policy(Policy.MACHINE)
SERVER = policy(Policy.SERVER)


@cache
def policies_of(record: type[msgspec.Struct]) -> dict[str, Policy]:
    """The policy of each field of a record type, by field name. A field without one is the server's own."""
    told = inspect.type_info(record)
    if not isinstance(told, inspect.StructType):
        raise TypeError(f"{record!r} is no struct")
    return {field.name: _policy_of(field.type) for field in told.fields}


def _policy_of(told: inspect.Type) -> Policy:
    if not isinstance(told, inspect.Metadata):
        return Policy.SERVER
    extra = cast("dict[str, str]", told.extra or {})  # pyright: ignore[reportUnknownMemberType] - msgspec says `dict`
    return Policy(extra.get("policy", Policy.SERVER.value))
