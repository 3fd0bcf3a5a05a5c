"""The catalogue: what a command brings in, what stays, and the starter classes."""

from typing import Any

import msgspec
import pytest

from mobile_contract.cases import ClassShape, DefineClasses, LimitUnit
from mobile_contract.problems import ProblemCode
from server.cases.catalogue import STARTER_CLASSES
from server.cases.classes import class_id
from server.cases.entities import CaseClass
from server.cases.rules import HANDLERS
from server.core.decisions import DISTRICT_WIDE, Decision
from tests.server.cases.scenes import KINDS, a_scene, area_of, handler_of
from tests.support.judging import an_id, command_facts, judge


def a_shape(minor: str = "01", **more: Any) -> ClassShape:
    facts: dict[str, Any] = {
        "scheme": "B", "kind": "event", "major": "01", "minor": minor, "name": "私搭乱建",
        "photos_before": 1, "photos_after": 1, "limit_value": 2, "limit_unit": LimitUnit.URGENT_DAY,
    }  # fmt: skip
    return ClassShape(**(facts | more))


def defined(*shapes: ClassShape, rows: tuple[CaseClass, ...] = ()) -> Decision:
    command = DefineClasses(**command_facts(an_id()), classes=shapes)
    return judge(handler_of(HANDLERS, command), command, rows, KINDS, a_scene())


def a_row(shape: ClassShape) -> CaseClass:
    [row] = defined(shape).puts
    assert isinstance(row, CaseClass)
    return row


def test_a_new_class_is_added_under_its_key() -> None:
    row = a_row(a_shape())

    assert (row.id, row.code, row.version) == (class_id("B-event-01-01"), "B-event-01-01", 1)
    assert (row.photos_after, row.limit_value, row.limit_unit) == (1, 2, "urgent_day")


def test_a_class_that_is_there_is_changed_and_one_that_is_the_same_is_left() -> None:
    same, other = a_row(a_shape("01")), a_row(a_shape("02"))

    decision = defined(a_shape("01"), a_shape("02", limit_value=3), rows=(same, other))

    [changed] = decision.puts
    assert isinstance(changed, CaseClass)
    assert (changed.id, changed.version, changed.limit_value) == (other.id, 2, 3)


def test_a_key_named_twice_is_refused() -> None:
    assert defined(a_shape(), a_shape(name="另一个")).why is ProblemCode.ID_TAKEN


def test_classes_are_the_matter_of_the_whole_district() -> None:
    command = DefineClasses(**command_facts(an_id()), classes=(a_shape(),))

    assert area_of(HANDLERS, command) == DISTRICT_WIDE


@pytest.mark.parametrize("field", ["scheme", "kind", "major", "minor"])
def test_a_part_of_a_key_has_no_hyphen(field: str) -> None:
    good = msgspec.to_builtins(a_shape())

    assert msgspec.convert(good, ClassShape).code == "B-event-01-01"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(good | {field: "0-1"}, ClassShape)


def test_the_starter_classes_fit_the_contract_and_have_keys_of_their_own() -> None:
    command = DefineClasses(**command_facts(an_id()), classes=STARTER_CLASSES)

    assert msgspec.json.decode(msgspec.json.encode(command), type=DefineClasses) == command
    assert len({shape.code for shape in STARTER_CLASSES}) == len(STARTER_CLASSES)
    assert len(defined(*STARTER_CLASSES).puts) == len(STARTER_CLASSES)


@pytest.mark.parametrize(
    ("code", "name"), [("B-event-05-05", "路面塌陷"), ("B-event-04-01", "无照经营游商"), ("B-event-04-05", "店外经营")]
)
def test_the_starter_classes_are_those_of_scheme_b_where_four_and_five_are_swapped(code: str, name: str) -> None:
    assert {shape.code: shape.name for shape in STARTER_CLASSES}[code] == name
