"""The in-memory store: the oracle for every other. Commits are all or nothing; nothing survives the process."""

from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from functools import partial
from typing import Any, Generic, TypeVar

from mobile_contract.sync import ScopeInfo
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


class _Log:
    """How to take back what the open transaction has done so far; None while there is none."""

    def __init__(self, on_write: Callable[[], None]) -> None:
        self.undo: list[Callable[[], Any]] | None = None
        self.on_write = on_write

    def note(self, undo: Callable[[], Any]) -> None:
        if self.undo is None:
            raise RuntimeError("a write outside of a commit")
        self.on_write()
        self.undo.append(undo)


class _Rows(Generic[K, R]):
    def __init__(self, log: _Log, key: Callable[[R], K]) -> None:
        self._log = log
        self._key = key
        self._rows: dict[Any, R] = {}

    def find(self, key: K) -> R | None:
        return self._rows.get(key)

    def rows(self) -> list[R]:
        return [self._rows[key] for key in sorted(self._rows)]

    def copied(self) -> dict[Any, R]:
        return dict(self._rows)

    def put(self, row: R) -> None:
        key = self._key(row)
        self._note(key)
        self._rows[key] = row

    def drop(self, key: K) -> None:
        self._note(key)
        self._rows.pop(key, None)

    def _note(self, key: K) -> None:
        rows = self._rows
        if key in rows:
            old = rows[key]
            self._log.note(lambda: rows.__setitem__(key, old))
        else:
            self._log.note(lambda: rows.pop(key, None))


class _Base(_Rows[tuple[int, str], BaseRow]):
    def of_kind(self, kind: int) -> Iterable[BaseRow]:
        return [self._rows[key] for key in sorted(key for key in self._rows if key[0] == kind)]


class _Members:
    def __init__(self, log: _Log, base: _Base) -> None:
        self._log = log
        self._base = base
        self._rows_of: dict[int, dict[tuple[int, str], Member]] = {}
        self._scopes_of: dict[tuple[int, str], set[int]] = {}

    def put(self, member: Member) -> None:
        old = self._rows_of.get(member.scope, {}).get((member.kind, member.id))
        undo = partial(self._keep, old) if old else partial(self._forget, *member[:3])
        self._log.note(undo)
        self._keep(member)

    def drop(self, scope: int, kind: int, id: str) -> None:  # noqa: A002  # the contract's own word
        old = self._rows_of.get(scope, {}).get((kind, id))
        if old is not None:
            self._log.note(partial(self._keep, old))
            self._forget(scope, kind, id)

    def copied(self) -> dict[Any, Member]:
        rows = (member for members in self._rows_of.values() for member in members.values())
        return {(row.scope, row.kind, row.id): row for row in rows}

    def of_scope(self, scope: int) -> list[Member]:
        return sorted(self._rows_of.get(scope, {}).values())

    def scopes_of(self, kind: int, id: str) -> list[int]:  # noqa: A002  # the contract's own word
        return sorted(self._scopes_of.get((kind, id), ()))

    def versions(self, scope: int) -> Iterable[tuple[int, str, int]]:
        held = (self._base.find((row.kind, row.id)) for row in self.of_scope(scope))
        return [(row.kind, row.id, row.version) for row in held if row is not None]

    def orphans(self) -> Iterable[BaseRow]:
        return [row for row in self._base.rows() if not self._scopes_of.get((row.kind, row.id))]

    def _keep(self, member: Member) -> None:
        self._rows_of.setdefault(member.scope, {})[member.kind, member.id] = member
        self._scopes_of.setdefault((member.kind, member.id), set()).add(member.scope)

    def _forget(self, scope: int, kind: int, row_id: str) -> None:
        self._rows_of[scope].pop((kind, row_id), None)
        self._scopes_of[kind, row_id].discard(scope)


class MemoryStore:
    """A PhoneStore of dictionaries. A block that raises leaves no trace, as a crash in a database would.

    `on_write` is called before each write and before each commit ends: the place for a simulated crash.
    """

    def __init__(self, on_write: Callable[[], None] = lambda: None) -> None:
        self._log = _Log(on_write)
        self._states: _Rows[str, PhoneState] = _Rows(self._log, lambda _: "phone")
        self.base = _Base(self._log, lambda row: (row.kind, row.id))
        self.members = _Members(self._log, self.base)
        self.queue: _Rows[int, Queued] = _Rows(self._log, lambda row: row.seq)
        self.sent: _Rows[int, Sent] = _Rows(self._log, lambda row: row.seq)
        self.answered: _Rows[int, Answered] = _Rows(self._log, lambda row: row.seq)
        self.scopes: _Rows[int, ScopeInfo] = _Rows(self._log, lambda row: row.id)
        self.booting: _Rows[int, Booting] = _Rows(self._log, lambda row: row.scope)
        self.dropping: _Rows[int, Dropping] = _Rows(self._log, lambda row: row.scope)
        self.mended: _Rows[int, Mended] = _Rows(self._log, lambda row: row.scope)
        self.leaving: _Rows[tuple[int, str], Leaving] = _Rows(self._log, lambda row: (row.kind, row.id))
        self.photos: _Rows[str, PhotoFile] = _Rows(self._log, lambda row: row.upload)

    @contextmanager
    def commit(self) -> Generator[None]:
        """One transaction; they do not nest."""
        if self._log.undo is not None:
            raise RuntimeError("a commit within a commit")
        self._log.undo = []
        try:
            yield
            self._log.on_write()
        except BaseException:
            for undo in reversed(self._log.undo):
                undo()
            raise
        finally:
            self._log.undo = None

    def shred(self, scope: int) -> None:  # noqa: ARG002 - nothing here outlives the process, so nothing is sealed
        """A write like any other, at which a phone may die."""
        self._log.note(lambda: None)

    def state(self) -> PhoneState:
        """The phone's one row; its defaults on a fresh phone."""
        return self._states.find("phone") or PhoneState()

    def put_state(self, state: PhoneState) -> None:
        """Replace the phone's one row."""
        self._states.put(state)

    def contents(self) -> dict[str, dict[Any, Any]]:
        """Every row by table and key, as it is now: for whoever compares a store with another, or with itself later."""
        tables: dict[str, _Rows[Any, Any] | _Members] = {
            "phone": self._states, "base": self.base, "members": self.members, "queue": self.queue, "sent": self.sent,
            "answered": self.answered, "scopes": self.scopes, "booting": self.booting, "dropping": self.dropping,
            "mended": self.mended, "leaving": self.leaving, "photos": self.photos,
        }  # fmt: skip
        return {name: table.copied() for name, table in tables.items()}
