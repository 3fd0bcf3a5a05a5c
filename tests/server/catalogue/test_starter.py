"""The starter catalogue: both schemes of a city, and the communities' own, without a fault."""

from collections import Counter

import pytest

from mobile_contract.cases import LimitUnit
from mobile_contract.catalogue import ClassShape, DutyRule
from server.catalogue.files import CatalogueFile
from server.catalogue.starter import SCHEMES, starter

CITY = ("A", "B")
WHOLE = starter(*SCHEMES)


def names_of(file: CatalogueFile) -> dict[str, str]:
    return {shape.code: shape.name for shape in file.classes}


def limits_of(class_code: str) -> list[tuple[int, LimitUnit]]:
    found = [one for one in WHOLE.conditions if one.class_code == class_code]
    return [(one.limit_value, one.limit_unit) for one in sorted(found, key=lambda one: one.ordinal)]


def test_it_is_large_enough_and_has_no_fault() -> None:
    assert WHOLE.faults == ()
    assert [shape.scheme for shape in WHOLE.schemes] == list(SCHEMES)
    one_city = starter("B", "G")
    assert len(one_city.classes) >= 150
    assert len(one_city.conditions) >= 250


@pytest.mark.parametrize("scheme", CITY)
def test_each_scheme_of_a_city_has_all_its_majors_of_events_and_components(scheme: str) -> None:
    majors = {(shape.kind, shape.major) for shape in starter(scheme).classes}
    events = {"01", "02", "03", "04", "05"} | ({"21"} if scheme == "A" else {"06"})
    assert {major for kind, major in majors if kind == "event"} == events
    assert {major for kind, major in majors if kind == "component"} >= {"01", "02", "03", "04", "05"}


@pytest.mark.parametrize(
    ("in_a", "in_b", "what"),
    [
        ("A-event-04-01", "B-event-05-05", "路面塌陷"),
        ("A-event-05-01", "B-event-04-01", "无照经营游商"),
        ("A-event-05-04", "B-event-04-05", "店外经营"),
        ("A-event-04-06", "B-event-05-06", "道路积水"),
    ],
)
def test_what_is_04_in_one_scheme_is_05_in_the_other(in_a: str, in_b: str, what: str) -> None:
    """The pairs of domain.md 4."""
    names = names_of(WHOLE)
    assert names[in_a] == names[in_b] == what


def test_every_class_is_named_in_both_languages_and_has_one_to_eight_conditions_that_say_when_to_close() -> None:
    counts = Counter(one.class_code for one in WHOLE.conditions)
    assert {shape.code for shape in WHOLE.classes} == set(counts)
    assert set(counts.values()) <= set(range(1, 9))
    assert all(shape.name and shape.name_en.isascii() and shape.name_en for shape in WHOLE.classes)
    assert all(one.text and one.closing_text and one.text != one.closing_text for one in WHOLE.conditions)
    ordinals = Counter((one.class_code, one.ordinal) for one in WHOLE.conditions)
    assert all(ordinals[code, number] == 1 for code, count in counts.items() for number in range(1, count + 1))


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("B-event-01-01", [(2, LimitUnit.URGENT_DAY), (15, LimitUnit.WORK_DAY)]),
        ("B-event-01-12", [(2, LimitUnit.WORK_HOUR)]),
        ("B-event-04-01", [(2, LimitUnit.URGENT_HOUR)]),
        ("B-event-05-01", [(1, LimitUnit.URGENT_HOUR), (5, LimitUnit.WORK_DAY)]),
        ("B-event-03-07", [(3, LimitUnit.WORK_DAY), (2, LimitUnit.WORK_DAY), (1, LimitUnit.WORK_DAY)]),
    ],
)
def test_limits_are_those_of_the_reference_in_the_order_of_the_conditions(
    code: str, limits: list[tuple[int, LimitUnit]]
) -> None:
    assert limits_of(code) == limits


def test_a_missing_cover_is_put_right_within_two_urgent_hours_and_its_owner_leads() -> None:
    for code in ("A-component-01-01", "B-component-01-01", "B-component-01-02", "B-component-01-03"):
        assert limits_of(code)[0] == (2, LimitUnit.URGENT_HOUR)
    components = [one for one in WHOLE.conditions if one.kind == "component"]
    assert {one.duty for one in components} == {DutyRule.OWNER}
    assert all(one.duty is DutyRule.COMMUNITY for one in WHOLE.conditions if one.scheme == "G")


def test_what_a_worker_may_put_right_alone_asks_for_photos_before_and_after() -> None:
    """Nothing else proves it (domain.md 3.3): the guard asks for one of each whatever a condition says."""
    alone = {shape.code for shape in WHOLE.classes if shape.may_self_handle and shape.kind != "community"}
    assert alone
    without = {one.class_code for one in WHOLE.conditions if not (one.photos_before and one.photos_after)}
    noisy = {code for code, name in names_of(WHOLE).items() if name in {"施工扰民", "商业噪音"}}
    assert (without & alone) <= noisy


def test_extensions_are_told_as_such_and_only_what_is_told_so_has_a_local_number() -> None:
    def is_local(shape: ClassShape) -> bool:
        return int(shape.minor) > 60 or shape.major == "21"

    assert {shape.code for shape in WHOLE.classes if shape.ext and int(shape.minor) <= 60} == set()
    assert {shape.code for shape in WHOLE.classes if not shape.ext and is_local(shape)} == set()
    assert any(shape.ext for shape in WHOLE.classes)
    assert WHOLE.remarks == ()
