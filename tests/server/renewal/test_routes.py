"""What offices read of the renewal over HTTP: figures with their denominators, within their area."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.core import clock
from server.core.ids import new_id
from server.renewal.opening import open_week
from server.renewal.weeks import week_of, weeks_before
from tests.server.renewal.weeks_of_a_scene import confirms, item_about, says
from tests.support.app import AnApp, running


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    """A district in which this week is open, and one household's item is confirmed."""
    async with running(database_url, tmp_path) as one:
        await open_week(one.door)
        yield one


async def confirmed(app: AnApp) -> None:
    item = await item_about(app.door, app.scene.household)
    await says(app.door, app.scene.phone("worker_west").actor, confirms(item), clock.now())


async def read(browser: httpx.AsyncClient, what: str, **asked: Any) -> Any:
    answer = await browser.get(f"/v1/renewal/{what}", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_week_is_told_with_what_was_expected_and_what_is_done(app: AnApp) -> None:
    office = await app.sign_in("office")
    before = await read(office, "cycles", grid=app.scene.west)
    await confirmed(app)
    after = await read(office, "cycles", grid=app.scene.west)
    assert (before["expected"], before["done"], before["percent"]) == (1, 0, 0.0)
    assert (after["expected"], after["done"], after["percent"]) == (1, 1, 100.0)
    (cycle,) = after["cycles"]
    assert (cycle["grid_code"], cycle["found"], after["week"]) == ("320114001001001", 1, week_of(clock.now()))
    whole = await read(office, "cycles")
    assert whole["grids"] >= whole["opened"] >= 2
    east = next(one for one in whole["cycles"] if one["grid"] == app.scene.east)
    assert "percent" not in east or east["percent"] is None


async def test_items_are_told_by_state_with_who_answered(app: AnApp) -> None:
    office = await app.sign_in("office")
    await confirmed(app)
    page = await read(office, "items", grid=app.scene.west)
    (one,) = page["items"]
    assert one["item"]["state"] == "confirmed"
    assert one["item"]["target"] == app.scene.household
    assert one["answered_by"] == app.scene.users["worker_west"]
    assert (await read(office, "items", grid=app.scene.west, state="pending"))["items"] == []


async def test_debt_is_told_with_the_age_of_every_households_facts(app: AnApp) -> None:
    office = await app.sign_in("office")
    before = await read(office, "debt", weeks=0, grid=app.scene.west)
    assert (before["open"], before["debt"], before["households"]) == (1, 1, 1)
    (grid,) = before["grids"]
    assert grid["ages"] == {"30": 0, "90": 0, "180": 0, "365": 0, "more": 0, "never": 1}
    assert grid["by_weeks"] == {"0": 1}
    await confirmed(app)
    after = await read(office, "debt", weeks=0, grid=app.scene.west)
    assert (after["open"], after["debt"]) == (0, 0)
    assert after["grids"][0]["ages"]["30"] == 1
    assert (await read(office, "debt"))["weeks"] == 4


@pytest.mark.parametrize(
    ("what", "asked", "status"),
    [
        ("cycles", {"week": "2026-11-24"}, 400),
        ("cycles", {"week": "20261123"}, 400),
        ("cycles", {"grid": "x"}, 404),
        ("cycles", {"grid": new_id()}, 404),
        ("items", {"grid": new_id()}, 404),
        ("items", {"state": "done"}, 400),
        ("items", {"limit": "0"}, 400),
        ("items", {"after": "x"}, 400),
        ("debt", {"weeks": "-1"}, 400),
        ("debt", {"weeks": "521"}, 400),
        ("debt", {"grid": new_id()}, 404),
    ],
)
async def test_what_is_asked_wrongly_is_refused(app: AnApp, what: str, asked: dict[str, str], status: int) -> None:
    office = await app.sign_in("office")
    told = ({"grid": app.scene.west} if what == "items" else {}) | asked
    assert (await office.get(f"/v1/renewal/{what}", params=told)).status_code == status


async def test_a_week_without_cycles_says_so(app: AnApp) -> None:
    office = await app.sign_in("office")
    told = await read(office, "cycles", week=weeks_before(week_of(clock.now()), 3))
    assert (told["opened"], told["expected"], told["cycles"]) == (0, 0, [])
    assert told["grids"] >= 2


async def test_a_department_sees_no_grid_of_it(app: AnApp) -> None:
    dept = await app.sign_in("dept")
    assert (await read(dept, "cycles"))["cycles"] == []
    assert (await dept.get("/v1/renewal/items", params={"grid": app.scene.west})).status_code == 404
