"""The command line as an operator meets it: answers, exit codes, and one line for each thing that can be mended."""

import asyncio
import contextlib
import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
import rich_click as click
from click.testing import CliRunner

from ops.cli import COMMANDS, main
from ops.commands.settings_file import load_settings, write_settings
from ops.migrations import newest_revision
from ops.postgres import Postgres
from ops.server_process import free_port
from server.accounts.passwords import Passwords
from server.accounts.queries import find_login
from server.core.reshaping import NOTED
from server.core.seal import new_master
from server.settings import write_master
from tests.support.databases import DISTRICT, empty, opened
from tests.support.tree import ROOT

HEAVY = ("alembic", "asyncpg", "granian", "httpx", "litestar", "sqlalchemy")
"""What help must not load: each costs a good part of a second, or seconds on a cold machine."""

QUICK = {"HEXWARD_ARGON2_MEMORY_KIB": "8", "HEXWARD_ARGON2_TIME_COST": "1", "HEXWARD_ARGON2_LANES": "1"}


class Told:
    """How a command ended, what it answered, and what it said besides."""

    def __init__(self, exit_code: int, answer: str, remarks: str) -> None:
        self.exit_code = exit_code
        self.answer = answer
        self.remarks = remarks

    @property
    def json(self) -> Any:
        return json.loads(self.answer)


