"""The scopes that somebody's phone may hold, by their grants. It opens none, and no phone chooses any (sync.md 9).

Here and not in a feature, because grants of grids and of cases are two features' tables.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Text, bindparam, cast, null, or_, select, union_all

from mobile_contract.accounts import Post
from server.accounts.tables import grid_grants
from server.cases.tables import case_grants, cases
from server.core.columns import UtcInstant, Uuid, among
from server.core.database import ReadTx
from server.core.entities import (
    ScopeRef,
    case_scope,
    district_scope,
    grid_scope,
    scope_id,
    self_scope,
    sensitive_scope,
)
from server.core.statements import Row, Statement

CARERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})
"""Whose work on a grid needs what is sensitive of its people (P3 of safety.md 6.2); an adviser's does not."""

_at = bindparam("at", type_=UtcInstant)
_GRIDS_NOW = (
    grid_grants.c.district_id == bindparam("district"),
    grid_grants.c.from_at <= _at,
    or_(grid_grants.c.until_at.is_(None), grid_grants.c.until_at > _at),
)
_CASES_NOW = (
    case_grants.c.district_id == bindparam("district"),
    case_grants.c.from_at <= _at,
    or_(case_grants.c.until_at.is_(None), case_grants.c.until_at > _at),
)
_WITH_CASES = case_grants.join(
    cases, (cases.c.district_id == case_grants.c.district_id) & (cases.c.id == case_grants.c.case_id)
)
_GRIDS_OF_ALL = Statement(
    select(grid_grants.c.user_id, grid_grants.c.grid, grid_grants.c.post).where(
        *_GRIDS_NOW, among(grid_grants.c.user_id, "users")
    )
)
HELD = union_all(
    select(grid_grants.c.grid, grid_grants.c.post, cast(null(), Uuid()).label("case_id")).where(
        *_GRIDS_NOW, grid_grants.c.user_id == bindparam("user")
    ),
    select(cases.c.grid, cast(null(), Text()), case_grants.c.case_id)
    .select_from(_WITH_CASES)
    .where(*_CASES_NOW, case_grants.c.user_id == bindparam("user")),
)
"""What one user holds: (grid, post, none) for each grid, (its grid, none, case) for each case."""
_HELD = Statement(HELD)
_CASES_OF_ALL = Statement(
    select(case_grants.c.user_id, case_grants.c.case_id, cases.c.grid)
    .select_from(_WITH_CASES)
    .where(*_CASES_NOW, among(case_grants.c.user_id, "users"))
)

_GRIDS_EVER = Statement(
    select(grid_grants.c.user_id, grid_grants.c.grid, grid_grants.c.post, grid_grants.c.until_at).where(
        grid_grants.c.district_id == bindparam("district"),
        among(grid_grants.c.user_id, "users"),
        grid_grants.c.from_at <= _at,
    )
)
_CASES_EVER = Statement(
    select(case_grants.c.user_id, case_grants.c.case_id, case_grants.c.until_at).where(
        case_grants.c.district_id == bindparam("district"),
        among(case_grants.c.user_id, "users"),
        case_grants.c.from_at <= _at,
    )
)


class Lost(NamedTuple):
    """A scope that a user had, and when the last grant of it ended."""

    scope: ScopeRef
    ended_at: datetime


async def list_lost(tx: ReadTx, district: int, users: Sequence[str], at: datetime) -> dict[tuple[str, int], Lost]:
    """The scopes that these users had before an instant and have no grant of then, by user and number."""
    ends: defaultdict[tuple[str, ScopeRef], list[datetime | None]] = defaultdict(list)
    asked = {"users": list(users), "at": at}
    for user, grid, post, until_at in await tx.fetch(_GRIDS_EVER, district=district, **asked):
        ends[user, grid_scope(grid)].append(until_at)
        if post in CARERS:
            ends[user, sensitive_scope(grid)].append(until_at)
    for user, case, until_at in await tx.fetch(_CASES_EVER, district=district, **asked):
        ends[user, case_scope(case)].append(until_at)
    lost: dict[tuple[str, int], Lost] = {}
    for (user, ref), until in ends.items():
        ended = [end for end in until if end is not None and end <= at]
        if len(ended) == len(until):
            lost[user, scope_id(ref)] = Lost(ref, max(ended))
    return lost


async def granted(tx: ReadTx, district: int, user: str, at: datetime) -> dict[int, ScopeRef]:
    """The scopes of a user at an instant, by number: what of a case they have in their grids is no scope beside it."""
    return refs_of(user, await tx.fetch(_HELD, district=district, user=user, at=at))


def refs_of(user: str, rows: Iterable[Row]) -> dict[int, ScopeRef]:
    """The scopes of a user by number, of rows as HELD gives them."""
    held: list[Row] = []
    worked_on: list[Row] = []
    for grid, post, case in rows:
        if case is None:
            held.append((grid, post))
        else:
            worked_on.append((case, grid))
    return {scope_id(ref): ref for ref in _refs(user, held, worked_on)}


async def granted_to_all(tx: ReadTx, district: int, users: Iterable[str], at: datetime) -> dict[str, frozenset[int]]:
    """The numbers of the scopes of each of some users at an instant: two queries, however many they are."""
    people = sorted(set(users))
    held: dict[str, list[Row]] = {user: [] for user in people}
    worked_on: dict[str, list[Row]] = {user: [] for user in people}
    for user, *grant in await tx.fetch(_GRIDS_OF_ALL, district=district, users=people, at=at):
        held[user].append(tuple(grant))
    for user, *grant in await tx.fetch(_CASES_OF_ALL, district=district, users=people, at=at):
        worked_on[user].append(tuple(grant))
    return {user: frozenset(map(scope_id, _refs(user, held[user], worked_on[user]))) for user in people}


def _refs(user: str, held: Sequence[Row], worked_on: Sequence[Row]) -> list[ScopeRef]:
    grids = {grid for grid, _ in held}
    return [
        *map(grid_scope, sorted(grids)),
        *map(sensitive_scope, sorted({grid for grid, post in held if post in CARERS})),
        *(case_scope(case) for case, grid in worked_on if grid not in grids),
        self_scope(user),
        district_scope(),
    ]
