"""Who lives in the households of a grid, for features that reckon with all of them at once. It changes nothing."""

from collections.abc import Iterable
from typing import NamedTuple

from mobile_contract.register_views import PersonView
from server.accounts.scope import OfficeScope
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import list_by
from server.residents import queries
from server.residents.entities import Household, Person, Residency
from server.residents.masking import masked


class Register(NamedTuple):
    """Persons and households of a grid as they are known now, and the stays in force that tie them together."""

    households: list[Household]
    persons: list[Person]
    stays: list[Residency]


async def register_of(scope: OfficeScope, tx: ReadTx, door: Door, grid: str) -> Register:
    """Who lives in a grid, in three queries, however many they are.

    What was erased or merged into somebody else is not there; what is retired tells so. Nothing is journalled here.
    """
    persons = await queries.list_all_persons(scope, tx, door, grid)
    stays = await queries.list_all_stays(scope, tx, door, grid)
    wanted = {stay.household for stay in stays if stay.household is not None}
    households = await list_by(tx, door, Household, "id", wanted)
    return Register([one for one in households if one.grid in scope.grids], persons, stays)


async def list_addresses(tx: ReadTx, door: Door, households: Iterable[str]) -> dict[str, str]:
    """Where households live, in words: building, unit, room. Whoever asks has shown that they are theirs to see."""
    rows = await queries.list_addresses(tx, door.district, sorted(households))
    return {household: " ".join(filter(None, words)) for household, *words in rows}


async def list_masked(tx: ReadTx, door: Door, persons: Iterable[str]) -> dict[str, PersonView]:
    """Persons as lists show them, by id. Whoever asks must have shown that they are theirs to see, and journals it."""
    return {one.id: masked(one) for one in await list_by(tx, door, Person, "id", persons)}
