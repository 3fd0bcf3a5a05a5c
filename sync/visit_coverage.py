"""How many of the visits that the rules ask for were made. Pure; the same on phones and server, as the due list is."""

from collections.abc import Sequence

from msgspec import Struct

from mobile_contract.visit_rules import VisitPeriod, VisitRule
from sync.visit_days import window_of
from sync.visit_dues import CHANNELS, Held, Home, asked_in, counting, fit_of, past_of


class Tally(Struct, frozen=True):
    """Of one rule: how many obligations there are in the period of a day, how many of them are met, and are late."""

    rule: str
    asked: int
    visited: int
    overdue: int


class Coverage(Struct, frozen=True):
    """The tally of each rule in its order; how many households somebody lives in, and how many were reached at all.

    A household was reached if a visit counted by any channel within the period of one of the rules that hold for it.
    """

    rules: tuple[Tally, ...]
    households: int
    households_visited: int


def coverage_of(held: Sequence[Held], homes: Sequence[Home], on: int) -> Coverage:
    """Visited of asked, by rule, in the periods of a day. What a major change asks for is no part of it."""
    asked, visited, overdue = [0] * len(held), [0] * len(held), [0] * len(held)
    lived_in = reached = 0
    for home in homes:
        lived_in += 1 if home.members else 0
        seen = False
        for at, one in enumerate(held):
            fit = fit_of(one, home, on)
            if fit is None or one.rule.period is VisitPeriod.CHANGE:
                continue
            met = past_of(counting(one.rule), home.visits, on).met
            asked[at] += 1
            visited[at] += 1 if _is_new(one.rule, met, on) else 0
            overdue[at] += 1 if asked_in(one.rule, fit.since, met).end < on else 0
            seen = seen or _is_new(one.rule, past_of(CHANNELS, home.visits, on).met, on)
        reached += 1 if seen else 0
    tallies = tuple(Tally(one.rule.code, *counts) for one, *counts in zip(held, asked, visited, overdue, strict=True))
    return Coverage(tallies, lived_in, reached)


def _is_new(rule: VisitRule, met: int | None, on: int) -> bool:
    """Whether a visit lies in the period of a day; for DAYS, in those that end with it."""
    if met is None:
        return False
    return on - rule.days < met if rule.period is VisitPeriod.DAYS else met >= window_of(rule, on).start
