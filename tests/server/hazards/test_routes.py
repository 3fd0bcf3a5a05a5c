"""What an office reads of hazard inspections over HTTP, on both databases, and who may not."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile_contract import hazards as wire
from mobile_contract.base import Command
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import HazardSubject, ReinspectionResult
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.premises import RegisterRentedHouse, RegisterSite
from mobile_contract.residents import ChangeDwelling, DwellingEdits, DwellingUse
from server.cases.workdays import SHANGHAI
from server.core import clock
from server.core.ids import new_id
from server.core.journal import READ_KIND, list_entries_of
from tests.server.hazards.shapes import LPG, STAIRS, a_finding, a_template
from tests.support.app import AnApp, running
from tests.support.scene import DISTRICT, WEST, by_system, middle, settle

TODAY = datetime.now(UTC).astimezone(SHANGHAI).date()


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def a_list(app: AnApp, **more: Any) -> str:
    template = new_id()
    await settle(app.door, [wire.PublishCheckTemplate(**by_system(template), **a_template(**more))])
    return template


async def inspected(
    app: AnApp, template: str, *dangers: str, at: datetime | None = None, subject: str = "", **more: Any
) -> str:
    """The worker of the west has inspected the scene's dwelling, or another place; the system has, before they came."""
    inspection = new_id()
    facts: dict[str, Any] = {"subject_kind": HazardSubject.DWELLING, "template": template, "met": "演示租客"} | more
    findings = tuple(a_finding(danger) for danger in dangers)
    command = wire.RecordInspection(
        **by_system(inspection), subject=subject or app.scene.dwelling, findings=findings, **facts
    )
    moment = at or clock.now()
    with clock.told_by(lambda: moment):
        await settle(app.door, [command], app.scene.office("worker_west") if at is None else None)
    return inspection


async def done(app: AnApp, *commands: Command) -> None:
    await settle(app.door, list(commands), app.scene.office("worker_west"))


def photo_of(danger: str, phase: PhotoPhase, digit: str) -> AttachPhoto:
    facts: dict[str, Any] = {"subject_kind": PhotoSubject.DANGER, "subject": danger, "phase": phase}
    return AttachPhoto(**by_system(new_id(), danger), **facts, sha256=digit * 64, size_bytes=10)


async def noticed(app: AnApp, danger: str, **facts: Any) -> str:
    """A notice of a danger that has a photo; its number."""
    await done(app, photo_of(danger, PhotoPhase.REPORT, "a"), wire.IssueNotice(**by_system(danger), **facts))
    office = await app.sign_in("office")
    number: str = (await office.get(f"/v1/dangers/{danger}")).json()["danger"]["notice_no"]
    return number


async def read(browser: httpx.AsyncClient, path: str, **asked: Any) -> Any:
    answer = await browser.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_dangers_come_newest_first_by_page_state_and_grid(app: AnApp) -> None:
    dangers = sorted(new_id() for _ in range(3))
    await inspected(app, await a_list(app), *dangers)
    await settle(app.door, [wire.WithdrawDanger(**by_system(dangers[0]), words="不是隐患")], app.scene.office("office"))
    office = await app.sign_in("office")

    page = await read(office, "/v1/dangers", limit=1)

    assert [one["id"] for one in page["dangers"]] == [dangers[2]]
    assert page["names"] == {app.scene.west: "西网格"}
    assert page["dangers"][0]["place"].endswith("101")
    assert "note" not in page["dangers"][0]
    rest = await read(office, "/v1/dangers", limit=1, after=page["next"])
    assert ([one["id"] for one in rest["dangers"]], rest.get("next")) == ([dangers[1]], None)

    async def listed(**asked: Any) -> list[str]:
        return [one["id"] for one in (await read(office, "/v1/dangers", **asked))["dangers"]]

    assert await listed(state="ended") == [dangers[0]]
    assert await listed(state="all", grid=app.scene.west) == dangers[::-1]
    assert await listed(state="noticed") == []
    assert await listed(state="all", grid=app.scene.east) == []
    assert (await office.get("/v1/dangers", params={"state": "odd"})).json()["field"] == "state"
    assert (await office.get("/v1/dangers", params={"after": "odd"})).status_code == 400


