"""Under what a case may be filed at an instant, and that what has ended is still known to old cases."""

from datetime import datetime, timedelta

import pytest

from mobile_contract.problems import ProblemCode
from server.catalogue.filing import refusal
from server.catalogue.index import CatalogueIndex
from server.core.decisions import ClassNode, ConditionNode
from tests.support.judging import NOW, ADirectory, an_id

CLASS, OTHER = "B-event-01-07", "B-event-01-08"
EARLY, LATE = NOW - timedelta(days=30), NOW + timedelta(days=30)
FIRST, SECOND, GONE, COMING, STRANGE = (an_id(n) for n in range(501, 506))


def a_class(
    code: str = CLASS, version: int = 1, since: datetime | None = None, until: datetime | None = None
) -> ClassNode:
    return ClassNode(an_id(), code, "沿街晾挂", 1, 1, 2, "work_day", False, False, version, since, until)  # noqa: FBT003 - a row's columns


def a_condition(
    identity: str, code: str = CLASS, since: datetime | None = None, until: datetime | None = None
) -> ConditionNode:
    return ConditionNode(identity, code, "B", 2, "urgent_hour", 1, 1, "晾晒物收走", since, until)


def a_directory(**classes: ClassNode) -> ADirectory:
    conditions = (
        a_condition(FIRST),
        a_condition(SECOND),
        a_condition(GONE, until=NOW),
        a_condition(COMING, since=NOW + timedelta(seconds=1)),
    )
    known = {CLASS: a_class(), OTHER: a_class(OTHER), **{one.code: one for one in classes.values()}}
    return ADirectory(
        classes=known, conditions={CLASS: conditions, "B-event-09-09": (a_condition(STRANGE, "B-event-09-09"),)}
    )


def facts_of(
    class_code: str = CLASS, condition: str | None = FIRST, directory: ADirectory | None = None
) -> tuple[str, dict[str, str]] | None:
    found = refusal(directory or a_directory(), class_code, condition, NOW)
    return None if found is None else (str(found.why), dict(found.facts))


def test_a_condition_in_force_of_a_class_in_force_may_be_filed_under() -> None:
    assert facts_of(condition=FIRST) is None
    assert facts_of(condition=SECOND) is None


def test_a_class_without_conditions_may_be_filed_under_alone() -> None:
    assert facts_of(OTHER, None) is None


@pytest.mark.parametrize(
    ("class_code", "condition", "refused"),
    [
        ("B-event-77-77", FIRST, ("unknown_class", {"class_code": "B-event-77-77"})),
        (CLASS, None, ("case_needs", {"needs": "condition", "choices": "2"})),
        (CLASS, an_id(599), ("unknown_condition", {"class_code": CLASS, "condition": an_id(599)})),
        (CLASS, STRANGE, ("unknown_condition", {"class_code": CLASS, "condition": STRANGE})),
        (
            CLASS,
            GONE,
            ("condition_retired", {"class_code": CLASS, "condition": GONE, "valid_until": NOW.isoformat()}),
        ),
    ],
)
def test_what_stands_against_it_is_told_with_the_facts(
    class_code: str, condition: str | None, refused: tuple[str, dict[str, str]]
) -> None:
    assert facts_of(class_code, condition) == refused


def test_a_condition_that_is_not_in_force_yet_is_refused_with_its_day() -> None:
    told = facts_of(condition=COMING)
    assert told is not None
    assert told == (
        "condition_retired",
        {"class_code": CLASS, "condition": COMING, "valid_from": (NOW + timedelta(seconds=1)).isoformat()},
    )


@pytest.mark.parametrize(("since", "until"), [(EARLY, NOW), (LATE, None)])
def test_a_class_of_an_edition_that_has_ended_or_has_not_begun_is_refused_with_its_days(
    since: datetime, until: datetime | None
) -> None:
    directory = a_directory(one=a_class(since=since, until=until))
    days = {"valid_from": since, "valid_until": until}
    expected = {name: at.isoformat() for name, at in days.items() if at is not None}
    assert facts_of(directory=directory) == (
        ProblemCode.CLASS_RETIRED.value,
        {"class_code": CLASS, "name": "沿街晾挂", **expected},
    )


# --- the index --------------------------------------------------------------------------------------------------------


def test_of_the_versions_of_a_class_the_one_in_force_is_found_and_all_are_known() -> None:
    first, second = a_class(version=1, until=NOW), a_class(version=2, since=NOW, until=LATE)
    third = a_class(version=3, since=LATE + timedelta(days=1))
    index = CatalogueIndex([third, first, second])
    assert index.case_class(CLASS) is third
    assert [index.class_version(CLASS, number) for number in (1, 2, 3, 4)] == [first, second, third, None]
    instants = (EARLY, NOW - timedelta(seconds=1), NOW, LATE, LATE + timedelta(days=1))
    assert [index.class_at(CLASS, at) for at in instants] == [first, first, second, None, third]
    assert index.class_at(OTHER, NOW) is index.case_class(OTHER) is None


def test_conditions_are_told_by_ordinal_and_those_that_ended_by_their_id_alone() -> None:
    last, gone, begun = a_condition(an_id(513)), a_condition(an_id(512), until=NOW), a_condition(an_id(511), since=NOW)
    index = CatalogueIndex((), [(2, last), (1, gone), (1, begun)])
    assert index.conditions_at(CLASS, NOW) == (begun, last)
    assert index.conditions_at(CLASS, EARLY) == (gone, last)
    assert index.conditions_of(CLASS) == (begun, gone, last)
    assert index.condition(gone.id) is gone
    assert (index.condition(an_id(599)), index.conditions_at(OTHER, NOW)) == (None, ())
