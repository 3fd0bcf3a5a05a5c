"""The board: every filter and every area against what it should leave, counts and lights, page after page."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from mobile_contract.accounts import CreateOrg, GrantMembership, OrgLevel, Post
from mobile_contract.base import Command
from mobile_contract.case_steps import SendVerify
from mobile_contract.cases import AcceptCase, AssignCase, CaseState, DispatchCase, FileCase, RefuseCase, ReportMatter
from mobile_contract.problems import ProblemCode
from server.accounts.scope import OfficeScope, scope_of
from server.cases import board
from server.cases.board import NEWEST, Filters, Place, light_of
from server.cases.entities import Case
from server.cases.words import ALL_WHO_WORK, OPEN
from server.cases.worktime import Light
from server.core import clock
from server.core.database import ReadTx
from server.core.ids import new_id
from server.core.reading import list_by
from tests.support.app import NORTH, AnApp, running
from tests.support.scene import CLASS, EAST, WEST, by_system, middle, settle

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""A Monday at nine in Shanghai."""
MINUTE = timedelta(minutes=1)


class Day:
    """A day of an office's work, and what time it is."""

    app: AnApp

    def __init__(self) -> None:
        self.at = MONDAY

    async def do(self, *commands: Command) -> None:
        for command in commands:
            self.at += timedelta(seconds=1)
            await settle(self.app.door, [command])

    async def report(self, count: int = 1, **more: Any) -> list[str]:
        facts: dict[str, Any] = {"title": "井盖破损", "point": middle(WEST), **more}
        cases = [new_id() for _ in range(count)]
        await self.do(*(ReportMatter(**by_system(case), **facts) for case in cases))
        return cases

    async def dispatch(self, *cases: str) -> None:
        for case in cases:
            await self.do(
                AcceptCase(**by_system(case)),
                FileCase(**by_system(case), class_code=CLASS),
                DispatchCase(**by_system(case), department=self.app.scene.department),
            )

    async def fill(self) -> None:
        """Cases of three grids and of none in six states, two of them in somebody's hands, some late."""
        users = self.app.scene.users
        old = await self.report(4)
        await self.do(RefuseCase(**by_system(old[0]), opinion="重复"), AcceptCase(**by_system(old[1])))
        handled = await self.report(3, class_code=CLASS)
        await self.dispatch(*handled)
        await self.do(
            GrantMembership(
                **by_system(new_id()), user=users["worker_east"], org=self.app.scene.department, post=Post.HANDLER
            ),
            AssignCase(**by_system(handled[0]), handler=users["handler"]),
        )
        await self.do(AssignCase(**by_system(handled[1]), handler=users["worker_east"]))
        east = await self.report(3, point=middle(EAST))
        await self.dispatch(east[0])
        await self.do(SendVerify(**by_system(east[1]), checker=users["worker_west"]))
        await self.report(2, point=middle(NORTH))
        await self.report(1, point=None, address="雨花路口")
        self.at += 13 * MINUTE
        await self.report(2)


@pytest.fixture
async def day(database_url: str, tmp_path: Path) -> AsyncIterator[Day]:
    """A day on which nothing has happened yet."""
    one = Day()
    with clock.told_by(lambda: one.at):
        async with running(database_url, tmp_path) as one.app:
            yield one


@pytest.fixture
async def full_day(day: Day) -> Day:
    """A day with cases in many states."""
    await day.fill()
    return day


def wanted(filters: Filters, scope: OfficeScope, yellow_at: dict[str, datetime]) -> Callable[[Case], bool]:
    """What the filters mean, said once more in plain Python."""

    def is_wanted(case: Case) -> bool:
        in_area = (
            case.grid in scope.grids
            or case.department in scope.departments
            or bool({case.handler, case.checker} & set(scope.people))
            or (case.grid is None and scope.gridless)
        )
        light = light_of(case.due_at, yellow_at.get(case.id), scope.at)
        looks = case.checker == scope.user and case.state in {CaseState.VERIFYING, CaseState.CHECKING}
        handles = case.handler == scope.user and case.state is CaseState.HANDLING
        return (
            in_area
            and (not filters.states or case.state in filters.states)
            and (filters.light is None or light is filters.light)
            and (filters.grid is None or case.grid == filters.grid)
            and (filters.department is None or case.department == filters.department)
            and (filters.class_code is None or case.class_code == filters.class_code)
            and (not filters.overdue or light is Light.RED)
            and (not filters.mine or looks or handles)
        )

    return is_wanted


