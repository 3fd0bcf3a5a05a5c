"""What an office sees of cases: the board, one case whole, and what may be done with it now."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from mobile_contract.cases import (
    BoardCounts,
    CaseDetail,
    CaseEventRecord,
    CaseListItem,
    CasePage,
    CaseRecord,
    CaseSource,
)
from mobile_contract.media import PhotoRecord
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of, scope_of
from server.cases import board, queries
from server.cases.entities import Case, CaseEvent
from server.cases.machine import ALL_WHO_WORK
from server.cases.offering import possible_commands
from server.core import clock
from server.core.columns import from_micros, micros
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor, GridNode
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import list_by, one_id, shown
from server.directory import DistrictDirectory, OrgNode
from server.uploads.entities import Photo

_INSIDE = frozenset({CaseSource.WORKER, CaseSource.COMMITTEE, CaseSource.SYSTEM})
"""Reports of people whose work it is."""


async def list_cases(door: Door, actor: Actor, filters: board.Filters, before: board.Place, limit: int) -> CasePage:
    """A page of the board: four queries at most, however many cases there are."""
    at = clock.now()

    async def work(tx: ReadTx) -> CasePage:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        found, last = await board.list_cases(scope, tx, door, filters, before, limit)
        yellow_at = await board.list_yellow_at(tx, door.district, found)
        return CasePage(
            cases=tuple(_lit(item_of(case), yellow_at.get(case.id), at) for case in found),
            next=None if last is None else cursor_of(last),
            names=await list_names_of(tx, door, found, ()),
        )

    return await door.database.read(work)


async def read_case(door: Door, actor: Actor, case: str) -> CaseDetail:
    """A case with events and photos. The look leaves an entry; the case is its own purpose. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[CaseDetail, Sequence[str]]:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        found = await queries.find_case(scope, tx, door, case)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        events = sorted(await list_by(tx, door, CaseEvent, "case_id", [case]), key=lambda e: (e.seq, e.at, e.id))
        photos = await list_by(tx, door, Photo, "subject_id", [case])
        detail = CaseDetail(
            case=shown(door, found, CaseRecord),
            version=found.version,
            events=tuple(shown(door, event, CaseEventRecord) for event in events),
            photos=tuple(shown(door, photo, PhotoRecord) for photo in photos),
            commands=possible_commands(
                found, await queries.load_beside(tx, door, case), scope, await directory_of(tx, door)
            ),
            names=await list_names_of(tx, door, [found], _known_actors(found, events)),
        )
        return detail, [case]

    return await door.witnessed(Reading(actor, f"case:{case}", "case", case), work)


async def is_on_board(tx: ReadTx, door: Door, actor: Actor, case: str) -> bool:
    """Whether somebody's office sees a case, be it for they assist or are called to it."""
    scope = await scope_of(tx, door, actor, ALL_WHO_WORK, clock.now())
    return await queries.find_case(scope, tx, door, case) is not None


async def count_board(door: Door, actor: Actor) -> BoardCounts:
    """How many open cases of the area there are, by state and by light, and how many wait for the asker."""
    at = clock.now()

    async def work(tx: ReadTx) -> BoardCounts:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        counts = await board.count_open(scope, tx, door.district)
        return BoardCounts(
            states=counts.states,
            lights={light.value: count for light, count in counts.lights.items()},
            mine=counts.mine,
        )

    return await door.database.read(work)


def _known_actors(case: Case, events: Iterable[CaseEvent]) -> list[str]:
    """Whose names go with the events: who reported from outside stays unnamed (class P4 of safety.md 6.2)."""
    inside = case.source in _INSIDE
    return [event.actor for event in events if inside or event.from_state is not None]


def item_of(case: Case) -> CaseListItem:
    """A case as lists show it."""
    return CaseListItem(
        id=case.id,
        version=case.version,
        state=case.state,
        title=case.title,
        reported_at=case.reported_at,
        source=case.source,
        case_no=case.case_no,
        class_code=case.class_code,
        grid=case.grid,
        urgent=case.urgent,
        department=case.department,
        handler=case.handler,
        due_at=case.due_at,
        round=case.round,
        card=case.card,
        owner=case.owner,
    )


def _lit(item: CaseListItem, yellow_at: datetime | None, at: datetime) -> CaseListItem:
    light = board.light_of(item.due_at, yellow_at, at)
    return item if light is None else replace(item, yellow_at=yellow_at, light=light.value)


async def list_names_of(tx: ReadTx, door: Door, cases: Sequence[Case], actors: Iterable[str]) -> dict[str, str]:
    """What the grids, departments, owners and people of some cases are called."""
    directory = await directory_of(tx, door)
    people = {*actors, *(who for case in cases for who in (case.handler, case.checker) if who)}
    places = {place.id: place.name for case in cases for place in _places(case, directory)}
    return {**places, **await list_names(tx, door.district, people)}


def _places(case: Case, directory: DistrictDirectory) -> list[GridNode | OrgNode]:
    found = [
        directory.grid(case.grid) if case.grid else None,
        directory.org(case.department) if case.department else None,
        directory.org(case.owner) if case.owner else None,
    ]
    return [place for place in found if place is not None]


# --- places in the order of the board, as text ------------------------------------------------------------------------


def cursor_of(place: board.Place) -> str:
    """A place as the text that `after` takes back."""
    return f"{micros(place.reported_at)}.{place.id}"


def place_of(cursor: str | None) -> board.Place:
    """The place that a cursor names; without one, the place before every case. Refuses MALFORMED."""
    if cursor is None:
        return board.NEWEST
    at, _, identity = cursor.partition(".")
    try:
        return board.Place(from_micros(int(at)), one_id(identity))
    except (ValueError, OverflowError, Problem) as error:
        raise Problem(ProblemCode.MALFORMED, field="after") from error
