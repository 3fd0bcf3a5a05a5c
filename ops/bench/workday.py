"""What a worker's phone has to send: a mix of commands about one grid, each as the contract has it. Sends nothing."""

from collections.abc import Callable
from typing import Any

import msgspec

from mobile_contract.base import CONTRACT, Clock, Command, Datum, Point
from mobile_contract.cases import CaseState, CommentCase, ReportMatter
from mobile_contract.residents import (
    ChangeDwelling,
    ChangeHousehold,
    ChangePerson,
    DwellingEdits,
    HouseholdEdits,
    PersonEdits,
    RegisterPerson,
    ResidencyKind,
)
from mobile_contract.visits import RecordVisit, VisitChannel, VisitOutcome
from ops.bench.district import Ward
from ops.seed.dice import Dice, Table
from ops.seed.identity import impossible_phone
from ops.seed.intents import DAY_MS, MINUTE_MS
from server.core import clock

BOOT = "bench"
_LABELS = ("living_alone", "empty_nest", "disabled", "low_income", "veteran", "volunteer")
_COMMANDS_A_MS = 10
"""So close together that no command of the next batch seems older than the last of this one."""


class Workday:
    """Commands of one phone, in an order in which each finds what it names; fields are told as they are by then."""

    def __init__(self, seed: int, ward: Ward, epoch: str) -> None:
        self.ward = ward
        self._dice = Dice(seed, "workday", ward.beat.place.code)
        self._epoch = epoch
        self._seq = 0
        self._now: dict[tuple[str, str], Any] = {}
        self._cases: list[str] = []
        for person in ward.persons:
            self._now[person.entity, "workplace"] = person.workplace
            self._now[person.entity, "phone"] = person.phone
        self._mix: Table[Callable[[], Command]] = Table({
            self._visit: 30, self._person: 25, self._dwelling: 10, self._household: 10, self._label: 8,
            self._report: 7, self._comment: 7, self._newcomer: 3,
        })  # fmt: skip

    def mixed(self, count: int) -> list[bytes]:
        """The next commands of a day: visits, edits of persons, dwellings and households, labels, reports, comments."""
        return [msgspec.json.encode(self._mix.draw(self._dice)()) for _ in range(count)]

    def edits(self, count: int) -> list[bytes]:
        """One edit each of so many persons: so many records change, and nothing else does."""
        return [msgspec.json.encode(self._edit(person.entity)) for person in self.ward.persons[:count]]

    def clock(self) -> Clock:
        """The phone's clocks right after its last command."""
        made = self.moment(self._seq)
        return Clock(wall=clock.millis(clock.now()), boot=made.boot, mono=made.mono + 1)

    def moment(self, seq: int) -> Clock:
        """The phone's clocks when it made a command: just now, one right after the other."""
        return Clock(wall=clock.millis(clock.now()), boot=BOOT, mono=seq // _COMMANDS_A_MS)

    @property
    def last_seq(self) -> int:
        """The number of its last command."""
        return self._seq

    def _facts(self, entity: str, root: str = "", base: int = 0) -> dict[str, Any]:
        self._seq += 1
        made = self.moment(self._seq)
        return {
            "id": self._dice.fresh_id(made.wall),
            "seq": self._seq,
            "entity": entity,
            "root": root or entity,
            "made": made,
            "contract": CONTRACT,
            "epoch": self._epoch,
            "base": base,
        }

    def _fresh(self) -> str:
        return self._dice.fresh_id(clock.millis(clock.now()))

    def _edited(self, entity: str, field: str, new: str) -> tuple[Any, Any]:
        was = self._now.get((entity, field))
        self._now[entity, field] = new
        return was, new

    def _point(self) -> Point:
        house = self._dice.pick(self.ward.homes.houses)
        return Point(lon=house.lon, lat=house.lat, datum=Datum.WGS84, accuracy_m=9.0, provider="gnss")

    def _visit(self) -> Command:
        family = self._dice.pick(self.ward.homes.families)
        return RecordVisit(
            **self._facts(self._fresh(), family.id),
            household=family.id,
            channel=VisitChannel.DOOR,
            outcome=VisitOutcome.MET,
            persons=family.members[:2],
            point=self._point(),
            minutes=self._dice.between(4, 35),
            note="家中情况无变化。",
            ended_wall=clock.millis(clock.now()) + 10 * MINUTE_MS,
        )

    def _person(self) -> Command:
        return self._edit(self._dice.pick(self.ward.persons).entity)

    def _edit(self, person: str) -> Command:
        number = self._dice.between(1, 99_999_999)
        if self._dice.happens(0.5):
            edits = PersonEdits(phone=self._edited(person, "phone", impossible_phone(number)))
        else:
            edits = PersonEdits(workplace=self._edited(person, "workplace", f"演示第{number}厂"))
        return ChangePerson(**self._facts(person, base=1), set=edits)

    def _dwelling(self) -> Command:
        home = self._dice.pick(self.ward.homes.homes)
        note = self._edited(home.id, "note", f"第{self._seq}次核对。")
        return ChangeDwelling(**self._facts(home.id, base=1), set=DwellingEdits(note=note))

    def _household(self) -> Command:
        family = self._dice.pick(self.ward.homes.families)
        note = self._edited(family.id, "note", f"第{self._seq}次走访后更新。")
        return ChangeHousehold(**self._facts(family.id, base=1), set=HouseholdEdits(note=note))

    def _label(self) -> Command:
        person = self._dice.pick(self.ward.persons)
        return ChangePerson(**self._facts(person.entity, base=1), add_labels=(self._dice.pick(_LABELS),))

    def _report(self) -> Command:
        case = self._fresh()
        self._cases.append(case)
        return ReportMatter(
            **self._facts(case),
            title="人行道井盖破损",
            description="井盖破了一块，行人绕行。",
            point=self._point(),
            claimed_grid=self.ward.beat.grid,
        )

    def _comment(self) -> Command:
        if not self._cases:
            return self._report()
        case = self._dice.pick(self._cases)
        return CommentCase(**self._facts(case), saw=CaseState.REPORTED, opinion="现场已设警示。")

    def _newcomer(self) -> Command:
        family = self._dice.pick(self.ward.homes.families)
        return RegisterPerson(
            **self._facts(self._fresh()),
            residency=self._fresh(),
            dwelling=self.ward.homes.homes[family.home].id,
            household=family.id,
            name="演示新人",
            phone=impossible_phone(self._dice.between(1, 99_999_999)),
            residency_kind=ResidencyKind.FLOATING,
            hukou_consistent=False,
        )


class OfflineDays(Workday):
    """The work of a phone without a network: so many commands, spread evenly over the days until now."""

    def __init__(self, seed: int, ward: Ward, epoch: str, commands: int, days: float) -> None:
        super().__init__(seed, ward, epoch)
        self._ends_wall = clock.millis(clock.now())
        self._step_ms = days * DAY_MS / commands
        self._commands = commands

    def moment(self, seq: int) -> Clock:
        """See Workday. What is made after the last command of those days is made in the same moment as that."""
        seq = min(seq, self._commands)
        age_ms = int((self._commands - seq) * self._step_ms)
        return Clock(wall=self._ends_wall - age_ms, boot=BOOT, mono=int(seq * self._step_ms))
