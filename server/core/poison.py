"""Commands that are parked: when so many of a sort are that somebody must look, and what an operator sees of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

import msgspec
import structlog
from msgspec import Struct
from sqlalchemy import bindparam, func, select

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core import tables as t
from server.core.columns import among
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.intake import Kept, Sent, read
from server.core.judging import Judged
from server.core.keyring import Keyring
from server.core.loading import load_keys, parked_place
from server.core.seal import SubjectKey
from server.core.statements import Statement

ALERT_AT = 3
"""Installs on which one sort of command was parked before an alert is raised (sync.md 5)."""

log = structlog.get_logger()

_p, _r = t.parked.c, t.receipts.c
_ANSWERED = (_r.district_id == _p.district_id) & (_r.id == _p.id)
_SORTS = Statement(
    select(_r.kind, _p.why, func.count(_p.install.distinct()))
    .select_from(t.parked.join(t.receipts, _ANSWERED))
    .where(_p.district_id == bindparam("district"), among(_r.kind, "kinds"), ~among(_p.install, "installs"))
    .group_by(_r.kind, _p.why)
)
_LISTED = Statement(
    select(_p.id, _r.kind, _p.why, _p.actor, _p.install, _p.received_at, _p.tries, _r.observed_at, _r.clock_quality)
    .select_from(t.parked.join(t.receipts, _ANSWERED))
    .where(_p.district_id == bindparam("district"))
    .order_by(_p.received_at, _p.id)
)
_KEPT = Statement(select(_p.id, _p.raw, _p.subject).where(_p.district_id == bindparam("district"), among(_p.id, "ids")))
_STILL = Statement(
    select(_p.id).where(_p.district_id == bindparam("district"), _p.id == bindparam("parked_id")).with_for_update()
)


class Parked(Struct, frozen=True):
    """A command that was a fault of ours, without a word of what was typed. `kind` is `unreadable` for no command."""

    id: str
    kind: str
    why: str
    user: str
    install: str
    received_at: datetime
    tries: int
    observed_at: datetime
    clock_quality: str


def alert_to_strangers(judged: Iterable[Judged]) -> None:
    """Say who asked for what they never had a say in (sync.md 9): once a batch, and nothing of what was typed."""
    refused = [one for one in judged if one.receipt.why == ProblemCode.NOT_ALLOWED]
    for actor, kinds in _by_actor(refused).items():
        log.warning("security: not allowed", user=actor.user, install=actor.install, kinds=sorted(kinds))


def _by_actor(judged: Iterable[Judged]) -> dict[Actor, set[str]]:
    found: dict[Actor, set[str]] = defaultdict(set)
    for one in judged:
        found[one.sent.actor].add(one.sent.kind)
    return found


async def alert_to_poison(tx: ReadTx, district: int, judged: Iterable[Judged]) -> None:
    """Say so loudly where one sort of command has now been parked on several installs; else nothing is read."""
    here: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in judged:
        if one.receipt.verdict is Verdict.PARKED and not one.sent.parked:
            here[one.sent.kind, str(one.receipt.why)].add(one.sent.actor.install)
    if not here:
        return
    kinds, installs = sorted({kind for kind, _ in here}), sorted(set[str]().union(*here.values()))
    rows = await tx.fetch(_SORTS, district=district, kinds=kinds, installs=installs)
    before = {(kind, why): number for kind, why, number in rows}
    for sort, those in sorted(here.items()):
        there = before.get(sort, 0) + len(those)
        if there >= ALERT_AT:
            log.warning("alert: one sort of command is parked again", kind=sort[0], why=sort[1], installs=there)


async def list_parked(tx: ReadTx, district: int) -> list[Parked]:
    """All that is parked, the oldest first."""
    return [Parked(*row) for row in await tx.fetch(_LISTED, district=district)]


async def is_parked(tx: Tx, district: int, command: str) -> bool:
    """Whether a command lies among the parked still; until this transaction ends nobody else takes it from there."""
    return bool(await tx.fetch(_STILL, district=district, parked_id=command))


async def bytes_of(tx: ReadTx, district: int, keyring: Keyring, parked: Iterable[Parked]) -> list[Sent]:
    """Parked commands as they came: their very bytes, whose they are, and when their work was done.

    What is about somebody who was erased meanwhile opens no more, and is let go (`Door.let_go`).
    """
    known = {one.id: one for one in parked}
    rows = await tx.fetch(_KEPT, district=district, ids=sorted(known))
    await load_keys(tx, district, keyring, {row[2] for row in rows})
    return [
        _as_it_came(known[identity], sealed, keyring.key(subject))
        for identity, sealed, subject in rows
        if not keyring.erased(subject)
    ]


def _as_it_came(one: Parked, sealed: bytes, key: SubjectKey) -> Sent:
    packed = key.open(sealed, parked_place(one.id))
    kept = msgspec.msgpack.decode(packed, type=Kept)
    sent = read(kept.raw, kept.encoding, Actor(one.user, one.install, kept.system))
    return msgspec.structs.replace(
        sent,
        id=one.id,
        observed_at=one.observed_at,
        clock_quality=one.clock_quality,
        released=True,
        tries=one.tries,
        late=kept.late,
    )
