"""Dangers, places and editions as rules see them, and what a rule makes of a command about them."""

from typing import Any, TypeVar

from mobile_contract import hazards as wire
from mobile_contract.cases import LimitUnit
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import DangerCommand, HazardSubject, ReinspectionResult, TemplateItem
from mobile_contract.media import PhotoPhase, PhotoSubject
from server.core.decisions import Context, Decision, Handler
from server.core.entities import Entity
from server.features import all_kinds
from server.hazards.entities import CheckTemplate, Danger
from server.hazards.rules import HANDLERS
from server.residents.entities import Dwelling
from server.uploads.entities import Photo
from tests.server.hazards.shapes import STAIRS, a_template
from tests.support.judging import NOW, ADirectory, a_context, an_id, command_facts, judge

E = TypeVar("E", bound=Entity)
KINDS = all_kinds()
RULES: dict[type, Handler] = {handler.command: handler for handler in HANDLERS}
DWELLING, INSPECTION, DANGER, TEMPLATE, GRID, WORKER = (an_id(n) for n in range(501, 507))
LON, LAT = 118.779, 31.992
STATES = tuple(DangerState)
FACTS: dict[type[DangerCommand], dict[str, Any]] = {
    wire.FixDanger: {},
    wire.IssueNotice: {},
    wire.RectifyDanger: {},
    wire.EscalateDanger: {"case": an_id(508), "words": "拒不整改"},
    wire.WithdrawDanger: {"words": "不是隐患"},
    wire.CloseDanger: {},
    wire.TellDeadline: {"notice_no": "2026000001", "due_on": "2026-11-20"},
}


def a_dwelling(**more: Any) -> Dwelling:
    facts: dict[str, Any] = {"id": DWELLING, "building": an_id(509), "grid": GRID, "lon": LON, "lat": LAT}
    return Dwelling(**(facts | more))


def an_edition(**more: Any) -> CheckTemplate:
    command = wire.PublishCheckTemplate(**command_facts(TEMPLATE), **a_template(**more))
    return only(decide(command), CheckTemplate)


def a_danger(**more: Any) -> Danger:
    asks = TemplateItem(code=STAIRS, text="楼梯堵塞", level="general")
    facts: dict[str, Any] = {
        "inspection": INSPECTION, "subject_kind": HazardSubject.DWELLING, "subject": DWELLING, "grid": GRID,
        "template": TEMPLATE, "item": STAIRS, "level": "general", "asks": asks, "unit": LimitUnit.NATURAL_DAY,
        "state": DangerState.FOUND, "found_at": NOW, "found_by": WORKER, "clock_quality": "exact", "lon": LON,
        "lat": LAT,
    }  # fmt: skip
    return Danger(id=DANGER, **(facts | more))


def a_photo(phase: PhotoPhase, digit: str, round_: int = 1) -> Photo:
    return Photo(
        id=an_id(), subject_kind=PhotoSubject.DANGER, subject_id=DANGER, sealed_by=INSPECTION, phase=phase,
        sha256=digit * 64, size_bytes=1, media_type="image/jpeg", caption="", author=WORKER, grid=GRID, handler=None,
        round=round_,
    )  # fmt: skip


PROOF = (a_photo(PhotoPhase.REPORT, "a"), a_photo(PhotoPhase.HANDLE, "b"))


def step(shape: type[DangerCommand], **more: Any) -> Any:
    return shape(**command_facts(DANGER, INSPECTION), **(FACTS.get(shape, {}) | more))


def looked(result: ReinspectionResult, **more: Any) -> wire.ReinspectDanger:
    return wire.ReinspectDanger(**command_facts(DANGER, INSPECTION), result=result, **more)


def decide(command: Any, *rows: Entity, context: Context | None = None) -> Decision:
    usual = a_context(user=WORKER, directory=ADirectory(here=GRID))
    return judge(RULES[type(command)], command, rows, KINDS, context or usual)


def only(decision: Decision, kind: type[E]) -> E:
    (found,) = (row for row in decision.puts if isinstance(row, kind))
    return found


EVERY_STEP = (*(step(shape) for shape in FACTS), *(looked(result) for result in ReinspectionResult))
