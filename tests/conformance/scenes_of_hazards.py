"""Scenes of hazard inspections: check lists, inspections, and each step that a danger can take."""

from collections.abc import Mapping
from typing import Any

from mobile_contract import hazards
from mobile_contract.base import Command
from mobile_contract.hazards import HazardSubject, ReinspectionResult
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, at_once, had, new, somebody, the_system
from tests.server.cases.acts import Acts
from tests.server.hazards.shapes import a_finding, a_template


def _a_photo(danger: str, phase: PhotoPhase, digit: str) -> Command:
    facts: dict[str, Any] = {"subject_kind": PhotoSubject.DANGER, "subject": danger, "phase": phase}
    return new(AttachPhoto, new_id(), danger, **facts, sha256=digit * 64, size_bytes=10)


def _an_inspection(acts: Acts, template: str, danger: str) -> Command:
    facts: dict[str, Any] = {"subject_kind": HazardSubject.DWELLING, "subject": acts.town.scene.dwelling}
    return new(hazards.RecordInspection, new_id(), **facts, template=template, findings=(a_finding(danger),))


async def _found(acts: Acts) -> tuple[str, str]:
    """A danger with photos of before and after, and its inspection."""
    template, danger = new_id(), new_id()
    inspection = _an_inspection(acts, template, danger)
    photos = (_a_photo(danger, PhotoPhase.REPORT, "a"), _a_photo(danger, PhotoPhase.HANDLE, "b"))
    await had(acts, new(hazards.PublishCheckTemplate, template, **a_template()), inspection, *photos)
    return danger, inspection.entity


def _step(shape: type[Command], login: str, *before: type[Command], **facts: Any) -> Scene:
    """A step of a danger, after others of the server's own."""

    async def ready(acts: Acts) -> Act:
        danger, inspection = await _found(acts)
        await had(acts, *(new(one, danger, inspection, **_FACTS.get(one, {})) for one in before))
        return somebody(acts, login, new(shape, danger, inspection, **facts))

    return ready


_FACTS: Mapping[type[Command], dict[str, Any]] = {
    hazards.ReinspectDanger: {"result": ReinspectionResult.PASS},
}


async def _inspect(acts: Acts) -> Act:
    template = new_id()
    await had(acts, new(hazards.PublishCheckTemplate, template, **a_template()))
    return somebody(acts, "worker_west", _an_inspection(acts, template, new_id()))


async def _escalate(acts: Acts) -> Act:
    danger, inspection = await _found(acts)
    facts = {"case": new_id(), "words": "业主拒不整改", "address": "雨花路 1 号"}
    return somebody(acts, "worker_west", new(hazards.EscalateDanger, danger, inspection, **facts))


async def _tell(acts: Acts) -> Act:
    danger, inspection = await _found(acts)
    number, due_on = await _noticed(acts, danger, inspection)
    return the_system(acts, new(hazards.TellDeadline, danger, inspection, notice_no=number, due_on=due_on))


async def _noticed(acts: Acts, danger: str, inspection: str) -> tuple[str, str]:
    receipt = await acts.sends("worker_west", new(hazards.IssueNotice, danger, inspection))
    return receipt.facts["notice_no"], receipt.facts["due_on"]


SCENES: Mapping[type[Command], Scene] = {
    hazards.PublishCheckTemplate: at_once(lambda _acts: new(hazards.PublishCheckTemplate, new_id(), **a_template())),
    hazards.RecordInspection: _inspect,
    hazards.FixDanger: _step(hazards.FixDanger, "worker_west"),
    hazards.IssueNotice: _step(hazards.IssueNotice, "worker_west", days=3, handed_to="演示店主"),
    hazards.RectifyDanger: _step(hazards.RectifyDanger, "worker_west", hazards.IssueNotice),
    hazards.ReinspectDanger: _step(
        hazards.ReinspectDanger, "worker_west", hazards.IssueNotice, result=ReinspectionResult.FAIL
    ),
    hazards.EscalateDanger: _escalate,
    hazards.WithdrawDanger: _step(hazards.WithdrawDanger, "office", words="不是隐患"),
    hazards.CloseDanger: _step(hazards.CloseDanger, "office", hazards.FixDanger, hazards.ReinspectDanger),
    hazards.TellDeadline: _tell,
}
