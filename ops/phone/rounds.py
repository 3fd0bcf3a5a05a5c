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
from sync.healing import TOO_OLD, UPGRADE_REQUIRED
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


class _Records(Struct, frozen=True):
    """What the records' part of a round brought, and what of it failed and kept nothing else from going."""

    done: Done
    failure: Refused | Stopped | None = None


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
    """A whole round. What fails is noted for the next contact and raised: Unreachable, Refused, Stopped, MissingFile.

    Whatever was sent or taken before it stays so. A push that is refused keeps neither pull nor photos from going, and
    is raised after them (law 5); so is a pull that this build is too old for. A photo that will not go is trouble, but
    the records are in: it makes no phone offline. Nor does a command that is too large for the district.
    """
    try:
        records = _healed(phone, line, now, tell)
    except (Unreachable, Refused, Stopped) as error:
        phone.note_failure(_word(error))
        raise
    failure: Refused | Stopped | MissingFile | None = None
    photos = 0
    try:
        photos = send_photos(phone, line, tell)
    except Unreachable as error:
        phone.note_failure(_word(error))
        raise
    except (Refused, MissingFile) as error:
        phone.note_trouble(_word(error))
        failure = error
    if records.failure is not None:
        note = phone.note_trouble if _is_too_large(records.failure) else phone.note_failure
        note(_word(records.failure))
        failure = records.failure
    if failure is not None:
        raise failure
    return replace(records.done, photos=photos)


def _healed(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> _Records:
    """The records' part; where the district turns out to have been set back, once more, with what is sent again."""
    for _ in range(MOST_HEALINGS):
        epochs = phone.store.state().past_epochs
        try:
            records = _records(phone, line, now, tell)
        except Stopped:
            if phone.store.state().past_epochs == epochs:
                raise
            tell("the district was set back: sending again")
        else:
            if phone.store.state().past_epochs == epochs:
                return records
    return _records(phone, line, now, tell)


def _records(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> _Records:
    pushed, failure = _push(phone, line, now, tell)
    try:
        pages, chunks, mismatched = _down(phone, line, now, tell)
    except Stopped as stopped:
        if stopped.why != f"reset: {UPGRADE_REQUIRED}":
            raise
        return _Records(Done(pushed=pushed), failure or stopped)
    repaired = 0
    for _ in range(MOST_REPAIRS):
        if not mismatched:
            break
        repaired += _repair(phone, line, now, tell)
        more, booted, mismatched = _down(phone, line, now, tell)
        pages, chunks = pages + more, chunks + booted
    wiped = _wipe(phone, line, now)
    done = Done(pushed=pushed, pages=pages, chunks=chunks, repaired=repaired, wiped=wiped, mismatched=mismatched)
    return _Records(done, failure)


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


def _is_too_large(error: Exception) -> bool:
    return isinstance(error, Refused) and error.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _push(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> tuple[int, Refused | None]:
    """How many commands were answered, and the refusal that kept others from going, if there was one.

    A command that is too large even alone holds back its own lane; what lies behind it goes on.
    """
    count = 0
    failure: Refused | None = None
    while (body := phone.next_push(now())) is not None:
        tell(f"sending {len(phone.store.queue.rows())}")
        try:
            reply = line.push(body)
        except Refused as refused:
            if refused.signed_out:
                raise
            if not _is_too_large(refused):
                return count, refused
            if _makes_fit(phone, refused, now, tell):
                failure = refused
            continue
        pushed = phone.apply_push(reply, now())
        if pushed.rekey or pushed.reset:
            raise Stopped("rekey" if pushed.rekey else f"reset: {pushed.reset}")
        if not pushed.receipts:
            raise Stopped("stale reply")
        count += len(pushed.receipts)
    return count, failure


def _makes_fit(phone: Phone, refused: Refused, now: Callable[[], Clock], tell: Tell) -> bool:
    """Fewer commands from now on; of one alone, none: whether it was set aside."""
    aside = phone.set_aside(now())
    if aside is not None:
        tell(f"{aside.id} is too large for the district: it waits, and what is about {aside.lane}")
        return True
    told = refused.facts.get("max_batch", 0)
    at_most = phone.store.state().max_batch
    phone.shrink(told if isinstance(told, int) and 0 < told < at_most else 0)
    return False


def _pull(phone: Phone, line: Line, now: Callable[[], Clock], tell: Tell) -> tuple[int, tuple[int, ...]]:
    pages = 0
    while True:
        tell("fetching changes")
        asked = phone.next_pull(now())
        pulled = phone.apply_pull(line.pull(asked), now())
        begins_anew = pulled.reset == TOO_OLD and asked.cursor and not phone.store.state().cursor
        if pulled.reset and not begins_anew:
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
