"""What a preview showed, as one text: the plan as a hash, and the counts so that a difference can be named. Pure."""

import base64
import binascii
from collections.abc import Mapping
from hashlib import blake2b

import msgspec

from mobile_contract.accounts import SwapWorkers
from mobile_contract.rezoning import MergeGrids, SplitGrid

Counts = dict[str, int]
"""What is counted -> how many."""

_PACK = msgspec.msgpack.Encoder(order="deterministic")
_READ = msgspec.msgpack.Decoder(Counts)


def plan_hash(command: SplitGrid | MergeGrids, seen: Mapping[str, int]) -> str:
    """The hash of what an order says, ids that it makes left out, and of the versions of the grids it is about."""
    parts = command.parts if isinstance(command, SplitGrid) else (command.into,)
    codes = {part.grid: part.code for part in parts}
    shapes = [(part.code, part.name, part.org, part.geometry, part.grid if part.grid in seen else "") for part in parts]
    workers = sorted((codes.get(one.grid, one.grid), one.user, one.post.value) for one in command.workers)
    rest = codes.get(command.rest, command.rest) if isinstance(command, SplitGrid) else ""
    told = (command.__struct_config__.tag, dict(seen), command.datum.value, shapes, workers, rest)
    return blake2b(_PACK.encode(told), digest_size=16).hexdigest()


def swap_hash(command: SwapWorkers, grid: str, version: int) -> str:
    """As `plan_hash`, for who takes over what from whom; `version` is that of the assignment that ends."""
    told = ("swap_workers", grid, command.ends, version, command.user, command.post.value, command.at)
    return blake2b(_PACK.encode(told), digest_size=16).hexdigest()


def digest_of(plan: str, counts: Mapping[str, int]) -> str:
    """The text that an order must carry."""
    return f"{plan}.{base64.urlsafe_b64encode(_PACK.encode(dict(counts))).decode()}"


def difference(digest: str, plan: str, counts: Mapping[str, int]) -> list[str]:
    """What is not as a digest says; empty when all is. A plan that is another is told as `plan`."""
    told, _, packed = digest.partition(".")
    try:
        before = _READ.decode(base64.urlsafe_b64decode(packed.encode("ascii")))
    except (msgspec.MsgspecError, binascii.Error, UnicodeError, ValueError):
        return ["plan"]
    changed = [] if told == plan else ["plan"]
    names = sorted({*before, *counts})
    moved = ((name, before.get(name, 0), counts.get(name, 0)) for name in names)
    return [*changed, *(f"{name}: {was} -> {now}" for name, was, now in moved if was != now)]
