"""A backup tried in a place of its own, or put in the place of a district. Only a tried one counts as durable."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from ops.backup import manifest, postgres, sqlite
from ops.backup.manifest import Manifest
from ops.backup.trial import Trial, examine
from ops.commands.answering import Refused, progress_bar
from ops.commands.opening import SQLITE, opened
from ops.migrations import migrate, newest_revision
from server.app import make_door
from server.core.ledger import FileLedger
from server.core.loading import Head
from server.core.renewal import Drilled, announce, erase_again, publish_durable
from server.core.seal import Seal
from server.settings import Settings, read_master


class Restored(Struct, frozen=True):
    """What became of a restored database: its head in the new epoch, and how many subjects were erased again."""

    trial: Trial
    head: Head
    erased_again: int


async def drill(settings: Settings, folder: Path) -> tuple[Manifest, Trial]:
    """Restore a backup into a scratch database, and look at all of it. Raises Refused for what is no whole backup."""
    seal = Seal.from_master(read_master(settings))
    told = await asyncio.to_thread(manifest.read, folder, seal, settings.district)
    async with _scratch(told, folder) as url:
        return told, await _examined(url, settings, seal, told)


async def publish(settings: Settings, trial: Trial) -> Head:
    """Tell the live district how far the tried copy reaches; its head. Raises NoSuchHistory."""
    async with opened(settings.database) as database:
        door = make_door(database, settings.district, Seal.from_master(read_master(settings)))
        return await publish_durable(door, Drilled(trial.head.epoch, trial.head.pos, trial.head.link))


async def restore(settings: Settings, folder: Path, url: str) -> Restored:
    """Put a backup into an empty place, begin a new epoch there, and erase again what was erased since.

    Raises Refused, and LedgerBroken. The photos are where they were, or must be brought by whoever keeps them.
    """
    seal = Seal.from_master(read_master(settings))
    told = await asyncio.to_thread(manifest.read, folder, seal, settings.district)
    await _put_back(told, folder, url)
    trial = await _examined(url, settings, seal, told)
    if trial.faults:
        raise Refused(f"the restored database is not whole: {trial.faults[0]}; do not serve it")
    await migrate(url)
    async with opened(url) as database:
        ledger = FileLedger(settings.ledger, seal, settings.district)
        door = make_door(database, settings.district, seal, ledger)
        head = await announce(door)
        return Restored(trial, head, await erase_again(door))


async def _put_back(told: Manifest, folder: Path, url: str) -> None:
    file = folder / told.database.name
    if url.startswith(SQLITE) != (told.dialect == "sqlite"):
        raise Refused(f"this is a backup of {told.dialect}: it goes into a database of that kind")
    if url.startswith(SQLITE):
        await asyncio.to_thread(sqlite.put_back, file, url)
        return
    await postgres.refuse_used(url)
    await asyncio.to_thread(postgres.put_back, file, url, told.tool, await postgres.major_of(url))


@asynccontextmanager
async def _scratch(told: Manifest, folder: Path) -> AsyncGenerator[str]:
    file = folder / told.database.name
    if told.dialect == "sqlite":
        with TemporaryDirectory(prefix="hexward-drill-") as place:
            url = f"{SQLITE}{place}/district.sqlite"
            await asyncio.to_thread(sqlite.put_back, file, url)
            await asyncio.to_thread(sqlite.refuse_damaged, Path(url.removeprefix(SQLITE)))
            yield url
        return
    with postgres.scratch(file, told.tool) as url:
        yield url


async def _examined(url: str, settings: Settings, seal: Seal, told: Manifest) -> Trial:
    if told.revision > newest_revision():
        raise Refused(f"the backup has schema {told.revision}, which is newer than this release")
    async with opened(url) as database:
        door = make_door(database, settings.district, seal)
        with progress_bar("commits", told.pos) as progress:
            return await examine(door, told, progress)
