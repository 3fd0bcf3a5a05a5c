"""Scenes of warnings: from a template to a door that somebody knocked at."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from mobile_contract import warning
from mobile_contract.base import Command
from mobile_contract.warning import DoorOutcome, ReachChannel, ReviewOutcome, WarningLevel
from server.core import clock
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody, the_system
from tests.server.cases.acts import DONE, Acts
from tests.server.warnings.shapes import a_draft, a_template


async def _draft(acts: Acts) -> Act:
    return somebody(acts, "office", a_draft(new_id(), acts.town.scene.west))


async def _drafted(acts: Acts, level: WarningLevel = WarningLevel.RED) -> str:
    """A draft that the office wrote."""
    warned = new_id()
    receipt = await acts.sends("office", a_draft(warned, acts.town.scene.west, level=level))
    assert receipt.verdict in DONE, receipt
    return warned


def _of_draft(shape: type[Command], **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        return the_system(acts, new(shape, await _drafted(acts), **facts))

    return ready


def _of_issued(shape: type[Command], login: str = "", *, in_west: bool = False, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        warned, scene = await _drafted(acts), acts.town.scene
        await somebody(acts, "office", new(warning.IssueWarning, warned))()
        more: dict[str, Any] = {"grid": scene.west} if in_west else {}
        if shape is warning.RecordDoorCall:
            more["dwelling"] = scene.dwelling
        if shape is warning.ReportReached:
            more["dwellings"] = (scene.dwelling,)
        command = new(shape, warned, **more, **facts)
        return somebody(acts, login, command) if login else the_system(acts, command)

    return ready


def _later(shape: type[Command], **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        warned = await _drafted(acts)
        await had(acts, new(warning.IssueWarning, warned))
        more: dict[str, Any] = {"grids": (acts.town.scene.west,)} if shape is warning.EscalateWarning else {}

        async def late() -> None:
            at = clock.now() + timedelta(days=1)
            with clock.told_by(lambda: at):
                await the_system(acts, new(shape, warned, **more, **facts))()

        return late

    return ready


SCENES: Mapping[type[Command], Scene] = {
    warning.DefineWarningTemplate: at_once(lambda _acts: a_template(new_id())),
    warning.DraftWarning: _draft,
    warning.ApproveWarning: _of_draft(warning.ApproveWarning),
    warning.DropWarning: _of_draft(warning.DropWarning, reason="误报"),
    warning.IssueWarning: _of_draft(warning.IssueWarning),
    warning.ReviewWarning: _of_issued(warning.ReviewWarning, outcome=ReviewOutcome.UPHELD, words="属实"),
    warning.CancelWarning: _of_issued(warning.CancelWarning, "office", reason="已解除"),
    warning.ExpireWarning: _later(warning.ExpireWarning),
    warning.AcknowledgeWarning: _of_issued(warning.AcknowledgeWarning, "worker_west", in_west=True),
    warning.EscalateWarning: _later(warning.EscalateWarning),
    warning.ReportReached: _of_issued(warning.ReportReached, in_west=True, channel=ReachChannel.SMS),
    warning.RecordDoorCall: _of_issued(
        warning.RecordDoorCall, "worker_west", in_west=True, outcome=DoorOutcome.NOBODY_HOME
    ),
}
