"""A grid worker's week, as it is typed: Monday's renewal and Tuesday's visits. Each step checks what it says.

The clock is this machine's: the days are played in a minute, one after the other, on the day that it is. Only the next
Monday is told by another clock, at the very end (`week_office.next_monday`).
"""

import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ops.selfcheck.checking import Failed, require
from ops.selfcheck.day import Day
from ops.selfcheck.typist import Typist

_OPENS_S = 90.0
_ANSWERED = ("confirmed", "confirmed", "confirmed", "changed", "moved_out", "not_found", "refused")

Row = dict[str, Any]


@dataclass
class Week:
    """The stage of the week: the day that it borrows desks and tables from, and what steps leave for later ones."""

    day: Day
    typist: Typist
    folder: Path
    answers: int = 0
    owed: int = 0
    newcomer: str = ""
    twin: str = ""
    place: str = ""
    dangers: list[str] = field(default_factory=list[str])
    task_type: str = ""
    imported: str = ""
    told: list[str] = field(default_factory=list[str])

    @property
    def grid(self) -> str:
        """The grid of worker A."""
        return self.day.beat_a.grid

    @property
    def grid_code(self) -> str:
        """Its code."""
        return self.day.beat_a.place.code

    def say(self, words: str) -> None:
        """A figure of the step, for whoever reads along."""
        self.told.append(words)


def publish_rules(week: Week) -> None:
    """The district takes on the visit rules and check lists that come along, and puts one task on its list."""
    visits = week.typist.hexward("visits", "publish", "--starter", "--reason", "演示区采用")
    lists = week.typist.hexward("hazard", "publish", "--starter")["lists"]
    made = week.typist.hexward("task", "define", "电动自行车违规充电排查", "--question", "found!=发现几处")
    week.task_type = made["task_type"]
    week.typist.hexward("task", "admit", week.task_type, "--from", "2026-01-01", "--basis", "演示区准入清单")
    require(visits["status"] in {"published", "same"}, "visit rules are in force", status=visits["status"])
    week.say(f"{len(visits['rules']['added'])} visit rules, {len(lists)} check lists, 1 task admitted")


def the_week_is_open(week: Week) -> None:
    """The server has opened the week in every grid by itself."""
    until = time.monotonic() + _OPENS_S
    while True:
        shown = week.typist.hexward("renewal", "show")
        if shown["opened"] == shown["grids"]:
            break
        if time.monotonic() > until:
            raise Failed(f"the week is open in {shown['opened']} of {shown['grids']} grids")
        time.sleep(1.0)
    require(shown["expected"] > 0, "there is something to look at", expected=shown["expected"])
    week.say(f"week of {shown['week']}: {shown['grids']} grids, {shown['expected']:,} items, {shown['done']} done")


def join(week: Week) -> None:
    """Two workers join with their phones and have their grids on them."""
    desk = week.day.desks.of(week.day.committee)
    for name, worker in (("a", week.day.beat_a.worker), ("b", week.day.beat_b.worker)):
        week.typist.phone(name, "join", desk.enrol(worker), "--server", week.day.server.url)
        week.typist.phone(name, "sync")
    people = len(week.typist.phone("a", "list", "people"))
    require(people > 0, "the grid's people are on the phone")
    week.say(f"{people} people of grid {week.grid_code} are on the phone of {week.day.beat_a.worker[-8:]}")


def answer_offline(week: Week) -> None:
    """Without a network: unchanged in one tap, changed, moved out, not found, refused; one answer is taken back."""
    listed = week.typist.phone("a", "renewal")
    items: list[Row] = [one for one in listed["items"] if not one["answer"]]
    require(len(items) > len(_ANSWERED), "the worklist has enough for every answer", items=len(items))
    for item, state in zip(items, _ANSWERED, strict=False):
        week.typist.phone("a", "renewal", "answer", item["id"], state)
    taken_back = items[len(_ANSWERED)]["id"]
    week.typist.phone("a", "renewal", "answer", taken_back, "not_found")
    week.typist.phone("a", "renewal", "withdraw", taken_back)
    after = week.typist.phone("a", "renewal")
    week.answers = len(_ANSWERED)
    require(after["open"] == listed["open"] - week.answers, "the phone counts them at once", open=after["open"])
    reasons = Counter(one["source"] for one in items)
    week.say(f"{listed['open']} open ({_counts(reasons)}), {week.answers} answered, 1 taken back")


def answers_arrive(week: Week) -> None:
    """The network is back: what was answered is done, and the grid owes so much less."""
    before = _cycle(week)
    week.typist.phone("a", "sync")
    after = _cycle(week)
    require(
        after["done"] == before["done"] + week.answers, "every answer counts", was=before["done"], now=after["done"]
    )
    require(not week.typist.phone("a", "status")["unsent"], "nothing waits on the phone")
    debt = next(one for one in week.typist.hexward("renewal", "debt")["grids"] if one["grid"] == week.grid)
    week.owed = debt["open"]
    require(week.owed == after["expected"] - after["done"], "what is open is owed", open=week.owed)
    week.say(
        f"{after['done']} of {after['expected']} done in {week.grid_code}, {debt['open']} open, {debt['debt']} debt"
    )


def visit_who_is_due(week: Week) -> None:
    """Phone and server name the same households; one is met, at one nobody is there: who is asked again says why."""
    due: list[Row] = week.typist.phone("a", "due")["due"]
    require(len(due) >= 2, "somebody is due", due=len(due))
    _same_list(week, due)
    met, absent = due[0]["household"], due[1]["household"]
    week.typist.phone("a", "visit", met, "--outcome", "met", "--note", "一切正常")
    week.typist.phone("a", "visit", absent, "--outcome", "absent")
    after: list[Row] = week.typist.phone("a", "due", "--all")["due"]
    states = {one["household"]: one for one in after}
    require(states.get(met, {}).get("state") != "due", "who was met is due no more", state=states.get(met))
    require(states[absent]["last_outcome"] == "absent", "who was not there is asked again", row=states[absent])
    week.typist.phone("a", "sync")
    _same_list(week, [one for one in after if one["state"] != "upcoming"])
    nearest = states.get(met)
    told = "later" if nearest is None else nearest["due_on"]
    week.say(f"{len(due)} due ({due[0]['why'][0]}); met: next {told}; absent: due {states[absent]['due_on']} again")


def _same_list(week: Week, due: list[Row]) -> None:
    page = week.typist.hexward("visits", "due", week.grid_code, "--limit", "200")
    wanted = [(one["household"], one["due_on"]) for one in page["items"] if one["state"] != "upcoming"]
    found = [(one["household"], one["due_on"]) for one in due]
    require(sorted(found) == sorted(wanted), "phone and server have one list", phone=found[:3], server=wanted[:3])


def _cycle(week: Week) -> Row:
    shown = week.typist.hexward("renewal", "show")
    found: Row = next(one for one in shown["cycles"] if one["grid"] == week.grid)
    return found


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.most_common())
