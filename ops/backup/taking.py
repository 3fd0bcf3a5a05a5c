"""Taking a backup of a district that goes on working: its database at one moment, and which photos there were.

It appears under its name when it is whole, and not before.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from media.blobs import FileBlobs
from ops.backup import manifest, postgres, sqlite
from ops.backup.manifest import BLOBS, Manifest
from ops.commands.answering import Refused
from ops.commands.opening import SQLITE
from server.core import clock
from server.core.database import DatabaseFault
from server.core.seal import Seal
from server.settings import Settings, read_master

_HEAD = "SELECT epoch, pos, link, name FROM heads WHERE district_id = "
_REVISION = "SELECT version_num FROM alembic_version"


async def back_up(settings: Settings, folder: Path) -> Manifest:
    """Take a backup into a folder that is not there yet; its manifest. Raises Refused and DatabaseFault."""
    seal = Seal.from_master(read_master(settings))
    partial = _begun(folder)
    try:
        written = await _filled(settings, seal, partial)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    _end(partial, folder)
    return written


def _begun(folder: Path) -> Path:
    if folder.exists():
        raise Refused(f"there is a {folder} already; a backup goes into a folder of its own")
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)  # of a backup that was killed
    partial.mkdir(mode=0o700, parents=True)
    return partial


def _end(partial: Path, folder: Path) -> None:
    partial.rename(folder)
    manifest.sync(folder.absolute().parent)


async def _filled(settings: Settings, seal: Seal, folder: Path) -> Manifest:
    database, told = await _copied(settings, folder)
    list_at = folder / BLOBS
    list_at.write_text(await _blobs(settings.blobs), encoding="ascii")
    return manifest.write(
        folder,
        Manifest(
            district=settings.district,
            name=told["name"],
            taken_at=clock.now().isoformat(),
            dialect=told["dialect"],
            tool=told["tool"],
            database=manifest.describe(database),
            blobs=manifest.describe(list_at),
            epoch=told["epoch"],
            pos=told["pos"],
            link=told["link"].hex(),
            revision=told["revision"],
        ),
        seal,
    )


async def _copied(settings: Settings, folder: Path) -> tuple[Path, Mapping[str, Any]]:
    if settings.database.startswith(SQLITE):
        return await asyncio.to_thread(_copied_sqlite, settings, folder)
    async with postgres.moment(settings.database) as (connection, snapshot):
        row = await connection.fetchrow(f"{_HEAD}$1", settings.district)
        revision = await connection.fetchval(_REVISION)
        server = await postgres.major_of(settings.database)
        file, tool = await asyncio.to_thread(postgres.dump, settings.database, folder, snapshot, server)
    return file, {**_head(row, settings.district), "revision": revision, "dialect": "postgresql", "tool": tool}


def _copied_sqlite(settings: Settings, folder: Path) -> tuple[Path, Mapping[str, Any]]:
    if not Path(settings.database.removeprefix(SQLITE)).exists():
        raise DatabaseFault(f"there is no file {settings.database.removeprefix(SQLITE)}")
    file = sqlite.copy(settings.database, folder)
    sqlite.refuse_damaged(file)
    with closing(sqlite3.connect(file)) as copied:
        row = copied.execute(f"{_HEAD}?", (settings.district,)).fetchone()
        revision = copied.execute(_REVISION).fetchone()[0]
    return file, {**_head(row, settings.district), "revision": revision, "dialect": "sqlite", "tool": 0}


def _head(row: Any, district: int) -> Mapping[str, Any]:
    if row is None:
        raise LookupError(f"no district {district} in this database; `hexward init` makes one")
    return {"epoch": row[0], "pos": row[1], "link": bytes(row[2]), "name": row[3]}


async def _blobs(folder: Path) -> str:
    """Hash and length of each photo, one a line: what must be kept beside this backup."""
    store = FileBlobs(folder)
    lines = [f"{sha256} {await store.size_of(sha256)}\n" async for sha256 in store.list_blobs()]
    return "".join(lines)
