"""What premises follow, through the door and on both databases: splits, merges of persons, erasure, two phones."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from mobile_contract.premises import (
    ChangeSite,
    ClosePremises,
    EndTenant,
    MoveSite,
    Premises,
    RegisterSite,
    ReopenPremises,
    SiteEdits,
    VerifyTenant,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import EndResidency, MoveIn, RegisterPerson, ResidencyStatus
from mobile_contract.sync import ERASE, PUT
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM, Door
from server.core.ids import new_id
from server.core.reading import find_entity, list_by
from server.premises.entities import Organisation, RentedHouse, Site
from server.residents.moves import day_of
from server.rezoning import service as rezoning
from tests.server.inbox.hands import Hand
from tests.server.premises.homes import house_in, let, organisation_in, site_in, tenancy_of, tenant_of
from tests.server.residents.doubles import a_merge, an_unmerge, fed, inbox, order
from tests.server.rezoning.scenes import IN_LEFT, IN_RIGHT, Split, a_split, agreed, make_split_scene
from tests.support.scene import EAST, WEST, APhone, Scene, by_system, make_scene, middle, settle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


@pytest.fixture
def west(scene: Scene) -> APhone:
    return scene.phone("worker_west")


async def neighbour(door: Door, scene: Scene) -> str:
    """One more person of the scene's other dwelling."""
    person = new_id()
    await settle(
        door,
        [RegisterPerson(**by_system(person), residency=new_id(), dwelling=scene.other_dwelling, name="演示李四")],
    )
    return person


async def test_premises_go_to_the_part_where_their_building_or_they_themselves_lie(door: Door) -> None:
    split: Split = await make_split_scene(door)
    west = split.base.west
    inside = site_in(building=split.right_house.building, point=IN_LEFT)
    alone = site_in(grid=west, point=IN_RIGHT)
    placeless = site_in(grid=west)
    office = organisation_in(west, point=IN_RIGHT)
    await settle(door, [inside, alone, placeless, office])
    house, tenancy = await let(door, split.right_house.dwellings[0], split.right_house.persons[0])
    twice = tenant_of(house, split.right_house.persons[0])
    await settle(door, [twice])
    admin = Actor(user=split.base.users["admin"], install=new_id())

    command = await agreed(door, a_split(split))
    await settle(door, [command], admin)
    await rezoning.carry_on(door, command.entity)

    ids = [inside.entity, alone.entity, placeless.entity]
    sites = {one.id: one.grid for one in await door.database.read(lambda tx: list_by(tx, door, Site, "id", ids))}
    assert [sites[one] for one in ids] == [split.right, split.right, split.left]
    kept = await door.database.read(lambda tx: find_entity(tx, door, Organisation, office.entity))
    assert kept is not None
    assert kept.grid == split.right
    let_out = await door.database.read(lambda tx: find_entity(tx, door, RentedHouse, house))
    assert let_out is not None
    assert let_out.grid == split.right
    for one in (tenancy, twice.entity):
        found = await tenancy_of(door, one)
        assert found is not None
        assert found.grid == split.right
    told = await fed(door, split.right)
    assert {told[one] for one in (inside.entity, office.entity, house, tenancy)} == {PUT}


async def test_tenancies_go_to_the_winner_of_a_merge_and_come_back(door: Door, scene: Scene) -> None:
    loser = await neighbour(door, scene)
    _, tenancy = await let(door, scene.other_dwelling, loser)
    third = await neighbour(door, scene)
    first = a_merge(scene.person, loser)
    assert (await order(door, scene, first)).verdict is Verdict.APPLIED
    second = a_merge(third, scene.person)
    assert (await order(door, scene, second)).verdict is Verdict.APPLIED
    moved = await tenancy_of(door, tenancy)
    assert moved is not None
    assert (moved.person, moved.came_by) == (third, (first.entity, second.entity))

    late = VerifyTenant(**scene.phone("worker_west").facts(tenancy, loser), house=moved.house)
    receipt = (await scene.phone("worker_west").push(door, late)).receipts[0]
    assert (receipt.verdict, receipt.to) == (Verdict.REDIRECTED, third)

    for merge in (second, first):
        assert (await order(door, scene, an_unmerge(merge))).verdict is Verdict.APPLIED
    back = await tenancy_of(door, tenancy)
    assert back is not None
    assert (back.person, back.came_by) == (loser, ())
    assert back.verified_at is not None, "what became of it since stays"


