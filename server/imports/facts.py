"""What the register knows of the people and places of some rows. Pure: it is given the rows, and reads none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from mobile_contract.residents import Life, ResidencyStatus
from server.imports.places import keys_of, number_key, room_key, unit_key
from server.residents.entities import Building, Dwelling, Household, Person, Residency
from sync.identifiers import normal_id, normal_phone

Lived = TypeVar("Lived", Building, Dwelling, Household)


class Facts:
    """Rows of the register, by what a file may call them. What is retired or taken back is no place to live."""

    def __init__(
        self,
        buildings: Iterable[Building] = (),
        dwellings: Iterable[Dwelling] = (),
        households: Iterable[Household] = (),
        persons: Iterable[Person] = (),
        stays: Iterable[Residency] = (),
    ) -> None:
        self._buildings: dict[tuple[str, str], list[Building]] = defaultdict(list)
        for building in _in_use(buildings):
            for key in keys_of(building):
                self._buildings[building.grid, key].append(building)
        self._dwellings: dict[tuple[str, str, str], list[Dwelling]] = defaultdict(list)
        for dwelling in _in_use(dwellings):
            self._dwellings[dwelling.building, unit_key(dwelling.unit), room_key(dwelling.room)].append(dwelling)
        self._households: dict[str, dict[str, Household]] = defaultdict(dict)
        for household in _in_use(households):
            self._households[household.dwelling].setdefault(number_key(household.number), household)
        self._persons = {person.id: person for person in persons if person.life is not Life.TAKEN_BACK}
        self._stays: dict[str, list[Residency]] = defaultdict(list)
        self._living: dict[str, list[Person]] = defaultdict(list)
        for stay in stays:
            if stay.status is ResidencyStatus.EFFECTIVE:
                self._stays[stay.person].append(stay)
        self._by_phone: dict[str, list[Person]] = defaultdict(list)
        self._by_number: dict[str, Person] = {}
        for person in self._persons.values():
            self._know(person)

    def _know(self, person: Person) -> None:
        phone, number = normal_phone(person.phone), normal_id(person.id_no)
        if phone is not None:
            self._by_phone[phone].append(person)
        if number is not None and person.merged_into is None:
            self._by_number.setdefault(number, person)
        if person.dwelling is not None:
            self._living[person.dwelling].append(person)

    def buildings(self, grid: str, key: str) -> Sequence[Building]:
        """The buildings of a grid that may be called so."""
        return self._buildings.get((grid, key), ())

    def dwellings(self, building: str, unit: str, room: str) -> Sequence[Dwelling]:
        """The dwellings of a building with this unit and room, by their keys."""
        return self._dwellings.get((building, unit, room), ())

    def households(self, dwelling: str) -> Mapping[str, Household]:
        """The households of a dwelling, by the keys of their numbers."""
        return self._households.get(dwelling, {})

    @property
    def people(self) -> tuple[str, ...]:
        """Whose records these are."""
        return tuple(sorted(self._persons))

    def person(self, identity: str) -> Person | None:
        """A person by id."""
        return self._persons.get(identity)

    def of_number(self, number: str | None) -> Person | None:
        """Who has an identity number."""
        return None if number is None else self._by_number.get(number)

    def of_phone(self, phone: str | None) -> Sequence[Person]:
        """Who has a phone number."""
        return () if phone is None else self._by_phone.get(phone, ())

    def living_in(self, dwelling: str) -> Sequence[Person]:
        """Who lives in a dwelling now."""
        return self._living.get(dwelling, ())

    def stay_in(self, person: str, dwelling: str) -> Residency | None:
        """The stay by which a person lives in a dwelling now."""
        return next((stay for stay in self._stays.get(person, ()) if stay.dwelling == dwelling), None)

    def lives_elsewhere(self, person: str, dwelling: str) -> bool:
        """Whether a person lives somewhere now, and not in this dwelling."""
        return bool(self._stays.get(person)) and self.stay_in(person, dwelling) is None


def _in_use(rows: Iterable[Lived]) -> Iterable[Lived]:
    return (row for row in rows if row.life is Life.ACTIVE)
