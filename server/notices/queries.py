"""Reads and writes of the outbox. It plans nothing and sends nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, or_, select, update

from push.channels import ChannelKind, Urgency
from push.plan import WAKE, Place, Planned, Waiting
from push.retry import Status
from server.core import tables as core
from server.core.columns import UtcInstant, Uuid, among
from server.core.database import ReadTx, Tx
from server.core.statements import Bulk, Row, Statement, bulk
from server.notices.tables import notice_messages as t

PLANNED = "notices planned"
"""The cursor of planning, which moves in the commit that has the messages: beside the consumer's own, which may lag."""

_MESSAGE = ("id", "person", "channel", "place", "cls", "about", "collapse", "language", "template", "urgency",
            "planned_at", "until_at", "tries")  # fmt: skip
_RECORDED = ("district_id", "id", "status", "due_at", "lease", "told", "ended_at", "dead_at")
_SHOWN = ("id", "cls", "about", "language", "template", "planned_at")
_DEAD = ("id", "person", "channel", "cls", "status", "told", "tries", "replays", "planned_at", "dead_at")

_ALL = bulk(t)
_RECORD = Bulk(t, _RECORDED, ("district_id", "id"))
_CURSORS = bulk(core.consumers)
_at = bindparam("at", type_=UtcInstant)

_HOLD = Statement(
    select(core.consumers.c.pos)
    .where(core.consumers.c.district_id == bindparam("district"), core.consumers.c.name == bindparam("consumer"))
    .with_for_update()
)
_WAITING = Statement(
    select(t.c.id, t.c.channel, t.c.place, t.c.collapse)
    .where(
        t.c.district_id == bindparam("district"),
        among(t.c.place, "places"),
        t.c.due_at.is_not(None),
        or_(
            and_(t.c.status == Status.CREATED, t.c.collapse != ""),
            and_(t.c.status != Status.SENDING, t.c.collapse == WAKE),
        ),
    )
    .order_by(t.c.id)
)
_REPLACE = Statement(
    delete(t).where(t.c.district_id == bindparam("district"), among(t.c.id, "ids"), t.c.status == Status.CREATED)
)
_next = (
    select(t.c.id)
    .where(t.c.district_id == bindparam("district"), among(t.c.channel, "channels"), t.c.due_at <= _at)
    .order_by(t.c.due_at, t.c.id)
    .limit(bindparam("most"))
)
_ANY_DUE = Statement(_next)
_CLAIM = Statement(
    update(t)
    .where(
        t.c.district_id == bindparam("district"),
        t.c.id.in_(_next.with_for_update(skip_locked=True)),
    )
    .values(
        status=Status.SENDING,
        lease=bindparam("holder", type_=Uuid),
        due_at=bindparam("leased_until", type_=UtcInstant),
        tries=t.c.tries + 1,
    )
    .returning(*(t.c[name] for name in _MESSAGE))
)
_HELD = Statement(
    select(t.c.id)
    .where(
        t.c.district_id == bindparam("district"),
        among(t.c.id, "ids"),
        t.c.lease == bindparam("holder", type_=Uuid),
    )
    .with_for_update()
)
_INBOX = Statement(
    select(*(t.c[name] for name in _SHOWN))
    .where(
        t.c.district_id == bindparam("district"),
        t.c.person == bindparam("reader", type_=Uuid),
        t.c.channel == ChannelKind.INBOX,
        or_(
            t.c.planned_at < _at,
            and_(t.c.planned_at == _at, t.c.id < bindparam("before", type_=Uuid)),
        ),
    )
    .order_by(t.c.planned_at.desc(), t.c.id.desc())
    .limit(bindparam("page"))
)
_DEAD_ONES = Statement(
    select(*(t.c[name] for name in _DEAD))
    .where(t.c.district_id == bindparam("district"), t.c.dead_at.is_not(None))
    .order_by(t.c.dead_at, t.c.id)
    .limit(bindparam("most"))
)
_REPLAYABLE = Statement(
    select(t.c.id, t.c.planned_at, t.c.until_at)
    .where(t.c.district_id == bindparam("district"), among(t.c.id, "ids"), t.c.dead_at.is_not(None))
    .order_by(t.c.id)
    .with_for_update()
)
_REPLAY = Bulk(
    t, ("district_id", "id", "status", "due_at", "until_at", "tries", "told", "ended_at", "dead_at"),
    ("district_id", "id"),
)  # fmt: skip
_COUNT_REPLAY = Statement(
    update(t).where(t.c.district_id == bindparam("district"), among(t.c.id, "ids")).values(replays=t.c.replays + 1)
)
_FORGET = Statement(
    delete(t).where(
        t.c.district_id == bindparam("district"),
        t.c.ended_at < _at,
        t.c.dead_at.is_(None),
    )
)


class Outgoing(NamedTuple):
    """A message that was claimed; `tries` counts this time."""

    id: str
    person: str
    place: Place
    cls: str
    about: str
    collapse: str
    language: str
    template: int
    urgency: Urgency
    planned_at: datetime
    until_at: datetime
    tries: int


class Record(NamedTuple):
    """What became of a message."""

    id: str
    status: Status
    due_at: datetime | None
    told: str
    ended_at: datetime | None
    dead_at: datetime | None


class Shown(NamedTuple):
    """A notice of somebody's inbox."""

    id: str
    cls: str
    about: str
    language: str
    template: int
    at: datetime