async def hexward(*words: str | Path, environment: dict[str, str] | None = None) -> Told:
    """Run a command in a thread of this process, for it has an event loop of its own."""
    run = CliRunner(env=environment or {})
    result = await asyncio.to_thread(run.invoke, main, [str(word) for word in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Told(result.exit_code, result.stdout, result.stderr)


def init_words(data: Path, *more: str) -> list[str]:
    return ["init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", str(data), *more]


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """The folder of a fresh district on SQLite."""
    folder = tmp_path / "district"
    assert (await hexward(*init_words(folder, "--admin", "wang"), environment=QUICK)).exit_code == 0
    return folder


def _files_of(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def _modes_of(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in [folder, *folder.iterdir()]}


def faulty(told: Told) -> list[str]:
    return [check["name"] for check in told.json["checks"] if not check["ok"]]


# --- help -----------------------------------------------------------------------------------------


def test_help_answers_at_once() -> None:
    look = "import sys; from ops.cli import main; main(['--help'], standalone_mode=False); print(sys.modules.keys() & "
    look += f"{HEAVY!r})"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert [name for name in COMMANDS if name not in told.stdout] == []
    assert told.stdout.splitlines()[-1] == "set()"
    # Seconds of this process alone: what its neighbours do to the clock on the wall is not its fault.
    assert after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime < 1.0


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_where_its_name_says(name: str) -> None:
    command = COMMANDS[name].load()
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.help


# --- init -----------------------------------------------------------------------------------------


async def test_a_fresh_district_is_in_order(engine: Postgres | None, tmp_path: Path) -> None:
    async with empty(engine, tmp_path) as url:
        told = await hexward(*init_words(tmp_path / "new" / "district", "--database", url, "--json"))
        assert (told.exit_code, told.json["database"], told.json["admin"]) == (0, url, None)
        doctor = await hexward("doctor", "--data", tmp_path / "new" / "district", "--json")
        assert (doctor.exit_code, faulty(doctor)) == (0, [])
        assert len(doctor.json["checks"]) == 9


async def test_init_keeps_its_key_and_settings_to_their_owner(data: Path) -> None:
    modes = _modes_of(data)
    assert (modes["master.key"], modes["hexward.env"], modes[data.name]) == (0o600, 0o600, 0o700)


async def test_init_overwrites_nothing(data: Path) -> None:
    before = _files_of(data)
    told = await hexward(*init_words(data))
    assert told.exit_code == 1
    assert told.remarks == f"hexward: there is a {data / 'hexward.env'} already; nothing was changed\n"
    assert _files_of(data) == before


async def test_a_district_is_not_made_twice_in_one_database(engine: Postgres | None, tmp_path: Path) -> None:
    async with empty(engine, tmp_path) as url:
        assert (await hexward(*init_words(tmp_path / "first", "--database", url))).exit_code == 0
        told = await hexward(*init_words(tmp_path / "second", "--database", url))
        assert (told.exit_code, "already" in told.remarks) == (1, True)
        assert not (tmp_path / "second").exists()
        assert (await hexward("audit-verify", "--data", tmp_path / "first")).exit_code == 0


async def test_init_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nowhere"
    told = await hexward(*init_words(tmp_path / "a" / "b", "--database", nowhere))
    assert (told.exit_code, told.remarks.count("\n")) == (4, 1)
    assert _modes_of(tmp_path).keys() == {tmp_path.name}


async def test_the_first_account_can_sign_in(tmp_path: Path) -> None:
    told = await hexward(*init_words(tmp_path / "district", "--admin", "wang", "--json"), environment=QUICK)
    settings = load_settings(tmp_path / "district")
    async with opened(settings.database) as database:
        login = await database.read(lambda tx: find_login(tx, DISTRICT, "wang"))
    passwords = Passwords(memory_kib=8, time_cost=1, lanes=1)
    try:
        assert login is not None
        assert await passwords.verify(login.password_hash, told.json["admin"]["password"])
    finally:
        passwords.close()


# --- settings and schema --------------------------------------------------------------------------


async def test_a_setting_that_nobody_knows_stops_every_command_in_one_line(data: Path) -> None:
    for command in ("migrate", "audit-verify", "work", "serve"):
        told = await hexward(command, "--data", data, environment={"HEXWARD_COLOUR": "red"})
        assert (told.exit_code, told.answer) == (3, "")
        assert told.remarks == "hexward: unknown setting HEXWARD_COLOUR\n"


async def test_a_folder_without_a_district_says_how_to_make_one(tmp_path: Path) -> None:
    told = await hexward("serve", "--data", tmp_path)
    assert told.exit_code == 3
    assert "`hexward init` makes a district" in told.remarks


async def test_a_port_that_somebody_has_is_told_in_one_line_before_anything_is_served(data: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        told = await hexward("serve", "--data", data, "--port", port)
    assert (told.exit_code, told.answer) == (1, "")
    assert f"127.0.0.1:{port} is taken" in told.remarks
    assert "Traceback" not in told.remarks


async def test_a_database_without_a_schema_is_not_served_until_it_is_migrated(
    engine: Postgres | None, tmp_path: Path
) -> None:
    async with empty(engine, tmp_path) as url, opened(url):
        write_master(tmp_path / "key", new_master())
        settings = {"database": url, "district": str(DISTRICT), "key_file": str(tmp_path / "key"), "blobs": "blobs"}
        write_settings(tmp_path, settings)
        before = await hexward("serve", "--data", tmp_path)
        assert (before.exit_code, "`hexward migrate`" in before.remarks) == (4, True)
        told = await hexward("migrate", "--data", tmp_path, "--json")
        assert (told.exit_code, told.json) == (0, {"revision": newest_revision()})
        after = await hexward("serve", "--data", tmp_path)
        assert (after.exit_code, f"no district {DISTRICT}" in after.remarks) == (4, True)


# --- doctor ---------------------------------------------------------------------------------------


def _open_key(data: Path) -> None:
    (data / "master.key").chmod(0o644)


def _lose_database(data: Path) -> None:
    (data / "district.sqlite").rename(data / "elsewhere.sqlite")


def _lose_photos(data: Path) -> None:
    (data / "blobs").rmdir()


def _misspell(data: Path) -> None:
    with (data / "hexward.env").open("a") as file:
        file.write("HEXWARD_COLOUR=red\n")


def _order(data: Path, sql: str) -> None:
    connection = sqlite3.connect(data / "district.sqlite")
    with connection:
        connection.execute(sql)
    connection.close()


def _age(data: Path) -> None:
    _order(data, "UPDATE alembic_version SET version_num = '0000'")


def _cut_journal(data: Path) -> None:
    _order(data, "DELETE FROM journal")


@pytest.mark.parametrize(
    ("break_it", "named"),
    [
        (_open_key, "key"),
        (_lose_database, "database"),
        (_lose_photos, "photos"),
        (_misspell, "settings"),
        (_age, "schema"),
        (_cut_journal, "journal"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_the_doctor_names_what_is_at_fault(data: Path, break_it: Any, named: str) -> None:
    assert faulty(await hexward("doctor", "--data", data, "--json")) == []
    break_it(data)
    told = await hexward("doctor", "--data", data, "--json")
    assert (told.exit_code, told.json["ok"], faulty(told)) == (1, False, [named])
    in_words = await hexward("doctor", "--data", data)
    assert [line.split()[1] for line in in_words.answer.splitlines() if line.startswith("FAULT")] == [named]


async def test_the_doctor_makes_no_database_where_there_is_none(data: Path) -> None:
    _lose_database(data)
    await hexward("doctor", "--data", data)
    assert not (data / "district.sqlite").exists()


# --- audit-verify, work ---------------------------------------------------------------------------


def _change_one_byte(data: Path) -> None:
    connection = sqlite3.connect(data / "district.sqlite")
    with connection:
        body = bytearray(connection.execute("SELECT body FROM journal_entries WHERE n = 0").fetchone()[0])
        body[20] ^= 1
        connection.execute("UPDATE journal_entries SET body = ? WHERE n = 0", (bytes(body),))
    connection.close()


async def test_a_whole_journal_verifies_and_a_changed_byte_does_not(data: Path) -> None:
    whole = await hexward("audit-verify", "--data", data, "--json")
    assert (whole.exit_code, whole.json["ok"], whole.json["commits"]) == (0, True, 1)
    _change_one_byte(data)
    changed = await hexward("audit-verify", "--data", data, "--json")
    assert (changed.exit_code, changed.json["ok"]) == (1, False)
    assert [(fault["pos"], fault["n"]) for fault in changed.json["faults"]] == [(1, 0)]
    in_words = await hexward("audit-verify", "--data", data)
    assert "position 1, entry 0" in in_words.answer


async def test_the_consumers_read_to_the_end_once(data: Path) -> None:
    told = await hexward("work", "--once", "--data", data, "--json")
    assert (told.exit_code, bool(told.json["consumers"])) == (0, True)
    connection = sqlite3.connect(data / "district.sqlite")
    try:
        noted = connection.execute("SELECT name, pos FROM consumers")
        read = {name: pos for name, pos in noted if not name.startswith(NOTED)}
        assert read.pop("horizon", 0) == 0  # where the feed begins: it has lost nothing yet
        assert set(read.values()) == {1}
    finally:
        connection.close()


# --- serve ----------------------------------------------------------------------------------------


async def _line_with(stream: asyncio.StreamReader, words: str) -> str:
    while line := (await asyncio.wait_for(stream.readline(), 60)).decode():
        if words in line:
            return line
    raise AssertionError(f"it ended without a word of {words!r}")


async def _serving(data: Path, port: int) -> asyncio.subprocess.Process:
    words = [sys.executable, "-m", "ops", "serve", "--data", str(data), "--port", str(port), "--json"]
    return await asyncio.create_subprocess_exec(
        *words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


async def _ended(process: asyncio.subprocess.Process) -> int:
    try:
        return await asyncio.wait_for(process.wait(), 30)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


async def test_a_server_answers_and_ends_in_order(data: Path) -> None:
    port = free_port()
    process = await _serving(data, port)
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        told = json.loads(await _line_with(process.stdout, "serving"))
        await _line_with(process.stderr, "Started worker")
        async with httpx.AsyncClient(base_url=told["serving"], trust_env=False) as client:
            assert (await client.get("/readyz")).json()["pos"] == 1
        process.send_signal(signal.SIGTERM)
    finally:
        exit_code = await _ended(process)
    assert (exit_code, told["serving"]) == (0, f"http://127.0.0.1:{port}")


async def test_a_server_that_is_still_starting_can_be_ended(data: Path) -> None:
    """Without granian's `workers_kill_timeout` it waits for ever (emmett-framework/granian #875)."""
    process = await _serving(data, free_port())
    try:
        assert process.stderr is not None
        await _line_with(process.stderr, "Spawning worker")
        process.send_signal(signal.SIGTERM)
    finally:
        exit_code = await _ended(process)
    assert exit_code == 0