def asked(app: AnApp) -> list[dict[str, Any]]:
    """Single filters, then every pair of them."""
    single: list[dict[str, Any]] = [
        {"states": (CaseState.REPORTED,)},
        {"states": (CaseState.REFUSED,)},
        {"states": (CaseState.REFUSED, CaseState.VOIDED)},
        {"states": tuple(sorted(OPEN))},
        *({"light": light} for light in Light),
        {"grid": app.scene.west},
        {"grid": app.north},
        {"department": app.scene.department},
        {"class_code": CLASS},
        {"class_code": "B-event-99-99"},
        {"overdue": True},
        {"mine": True},
    ]
    return [{}, *single, *(one | other for one, other in combinations(single, 2))]


@pytest.mark.parametrize("few_grids", [board.FEW_GRIDS, 0], ids=["small areas", "large areas"])
async def test_every_filter_leaves_what_it_says_in_every_area_and_on_every_page(
    full_day: Day, few_grids: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.cases.board.FEW_GRIDS", few_grids)
    door = full_day.app.door

    async def look(tx: ReadTx) -> int:
        everything = await list_by(tx, door, Case, "state", [state.value for state in CaseState])
        yellow_at = await board.list_yellow_at(tx, door.district, everything)
        found = 0
        for login in ("office", "dept", "worker_west", "worker_east", "supervisor", "neighbour", "stranger"):
            scope = await scope_of(tx, door, full_day.app.scene.office(login), ALL_WHO_WORK, full_day.at)
            for told in asked(full_day.app):
                filters = Filters(**told)
                should = [case for case in everything if wanted(filters, scope, yellow_at)(case)]
                should.sort(key=lambda case: (case.reported_at, case.id), reverse=True)
                seen, place = await board.list_cases(scope, tx, door, filters, NEWEST, 3)
                while place is not None:
                    page, place = await board.list_cases(scope, tx, door, filters, place, 3)
                    seen += page
                assert [case.id for case in seen] == [case.id for case in should], (login, told)
                found += len(seen)
        return found

    assert await door.database.read(look) > 500


async def test_counts_are_of_open_cases_by_state_and_light_and_of_what_waits_for_the_reader(full_day: Day) -> None:
    door = full_day.app.door

    async def look(tx: ReadTx) -> None:
        everything = await list_by(tx, door, Case, "state", [state.value for state in OPEN])
        yellow_at = await board.list_yellow_at(tx, door.district, everything)
        for login in ("office", "dept", "worker_west", "worker_east", "supervisor", "stranger"):
            scope = await scope_of(tx, door, full_day.app.scene.office(login), ALL_WHO_WORK, full_day.at)
            counts = await board.count_open(scope, tx, door.district)

            def count(login: str = login, scope: OfficeScope = scope, **told: Any) -> int:
                return sum(map(wanted(Filters(**told), scope, yellow_at), everything))

            states = {state: count(states=(state,)) for state in OPEN}
            assert counts.states == {state: number for state, number in states.items() if number}, login
            lights = {light: count(light=light) for light in Light}
            assert counts.lights == {light: number for light, number in lights.items() if number}, login
            assert counts.mine == count(mine=True), login

    await door.database.read(look)


async def test_nobody_s_board_is_empty_without_a_question_to_the_database(full_day: Day) -> None:
    nobody = OfficeScope(user=new_id(), at=full_day.at)

    async def look(tx: ReadTx) -> tuple[list[Case], Place | None]:
        return await board.list_cases(nobody, tx, full_day.app.door, Filters(), NEWEST, 50)

    assert await full_day.app.door.database.read(look) == ([], None)


# --- over HTTP --------------------------------------------------------------------------------------------------------


async def page_of(browser: httpx.AsyncClient, **told: Any) -> list[dict[str, Any]]:
    answer = await browser.get("/v1/cases", params=told)
    assert answer.status_code == 200, answer.text
    cases: list[dict[str, Any]] = answer.json()["cases"]
    return cases


async def test_a_case_tells_its_light_and_when_it_changes(day: Day) -> None:
    office = await day.app.sign_in("office")
    [case] = await day.report()
    reported = day.at
    lights: list[tuple[str, str, str]] = []
    for minutes in (0, 12, 15, 15.001):
        day.at = reported + minutes * MINUTE
        [item] = await page_of(office)
        lights.append((item["light"], item["yellow_at"], item["due_at"]))
    assert [light for light, *_ in lights] == ["green", "yellow", "yellow", "red"]
    assert {(datetime.fromisoformat(yellow), datetime.fromisoformat(due)) for _, yellow, due in lights} == {
        (reported + 12 * MINUTE, reported + 15 * MINUTE)
    }
    assert [len(await page_of(office, light=light)) for light in ("green", "yellow", "red")] == [0, 0, 1]
    assert [len(await page_of(office, overdue=told)) for told in ("true", "false")] == [1, 1]
    await day.do(AcceptCase(**by_system(case)))
    [item] = await page_of(office)
    assert "light" not in item
    assert "yellow_at" not in item


async def test_what_waits_for_somebody_in_person_is_theirs(full_day: Day) -> None:
    for login, states in {"worker_west": ["verifying"], "worker_east": ["handling"], "handler": ["handling"]}.items():
        browser = await full_day.app.sign_in(login)
        assert [item["state"] for item in await page_of(browser, mine="true")] == states, login
    assert await page_of(await full_day.app.sign_in("office"), mine="true") == []


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"light": "blue"}, ProblemCode.MALFORMED),
        ({"overdue": "perhaps"}, ProblemCode.MALFORMED),
        ({"mine": "2"}, ProblemCode.MALFORMED),
        ({"class": "B event"}, ProblemCode.MALFORMED),
        ({"class": "x" * 65}, ProblemCode.MALFORMED),
        ({"class": "\x00"}, ProblemCode.MALFORMED),
        ({"department": "SZ"}, ProblemCode.NOT_FOUND),
        ({"grid": "x"}, ProblemCode.NOT_FOUND),
        ({"states": "reported"}, ProblemCode.MALFORMED),
        ({"of_class": CLASS}, ProblemCode.MALFORMED),
    ],
)
async def test_a_filter_that_cannot_be_is_refused(day: Day, told: dict[str, str], code: ProblemCode) -> None:
    office = await day.app.sign_in("office")
    assert (await office.get("/v1/cases", params=told)).json()["code"] == code


