"""Makes the vectors of the due list: `python -m tests.mobile_contract.visit_dues`.

They are data for any language: days of the input as `YYYY-MM-DD` are given as whole days since 1970 too. What each case
must come to is typed by hand in `test_visit_dues.py`, which holds the engine that makes these.
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, cast

import msgspec
from msgspec import Struct

import mobile_contract
from mobile_contract.residents import ResidencyKind
from mobile_contract.visit_rules import MajorChange, VisitEdition, VisitPeriod, VisitRule, VisitTarget
from mobile_contract.visits import VisitChannel
from sync.visit_coverage import coverage_of
from sync.visit_days import day_of_millis, day_of_text, text_of_day
from sync.visit_dues import Home, Member, Seen, Tag, due_list, in_force

VECTORS = Path(mobile_contract.__file__).parent / "vectors" / "visit_dues.json"

_TOLD = (
    "Who is due on a day. Days are counted from 1970-01-01 in Asia/Shanghai. `editions` are as the record visit_rules "
    "has them, with what is at its default left out; of a household, a member, a tag what is not known is left out. "
    "`dues` and `coverage` are the answer, all fields told, in their order."
)

EVERYBODY = (VisitTarget(),)
ALL_CHANGES = (MajorChange.MOVED_IN, MajorChange.TAG_ADDED)


def _rule(code: str, period: VisitPeriod, priority: int = 2, **facts: Any) -> VisitRule:
    told: dict[str, Any] = {"targets": EVERYBODY, "name": code} | facts
    return VisitRule(**told, code=code, period=period, priority=priority)


RULES = {
    "week": _rule("week", VisitPeriod.WEEK),
    "month": _rule("month", VisitPeriod.MONTH),
    "quarter": _rule("quarter", VisitPeriod.QUARTER),
    "half": _rule("half", VisitPeriod.HALF_YEAR, 4),
    "year": _rule("year", VisitPeriod.YEAR),
    "ten": _rule("ten", VisitPeriod.DAYS, days=10),
    "grace": _rule("grace", VisitPeriod.WEEK, grace_days=7),
    "ahead": _rule("ahead", VisitPeriod.MONTH, ahead_days=10),
    "half_grace": _rule("half_grace", VisitPeriod.HALF_YEAR, ahead_days=60, grace_days=30),
    "door": _rule("door", VisitPeriod.WEEK, channels=(VisitChannel.DOOR,)),
    "half_door": _rule("half_door", VisitPeriod.HALF_YEAR, 5, channels=(VisitChannel.DOOR,)),
    "old": _rule("old", VisitPeriod.WEEK, 1, targets=(VisitTarget(tags=("living_alone",), min_age=80),)),
    "old_81": _rule("old_81", VisitPeriod.WEEK, 1, targets=(VisitTarget(min_age=81),)),
    "floating": _rule(
        "floating", VisitPeriod.MONTH, 3, targets=(VisitTarget(residency_kinds=(ResidencyKind.FLOATING,)),)
    ),
    "care": _rule("care", VisitPeriod.WEEK, 1, targets=(VisitTarget(tags=("dementia",)),), changes=ALL_CHANGES),
    "home_again": _rule(
        "home_again", VisitPeriod.CHANGE, 1, targets=(VisitTarget(tags=("discharged",)),), changes=ALL_CHANGES
    ),
    "freq_month": _rule("freq", VisitPeriod.MONTH),
    "freq_week": _rule("freq", VisitPeriod.WEEK),
}


class Case(Struct, frozen=True):
    """A day, the rules of it, and the households that are looked at."""

    name: str
    on: int
    editions: tuple[VisitEdition, ...]
    homes: tuple[Home, ...]


def _edition(told: str, number: int) -> VisitEdition:
    begins, *names = told.split()
    return VisitEdition(number=number, scheme="vectors", valid_from=begins, rules=tuple(RULES[name] for name in names))


def somebody(told: str = "") -> Member:
    """A member from words: `born=1946-11-26 floating moved=2026-11-10 living_alone dementia@2026-11-26..2026-12-01`."""
    facts: dict[str, Any] = {"id": "p1"}
    tags: list[Tag] = []
    for word in told.split():
        if word.startswith("#"):
            facts["id"] = word[1:]
        elif word.startswith("born="):
            facts["born"] = day_of_text(word[5:])
        elif word.startswith("moved="):
            facts["moved_in"] = day_of_text(word[6:])
        elif word in set(ResidencyKind):
            facts["kinds"] = (word,)
        else:
            code, _, span = word.partition("@")
            since, _, until = span.partition("..")
            tags.append(Tag(code, *(day_of_text(day) if day else None for day in (since, until))))
    return Member(**facts, tags=tuple(tags))


def seen(told: str) -> tuple[Seen, ...]:
    """Visits from words: `2026-11-24 absent, 2026-11-25 met message`."""
    found: list[Seen] = []
    for visit in filter(None, told.split(",")):
        day, outcome, *channel = visit.split()
        found.append(Seen(day_of_text(day), channel[0] if channel else "door", outcome))
    return tuple(found)


def a_case(name: str, on: str, rules: str, visits: str = "", *people: str, nobody: bool = False) -> Case:
    """A case of one household; `rules` are editions apart by `;`, each a day and names of RULES."""
    editions = tuple(_edition(told, number) for number, told in enumerate(rules.split(";"), 1))
    members = () if nobody else tuple(somebody(told) for told in people or ("",))
    return Case(name, day_of_text(on), editions, (Home("h", members, seen(visits)),))


NOV = "2026-11-26"
"""A Thursday; its week is 23 to 29 November."""

_WEEKS = (
    a_case("a week on its first day", "2026-11-23", "2026-11-23 week"),
    a_case("a week on its last day", "2026-11-29", "2026-11-23 week"),
    a_case("a week missed", "2026-11-30", "2026-11-23 week"),
    a_case("a week met on Monday", NOV, "2026-11-23 week", "2026-11-23 met"),
    a_case("a week met on Sunday", "2026-11-30", "2026-11-23 week", "2026-11-29 met"),
    a_case("a week over the new year", "2026-12-31", "2026-12-28 week"),
    a_case("a week met over the new year", "2027-01-04", "2026-12-28 week", "2027-01-01 met"),
    a_case("a rule that begins on a Thursday", NOV, "2026-11-26 week"),
    a_case("a visit before the rule began, in its week", NOV, "2026-11-26 week", "2026-11-24 met"),
    a_case("grace for a rule that begins on a Sunday", "2026-11-29", "2026-11-29 grace"),
    a_case("three weeks missed", NOV, "2026-11-02 week"),
    a_case("two weeks missed after a visit", NOV, "2026-01-05 week", "2026-11-04 met"),
)
_MONTHS = (
    a_case("January's end", "2026-01-31", "2026-01-01 month", "2026-01-31 met"),
    a_case("leap day is the last", "2024-02-29", "2024-01-01 month", "2024-01-31 met"),
    a_case("leap day gone by", "2024-03-01", "2024-01-01 month", "2024-01-31 met"),
    a_case("met on leap day", "2024-03-01", "2024-01-01 month", "2024-02-29 met"),
    a_case("the leap year 2000", "2000-02-29", "2000-02-01 month"),
    a_case("a month of thirty days", "2026-04-30", "2026-04-01 month"),
    a_case("not yet ahead", "2026-11-19", "2026-11-01 ahead"),
    a_case("ahead of its end", "2026-11-20", "2026-11-01 ahead"),
    a_case("December", "2026-12-15", "2026-12-01 month"),
    a_case("from December to January", "2027-01-01", "2026-12-01 month", "2026-12-31 met"),
)
_LONGER = (
    a_case("a quarter", NOV, "2026-10-01 quarter"),
    a_case("a quarter with a leap day", "2024-03-31", "2024-01-01 quarter"),
    a_case("a quarter met on its last day", "2026-10-01", "2026-01-01 quarter", "2026-09-30 met"),
    a_case("two quarters missed", NOV, "2026-01-01 quarter", "2026-02-10 met"),
    a_case("half a year", NOV, "2026-07-01 half"),
    a_case("half a year met on its last day", "2026-07-01", "2026-01-01 half", "2026-06-30 met"),
    a_case("half a year with grace and ahead", "2026-12-20", "2026-12-20 half_grace"),
    a_case("a year met", NOV, "2026-01-01 year", "2026-03-01 met"),
    a_case("a leap year", "2024-02-29", "2024-01-01 year"),
    a_case("every ten days", NOV, "2026-11-20 ten"),
    a_case("ten days after a visit", NOV, "2026-11-20 ten", "2026-11-25 met"),
    a_case("ten days after today", NOV, "2026-11-20 ten", "2026-11-26 met"),
    a_case("ten days after a visit before the rule", NOV, "2026-11-20 ten", "2026-11-15 met"),
    a_case("a visit too old for ten days", NOV, "2026-11-20 ten", "2026-11-05 met"),
    a_case("ten days over a leap day", "2024-03-01", "2024-02-20 ten", "2024-02-25 met"),
)
_OUTCOMES = (
    a_case("a proxy counts", NOV, "2026-11-23 week", "2026-11-24 proxy"),
    a_case("absent: again soon", "2026-11-25", "2026-11-23 week", "2026-11-24 absent"),
    a_case("absent at the end: the end stays", "2026-11-28", "2026-11-23 week", "2026-11-28 absent"),
    a_case("absent, then met", NOV, "2026-11-23 week", "2026-11-24 absent, 2026-11-25 met"),
    a_case("absent and met on one day", NOV, "2026-11-23 week", "2026-11-24 met, 2026-11-24 absent"),
    a_case("met, then absent in the same week", NOV, "2026-11-23 week", "2026-11-23 met, 2026-11-25 absent"),
    a_case("absent: the second try gone by", "2026-11-27", "2026-11-23 week", "2026-11-23 absent"),
    a_case("absent twice", NOV, "2026-11-23 week", "2026-11-25 absent, 2026-11-23 absent"),
    a_case("absent in the week before", NOV, "2026-11-02 week", "2026-11-17 met, 2026-11-21 absent"),
    a_case("absent when it is overdue", NOV, "2026-11-16 week", "2026-11-25 absent"),
    a_case("refused", NOV, "2026-11-23 week", "2026-11-24 refused"),
    a_case("moved away", NOV, "2026-11-23 week", "2026-11-24 moved"),
    a_case("met, then refused", NOV, "2026-11-23 week", "2026-11-23 met, 2026-11-25 refused"),
    a_case("refused and moved on one day", NOV, "2026-11-23 week", "2026-11-25 refused, 2026-11-25 moved"),
    a_case("a visit of tomorrow", NOV, "2026-11-23 week", "2026-11-27 met"),
    a_case("late evidence forgives what is older", NOV, "2026-11-02 week", "2026-11-24 met"),
    a_case("evidence out of order", NOV, "2026-11-02 week", "2026-11-18 met, 2026-11-10 met"),
    a_case("a message where the door counts", NOV, "2026-11-23 door", "2026-11-24 met message"),
    a_case("a hotline counts where nothing is told", NOV, "2026-11-23 week", "2026-11-24 met hotline"),
)
_PEOPLE = (
    a_case("eighty today", NOV, "2020-01-06 old", "", "born=1946-11-26 living_alone"),
    a_case("eighty tomorrow", "2026-11-25", "2020-01-06 old", "", "born=1946-11-26 living_alone"),
    a_case("born on leap day, not yet", "2025-02-28", "2020-01-06 old_81", "", "born=1944-02-29"),
    a_case("born on leap day", "2025-03-01", "2020-01-06 old_81", "", "born=1944-02-29"),
    a_case("a birthday that is not known", NOV, "2020-01-06 old", "", "living_alone"),
    a_case("a tag that ended yesterday", NOV, "2026-11-23 care", "", "dementia@2026-11-01..2026-11-25"),
    a_case("a tag that ends today", NOV, "2026-11-23 care", "", "dementia@2026-11-01..2026-11-26"),
    a_case("a tag that begins tomorrow", NOV, "2026-11-23 care", "", "dementia@2026-11-27"),
    a_case("a tag told twice", NOV, "2026-11-02 care", "2026-11-17 met", "dementia dementia@2026-11-09"),
    a_case(
        "two who each have half", NOV, "2026-11-23 old", "", "#a living_alone born=1966-01-01", "#b born=1940-01-01"
    ),
    a_case("floating", NOV, "2026-01-01 floating", "", "floating moved=2026-11-10"),
    a_case("not floating", NOV, "2026-01-01 floating", "", "permanent moved=2026-11-10"),
    a_case("nobody lives there", NOV, "2026-11-23 week", nobody=True),
    a_case("somebody moves in tomorrow", NOV, "2026-11-23 week", "", "moved=2026-11-27"),
)
_CHANGES = (
    a_case("a tag added today", NOV, "2026-11-02 care", "2026-11-24 met", "dementia@2026-11-26"),
    a_case("met on the day of the change", NOV, "2026-11-02 care", "2026-11-26 met", "dementia@2026-11-26"),
    a_case("a change that nobody followed", "2026-11-28", "2026-11-02 care", "", "dementia@2026-11-26"),
    a_case("a change before the rule", NOV, "2026-11-23 care", "", "dementia@2026-11-20"),
    a_case(
        "a second change", NOV, "2026-11-02 care", "2026-11-12 met", "dementia@2026-11-10 fell@2026-11-25"
    ),
    a_case("home from hospital", NOV, "2026-11-02 home_again", "", "discharged@2026-11-26"),
    a_case("and seen", "2026-11-27", "2026-11-02 home_again", "2026-11-27 met", "discharged@2026-11-26"),
    a_case("moved in yesterday", NOV, "2026-11-02 care", "", "dementia moved=2026-11-25"),
    a_case("two changed, one of them today", NOV, "2026-11-02 care", "2026-11-25 met", "#b dementia@2026-11-26",
           "#a dementia@2026-11-25"),
)  # fmt: skip
_TOGETHER = "care floating half"
_SEVERAL = (
    a_case("one of three is open", NOV, f"2026-01-01 {_TOGETHER}", "2026-11-03 met", "#a dementia", "#b floating"),
    a_case("all of three to come", NOV, f"2026-01-01 {_TOGETHER}", "2026-11-26 met", "#a dementia", "#b floating"),
    a_case("all of three open", NOV, f"2026-11-23 {_TOGETHER}", "", "#a dementia", "#b floating"),
    a_case("the strictest of the open", NOV, "2026-01-01 half_door week", "2026-11-18 met message"),
)
_EDITIONS = (
    a_case("a rule tightened in its period", NOV, "2026-01-01 freq_month;2026-11-16 freq_week", "2026-11-05 met"),
    a_case("before it is tightened", "2026-11-15", "2026-01-01 freq_month;2026-11-16 freq_week", "2026-11-05 met"),
    a_case("published again unchanged", NOV, "2026-11-02 week;2026-11-23 week"),
    a_case("replaced on the day it began", NOV, "2026-11-23 week;2026-11-23 month"),
    a_case("not in force yet", NOV, "2026-12-01 week"),
    a_case("a rule that was dropped", NOV, "2026-10-01 week half;2026-11-23 half"),
    a_case("a later edition for an earlier day", "2026-12-02", "2026-12-01 month;2026-11-23 week"),
    a_case("dropped and brought back", NOV, "2026-10-05 week;2026-11-02 half;2026-11-23 week"),
)


def _in_order() -> Case:
    """Several households: what is overdue first, then by priority, day and id."""
    facts = {
        "e": ("permanent", "2026-11-26 met"),
        "d": ("permanent", ""),
        "c": ("dementia", "2026-11-18 met"),
        "b": ("floating", "2026-11-19 met"),
        "a": ("floating", "2026-10-19 met"),
    }
    homes = tuple(Home(name, (somebody(told),), seen(visits)) for name, (told, visits) in facts.items())
    return Case("a list in order", day_of_text(NOV), (_edition("2026-10-01 care floating ten", 1),), homes)


CASES: tuple[Case, ...] = (
    *_WEEKS, *_MONTHS, *_LONGER, *_OUTCOMES, *_PEOPLE, *_CHANGES, *_SEVERAL, *_EDITIONS, _in_order(),
)  # fmt: skip

_INSTANTS = (-28_800_001, -28_800_000, 0, 57_599_999, 57_600_000, 1_795_622_399_999, 1_795_622_400_000)
_DAYS = ("1900-01-01", "1969-12-31", "1970-01-01", "2000-02-29", "2024-02-29", "2024-12-31", "2026-11-26", "2099-12-31")


def _line(case: Case) -> dict[str, Any]:
    held = in_force(case.editions, case.on)
    return {
        "name": case.name,
        "on": case.on,
        "editions": case.editions,
        "homes": [_told(home) for home in case.homes],
        "dues": due_list(held, case.homes, case.on),
        "coverage": coverage_of(held, case.homes, case.on),
    }


def _told(home: Home) -> Any:
    """Without what is not known: a reader must take what is left out."""
    return _without_nothing(msgspec.to_builtins(home))


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        told = cast("dict[str, Any]", value)
        return {name: _without_nothing(one) for name, one in told.items() if one not in (None, [], ())}
    return [_without_nothing(one) for one in cast("list[Any]", value)] if isinstance(value, list | tuple) else value


@cache
def vectors() -> bytes:
    """The file's bytes."""
    told = {
        "told": _TOLD,
        "instants": [{"at_ms": at, "day": day_of_millis(at)} for at in _INSTANTS],
        "days": [{"text": day, "day": day_of_text(day)} for day in _DAYS],
        "cases": [_line(case) for case in CASES],
    }
    return b"\n".join(_lines(told)) + b"\n"


def _lines(told: dict[str, Any]) -> Iterable[bytes]:
    """One case a line: a difference is read at a glance, and the file does not grow tall."""
    yield b"{"
    for name in ("told", "instants", "days"):
        yield b'"' + name.encode() + b'": ' + msgspec.json.encode(told[name]) + b","
    yield b'"cases": ['
    cases = [msgspec.json.encode(case) for case in told["cases"]]
    yield b",\n".join(cases)
    yield b"]}"


def main() -> None:
    """Write the file."""
    assert all(text_of_day(day_of_text(day)) == day for day in _DAYS)
    VECTORS.write_bytes(vectors())


if __name__ == "__main__":
    main()
