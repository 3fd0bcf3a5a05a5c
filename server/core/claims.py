"""Who was first to have a number that two should not share. It flags the second one, and never turns anybody away.

No unique index may refuse a field worker: the row is there, the verdict is a conflict, and a person decides (sync.md
12). Claims are taken after the rows and before the head, in the order of their hashes: of two at the same moment one is
told of the other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace as with_facts
from sqlalchemy import Table, bindparam, delete, select

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core import tables as t
from server.core.authority import may
from server.core.columns import among
from server.core.database import ReadTx, Tx
from server.core.decisions import Area, ConflictDraft
from server.core.entities import Entity
from server.core.judging import Bench, Judged, conflict_id, receipt_of
from server.core.kinds import Kind
from server.core.seal import Seal
from server.core.statements import Statement, bulk
from sync.scopes import Authority

_CLAIMS = bulk(t.claims)
_HOLDERS = Statement(
    select(t.claims.c.kind, t.claims.c.keyed_hash, t.claims.c.entity).where(
        t.claims.c.district_id == bindparam("district"), among(t.claims.c.keyed_hash, "hashes")
    )
)
_RELEASE = Statement(
    delete(t.claims).where(
        t.claims.c.district_id == bindparam("district"),
        among(t.claims.c.keyed_hash, "hashes"),
        among(t.claims.c.entity, "entities"),
    )
)


class Claim(NamedTuple):
    """A number that a row has: the kind of row, and the number's keyed hash in the form of an id."""

    kind: str
    keyed_hash: str


class Twin(NamedTuple):
    """The row that had a number first."""

    entity: type[Entity]
    id: str


Taken = dict[str, list[Claim]]
"""By row: what it claims."""


async def take_claims(tx: Tx, district: int, seal: Seal, bench: Bench, judged: Sequence[Judged]) -> list[Judged]:
    """Take what the rows of a judged batch claim, give back what they claim no more, and flag who came second.

    Nothing is asked of the database unless a row of the batch has, or had, a number.
    """
    taken, given_back = _moved_claims(seal, bench)
    if given_back:
        hashes = sorted({claim.keyed_hash for those in given_back.values() for claim in those})
        await tx.execute(_RELEASE, district=district, hashes=hashes, entities=sorted(given_back))
    if not taken:
        return list(judged)
    claimants = _first_in_batch(judged, taken)
    rows = sorted((district, *claim, identity) for claim, identity in claimants.items())
    await tx.insert_missing(_CLAIMS, rows)
    hashes = [row[2] for row in rows]
    found = await tx.fetch(_HOLDERS, district=district, hashes=hashes)
    holders = {Claim(kind, keyed_hash): identity for kind, keyed_hash, identity in found}
    second = {
        identity: holder
        for identity, claims in taken.items()
        for claim in claims
        if (holder := holders[claim]) != identity
    }
    return await _flagged(tx, district, bench, judged, second) if second else list(judged)


def _moved_claims(seal: Seal, bench: Bench) -> tuple[Taken, Taken]:
    """What touched rows claim anew, and what they give up; what one gives up, another that has it may take over."""
    claiming = bench.working.kinds.claiming
    taken: Taken = {}
    kept: dict[str, tuple[Kind[Any], Collection[tuple[str, str]]]] = {}
    given_back: Taken = {}
    for before, after in bench.working.touched_of(claiming):
        kind = claiming[type(after)]
        had, has = set(() if before is None else _told(kind, before)), set(_told(kind, after))
        if has - had:
            taken[after.id] = [_claim(seal, kind, told) for told in sorted(has - had)]
        if had - has:
            given_back[after.id] = [_claim(seal, kind, told) for told in sorted(had - has)]
        if had & has:
            kept[after.id] = kind, had & has
        winner = _winner_of(bench, kind, after)
        if winner is not None:
            kept[winner.id] = kind, _told(kind, winner)
    if given_back:
        _pass_on(seal, given_back, kept, taken)
    return taken, given_back


def _pass_on(
    seal: Seal,
    given_back: Taken,
    kept: Mapping[str, tuple[Kind[Any], Collection[tuple[str, str]]]],
    taken: Taken,
) -> None:
    """Let whoever else has what is given back take it over."""
    free = {claim for claims in given_back.values() for claim in claims}
    for identity, (kind, numbers) in kept.items():
        passed_on = [claim for told in sorted(numbers) if (claim := _claim(seal, kind, told)) in free]
        if passed_on:
            taken[identity] = [*taken.get(identity, ()), *passed_on]


