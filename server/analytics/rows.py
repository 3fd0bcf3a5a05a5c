"""Reads and writes of facts and counts, and the reads of cases that facts are made of. It opens no transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, cast, delete, exists, func, insert, or_, select, text
from sqlalchemy.sql.elements import ColumnElement

from mobile_contract.case_adjustments import RequestState
from server.analytics import tables as t
from server.analytics.counting import EVERYWHERE, NOBODY, ROLLED, Cell, Cohort, Cut, days_of
from server.analytics.facts import Facts
from server.analytics.lives import CaseRow, EventRow, OrderRow, RatingRow, RequestRow, TaskRow, TimerRow
from server.cases import tables as c
from server.catalogue.tables import case_classes
from server.core import tables as core
from server.core.columns import Uuid, Words, among
from server.core.database import ReadTx, Tx
from server.core.statements import Bulk, Statement, bulk
from server.intake.tables import hotline_orders
from server.territory.tables import grid_versions, grids

_FACTS = bulk(t.case_facts)
_CURSORS = bulk(core.consumers)
_KEY = ("district_id", "cohort", "month", "area", "cut", "value", "signature")
_COUNTS = Bulk(t.indicator_counts, (*_KEY, "n"), _KEY, on_conflict="n = indicator_counts.n + excluded.n")

_KINDS_OF_CELL = tuple(
    (cut, everywhere) for cut in Cut for everywhere in (False, True) if cut in ROLLED or not everywhere
)

_f, _n = t.case_facts.c, t.indicator_counts.c
DAYS: Mapping[Cohort, ColumnElement[Any]] = {
    Cohort.REPORTED: _f.reported_day,
    Cohort.FILED: _f.filed_day,
    Cohort.DUE: _f.due_day,
    Cohort.CLOSED: _f.closed_day,
    Cohort.SENT: _f.sent_day,
    Cohort.REPLY_DUE: _f.reply_due_day,
}
_VALUES: Mapping[Cut, ColumnElement[Any]] = {Cut.DEPARTMENT: _f.department, Cut.MAJOR: _f.major, Cut.GRID: _f.grid}


def _of(table: Any) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = table.c.district_id == bindparam("district")
    return condition


def _rows(table: Any, row: Any, column: str, *order: str, **renamed: str) -> Statement:
    """The columns that a NamedTuple names, of the rows whose `column` is one of `ids`."""
    chosen = (table.c[renamed.get(name, name)] for name in row._fields)
    return Statement(
        select(*chosen).where(_of(table), among(table.c[column], "ids")).order_by(*(table.c[name] for name in order))
    )


# --- the lives of cases -----------------------------------------------------------------------------------------------

_CASES = _rows(c.cases, CaseRow, "id", "id")
_EVENTS = Statement(
    select(*(c.case_events.c[name] for name in EventRow._fields))
    .where(_of(c.case_events), among(c.case_events.c.case_id, "ids"), c.case_events.c.applied)
    .order_by(c.case_events.c.case_id, c.case_events.c.seq, c.case_events.c.at, c.case_events.c.id)
)
_TIMERS = _rows(c.case_timers, TimerRow, "case_id", "id")
_TASKS = _rows(c.case_tasks, TaskRow, "case_id", "id")
_RATINGS = _rows(c.case_ratings, RatingRow, "case_id", "id")
_ORDERS = _rows(hotline_orders, OrderRow, "case_id", "received_at", "id")
_GRANTED = Statement(
    select(*(c.case_requests.c[name] for name in RequestRow._fields))
    .where(
        _of(c.case_requests),
        among(c.case_requests.c.case_id, "ids"),
        c.case_requests.c.state == RequestState.APPROVED.value,
    )
    .order_by(c.case_requests.c.id)
)
_CLASSES = Statement(
    select(*(case_classes.c[name] for name in ("code", "scheme", "kind", "major")))
    .where(_of(case_classes), among(case_classes.c.code, "codes"))
    .distinct()
)
_AREAS = Statement(select(grids.c.id, grids.c.org).where(_of(grids), among(grids.c.id, "ids")))
_GRIDS_THEN = Statement(
    select(grid_versions.c.id, grid_versions.c.grid).where(_of(grid_versions), among(grid_versions.c.id, "ids"))
)
_CASE_COUNT = Statement(select(func.count()).select_from(c.cases).where(_of(c.cases)))
_IDS = Statement(
    select(c.cases.c.id)
    .where(_of(c.cases), c.cases.c.id > bindparam("after", type_=Uuid))
    .order_by(c.cases.c.id)
    .limit(bindparam("page"))
)


async def list_cases(tx: ReadTx, district: int, ids: Sequence[str]) -> list[CaseRow]:
    """The cases of these ids, by id."""
    return [CaseRow(*row) for row in await tx.fetch(_CASES, district=district, ids=list(ids))]


async def list_events(tx: ReadTx, district: int, ids: Sequence[str]) -> list[EventRow]:
    """The applied events of these cases, each case's in its order."""
    return [EventRow(*row) for row in await tx.fetch(_EVENTS, district=district, ids=list(ids))]


