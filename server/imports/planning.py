"""What rows of people would change in the register, and the commands that do it. Pure: it orders none.

A person is known by identity number. Else name, birth and phone (or home) make them likely to be somebody: that is
asked and never guessed, as is whether somebody who lives in another dwelling has moved. What a row does not say stays
as it is; the same file again changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.imports import Fate, RowOutcome, RowReason
from mobile_contract.residents import (
    AddBuilding,
    AddDwelling,
    AddHousehold,
    ChangePerson,
    ChangeResidency,
    Life,
    MoveIn,
    PersonEdits,
    RegisterPerson,
    ResidencyEdits,
)
from server.core.ids import uuid7
from server.imports.facts import Facts
from server.imports.places import Spot, building_key, number_key, room_key, unit_key
from server.imports.rows import PersonRow
from server.residents.entities import Household, Person, Residency
from sync.identifiers import normal_id, normal_phone

_OF_PERSON = frozenset(PersonEdits.__struct_fields__)
_OF_STAY = frozenset(ResidencyEdits.__struct_fields__)
_OF_MOVE = frozenset(MoveIn.__struct_fields__)
_HEADS = frozenset({"01", "02"})
"""本人 and 户主 of GB/T 4761."""


class Named:
    """The ids of what an import makes: the same file of the same import always gives the same ones."""

    def __init__(self, of: str, at_ms: int) -> None:
        self._of, self._at_ms = of, at_ms
        self._made = Clock(wall=at_ms, boot="server", mono=at_ms)

    def id(self, what: str, key: str) -> str:
        """The id of something by what it is and what names it within the import."""
        return uuid7(self._at_ms, blake2b(f"{self._of}|{what}|{key}".encode(), digest_size=10).digest())

    def facts(self, what: str, key: str, entity: str, root: str | None = None) -> dict[str, Any]:
        """The facts of the one command of this name."""
        return {
            "id": self.id(f"command:{what}", key),
            "seq": 0,
            "entity": entity,
            "root": root or entity,
            "made": self._made,
            "contract": CONTRACT,
        }


class Planned(NamedTuple):
    """What becomes of a row, and the commands that do it."""

    outcome: RowOutcome
    commands: tuple[Command, ...] = ()


class Home(NamedTuple):
    """Where a row's person lives: ids of what is there or will be made by `commands`."""

    dwelling: str
    household: str
    commands: tuple[Command, ...]
    numbered: bool
    """Whether the row itself says which household."""


class _Told(Exception):
    def __init__(self, reason: RowReason, field: str = "", fate: Fate = Fate.ERROR, *people: str) -> None:
        super().__init__(reason)
        self.reason, self.field, self.fate, self.people = reason, field, fate, people


