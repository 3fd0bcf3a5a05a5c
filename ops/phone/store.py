"""The terminal phone's store: one SQLite file, durable at each commit. A PhoneStore, as the in-memory one is."""

import sqlite3
from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from mobile_contract.sync import ScopeInfo
from ops.phone.device import make_private
from ops.phone.sealing import is_wrapped, new_key, seal, unseal, unwrap, wrap
from sync.ports import (
    Answered,
    BaseRow,
    Booting,
    Dropping,
    Leaving,
    Member,
    Mended,
    PhoneState,
    PhotoFile,
    Queued,
    Sent,
)

K = TypeVar("K")
R = TypeVar("R")

BUSY_S = 30.0
_LEASE = "lease"

_TABLES = ("queue", "sent", "answered", "scopes", "booting", "dropping", "mended", "leaving", "photos", "settings")
_OWN, _PLAIN = 0, -1
"""Whose key sealed a row, where it is no scope's: the phone's own, or nobody's, as in the first files."""

_BASE = """CREATE TABLE IF NOT EXISTS base (
    kind INTEGER, id TEXT, version INTEGER NOT NULL, record BLOB NOT NULL, scope INTEGER NOT NULL DEFAULT -1,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID"""
_KEYS = "CREATE TABLE IF NOT EXISTS scope_keys (scope INTEGER PRIMARY KEY, key BLOB NOT NULL)"
_SEALED = """SELECT base.kind, base.id, base.version, base.record, base.scope, scope_keys.key
    FROM base LEFT JOIN scope_keys ON scope_keys.scope = base.scope"""
_READABLE = "(scope_keys.key IS NOT NULL OR base.scope = -1)"
_MEMBERS = """CREATE TABLE IF NOT EXISTS members (
    scope INTEGER, kind INTEGER, id TEXT, mark INTEGER NOT NULL, PRIMARY KEY (scope, kind, id)
) WITHOUT ROWID"""
_SCHEMA = (
    _BASE,
    _KEYS,
    _MEMBERS,
    "CREATE INDEX IF NOT EXISTS ix_members_row ON members (kind, id)",
    *(f"CREATE TABLE IF NOT EXISTS {name} (key PRIMARY KEY, row BLOB NOT NULL) WITHOUT ROWID" for name in _TABLES),
)