async def test_a_person_who_is_erased_takes_their_tenancies_along(door: Door, scene: Scene) -> None:
    house, tenancy = await let(door, scene.dwelling, scene.person)
    await door.erase(SYSTEM, scene.person, "asked for")
    assert await tenancy_of(door, tenancy) is None
    told = await fed(door, scene.west)
    assert (told[tenancy], told[house]) == (ERASE, PUT)
    late = VerifyTenant(**scene.phone("worker_west").facts(tenancy, scene.person), house=house)
    assert (await scene.phone("worker_west").push(door, late)).receipts[0].verdict is Verdict.GONE
    assert (await door.issue([tenant_of(house, scene.person)])).receipts[0].verdict is Verdict.GONE


async def test_a_house_may_be_erased_for_its_owner_and_tenancies_stay_their_persons(door: Door, scene: Scene) -> None:
    house, tenancy = await let(door, scene.dwelling, scene.person)
    await door.erase(SYSTEM, house, "asked for")
    assert await door.database.read(lambda tx: find_entity(tx, door, RentedHouse, house)) is None
    left = await tenancy_of(door, tenancy)
    assert left is not None
    end = EndTenant(**by_system(tenancy, scene.person), until_on="2026-11-01")
    assert (await door.issue([end])).receipts[0].verdict is Verdict.APPLIED


async def test_one_code_of_two_organisations_and_one_dwelling_let_twice_are_flagged(door: Door, scene: Scene) -> None:
    first, second = organisation_in(scene.west), organisation_in(scene.west)
    houses = house_in(scene.dwelling), house_in(scene.dwelling)
    rooms = house_in(scene.dwelling, house_no="A")
    await settle(door, [first, houses[0]])
    again = (await door.issue([second, houses[1], rooms])).receipts
    assert [(one.verdict, one.why) for one in again] == [
        (Verdict.CONFLICT, ProblemCode.DUPLICATE),
        (Verdict.CONFLICT, ProblemCode.DUPLICATE),
        (Verdict.APPLIED, ""),
    ]
    assert [one.facts.get("twin") for one in again[:2]] == [first.entity, houses[0].entity]
    assert {(row[0], row[1]) for row in await inbox(door)} == {
        (ProblemCode.DUPLICATE, second.entity),
        (ProblemCode.DUPLICATE, houses[1].entity),
    }
    # Whoever is closed claims nothing: the code is free for the other, and taken again when it is reopened.
    for one in (first, second):
        await settle(door, [ClosePremises(**by_system(one.entity), premises=Premises.ORGANISATION)])
    await settle(door, [ReopenPremises(**by_system(second.entity), premises=Premises.ORGANISATION)])
    third = (await door.issue([organisation_in(scene.west)])).receipts[0]
    assert third.facts.get("twin") == second.entity


async def test_two_phones_that_tell_one_tenancy_at_once_make_one(door: Door, scene: Scene, west: APhone) -> None:
    house = house_in(scene.dwelling)
    await settle(door, [house])
    phones = (west, scene.phone("worker_west"))
    told = [tenant_of(house.entity, scene.person, phone) for phone in phones]
    outcomes = await asyncio.gather(*(phone.push(door, one) for phone, one in zip(phones, told, strict=True)))
    assert {one.receipts[0].verdict for one in outcomes} == {Verdict.APPLIED, Verdict.MERGED}
    rows = [await tenancy_of(door, one.entity) for one in told]
    assert sorted(str(row.status) for row in rows if row is not None) == sorted(
        [ResidencyStatus.EFFECTIVE.value, ResidencyStatus.VOID.value]
    )
    shown = await fed(door, scene.west)
    assert [one.entity in shown for one in told].count(True) == 1