class Planner:
    """Plans the rows of one import, part by part, each with what the register knows of it.

    `mine` are the grids whose register the author keeps, `answers` say of rows who they are (None: somebody new).
    """

    def __init__(self, named: Named, mine: Collection[str], answers: Mapping[int, str | None]) -> None:
        self._named, self._mine, self._answers = named, mine, answers
        self._numbers: dict[bytes, int] = {}
        self._made: set[str] = set()
        self._homes: dict[str, dict[str, str]] = {}

    def pass_by(self, row: PersonRow) -> None:
        """A row that an earlier run has done: who comes twice is told all the same."""
        self._repeated(row)

    def answered(self, rows: Iterable[PersonRow]) -> list[str]:
        """Whom somebody has named for these rows."""
        named = (self._answers.get(row.number) for row in rows)
        return [person for person in named if person is not None]

    def plan(self, row: PersonRow, grid: str, facts: Facts) -> Planned:
        """Work out one row, in a grid that is there."""
        try:
            return self._planned(row, grid, facts)
        except _Told as told:
            return Planned(RowOutcome(row.number, told.fate, told.reason, told.field, (), tuple(sorted(told.people))))

    def _planned(self, row: PersonRow, grid: str, facts: Facts) -> Planned:
        before = self._repeated(row)
        if before is not None:
            raise _Told(RowReason.REPEATED, f"id_no={before}")
        home = self._home(row, grid, facts)
        person = self._who(row, home, facts)
        if person is None:
            self._made.update(command.entity for command in home.commands)
            identity = self._named.id("person", str(row.number))
            register: Command = RegisterPerson(
                **self._named.facts("person", str(row.number), identity),
                residency=self._named.id("stay", str(row.number)),
                dwelling=home.dwelling,
                household=home.household,
                **row.told,
            )
            return Planned(RowOutcome(row.number, Fate.NEW), (*home.commands, register))
        commands = tuple(self._changes(row, person, home, facts))
        moves = any(isinstance(command, MoveIn) for command in commands)
        if moves:
            self._made.update(command.entity for command in home.commands)
            commands = (*home.commands, *commands)
        fate = Fate.CHANGED if commands else Fate.SAME
        return Planned(RowOutcome(row.number, fate, changed=tuple(_names(commands))), commands)

    def _repeated(self, row: PersonRow) -> int | None:
        """The row of the same file that had this identity number first."""
        number = normal_id(row.told.get("id_no"))
        if number is None:
            return None
        key = blake2b(number.encode(), digest_size=8).digest()
        first = self._numbers.setdefault(key, row.number)
        return None if first == row.number else first

    # --- where --------------------------------------------------------------------------------------------------------

    def _home(self, row: PersonRow, grid: str, facts: Facts) -> Home:
        building, made = self._building(row.spot, grid, facts)
        commands = [*made]
        unit, room = unit_key(row.spot.unit), room_key(row.spot.room)
        there = facts.dwellings(building, unit, room)
        if len(there) > 1:
            raise _Told(RowReason.WHICH_HOUSEHOLD, "room")
        key = f"{building}|{unit}|{room}"
        dwelling = there[0].id if there else self._named.id("dwelling", key)
        if not there and dwelling not in self._made:
            more: dict[str, Any] = {"use": row.use} if row.use else {}
            commands.append(
                AddDwelling(
                    **self._named.facts("dwelling", key, dwelling),
                    building=building,
                    unit=row.spot.unit,
                    floor=row.floor,
                    room=row.spot.room,
                    area_m2=row.area_m2,
                    **more,
                )
            )
        household, added = self._household(row, dwelling, facts.households(dwelling))
        return Home(dwelling, household, (*commands, *added), numbered=bool(row.household))

    def _building(self, spot: Spot, grid: str, facts: Facts) -> tuple[str, list[Command]]:
        key = building_key(f"{spot.estate}{spot.building}")
        there = facts.buildings(grid, key)
        if len(there) > 1:
            raise _Told(RowReason.WHICH_HOUSEHOLD, "building")
        if there:
            return there[0].id, []
        building = self._named.id("building", f"{grid}|{key}")
        if building in self._made:
            return building, []
        facts_of = self._named.facts("building", f"{grid}|{key}", building)
        return building, [AddBuilding(**facts_of, grid=grid, name=spot.building, estate=spot.estate)]

    def _household(
        self, row: PersonRow, dwelling: str, there: Mapping[str, Household]
    ) -> tuple[str, tuple[Command, ...]]:
        key = number_key(row.household)
        known = {number: one.id for number, one in there.items()} | self._homes.get(dwelling, {})
        if key in known:
            return known[key], ()
        if not key and len(known) == 1:
            return next(iter(known.values())), ()
        if not key and known:
            raise _Told(RowReason.WHICH_HOUSEHOLD, "household")
        household = self._named.id("household", f"{dwelling}|{key}")
        head = self._named.id("person", str(row.number)) if row.told.get("relation") in _HEADS else None
        made = AddHousehold(
            **self._named.facts("household", f"{dwelling}|{key}", household),
            dwelling=dwelling,
            number=row.household,
            head=head,
        )
        return household, (made,)

    def keep(self, planned: Planned) -> None:
        """What a planned row makes is there for the rows after it."""
        for command in planned.commands:
            if isinstance(command, AddHousehold):
                self._homes.setdefault(command.dwelling, {})[number_key(command.number)] = command.entity

    # --- who ----------------------------------------------------------------------------------------------------------

    def _who(self, row: PersonRow, home: Home, facts: Facts) -> Person | None:
        """The person of the register whom a row is about; None for somebody new."""
        if row.number in self._answers:
            answer = self._answers[row.number]
            found = None if answer is None else facts.person(answer)
            if answer is not None and found is None:
                raise _Told(RowReason.LIKELY, fate=Fate.ASKED)
            return None if found is None else self._mine_to_change(found)
        known = facts.of_number(normal_id(row.told.get("id_no")))
        if known is not None:
            self._mine_to_change(known)
            if known.name != row.told["name"]:
                raise _Told(RowReason.NAME_DIFFERS, "name", Fate.ASKED, known.id)
            if facts.lives_elsewhere(known.id, home.dwelling):
                raise _Told(RowReason.MOVED, "dwelling", Fate.ASKED, known.id)
            return known
        likely = {one.id: one for one in (*self._by_phone(row, facts), *self._at_home(row, home, facts))}
        if not likely:
            return None
        if len(likely) == 1 and "id_no" not in row.told:
            (one,) = likely.values()
            if one.grid in self._mine and not [*self._changes(row, one, home, facts)]:
                return one  # it says nothing else of them: whoever it is about, nothing is written
        seen = [one.id for one in likely.values() if one.grid in self._mine]
        raise _Told(RowReason.LIKELY, "name", Fate.ASKED, *seen)

    def _mine_to_change(self, person: Person) -> Person:
        if person.grid not in self._mine:
            raise _Told(RowReason.LIVES_ELSEWHERE, "id_no")
        if person.life is not Life.ACTIVE:
            raise _Told(RowReason.RETIRED, "id_no")
        return person

    def _by_phone(self, row: PersonRow, facts: Facts) -> Iterator[Person]:
        for person in facts.of_phone(normal_phone(row.told.get("phone"))):
            if _alike(row, person):
                yield person

    def _at_home(self, row: PersonRow, home: Home, facts: Facts) -> Iterator[Person]:
        for person in facts.living_in(home.dwelling):
            if _alike(row, person):
                yield person

    # --- what ---------------------------------------------------------------------------------------------------------

    def _changes(self, row: PersonRow, person: Person, home: Home, facts: Facts) -> Iterator[Command]:
        edits: dict[str, Any] = {
            name: (getattr(person, name), value)
            for name, value in row.told.items()
            if name in _OF_PERSON and not _equal(name, getattr(person, name), value)
        }
        if edits:
            common: dict[str, Any] = {**self._named.facts("change", str(row.number), person.id), "base": person.version}
            yield ChangePerson(**common, set=PersonEdits(**edits))
        stay = facts.stay_in(person.id, home.dwelling)
        if stay is None or (home.numbered and stay.household not in (None, home.household)):
            told = {name: value for name, value in row.told.items() if name in _OF_MOVE}
            yield MoveIn(
                **self._named.facts("move", str(row.number), person.id),
                residency=self._named.id("stay", str(row.number)),
                dwelling=home.dwelling,
                household=home.household,
                **told,
            )
        else:
            yield from self._stay_changes(row, stay)

    def _stay_changes(self, row: PersonRow, stay: Residency) -> Iterator[Command]:
        edits: dict[str, Any] = {
            name: (getattr(stay, name), value)
            for name, value in row.told.items()
            if name in _OF_STAY and getattr(stay, name) != value
        }
        if edits:
            common: dict[str, Any] = {
                **self._named.facts("stay", str(row.number), stay.id, stay.person),
                "base": stay.version,
            }
            yield ChangeResidency(**common, set=ResidencyEdits(**edits))


def _alike(row: PersonRow, person: Person) -> bool:
    """One name, and no two days of birth."""
    born = row.told.get("birth_on")
    same = person.name == row.told["name"] and person.merged_into is None and person.life is Life.ACTIVE
    return same and (born is None or person.birth_on is None or born == person.birth_on)


def _equal(name: str, known: Any, told: Any) -> bool:
    if name == "phone":
        return normal_phone(known) == normal_phone(told)
    return bool(known == told)


def _names(commands: Sequence[Command]) -> Iterator[str]:
    """The fields that commands change."""
    for command in commands:
        if isinstance(command, (ChangePerson, ChangeResidency)):
            told = command.set
            yield from (name for name in told.__struct_fields__ if isinstance(getattr(told, name), tuple))
        elif isinstance(command, MoveIn):
            yield "dwelling"
