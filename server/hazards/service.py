"""What an office sees of dangers: those of its area, one whole, the file of a place, and notices by their number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mobile_contract.danger_machine import OPEN, DangerState
from mobile_contract.hazard_views import (
    CheckTemplateList,
    DangerDetail,
    DangerEventView,
    DangerItem,
    DangerPage,
    HazardFile,
    NoticeView,
)
from mobile_contract.hazards import CheckTemplateRecord, DangerRecord, HazardSubject, InspectionRecord
from mobile_contract.media import PhotoRecord
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import Life
from server.accounts.people import list_names
from server.accounts.scope import REGISTER_POSTS, OfficeScope, directory_of, scope_of
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import find_entity, list_by, shown
from server.hazards import queries
from server.hazards.entities import Danger, DangerEvent, Inspection
from server.hazards.templates import in_force
from server.premises.entities import RentedHouse, Site
from server.residents.entities import Building, Dwelling
from server.uploads.entities import Photo


class Subject(NamedTuple):
    """What is inspected: its name for people, its grid, and whether it is out of use."""

    kind: HazardSubject
    place: str
    grid: str
    retired: bool


async def list_dangers(door: Door, actor: Actor, asked: queries.Asked, limit: int) -> DangerPage:
    """A page of the dangers of somebody's area."""
    at = clock.now()

    async def work(tx: ReadTx) -> DangerPage:
        return await page_of(await scope_of(tx, door, actor, REGISTER_POSTS, at), tx, door, asked, limit)

    return await door.database.read(work)


async def page_of(scope: OfficeScope, tx: ReadTx, door: Door, asked: queries.Asked, limit: int) -> DangerPage:
    """As `list_dangers`, of an area that is given. Four queries, whatever the page."""
    found, last = await queries.list_dangers(scope, tx, door, asked, limit)
    places = await list_subjects(tx, door, {one.subject for one in found})
    today = _today()
    items = tuple(_item(one, places, today) for one in found)
    return DangerPage(items, last, await _names(tx, door, {one.grid for one in found}, ()))


def _item(danger: Danger, places: Mapping[str, Subject], today: str) -> DangerItem:
    known = places.get(danger.subject)
    return DangerItem(
        id=danger.id,
        version=danger.version,
        state=danger.state,
        text=danger.asks.text,
        level=danger.level,
        subject_kind=danger.subject_kind,
        subject=danger.subject,
        place="" if known is None else known.place,
        grid=danger.grid,
        found_at=danger.found_at,
        round=danger.round,
        notice_no=danger.notice_no,
        due_on=danger.due_on,
        overdue=is_overdue(danger, today),
        case_id=danger.case_id,
        repeats=danger.repeats,
    )


def is_overdue(danger: Danger, today: str) -> bool:
    """Whether the last day of its notice is over and nobody has told that it is put right."""
    return danger.state is DangerState.NOTICED and danger.due_on is not None and danger.due_on < today


def _today() -> str:
    return clock.now().astimezone(SHANGHAI).date().isoformat()


async def read_danger(door: Door, actor: Actor, danger: str) -> DangerDetail:
    """A danger whole; journalled, the danger is its own purpose. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[DangerDetail, Sequence[str]]:
        detail = await detail_of(await scope_of(tx, door, actor, REGISTER_POSTS, at), tx, door, danger)
        return detail, [detail.danger.inspection]

    return await door.witnessed(Reading(actor, f"danger:{danger}", "danger", danger), work)


async def detail_of(scope: OfficeScope, tx: ReadTx, door: Door, danger: str) -> DangerDetail:
    """As `read_danger`, of an area that is given; whoever shows it journals that it was read."""
    found = await queries.find_danger(scope, tx, door, danger)
    if found is None:
        raise Problem(ProblemCode.NOT_FOUND)
    inspection = await find_entity(tx, door, Inspection, found.inspection)
    events = await _list_events(tx, door, [found.id])
    places = await list_subjects(tx, door, [found.subject])
    people = {found.found_by, *(event.actor for event in events)}
    return DangerDetail(
        danger=shown(door, found, DangerRecord),
        version=found.version,
        place=places[found.subject].place if found.subject in places else "",
        inspection=None if inspection is None else shown(door, inspection, InspectionRecord),
        events=tuple(map(_event, events)),
        photos=await _list_photos(tx, door, [found.id, found.inspection]),
        names=await _names(tx, door, [found.grid], people),
    )


async def read_file(door: Door, actor: Actor, subject: str) -> HazardFile:
    """The file of a place; journalled as a look into the register. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[HazardFile, Sequence[str]]:
        found = await file_of(await scope_of(tx, door, actor, REGISTER_POSTS, at), tx, door, subject)
        return found, [one.id for one in found.inspections]

    return await door.witnessed(Reading(actor, "register", "hazard_file", subject), work)


async def file_of(scope: OfficeScope, tx: ReadTx, door: Door, subject: str) -> HazardFile:
    """As `read_file`, of an area that is given; whoever shows it journals that it was read."""
    known = (await list_subjects(tx, door, [subject])).get(subject)
    if known is None or known.grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    inspections, dangers = await queries.list_of_subject(scope, tx, door, subject)
    events = await _list_events(tx, door, [one.id for one in dangers])
    people = {*(one.inspector for one in inspections), *(event.actor for event in events)}
    return HazardFile(
        subject_kind=known.kind,
        subject=subject,
        place=known.place,
        grid=known.grid,
        retired=known.retired,
        open=sum(one.state in OPEN for one in dangers),
        inspections=tuple(shown(door, one, InspectionRecord) for one in inspections),
        dangers=tuple(shown(door, one, DangerRecord) for one in dangers),
        events=tuple(map(_event, events)),
        photos=await _list_photos(tx, door, [one.id for one in (*inspections, *dangers)]),
        names=await _names(tx, door, [known.grid], people),
    )


