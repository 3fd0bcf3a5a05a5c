"""What offices see of duties, of what clocks told, of whistles and of levels. Nothing here changes anything."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mobile_contract.case_adjustments import JointMatters
from mobile_contract.duty import (
    DutyList,
    DutyView,
    LevelList,
    LevelStay,
    ReminderPage,
    ReminderView,
    WhistleDutyView,
    WhistleList,
    WhistleView,
)
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of, scope_of
from server.cases.adjusted import CaseReminder, JointList, WhistleDuty
from server.cases.entities import Case, CaseEvent
from server.cases.joint import DEFAULT_MATTERS, JOINT
from server.cases.precedents import find_in_area
from server.cases.reminders import LATEST, Told, ToldAt, list_told
from server.cases.whistling import Call, list_open
from server.cases.words import ALL_WHO_WORK
from server.core import clock
from server.core.columns import from_micros, micros
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import find_entity, list_by, one_id
from server.directory import DistrictDirectory
from server.dispatch.ladder import Reader, is_told
from server.dispatch.levels import Stay, stays_of
from server.dispatch.queries import list_on_duty

MOST_WHISTLES = 200


async def list_duties(door: Door, actor: Actor, at: datetime | None) -> DutyList:
    """Who is on duty on the grids of one's area, now or at another instant."""
    now = clock.now()
    when = at or now

    async def work(tx: ReadTx) -> DutyList:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, now)
        found = await list_on_duty(tx, door, scope.grids, when)
        directory = await directory_of(tx, door)
        grids = {one.grid: node.name for one in found if (node := directory.grid(one.grid)) is not None}
        return DutyList(
            at=when,
            duties=tuple(
                DutyView(duty=one.roster, user=one.user_id, grid=one.grid, from_at=one.from_at, until_at=one.until_at)
                for one in sorted(found, key=lambda one: (one.grid, one.from_at, one.user_id))
            ),
            names=grids | await list_names(tx, door.district, {one.user_id for one in found}),
        )

    return await door.database.read(work)


async def list_reminders(door: Door, actor: Actor, before: ToldAt, limit: int) -> ReminderPage:
    """What clocks told of the cases of one's area, the latest first."""
    at = clock.now()

    async def work(tx: ReadTx) -> ReminderPage:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        told = await list_told(scope, tx, door, before, limit)
        directory = await directory_of(tx, door)
        return ReminderPage(
            reminders=_reminders(told, Reader(scope.user, scope.holdings, at), directory),
            next=None if told.last is None else cursor_of(told.last),
            names=_places(told.cases.values(), directory),
        )

    return await door.database.read(work)


async def list_whistles(door: Door, actor: Actor) -> WhistleList:
    """Open whistles of one's area, and those that call one's department; at most 200, the most pressing first."""
    at = clock.now()

    async def work(tx: ReadTx) -> WhistleList:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        calls = await list_open(scope, tx, door, MOST_WHISTLES)
        directory = await directory_of(tx, door)
        orgs = {duty.department for call in calls for duty in call.duties}
        names = {org: known.name for org in orgs if (known := directory.org(org)) is not None}
        places = _places((call.case for call in calls), directory)
        return WhistleList(whistles=tuple(_whistle(call, at) for call in calls), names=names | places)

    return await door.database.read(work)


async def list_matters(door: Door) -> JointMatters:
    """What a whistle may name: the district's own list, or ours while it has set none."""
    own = await door.database.read(lambda tx: find_entity(tx, door, JointList, JOINT))
    if own is None:
        return JointMatters(matters=DEFAULT_MATTERS, is_default=True)
    return JointMatters(matters=own.matters)


async def list_levels(door: Door, actor: Actor, case: str) -> LevelList:
    """The levels that had a case, with the time at each. The look leaves an entry. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[LevelList, Sequence[str]]:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        found = await find_in_area(scope, tx, door, case)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        directory = await directory_of(tx, door)
        node = None if found.grid is None else directory.grid(found.grid)
        events = await list_by(tx, door, CaseEvent, "case_id", [case])
        stays = stays_of(events, None if node is None else node.org, directory.org_above)
        names = {one.org: known.name for one in stays if one.org and (known := directory.org(one.org)) is not None}
        return LevelList(case=case, levels=tuple(_level(one, at) for one in stays), names=names), [case]

    return await door.witnessed(Reading(actor, f"case:{case}", "levels", case), work)


def cursor_of(place: ToldAt) -> str:
    """A place as the text that `after` takes back."""
    return f"{micros(place.told_at)}.{place.id}"


def place_of(cursor: str | None) -> ToldAt:
    """The place that a cursor names; without one, the place before every reminder. Refuses MALFORMED."""
    if cursor is None:
        return LATEST
    at, _, identity = cursor.partition(".")
    try:
        return ToldAt(from_micros(int(at)), one_id(identity))
    except (ValueError, OverflowError, Problem) as error:
        raise Problem(ProblemCode.MALFORMED, field="after") from error


# --- as it is shown ---------------------------------------------------------------------------------------------------


def _reminders(told: Told, reader: Reader, directory: DistrictDirectory) -> tuple[ReminderView, ...]:
    those = ((one, told.cases.get(one.case_id)) for one in told.reminders)
    return tuple(
        _reminder(one, case, mine=is_told(reader, one.stage, one.tells, case, directory))
        for one, case in those
        if case is not None
    )


def _reminder(one: CaseReminder, case: Case, *, mine: bool) -> ReminderView:
    return ReminderView(
        case=case.id,
        stage=one.stage.value,
        round=one.round,
        percent=one.percent,
        reached_at=one.reached_at,
        told_at=one.told_at,
        tells=one.tells,
        mine=mine,
        title=case.title,
        case_no=case.case_no,
        grid=case.grid,
        department=case.department,
    )


def _whistle(call: Call, at: datetime) -> WhistleView:
    one = call.whistle
    return WhistleView(
        whistle=one.id,
        case=one.case_id,
        whistle_kind=one.of_kind.value,
        blown_at=one.blown_at,
        join_by_at=one.join_by_at,
        duties=tuple(_whistle_duty(duty, one.join_by_at, at) for duty in call.duties),
        title=call.case.title,
        grid=call.case.grid,
        matter=one.matter,
        lon=call.case.lon,
        lat=call.case.lat,
        address=call.case.address,
        joint_matter=one.joint_matter,
    )


def _whistle_duty(duty: WhistleDuty, join_by_at: datetime, at: datetime) -> WhistleDutyView:
    return WhistleDutyView(
        department=duty.department,
        joined_at=duty.joined_at,
        distance_m=duty.distance_m,
        on_site=duty.on_site,
        left_at=duty.left_at,
        score=duty.score,
        late=(duty.joined_at or at) > join_by_at,
    )


def _level(stay: Stay, at: datetime) -> LevelStay:
    minutes = ((stay.until_at or at) - stay.from_at).total_seconds() // 60
    return LevelStay(org=stay.org, from_at=stay.from_at, until_at=stay.until_at, minutes=int(minutes), by=stay.by)


def _places(cases: Iterable[Case], directory: DistrictDirectory) -> dict[str, str]:
    """What the grids and departments of some cases are called."""
    found: dict[str, str] = {}
    for case in cases:
        node = directory.grid(case.grid) if case.grid else None
        org = directory.org(case.department) if case.department else None
        found |= {one.id: one.name for one in (node, org) if one is not None}
    return found
