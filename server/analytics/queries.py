"""Reads of figures, each within a Reach: what lies outside of it is not there. They judge no signature."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import BigInteger, Subquery, bindparam, cast, func, or_, select, true, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from server.analytics import tables as t
from server.analytics.counting import EVERYWHERE, NOBODY, ROLLED, Cohort, Cut
from server.analytics.reckoning import Counted
from server.analytics.rows import DAYS
from server.cases.tables import cases
from server.core import tables as core
from server.core.columns import Big, Truth, Uuid, Words, among
from server.core.database import ReadTx
from server.core.statements import Statement

_f, _n, _c = t.case_facts.c, t.indicator_counts.c, cases.c
_NUMBERS = msgspec.json.Decoder(list[int])

AREA = "area"
"""Groups cells by the organisation whose area they are of."""


class Reach(NamedTuple):
    """What somebody may see figures of: what lies in the areas of these organisations, or in one grid of theirs.

    `gridless` adds what lies in no grid, which the district looks after. `whole` is all that there is.
    """

    areas: tuple[str, ...]
    gridless: bool = False
    grid: str | None = None
    whole: bool = False

    @property
    def bound(self) -> dict[str, Any]:
        """As the statements take it."""
        return {"areas": list(self.areas), "gridless": self.gridless, "of_grid": self.grid}


class Wanted(NamedTuple):
    """The rows behind a figure: of a cohort in some days, with one of these signatures, and a value in a column.

    `held_by` names a post: rows in which nobody has it are left out.
    """

    cohort: Cohort
    first: int
    until: int
    signatures: Sequence[int]
    column: str | None = None
    value: str | None = None
    held_by: str | None = None


class Kind(NamedTuple):
    """What makes one statement another: the cohort, a column, and what narrows it. A key of caches."""

    cohort: Cohort
    column: str | None = None
    held_by: str | None = None
    of_none: bool = False
    one_grid: bool = False
    whole: bool = False

    def within(self, reach: Reach) -> "Kind":
        """The same in a reach of this kind."""
        return self._replace(one_grid=reach.grid is not None, whole=reach.whole)


class Place(NamedTuple):
    """A place in the order of a list of counted cases."""

    day: int
    id: str


NEWEST = Place(2**40, "ffffffff-ffff-ffff-ffff-ffffffffffff")
"""The place before every case."""


class Behind(NamedTuple):
    """A row behind a figure, with what its case shows to everybody of the area."""

    id: str
    case_id: str
    day: int
    signature: int
    case_no: str | None
    state: str
    source: str
    reported_at: datetime
    class_code: str | None
    grid: str | None
    department: str | None
    due_at: datetime | None
    closed_at: datetime | None


async def list_cells(
    tx: ReadTx, district: int, reach: Reach, cohort: Cohort, months: Sequence[int], group: Cut | str | None
) -> dict[int, list[Counted]]:
    """By month: the kept counts of a cohort, grouped by the value of a cut, by AREA, or not at all."""
    rolled = reach.whole and (group is None or group in ROLLED)
    areas = [EVERYWHERE] if rolled else [*reach.areas, *((NOBODY,) if reach.gridless else ())]
    asked: dict[str, Any] = {"areas": areas, "months": list(months)}
    rows = await tx.fetch(_cells(group), district=district, of_cohort=int(cohort), **asked)
    found: dict[int, list[Counted]] = {month: [] for month in months}
    for month, key, signatures, ns in rows:
        found[month].append(Counted("" if key == NOBODY else key, _list_of(signatures), _list_of(ns)))
    return found


async def list_rows(tx: ReadTx, district: int, reach: Reach, days: tuple[int, int], kind: Kind) -> list[Counted]:
    """How many rows of some days there are, grouped by the kind's column, or not at all."""
    first, until = days
    rows = await tx.fetch(_rows(kind.within(reach)), district=district, first=first, until=until, **reach.bound)
    return [Counted(key, _list_of(signatures), _list_of(ns)) for key, signatures, ns in rows]


async def list_behind(
    tx: ReadTx, district: int, reach: Reach, wanted: Wanted, before: Place, limit: int
) -> tuple[list[Behind], Place | None]:
    """A page of the rows behind a figure, the latest day first, and the place from which to go on."""
    kind = Kind(wanted.cohort, wanted.column, wanted.held_by, of_none=wanted.value is None).within(reach)
    found = await tx.fetch(
        _behind(kind), district=district, first=wanted.first, until=wanted.until, wanted=wanted.value,
        signatures=list(wanted.signatures), before_day=before.day, before_id=before.id, page=limit + 1, **reach.bound,
    )  # fmt: skip
    page = [Behind(*row) for row in found[:limit]]
    return page, Place(page[-1].day, page[-1].id) if len(found) > limit else None


async def count_overdue(tx: ReadTx, district: int, reach: Reach, at: datetime) -> int:
    """The cases whose limit of handling has passed and that nobody has handled."""
    statement = _overdue(one_grid=reach.grid is not None, whole=reach.whole)
    rows = await tx.fetch(statement, district=district, at=at, **reach.bound)
    return int(rows[0][0])


