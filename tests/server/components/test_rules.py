"""What may become of components, by their rules alone."""

from datetime import timedelta
from typing import Any

import pytest

from mobile_contract.accounts import OrgLevel, Post
from mobile_contract.base import Command, Datum, Point
from mobile_contract.components import (
    ChangeComponent,
    ComponentEdits,
    ComponentState,
    MoveComponent,
    RestoreComponent,
    RetireComponent,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import Org
from server.catalogue.entities import ClassScheme
from server.catalogue.rules import scheme_id
from server.components.entities import Component
from server.components.identifiers import fits
from server.components.pointing import class_refusal
from server.components.rules import HANDLERS, REGISTRARS, WITNESSES
from server.core.decisions import Context, Decision, MissingSubject
from server.core.entities import Entity
from server.core.working import WorkingSet
from tests.server.components.shapes import (
    CODE,
    COMPONENT,
    COVER,
    GRID,
    KINDS,
    LAMP,
    OTHER_GRID,
    PLACE,
    a_component,
    a_definition,
    a_directory,
    a_scene,
)
from tests.support.judging import NOW, an_id, command_facts, judge

ORG = an_id(911)


def judged(command: Command, *rows: Entity, context: Context | None = None) -> Decision:
    [handler] = [one for one in HANDLERS if one.command is type(command)]
    return judge(handler, command, rows, KINDS, context or a_scene())


def an_edit(**edits: Any) -> ChangeComponent:
    return ChangeComponent(**command_facts(COMPONENT, base=2), set=ComponentEdits(**edits))


def put_by(decision: Decision) -> Component:
    [row] = decision.puts
    assert isinstance(row, Component)
    return row


def why(decision: Decision) -> tuple[str, str, dict[str, str]]:
    return decision.verdict.value, decision.why, decision.facts


def test_a_component_comes_into_the_register_with_all_that_follows_from_its_place() -> None:
    gcj = Point(lon=118.78, lat=31.993, datum=Datum.GCJ02, accuracy_m=0.5)
    row = put_by(judged(a_definition(point=gcj)))
    assert (row.code, row.class_code, row.grid, row.state) == (CODE, COVER, GRID, ComponentState.INTACT)
    assert (row.raw_lon, row.raw_lat, row.datum) == (118.78, 31.993, "gcj02")
    assert 300 < abs(row.lon - 118.78) * 94_000 < 600
    assert row.cell > 2**59


def test_a_component_on_nobodys_ground_is_kept_without_a_grid() -> None:
    assert put_by(judged(a_definition(), context=a_scene(directory=a_directory(here=None)))).grid is None


@pytest.mark.parametrize(
    ("facts", "code", "told"),
    [
        ({"code": "3201150102000001"}, ProblemCode.WRONG_IDENTIFIER, {"part": "county"}),
        ({"code": "3201140137000001"}, ProblemCode.WRONG_IDENTIFIER, {"part": "class"}),
        ({"class_code": "B-event-01-13", "code": "3201140113000001"}, ProblemCode.WRONG_IDENTIFIER, {"part": "class"}),
        ({"class_code": "B-component-09-99"}, ProblemCode.UNKNOWN_CLASS, {"class_code": "B-component-09-99"}),
        ({"recorded_on": "2026-02-30"}, ProblemCode.WRONG_IDENTIFIER, {"value": "2026-02-30"}),
        ({"point": Point(31.995, 118.775, Datum.WGS84)}, ProblemCode.OUT_OF_DISTRICT, {"swapped": "yes"}),
        ({"point": Point(121.5, 31.2, Datum.WGS84)}, ProblemCode.OUT_OF_DISTRICT, {"swapped": "no"}),
    ],
)
def test_what_cannot_be_a_component_is_refused_with_the_facts(
    facts: dict[str, Any], code: ProblemCode, told: dict[str, str]
) -> None:
    decision = judged(a_definition(**facts))
    assert (decision.verdict, decision.why) == (Verdict.REFUSED, code)
    assert told.items() <= decision.facts.items()


def test_a_scheme_may_have_minors_of_three_digits() -> None:
    scheme = ClassScheme(id=scheme_id("B"), code="B", name="B", minor_digits=3)
    directory = a_directory()
    directory.classes["B-component-01-037"] = directory.classes[LAMP]
    three = {"code": "3201140103700001", "class_code": "B-component-01-037"}
    context = a_scene(directory=directory)
    assert judged(a_definition(**three), scheme, context=context).verdict is Verdict.APPLIED
    assert judged(a_definition(), scheme, context=context).facts["part"] == "class"
    assert judged(a_definition(**three), context=context).facts["minor_digits"] == "2"


def test_the_county_of_the_unit_grid_may_be_a_former_one() -> None:
    former = {"code": "3201020102000001", "unit_grid": "32010200100101"}
    assert judged(a_definition(**former)).verdict is Verdict.APPLIED


def test_neither_a_row_nor_an_identifier_is_given_twice() -> None:
    assert judged(a_definition(), a_component()).why == ProblemCode.ID_TAKEN
    other = judged(a_definition(entity=an_id()), a_component())
    assert why(other) == ("refused", ProblemCode.ID_TAKEN, {"component": COMPONENT, "code": CODE})


def test_an_organisation_that_is_not_there_yet_is_waited_for() -> None:
    org = Org(id=ORG, code="SZ", name="市政", level=OrgLevel.DEPARTMENT, parent=None, path="320114/SZ")
    assert judged(a_definition(owner=ORG)).missing == (ORG,)
    assert put_by(judged(a_definition(owner=ORG), org)).owner == ORG
    assert judged(an_edit(maintenance=(None, ORG)), a_component()).missing == (ORG,)
    assert put_by(judged(an_edit(maintenance=(None, ORG)), a_component(), org)).maintenance == ORG


def test_a_change_is_dated_by_the_day_on_which_it_was_observed() -> None:
    late = a_scene(observed_at=NOW.replace(hour=17))
    row = put_by(judged(an_edit(state=("intact", "damaged")), a_component(), context=late))
    assert (row.state, row.changed_on, row.version) == (ComponentState.DAMAGED, "2026-11-24", 3)


def test_two_who_change_a_state_are_told_apart_by_when_they_saw_it() -> None:
    seen = a_component(state="lost", version=4, stamps={"state": (5, a_scene().observed_ms + 1)})
    kept = judged(an_edit(state=("intact", "damaged")), seen)
    assert (kept.verdict, kept.fields, kept.puts) == (Verdict.MERGED, {"state": "kept"}, ())
    later = a_scene(observed_ms=a_scene().observed_ms + 2)
    assert put_by(judged(an_edit(state=("intact", "damaged")), seen, context=later)).state == ComponentState.DAMAGED


def test_two_who_name_different_owners_are_a_conflict() -> None:
    org = Org(id=ORG, code="SZ", name="市政", level=OrgLevel.DEPARTMENT, parent=None, path="320114/SZ")
    taken = a_component(owner=an_id(912), version=4, stamps={"owner": (5, 1)})
    decision = judged(an_edit(owner=(None, ORG)), taken, org)
    assert [(one.field, one.mine, one.theirs) for one in decision.conflicts] == [("owner", ORG, an_id(912))]


def test_a_component_is_moved_by_whoever_saw_it_last() -> None:
    there = Point(lon=118.776, lat=31.996, datum=Datum.WGS84)
    move = MoveComponent(**command_facts(COMPONENT), point=there)
    scene = a_scene(directory=a_directory(here=OTHER_GRID))
    row = put_by(judged(move, a_component(), context=scene))
    assert (row.lon, row.raw_lat, row.grid) == (118.776, 31.996, OTHER_GRID)
    earlier = a_scene(observed_ms=scene.observed_ms - 1)
    late = judged(MoveComponent(**command_facts(COMPONENT), point=PLACE), row, context=earlier)
    assert (late.verdict, late.puts) == (Verdict.MERGED, ())


def test_what_is_out_of_use_is_changed_no_more_until_it_is_back() -> None:
    retire = RetireComponent(**command_facts(COMPONENT), reason="拆除")
    retired = put_by(judged(retire, a_component()))
    assert retired.retired_at == NOW
    for command in (an_edit(note=("", "x")), MoveComponent(**command_facts(COMPONENT), point=PLACE)):
        assert judged(command, retired).why == ProblemCode.ALREADY_ENDED
    assert judged(retire, retired).verdict is Verdict.MERGED
    restore = RestoreComponent(**command_facts(COMPONENT), reason="误拆")
    assert put_by(judged(restore, retired)).retired_at is None
    assert judged(restore, a_component()).verdict is Verdict.MERGED


@pytest.mark.parametrize("kind", [RetireComponent, RestoreComponent])
def test_taking_out_of_use_and_back_needs_a_reason(kind: type[RetireComponent | RestoreComponent]) -> None:
    row = a_component(retired_at=NOW - timedelta(days=1) if kind is RestoreComponent else None)
    assert judged(kind(**command_facts(COMPONENT), reason=" "), row).facts == {"needs": "reason"}


@pytest.mark.parametrize(
    "command",
    [
        an_edit(note=("", "x")),
        MoveComponent(**command_facts(COMPONENT), point=PLACE),
        RetireComponent(**command_facts(COMPONENT), reason="x"),
        RestoreComponent(**command_facts(COMPONENT), reason="x"),
    ],
)
def test_what_is_said_of_an_unknown_component_waits_for_it(command: Command) -> None:
    assert judged(command).missing == (COMPONENT,)
    [handler] = [one for one in HANDLERS if one.command is type(command)]
    nothing = WorkingSet(KINDS)
    nothing.declare(handler.needs(command))
    with pytest.raises(MissingSubject):
        handler.area(command, nothing, a_directory())


def test_a_worker_tells_how_it_is_and_the_register_is_kept_by_others() -> None:
    [handler] = [one for one in HANDLERS if one.command is ChangeComponent]
    working = WorkingSet(KINDS)
    working.declare(handler.needs(an_edit()))
    working.load([a_component(owner=ORG)])
    seen = handler.area(an_edit(state=("intact", "lost"), note=("", "x")), working, a_directory())
    kept = handler.area(an_edit(state=("intact", "lost"), name=("a", "b")), working, a_directory())
    assert (seen.grid, seen.org, seen.posts) == (GRID, ORG, WITNESSES)
    assert kept == type(kept)(grid=GRID, org=ORG, posts=REGISTRARS)
    assert Post.GRID_WORKER in WITNESSES - REGISTRARS


def test_a_new_component_is_its_grids_or_its_departments() -> None:
    [handler] = [one for one in HANDLERS if type(a_definition()) is one.command]
    area = handler.area(a_definition(owner=ORG), WorkingSet(KINDS), a_directory())
    assert (area.grid, area.org) == (GRID, ORG)
    far = handler.area(a_definition(point=replace_point(lon=121.5)), WorkingSet(KINDS), a_directory())
    assert (far.grid, far.org) == (None, None)


def replace_point(**more: float) -> Point:
    return Point(**{"lon": PLACE.lon, "lat": PLACE.lat, "datum": Datum.WGS84} | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("class_code", "agrees"),
    [
        (COVER, True),
        ("A-component-01-02", True),
        (LAMP, False),
        ("B-event-01-02", False),
        ("B-component-1-02", False),
        ("nonsense", False),
    ],
)
def test_a_case_is_of_its_components_class(class_code: str, agrees: bool) -> None:
    assert fits(CODE, class_code) is agrees
    refusal = class_refusal(CODE, class_code)
    assert (refusal is None) is agrees
    assert refusal is None or why(refusal) == (
        "refused", ProblemCode.COMPONENT_CLASS, {"component": CODE, "class_code": class_code},
    )  # fmt: skip
    assert class_refusal(None, class_code) is None
    assert class_refusal(CODE, None) is None
