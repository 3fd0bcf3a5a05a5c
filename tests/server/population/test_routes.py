"""The archive over HTTP, and the job that fills it, on both databases."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from mobile_contract.base import Command
from mobile_contract.merges import MergePersons, Register, RetireRecord
from mobile_contract.residents import RegisterPerson, ResidencyKind, Sex
from server.core.ids import new_id
from server.population.taking import take
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""09:00 in Shanghai."""


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    with time_machine.travel(MONDAY, tick=True):
        async with running(database_url, tmp_path) as one:
            yield one


def newcomer(dwelling: str, **facts: Any) -> RegisterPerson:
    told: dict[str, Any] = {
        "sex": Sex.MALE,
        "birth_on": "1990-01-01",
        "residency_kind": ResidencyKind.FLOATING,
        **facts,
    }
    return RegisterPerson(**by_system(new_id()), residency=new_id(), dwelling=dwelling, name="演示住户", **told)


async def people(app: AnApp) -> None:
    """Eleven more: six in the west, of whom one is retired and two turn out to be one; five in the east."""
    west = [newcomer(app.scene.dwelling, household=app.scene.household) for _ in range(6)]
    east: list[Command] = [newcomer(app.scene.east_dwelling, birth_on="1940-01-01") for _ in range(5)]
    await settle(app.door, [*west, *east])
    winner, loser, gone = (one.entity for one in west[:3])
    await settle(
        app.door,
        [
            MergePersons(**by_system(new_id(), winner), winner=winner, loser=loser),
            RetireRecord(**by_system(gone), register=Register.PERSON),
        ],
    )


async def asked(app: AnApp, login: str, **params: str) -> Any:
    answer = await (await app.sign_in(login)).get("/v1/population", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_office_sees_its_area_with_small_counts_withheld(app: AnApp) -> None:
    await people(app)
    assert await take(app.door) == 3

    view = await asked(app, "office", by="grid")

    told = {group["key"]: group["persons"] for group in view["groups"]}
    assert told == {app.scene.west: 5, app.scene.east: 5}
    assert view["total"]["persons"] == 10
    assert (view["day"], view["grids"], view["asked"], view["k"]) == ("2026-11-23", 2, 2, 5)
    assert view["oldest_at"].startswith("2026-11-23T01:")
    west, east = (next(one for one in view["groups"] if one["key"] == key) for key in (app.scene.west, app.scene.east))
    assert (west["kinds"]["floating"], west["kinds"]["permanent"], west["kinds"]["temporary"]) == (None, None, 0)
    assert east["ages"] == {**dict.fromkeys(east["ages"], 0), "80+": 5}
    assert west["sizes"]["5"] is None


async def test_communities_and_cells_tell_the_same_people(app: AnApp) -> None:
    await people(app)
    await take(app.door)

    by_community = await asked(app, "office")
    by_cell = await asked(app, "office", by="cell")

    assert [(one["name"], one["persons"]) for one in by_community["groups"]] == [("雨花社区", 10)]
    assert by_cell["total"]["persons"] == 10
    assert {one["persons"] for one in by_cell["groups"]} == {0, 5}


async def test_a_worker_sees_their_own_grid_alone(app: AnApp) -> None:
    await people(app)
    await take(app.door)

    view = await asked(app, "worker_west", by="grid")

    assert [one["key"] for one in view["groups"]] == [app.scene.west]
    assert (view["grids"], view["asked"]) == (1, 1)


async def test_a_day_is_counted_once_and_the_first_of_a_month_stays(app: AnApp) -> None:
    await people(app)
    assert (await take(app.door), await take(app.door)) == (3, 0)
    for at in (datetime(2026, 11, 24, 1, tzinfo=UTC), datetime(2026, 12, 1, 1, tzinfo=UTC)):
        with time_machine.travel(at, tick=True):
            assert await take(app.door) == 3

    office = await app.sign_in("office")
    assert (await office.get("/v1/population/days")).json() == {"days": ["2026-12-01", "2026-11-23"]}
    assert (await asked(app, "office", on="2026-11-23"))["total"]["persons"] == 10
    assert (await office.get("/v1/population", params={"on": "2026-11-24"})).status_code == 404
    assert (await office.get("/v1/population", params={"on": "yesterday"})).status_code == 400


async def test_before_the_first_count_there_is_nothing(app: AnApp) -> None:
    office = await app.sign_in("office")
    assert (await office.get("/v1/population")).status_code == 404


async def test_who_holds_no_post_sees_nobody(app: AnApp) -> None:
    await people(app)
    await take(app.door)
    stranger = await app.sign_in("stranger")
    answer = await stranger.get("/v1/population")
    assert answer.status_code in {200, 403}
    assert answer.status_code == 403 or answer.json()["total"]["persons"] == 0
