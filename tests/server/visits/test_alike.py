"""The phone and the server come to the same due list, whatever was done, in whatever order, by whom."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from mobile_contract.base import Command
from mobile_contract.kinds import VISIT_RULES as VISIT_RULES_KIND
from mobile_contract.merges import Register, RetireRecord
from mobile_contract.residents import AddHousehold, ChangePerson, EndResidency, MoveIn, RegisterPerson, ResidencyKind
from mobile_contract.visit_rules import PublishVisitRules, VisitRulesRecord
from mobile_contract.visits import RecordVisit, VisitChannel, VisitOutcome
from ops.phone.catalog import Catalog
from ops.phone.dues import homes_in
from server.accounts.scope import REGISTER_POSTS, scope_of
from server.core import clock
from server.core.database import ReadTx
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.reading import find_entity
from server.visits import dues
from server.visits.editions import today
from server.visits.entities import VISIT_RULES, VisitRules
from server.visits.remembered import Remembered
from server.visits.starter import starter
from sync.visit_coverage import Coverage, coverage_of
from sync.visit_days import text_of_day
from sync.visit_dues import Due, due_list, in_force
from tests.server.inbox.hands import Hand, hands_of
from tests.support.scene import Scene, by_system, make_scene, settle

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


class Days:
    """What time it is, for the district and for the phones that it passes on."""

    def __init__(self, *hands: Hand) -> None:
        self.at = MORNING
        self.hands = hands

    def now(self) -> datetime:
        return self.at

    def pass_by(self, days: int) -> None:
        self.at += timedelta(days=days)
        for hand in self.hands:
            hand.mono += days * 86_400_000


async def publish(door: Door, base: int = 0, rules: slice = slice(None), ahead: int = 0) -> None:
    begins = text_of_day(today(clock.now()) + ahead)
    facts: dict[str, Any] = {"scheme": "s", "rules": starter().rules[rules], "reason": "标准", "valid_from": begins}
    await settle(door, [PublishVisitRules(**by_system(new_id(), base=base), **facts)])


async def on_server(door: Door, scene: Scene, on: int, kept: Remembered) -> tuple[Due, ...]:
    """The list of whoever plans visits."""

    async def work(tx: ReadTx) -> tuple[Due, ...]:
        actor = scene.office("office")
        area = await scope_of(tx, door, actor, REGISTER_POSTS, clock.now())
        rules = await find_entity(tx, door, VisitRules, VISIT_RULES)
        return await dues.list_dues(area, tx, door, kept, dues.Asked(scene.west, on, rules, sensitive=True))

    return await door.database.read(work)


def on_phone(hand: Hand, on: int) -> tuple[tuple[Due, ...], Coverage]:
    """The list of a worker's phone, and what it would count."""
    catalog = Catalog(hand.store)
    rows = [row for row in catalog.overlay.of_kind(VISIT_RULES_KIND) if isinstance(row, VisitRulesRecord)]
    held = in_force([edition for row in rows for edition in row.editions], on)
    homes = homes_in(catalog)
    return due_list(held, homes, on), coverage_of(held, homes, on)


def newcomer(scene: Scene, household: str, person: str, **facts: Any) -> RegisterPerson:
    told: dict[str, Any] = {"name": "演示", "dwelling": scene.other_dwelling, "household": household} | facts
    return RegisterPerson(**by_system(person), residency=told.pop("residency", new_id()), **told)


async def test_phones_and_server_agree_day_after_day(door: Door) -> None:
    days = Days()
    with clock.told_by(days.now):
        scene = await make_scene(door)
        days.hands = tuple(hands_of(door, scene, "worker_west", "worker_west"))
        await _days_go_by(door, scene, days)


async def _days_go_by(door: Door, scene: Scene, days: Days) -> None:
    households, persons, stay = [new_id() for _ in range(6)], [new_id() for _ in range(7)], new_id()
    opening: list[Command] = [AddHousehold(**by_system(one), dwelling=scene.other_dwelling) for one in households]
    opening += [
        newcomer(scene, households[0], persons[0], birth_on="1946-11-25", care_labels=("living_alone",)),
        newcomer(scene, households[1], persons[1], residency_kind=ResidencyKind.FLOATING, from_on="2026-11-20"),
        newcomer(scene, households[2], persons[2], care_labels=("dementia", "low_income"), from_on="2026-11-23"),
        newcomer(scene, households[3], persons[3], care_labels=("orphan",), birth_on="2015-02-28"),
        newcomer(scene, households[4], persons[4], residency=stay),
        newcomer(scene, households[5], persons[5]),
        newcomer(scene, households[5], persons[6], care_labels=("empty_nest",)),
    ]
    await settle(door, opening)
    await publish(door, rules=slice(2, None))
    worker, other = days.hands
    kept, lists = Remembered(), set[bytes]()

    async def agree() -> None:
        for hand in (worker, other, worker):
            await hand.sync()
        for ahead in (0, 1, 7, 40):
            on = today(clock.now()) + ahead
            server = await on_server(door, scene, on, kept)
            assert server == await on_server(door, scene, on, Remembered())
            for hand in (worker, other):
                assert on_phone(hand, on)[0] == server
            lists.add(msgspec.json.encode(server))

    await agree()
    worker.write(RecordVisit, new_id(), households[0], household=households[0], outcome=VisitOutcome.ABSENT)
    other.write(RecordVisit, new_id(), households[0], household=households[0], channel=VisitChannel.MESSAGE)
    days.pass_by(3)
    worker.write(RecordVisit, new_id(), households[2], household=households[2], outcome=VisitOutcome.REFUSED)
    await agree()
    await publish(door, base=1, ahead=2)
    days.pass_by(2)
    other.write(RecordVisit, new_id(), households[3], household=households[3], outcome=VisitOutcome.PROXY)
    await settle(door, [ChangePerson(**by_system(persons[3]), add_labels=("severe_illness",))])
    await agree()
    await settle(
        door,
        [
            RetireRecord(**by_system(households[1]), register=Register.HOUSEHOLD),
            EndResidency(**by_system(stay, persons[4]), until_on="2026-11-27"),
            MoveIn(**by_system(persons[6]), residency=new_id(), dwelling=scene.dwelling, household=scene.household),
        ],
    )
    await agree()
    await door.erase(SYSTEM, persons[2], "申请")
    days.pass_by(30)
    await agree()
    assert len(lists) >= 15


async def test_the_server_counts_as_a_phone_would(door: Door) -> None:
    scene = await make_scene(door)
    await publish(door)
    household = new_id()
    await settle(
        door,
        [
            AddHousehold(**by_system(household), dwelling=scene.other_dwelling),
            newcomer(scene, household, new_id(), care_labels=("dementia",)),
            RecordVisit(**by_system(new_id(), household), household=household),
        ],
    )
    [worker] = hands_of(door, scene, "worker_west")
    await worker.sync()
    told = await dues.read_coverage(door, scene.office("office"), scene.west, None)
    counted = on_phone(worker, today(clock.now()))[1]
    assert (told.households, told.households_visited) == (counted.households, counted.households_visited)
    assert [(one.rule, one.asked, one.visited, one.overdue) for one in told.rules] == [
        (one.rule, one.asked, one.visited, one.overdue) for one in counted.rules
    ]
    assert sum(one.visited for one in told.rules) > 0
