"""`hexward init`: a district from nothing. It overwrites nothing, and leaves nothing behind when it fails."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import rich_click as click

from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option, remark
from ops.commands.first_account import Account, make_first_account
from ops.commands.opening import SQLITE, begin_file, opened
from ops.commands.settings_file import NAME, load_settings, write_settings
from ops.migrations import migrate
from server.core.database import Database, DatabaseFault
from server.core.loading import head_of
from server.core.seal import new_master
from server.provision import make_district
from server.settings import Settings, write_master

_OWN_FILE = "district.sqlite"


@dataclass(frozen=True, slots=True)
class Wish:
    """The district that is to be: its folder, its database ("" is a SQLite file in the folder), its code and name."""

    folder: Path
    database: str
    district: int
    name: str


@click.command()
@click.option("--district", type=click.IntRange(100_000, 999_999), required=True, help="Its six digits of GB/T 2260.")
@click.option("--name", required=True, help="What people call it.")
@click.option("--database", default="", help="sqlite:///FILE or postgresql://...  [default: a SQLite file in DIR]")
@click.option("--admin", metavar="LOGIN", default="", help="Make a first account, and tell its password once.")
@data_option
@json_option
def init(district: int, name: str, database: str, admin: str, data: Path, as_json: bool) -> None:
    """Make a district: its key, its database at the newest schema, its settings. Overwrites nothing.

    The key opens every sealed value. Keep a copy of it apart from the database and its backups: without it they are
    lost, and with it they are readable.
    """
    with faults_in_one_line():
        settings, account = asyncio.run(_run(Wish(data, database, district, name), admin))
        facts = {
            "district": district,
            "database": settings.database,
            "key_file": settings.key_file,
            "settings": data / NAME,
            "admin": None if account is None else {"login": account.login, "password": account.password},
        }
        words = f"District {district} ({name}) is ready in {data}; its key is {settings.key_file}."
        if account is not None:
            words += f"\nFirst account: {account.login}, password {account.password} (told this once)."
        answer(facts, words, as_json=as_json)
        remark(f"Next: hexward serve --data {data}")


async def _run(wish: Wish, admin: str) -> tuple[Settings, Account | None]:
    settings = await make(wish)
    return settings, await make_first_account(settings, wish.name, admin) if admin else None


async def make(wish: Wish) -> Settings:
    """Make the district. Raises Refused when anything would be overwritten, and what the database raises."""
    told = _list_settings(wish)
    folder = Path(told["blobs"]).parent
    ours = [folder / NAME, Path(told["key_file"]), folder / _OWN_FILE]
    for path in ours:
        if path.exists():
            raise Refused(f"there is a {path} already; nothing was changed")
    fresh = _make_folders(folder)
    try:
        begin_file(told["database"])
        async with opened(told["database"]) as database:  # one that could lose a commit is refused before all else
            await _refuse_twice(database, wish.district)
        await migrate(told["database"])
        write_master(Path(told["key_file"]), new_master())
        write_settings(folder, told)
        async with opened(told["database"]) as database:
            await make_district(database, wish.district, wish.name)
    except BaseException:
        _unmake(fresh, ours)
        raise
    return load_settings(folder)


def _make_folders(folder: Path) -> list[Path]:
    """Make the district's folder and its photos'; returns those that were not there, the nearest first."""
    fresh = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "blobs").mkdir(mode=0o700, exist_ok=True)
    return fresh


def _list_settings(wish: Wish) -> dict[str, str]:
    folder = wish.folder.absolute()
    url = wish.database or f"{SQLITE}{folder / _OWN_FILE}"
    if url.startswith(SQLITE):
        url = f"{SQLITE}{Path(url.removeprefix(SQLITE)).absolute()}"
    return {
        "database": url,
        "district": str(wish.district),
        "key_file": str(folder / "master.key"),
        "blobs": str(folder / "blobs"),
    }


async def _refuse_twice(database: Database, district: int) -> None:
    try:
        await database.read(lambda tx: head_of(tx, district))
    except LookupError:
        return
    except DatabaseFault as fault:
        if fault.transient:
            raise
        return  # it has no tables yet
    raise Refused(f"there is a district {district} in this database already; nothing was changed")


def _unmake(folders: Sequence[Path], files: Sequence[Path]) -> None:
    for path in files:
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    if folders:
        shutil.rmtree(folders[-1], ignore_errors=True)
