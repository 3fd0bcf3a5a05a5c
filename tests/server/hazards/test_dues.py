"""When a place is due: a pure list, the longest overdue first."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mobile_contract.hazards import HazardSubject, PublishCheckTemplate
from server.features import all_kinds
from server.hazards.dues import NEVER, PERIOD, Looked, Place, Standing, list_due
from server.hazards.entities import CheckTemplate
from server.hazards.templates import in_force, newest, publish_check_template
from tests.server.hazards.shapes import a_template
from tests.support.judging import NOW, an_id, command_facts, judge

ON = date(2026, 11, 23)
HOME = Place(HazardSubject.DWELLING, an_id(601), "dwelling.rented")
KINDS = all_kinds()


def an_edition(identity: str, **more: object) -> CheckTemplate:
    command = PublishCheckTemplate(**command_facts(identity), **a_template(**more))
    (row,) = judge(publish_check_template, command, (), KINDS).puts
    assert isinstance(row, CheckTemplate)
    return row


LIST = an_edition(an_id(602))


def looked(days_ago: int, site_type: str = "rented_house") -> Looked:
    return Looked(HOME.id, site_type, ON - timedelta(days=days_ago))


def test_what_was_never_inspected_is_due_today() -> None:
    (due,) = list_due([HOME], [LIST], [], [], ON)

    assert (due.due_on, due.because, due.last_on) == (ON, NEVER, None)


def test_the_last_look_counts_and_one_by_another_list_does_not() -> None:
    (due,) = list_due([HOME], [LIST], [looked(100), looked(10), looked(1, "workshop")], [], ON)

    assert (due.due_on, due.because) == (ON + timedelta(days=80), PERIOD)


def test_an_open_danger_shortens_the_period_to_that_of_its_gravest_level() -> None:
    standing = [Standing(HOME.id, "rented_house", level) for level in ("general", "major")]

    (due,) = list_due([HOME], [LIST], [looked(10)], standing, ON)

    assert (due.due_on, due.because) == (ON - timedelta(days=3), "major")


def test_a_level_never_makes_the_period_longer() -> None:
    short = replace(LIST, period_days=5)

    (due,) = list_due([HOME], [short], [looked(0)], [Standing(HOME.id, "rented_house", "general")], ON)

    assert (due.due_on, due.because) == (ON + timedelta(days=5), PERIOD)


def test_a_list_applies_to_what_it_names_alone() -> None:
    assert list_due([HOME._replace(kind_use="dwelling.self")], [LIST], [], [], ON) == []


@given(st.permutations([Place(HazardSubject.DWELLING, an_id(610 + n), "dwelling.rented") for n in range(4)]))
def test_the_order_of_the_facts_is_of_no_matter(places: list[Place]) -> None:
    told = [Looked(place.id, "rented_house", ON - timedelta(days=int(place.id[-2:], 16))) for place in places]

    assert list_due(places, [LIST], told, [], ON) == list_due(places[::-1], [LIST], told[::-1], [], ON)


def test_editions_are_in_force_from_their_beginning_until_the_next() -> None:
    old = replace(LIST, valid_from=NOW - timedelta(days=9), valid_until=NOW)
    new = replace(LIST, id=an_id(603), edition=2, valid_from=NOW)

    assert in_force([new, old], NOW) == [new]
    assert in_force([new, old], NOW - timedelta(microseconds=1)) == [old]
    assert newest([old, new], "demo") == new
    assert newest([old, new], "city") is None
