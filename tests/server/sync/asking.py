"""A phone's requests to the sync service, by hand: no HTTP, no store."""

from typing import Any

from mobile_contract.base import Clock
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    Removed,
    WipeProof,
    WipeReply,
)
from server.core import clock
from server.core.door import Door
from server.core.entities import grid_scope, scope_id
from server.sync import digests, service, wipes
from tests.support.scene import APhone, Scene

NOW = Clock(wall=0, boot="b", mono=0)
Version = tuple[int, str, int]


async def pull(door: Door, phone: APhone, cursor: str = "", limit: int = 500) -> PullReply:
    """A page."""
    asked = PullRequest(install=phone.actor.install, now=NOW, cursor=cursor, limit=limit)
    return await service.pull_in_step(door, phone.actor, asked, clock.now())


async def boot_chunk(door: Door, phone: APhone, scope: int, cursor: str, **more: Any) -> BootReply:
    """A chunk of a scope."""
    asked = BootRequest(install=phone.actor.install, scope=scope, cursor=cursor, **more)
    return await service.boot_witnessed(door, phone.actor, asked, clock.now())


async def boot_all(door: Door, phone: APhone) -> tuple[dict[int, dict[tuple[int, str], int]], str]:
    """Every scope of a fresh phone: by scope the versions of its rows, and the cursor that holds them all."""
    fresh = await pull(door, phone)
    held: dict[int, dict[tuple[int, str], int]] = {}
    cursor = fresh.cursor
    for info in fresh.boot:
        reply = await boot_chunk(door, phone, info.id, cursor, limit=2000)
        held[info.id] = {(row.kind, row.id): row.version for row in reply.rows}
        cursor = reply.cursor
    return held, cursor


async def ask(door: Door, phone: APhone, scope: int, cursor: str, **more: Any) -> DigestReply:
    """What a scope holds."""
    asked = DigestRequest(install=phone.actor.install, scope=scope, cursor=cursor, **more)
    return await digests.answer(door, phone.actor, asked, clock.now())


async def prove(door: Door, phone: APhone, scope: int, *, wall: int = 1, count: int = 3) -> WipeReply:
    """The proof that a scope is gone."""
    removed = Removed(count, f"{count:016x}", "0" * 16)
    at = Clock(wall=wall, boot="b", mono=0)
    return await wipes.record(
        door, phone.actor, WipeProof(install=phone.actor.install, scope=scope, digest=removed, at=at)
    )


def versions(held: dict[tuple[int, str], int]) -> list[Version]:
    """As a digest counts them."""
    return [(kind, identity, version) for (kind, identity), version in held.items()]


def west_of(scene: Scene) -> int:
    """The scope of the western grid."""
    return scope_id(grid_scope(scene.west))
