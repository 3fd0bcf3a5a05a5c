"""Splits and merges as offices order them, and the job that moves their rows. It decides nothing: rules do."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mobile_contract.accounts import SwapWorkers
from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.rezoning import (
    FinishRezoning,
    HomeKind,
    HomeRow,
    MergeGrids,
    Rehome,
    RezoningPreview,
    SplitGrid,
)
from server.accounts.entities import GridGrant
from server.accounts.installs import OFFICES
from server.accounts.scope import scope_of
from server.accounts.service import made_now
from server.core import clock
from server.core.consumers import Consumer
from server.core.crashing import crashpoint
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.core.intake import Submission, made_here
from server.core.journal import Entry
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.rezoning.digest import difference
from server.rezoning.entities import DONE, Rezoning
from server.rezoning.homes import MOST_ROWS, Home, Move, Parts, count_commits, list_homes, next_commit
from server.rezoning.previews import Outlook, look_ahead, look_at_swap
from server.rezoning.queries import list_rows
from server.rezoning.rules import parts_of, sources_of
from server.territory.entities import GridVersion
from server.territory.rules import DISTRICT_OFFICES, territory_of

Order = SplitGrid | MergeGrids | SwapWorkers

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class NotMoved(Exception):
    """The door took a move of the job not in; the consumer tries again later."""


async def preview(door: Door, command: Order) -> RezoningPreview:
    """What an order would do. Refuses as `look_ahead` and `look_at_swap`."""
    at = clock.now()
    return (await door.database.read(lambda tx: _outlook(tx, door, command, at))).preview


async def order(door: Door, actor: Actor, command: Order, most_rows: int = MOST_ROWS) -> Receipt:
    """Carry an order out, if all is as its preview showed it. Refuses STALE_PREVIEW, with what is not.

    A small grid moves in the very commit of the order; the rows of a larger one follow by the job. Sent again, it gets
    the receipt that it got.
    """
    at = clock.now()
    batch: list[tuple[Command, Actor]] = [(command, actor)]
    if not await door.database.read(lambda tx: _is_known(tx, door, command)):
        outlook = await door.database.read(lambda tx: _outlook(tx, door, command, at))
        changed = difference(command.preview, outlook.plan, outlook.counts)
        if changed:
            raise Problem(ProblemCode.STALE_PREVIEW, changed=changed)
        if not isinstance(command, SwapWorkers) and count_commits(outlook.homes, most_rows) <= 1:
            batch += [(one, SYSTEM) for one in _all_at_once(command, outlook.homes, most_rows)]
    outcome = await door.submit(Submission(actor, [made_here(one, who) for one, who in batch]))
    return outcome.receipts[0]


async def may_order(tx: ReadTx, door: Door, actor: Actor, command: Order, at: datetime) -> bool:
    """Whether somebody may see what an order would do: who might give it."""
    if not isinstance(command, SwapWorkers):
        return (await scope_of(tx, door, actor, DISTRICT_OFFICES, at)).gridless
    held = await find_entity(tx, door, GridGrant, command.ends)
    return held is not None and held.grid in (await scope_of(tx, door, actor, OFFICES, at)).grids


async def _is_known(tx: ReadTx, door: Door, command: Order) -> bool:
    kind = GridGrant if isinstance(command, SwapWorkers) else Rezoning
    return bool(await list_by(tx, door, kind, "id", [command.entity]))


async def _outlook(tx: ReadTx, door: Door, command: Order, at: datetime) -> Outlook:
    if isinstance(command, SwapWorkers):
        return await look_at_swap(tx, door, command)
    return await look_ahead(tx, door, command, at)


def _all_at_once(command: SplitGrid | MergeGrids, homes: Sequence[Home], most_rows: int) -> list[Command]:
    kept = {part.grid for part in parts_of(command)}
    ended = [grid for grid in sources_of(command) if grid not in kept]
    return [*_moves(command.entity, next_commit(homes, most_rows)), _finish(command.entity, ended)]


async def carry_on(door: Door, rezoning: str) -> None:
    """Move what is still to be moved, and end it. Whoever starts it again does no harm."""
    while await step(door, rezoning):
        pass


async def step(door: Door, rezoning_id: str, most_rows: int = MOST_ROWS) -> bool:
    """One commit of the job: the next roots that are not where they lie, or the end; False when nothing is left.

    It looks once more after the end: a command that was under way when the order came may have left a row behind.
    """
    rezoning, homes = await door.database.read(lambda tx: _left(tx, door, rezoning_id))
    moves = next_commit(homes, most_rows)
    if rezoning is None or (rezoning.status == DONE and not moves):
        return False
    if not moves:
        await _issue(door, [_finish(rezoning.id, rezoning.leaving)])
        crashpoint("rezoning.finished")
        return True
    if not await _issue(door, _moves(rezoning.id, moves)):
        raise NotMoved(f"{len(homes)} homes stay where they are")
    crashpoint("rezoning.moved")
    return True


def rezoning_consumer() -> Consumer:
    """Follows the journal for splits and merges, and moves their rows."""

    async def handle(door: Door, entries: Sequence[Entry]) -> None:
        for rezoning in dict.fromkeys(entry.entity for entry in entries if entry.version):
            await carry_on(door, rezoning)

    return Consumer("rezonings", ("split_grid", "merge_grids"), handle)


async def _left(tx: ReadTx, door: Door, rezoning_id: str) -> tuple[Rezoning | None, list[Home]]:
    """The rezoning, and the homes in its old grids."""
    rezoning = await find_entity(tx, door, Rezoning, rezoning_id)
    if rezoning is None:
        return None, []
    versions = await list_by(tx, door, GridVersion, "territory", [rezoning.id])
    shapes = [territory_of(one) for one in versions if one.grid in rezoning.targets]
    homes: list[Home] = []
    parts = Parts(shapes, rezoning.rest)
    for source in rezoning.sources:
        if rezoning.status == DONE and source in rezoning.targets:
            continue  # it lives on, and what lies in it since is its own
        held = await list_rows(tx, door, source)
        homes += list_homes(source, held.rows, parts, held.elsewhere)
    return rezoning, homes


def _moves(rezoning: str, moves: Iterable[Move]) -> list[Command]:
    return [
        Rehome(
            **made_now(rezoning),
            to=move.to,
            buildings=move.buildings,
            unfinished=move.unfinished,
            rows=tuple(HomeRow(HomeKind(row.kind), row.id) for row in move.rows),
        )
        for move in moves
    ]


def _finish(rezoning: str, grids: Sequence[str]) -> Command:
    return FinishRezoning(**made_now(rezoning), grids=tuple(grids))


async def _issue(door: Door, commands: Sequence[Command]) -> bool:
    """Whether it changed anything. Raises NotMoved."""
    receipts = (await door.issue(commands)).receipts
    failed = next((one for one in receipts if one.verdict not in _DONE), None)
    if failed is not None:
        raise NotMoved(f"{failed.verdict} {failed.why}")
    return any(one.verdict is Verdict.APPLIED for one in receipts)
