"""Where somebody was last: one cell a person, from their visits and their work on cases, for as long as a duty lasts.

Never a track: a newer place takes the older one's, and what is older than KEPT is forgotten. Nobody reads it but the
proposal of who is near, and phones are not asked for it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from grid.cells import WORKING_RESOLUTION, parent, point_cell
from server.cases.entities import Case, CaseEvent
from server.core import clock
from server.core.columns import UtcInstant, among
from server.core.consumers import Consumer, Job
from server.core.database import ReadTx, Tx
from server.core.door import Door
from server.core.journal import Entry
from server.core.reading import list_by
from server.core.statements import Bulk, Row, Statement
from server.dispatch.tables import last_places
from server.visits.entities import Visit

KEPT = timedelta(hours=12)
"""A day on duty."""

FORGET_EVERY_S = 600.0
_OF_CASES = ("report_matter", "self_handle", "submit_verify", "submit_check", "record_progress", "finish_handling")
_OF_VISITS = ("record_visit",)

_places = last_places.c
_NEWER = Bulk(
    last_places,
    ("district_id", "user_id", "cell", "at"),
    ("district_id", "user_id"),
    on_conflict="cell = excluded.cell, at = excluded.at WHERE excluded.at > last_places.at",
)
_KNOWN = Statement(
    select(_places.user_id, _places.cell, _places.at).where(
        _places.district_id == bindparam("district"),
        among(_places.user_id, "users"),
        _places.at > bindparam("since", type_=UtcInstant),
    )
)
_FORGET = Statement(
    delete(last_places).where(
        _places.district_id == bindparam("district"), _places.at <= bindparam("since", type_=UtcInstant)
    )
)


class Seen(NamedTuple):
    """A cell of the working resolution, and when somebody was in it."""

    cell: int
    at: datetime


def place_consumer() -> Consumer:
    """Follows the journal for visits and for work on the place of a case."""
    return Consumer("places", (*_OF_VISITS, *_OF_CASES), _follow)


def forgetting_job() -> Job:
    """The job that forgets places, every ten minutes."""
    return Job("places", FORGET_EVERY_S, forget)


async def forget(door: Door) -> None:
    """Forget every place that is older than KEPT."""
    since = clock.now() - KEPT
    await door.database.write(lambda tx: tx.execute(_FORGET, district=door.district, since=since))


async def list_seen(tx: ReadTx, district: int, users: Iterable[str], at: datetime) -> dict[str, Seen]:
    """Where these people were last, of those who were anywhere within KEPT. One query."""
    rows = await tx.fetch(_KNOWN, district=district, users=sorted(set(users)), since=at - KEPT)
    return {user: Seen(cell, seen_at) for user, cell, seen_at in rows}


async def _follow(door: Door, entries: Sequence[Entry]) -> None:
    """Of each of these people the newest place among some commits; what is too old by now is not even written."""
    since = clock.now() - KEPT
    fresh = [entry.entity for entry in entries if entry.version and entry.observed_at > since]
    rows = await door.database.read(lambda tx: _rows(tx, door, fresh)) if fresh else []

    async def write(tx: Tx) -> None:
        await tx.upsert(_NEWER, rows)

    if rows:
        await door.database.write(write)


async def _rows(tx: ReadTx, door: Door, ids: Iterable[str]) -> list[Row]:
    """A visit tells its own place, an event that of its case; other rows that the commands touched tell none."""
    visits = await list_by(tx, door, Visit, "id", ids)
    events = [one for one in await list_by(tx, door, CaseEvent, "id", ids) if one.applied]
    cases = await list_by(tx, door, Case, "id", {event.case_id for event in events})
    cells = {case.id: case.cell for case in cases}
    seen = [(visit.worker, _cell_of(visit), visit.visited_at) for visit in visits]
    seen += [(event.actor, _parent(cells.get(event.case_id)), event.at) for event in events]
    newest: dict[str, Seen] = {}
    for user, cell, at in seen:
        if cell is not None and (user not in newest or newest[user].at < at):
            newest[user] = Seen(cell, at)
    return [(door.district, user, *newest[user]) for user in sorted(newest)]


def _cell_of(visit: Visit) -> int | None:
    if visit.lon is None or visit.lat is None:
        return None
    return point_cell(visit.lon, visit.lat, WORKING_RESOLUTION)


def _parent(cell: int | None) -> int | None:
    return None if cell is None else parent(cell, WORKING_RESOLUTION)
