"""Editions of the catalogue: what comes, what changes, what is retired, and what is refused."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from mobile_contract.accounts import OrgLevel, Post
from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, DefineClasses, LimitOverride, SchemeShape
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import Org
from server.catalogue.entities import ClassScheme, Edition
from server.catalogue.rules import class_id, condition_id
from server.core.decisions import DISTRICT_WIDE
from server.core.working import WorkingSet
from tests.server.catalogue.shapes import (
    KINDS,
    LATER,
    a_class,
    a_condition,
    after,
    an_edition,
    classes_of,
    conditions_of,
    handler_of,
    judged,
)
from tests.support.judging import NOW, ADirectory, an_id, command_facts

KEY = "B-event-01-01"
STREET = Org(id=an_id(401), code="001", name="街道", level=OrgLevel.STREET, parent=None, path="320114/001")


def test_a_new_class_is_added_under_its_key_and_valid_from_now() -> None:
    [row] = classes_of(judged(an_edition(a_class())).puts)
    assert (row.id, row.code, row.version, row.number) == (class_id("B-event-01-01"), "B-event-01-01", 1, 1)
    assert (row.photos_after, row.limit_value, row.limit_unit) == (1, 2, "urgent_day")
    assert (row.valid_from, row.valid_until) == (NOW, None)


def test_what_changes_ends_and_begins_anew_and_what_is_the_same_is_left() -> None:
    before = after((), an_edition(a_class("01"), a_class("02"), a_condition(1), a_condition(2)))
    puts = judged(
        an_edition(a_class("01"), a_class("02", name="改名"), a_condition(1, limit_value=3), a_condition(2)),
        before,
        now=LATER,
    ).puts
    ended, begun = classes_of(puts)
    assert (ended.code, ended.number, ended.version, ended.name) == ("B-event-01-02", 1, 2, "私搭乱建")
    assert (ended.valid_from, ended.valid_until) == (NOW, LATER)
    assert (begun.number, begun.version, begun.name, begun.valid_from) == (2, 1, "改名", LATER)
    assert begun.id == class_id("B-event-01-02", 2) != ended.id
    old, new = conditions_of(puts)
    assert (old.key, old.limit_value, old.valid_until) == ("B-event-01-01:1", 2, LATER)
    assert (new.id, new.limit_value, new.valid_from) == (condition_id("B-event-01-01:1", 2), 3, LATER)


def test_an_edition_that_says_nothing_new_makes_no_row_but_its_own() -> None:
    before = after((), an_edition(a_class(), a_condition()))
    [edition] = judged(an_edition(a_class(), a_condition()), before).puts
    assert isinstance(edition, Edition)
    assert (edition.made, edition.ended, edition.reason) == (0, 0, "新版目录")


def test_a_retired_class_takes_its_conditions_along_and_nothing_is_deleted() -> None:
    before = after((), an_edition(a_class(), a_condition(1), a_condition(2)))
    puts = judged(an_edition(retired_classes=("B-event-01-01",)), before, now=LATER).puts
    assert [row.valid_until for row in classes_of(puts)] == [LATER]
    assert [row.valid_until for row in conditions_of(puts)] == [LATER, LATER]


def test_a_retired_condition_leaves_its_class_and_the_other_conditions() -> None:
    before = after((), an_edition(a_class(), a_condition(1), a_condition(2)))
    puts = judged(an_edition(retired_conditions=("B-event-01-01:2",)), before, now=LATER).puts
    assert classes_of(puts) == []
    assert [(row.ordinal, row.valid_until) for row in conditions_of(puts)] == [(2, LATER)]


def test_what_was_retired_comes_back_as_another_version() -> None:
    before = after((), an_edition(a_class()))
    gone = after(before, an_edition(retired_classes=("B-event-01-01",)), now=LATER)
    back = after(gone, an_edition(a_class()), now=LATER + timedelta(days=1))
    first, second = classes_of(back)
    assert (first.valid_until, second.number, second.valid_from) == (LATER, 2, LATER + timedelta(days=1))


def test_an_edition_may_take_effect_later_and_until_then_the_old_one_holds() -> None:
    before = after((), an_edition(a_class()))
    ended, begun = classes_of(judged(an_edition(a_class(name="明年"), valid_from=LATER), before).puts)
    assert (ended.valid_until, begun.valid_from) == (LATER, LATER)


def test_a_scheme_that_ends_takes_all_its_classes_and_conditions_along() -> None:
    before = after((), an_edition(a_class("01"), a_condition()))
    told = an_edition(a_class("02"), schemes=(SchemeShape(scheme="B", name="旧方案", valid_until=LATER),))
    puts = judged(told, before).puts
    [scheme] = [row for row in puts if isinstance(row, ClassScheme)]
    assert (scheme.code, scheme.valid_until) == ("B", LATER)
    assert [(row.minor, row.version, row.valid_until) for row in classes_of(puts)] == [
        ("01", 2, LATER),
        ("02", 1, LATER),
    ]
    assert [row.valid_until for row in conditions_of(puts)] == [LATER]


def test_a_scheme_that_ended_before_its_classes_came_never_has_them_in_force() -> None:
    ended_at = NOW - timedelta(days=9)
    told = an_edition(a_class(), schemes=(SchemeShape(scheme="B", name="旧方案", valid_until=ended_at),))
    [row] = classes_of(judged(told).puts)
    assert (row.valid_from, row.valid_until) == (NOW, NOW)


def test_a_scheme_is_changed_in_place_and_an_unchanged_one_is_left() -> None:
    first = an_edition(schemes=(SchemeShape(scheme="B", name="甲"), SchemeShape(scheme="G", name="乙")))
    before = after((), first)
    told = an_edition(schemes=(SchemeShape(scheme="B", name="丙"), SchemeShape(scheme="G", name="乙")))
    [scheme] = [row for row in judged(told, before).puts if isinstance(row, ClassScheme)]
    assert (scheme.code, scheme.name, scheme.version) == ("B", "丙", 2)


def test_an_override_keeps_the_path_of_its_organisation() -> None:
    told = a_condition(overrides=(LimitOverride(org=STREET.id, limit_value=4, limit_unit=LimitUnit.WORK_HOUR),))
    [row] = conditions_of(judged(an_edition(a_class(), told), [STREET]).puts)
    assert [(one.org, one.path, one.limit_value, one.limit_unit) for one in row.overrides] == [
        (STREET.id, "320114/001", 4, "work_hour")
    ]


def test_an_edition_waits_for_an_organisation_that_is_not_there() -> None:
    told = a_condition(overrides=(LimitOverride(org=STREET.id, limit_value=4, limit_unit=LimitUnit.WORK_HOUR),))
    decision = judged(an_edition(a_class(), told))
    assert (decision.verdict, decision.missing) == (Verdict.HELD, (STREET.id,))


@pytest.mark.parametrize(
    ("command", "why", "facts"),
    [
        (an_edition(a_class(), a_class(name="另一个")), ProblemCode.ID_TAKEN, {"keys": KEY, "count": "1"}),
        (an_edition(a_class(), a_condition(), a_condition()), ProblemCode.ID_TAKEN, {"keys": f"{KEY}:1", "count": "1"}),
        (an_edition(a_class(), retired_classes=(KEY,)), ProblemCode.ID_TAKEN, {"keys": KEY, "count": "1"}),
        (an_edition(a_class(), reason=" "), ProblemCode.CASE_NEEDS, {"needs": "reason"}),
        (an_edition(a_condition()), ProblemCode.UNKNOWN_CLASS, {"class_code": KEY, "condition": f"{KEY}:1"}),
        (an_edition(retired_classes=("B-event-09-09",)), ProblemCode.UNKNOWN_CLASS, {"class_code": "B-event-09-09"}),
        (an_edition(retired_conditions=(f"{KEY}:9",)), ProblemCode.UNKNOWN_CONDITION, {"condition": f"{KEY}:9"}),
    ],
)  # fmt: skip
def test_an_edition_that_contradicts_itself_is_refused_whole(
    command: DefineClasses, why: ProblemCode, facts: dict[str, str]
) -> None:
    decision = judged(command)
    assert (decision.verdict, decision.why, decision.facts, decision.puts) == (Verdict.REFUSED, why, facts, ())


def test_a_condition_of_a_class_that_is_being_retired_is_refused() -> None:
    before = after((), an_edition(a_class(), a_condition()))
    told = an_edition(a_condition(limit_value=9), retired_classes=("B-event-01-01",))
    assert judged(told, before).why is ProblemCode.UNKNOWN_CLASS


def test_the_past_is_not_rewritten() -> None:
    before = after((), an_edition(a_class()))
    early = NOW - timedelta(seconds=1)
    decision = judged(an_edition(a_class(name="早"), valid_from=early), before, now=LATER)
    assert (decision.why, decision.facts) == (
        ProblemCode.WRONG_IDENTIFIER,
        {"field": "valid_from", "key": "B-event-01-01", "since": NOW.isoformat()},
    )


def test_an_editions_id_is_taken_once() -> None:
    first = an_edition(a_class())
    again = msgspec.structs.replace(an_edition(a_class("02")), entity=first.entity)
    decision = judged(again, after((), first))
    assert (decision.why, decision.facts) == (ProblemCode.ID_TAKEN, {"edition": first.entity})


@pytest.mark.parametrize("contract", [1, 2])
def test_an_edition_of_an_old_contract_needs_no_reason(contract: int) -> None:
    """Queues that were filled before reasons were asked for get the verdicts of then."""
    told = {"kind": "define_classes", "classes": [msgspec.to_builtins(a_class())]}
    facts = msgspec.to_builtins(command_facts(an_id(), contract=contract))
    command = msgspec.convert(facts | told, DefineClasses)
    assert judged(command).verdict is Verdict.APPLIED


def test_only_the_system_administrator_edits_and_the_catalogue_is_the_whole_districts() -> None:
    handler = handler_of(an_edition())
    assert handler.posts == {Post.SYS_ADMIN}
    assert handler.area(an_edition(), WorkingSet(KINDS), ADirectory()) == DISTRICT_WIDE


@pytest.mark.parametrize("field", ["scheme", "kind", "major", "minor"])
def test_a_part_of_a_key_has_no_hyphen(field: str) -> None:
    good: dict[str, Any] = msgspec.to_builtins(a_class())
    assert msgspec.convert(good, ClassShape).code == "B-event-01-01"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(good | {field: "0-1"}, ClassShape)
