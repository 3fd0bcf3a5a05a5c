"""What a worker writes next, from what their phone shows. It writes as people do: chains, second thoughts, old news."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mobile_contract import buildings, cases, inbox, kinds, media, merges, residents, visits
from mobile_contract.base import Clock, Command, Record
from mobile_contract.cases import CaseRecord, CaseState, CheckResult
from mobile_contract.inbox import ConflictRecord, ConflictState
from mobile_contract.problems import ProblemCode
from mobile_contract.residents import HouseholdRecord, PersonRecord, ResidencyRecord
from sync.overlay import Overlay, Own
from sync.showing import view
from sync.simulation.choices import decided
from sync.simulation.devices import Handset
from sync.simulation.dice import Dice
from sync.simulation.ports import Town

_NAMES = ("甲", "乙", "丙", "丁", "戊")
_PHONES = ("13900000001", "13900000002", "13900000003")
_NUMBERS = ("DEMO-1", "DEMO-2", "DEMO-3")
_WORDS = ("", "一", "二", "三", "四")
_LABELS = ("L1", "L2", "L3", "L4")
_DAY = "2026-03-01"
_UNMADE = Clock(wall=0, boot="", mono=0)  # the outbox fills in what the clocks say

Draft = list[Command]


class Desk:
    """One look at a phone by its worker, with dice for what comes to their mind."""

    def __init__(self, device: Handset, town: Town, dice: Dice) -> None:
        self.device = device
        self.town = town
        self.dice = dice
        self.shown: Overlay = view(device.store)

    def write(self) -> Draft:
        """The commands of one action: none, where nothing that it needs is on the screen."""
        return self.dice.weighted(_ACTIONS)(self)

    def look_again(self, made: Iterable[Command]) -> None:
        """What was just written is on the screen now."""
        self.shown.replay(Own(command) for command in made)

    def facts(self, entity: str, root: str = "", *, kind: int = 0, **more: Any) -> dict[str, Any]:
        """What every command carries."""
        row = self.device.store.base.find((kind, entity))
        wall = self.device.now().wall
        common = {"id": self.dice.uuid7(wall), "seq": 0, "entity": entity, "root": root or entity, "made": _UNMADE}
        return common | {"contract": 1, "base": 0 if row is None else row.version} | more

    def new_id(self) -> str:
        """An id for something new."""
        return self.dice.uuid7(self.device.now().wall)

    def one(self, kind: int) -> Any:
        """One of the records of a kind that are shown, or None."""
        found = self.shown.of_kind(kind)
        return self.dice.pick(found) if found else None

    def edit(self, record: Record, choices: dict[str, Sequence[Any]]) -> dict[str, tuple[Any, Any]]:
        """One or two fields, each with what the screen shows and what is meant."""
        names = sorted(choices)
        chosen = {self.dice.pick(names) for _ in range(self.dice.between(1, 2))}
        return {name: (getattr(record, name) or None, self.dice.pick(choices[name])) for name in sorted(chosen)}


def _change_person(desk: Desk) -> Draft:
    person: PersonRecord | None = desk.one(kinds.PERSON)
    if person is None:
        return []
    if desk.dice.chance(0.2):
        facts, on, off = desk.facts(person.id, kind=kinds.PERSON), desk.dice.pick(_LABELS), desk.dice.pick(_LABELS)
        return [residents.ChangePerson(**facts, add_labels=(on,), remove_labels=(off,))]
    edits = desk.edit(
        person,
        {
            "name": _NAMES,
            "phone": _PHONES,
            "workplace": _WORDS,
            "note": _WORDS,
            "preferred_contact": _WORDS,
            "residence_address": _WORDS,
        },
    )
    return [residents.ChangePerson(**desk.facts(person.id, kind=kinds.PERSON), set=residents.PersonEdits(**edits))]


def _change_household(desk: Desk) -> Draft:
    home: HouseholdRecord | None = desk.one(kinds.HOUSEHOLD)
    if home is None:
        return []
    edits = desk.edit(home, {"number": _WORDS, "note": _WORDS})
    return [
        residents.ChangeHousehold(**desk.facts(home.id, kind=kinds.HOUSEHOLD), set=residents.HouseholdEdits(**edits))
    ]


def _change_building(desk: Desk) -> Draft:
    house = desk.one(kinds.BUILDING)
    if house is None:
        return []
    edits = desk.edit(house, {"number": _WORDS, "property_phone": _PHONES, "units": (1, 2, 3), "estate": _WORDS})
    facts = desk.facts(house.id, kind=kinds.BUILDING)
    return [buildings.ChangeBuilding(**facts, set=buildings.BuildingEdits(**edits))]


def _change_dwelling(desk: Desk) -> Draft:
    home = desk.one(kinds.DWELLING)
    if home is None:
        return []
    edits = desk.edit(
        home, {"unit": _WORDS, "use": tuple(residents.DwellingUse), "note": _WORDS, "owner_phone": _PHONES}
    )
    return [residents.ChangeDwelling(**desk.facts(home.id, kind=kinds.DWELLING), set=residents.DwellingEdits(**edits))]


def _change_stay(desk: Desk) -> Draft:
    stay: ResidencyRecord | None = desk.one(kinds.RESIDENCY)
    if stay is None:
        return []
    edits = desk.edit(
        stay, {"relation": ("01", "10", "20", "99"), "inflow_reason": ("01", "02"), "housing_kind": ("05", "07")}
    )
    facts = desk.facts(stay.id, stay.person, kind=kinds.RESIDENCY)
    return [residents.ChangeResidency(**facts, set=residents.ResidencyEdits(**edits))]


def _visit(desk: Desk) -> Draft:
    home = desk.one(kinds.HOUSEHOLD)
    if home is None:
        return []
    outcome, note = desk.dice.pick(tuple(visits.VisitOutcome)), desk.dice.pick(_WORDS)
    return [visits.RecordVisit(**desk.facts(desk.new_id(), home.id), household=home.id, outcome=outcome, note=note)]


def _new_home(desk: Desk) -> Draft:
    """A dwelling, a household in it and a person in that: a chain in which each needs the one before."""
    building = desk.one(kinds.BUILDING)
    if building is None:
        return []
    dwelling = residents.AddDwelling(**desk.facts(desk.new_id()), building=building.id, room="9")
    home = residents.AddHousehold(**desk.facts(desk.new_id()), dwelling=dwelling.entity)
    return [dwelling, home, _newcomer(desk, dwelling.entity, home.entity)]


def _register(desk: Desk) -> Draft:
    home: HouseholdRecord | None = desk.one(kinds.HOUSEHOLD)
    return [] if home is None else [_newcomer(desk, home.dwelling, home.id)]


def _newcomer(desk: Desk, dwelling: str, household: str) -> Command:
    return residents.RegisterPerson(
        **desk.facts(desk.new_id()), residency=desk.new_id(), dwelling=dwelling, household=household,
        name=desk.dice.pick(_NAMES), phone=desk.dice.pick(_PHONES),
        id_type=residents.IdType.OTHER, id_no=desk.dice.pick(_NUMBERS) if desk.dice.chance(0.7) else None,
    )  # fmt: skip


def _retire(desk: Desk) -> Draft:
    """A record is of use no more, or is again."""
    register = desk.dice.pick(tuple(merges.Register))
    kind = kinds.NUMBERS[register.value]
    record: Any = desk.one(kind)
    if record is None:
        return []
    turns = merges.RetireRecord if record.life is residents.Life.ACTIVE else merges.RestoreRecord
    return [turns(**desk.facts(record.id, kind=kind), register=register)]


def _move_in(desk: Desk) -> Draft:
    person, home = desk.one(kinds.PERSON), desk.one(kinds.DWELLING)
    if person is None or home is None:
        return []
    facts = desk.facts(person.id, kind=kinds.PERSON)
    return [residents.MoveIn(**facts, residency=desk.new_id(), dwelling=home.id)]


def _end_stay(desk: Desk) -> Draft:
    stay: ResidencyRecord | None = desk.one(kinds.RESIDENCY)
    if stay is None or stay.status != residents.ResidencyStatus.EFFECTIVE:
        return []
    return [residents.EndResidency(**desk.facts(stay.id, stay.person, kind=kinds.RESIDENCY), until_on=_DAY)]


def _report(desk: Desk) -> Draft:
    grid = desk.one(kinds.GRID)
    if grid is None:
        return []
    title = desk.dice.pick(_NAMES)
    return [cases.ReportMatter(**desk.facts(desk.new_id()), title=title, address="路口", claimed_grid=grid.id)]


def _case(desk: Desk) -> Draft:
    """The worker's own step where it is their turn, words or a photo otherwise; now and then a step out of turn."""
    case: CaseRecord | None = desk.one(kinds.CASE)
    if case is None:
        return []
    facts = desk.facts(case.id, kind=kinds.CASE, saw=case.state, generation=case.generation)
    user = desk.device.user
    if case.handler == user and (case.state is CaseState.HANDLING or desk.dice.chance(0.2)):
        kind: type[cases.CaseCommand] = desk.dice.pick(
            (cases.FinishHandling, cases.FinishHandling, cases.RecordProgress)
        )
        return [kind(**facts, opinion=desk.dice.pick(_WORDS))]
    if case.checker == user and case.state is CaseState.CHECKING:
        result = desk.dice.pick((CheckResult.PASSED, CheckResult.PASSED, CheckResult.FAILED))
        return [_photo(desk, case, media.PhotoPhase.CHECK), cases.SubmitCheck(**facts, result=result)]
    if desk.dice.chance(0.3):
        return [_photo(desk, case, media.PhotoPhase.REPORT)]
    return [cases.CommentCase(**facts, opinion=desk.dice.pick(_WORDS))]