_PROGRESS = Statement(
    select(core.consumers.c.pos).where(
        core.consumers.c.district_id == bindparam("district"), core.consumers.c.name == bindparam("consumer")
    )
)
_COMMITTED = Statement(
    select(core.journal.c.at).where(
        core.journal.c.district_id == bindparam("district"), core.journal.c.pos == bindparam("of_pos")
    )
)


async def progress_of(tx: ReadTx, district: int, consumer: str) -> tuple[int, datetime | None]:
    """How far a consumer is, and when the first commit was made that it has not come to."""
    rows = await tx.fetch(_PROGRESS, district=district, consumer=consumer)
    pos = rows[0][0] if rows else 0
    following = await tx.fetch(_COMMITTED, district=district, of_pos=pos + 1)
    return pos, following[0][0] if following else None


def _in_reach(*, one_grid: bool, whole: bool) -> ColumnElement[bool]:
    if whole:
        return true()
    inside = or_(among(_f.area, "areas"), _f.area.is_(None) & bindparam("gridless", type_=Truth))
    return inside & (_f.grid == bindparam("of_grid", type_=Uuid)) if one_grid else inside


def _narrowed(kind: Kind) -> tuple[ColumnElement[bool], ...]:
    day = DAYS[kind.cohort]
    held = (_f[kind.held_by].is_not(None),) if kind.held_by else ()
    return (
        _f.district_id == bindparam("district"),
        day >= bindparam("first", type_=Big),
        day < bindparam("until", type_=Big),
        _in_reach(one_grid=kind.one_grid, whole=kind.whole),
        *held,
    )


@cache
def _cells(group: Cut | str | None) -> Statement:
    total = cast(func.sum(_n.n), BigInteger)
    cut = group if isinstance(group, Cut) else Cut.DEPARTMENT
    key = cast(_n.area, Words) if group == AREA else _n.value if isinstance(group, Cut) else cast("", Words)
    grouped = [_n.month, *((_n.area,) if group == AREA else (_n.value,) if isinstance(group, Cut) else ())]
    cells = (
        select(_n.month, key.label("key"), _n.signature, total.label("n"))
        .where(
            _n.district_id == bindparam("district"),
            _n.cohort == bindparam("of_cohort"),
            among(_n.month, "months"),
            among(_n.area, "areas"),
            _n.cut == int(cut),
        )
        .group_by(*grouped, _n.signature)
        .subquery()
    )
    return _gathered(cells, cells.c.month, cells.c.key)


@cache
def _rows(kind: Kind) -> Statement:
    key = cast("", Words) if kind.column is None else func.coalesce(cast(_f[kind.column], Words), "", type_=Words)
    grouped = () if kind.column is None else (_f[kind.column],)
    counts = select(key.label("key"), _f.signature, func.count().label("n")).where(*_narrowed(kind))
    cells = counts.group_by(*grouped, _f.signature).subquery()
    return _gathered(cells, cells.c.key)


def _gathered(cells: Subquery, *keys: ColumnElement[Any]) -> Statement:
    """A row a group, with its signatures and their numbers as lists: a row a signature would be thousands."""
    return Statement(select(*keys, _listed(cells.c.signature), _listed(cells.c.n)).group_by(*keys))


@cache
def _behind(kind: Kind) -> Statement:
    day = DAYS[kind.cohort]
    of_value: tuple[ColumnElement[bool], ...] = ()
    if kind.column is not None:
        column = _f[kind.column]
        of_value = (column.is_(None) if kind.of_none else column == bindparam("wanted", type_=column.type),)
    shown = (_c[name] for name in Behind._fields[4:])
    return Statement(
        select(_f.id, _f.case_id, day, _f.signature, *shown)
        .select_from(t.case_facts.join(cases, (_c.district_id == _f.district_id) & (_c.id == _f.case_id)))
        .where(
            *_narrowed(kind),
            *of_value,
            among(_f.signature, "signatures"),
            tuple_(day, _f.id) < tuple_(bindparam("before_day", type_=Big), bindparam("before_id", type_=Uuid)),
        )
        .order_by(day.desc(), _f.id.desc())
        .limit(bindparam("page"))
    )


@cache
def _overdue(*, one_grid: bool, whole: bool) -> Statement:
    return Statement(
        select(func.count())
        .select_from(t.case_facts)
        .where(
            _f.district_id == bindparam("district"),
            _f.open_due_at < bindparam("at", type_=_f.open_due_at.type),
            _in_reach(one_grid=one_grid, whole=whole),
        )
    )


class _listed(ColumnElement[Any]):  # noqa: N801 - reads as SQL where it stands, as `among` does
    """The numbers of a group as a list, in the order of its rows."""

    inherit_cache = False
    type = NullType()

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column = column


@compiles(_listed, "sqlite")
def _listed_sqlite(element: _listed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_group_array({compiler.process(element.column, **kw)})"


@compiles(_listed, "postgresql")
def _listed_postgresql(element: _listed, compiler: SQLCompiler, **kw: Any) -> str:
    return f"array_agg({compiler.process(element.column, **kw)})"


def _list_of(value: Any) -> list[int]:
    """What `_listed` gave: SQLite knows no lists, and tells them as JSON."""
    return _NUMBERS.decode(value) if isinstance(value, str) else value
