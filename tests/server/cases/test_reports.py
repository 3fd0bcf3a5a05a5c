"""Reports: what becomes a case, where it is, whose grid it gets, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest

from grid.cells import STORED_RESOLUTION, resolution_of
from grid.datum import GCJ02, from_wgs84
from mobile_contract.accounts import Post
from mobile_contract.base import Datum, Point
from mobile_contract.cases import CaseState, ReportMatter
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case, CaseEvent
from server.cases.rules import HANDLERS
from server.core.authority import Holding, may
from server.core.decisions import ANYWHERE, Area, Decision
from server.core.working import WorkingSet
from sync.scopes import Authority
from tests.server.cases.scenes import (
    CASE,
    GRID,
    KINDS,
    NEXT_GRID,
    POTHOLE,
    WORKER,
    a_case,
    a_directory,
    a_scene,
    area_of,
    handler_of,
    one_put,
)
from tests.support.judging import NOW, an_id, command_facts, judge

HERE = Point(lon=118.78, lat=31.99, datum=Datum.WGS84, accuracy_m=8.0)
RETIRED = an_id(120)
SWAPPED = Point(lon=31.99, lat=118.78, datum=Datum.WGS84)
ABROAD = Point(lon=13.4, lat=52.5, datum=Datum.WGS84)


def a_report(**more: Any) -> ReportMatter:
    facts: dict[str, Any] = {"title": "路面有坑", "class_code": POTHOLE.code, "point": HERE, "claimed_grid": GRID}
    return ReportMatter(**command_facts(CASE), **(facts | more))


def judged(command: ReportMatter, *, here: str | None = GRID, rows: tuple[Case, ...] = ()) -> Decision:
    return judge(handler_of(HANDLERS, command), command, rows, KINDS, a_scene(directory=a_directory(here)))


def test_a_report_becomes_a_case_in_the_grid_at_its_point() -> None:
    decision = judged(a_report(urgent=True, photos=2), here=NEXT_GRID)

    case = one_put(decision, Case)
    assert decision.verdict is Verdict.APPLIED
    assert (case.id, case.state, case.version, decision.version) == (CASE, CaseState.REPORTED, 1, 1)
    assert (case.grid, case.grid_version, case.claimed_grid) == (NEXT_GRID, f"{NEXT_GRID}:now", GRID)
    assert (case.lon, case.lat, case.datum, case.accuracy_m) == (118.78, 31.99, "wgs84", 8.0)
    assert resolution_of(case.cell) == STORED_RESOLUTION
    assert (case.reporter, case.reported_at, case.clock_quality) == (WORKER, NOW, "exact")
    assert (case.urgent, case.photos_promised, case.case_no) == (True, 2, None)
    assert case.due_at == NOW + timedelta(minutes=15)


def test_the_first_event_has_the_id_of_the_command() -> None:
    command = a_report()

    event = one_put(judged(command), CaseEvent)

    assert (event.id, event.case_id, event.command) == (command.id, CASE, "report_matter")
    assert (event.from_state, event.to_state, event.applied, event.grid) == (None, CaseState.REPORTED, True, GRID)


def test_a_point_of_a_chinese_map_is_kept_raw_and_used_in_wgs84() -> None:
    east, north = from_wgs84(GCJ02, 118.78, 31.99)

    case = one_put(judged(a_report(point=Point(lon=east, lat=north, datum=Datum.GCJ02))), Case)

    assert (case.lon, case.lat) == (pytest.approx(118.78, abs=1e-8), pytest.approx(31.99, abs=1e-8))
    assert (case.raw_lon, case.raw_lat, case.datum) == (east, north, "gcj02")


@pytest.mark.parametrize(
    ("before", "here", "grid", "version"),
    [
        (GRID, NEXT_GRID, GRID, f"{GRID}:then"),
        (None, NEXT_GRID, NEXT_GRID, f"{NEXT_GRID}:now"),
        (RETIRED, NEXT_GRID, NEXT_GRID, f"{RETIRED}:then"),
        (RETIRED, None, GRID, f"{RETIRED}:then"),
        (None, None, GRID, None),
    ],
    ids=["split", "as now", "retired", "retired, and none now", "never any"],
)
def test_a_late_report_lies_in_the_grid_of_then_unless_nobody_looks_after_that_any_more(
    before: str | None, here: str | None, grid: str, version: str | None
) -> None:
    directory = a_directory(here)
    directory.before = before
    scene = a_scene(directory=directory, observed_at=NOW - timedelta(hours=1))

    case = one_put(judge(handler_of(HANDLERS, a_report()), a_report(), (), KINDS, scene), Case)

    assert (case.grid, case.grid_version, case.claimed_grid) == (grid, version, GRID)


def test_where_no_grid_is_the_claimed_one_is_taken() -> None:
    assert one_put(judged(a_report(), here=None), Case).grid == GRID


def test_where_no_grid_is_and_the_claimed_one_is_not_in_force_the_case_has_none() -> None:
    case = one_put(judged(a_report(claimed_grid=RETIRED), here=None), Case)

    assert (case.grid, case.claimed_grid) == (None, RETIRED)


def test_an_address_is_place_enough() -> None:
    case = one_put(judged(a_report(point=None, address="雨花路 1 号")), Case)

    assert (case.grid, case.lon, case.cell, case.datum) == (GRID, None, None, None)


def test_a_class_that_is_not_in_force_is_kept_as_told() -> None:
    assert one_put(judged(a_report(class_code="B-event-99-99")), Case).class_code == "B-event-99-99"


@pytest.mark.parametrize(
    ("more", "why", "facts"),
    [
        ({"title": "  "}, ProblemCode.CASE_NEEDS, {"needs": "title"}),
        ({"point": None}, ProblemCode.CASE_NEEDS, {"needs": "place"}),
        ({"point": None, "claimed_grid": None}, ProblemCode.UNKNOWN_GRID, {}),
        ({"point": ABROAD}, ProblemCode.OUT_OF_DISTRICT, {"swapped": "no"}),
        ({"point": SWAPPED}, ProblemCode.OUT_OF_DISTRICT, {"swapped": "yes"}),
    ],
)
def test_a_report_without_title_or_place_or_from_elsewhere_is_refused(
    more: dict[str, Any], why: ProblemCode, facts: dict[str, str]
) -> None:
    decision = judged(a_report(**more))

    assert (decision.verdict, decision.why, decision.facts, decision.puts) == (Verdict.REFUSED, why, facts, ())


def test_a_second_case_of_the_same_id_is_refused() -> None:
    assert judged(a_report(), rows=(a_case(),)).why is ProblemCode.ID_TAKEN


@pytest.mark.parametrize(
    ("more", "area"),
    [
        ({}, Area(grid=GRID)),
        ({"claimed_grid": None}, Area(point=(118.78, 31.99))),
        ({"claimed_grid": None, "point": ABROAD}, ANYWHERE),
        ({"claimed_grid": None, "point": None}, ANYWHERE),
    ],
)
def test_a_report_acts_in_the_grid_that_it_names_or_else_at_its_point(more: dict[str, Any], area: Area) -> None:
    assert area_of(HANDLERS, a_report(**more)) == area


@pytest.mark.parametrize(
    ("before", "here", "late", "fresh"),
    [
        (GRID, NEXT_GRID, Authority.CURRENT, Authority.NEVER),
        (NEXT_GRID, GRID, Authority.NEVER, Authority.CURRENT),
        (None, None, Authority.CURRENT, Authority.CURRENT),
    ],
    ids=["theirs then", "theirs now", "nobody's"],
)
def test_a_report_that_names_no_grid_is_allowed_by_the_grid_of_its_time(
    before: str | None, here: str | None, late: Authority, fresh: Authority
) -> None:
    directory = a_directory(here)
    directory.before = before
    held = Holding(Post.GRID_WORKER, NOW - timedelta(days=1), None, grid=GRID)
    handler, command = handler_of(HANDLERS, a_report()), a_report(claimed_grid=None)
    area = handler.area(command, WorkingSet(KINDS), directory)
    for at, allowed in ((NOW - timedelta(hours=1), late), (NOW, fresh)):
        assert may(WORKER, [held], handler.posts, area, directory, at) is allowed
