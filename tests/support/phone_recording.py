"""A reference phone that writes down what it is told, what it answers and what its store holds after: a script.

Whoever plays a script on another phone sees step by step whether the two are one. A line is an object: `phone`, then
either `set` (rows that changed behind the phone's back, or all of a store that is new), or `call` with `args` and what
came of it: `gives`, `raises` or `dies`; `delta` are the rows that it changed, `view` what is shown after it.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, cast

import msgspec
from msgspec import Struct

from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.sync import (
    BootReply,
    BootRequest,
    DigestReply,
    DigestRequest,
    PullReply,
    PullRequest,
    PushReply,
    WipeProof,
    WipeReply,
)
from sync.lease import is_over
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.ports import Member, PhoneStore
from sync.showing import own_commands, view
from sync.simulation.devices import PowerLost

_WIRE = (
    BootReply, BootRequest, DigestReply, DigestRequest, PullReply, PullRequest, PushReply, WipeProof, WipeReply,
)  # fmt: skip
_BINARY = frozenset({"body", "sha256"})
_MOST_WRITES = 12
CALLS = (
    "join", "enqueue", "next_push", "apply_push", "start_over", "shrink", "set_aside", "next_pull", "apply_pull",
    "next_boot", "apply_boot", "next_repair", "apply_repair", "give_up_repairs", "next_wipe", "apply_wipe", "leave",
    "next_photo", "note_photo", "restart_photo", "forget_photo", "spare_photos", "dismiss", "note_failure",
    "note_trouble", "wait_s",
)  # fmt: skip
"""Everything that a phone can be told or asked."""

Contents = dict[str, dict[Any, Any]]


class _Known(NamedTuple):
    """A store that the script tells of, and what the script has said it holds."""

    number: int
    store: MemoryStore
    contents: Contents


class Recorder:
    """Writes the script of all phones of a run. `write` gets each line; `failed` is what it raised, if it did."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self.lines = 0
        self.failed: OSError | None = None
        self._write = write
        self._known: dict[int, _Known] = {}

    def make_phone(self, store: PhoneStore) -> Phone:
        """A phone on a store; one of an older app, whose laws are not those of this build, is not written down."""
        if not isinstance(store, MemoryStore):
            return Phone(store)
        self.catch_up(store)
        self.line({"phone": self._known[id(store)].number, "wake": True})
        return _recorded(Phone(store), store, self)

    def catch_up(self, store: MemoryStore) -> int:
        """Tell of what has changed behind the phone's back; the store's number."""
        known = self._known.get(id(store)) or _Known(len(self._known), store, {})
        self._known[id(store)] = known
        delta = self.delta(store)
        if delta:
            self.line({"phone": known.number, "set": delta})
        return known.number

    def delta(self, store: MemoryStore) -> dict[str, list[Any]]:
        """What the script does not know yet of a store: rows by table, null for what is gone."""
        known = self._known[id(store)]
        after = store.contents()
        self._known[id(store)] = known._replace(contents=after)
        told: dict[str, list[Any]] = {}
        for table, rows in after.items():
            before = known.contents.get(table, {})
            changed = [[_key(key), plain(row)] for key, row in rows.items() if before.get(key) is not row]
            changed += [[_key(key), None] for key in before.keys() - rows.keys()]
            if changed:
                told[table] = changed
        return told

    def line(self, told: dict[str, Any]) -> None:
        """One line of the script."""
        self.lines += 1
        try:
            self._write(msgspec.json.encode(told) + b"\n")
        except OSError as error:  # nobody listens any more: a run tells of it as of a fault of the phone's own
            self.failed = error
            raise


def _recorded(phone: Phone, store: MemoryStore, recorder: Recorder) -> Phone:
    """The same phone, whose calls from outside are written down."""
    for name in CALLS:
        setattr(phone, name, partial(_call, recorder, phone, store, name))
    return phone


def _call(recorder: Recorder, phone: Phone, store: MemoryStore, name: str, *args: Any, **more: Any) -> Any:
    told: dict[str, Any] = {"phone": recorder.catch_up(store), "call": name, "args": _arguments(args, more)}
    try:
        given = _within(phone, name, args, more)
    except PowerLost:
        recorder.line(told | {"dies": recorder.lines % _MOST_WRITES, "delta": recorder.delta(store)})
        raise
    except (ValueError, msgspec.MsgspecError) as error:
        recorder.line(told | {"raises": type(error).__name__, "delta": recorder.delta(store)})
        raise
    delta = recorder.delta(store)
    clock = next((one for one in args if isinstance(one, Clock)), None)
    if clock is not None:
        told["over"] = is_over(store.state(), clock)
    if delta:
        told["view"] = _shown(store)
    recorder.line(told | {"gives": _value(given), "delta": delta})
    return given


def _within(phone: Phone, name: str, args: Sequence[Any], more: dict[str, Any]) -> Any:
    """Call the method itself; what it calls of its own accord is no line of the script."""
    own = {one: phone.__dict__.pop(one) for one in CALLS}
    try:
        return getattr(phone, name)(*args, **more)
    finally:
        phone.__dict__.update(own)


def _arguments(args: Sequence[Any], more: dict[str, Any]) -> list[Any]:
    """In the order of the other phone's: named ones come last, photos by themselves."""
    told = [_value(one) for one in args]
    if "photos" in more:
        return [*told, _value(more["photos"])]
    return [*told, plain(more)] if more else told


def _value(value: Any) -> Any:
    """A value as a script tells it: what crosses the wire as the text that crosses it."""
    if isinstance(value, Command):
        return {"$": "AnyCommand", "text": msgspec.json.encode(value).decode()}
    if isinstance(value, _WIRE):
        return {"$": type(value).__name__, "text": msgspec.json.encode(value).decode()}
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    if isinstance(value, (list, tuple)):
        return [_value(one) for one in cast("Sequence[Any]", value)]
    return plain(value)


def plain(value: Any, name: str = "") -> Any:
    """A row with all its fields: binary ones as Base64, texts that are kept as bytes as texts."""
    if isinstance(value, Struct):
        return {one: plain(getattr(value, one), one) for one in value.__struct_fields__}
    if isinstance(value, bytes):
        return b64encode(value).decode() if name in _BINARY else value.decode()
    if isinstance(value, dict):
        return {key: plain(one, str(key)) for key, one in cast("dict[str, Any]", value).items()}
    if isinstance(value, Member):
        return value._asdict()
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in cast("Sequence[Any]", value)]
    return value


def _key(key: Any) -> Any:
    return key if isinstance(key, (int, str)) else list(key)


def _shown(store: MemoryStore) -> dict[str, str] | None:
    """What own commands change on the screen, by `kind|id`; None where one of another contract is among them."""
    if any(own.command.contract != CONTRACT for own in own_commands(store)):
        return None
    changed = view(store).changed
    return {f"{kind}|{row_id}": msgspec.json.encode(record).decode() for (kind, row_id), record in changed.items()}
