"""The district's calendar through the door: set, counted by, followed by the clocks that run, and missed in time."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from mobile_contract.accounts import CreateUser, GrantMembership, Post
from mobile_contract.calendars import CalendarShape, SetCalendar
from mobile_contract.cases import AcceptCase, CaseState, DispatchCase, FileCase
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.calendar import service
from server.calendar.alarm import look
from server.calendar.making import calendar_of
from server.calendar.rules import set_calendar
from server.cases.entities import TimerStage
from server.core.door import Door
from server.core.ids import new_id
from server.dispatch.foreseeing import Foreseen, foresee
from tests.server.dispatch.town import Town, a_town
from tests.support.scene import CLASS, by_system, settle


@pytest.fixture
async def town(door: Door) -> AsyncIterator[Town]:
    async with a_town(door) as one:
        yield one


def a_calendar(base: int = 0, reason: str = "区庆", **shape: Any) -> SetCalendar:
    return SetCalendar(**by_system(new_id(), base=base), calendar=CalendarShape(**shape), reason=reason)


async def issue(town: Town, command: SetCalendar) -> Receipt:
    [receipt] = (await town.door.issue([command])).receipts
    return receipt


async def test_a_district_counts_by_what_was_published_until_it_lays_down_its_own(town: Town) -> None:
    before = await service.read_calendar(town.door)
    assert (before.version, before.calendar, before.missing) == (0, CalendarShape(), ())
    assert before.years[-1] >= 2026

    await settle(town.door, [a_calendar(holidays=("2026-03-04",), years=(2030,))])
    after = await service.read_calendar(town.door)
    assert (after.version, after.calendar.holidays, after.reason, after.set_at) == (
        1,
        ("2026-03-04",),
        "区庆",
        town.at,
    )
    assert after.years == (*before.years, 2030)


async def test_a_limit_that_begins_afterwards_is_counted_by_the_new_calendar(town: Town) -> None:
    # Five work days from Monday, 9:00 in Shanghai; the holiday is the Wednesday.
    first, second = await town.report(2)
    await town.dispatch(first)
    await settle(town.door, [a_calendar(holidays=("2026-03-04",))])
    await town.dispatch(second)
    due = [(await town.timer(case, TimerStage.HANDLE)).due_at for case in (first, second)]
    assert due == [datetime(2026, 3, 9, 1, tzinfo=UTC), datetime(2026, 3, 10, 1, tzinfo=UTC)]


async def test_a_limit_that_reaches_a_year_without_calendar_is_refused_with_its_facts(town: Town) -> None:
    # Five work days from 27 December on, 9:00 in Shanghai, end in January.
    years = (await service.read_calendar(town.door)).years
    town.at = datetime(years[-1], 12, 27, 1, tzinfo=UTC)
    [case] = await town.report()
    await settle(town.door, [AcceptCase(**by_system(case))])
    await settle(town.door, [FileCase(**by_system(case), class_code=CLASS)])
    department = town.scene.department
    [refused] = (await town.door.issue([DispatchCase(**by_system(case), department=department)])).receipts
    assert (refused.verdict, refused.why) == (Verdict.REFUSED, ProblemCode.NO_CALENDAR)
    assert refused.facts["year"] == str(years[-1] + 1)
    assert refused.facts["years"] == ", ".join(map(str, years))
    assert (await town.case(case)).state is CaseState.PENDING_DISPATCH

    await settle(town.door, [a_calendar(years=(years[-1] + 1,))])
    await settle(town.door, [DispatchCase(**by_system(case), department=department)])
    due_at = (await town.timer(case, TimerStage.HANDLE)).due_at
    assert due_at.year == years[-1] + 1
    # The clock keeps what it has should somebody take the year away again; a preview tells of it.
    assert await foresee(town.door, calendar_of(CalendarShape())) == Foreseen(clocks=1, unknown=1)


async def test_who_did_not_see_the_present_calendar_does_not_undo_it(town: Town) -> None:
    await settle(town.door, [a_calendar(holidays=("2026-03-04",))])
    late = await issue(town, a_calendar(holidays=("2026-03-05",)))
    assert (late.verdict, late.why) == (Verdict.REFUSED, ProblemCode.STALE_PREVIEW)
    again = await issue(town, a_calendar(base=1, holidays=("2026-03-04", "2026-03-05")))
    assert again.verdict is Verdict.APPLIED
    assert (await service.read_calendar(town.door)).version == 2


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"reason": " "}, ProblemCode.CASE_NEEDS),
        ({"holidays": ("2026-03-04",), "workdays": ("2026-03-04",)}, ProblemCode.WRONG_IDENTIFIER),
        ({"periods": ("18:00-08:00",)}, ProblemCode.WRONG_IDENTIFIER),
    ],
)
async def test_a_calendar_without_reason_or_sense_is_refused(
    town: Town, more: dict[str, Any], why: ProblemCode
) -> None:
    receipt = await issue(town, a_calendar(**more))
    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, why)
    assert (await service.read_calendar(town.door)).version == 0


async def test_only_the_systems_administrator_sets_it(town: Town) -> None:
    assert set_calendar.posts == {Post.SYS_ADMIN}
    admin = town.scene.users["admin"] = new_id()
    user = CreateUser(**by_system(admin), login="admin", name="admin", password_hash="")
    post = GrantMembership(**by_system(new_id()), user=admin, org=town.scene.community, post=Post.COMMITTEE)
    await settle(town.door, [user])
    await settle(town.door, [post])
    [receipt] = (await town.door.issue([a_calendar()], town.scene.office("admin"))).receipts
    assert receipt.why == ProblemCode.NOT_ALLOWED


async def test_a_preview_tells_what_the_running_clocks_would_do(town: Town) -> None:
    first, second, third = await town.report(3)
    await town.dispatch(first)
    town.pass_time(days=2)
    await town.dispatch(second)

    async def foreseen(**shape: Any) -> Foreseen:
        return await foresee(town.door, calendar_of(CalendarShape(**shape)))

    # `third` still waits to be accepted: its clock runs day and night, and no calendar moves it.
    assert (await town.case(third)).due_at is not None
    assert await foreseen() == Foreseen(clocks=2)
    assert await foreseen(holidays=("2026-03-03",)) == Foreseen(clocks=2, later=1)
    assert await foreseen(holidays=("2026-03-05",)) == Foreseen(clocks=2, later=2)
    assert await foreseen(workdays=("2026-03-08",)) == Foreseen(clocks=2, earlier=2)
    assert (await town.timer(first, TimerStage.HANDLE)).due_at == datetime(2026, 3, 9, 1, tzinfo=UTC)


async def test_a_year_without_calendar_is_missed_from_december_before_it(town: Town) -> None:
    last = (await service.read_calendar(town.door)).years[-1]
    december = datetime(last, 12, 1, tzinfo=UTC)

    async def missed(at: datetime) -> tuple[tuple[int, ...], list[dict[str, Any]]]:
        town.at = at
        with capture_logs() as lines:
            years = await look(town.door)
        assert years == (await service.read_calendar(town.door)).missing
        return years, [dict(line) for line in lines if line["event"] == "no work calendar"]

    assert await missed(december - timedelta(days=1)) == ((), [])
    years, lines = await missed(december)
    assert years == (last + 1,)
    assert [(line["years"], line["missing"], line["log_level"]) for line in lines] == [([last + 1], 1, "error")]
    assert (await missed(december + timedelta(days=365)))[0] == (last + 1, last + 2)

    await settle(town.door, [a_calendar(years=(last + 1, last + 2))])
    assert await missed(december + timedelta(days=365)) == ((), [])
