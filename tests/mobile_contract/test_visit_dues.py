"""The due list: what each case must come to, typed by hand, and the same bytes from Python and from JavaScript."""

import random
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mobile_contract.emit import GENERATED
from mobile_contract.emit.dues import visit_dues
from mobile_contract.visit_rules import VisitEdition, VisitPeriod, VisitRule, VisitTarget
from mobile_contract.visits import VisitChannel, VisitOutcome
from sync.visit_coverage import Coverage, coverage_of
from sync.visit_days import text_of_day
from sync.visit_dues import Due, Home, Member, Seen, Tag, due_list, in_force
from tests.mobile_contract.visit_dues import ALL_CHANGES, CASES, VECTORS, vectors
from tests.support.node import run_module

# By case and household: state, the day to go, first and last day of the window, days left, priority, rules and causes.
EXPECTED: dict[str, str] = {
    "a week on its first day": "h due 2026-11-29 2026-11-23..2026-11-29 +6 p2 week:period",
    "a week on its last day": "h due 2026-11-29 2026-11-23..2026-11-29 +0 p2 week:period",
    "a week missed": "h overdue 2026-11-29 2026-11-23..2026-11-29 -1 p2 week:period",
    "a week met on Monday": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "a week met on Sunday": "h due 2026-12-06 2026-11-30..2026-12-06 +6 p2 week:period",
    "a week over the new year": "h due 2027-01-03 2026-12-28..2027-01-03 +3 p2 week:period",
    "a week met over the new year": "h due 2027-01-10 2027-01-04..2027-01-10 +6 p2 week:period",
    "a rule that begins on a Thursday": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "a visit before the rule began, in its week": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "grace for a rule that begins on a Sunday": "h due 2026-12-06 2026-11-23..2026-12-06 +7 p2 grace:period",
    "three weeks missed": "h overdue 2026-11-08 2026-11-02..2026-11-08 -18 p2 week:period",
    "two weeks missed after a visit": "h overdue 2026-11-15 2026-11-09..2026-11-15 -11 p2 week:period",
    "January's end": "h upcoming 2026-02-28 2026-02-01..2026-02-28 +28 p2 month:period",
    "leap day is the last": "h due 2024-02-29 2024-02-01..2024-02-29 +0 p2 month:period",
    "leap day gone by": "h overdue 2024-02-29 2024-02-01..2024-02-29 -1 p2 month:period",
    "met on leap day": "h due 2024-03-31 2024-03-01..2024-03-31 +30 p2 month:period",
    "the leap year 2000": "h due 2000-02-29 2000-02-01..2000-02-29 +0 p2 month:period",
    "a month of thirty days": "h due 2026-04-30 2026-04-01..2026-04-30 +0 p2 month:period",
    "not yet ahead": "h upcoming 2026-11-30 2026-11-01..2026-11-30 +11 p2 ahead:period",
    "ahead of its end": "h due 2026-11-30 2026-11-01..2026-11-30 +10 p2 ahead:period",
    "December": "h due 2026-12-31 2026-12-01..2026-12-31 +16 p2 month:period",
    "from December to January": "h due 2027-01-31 2027-01-01..2027-01-31 +30 p2 month:period",
    "a quarter": "h due 2026-12-31 2026-10-01..2026-12-31 +35 p2 quarter:period",
    "a quarter with a leap day": "h due 2024-03-31 2024-01-01..2024-03-31 +0 p2 quarter:period",
    "a quarter met on its last day": "h due 2026-12-31 2026-10-01..2026-12-31 +91 p2 quarter:period",
    "two quarters missed": "h overdue 2026-06-30 2026-04-01..2026-06-30 -149 p2 quarter:period",
    "half a year": "h due 2026-12-31 2026-07-01..2026-12-31 +35 p4 half:period",
    "half a year met on its last day": "h due 2026-12-31 2026-07-01..2026-12-31 +183 p4 half:period",
    "half a year with grace and ahead": "h due 2027-01-19 2026-07-01..2027-01-19 +30 p2 half_grace:period",
    "a year met": "h upcoming 2027-12-31 2027-01-01..2027-12-31 +400 p2 year:period",
    "a leap year": "h due 2024-12-31 2024-01-01..2024-12-31 +306 p2 year:period",
    "every ten days": "h due 2026-11-29 2026-11-20..2026-11-29 +3 p2 ten:period",
    "ten days after a visit": "h due 2026-12-05 2026-11-26..2026-12-05 +9 p2 ten:period",
    "ten days after today": "h upcoming 2026-12-06 2026-11-27..2026-12-06 +10 p2 ten:period",
    "ten days after a visit before the rule": "h overdue 2026-11-25 2026-11-16..2026-11-25 -1 p2 ten:period",
    "a visit too old for ten days": "h due 2026-11-29 2026-11-20..2026-11-29 +3 p2 ten:period",
    "ten days over a leap day": "h due 2024-03-06 2024-02-26..2024-03-06 +5 p2 ten:period",
    "a proxy counts": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "absent: again soon": "h due 2026-11-26 2026-11-23..2026-11-29 +1 p2 week:absent",
    "absent at the end: the end stays": "h due 2026-11-29 2026-11-23..2026-11-29 +1 p2 week:period",
    "absent, then met": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "absent and met on one day": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "met, then absent in the same week": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "absent: the second try gone by": "h due 2026-11-25 2026-11-23..2026-11-29 -2 p2 week:absent",
    "absent twice": "h due 2026-11-27 2026-11-23..2026-11-29 +1 p2 week:absent",
    "absent in the week before": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "absent when it is overdue": "h overdue 2026-11-22 2026-11-16..2026-11-22 -4 p2 week:period",
    "refused": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "moved away": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "met, then refused": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "refused and moved on one day": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "a visit of tomorrow": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "late evidence forgives what is older": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "evidence out of order": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "a message where the door counts": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 door:period",
    "a hotline counts where nothing is told": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p2 week:period",
    "eighty today": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p1 old:period",
    "eighty tomorrow": "",
    "born on leap day, not yet": "",
    "born on leap day": "h due 2025-03-02 2025-02-24..2025-03-02 +1 p1 old_81:period",
    "a birthday that is not known": "",
    "a tag that ended yesterday": "",
    "a tag that ends today": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p1 care:period",
    "a tag that begins tomorrow": "",
    "a tag told twice": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p1 care:period",
    "two who each have half": "",
    "floating": "h due 2026-11-30 2026-11-01..2026-11-30 +4 p3 floating:period",
    "not floating": "",
    "nobody lives there": "",
    "somebody moves in tomorrow": "",
    "a tag added today": "h due 2026-11-27 2026-11-26..2026-11-27 +1 p1 care:change",
    "met on the day of the change": "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p1 care:period",
    "a change that nobody followed": "h overdue 2026-11-27 2026-11-26..2026-11-27 -1 p1 care:change,care:period",
    "a change before the rule": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p1 care:period",
    "a second change": "h overdue 2026-11-22 2026-11-16..2026-11-22 -4 p1 care:period,care:change",
    "home from hospital": "h due 2026-11-27 2026-11-26..2026-11-27 +1 p1 home_again:change",
    "and seen": "",
    "moved in yesterday": "h due 2026-11-26 2026-11-25..2026-11-26 +0 p1 care:change,care:period",
    "two changed, one of them today": "h due 2026-11-27 2026-11-26..2026-11-27 +1 p1 care:change",
    "one of three is open": "h overdue 2026-11-15 2026-11-09..2026-11-15 -11 p1 care:period",
    "all of three to come": (
        "h upcoming 2026-12-06 2026-11-30..2026-12-06 +10 p1 care:period,floating:period,half:period"
    ),
    "all of three open": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p1 care:period,floating:period,half:period",
    "the strictest of the open": ("h overdue 2026-06-30 2026-01-01..2026-06-30 -149 p2 half_door:period,week:period"),
    "a rule tightened in its period": "h overdue 2026-11-22 2026-11-16..2026-11-22 -4 p2 freq:period",
    "before it is tightened": "h upcoming 2026-12-31 2026-12-01..2026-12-31 +46 p2 freq:period",
    "published again unchanged": "h overdue 2026-11-08 2026-11-02..2026-11-08 -18 p2 week:period",
    "replaced on the day it began": "h due 2026-11-30 2026-11-01..2026-11-30 +4 p2 month:period",
    "not in force yet": "",
    "a rule that was dropped": "h due 2026-12-31 2026-07-01..2026-12-31 +35 p4 half:period",
    "a later edition for an earlier day": "h due 2026-12-31 2026-12-01..2026-12-31 +29 p2 month:period",
    "dropped and brought back": "h due 2026-11-29 2026-11-23..2026-11-29 +3 p2 week:period",
    "a list in order": (
        "d overdue 2026-10-10 2026-10-01..2026-10-10 -47 p2 ten:period\n"
        "a overdue 2026-10-29 2026-10-20..2026-10-29 -28 p2 ten:period,floating:period\n"
        "c due 2026-11-28 2026-11-19..2026-11-28 +2 p1 ten:period,care:period\n"
        "b due 2026-11-29 2026-11-20..2026-11-29 +3 p2 ten:period\n"
        "e upcoming 2026-12-06 2026-11-27..2026-12-06 +10 p2 ten:period"
    ),
}
# Asked, visited, overdue of each rule; reached of all households.
COVERED: dict[str, str] = {
    "a week on its first day": "week 1 0 0; 0/1",
    "a week met on Monday": "week 1 1 0; 1/1",
    "a week missed": "week 1 0 1; 0/1",
    "ten days after a visit": "ten 1 1 0; 1/1",
    "ten days after a visit before the rule": "ten 1 0 1; 0/1",
    "a message where the door counts": "door 1 0 0; 1/1",
    "home from hospital": "home_again 0 0 0; 0/1",
    "eighty tomorrow": "old 0 0 0; 0/1",
    "nobody lives there": "week 0 0 0; 0/0",
    "one of three is open": "care 1 0 1; floating 1 1 0; half 1 1 0; 1/1",
    "a list in order": "care 1 0 0; floating 2 1 0; ten 5 3 2; 3/5",
}
LAST = {
    "refused": ("refused", "2026-11-24", None),
    "moved away": ("moved", "2026-11-24", None),
    "met, then refused": ("refused", "2026-11-25", "2026-11-23"),
    "refused and moved on one day": ("moved", "2026-11-25", None),
    "absent and met on one day": ("met", "2026-11-24", "2026-11-24"),
    "a visit of tomorrow": (None, None, None),
    "a message where the door counts": ("met", "2026-11-24", "2026-11-24"),
}

