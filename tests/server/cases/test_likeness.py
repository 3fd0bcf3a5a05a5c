"""How alike two reports are, and that the cells which are asked for hold every place that is near enough."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from grid.cells import point_cell
from server.cases.duplicates import WrongLikeness, likeness_of
from server.cases.guards import distance_m
from server.cases.likeness import Matter, cells_near, compare, in_force, rank

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
HERE = (118.775, 31.995)
[RULES] = likeness_of(None)
HOLE, DIRT, TRADER, COVER = "B-event-01-13", "B-event-01-10", "B-event-04-01", "B-component-01-02"


def a_matter(identity: str = "one", east_m: float = 0.0, **more: object) -> Matter:
    """A hole in the road here and now; each fact can be given."""
    facts = {"place": (HERE[0] + east_m / 94_400, HERE[1]), "class_code": HOLE, "component": None, "at": NOW} | more
    return Matter(identity, **facts)  # type: ignore[arg-type]


def test_the_nearer_and_the_sooner_the_more_alike() -> None:
    others = [
        a_matter("far", 45),
        a_matter("near", 5),
        a_matter("long ago", 5, at=NOW - timedelta(days=50)),
        a_matter("of its family", 5, class_code=DIRT),
        a_matter("without a class", 5, class_code=None),
    ]
    found = rank(a_matter("mine"), others, RULES)
    assert [one.id for one in found] == ["near", "long ago", "of its family", "far", "without a class"]
    assert all(0 < one.score <= 1 for one in found)


def test_why_two_are_alike_is_told_in_facts() -> None:
    found = compare(a_matter("mine"), a_matter("other", 12, at=NOW - timedelta(hours=5)), RULES)
    assert found is not None
    assert found.reasons == {"same_class": HOLE, "distance_m": "12", "hours_apart": "5"}
    family = compare(a_matter("mine"), a_matter("other", class_code=DIRT), RULES)
    unknown = compare(a_matter("mine", class_code=None), a_matter("other"), RULES)
    assert family is not None
    assert family.reasons["same_family"] == "B-event-01"
    assert unknown is not None
    assert unknown.reasons["class_unknown"] == HOLE


def test_the_same_component_is_the_same_matter_however_far_and_of_whatever_class() -> None:
    mine = a_matter("mine", component="3201140102000001")
    other = a_matter("other", 400, component="3201140102000001", class_code=COVER, at=NOW - timedelta(days=400))
    found = compare(mine, other, RULES)
    assert found is not None
    assert (found.score, found.reasons["same_component"]) == (1.0, "3201140102000001")
    assert compare(mine, a_matter("other", 400, component="3201140102000002"), RULES) is None


@pytest.mark.parametrize(
    "other",
    [
        a_matter("mine"),
        a_matter("other", 51),
        a_matter("other", class_code=TRADER),
        a_matter("other", at=NOW - timedelta(days=61)),
        a_matter("other", place=None),
    ],
)
def test_what_is_not_alike_is_not_told(other: Matter) -> None:
    assert compare(a_matter("mine"), other, RULES) is None


def test_equals_are_in_the_order_of_their_ids() -> None:
    assert [one.id for one in rank(a_matter("m"), [a_matter("b"), a_matter("a")], RULES)] == ["a", "b"]


def test_rules_are_in_force_from_their_date_on() -> None:
    later = replace(RULES, valid_from=NOW)
    assert in_force([RULES, later], NOW) is later
    assert in_force([later, RULES], NOW - timedelta(seconds=1)) is RULES
    with pytest.raises(LookupError):
        in_force([later], NOW - timedelta(seconds=1))


@pytest.mark.parametrize(
    ("class_code", "public"),
    [
        (HOLE, True),
        (COVER, True),
        ("B-event-03-01", False),
        ("G-dispute-01-01", False),
        (None, False),
        ("B-events", False),
    ],
)
def test_only_classes_of_public_places_are_told_to_a_reporter(class_code: str | None, public: bool) -> None:
    assert RULES.is_public(class_code) is public


@given(
    lon=st.floats(118.6, 119.0),
    lat=st.floats(31.8, 32.2),
    bearing_east=st.floats(-1, 1),
    bearing_north=st.floats(-1, 1),
    near_m=st.sampled_from([10.0, 50.0, 120.0, 500.0]),
)
def test_every_place_that_is_near_enough_lies_in_the_cells(
    lon: float, lat: float, bearing_east: float, bearing_north: float, near_m: float
) -> None:
    other = lon + bearing_east * near_m / 94_000, lat + bearing_north * near_m / 111_000
    if distance_m(lon, lat, *other) <= near_m:
        assert point_cell(*other) in cells_near(point_cell(lon, lat), near_m)


def test_fifty_metres_are_nineteen_cells_or_little_more() -> None:
    assert len(cells_near(point_cell(*HERE), 50.0)) in (19, 37)


def test_a_districts_own_rules_hold_from_their_day_on_and_before_those_of_the_release(tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_bytes(msgspec.json.encode([replace(RULES, id="ours", valid_from=NOW, near_m=20)]))
    known = likeness_of(own)
    assert in_force(known, NOW).id == "ours"
    assert in_force(known, NOW - timedelta(days=1)) == RULES
    own.write_bytes(msgspec.json.encode([{"id": "ours"}]))
    with pytest.raises(WrongLikeness, match=r"^other\.json: "):
        likeness_of(own.rename(tmp_path / "other.json"))