async def test_a_department_with_more_parts_than_a_few_is_a_large_area_and_sees_the_same(full_day: Day) -> None:
    parent = full_day.app.scene.department
    parts = [
        CreateOrg(**by_system(new_id()), code=f"SZ{n}", name=f"科{n}", level=OrgLevel.DEPARTMENT, parent=parent)
        for n in range(board.FEW_DEPARTMENTS)
    ]
    browser = await full_day.app.sign_in("dept")
    before = await page_of(browser)
    await full_day.do(*parts)
    assert await page_of(browser) == before != []


def test_a_light_is_yellow_at_its_very_instant_and_red_only_beyond() -> None:
    due_at, yellow_at = MONDAY + 15 * MINUTE, MONDAY + 12 * MINUTE
    instant = timedelta(microseconds=1)
    assert light_of(None, yellow_at, due_at) is None
    assert light_of(due_at, yellow_at, yellow_at - instant) is Light.GREEN
    assert light_of(due_at, yellow_at, yellow_at) is Light.YELLOW
    assert light_of(due_at, yellow_at, due_at) is Light.YELLOW
    assert light_of(due_at, yellow_at, due_at + instant) is Light.RED


def test_an_area_is_small_only_if_it_is_somebody_s_and_has_few_grids_and_departments() -> None:
    few = OfficeScope(user="u", at=MONDAY, grids=("g",) * board.FEW_GRIDS, people=("u",))
    assert board.is_small(few)
    assert not board.is_small(replace(few, grids=("g",) * (board.FEW_GRIDS + 1)))
    assert not board.is_small(replace(few, departments=("d",) * (board.FEW_DEPARTMENTS + 1)))
    assert not board.is_small(replace(few, gridless=True))
    assert not board.is_small(replace(few, people=()))
