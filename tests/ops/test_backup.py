"""`hexward backup` and `hexward restore` as an operator meets them: what counts, what is refused, what comes back."""

import asyncio
import json
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from mobile_contract.residents import AddHousehold
from ops.cli import main
from ops.commands.settings_file import load_settings, write_settings
from ops.postgres import Postgres
from server.app import open_door
from server.core.database import Database
from server.core.door import Door
from server.core.ids import new_id
from server.core.loading import Head, head_of
from server.core.renewal import announce
from server.core.seal import new_master
from server.core.statements import Statement
from server.provision import make_district
from server.settings import write_master
from tests.support.databases import DISTRICT, empty
from tests.support.scene import Scene, by_system, make_scene, settle

T = TypeVar("T")

_IDS = Statement(text("SELECT id FROM persons UNION SELECT id FROM households"))


class District:
    """A district's folder, and what to do with it in a loop of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        write_master(folder / "master.key", new_master())
        told = {"database": url, "district": str(DISTRICT), "key_file": str(folder / "master.key")}
        write_settings(folder, {**told, "blobs": str(folder / "blobs")})
        self.scene = asyncio.run(self._with_door(self._begin))

    async def _with_door(self, work: Callable[[Door], Awaitable[T]]) -> T:
        door = await open_door(load_settings(self.folder))
        try:
            return await work(door)
        finally:
            await door.database.close()

    async def _begin(self, door: Door) -> Scene:
        await make_district(door.database, DISTRICT, "雨花台区")
        return await make_scene(door)

    def do(self, work: Callable[[Door], Awaitable[T]]) -> T:
        return asyncio.run(self._with_door(work))

    def head(self) -> Head:
        return self.do(lambda door: door.database.read(lambda tx: head_of(tx, DISTRICT)))

    def add(self) -> str:
        home = new_id()
        self.do(lambda door: settle(door, [AddHousehold(**by_system(home), dwelling=self.scene.dwelling)]))
        return home

    def hexward(self, *words: str | Path) -> Result:
        told = [*map(str, words), "--data", str(self.folder), "--json"]
        return CliRunner().invoke(main, told, catch_exceptions=False)

    def told(self, *words: str | Path) -> dict[str, Any]:
        result = self.hexward(*words)
        answer: dict[str, Any] = json.loads(result.stdout)
        return answer | {"exit_code": result.exit_code}


@pytest.fixture
def district(database_url: str, tmp_path: Path) -> District:
    folder = tmp_path / "district"
    (folder / "blobs").mkdir(parents=True)
    return District(folder, database_url)


@pytest.fixture
def backup(district: District, tmp_path: Path) -> Path:
    """A backup of the district, not tried yet."""
    folder = tmp_path / "backup"
    assert district.told("backup", folder)["exit_code"] == 0
    return folder


def test_a_backup_tells_how_far_it_reaches_and_holds_no_key(district: District, tmp_path: Path) -> None:
    head = district.head()
    told = district.told("backup", tmp_path / "one")
    assert (told["pos"], told["epoch"], told["link"]) == (head.pos, head.epoch, head.link.hex())
    master = (district.folder / "master.key").read_bytes().strip()
    files = sorted((tmp_path / "one").iterdir())
    assert [file.name for file in files] == ["blobs.txt", files[1].name, "manifest.json"]
    assert all(master not in file.read_bytes() for file in files)
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0
    assert district.hexward("backup", tmp_path / "one").exit_code == 1


def test_only_a_backup_that_was_tried_is_durable(district: District, backup: Path) -> None:
    copied = district.head()
    assert copied.durable_pos == 0
    district.add()

    told = district.told("restore", backup, "--verify")

    assert (told["exit_code"], told["ok"], told["durable_pos"]) == (0, True, copied.pos)
    assert told["rows"] > 10
    assert district.head().durable_pos == copied.pos
    assert district.hexward("audit-verify").exit_code == 0


def _flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("harm", ["flipped", "cut", "missing", "manifest", "another key", "no backup"])
def test_a_backup_that_is_not_whole_does_not_count(district: District, backup: Path, harm: str) -> None:
    [file] = backup.glob("database.*")
    if harm == "flipped":
        _flip(file, file.stat().st_size // 2)
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:-4096])
    elif harm == "missing":
        file.unlink()
    elif harm == "manifest":
        path = backup / "manifest.json"
        path.write_text(path.read_text().replace('"pos": ', '"pos": 1'))
    elif harm == "another key":
        (district.folder / "master.key").unlink()
        write_master(district.folder / "master.key", new_master())
    else:
        shutil.rmtree(backup)
        backup.mkdir()

    result = district.hexward("restore", backup, "--verify")

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert district.head().durable_pos == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE journal SET link = zeroblob(32) WHERE pos = 2", "journal"),
        ("DELETE FROM feed WHERE kind = 3", "sums"),
        ("UPDATE households SET version = version + 1", "rows"),
    ],
)
def test_a_copy_that_tells_two_stories_does_not_count(
    district: District, tmp_path: Path, change: str, why: str
) -> None:
    """What was wrong in the district before the backup is wrong in a backup that is whole to the byte."""
    connection = sqlite3.connect(load_settings(district.folder).database.removeprefix("sqlite:///"))
    with connection:
        assert connection.execute(change).rowcount > 0
    connection.close()
    assert district.told("backup", tmp_path / "backup")["exit_code"] == 0

    told = district.told("restore", tmp_path / "backup", "--verify")

    assert (told["exit_code"], told["ok"], told["durable_pos"]) == (1, False, None)
    assert any(why in fault for fault in told["faults"])


def test_a_backup_of_another_history_does_not_count(district: District, backup: Path) -> None:
    district.do(_end_the_epoch)

    told = district.told("restore", backup, "--verify")

    assert (told["exit_code"], told["ok"], told["durable_pos"]) == (1, False, None)
    assert "epoch" in told["faults"][0]


async def _end_the_epoch(door: Door) -> None:
    await announce(door)


def test_a_restored_district_begins_an_epoch_and_erases_again(
    district: District, backup: Path, engine: Postgres | None, tmp_path: Path
) -> None:
    copied = district.head()
    later = district.add()
    district.do(lambda door: door.erase(district.scene.office("office"), district.scene.person, "asked for"))

    async def restored() -> tuple[dict[str, Any], Head, set[str]]:
        async with empty(engine, tmp_path) as url:
            told = await asyncio.to_thread(district.told, "restore", backup, "--into", url)
            settings = msgspec.structs.replace(load_settings(district.folder), database=url)
            door = await open_door(settings)
            try:
                again = await asyncio.to_thread(district.hexward, "restore", backup, "--into", url)
                assert again.exit_code == 1
                head = await door.database.read(lambda tx: head_of(tx, DISTRICT))
                return told, head, await _ids(door.database)
            finally:
                await door.database.close()

    told, head, ids = asyncio.run(restored())

    assert (told["exit_code"], told["pos"], told["durable_pos"]) == (0, copied.pos, copied.pos)
    assert told["erased_again"] == 1
    assert head.epoch == told["epoch"] != copied.epoch
    assert {later, district.scene.person}.isdisjoint(ids)
    assert district.scene.household in ids


async def _ids(database: Database) -> set[str]:
    rows = await database.read(lambda tx: tx.fetch(_IDS))
    return {str(row[0]) for row in rows}


def test_one_thing_at_a_time(district: District, backup: Path) -> None:
    assert district.hexward("restore", backup).exit_code == 2
    assert district.hexward("restore", backup, "--verify", "--into", "sqlite:////x").exit_code == 2
