"""A protocol that is misused, on both databases: at once, twice, in knots. Every command keeps exactly one answer."""

import asyncio
import random
from collections import Counter
from typing import Any

import msgspec
import pytest
from sqlalchemy import bindparam, func, select

from mobile_contract.accounts import AssignWorker, CreateUser, EnrolRequest, IssueEnrolment
from mobile_contract.base import Command
from mobile_contract.cases import CommentCase, ReportMatter
from mobile_contract.duty import TellLight
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import (
    AddDwelling,
    AddHousehold,
    ChangeHousehold,
    ChangePerson,
    ChangeResidency,
    HouseholdEdits,
    MoveIn,
    PersonEdits,
    RegisterPerson,
    ResidencyEdits,
)
from mobile_contract.sync import PUT
from mobile_contract.visits import RecordVisit
from ops.postgres import Postgres
from server.accounts.service import enrol, plain
from server.core import clock
from server.core import tables as t
from server.core.database import ReadTx
from server.core.door import SYSTEM, Door
from server.core.entities import grid_scope, scope_id
from server.core.feed import read_chunk
from server.core.ids import new_id
from server.core.journal import verify
from server.core.problems import Problem
from server.core.seal import new_code
from server.core.statements import Statement
from sync.digest import MASK, row_sums
from tests.support.scene import DISTRICT, WEST, APhone, Scene, by_system, make_scene, middle, settle

_FEED = Statement(
    select(t.feed.c.scope, t.feed.c.kind, t.feed.c.entity, t.feed.c.version).where(
        t.feed.c.district_id == bindparam("district"), t.feed.c.op == PUT
    )
)
_SUMS = Statement(
    select(t.scopes.c.id, t.scopes.c.count, t.scopes.c.sum_a, t.scopes.c.sum_b).where(
        t.scopes.c.district_id == bindparam("district")
    )
)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def count(door: Door, table: Any) -> int:
    statement = Statement(select(func.count()).select_from(table).where(table.c.district_id == bindparam("district")))
    rows = await door.database.read(lambda tx: tx.fetch(statement, district=DISTRICT))
    return int(rows[0][0])


async def require_sound(door: Door) -> None:
    """The chain holds, and every scope's digest is the sum of its rows."""

    async def both(tx: ReadTx) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        added: dict[int, list[int]] = {}
        for scope, kind, entity, version in await tx.fetch(_FEED, district=DISTRICT):
            a, b = row_sums(kind, entity, version)
            before = added.get(scope, [0, 0, 0])
            added[scope] = [before[0] + 1, (before[1] + a) & MASK, (before[2] + b) & MASK]
        kept = {row[0]: list(row[1:]) for row in await tx.fetch(_SUMS, district=DISTRICT)}
        return added, {scope: sums for scope, sums in kept.items() if any(sums)}

    added, kept = await door.database.read(both)
    assert added == kept
    verification = await verify(door.database, DISTRICT, door.seal)
    assert not verification.faults


def a_visit(phone: APhone, scene: Scene, **more: Any) -> RecordVisit:
    return RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household, **more)


# --- numbers ----------------------------------------------------------------------------------------------------------


