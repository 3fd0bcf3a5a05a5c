"""Who lives in a grid, for counting alone: what is counted of them leaves this module, and no name and no id."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from mobile_contract.residents import Life, ResidencyKind, ResidencyStatus, Sex
from server.core.columns import among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import columns_of, list_entities
from server.core.statements import Statement
from server.residents import tables as t
from server.residents.entities import Person


class Lodger(NamedTuple):
    """A person without who they are; `household` tells people apart by where they belong, within one count alone."""

    sex: Sex
    birth_on: str | None
    kind: ResidencyKind | None
    household: str | None
    lon: float | None
    lat: float | None


_PEOPLE = Statement(
    select(*columns_of(t.persons)).where(
        t.persons.c.district_id == bindparam("district"),
        t.persons.c.grid == bindparam("grid"),
        t.persons.c.life == Life.ACTIVE.value,
        t.persons.c.merged_into.is_(None),
    )
)
_stays, _homes = t.residencies.c, t.dwellings.c
_STAYS = Statement(
    select(_stays.person, _stays.dwelling, _stays.household, _stays.residency_kind)
    .where(
        _stays.district_id == bindparam("district"),
        among(_stays.person, "persons"),
        _stays.status == ResidencyStatus.EFFECTIVE.value,
        _stays.left_by.is_(None),
    )
    .order_by(_stays.id)
)
_PLACES = Statement(
    select(_homes.id, _homes.lon, _homes.lat).where(
        _homes.district_id == bindparam("district"), _homes.grid == bindparam("grid")
    )
)


async def list_lodgers(tx: ReadTx, door: Door, grid: str) -> list[Lodger]:
    """Everybody who lives in a grid now. Three queries; it opens what is sealed, so it is for the server's own job."""
    people = await list_entities(tx, door, Person, _PEOPLE, grid=grid)
    found = await tx.fetch(_STAYS, district=door.district, persons=[person.id for person in people])
    stays = {(person, dwelling): (household, kind) for person, dwelling, household, kind in found}
    places = {row[0]: (row[1], row[2]) for row in await tx.fetch(_PLACES, district=door.district, grid=grid)}
    return [_lodger(person, stays, places) for person in people]


def _lodger(
    person: Person,
    stays: dict[tuple[str, str], tuple[str | None, str]],
    places: dict[str, tuple[float | None, float | None]],
) -> Lodger:
    dwelling = person.dwelling or ""
    household, kind = stays.get((person.id, dwelling), (None, None))
    lon, lat = places.get(dwelling, (None, None))
    return Lodger(person.sex, person.birth_on, None if kind is None else ResidencyKind(kind), household, lon, lat)
