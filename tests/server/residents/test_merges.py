"""Two records are one person, and two again: what goes along, who is told, and what becomes of late work."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import ChangePerson, ChangeResidency, EndResidency, Life, MoveIn, ResidencyEdits
from mobile_contract.sync import EXIT, PUT
from mobile_contract.visits import RecordVisit
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import new_id
from server.core.reading import list_by
from server.residents.entities import Merge, Residency
from tests.server.residents.doubles import (
    a_merge,
    a_registration,
    an_unmerge,
    claimants,
    edits,
    fed,
    inbox,
    one,
    order,
    person,
    stay,
)
from tests.support.scene import APhone, Scene, make_scene


@dataclass
class Pair:
    """One person twice in the western grid: `winner` with one stay, `loser` with another."""

    door: Door
    scene: Scene
    winner: str
    loser: str
    winner_stay: str
    loser_stay: str

    async def merge(self, **more: Any) -> Any:
        command = a_merge(self.winner, self.loser, **more)
        receipt = await order(self.door, self.scene, command)
        assert receipt.verdict in {Verdict.APPLIED, Verdict.CONFLICT}, receipt
        return command

    async def late(self, phone: APhone, **fields: tuple[Any, Any]) -> Receipt:
        """What a worker wrote about the loser, of whose merge they know nothing."""
        return (await phone.push(self.door, self.edit(phone, **fields))).receipts[0]

    def edit(self, phone: APhone, **fields: tuple[Any, Any]) -> ChangePerson:
        return ChangePerson(**phone.facts(self.loser), set=edits(**fields))


@pytest.fixture
async def pair(door: Door) -> Pair:
    scene = await make_scene(door)
    phone = scene.phone("worker_west")
    first = a_registration(phone, scene.dwelling, phone="13900000001", care_labels=("L1",))
    second = a_registration(phone, scene.other_dwelling, name="李四儿", workplace="厂", care_labels=("L2",))
    await phone.push(door, first, second)
    return Pair(door, scene, first.entity, second.entity, first.residency, second.residency)


async def test_the_loser_leaves_every_scope_and_only_named_stays_go_along(pair: Pair) -> None:
    phone = pair.scene.phone("worker_west")
    extra = MoveIn(**phone.facts(pair.loser), residency=new_id(), dwelling=pair.scene.dwelling)
    await phone.push(pair.door, extra)

    await pair.merge(moved=(extra.residency,))

    told = await fed(pair.door, pair.scene.west)
    assert (told[pair.loser], told[pair.loser_stay], told[extra.residency]) == (EXIT, EXIT, PUT)
    assert (await stay(pair.door, extra.residency)).person == pair.winner
    assert (await stay(pair.door, pair.loser_stay)).person == pair.loser
    loser = await person(pair.door, pair.loser)
    assert (loser.life, loser.merged_into, loser.name, loser.workplace) == (Life.MERGED, pair.winner, "李四儿", "厂")


async def test_the_choice_per_field_is_the_winners_from_then_on(pair: Pair) -> None:
    await pair.merge(set=edits(workplace=("", "厂")), add_labels=("L2",))

    winner = await person(pair.door, pair.winner)

    assert (winner.workplace, winner.name, winner.care_labels) == ("厂", "李四", ("L1", "L2"))


async def test_a_field_that_was_written_meanwhile_is_not_overwritten_by_a_merge(pair: Pair) -> None:
    phone = pair.scene.phone("worker_west")
    edit = ChangePerson(**phone.facts(pair.winner), set=edits(phone=("13900000001", "13900000002")))
    await phone.push(pair.door, edit)

    receipt = await order(
        pair.door, pair.scene, a_merge(pair.winner, pair.loser, set=edits(phone=("13900000001", "13900000003")))
    )

    assert (receipt.verdict, receipt.fields) == (Verdict.CONFLICT, {"phone": "kept"})
    assert (await person(pair.door, pair.winner)).phone == "13900000002"
    assert (await person(pair.door, pair.loser)).merged_into == pair.winner


async def test_a_late_edit_of_the_loser_is_done_on_the_winner(pair: Pair) -> None:
    """Pitfall 26: same number from two phones, a merge, and what was written on the loser meanwhile."""
    await pair.merge()

    receipt = await pair.late(pair.scene.phone("worker_west"), workplace=("", "店"))

    assert (receipt.verdict, receipt.to, receipt.fields) == (Verdict.REDIRECTED, pair.winner, {"workplace": "applied"})
    assert (await person(pair.door, pair.winner)).workplace == "店"
    assert (await person(pair.door, pair.loser)).workplace == "厂"
    assert receipt.version == (await person(pair.door, pair.winner)).version


async def test_a_base_of_the_loser_says_nothing_of_the_winner(pair: Pair) -> None:
    """Pitfall 40: by its base this edit would be clean, and overwrite what its author never saw."""
    phone = pair.scene.phone("worker_west")
    await pair.merge()
    epoch = (await phone.push(pair.door)).head.epoch
    command = ChangePerson(
        **phone.facts(pair.loser, epoch=epoch, base=2**40), set=edits(phone=("13911111111", "13900000009"))
    )

    [receipt] = (await phone.push(pair.door, command)).receipts

    assert (receipt.verdict, receipt.to, receipt.why) == (Verdict.CONFLICT, pair.winner, ProblemCode.CONCURRENT_EDIT)
    assert (await person(pair.door, pair.winner)).phone == "13900000001"
    assert (ProblemCode.CONCURRENT_EDIT, pair.winner, "phone") in await inbox(pair.door)


async def test_a_chain_of_merges_leads_to_its_end(pair: Pair) -> None:
    await pair.merge()
    await order(pair.door, pair.scene, a_merge(pair.scene.person, pair.winner))

    receipt = await pair.late(pair.scene.phone("worker_west"), workplace=("", "店"))

    assert (receipt.verdict, receipt.to) == (Verdict.REDIRECTED, pair.scene.person)
    assert (await person(pair.door, pair.scene.person)).workplace == "店"


async def test_an_edit_after_a_merge_in_one_batch_is_done_on_the_winner(pair: Pair) -> None:
    office = pair.scene.office("office")
    phone = APhone(office)
    before, after = pair.edit(phone, workplace=("厂", "一")), pair.edit(phone, workplace=("", "二"))

    outcome = await phone.push(pair.door, before, a_merge(pair.winner, pair.loser), after)

    assert [one.verdict for one in outcome.receipts] == [Verdict.APPLIED, Verdict.APPLIED, Verdict.REDIRECTED]
    assert (await person(pair.door, pair.loser)).workplace == "一"
    assert (await person(pair.door, pair.winner)).workplace == "二"


async def test_a_late_move_and_a_late_end_of_a_stay_are_the_winners(pair: Pair) -> None:
    phone = pair.scene.phone("worker_west")
    await pair.merge(moved=(pair.loser_stay,))
    ending = EndResidency(**phone.facts(pair.loser_stay, pair.loser), until_on="2026-11-20")
    moving = MoveIn(**phone.facts(pair.loser), residency=new_id(), dwelling=pair.scene.other_dwelling)

    outcome = await phone.push(pair.door, ending, moving)

    assert [(one.verdict, one.to) for one in outcome.receipts] == [(Verdict.REDIRECTED, pair.winner)] * 2
    assert (await stay(pair.door, moving.residency)).person == pair.winner
    assert (await stay(pair.door, pair.loser_stay)).until_on == "2026-11-20"


async def test_late_work_on_a_stay_that_was_left_behind_is_kept_with_it(pair: Pair) -> None:
    phone = pair.scene.phone("worker_west")
    await pair.merge()
    facts = phone.facts(pair.loser_stay, pair.loser)
    changing = ChangeResidency(**facts, set=ResidencyEdits(relation=("99", "01")))
    ending = EndResidency(**phone.facts(pair.loser_stay, pair.loser), until_on="2026-11-20")

    outcome = await phone.push(pair.door, changing, ending)

    assert [(one.verdict, one.to) for one in outcome.receipts] == [
        (Verdict.APPLIED, ""),
        (Verdict.REDIRECTED, pair.winner),
    ]
    left = await stay(pair.door, pair.loser_stay)
    assert (left.relation, left.until_on, left.person) == ("01", "2026-11-20", pair.loser)
    assert (await fed(pair.door, pair.scene.west))[pair.loser_stay] == EXIT


async def test_a_late_visit_that_met_the_loser_is_a_visit(pair: Pair) -> None:
    phone = pair.scene.phone("worker_west")
    await pair.merge()
    visit = RecordVisit(
        **phone.facts(new_id(), pair.scene.household), household=pair.scene.household, persons=(pair.loser,)
    )

    assert (await phone.push(pair.door, visit)).receipts[0].verdict is Verdict.APPLIED


async def test_whoever_lacks_the_winners_grid_is_late_and_not_refused(pair: Pair) -> None:
    east = pair.scene.phone("worker_east")
    elsewhere = a_registration(east, pair.scene.east_dwelling, id_no=None)
    await east.push(pair.door, elsewhere)
    await order(pair.door, pair.scene, a_merge(elsewhere.entity, pair.loser))

    receipt = await pair.late(pair.scene.phone("worker_west"), workplace=("厂", "店"))
    strange = await pair.late(pair.scene.phone("stranger"), workplace=("厂", "店"))

    assert (receipt.verdict, receipt.why, receipt.to) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE, elsewhere.entity)
    assert (ProblemCode.LATE_SCOPE, elsewhere.entity, "") in await inbox(pair.door)
    assert (strange.verdict, strange.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


async def test_merging_and_unmerging_gives_both_back_what_they_had(pair: Pair) -> None:
    """Pitfall 27: the round trip."""
    before = [await person(pair.door, one) for one in (pair.winner, pair.loser)]
    stays = [await stay(pair.door, one) for one in (pair.winner_stay, pair.loser_stay)]
    fields = edits(workplace=("", "厂"), name=("李四", "李四儿"), phone=("13900000001", None))
    merge = await pair.merge(set=fields, add_labels=("L2",), moved=(pair.loser_stay,))

    receipt = await order(pair.door, pair.scene, an_unmerge(merge))

    after = [await person(pair.door, one) for one in (pair.winner, pair.loser)]
    assert (receipt.verdict, receipt.why) == (Verdict.CONFLICT, ProblemCode.DUPLICATE)  # two with one number again
    assert [told(row) for row in after] == [told(row) for row in before]
    assert [told(await stay(pair.door, row.id)) for row in stays] == [told(row) for row in stays]
    assert (await fed(pair.door, pair.scene.west))[pair.loser] == PUT
    assert (await one(pair.door, Merge, merge.entity)).undone


def told(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__struct_fields__ if name not in {"version", "stamps"}}


async def test_what_was_written_since_a_merge_stays_with_the_winner(pair: Pair) -> None:
    fields = edits(workplace=("", "厂"), name=("李四", "李四儿"), former_name=("", "旧"))
    merge = await pair.merge(set=fields)
    phone = pair.scene.phone("worker_west")
    since = edits(workplace=("厂", "店"), name=("李四儿", "李斯"))
    newcomer = MoveIn(**phone.facts(pair.loser), residency=new_id(), dwelling=pair.scene.dwelling)
    await phone.push(pair.door, ChangePerson(**phone.facts(pair.loser), set=since), newcomer)

    receipt = await order(pair.door, pair.scene, an_unmerge(merge))

    winner = await person(pair.door, pair.winner)
    assert receipt.fields == {"workplace": "kept", "name": "kept", "former_name": "applied"}
    assert (winner.workplace, winner.name, winner.former_name) == ("店", "李斯", "")
    assert (ProblemCode.CONCURRENT_EDIT, pair.winner, "name") in await inbox(pair.door)
    assert (await stay(pair.door, newcomer.residency)).person == pair.winner
    assert (await pair.late(phone, workplace=("厂", "铺"))).verdict is Verdict.APPLIED


async def test_a_merge_is_undone_once_and_only_the_last_of_a_chain(pair: Pair) -> None:
    inner = await pair.merge()
    outer = a_merge(pair.scene.person, pair.winner)
    await order(pair.door, pair.scene, outer)

    early = await order(pair.door, pair.scene, an_unmerge(inner))
    for merge in (outer, inner):
        assert (await order(pair.door, pair.scene, an_unmerge(merge))).verdict in {Verdict.APPLIED, Verdict.CONFLICT}
    again = await order(pair.door, pair.scene, an_unmerge(inner))

    assert (early.why, early.facts) == (ProblemCode.ALREADY_MERGED, {"into": pair.scene.person})
    assert again.why == ProblemCode.MERGE_UNDONE
    assert (await person(pair.door, pair.loser)).life is Life.ACTIVE


async def test_nobody_is_merged_twice_or_into_themself(pair: Pair) -> None:
    await pair.merge()

    told = [
        await order(pair.door, pair.scene, command)
        for command in (
            a_merge(pair.winner, pair.loser),
            a_merge(pair.loser, pair.winner),
            a_merge(pair.winner, pair.winner),
            a_merge(pair.winner, pair.scene.person, moved=(pair.winner_stay,)),
        )
    ]

    assert [(one.verdict, one.why) for one in told] == [
        *[(Verdict.REFUSED, ProblemCode.ALREADY_MERGED)] * 3,
        (Verdict.REFUSED, ProblemCode.MISSING_SUBJECT),
    ]


@pytest.mark.parametrize("login", ["worker_west", "stranger", "dept"])
async def test_only_the_committee_merges(pair: Pair, login: str) -> None:
    actor: Actor = pair.scene.office(login)

    receipt = await order(pair.door, pair.scene, a_merge(pair.winner, pair.loser), actor)

    assert (receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.NOT_ALLOWED)


async def test_the_number_is_the_winners_after_a_merge(pair: Pair) -> None:
    assert pair.winner in await claimants(pair.door)
    await order(pair.door, pair.scene, a_merge(pair.loser, pair.winner))
    phone = pair.scene.phone("worker_west")

    [receipt] = (await phone.push(pair.door, a_registration(phone, pair.scene.dwelling))).receipts

    assert (receipt.why, receipt.facts) == (ProblemCode.DUPLICATE, {"twin": pair.loser})


async def test_a_merge_and_an_edit_of_the_loser_at_once_lose_nothing(pair: Pair) -> None:
    phone = pair.scene.phone("worker_west")

    _, receipt = await asyncio.gather(pair.merge(), pair.late(phone, workplace=("厂", "店")))

    holder = pair.winner if receipt.verdict is not Verdict.APPLIED else pair.loser
    found = await person(pair.door, holder)
    assert receipt.verdict in {Verdict.APPLIED, Verdict.REDIRECTED, Verdict.MERGED}
    assert found.workplace == "店" or receipt.fields == {"workplace": "kept"}


async def test_whoever_is_erased_goes_with_what_was_merged_into_them(pair: Pair) -> None:
    await pair.merge(moved=(pair.loser_stay,))
    await pair.door.erase(pair.scene.office("office"), pair.winner, "asked for it")

    receipt = await pair.late(pair.scene.phone("worker_west"), workplace=("厂", "店"))

    assert receipt.verdict is Verdict.GONE
    with pytest.raises(AssertionError):
        await person(pair.door, pair.loser)


async def test_a_twin_that_an_unmerge_brings_back_is_still_told_of_when_the_winner_is_erased(pair: Pair) -> None:
    phone = pair.scene.phone("worker_west")
    bystander = a_registration(phone, pair.scene.dwelling, id_no=None)
    await phone.push(pair.door, bystander)
    merge = a_merge(bystander.entity, pair.loser)
    await order(pair.door, pair.scene, merge)
    back = await order(pair.door, pair.scene, an_unmerge(merge))
    assert back.why == ProblemCode.DUPLICATE

    await pair.door.erase(pair.scene.office("office"), bystander.entity, "asked for it")

    told = [entity for reason, entity, _ in await inbox(pair.door) if reason == ProblemCode.DUPLICATE]
    assert pair.loser in told


async def test_whoever_is_erased_leaves_nothing_in_what_they_were_merged_into(pair: Pair) -> None:
    merge = await pair.merge(set=edits(workplace=("", "厂")), add_labels=("L2",), moved=(pair.loser_stay,))
    outer = a_merge(pair.scene.person, pair.winner, set=edits(workplace=("", "厂")))
    await order(pair.door, pair.scene, outer)

    await pair.door.erase(pair.scene.office("office"), pair.loser, "asked for it")

    winners = [await person(pair.door, one) for one in (pair.winner, pair.scene.person)]
    assert [(one.workplace, one.merged_into) for one in winners] == [("", None)] * 2
    assert winners[0].care_labels == ("L1",)
    assert (await one(pair.door, Merge, merge.entity)).undo == edits()
    assert pair.loser_stay not in [row.id for row in await stays_of(pair.door, pair.winner)]


async def stays_of(door: Door, identity: str) -> list[Residency]:
    return await door.database.read(lambda tx: list_by(tx, door, Residency, "person", [identity]))
