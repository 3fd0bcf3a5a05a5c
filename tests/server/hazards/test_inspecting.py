"""Inspections are kept whatever is doubtful about them; check lists come edition after edition."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mobile_contract import hazards as wire
from mobile_contract.base import Datum, Point
from mobile_contract.cases import LimitUnit
from mobile_contract.danger_machine import DangerState
from mobile_contract.hazards import CheckItem, HazardSubject
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.core.decisions import Decision
from server.core.entities import Entity, advanced
from server.hazards.entities import CheckTemplate, Danger, DangerEvent, Inspection
from server.premises.entities import RentedHouse
from tests.server.hazards.judged import (
    DANGER,
    DWELLING,
    GRID,
    INSPECTION,
    LAT,
    LON,
    PROOF,
    TEMPLATE,
    a_danger,
    a_dwelling,
    an_edition,
    decide,
    only,
    step,
)
from tests.server.hazards.shapes import LPG, STAIRS, a_finding, a_template
from tests.support.judging import NOW, an_id, command_facts

# --- inspections ------------------------------------------------------------------------------------------------------


def inspect(*rows: Entity, findings: tuple[wire.Finding, ...] = (), **more: Any) -> Decision:
    facts: dict[str, Any] = {"subject_kind": HazardSubject.DWELLING, "subject": DWELLING, "template": TEMPLATE}
    command = wire.RecordInspection(**command_facts(INSPECTION), **(facts | more), findings=findings)
    return decide(command, *rows)


def test_each_finding_is_born_as_a_danger_with_what_its_item_asks_for() -> None:
    other = an_id(520)
    findings = (a_finding(DANGER), a_finding(other, item=LPG, responsible="演示房东"))

    decision = inspect(a_dwelling(), an_edition(), findings=findings, checked=(STAIRS,), met="演示租客")

    inspection = only(decision, Inspection)
    assert (inspection.grid, inspection.dangers, inspection.checked) == (GRID, (DANGER, other), (STAIRS, LPG))
    stairs, lpg = (row for row in decision.puts if isinstance(row, Danger))
    assert (stairs.state, stairs.level, stairs.asks.may_fix_on_spot) == (DangerState.FOUND, "general", True)
    assert (lpg.level, lpg.asks.rectify_days, lpg.responsible, lpg.lon) == ("major", 3, "演示房东", LON)
    events = [row for row in decision.puts if isinstance(row, DangerEvent)]
    assert [(one.danger, one.command, one.from_state) for one in events] == [
        (DANGER, "record_inspection", None), (other, "record_inspection", None),
    ]  # fmt: skip


def test_what_two_inspectors_find_at_once_is_found_twice_and_the_second_says_so() -> None:
    standing = a_danger()

    decision = inspect(a_dwelling(), an_edition(), standing, findings=(a_finding(an_id(521)),))

    assert only(decision, Danger).repeats == standing.id


@pytest.mark.parametrize("state", [DangerState.CLOSED, DangerState.WITHDRAWN, DangerState.REINSPECTED])
def test_what_is_over_is_no_danger_that_a_new_one_repeats(state: DangerState) -> None:
    decision = inspect(a_dwelling(), an_edition(), a_danger(state=state), findings=(a_finding(an_id(522)),))

    assert only(decision, Danger).repeats is None


def test_an_inspection_waits_for_its_place_and_for_its_check_list() -> None:
    assert inspect().missing == (DWELLING, TEMPLATE)
    assert inspect(a_dwelling()).missing == (TEMPLATE,)
    assert inspect(a_dwelling(), an_edition()).verdict is Verdict.APPLIED


def test_an_edition_that_is_in_force_no_more_is_one_that_the_phone_had() -> None:
    old = advanced(an_edition(), valid_until=NOW - timedelta(days=30))

    assert inspect(a_dwelling(), old, findings=(a_finding(DANGER),)).verdict is Verdict.APPLIED


@pytest.mark.parametrize(
    ("findings", "why"),
    [
        ((a_finding(DANGER, item="roof"),), ProblemCode.UNKNOWN_ITEM),
        ((a_finding(DANGER), a_finding(DANGER)), ProblemCode.ID_TAKEN),
        ((a_finding(INSPECTION),), ProblemCode.ID_TAKEN),
    ],
)
def test_findings_that_cannot_be_are_refused(findings: tuple[wire.Finding, ...], why: ProblemCode) -> None:
    assert inspect(a_dwelling(), an_edition(), findings=findings).why is why


def test_ids_that_are_taken_are_refused() -> None:
    known = only(inspect(a_dwelling(), an_edition()), Inspection)

    assert inspect(a_dwelling(), an_edition(), known).why is ProblemCode.ID_TAKEN
    assert inspect(a_dwelling(), an_edition(), a_danger(), findings=(a_finding(DANGER),)).why is ProblemCode.ID_TAKEN
    assert inspect(a_dwelling(), an_edition(), checked=("roof",)).why is ProblemCode.UNKNOWN_ITEM


@pytest.mark.parametrize(("north", "accuracy_m", "far"), [(0.0, 5, False), (0.01, 5, True), (0.01, 800, False)])
def test_where_the_inspector_stood_is_a_doubt_and_no_refusal(north: float, accuracy_m: float, far: bool) -> None:
    point = Point(LON, LAT + north, Datum.WGS84, accuracy_m)

    inspection = only(inspect(a_dwelling(), an_edition(), point=point), Inspection)

    assert inspection.far is far
    assert inspection.distance_m == pytest.approx(north * 111_195, abs=1)


def test_a_rented_house_lies_where_its_dwelling_does_if_that_is_told() -> None:
    house = RentedHouse(id=an_id(551), dwelling=DWELLING, grid=GRID)
    told: dict[str, Any] = {
        "subject_kind": HazardSubject.RENTED_HOUSE,
        "subject": house.id,
        "findings": (a_finding(DANGER),),
    }

    def lon_of(**more: Any) -> float | None:
        return only(inspect(house, a_dwelling(), an_edition(), **told, **more), Danger).lon

    assert (lon_of(dwelling=DWELLING), lon_of(), lon_of(dwelling=an_id(552))) == (LON, None, None)
    other = a_dwelling(id=an_id(552))
    assert only(inspect(house, other, an_edition(), **told, dwelling=other.id), Danger).lon is None


def test_a_point_that_is_nowhere_is_far_and_a_place_without_a_point_is_near_nothing() -> None:
    nowhere = Point(LON, 120.0, Datum.WGS84)
    placeless = a_dwelling(lon=None, lat=None)

    assert only(inspect(a_dwelling(), an_edition(), point=nowhere), Inspection).far
    here = only(inspect(placeless, an_edition(), point=Point(LON, LAT, Datum.WGS84)), Inspection)
    assert (here.far, here.distance_m, here.lon) == (False, None, LON)


# --- check lists ------------------------------------------------------------------------------------------------------


def publish(*rows: Entity, entity: str = "", **more: Any) -> Decision:
    return decide(wire.PublishCheckTemplate(**command_facts(entity or an_id()), **a_template(**more)), *rows)


def test_an_edition_ends_the_one_before_where_it_begins() -> None:
    first = an_edition()
    begins = NOW + timedelta(days=10)

    decision = publish(first, entity=an_id(540), period_days=60, valid_from=begins)

    new, old = (row for row in decision.puts if isinstance(row, CheckTemplate))
    assert (new.edition, new.valid_from, new.period_days) == (2, begins, 60)
    assert (old.id, old.valid_until, old.period_days) == (first.id, begins, 90)


def test_the_same_list_again_changes_nothing_and_another_scheme_is_another_list() -> None:
    first = an_edition()

    again = publish(first)
    assert (again.verdict, again.puts, again.facts) == (Verdict.MERGED, (), {"template": first.id})
    assert only(publish(first, scheme="city"), CheckTemplate).edition == 1


ITEM = CheckItem(code=STAIRS, text="楼梯堵塞", level="general")


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"items": (ITEM, ITEM)}, ProblemCode.ID_TAKEN),
        ({"levels": (*a_template()["levels"], a_template()["levels"][0])}, ProblemCode.ID_TAKEN),
        ({"items": (replace(ITEM, level="odd"),)}, ProblemCode.WRONG_IDENTIFIER),
        ({"unit": LimitUnit.WORK_HOUR}, ProblemCode.WRONG_IDENTIFIER),
        ({"valid_from": NOW - timedelta(days=1), "period_days": 5}, ProblemCode.WRONG_IDENTIFIER),
        ({"entity": TEMPLATE}, ProblemCode.ID_TAKEN),
    ],
)
def test_a_list_that_cannot_be_is_refused(more: dict[str, Any], why: ProblemCode) -> None:
    assert publish(an_edition(), **more).why is why


def test_a_day_of_shanghai_is_the_day_of_the_deadline() -> None:
    danger = only(decide(step(wire.IssueNotice, days=1), a_danger(), *PROOF), Danger)

    assert danger.due_on is not None
    assert date.fromisoformat(danger.due_on) == date(2026, 11, 24)
