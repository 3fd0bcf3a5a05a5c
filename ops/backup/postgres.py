"""A PostgreSQL district dumped while it works, and put back, by PostgreSQL's own programs.

Passwords go by the environment: a command line can be read by everybody on the machine.
"""

import os
import re
import shutil
import subprocess
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg

from ops.commands.answering import Refused
from ops.postgres import Installation, list_installations, start_postgres
from server.core.database import DatabaseFault

FILE = "database.dump"
_SHOWN_CHARS = 300
_EMPTY = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"


@asynccontextmanager
async def moment(url: str) -> AsyncGenerator[tuple[Any, str]]:
    """One moment of a database: a connection that sees it, and its name for other programs, while the block runs."""
    connection = await _connected(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield connection, str(await connection.fetchval("SELECT pg_export_snapshot()"))
    finally:
        await connection.close()


async def major_of(url: str) -> int:
    """The major version of the server behind a URL."""
    return int(await _asked(url, "SHOW server_version_num")) // 10_000


async def refuse_used(url: str) -> None:
    """Raises Refused when the database holds anything."""
    if int(await _asked(url, _EMPTY)):
        raise Refused("the database to restore into is not empty; give one that holds nothing, nothing was changed")


def dump(url: str, folder: Path, snapshot: str, at_least: int) -> tuple[Path, int]:
    """Dump that moment; the file, and the major version of the program that wrote it. Raises Refused."""
    tool, target = _tool("pg_dump", at_least), folder / FILE
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    _run(tool, "pg_dump", words, url)
    return target, tool.major


def put_back(file: Path, url: str, tool_major: int, server_major: int) -> None:
    """Restore a dump into an empty database, all of it or nothing. Raises Refused."""
    tool = _tool("pg_restore", max(tool_major, server_major))
    words = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(file)]
    _run(tool, "pg_restore", words, url)


@contextmanager
def scratch(file: Path, tool_major: int) -> Generator[str]:
    """A server of its own for a trial, with a dump restored into it; its URL. It is gone when the block ends."""
    tool = _tool("pg_restore", tool_major, with_server=True)
    with TemporaryDirectory(prefix="hexward-drill-") as folder:
        server = start_postgres(Path(folder), tool)
        try:
            put_back(file, server.dsn, tool_major, server.major)
            yield server.dsn
        finally:
            server.stop()


def _tool(name: str, at_least: int, *, with_server: bool = False) -> Installation:
    """The oldest installation that is new enough: a newer program's words may be too new for the server."""
    found = [one for one in list_installations() if one.major >= at_least and (one.bin_dir / name).exists()]
    alone = None if with_server else _on_path(name)
    if alone is not None and alone.major >= at_least:
        found.append(alone)
    if not found:
        raise Refused(f"no {name} of PostgreSQL {at_least} or later found: install it, or set PG_BIN to its folder")
    return min(found, key=lambda one: one.major)


def _on_path(name: str) -> Installation | None:
    place = shutil.which(name)
    if place is None:
        return None
    told = subprocess.run([place, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\) (\d+)", told.stdout)
    return Installation(Path(place).resolve().parent, int(version.group(1))) if version else None


def _run(tool: Installation, name: str, words: list[str], url: str) -> None:
    plain, password = _without_password(url)
    environment = {**os.environ, "PGPASSWORD": password} if password else dict(os.environ)
    command = [str(tool.bin_dir / name), *words, f"--dbname={plain}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode != 0:
        raise Refused(f"{name}: {' '.join(done.stderr.split())[-_SHOWN_CHARS:]}")


def _without_password(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    user, _, host = parts.netloc.rpartition("@")
    name, _, password = user.partition(":")
    netloc = f"{name}@{host}" if user else parts.netloc
    return urlunsplit(parts._replace(netloc=netloc)), unquote(password)


async def _asked(url: str, question: str) -> str:
    connection = await _connected(url)
    try:
        return str(await connection.fetchval(question))
    finally:
        await connection.close()


async def _connected(url: str) -> Any:
    driver: Any = asyncpg  # it ships no types
    settings = {"idle_in_transaction_session_timeout": "0", "timezone": "UTC"}
    try:
        return await driver.connect(url, server_settings=settings)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        raise DatabaseFault(f"{type(error).__name__}: {error}", transient=True) from error
