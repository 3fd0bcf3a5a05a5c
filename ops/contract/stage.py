"""What a phone did on the wire, request by request, and which of the laws that every phone must keep it broke."""

import time
from collections.abc import Callable

import msgspec
from msgspec import Struct

from mobile_contract.commands import Lenient
from mobile_contract.sync import MAX_BATCH, MAX_COMMAND_BYTES, MAX_PUSH_BYTES, PullRequest, PushRequest, Seen, Stamp
from ops.contract.district import District, Saved

PUSH, PULL, BOOT, DIGEST = "/v1/sync/push", "/v1/sync/pull", "/v1/sync/boot", "/v1/sync/digest"
SYNC = frozenset({PUSH, PULL, BOOT, DIGEST})


class Asked(Struct):
    """A request. `value` is its decoded envelope, `bodies` the commands of a push; `spoiled`: its answer got lost."""

    at_s: float
    method: str
    path: str
    value: object = None
    bodies: tuple[bytes, ...] = ()
    spoiled: bool = False
    refused: int = 0
    wait_s: int = 0

    @property
    def cursor(self) -> str:
        """The cursor that it names."""
        return str(getattr(self.value, "cursor", ""))

    @property
    def seen(self) -> Seen | None:
        """The stamp that it shows."""
        seen: Seen | None = getattr(self.value, "seen", None)
        return seen


class Stage:
    """A scripted district with what a phone asked of it. `faults` are (clause, what it did wrong)."""

    def __init__(self, district: District, clock: Callable[[], float] = time.monotonic) -> None:
        self.district = district
        self.clock = clock
        self.asked: list[Asked] = []
        self.faults: list[tuple[str, str]] = []
        self.commands: dict[str, bytes] = {}
        self.stamped: Stamp | None = None
        self.cursor = ""
        self.cursors: set[str] = {""}
        self.notes: dict[str, int] = {}
        self.kept: dict[str, object] = {}
        self.saved: Saved | None = None
        self.lost: tuple[str, ...] = ()

    def of(self, path: str) -> list[Asked]:
        """The requests to a path, in their order."""
        return [one for one in self.asked if one.path == path]

    def fault(self, clause: str, why: str) -> None:
        """The phone broke a clause; once told is enough."""
        if (clause, why) not in self.faults:
            self.faults.append((clause, why))

    # --- the laws that hold in every script ------------------------------------------------------

    def hear(self, asked: Asked) -> None:
        """A request came: note it, and what is wrong with it."""
        self._waited(asked)
        self.asked.append(asked)
        if asked.path in SYNC:
            self._shows_what_it_saw(asked)
        if isinstance(asked.value, PushRequest):
            self._push(asked)
        if isinstance(asked.value, PullRequest):
            self._pull(asked)

    def told(self, stamp: Stamp, cursor: str | None) -> None:
        """A sound reply reached the phone: from now on it shows this stamp, and after a page this cursor."""
        later = self.stamped is None or (stamp.epoch, stamp.pos) > (self.stamped.epoch, self.stamped.pos)
        self.stamped = stamp if later else self.stamped
        if cursor is not None:
            self.cursor = cursor
            self.cursors.add(cursor)

    def _waited(self, asked: Asked) -> None:
        before = [one for one in self.of(asked.path) if one.wait_s]
        if before and asked.at_s < before[-1].at_s + before[-1].wait_s * 0.8 - 0.2:
            early = before[-1].at_s + before[-1].wait_s - asked.at_s
            self.fault("2.4", f"{asked.path} was asked again {early:.1f} s before Retry-After")

    def _shows_what_it_saw(self, asked: Asked) -> None:
        stamp, seen = self.stamped, asked.seen
        if stamp is None:
            return
        if seen is None:
            self.fault("9.1", f"{asked.path} shows no `seen` after stamp {stamp.pos}")
        elif (seen.epoch, seen.pos) < (stamp.epoch, stamp.pos):
            self.fault("9.1", f"{asked.path} shows {seen.epoch} {seen.pos} where {stamp.epoch} {stamp.pos} was told")

    def _push(self, asked: Asked) -> None:
        size_bytes = sum(map(len, asked.bodies))
        if len(asked.bodies) > MAX_BATCH:
            self.fault("5.2", f"{len(asked.bodies)} commands in one push")
        if size_bytes > (MAX_COMMAND_BYTES if len(asked.bodies) == 1 else MAX_PUSH_BYTES):
            self.fault("5.2", f"{size_bytes} bytes in one push")
        numbers = [_lenient(body).seq for body in asked.bodies]
        if numbers != sorted(numbers):
            self.fault("5.2", f"a push in the order {numbers}")
        for body in asked.bodies:
            told = _lenient(body)
            if self.commands.setdefault(told.id, body) != body:
                self.fault("4.2", f"command {told.id} came again in other bytes")
            other = [one for one, raw in self.commands.items() if one != told.id and _lenient(raw).seq == told.seq]
            if other:
                self.fault("4.1", f"commands {other[0]} and {told.id} have one number, {told.seq}")

    def _pull(self, asked: Asked) -> None:
        if asked.cursor not in self.cursors:
            self.fault("6.1", "a pull names a cursor that no sound reply brought")
        elif asked.cursor not in {self.cursor, ""}:
            self.fault("6.3", "a pull names another cursor than the last sound page's")


def ids_of(bodies: tuple[bytes, ...]) -> list[str]:
    """The ids of commands, in their order."""
    return [_lenient(body).id for body in bodies]


def seq_of(body: bytes) -> int:
    """The number of a command."""
    return _lenient(body).seq


def _lenient(body: bytes) -> Lenient:
    try:
        return msgspec.json.decode(body, type=Lenient)
    except msgspec.MsgspecError:
        try:
            return msgspec.msgpack.decode(body, type=Lenient)
        except msgspec.MsgspecError:
            return Lenient()
