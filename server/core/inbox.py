"""What the door keeps for a person to decide, where it is seen, and the answers that come later. It decides nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from mobile_contract.commands import kind_of
from mobile_contract.problems import ProblemCode
from server.core.database import ReadTx
from server.core.decisions import ConflictDraft
from server.core.entities import (
    Conflict,
    Entity,
    LaterReceipt,
    NeedChildren,
    ScopeRef,
    advanced,
    in_grids,
    later_id,
)
from server.core.judging import Bench, Judged
from server.core.loading import load_keys
from server.core.statements import Row
from server.core.working import WorkingSet

_BY_ENTITY = ("entity",)
_OF_THE_DOOR = (Conflict, LaterReceipt)


def keep(bench: Bench, judged: Iterable[Judged]) -> list[Judged]:
    """Open the conflicts of a judged batch, and note the answers that differ from those given before."""
    return [_kept(bench, one) if one.conflict_ids or one.is_another_answer else one for one in judged]


def _kept(bench: Bench, one: Judged) -> Judged:
    drafts = zip(one.conflict_ids, one.decision.conflicts, strict=True)
    beside: list[Entity] = [_opened(bench, one, identity, draft) for identity, draft in drafts]
    if one.is_another_answer and not one.sent.actor.system:
        beside.append(_later(bench, one))
    bench.working.put(beside)
    return replace(one, beside=(*one.beside, *beside))


def _opened(bench: Bench, one: Judged, identity: str, draft: ConflictDraft) -> Conflict:
    row, sent = _in_dispute(bench, draft), one.sent
    grid = getattr(row, "grid", None) or draft.grid
    return Conflict(
        id=identity,
        command=sent.id,
        reason=str(draft.reason),
        root=sent.root,
        of_kind=draft.kind,
        entity=draft.entity,
        meant=_meant(one, draft),
        field=draft.field,
        author=sent.actor.user,
        install=sent.actor.install,
        opened_at=bench.now,
        observed_at=one.observed_at,
        clock_quality=one.clock_quality,
        subject=_sealed_by(bench, one, draft, row),
        encoding=sent.encoding,
        raw=sent.raw,
        grid=grid,
        scopes=(() if row is None else _seen_through(bench, row)) or in_grids(grid),
        outcomes=one.decision.fields,
        base=msgspec.to_builtins(draft.base),
        mine=msgspec.to_builtins(draft.mine),
        theirs=msgspec.to_builtins(draft.theirs),
    )


def _meant(one: Judged, draft: ConflictDraft) -> str:
    """Whom the author named. Late work on the loser of a merge is about the winner, and its bytes tell of the loser."""
    command = one.sent.command
    return draft.entity if command is None or draft.reason is not ProblemCode.LATE_SCOPE else command.entity


def _sealed_by(bench: Bench, one: Judged, draft: ConflictDraft, row: Entity | None) -> str:
    """Who goes with a conflict when they are erased: whom the command is about, or the second of two with one number.

    An unmerge is about the winner, and may tell that the loser has a number twice: that outlives the winner. Of either
    it holds ids alone.
    """
    if row is None or draft.reason is not ProblemCode.DUPLICATE:
        return one.subject
    return bench.working.kinds.of(type(row)).kind.subject(row)


def _in_dispute(bench: Bench, draft: ConflictDraft) -> Entity | None:
    """The row that a conflict is about; of late work, whose kind is a command's, the row that this is about."""
    codec = bench.working.kinds.by_name.get(draft.kind)
    slots = (slot for slot in bench.working.original if slot[1] == draft.entity and slot[0] not in _OF_THE_DOOR)
    rows = (bench.working.find(*slot) for slot in slots if codec is None or slot[0] is codec.kind.entity)
    return next((row for row in rows if row is not None), None)


def _seen_through(bench: Bench, row: Entity) -> tuple[ScopeRef, ...]:
    return bench.working.kinds.of(type(row)).kind.scopes(row)