_TOLD: dict[str, Any] = msgspec.json.decode(vectors())
_BY_NAME: dict[str, dict[str, Any]] = {line["name"]: line for line in _TOLD["cases"]}

RUN = f"""
import {{ readFileSync }} from "node:fs";
import {{ coverageOf, dayOfMillis, dayOfText, dueList, inForce, textOfDay }} from "{GENERATED / "visit_dues.js"}";
const told = JSON.parse(readFileSync(0, "utf8"));
const lines = told.cases.map((one) => {{
  const held = inForce(one.editions, one.on);
  return JSON.stringify({{ dues: dueList(held, one.homes, one.on), coverage: coverageOf(held, one.homes, one.on) }});
}});
const instants = (told.instants ?? []).map((one) => ({{ at_ms: one.at_ms, day: dayOfMillis(one.at_ms) }}));
const days = (told.days ?? []).map((one) => ({{ text: textOfDay(one.day), day: dayOfText(one.text) }}));
process.stdout.write([...lines, JSON.stringify({{ instants, days }})].join("\\n"));
"""


def _short(line: dict[str, Any]) -> str:
    due = msgspec.convert(line, Due)
    window = f"{text_of_day(due.window_start)}..{text_of_day(due.window_end)}"
    why = ",".join(f"{reason.rule}:{reason.cause}" for reason in due.reasons)
    return f"{due.household} {due.state} {text_of_day(due.due_on)} {window} {due.days_left:+d} p{due.priority} {why}"


