"""Many at the same rows at once, each in an order of its own: phones, the office, erasures, readers, the horizon.

It ties the knot and says what came of it; whether that may be is for the test. Who waited too long for a lock asks
again, as every client does: on a slow machine that is no fault. All else that anybody raises comes through.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from mobile_contract.base import Command
from mobile_contract.merges import MergePersons, UnmergePersons
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import (
    AddHousehold,
    ChangeHousehold,
    ChangePerson,
    ChangeResidency,
    HouseholdEdits,
    PersonEdits,
    RegisterPerson,
    ResidencyEdits,
)
from mobile_contract.visits import RecordVisit
from server.core.database import DatabaseFault, ReadTx
from server.core.door import Door, Outcome, Reading
from server.core.entities import grid_scope
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.reading import list_by
from server.core.releases import release
from server.residents.entities import Person
from server.sync.digests import recount
from server.sync.horizon import move_horizon
from tests.support.scene import APhone, Scene, by_system, settle

T = TypeVar("T")

LOCK_TIMEOUT = "55P03"
DONE = frozenset({Verdict.APPLIED, Verdict.MERGED, Verdict.REDIRECTED})


@dataclass(frozen=True)
class Home:
    """A household with one person, who stays there."""

    household: str = field(default_factory=new_id)
    person: str = field(default_factory=new_id)
    stay: str = field(default_factory=new_id)


@dataclass
class Knot:
    """Homes that everybody is at: `kept` stay as they are, of `pairs` two persons are merged and parted, the last pair
    is erased meanwhile; `going` are erased one by one, `late` are spoken of before they come.
    """

    door: Door
    scene: Scene
    dice: random.Random
    kept: list[Home] = field(default_factory=lambda: [Home() for _ in range(3)])
    pairs: list[tuple[Home, Home]] = field(default_factory=lambda: [(Home(), Home()) for _ in range(2)])
    going: list[Home] = field(default_factory=lambda: [Home() for _ in range(4)])
    late: list[Home] = field(default_factory=lambda: [Home() for _ in range(8)])
    told: Counter[Verdict] = field(default_factory=Counter[Verdict])
    asked: int = 0
    pushed: list[str] = field(default_factory=list[str])
    slow: int = 0
    labels: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """By person that is kept: the labels that somebody was told to have added."""

    @property
    def twins(self) -> list[Home]:
        """The homes of the pairs."""
        return [home for pair in self.pairs for home in pair]

    async def make(self) -> None:
        """The homes that are there from the beginning."""
        for home in (*self.kept, *self.twins, *self.going):
            await settle(self.door, self._homes(home))

    async def tie(self, phones: int, batches: int) -> None:
        """All at once, until everybody is done."""
        devices = [self.scene.phone("worker_west") for _ in range(phones)]
        work: list[Coroutine[Any, Any, None]] = [
            *(self._push(phone, batches) for phone in devices),
            *(self._merge_and_part(*pair, batches) for pair in self.pairs),
            self._read(batches),
            self._erase(),
            self._come_late(),
            self._collect(batches),
        ]
        async with asyncio.TaskGroup() as together:
            for one in work:
                together.create_task(one)
        await release(self.door)

    async def _push(self, phone: APhone, batches: int) -> None:
        for number in range(batches):
            homes = [*self.kept, *self.twins, *self.going, *self.late]
            self.dice.shuffle(homes)
            commands = [self._command(phone, home, number) for home in homes[:9]]
            self.pushed += [command.id for command in commands]
            await self._until_heard(commands, partial(phone.push, self.door, *commands))

    async def _until_heard(self, commands: Sequence[Command], ask: Callable[[], Awaitable[Outcome]]) -> None:
        """What a phone does on `retry`: send it again."""
        while (outcome := await ask()).retry_after_s:
            self.slow += 1
        self._note(commands, outcome.receipts)

    async def _until_done(self, ask: Callable[[], Awaitable[T]]) -> T:
        """The same of whoever gets no receipts."""
        while True:
            try:
                return await ask()
            except DatabaseFault as fault:
                if not str(fault).startswith(LOCK_TIMEOUT):
                    raise
                self.slow += 1

    def _command(self, phone: APhone, home: Home, number: int) -> Command:
        facts = phone.facts
        match self.dice.randrange(5):
            case 0:
                return RecordVisit(**facts(new_id(), home.household), household=home.household)
            case 1:
                note = HouseholdEdits(note=(None, f"{number}"))
                return ChangeHousehold(**facts(home.household), set=note)
            case 2:
                stay = ResidencyEdits(inflow_reason=(None, f"{number % 11 + 1:02}"))
                return ChangeResidency(**facts(home.stay, home.person), set=stay)
            case 3:
                return ChangePerson(**facts(home.person), set=PersonEdits(phone=(None, f"139000000{number:02}")))
            case _:
                return ChangePerson(**facts(home.person), add_labels=(new_id()[-12:],))

    def _note(self, commands: Sequence[Command], receipts: Sequence[Receipt]) -> None:
        self.asked += len(commands)
        self.told.update(receipt.verdict for receipt in receipts)
        kept = {home.person for home in self.kept}
        for command, receipt in zip(commands, receipts, strict=True):
            assert receipt.id == command.id
            if isinstance(command, ChangePerson) and command.entity in kept and receipt.verdict in DONE:
                self.labels.setdefault(command.entity, set()).update(command.add_labels)

    async def _merge_and_part(self, one: Home, other: Home, times: int) -> None:
        winner, loser = one.person, other.person
        for _ in range(times):
            merge = MergePersons(**by_system(new_id(), winner), winner=winner, loser=loser)
            part = UnmergePersons(**by_system(merge.entity, winner), winner=winner, loser=loser)
            for command in (merge, part):
                await self._until_heard([command], partial(self.door.issue, [command], self.scene.office("office")))
            winner, loser = loser, winner

    async def _read(self, times: int) -> None:
        persons = [home.person for home in (*self.going, *self.kept)]

        async def work(tx: ReadTx) -> tuple[int, list[str]]:
            found = await list_by(tx, self.door, Person, "id", persons)
            return len(found), [one.id for one in found]

        reading = Reading(self.scene.office("office"), "register", "persons", self.scene.west)
        for _ in range(times):
            await self._until_done(lambda: self.door.witnessed(reading, work))

    async def _erase(self) -> None:
        """Household and person of a home at once, the household by two people; in the end both of a pair."""
        for home in self.going:
            await self._erase_all(home.household, home.household, home.person)
        await self._erase_all(*(home.person for home in self.pairs[-1]))

    async def _erase_all(self, *subjects: str) -> None:
        office = self.scene.office("office")

        async def one(subject: str) -> None:
            await self._until_done(partial(self.door.erase, office, subject, "asked for"))

        await asyncio.gather(*map(one, subjects))

    async def _come_late(self) -> None:
        for home in self.late:
            commands = self._homes(home)
            await self._until_heard(commands, partial(self.door.issue, commands))

    async def _collect(self, times: int) -> None:
        for _ in range(times):
            head = await self.door.database.read(lambda tx: head_of(tx, self.door.district))
            await self._until_done(partial(move_horizon, self.door, head.pos))
            await self._until_done(partial(recount, self.door, grid_scope(self.scene.west)))

    def _homes(self, home: Home) -> list[Command]:
        lies: dict[str, Any] = {"residency": home.stay, "dwelling": self.scene.dwelling, "household": home.household}
        return [
            AddHousehold(**by_system(home.household), dwelling=self.scene.dwelling),
            RegisterPerson(**by_system(home.person), **lies, name="演示"),
        ]


async def labels_of(door: Door, persons: Sequence[str]) -> dict[str, set[str]]:
    """The labels that persons have."""
    found = await door.database.read(lambda tx: list_by(tx, door, Person, "id", list(persons)))
    return {person.id: set(person.care_labels) for person in found}
