"""A visit is kept whatever is doubtful about it; the doubt is a mark, and a real visit moves the household forward."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grid.datum import GCJ02, from_wgs84
from mobile_contract.accounts import Post
from mobile_contract.base import Datum, Point
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.visits import RecordVisit, VisitChannel, VisitOutcome
from server.core.decisions import Area, Context, Decision, MissingSubject
from server.core.entities import Entity
from server.core.kinds import Kinds
from server.core.working import WorkingSet
from server.residents import kinds as resident_kinds
from server.residents.entities import Household
from server.visits import kinds as visit_kinds
from server.visits.entities import Visit
from server.visits.rules import HANDLERS, distance, record_visit
from tests.support.judging import NOW, ADirectory, a_context, an_id, command_facts, judge

KINDS = Kinds((*resident_kinds.KINDS, *visit_kinds.KINDS))
HOUSEHOLD, VISIT, GRID, WORKER = an_id(401), an_id(402), an_id(403), an_id(404)
LON, LAT = 118.779, 31.992
DEGREE_M = 111_195.08
"""A degree of latitude on the mean sphere."""


def a_household(**more: Any) -> Household:
    facts: dict[str, Any] = {"lon": LON, "lat": LAT}
    return Household(id=HOUSEHOLD, dwelling=an_id(405), grid=GRID, **(facts | more))


def a_visit(**more: Any) -> RecordVisit:
    return RecordVisit(**command_facts(VISIT, HOUSEHOLD), household=HOUSEHOLD, **more)


def away(metres: float, *, accuracy_m: float = 0.0) -> Point:
    """A point so far north of the household."""
    return Point(lon=LON, lat=LAT + metres / DEGREE_M, datum=Datum.WGS84, accuracy_m=accuracy_m)


def decide(command: RecordVisit, *rows: Entity, context: Context | None = None) -> Decision:
    return judge(record_visit, command, rows, KINDS, context or a_context(user=WORKER))


def visit_in(decision: Decision) -> Visit:
    (visit,) = (row for row in decision.puts if isinstance(row, Visit))
    return visit


def last_visit(decision: Decision) -> Household | None:
    return next((row for row in decision.puts if isinstance(row, Household)), None)


def test_a_visit_is_kept_as_it_was_told() -> None:
    persons = (an_id(411), an_id(412))
    command = a_visit(persons=persons, minutes=25, needs_told=("meals",), note="一切都好", point=away(10, accuracy_m=8))

    decision = decide(command, a_household(), context=a_context(user=WORKER, clock_quality="bounded"))

    visit = visit_in(decision)
    assert (decision.verdict, decision.version) == (Verdict.APPLIED, 1)
    assert (visit.id, visit.household, visit.grid, visit.worker) == (VISIT, HOUSEHOLD, GRID, WORKER)
    assert (visit.channel, visit.outcome) == (VisitChannel.DOOR, VisitOutcome.MET)
    assert (visit.visited_at, visit.clock_quality) == (NOW, "bounded")
    assert (visit.persons, visit.minutes, visit.needs_told, visit.note) == (persons, 25, ("meals",), "一切都好")
    assert (visit.accuracy_m, visit.distance_m, visit.far) == (8, 10.0, False)


@pytest.mark.parametrize(
    ("metres", "accuracy_m", "far"),
    [(49, 0, False), (51, 0, True), (51, 25, True), (79, 40, False), (81, 40, True), (5000, 3000, False)],
)
def test_a_visit_is_far_beyond_fifty_metres_or_twice_the_accuracy(metres: float, accuracy_m: float, far: bool) -> None:
    decision = decide(a_visit(point=away(metres, accuracy_m=accuracy_m)), a_household())

    assert (visit_in(decision).far, decision.verdict) == (far, Verdict.APPLIED)
    assert visit_in(decision).distance_m == pytest.approx(metres, abs=0.1)


def test_a_point_of_a_chinese_map_is_measured_in_wgs84() -> None:
    lon, lat = from_wgs84(GCJ02, LON, LAT)

    visit = visit_in(decide(a_visit(point=Point(lon=lon, lat=lat, datum=Datum.GCJ02)), a_household()))

    assert (visit.lon, visit.lat) == pytest.approx((LON, LAT), abs=1e-8)
    assert (visit.distance_m, visit.far) == (0.0, False)


@pytest.mark.parametrize("channel", [channel for channel in VisitChannel if channel is not VisitChannel.DOOR])
def test_who_calls_or_writes_need_not_stand_at_the_door(channel: VisitChannel) -> None:
    visit = visit_in(decide(a_visit(channel=channel, point=away(4000)), a_household()))

    assert (visit.far, visit.distance_m) == (False, 4000.0)


def test_a_visit_without_a_point_has_no_distance_and_no_doubt() -> None:
    visit = visit_in(decide(a_visit(), a_household()))

    assert (visit.lon, visit.lat, visit.accuracy_m, visit.distance_m, visit.far) == (None, None, None, None, False)


@pytest.mark.parametrize(("lat", "far"), [(LAT, False), (35.0, True)])
def test_where_the_household_lies_is_unknown_only_a_point_outside_of_the_district_is_far(lat: float, far: bool) -> None:
    point = Point(lon=LON, lat=lat, datum=Datum.WGS84)

    decision = decide(a_visit(point=point), a_household(lon=None, lat=None))

    visit = visit_in(decision)
    assert (visit.lon, visit.lat, visit.distance_m, visit.far) == (LON, lat, None, far)
    assert decision.verdict is Verdict.APPLIED


def test_a_pair_in_swapped_order_is_a_doubt_and_never_costs_the_visit() -> None:
    decision = decide(a_visit(point=Point(lon=LAT, lat=LON, datum=Datum.WGS84)), a_household())

    visit = visit_in(decision)
    assert (visit.lon, visit.lat, visit.distance_m, visit.far) == (None, None, None, True)
    assert decision.verdict is Verdict.APPLIED


@pytest.mark.parametrize(
    ("outcome", "moves"),
    [
        (VisitOutcome.MET, True),
        (VisitOutcome.PROXY, True),
        (VisitOutcome.ABSENT, False),
        (VisitOutcome.REFUSED, False),
        (VisitOutcome.MOVED, False),
    ],
)
def test_a_visit_that_reached_somebody_moves_the_household_forward(outcome: VisitOutcome, moves: bool) -> None:
    household = last_visit(decide(a_visit(outcome=outcome), a_household()))

    assert (household is not None) is moves
    if household is not None:
        assert (household.last_visited_at, household.version, household.stamps) == (NOW, 2, {})


@given(minutes=st.lists(st.integers(-1000, 1000), min_size=1, max_size=5))
def test_the_last_visit_is_the_latest_in_whatever_order_visits_arrive(minutes: list[int]) -> None:
    household = a_household()
    for minute in minutes:
        moment = NOW + timedelta(minutes=minute)
        decision = decide(a_visit(), household, context=a_context(observed_at=moment))
        assert visit_in(decision).visited_at == moment
        household = last_visit(decision) or household

    assert household.last_visited_at == NOW + timedelta(minutes=max(minutes))


def test_a_visit_id_is_not_given_twice() -> None:
    first = decide(a_visit(), a_household())

    assert decide(a_visit(), a_household(), *first.puts[:1]).why == ProblemCode.ID_TAKEN


def test_a_visit_waits_for_its_household() -> None:
    decision = decide(a_visit())

    assert (decision.verdict, decision.missing) == (Verdict.HELD, (HOUSEHOLD,))


def test_a_visit_happens_in_the_households_grid() -> None:
    command, working = a_visit(), WorkingSet(KINDS)
    working.declare(record_visit.needs(command))

    with pytest.raises(MissingSubject, match=HOUSEHOLD):
        record_visit.area(command, working, ADirectory())
    working.load([a_household()])
    assert record_visit.area(command, working, ADirectory()) == Area(grid=GRID)


def test_volunteers_may_visit_too() -> None:
    (handler,) = HANDLERS
    assert handler.posts == frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.VOLUNTEER})


@pytest.mark.parametrize(
    ("other", "metres"),
    [((LON, LAT), 0.0), ((LON, LAT + 1), 111_195.0), ((119.779, LAT), 94_309.0), ((LON - 180, -LAT), 20_015_115.0)],
)
def test_a_distance_is_that_along_the_mean_sphere(other: tuple[float, float], metres: float) -> None:
    assert distance((LON, LAT), other) == pytest.approx(metres, rel=1e-4, abs=0.01)
    assert distance(other, (LON, LAT)) == distance((LON, LAT), other)
