"""A grid worker's week, Wednesday and Thursday: move-ins and a duplicate, inspections, tasks, a patrol."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mobile_contract.accounts import AssignWorker
from mobile_contract.merges import MergePersons, UnmergePersons
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import Life, ResidencyKind, ResidencyStatus
from mobile_contract.tasks import AdmitUrgently, AskUrgentAdmission, GiveTask
from ops.demo_photos import make_sample_jpeg
from ops.phone.device import new_id
from ops.seed.identity import impossible_id, impossible_phone
from ops.seed.intents import SHANGHAI
from ops.selfcheck.checking import require, require_done
from ops.selfcheck.devices import draft
from ops.selfcheck.week import Row, Week
from server.core import clock
from server.residents.entities import Person

_NOBODY = 4_100_000
"""A number of a person of the demo that no scale comes to."""
_BORN_ON = "1991-04-02"
_MINUTES = 45


def move_in_and_out(week: Week) -> None:
    """Somebody moves in, somebody out: a stay begins and one ends, and history keeps both."""
    rows: list[Row] = week.typist.phone("a", "list", "people")
    home = _stay_in_force(week.typist.phone("a", "show", rows[0]["id"]))["household"]
    week.newcomer = week.typist.phone("a", *_registering(home))["saved"][0]["entity"]
    week.typist.phone("a", "moveout", rows[1]["id"], "--reason", "搬往外区")
    week.typist.phone("a", "sync")
    stay = _stay_in_force(week.typist.phone("a", "show", week.newcomer))
    require(stay["household"] == home, "the newcomer lives where they moved in", household=stay["household"])
    require(not _needs_somebody(week, "a"), "both are done", receipts=_needs_somebody(week, "a"))
    week.say(f"{week.newcomer[-8:]} moved in with {home[-8:]}; {rows[1]['id'][-8:]} moved out")


def a_duplicate_is_merged(week: Week) -> None:
    """Worker B registers the same person: the phone warns, both stay, the committee merges them and takes that back."""
    committee = week.day.desks.of(week.day.committee)
    assign = draft(AssignWorker, new_id(), user=week.day.beat_b.worker, grid=week.grid)
    require_done(committee.issue(assign), "worker B is put on the grid of A")
    week.typist.phone("b", "sync")
    home = _stay_in_force(week.typist.phone("b", "show", week.newcomer))["household"]
    warned = week.typist.phone_warns("b", *_registering(home))
    require(week.newcomer in warned, "without a network the phone tells who looks alike", told=warned[-200:])
    week.twin = week.typist.phone("b", *_registering(home), "--anyway")["saved"][0]["entity"]
    week.typist.phone("b", "sync")
    receipts = [one for one in week.typist.phone("b", "receipts") if one["entity"] == week.twin]
    require(receipts[0]["why"] == ProblemCode.DUPLICATE, "the phone is told of the twin", why=receipts[0]["why"])
    pairs = week.typist.hexward("duplicates", "list", week.grid_code)["pairs"]
    require(any(_pair(one) == {week.newcomer, week.twin} for one in pairs), "the pair stands in the queue")
    _merge_and_part(week)
    week.say(f"warned offline; {pairs[0]['why'][0]}: {week.twin[-8:]} into {week.newcomer[-8:]}, parted, merged again")


def _merge_and_part(week: Week) -> None:
    committee = week.day.desks.of(week.day.committee)
    merge = {"winner": week.newcomer, "loser": week.twin}
    first = draft(MergePersons, new_id(), week.newcomer, **merge)
    require_done(committee.issue(first), "they are merged")
    require(week.day.oracle.one(Person, week.twin).life is Life.MERGED, "one record has gone into the other")
    back = committee.issue(draft(UnmergePersons, first.entity, week.newcomer, **merge, reason="两人同名同号登记有误"))
    require(back.why == ProblemCode.DUPLICATE, "parted, the number is asked about again", why=back.why)
    require(week.day.oracle.one(Person, week.twin).life is Life.ACTIVE, "both are there again")
    require_done(committee.issue(draft(MergePersons, new_id(), week.newcomer, **merge)), "they are merged for good")


def _registering(home: str) -> tuple[object, ...]:
    """The words by which the newcomer is registered."""
    return (
        "register", "演示新来", "--home", home, "--sex", "female", "--birth", _BORN_ON,
        "--id-no", impossible_id(_NOBODY, _BORN_ON, male=False), "--phone", impossible_phone(_NOBODY),
        "--kind", ResidencyKind.FLOATING.value, "--origin", "341100",
    )  # fmt: skip


def _stay_in_force(card: Row) -> Row:
    found: list[Row] = [one for one in card["related"]["stays"] if one["status"] == ResidencyStatus.EFFECTIVE]
    require(len(found) == 1, "one stay is in force", stays=len(found))
    return found[0]


def _pair(one: Row) -> set[str]:
    twin: Row = one.get("twin") or {}
    return {one["person"]["id"], twin.get("id", "")}


def _needs_somebody(week: Week, name: str) -> list[Row]:
    return [one for one in week.typist.phone(name, "receipts") if one["needs_you"]]


# --- inspections ------------------------------------------------------------------------------------------------------


def inspect(week: Week) -> None:
    """A workshop is inspected offline: one danger is put right on the spot with photos, one gets a notice."""
    places: list[Row] = week.typist.phone("a", "premises")
    site = next(one for one in places if one["what"] == "site" and one["category"] == "workshop")
    week.place = site["id"]
    items = _items(week, "workshop")
    on_spot = next(one for one in items if one.get("may_fix_on_spot", True))
    with_notice = next(one for one in items if one is not on_spot)
    before, after = _photo(week, 301), _photo(week, 302)
    week.typist.phone(
        "a", "inspect", week.place,
        "--finding", f"{on_spot['code']}=已发现", "--photo", f"{on_spot['code']}={before}",
        "--finding", f"{with_notice['code']}=需整改", "--photo", f"{with_notice['code']}={_photo(week, 303)}",
        "--met", "演示店主",
    )  # fmt: skip
    dangers: list[Row] = week.typist.phone("a", "list", "dangers")
    found = {one["item"]: one["id"] for one in (week.typist.phone("a", "show", row["id"]) for row in dangers)}
    week.dangers = [found[on_spot["code"]], found[with_notice["code"]]]
    week.typist.phone("a", "danger", week.dangers[0], "fix_danger", "--photo", after, "--words", "当场清理")
    week.typist.phone(
        "a", "danger", week.dangers[1], "issue_notice", "--days", "3", "--handed-to", "演示店主"
    )  # fmt: skip
    week.typist.phone("a", "sync")
    fixed, noticed = (week.typist.hexward("hazard", "show", one) for one in week.dangers)
    require(_state(fixed) == "fixed_on_spot", "one was put right on the spot", state=_state(fixed))
    require(_state(noticed) == "noticed", "one has a notice", state=_state(noticed))
    number = noticed["danger"]["notice_no"]
    text = json.dumps(week.typist.hexward("hazard", "notice", number), ensure_ascii=False)
    require(number in text, "the notice can be printed", number=number)
    week.say(f"2 dangers in {site['name']}: one fixed on the spot, notice {number} due {noticed['danger']['due_on']}")


def look_again(week: Week) -> None:
    """Looked at again, it is not in order: it gets a second round, and then becomes a case."""
    danger = week.dangers[1]
    week.typist.phone(
        "a", "danger", danger, "reinspect_danger", "--result", "fail", "--days", "1", "--photo", _photo(week, 304),
        "--words", "未整改",
    )  # fmt: skip
    week.typist.phone("a", "sync")
    again = week.typist.hexward("hazard", "show", danger)["danger"]
    require(again["round"] == 2, "a second round has begun", round=again["round"])
    week.typist.phone(
        "a", "danger", danger, "escalate_danger", "--words", "拒不整改", "--address", "雨花台演示路1号",
        "--photo", _photo(week, 305),
    )  # fmt: skip
    week.typist.phone("a", "sync")
    ended = week.typist.hexward("hazard", "show", danger)["danger"]
    require(bool(ended.get("case_id")), "it has become a case", state=ended["state"])
    case = week.day.desks.of("acceptor").case(ended["case_id"]).case
    week.say(f"round 2 failed too: case {case.id[-8:]} is {case.state.value}")


def _items(week: Week, site_type: str) -> list[Row]:
    lists = week.typist.hexward("hazard", "templates")["templates"]
    items: list[Row] = next(one for one in lists if one["site_type"] == site_type)["items"]
    return [one for one in items if one.get("photos_before", 1) == one.get("photos_after", 1) == 1]


def _state(shown: Row) -> str:
    return str(shown["danger"]["state"])


def _photo(week: Week, number: int) -> Path:
    source = week.folder / f"{number}.jpg"
    source.write_bytes(make_sample_jpeg(number))
    return source


# --- tasks and a patrol -----------------------------------------------------------------------------------------------


def tasks(week: Week) -> None:
    """What is on the list is given, signed and finished; what is not is refused, and let in for a term by a second."""
    committee = week.day.desks.of(week.day.committee)
    facts: dict[str, Any] = {"grid": week.grid, "title": "本周排查"}
    given = draft(GiveTask, new_id(), task_type=week.task_type, **facts)
    require_done(committee.issue(given), "an admitted task is given")
    other = week.typist.hexward("task", "define", "商户问卷调查")["task_type"]
    refused = committee.issue(draft(GiveTask, new_id(), task_type=other, **facts))
    require(refused.why == ProblemCode.NOT_ADMITTED, "what is not admitted is refused", why=refused.why)
    until_on = (clock.now() + timedelta(days=3)).astimezone(SHANGHAI).date().isoformat()
    wish = draft(AskUrgentAdmission, new_id(), task_type=other, until_on=until_on, reason="上级紧急部署")
    require_done(committee.issue(wish), "it is asked for urgently")
    admit = draft(AdmitUrgently, wish.entity, task_type=other, until_on=until_on, opinion="同意三天")
    own = committee.issue(admit)
    require(own.verdict.value == "refused", "nobody admits their own wish", verdict=own.verdict.value, why=own.why)
    require_done(week.day.desks.of("supervisor").issue(draft(AdmitUrgently, wish.entity, **_of(admit))), "another does")
    require_done(committee.issue(draft(GiveTask, new_id(), task_type=other, **facts)), "then it is given")
    week.typist.phone("a", "sync")
    open_: list[Row] = week.typist.phone("a", "tasks")
    require(len(open_) == 2, "both are on the phone", tasks=len(open_))
    week.typist.phone("a", "tasks", "sign", given.entity)
    week.typist.phone("a", "tasks", "finish", given.entity, "found=2", "--note", "已劝离")
    week.typist.phone("a", "sync")
    left = [one["task"] for one in week.typist.phone("a", "tasks")]
    require(given.entity not in left, "it is finished")
    week.say(f"1 given and finished; 1 not admitted: refused, then let in until {until_on} by a second person")


def _of(command: AdmitUrgently) -> dict[str, Any]:
    return {"task_type": command.task_type, "until_on": command.until_on, "opinion": command.opinion}


def patrol(week: Week) -> None:
    """A day on foot: the phone folds its positions into cells and buckets, and sends these alone."""
    before = _covered(week)
    lon, lat = week.day.beat_a.place.geometry[0][0][0]
    buildings = week.typist.phone("a", "list", "homes")
    require(bool(buildings), "there are homes to walk by")
    start = datetime.combine(clock.now().astimezone(SHANGHAI).date(), datetime.min.time(), SHANGHAI)
    first_ms = clock.millis(start)
    fixes = [[first_ms + minute * 60_000, *_step(week, minute, lon, lat)] for minute in range(_MINUTES)]
    file = week.folder / "fixes.json"
    file.write_text(json.dumps(fixes), encoding="utf-8")
    week.typist.phone("a", "patrol", file, "--grid", week.grid[-8:])
    week.typist.phone("a", "sync")
    after = _covered(week)
    require(after["patrolled"] > before["patrolled"], "cells of the grid were patrolled", was=before, now=after)
    week.say(
        f"{after['patrolled']} of {after['cells']} cells patrolled from {len(fixes)} positions, none of which left"
    )


def _step(week: Week, minute: int, lon: float, lat: float) -> tuple[float, float]:
    """Somewhere in the grid: on the way from a corner to the middle of its outline."""
    ring = week.day.beat_a.place.geometry[0][0]
    middle = sum(one[0] for one in ring) / len(ring), sum(one[1] for one in ring) / len(ring)
    share = (minute + 1) / (_MINUTES + 1)
    return lon + (middle[0] - lon) * share, lat + (middle[1] - lat) * share


def _covered(week: Week) -> Row:
    found: Row = next(one for one in week.typist.hexward("coverage")["grids"] if one["grid"] == week.grid)
    return found
