"""Who is proposed to lead a case, in which order and why; and which limit a condition has where and for whom."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.accounts import OrgLevel
from mobile_contract.catalogue import DutyRule
from server.catalogue.entities import Responsibility
from server.catalogue.limits import Limit, limit_of
from server.catalogue.proposal import Because, History, Matter, Proposal, Where, propose, works_in
from server.core.decisions import ConditionNode
from tests.support.judging import NOW, an_id

DISTRICT, STREET, COMMUNITY = an_id(301), an_id(302), an_id(303)
CITY, WATER, POLICE = an_id(311), an_id(312), an_id(313)
CLASS = "B-event-01-07"
MATTER = Matter(CLASS)
HERE = Where(
    "320114/001/001/g01",
    {OrgLevel.DISTRICT: DISTRICT, OrgLevel.STREET: STREET, OrgLevel.COMMUNITY: COMMUNITY},
)


def a_line(matters: str, lead: str = CITY, path: str = "320114", **more: Any) -> Responsibility:
    facts: dict[str, Any] = {"id": an_id(), "scheme": matters.partition("-")[0], "area": None, **more}
    return Responsibility(matters=matters, lead=lead, path=path, **facts)


def told(*lines: Responsibility, matter: Matter = MATTER, history: History | None = None) -> list[tuple[str, str]]:
    found = propose(lines, matter, HERE, NOW, history or History())
    return [(one.lead, one.because.value) for one in found]


def test_where_nothing_is_said_the_district_is_proposed() -> None:
    assert told() == [(DISTRICT, "district")]


def test_the_narrower_matter_comes_before_the_wider_one() -> None:
    lines = [
        a_line("", an_id(1)),
        a_line("B", an_id(2)),
        a_line("B-event", an_id(3)),
        a_line("B-event-01", an_id(4)),
        a_line(CLASS, an_id(5)),
        a_line(f"{CLASS}:2", an_id(6)),
    ]
    expected = [
        (an_id(6), "condition"), (an_id(5), "class"), (an_id(4), "major"), (an_id(3), "kind"), (an_id(2), "scheme"),
        (an_id(1), "all_matters"), (DISTRICT, "district"),
    ]  # fmt: skip
    assert told(*lines, matter=Matter(CLASS, f"{CLASS}:2")) == expected
    assert told(*lines) == expected[1:]


def test_for_the_same_matter_the_nearer_area_comes_before_the_wider_one_and_others_do_not_count() -> None:
    lines = [
        a_line("B", CITY),
        a_line("B", WATER, "320114/001", assist=(POLICE,)),
        a_line("B", POLICE, "320114/001/001/g01"),
        a_line("B", an_id(9), "320114/0010"),
        a_line("A", an_id(9)),
        a_line("B-event-02", an_id(9)),
    ]
    found = propose(lines, MATTER, HERE, NOW)
    assert [one.lead for one in found] == [POLICE, WATER, CITY, DISTRICT]
    assert found[1] == Proposal(WATER, (POLICE,), Because.SCHEME, "B", "320114/001")


def test_a_narrower_matter_of_the_whole_district_beats_a_wider_one_of_the_very_grid() -> None:
    assert told(a_line("B", WATER, HERE.path), a_line(CLASS, CITY))[0] == (CITY, "class")


def test_lines_that_are_not_in_force_say_nothing() -> None:
    past = a_line("B", an_id(8), valid_until=NOW)
    future = a_line("B", an_id(9), valid_from=NOW + timedelta(seconds=1))
    assert told(past, future, a_line("B", CITY, valid_from=NOW)) == [(CITY, "scheme"), (DISTRICT, "district")]


@pytest.mark.parametrize(
    ("matter", "first"),
    [
        (Matter(CLASS, duty=DutyRule.OWNER, owner=WATER), (WATER, "owner")),
        (Matter(CLASS, duty=DutyRule.OWNER), (CITY, "scheme")),
        (Matter(CLASS, duty=DutyRule.TABLE, owner=WATER), (CITY, "scheme")),
        (Matter(CLASS, duty=DutyRule.STREET), (STREET, "area_office")),
        (Matter(CLASS, duty=DutyRule.COMMUNITY), (COMMUNITY, "area_office")),
    ],
)
def test_what_the_condition_rules_comes_before_the_table(matter: Matter, first: tuple[str, str]) -> None:
    assert told(a_line("B", CITY), matter=matter)[0] == first


def test_an_office_that_is_not_above_the_grid_is_not_proposed() -> None:
    where = Where("320114", {OrgLevel.DISTRICT: DISTRICT})
    found = propose([], Matter(CLASS, duty=DutyRule.STREET), where, NOW)
    assert [(one.lead, one.because) for one in found] == [(DISTRICT, Because.DISTRICT)]
    assert propose([], MATTER, Where("", {}), NOW) == []


def test_the_first_receiver_leads_where_the_table_is_silent_and_goes_before_the_district() -> None:
    history = History(first_receiver=COMMUNITY)
    assert told(history=history) == [(COMMUNITY, "first_receiver"), (DISTRICT, "district")]
    assert told(a_line("B", CITY), history=history)[0] == (CITY, "scheme")


def test_an_organisation_is_proposed_once_for_its_best_reason() -> None:
    lines = [a_line("B", CITY), a_line(CLASS, CITY), a_line("", DISTRICT)]
    assert told(*lines) == [(CITY, "class"), (DISTRICT, "all_matters")]


def test_who_has_just_returned_it_stands_last_and_is_marked() -> None:
    found = propose([a_line(CLASS, CITY), a_line("B", WATER)], MATTER, HERE, NOW, History(returned_from=CITY))
    assert [(one.lead, one.returned) for one in found] == [(WATER, False), (DISTRICT, False), (CITY, True)]


@pytest.mark.parametrize(
    ("level", "path", "area", "works"),
    [
        (OrgLevel.DEPARTMENT, "320114/SZ", "320114/001/001", True),
        (OrgLevel.DEPARTMENT, "320114/001/CG", "320114/001/001/g01", True),
        (OrgLevel.DEPARTMENT, "320114/001/CG", "320114/002", False),
        (OrgLevel.DEPARTMENT, "320114/001/CG", "320114", False),
        (OrgLevel.STREET, "320114/001", "320114/001/001", True),
        (OrgLevel.STREET, "320114/001", "320114/001", True),
        (OrgLevel.STREET, "320114/001", "320114/0012", False),
        (OrgLevel.COMMUNITY, "320114/001/001", "320114/001", False),
    ],
)
def test_a_department_works_wherever_its_office_answers_and_any_other_below_itself(
    level: OrgLevel, path: str, area: str, works: bool
) -> None:
    assert works_in(level, path, area) is works


# --- limits -----------------------------------------------------------------------------------------------------------


def a_node(*overrides: tuple[str, int, str]) -> ConditionNode:
    return ConditionNode(an_id(), CLASS, "B", 2, "work_day", 1, 1, "已整改", None, None, overrides)


@pytest.mark.parametrize(
    ("overrides", "limit"),
    [
        ((), Limit(2, "work_day")),
        ((("320114/002", 9, "work_day"),), Limit(2, "work_day")),
        ((("320114/00", 9, "work_day"),), Limit(2, "work_day")),
        ((("320114", 3, "work_day"),), Limit(3, "work_day", "320114")),
        ((("320114", 3, "work_day"), ("320114/001", 4, "work_hour")), Limit(4, "work_hour", "320114/001")),
        ((("320114/001", 4, "work_hour"), ("320114/SZ", 1, "urgent_hour")), Limit(1, "urgent_hour", "320114/SZ")),
    ],
)
def test_a_departments_own_limit_comes_first_then_that_of_the_nearest_office_then_the_conditions(
    overrides: tuple[tuple[str, int, str], ...], limit: Limit
) -> None:
    assert limit_of(a_node(*overrides), "320114/001/001/g01", "320114/SZ") == limit
