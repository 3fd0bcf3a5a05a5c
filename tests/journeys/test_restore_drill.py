"""The drill of a restore, by hand: back up, let phones go on, put the old backup back, sync. Nothing acknowledged is
missing, nothing erased is back. A real server, the terminal phone, and the commands an operator types.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from click.testing import CliRunner

from mobile_contract.accounts import IssueEnrolment
from ops.cli import main
from ops.commands.settings_file import load_settings, write_settings
from ops.phone.store import FileStore
from ops.postgres import Postgres
from ops.server_process import ServerProcess, free_port
from server.accounts.service import plain
from server.app import open_door
from server.core import clock
from server.core.door import Door
from server.core.ids import new_id
from server.core.loading import Head, head_of
from server.core.seal import new_code, new_master
from server.provision import make_district
from server.settings import write_master
from tests.support.databases import DISTRICT, copy_of, put_copy_back
from tests.support.scene import Scene, by_system, make_scene, settle

T = TypeVar("T")

CHEAP = {"argon2_memory_kib": "8", "argon2_time_cost": "1", "argon2_lanes": "1"}


@dataclass
class Town:
    """A district's folder with its server, and its people's phones as files."""

    folder: Path
    url: str
    engine: Postgres | None
    scene: Scene
    server: ServerProcess

    async def hexward(self, *words: str | Path, file: str = "") -> dict[str, Any]:
        """A command as it is typed; its answer, and how it ended."""
        told = [str(word) for word in words]
        told += ["--file", str(self.folder / file)] if file else ["--data", str(self.folder)]
        result = await asyncio.to_thread(CliRunner().invoke, main, [*told, "--json"], catch_exceptions=False)
        answer: Any = json.loads(result.stdout or result.stderr.splitlines()[-1])
        return {"exit_code": result.exit_code, "answer": answer}

    async def with_door(self, work: Callable[[Door], Awaitable[T]]) -> T:
        door = await open_door(load_settings(self.folder))
        try:
            return await work(door)
        finally:
            await door.database.close()

    async def head(self) -> Head:
        return await self.with_door(lambda door: door.database.read(lambda tx: head_of(tx, DISTRICT)))

    async def join(self, file: str, login: str = "worker_west") -> None:
        code = new_code()

        async def promised(door: Door) -> None:
            until = clock.now() + timedelta(minutes=10)
            code_hash = door.seal.code_hash(plain(code))
            command = IssueEnrolment(
                **by_system(new_id()), user=self.scene.users[login], code_hash=code_hash, expires_at=until
            )
            await settle(door, [command])

        await self.with_door(promised)
        joined = await self.hexward("phone", "join", code, "--server", self.server.url, file=file)
        assert joined["exit_code"] == 0, joined

    async def visit(self, file: str, note: str) -> list[str]:
        """Write a visit down; the ids of what the phone says by it: the visit, and what it answers."""
        told = await self.hexward("phone", "visit", self.scene.household, "--note", note, file=file)
        assert told["exit_code"] == 0, told
        return [str(one["command"]) for one in told["answer"]["saved"]]

    async def sync(self, *files: str) -> None:
        for file in files:
            told = await self.hexward("phone", "sync", file=file)
            assert told["exit_code"] == 0, told

    async def notes(self, file: str) -> list[str]:
        visits = (await self.hexward("phone", "list", "visits", file=file))["answer"]
        return sorted(str(row["note"]) for row in visits)

    def kept(self, file: str) -> list[str]:
        """The commands that a phone still keeps although they were answered."""
        store = FileStore(self.folder / file)
        try:
            return [entry.id for entry in store.sent.rows()]
        finally:
            store.close()


@pytest.fixture
async def town(engine: Postgres | None, database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    folder = tmp_path / "district"
    (folder / "blobs").mkdir(parents=True)
    write_master(folder / "master.key", new_master())
    told = {"database": database_url, "district": str(DISTRICT), "key_file": str(folder / "master.key")}
    write_settings(folder, {**told, "blobs": str(folder / "blobs"), **CHEAP})
    made = Town(folder, database_url, engine, Scene(), ServerProcess(folder, free_port()))

    async def begin(door: Door) -> Scene:
        await make_district(door.database, DISTRICT, "雨花台区")
        return await make_scene(door)

    made.scene = await made.with_door(begin)
    await asyncio.to_thread(made.server.start)
    try:
        yield made
    finally:
        await asyncio.to_thread(made.server.stop)


async def test_an_old_backup_put_back_in_silence_loses_nothing_and_brings_nothing_back(town: Town) -> None:
    await town.join("a.db")
    await town.join("b.db")
    await town.sync("a.db", "b.db")
    await town.visit("a.db", "before the backup")
    await town.sync("a.db")

    backup = town.folder / "backup"
    taken = await town.hexward("backup", backup)
    drilled = await town.hexward("restore", backup, "--verify")
    assert (taken["exit_code"], drilled["exit_code"]) == (0, 0)
    assert drilled["answer"]["durable_pos"] == taken["answer"]["pos"]

    after: list[str] = []
    for number in range(3):
        after += await town.visit("a.db", f"a, after the backup {number}")
    await town.sync("a.db")
    after += await town.visit("b.db", "b, after the backup")
    await town.sync("b.db", "a.db")
    everything = await town.notes("a.db")
    assert len(everything) == 5
    assert set(town.kept("a.db") + town.kept("b.db")) == set(after)
    await town.with_door(lambda door: door.erase(town.scene.office("office"), town.scene.person, "asked for"))
    await town.sync("a.db")
    epoch = (await town.head()).epoch

    await asyncio.to_thread(town.server.stop)
    await _put_back_in_silence(town, backup)
    await asyncio.to_thread(town.server.start)
    await town.sync("a.db", "b.db", "a.db")

    assert (await town.head()).epoch != epoch
    assert await town.notes("a.db") == await town.notes("b.db") == everything
    assert (await town.hexward("phone", "show", town.scene.person, file="b.db"))["exit_code"] == 5
    assert (await town.hexward("audit-verify"))["answer"]["ok"] is True
    doctor = (await town.hexward("doctor"))["answer"]
    assert doctor["ok"] is True
    assert "set back" in next(check["told"] for check in doctor["checks"] if check["name"] == "journal")
    assert "SILENT RESTORE" in town.server.log.read_text(encoding="utf-8")


async def _put_back_in_silence(town: Town, backup: Path) -> None:
    """What an operator does who has no better tool: the old copy over the database, and not a word."""
    if town.engine is None:
        path = Path(town.url.removeprefix("sqlite:///"))
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        shutil.copyfile(backup / "database.sqlite", path)
        return
    empty = await copy_of(town.engine.dsn.replace("@/hexward?", "@/template0?", 1), town.engine, town.folder)
    await put_copy_back(empty, town.url, town.engine)
    restore = town.engine.installation.bin_dir / "pg_restore"
    words = ["--exit-on-error", "--no-owner", f"--dbname={town.url}", str(backup / "database.dump")]
    process = await asyncio.create_subprocess_exec(str(restore), *words)
    assert await process.wait() == 0


async def test_an_announced_restore_goes_on_in_another_database(town: Town, tmp_path: Path) -> None:
    await town.join("a.db")
    await town.sync("a.db")
    await town.visit("a.db", "before the backup")
    await town.sync("a.db")
    backup = town.folder / "backup"
    await town.hexward("backup", backup)
    await town.visit("a.db", "after the backup")
    await town.sync("a.db")
    await town.join("new.db")
    await town.sync("new.db")
    await town.visit("new.db", "by a phone that the backup does not know")
    await town.sync("new.db", "a.db")
    everything = await town.notes("a.db")
    await asyncio.to_thread(town.server.stop)

    url = await _another_place(town, tmp_path)
    told = await town.hexward("restore", backup, "--into", url)
    assert told["exit_code"] == 0, told
    environment = town.folder / "hexward.env"
    environment.write_text(environment.read_text().replace(town.url, url))
    await asyncio.to_thread(town.server.start)
    await town.sync("a.db", "new.db", "a.db")

    assert told["answer"]["durable_pos"] == told["answer"]["pos"]
    assert await town.notes("a.db") == await town.notes("new.db") == everything


async def _another_place(town: Town, folder: Path) -> str:
    if town.engine is None:
        return f"sqlite:///{folder / 'restored.sqlite'}"
    name = await copy_of(town.engine.dsn.replace("@/hexward?", "@/template0?", 1), town.engine, folder)
    return town.engine.dsn.replace("@/hexward?", f"@/{name}?", 1)


async def test_a_copied_phone_becomes_a_second_one_by_itself_and_nothing_of_either_is_lost(town: Town) -> None:
    await town.join("a.db")
    await town.sync("a.db")
    shutil.copyfile(town.folder / "a.db", town.folder / "copy.db")
    await town.visit("a.db", "on the phone")
    await town.visit("copy.db", "on its copy")

    await town.sync("a.db", "copy.db", "a.db")

    assert await town.notes("a.db") == await town.notes("copy.db") == ["on its copy", "on the phone"]
    installs = {FileStore(town.folder / file).state().install for file in ("a.db", "copy.db")}
    assert len(installs) == 2
