"""What arrives at the door: bytes, read one by one, so that a bad one spoils no other. No database, no rule."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from mobile_contract.base import Clock, Command
from mobile_contract.commands import Lenient, Malformed, decode_json, decode_msgpack, kind_of
from mobile_contract.sync import QueueState, Seen
from server.core.decisions import Actor
from server.core.ids import is_id, uuid8
from server.core.seal import body_hash

UNREADABLE = "unreadable"
"""The kind of what is no command."""

ONLINE = timedelta(minutes=2)
"""How old a command is at most, by its phone's corrected clock, that was sent as soon as it was made."""

JSON = "json"
MSGPACK = "msgpack"

_VALUE = re.compile("'.*'", re.DOTALL)
_ODD = re.compile(r"[^ -~]|`[^`]{65,}`")
_MOST_SAID = 500

_READ: dict[str, Callable[[bytes], Command]] = {JSON: decode_json, MSGPACK: decode_msgpack}


class Sent(msgspec.Struct, frozen=True):
    """One command as it came: its exact bytes, their hash, and what could be read of them."""

    raw: bytes
    encoding: str
    body_hash: bytes
    id: str
    seq: int | None
    command: Command | None
    error: str
    actor: Actor
    observed_at: datetime | None = None
    clock_quality: str = ""
    released: bool = False
    """It was answered before, and is judged once more."""
    tries: int = 0
    """How often it was parked; it lies among the parked still."""
    kind_was: str = ""
    """What it was, where its bytes are gone."""
    about: tuple[str, str] | tuple[()] = ()
    """The row and the lane that a command names which cannot be read otherwise; none where they are no ids."""
    late: bool = False
    """It came from who is let in no more: whatever it says, a person decides."""

    @property
    def parked(self) -> bool:
        """Whether it lies among the parked."""
        return self.tries > 0

    @property
    def kind(self) -> str:
        """The wire name of its kind, or UNREADABLE."""
        return self.kind_was or UNREADABLE if self.command is None else kind_of(self.command)

    @property
    def root(self) -> str:
        """Its lane; a command of which nothing can be read is its own."""
        if self.command is None:
            return self.about[1] if self.about else self.id
        return self.command.root

    @property
    def entity(self) -> str:
        """The row that it is about, as its author said; a command of which nothing can be read is its own."""
        if self.command is None:
            return self.about[0] if self.about else self.id
        return self.command.entity


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """A command that waits, as it is sealed: what it takes to judge it once more as it came."""

    encoding: str
    raw: bytes
    system: bool
    late: bool = False


@dataclass(frozen=True, slots=True)
class Submission:
    """A batch of one install: who sends it, when their clocks read what, and how their queue stands."""

    actor: Actor
    sent: Sequence[Sent]
    clock: Clock | None = None
    contract: int = 1
    queue: QueueState | None = None
    seen: Seen | None = None


def read(raw: bytes, encoding: str, actor: Actor) -> Sent:
    """Read one command. Whatever the bytes are, there is an answer by name."""
    digest = body_hash(raw)
    try:
        command = _READ[encoding](raw)
    except Malformed as error:
        told = _lenient(raw, encoding)
        identity = told.id if is_id(told.id) else uuid8(digest)
        seq = told.seq if 0 < told.seq < 2**53 else None
        named = [name for name in (told.entity, told.root) if isinstance(name, str) and is_id(name)]
        about = (named[0], named[-1]) if named else ()
        return Sent(raw, encoding, digest, identity, seq, None, _said(error), actor, about=about)
    return Sent(raw, encoding, digest, command.id, command.seq or None, command, "", actor)


def made_here(command: Command, actor: Actor) -> Sent:
    """A command that the server itself makes, as the bytes it would have been sent as."""
    raw = msgspec.msgpack.encode(command)
    return Sent(raw, MSGPACK, body_hash(raw), command.id, command.seq or None, command, "", actor)


def has_waited(sent: Sent, age: timedelta, epoch: str) -> bool:
    """Whether a command lay in a phone's queue before it came; only phones tell when theirs were made.

    What was answered before, and what was seen in an epoch that is over, waited by no fault of its author's.
    """
    if sent.released or sent.actor.system or sent.command is None:
        return False
    return age > ONLINE and sent.command.epoch in ("", epoch)


def _said(error: Malformed) -> str:
    """Where a command parts from the contract, and never what was typed there: receipts and feeds keep it in clear."""
    return _ODD.sub("?", _VALUE.sub("?", str(error)))[:_MOST_SAID]


def _lenient(raw: bytes, encoding: str) -> Lenient:
    decode = msgspec.json.decode if encoding == JSON else msgspec.msgpack.decode
    try:
        return decode(raw, type=Lenient)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError):
        return Lenient()


def numbered_once(sent: Sequence[Sent]) -> list[Sent]:
    """A number that a batch gives twice stays with the first: no new install would heal that, so it is no clone."""
    given = [one.seq for one in sent if one.seq is not None]
    if len(given) == len(set(given)):
        return list(sent)
    seen: set[int | None] = {None}
    numbered: list[Sent] = []
    for one in sent:
        numbered.append(msgspec.structs.replace(one, seq=None) if one.seq in seen else one)
        seen.add(one.seq)
    return numbered