class _Line:
    """The connection, and whether a transaction of ours is open on it."""

    def __init__(self, path: str) -> None:
        self.connection = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        self.open = False
        self.shredding = False
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            self.read(f"PRAGMA {pragma}")
        with self.transaction():
            for statement in _SCHEMA:
                self.write(statement)
            if "scope" not in {row[1] for row in self.read("PRAGMA table_info(base)")}:
                self.write("ALTER TABLE base ADD COLUMN scope INTEGER NOT NULL DEFAULT -1")

    def read(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, values).fetchall()

    def write(self, statement: str, *values: object) -> None:
        if not self.open:
            raise RuntimeError("a write outside of a commit")
        self.connection.execute(statement, values)

    @contextmanager
    def transaction(self) -> Generator[None]:
        if self.open:
            raise RuntimeError("a commit within a commit")
        self.connection.execute("BEGIN IMMEDIATE")
        self.open = True
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self.open = False
        if self.shredding:
            self.shredding = not self._empty_the_log()

    def _empty_the_log(self) -> bool:
        """Whether the log, which may hold a destroyed key, is empty now; not while another process reads."""
        self.read("PRAGMA busy_timeout = 0")
        try:
            [(busy, _, _)] = self.read("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.read(f"PRAGMA busy_timeout = {int(BUSY_S * 1000)}")
        return not busy


class _Rows(Generic[K, R]):
    def __init__(self, line: _Line, table: str, shape: type[R], key: Callable[[R], K]) -> None:
        self._line = line
        self._key = key
        self._decoder = msgspec.msgpack.Decoder(shape)
        self._find = f"SELECT row FROM {table} WHERE key = ?"  # noqa: S608  # table names are ours, see _TABLES
        self._list = f"SELECT row FROM {table} ORDER BY key"  # noqa: S608  # as above
        self._put = f"INSERT OR REPLACE INTO {table} VALUES (?, ?)"  # noqa: S608  # as above
        self._drop = f"DELETE FROM {table} WHERE key = ?"  # noqa: S608  # as above

    def find(self, key: K) -> R | None:
        found = self._line.read(self._find, _flat(key))
        return self._decoder.decode(found[0][0]) if found else None

    def rows(self) -> list[R]:
        return [self._decoder.decode(row) for (row,) in self._line.read(self._list)]

    def put(self, row: R) -> None:
        self._line.write(self._put, _flat(self._key(row)), msgspec.msgpack.encode(row))

    def drop(self, key: K) -> None:
        self._line.write(self._drop, _flat(key))


class Locked(RuntimeError):
    """What is here opens with the lease alone, and that has run out: nothing of it is read or changed."""


class _Base:
    """Rows sealed with the key of the first scope that shows them; these keys are wrapped with the lease.

    Without a lease that they need, nothing is here to be seen, and nothing may be put.
    """

    def __init__(self, line: _Line, lease: str) -> None:
        self._line = line
        self.lease = bytes.fromhex(lease)

    def find(self, key: tuple[int, str]) -> BaseRow | None:
        return next(iter(self.opened("base.kind = ? AND base.id = ?", *key)), None)

    def rows(self) -> list[BaseRow]:
        return self.opened("1")

    def of_kind(self, kind: int) -> Iterable[BaseRow]:
        return self.opened("base.kind = ?", kind)

    def put(self, row: BaseRow) -> None:
        told = self._line.read("SELECT min(scope) FROM members WHERE kind = ? AND id = ?", row.kind, row.id)[0][0]
        scope = _OWN if told is None else told
        sealed = seal(self._key(scope), _place(row.kind, row.id), row.record)
        statement = "INSERT OR REPLACE INTO base (kind, id, version, record, scope) VALUES (?, ?, ?, ?, ?)"
        self._line.write(statement, row.kind, row.id, row.version, sealed, scope)

    def drop(self, key: tuple[int, str]) -> None:
        self._line.write("DELETE FROM base WHERE kind = ? AND id = ?", *key)

    def opened(self, where: str, *values: object) -> list[BaseRow]:
        found = self._line.read(f"{_SEALED} WHERE {where} AND {_READABLE} ORDER BY base.kind, base.id", *values)
        return [
            BaseRow(kind, row_id, version, self._record(scope, key, _place(kind, row_id), record))
            for kind, row_id, version, record, scope, key in found
            if scope == _PLAIN or self.lease or not is_wrapped(key)
        ]

    def _record(self, scope: int, kept: bytes, place: str, record: bytes) -> bytes:
        return record if scope == _PLAIN else unseal(unwrap(self.lease, _key_place(scope), kept), place, record)

    def shred(self, scope: int) -> None:
        """Seal anew what other scopes show, then destroy the key."""
        for row in self.opened("base.scope = ?", scope):
            self.put(row)
        self._line.write("DELETE FROM scope_keys WHERE scope = ?", scope)
        self._line.shredding = True

    def _key(self, scope: int) -> bytes:
        found = self._line.read("SELECT key FROM scope_keys WHERE scope = ?", scope)
        if found:
            kept: bytes = found[0][0]
            if is_wrapped(kept) and not self.lease:
                raise Locked
            return unwrap(self.lease, _key_place(scope), kept)
        key = new_key()
        self._line.write("INSERT INTO scope_keys VALUES (?, ?)", scope, self._kept(scope, key))
        return key

    def _kept(self, scope: int, key: bytes) -> bytes:
        return wrap(self.lease, _key_place(scope), key) if self.lease else key

    def take(self, lease: str) -> None:
        """Wrap with this lease what lies there as it is; a key that does not open with it is gone, and its rows are."""
        self.lease = bytes.fromhex(lease)
        for scope, kept in self._line.read("SELECT scope, key FROM scope_keys"):
            try:
                key = unwrap(self.lease, _key_place(scope), kept)
            except sqlite3.DatabaseError:  # of another district's key: the digests will bring its rows back
                self._line.write("DELETE FROM scope_keys WHERE scope = ?", scope)
                self._line.write("DELETE FROM base WHERE scope = ?", scope)
                continue
            if not is_wrapped(kept):
                self._line.write("UPDATE scope_keys SET key = ? WHERE scope = ?", self._kept(scope, key), scope)
                self._line.shredding = True


class _Members:
    def __init__(self, line: _Line, base: _Base) -> None:
        self._line = line
        self._base = base

    def put(self, member: Member) -> None:
        self._line.write("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?)", *member)

    def drop(self, scope: int, kind: int, id: str) -> None:  # noqa: A002  # the contract's own word
        self._line.write("DELETE FROM members WHERE scope = ? AND kind = ? AND id = ?", scope, kind, id)

    def of_scope(self, scope: int) -> list[Member]:
        found = self._line.read("SELECT scope, kind, id, mark FROM members WHERE scope = ? ORDER BY kind, id", scope)
        return [Member(*row) for row in found]

    def scopes_of(self, kind: int, id: str) -> list[int]:  # noqa: A002  # the contract's own word
        found = self._line.read("SELECT scope FROM members WHERE kind = ? AND id = ? ORDER BY scope", kind, id)
        return [scope for (scope,) in found]

    def versions(self, scope: int) -> Iterable[tuple[int, str, int]]:
        found = self._line.read(
            f"""SELECT base.kind, base.id, base.version FROM members JOIN base USING (kind, id)
            LEFT JOIN scope_keys ON scope_keys.scope = base.scope
            WHERE members.scope = ? AND {_READABLE} ORDER BY base.kind, base.id""",  # noqa: S608 - words of ours
            scope,
        )
        return [(kind, row_id, version) for kind, row_id, version in found]

    def orphans(self) -> Iterable[BaseRow]:
        return self._base.opened("NOT EXISTS (SELECT 1 FROM members m WHERE m.kind = base.kind AND m.id = base.id)")


class Setting(msgspec.Struct, frozen=True):
    """What the shell keeps beside the phone's own tables: the server's address, the install's secret, names."""

    name: str
    value: str


class FileStore:
    """A PhoneStore in one file, readable by its owner alone. Several processes may open it; a writer waits its turn."""

    def __init__(self, path: Path) -> None:
        make_private(path)
        self.path = path
        self._line = line = _Line(str(path))
        self._states = _Rows[str, PhoneState](line, "settings", PhoneState, lambda _: "state")
        self.settings = _Rows[str, Setting](line, "settings", Setting, lambda row: f"setting {row.name}")
        self.base = _Base(line, self.setting(_LEASE))
        self.members = _Members(line, self.base)
        self.queue = _Rows[int, Queued](line, "queue", Queued, lambda row: row.seq)
        self.sent = _Rows[int, Sent](line, "sent", Sent, lambda row: row.seq)
        self.answered = _Rows[int, Answered](line, "answered", Answered, lambda row: row.seq)
        self.scopes = _Rows[int, ScopeInfo](line, "scopes", ScopeInfo, lambda row: row.id)
        self.booting = _Rows[int, Booting](line, "booting", Booting, lambda row: row.scope)
        self.dropping = _Rows[int, Dropping](line, "dropping", Dropping, lambda row: row.scope)
        self.mended = _Rows[int, Mended](line, "mended", Mended, lambda row: row.scope)
        self.leaving = _Rows[tuple[int, str], Leaving](line, "leaving", Leaving, lambda row: (row.kind, row.id))
        self.photos = _Rows[str, PhotoFile](line, "photos", PhotoFile, lambda row: row.upload)

    def commit(self) -> AbstractContextManager[None]:
        """One durable transaction; it takes its turn among processes, and they do not nest."""
        return self._line.transaction()

    def take_lease(self, lease: str) -> None:
        """Open what is here with the lease that the district has given, and keep it until `lock`."""
        if lease and (lease != self.setting(_LEASE) or not self.base.lease):
            with self.commit():
                self.settings.put(Setting(_LEASE, lease))
                self.base.take(lease)

    def lock(self) -> None:
        """Let go of the lease, in the file and in its log: what is personal opens when the district gives it again."""
        if self.base.lease or self.setting(_LEASE):
            with self.commit():
                self.settings.drop(f"setting {_LEASE}")
                self._line.shredding = True
            self.base.lease = b""

    def destroy(self) -> None:
        """Everything goes, the keys first, and the file last."""
        with self.commit():
            self._line.write("DELETE FROM scope_keys")
            self._line.shredding = True
        with self.commit():
            for table in ("base", "members", *_TABLES):
                self._line.write(f"DELETE FROM {table}")  # noqa: S608  # table names are ours
            self._line.shredding = True
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def shred(self, scope: int) -> None:
        """Destroy a scope's key, in the file and, as soon as no other process reads, in its log."""
        self.base.shred(scope)

    def state(self) -> PhoneState:
        """The phone's one row; its defaults on a fresh phone."""
        return self._states.find("state") or PhoneState()

    def put_state(self, state: PhoneState) -> None:
        """Replace the phone's one row."""
        self._states.put(state)

    def setting(self, name: str) -> str:
        """What the shell keeps under a name; empty if nothing."""
        found = self.settings.find(f"setting {name}")
        return found.value if found else ""

    def keep(self, **settings: str) -> None:
        """Keep settings of the shell, in a commit of their own."""
        with self.commit():
            for name, value in settings.items():
                self.settings.put(Setting(name, value))

    def close(self) -> None:
        """Close the file; what was not committed is gone."""
        self._line.connection.close()


def _key_place(scope: int) -> str:
    return f"scope {scope}"


def _place(kind: int, row_id: str) -> str:
    return f"{kind}|{row_id}"


def _flat(key: object) -> object:
    return f"{key[0]:08d} {key[1]}" if isinstance(key, tuple) else key
