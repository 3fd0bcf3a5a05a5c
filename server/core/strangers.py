"""Whoever is turned away because a thing is not theirs: was it once? It reads the feed's memory, and judges nothing.

A resident moves to another grid while their worker edits them offline. The worker never had that grid, and yet saw whom
they wrote about: that is honest work which came late (sync.md 9), and a person decides on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Table, bindparam, select

from mobile_contract.base import Command
from mobile_contract.problems import ProblemCode
from server.core import tables as t
from server.core.authority import Holding
from server.core.columns import among
from server.core.database import ReadTx
from server.core.decisions import Handler
from server.core.entities import ScopeRef, grid_scope, scope_id, self_scope
from server.core.judging import Judged, Shown, named_in
from server.core.kinds import Kinds
from server.core.loading import once_shown
from server.core.statements import Statement

_PAST = Statement(
    select(t.past_epochs.c.epoch).where(
        t.past_epochs.c.district_id == bindparam("district"), among(t.past_epochs.c.epoch, "epochs")
    )
)
_MADE = Statement(
    select(t.journal_entries.c.actor, t.journal_entries.c.entity).where(
        t.journal_entries.c.district_id == bindparam("district"),
        among(t.journal_entries.c.entity, "names"),
        t.journal_entries.c.version == 1,
        among(t.journal_entries.c.actor, "users"),
    )
)
_TURNED_AWAY = frozenset({ProblemCode.NOT_ALLOWED.value, ProblemCode.LATE_SCOPE.value})


async def shown_to_strangers(
    tx: ReadTx,
    district: int,
    kinds: Kinds,
    handlers: Mapping[type[Command], Handler],
    judged: Sequence[Judged],
    holdings: Mapping[str, Sequence[Holding]],
) -> Shown:
    """Where a command was turned away for who sent it: what was shown to the batch's users, through scopes they had.

    Of every command of the batch, for one that waits for what was turned away is judged only when that is let in.
    """
    if all(str(one.decision.why) not in _TURNED_AWAY for one in judged):
        return {}
    asked: list[tuple[str, str]] = []
    for one in judged:
        command = one.sent.command
        if command is not None and not one.sent.actor.system:
            asked += [(one.sent.actor.user, name) for name in named_in(command, handlers[type(command)])]
    if not asked:
        return {}
    names = {name for _, name in asked}
    scopes = {user: _scopes_of(user, holdings.get(user, ())) for user in {user for user, _ in asked}}
    for user, scope in await _granted_apart(tx, district, kinds, scopes, names):
        scopes[user].add(scope)
    every = {scope for those in scopes.values() for scope in those}
    found = await once_shown(tx, district, every, kinds.by_number, names)
    made = await _made(tx, district, scopes, names)
    through = {
        (user, name): frozenset(s for s in scopes[user] if (user, name) in made or (s, name) in found)
        for user, name in asked
    }
    forgotten = await _forgotten(tx, district, handlers, judged)
    return {pair: those for pair, those in through.items() if those or pair in forgotten}


async def _made(tx: ReadTx, district: int, users: Iterable[str], names: Iterable[str]) -> set[tuple[str, str]]:
    """Who made which of these rows: they had it on their screen, in whichever of their grids they took it for."""
    rows = await tx.fetch(_MADE, district=district, users=sorted(users), names=sorted(names))
    return {(row[0], row[1]) for row in rows}


async def _forgotten(
    tx: ReadTx, district: int, handlers: Mapping[type[Command], Handler], judged: Sequence[Judged]
) -> set[tuple[str, str]]:
    """What was written in an epoch that is over: this database cannot know any more what had been shown to its author.

    Orders of offices are not sent again, and with them went who had what. A person decides, as on all late work.
    """
    told = {
        (one.sent.actor.user, name, command.epoch)
        for one in judged
        if (command := one.sent.command) is not None and command.epoch and not one.sent.actor.system
        for name in named_in(command, handlers[type(command)])
    }
    epochs = sorted({epoch for _, _, epoch in told})
    past = {row[0] for row in await tx.fetch(_PAST, district=district, epochs=epochs)} if epochs else set[str]()
    return {(user, name) for user, name, epoch in told if epoch in past}


def _scopes_of(user: str, holdings: Iterable[Holding]) -> set[int]:
    return {scope_id(self_scope(user)), *(scope_id(grid_scope(held.grid)) for held in holdings if held.grid)}


async def _granted_apart(
    tx: ReadTx, district: int, kinds: Kinds, users: Iterable[str], names: Iterable[str]
) -> list[tuple[str, int]]:
    """The scopes of these things alone that these users have, or had."""
    asked = {"users": sorted(users), "names": sorted(names)}
    granted: list[tuple[str, int]] = []
    for codec in kinds.codecs.values():
        if codec.kind.grants:
            rows = await tx.fetch(_grants(codec.kind.table, f"{codec.kind.grants}_id"), district=district, **asked)
            granted += [(user, scope_id(ScopeRef(codec.kind.grants, name))) for user, name in rows]
    return granted


@cache
def _grants(table: Table, column: str) -> Statement:
    return Statement(
        select(table.c.user_id, table.c[column]).where(
            table.c.district_id == bindparam("district"),
            among(table.c.user_id, "users"),
            among(table.c[column], "names"),
        )
    )
