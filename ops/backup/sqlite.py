"""An SQLite district copied while it works, and put back. Knows nothing of what is in it."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ops.commands.answering import Refused
from ops.commands.opening import SQLITE

FILE = "database.sqlite"


def copy(url: str, folder: Path) -> Path:
    """Copy a database with SQLite's own online backup: one moment of it, whoever writes meanwhile."""
    source, target = Path(url.removeprefix(SQLITE)), folder / FILE
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    read_only = f"{source.absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(read_only, uri=True)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
        here.execute("PRAGMA journal_mode=DELETE").fetchall()
    return target


def put_back(file: Path, url: str) -> None:
    """Put a copy where a database is to be. Raises Refused when there is one."""
    target = Path(url.removeprefix(SQLITE))
    for left in (target, *(target.with_name(target.name + more) for more in ("-wal", "-shm"))):
        if left.exists():
            raise Refused(f"there is a {left} already; move it away first, nothing was changed")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    shutil.copyfile(file, partial)
    partial.chmod(0o600)
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    partial.rename(target)


def refuse_damaged(file: Path) -> None:
    """Raises Refused when SQLite itself finds the copy damaged."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copied:
        try:
            told = [row[0] for row in copied.execute("PRAGMA integrity_check")]
        except sqlite3.DatabaseError as error:
            told = [str(error)]
    if told != ["ok"]:
        raise Refused(f"{file} is damaged: {told[0]}")
