"""Who on a phone is likely to be the person that is about to be registered."""

import pytest

from mobile_contract.residents import Life, PersonRecord, Sex
from ops.seed.identity import impossible_id
from sync.twins import Alike, Newcomer, Twin, birth_in, plain_name, twins_of

BORN = "1991-04-02"
NUMBER = impossible_id(77, BORN, male=False)
BUILDING_OF = {"d1": "b1", "d2": "b1", "d3": "b2"}


def a_person(identity: str = "p1", **told: object) -> PersonRecord:
    facts: dict[str, object] = {"name": "演示新来", "birth_on": BORN, "sex": Sex.FEMALE, "dwelling": "d1"}
    return PersonRecord(**(facts | {"id": identity} | told))  # type: ignore[arg-type]


def found(new: Newcomer, *people: PersonRecord) -> list[Twin]:
    return twins_of(new, people, BUILDING_OF)


@pytest.mark.parametrize(
    ("new", "why"),
    [
        (Newcomer("演示新来", BORN), (Alike.NAME_AND_BIRTH,)),
        (Newcomer("演示·新 来", BORN), (Alike.NAME_AND_BIRTH,)),
        (Newcomer("演示新来", id_no=NUMBER), (Alike.NAME_AND_BIRTH,)),
        (Newcomer("另一人", phone="+86 139 0000 0000"), (Alike.PHONE,)),
        (Newcomer("演示新来", building="b1"), (Alike.NAME_AND_BUILDING,)),
        (Newcomer("演示新来", BORN, building="b1"), (Alike.NAME_AND_BIRTH, Alike.NAME_AND_BUILDING)),
    ],
)
def test_likely_ones_are_told_with_why(new: Newcomer, why: tuple[Alike, ...]) -> None:
    known = a_person(phone="13900000000", birth_on=None) if why == (Alike.NAME_AND_BUILDING,) else a_person(
        phone="13900000000"
    )  # fmt: skip
    assert found(new, known) == [Twin("p1", why)]


@pytest.mark.parametrize(
    "new",
    [
        Newcomer("演示新来"),
        Newcomer("演示新来", "1991-04-03"),
        Newcomer("演示新来", "1975-04-02", building="b1"),
        Newcomer("演示新来", building="b2", birth_on="1975-01-01"),
        Newcomer("演示老来", BORN, building="b1"),
        Newcomer("", BORN),
        Newcomer("另一人", phone="13900000001"),
    ],
)
def test_others_are_not(new: Newcomer) -> None:
    assert found(new, a_person(phone="13900000000")) == []


def test_the_likeliest_comes_first_and_nobody_who_has_gone() -> None:
    people = (
        a_person("p3", dwelling="d3"),
        a_person("p2", dwelling="d2"),
        a_person("p4", life=Life.RETIRED),
    )
    assert [twin.person for twin in found(Newcomer("演示新来", BORN, building="b1"), *people)] == ["p2", "p3"]


def test_a_number_tells_the_day_of_birth_where_it_passes_its_check() -> None:
    assert birth_in(NUMBER) == BORN
    assert birth_in(NUMBER.lower()) == BORN
    assert birth_in(NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")) is None
    assert birth_in("E12345678") is None
    assert birth_in(None) is None
    assert plain_name(" 阿依·古丽 ") == "阿依古丽"
