"""What `hexward doctor` looks at, each thing by itself. A check reads, or writes what it takes away again."""

import os
import platform
import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from datetime import timedelta
from importlib import metadata
from pathlib import Path

from msgspec import Struct
from sqlalchemy import bindparam, distinct, func, select

from ops.commands.answering import line_of
from ops.commands.opening import opened, refuse_old_schema
from ops.commands.settings_file import load_settings
from ops.migrations import newest_revision
from server.calendar.loading import load_calendar
from server.cases.calendars import missing_years
from server.core import clock
from server.core import tables as t
from server.core.columns import UtcInstant
from server.core.database import Database, DatabaseFault, UnsafeDurability
from server.core.loading import head_of
from server.core.renewal import ANNOUNCED
from server.core.seal import Seal
from server.core.statements import Statement
from server.settings import Settings, WrongSettings, read_master
from server.sync.digests import RECOUNT_KIND
from server.sync.wipes import list_unproved_wipes

LIBRARIES = ("aiosqlite", "asyncpg", "cryptography", "granian", "litestar", "msgspec", "pillow", "sqlalchemy")
_LEAST_FREE_BYTES = 1 << 30
_LAST_COMMIT = Statement(
    select(t.journal.c.pos, t.journal.c.link)
    .where(t.journal.c.district_id == bindparam("district"))
    .order_by(t.journal.c.pos.desc())
    .limit(1)
)

_ENDED = Statement(
    select(func.count(distinct(t.past_epochs.c.followed_by))).where(
        t.past_epochs.c.district_id == bindparam("district"), t.past_epochs.c.why != ANNOUNCED
    )
)

_RECOUNTS = Statement(
    select(func.count()).where(
        t.journal_entries.c.district_id == bindparam("district"),
        t.journal_entries.c.kind == RECOUNT_KIND,
        t.journal_entries.c.observed_at > bindparam("after", type_=UtcInstant),
    )
)
_LATELY = timedelta(days=7)
"""How long a phone may take to prove that it wiped what it lost, and how far back counts are looked at."""


class Check(Struct, frozen=True):
    """What was looked at, whether it is in order, and what was seen."""

    name: str
    ok: bool
    told: str


async def examine(data: Path) -> list[Check]:
    """Every check, in the order in which they depend on each other."""
    checks = [_libraries()]
    try:
        settings = load_settings(data)
    except WrongSettings as error:
        return [*checks, Check("settings", ok=False, told=line_of(error))]
    checks.append(Check("settings", ok=True, told=f"district {settings.district}, {_place_of(settings.database)}"))
    checks += [_look("key", lambda: _key(settings)), _look("photos", lambda: _blobs(settings.blobs))]
    try:
        async with opened(settings.database) as database:
            checks.append(Check("database", ok=True, told=f"{database.dialect}, its commits survive a power cut"))
            checks.append(await _ask("schema", lambda: _schema(database)))
            checks.append(await _ask("journal", lambda: _journal(database, settings.district)))
            checks.append(await _ask("calendar", lambda: _calendar(database, settings.district)))
            checks.append(await _ask("phones", lambda: _phones(database, settings.district)))
    except (DatabaseFault, UnsafeDurability) as error:
        checks.append(Check("database", ok=False, told=line_of(error)))
    return checks


def _look(name: str, check: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, told=check())
    except (WrongSettings, ValueError, OSError) as error:
        return Check(name, ok=False, told=line_of(error))


async def _ask(name: str, check: Callable[[], Awaitable[str]]) -> Check:
    try:
        return Check(name, ok=True, told=await check())
    except (DatabaseFault, LookupError, ValueError) as error:
        return Check(name, ok=False, told=line_of(error))


def _libraries() -> Check:
    """Which versions run here: what a report of a fault needs first."""
    try:
        told = [f"{name} {metadata.version(name)}" for name in ("hexward", *LIBRARIES)]
    except metadata.PackageNotFoundError as error:
        return Check("libraries", ok=False, told=f"{error.name} is not installed")
    python = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return Check("libraries", ok=True, told=", ".join([python, *told]))


def _place_of(url: str) -> str:
    """The database without a password."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _key(settings: Settings) -> str:
    Seal.from_master(read_master(settings))
    return f"{settings.key_file} is its owner's alone"


def _blobs(folder: Path) -> str:
    """A photo is promised only when its file and its name in the folder are on the disk."""
    trial = folder / f".doctor-{os.getpid()}"
    file = os.open(trial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(file, b"doctor")
        os.fsync(file)
    finally:
        os.close(file)
        trial.unlink()
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    free_bytes = shutil.disk_usage(folder).free
    if free_bytes < _LEAST_FREE_BYTES:
        raise OSError(f"{folder} has {free_bytes / 1e6:,.0f} MB left")
    return f"{folder} takes files and flushes them; {free_bytes / 1e9:,.1f} GB free"


async def _schema(database: Database) -> str:
    await refuse_old_schema(database)
    return f"revision {newest_revision()}"


async def _journal(database: Database, district: int) -> str:
    head = await database.read(lambda tx: head_of(tx, district))
    rows = await database.read(lambda tx: tx.fetch(_LAST_COMMIT, district=district))
    last_pos, last_link = rows[0] if rows else (0, None)
    if head.pos != last_pos or (rows and head.link != last_link):
        raise ValueError(f"the head is at {head.pos}, the journal ends at {last_pos}: run `hexward audit-verify`")
    ended = (await database.read(lambda tx: tx.fetch(_ENDED, district=district)))[0][0]
    told = f"{head.name} at position {head.pos}, durable to {head.durable_pos}"
    return f"{told}; {ended} times set back without a word" if ended else told


async def _phones(database: Database, district: int) -> str:
    """What a phone was to wipe and has not proved, and scopes whose digests had to be counted anew, are faults."""
    since = clock.now() - _LATELY
    unproved = await database.read(lambda tx: list_unproved_wipes(tx, district, since))
    recounts = (await database.read(lambda tx: tx.fetch(_RECOUNTS, district=district, after=since)))[0][0]
    if unproved:
        raise ValueError(f"{len(unproved)} wipes unproved for {_LATELY.days} days: see `hexward devices`")
    if recounts:
        raise ValueError(f"{recounts} digests were counted anew in {_LATELY.days} days: phones held otherwise")
    return "every wipe is proved, and digests agree"


async def _calendar(database: Database, district: int) -> str:
    """A year without a calendar refuses every limit in working time that reaches into it.

    For this year that is a fault; the next year's notice may still come, so that of it December only reminds.
    """
    calendar, now = await database.read(lambda tx: load_calendar(tx, district)), clock.now()
    missing = missing_years(calendar, now)
    if not missing:
        return f"work time is known to the end of {calendar.years[-1]}"
    years = " and ".join(map(str, missing))
    told = f"{years} has no work calendar: `hexward calendar import` the notice of the year"
    if now.astimezone(calendar.zone).year in missing:
        raise ValueError(told)
    return told