async def list_timers(tx: ReadTx, district: int, ids: Sequence[str]) -> list[TimerRow]:
    """The clocks of these cases."""
    return [TimerRow(*row) for row in await tx.fetch(_TIMERS, district=district, ids=list(ids))]


async def list_tasks(tx: ReadTx, district: int, ids: Sequence[str]) -> list[TaskRow]:
    """The tasks of these cases."""
    return [TaskRow(*row) for row in await tx.fetch(_TASKS, district=district, ids=list(ids))]


async def list_ratings(tx: ReadTx, district: int, ids: Sequence[str]) -> list[RatingRow]:
    """What reporters answered for these cases."""
    return [RatingRow(*row) for row in await tx.fetch(_RATINGS, district=district, ids=list(ids))]


async def list_orders(tx: ReadTx, district: int, ids: Sequence[str]) -> list[OrderRow]:
    """The hotline orders beside these cases, each case's in the order in which they came."""
    return [OrderRow(*row) for row in await tx.fetch(_ORDERS, district=district, ids=list(ids))]


async def list_granted(tx: ReadTx, district: int, ids: Sequence[str]) -> list[RequestRow]:
    """What was granted to these cases."""
    return [RequestRow(*row) for row in await tx.fetch(_GRANTED, district=district, ids=list(ids))]


async def list_classes(tx: ReadTx, district: int, codes: Collection[str]) -> dict[str, tuple[str, str]]:
    """By the code of a class: its kind, and its major with scheme and kind, such as `B-event-01`."""
    rows = await tx.fetch(_CLASSES, district=district, codes=sorted(codes))
    return {code: (kind, f"{scheme}-{kind}-{major}") for code, scheme, kind, major in rows}


async def list_areas(tx: ReadTx, district: int, ids: Collection[str]) -> dict[str, str]:
    """By grid, in force or not: the organisation that has it."""
    return dict(await tx.fetch(_AREAS, district=district, ids=sorted(ids)))


async def list_grids_then(tx: ReadTx, district: int, versions: Collection[str]) -> dict[str, str]:
    """By the version of a shape: the grid that it is of."""
    return dict(await tx.fetch(_GRIDS_THEN, district=district, ids=sorted(versions)))


async def list_misplaced(tx: ReadTx, district: int, after: str, page: int) -> list[str]:
    """The next cases whose facts are of another grid than the case's, or of another organisation than the grid's."""
    return [row[0] for row in await tx.fetch(_MISPLACED, district=district, after=after, page=page)]


async def count_cases(tx: ReadTx, district: int) -> int:
    """How many cases there are."""
    return int((await tx.fetch(_CASE_COUNT, district=district))[0][0])


async def list_case_ids(tx: ReadTx, district: int, after: str, page: int) -> list[str]:
    """The next ids of cases."""
    return [row[0] for row in await tx.fetch(_IDS, district=district, after=after, page=page)]


# --- facts and counts -------------------------------------------------------------------------------------------------

_KEPT = _rows(t.case_facts, Facts, "case_id", "id")
_MISPLACED = Statement(
    select(_f.case_id)
    .distinct()
    .select_from(
        t.case_facts.join(c.cases, and_(c.cases.c.district_id == _f.district_id, c.cases.c.id == _f.case_id)).outerjoin(
            grids, and_(grids.c.district_id == c.cases.c.district_id, grids.c.id == c.cases.c.grid)
        )
    )
    .where(
        _of(t.case_facts),
        _f.case_id > bindparam("after", type_=Uuid),
        or_(_f.grid.is_distinct_from(c.cases.c.grid), _f.area.is_distinct_from(grids.c.org)),
    )
    .order_by(_f.case_id)
    .limit(bindparam("page"))
)
_DROP = Statement(delete(t.case_facts).where(_of(t.case_facts), among(_f.id, "ids")))
_ORPHANS = Statement(
    delete(t.case_facts).where(
        _of(t.case_facts),
        ~exists().where(c.cases.c.district_id == _f.district_id, c.cases.c.id == _f.case_id),
    )
)
_EMPTY = Statement(
    delete(t.indicator_counts).where(
        _of(t.indicator_counts),
        text("n = 0"),  # as the index of such cells is written
    )
)
_UNCOUNT = Statement(
    delete(t.indicator_counts).where(
        _of(t.indicator_counts), _n.cohort == bindparam("of_cohort"), _n.month == bindparam("of_month")
    )
)
_COUNTED = Statement(
    select(_n.month).where(_of(t.indicator_counts), _n.cohort == bindparam("of_cohort")).distinct().order_by(_n.month)
)
_OF_MONTH = Statement(
    select(*(t.indicator_counts.c[name] for name in (*_KEY[1:], "n"))).where(
        _of(t.indicator_counts), _n.cohort == bindparam("of_cohort"), _n.month == bindparam("of_month")
    )
)
_HOLD = Statement(
    select(core.consumers.c.pos)
    .where(_of(core.consumers), core.consumers.c.name == bindparam("consumer"))
    .with_for_update()
)