def _counted(line: dict[str, Any]) -> str:
    told = msgspec.convert(line, Coverage)
    rules = [f"{one.rule} {one.asked} {one.visited} {one.overdue}" for one in told.rules]
    return "; ".join([*rules, f"{told.households_visited}/{told.households}"])


def test_the_vectors_on_disk_are_those_that_the_engine_makes() -> None:
    assert VECTORS.read_bytes() == vectors(), "run `python -m tests.mobile_contract.visit_dues`"


def test_the_javascript_on_disk_is_the_one_that_the_template_makes() -> None:
    assert (GENERATED / "visit_dues.js").read_text(encoding="utf-8") == visit_dues()


def test_every_case_has_its_answer_by_hand() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
    assert {case.name for case in CASES} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_case_comes_to_what_was_typed_by_hand(name: str) -> None:
    assert "\n".join(map(_short, _BY_NAME[name]["dues"])) == EXPECTED[name]


@pytest.mark.parametrize("name", COVERED)
def test_a_case_is_counted_as_was_typed_by_hand(name: str) -> None:
    assert _counted(_BY_NAME[name]["coverage"]) == COVERED[name]


@pytest.mark.parametrize("name", LAST)
def test_what_came_of_the_latest_visit_is_told(name: str) -> None:
    [due] = _BY_NAME[name]["dues"]
    days = [None if day is None else text_of_day(day) for day in (due["last_on"], due["last_met_on"])]
    assert (due["last_outcome"], *days) == LAST[name]


def test_a_reason_names_whom_it_is_for_and_the_channels_that_count_for_all() -> None:
    [due] = _BY_NAME["two changed, one of them today"]["dues"]
    assert [reason["persons"] for reason in due["reasons"]] == [["b"]]
    [due] = _BY_NAME["the strictest of the open"]["dues"]
    assert (due["rule"], due["channels"]) == ("half_door", ["door"])
    [due] = _BY_NAME["all of three open"]["dues"]
    assert [reason["persons"] for reason in due["reasons"]] == [["a"], ["b"], ["a", "b"]]
    assert due["channels"] == list(VisitChannel)