async def test_a_danger_is_read_whole_and_the_look_is_journalled(app: AnApp) -> None:
    danger = new_id()
    inspection = await inspected(app, await a_list(app), danger)
    number = await noticed(app, danger, handed_to="演示店主", words="限期整改")
    office = await app.sign_in("office")

    detail = await read(office, f"/v1/dangers/{danger}")

    assert (detail["danger"]["state"], detail["danger"]["notice_no"]) == ("noticed", number)
    assert (detail["inspection"]["id"], detail["inspection"]["met"]) == (inspection, "演示租客")
    assert [one["event"] for one in detail["events"]] == ["record_inspection", "issue_notice"]
    assert (detail["events"][1]["handed_to"], detail["events"][1]["words"]) == ("演示店主", "限期整改")
    assert [one["phase"] for one in detail["photos"]] == ["report"]
    assert app.scene.users["worker_west"] in detail["names"]
    entries = await app.door.database.read(lambda tx: list_entries_of(tx, DISTRICT, [danger]))
    reads = [entry for entry in entries if entry.kind == READ_KIND]
    assert {entry.actor for entry in reads} == {app.scene.users["office"]}


async def test_what_lies_elsewhere_is_not_there(app: AnApp) -> None:
    danger = new_id()
    await inspected(app, await a_list(app), danger)
    number = await noticed(app, danger)
    neighbour, nobody = await app.sign_in("neighbour"), await app.visitor()
    paths = (
        f"/v1/dangers/{danger}", f"/v1/hazards/of/{app.scene.dwelling}", f"/v1/hazards/notices/{number}",
        f"/v1/hazards/due?grid={app.scene.west}", "/v1/hazards/notices/odd", "/v1/dangers/odd",
    )  # fmt: skip

    for path in paths:
        assert (await neighbour.get(path)).status_code == 404, path
        assert (await nobody.get(path)).status_code == 401, path
    assert (await read(neighbour, "/v1/dangers", state="all"))["dangers"] == []
    assert (await read(neighbour, "/v1/hazards/figures", **{"from": TODAY, "until": TODAY}))["grids"] == []


async def test_the_file_of_a_place_has_all_that_was_ever_found_there_in_order(app: AnApp) -> None:
    template, first, second = await a_list(app), new_id(), new_id()
    before = clock.now() - timedelta(days=200)
    early = await inspected(app, template, first, at=before)
    await done(app, photo_of(first, PhotoPhase.REPORT, "a"), photo_of(first, PhotoPhase.HANDLE, "b"))
    await done(app, wire.FixDanger(**by_system(first)))
    await settle(app.door, [wire.CloseDanger(**by_system(first))], app.scene.office("office"))
    late = await inspected(app, template, second)
    office = await app.sign_in("office")

    file = await read(office, f"/v1/hazards/of/{app.scene.dwelling}")

    assert [one["id"] for one in file["inspections"]] == [early, late]
    assert [(one["id"], one["state"]) for one in file["dangers"]] == [(first, "closed"), (second, "found")]
    assert [one["event"] for one in file["events"]] == [
        "record_inspection", "fix_danger", "close_danger", "record_inspection",
    ]  # fmt: skip
    assert (sorted(one["phase"] for one in file["photos"]), file["open"]) == (["handle", "report"], 1)
    assert (await office.get(f"/v1/hazards/of/{new_id()}")).status_code == 404


async def test_a_notice_is_read_by_its_number_and_knows_the_one_after_it(app: AnApp) -> None:
    danger = new_id()
    await inspected(app, await a_list(app), danger)
    number = await noticed(app, danger, days=3, handed_to="演示店主")
    office = await app.sign_in("office")

    notice = await read(office, f"/v1/hazards/notices/{number}")

    assert (notice["text"], notice["level"], notice["handed_to"]) == ("楼梯堵塞", "general", "演示店主")
    assert (notice["due_on"], notice["issued_by"]) == ((TODAY + timedelta(days=3)).isoformat(), "worker_west")
    fail = wire.ReinspectDanger(**by_system(danger), result=ReinspectionResult.FAIL, days=1)
    await done(app, fail)
    old = await read(office, f"/v1/hazards/notices/{number}")
    assert int(old["superseded_by"]) == int(number) + 1
    new = await read(office, f"/v1/hazards/notices/{old['superseded_by']}")
    assert (new["round"], new.get("superseded_by")) == (1, None)
    assert (await office.get("/v1/hazards/notices/2099999999")).status_code == 404


async def test_check_lists_in_force_and_all_editions(app: AnApp) -> None:
    first, second = await a_list(app), await a_list(app, period_days=30)
    office = await app.sign_in("office")

    told = await read(office, "/v1/hazards/templates")
    every = await read(office, "/v1/hazards/templates", all=True)

    assert [(one["id"], one["edition"]) for one in told["templates"]] == [(second, 2)]
    assert [one["id"] for one in every["templates"]] == [first, second]
    assert [item["code"] for item in told["templates"][0]["items"]] == [STAIRS, LPG]


