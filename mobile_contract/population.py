"""The population archive: how many live where, by structure, on a day; counts alone, small ones withheld."""

from enum import StrEnum

from mobile_contract.base import Instant, Wire


class PopulationBy(StrEnum):
    """What the groups of a population view are: grids, communities, or cells of H3 resolution 9."""

    GRID = "grid"
    COMMUNITY = "community"
    CELL = "cell"


Counts = dict[str, int | None]
"""By value, in the field's order; None is withheld, and never zero."""


class PopulationGroup(Wire, frozen=True):
    """The people of one group. `sexes` are codes of GB/T 2261.1, `ages` whole years from and through.

    `households` are those that somebody lives in, `sizes` how many they are by their members. None is withheld.
    """

    key: str
    name: str
    persons: int | None
    households: int | None
    sexes: Counts
    ages: Counts
    kinds: Counts
    sizes: Counts


class PopulationView(Wire, frozen=True):
    """`GET /v1/population`: a day of the archive, within one's area.

    Counts from 1 to `k` - 1 are withheld, and with them what would give them away. `grids` are those counted of `asked`
    grids in force, `oldest_at` is when the first of them was counted. `formula` says in words what a person is here.
    """

    day: str
    by: PopulationBy
    k: int
    grids: int
    asked: int
    oldest_at: Instant | None
    formula: str
    groups: tuple[PopulationGroup, ...]
    total: PopulationGroup


class PopulationDays(Wire, frozen=True):
    """`GET /v1/population/days`: the days that the archive has, the newest first."""

    days: tuple[str, ...]
