"""What every Database must keep, asked of SQLite and PostgreSQL alike: transactions, bulk writes, types, faults."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, cast

import pytest
from sqlalchemy import Column, MetaData, Table, bindparam, func, insert, select
from sqlalchemy.schema import CreateTable

from server.core.columns import Big, Blob, Real, Small, Truth, UtcInstant, Uuid, Words, among, district
from server.core.database import Database, DatabaseFault, ReadTx, Tx
from server.core.statements import Bulk, Row, Statement, bulk, dialect_of
from server.core.tables import STRICT
from tests.support.gates import Gate

DISTRICT = 320114
FIRST = "0198c0de-0000-7000-8000-000000000001"
NOON = datetime(2026, 11, 25, 12, 0, 0, 123456, tzinfo=UTC)

samples = Table(
    "samples",
    MetaData(),
    district(),
    Column("id", Uuid, primary_key=True),
    Column("at", UtcInstant),
    Column("far", Truth),
    Column("words", Words),
    Column("metres", Real),
    Column("small", Small),
    Column("big", Big),
    Column("raw", Blob),
    **STRICT,
)
SAMPLES = bulk(samples)
WORDS_ALONE = Bulk(samples, ("district_id", "id", "words"), ("district_id", "id"))
OURS = samples.c.district_id == bindparam("district")
ALL = Statement(select(*samples.columns).where(OURS).order_by(samples.c.id))
COUNT = Statement(select(func.count()).select_from(samples).where(OURS))
BY_IDS = Statement(select(samples.c.id).where(OURS, among(samples.c.id, "ids")).order_by(samples.c.id))
BY_NUMBERS = Statement(select(samples.c.big).where(OURS, among(samples.c.big, "numbers")).order_by(samples.c.big))
SINCE = Statement(select(samples.c.id).where(OURS, samples.c.at >= bindparam("since")))
SMUGGLED = Statement(
    insert(samples).values(district_id=bindparam("district"), id=bindparam("new")).returning(samples.c.id)
)


def an_id(number: int) -> str:
    return f"0198c0de-0000-7000-8000-{number:012x}"


def a_row(number: int = 1, **values: Any) -> Row:
    given = {"district_id": DISTRICT, "id": an_id(number), **values}
    return tuple(given.get(name) for name in SAMPLES.columns)


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Database]:
    """A database with one empty table of every type."""
    await database.script([str(CreateTable(samples).compile(dialect=dialect_of(database.dialect)))])
    yield database
    await database.script([f"DROP TABLE {samples.name}"])


async def _keep(store: Database, rows: Iterable[Row], how: str = "insert", what: Bulk = SAMPLES) -> None:
    async def work(tx: Tx) -> None:
        await getattr(tx, how)(what, list(rows))

    await store.write(work)


async def _count(store: Database) -> int:
    rows = await store.read(lambda tx: tx.fetch(COUNT, district=DISTRICT))
    return int(rows[0][0])


async def _words(store: Database) -> list[str | None]:
    rows = await store.read(lambda tx: tx.fetch(ALL, district=DISTRICT))
    return [row[SAMPLES.columns.index("words")] for row in rows]


# --- transactions ---------------------------------------------------------------------------------


async def test_a_reader_keeps_its_view_while_a_writer_commits(store: Database) -> None:
    looked, written = Gate(), Gate()

    async def look_twice(tx: ReadTx) -> list[list[Row]]:
        first = await tx.fetch(COUNT, district=DISTRICT)
        looked.open()
        await written.passed(tx.dialect)
        return [first, await tx.fetch(COUNT, district=DISTRICT)]

    reading = asyncio.create_task(store.read(look_twice))
    await looked.passed()
    await _keep(store, [a_row()])
    written.open()
    assert await reading == [[(0,)], [(0,)]]
    assert await _count(store) == 1


async def test_a_reader_does_not_see_what_is_not_committed(store: Database) -> None:
    written, looked = Gate(), Gate()

    async def write_and_wait(tx: Tx) -> None:
        await tx.insert(SAMPLES, [a_row()])
        written.open()
        await looked.passed(tx.dialect)

    writing = asyncio.create_task(store.write(write_and_wait))
    await written.passed()
    assert await _count(store) == 0
    looked.open()
    await writing
    assert await _count(store) == 1


async def test_a_read_transaction_cannot_write(store: Database) -> None:
    async def insert_all_the_same(tx: ReadTx) -> None:
        await cast("Tx", tx).insert(SAMPLES, [a_row()])

    async def insert_by_a_query(tx: ReadTx) -> None:
        await tx.fetch(SMUGGLED, district=DISTRICT, new=FIRST)

    for work in (insert_all_the_same, insert_by_a_query):
        with pytest.raises(DatabaseFault) as caught:
            await store.read(work)
        assert not caught.value.transient
    assert await _count(store) == 0


async def test_an_exception_leaves_nothing_of_a_unit_of_work(store: Database) -> None:
    async def fail(tx: Tx) -> None:
        await tx.insert(SAMPLES, [a_row()])
        raise LookupError("the rule said no")

    with pytest.raises(LookupError, match="the rule said no"):
        await store.write(fail)
    assert await _count(store) == 0
    await _keep(store, [a_row()])
    assert await _count(store) == 1


async def test_a_unit_of_work_sees_its_own_writes_and_gives_its_result(store: Database) -> None:
    async def write_and_count(tx: Tx) -> int:
        await tx.insert(SAMPLES, [a_row(1), a_row(2)])
        return int((await tx.fetch(COUNT, district=DISTRICT))[0][0])

    assert await store.write(write_and_count) == 2


async def test_a_script_runs_whole_or_not_at_all(store: Database) -> None:
    with pytest.raises(DatabaseFault):
        await store.script(["DROP TABLE samples", "CREATE TABLE samples (id INTEGER)", "NO SQL AT ALL"])
    assert await _count(store) == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_on_sqlite_a_unit_of_work_awaits_nothing_but_its_transaction(store: Database) -> None:
    async def wait_for_something_else(tx: Tx) -> None:
        await tx.insert(SAMPLES, [a_row()])
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="awaited something else"):
        await store.write(wait_for_something_else)
    assert await _count(store) == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_on_sqlite_a_unit_of_work_is_one_hop_to_one_thread(store: Database) -> None:
    loop_turns = 0

    async def count_turns() -> None:
        nonlocal loop_turns
        while True:
            loop_turns += 1
            await asyncio.sleep(0)

    async def fetch_often(tx: Tx) -> set[int]:
        seen = set[int]()
        for _ in range(100):
            await tx.fetch(COUNT, district=DISTRICT)
            seen.add(threading.get_ident())
        return seen

    counting = asyncio.create_task(count_turns())
    threads = await store.write(fetch_often)
    counting.cancel()
    assert len(threads) == 1
    assert threading.get_ident() not in threads
    assert loop_turns > 0


# --- bulk writes ----------------------------------------------------------------------------------


async def test_inserting_a_key_that_is_there_is_a_twin_and_writes_nothing(store: Database) -> None:
    await _keep(store, [a_row(1, words="first")])
    with pytest.raises(DatabaseFault) as caught:
        await _keep(store, [a_row(2), a_row(1, words="second")])
    assert (caught.value.twin, caught.value.transient) == (True, False)
    assert await _words(store) == ["first"]


async def test_upsert_overwrites_by_key_and_adds_what_is_missing(store: Database) -> None:
    await _keep(store, [a_row(1, words="old", big=7)])
    await _keep(store, [a_row(1, words="new"), a_row(2, words="added")], "upsert")
    rows = await store.read(lambda tx: tx.fetch(ALL, district=DISTRICT))
    assert rows == [a_row(1, words="new"), a_row(2, words="added")]


async def test_insert_missing_leaves_what_is_there(store: Database) -> None:
    await _keep(store, [a_row(1, words="old")])
    await _keep(store, [a_row(1, words="new"), a_row(2, words="added")], "insert_missing")
    assert await _words(store) == ["old", "added"]


async def test_update_overwrites_its_columns_of_the_rows_that_are_there(store: Database) -> None:
    await _keep(store, [a_row(1, words="old", big=7), a_row(2, words="other", big=8)])
    changes: list[Row] = [(DISTRICT, an_id(1), "new"), (DISTRICT, an_id(3), "nobody")]
    await _keep(store, changes, "update", WORDS_ALONE)
    rows = await store.read(lambda tx: tx.fetch(ALL, district=DISTRICT))
    assert rows == [a_row(1, words="new", big=7), a_row(2, words="other", big=8)]


async def test_another_districts_row_of_the_same_id_is_another_row(store: Database) -> None:
    await _keep(store, [a_row(1, words="ours"), a_row(1, words="theirs", district_id=DISTRICT + 1)])
    await _keep(store, [(DISTRICT + 1, an_id(1), "changed")], "update", WORDS_ALONE)
    assert await _words(store) == ["ours"]


@pytest.mark.parametrize("how", ["insert", "upsert", "insert_missing", "update"])
async def test_no_rows_are_no_statement(store: Database, how: str) -> None:
    await _keep(store, [], how)
    assert await _count(store) == 0


async def test_a_bulk_is_as_long_as_it_must_be(store: Database) -> None:
    await _keep(store, [a_row(number) for number in range(40_000)])
    assert await _count(store) == 40_000


# --- lists and types ------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [0, 1, 40_000])
async def test_among_takes_a_list_of_any_length(store: Database, length: int) -> None:
    await _keep(store, [a_row(number, big=number) for number in range(5)])
    ids = [an_id(number) for number in range(2, length + 2)]
    numbers = list(range(2, length + 2))
    found = await store.read(lambda tx: tx.fetch(BY_IDS, district=DISTRICT, ids=ids))
    assert found == [(one,) for one in ids[:3]]
    assert await store.read(lambda tx: tx.fetch(BY_NUMBERS, district=DISTRICT, numbers=numbers)) == [
        (one,) for one in numbers[:3]
    ]


async def test_among_uses_the_key(store: Database) -> None:
    compiled = BY_IDS.compiled(store.dialect).sql
    assert "= 1" not in compiled
    assert ("json_each" in compiled) == (store.dialect == "sqlite")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", NOON),
        ("at", datetime(1931, 2, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ("far", True),
        ("far", False),
        ("words", "雨花台区 and a 🏮"),
        ("words", ""),
        ("metres", 0.1),
        ("small", 32_767),
        ("big", 2**63 - 1),
        ("big", -(2**63)),
        ("raw", bytes(range(256))),
    ],
)
async def test_a_value_comes_back_as_it_was(store: Database, column: str, value: Any) -> None:
    await _keep(store, [a_row(**{column: value})])
    rows = await store.read(lambda tx: tx.fetch(ALL, district=DISTRICT))
    assert rows == [a_row(**{column: value})]
    back = rows[0][SAMPLES.columns.index(column)]
    assert type(back) is type(value)


async def test_an_instant_keeps_its_instant_and_comes_back_in_utc(store: Database) -> None:
    nanjing = NOON.astimezone(timezone(timedelta(hours=8)))
    await _keep(store, [a_row(at=nanjing)])
    back = (await store.read(lambda tx: tx.fetch(ALL, district=DISTRICT)))[0][SAMPLES.columns.index("at")]
    assert (back, back.utcoffset()) == (NOON, timedelta(0))
    assert await store.read(lambda tx: tx.fetch(SINCE, district=DISTRICT, since=nanjing)) == [(FIRST,)]
    later = NOON + timedelta(microseconds=1)
    assert await store.read(lambda tx: tx.fetch(SINCE, district=DISTRICT, since=later)) == []


@pytest.mark.parametrize("how", ["insert", "upsert", "insert_missing", "update"])
async def test_an_instant_without_an_offset_is_refused_in_rows(store: Database, how: str) -> None:
    with pytest.raises(ValueError, match="needs its offset"):
        await _keep(store, [a_row(at=NOON.replace(tzinfo=None))], how)
    assert await _count(store) == 0


async def test_an_instant_without_an_offset_is_refused_as_a_parameter(store: Database) -> None:
    with pytest.raises(ValueError, match="needs its offset"):
        await store.read(lambda tx: tx.fetch(SINCE, district=DISTRICT, since=NOON.replace(tzinfo=None)))


async def test_an_id_is_text_in_python(store: Database) -> None:
    await _keep(store, [a_row()])
    rows = await store.read(lambda tx: tx.fetch(BY_IDS, district=DISTRICT, ids=[FIRST]))
    assert rows == [(FIRST,)]
    assert type(rows[0][0]) is str


@pytest.mark.parametrize("value", [{"big": 2**63}, {"big": "many"}, {"raw": 5}, {"words": "\ud800"}])
async def test_a_value_that_fits_no_column_is_a_lasting_fault(store: Database, value: dict[str, Any]) -> None:
    with pytest.raises(DatabaseFault) as caught:
        await _keep(store, [a_row(**value)])
    assert (caught.value.transient, caught.value.twin) == (False, False)
    assert await _count(store) == 0
