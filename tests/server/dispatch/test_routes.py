"""The routes of dispatching and of the calendar over HTTP: whose they are, and what they refuse."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile_contract.case_adjustments import SetCaseSwitches
from mobile_contract.cases import ReportMatter
from mobile_contract.duty import Audience, LadderRung, SetLadder
from server.core.ids import new_id
from tests.support.app import AnApp, running
from tests.support.scene import WEST, by_system, middle, settle


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def report(app: AnApp) -> str:
    case = new_id()
    await settle(app.door, [ReportMatter(**by_system(case), title="井盖破损", point=middle(WEST))])
    return case


def code_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_each_list_answers_whose_area_it_is(app: AnApp) -> None:
    case, office = await report(app), await app.sign_in("office")
    answers: dict[str, Any] = {}
    for path in (f"cases/{case}/proposal", f"cases/{case}/levels", "reminders", "whistles", "duties", "calendar"):
        answer = await office.get(f"/v1/{path}")
        assert answer.status_code == 200, answer.text
        answers[path.split("/")[-1]] = answer.json()

    assert answers["proposal"]["case"] == answers["levels"]["case"] == case
    west, east = app.scene.users["worker_west"], app.scene.users["worker_east"]
    assert [one["user"] for one in answers["proposal"]["workers"]] == [west, east]
    assert [one["by"] for one in answers["levels"]["levels"]] == ["report_matter"]
    assert answers["reminders"]["reminders"] == answers["whistles"]["whistles"] == answers["duties"]["duties"] == []
    assert 2026 in answers["calendar"]["years"]


async def test_a_case_that_is_not_ones_own_is_not_there(app: AnApp) -> None:
    case, neighbour = await report(app), await app.sign_in("neighbour")
    for what in ("proposal", "levels"):
        theirs = await neighbour.get(f"/v1/cases/{case}/{what}")
        none = await neighbour.get(f"/v1/cases/{new_id()}/{what}")
        assert code_of(theirs) == (404, "not_found")
        assert theirs.content == none.content
        assert code_of(await neighbour.get(f"/v1/cases/no-id/{what}")) == (404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        "duties?at=tomorrow",
        "duties?at=2026-03-02T09:00:00",
        "duties?when=now",
        "reminders?limit=0",
        "reminders?limit=201",
        "reminders?after=x",
        "whistles?limit=1",
        "calendar?year=2026",
    ],
)
async def test_a_question_that_cannot_be_is_refused(app: AnApp, path: str) -> None:
    office = await app.sign_in("office")
    assert code_of(await office.get(f"/v1/{path}")) == (400, "malformed")


async def test_an_instant_is_asked_for_with_its_offset(app: AnApp) -> None:
    office = await app.sign_in("office")
    answer = await office.get("/v1/duties", params={"at": "2026-03-02T09:00:00+08:00"})
    assert answer.json()["at"] == "2026-03-02T09:00:00+08:00"


async def test_a_visitor_is_asked_who_they_are(app: AnApp) -> None:
    case, visitor = await report(app), await app.visitor()
    for path in (f"cases/{case}/proposal", f"cases/{case}/levels", "reminders", "whistles", "duties", "calendar"):
        assert (await visitor.get(f"/v1/{path}")).status_code == 401, path


async def test_offices_see_how_the_district_runs_its_cases(app: AnApp) -> None:
    office = await app.sign_in("office")
    fresh = (await office.get("/v1/case-switches")).json()
    assert (fresh["yellow_card_at_150"], fresh["ladder_is_default"]) == (False, True)
    assert [rung["percent"] for rung in fresh["ladder"]] == [80, 100, 150]
    rungs = (LadderRung(percent=90, tells=(Audience.CHIEF,)),)
    await settle(
        app.door,
        [
            SetCaseSwitches(**by_system(new_id()), yellow_card_at_150=True),
            SetLadder(**by_system(new_id()), rungs=rungs),
        ],
    )
    now = (await office.get("/v1/case-switches")).json()
    assert now == {name: told for name, told in fresh.items() if name != "ladder_is_default"} | {
        "yellow_card_at_150": True,
        "ladder": [{"percent": 90, "tells": ["chief"]}],
    }
    assert (await (await app.visitor()).get("/v1/case-switches")).status_code == 401
