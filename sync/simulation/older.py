"""Phones whose app is older than the server: what it writes, says and keeps is as a contract before this one had it.

The past is made up, for the real one has hardly changed a shape: contracts before this one told a visit's channel as
`how`, a comment's words as `words`, and the first of them called a visit `log_visit`; none of them knew when a home
was visited last, nor the number of a person.
"""

from collections.abc import Generator, Iterable, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import msgspec
from msgspec.structs import replace

from mobile_contract import kinds, versions
from mobile_contract.base import CONTRACT
from mobile_contract.sync import PushRequest
from sync.ports import BaseRow, PhoneState, PhoneStore, PhotoFile, Queued
from sync.simulation.dice import Dice
from sync.simulation.network import Request

OLDEST = max(1, CONTRACT - versions.PULLED_BACK)
"""The oldest contract that may still pull."""

_UNKNOWN = frozenset({(kinds.HOUSEHOLD, "last_visited_at"), (kinds.PERSON, "id_masked")})

_ODDS = 0.4
_RENAMED = {"record_visit": ("channel", "how"), "comment_case": ("opinion", "words")}
"""By kind: a field, and its name before this contract."""

_FIRST_VISIT = "log_visit"


def contract_of(*names: object) -> int:
    """The contract of a phone's first app, drawn from these names: now and then an older one."""
    dice = Dice("app", *names)
    return dice.between(OLDEST, CONTRACT - 1) if OLDEST < CONTRACT and dice.chance(_ODDS) else CONTRACT


def unknown_to(contract: int) -> frozenset[tuple[int, str]]:
    """The fields of records that an app of that contract does not know, and so does not keep: by kind and name."""
    return _UNKNOWN if contract < CONTRACT else frozenset()


# --- what it writes ---------------------------------------------------------------------------------------------------


def as_then(body: bytes, contract: int) -> bytes:
    """A command of this build as an app of that contract would have written it."""
    said: dict[str, Any] = msgspec.json.decode(body)
    now, then = _RENAMED.get(said["kind"], ("", ""))
    told = {then if name == now else name: value for name, value in said.items()} | {"contract": contract}
    if contract == OLDEST and said["kind"] == "record_visit":
        told["kind"] = _FIRST_VISIT
    return msgspec.json.encode(told)


def as_now(said: dict[str, Any]) -> dict[str, Any]:
    """What somebody said, in the words of this contract: for checks, which read bytes without the server's code."""
    contract = said.get("contract")
    if not isinstance(contract, int) or contract >= CONTRACT:
        return said
    kind = "record_visit" if said.get("kind") == _FIRST_VISIT else said.get("kind")
    now, then = _RENAMED.get(str(kind), ("", ""))
    return {now if name == then else name: value for name, value in said.items()} | {"kind": kind}


@contextmanager
def made_up() -> Generator[None]:
    """As long as this lasts, commands of older contracts are read as this past meant them."""
    real = versions.CONVERTERS
    renames = {kind: _renames(now, then) for kind, (now, then) in _RENAMED.items()}
    steps: dict[int, Mapping[str, versions.Convert]] = {CONTRACT - 1: renames}
    if OLDEST < CONTRACT - 1:
        steps[OLDEST] = {_FIRST_VISIT: lambda told: told | {"kind": "record_visit"}}
    versions.CONVERTERS = steps
    try:
        yield
    finally:
        versions.CONVERTERS = real


def _renames(now: str, then: str) -> versions.Convert:
    return lambda told: {now if name == then else name: value for name, value in told.items()}


# --- what it says -----------------------------------------------------------------------------------------------------


def as_said(request: Request, contract: int) -> Request:
    """A request as an app of that contract sends it; the commands in it are bytes already, and stay so."""
    if contract == CONTRACT or isinstance(request, PhotoFile):
        return request
    if not isinstance(request, bytes):
        return replace(request, contract=contract)
    first, commands = request.split(b"\n", 1)
    envelope = replace(msgspec.json.decode(first, type=PushRequest), contract=contract)
    return msgspec.json.encode(envelope) + b"\n" + commands


# --- what it keeps ----------------------------------------------------------------------------------------------------


class OlderStore:
    """A store as an app of that contract uses it: the tables are those of the phone, and the next app finds them."""

    def __init__(self, store: PhoneStore, contract: int) -> None:
        self._store = store
        self._contract = contract
        self.base = _OlderBase(store)
        self.queue = _OlderQueue(store, contract)
        self.members, self.sent, self.answered = store.members, store.sent, store.answered
        self.scopes, self.booting, self.dropping = store.scopes, store.booting, store.dropping
        self.mended, self.leaving, self.photos = store.mended, store.leaving, store.photos

    def commit(self) -> AbstractContextManager[None]:
        """See PhoneStore."""
        return self._store.commit()

    def shred(self, scope: int) -> None:
        """See PhoneStore."""
        self._store.shred(scope)

    def state(self) -> PhoneState:
        """See PhoneStore. To this app its own contract is the present one."""
        return _in_contract(self._store.state(), self._contract, CONTRACT)

    def put_state(self, state: PhoneState) -> None:
        """See PhoneStore."""
        self._store.put_state(_in_contract(state, CONTRACT, self._contract))


class _OlderBase:
    """Rows without what the app does not know."""

    def __init__(self, store: PhoneStore) -> None:
        self._base = store.base

    def find(self, key: tuple[int, str]) -> BaseRow | None:
        return self._base.find(key)

    def rows(self) -> list[BaseRow]:
        return self._base.rows()

    def of_kind(self, kind: int) -> Iterable[BaseRow]:
        return self._base.of_kind(kind)

    def put(self, row: BaseRow) -> None:
        unknown = {name for kind, name in _UNKNOWN if kind == row.kind}
        if unknown:
            told: dict[str, Any] = msgspec.json.decode(row.record)
            kept = {name: value for name, value in told.items() if name not in unknown}
            row = replace(row, record=msgspec.json.encode(kept))
        self._base.put(row)

    def drop(self, key: tuple[int, str]) -> None:
        self._base.drop(key)


class _OlderQueue:
    """Commands in the words of the app; what an older one wrote, or this one before, stays as it is."""

    def __init__(self, store: PhoneStore, contract: int) -> None:
        self._queue = store.queue
        self._contract = contract

    def find(self, key: int) -> Queued | None:
        return self._queue.find(key)

    def rows(self) -> list[Queued]:
        return self._queue.rows()

    def put(self, row: Queued) -> None:
        fresh = b'"contract":%d,' % CONTRACT in row.body
        self._queue.put(replace(row, body=as_then(row.body, self._contract)) if fresh else row)

    def drop(self, key: int) -> None:
        self._queue.drop(key)


def _in_contract(state: PhoneState, one: int, other: int) -> PhoneState:
    """The phone's row, with what it notes of rows that came in one contract told as of another."""

    def told(rows: str) -> str:
        epoch, _, contract = rows.rpartition("|")
        return f"{epoch}|{other}" if contract == str(one) else rows

    return replace(state, rows_of=told(state.rows_of), rows_due=told(state.rows_due))
