"""What the structure of a population is, and which of its counts may be shown. Pure: no database, no clock.

Sources: domain.md 2.2 (codes), 7 (ages from which a visit is owed), 11 no. 6; architecture.md, last section (k >= 5).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from grid.blur import Cell, Line, withhold
from mobile_contract.population import Counts, PopulationGroup
from mobile_contract.residents import ResidencyKind, Sex

K = 5
"""Office statistics across grids show no count below it (architecture.md)."""

NO_CELL = 0
"""Of homes whose place is not known."""

UNKNOWN = "unknown"
TOTAL = ""
"""The key of all groups together."""

FORMULA = (
    "persons: people active in the register, merged ones once, by the grid where they live; kinds: their effective stay"
    " there, unknown without one; ages: whole years on the day; households: those that such a person belongs to"
)

_AGES = (("0-5", 5), ("6-17", 17), ("18-34", 34), ("35-59", 59), ("60-69", 69), ("70-79", 79))
_OLDEST = "80+"
_LARGEST = 6
_SIZES = (*map(str, range(1, _LARGEST)), f"{_LARGEST}+")
_DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "sexes": tuple(sex.value for sex in Sex),
    "ages": (*(band for band, _ in _AGES), _OLDEST, UNKNOWN),
    "kinds": (*(kind.value for kind in ResidencyKind), UNKNOWN),
    "sizes": _SIZES,
}
_TOTALS = {"sexes": "persons", "ages": "persons", "kinds": "persons", "sizes": "households"}
"""What each dimension adds up to."""


class Inhabitant(NamedTuple):
    """What is counted of a person: no name, no id."""

    sex: Sex
    birth_on: str | None
    kind: ResidencyKind | None
    household: str | None
    cell: int


class Structure(msgspec.Struct, frozen=True):
    """Counts of one place; each dimension holds the values that occur."""

    persons: int = 0
    households: int = 0
    sexes: dict[str, int] = {}
    ages: dict[str, int] = {}
    kinds: dict[str, int] = {}
    sizes: dict[str, int] = {}


def count(people: Iterable[Inhabitant], on: date) -> dict[int, Structure]:
    """The structure of each cell on a day, NO_CELL always among them. A household counts where its people live."""
    by_cell: dict[int, list[Inhabitant]] = defaultdict(list, {NO_CELL: []})
    for one in people:
        by_cell[one.cell].append(one)
    return {cell: _structure(by_cell[cell], on) for cell in sorted(by_cell)}


def together(structures: Iterable[Structure]) -> Structure:
    """Several places as one."""
    known = tuple(structures)
    return Structure(
        persons=sum(one.persons for one in known),
        households=sum(one.households for one in known),
        **{name: _sum(getattr(one, name) for one in known) for name in _DIMENSIONS},
    )


def band_of(birth_on: str | None, on: date) -> str:
    """The band of an age in whole years; UNKNOWN without a day of birth, or with one that is still to come."""
    if birth_on is None:
        return UNKNOWN
    born = date.fromisoformat(birth_on)
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    if age < 0:
        return UNKNOWN
    return next((band for band, through in _AGES if age <= through), _OLDEST)


def shown(
    groups: Mapping[str, Structure], name_of: Callable[[str], str], k: int = K
) -> tuple[tuple[PopulationGroup, ...], PopulationGroup]:
    """The groups by key, and all of them together, without what is withheld."""
    known = {key: groups[key] for key in sorted(groups)}
    all_of = {**known, TOTAL: together(known.values())}
    counts = {cell: number for key, one in all_of.items() for cell, number in _cells(key, one)}
    hidden = withhold(counts, _lines(tuple(known)), k)
    told = {key: _group(key, name_of(key) if key else "", counts, hidden) for key in all_of}
    return tuple(told[key] for key in known), told[TOTAL]


def _structure(people: list[Inhabitant], on: date) -> Structure:
    members = _tally(one.household for one in people if one.household is not None)
    return Structure(
        persons=len(people),
        households=len(members),
        sexes=_tally(one.sex.value for one in people),
        ages=_tally(band_of(one.birth_on, on) for one in people),
        kinds=_tally(UNKNOWN if one.kind is None else one.kind.value for one in people),
        sizes=_tally(_SIZES[min(size, _LARGEST) - 1] for size in members.values()),
    )


def _tally(values: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for value in values:
        found[value] += 1
    return {value: found[value] for value in sorted(found)}


def _sum(tallies: Iterable[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for tally in tallies:
        for value, number in tally.items():
            found[value] += number
    return {value: found[value] for value in sorted(found)}


def _cells(key: str, one: Structure) -> Iterator[tuple[Cell, int]]:
    yield (key, "persons"), one.persons
    yield (key, "households"), one.households
    for name, values in _DIMENSIONS.items():
        tally: dict[str, int] = getattr(one, name)
        for value in values:
            yield (key, name, value), tally.get(value, 0)


def _lines(keys: tuple[str, ...]) -> list[Line]:
    """A group's dimensions add up to it; what is counted alike adds up over the groups."""
    lines = [
        Line(tuple((key, name, value) for value in values), (key, _TOTALS[name]))
        for key in (*keys, TOTAL)
        for name, values in _DIMENSIONS.items()
    ]
    columns: list[tuple[str, ...]] = [("persons",), ("households",)]
    columns += [(name, value) for name, values in _DIMENSIONS.items() for value in values]
    lines += [Line(tuple((key, *column) for key in keys), (TOTAL, *column)) for column in columns]
    return lines


def _group(key: str, name: str, counts: Mapping[Cell, int], hidden: frozenset[Cell]) -> PopulationGroup:
    def told(*cell: str) -> int | None:
        return None if (key, *cell) in hidden else counts[key, *cell]

    def dimension(of: str) -> Counts:
        return {value: told(of, value) for value in _DIMENSIONS[of]}

    return PopulationGroup(
        key=key,
        name=name,
        persons=told("persons"),
        households=told("households"),
        sexes=dimension("sexes"),
        ages=dimension("ages"),
        kinds=dimension("kinds"),
        sizes=dimension("sizes"),
    )
