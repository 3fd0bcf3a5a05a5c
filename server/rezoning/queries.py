"""Reads of what lies in a grid: its rows with their parents, by the feed, which is the index of rows by grid."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, select

from grid.geometry import Position
from mobile_contract.cases import CaseState
from mobile_contract.sync import PUT
from server.core import tables as core
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import grid_scope, scope_id
from server.core.statements import Statement
from server.rezoning.homes import Row

PARENTS: Mapping[str, tuple[str, str]] = {
    "dwelling": ("building", "building"),
    "household": ("dwelling", "dwelling"),
    "person": ("dwelling", "dwelling"),
    "residency": ("person", "person"),
    "visit": ("household", "household"),
    "case_event": ("case_id", "case"),
    "site": ("building", "building"),
    "organisation": ("building", "building"),
    "rented_house": ("dwelling", "dwelling"),
    "tenancy": ("house", "rented_house"),
    "service_tag": ("person", "person"),
    "help": ("person", "person"),
}
"""By kind: the column that names the row which it goes along with, and that row's kind."""

_OF_ANY = {
    "inspection": ("subject",), "danger": ("subject",), "photo": ("subject_id",), "conflict": ("entity", "root"),
    "renewal_item": ("target", "dwelling"),
}  # fmt: skip
"""By kind: the columns that name the row which it goes along with, whatever that is: the first that is there, or the
last. A conflict is about the winner of a merge, when its root is the loser; what an item of the renewal asks about may
have gone elsewhere, when its dwelling has not."""

_ROOTS = (
    "building", "dwelling", "household", "person", "visit", "case", "site", "organisation", "rented_house",
    "inspection", "danger",
)  # fmt: skip
_PLACED = frozenset({"site", "organisation"})
"""Kinds whose rows have a place of their own where they go along with nothing."""


ENDED = frozenset(
    {
        CaseState.CLOSED, CaseState.FORCED_CLOSED, CaseState.REFUSED, CaseState.NOT_FILED, CaseState.VOIDED,
        CaseState.MERGED,
    }
)  # fmt: skip

_IN_SCOPE = Statement(
    select(core.feed.c.kind, core.feed.c.entity)
    .where(
        core.feed.c.district_id == bindparam("district"),
        core.feed.c.scope == bindparam("scope"),
        core.feed.c.op == PUT,
    )
    .order_by(core.feed.c.kind, core.feed.c.entity)
)


class Held(NamedTuple):
    """What lies in a grid; `elsewhere` is the grid of parents that lie in another."""

    rows: tuple[Row, ...]
    elsewhere: Mapping[str, str]


async def list_rows(tx: ReadTx, door: Door, grid: str) -> Held:
    """Every row that the phones of a grid see and that moves with it."""
    by_kind: dict[str, list[str]] = defaultdict(list)
    for number, entity in await tx.fetch(_IN_SCOPE, district=door.district, scope=scope_id(grid_scope(grid))):
        codec = door.kinds.by_number.get(number)
        if codec is not None:
            by_kind[codec.kind.name].append(entity)
    by_kind["person"] += await _hidden(tx, door, "person", "grid", [grid], by_kind["person"])
    stays = await _hidden(tx, door, "residency", "person", by_kind["person"], by_kind["residency"])
    by_kind["residency"] += stays
    by_kind["tenancy"] += await _hidden(tx, door, "tenancy", "house", by_kind["rented_house"], by_kind["tenancy"])
    asked = [row for name in ("dwelling", "household", "residency") for row in by_kind[name]]
    by_kind["renewal_item"] += await _hidden(tx, door, "renewal_item", "target", asked, by_kind["renewal_item"])
    for name in ("service_tag", "help"):  # their scope is another
        by_kind[name] += await _hidden(tx, door, name, "person", by_kind["person"], ())
    rows: list[Row] = []
    for name in ("building", "case", "component", "task"):
        rows += await _placed(tx, door, name, by_kind[name])
    for name, (column, _) in PARENTS.items():
        places = ("lon", "lat") if name in _PLACED else ()
        found = await _columns(tx, door, name, by_kind[name], column, "grid", *places)
        rows += [Row(name, identity, parent, grid, _place(*place)) for identity, parent, grid, *place in found]
    known = {row.id for row in rows}
    for name, columns in _OF_ANY.items():
        for identity, *parents, lies_in in await _columns(tx, door, name, by_kind[name], *columns, "grid"):
            rows.append(Row(name, identity, next((one for one in parents if one in known), parents[-1]), lies_in))
    return Held(tuple(rows), await _elsewhere(tx, door, rows))


def _place(lon: float | None = None, lat: float | None = None) -> Position | None:
    return None if lon is None or lat is None else (lon, lat)


async def _placed(tx: ReadTx, door: Door, name: str, ids: Sequence[str]) -> list[Row]:
    columns = ("grid", "lon", "lat", *(("state",) if name == "case" else ()))
    found: list[Row] = []
    for identity, grid, lon, lat, *state in await _columns(tx, door, name, ids, *columns):
        is_open = bool(state) and CaseState(state[0]) not in ENDED
        found.append(Row(name, identity, None, grid, _place(lon, lat), is_open))
    return found


async def _elsewhere(tx: ReadTx, door: Door, rows: Iterable[Row]) -> dict[str, str]:
    """Where the parents lie that are not among the rows."""
    known = {row.id for row in rows}
    missing: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row.parent is not None and row.parent not in known:
            for kind in (PARENTS[row.kind][1],) if row.kind in PARENTS else _ROOTS:
                missing[kind].add(row.parent)
    found: dict[str, str] = {}
    for kind, ids in sorted(missing.items()):
        found.update({row[0]: row[1] for row in await _columns(tx, door, kind, sorted(ids), "grid") if row[1]})
    return found


async def _hidden(
    tx: ReadTx, door: Door, name: str, column: str, values: Sequence[str], seen: Sequence[str]
) -> list[str]:
    """Rows that no phone sees (they were merged into others) and that come back to where they lie."""
    statement = _by_column(door.kinds.by_name[name].kind.table, column)
    found = await tx.fetch(statement, district=door.district, values=list(values)) if values else []
    return sorted({row[0] for row in found} - set(seen))


async def _columns(tx: ReadTx, door: Door, name: str, ids: Sequence[str], *columns: str) -> list[tuple[Any, ...]]:
    if not ids:
        return []
    statement = _by_ids(door.kinds.by_name[name].kind.table, columns)
    return list(await tx.fetch(statement, district=door.district, ids=list(ids)))


@cache
def _by_ids(table: Table, columns: tuple[str, ...]) -> Statement:
    return Statement(
        select(table.c.id, *(table.c[name] for name in columns))
        .where(table.c.district_id == bindparam("district"), among(table.c.id, "ids"))
        .order_by(table.c.id)
    )


@cache
def _by_column(table: Table, column: str) -> Statement:
    return Statement(
        select(table.c.id).where(table.c.district_id == bindparam("district"), among(table.c[column], "values"))
    )
