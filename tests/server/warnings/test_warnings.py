"""Warnings on both databases: who may write, approve and issue, what a second click does, how they end, and drills."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mobile_contract.accounts import CreateUser, GrantMembership, Post
from mobile_contract.base import Command, Datum
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.warning import (
    AcknowledgeWarning,
    ApproveWarning,
    CancelWarning,
    DoorOutcome,
    DropWarning,
    EscalateWarning,
    ExpireWarning,
    FieldValue,
    IssueWarning,
    Language,
    ReachChannel,
    RecordDoorCall,
    ReportReached,
    ReviewOutcome,
    ReviewWarning,
    WarningArea,
    WarningLevel,
    WarningState,
    WarningText,
)
from server.accounts.scope import directory_of
from server.core import clock
from server.core.ids import new_id
from server.core.reading import find_entity, list_by
from server.warnings.entities import PublicWarning, WarningReach
from server.warnings.numbers import is_drill, is_real
from server.warnings.texts import is_marked
from tests.server.warnings.shapes import VALUES, WORDS, a_draft, a_template
from tests.support.app import AnApp, running
from tests.support.scene import EAST, WEST, by_system, settle

CHINA = ((73.5, 18.0), (135.0, 18.0), (135.0, 53.5), (73.5, 53.5))


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def sent(app: AnApp, login: str, command: Command) -> Receipt:
    return (await app.door.issue([command], app.scene.office(login))).receipts[0]


async def done(app: AnApp, login: str, command: Command) -> None:
    receipt = await sent(app, login, command)
    assert receipt.verdict is Verdict.APPLIED, receipt


async def drafted(app: AnApp, login: str = "office", **told: Any) -> str:
    warning = new_id()
    await done(app, login, a_draft(warning, app.scene.west, **told))
    return warning


async def issued(app: AnApp, **told: Any) -> str:
    warning = await drafted(app, **told)
    await done(app, "supervisor", ApproveWarning(**by_system(warning)))
    await done(app, "office", IssueWarning(**by_system(warning)))
    return warning


async def found(app: AnApp, warning: str) -> PublicWarning:
    row = await app.door.database.read(lambda tx: find_entity(tx, app.door, PublicWarning, warning))
    assert row is not None
    return row


async def reach(app: AnApp, warning: str) -> WarningReach:
    rows = await app.door.database.read(lambda tx: list_by(tx, app.door, WarningReach, "warning", [warning]))
    [row] = rows
    return row


def _same(at: datetime) -> datetime:
    return at


def refused(receipt: Receipt) -> tuple[Verdict, str]:
    return receipt.verdict, receipt.why


# --- before anything is issued ----------------------------------------------------------------------------------------


async def test_a_draft_is_filled_from_its_template_field_by_field(app: AnApp) -> None:
    template, warning = new_id(), new_id()
    await settle(app.door, [a_template(template)])
    for values, field, reason in (
        (VALUES[:1], "metres", "missing"),
        ((*VALUES[:1], FieldValue("metres", "hoch")), "metres", "no_number"),
        ((*VALUES, FieldValue("depth", "1")), "depth", "unknown"),
    ):
        receipt = await sent(app, "office", a_draft(warning, app.scene.west, template=template, values=values))
        assert refused(receipt) == (Verdict.REFUSED, ProblemCode.TEMPLATE_FIELD)
        assert (receipt.facts["field"], receipt.facts["reason"]) == (field, reason)
    await done(app, "office", a_draft(warning, app.scene.west, template=template, values=VALUES))
    texts = (await found(app, warning)).texts
    assert texts[0].headline == "演示河水位预警"
    assert texts[1].description == "演示河 is at 9.5 m."


@pytest.mark.parametrize(
    ("area", "reason"),
    [
        (WarningArea(polygon=CHINA), "outside"),
        (WarningArea(polygon=((118.77, 31.99), (118.78, 32.0), (118.78, 31.99), (118.77, 32.0))), "outline"),
        (WarningArea(polygon=((118.795, 31.98), (118.796, 31.98), (118.796, 31.981))), "nobody"),
        (WarningArea(cells=("8009fffffffffff",)), "cell"),
        (WarningArea(), "one_way"),
        (WarningArea(grids=(new_id(),)), "unknown_grid"),
    ],
)
async def test_an_area_that_is_none_of_the_districts_is_refused(app: AnApp, area: WarningArea, reason: str) -> None:
    receipt = await sent(app, "supervisor", a_draft(new_id(), area=area))
    assert refused(receipt) == (Verdict.REFUSED, ProblemCode.WARNING_AREA)
    assert receipt.facts["reason"] == reason


async def test_a_polygon_and_cells_are_for_the_grids_that_they_touch(app: AnApp) -> None:
    lon, lat = WEST[0] + 0.002, WEST[1] + 0.002
    small = ((lon, lat), (lon + 0.003, lat), (lon + 0.003, lat + 0.003), (lon, lat + 0.003))
    across = (small[0], (EAST[0] + 0.004, lat), small[3])
    both = tuple(sorted((app.scene.west, app.scene.east)))
    for polygon, grids in ((small, (app.scene.west,)), (across, both)):
        warning = new_id()
        await done(app, "office", a_draft(warning, area=WarningArea(polygon=polygon, datum=Datum.WGS84)))
        assert (await found(app, warning)).grids == grids
    directory = await app.door.database.read(lambda tx: directory_of(tx, app.door))
    cell = min(directory.cells_of(app.scene.east) - directory.cells_of(app.scene.west))
    warning = new_id()
    await done(app, "office", a_draft(warning, area=WarningArea(cells=(f"{cell:015x}",))))
    assert app.scene.east in (await found(app, warning)).grids


async def test_an_end_that_has_passed_is_refused_when_drafted_approved_and_issued(app: AnApp) -> None:
    past = clock.now() - timedelta(minutes=1)
    assert (await sent(app, "office", a_draft(new_id(), app.scene.west, expires_at=past))).why == (
        ProblemCode.WARNING_EXPIRED
    )
    warning = await drafted(app, level=WarningLevel.RED)
    late = clock.now() + timedelta(days=2)
    with clock.told_by(lambda: late):
        for login, shape in (("supervisor", ApproveWarning), ("office", IssueWarning)):
            assert (await sent(app, login, shape(**by_system(warning)))).why == ProblemCode.WARNING_EXPIRED
    assert (await found(app, warning)).state is WarningState.DRAFT


async def test_nobody_warns_where_their_post_does_not_reach(app: AnApp) -> None:
    both = (app.scene.west, app.north)
    assert refused(await sent(app, "office", a_draft(new_id(), *both))) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)
    assert (await sent(app, "worker_west", a_draft(new_id(), app.scene.west))).why == ProblemCode.NOT_ALLOWED
    await done(app, "supervisor", a_draft(new_id(), *both))


# --- approval and issue -----------------------------------------------------------------------------------------------


async def test_a_yellow_warning_waits_for_a_second_person(app: AnApp) -> None:
    warning = await drafted(app)
    assert (await sent(app, "office", IssueWarning(**by_system(warning)))).why == ProblemCode.NOT_APPROVED
    assert (await sent(app, "office", ApproveWarning(**by_system(warning)))).why == ProblemCode.SECOND_PERSON
    await done(app, "supervisor", ApproveWarning(**by_system(warning)))
    await done(app, "office", IssueWarning(**by_system(warning)))
    now = await found(app, warning)
    assert (now.state, now.review_due) == (WarningState.ISSUED, False)
    assert now.number is not None
    assert is_real(now.number)
    assert len(now.number) == 31


async def test_a_red_warning_goes_at_once_and_is_reviewed_by_somebody_else(app: AnApp) -> None:
    warning = await drafted(app, level=WarningLevel.RED)
    await done(app, "office", IssueWarning(**by_system(warning)))
    assert (await found(app, warning)).review_due
    upheld: dict[str, Any] = {"outcome": ReviewOutcome.UPHELD, "words": "属实"}
    assert (await sent(app, "office", ReviewWarning(**by_system(warning), **upheld))).why == ProblemCode.SECOND_PERSON
    await done(app, "supervisor", ReviewWarning(**by_system(warning), **upheld))
    assert not (await found(app, warning)).review_due


async def test_a_second_click_issues_nothing(app: AnApp) -> None:
    warning = await issued(app)
    before, heads = (
        await found(app, warning),
        await app.door.database.read(lambda tx: list_by(tx, app.door, WarningReach, "warning", [warning])),
    )
    for login in ("office", "supervisor"):
        assert (await sent(app, login, IssueWarning(**by_system(warning)))).verdict is Verdict.MERGED
    assert await found(app, warning) == before
    assert await app.door.database.read(lambda tx: list_by(tx, app.door, WarningReach, "warning", [warning])) == heads


async def test_clicks_at_one_time_issue_one_warning(app: AnApp) -> None:
    warning = await drafted(app, level=WarningLevel.RED)
    clicks = (sent(app, login, IssueWarning(**by_system(warning))) for login in ("office", "supervisor") * 3)
    verdicts = sorted(receipt.verdict.value for receipt in await asyncio.gather(*clicks))
    assert verdicts == ["applied", *["merged"] * 5]
    assert (await reach(app, warning)).version == 1


async def test_a_dropped_draft_is_never_issued(app: AnApp) -> None:
    warning = await drafted(app, level=WarningLevel.RED)
    await done(app, "office", DropWarning(**by_system(warning), reason="误报"))
    receipt = await sent(app, "office", IssueWarning(**by_system(warning)))
    assert (receipt.why, receipt.facts["state"]) == (ProblemCode.WARNING_STATE, "dropped")


# --- its end ----------------------------------------------------------------------------------------------------------


async def test_an_update_takes_the_place_of_what_is_in_force(app: AnApp) -> None:
    first = await issued(app)
    second = await issued(app, updates=first, level=WarningLevel.BLUE)
    assert (await found(app, first)).state is WarningState.UPDATED
    assert (await reach(app, first)).closed_at is not None
    assert (await found(app, second)).state is WarningState.ISSUED
    receipt = await sent(app, "office", a_draft(new_id(), app.scene.west, updates=first))
    assert (receipt.why, receipt.facts["state"]) == (ProblemCode.WARNING_STATE, "updated")


async def test_a_cancel_has_a_number_of_its_own_and_counts_once(app: AnApp) -> None:
    warning = await issued(app)
    await done(app, "office", CancelWarning(**by_system(warning), reason="已修复"))
    over = await found(app, warning)
    assert (over.state, over.words) == (WarningState.CANCELLED, "已修复")
    assert over.cancel_number is not None
    assert is_real(over.cancel_number)
    assert over.cancel_number != over.number
    again = await sent(app, "office", CancelWarning(**by_system(warning), reason="再次"))
    assert (again.verdict, await found(app, warning)) == (Verdict.MERGED, over)


async def test_it_expires_when_its_time_is_over_and_not_before(app: AnApp) -> None:
    warning = await issued(app)
    assert (await settle(app.door, [ExpireWarning(**by_system(warning))]))[0].verdict is Verdict.MERGED
    late = clock.now() + timedelta(days=1)
    with clock.told_by(lambda: late):
        await settle(app.door, [ExpireWarning(**by_system(warning))])
    assert (await found(app, warning)).state is WarningState.EXPIRED
    assert (await reach(app, warning)).closed_at == late


# --- drills -----------------------------------------------------------------------------------------------------------


async def test_a_drill_says_so_everywhere_and_has_no_number_of_the_real_space(app: AnApp) -> None:
    template = new_id()
    await settle(app.door, [a_template(template)])
    drill = await issued(app, drill=True, template=template, values=VALUES)
    real = await issued(app, template=template, values=VALUES)
    row, other = await found(app, drill), await found(app, real)
    assert [is_marked(text) for text in row.texts] == [True, True]
    assert not any(is_marked(text) for text in other.texts)
    assert row.number is not None
    assert other.number is not None
    assert (is_drill(row.number), is_real(row.number)) == (True, False)
    assert (is_drill(other.number), is_real(other.number)) == (False, True)
    for updates, is_one in ((drill, False), (real, True)):
        receipt = await sent(app, "office", a_draft(new_id(), app.scene.west, updates=updates, drill=is_one))
        assert receipt.why == ProblemCode.WARNING_STATE


async def test_nobody_writes_the_mark_of_a_drill_by_hand(app: AnApp) -> None:
    text = WarningText(language=Language.ZH_CN, headline="【演练】洪水", description="请上楼。")
    receipt = await sent(app, "office", a_draft(new_id(), app.scene.west, texts=(text,)))
    assert (receipt.why, receipt.facts["reason"]) == (ProblemCode.TEMPLATE_FIELD, "drill_mark")
    assert WORDS[0].headline == "燃气泄漏"


# --- reaching people --------------------------------------------------------------------------------------------------


async def test_the_ladder_goes_up_until_somebody_has_it_in_hand(app: AnApp) -> None:
    warning, grid = await issued(app), app.scene.west
    climb = EscalateWarning(**by_system(warning), grids=(grid,))
    assert (await settle(app.door, [climb]))[0].verdict is Verdict.MERGED
    for rung in (1, 2, 3):
        late = clock.now() + timedelta(hours=rung)
        with clock.told_by(partial(_same, late)):
            await settle(app.door, [EscalateWarning(**by_system(warning), grids=(grid,))])
        assert (await reach(app, warning)).rung == rung
    await done(app, "worker_west", AcknowledgeWarning(**by_system(warning), grid=grid))
    assert (await sent(app, "office", AcknowledgeWarning(**by_system(warning), grid=grid))).verdict is Verdict.MERGED
    held = await reach(app, warning)
    assert (held.escalate_at, held.acknowledged_by) == (None, app.scene.users["worker_west"])
    late = clock.now() + timedelta(hours=5)
    with clock.told_by(lambda: late):
        receipts = await settle(app.door, [EscalateWarning(**by_system(warning), grids=(grid,))])
    assert receipts[0].verdict is Verdict.MERGED


async def test_a_home_is_reached_by_a_channel_or_at_its_door(app: AnApp) -> None:
    warning, scene = await issued(app), app.scene
    by_sms: dict[str, Any] = {"grid": scene.west, "channel": ReachChannel.SMS, "dwellings": (scene.dwelling,)}
    await settle(app.door, [ReportReached(**by_system(warning), **by_sms)])
    assert (await settle(app.door, [ReportReached(**by_system(warning), **by_sms)]))[0].verdict is Verdict.MERGED
    call: dict[str, Any] = {"grid": scene.west, "dwelling": scene.other_dwelling}
    await done(app, "worker_west", RecordDoorCall(**by_system(warning), **call, outcome=DoorOutcome.NOBODY_HOME))
    assert [one.outcome for one in (await reach(app, warning)).calls] == [DoorOutcome.NOBODY_HOME]
    await done(app, "worker_west", RecordDoorCall(**by_system(warning), **call, outcome=DoorOutcome.TOLD))
    refusing = RecordDoorCall(**by_system(warning), **call, outcome=DoorOutcome.REFUSED)
    assert (await sent(app, "worker_west", refusing)).verdict is Verdict.MERGED
    row = await reach(app, warning)
    assert row.calls == ()
    assert {one.dwelling: one.channel for one in row.reached} == {
        scene.dwelling: ReachChannel.SMS,
        scene.other_dwelling: ReachChannel.DOOR,
    }


async def test_a_door_of_another_grid_or_of_no_warning_is_refused(app: AnApp) -> None:
    scene = app.scene
    warning, draft = await issued(app), await drafted(app)
    told: dict[str, Any] = {"grid": scene.west, "outcome": DoorOutcome.TOLD}
    wrong = RecordDoorCall(**by_system(warning), **told, dwelling=scene.east_dwelling)
    assert (await sent(app, "worker_west", wrong)).why == ProblemCode.UNKNOWN_GRID
    early = RecordDoorCall(**by_system(draft), **told, dwelling=scene.dwelling)
    assert (await sent(app, "worker_west", early)).why == ProblemCode.WARNING_STATE
    theirs = RecordDoorCall(**by_system(warning), **told, dwelling=scene.dwelling)
    assert (await sent(app, "worker_east", theirs)).why == ProblemCode.NOT_ALLOWED


async def test_two_who_hold_one_post_are_two_persons(app: AnApp) -> None:
    """Approval goes by who somebody is, not by which post they hold."""
    user = app.scene.users["deputy"] = new_id()
    await settle(
        app.door,
        [
            CreateUser(**by_system(user), login="deputy", name="deputy", password_hash=""),
            GrantMembership(**by_system(new_id()), user=user, org=app.scene.community, post=Post.COMMITTEE),
        ],
    )
    warning = await drafted(app)
    await done(app, "deputy", ApproveWarning(**by_system(warning)))
