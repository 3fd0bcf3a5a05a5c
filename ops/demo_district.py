"""The demo's district in a folder: key, database, photos and settings, made once and filled. It starts no server."""

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from ops.commands import init
from ops.commands.answering import Refused
from ops.commands.settings_file import NAME, load_settings
from ops.seed.fill import Report, fill, store_pictures
from ops.seed.intents import SHANGHAI
from ops.seed.plan import SIZES, Plan, Size
from ops.seed.territory import DISTRICT, DISTRICT_NAME, Scale
from server.accounts.passwords import Passwords
from server.app import open_door
from server.core.seal import new_code
from server.settings import PREFIX, Settings
from server.uploads.stores import open_blobs

_FILE = "demo.json"
_OWN_FILES = ("district.sqlite", "phone.db", "master.key", NAME, "server.log")
_OWN_FOLDERS = ("blobs", "phone.photos")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Which demo is wanted: two equal wishes are one district. `database` empty is a file in the folder.

    `size` other than None is how much there is of everything instead of the scale's own; `settings` are the server's.
    """

    seed: int
    scale: Scale
    ends_on: date
    database: str = ""
    size: Size | None = None
    settings: dict[str, str] = {}


class _Kept(msgspec.Struct, frozen=True):
    """What the folder's `demo.json` tells. A filling that was cut short goes on with the same password hash."""

    wish: Wish
    password: str
    password_hash: str = ""
    filled: bool = False


class DemoDistrict(NamedTuple):
    """A district that is there: its folder, what is in it, and the one password of all its logins."""

    folder: Path
    settings: Settings
    plan: Plan
    password: str

    def size_bytes(self) -> int:
        """How large the database's file is; 0 for a database that is no file."""
        path = Path(self.settings.database.removeprefix("sqlite:///"))
        return path.stat().st_size if path.is_file() else 0


def today() -> date:
    """The district's calendar day: at its beginning the demo's history ends."""
    return datetime.now(SHANGHAI).date()


def wish_of(folder: Path) -> Wish | None:
    """Which demo a folder holds, whole or begun; None for no demo."""
    kept = _read(folder)
    return None if kept is None else kept.wish


def remove(folder: Path) -> None:
    """Take a demo out of its folder, and nothing that is not its own. A database outside of the folder stays."""
    for name in _OWN_FILES:
        for suffix in ("", "-wal", "-shm"):
            (folder / (name + suffix)).unlink(missing_ok=True)
    for name in _OWN_FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    (folder / _FILE).unlink(missing_ok=True)


async def prepare(folder: Path, wish: Wish, report: Report) -> DemoDistrict:
    """Make the district in its folder, or what is missing of it. Refuses a folder that holds something else."""
    kept = _read(folder)
    if kept is None:
        kept = _begin(folder, wish)
    elif kept.wish != wish:
        raise Refused(f"{folder} holds another demo; give --fresh, --keep or another --dir")
    settings = await _made(folder, wish)
    if not kept.password_hash:
        kept = msgspec.structs.replace(kept, password_hash=await _hashed(settings, kept.password))
        _keep(folder, kept)
    plan = Plan(wish.seed, wish.scale, kept.password_hash, wish.ends_on, wish.size or SIZES[wish.scale])
    if not kept.filled:
        await _fill(settings, plan, report)
        _keep(folder, msgspec.structs.replace(kept, filled=True))
    return DemoDistrict(folder, settings, plan, kept.password)


def _begin(folder: Path, wish: Wish) -> _Kept:
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty and holds no demo; give another --dir")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = _Kept(wish, new_code().lower())
    _keep(folder, kept)
    return kept


async def _made(folder: Path, wish: Wish) -> Settings:
    """The district's settings; made with its key and its empty database unless it is there."""
    if not (folder / NAME).exists():
        await init.make(init.Wish(folder, wish.database, DISTRICT, DISTRICT_NAME))
        with (folder / NAME).open("a", encoding="utf-8") as file:
            file.writelines(f"{PREFIX}{name.upper()}={value}\n" for name, value in wish.settings.items())
    return load_settings(folder)


async def _hashed(settings: Settings, password: str) -> str:
    """Once, for all logins of the demo have one password."""
    passwords = Passwords(
        memory_kib=settings.argon2_memory_kib, time_cost=settings.argon2_time_cost, lanes=settings.argon2_lanes
    )
    try:
        return await passwords.hash(password)
    finally:
        passwords.close()


async def _fill(settings: Settings, plan: Plan, report: Report) -> None:
    await store_pictures(open_blobs(settings), plan)
    door = await open_door(settings)
    try:
        await fill(door, plan, report)
    finally:
        await door.database.close()


def _read(folder: Path) -> _Kept | None:
    try:
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=_Kept)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise Refused(f"{folder / _FILE} is none of this release; give --fresh or another --dir") from error


def _keep(folder: Path, kept: _Kept) -> None:
    path = folder / _FILE
    path.touch(mode=0o600)
    path.write_bytes(msgspec.json.format(msgspec.json.encode(kept)))