@pytest.mark.parametrize("tenancy_first", [True, False])
async def test_a_move_out_and_a_tenancy_end_alike_in_whatever_order_they_come(
    door: Door, scene: Scene, west: APhone, *, tenancy_first: bool
) -> None:
    house = house_in(scene.dwelling)
    await settle(door, [house])
    day = day_of(clock.now())
    tenant = tenant_of(house.entity, scene.person, west)
    out = EndResidency(**west.facts(scene.residency, scene.person), until_on=day)
    for command in (tenant, out) if tenancy_first else (out, tenant):
        assert (await west.push(door, command)).receipts[0].verdict in {Verdict.APPLIED, Verdict.MERGED}
    row = await tenancy_of(door, tenant.entity)
    assert row is not None
    assert (row.status, row.until_on) == (ResidencyStatus.ENDED, day)


async def test_the_committee_moves_somebody_out_of_a_house_and_its_grid_still_sees_the_tenancy(
    door: Door, scene: Scene
) -> None:
    house, tenancy = await let(door, scene.dwelling, scene.person)
    move = MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.east_dwelling)
    await settle(door, [move], scene.office("office"))
    row = await tenancy_of(door, tenancy)
    assert row is not None
    assert (row.status, row.grid) == (ResidencyStatus.ENDED, scene.west)
    assert (await fed(door, scene.west))[tenancy] == PUT
    # The worker of the house does not look after that person any more: whoever does decides.
    west = scene.phone("worker_west")
    again = (await west.push(door, tenant_of(house, scene.person, west))).receipts[0]
    assert (again.verdict, again.why) == (Verdict.CONFLICT, ProblemCode.LATE_SCOPE)


async def test_a_worker_puts_a_site_at_a_point_of_their_own_grid_and_of_no_other(
    door: Door, scene: Scene, west: APhone
) -> None:
    site = RegisterSite(**west.facts(new_id()), name="演示小商店", site_kind="shop", point=middle(WEST))
    moves = [MoveSite(**west.facts(site.entity), point=middle(corner)) for corner in (WEST, EAST)]
    moves.append(MoveSite(**west.facts(site.entity), building=scene.building))
    later = datetime.now(UTC) + timedelta(hours=1)
    with clock.told_by(lambda: later):
        receipts = (await west.push(door, site, *moves)).receipts
    assert [(one.verdict, one.why) for one in receipts] == [
        (Verdict.APPLIED, ""),
        (Verdict.APPLIED, ""),
        (Verdict.REFUSED, ProblemCode.NOT_ALLOWED),
        (Verdict.APPLIED, ""),
    ]
    found = await door.database.read(lambda tx: find_entity(tx, door, Site, site.entity))
    assert found is not None
    assert (found.grid, found.building) == (scene.west, scene.building)


async def test_a_value_that_two_wrote_is_settled_like_any_other(door: Door, scene: Scene) -> None:
    site = site_in(building=scene.building)
    await settle(door, [site])
    west = await Hand(door, scene.users["worker_west"]).sync()
    west.write(ChangeSite, site.entity, set=SiteEdits(site_kind=("shop", "eatery")))
    await settle(door, [ChangeSite(**by_system(site.entity), set=SiteEdits(site_kind=("shop", "salon")))])
    await west.sync()
    [conflict] = west.conflicts()
    assert (conflict.of_kind, conflict.mine, conflict.theirs) == ("site", "eatery", "salon")
    west.settle(conflict, "keep_mine")
    await west.sync()
    found = await door.database.read(lambda tx: find_entity(tx, door, Site, site.entity))
    assert found is not None
    assert found.site_kind == "eatery"


async def test_nobody_registers_or_closes_what_lies_in_a_grid_that_is_not_theirs(door: Door, scene: Scene) -> None:
    house, _ = await let(door, scene.dwelling, scene.person)
    east = scene.phone("worker_east")
    commands = (
        site_in(building=scene.building),
        organisation_in(scene.west),
        house_in(scene.dwelling),
        ClosePremises(**by_system(house), premises=Premises.RENTED_HOUSE),
        tenant_of(house, scene.person),
    )
    receipts = (await east.push(door, *commands)).receipts
    assert {(one.verdict, one.why) for one in receipts} == {(Verdict.REFUSED, ProblemCode.NOT_ALLOWED)}
