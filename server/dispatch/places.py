"""Where somebody was last: one cell a person, from their visits and their work on cases, for as long as a duty lasts.

Never a track: a newer place takes the older one's, and what is older than KEPT is forgotten. Nobody reads it but the
proposal of who is near, and phones are not asked for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, select

from grid.cells import WORKING_RESOLUTION, parent, point_cell
from server.cases.entities import Case
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
    fresh = [entry for entry in entries if entry.version and entry.observed_at > since]
    if not fresh:
        return
    rows = await door.database.read(lambda tx: _rows(tx, door, fresh))

    async def write(tx: Tx) -> None:
        await tx.upsert(_NEWER, rows)

    await door.database.write(write)


async def _rows(tx: ReadTx, door: Door, entries: Sequence[Entry]) -> list[Row]:
    visits = await list_by(tx, door, Visit, "id", [one.entity for one in entries if one.kind in _OF_VISITS])
    cases = await list_by(tx, door, Case, "id", [one.entity for one in entries if one.kind in _OF_CASES])
    cells = {visit.id: _cell_of(visit) for visit in visits} | {case.id: _parent(case.cell) for case in cases}
    return [(door.district, user, seen.cell, seen.at) for user, seen in sorted(_newest(entries, cells).items())]


def _newest(entries: Iterable[Entry], cells: Mapping[str, int | None]) -> dict[str, Seen]:
    newest: dict[str, Seen] = {}
    for entry in entries:
        cell = cells.get(entry.entity)
        if cell is not None and (entry.actor not in newest or newest[entry.actor].at < entry.observed_at):
            newest[entry.actor] = Seen(cell, entry.observed_at)
    return newest


def _cell_of(visit: Visit) -> int | None:
    if visit.lon is None or visit.lat is None:
        return None
    return point_cell(visit.lon, visit.lat, WORKING_RESOLUTION)


def _parent(cell: int | None) -> int | None:
    return None if cell is None else parent(cell, WORKING_RESOLUTION)
