"""A database that is set back while phones are ahead (sync.md 13): proved by a stamp, healed by the phones."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from mobile_contract.receipts import Verdict
from mobile_contract.residents import AddHousehold, ChangePerson, PersonEdits, RegisterPerson
from mobile_contract.sync import BootRequest, DigestRequest, PullRequest, PushRequest, Seen
from server.core import clock
from server.core import tables as t
from server.core.door import Door
from server.core.entities import grid_scope, scope_id
from server.core.epochs import head_for
from server.core.ids import new_id
from server.core.intake import JSON
from server.core.journal import verify
from server.core.ledger import LedgerBroken, MemoryLedger
from server.core.renewal import Drilled, NoSuchHistory, announce, erase_again, publish_durable, resume
from server.core.statements import Statement
from server.sync import digests, service
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.simulation.devices import copy_store
from tests.server.sync.setbacks import District, Worker, draft, household, receipts_of, rows_of, visit


async def test_what_was_acknowledged_is_there_again_exactly_once_after_two_phones_have_synced(
    district: District,
) -> None:
    scene, west, other = district.scene, Worker(district, "worker_west"), Worker(district, "worker_west")
    await west.sync()
    await other.sync()
    early = west.write(household(scene))
    await west.sync()
    await district.back_up()
    home = new_id()
    late = west.write(household(scene, home), visit(scene, home))
    await west.sync()
    await other.sync()
    late += other.write(visit(scene, home))
    await other.sync()
    before = await receipts_of(district)

    await district.set_back()
    assert set(late).isdisjoint(await receipts_of(district))
    await other.sync()
    await west.sync()
    await other.sync()

    after = await receipts_of(district)
    assert {name: after[name] for name in (*early, *late)} == {name: before[name] for name in (*early, *late)}
    assert {**west.answers(), **other.answers()}.keys() == {*early, *late}
    assert west.phone.store.queue.rows() == other.phone.store.queue.rows() == []
    held = [(row.kind, row.id, row.version) for row in west.phone.store.base.rows()]
    assert held == [(row.kind, row.id, row.version) for row in other.phone.store.base.rows()]
    entries = await rows_of(district, t.journal_entries)
    told = [(str(row[4]), row[5]) for row in entries if row[5]]
    assert len(set(told)) == len(told)
    chain = await verify(district.door.database, district.door.district, district.door.seal)
    assert chain.faults == ()


async def test_a_proof_ends_the_epoch_and_processes_nothing_of_its_request(district: District) -> None:
    west = Worker(district, "worker_west")
    await west.sync()
    copied = await district.back_up()
    west.write(household(district.scene))
    await west.sync()
    waiting = west.write(household(district.scene))
    await district.set_back()

    reply = await west.push()

    assert reply is not None
    assert (reply.reset, reply.receipts, reply.stamp.epoch) == ("epoch", [], (await district.head()).epoch)
    assert reply.stamp.epoch != copied.epoch
    assert set(waiting).isdisjoint(await receipts_of(district))
    [ended] = await rows_of(district, t.past_epochs)
    assert (ended[1], ended[3], ended[5], ended[6]) == (copied.epoch, copied.pos, "silent", west.install)
    last = max(await rows_of(district, t.journal_entries), key=lambda row: row[1])
    assert (last[1], last[3]) == (copied.pos + 1, "epoch")


@pytest.mark.parametrize("ask", ["push", "pull", "boot", "digest"])
async def test_every_request_can_prove_it(district: District, ask: str) -> None:
    west = Worker(district, "worker_west")
    await west.sync()
    copied = await district.back_up()
    west.write(household(district.scene))
    await west.sync()
    state = west.phone.store.state()
    await district.set_back()
    door, at, scope = district.door, clock.now(), scope_id(grid_scope(district.scene.west))
    asked: dict[str, Callable[[], Awaitable[Any]]] = {
        "push": lambda: service.push(
            door, west.actor, PushRequest(install=west.install, now=west.now(), seen=state.seen), [], JSON
        ),
        "pull": lambda: service.pull_in_step(
            door, west.actor, PullRequest(install=west.install, now=west.now(), seen=state.seen), at
        ),
        "boot": lambda: service.boot_witnessed(
            door, west.actor, BootRequest(install=west.install, seen=state.seen, scope=scope), at
        ),
        "digest": lambda: digests.answer(
            door,
            west.actor,
            DigestRequest(install=west.install, seen=state.seen, scope=scope, cursor=state.cursor),
            at,
        ),
    }

    reply = await asked[ask]()

    assert reply.reset == "epoch"
    assert (await district.head()).epoch == reply.stamp.epoch != copied.epoch


async def test_a_history_that_has_overtaken_the_phone_is_told_by_its_tag(district: District) -> None:
    west, east = Worker(district, "worker_west"), Worker(district, "worker_east")
    await west.sync()
    await east.sync()
    await district.back_up()
    lost = west.write(household(district.scene))
    await west.sync()
    await district.set_back()
    for _ in range(4):
        east.write(AddHousehold(**draft(new_id()), dwelling=district.scene.east_dwelling))
        await east.sync()
    seen = west.phone.store.state().seen
    assert seen is not None
    assert seen.pos < (await district.head()).pos

    await west.sync()

    assert set(lost) <= (await receipts_of(district)).keys()
    assert west.epoch != seen.epoch
    await east.sync()
    assert east.epoch == west.epoch


async def test_phones_that_prove_it_at_once_end_one_epoch(district: District) -> None:
    phones = [Worker(district, "worker_west") for _ in range(5)]
    for one in phones:
        await one.sync()
    await district.back_up()
    for one in phones:
        one.write(household(district.scene))
        await one.sync()
    await district.set_back()

    await asyncio.gather(*(one.pull() for one in phones))

    assert len(await rows_of(district, t.past_epochs)) == 1
    assert {one.epoch for one in phones} == {(await district.head()).epoch}


async def test_a_stamp_of_an_epoch_that_was_lost_itself_is_a_proof_and_of_one_that_is_over_none(
    district: District,
) -> None:
    west, east = Worker(district, "worker_west"), Worker(district, "worker_east")
    await west.sync()
    await east.sync()
    await district.back_up()
    west.write(household(district.scene))
    await west.sync()
    await district.set_back()
    await west.sync()
    second = west.epoch
    await district.set_back()

    await west.sync()
    await east.sync()

    assert len({second, west.epoch, *(row[1] for row in await rows_of(district, t.past_epochs))}) == 3
    assert east.epoch == west.epoch


async def test_a_forged_stamp_proves_nothing(district: District) -> None:
    west = Worker(district, "worker_west")
    await west.sync()
    before = await district.head()
    seen = west.phone.store.state().seen
    assert seen is not None
    forged = [
        msgspec.structs.replace(seen, pos=seen.pos + 100),
        msgspec.structs.replace(seen, tag="0" * 16),
        Seen("elsewhere", 10**6, seen.tag, seen.mac),
        msgspec.structs.replace(seen, mac="0" * 32),
    ]

    for one in forged:
        asked = PullRequest(install=west.install, now=west.now(), seen=one)
        reply = await service.pull_in_step(district.door, west.actor, asked, clock.now())
        assert reply.reset == ""

    assert (await district.head()).epoch == before.epoch
    assert await rows_of(district, t.past_epochs) == []


async def test_a_stamp_costs_no_statement_more_unless_it_is_of_another_epoch(district: District) -> None:
    west = Worker(district, "worker_west")
    await west.sync()
    seen = west.phone.store.state().seen
    assert seen is not None
    asked: list[Statement] = []

    async def counted(tx: Any) -> None:
        class Counting:
            dialect = tx.dialect

            async def fetch(self, statement: Statement, /, **params: Any) -> Any:
                asked.append(statement)
                return await tx.fetch(statement, **params)

        for stamp in (None, seen, msgspec.structs.replace(seen, mac="0" * 32)):
            await head_for(Counting(), district.door, stamp)

    await district.door.database.read(counted)
    assert len(asked) == 3


# --- values, erasures, announcements, drills --------------------------------------------------------------------------


async def test_a_base_of_a_lost_epoch_hides_no_overwrite(district: District) -> None:
    """What the author saw is lost, and somebody else has written meanwhile: both values are kept."""
    west, other = Worker(district, "worker_west"), Worker(district, "worker_west")
    await west.sync()
    await other.sync()
    await district.back_up()
    west.write(ChangePerson(**draft(district.scene.person), set=PersonEdits(phone=("13900000000", "13900000001"))))
    await west.sync()
    changed = west.write(
        ChangePerson(**draft(district.scene.person), base=2, set=PersonEdits(phone=("13900000001", "13900000002")))
    )
    await district.set_back()
    other.write(ChangePerson(**draft(district.scene.person), set=PersonEdits(phone=("13900000000", "13900000009"))))
    await other.sync()

    await west.sync()

    assert west.answers()[changed[0]] is Verdict.CONFLICT


async def test_what_was_erased_after_the_backup_stays_erased(district: District) -> None:
    scene, west = district.scene, Worker(district, "worker_west")
    await west.sync()
    await district.back_up()
    newborn = new_id()
    west.write(
        RegisterPerson(**draft(newborn), residency=new_id(), dwelling=scene.dwelling, name="甲"),
        ChangePerson(**draft(scene.person), set=PersonEdits(name=("演示张三", "乙"))),
    )
    await west.sync()
    unheard = Worker(district, "worker_west")
    unheard.phone = Phone(MemoryStore())
    unheard.phone.join(west.install, west.user)
    _copy(west, unheard)
    for subject in (scene.person, newborn):
        await district.door.erase(scene.office("office"), subject, "asked for")
    await west.sync()

    await district.set_back()
    assert await erase_again(district.door) == 2
    for phone in (west, unheard):
        await phone.sync()

    ids = {row.id for phone in (west, unheard) for row in phone.phone.store.base.rows()}
    assert ids.isdisjoint({scene.person, newborn})
    assert {str(row[1]) for row in await rows_of(district, t.subject_keys) if row[2] is None} == {scene.person, newborn}
    answers = unheard.answers()
    assert set(answers.values()) == {Verdict.GONE}
    assert await erase_again(district.door) == 0


def _copy(source: Worker, target: Worker) -> None:
    assert isinstance(source.phone.store, MemoryStore)
    assert isinstance(target.phone.store, MemoryStore)
    copy_store(source.phone.store, target.phone.store)


async def test_an_announced_restore_needs_no_proof_and_its_head_is_durable(district: District) -> None:
    west, east = Worker(district, "worker_west"), Worker(district, "worker_east")
    await west.sync()
    await east.sync()
    copied = await district.back_up()
    lost = west.write(household(district.scene))
    await west.sync()
    await district.set_back()

    begun = await announce(district.door)
    await east.sync()
    await west.sync()

    assert (begun.durable_pos, begun.pos) == (copied.pos, copied.pos + 1)
    assert east.epoch == west.epoch == begun.epoch
    assert east.phone.store.state().durable == copied.pos
    assert set(lost) <= (await receipts_of(district)).keys()
    assert [row[5] for row in await rows_of(district, t.past_epochs)] == ["announced"]


async def test_a_server_that_starts_on_an_older_epoch_than_its_ledger_knows_ends_it_at_once(district: District) -> None:
    west = Worker(district, "worker_west")
    await resume(district.door)
    await west.sync()
    await district.back_up()
    west.write(household(district.scene))
    await west.sync()
    await district.set_back()
    await west.sync()
    await district.set_back()

    await resume(district.door)

    epochs = {row[1]: row[5] for row in await rows_of(district, t.past_epochs)}
    assert set(epochs.values()) == {"ledger"}
    assert west.epoch in epochs
    await resume(district.door)
    assert len(await rows_of(district, t.past_epochs)) == len(epochs)


async def test_a_drill_lets_phones_forget_what_the_copy_holds_and_no_more(district: District) -> None:
    west = Worker(district, "worker_west")
    held = west.write(household(district.scene))
    await west.sync()
    copied = await district.back_up()
    later = west.write(household(district.scene))
    await west.sync()
    assert {row.id for row in west.phone.store.sent.rows()} == {*held, *later}

    head = await publish_durable(district.door, Drilled(copied.epoch, copied.pos, copied.link))
    await west.sync()

    assert head.durable_pos == copied.pos
    assert [row.id for row in west.phone.store.sent.rows()] == later
    links = {row[1]: row[4] for row in await rows_of(district, t.journal)}
    again = await publish_durable(district.door, Drilled(copied.epoch, copied.pos - 1, links[copied.pos - 1]))
    assert again.durable_pos == copied.pos


async def test_a_copy_of_another_history_makes_nothing_durable(district: District) -> None:
    copied = await district.head()
    west = Worker(district, "worker_west")
    west.write(household(district.scene))
    await west.sync()

    for other in (
        Drilled("elsewhere", copied.pos, copied.link),
        Drilled(copied.epoch, copied.pos, bytes(32)),
        Drilled(copied.epoch, copied.pos + 1000, copied.link),
    ):
        with pytest.raises(NoSuchHistory):
            await publish_durable(district.door, other)
    assert (await district.head()).durable_pos == 0


async def test_a_weak_tag_would_miss_a_history_that_has_overtaken_the_phone(district: District) -> None:
    """The planted bug `weak_tag`, directed: the same commands at the same positions, and only the salts differ."""

    class WeakTag(Door):
        def tag(self, _pos: int, _link: bytes, /) -> str:
            return "0" * 16

    west, east = Worker(district, "worker_west"), Worker(district, "worker_east")
    await west.sync()
    await east.sync()
    await district.back_up()
    west.write(household(district.scene))
    await west.sync()
    strong = west.phone.store.state().seen
    await district.set_back()
    east.write(AddHousehold(**draft(new_id()), dwelling=district.scene.east_dwelling))
    await east.sync()
    await east.sync()
    old = district.door
    weak = WeakTag(old.database, old.district, old.kinds, old.handlers, old.seal, old.load_directory, old.load_holdings)
    assert strong is not None
    tag = "0" * 16
    told = Seen(strong.epoch, strong.pos, tag, old.seal.stamp_mac(old.district, strong.epoch, strong.pos, tag))

    _, outdated = await weak.database.read(lambda tx: head_for(tx, weak, told))
    await west.sync()

    assert not outdated
    assert west.epoch != strong.epoch


async def test_a_restored_server_without_its_ledger_does_not_start(district: District) -> None:
    await district.door.erase(district.scene.office("office"), district.scene.person, "asked for")
    district.door.ledger = MemoryLedger()

    with pytest.raises(LedgerBroken):
        await resume(district.door)
