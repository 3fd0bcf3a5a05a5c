"""The floors of this machine, measured in the same run: what the libraries below us do when nothing stands on them."""

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import msgspec

from mobile_contract.cases import CaseRecord, CaseSource, CaseState
from ops.bench.sizes import Sizes
from server.core import clock

ROWS = 200
"""Rows in one transaction, as many as a push may have commands."""

_COLUMNS = 14
_ENCODES = 2_000
_TEXT = "0198c0de-0000-7000-8000-0000000000f1"
_BLOB_BYTES = 120


def sqlite_rows_per_s(folder: Path, sizes: Sizes) -> float:
    """Rows of 14 columns a second by `executemany`, a commit every 200 rows, WAL and synchronous FULL."""
    connection = sqlite3.connect(folder / "floor.sqlite", isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        names = ", ".join(f"c{number}" for number in range(1, _COLUMNS))
        connection.execute(f"CREATE TABLE floor (id INTEGER PRIMARY KEY, {names})")
        insert = f"INSERT INTO floor VALUES ({', '.join('?' * _COLUMNS)})"  # noqa: S608 - marks alone
        batches = [_rows(number) for number in range(sizes.floor_batches)]
        started = clock.ticks()
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(insert, batch)
            connection.execute("COMMIT")
        return ROWS * len(batches) / (clock.elapsed_ms(started) / 1000)
    finally:
        connection.close()


async def postgres_rows_per_s(url: str, sizes: Sizes) -> float:
    """Rows of 14 columns a second by one `unnest` a batch of 200, each with its commit, fsync on."""
    driver: Any = asyncpg  # it ships no types
    connection = await driver.connect(url)
    try:
        types = ["bigint"] * 5 + ["text"] * 7 + ["bytea"] * 2
        names = [f"c{number}" for number in range(_COLUMNS)]
        columns = ", ".join(f"{name} {told}" for name, told in zip(names, types, strict=True))
        await connection.execute(f"CREATE TABLE floor ({columns}, PRIMARY KEY (c0))")
        arrays = ", ".join(f"${number}::{told}[]" for number, told in enumerate(types, start=1))
        insert = f"INSERT INTO floor SELECT * FROM unnest({arrays})"  # noqa: S608 - our own types alone
        batches = [[list(column) for column in zip(*_rows(n), strict=True)] for n in range(sizes.floor_batches)]
        started = clock.ticks()
        for batch in batches:
            await connection.execute(insert, *batch)
        rate = ROWS * len(batches) / (clock.elapsed_ms(started) / 1000)
        await connection.execute("DROP TABLE floor")
        return rate
    finally:
        await connection.close()


def msgpack_records_per_s(sizes: Sizes) -> float:
    """A record of 20 fields, encoded as MessagePack, again and again."""
    record = CaseRecord(
        id=_TEXT, state=CaseState.HANDLING, title="人行道井盖破损", reported_at=datetime(2026, 11, 25, 8, tzinfo=UTC),
        state_seq=5, generation=2, case_no="2026112500017", description="井盖破了一块，行人绕行，已设警示。",
        class_code="B-event-01-13", address="雨花街道共青团路12号旁", lon=118.7712345, lat=31.9912345, grid=_TEXT,
        urgent=True, source=CaseSource.RESIDENT, department=_TEXT, handler=_TEXT, checker=_TEXT,
        due_at=datetime(2026, 11, 27, 8, tzinfo=UTC), closed_at=datetime(2026, 11, 26, 8, tzinfo=UTC),
    )  # fmt: skip
    encode = msgspec.msgpack.Encoder().encode
    count, started = 0, clock.ticks()
    while clock.elapsed_ms(started) < sizes.floor_s * 1000:
        for _ in range(_ENCODES):
            encode(record)
        count += _ENCODES
    return count / (clock.elapsed_ms(started) / 1000)


def _rows(batch: int) -> list[tuple[object, ...]]:
    """Numbers, ids and sealed bytes, about as wide as our own rows."""
    first = batch * ROWS
    return [
        (first + row, 320_114, batch, row, 1, *[_TEXT] * 7, os.urandom(_BLOB_BYTES), os.urandom(32))
        for row in range(ROWS)
    ]