async def move_cursor(tx: Tx, district: int, consumer: str, pos: int) -> None:
    """Set a consumer's cursor: until this transaction ends, nobody else does what it does."""
    await tx.upsert(_CURSORS, [(district, consumer, pos)])


async def hold_cursor(tx: Tx, district: int, consumer: str) -> None:
    """As `move_cursor`, and leave the cursor where it is."""
    await tx.insert_missing(_CURSORS, [(district, consumer, 0)])
    await tx.fetch(_HOLD, district=district, consumer=consumer)


async def list_facts(tx: ReadTx, district: int, cases: Sequence[str]) -> list[Facts]:
    """The rows that are kept of these cases."""
    return [Facts(*row) for row in await tx.fetch(_KEPT, district=district, ids=list(cases))]


async def write_facts(tx: Tx, district: int, rows: Iterable[Facts], gone: Sequence[str]) -> None:
    """Write rows, over those that are there, and drop others."""
    await tx.upsert(_FACTS, [(district, *row) for row in rows])
    if gone:
        await tx.execute(_DROP, district=district, ids=list(gone))


async def add_counts(tx: Tx, district: int, changes: Mapping[Cell, int]) -> None:
    """Add to counts; a cell that counts nothing any more goes."""
    await tx.upsert(_COUNTS, [(district, *cell, n) for cell, n in changes.items()])
    if any(n < 0 for n in changes.values()):
        await tx.execute(_EMPTY, district=district)


async def drop_orphans(tx: Tx, district: int) -> None:
    """Drop facts of cases that are not there."""
    await tx.execute(_ORPHANS, district=district)


async def days_between(tx: ReadTx, district: int, cohort: Cohort) -> tuple[int, int] | None:
    """The first and the last day of a cohort; None where it has no row."""
    rows = await tx.fetch(_span(cohort), district=district)
    return None if rows[0][0] is None else (rows[0][0], rows[0][1])


async def list_counted_months(tx: ReadTx, district: int, cohort: Cohort) -> list[int]:
    """The months of which a cohort has counts."""
    return [row[0] for row in await tx.fetch(_COUNTED, district=district, of_cohort=int(cohort))]


async def count_month(tx: Tx, district: int, cohort: Cohort, month: int) -> None:
    """Count a month of a cohort from its facts, in place of what was counted."""
    first, until = days_of(month)
    await tx.execute(_UNCOUNT, district=district, of_cohort=int(cohort), of_month=month)
    for cut, everywhere in _KINDS_OF_CELL:
        statement = _recount(cohort, cut, everywhere=everywhere)
        await tx.execute(statement, district=district, of_month=month, first=first, until=until)


async def list_wrong_counts(tx: ReadTx, district: int, cohort: Cohort, month: int) -> list[Cell]:
    """The cells of a month whose count is not what the facts say."""
    first, until = days_of(month)
    kept = await tx.fetch(_OF_MONTH, district=district, of_cohort=int(cohort), of_month=month)
    counts = {Cell(*row[:-1]): row[-1] for row in kept}
    right: dict[Cell, int] = {}
    for cut, everywhere in _KINDS_OF_CELL:
        statement = _fresh_counts(cohort, cut, everywhere=everywhere)
        rows = await tx.fetch(statement, district=district, of_month=month, first=first, until=until)
        right |= {Cell(*row[1:-1]): row[-1] for row in rows}
    return [cell for cell in sorted(counts.keys() | right.keys()) if counts.get(cell, 0) != right.get(cell, 0)]


@cache
def _span(cohort: Cohort) -> Statement:
    day = DAYS[cohort]
    return Statement(select(func.min(day), func.max(day)).where(_of(t.case_facts)))


@cache
def _recount(cohort: Cohort, cut: Cut, *, everywhere: bool) -> Statement:
    cells = _grouped(cohort, cut, everywhere=everywhere)
    return Statement(insert(t.indicator_counts).from_select((*_KEY, "n"), cells))


@cache
def _fresh_counts(cohort: Cohort, cut: Cut, *, everywhere: bool) -> Statement:
    return Statement(_grouped(cohort, cut, everywhere=everywhere))


def _grouped(cohort: Cohort, cut: Cut, *, everywhere: bool) -> Select[*tuple[Any, ...]]:
    """The cells of a month from its facts: of each area, or of the whole district."""
    day = DAYS[cohort]
    area = func.coalesce(_f.area, cast(NOBODY, Uuid), type_=Uuid)
    by_area = () if everywhere else (area,)
    value = func.coalesce(cast(_VALUES[cut], Words), "", type_=Words)
    return (
        select(
            _f.district_id,
            cast(int(cohort), BigInteger),
            cast(bindparam("of_month"), BigInteger),
            cast(EVERYWHERE, Uuid) if everywhere else area,
            cast(int(cut), BigInteger),
            value,
            _f.signature,
            func.count(),
        )
        .where(and_(_of(t.case_facts), day >= bindparam("first"), day < bindparam("until")))
        .group_by(_f.district_id, *by_area, value, _f.signature)
    )
