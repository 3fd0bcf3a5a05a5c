"""What offices and phones read of the catalogue, over HTTP and in their feed, on both databases."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.cases import AcceptCase, CaseState, DispatchCase, FileCase, ReportMatter
from mobile_contract.catalogue import (
    DefineClasses,
    DefineResponsibilities,
    FilingConditionRecord,
    ResponsibilityShape,
)
from mobile_contract.kinds import CASE_CLASS, FILING_CONDITION
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from server.cases.entities import Case, CaseTimer, TimerStage
from server.catalogue.rules import class_id, condition_id
from server.catalogue.starter import starter
from server.core import clock
from server.core.ids import new_id
from server.core.reading import list_by
from tests.server.catalogue.shapes import a_class, a_condition
from tests.support.app import AnApp, running
from tests.support.copies import fresh
from tests.support.scene import CLASS, WEST, by_system, middle, settle

OWN = "B-event-01-01"
"""The class of the shapes; the scene has one of its own beside it."""


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        await settle(one.door, [an_edition(classes=(a_class(),), conditions=(a_condition(1), a_condition(2)))])
        yield one


def an_edition(**more: Any) -> DefineClasses:
    facts: dict[str, Any] = by_system(new_id(), contract=3) | {"reason": "新版目录"} | more
    return DefineClasses(**facts)


async def get(browser: httpx.AsyncClient, path: str, **headers: str) -> httpx.Response:
    return await browser.get(f"/v1/{path}", headers=headers)


async def judged(app: AnApp, command: Any) -> Receipt:
    return (await app.door.issue([command])).receipts[0]


async def a_case(app: AnApp) -> str:
    """A case that was accepted and waits to be filed."""
    case = new_id()
    await settle(app.door, [ReportMatter(**by_system(case), title="私搭乱建", point=middle(WEST), class_code=OWN)])
    await settle(app.door, [AcceptCase(**by_system(case))])
    return case


async def test_what_is_in_force_is_read_with_a_mark_that_saves_reading_it_again(app: AnApp) -> None:
    office = await app.sign_in("office")
    answer = await get(office, "catalogue")
    told = answer.json()
    assert [one["code"] for one in told["classes"]] == [OWN, CLASS]
    assert [(one["class_code"], one["ordinal"]) for one in told["conditions"]] == [(OWN, 1), (OWN, 2)]
    tag = answer.headers["etag"]
    assert answer.headers["cache-control"] == "private, no-cache"

    for held in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await get(office, "catalogue", **{"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await get(office, "catalogue", **{"If-None-Match": '"other"'})).status_code == 200

    await settle(app.door, [an_edition(retired_conditions=(f"{OWN}:2",))])
    changed = await get(office, "catalogue", **{"If-None-Match": tag})
    assert (changed.status_code, changed.headers["etag"] != tag) == (200, True)
    assert [one["ordinal"] for one in changed.json()["conditions"]] == [1]


async def test_an_edition_takes_effect_when_it_says_and_the_mark_changes_by_itself(app: AnApp) -> None:
    later = clock.now() + timedelta(days=30)
    await settle(app.door, [an_edition(classes=(a_class(name="改名"),), valid_from=later)])

    async def look() -> tuple[str, str]:
        office = await app.sign_in("office")
        answer = await get(office, "catalogue")
        [name] = [one["name"] for one in answer.json()["classes"] if one["code"] == OWN]
        return name, answer.headers["etag"]

    name, tag = await look()
    assert name == "私搭乱建"
    with clock.told_by(lambda: later - timedelta(seconds=1)):
        assert await look() == (name, tag)
    with clock.told_by(lambda: later):
        renamed, changed = await look()
    assert (renamed, changed != tag) == ("改名", True)


async def test_a_class_is_told_through_all_its_versions_after_it_ended_too(app: AnApp) -> None:
    await settle(app.door, [an_edition(conditions=(a_condition(1, limit_value=3),))])
    await settle(app.door, [an_edition(retired_classes=(OWN,))])
    office = await app.sign_in("office")
    told = (await get(office, f"catalogue/classes/{OWN}")).json()
    assert [(one.get("class_version", 1), "valid_until" in one) for one in told["classes"]] == [(1, True)]
    versions = [(one["ordinal"], one.get("condition_version", 1), one["limit_value"]) for one in told["conditions"]]
    assert versions == [(1, 1, 2), (1, 2, 3), (2, 1, 2)]
    assert all(one["valid_until"] for one in told["conditions"])
    assert OWN not in (await get(office, "catalogue")).text


@pytest.mark.parametrize("code", ["B-event-77-77", "no-class", "B-event-01-01:1", "B"])
async def test_a_class_that_never_was_is_not_there(app: AnApp, code: str) -> None:
    answer = await get(await app.sign_in("office"), f"catalogue/classes/{code}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_editions_are_told_the_latest_first_with_their_reasons(app: AnApp) -> None:
    await settle(app.door, [an_edition(retired_classes=(OWN,), reason="停用")])
    told = (await get(await app.sign_in("office"), "catalogue/editions")).json()
    assert [one["reason"] for one in told["editions"]] == ["停用", "新版目录", ""]
    assert (told["editions"][0]["made"], told["editions"][0]["ended"]) == (0, 3)
    assert (told["editions"][1]["made"], told["editions"][1]["ended"]) == (3, 0)


async def test_the_table_is_told_whole_or_for_a_class_with_the_names_of_who_answers(app: AnApp) -> None:
    department, community = app.scene.department, app.scene.community
    lines = (
        ResponsibilityShape(matters="B", lead=department),
        ResponsibilityShape(matters=f"{OWN}:1", area=community, lead=department, assist=(community,)),
        ResponsibilityShape(matters=CLASS, lead=department),
    )
    await settle(app.door, [DefineResponsibilities(**by_system(new_id()), lines=lines, reason="责任清单")])
    office = await app.sign_in("office")
    told = (await get(office, "responsibilities")).json()
    assert [one["matters"] for one in told["lines"]] == ["B", f"{OWN}:1", CLASS]
    assert told["names"] == {department: "市政", community: "雨花社区"}
    mine = (await get(office, f"responsibilities?class={OWN}")).json()["lines"]
    assert [(one["matters"], one["path"]) for one in mine] == [
        ("B", "320114"),
        (f"{OWN}:1", "320114/320114001/320114001001"),
    ]
    bad = await get(office, "responsibilities?class=B%27")
    assert (bad.status_code, bad.json()["code"], bad.json()["field"]) == (400, "malformed", "class")


async def test_nobody_reads_it_without_signing_in(app: AnApp) -> None:
    stranger = await app.visitor()
    for path in ("catalogue", f"catalogue/classes/{OWN}", "catalogue/editions", "responsibilities"):
        assert (await get(stranger, path)).status_code == 401


async def test_every_phone_holds_every_version_so_that_it_can_choose_without_a_net(app: AnApp) -> None:
    await settle(app.door, [an_edition(conditions=(a_condition(1, limit_value=3),))])
    copy = await fresh(app.door, app.scene.phone("worker_west"))
    rows = [row for scope in copy.held.values() for row in scope.values()]
    conditions = {
        row.id: msgspec.json.decode(row.record, type=FilingConditionRecord)
        for row in rows
        if row.kind == FILING_CONDITION
    }
    first, second = condition_id(f"{OWN}:1"), condition_id(f"{OWN}:1", 2)
    assert set(conditions) == {first, second, condition_id(f"{OWN}:2")}
    assert conditions[first].valid_until == conditions[second].valid_from is not None
    assert (conditions[second].limit_value, conditions[second].photos_before) == (3, 1)
    assert class_id(OWN) in {row.id for row in rows if row.kind == CASE_CLASS}


# --- filing under it --------------------------------------------------------------------------------------------------


async def test_filing_by_a_condition_sets_its_version_and_its_limit_and_old_cases_keep_both(app: AnApp) -> None:
    at = clock.now() + timedelta(minutes=1)
    with clock.told_by(lambda: at):
        condition, case = condition_id(f"{OWN}:1"), await a_case(app)
        await settle(app.door, [FileCase(**by_system(case), class_code=OWN, condition=condition)])
        await settle(app.door, [an_edition(conditions=(a_condition(1, limit_value=9),), retired_classes=())])
        await settle(app.door, [DispatchCase(**by_system(case), department=app.scene.department)])
        [found] = await app.door.database.read(lambda tx: list_by(tx, app.door, Case, "id", [case]))
        timers = await app.door.database.read(lambda tx: list_by(tx, app.door, CaseTimer, "case_id", [case]))
    assert (found.state, found.condition, found.class_version) == (CaseState.PENDING_HANDLE, condition, 1)
    [timer] = [one for one in timers if one.stage is TimerStage.HANDLE]
    assert timer.due_at == at + timedelta(days=2)


async def test_a_class_or_a_condition_that_is_in_force_no_more_is_refused_with_its_day(app: AnApp) -> None:
    case = await a_case(app)
    await settle(app.door, [an_edition(retired_conditions=(f"{OWN}:2",))])
    told = await judged(app, FileCase(**by_system(case), class_code=OWN, condition=condition_id(f"{OWN}:2")))
    assert (told.verdict, told.why, sorted(told.facts)) == (
        Verdict.REFUSED,
        ProblemCode.CONDITION_RETIRED,
        ["class_code", "condition", "valid_from", "valid_until"],
    )
    await settle(app.door, [an_edition(retired_classes=(OWN,))])
    told = await judged(app, FileCase(**by_system(case), class_code=OWN, condition=condition_id(f"{OWN}:1")))
    assert (told.verdict, told.why, told.facts["name"]) == (Verdict.REFUSED, ProblemCode.CLASS_RETIRED, "私搭乱建")
    [found] = await app.door.database.read(lambda tx: list_by(tx, app.door, Case, "id", [case]))
    assert (found.state, found.class_code) == (CaseState.PENDING_FILING, OWN)


async def test_the_starter_catalogue_comes_in_as_one_edition_and_again_makes_nothing(app: AnApp) -> None:
    file = starter("A", "G")

    def whole() -> DefineClasses:
        return an_edition(schemes=file.schemes, classes=file.classes, conditions=file.conditions)

    await settle(app.door, [whole()])
    await settle(app.door, [whole()])
    office = await app.sign_in("office")
    first, again = (await get(office, "catalogue/editions")).json()["editions"][1::-1]
    assert (first["made"], again["made"], again["ended"]) == (len(file.classes) + len(file.conditions), 0, 0)
    told = (await get(office, "catalogue")).json()
    assert [one["scheme"] for one in told["schemes"]] == ["A", "G"]
    assert len(told["classes"]) == len(file.classes) + 2