def _photo(desk: Desk, case: CaseRecord, phase: media.PhotoPhase) -> Command:
    return media.AttachPhoto(
        **desk.facts(desk.new_id(), case.id), subject_kind=media.PhotoSubject.CASE, subject=case.id, phase=phase,
        sha256=desk.dice.entropy(32).hex(), size_bytes=100, caption=desk.dice.pick(_WORDS),
    )  # fmt: skip


def _settle(desk: Desk) -> Draft:
    """A decision on what lies before them, for whoever may do what it is about; the way of a case is not theirs."""
    shown: list[Any] = desk.shown.of_kind(kinds.CONFLICT)
    before: list[ConflictRecord] = [
        one for one in shown if one.state is ConflictState.OPEN and one.reason != ProblemCode.CASE_MOVED_ON
    ]
    if not before:
        return []
    conflict = desk.dice.pick(before)
    kind = kinds.NUMBERS.get(conflict.of_kind, 0)
    record, row = desk.shown.find(kind, conflict.entity), desk.device.store.base.find((kind, conflict.entity))
    was = getattr(record, conflict.field, None) if conflict.field else None
    facts: dict[str, Any] = desk.facts(conflict.id, conflict.root) | {"base": 0 if row is None else row.version}
    facts |= decided(conflict.reason, conflict.of_kind, conflict.field, was or None, desk.dice)
    return [inbox.SettleConflict(**facts)]


_ACTIONS: dict[Callable[[Desk], Draft], int] = {
    _change_person: 30,
    _change_household: 15,
    _change_building: 3,
    _change_dwelling: 6,
    _change_stay: 5,
    _visit: 14,
    _new_home: 3,
    _register: 5,
    _retire: 4,
    _move_in: 6,
    _end_stay: 2,
    _report: 7,
    _case: 12,
    _settle: 12,
}