async def test_overlapping_pushes_of_one_install_at_once_do_each_command_once(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    visits = [a_visit(phone, scene) for _ in range(12)]
    windows = [visits[start : start + 6] for start in (0, 2, 4, 6, 3)]
    before = await count(door, t.receipts)
    outcomes = await asyncio.gather(*(phone.push(door, *window) for window in windows))
    answers: dict[str, set[bytes]] = {}
    for outcome in outcomes:
        for receipt in outcome.receipts:
            answers.setdefault(receipt.id, set()).add(msgspec.json.encode(receipt))
    assert {one for told in answers.values() for one in map(_verdict, told)} == {"applied"}
    assert all(len(told) == 1 for told in answers.values())
    assert await count(door, t.receipts) == before + len(visits)
    await require_sound(door)


def _verdict(receipt: bytes) -> str:
    return msgspec.json.decode(receipt, type=Receipt).verdict.value


async def test_two_copies_of_a_phone_at_once_lose_nothing(door: Door, scene: Scene) -> None:
    """One is heard, the other is told to take a new install, and then heard too; a second time nothing happens."""
    phone = scene.phone("worker_west")
    clone = APhone(phone.actor)
    first, second = [a_visit(phone, scene) for _ in range(3)], [a_visit(clone, scene) for _ in range(3)]
    outcomes = await asyncio.gather(phone.push(door, *first), clone.push(door, *second))
    assert sorted(outcome.rekey for outcome in outcomes) == [False, True]
    loser, batch = (clone, second) if outcomes[1].rekey else (phone, first)
    for _ in range(3):
        assert (await loser.push(door, *batch)).rekey
    renewed = scene.phone("worker_west")
    healed = await renewed.push(door, *batch)
    assert [receipt.verdict.value for receipt in healed.receipts] == ["applied"] * 3
    assert (await renewed.push(door, *batch)).receipts == healed.receipts


async def test_a_number_given_twice_in_a_batch_stops_no_queue(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    batch = [msgspec.structs.replace(a_visit(phone, scene), seq=7) for _ in range(3)]
    junk = b'{"kind":"record_visit","seq":7}'
    outcome = await phone.push(door, *batch, junk)
    assert [receipt.verdict.value for receipt in outcome.receipts] == ["applied"] * 3 + ["parked"]
    assert not outcome.rekey
    assert (await phone.push(door, *batch, junk)).receipts == outcome.receipts


async def test_one_id_under_two_installs_is_one_command(door: Door, scene: Scene) -> None:
    one, other = scene.phone("worker_west"), scene.phone("worker_west")
    visit = a_visit(one, scene)
    (first,), (same,) = [(await phone.push(door, visit)).receipts for phone in (one, other)]
    assert first == same
    changed = msgspec.structs.replace(visit, minutes=9)
    assert (await other.push(door, changed)).receipts[0].why == "id_reuse"


# --- twins ------------------------------------------------------------------------------------------------------------


async def test_of_two_who_make_one_row_at_once_one_does(door: Door, scene: Scene) -> None:
    await settle(door, [AssignWorker(**by_system(new_id()), user=scene.users["worker_east"], grid=scene.west)])
    phones = [scene.phone("worker_west"), scene.phone("worker_east")]
    for _ in range(5):
        home, person, case = new_id(), new_id(), new_id()
        batches = [
            [
                AddHousehold(**phone.facts(home), dwelling=scene.dwelling),
                RegisterPerson(**phone.facts(person), residency=new_id(), dwelling=scene.dwelling, name="演示王五"),
                ReportMatter(**phone.facts(case), title="井盖", point=middle(WEST)),
            ]
            for phone in phones
        ]
        told = await asyncio.gather(phones[0].push(door, *batches[0]), phones[1].push(door, *reversed(batches[1])))
        one, other = told[0].receipts, list(reversed(told[1].receipts))
        for mine, theirs in zip(one, other, strict=True):
            assert sorted([mine.verdict.value, theirs.verdict.value]) == ["applied", "refused"]
            assert {mine.why, theirs.why} == {"", "id_taken"}
    assert await count(door, t.parked) == 0
    await require_sound(door)


async def test_a_code_that_many_redeem_at_once_makes_one_phone(door: Door, scene: Scene) -> None:
    code, user = new_code(), scene.users["worker_west"]
    until = clock.from_millis(clock.millis(clock.now()) + 60_000)
    code_hash = door.seal.code_hash(plain(code))
    await settle(door, [IssueEnrolment(**by_system(new_id()), user=user, code_hash=code_hash, expires_at=until)])
    asked = [EnrolRequest(code, new_id(), f"{n:064x}") for n in range(8)]
    told = await asyncio.gather(*(enrol(door, one) for one in asked), return_exceptions=True)
    refused = [one for one in told if isinstance(one, Problem)]
    assert ({one.code.value for one in refused}, len(refused)) == ({"wrong_enrolment"}, 7)
    assert await count(door, t.parked) == 0
    assert [one for one in told if not isinstance(one, Problem)][0].user == user  # type: ignore[union-attr] # noqa: RUF015


async def test_a_name_that_is_taken_in_the_database_alone_is_refused_and_not_parked(door: Door, scene: Scene) -> None:
    """Two promises of one code: no rule can see the other, the database's own constraint does."""
    until = clock.from_millis(clock.millis(clock.now()) + 60_000)
    phone, user = scene.phone("worker_west"), scene.users["worker_west"]
    promises = [
        IssueEnrolment(**by_system(new_id()), user=user, code_hash="f" * 64, expires_at=until) for _ in range(2)
    ]
    commands: list[Command] = [promises[0], a_visit(phone, scene), promises[1], a_visit(phone, scene)]
    receipts = (await door.issue(commands)).receipts
    assert [receipt.verdict.value for receipt in receipts] == ["applied", "applied", "refused", "applied"]
    assert (receipts[2].why, await count(door, t.parked)) == ("id_taken", 0)


async def test_a_command_that_waits_and_cannot_be_written_holds_nobody_up(door: Door, scene: Scene) -> None:
    """What the database chokes on when it is released waits on; whoever brought what it waited for is answered."""
    until, user = clock.from_millis(clock.millis(clock.now()) + 60_000), new_id()

    def promise(whose: str) -> IssueEnrolment:
        return IssueEnrolment(**by_system(new_id()), user=whose, code_hash="9" * 64, expires_at=until)

    await settle(door, [promise(scene.users["worker_west"])])
    assert (await door.issue([promise(user)])).receipts[0].verdict.value == "held"
    visit = a_visit(scene.phone("worker_west"), scene)
    made = await door.issue([CreateUser(**by_system(user), login="late", name="x"), visit])
    assert [receipt.verdict.value for receipt in made.receipts] == ["applied", "applied"]
    assert (await count(door, t.held), await count(door, t.parked)) == (1, 0)


async def test_what_waits_for_a_row_is_released_by_whoever_makes_it(door: Door, scene: Scene) -> None:
    """Also where the row is not what the command is about: a stay that came in with its person."""
    phone, person, stay = scene.phone("worker_west"), new_id(), new_id()
    edit = ChangeResidency(**phone.facts(stay, person), set=ResidencyEdits(inflow_reason=(None, "01")))
    assert (await phone.push(door, edit)).receipts[0].missing == (stay,)
    register = RegisterPerson(**phone.facts(person), residency=stay, dwelling=scene.dwelling, name="演示王五")
    assert (await phone.push(door, register)).receipts[0].verdict.value == "applied"
    assert (await phone.push(door, edit)).receipts[0].verdict.value == "applied"
    assert await count(door, t.held) == 0


async def test_a_child_before_its_parent_in_one_batch_waits_for_nothing(door: Door, scene: Scene) -> None:
    phone, home, household = scene.phone("worker_west"), new_id(), new_id()
    visit = RecordVisit(**phone.facts(new_id(), household), household=household)
    add_household = AddHousehold(**phone.facts(household), dwelling=home)
    add_home = AddDwelling(**phone.facts(home), building=scene.building, room="7")
    outcome = await phone.push(door, visit, add_household, add_home)
    assert [(one.id, one.verdict.value) for one in outcome.receipts] == [
        (visit.id, "applied"), (add_household.id, "applied"), (add_home.id, "applied"),
    ]  # fmt: skip


async def test_what_waits_under_two_names_for_one_row_waits_once(door: Door, scene: Scene) -> None:
    phone, same = scene.phone("worker_west"), new_id()
    register = RegisterPerson(
        **phone.facts(new_id()), residency=new_id(), dwelling=same, household=same, name="演示王五"
    )
    receipt = (await phone.push(door, register)).receipts[0]
    assert (receipt.verdict.value, receipt.missing) == ("held", (same,))


async def test_what_waits_for_one_thing_after_the_other_is_done_in_the_end(door: Door, scene: Scene) -> None:
    phone, home, household, person = scene.phone("worker_west"), new_id(), new_id(), new_id()
    visit = RecordVisit(**phone.facts(new_id(), household), household=household)
    register = RegisterPerson(
        **phone.facts(person), residency=new_id(), dwelling=home, household=household, name="演示王五"
    )
    move = MoveIn(**phone.facts(person), residency=new_id(), dwelling=scene.other_dwelling, household=household)
    waiting: list[Command] = [visit, move, register]
    assert {one.verdict.value for one in (await phone.push(door, *waiting)).receipts} == {"held"}
    for command in (
        AddDwelling(**phone.facts(home), building=scene.building, room="7"),
        AddHousehold(**phone.facts(household), dwelling=home),
    ):
        assert (await phone.push(door, command)).receipts[0].verdict.value == "applied"
    assert {one.verdict.value for one in (await phone.push(door, *waiting)).receipts} == {"applied"}
    assert await count(door, t.held) == 0
    await require_sound(door)


# --- knots ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_phones_that_pull_at_the_same_rows_in_any_order_are_all_answered(
    door: Door, scene: Scene, engine: Postgres
) -> None:
    """Sixteen at once on three households, their people, stays and cases: rows are locked in one order, so no knot."""
    dice = random.Random(114)
    ground = await _common_ground(door, scene)
    phones = [scene.phone("worker_west") for _ in range(16)]
    homes = [new_id() for _ in phones]
    await settle(door, [AddDwelling(**by_system(home), building=scene.building, room="1") for home in homes])
    verdicts: Counter[str] = Counter()
    sent: set[str] = set()

    async def work(phone: APhone, home: str) -> None:
        for _ in range(8):
            batch = [
                *_a_knot(dice, phone, home, ground),
                *(_any_of(dice, phone, ground) for _ in range(dice.choice((0, 0, 4)))),
            ]
            sent.update(command.id for command in batch)
            outcome = await phone.push(door, *batch)
            verdicts.update(receipt.verdict.value for receipt in outcome.receipts)

    await asyncio.wait_for(asyncio.gather(*map(work, phones, homes)), 60)
    assert (verdicts["parked"], verdicts["retry"]) == (0, 0)
    assert sum(verdicts.values()) == len(sent)
    assert verdicts["applied"] > len(sent) // 3
    assert await count(door, t.parked) == 0
    await require_sound(door)


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_what_comes_in_while_its_subject_is_erased_stops_no_phone(
    door: Door, scene: Scene, engine: Postgres
) -> None:
    """A visit or a photo written at that moment is erased too, or comes too late: nothing is left unreadable."""
    phone, grid = scene.phone("worker_west"), scope_id(grid_scope(scene.west))
    for _ in range(12):
        home, case = new_id(), new_id()
        report = ReportMatter(**by_system(case), title="井盖", point=middle(WEST))
        await settle(door, [AddHousehold(**by_system(home), dwelling=scene.dwelling), report])
        visit = RecordVisit(**phone.facts(new_id(), home), household=home)
        photo = AttachPhoto(
            **phone.facts(new_id(), case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
            sha256="a" * 64, size_bytes=5,
        )  # fmt: skip
        await asyncio.gather(
            phone.push(door, visit, photo),
            door.erase(SYSTEM, home, "asked for"),
            door.erase(SYSTEM, case, "asked for"),
        )
        rows = await door.database.read(
            lambda tx: read_chunk(tx, DISTRICT, door.seal, grid, (0, "00000000-0000-0000-0000-000000000000"), 500)
        )
        assert {visit.entity, photo.entity, home, case}.isdisjoint(row.id for row in rows)
    await require_sound(door)


async def _common_ground(door: Door, scene: Scene) -> dict[str, list[str]]:
    ground: dict[str, list[str]] = {"home": [], "person": [], "stay": [], "case": []}
    for _ in range(3):
        home, person, stay, case = new_id(), new_id(), new_id(), new_id()
        register = RegisterPerson(
            **by_system(person), residency=stay, dwelling=scene.dwelling, household=home, name="演示李四"
        )
        report = ReportMatter(**by_system(case), title="井盖", point=middle(WEST))
        await settle(door, [AddHousehold(**by_system(home), dwelling=scene.dwelling), register, report])
        for kind, made in zip(ground, (home, person, stay, case), strict=True):
            ground[kind].append(made)
    return ground


def _a_knot(dice: random.Random, phone: APhone, home: str, ground: dict[str, list[str]]) -> list[Command]:
    """One person's stays by the person, another's by its own id: two of these the other way round are a knot."""
    here, there = dice.sample(range(3), 2)
    edits = ResidencyEdits(inflow_reason=(None, "01"))
    return [
        MoveIn(**phone.facts(ground["person"][here]), residency=new_id(), dwelling=home),
        ChangeResidency(**phone.facts(ground["stay"][there], ground["person"][there]), set=edits),
    ]


def _any_of(dice: random.Random, phone: APhone, ground: dict[str, list[str]]) -> Command:
    home, person, case = (dice.choice(ground[kind]) for kind in ("home", "person", "case"))
    words = str(dice.random())
    choices: list[Command] = [
        RecordVisit(**phone.facts(new_id(), home), household=home),
        ChangePerson(**phone.facts(person), set=PersonEdits(workplace=("", words)), add_labels=("ELDER",)),
        ChangeHousehold(**phone.facts(home), set=HouseholdEdits(note=(None, words))),
        CommentCase(**phone.facts(case), opinion=words),
    ]
    return dice.choice(choices)


@pytest.mark.parametrize("named", ["x", "019ab697-e800-7000-8000-00000000449G", "B-event-01-13"])
async def test_an_id_that_is_none_is_read_as_no_command_whoever_names_it(door: Door, scene: Scene, named: str) -> None:
    """A database that takes only ids would choke on it, and turn the phone away for ever."""
    phone = scene.phone("worker_west")
    wrong = TellLight(**phone.facts(new_id()), timer=named, percent=100)
    visit = RecordVisit(**phone.facts(new_id(), scene.household), household=scene.household)

    answers = (await phone.push(door, wrong, visit)).receipts

    assert [(one.verdict, one.why) for one in answers] == [
        (Verdict.PARKED, ProblemCode.MALFORMED_COMMAND), (Verdict.APPLIED, "")
    ]  # fmt: skip
