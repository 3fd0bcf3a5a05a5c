"""What becomes of an inspection: it is kept whatever is doubtful about it, and its findings are born. Pure."""

from collections import Counter
from typing import NamedTuple

from grid.geometry import Position
from mobile_contract.base import Point
from mobile_contract.commands import kind_of
from mobile_contract.danger_machine import INSPECTORS, OPEN, DangerState
from mobile_contract.hazards import Finding, HazardSubject, RecordInspection
from mobile_contract.problems import ProblemCode
from server.core.decisions import (
    Area,
    Context,
    Decision,
    Directory,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, NeedChildren, Needs
from server.hazards.entities import CheckTemplate, Danger, DangerEvent, Inspection
from server.premises.entities import RentedHouse, Site
from server.residents.entities import Building, Dwelling
from server.residents.places import position_of
from server.visits.rules import NEAR_M, distance

Subject = Building | Dwelling | Site | RentedHouse

SUBJECTS: dict[HazardSubject, type[Subject]] = {
    HazardSubject.DWELLING: Dwelling,
    HazardSubject.BUILDING: Building,
    HazardSubject.SITE: Site,
    HazardSubject.RENTED_HOUSE: RentedHouse,
}
"""What is inspected, by its kind."""


class _Stand(NamedTuple):
    """Where an inspector stood, in WGS-84, and how far from the place; `far` is a doubt, never a refusal (L24)."""

    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None
    distance_m: float | None = None
    far: bool = False


def _area(command: RecordInspection, loaded: Loaded, _directory: Directory) -> Area:
    subject = loaded.find(SUBJECTS[command.subject_kind], command.subject)
    if subject is None:
        raise MissingSubject(command.subject)
    return Area(grid=subject.grid)


def _needs(command: RecordInspection) -> Needs:
    yield Need(SUBJECTS[command.subject_kind], command.subject)
    yield Need(CheckTemplate, command.template)
    if command.dwelling is not None:
        yield Need(Dwelling, command.dwelling)
    yield Need(Inspection, command.entity)
    yield NeedChildren(Danger, "subject", command.subject)
    yield from (Need(Danger, finding.danger) for finding in command.findings)


@decides(RecordInspection, posts=INSPECTORS, area=_area, needs=_needs)
def record_inspection(command: RecordInspection, loaded: Loaded, ctx: Context) -> Decision:
    """Record an inspection with the dangers that it found. A place that was retired meanwhile was inspected too.

    Also by an edition that is in force no more: the phone had it. Refused: an id that is taken or named twice, an item
    that the edition does not have. What another inspector found there at once, or before, is found again: `repeats`.
    """
    subject = loaded.find(SUBJECTS[command.subject_kind], command.subject)
    template = loaded.find(CheckTemplate, command.template)
    if subject is None or template is None:
        return wait_for(*(one for one, row in ((command.subject, subject), (command.template, template)) if not row))
    refusal = _wrong(command, template, loaded)
    if refusal is not None:
        return refusal
    here = _position(command, subject, loaded)
    stand = _stand(command.point, here)
    inspection = Inspection(
        id=command.entity,
        subject_kind=command.subject_kind,
        subject=subject.id,
        grid=subject.grid,
        template=template.id,
        site_type=template.site_type,
        inspector=ctx.actor.user,
        inspected_at=ctx.observed_at,
        clock_quality=ctx.clock_quality,
        checked=tuple(dict.fromkeys((*command.checked, *(finding.item for finding in command.findings)))),
        dangers=tuple(finding.danger for finding in command.findings),
        met=command.met,
        note=command.note,
        **stand._asdict(),
    )
    standing = [one for one in loaded.children(Danger, "subject", subject.id) if one.state in OPEN]
    found = [_danger(one, inspection, template, here, standing, ctx) for one in command.findings]
    return put(inspection, *found, *(_first_event(command, one, ctx) for one in found))


def _position(command: RecordInspection, subject: Subject, loaded: Loaded) -> Position | None:
    """Where a place is, in WGS-84, if anybody knows: a rented house is where its dwelling is, if that is told."""
    place = subject
    if isinstance(place, RentedHouse):
        dwelling = None if command.dwelling is None else loaded.find(Dwelling, command.dwelling)
        if dwelling is None or dwelling.id != place.dwelling:
            return None
        place = dwelling
    return None if place.lon is None or place.lat is None else (place.lon, place.lat)


def _wrong(command: RecordInspection, template: CheckTemplate, loaded: Loaded) -> Decision | None:
    if loaded.find(Inspection, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    times = Counter([command.entity, *(finding.danger for finding in command.findings)])
    for finding in command.findings:
        if times[finding.danger] > 1 or loaded.find(Danger, finding.danger) is not None:
            return refuse(ProblemCode.ID_TAKEN, danger=finding.danger)
    known = {item.code for item in template.items}
    for item in (*command.checked, *(finding.item for finding in command.findings)):
        if item not in known:
            return refuse(ProblemCode.UNKNOWN_ITEM, item=item)
    return None


def _stand(point: Point | None, place: Position | None) -> _Stand:
    """Near is as near as a visit (domain.md 7): within 50 m, or twice the fix's accuracy if that is more."""
    if point is None:
        return _Stand()
    here = position_of(point)
    if here is None:
        return _Stand(far=True)
    if place is None:
        return _Stand(*here, point.accuracy_m)
    apart = round(distance(here, place), 1)
    return _Stand(*here, point.accuracy_m, apart, far=apart > max(NEAR_M, 2 * point.accuracy_m))


def _danger(
    finding: Finding,
    inspection: Inspection,
    template: CheckTemplate,
    here: Position | None,
    standing: list[Danger],
    ctx: Context,
) -> Danger:
    asks = next(item for item in template.items if item.code == finding.item)
    again = (one for one in standing if one.item == finding.item and one.repeats is None)
    return Danger(
        id=finding.danger,
        inspection=inspection.id,
        subject_kind=inspection.subject_kind,
        subject=inspection.subject,
        grid=inspection.grid,
        template=template.id,
        item=finding.item,
        level=asks.level,
        asks=asks,
        unit=template.unit,
        case_class=template.case_class,
        state=DangerState.FOUND,
        found_at=ctx.observed_at,
        found_by=ctx.actor.user,
        clock_quality=ctx.clock_quality,
        lon=None if here is None else here[0],
        lat=None if here is None else here[1],
        photos_promised=finding.photos,
        note=finding.note,
        responsible=finding.responsible,
        repeats=next((one.id for one in again), None),
    )


def _first_event(command: RecordInspection, danger: Danger, ctx: Context) -> DangerEvent:
    """Events have the ids of their commands; an inspection finds several dangers: their first events have theirs."""
    return DangerEvent(
        id=danger.id,
        danger=danger.id,
        inspection=danger.inspection,
        command=kind_of(command),
        from_state=None,
        to_state=danger.state,
        actor=ctx.actor.user,
        at=ctx.observed_at,
        clock_quality=ctx.clock_quality,
        applied=True,
        round=danger.round,
        words=danger.note,
    )
