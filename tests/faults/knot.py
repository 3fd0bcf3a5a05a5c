"""Many at the same rows at once, each in an order of its own: phones, the office, erasures, readers, the horizon.

It ties the knot and says what came of it; whether that may be is for the test.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Coroutine, Sequence
from dataclasses import dataclass, field
from typing import Any

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
from server.core.database import ReadTx
from server.core.door import Door, Reading
from server.core.entities import grid_scope
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.reading import list_by
from server.residents.entities import Person
from server.sync.digests import recount
from server.sync.horizon import move_horizon
from tests.support.scene import APhone, Scene, by_system, settle

DONE = frozenset({Verdict.APPLIED, Verdict.MERGED, Verdict.REDIRECTED})


@dataclass(frozen=True)
class Home:
    """A household with one person, who stays there."""

    household: str = field(default_factory=new_id)
    person: str = field(default_factory=new_id)
    stay: str = field(default_factory=new_id)


@dataclass
class Knot:
    """Homes that everybody is at: `kept` stay as they are, `twins` are merged and parted, `going` are erased one by
    one, `late` are spoken of before they come.
    """

    door: Door
    scene: Scene
    dice: random.Random
    kept: list[Home] = field(default_factory=lambda: [Home() for _ in range(3)])
    twins: list[Home] = field(default_factory=lambda: [Home() for _ in range(2)])
    going: list[Home] = field(default_factory=lambda: [Home() for _ in range(4)])
    late: list[Home] = field(default_factory=lambda: [Home() for _ in range(3)])
    told: Counter[Verdict] = field(default_factory=Counter[Verdict])
    asked: int = 0
    labels: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """By person that is kept: the labels that somebody was told to have added."""

    async def make(self) -> None:
        """The homes that are there from the beginning."""
        for home in (*self.kept, *self.twins, *self.going):
            await settle(self.door, self._homes(home))

    async def tie(self, phones: int, batches: int) -> None:
        """All at once, until everybody is done. What anybody raises comes through."""
        devices = [self.scene.phone("worker_west") for _ in range(phones)]
        work: list[Coroutine[Any, Any, None]] = [
            *(self._push(phone, batches) for phone in devices),
            self._merge_and_part(batches),
            self._read(batches),
            self._erase(),
            self._come_late(devices[0]),
            self._collect(batches),
        ]
        async with asyncio.TaskGroup() as together:
            for one in work:
                together.create_task(one)

    async def _push(self, phone: APhone, batches: int) -> None:
        for number in range(batches):
            homes = [*self.kept, *self.twins, *self.going, *self.late]
            self.dice.shuffle(homes)
            commands = [self._command(phone, home, number) for home in homes[:7]]
            outcome = await phone.push(self.door, *commands)
            self._note(commands, outcome.receipts)

    def _command(self, phone: APhone, home: Home, number: int) -> Command:
        facts = phone.facts
        match self.dice.randrange(5):
            case 0:
                return RecordVisit(**facts(new_id(), home.household), household=home.household)
            case 1:
                note = HouseholdEdits(note=(None, f"{number}"))
                return ChangeHousehold(**facts(home.household), set=note)
            case 2:
                stay = ResidencyEdits(inflow_reason=(None, f"{number}"))
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

    async def _merge_and_part(self, times: int) -> None:
        winner, loser = (home.person for home in self.twins)
        for _ in range(times):
            merge = MergePersons(**by_system(new_id(), winner), winner=winner, loser=loser)
            part = UnmergePersons(**by_system(merge.entity, winner), winner=winner, loser=loser)
            for command in (merge, part):
                outcome = await self.door.issue([command], self.scene.office("office"))
                self._note([command], outcome.receipts)
            winner, loser = loser, winner

    async def _read(self, times: int) -> None:
        persons = [home.person for home in (*self.going, *self.kept)]

        async def work(tx: ReadTx) -> tuple[int, list[str]]:
            found = await list_by(tx, self.door, Person, "id", persons)
            return len(found), [one.id for one in found]

        for _ in range(times):
            await self.door.witnessed(Reading(self.scene.office("office"), "register", "persons", self.scene.west), work)

    async def _erase(self) -> None:
        """Household and person of a home at once, the household by two people; of one pair, whoever was merged too."""
        office, erase = self.scene.office("office"), self.door.erase
        for home in self.going:
            asked: list[Awaitable[object]] = [
                erase(office, home.household, "asked for"),
                erase(office, home.household, "asked for twice"),
                erase(office, home.person, "asked for"),
            ]
            await asyncio.gather(*asked)

    async def _come_late(self, phone: APhone) -> None:
        for home in self.late:
            commands = self._homes(home, APhone(phone.actor, seq=phone.seq + 10_000, mono=phone.mono))
            outcome = await self.door.issue(commands)
            self._note(commands, outcome.receipts)

    async def _collect(self, times: int) -> None:
        for _ in range(times):
            head = await self.door.database.read(lambda tx: head_of(tx, self.door.district))
            await move_horizon(self.door, head.pos)
            await recount(self.door, grid_scope(self.scene.west))

    def _homes(self, home: Home, phone: APhone | None = None) -> list[Command]:
        facts = by_system if phone is None else phone.facts
        return [
            AddHousehold(**facts(home.household), dwelling=self.scene.dwelling),
            RegisterPerson(
                **facts(home.person), residency=home.stay, dwelling=self.scene.dwelling, household=home.household,
                name="演示",
            ),
        ]  # fmt: skip


async def labels_of(door: Door, persons: Sequence[str]) -> dict[str, set[str]]:
    """The labels that persons have."""
    found = await door.database.read(lambda tx: list_by(tx, door, Person, "id", list(persons)))
    return {person.id: set(person.care_labels) for person in found}
