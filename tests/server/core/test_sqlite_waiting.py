"""Who waits for SQLite's one writer, while another connection writes commit after commit."""

import threading
import time
from pathlib import Path
from statistics import median

import pytest

from server.core import sqlite_units
from server.core.database import DatabaseFault
from server.core.sqlite_inline import InlineSqlite
from server.core.sqlite_units import at_once
from tests.server.core.test_sqlite_inline import founded, names, put

_COMMIT_S = 0.02
_REST_S = 0.004


def test_a_push_gets_between_the_commits_of_a_job_that_hardly_rests(tmp_path: Path) -> None:
    path = str(tmp_path / "district.sqlite")
    at_once(founded(path).close())
    push = InlineSqlite.open(path)
    over = threading.Event()

    def job() -> None:
        database = InlineSqlite.open(path)

        async def work(_tx: object) -> None:
            over.wait(_COMMIT_S)

        while not over.is_set():
            at_once(database.write(work))
            time.sleep(_REST_S)
        at_once(database.close())

    other = threading.Thread(target=job)
    other.start()
    try:
        waits: list[float] = []
        for number in range(12):
            began = time.perf_counter()
            put(push, f"pushed {number}")
            waits.append(time.perf_counter() - began)
    finally:
        over.set()
        other.join()

    assert len(names(push)) >= 12
    assert median(waits) < 5 * (_COMMIT_S + _REST_S), waits
    at_once(push.close())


def test_a_writer_that_never_ends_is_told_as_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "district.sqlite")
    holder, waiting = founded(path), InlineSqlite.open(path)
    monkeypatch.setattr(sqlite_units, "_WAITS_MS", 30)

    async def hold(_tx: object) -> None:
        with pytest.raises(DatabaseFault) as refused:
            put(waiting, "never")
        assert refused.value.transient
        assert "SQLITE_BUSY" in str(refused.value)

    at_once(holder.write(hold))
    put(waiting, "now")
    assert "now" in names(holder)
    at_once(holder.close())
    at_once(waiting.close())
