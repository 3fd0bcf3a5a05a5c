"""What phones were given and what they have wiped: the proofs, and those that are missing. It wipes nothing itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import bindparam, delete, select

from mobile_contract.sync import WipeProof, WipeReply
from server.core import clock
from server.core.columns import among
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door
from server.core.entities import ScopeRef
from server.core.epochs import head_for
from server.core.renewal import in_step
from server.core.statements import Statement, bulk
from server.granted import list_lost
from server.sync import tables as t
from server.sync.asked import RESET_EPOCH

WIPE_KIND = "wipe_proof"
"""The journal's entries of proofs: no command, about the install."""

_BOOTED = bulk(t.booted_scopes)
_PROOFS = bulk(t.wipe_proofs)
_given, _proved = t.booted_scopes.c, t.wipe_proofs.c
_GIVEN = Statement(
    select(_given.install, _given.scope, _given.user_id)
    .where(_given.district_id == bindparam("district"))
    .order_by(_given.install, _given.scope)
)
_GIVEN_TO = Statement(
    select(_given.install, _given.scope, _given.at)
    .where(_given.district_id == bindparam("district"), among(_given.install, "installs"))
    .order_by(_given.install, _given.scope)
)
_ONE_GIVEN = Statement(
    select(_given.at).where(
        _given.district_id == bindparam("district"),
        _given.install == bindparam("install"),
        _given.scope == bindparam("scope"),
    )
)
_TAKEN_BACK = Statement(
    delete(t.booted_scopes).where(
        _given.district_id == bindparam("district"),
        _given.install == bindparam("gone_install"),
        _given.scope == bindparam("gone_scope"),
    )
)
_PROOF = Statement(
    select(_proved.wall, _proved.count, _proved.sum_a, _proved.sum_b).where(
        _proved.district_id == bindparam("district"),
        _proved.install == bindparam("install"),
        _proved.scope == bindparam("scope"),
    )
)


class UnprovedWipe(NamedTuple):
    """A scope that an install was given and that its user lost at an instant, without a proof that it is gone."""

    install: str
    user: str
    scope: ScopeRef
    ended_at: datetime


class Given(NamedTuple):
    """A scope that an install was given at an instant and has not proved gone."""

    install: str
    scope: int
    at: datetime


async def note_boot(tx: Tx, district: int, actor: Actor, scope: int, at: datetime) -> None:
    """From now on this install may hold the scope."""
    await tx.upsert(_BOOTED, [(district, actor.install, scope, actor.user, at)])


async def record(door: Door, actor: Actor, proof: WipeProof) -> WipeReply:
    """Keep a proof, in one commit with its journal entry; the same proof again changes nothing.

    It is taken from a phone that was never given the scope too: there is nothing to hold against it.
    """

    async def unit(tx: Tx) -> WipeReply:
        head, outdated = await head_for(tx, door, proof.seen)
        if outdated:
            return WipeReply(stamp=door.stamp(head, proof.seen), durable=head.durable_pos, reset=RESET_EPOCH)
        told = (proof.at.wall, proof.digest.count, proof.digest.sum_a, proof.digest.sum_b)
        place = {"district": door.district, "install": actor.install, "scope": proof.scope}
        before = await tx.fetch(_PROOF, **place)
        if before != [told] or await tx.fetch(_ONE_GIVEN, **place):
            at = clock.now()
            await tx.execute(_TAKEN_BACK, district=door.district, gone_install=actor.install, gone_scope=proof.scope)
            await tx.upsert(_PROOFS, [(door.district, actor.install, proof.scope, actor.user, at, *told)])
            writer = await door.writer(tx)
            head = await writer.note(WIPE_KIND, actor.install, actor, msgspec.msgpack.encode((proof.scope, *told)))
        return WipeReply(stamp=door.stamp(head, proof.seen), durable=head.durable_pos)

    return await in_step(door, actor.install, lambda: door.database.write(unit))


async def list_given(tx: ReadTx, district: int, installs: Sequence[str]) -> list[Given]:
    """What some phones were given and have not proved gone, by install and scope."""
    return [Given(*row) for row in await tx.fetch(_GIVEN_TO, district=district, installs=list(installs))]


async def list_unproved_wipes(tx: ReadTx, district: int, before: datetime) -> list[UnprovedWipe]:
    """What phones were given, their users lost before an instant and have not back, and no proof covers.

    A phone that never came back to be told is among them, one that was revoked too. By install and scope.
    """
    given = await tx.fetch(_GIVEN, district=district)
    lost = await list_lost(tx, district, sorted({user for _, _, user in given}), clock.now())
    wipes = [UnprovedWipe(install, user, *lost[user, scope]) for install, scope, user in given if (user, scope) in lost]
    return [wipe for wipe in wipes if wipe.ended_at < before]
