"""What an office sees of conflicts: masked in lists, whole one by one; every look at a value is journalled."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from mobile_contract.inbox import (
    Choice,
    ConflictDetail,
    ConflictPage,
    ConflictRecord,
    ConflictState,
    ConflictView,
)
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of, scope_of
from server.core import clock
from server.core.authority import may
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor, Area
from server.core.door import Door, Reading
from server.core.entities import Conflict
from server.core.problems import Problem
from server.core.reading import shown
from server.core.seal import DISTRICT_SUBJECT
from server.inbox import queries
from server.inbox.rules import SETTLERS, Settling, choices_of
from sync.identifiers import masked_name, masked_phone
from sync.scopes import Authority

HIDDEN = "…"
"""In place of a person's value that nobody needs to see in a list."""

_MASKS: Mapping[str, Callable[[str], str | None]] = {"name": masked_name, "phone": masked_phone}
_PLAIN = frozenset({"state", "class_code", "department", "handler", "checker", "life", "use", "relation"})
"""Fields that say nothing of a person."""


async def list_conflicts(
    door: Door, actor: Actor, purpose: str, state: ConflictState, grid: str | None, after: str | None, limit: int
) -> ConflictPage:
    """A page of one's inbox. Refuses NOT_FOUND for a grid that is not there or not theirs."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[ConflictPage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, SETTLERS, at)
        if grid is not None and grid not in scope.grids:
            raise Problem(ProblemCode.NOT_FOUND)
        found, last = await queries.list_conflicts(scope, tx, door, state, grid, after or queries.FIRST, limit)
        page = ConflictPage(
            conflicts=tuple(_view(door, one) for one in found), next=last, names=await _names(tx, door, found)
        )
        return page, sorted({one.subject for one in found} - {DISTRICT_SUBJECT})

    return await door.witnessed(Reading(actor, purpose, "conflicts", grid or actor.user), work)


async def read_conflict(door: Door, actor: Actor, purpose: str, conflict: str) -> ConflictDetail:
    """One conflict whole, and the choices that are the asker's. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[ConflictDetail, Sequence[str]]:
        scope = await scope_of(tx, door, actor, SETTLERS, at)
        found = await queries.find_conflict(scope, tx, door, conflict)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        area = Area(grid=found.grid, posts=Settling(door.handlers).posts(found))
        authority = may(actor.user, scope.holdings, SETTLERS, area, await directory_of(tx, door), at)
        choices: tuple[Choice, ...] = choices_of(found) if authority is Authority.CURRENT else ()
        detail = ConflictDetail(
            conflict=shown(door, found, ConflictRecord),
            version=found.version,
            choices=choices,
            names=await _names(tx, door, [found]),
        )
        return detail, [] if found.subject == DISTRICT_SUBJECT else [found.subject]

    return await door.witnessed(Reading(actor, purpose, "conflict", conflict), work)


def _view(door: Door, conflict: Conflict) -> ConflictView:
    record = shown(door, conflict, ConflictRecord)
    return ConflictView(
        id=conflict.id,
        version=conflict.version,
        reason=conflict.reason,
        of_kind=conflict.of_kind,
        entity=conflict.entity,
        root=conflict.root,
        author=conflict.author,
        opened_at=conflict.opened_at,
        field=conflict.field,
        grid=conflict.grid,
        mine=_masked(conflict.field, record.mine),
        theirs=_masked(conflict.field, record.theirs),
        state=conflict.state,
        choice=conflict.choice,
        settled_by=conflict.settled_by,
        settled_at=conflict.settled_at,
    )


def _masked(field: str, value: Any) -> Any:
    """A value as lists show it: what is a person's is masked, and whatever has no mask is not told at all."""
    if value is None or value == "" or (field in _PLAIN and not isinstance(value, dict)):
        return value
    mask = _MASKS.get(field)
    return mask(value) if mask is not None and isinstance(value, str) else HIDDEN


async def _names(tx: ReadTx, door: Door, conflicts: Iterable[Conflict]) -> dict[str, str]:
    """What the grids and people of some conflicts are called."""
    directory = await directory_of(tx, door)
    grids = {one.grid: directory.grid(one.grid) for one in conflicts if one.grid is not None}
    people = {who for one in conflicts for who in (one.author, one.settled_by) if who is not None}
    named = {grid: node.name for grid, node in grids.items() if node is not None}
    return {**named, **await list_names(tx, door.district, people)}
