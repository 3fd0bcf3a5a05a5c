"""How editions of the visit rules are published. Pure; what is due by them is `sync.visit_dues`."""

from collections.abc import Sequence
from datetime import datetime

from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.visit_rules import MONTHS, PublishVisitRules, VisitEdition, VisitPeriod, VisitRule
from server.core.decisions import (
    DISTRICT_WIDE,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    decides,
    put,
    refuse,
)
from server.core.entities import Need, Needs, advanced
from server.visits.entities import VISIT_RULES, VisitRules
from sync.identifiers import is_day
from sync.visit_days import day_of_text
from sync.visit_facts import day_of

MOST_EDITIONS = 60
"""More than a year of weekly changes. Beyond, the oldest goes: a rule is then as old as the oldest that is kept."""

_SHORTEST_MONTH = 28
_WEEK = 7


class WrongRules(Exception):
    """Rules that cannot be: which rule is wrong in which field, and how."""

    def __init__(self, rule: str, field: str, told: str) -> None:
        super().__init__(f"rule {rule}, {field}: {told}")
        self.rule = rule
        self.field = field


def check_rules(rules: Sequence[VisitRule]) -> None:
    """Raises WrongRules for what the types cannot say."""
    codes = [rule.code for rule in rules]
    for rule in rules:
        if codes.count(rule.code) > 1:
            raise WrongRules(rule.code, "code", "two rules have it")
        if not rule.name.strip():
            raise WrongRules(rule.code, "name", "a worker reads it: it must say something")
        if (rule.period is VisitPeriod.DAYS) != (rule.days > 0):
            raise WrongRules(rule.code, "days", "told where the period is `days`, and only there")
        if rule.period is VisitPeriod.CHANGE and not rule.changes:
            raise WrongRules(rule.code, "changes", "a rule without a period follows at least one major change")
        if rule.ahead_days >= _shortest(rule) and rule.ahead_days:
            raise WrongRules(rule.code, "ahead_days", "shorter than the period, or 0 for all of it")
        if len(set(rule.channels)) < len(rule.channels) or len(set(rule.changes)) < len(rule.changes):
            raise WrongRules(rule.code, "channels", "nothing is told twice")


def _shortest(rule: VisitRule) -> int:
    """How many days its period has at least; a rule without a period has none to be ahead of."""
    if rule.period is VisitPeriod.WEEK:
        return _WEEK
    return MONTHS.get(rule.period.value, 0) * _SHORTEST_MONTH or rule.days


def _whole_district(_command: object, _loaded: Loaded, _directory: Directory) -> Area:
    return DISTRICT_WIDE


def _needs(_command: PublishVisitRules) -> Needs:
    yield Need(VisitRules, VISIT_RULES)


@decides(PublishVisitRules, posts={Post.SYS_ADMIN}, area=_whole_district, needs=_needs)
def publish_visit_rules(command: PublishVisitRules, loaded: Loaded, ctx: Context) -> Decision:
    """Publish the district's visit rules from a day on, whole (domain.md 7: frequencies are each city's own).

    Refused: no reason, rules that cannot be (`told` says why), a day that is none or has gone by in Shanghai, for what
    was due on a past day is not made anew, and rules whose author did not see the present ones (STALE_PREVIEW).
    """
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    if not is_day(command.valid_from) or day_of_text(command.valid_from) < today(ctx.now):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="valid_from", told="a day from today on")
    try:
        check_rules(command.rules)
    except WrongRules as wrong:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field=wrong.field, rule=wrong.rule, told=wrong)
    known = loaded.find(VisitRules, VISIT_RULES)
    if command.base != (0 if known is None else known.version):
        return refuse(ProblemCode.STALE_PREVIEW, changed="visit_rules")
    before = () if known is None else known.editions
    edition = VisitEdition(
        number=before[-1].number + 1 if before else 1,
        scheme=command.scheme,
        valid_from=command.valid_from,
        rules=command.rules,
    )
    editions = (*before, edition)[-MOST_EDITIONS:]
    by, at, reason = ctx.actor.user, ctx.now, command.reason.strip()
    if known is None:
        return put(VisitRules(id=VISIT_RULES, editions=editions, published_by=by, published_at=at, reason=reason))
    return put(advanced(known, editions=editions, published_by=by, published_at=at, reason=reason))


def today(now: datetime) -> int:
    """The day of an instant, counted as everywhere with visits."""
    return day_of(now)


HANDLERS: tuple[Handler, ...] = (publish_visit_rules,)
