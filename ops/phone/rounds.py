"""One round of sync over a real line: up, down, boots, repairs, proofs, photos last. Keeps the laws of `sync.phone`."""

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
from sync.healing import EPOCH
from sync.phone import Phone

MOST_HEALINGS = 2
"""How often a round begins again because the district was set back."""
MOST_REPAIRS = 3
"""How often a round repairs and looks again, before it leaves the rest to the next one."""


class Done(Struct, frozen=True):
    """What a round brought; `mismatched` are scopes whose digest still differs: a bug to report.

    `repaired` are rows that did differ and were put right, `wiped` scopes whose going was proved.
    """

    pushed: int = 0
    pages: int = 0
    chunks: int = 0
    photos: int = 0
    repaired: int = 0
    wiped: int = 0
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
        done = _healed(phone, line, now, tell)
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


def _healed(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> Done:
    """The records' part; where the district turns out to have been set back, once more, with what is sent again."""
    for _ in range(MOST_HEALINGS):
        epochs = phone.store.state().past_epochs
        try:
            done = _records(phone, line, now, tell)
        except Stopped:
            if phone.store.state().past_epochs == epochs:
                raise
            tell("the district was set back: sending again")
        else:
            if phone.store.state().past_epochs == epochs:
                return done
    return _records(phone, line, now, tell)


def _records(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> Done:
    pushed = _push(phone, line, now, tell)
    pages, chunks, mismatched = _down(phone, line, now, tell)
    repaired = 0
    for _ in range(MOST_REPAIRS):
        if not mismatched:
            break
        repaired += _repair(phone, line, now, tell)
        more, booted, mismatched = _down(phone, line, now, tell)
        pages, chunks = pages + more, chunks + booted
    wiped = _wipe(phone, line, now)
    return Done(pushed=pushed, pages=pages, chunks=chunks, repaired=repaired, wiped=wiped, mismatched=mismatched)


def _down(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> tuple[int, int, tuple[int, ...]]:
    """Pages, then boots, then the pages that came meanwhile; what differs in the end."""
    pages, mismatched = _pull(phone, line, now, tell)
    chunks = _boot(phone, line, now, tell)
    if chunks:
        more, mismatched = _pull(phone, line, now, tell)
        pages += more
    return pages, chunks, mismatched


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
        if not pushed.receipts:
            raise Stopped("stale reply")
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
        if pulled.reset and (phone.store.state().cursor or pulled.reset == EPOCH):
            raise Stopped(f"reset: {pulled.reset}")
        if not pulled.applied and not pulled.reset:
            raise Stopped("stale reply")
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


def _repair(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> int:
    """Mend what the last pull found unlike; how many rows were put right."""
    rows = 0
    while (request := phone.next_repair()) is not None:
        tell("repairing what differs")
        try:
            reply = line.digest(request)
        except Refused as refused:
            if refused.code != ProblemCode.NOT_FOUND:
                raise
            phone.give_up_repairs()
            break
        done = phone.apply_repair(request, reply, now())
        if done is None:
            phone.give_up_repairs()
            break
        rows += done
    return rows


def _wipe(phone: Phone, line: Line, now: Callable[[], Clock]) -> int:
    """Tell of each scope that is gone."""
    count = 0
    while (proof := phone.next_wipe(now())) is not None and phone.apply_wipe(proof, line.wipe(proof), now()):
        count += 1
    return count
