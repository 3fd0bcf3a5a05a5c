"""Rules and doors with a bug each in what they make of duplicates, for `ops.simulate.planted` (sync.md 12)."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from mobile_contract.merges import MergePersons
from ops.simulate.faulty import ChokingTx
from ops.simulate.port import Build, Handlers
from server.core import tables as t
from server.core.decisions import Decision
from server.core.statements import Bulk, Row
from server.residents.entities import Residency


def _redirect_lost(handlers: Handlers) -> Handlers:
    """What is said of a loser is done on the loser."""
    return {kind: replace(handler, as_named=True) for kind, handler in handlers.items()}


def _merge_moves_all(handlers: Handlers) -> Handlers:
    """A merge takes along whatever the loser has, named or not."""
    merging = handlers[MergePersons]

    def decide(command: Any, loaded: Any, ctx: Any) -> Decision:
        every = tuple(stay.id for stay in loaded.children(Residency, "person", command.loser))
        return merging.decide(replace(command, moved=every), loaded, ctx)

    return {**handlers, MergePersons: replace(merging, decide=decide)}


def _merge_forgets(handlers: Handlers) -> Handlers:
    """What a merge changed is not kept, and cannot be undone."""
    merging = handlers[MergePersons]

    def decide(command: Any, loaded: Any, ctx: Any) -> Decision:
        decision: Decision = merging.decide(command, loaded, ctx)
        puts = (replace(row, moved=()) if hasattr(row, "moved") else row for row in decision.puts)
        return replace(decision, puts=tuple(puts))

    return {**handlers, MergePersons: replace(merging, decide=decide)}


class _LastClaims(ChokingTx):
    """Whoever comes last takes a number over, and nobody is told."""

    async def insert_missing(self, bulk: Bulk, rows: Sequence[Row]) -> None:
        if bulk.table is t.claims:
            await self.upsert(bulk, rows)
        else:
            await super().insert_missing(bulk, rows)


REDIRECT_LOST = Build(handlers=_redirect_lost)
MERGE_MOVES_ALL = Build(handlers=_merge_moves_all)
MERGE_FORGETS = Build(handlers=_merge_forgets)
LAST_CLAIMS = Build(tx=_LastClaims)
