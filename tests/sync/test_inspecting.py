"""Own inspections and steps of dangers on top of the base: what a phone shows before the server has answered."""

from datetime import UTC, datetime
from typing import Any

import pytest

from mobile_contract import hazards, kinds
from mobile_contract.base import CONTRACT, Clock, Command, Record
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import (
    CheckTemplateRecord,
    DangerRecord,
    Finding,
    HazardSubject,
    InspectionRecord,
    ReinspectionResult,
    TemplateItem,
    TemplateLevel,
)
from sync.overlay import Overlay, Own
from tests.support.phones import USER, made_id

INSPECTION, DANGER, PLACE, LIST = (made_id(n) for n in range(1, 5))
WALL = 1_772_352_000_000
AT = datetime.fromtimestamp(WALL / 1000, UTC)

TEMPLATE = CheckTemplateRecord(
    id=LIST, scheme="demo", site_type="shop", edition=1, name="表", source="demo", period_days=90, valid_from=AT,
    items=(TemplateItem(code="stairs", text="楼梯堵塞", level="major", may_fix_on_spot=False, rectify_days=3),),
    levels=(TemplateLevel(code="major", name="重大", period_days=7),),
)  # fmt: skip


class Base:
    """Records as the server sent them."""

    def __init__(self, *records: Record) -> None:
        self.records = {(kinds.NUMBERS[str(one.__struct_config__.tag)], one.id): one for one in records}

    def find(self, kind: int, id: str) -> Record | None:  # noqa: A002 - the contract's own word
        return self.records.get((kind, id))

    def of_kind(self, kind: int) -> list[Record]:
        return [one for (of, _), one in self.records.items() if of == kind]


def facts(entity: str, wall: int = WALL, **more: Any) -> dict[str, Any]:
    made = Clock(wall=wall, boot="b", mono=1)
    common = {"id": made_id(99), "seq": 1, "entity": entity, "root": INSPECTION, "made": made, "contract": CONTRACT}
    return common | more


def shown(*commands: Command, base: Base | None = None) -> Overlay:
    return Overlay(base or Base(TEMPLATE), USER).replay(Own(command) for command in commands)


INSPECT = hazards.RecordInspection(
    **facts(INSPECTION), subject_kind=HazardSubject.DWELLING, subject=PLACE, template=LIST,
    findings=(Finding(danger=DANGER, item="stairs", note="三楼"),), checked=("stairs",), met="演示租客",
)  # fmt: skip


def a_danger(view: Overlay) -> DangerRecord:
    found = view.find(kinds.DANGER, DANGER)
    assert isinstance(found, DangerRecord)
    return found


def test_an_inspection_shows_itself_and_its_dangers_with_what_their_items_ask_for() -> None:
    view = shown(INSPECT)

    inspection, danger = view.find(kinds.INSPECTION, INSPECTION), a_danger(view)
    assert isinstance(inspection, InspectionRecord)
    assert (inspection.inspector, inspection.site_type, inspection.dangers) == (USER, "shop", (DANGER,))
    assert (inspection.checked, inspection.met, inspection.inspected_at) == (("stairs",), "演示租客", AT)
    assert (danger.state, danger.text, danger.level, danger.note) == (DangerState.FOUND, "楼梯堵塞", "major", "三楼")
    assert (danger.may_fix_on_spot, danger.rectify_days, danger.found_by) == (False, 3, USER)


def test_without_its_check_list_a_danger_is_shown_by_the_code_of_its_item() -> None:
    danger = a_danger(shown(INSPECT, base=Base()))

    assert (danger.text, danger.level, danger.rectify_days) == ("stairs", "", 7)


def step(shape: type[hazards.DangerCommand], wall: int = WALL, **more: Any) -> Any:
    return shape(**facts(DANGER, wall), **more)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (step(hazards.FixDanger), {"state": DangerState.FIXED_ON_SPOT, "handled_at": AT}),
        (step(hazards.IssueNotice), {"state": DangerState.NOTICED, "due_on": "2026-03-04", "noticed_at": AT}),
        (step(hazards.IssueNotice, days=10), {"due_on": "2026-03-11"}),
        (step(hazards.IssueNotice, wall=2**53), {"state": DangerState.NOTICED, "due_on": "1970-01-04"}),
        (step(hazards.RectifyDanger), {"state": DangerState.RECTIFIED, "rectified_at": AT}),
        (
            step(hazards.ReinspectDanger, result=ReinspectionResult.FAIL),
            {"state": DangerState.NOTICED, "round": 2, "reinspected_at": AT},
        ),
        (step(hazards.ReinspectDanger, result=ReinspectionResult.PASS), {"state": DangerState.FOUND}),
        (step(hazards.EscalateDanger, case=made_id(9)), {"state": DangerState.ESCALATED, "case_id": made_id(9)}),
        (step(hazards.WithdrawDanger), {"state": DangerState.WITHDRAWN, "ended_at": AT}),
        (step(hazards.CloseDanger), {"state": DangerState.FOUND, "ended_at": None}),
    ],
)
def test_a_step_shows_a_danger_where_it_is_meant_to_be_if_it_can_be(command: Command, told: dict[str, Any]) -> None:
    danger = a_danger(shown(INSPECT, command))

    assert {name: getattr(danger, name) for name in told} == told


def test_looking_again_at_what_was_put_right_shows_it_safe() -> None:
    passed = step(hazards.ReinspectDanger, result=ReinspectionResult.PASS)
    danger = a_danger(shown(INSPECT, step(hazards.FixDanger), passed))

    assert (danger.state, danger.reinspected_at) == (DangerState.REINSPECTED, AT)


def test_a_step_of_a_round_that_is_over_or_of_no_danger_shows_nothing() -> None:
    failed = step(hazards.ReinspectDanger, result=ReinspectionResult.FAIL, round=1)
    late = step(hazards.RectifyDanger, round=1)

    assert a_danger(shown(INSPECT, failed, late)).state is DangerState.NOTICED
    assert shown(late).find(kinds.DANGER, DANGER) is None


def test_a_deadline_beyond_all_days_is_none() -> None:
    far = DangerRecord(
        id=DANGER, inspection=INSPECTION, subject_kind=HazardSubject.DWELLING, subject=PLACE, template=LIST,
        item="stairs", text="楼梯堵塞", level="major", state=DangerState.FOUND, found_at=AT, found_by=USER,
    )  # fmt: skip
    last = int(datetime(9999, 12, 30, tzinfo=UTC).timestamp() * 1000)

    assert a_danger(shown(step(hazards.IssueNotice, wall=last), base=Base(far))).due_on == ""
