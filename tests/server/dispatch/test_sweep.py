"""What the clock does through the door: steps of the ladder are told once, suspensions end when they were to."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from mobile_contract.calendars import CalendarShape, SetCalendar
from mobile_contract.case_adjustments import RequestExtension, ReviewRequest, SetCaseSwitches, Supervision
from mobile_contract.cases import AcceptCase, CaseState
from mobile_contract.duty import Audience, LadderRung, SetLadder
from server.calendar.service import read_calendar
from server.cases.adjusted import CaseReminder, CaseSupervision
from server.cases.entities import CaseEvent, TimerStage, TimerState
from server.core.consumers import Consumer, step
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.intake import Sent, Submission
from server.core.journal import Entry
from server.core.loading import head_of
from server.dispatch.sweep import calendar_consumer, recount_clocks, resume_suspended, sweep
from tests.server.dispatch.town import MONDAY, Town
from tests.support.scene import by_system, settle

ACCEPT, HANDLE = TimerStage.ACCEPT, TimerStage.HANDLE


async def test_a_green_clock_is_told_of_to_nobody(town: Town) -> None:
    [case] = await town.report()
    town.pass_time(minutes=11, seconds=59)
    assert await sweep(town.door) == 0
    assert await town.told(case) == []


async def test_each_step_is_told_when_it_is_reached_and_once(town: Town) -> None:
    [case] = await town.report()
    seen: list[list[int]] = []
    for minutes in (12, 0, 3, 0, 7.5, 0, 600):
        town.pass_time(minutes=minutes)
        await sweep(town.door)
        seen.append([percent for _, percent in await town.told(case)])

    assert seen == [[80], [80], [80, 100], [80, 100], [80, 100, 150], [80, 100, 150], [80, 100, 150]]


async def test_after_days_without_a_server_every_step_is_told_with_when_it_was_reached(town: Town) -> None:
    [case] = await town.report()
    town.pass_time(days=3)
    await sweep(town.door)

    told = {one.percent: one for one in await town.of_cases(CaseReminder, [case])}
    assert {percent: one.reached_at for percent, one in told.items()} == {
        80: MONDAY + timedelta(minutes=12),
        100: MONDAY + timedelta(minutes=15),
        150: MONDAY + timedelta(minutes=22.5),
    }
    assert {one.told_at for one in told.values()} == {MONDAY + timedelta(days=3)}
    assert told[100].tells == (Audience.OWNER, Audience.CHIEF)
    assert (await town.timer(case, ACCEPT)).told_percent == 150


async def test_a_step_that_was_taken_in_time_is_told_of_to_nobody(town: Town) -> None:
    [case] = await town.report()
    town.pass_time(minutes=10)
    await settle(town.door, [AcceptCase(**by_system(case))])
    town.pass_time(days=1)
    assert await sweep(town.door) == 0
    assert (await town.timer(case, ACCEPT)).state is TimerState.DONE


async def test_two_servers_that_sweep_at_once_tell_each_step_once(town: Town) -> None:
    cases = await town.report(30)
    town.pass_time(minutes=13)
    before = await _position(town.door)
    await asyncio.gather(sweep(town.door), sweep(town.door), sweep(town.door))

    told = await town.of_cases(CaseReminder, cases)
    assert sorted(one.case_id for one in told) == sorted(cases)
    assert sorted(await _in_the_journal(town.door, "tell_light", before)) == sorted(cases)


async def test_a_sweep_that_was_cut_off_is_finished_by_the_next_and_tells_nothing_twice(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.dispatch.sweep._PAGE", 4)
    cases = await town.report(10)
    town.pass_time(minutes=13)

    class PowerCut(Exception):
        pass

    async def cut(door: Door, sent: Sequence[Sent]) -> None:
        await door.submit(Submission(SYSTEM, sent))
        raise PowerCut

    with monkeypatch.context() as cutting:
        cutting.setattr("server.dispatch.sweep._submit", cut)
        with pytest.raises(PowerCut):
            await sweep(town.door)
    assert len(await town.of_cases(CaseReminder, cases)) == 8, "two pages were under way, and are told whole"
    await sweep(town.door)
    assert sorted(one.case_id for one in await town.of_cases(CaseReminder, cases)) == sorted(cases)


async def test_a_district_says_itself_who_hears_of_what(town: Town) -> None:
    rungs = (
        LadderRung(percent=120, tells=(Audience.SUPERVISOR,)),
        LadderRung(percent=90, tells=(Audience.CHIEF,)),
    )
    await settle(town.door, [SetLadder(**by_system(new_id()), rungs=rungs)])
    [case] = await town.report()
    town.pass_time(minutes=13, seconds=30)
    await sweep(town.door)
    assert await town.told(case) == [(ACCEPT, 90)]
    town.pass_time(minutes=4, seconds=30)
    await sweep(town.door)
    assert {one.percent: one.tells for one in await town.of_cases(CaseReminder, [case])} == {
        90: (Audience.CHIEF,),
        120: (Audience.SUPERVISOR,),
    }


@pytest.mark.parametrize("switched_on", [False, True])
async def test_the_automatic_yellow_card_falls_once_and_only_where_it_is_switched_on(
    town: Town, switched_on: bool
) -> None:
    await settle(town.door, [SetCaseSwitches(**by_system(new_id()), yellow_card_at_150=switched_on)])
    [case] = await town.report()
    await town.dispatch(case)
    town.pass_time(days=14)
    await sweep(town.door)
    await sweep(town.door)

    cards = await town.of_cases(CaseSupervision, [case])
    assert [(card.level, card.points) for card in cards] == ([(Supervision.YELLOW, 5)] if switched_on else [])
    assert (await town.case(case)).card == ("yellow" if switched_on else None)
    assert (HANDLE, 150) in await town.told(case)


async def test_the_card_falls_at_its_own_part_of_the_limit_whatever_the_districts_ladder_says(town: Town) -> None:
    short = (LadderRung(percent=100, tells=(Audience.OWNER,)), LadderRung(percent=300, tells=(Audience.SUPERVISOR,)))
    await settle(town.door, [SetCaseSwitches(**by_system(new_id()), yellow_card_at_150=True)])
    for rungs in (short[:1], short):
        await settle(town.door, [SetLadder(**by_system(new_id()), rungs=rungs)])
        [case] = await town.report()
        await town.dispatch(case)
        town.pass_time(days=14)
        await sweep(town.door)
        await sweep(town.door)

        assert len(await town.of_cases(CaseSupervision, [case])) == 1
        assert (HANDLE, 150) not in await town.told(case)
        assert (HANDLE, 100) in await town.told(case)


async def test_a_clock_that_got_more_time_is_told_of_anew(town: Town) -> None:
    [case] = await town.report()
    await town.handle(case)
    due_at = (await town.case(case)).due_at
    assert due_at is not None
    town.at = due_at - timedelta(minutes=1)
    await sweep(town.door)
    request = new_id()
    await settle(town.door, [RequestExtension(**by_system(case), request=request, opinion="缺件")])
    for _ in range(2):
        await settle(town.door, [ReviewRequest(**by_system(case), request=request, approved=True, opinion="同意")])
    town.pass_time(days=1)
    await sweep(town.door)
    assert await town.told(case) == [(HANDLE, 80)]
    later = (await town.timer(case, HANDLE)).yellow_at
    town.at = later
    await sweep(town.door)
    assert await town.told(case) == [(HANDLE, 80), (HANDLE, 80)]


async def test_a_suspension_ends_with_its_last_day_however_late_the_server_sees_it(town: Town) -> None:
    [case] = await town.report()
    await town.handle(case)
    town.pass_time(hours=2)
    left = (await town.timer(case, HANDLE)).due_at
    await town.suspend(case, "2026-03-05")
    last = datetime(2026, 3, 5, 15, 59, 59, tzinfo=UTC)
    assert (await town.case(case)).suspended_until == last
    town.at = last - timedelta(seconds=1)
    assert await resume_suspended(town.door) == 0
    town.at = last + timedelta(days=9)
    assert await resume_suspended(town.door) == 1
    assert await resume_suspended(town.door) == 0

    resumed, timer = await town.case(case), await town.timer(case, HANDLE)
    assert (resumed.state, resumed.suspended_until) == (CaseState.HANDLING, None)
    # Monday from 11:00 to the end of Thursday: 29 hours of work, which are three days and a morning's rest and more.
    assert timer.rests[-1].until_at == last
    assert resumed.due_at == timer.due_at > left
    assert await _events_of(town, case, "resume_case") == [last]


async def test_suspensions_end_in_the_order_of_their_days_and_then_the_ladder_is_told(town: Town) -> None:
    cases = await town.report(3)
    for case, day in zip(cases, ("2026-03-12", "2026-03-10", "2026-03-11"), strict=True):
        await town.handle(case)
        await town.suspend(case, day)
    town.at = datetime(2026, 12, 1, tzinfo=UTC)
    await sweep(town.door)

    ends = [await _events_of(town, case, "resume_case") for case in cases]
    assert ends == [[datetime(2026, 3, day, 15, 59, 59, tzinfo=UTC)] for day in (12, 10, 11)]
    assert await _in_the_journal(town.door, "resume_case") == [cases[1], cases[2], cases[0]]
    assert [[percent for _, percent in await town.told(case)] for case in cases] == [[80, 100, 150]] * 3


async def test_two_servers_that_see_a_suspension_over_end_it_once(town: Town) -> None:
    cases = await town.report(6)
    for case in cases:
        await town.handle(case)
        await town.suspend(case, "2026-03-05")
    town.at = datetime(2026, 3, 6, tzinfo=UTC)
    await asyncio.gather(*(resume_suspended(town.door) for _ in range(3)))

    assert sorted(await _in_the_journal(town.door, "resume_case")) == sorted(cases)
    for case in cases:
        assert len(await _events_of(town, case, "resume_case")) == 1
        assert (await town.case(case)).state is CaseState.HANDLING


async def test_a_suspension_whose_clock_would_run_into_a_year_without_calendar_ends_once_there_is_one(
    town: Town,
) -> None:
    last_year = (await read_calendar(town.door)).years[-1]
    town.at = datetime(last_year, 12, 13, 1, tzinfo=UTC)
    [other, case] = await town.report(2)
    await town.handle(case)
    await town.suspend(case, f"{last_year}-12-30")
    await town.handle(other)
    await town.suspend(other, f"{last_year}-12-17")
    town.at = datetime(last_year + 1, 1, 4, tzinfo=UTC)
    for _ in range(2):
        await resume_suspended(town.door)
        # It rests on, and holds nobody else up.
        assert (await town.case(case)).state is CaseState.SUSPENDED
        assert (await town.case(other)).state is CaseState.HANDLING

    known = CalendarShape(years=(last_year + 1,))
    await settle(town.door, [SetCalendar(**by_system(new_id()), calendar=known, reason="通知")])
    await resume_suspended(town.door)
    resumed = await town.case(case)
    assert resumed.state is CaseState.HANDLING
    assert resumed.due_at is not None
    assert resumed.due_at.year == last_year + 1
    assert await _events_of(town, case, "resume_case") == [datetime(last_year, 12, 30, 15, 59, 59, tzinfo=UTC)]


async def test_another_calendar_moves_the_clocks_that_run(town: Town) -> None:
    [case] = await town.report()
    await town.dispatch(case)
    before = await town.case(case)
    assert before.due_at == datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    holiday = SetCalendar(**by_system(new_id()), calendar=CalendarShape(holidays=("2026-03-04",)), reason="区庆")
    await settle(town.door, [holiday])
    while await step(town.door, calendar_consumer()):
        pass

    moved, timer = await town.case(case), await town.timer(case, HANDLE)
    assert moved.due_at == timer.due_at == datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
    assert timer.yellow_at == datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
    assert await recount_clocks(town.door) == 0


async def _position(door: Door) -> int:
    return (await door.database.read(lambda tx: head_of(tx, door.district))).pos


async def _in_the_journal(door: Door, kind: str, after: int = 0) -> list[str]:
    """The cases that commands of a kind were about, in the order in which they were done, each as often as it was."""
    found: list[str] = []

    async def keep(_door: Door, entries: Sequence[Entry]) -> None:
        found.extend(entry.entity for entry in entries if entry.pos > after and entry.entity == entry.subject)

    while await step(door, Consumer("test", (kind,), keep)):
        pass
    return found


async def _events_of(town: Town, case: str, command: str) -> list[datetime]:
    return [one.at for one in await town.of_cases(CaseEvent, [case]) if one.command == command]
