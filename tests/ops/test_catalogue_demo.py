"""The demo's district has the starter catalogue, files under its conditions, and somebody answers for each class."""

import pytest

from mobile_contract.cases import FileCase
from mobile_contract.catalogue import DefineClasses, DefineResponsibilities
from ops.seed.plan import Plan
from server.catalogue.proposal import Matter, parts_of
from server.catalogue.rules import condition_id
from server.catalogue.starter import starter
from tests.ops.test_seed import a_small_plan, commands_of


@pytest.fixture(scope="module")
def plan() -> Plan:
    return a_small_plan()


def test_its_catalogue_is_one_edition_of_the_starters_schemes_with_a_reason(plan: Plan) -> None:
    [edition] = commands_of(plan, "classes", DefineClasses)
    file = starter("B", "G")
    assert (edition.schemes, edition.classes, edition.conditions) == (file.schemes, file.classes, file.conditions)
    assert edition.reason


def test_cases_are_filed_under_a_condition_of_their_class(plan: Plan) -> None:
    of_class = {condition_id(one.key): one.class_code for one in starter("B").conditions}
    filed = commands_of(plan, "cases", FileCase)
    assert filed
    assert [one for one in filed if one.condition is None or of_class[one.condition] != one.class_code] == []


def test_somebody_answers_for_every_class_of_the_city(plan: Plan) -> None:
    [table] = commands_of(plan, "duties", DefineResponsibilities)
    told = {line.matters for line in table.lines}
    assert [shape.code for shape in starter("B").classes if not told & parts_of(Matter(shape.code)).keys()] == []
