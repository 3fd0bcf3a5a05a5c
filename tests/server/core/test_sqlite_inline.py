"""SQLite on the caller's own thread: the transactions of the real one, and copies of a whole database."""

from pathlib import Path

import pytest
from sqlalchemy import bindparam, select, text

from server.core import tables as t
from server.core.database import DatabaseFault, ReadTx, Tx
from server.core.reshaping import NOTED
from server.core.sqlite_inline import MEMORY, InlineSqlite
from server.core.sqlite_units import at_once
from server.core.statements import Row, Statement, bulk
from server.provision import make_district, schema

DISTRICT = 320114
_CONSUMERS = bulk(t.consumers)
_NAMES = Statement(select(t.consumers.c.name).where(t.consumers.c.district_id == bindparam("district")))


def founded(path: str = MEMORY) -> InlineSqlite:
    database = InlineSqlite.open(path)
    at_once(database.script(schema(database.dialect)))
    at_once(make_district(database, DISTRICT, "Yuhuatai"))
    return database


def put(database: InlineSqlite, *names: str) -> None:
    async def write(tx: Tx) -> None:
        await tx.insert(_CONSUMERS, [(DISTRICT, name, 0) for name in names])

    at_once(database.write(write))


def names(database: InlineSqlite) -> set[str]:
    async def read(tx: ReadTx) -> list[Row]:
        return await tx.fetch(_NAMES, district=DISTRICT)

    return {row[0] for row in at_once(database.read(read)) if not row[0].startswith(NOTED)}


def test_a_copy_has_what_its_image_had_and_goes_its_own_way() -> None:
    original = founded()
    put(original, "before")
    copy = InlineSqlite.open(image=original.image())

    put(original, "here")
    put(copy, "there")

    assert names(original) == {"before", "here"}
    assert names(copy) == {"before", "there"}


def test_an_image_may_become_a_file(tmp_path: Path) -> None:
    original = founded()
    put(original, "before")
    path = tmp_path / "copy.sqlite"
    path.write_bytes(original.image())
    first = InlineSqlite.open(str(path))
    put(first, "after")
    at_once(first.close())

    again = InlineSqlite.open(str(path))

    assert names(again) == {"before", "after"}
    at_once(again.close())


def test_nothing_stays_of_a_unit_that_raises() -> None:
    database = founded()

    async def fail(tx: Tx) -> None:
        await tx.insert(_CONSUMERS, [(DISTRICT, "lost", 0)])
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        at_once(database.write(fail))
    assert names(database) == set()


def test_a_twin_is_told_from_other_faults() -> None:
    database = founded()
    put(database, "one")

    with pytest.raises(DatabaseFault) as twin:
        put(database, "one")
    with pytest.raises(DatabaseFault) as other:
        at_once(database.script(["SELECT * FROM nowhere"]))

    assert twin.value.twin
    assert not other.value.twin


def test_a_read_cannot_write() -> None:
    database = founded()

    async def cheat(tx: ReadTx) -> list[Row]:
        return await tx.fetch(Statement(text("DELETE FROM heads")))

    with pytest.raises(DatabaseFault):
        at_once(database.read(cheat))
    put(database, "still writes")
    assert names(database) == {"still writes"}
