"""What is known of an install's past: when its last work was observed, and how far its clock was off in which boot."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct
from sqlalchemy import bindparam, select

from mobile_contract.base import Clock
from mobile_contract.sync import QueueState
from server.core import tables as t
from server.core.clock import millis
from server.core.database import ReadTx
from server.core.intake import UNREADABLE, Sent
from server.core.statements import Bulk, Row, Statement

_TOLD = (
    "at", "contract", "last_seq", "queue_length", "oldest_s", "photos", "free_bytes", "last_error",
)  # fmt: skip
_CLOCK = ("boot", "offset_ms")
_c, _r = t.install_contacts.c, t.receipts.c
_MEASURED = """boot = CASE WHEN excluded.boot = '' THEN install_contacts.boot ELSE excluded.boot END,
offset_ms = CASE WHEN excluded.boot = '' THEN install_contacts.offset_ms ELSE excluded.offset_ms END,
earlier_boot = CASE WHEN excluded.boot IN ('', install_contacts.boot)
    THEN install_contacts.earlier_boot ELSE install_contacts.boot END,
earlier_offset_ms = CASE WHEN excluded.boot IN ('', install_contacts.boot)
    THEN install_contacts.earlier_offset_ms ELSE install_contacts.offset_ms END"""
"""The clock of this boot; with another boot, that of the one before stays beside it."""


def _told(names: Iterable[str]) -> str:
    return ", ".join([*(f"{name} = excluded.{name}" for name in names), _MEASURED])


SAID = Bulk(
    t.install_contacts,
    ("district_id", "install", *_TOLD, *_CLOCK),
    ("district_id", "install"),
    # A push that was answered meanwhile says more.
    on_conflict=f"{_told(_TOLD)} WHERE excluded.at > install_contacts.at",
)
"""What an install says of itself with any request; see `said`."""

ANSWERED = Bulk(
    t.install_contacts,
    ("district_id", "install", *_TOLD, *_CLOCK, "acked_pos"),
    ("district_id", "install"),
    on_conflict=_told((*_TOLD, "acked_pos")),
)
"""As SAID, with the position that a push was answered at."""

_TAKEN = select(_r.observed_at).where(
    _r.district_id == bindparam("district"), _r.install == bindparam("install"), _r.kind != UNREADABLE
)
_BEFORE = _TAKEN.where(_r.seq < bindparam("first")).order_by(_r.seq.desc()).limit(1).scalar_subquery()
_AFTER = _TAKEN.where(_r.seq > bindparam("last")).order_by(_r.seq).limit(1).scalar_subquery()
_PAST = Statement(
    select(_c.boot, _c.offset_ms, _c.earlier_boot, _c.earlier_offset_ms, _BEFORE, _AFTER).where(
        _c.district_id == bindparam("district"), _c.install == bindparam("install")
    )
)

_BETWEEN = Statement(
    select(_r.seq, _r.observed_at)
    .where(
        _r.district_id == bindparam("district"),
        _r.install == bindparam("install"),
        _r.seq > bindparam("first"),
        _r.seq < bindparam("last"),
        _r.kind != UNREADABLE,
    )
    .order_by(_r.seq)
)


class Past(Struct, frozen=True):
    """When work was observed that was taken already, and the offset of each known boot.

    `before_ms` is that with the highest number below those of a batch, `after_ms` that with the lowest above, `between`
    (number and time) what lies between them: a lane was held back, and comes now. An offset is what the server's clock
    was ahead of the phone's by, in milliseconds.
    """

    before_ms: int | None = None
    offsets_ms: Mapping[str, int] = {}
    between: tuple[tuple[int, int], ...] = ()
    after_ms: int | None = None


UNKNOWN = Past()


async def past_of(tx: ReadTx, district: int, install: str, sent: Iterable[Sent]) -> Past:
    """The past of an install, as these commands find it."""
    numbers = [one.seq for one in sent if one.seq is not None] or [0]
    first, last = min(numbers), max(numbers)
    rows = await tx.fetch(_PAST, district=district, install=install, first=first, last=last)
    if not rows:
        return UNKNOWN
    taken: list[Row] = []
    if last - first >= len(numbers):  # seldom: what is missing was taken before, or is still to come
        taken = await tx.fetch(_BETWEEN, district=district, install=install, first=first, last=last)
    boot, offset_ms, earlier, earlier_ms, before_at, after_at = rows[0]
    offsets = {name: told for name, told in ((earlier, earlier_ms), (boot, offset_ms)) if name}
    between = tuple((seq, millis(at)) for seq, at in taken)
    return Past(_millis(before_at), offsets, between, _millis(after_at))


def _millis(at: datetime | None) -> int | None:
    return None if at is None else millis(at)


def said(district: int, install: str, contract: int, queue: QueueState, clock: Clock | None, at: datetime) -> Row:
    """A row of SAID."""
    boot = "" if clock is None else clock.boot
    return (
        district, install, at, contract, queue.last_seq, queue.length, queue.oldest_s, queue.photos, queue.free_bytes,
        queue.last_error.replace("\0", ""),  # what PostgreSQL cannot keep; words of a device stop no command
        boot.replace("\0", ""), 0 if clock is None else millis(at) - clock.wall,
    )  # fmt: skip
