"""Figures over HTTP and on both databases: of one's own area alone, with the cases behind each."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from ops.seed.pasts import Past
from server.analytics.facts import SHANGHAI
from server.core import clock
from tests.server.analytics.pouring import a_history, count_again, write_over
from tests.support.app import AnApp, running
from tests.support.scene import CLASS

UNTIL = datetime(2026, 11, 20, 4, tzinfo=UTC)
NOVEMBER = {"month": "2026-11"}
TOLD_BY = (
    ("handled_in_time_rate", "department"),
    ("source_collector_rate", "source"),
    ("closed_rate", "street"),
    ("handled_rate", "class"),
    ("checked_in_time_rate", "person"),
    ("handled_rate", "grid"),
)


@dataclass
class Counted:
    """An application whose district has forty days of cases, all counted, at noon of 20 November 2026."""

    app: AnApp
    pasts: list[Past]

    async def figures(self, name: str, login: str = "office", **asked: str) -> dict[str, Any]:
        answer = await (await self.app.sign_in(login)).get(f"/v1/indicators/{name}", params=NOVEMBER | asked)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def cases(self, name: str, login: str = "office", **asked: str) -> list[dict[str, Any]]:
        """All pages of a list."""
        browser, found, after = await self.app.sign_in(login), list[dict[str, Any]](), dict[str, str]()
        while True:
            answer = await browser.get(f"/v1/indicators/{name}/cases", params=NOVEMBER | asked | after)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += page["cases"]
            if "next" not in page:
                return found
            after = {"after": page["next"]}

    async def refusal(self, path: str, login: str = "office", **asked: str) -> tuple[int, str]:
        browser = await self.app.sign_in(login)
        return refused(await browser.get(f"/v1/indicators{path}", params=NOVEMBER | asked))

    def filed_in_november(self, grid: str | None = None) -> list[Past]:
        return [
            past
            for past in self.pasts
            if past.case.filed_at is not None
            and past.case.filed_at.astimezone(SHANGHAI).month == 11
            and grid in (None, past.case.grid)
        ]


def refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def counted(database_url: str, tmp_path: Path) -> AsyncIterator[Counted]:
    with clock.told_by(lambda: UNTIL):
        async with running(database_url, tmp_path) as app:
            pasts = list(a_history(app.scene, UNTIL, per_day=4).pasts(range(170), UNTIL))
            await count_again(app.door, await write_over(app.door, pasts))
            yield Counted(app, pasts)


async def test_figures_are_those_of_the_cases_whatever_they_are_told_by(counted: Counted) -> None:
    filed = counted.filed_in_november()
    by_source = Counter(past.case.source.value for past in filed)
    told = await counted.figures("source_collector_rate", by="source")
    assert {one["key"]: one["denominator"] for one in told["groups"]} == by_source
    assert (told["total"]["numerator"], told["total"]["denominator"]) == (by_source["worker"], len(filed))
    for by in ("grid", "community", "street", "department", "kind", "major", "class", "nothing"):
        other = await counted.figures("source_collector_rate", by=by)
        assert other["total"] == told["total"], by
        assert sum(one["denominator"] for one in other["groups"]) == len(filed), by


async def test_a_group_is_told_by_name_and_rank_and_beside_the_month_before(counted: Counted) -> None:
    told = await counted.figures("source_collector_rate", by="grid")
    scene = counted.app.scene
    assert {one["name"] for one in told["groups"]} == {"西网格", "东网格"}
    assert {one["key"] for one in told["groups"]} == {scene.west, scene.east}
    assert [one["rank"] for one in told["groups"]] in ([1, 2], [1, 1])
    assert all("pop" in one and "yoy" not in one for one in told["groups"])
    assert told["indicator"]["formula"] == "cases by filed_at: (source = worker) / (filed)"
    [best] = (await counted.figures("source_collector_rate", by="grid", top="1"))["groups"]
    assert best == told["groups"][0]


async def test_classes_people_and_tasks_have_names(counted: Counted) -> None:
    assert [one["name"] for one in (await counted.figures("filed_right_rate", by="class"))["groups"]] == ["道路破损"]
    checks = await counted.figures("checked_in_time_rate", by="person")
    assert {one["name"] for one in checks["groups"]} == {"worker_west", "worker_east"}
    tasks = [task for past in counted.pasts for task in past.tasks if task.of_kind == "check"]
    sent = [task for task in tasks if task.sent_at.astimezone(SHANGHAI).month == 11]
    assert checks["total"]["denominator"] == len(sent)
    reporters = await counted.figures("valid_report_rate", by="person")
    reported = [past.case for past in counted.pasts if past.case.reported_at.astimezone(SHANGHAI).month == 11]
    inside = [case for case in reported if case.source.value in {"worker", "committee"}]
    assert reporters["total"]["denominator"] == len(inside)
    assert (await counted.figures("valid_report_rate", by="department"))["total"] == reporters["total"]


async def test_a_limit_of_today_has_not_been_missed_yet(counted: Counted) -> None:
    told = await counted.figures("overdue_pending_rate", by="nothing")
    assert (told["through"], (await counted.figures("filed_right_rate"))["through"]) == ("2026-11-19", "2026-11-20")
    due = [
        timer.due_at
        for past in counted.pasts
        for timer in past.timers[-3:]
        if timer.stage == "handle" and timer.state == "running"
    ]
    assert told["open_overdue"] == sum(at < UNTIL for at in due)


async def test_every_figure_leads_to_its_cases(counted: Counted) -> None:
    for name, by in TOLD_BY:
        told = await counted.figures(name, by=by)
        assert told["groups"]
        for group in told["groups"]:
            sides = [
                await counted.cases(name, by=by, value=group["key"], part=part, limit="7")
                for part in ("numerator", "denominator", "missed")
            ]
            assert [len(side) for side in sides] == [
                group["numerator"], group["denominator"], group["denominator"] - group["numerator"],
            ], (name, group)  # fmt: skip
            assert [one["in_numerator"] for one in sides[0]] == [True] * group["numerator"]
            assert len({(one["case"], one.get("task")) for one in sides[1]}) == group["denominator"]
    whole = await counted.cases("source_collector_rate", limit="11")
    assert {one["case"] for one in whole} == {past.case.id for past in counted.filed_in_november()}
    assert [one["day"] for one in whole] == sorted((one["day"] for one in whole), reverse=True)


async def test_a_list_says_nothing_that_people_said(counted: Counted) -> None:
    [first, *_] = await counted.cases("source_collector_rate")
    assert set(first) <= {
        "case", "case_no", "state", "source", "reported_at", "day", "in_numerator", "class_code", "grid", "department",
        "due_at", "closed_at", "task",
    }  # fmt: skip
    assert (first["class_code"], first["grid"] in {counted.app.scene.west, counted.app.scene.east}) == (CLASS, True)


async def test_an_area_narrows_the_figures_and_another_offices_area_is_not_there(counted: Counted) -> None:
    scene = counted.app.scene
    west = await counted.figures("source_collector_rate", by="grid", area=scene.west)
    assert [(one["key"], one["denominator"]) for one in west["groups"]] == [
        (scene.west, len(counted.filed_in_november(scene.west)))
    ]
    assert west["total"] == (await counted.figures("source_collector_rate", area=scene.west))["total"]
    community = await counted.figures("source_collector_rate", area=scene.community)
    assert community["total"] == (await counted.figures("source_collector_rate", "supervisor"))["total"]
    for area in (scene.community, scene.west):
        assert await counted.refusal("/closed_rate", "neighbour", area=area) == (404, "not_found")
        assert await counted.refusal("/closed_rate/cases", "neighbour", area=area) == (404, "not_found")
    assert (await counted.figures("source_collector_rate", "neighbour"))["total"]["denominator"] == 0
    assert await counted.cases("source_collector_rate", "neighbour") == []


async def test_whoever_leads_no_area_reads_no_figures(counted: Counted) -> None:
    for login in ("worker_west", "dept", "handler", "stranger"):
        assert await counted.refusal("/closed_rate", login) == (403, "not_allowed")
        assert await counted.refusal("/closed_rate/cases", login) == (403, "not_allowed")
    visitor = await counted.app.visitor()
    assert refused(await visitor.get("/v1/indicators/closed_rate", params=NOVEMBER)) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("path", "asked", "told"),
    [
        ("/unheard_of", {}, (404, "not_found")),
        ("/closed_rate", {"month": "2026-13"}, (400, "malformed")),
        ("/closed_rate", {"by": "weather"}, (400, "malformed")),
        ("/closed_rate", {"top": "0"}, (400, "malformed")),
        ("/closed_rate", {"colour": "red"}, (400, "malformed")),
        ("/missed_by_collectors_rate", {"by": "person"}, (400, "malformed")),
        ("/closed_rate", {"area": "nowhere"}, (404, "not_found")),
        ("/closed_rate/cases", {"part": "half"}, (400, "malformed")),
        ("/closed_rate/cases", {"after": "x"}, (400, "malformed")),
        ("/closed_rate/cases", {"limit": "0"}, (400, "malformed")),
        ("/district_score/cases", {}, (400, "malformed")),
        ("", {"month": "november"}, (400, "malformed")),
    ],
)
async def test_what_cannot_be_told_is_refused(
    counted: Counted, path: str, asked: dict[str, str], told: tuple[int, str]
) -> None:
    assert await counted.refusal(path, **asked) == told


async def test_answers_of_too_few_are_kept_back_and_no_list_gives_them_away(counted: Counted) -> None:
    told = await counted.figures("satisfied_rate", by="grid")
    rated = Counter(
        past.case.grid
        for past in counted.pasts
        if past.ratings and past.case.closed_at is not None and past.case.closed_at.astimezone(SHANGHAI).month == 11
    )
    assert rated
    few = [one for one in told["groups"] if one.get("withheld")]
    assert few or min(rated.values()) >= 5
    for one in few:
        assert not {"numerator", "denominator", "value", "pop"} & set(one)
        asked = {"by": "grid", "value": one["key"]}
        assert await counted.refusal("/satisfied_rate/cases", part="numerator", **asked) == (403, "not_allowed")
    assert not any(one["in_numerator"] for one in await counted.cases("satisfied_rate"))


async def test_a_score_is_told_by_group_and_has_no_counts(counted: Counted) -> None:
    told = await counted.figures("district_score", by="department")
    assert all(0 <= float(one["value"]) <= 100 for one in told["groups"])
    assert "denominator" not in told["total"]
    rates = [
        float((await counted.figures(name))["total"]["value"])
        for name in ("handled_rate", "handled_in_time_rate", "rework_rate", "overdue_pending_rate", "extended_rate")
    ]
    by_hand = 0.3 * rates[0] + 0.2 * rates[1] + 0.2 * (100 - rates[2]) + 0.2 * (100 - rates[3]) + 0.1 * (100 - rates[4])
    assert abs(float(told["total"]["value"]) - by_hand) < 0.02


async def test_the_indicators_in_force_are_listed_with_their_formulas(counted: Counted) -> None:
    told = (await (await counted.app.sign_in("office")).get("/v1/indicators")).json()
    assert told["month"] == "2026-11"
    assert {"closed_rate", "district_score"} <= {one["id"] for one in told["indicators"]}
    assert all(one["formula"] and one["version"] == 1 for one in told["indicators"])


async def test_figures_say_how_new_they_are(counted: Counted) -> None:
    fresh = (await counted.figures("closed_rate"))["freshness"]
    head = fresh["head_pos"]
    assert fresh["pos"] < head
    assert fresh["behind_s"] >= 0
