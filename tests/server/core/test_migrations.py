"""The migrations lead to the schema that the code expects, from nothing, on both databases."""

import ast
import asyncio
import re
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ops.migrations import configuration, migrate, newest_revision
from ops.postgres import Postgres
from server.core.database import Database, ReadTx
from server.core.statements import Row, Statement
from server.provision import schema
from tests.support.databases import empty, list_tables, opened
from tests.support.tree import ROOT

FROZEN = "ops.migrations.words"
FROZEN_SHA256 = "92fb9da25ee19013171e56649abee15381cc3f8043c12f4523bc721f56da0387"
VERSIONS = sorted((ROOT / "ops/migrations/versions").glob("*.py"))

_SHORT_WAIT = '''"SET LOCAL lock_timeout = '2s'"'''

_SQLITE_SCHEMA = Statement(
    text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name <> 'alembic_version' ORDER BY name")
)
_POSTGRES_SCHEMA = (
    Statement(
        text(
            # A column that was dropped keeps its number: the places are counted anew.
            "SELECT table_name, rank() OVER (PARTITION BY table_name ORDER BY ordinal_position), "
            "column_name, data_type, is_nullable, column_default "
            "FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name <> 'alembic_version' ORDER BY 1, 2"
        )
    ),
    Statement(
        text(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%' ORDER BY 1, 2"
        )
    ),
    Statement(
        text(
            "SELECT tablename, indexname, indexdef FROM pg_indexes "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version' ORDER BY 1, 2"
        )
    ),
)


async def _schema_of(database: Database) -> list[Row]:
    async def read(tx: ReadTx) -> list[Row]:
        if tx.dialect == "sqlite":
            return [(name, _plain(sql)) for name, sql in await tx.fetch(_SQLITE_SCHEMA)]
        return [row for statement in _POSTGRES_SCHEMA for row in await tx.fetch(statement)]

    return await database.read(read)


def _plain(sql: str) -> str:
    return re.sub(r"\s*([(),])\s*", r"\1", " ".join(sql.split()))


async def test_migrating_leads_to_the_schema_of_the_code(
    database: Database, engine: Postgres | None, tmp_path: Path
) -> None:
    assert list_tables()
    async with empty(engine, tmp_path) as url, opened(url) as made:
        await made.script(schema(made.dialect))
        expected = await _schema_of(made)
    assert len(expected) > 30
    migrated = await _schema_of(database)
    assert set(migrated) - set(expected) == set()
    assert set(expected) - set(migrated) == set()


async def test_a_migrated_database_is_left_as_it_is(database_url: str) -> None:
    async with opened(database_url) as database:
        before = await _schema_of(database)
        assert await migrate(database_url) == newest_revision()
        assert await _schema_of(database) == before


async def test_two_processes_that_migrate_at_once_wait_for_each_other(engine: Postgres | None, tmp_path: Path) -> None:
    order = "import asyncio, sys; from ops.migrations import migrate; asyncio.run(migrate(sys.argv[1]))"
    async with empty(engine, tmp_path) as url:
        both = [await asyncio.create_subprocess_exec(sys.executable, "-c", order, url, cwd=ROOT) for _ in range(2)]
        assert await asyncio.gather(*(one.wait() for one in both)) == [0, 0]


async def test_a_migration_that_fails_half_way_leaves_nothing(engine: Postgres | None, tmp_path: Path) -> None:
    last = list_tables()[-1].name
    async with empty(engine, tmp_path) as url, opened(url) as database:
        await database.script([f"CREATE TABLE {last} (id INTEGER)"])
        before = await _schema_of(database)
        with pytest.raises(DBAPIError, match=last):
            await migrate(url)
        assert await _schema_of(database) == before


def test_the_history_is_one_line_in_the_order_of_its_files() -> None:
    script = ScriptDirectory.from_config(configuration())
    line = [one.revision for one in script.walk_revisions()][::-1]
    assert script.get_heads() == [newest_revision()]
    assert line == [f"{number:04}" for number in range(1, len(VERSIONS) + 1)]
    assert [path.name.split("_")[3] for path in VERSIONS] == line


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_imports_nothing_that_will_change_under_it(path: Path) -> None:
    imported = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module if node.module == FROZEN else (node.module or "").split(".")[0])
    assert imported <= {"alembic", "sqlalchemy", FROZEN, *sys.stdlib_module_names}


def test_the_words_of_migrations_are_frozen_since_each_of_them_depends_on_their_every_letter() -> None:
    told = (ROOT / f"{FROZEN.replace('.', '/')}.py").read_bytes()
    assert sha256(told).hexdigest() == FROZEN_SHA256


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_waits_for_no_lock_for_long(path: Path) -> None:
    told = path.read_text(encoding="utf-8")
    orders = re.findall(r"op\.execute\((.+)\)", told)
    assert orders or "\n    run(" in told
    assert not orders or orders[0] == _SHORT_WAIT


def test_the_words_of_migrations_wait_for_no_lock_for_long() -> None:
    told = (ROOT / "ops/migrations/words.py").read_text(encoding="utf-8")
    assert re.findall(r"op\.execute\((.+)\)", told)[0] == _SHORT_WAIT
