"""Editions of the visit rules: whole, reasoned, from today on, and never over the head of somebody else's."""

from typing import Any

import pytest
from msgspec.structs import replace

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.visit_rules import MajorChange, PublishVisitRules, VisitPeriod, VisitRule, VisitTarget
from mobile_contract.visits import VisitChannel
from server.core.decisions import Decision
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.visits import kinds as visit_kinds
from server.visits.editions import MOST_EDITIONS, WrongRules, check_rules, publish_visit_rules, today
from server.visits.entities import VISIT_RULES, VisitRules
from server.visits.starter import starter
from sync.visit_days import text_of_day
from tests.support.judging import NOW, a_context, an_id, command_facts, judge

KINDS = Kinds(visit_kinds.KINDS)
TODAY = text_of_day(today(NOW))


def a_rule(code: str = "one", **facts: Any) -> VisitRule:
    usual: dict[str, Any] = {
        "name": "每月",
        "priority": 3,
        "targets": (VisitTarget(),),
        "period": VisitPeriod.MONTH,
    }
    return VisitRule(code=code, **(usual | facts))


def an_edition(*rules: VisitRule, base: int = 0, **facts: Any) -> PublishVisitRules:
    usual: dict[str, Any] = {"scheme": "s-1", "valid_from": TODAY, "reason": " 市里的新标准 "}
    told = usual | facts
    return PublishVisitRules(**command_facts(an_id(1), base=base), rules=rules or (a_rule(),), **told)


def decide(command: PublishVisitRules, *rows: Entity) -> Decision:
    return judge(publish_visit_rules, command, rows, KINDS, a_context(user=an_id(2)))


def published(decision: Decision) -> VisitRules:
    assert decision.verdict is Verdict.APPLIED, decision
    [row] = decision.puts
    assert isinstance(row, VisitRules)
    return row


def test_an_edition_comes_after_those_that_are_there() -> None:
    first = published(decide(an_edition()))
    second = published(decide(an_edition(a_rule("two"), base=1, valid_from="2027-01-01", scheme="s-2"), first))

    assert (first.id, first.published_by, first.published_at, first.reason) == (
        VISIT_RULES,
        an_id(2),
        NOW,
        "市里的新标准",
    )
    assert [(one.number, one.scheme, one.valid_from, one.rules[0].code) for one in second.editions] == [
        (1, "s-1", TODAY, "one"),
        (2, "s-2", "2027-01-01", "two"),
    ]
    assert second.version == 2


def test_only_so_many_editions_are_kept_and_their_numbers_go_on() -> None:
    row = published(decide(an_edition()))
    many = tuple(replace(row.editions[0], number=number) for number in range(5, 5 + MOST_EDITIONS))
    kept = published(decide(an_edition(base=1), replace(row, editions=many))).editions
    assert (len(kept), kept[0].number, kept[-1].number) == (MOST_EDITIONS, 6, 5 + MOST_EDITIONS)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"reason": "  "}, ProblemCode.CASE_NEEDS),
        ({"valid_from": "2026-11-22"}, ProblemCode.WRONG_IDENTIFIER),
        ({"valid_from": "2027-02-30"}, ProblemCode.WRONG_IDENTIFIER),
        ({"base": 1}, ProblemCode.STALE_PREVIEW),
    ],
)
def test_an_edition_is_refused_that_has_no_reason_or_the_wrong_day_or_did_not_see_the_last(
    facts: dict[str, Any], code: ProblemCode
) -> None:
    assert decide(an_edition(**facts)).why is code


def test_whoever_did_not_see_the_latest_edition_does_not_replace_it() -> None:
    known = published(decide(an_edition()))
    assert decide(an_edition(base=0), known).why is ProblemCode.STALE_PREVIEW


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ((a_rule(), a_rule()), "code"),
        ((a_rule(name=" "),), "name"),
        ((a_rule(days=3),), "days"),
        ((a_rule(period=VisitPeriod.DAYS),), "days"),
        ((a_rule(period=VisitPeriod.CHANGE),), "changes"),
        ((a_rule(ahead_days=28),), "ahead_days"),
        ((a_rule(period=VisitPeriod.WEEK, ahead_days=7),), "ahead_days"),
        ((a_rule(period=VisitPeriod.DAYS, days=5, ahead_days=5),), "ahead_days"),
        ((a_rule(period=VisitPeriod.CHANGE, changes=(MajorChange.MOVED_IN,), ahead_days=1),), "ahead_days"),
        ((a_rule(channels=(VisitChannel.DOOR, VisitChannel.DOOR)),), "channels"),
    ],
)
def test_rules_that_cannot_be_are_refused_with_the_field(rules: tuple[VisitRule, ...], field: str) -> None:
    with pytest.raises(WrongRules) as wrong:
        check_rules(rules)
    assert (wrong.value.rule, wrong.value.field) == ("one", field)
    assert decide(an_edition(*rules)).why is ProblemCode.WRONG_IDENTIFIER


def test_rules_at_their_bounds_are_taken() -> None:
    check_rules(
        (
            a_rule("a", ahead_days=27),
            a_rule("b", period=VisitPeriod.DAYS, days=1),
            a_rule("c", period=VisitPeriod.CHANGE, changes=(MajorChange.TAG_ADDED,)),
        )
    )


def test_the_starter_rules_can_be_published_and_are_those_of_the_field() -> None:
    rules = {rule.code: rule for rule in starter().rules}
    published(decide(an_edition(*starter().rules, scheme=starter().scheme)))
    assert {code: rule.period.value for code, rule in rules.items()} == {
        "discharged": "change",
        "high": "week",
        "contact": "week",
        "key": "month",
        "difficult": "month",
        "empty_nest": "month",
        "floating": "month",
        "general": "quarter",
        "ordinary": "half_year",
    }
    assert (rules["high"].changes, rules["high"].change_days) == (tuple(MajorChange), 1)
    assert rules["high"].targets[0] == VisitTarget(tags=("living_alone",), min_age=80)