async def read_notice(door: Door, actor: Actor, number: str) -> NoticeView:
    """What stands on a notice; journalled. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[NoticeView, Sequence[str]]:
        notice, inspection = await notice_of(await scope_of(tx, door, actor, REGISTER_POSTS, at), tx, door, number)
        return notice, [inspection]

    return await door.witnessed(Reading(actor, f"notice:{number}", "notice", actor.user), work)


async def notice_of(scope: OfficeScope, tx: ReadTx, door: Door, number: str) -> tuple[NoticeView, str]:
    """As `read_notice`, of an area that is given, with the inspection whose key seals it."""
    issued = next(iter(await list_by(tx, door, DangerEvent, "notice_no", [number])), None)
    danger = None if issued is None else await queries.find_danger(scope, tx, door, issued.danger)
    if issued is None or danger is None:
        raise Problem(ProblemCode.NOT_FOUND)
    places = await list_subjects(tx, door, [danger.subject])
    present = danger.notice_no == number
    later = [one for one in await _list_events(tx, door, [danger.id]) if one.notice_no and one.round > issued.round]
    notice = NoticeView(
        notice_no=number,
        danger=danger.id,
        issued_at=issued.at,
        issued_by=(await list_names(tx, door.district, [issued.actor])).get(issued.actor, ""),
        due_on=issued.due_on or "",
        round=issued.round,
        place=places[danger.subject].place if danger.subject in places else "",
        text=danger.asks.text,
        level=danger.level,
        state=danger.state,
        note=danger.note,
        responsible=danger.responsible,
        handed_to=issued.handed_to,
        overdue=present and is_overdue(danger, _today()),
        superseded_by=None if present else next((one.notice_no for one in later), danger.notice_no),
    )
    return notice, danger.inspection


async def list_templates(door: Door, *, every: bool) -> CheckTemplateList:
    """The check lists in force, or every edition that there ever was."""
    at = clock.now()

    async def work(tx: ReadTx) -> CheckTemplateList:
        found = await queries.list_templates(tx, door)
        told = found if every else in_force(found, at)
        return CheckTemplateList(at, tuple(shown(door, one, CheckTemplateRecord) for one in told))

    return await door.database.read(work)


async def list_subjects(tx: ReadTx, door: Door, subjects: Iterable[str]) -> dict[str, Subject]:
    """What is inspected, by id: what a dwelling is called is its building's name with unit and room. Four queries."""
    wanted = set(subjects)
    if not wanted:
        return {}
    sites = await list_by(tx, door, Site, "id", wanted)
    houses = await list_by(tx, door, RentedHouse, "id", wanted)
    dwellings = await list_by(tx, door, Dwelling, "id", wanted | {one.dwelling for one in houses})
    buildings = await list_by(tx, door, Building, "id", wanted | {one.building for one in dwellings})
    named = {one.id: one for one in buildings}
    found = {
        one.id: Subject(HazardSubject.BUILDING, one.name, one.grid, one.life is not Life.ACTIVE)
        for one in buildings
        if one.id in wanted
    }
    for one in dwellings:
        place = place_of(one, named.get(one.building))
        found[one.id] = Subject(HazardSubject.DWELLING, place, one.grid, one.life is not Life.ACTIVE)
    for site in sites:
        found[site.id] = Subject(HazardSubject.SITE, site.name, site.grid, site.life is not Life.ACTIVE)
    for house in houses:
        home = found.get(house.dwelling)
        place = house_place(house, "" if home is None else home.place)
        found[house.id] = Subject(HazardSubject.RENTED_HOUSE, place, house.grid, house.life is not Life.ACTIVE)
    return {subject: found[subject] for subject in wanted if subject in found}


def house_place(house: RentedHouse, dwelling: str) -> str:
    """What a rented house is called: its dwelling, and which part of it is let."""
    return " ".join(part for part in (dwelling, house.house_no) if part)


def place_of(dwelling: Dwelling, building: Building | None) -> str:
    """What a dwelling is called among people."""
    parts = ("" if building is None else building.name, dwelling.unit, dwelling.room)
    return " ".join(part for part in parts if part)


async def _list_events(tx: ReadTx, door: Door, dangers: Sequence[str]) -> list[DangerEvent]:
    found = await list_by(tx, door, DangerEvent, "danger", dangers) if dangers else []
    return sorted(found, key=lambda event: (event.at, event.from_state is not None, event.round, event.id))


async def _list_photos(tx: ReadTx, door: Door, subjects: Sequence[str]) -> tuple[PhotoRecord, ...]:
    found = await list_by(tx, door, Photo, "subject_id", subjects) if subjects else []
    return tuple(shown(door, photo, PhotoRecord) for photo in found)


def _event(event: DangerEvent) -> DangerEventView:
    return DangerEventView(
        id=event.id,
        danger=event.danger,
        event=event.command,
        actor=event.actor,
        at=event.at,
        applied=event.applied,
        from_state=event.from_state,
        to_state=event.to_state,
        round=event.round,
        absorbed=event.absorbed,
        notice_no=event.notice_no,
        due_on=event.due_on,
        words=event.words,
        handed_to=event.handed_to,
    )


async def _names(tx: ReadTx, door: Door, grids: Iterable[str], people: Iterable[str]) -> dict[str, str]:
    """What grids and people are called."""
    directory = await directory_of(tx, door)
    nodes = [directory.grid(grid) for grid in sorted(set(grids))]
    known = {node.id: node.name for node in nodes if node is not None}
    return known | (await list_names(tx, door.district, people) if people else {})