def test_days_are_those_of_shanghai() -> None:
    assert [one["day"] for one in _TOLD["instants"]] == [-1, 0, 0, 0, 1, 20_782, 20_783]
    assert [one["day"] for one in _TOLD["days"]] == [-25_567, -1, 0, 11_016, 19_782, 20_088, 20_783, 47_481]


def test_a_reader_of_the_vectors_comes_to_their_answers() -> None:
    for line in _TOLD["cases"]:
        editions = msgspec.convert(line["editions"], tuple[VisitEdition, ...])
        homes = msgspec.convert(line["homes"], tuple[Home, ...])
        held = in_force(editions, line["on"])
        assert msgspec.json.encode(due_list(held, homes, line["on"])) == msgspec.json.encode(line["dues"])


def test_javascript_comes_to_the_same_bytes(tmp_path: Path) -> None:
    answers = [{"dues": line["dues"], "coverage": line["coverage"]} for line in _TOLD["cases"]]
    days = {"instants": _TOLD["instants"], "days": _TOLD["days"]}
    expected = b"\n".join(msgspec.json.encode(answer) for answer in [*answers, days])
    assert run_module(RUN, tmp_path, VECTORS.read_bytes()) == expected


def test_javascript_comes_to_the_same_bytes_of_what_nobody_thought_of(tmp_path: Path) -> None:
    dice = random.Random(20_261_126)
    cases = [_drawn(dice) for _ in range(1500)]
    told = msgspec.json.encode({"cases": [{"on": on, "editions": eds, "homes": homes} for on, eds, homes in cases]})
    expected: list[bytes] = []
    for on, editions, homes in cases:
        held = in_force(editions, on)
        answer = {"dues": due_list(held, homes, on), "coverage": coverage_of(held, homes, on)}
        expected.append(msgspec.json.encode(answer))
    assert run_module(RUN, tmp_path, told).split(b"\n")[:-1] == expected
    assert sum(b'"absent"' in line for line in expected) > 100
    assert sum(b'"change"' in line for line in expected) > 100


def _drawn(dice: random.Random) -> tuple[int, tuple[VisitEdition, ...], tuple[Home, ...]]:
    on = dice.randint(19_000, 22_000)
    begun = [on - dice.choice((-3, 0, 5, 40, 400)) for _ in range(dice.randint(1, 3))]
    editions = tuple(
        VisitEdition(number=at, scheme="dice", valid_from=text_of_day(day), rules=_drawn_rules(dice))
        for at, day in enumerate(begun, 1)
    )
    return on, editions, tuple(_drawn_home(dice, f"h{at}", on) for at in range(dice.randint(1, 5)))


def _drawn_rules(dice: random.Random) -> tuple[VisitRule, ...]:
    return tuple(
        VisitRule(
            code=code,
            name=code,
            priority=dice.randint(1, 9),
            targets=tuple(
                VisitTarget(tags=tuple(dice.sample(("t", "u"), dice.randint(0, 2))), min_age=dice.choice((0, 0, 60)))
                for _ in range(dice.randint(1, 2))
            ),
            period=dice.choice(tuple(VisitPeriod)),
            days=dice.randint(1, 90),
            ahead_days=dice.choice((0, 0, 5, 30)),
            grace_days=dice.choice((0, 0, 10)),
            retry_days=dice.randint(1, 5),
            channels=tuple(dice.sample(tuple(VisitChannel), dice.choice((0, 0, 2)))),
            changes=ALL_CHANGES[: dice.randint(0, 2)],
        )
        for code in dice.sample(("a", "b", "c", "d"), dice.randint(1, 4))
    )


def _drawn_home(dice: random.Random, name: str, on: int) -> Home:
    def near() -> int:
        return on - dice.choice((-2, 0, 1, 2, 5, 9, 30, 33, 90, 200, 365))

    members = tuple(
        Member(
            f"{name}-{at}",
            born=dice.choice((None, on - dice.randint(0, 36_000))),
            moved_in=dice.choice((None, near())),
            tags=tuple(
                Tag(code, dice.choice((None, near())), dice.choice((None, None, near())))
                for code in dice.sample(("t", "u", "v"), dice.randint(0, 3))
            ),
        )
        for at in range(dice.randint(0, 4))
    )
    visits = tuple(
        Seen(near(), dice.choice(tuple(VisitChannel)).value, dice.choice(tuple(VisitOutcome)).value)
        for _ in range(dice.randint(0, 6))
    )
    return Home(name, members, visits)