def _winner_of(bench: Bench, kind: Kind[Any], loser: Entity) -> Entity | None:
    into = getattr(loser, kind.into) if kind.into else None
    known = (type(loser), into) in bench.working.original
    return bench.working.find(type(loser), into) if known else None


def _told(kind: Kind[Any], entity: Entity) -> tuple[tuple[str, str], ...]:
    return () if kind.claims is None else kind.claims(entity)


def _claim(seal: Seal, kind: Kind[Any], told: tuple[str, str]) -> Claim:
    return Claim(kind.name, str(UUID(bytes=seal.blind_index(*told))))


def _first_in_batch(judged: Sequence[Judged], taken: Taken) -> dict[Claim, str]:
    claimants: dict[Claim, str] = {}
    for one in judged:
        for entity in one.decision.puts:
            for claim in taken.get(entity.id, ()):
                claimants.setdefault(claim, entity.id)
    for identity, claims in taken.items():  # a winner that was not touched itself
        for claim in claims:
            claimants.setdefault(claim, identity)
    return claimants


async def _flagged(
    tx: ReadTx, district: int, bench: Bench, judged: Sequence[Judged], second: Mapping[str, str]
) -> list[Judged]:
    """The commands that made a row come second are conflicts, each told once."""
    told: dict[str, Twin] = {}
    places: dict[type[Entity], set[str]] = {}
    for one in judged:
        for entity in one.decision.puts:
            if entity.id in second:
                told.setdefault(entity.id, Twin(type(entity), second[entity.id]))
                places.setdefault(type(entity), set()).add(second[entity.id])
    grids: dict[str, str | None] = {}
    for kind, ids in places.items():
        grids.update(await _grids(tx, district, bench, kind, ids))
    flagged: list[Judged] = []
    for one in judged:
        for entity in one.decision.puts:
            twin = told.pop(entity.id, None)
            if twin is not None:
                facts = _facts(bench, one, twin, grids.get(twin.id))
                name = bench.working.kinds.of(type(entity)).kind.name
                draft = ConflictDraft(ProblemCode.DUPLICATE, name, entity.id, mine=entity.id, theirs=facts)
                one = _with_conflict(one, draft, facts)  # noqa: PLW2901 - one command, flagged once for each row
        flagged.append(one)
    return flagged


def _with_conflict(one: Judged, draft: ConflictDraft, facts: Mapping[str, str]) -> Judged:
    """What was done stays done; it opens one more conflict, and its author is told."""
    decision = one.decision
    why = decision.why if decision.verdict is Verdict.CONFLICT else draft.reason
    conflicts, told = (*decision.conflicts, draft), {**decision.facts, **facts}
    decision = with_facts(decision, verdict=Verdict.CONFLICT, why=why, facts=told, conflicts=conflicts)
    ids = (*one.conflict_ids, conflict_id(one.sent.id, draft, len(one.conflict_ids)))
    return replace(one, decision=decision, receipt=receipt_of(one.sent, decision, ids), conflict_ids=ids)


def _facts(bench: Bench, one: Judged, twin: Twin, grid: str | None) -> dict[str, str]:
    """Whom there is already, for whoever has the grid where that lies; for others only where to ask."""
    actor, command = one.sent.actor, one.sent.command
    posts: frozenset[Post] = frozenset() if command is None else bench.handlers[type(command)].posts
    holdings = bench.holdings.get(actor.user, ())
    authority = may(actor.user, holdings, posts, Area(grid=grid), bench.directory, bench.now)
    if actor.system or (grid is not None and authority is Authority.CURRENT):
        return {"twin": twin.id}
    node = None if grid is None else bench.directory.grid(grid)
    return {"grid": "" if node is None else node.code}


async def _grids(
    tx: ReadTx, district: int, bench: Bench, kind: type[Entity], ids: Collection[str]
) -> list[tuple[str, str | None]]:
    """Where rows lie: those of the batch as it leaves them, the others as they are kept."""
    here = {after.id: getattr(after, "grid", None) for _, after in bench.working.touched_of({kind}) if after.id in ids}
    rows = await tx.fetch(_lying(bench.working.kinds.of(kind).kind.table), district=district, ids=sorted(ids))
    return [*((row[0], row[1]) for row in rows), *here.items()]


@cache
def _lying(table: Table) -> Statement:
    return Statement(
        select(table.c.id, table.c.grid).where(table.c.district_id == bindparam("district"), among(table.c.id, "ids"))
    )
