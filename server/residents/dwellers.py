"""Who lives in the households of a grid, for features that reckon with all of them at once. It changes nothing."""

from collections.abc import Iterable
from typing import NamedTuple

from mobile_contract.register_views import PersonView
from mobile_contract.residents import Life
from server.accounts.scope import OfficeScope
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import list_by
from server.residents import queries
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from server.residents.masking import masked


class Dweller(NamedTuple):
    """A person with the stay by which they live in a household."""

    person: Person
    stay: Residency


class GridHome(NamedTuple):
    """A household in use, and who lives there now, by their ids."""

    household: Household
    dwellers: tuple[Dweller, ...]


async def list_homes(scope: OfficeScope, tx: ReadTx, door: Door, grid: str) -> list[GridHome]:
    """The households of a grid where somebody lives, by id: three queries, however many they are.

    Who or what was erased, retired or merged into somebody else is not among them. Nothing is journalled here.
    """
    persons = {person.id: person for person in await queries.list_all_persons(scope, tx, door, grid)}
    stays = [stay for stay in await queries.list_all_stays(scope, tx, door, grid) if stay.person in persons]
    wanted = {stay.household for stay in stays if stay.household is not None}
    households = [one for one in await list_by(tx, door, Household, "id", wanted) if one.life is Life.ACTIVE]
    by_household: dict[str, list[Dweller]] = {one.id: [] for one in households if one.grid in scope.grids}
    dwellings = {one.id: one.dwelling for one in households}
    for stay in stays:
        if stay.household in by_household and dwellings[stay.household] == stay.dwelling:
            by_household[stay.household].append(Dweller(persons[stay.person], stay))
    kept = ((one, by_household.get(one.id, ())) for one in households)
    return [GridHome(one, tuple(sorted(dwellers, key=_by_person))) for one, dwellers in kept if dwellers]


def _by_person(dweller: Dweller) -> tuple[str, str]:
    return dweller.person.id, dweller.stay.id


async def list_addresses(tx: ReadTx, door: Door, households: Iterable[str]) -> dict[str, str]:
    """Where households live, in words: building, unit, room. Whoever asks has shown that they are theirs to see."""
    homes = await list_by(tx, door, Household, "id", households)
    dwellings = {one.id: one for one in await list_by(tx, door, Dwelling, "id", {one.dwelling for one in homes})}
    buildings_in = {one.building for one in dwellings.values()}
    buildings = {one.id: one for one in await list_by(tx, door, Building, "id", buildings_in)}
    return {
        one.id: " ".join(filter(None, (building.name, building.number, dwelling.unit, dwelling.room)))
        for one in homes
        if (dwelling := dwellings.get(one.dwelling)) and (building := buildings.get(dwelling.building))
    }


async def list_masked(tx: ReadTx, door: Door, persons: Iterable[str]) -> dict[str, PersonView]:
    """Persons as lists show them, by id. Whoever asks must have shown that they are theirs to see, and journals it."""
    return {one.id: masked(one) for one in await list_by(tx, door, Person, "id", persons)}
