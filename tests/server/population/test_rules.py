"""The structure of a population, and what of it is shown."""

from datetime import date

import pytest

from mobile_contract.residents import ResidencyKind, Sex
from server.population.rules import NO_CELL, UNKNOWN, Inhabitant, Structure, band_of, count, shown, together
from server.population.taking import past_keeping

ON = date(2026, 11, 26)
HERE, THERE = 617_700_000_000_000_001, 617_700_000_000_000_002


def somebody(
    born: str | None = "1990-01-01",
    household: str | None = "h1",
    *,
    sex: Sex = Sex.FEMALE,
    kind: ResidencyKind | None = ResidencyKind.PERMANENT,
    cell: int = HERE,
) -> Inhabitant:
    return Inhabitant(sex, born, kind, household, cell)


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2026-11-26", "0-5"),
        ("2020-11-27", "0-5"),
        ("2020-11-26", "6-17"),
        ("2008-11-27", "6-17"),
        ("2008-11-26", "18-34"),
        ("1966-11-27", "35-59"),
        ("1966-11-26", "60-69"),
        ("1946-11-27", "70-79"),
        ("1946-11-26", "80+"),
        ("2026-11-27", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_a_band_begins_on_the_birthday(born: str | None, band: str) -> None:
    assert band_of(born, ON) == band


def test_who_was_born_on_a_leap_day_is_a_year_older_on_the_first_of_march() -> None:
    assert band_of("2020-02-29", date(2026, 2, 28)) == "0-5"
    assert band_of("2020-02-29", date(2026, 3, 1)) == "6-17"


def test_people_are_counted_where_they_live_and_homes_without_a_place_apart() -> None:
    people = [
        somebody(),
        somebody("1940-01-01", sex=Sex.MALE),
        somebody("2022-01-01", "h2", kind=ResidencyKind.FLOATING, cell=THERE),
        somebody(None, None, kind=None, cell=NO_CELL),
    ]
    assert count(people, ON) == {
        NO_CELL: Structure(1, 0, {"2": 1}, {UNKNOWN: 1}, {UNKNOWN: 1}, {}),
        HERE: Structure(2, 1, {"1": 1, "2": 1}, {"35-59": 1, "80+": 1}, {"permanent": 2}, {"2": 1}),
        THERE: Structure(1, 1, {"2": 1}, {"0-5": 1}, {"floating": 1}, {"1": 1}),
    }


def test_an_empty_grid_has_been_counted() -> None:
    assert count([], ON) == {NO_CELL: Structure()}


def test_a_large_household_is_one_of_six_and_more() -> None:
    assert count([somebody() for _ in range(9)], ON)[HERE].sizes == {"6+": 1}


def test_several_places_add_up() -> None:
    one = Structure(3, 1, {"1": 3}, {"80+": 3}, {"permanent": 3}, {"3": 1})
    other = Structure(2, 2, {"1": 1, "2": 1}, {"80+": 2}, {"floating": 2}, {"1": 2})
    assert together([one, other]) == Structure(
        5, 3, {"1": 4, "2": 1}, {"80+": 5}, {"floating": 2, "permanent": 3}, {"1": 2, "3": 1}
    )


def even(persons: int) -> Structure:
    return Structure(persons, persons, {"1": persons}, {"35-59": persons}, {"permanent": persons}, {"1": persons})


def test_a_group_of_a_few_tells_nothing_and_nor_does_the_rest() -> None:
    groups, total = shown({"a": even(3), "b": even(40), "c": even(90)}, str)
    assert [group.persons for group in groups] == [None, None, 90]
    assert [group.ages["35-59"] for group in groups] == [None, None, 90]
    assert (total.persons, total.name) == (133, "")


def test_what_nobody_is_stays_a_zero() -> None:
    (group,), _ = shown({"a": even(40)}, str)
    assert (group.sexes["2"], group.ages["80+"], group.sizes["2"]) == (0, 0, 0)


def test_of_each_month_the_first_day_stays_and_today() -> None:
    days = [
        date(2026, month, day).toordinal() for month, day in ((9, 30), (10, 1), (10, 2), (11, 3), (11, 4), (11, 26))
    ]
    gone = past_keeping(days, ON.toordinal())
    assert [date.fromordinal(day).isoformat() for day in gone] == ["2026-10-02", "2026-11-04"]
