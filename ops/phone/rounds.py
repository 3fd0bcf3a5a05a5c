"""One round of sync over a real line: up, down, what is to be booted, photos last. Keeps the laws of `sync.phone`."""

import fcntl
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import Clock
from mobile_contract.problems import ProblemCode
from ops.phone.photos import MissingFile, Tell, send_photos
from ops.phone.transport import Line, Refused, Unreachable
from sync.phone import Phone


class Done(Struct, frozen=True):
    """What a round brought; `mismatched` are scopes whose digest differs: a bug to report."""

    pushed: int = 0
    pages: int = 0
    chunks: int = 0
    photos: int = 0
    mismatched: tuple[int, ...] = ()


class Stopped(Exception):
    """The round ended early and nothing was lost; `why` is a word of the contract or of `Phone`."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(detail or why)
        self.why = why


class Underway(Exception):
    """Another process is syncing this very phone."""


@contextmanager
def only_one(place: Path) -> Generator[None]:
    """One round at a time for one phone (law 5), also between processes. Raises Underway."""
    with place.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Underway from error
        yield


def sync(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> Done:
    """A whole round. What ends it early is noted for the next contact and raised.

    That is Unreachable, Refused, Stopped or MissingFile; whatever was sent or taken before it stays so. A photo that
    will not go is trouble, but the records are in: it makes no phone offline.
    """
    try:
        done = _records(phone, line, now, tell)
    except (Unreachable, Refused, Stopped) as error:
        phone.note_failure(_word(error))
        raise
    try:
        return replace(done, photos=send_photos(phone, line, tell))
    except Unreachable as error:
        phone.note_failure(_word(error))
        raise
    except (Refused, MissingFile) as error:
        phone.note_trouble(_word(error))
        raise


def _records(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> Done:
    pushed = _push(phone, line, now, tell)
    pages, mismatched = _pull(phone, line, now, tell)
    chunks = _boot(phone, line, now, tell)
    if chunks:
        more, mismatched = _pull(phone, line, now, tell)
        pages += more
    return Done(pushed=pushed, pages=pages, chunks=chunks, mismatched=mismatched)


def _word(error: Exception) -> str:
    return error.code if isinstance(error, Refused) else str(error)


def _push(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> int:
    count = 0
    while (body := phone.next_push(now())) is not None:
        tell(f"sending {len(phone.store.queue.rows())}")
        try:
            reply = line.push(body)
        except Refused as refused:
            if refused.status != HTTPStatus.REQUEST_ENTITY_TOO_LARGE or phone.store.state().max_batch == 1:
                raise
            _shrink(phone, refused)
            continue
        pushed = phone.apply_push(reply, now())
        if pushed.rekey or pushed.reset:
            raise Stopped("rekey" if pushed.rekey else f"reset: {pushed.reset}")
        count += len(pushed.receipts)
    return count


def _shrink(phone: Phone, refused: Refused) -> None:
    told = refused.facts.get("max_batch", 0)
    at_most = phone.store.state().max_batch
    phone.shrink(told if isinstance(told, int) and 0 < told < at_most else 0)


def _pull(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> tuple[int, tuple[int, ...]]:
    pages = 0
    while True:
        tell("fetching changes")
        pulled = phone.apply_pull(line.pull(phone.next_pull(now())), now())
        if pulled.reset and phone.store.state().cursor:
            raise Stopped(f"reset: {pulled.reset}")
        pages += pulled.applied
        if pulled.applied and not pulled.more:
            return pages, pulled.mismatched


def _boot(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> int:
    chunks = 0
    while (request := phone.next_boot()) is not None:
        label = next((info.label for info in phone.store.scopes.rows() if info.id == request.scope), "")
        tell(f"loading {label or request.scope}")
        try:
            reply = line.boot(request)
        except Refused as refused:
            if refused.code != ProblemCode.NOT_FOUND:
                raise
            return chunks + 1  # granted no more: the next page calls the boot off
        if not phone.apply_boot(request, reply, now()):
            raise Stopped(f"reset: {reply.reset or 'boot'}")
        chunks += 1
    return chunks
