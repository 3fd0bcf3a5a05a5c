"""Whether a matter is known already, and cases that are merged and taken apart again, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from mobile_contract.base import Command, Datum, Point
from mobile_contract.case_duplicates import AlreadyReported
from mobile_contract.case_steps import MergeCase, UnmergeCase
from mobile_contract.cases import AcceptCase, CaseState, FileCase, ReportMatter
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.cases.adjusted import CaseLink
from server.cases.duplicates import already_reported, likeness_of
from server.cases.entities import Case, CaseTimer
from server.core.database import ReadTx
from server.core.door import Door
from server.core.ids import new_id
from server.core.journal import list_entries_of
from server.core.reading import find_entity, list_by
from tests.support.app import AnApp, running
from tests.support.scene import CLASS, DISTRICT, EAST, WEST, by_system, middle, settle

DIRT, TRADER = "B-event-01-10", "B-event-04-01"


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def report(app: AnApp, east_m: float = 0.0, login: str = "worker_west", **more: Any) -> str:
    """A hole in the road, some metres east of the middle of the west grid; each fact can be given."""
    point = Point(lon=middle(WEST).lon + east_m / 94_400, lat=middle(WEST).lat, datum=Datum.WGS84)
    facts: dict[str, Any] = {"title": "演示张三家门口有坑 13900000000", "point": point, "class_code": CLASS, **more}
    case = new_id()
    await settle(app.door, [ReportMatter(**by_system(case), **facts)], app.scene.office(login))
    return case


async def suggested(browser: httpx.AsyncClient, case: str) -> dict[str, Any]:
    answer = await browser.get(f"/v1/cases/{case}/duplicates")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def judged(app: AnApp, command: Command) -> Receipt:
    return (await app.door.issue([command], app.scene.office("office"))).receipts[0]


async def merge(app: AnApp, case: str, into: str) -> Receipt:
    return await judged(app, MergeCase(**by_system(case), duplicate_of=into))


async def unmerge(app: AnApp, case: str) -> Receipt:
    return await judged(app, UnmergeCase(**by_system(case), opinion="不是同一处"))


async def one_case(door: Door, case: str) -> Case:
    found = await door.database.read(lambda tx: find_entity(tx, door, Case, case))
    assert found is not None
    return found


# --- what an office is told -------------------------------------------------------------------------------------------


async def test_an_office_is_told_of_open_cases_near_by_the_most_likely_first(app: AnApp) -> None:
    far, near = await report(app, 40), await report(app, 8)
    family = await report(app, 8, class_code=DIRT)
    await report(app, 120)
    await report(app, 8, class_code=TRADER)
    mine = await report(app)

    told = await suggested(await app.sign_in("office"), mine)

    assert [one["case"]["id"] for one in told["suggestions"]] == [near, family, far]
    best = told["suggestions"][0]
    assert best["reasons"] == {"same_class": CLASS, "distance_m": "8", "hours_apart": "0"}
    assert 0.9 < best["score"] <= 1
    assert "elsewhere" not in told


async def test_cases_that_have_ended_are_not_suggested(app: AnApp) -> None:
    ended, main, mine = await report(app, 5), await report(app, 5), await report(app)
    assert (await merge(app, ended, main)).verdict is Verdict.APPLIED
    told = await suggested(await app.sign_in("office"), mine)
    assert [one["case"]["id"] for one in told["suggestions"]] == [main]


async def test_what_lies_outside_of_the_area_is_counted_and_not_shown(app: AnApp) -> None:
    border = EAST[0]
    at_edge = Point(lon=border - 0.0001, lat=middle(WEST).lat, datum=Datum.WGS84)
    beyond = Point(lon=border + 0.0001, lat=middle(WEST).lat, datum=Datum.WGS84)
    mine = await report(app, point=at_edge)
    await report(app, login="worker_east", point=beyond)
    told = await suggested(await app.sign_in("worker_west"), mine)
    assert (told["suggestions"], told["elsewhere"]) == ([], 1)
    assert len((await suggested(await app.sign_in("office"), mine))["suggestions"]) == 1


async def test_a_case_without_a_place_has_no_neighbours(app: AnApp) -> None:
    await report(app)
    case = await report(app, point=None, address="雨花路 1 号", claimed_grid=app.scene.west)
    assert (await suggested(await app.sign_in("office"), case))["suggestions"] == []


async def test_a_case_outside_of_the_area_has_no_answer_and_a_look_leaves_an_entry(app: AnApp) -> None:
    near, mine = await report(app, 5), await report(app)
    neighbour = await app.sign_in("neighbour")
    assert (await neighbour.get(f"/v1/cases/{mine}/duplicates")).status_code == 404
    await suggested(await app.sign_in("office"), mine)
    entries = await app.door.database.read(lambda tx: list_entries_of(tx, DISTRICT, [mine]))
    assert [one.kind for one in entries].count("read") == 1
    assert near


# --- what a reporter is told ------------------------------------------------------------------------------------------


async def known(app: AnApp, case: str) -> tuple[AlreadyReported, ...]:
    async def work(tx: ReadTx) -> tuple[AlreadyReported, ...]:
        found = await find_entity(tx, app.door, Case, case)
        assert found is not None
        return await already_reported(tx, app.door, found, likeness_of(None))

    return await app.door.database.read(work)


async def test_a_reporter_is_told_what_is_known_and_nothing_of_anybody(app: AnApp) -> None:
    case = await report(app, 12)
    await settle(app.door, [AcceptCase(**by_system(case))])
    await settle(app.door, [FileCase(**by_system(case), class_code=CLASS)])

    [found] = await known(app, await report(app))

    assert (found.class_name, found.within_m, found.in_hand) == ("道路破损", 20, True)
    assert all(words not in repr(found) for words in ("张三", "139", case, app.scene.users["worker_west"]))


async def test_a_reporter_without_a_class_is_told_of_what_is_near(app: AnApp) -> None:
    await report(app, 12)
    assert len(await known(app, await report(app, class_code=None))) == 1
    assert await known(app, await report(app, 120, class_code=None)) == ()


async def test_a_reporter_is_not_told_of_what_is_not_public_or_came_after_them(app: AnApp) -> None:
    await report(app, 5, class_code="B-event-03-01")
    await report(app, 5, class_code=None)
    mine = await report(app, class_code=None)
    await report(app, 5)
    assert await known(app, mine) == ()


# --- merging and taking apart -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [0, 1, 2])
async def test_taking_apart_restores_the_case_exactly(app: AnApp, steps: int) -> None:
    main, case = await report(app), await report(app, 5)
    way: list[Command] = [AcceptCase(**by_system(case)), FileCase(**by_system(case), class_code=CLASS)]
    for command in way[:steps]:
        await settle(app.door, [command])
    before = await one_case(app.door, case)

    await merge(app, case, main)
    receipt = await unmerge(app, case)

    assert receipt.verdict is Verdict.APPLIED
    after = await one_case(app.door, case)
    moved = {"version": after.version, "state_seq": after.state_seq, "due_at": before.due_at}
    assert replace(before, **moved) == replace(after, due_at=before.due_at)
    assert (before.due_at is None) == (after.due_at is None)
    assert before.due_at is None or after.due_at is None or after.due_at >= before.due_at


async def test_the_time_in_which_a_case_was_merged_is_a_rest_of_its_clock(app: AnApp) -> None:
    main, case = await report(app), await report(app, 5)
    await merge(app, case, main)
    door = app.door
    [paused] = await door.database.read(lambda tx: list_by(tx, door, CaseTimer, "case_id", [case]))
    await unmerge(app, case)
    [runs] = await door.database.read(lambda tx: list_by(tx, door, CaseTimer, "case_id", [case]))
    assert (paused.state, runs.state) == ("paused", "running")
    [rest] = runs.rests
    assert rest.until_at is not None
    assert runs.due_at - paused.due_at == rest.until_at - rest.from_at


async def test_merging_again_after_taking_apart_uses_the_same_link(app: AnApp) -> None:
    main, case = await report(app), await report(app, 5)
    for verdict in (await merge(app, case, main), await unmerge(app, case), await merge(app, case, main)):
        assert verdict.verdict is Verdict.APPLIED
    door = app.door
    [link] = await door.database.read(lambda tx: list_by(tx, door, CaseLink, "case_id", [case]))
    assert (link.into_case, link.undone_at) == (main, None)


async def test_there_are_no_chains_and_no_circles(app: AnApp) -> None:
    a, b, c = await report(app), await report(app, 5), await report(app, 10)
    assert (await merge(app, a, a)).why == ProblemCode.NOT_THE_SAME
    assert (await merge(app, a, b)).verdict is Verdict.APPLIED
    into_merged = await merge(app, c, a)
    assert (into_merged.why, into_merged.facts) == (ProblemCode.ALREADY_MERGED, {"into": b})
    with_followers = await merge(app, b, c)
    assert (with_followers.why, with_followers.facts["others"]) == (ProblemCode.ALREADY_MERGED, a)
    circle = await merge(app, b, a)
    assert circle.why == ProblemCode.ALREADY_MERGED
    for case in (b, c):
        assert (await one_case(app.door, case)).state is CaseState.REPORTED
    await unmerge(app, a)
    assert (await merge(app, b, c)).verdict is Verdict.APPLIED


async def test_two_merges_of_one_batch_make_no_chain_either(app: AnApp) -> None:
    a, b, c = await report(app), await report(app, 5), await report(app, 10)
    commands = [MergeCase(**by_system(a), duplicate_of=b), MergeCase(**by_system(b), duplicate_of=c)]
    receipts = (await app.door.issue(commands, app.scene.office("office"))).receipts
    assert [receipt.why for receipt in receipts] == ["", ProblemCode.ALREADY_MERGED]


@pytest.mark.parametrize(
    ("other", "fault"),
    [({"east_m": 60.0}, "distance"), ({"class_code": TRADER}, "class")],
)
async def test_what_is_not_the_same_matter_is_not_merged(app: AnApp, other: dict[str, Any], fault: str) -> None:
    main, case = await report(app), await report(app, **other)
    receipt = await merge(app, case, main)
    assert (receipt.why, receipt.facts["fault"]) == (ProblemCode.NOT_THE_SAME, fault)
