"""The journal is whole, and one changed byte is found: in a body, in a digest, in a salt, in a link."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace
from sqlalchemy import Column, Table, bindparam, func, select, update

from ops.selfcheck.checking import require
from ops.selfcheck.day import Day
from ops.selfcheck.oracle import Oracle
from server.core import tables as t
from server.core.columns import Blob
from server.core.journal import verify
from server.core.statements import Row, Statement
from server.settings import PREFIX

BYTES: tuple[tuple[Table, str], ...] = (
    (t.journal_entries, "body"),
    (t.journal_entries, "digest"),
    (t.journal_entries, "salt"),
    (t.journal, "link"),
)
"""Where a byte is changed, one after the other."""

_SQLITE = "sqlite:///"


class Told(NamedTuple):
    """What a verification told: its exit code, how many commits it saw, and where it found faults."""

    exit_code: int
    commits: int
    positions: tuple[int, ...]


class _Fault(msgspec.Struct):
    pos: int


class _Report(msgspec.Struct):
    """What is read here of the answer of `hexward audit-verify --json`."""

    ok: bool
    commits: int
    faults: list[_Fault]


def passes(day: Day) -> None:
    """`hexward audit-verify` on the district as it is: exit code 0, and as many commits as there are positions.

    The server runs beside it: what it looks at or tells by itself meanwhile may be among them already, or not yet.
    """
    first = day.oracle.head_pos()
    told = _run(day, day.district.settings.database)
    require(told.exit_code == 0 and not told.positions, "audit-verify passes", told=told)
    last = day.oracle.head_pos()
    require(first <= told.commits <= last, "every commit was verified", commits=told.commits, first=first, last=last)


def fails_when_a_byte_is_changed(day: Day) -> None:
    """Each of these bytes alone, in a copy of the database where there can be one, and put back before the next."""
    with _copy(day) as copy:
        for number, (table, column) in enumerate(BYTES):
            with _changed(copy, table, column) as pos:
                told = _run(day, copy.settings.database) if number == 0 else _verified(copy)
            require(told.exit_code == 1, f"a changed byte in {table.name}.{column} is found", exit_code=told.exit_code)
            require(pos in told.positions, "the fault is told where it is", changed=pos, told=told.positions[:3])
        told = _verified(copy)
        require(not told.positions, "with its bytes put back the journal is whole again", told=told.positions[:3])


def _run(day: Day, database: str) -> Told:
    """The command as an auditor runs it."""
    words = [sys.executable, "-m", "ops", "audit-verify", "--data", str(day.district.folder), "--json"]
    environment = {**os.environ, f"{PREFIX}DATABASE": database}
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=environment)
    require(bool(done.stdout), "audit-verify answers", exit_code=done.returncode, stderr=done.stderr[-300:])
    report = msgspec.json.decode(done.stdout, type=_Report)
    require(report.ok is (done.returncode == 0), "the exit code says what the answer says", exit_code=done.returncode)
    return Told(done.returncode, report.commits, tuple(fault.pos for fault in report.faults))


def _verified(oracle: Oracle) -> Told:
    """The same without the command round it."""
    found = oracle.run(verify(oracle.database, oracle.settings.district, oracle.seal))
    return Told(int(bool(found.faults)), found.commits, tuple(fault.pos for fault in found.faults))


@contextmanager
def _copy(day: Day) -> Generator[Oracle, None]:
    """A reader of a copy. PostgreSQL copies no database that is in use: there it is the district itself, at rest."""
    if not day.district.settings.database.startswith(_SQLITE):
        yield day.oracle
        return
    source = Path(day.district.settings.database.removeprefix(_SQLITE))
    target = day.folder / "copy.sqlite"
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copied:
        original.backup(copied)
    settings = replace(day.district.settings, database=f"{_SQLITE}{target}")
    oracle = Oracle(settings)
    try:
        yield oracle
    finally:
        oracle.close()


@contextmanager
def _changed(oracle: Oracle, table: Table, column: str) -> Generator[int, None]:
    """One byte in the middle of one value in the middle of the journal, other than it was; then as it was."""
    district = oracle.settings.district
    keys = [table.c[name] for name in ("pos", "n") if name in table.c]
    pos = (oracle.head_pos() + 1) // 2
    there = Statement(
        select(table.c[column], *keys)
        .where(
            table.c.district_id == bindparam("district"),
            table.c.pos == bindparam("at"),
            func.length(table.c[column]) > 0,
        )
        .order_by(*keys)
    )
    rows: list[Row] = oracle.run(oracle.database.read(lambda tx: tx.fetch(there, district=district, at=pos)))
    require(bool(rows), f"{table.name} has a {column} at position {pos}")
    value, *where = rows[0]
    middle = len(value) // 2
    other = value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]
    _write(oracle, table, column, keys, where, other)
    try:
        yield pos
    finally:
        _write(oracle, table, column, keys, where, value)


def _write(oracle: Oracle, table: Table, column: str, keys: list[Column[int]], where: list[int], value: bytes) -> None:
    change = Statement(
        update(table)
        .where(
            table.c.district_id == bindparam("district"),
            *(key == bindparam(f"of_{key.name}") for key in keys),
        )
        .values({column: bindparam("value", type_=Blob())})
    )
    facts = {f"of_{key.name}": told for key, told in zip(keys, where, strict=True)}
    oracle.run(
        oracle.database.write(lambda tx: tx.execute(change, district=oracle.settings.district, value=value, **facts))
    )