def _later(bench: Bench, one: Judged) -> LaterReceipt:
    before = bench.working.find(LaterReceipt, later_id(one.sent.id))
    if before is not None:
        return advanced(before, receipt=one.receipt, answered_at=bench.now)
    command = one.sent.command
    return LaterReceipt(
        id=later_id(one.sent.id),
        command=one.sent.id,
        seq=one.sent.seq,
        user_id=one.sent.actor.user,
        of_kind=one.sent.kind_was if command is None else kind_of(command),
        about=one.sent.id if command is None else command.entity,
        receipt=one.receipt,
        answered_at=bench.now,
    )


async def follow(tx: ReadTx, district: int, bench: Bench, judged: Sequence[Judged]) -> list[Judged]:
    """Let conflicts lie where their entities lie now, in the same commit; those about a loser are about its winner.

    Nothing is asked of the database unless a row of the batch is seen elsewhere than before, or has been let in by a
    decision: until then its conflict lay where its author took it for, and was sealed by another key. Where an
    entity is seen by nobody any more, its conflicts stay where they were: somebody must decide them.
    """
    moved = _moved(bench, {answer.conflict.entity for one in judged for answer in one.decision.answers})
    if not moved:
        return list(judged)
    await _load(tx, district, bench, moved)
    following: dict[str, list[Entity]] = {}
    for identity in moved:
        for conflict in bench.working.children(Conflict, "entity", identity):
            after = _brought_along(bench, conflict, moved)
            if after is not None:
                following.setdefault(identity, []).append(after)
    for rows in following.values():
        bench.working.put(rows)
    return _beside_their_movers(judged, following)


def _moved(bench: Bench, decided: Collection[str]) -> dict[str, Entity]:
    """Rows that are seen elsewhere than before, by id; of those that a decision was about, the new ones too."""
    kinds = bench.working.kinds
    shown = {codec.kind.entity for codec in kinds.by_number.values()}.difference(_OF_THE_DOOR)
    return {
        after.id: after
        for before, after in bench.working.touched_of(shown)
        if (after.id in decided if before is None else _seen_through(bench, before) != _seen_through(bench, after))
    }


async def _load(tx: ReadTx, district: int, bench: Bench, moved: Iterable[str]) -> None:
    codec, working = bench.working.kinds.of(Conflict), bench.working
    asked = sorted(moved)
    working.declare(NeedChildren(Conflict, "entity", identity) for identity in asked)
    rows: list[Row] = await tx.fetch(codec.by(_BY_ENTITY), district=district, of_entity=asked)
    await load_keys(tx, district, bench.keyring, {codec.subject_of(row) for row in rows})
    there = [row for row in rows if not bench.keyring.erased(codec.subject_of(row))]
    known = working.original
    fresh = [row for row in there if known.get((Conflict, row[codec.at_id])) is None]
    working.load(codec.from_row(row, bench.keyring.key(codec.subject_of(row))) for row in fresh)


def _brought_along(bench: Bench, conflict: Conflict, moved: dict[str, Entity]) -> Conflict | None:
    """The conflict where it lies from now on; None if that is where it lay."""
    working = bench.working
    entity, row = conflict.entity, moved[conflict.entity]
    while (winner := working.moved.get(entity)) is not None:
        entity = winner
        row = _known(working, type(row), winner) or row
    scopes = _seen_through(bench, row)
    values: dict[str, Any] = {"entity": entity}
    if scopes:
        values |= {"grid": getattr(row, "grid", conflict.grid), "scopes": scopes}
    if working.original[type(row), row.id] is None:  # let in just now, under a key of its own: it goes with that
        values["subject"] = working.kinds.of(type(row)).kind.subject(row)
    if all(getattr(conflict, name) == value for name, value in values.items()):
        return None
    return advanced(conflict, **values)


def _known(working: WorkingSet, kind: type[Entity], identity: str) -> Entity | None:
    return working.find(kind, identity) if (kind, identity) in working.original else None


def _beside_their_movers(judged: Sequence[Judged], following: dict[str, list[Entity]]) -> list[Judged]:
    """Each with the last command that moved what it is about: that is whose entry in the journal tells of it."""
    told: list[Judged] = []
    for one in reversed(judged):
        rows = [row for entity in one.decision.puts for row in following.pop(entity.id, ())]
        told.append(replace(one, beside=(*one.beside, *rows)) if rows else one)
    return told[::-1]
