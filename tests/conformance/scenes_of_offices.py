"""Scenes of what offices lay down: people and posts, territory, catalogue, calendar, duties, hotline and partners."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mobile_contract import accounts, calendars, catalogue, duty, intake, intake_orders, rezoning, territory
from mobile_contract.accounts import OrgLevel, Post
from mobile_contract.base import Command, Datum
from mobile_contract.calendars import CalendarShape
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, ResponsibilityShape
from mobile_contract.duty import Audience, LadderRung
from mobile_contract.intake_orders import OrderLimit, PartnerPurpose
from mobile_contract.rezoning import PartWorker
from mobile_contract.territory import GridShape, LayerKind
from server.accounts.staffing import list_on_grids
from server.cases.entities import TimerStage
from server.core.ids import new_id
from server.rezoning import service as rezonings
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody, the_system
from tests.server.cases.acts import Acts
from tests.server.dispatch.town import MONDAY
from tests.server.rezoning.scenes import BOTH, LEFT, RIGHT, agreed
from tests.server.territory.scenes import a_square
from tests.support.scene import CLASS, WEST

HASH, OTHER_HASH = "ab" * 32, "cd" * 32
FEW = 8
"""Rows of a rezoning a commit: more than one commit for the west grid."""


# --- people -----------------------------------------------------------------------------------------------------------


def _a_post(acts: Acts, membership: str) -> Command:
    user, org = acts.town.scene.users["stranger"], acts.town.scene.department
    return new(accounts.GrantMembership, membership, user=user, org=org, post=Post.HANDLER)


def _a_place(acts: Acts, assignment: str) -> Command:
    scene = acts.town.scene
    return new(accounts.AssignWorker, assignment, user=scene.users["stranger"], grid=scene.west)


async def _end_membership(acts: Acts) -> Act:
    membership = new_id()
    await had(acts, _a_post(acts, membership))
    return the_system(acts, new(accounts.EndMembership, membership))


async def _end_assignment(acts: Acts) -> Act:
    assignment = new_id()
    await had(acts, _a_place(acts, assignment))
    return the_system(acts, new(accounts.EndAssignment, assignment))


async def _swap(acts: Acts) -> Act:
    door, scene = acts.town.door, acts.town.scene
    (held,) = await door.database.read(lambda tx: list_on_grids(tx, door.district, [scene.west], acts.town.at))
    swap = new(accounts.SwapWorkers, new_id(), ends=held.assignment, user=scene.users["stranger"])
    return somebody(acts, "office", swap)


def _a_promise(acts: Acts, enrolment: str) -> Command:
    facts: dict[str, Any] = {"user": acts.town.scene.users["worker_west"], "code_hash": HASH}
    return new(accounts.IssueEnrolment, enrolment, **facts, expires_at=MONDAY + timedelta(hours=1))


async def _an_install(acts: Acts) -> str:
    enrolment, install = new_id(), new_id()
    await had(acts, _a_promise(acts, enrolment), _a_redeeming(enrolment, install))
    return install


def _a_redeeming(enrolment: str, install: str) -> Command:
    return new(accounts.RedeemEnrolment, enrolment, install=install, secret_hash=OTHER_HASH, platform="android")


async def _redeem(acts: Acts) -> Act:
    enrolment = new_id()
    await had(acts, _a_promise(acts, enrolment))
    return the_system(acts, _a_redeeming(enrolment, new_id()))


async def _rejoin(acts: Acts) -> Act:
    former, user = await _an_install(acts), acts.town.scene.users["worker_west"]
    return the_system(acts, new(accounts.RejoinInstall, new_id(), user=user, secret_hash="ef" * 32, former=former))


async def _revoke(acts: Acts) -> Act:
    return the_system(acts, new(accounts.RevokeInstall, await _an_install(acts), reason="遗失"))


def _a_session(acts: Acts, session: str) -> Command:
    facts: dict[str, Any] = {"user": acts.town.scene.users["office"], "secret_hash": HASH}
    return new(accounts.StartSession, session, **facts, until_at=MONDAY + timedelta(hours=1))


async def _end_session(acts: Acts) -> Act:
    session = new_id()
    await had(acts, _a_session(acts, session))
    return the_system(acts, new(accounts.EndSession, session))


# --- territory --------------------------------------------------------------------------------------------------------

_NORTH = a_square(WEST[0], WEST[1] + 0.010, WEST[0] + 0.010, WEST[1] + 0.020)


def _a_shape(acts: Acts, grid: str, code: str, geometry: Any) -> GridShape:
    return GridShape(grid=grid, code=code, name=code, org=acts.town.scene.community, geometry=geometry)


def _drawn(acts: Acts, shape: type[territory.TerritoryCommand], edition: str, grid: str) -> Command:
    grids = (_a_shape(acts, grid, "north", _NORTH),)
    return new(shape, edition, layer=LayerKind.COMMUNITY, datum=Datum.WGS84, grids=grids)


async def _publish_draft(acts: Acts) -> Act:
    edition = new_id()
    await had(acts, _drawn(acts, territory.DraftTerritory, edition, new_id()))
    return the_system(acts, new(territory.PublishDraft, edition))


async def _drop_draft(acts: Acts) -> Act:
    edition = new_id()
    await had(acts, _drawn(acts, territory.DraftTerritory, edition, new_id()))
    return the_system(acts, new(territory.DropDraft, edition, reason="重画"))


async def _retire_grid(acts: Acts) -> Act:
    grid = new_id()
    await had(acts, _drawn(acts, territory.PublishTerritory, new_id(), grid))
    return the_system(acts, new(territory.RetireGrid, grid, reason="合并"))


async def _split(acts: Acts) -> rezoning.SplitGrid:
    scene, left, right = acts.town.scene, new_id(), new_id()
    workers = [("worker_west", left), ("stranger", right)]
    split: rezoning.SplitGrid = new(
        rezoning.SplitGrid, new_id(), grid=scene.west, datum=Datum.WGS84, rest=left, preview="",
        parts=(_a_shape(acts, left, "left", LEFT), _a_shape(acts, right, "right", RIGHT)),
        workers=tuple(PartWorker(grid=grid, user=scene.users[who], assignment=new_id()) for who, grid in workers),
    )  # fmt: skip
    return await agreed(acts.town.door, split)


async def _split_grid(acts: Acts) -> Act:
    return the_system(acts, await _split(acts))


async def _merge_grids(acts: Acts) -> Act:
    scene, both = acts.town.scene, new_id()
    worker = PartWorker(grid=both, user=scene.users["worker_west"], assignment=new_id())
    merge: rezoning.MergeGrids = new(
        rezoning.MergeGrids, new_id(), grids=(scene.west, scene.east), datum=Datum.WGS84, preview="",
        into=_a_shape(acts, both, "both", BOTH), workers=(worker,),
    )  # fmt: skip
    return the_system(acts, await agreed(acts.town.door, merge))


async def _rehome(acts: Acts) -> Act:
    split = await _split(acts)
    await had(acts, split)
    return lambda: rezonings.step(acts.town.door, split.entity, FEW)


async def _finish_rezoning(acts: Acts) -> Act:
    split = await _split(acts)
    await had(acts, split)
    return lambda: rezonings.carry_on(acts.town.door, split.entity)


# --- catalogue, calendar, duties --------------------------------------------------------------------------------------


def _a_class(_acts: Acts) -> Command:
    shape = ClassShape(
        scheme="B", kind="event", major="01", minor="14", name="积水", limit_value=2, limit_unit=LimitUnit.WORK_DAY
    )
    return new(catalogue.DefineClasses, new_id(), classes=(shape,), reason="新增")


def _a_responsibility(acts: Acts) -> Command:
    line = ResponsibilityShape(matters=CLASS, lead=acts.town.scene.department)
    return new(catalogue.DefineResponsibilities, new_id(), lines=(line,), reason="责任清单")


def _a_holiday(_acts: Acts) -> Command:
    return new(calendars.SetCalendar, new_id(), calendar=CalendarShape(holidays=("2026-03-04",)), reason="区庆")


def _a_ladder(_acts: Acts) -> Command:
    return new(duty.SetLadder, new_id(), rungs=(LadderRung(percent=90, tells=(Audience.CHIEF,)),))


def _on_duty(acts: Acts, roster: str) -> Command:
    scene = acts.town.scene
    hours: dict[str, Any] = {"from_at": MONDAY, "until_at": MONDAY + timedelta(hours=8)}
    return new(duty.RosterDuty, roster, user=scene.users["worker_west"], grids=(scene.west,), **hours)


async def _end_duty(acts: Acts) -> Act:
    roster = new_id()
    await had(acts, _on_duty(acts, roster))
    acts.town.pass_time(hours=1)
    return the_system(acts, new(duty.EndDuty, roster))


async def _tell_light(acts: Acts) -> Act:
    case = await acts.reported()
    timer = await acts.clock(case, TimerStage.ACCEPT)
    acts.town.pass_time(minutes=14)
    return the_system(acts, new(duty.TellLight, case, timer=timer.id, percent=80))


async def _recount(acts: Acts) -> Act:
    case = await acts.dispatched()
    await had(acts, _a_holiday(acts))
    return the_system(acts, new(duty.RecountClock, case, timer=(await acts.clock(case)).id))


# --- residents, hotline, partners -------------------------------------------------------------------------------------


async def _keep_reporter(acts: Acts) -> Act:
    case = await acts.reported()
    return the_system(acts, new(intake.KeepReporter, new_id(), case, code_hash="a" * 64, pin_hash="b" * 64))


async def _order(acts: Acts) -> tuple[str, str, Command]:
    case, order = await acts.reported(), new_id()
    take = new(
        intake_orders.TakeOrder, order, case, source="12345", number="n-1", template="general",
        sign_limit=OrderLimit(value=2, unit=LimitUnit.URGENT_HOUR),
        reply_limit=OrderLimit(value=1, unit=LimitUnit.WORK_DAY),
    )  # fmt: skip
    return order, case, take


async def _take_order(acts: Acts) -> Act:
    return the_system(acts, (await _order(acts))[2])


def _of_order(shape: type[Command], *before: tuple[type[Command], dict[str, Any]], **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        order, case, take = await _order(acts)
        await had(acts, take, *(new(one, order, case, **told) for one, told in before))
        return somebody(acts, "office", new(shape, order, case, **facts))

    return ready


_SIGNED: tuple[type[Command], dict[str, Any]] = (intake_orders.SignOrder, {})
_CONTACTED: tuple[type[Command], dict[str, Any]] = (intake_orders.ContactCitizen, {"reached": True})
_REPLIED: tuple[type[Command], dict[str, Any]] = (intake_orders.ReplyOrder, {"words": "已处理"})


def _a_partner(_acts: Acts, partner: str) -> Command:
    facts: dict[str, Any] = {"key_hash": HASH, "purpose": PartnerPurpose.EVENTS, "daily_quota": 10}
    return new(intake_orders.AddPartner, partner, name="演示平台", classes=(CLASS,), **facts)


async def _revoke_partner(acts: Acts) -> Act:
    partner = new_id()
    await had(acts, _a_partner(acts, partner))
    return the_system(acts, new(intake_orders.RevokePartner, partner))


SCENES: Mapping[type[Command], Scene] = {
    accounts.CreateOrg: at_once(
        lambda acts: new(
            accounts.CreateOrg, new_id(), code="009", name="新社区", level=OrgLevel.COMMUNITY, parent=acts.street
        )
    ),
    accounts.CreateUser: at_once(lambda _: new(accounts.CreateUser, new_id(), login="new", name="新人")),
    accounts.GrantMembership: at_once(lambda acts: _a_post(acts, new_id())),
    accounts.EndMembership: _end_membership,
    accounts.AssignWorker: at_once(lambda acts: _a_place(acts, new_id())),
    accounts.EndAssignment: _end_assignment,
    accounts.SwapWorkers: _swap,
    accounts.IssueEnrolment: at_once(lambda acts: _a_promise(acts, new_id())),
    accounts.RedeemEnrolment: _redeem,
    accounts.RejoinInstall: _rejoin,
    accounts.RevokeInstall: _revoke,
    accounts.StartSession: at_once(lambda acts: _a_session(acts, new_id())),
    accounts.EndSession: _end_session,
    territory.PublishTerritory: at_once(lambda acts: _drawn(acts, territory.PublishTerritory, new_id(), new_id())),
    territory.DraftTerritory: at_once(lambda acts: _drawn(acts, territory.DraftTerritory, new_id(), new_id())),
    territory.PublishDraft: _publish_draft,
    territory.DropDraft: _drop_draft,
    territory.RetireGrid: _retire_grid,
    rezoning.SplitGrid: _split_grid,
    rezoning.MergeGrids: _merge_grids,
    rezoning.Rehome: _rehome,
    rezoning.FinishRezoning: _finish_rezoning,
    catalogue.DefineClasses: at_once(_a_class),
    catalogue.DefineResponsibilities: at_once(_a_responsibility),
    calendars.SetCalendar: at_once(_a_holiday),
    duty.SetLadder: at_once(_a_ladder),
    duty.TellLight: _tell_light,
    duty.RecountClock: _recount,
    duty.RosterDuty: at_once(lambda acts: _on_duty(acts, new_id())),
    duty.EndDuty: _end_duty,
    intake.KeepReporter: _keep_reporter,
    intake_orders.TakeOrder: _take_order,
    intake_orders.SignOrder: _of_order(intake_orders.SignOrder),
    intake_orders.ContactCitizen: _of_order(intake_orders.ContactCitizen, _SIGNED, reached=True),
    intake_orders.ReplyOrder: _of_order(intake_orders.ReplyOrder, _SIGNED, _CONTACTED, words="已处理"),
    intake_orders.SurveyOrder: _of_order(
        intake_orders.SurveyOrder, _SIGNED, _CONTACTED, _REPLIED, reached=True, solved=True, satisfaction=4
    ),
    intake_orders.AddPartner: at_once(lambda acts: _a_partner(acts, new_id())),
    intake_orders.RevokePartner: _revoke_partner,
}
