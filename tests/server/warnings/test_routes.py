"""What offices read of warnings over HTTP, and the job that looks at the clock."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from mobile_contract.receipts import Verdict
from mobile_contract.warning import DoorOutcome, IssueWarning, RecordDoorCall, WarningLevel, WarningState
from server.core import clock
from server.core.ids import new_id
from server.core.reading import list_by
from server.warnings import service
from server.warnings.clocking import tell
from server.warnings.entities import PublicWarning, WarningReach
from tests.server.warnings.shapes import a_draft, a_template
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def issued(app: AnApp, *grids: str) -> str:
    warning = new_id()
    draft = a_draft(warning, *grids, level=WarningLevel.RED)
    await settle(app.door, [draft, IssueWarning(**by_system(warning))], app.scene.office("supervisor"))
    return warning


async def test_an_office_sees_what_touches_its_area_and_no_more(app: AnApp) -> None:
    scene = app.scene
    wide, far = await issued(app, scene.west, scene.east, app.north), await issued(app, app.north)
    await settle(app.door, [a_template(new_id())])
    office, supervisor = await app.sign_in("office"), await app.sign_in("supervisor")
    assert [one["id"] for one in (await office.get("/v1/warnings")).json()["warnings"]] == [wide]
    assert [one["id"] for one in (await supervisor.get("/v1/warnings?state=issued")).json()["warnings"]] == [far, wide]
    page = (await supervisor.get("/v1/warnings?limit=1")).json()
    assert (await supervisor.get(f"/v1/warnings?limit=1&before={page['next']}")).json()["warnings"][0]["id"] == wide
    assert (await office.get(f"/v1/warnings/{far}/preview")).status_code == 404
    mine = (await office.get(f"/v1/warnings/{wide}/preview")).json()
    assert [one["grid"] for one in mine["audience"]] == [scene.west, scene.east]
    assert (mine["persons"], mine["phones"], mine["homes"]) == (1, 1, 1)
    assert (await supervisor.get(f"/v1/warnings/{wide}/preview")).json()["audience"][2]["grid"] == app.north
    assert len((await office.get("/v1/warning-templates")).json()["templates"]) == 1


async def test_the_doors_that_are_left_are_those_that_nothing_reached(app: AnApp) -> None:
    scene, warning = app.scene, await issued(app, app.scene.west)
    office = await app.sign_in("office")
    page = (await office.get(f"/v1/warnings/{warning}/unreached?grid={scene.west}")).json()
    assert [(one["building"], one["room"]) for one in page["homes"]] == [("1号楼", "101")]
    call = {"grid": scene.west, "dwelling": scene.dwelling}
    for outcome, left in ((DoorOutcome.NOBODY_HOME, 1), (DoorOutcome.TOLD, 0)):
        knock = RecordDoorCall(**by_system(warning), **call, outcome=outcome)  # type: ignore[arg-type] # ids as told
        await settle(app.door, [knock], scene.office("worker_west"))
        report = (await office.get(f"/v1/warnings/{warning}/report")).json()
        assert (report["homes"], report["reached"], report["left"]) == (1, 1 - left, left)
        assert report["grids"][0]["at_the_door"] == 1 - left
    assert (await office.get(f"/v1/warnings/{warning}/unreached?grid={scene.west}")).json()["homes"] == []
    assert (await office.get(f"/v1/warnings/{warning}/unreached?grid={scene.east}")).status_code == 404


async def test_the_clock_lets_ladders_climb_and_warnings_end(app: AnApp) -> None:
    warning = await issued(app, app.scene.west, app.scene.east)
    assert await tell(app.door) == 0
    for rung in (1, 2):
        at = clock.now() + timedelta(minutes=6 * rung)
        with clock.told_by(lambda at=at: at):  # type: ignore[misc] # bound now
            assert await tell(app.door) == 2
            assert await tell(app.door) == 0
        rows = await app.door.database.read(lambda tx: list_by(tx, app.door, WarningReach, "warning", [warning]))
        assert [row.rung for row in rows] == [rung, rung]
    late = clock.now() + timedelta(days=1)
    with clock.told_by(lambda: late):
        assert await tell(app.door) == 1
    [over] = await app.door.database.read(lambda tx: list_by(tx, app.door, PublicWarning, "id", [warning]))
    assert over.state is WarningState.EXPIRED


async def test_who_is_told_of_an_update_are_those_of_what_it_replaces_too(app: AnApp) -> None:
    scene, later = app.scene, new_id()
    first = await issued(app, scene.west)
    draft = a_draft(later, scene.east, level=WarningLevel.RED, updates=first)
    receipts = await settle(app.door, [draft, IssueWarning(**by_system(later))], scene.office("supervisor"))
    assert [one.verdict for one in receipts] == [Verdict.APPLIED, Verdict.APPLIED]
    told = await app.door.database.read(lambda tx: service.grids_to_tell(tx, app.door, later))
    assert told == tuple(sorted((scene.west, scene.east)))
