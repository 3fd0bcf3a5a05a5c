"""Whoever is refused because a thing is not theirs: was it once? It reads the feed's memory, and judges nothing.

A resident moves to another grid while their worker edits them offline. The worker never had that grid, and yet saw whom
they wrote about: that is honest work which came late (sync.md 9), and a person decides on it.
"""

from collections.abc import Iterable, Mapping, Sequence

from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from server.core.authority import Holding
from server.core.database import ReadTx
from server.core.decisions import Handler
from server.core.entities import grid_scope, scope_id, self_scope
from server.core.judging import Judged, named_in
from server.core.loading import once_shown


async def shown_to_strangers(
    tx: ReadTx,
    district: int,
    kinds: Iterable[int],
    handlers: Mapping[type[Command], Handler],
    judged: Sequence[Judged],
    holdings: Mapping[str, Sequence[Holding]],
) -> frozenset[tuple[str, str]]:
    """Of the commands refused as not allowed: their users, with what was shown to them through a scope they had."""
    asked: list[tuple[str, str]] = []
    for one in judged:
        command = one.sent.command
        if one.decision.why == ProblemCode.NOT_ALLOWED and command is not None and not one.sent.actor.system:
            asked += [(one.sent.actor.user, name) for name in named_in(command, handlers[type(command)])]
    if not asked:
        return frozenset()
    scopes = {user: _scopes_of(user, holdings.get(user, ())) for user in {user for user, _ in asked}}
    every = {scope for those in scopes.values() for scope in those}
    found = await once_shown(tx, district, every, kinds, {name for _, name in asked})
    return frozenset((user, name) for user, name in asked if any((scope, name) in found for scope in scopes[user]))


def _scopes_of(user: str, holdings: Iterable[Holding]) -> set[int]:
    return {scope_id(self_scope(user)), *(scope_id(grid_scope(held.grid)) for held in holdings if held.grid)}