class Dead(NamedTuple):
    """A dead letter. It tells whom it was for by an id, and nothing that was said."""

    id: str
    person: str
    channel: str
    cls: str
    status: str
    told: str
    tries: int
    replays: int
    planned_at: datetime
    dead_at: datetime


async def hold_planned(tx: Tx, district: int) -> int:
    """Until which position events are planned. Whoever else plans waits until this commit has ended."""
    await tx.insert_missing(_CURSORS, [(district, PLANNED, 0)])
    return int((await tx.fetch(_HOLD, district=district, consumer=PLANNED))[0][0])


async def move_planned(tx: Tx, district: int, pos: int) -> None:
    """All up to this position is planned."""
    await tx.upsert(_CURSORS, [(district, PLANNED, pos)])


async def list_waiting(tx: ReadTx, district: int, places: Sequence[str]) -> tuple[Waiting, ...]:
    """What is planned for these places and not yet sent, where something newer may take its place."""
    rows = await tx.fetch(_WAITING, district=district, places=list(places))
    return tuple(Waiting(one, Place(ChannelKind(channel), place), collapse) for one, channel, place, collapse in rows)


async def keep_planned(
    tx: Tx, district: int, planned: Sequence[Planned], replaces: Sequence[str], at: datetime
) -> None:
    """Keep messages, each once, and drop those that they replace. What goes to the inbox has arrived with this."""
    if replaces:
        await tx.execute(_REPLACE, district=district, ids=list(replaces))
    await tx.insert_missing(_ALL, [_row(district, one, at) for one in planned])


def _row(district: int, one: Planned, at: datetime) -> Row:
    arrived = one.place.kind is ChannelKind.INBOX
    status, due_at, ended_at = (Status.DELIVERED, None, at) if arrived else (Status.CREATED, one.due_at, None)
    told = {
        "district_id": district, "id": one.id, "cause": one.cause, "person": one.person, "channel": one.place.kind,
        "place": one.place.place, "cls": one.cls, "about": one.about, "collapse": one.collapse,
        "language": one.language, "template": one.template, "urgency": one.urgency, "planned_at": at,
        "until_at": one.until_at, "status": status, "due_at": due_at, "lease": None, "tries": 0, "told": "",
        "ended_at": ended_at, "dead_at": None, "replays": 0,
    }  # fmt: skip
    return tuple(told[name] for name in _ALL.columns)


async def is_any_due(tx: ReadTx, district: int, channels: Sequence[str], at: datetime) -> bool:
    """Whether there is anything to send on these channels."""
    return bool(await tx.fetch(_ANY_DUE, district=district, channels=list(channels), at=at, most=1))


async def claim(
    tx: Tx, district: int, channels: Sequence[str], at: datetime, leased_until: datetime, holder: str, most: int
) -> list[Outgoing]:
    """Take the next messages that are due, the oldest first, for whoever `holder` is, until the lease ends.

    What another took and did not record in time is due again when its lease has ended.
    """
    rows = await tx.fetch(
        _CLAIM,
        district=district,
        channels=list(channels),
        at=at,
        most=most,
        holder=holder,
        leased_until=leased_until,
    )
    return sorted(map(_outgoing, rows), key=lambda one: (one.planned_at, one.id))


def _outgoing(row: Row) -> Outgoing:
    identity, person, channel, place, *rest = row
    cls, about, collapse, language, template, urgency, planned_at, until_at, tries = rest
    where = Place(ChannelKind(channel), place)
    words = (cls, about, collapse, language, template)
    return Outgoing(identity, person, where, *words, Urgency(urgency), planned_at, until_at, tries)


async def record(tx: Tx, district: int, holder: str, told: Sequence[Record]) -> int:
    """Record what became of messages that `holder` still has the lease of; how many."""
    rows = await tx.fetch(_HELD, district=district, ids=[one.id for one in told], holder=holder)
    held = {one for (one,) in rows}
    kept = [one for one in told if one.id in held]
    await tx.update(
        _RECORD,
        [(district, one.id, one.status, one.due_at, None, one.told, one.ended_at, one.dead_at) for one in kept],
    )
    return len(kept)


async def list_inbox(tx: ReadTx, district: int, reader: str, at: datetime, before: str, page: int) -> list[Shown]:
    """Notices of somebody, the newest first, from before an instant and an id on."""
    rows = await tx.fetch(_INBOX, district=district, reader=reader, at=at, before=before, page=page)
    return [Shown(*row) for row in rows]


async def list_dead(tx: ReadTx, district: int, most: int) -> list[Dead]:
    """Dead letters, the oldest first."""
    return [Dead(*row) for row in await tx.fetch(_DEAD_ONES, district=district, most=most)]


async def replay(tx: Tx, district: int, ids: Sequence[str], at: datetime) -> int:
    """Have dead letters sent as if they were new, each for as long as it was worth sending; how many."""
    rows = await tx.fetch(_REPLAYABLE, district=district, ids=list(ids))
    again = [
        (district, one, Status.CREATED, at, at + (until_at - planned_at), 0, "", None, None)
        for one, planned_at, until_at in rows
    ]
    await tx.update(_REPLAY, again)
    await tx.execute(_COUNT_REPLAY, district=district, ids=[row[1] for row in again])
    return len(again)


async def forget(tx: Tx, district: int, before: datetime) -> None:
    """Forget what ended before an instant. A dead letter stays until somebody has had it sent again."""
    await tx.execute(_FORGET, district=district, at=before)
