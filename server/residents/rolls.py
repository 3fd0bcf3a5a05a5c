"""Who lived where on a day, with all that forms ask of them. Whoever asks journals whose rows it read."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from mobile_contract.residents import Life, ResidencyStatus
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_by, list_entities
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.entities import Building, Dwelling, Household, Person, Residency


class Resident(NamedTuple):
    """Somebody who lives in a dwelling: the stay that says so, and what it is part of."""

    person: Person
    stay: Residency
    dwelling: Dwelling
    building: Building
    household: Household | None = None


_DWELLINGS = Statement(
    select(*columns_of(t.dwellings)).where(
        t.dwellings.c.district_id == bindparam("district"), among(t.dwellings.c.grid, "grids")
    )
)
_LIVED = (ResidencyStatus.EFFECTIVE.value, ResidencyStatus.ENDED.value)
_STAYS = Statement(
    select(*columns_of(t.residencies)).where(
        t.residencies.c.district_id == bindparam("district"),
        among(t.residencies.c.dwelling, "dwellings"),
        among(t.residencies.c.status, "lived"),
        t.residencies.c.left_by.is_(None),
    )
)


async def list_roll(tx: ReadTx, door: Door, grids: list[str], on: str) -> list[Resident]:
    """The residents of grids on a day (YYYY-MM-DD), by building, unit, floor, room, household and relation.

    It goes by stays: what else is known of somebody is as it is known now. Five queries.
    """
    dwellings = {one.id: one for one in await list_entities(tx, door, Dwelling, _DWELLINGS, grids=grids)}
    buildings = {
        one.id: one for one in await list_by(tx, door, Building, "id", {one.building for one in dwellings.values()})
    }
    found = await list_entities(tx, door, Residency, _STAYS, dwellings=sorted(dwellings), lived=_LIVED)
    stays = [stay for stay in found if _holds(stay, on)]
    people = {one.id: one for one in await list_by(tx, door, Person, "id", {stay.person for stay in stays})}
    homes = {stay.household for stay in stays if stay.household is not None}
    households = {one.id: one for one in await list_by(tx, door, Household, "id", homes)}
    roll = [
        Resident(
            people[stay.person], stay, dwelling, buildings[dwelling.building], households.get(stay.household or "")
        )
        for stay in stays
        if stay.person in people and _is_counted(people[stay.person])
        for dwelling in (dwellings[stay.dwelling],)
    ]
    return sorted(roll, key=_place)


def _holds(stay: Residency, on: str) -> bool:
    """From its first day, where that is known, until the day before its last."""
    if stay.from_on is not None and stay.from_on > on:
        return False
    return stay.status is ResidencyStatus.EFFECTIVE or (stay.until_on is not None and on < stay.until_on)


def _is_counted(person: Person) -> bool:
    return person.merged_into is None and person.life is Life.ACTIVE


def _place(one: Resident) -> tuple[str, str, str, int, str, str, str, str]:
    dwelling, building = one.dwelling, one.building
    home = one.stay.household or "~"
    return (
        building.estate, building.name, dwelling.unit, dwelling.floor, dwelling.room, home, one.stay.relation,
        one.person.id,
    )  # fmt: skip