async def test_what_is_due_goes_by_the_list_by_open_dangers_and_by_what_is_in_use(app: AnApp) -> None:
    scene = app.scene
    rented = DwellingEdits(use=(DwellingUse.SELF, DwellingUse.RENTED))
    site, house = new_id(), new_id()
    await settle(
        app.door, [ChangeDwelling(**by_system(one), set=rented) for one in (scene.dwelling, scene.other_dwelling)]
    )
    await done(
        app,
        RegisterSite(**by_system(site), name="演示小店", site_kind="shop", grid=scene.west),
        RegisterRentedHouse(**by_system(house), dwelling=scene.other_dwelling, house_no="北间"),
    )
    template = await a_list(app, applies_to=("dwelling.rented", "rented_house", "site.shop"))
    await inspected(app, template, new_id(), at=clock.now() - timedelta(days=40))
    office = await app.sign_in("office")

    page = await read(office, "/v1/hazards/due", grid=scene.west)

    due = {one["subject"]: one for one in page["due"]}
    assert set(due) == {scene.dwelling, site, house}
    assert page["places"] == 3
    mine = due[scene.dwelling]
    assert (mine["because"], mine["days_over"]) == ("general", 10)
    assert mine["last_on"] == (TODAY - timedelta(days=40)).isoformat()
    assert {due[one]["because"] for one in (site, house)} == {"never"}
    assert (due[site]["place"], due[house]["place"].endswith("北间")) == ("演示小店", True)
    assert page["due"][0] == mine
    assert (await office.get("/v1/hazards/due", params={"grid": scene.west, "days": 366})).json()["field"] == "days"


async def test_a_site_is_inspected_where_it_lies(app: AnApp) -> None:
    site, danger = new_id(), new_id()
    await done(app, RegisterSite(**by_system(site), name="演示小店", site_kind="shop", point=middle(WEST)))
    await inspected(app, await a_list(app), danger, subject=site, subject_kind=HazardSubject.SITE, point=middle(WEST))
    office = await app.sign_in("office")

    file = await read(office, f"/v1/hazards/of/{site}")

    assert (file["place"], file["subject_kind"], file["inspections"][0]["distance_m"]) == ("演示小店", "site", 0.0)
    await done(app, wire.EscalateDanger(**by_system(danger), case=new_id(), words="拒不整改"))


async def test_figures_have_their_denominator_and_tell_how_fresh_they_are(app: AnApp) -> None:
    dangers = [new_id() for _ in range(5)]
    fixed, told, wrong, escalated, _ = dangers
    await inspected(app, await a_list(app), *dangers)
    await noticed(app, told)
    await done(app, photo_of(fixed, PhotoPhase.REPORT, "b"), photo_of(fixed, PhotoPhase.HANDLE, "c"))
    await done(app, wire.FixDanger(**by_system(fixed)))
    await done(app, wire.EscalateDanger(**by_system(escalated), case=new_id(), words="拒不整改"))
    await settle(app.door, [wire.WithdrawDanger(**by_system(wrong), words="不是隐患")], app.scene.office("office"))
    office = await app.sign_in("office")

    figures = await read(office, "/v1/hazards/figures", **{"from": TODAY, "until": TODAY})

    total = figures["total"]
    assert total == {
        "inspections": 1, "places": 1, "found": 4, "withdrawn": 1, "fixed_on_spot": 1, "noticed": 1, "escalated": 1,
        "still_dangerous": 3,
    }  # fmt: skip
    assert [(one["grid"], one["counts"]) for one in figures["grids"]] == [(app.scene.west, total)]
    assert figures["fresh_at"] <= figures["as_of"]
    gone = TODAY - timedelta(days=9)
    assert (await read(office, "/v1/hazards/figures", **{"from": gone, "until": gone}))["total"] == {}


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-02-30", "until": "2026-03-01"}, {"from": "2026-03-02", "until": "2026-03-01"},
        {"from": "2020-01-01", "until": "2026-03-01"}, {"from": "x", "until": "2026-03-01"},
    ],
)  # fmt: skip
async def test_figures_of_days_that_cannot_be_are_refused(app: AnApp, asked: dict[str, str]) -> None:
    office = await app.sign_in("office")

    assert (await office.get("/v1/hazards/figures", params=asked)).json()["code"] == "malformed"


async def test_every_state_can_be_asked_for(app: AnApp) -> None:
    office = await app.sign_in("office")

    for state in (*DangerState, "open", "ended", "all", "overdue"):
        assert (await read(office, "/v1/dangers", state=str(state)))["dangers"] == []
