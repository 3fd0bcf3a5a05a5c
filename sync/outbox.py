"""The way of commands out of a phone: what a draft needs, which batch goes next, how the queue does. Sends nothing."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TypeVar, cast
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.commands import decode_json
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import MAX_COMMAND_BYTES, MAX_PUSH_BYTES, PushRequest, QueueState
from sync.ports import PhoneState, PhoneStore, PhotoFile, Queued

FIRST_RETRY_S = 5
MAX_NEEDS = 20
_UUID_VERSION = 14

Drafted = TypeVar("Drafted", bound=Command)


class TooLarge(ValueError):
    """A command is bigger than any push may be; nothing of its batch was stored."""


class _Made(Struct):
    made: Clock


def enqueue(store: PhoneStore, drafts: Iterable[Drafted], photos: Iterable[PhotoFile], now: Clock) -> list[Drafted]:
    """Store commands and photos in one commit, all or none; the promises are those of `Phone.enqueue`."""
    made: list[Drafted] = []
    with store.commit():
        state = store.state()
        outlived = _outlived(store) if state.past_epochs else frozenset[str]()
        unsent = {entry.entity for entry in store.queue.rows()}
        for seq, draft in enumerate(drafts, state.next_seq):
            command = replace(
                draft,
                seq=seq,
                made=now,
                contract=CONTRACT,
                epoch=draft.epoch or _epoch_shown(state, outlived, draft),
                needs=draft.needs or _needs(draft, unsent),
            )
            body = msgspec.json.encode(command)
            if len(body) > MAX_COMMAND_BYTES:
                raise TooLarge(f"{len(body)} bytes, {MAX_COMMAND_BYTES} allowed")
            decode_json(body)
            store.queue.put(Queued(seq, command.id, command.root, command.entity, body))
            unsent.add(command.entity)
            made.append(command)
        for photo in photos:
            store.photos.put(photo)
        store.put_state(replace(state, next_seq=state.next_seq + len(made)))
    return made


def batch(store: PhoneStore, held: Mapping[str, tuple[str, int]], now: Clock) -> list[Queued]:
    """The next commands in seq order, as many as a push may hold; a larger one travels alone.

    `held` names lanes to leave out, each until a reading of the monotonic clock of a boot.
    """
    limit = store.state().max_batch
    chosen: list[Queued] = []
    size_bytes = 0
    for entry in store.queue.rows():
        boot, until_mono = held.get(entry.lane, ("", 0))
        if boot == now.boot and now.mono < until_mono:
            continue
        size_bytes += len(entry.body) + 1
        if chosen and (len(chosen) >= limit or size_bytes > MAX_PUSH_BYTES):
            break
        chosen.append(entry)
    return chosen


def body(state: PhoneState, queue: QueueState, commands: Iterable[Queued], now: Clock) -> bytes:
    """A push as it crosses the wire: the envelope's line, then each command's own bytes, one a line."""
    envelope = PushRequest(install=state.install, contract=CONTRACT, now=now, seen=state.seen, queue=queue)
    return b"\n".join([msgspec.json.encode(envelope), *(entry.body for entry in commands)]) + b"\n"


def by_own_names(store: PhoneStore, receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """Receipts by the ids that the queue knows: bytes in which a server finds no id are answered by `nameless_id`."""
    told = tuple(receipts)
    if all(receipt.id[_UUID_VERSION] == "7" for receipt in told):
        return told
    names = {nameless_id(entry.body): entry.id for entry in store.queue.rows()}
    return tuple(replace(receipt, id=names.get(receipt.id, receipt.id)) for receipt in told)


def nameless_id(body: bytes) -> str:
    """The id by which bytes that bring none are answered: a UUIDv8 of their SHA-256 (sync.md 5)."""
    value = int.from_bytes(sha256(body).digest()[:16], "big")
    value = value & ~(0xF << 76) | 8 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(UUID(int=value))


def is_waiting(receipt: bytes) -> bool:
    """Whether an answered command still waits for its last answer, be it for months (sync.md 15)."""
    return msgspec.json.decode(receipt, type=Receipt).verdict in (Verdict.HELD, Verdict.PARKED, Verdict.CONFLICT)


def queue_state(store: PhoneStore, now: Clock, free_bytes: int) -> QueueState:
    """How this phone is doing, told with every contact."""
    state = store.state()
    queue = store.queue.rows()
    return QueueState(
        length=len(queue),
        last_seq=last_seq(store, state),
        oldest_s=_age_s(queue[0], now) if queue else 0,
        photos=sum(not photo.done for photo in store.photos.rows()),
        last_error=state.last_error,
        free_bytes=free_bytes,
    )


def last_seq(store: PhoneStore, state: PhoneState) -> int:
    """The highest number that the district has or is to get: of what was erased before it went, no receipt is owed."""
    last = state.next_seq - 1
    while last and (entry := store.answered.find(last)) is not None and _never_went(entry.receipt):
        last -= 1
    return last


def _never_went(receipt: bytes) -> bool:
    """Whether this is the phone's own word on a command: a district's has a position."""
    told = msgspec.json.decode(receipt, type=Receipt)
    return told.verdict is Verdict.GONE and not told.pos


def backoff_s(tries: int) -> int:
    """Seconds to wait after so many tries in vain: doubled each time, to about five minutes."""
    return FIRST_RETRY_S << min(tries, 6)


def _age_s(entry: Queued, now: Clock) -> int:
    try:
        made = msgspec.json.decode(entry.body, type=_Made).made
    except (msgspec.MsgspecError, RecursionError):  # a broken store: it is sent, and the server keeps the bytes
        return 0
    age_ms = now.mono - made.mono if made.boot == now.boot else now.wall - made.wall
    return max(0, age_ms // 1000)


def _epoch_shown(state: PhoneState, outlived: frozenset[str], draft: Command) -> str:
    """The epoch of what is on the screen: until a reset has been healed, that is the one before."""
    if state.past_epochs and (not state.cursor_pos or not outlived.isdisjoint({draft.entity, draft.root})):
        return state.past_epochs[-1]
    return state.seen.epoch if state.seen else ""


def _outlived(store: PhoneStore) -> frozenset[str]:
    """The rows of an epoch that is over which are still here, because work on them waits for its verdict."""
    leaving = ((row, store.base.find((row.kind, row.id))) for row in store.leaving.rows())
    return frozenset(row.id for row, held in leaving if held is not None and held.version == 0)


def _needs(draft: Command, unsent: Iterable[str]) -> tuple[str, ...]:
    named: set[object] = set()
    for name in draft.__struct_fields__:
        value: object = getattr(draft, name)
        if isinstance(value, tuple):
            named.update(cast("tuple[object, ...]", value))
        else:
            named.add(value if isinstance(value, str) else "")
    return tuple(sorted(other for other in unsent if other in named and other != draft.entity))[:MAX_NEEDS]
