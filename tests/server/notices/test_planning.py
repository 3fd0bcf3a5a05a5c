"""From the journal to the outbox: who is told, once, whatever is read again and whoever reads it."""

import asyncio

import pytest

from mobile_contract.cases import AcceptCase
from mobile_contract.notices import (
    ChooseNotices,
    NoticeChannel,
    NoticeClass,
    NoticeLanguage,
    PushKind,
    QuietHours,
    SetNoticeWays,
)
from push.channels import ChannelKind
from push.retry import Status
from server.core.consumers import step
from server.core.door import Door
from server.core.ids import new_id
from server.core.journal import list_entries_of_kinds
from server.core.loading import head_of
from server.notices import planning
from server.notices.books import book
from sync.notices import notice_choice_id, notice_ways_id
from tests.server.notices.world import ALL, a_phone, outbox, planned, report, sends
from tests.support.scene import Scene, by_system, make_scene, settle


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def accept(door: Door, case: str) -> None:
    await settle(door, [AcceptCase(**by_system(case))])


async def test_a_new_case_wakes_the_phones_of_its_grid_and_no_other(door: Door, scene: Scene) -> None:
    west = await a_phone(door, scene, "worker_west", "a-west")
    second = await a_phone(door, scene, "worker_west", "b-west", PushKind.FCM_FID)
    await a_phone(door, scene, "worker_east", "a-east")
    await report(door, new_id())

    kept = await planned(door)

    assert {(one.channel, one.place) for one in kept} == {
        (ChannelKind.APNS, west.install),
        (ChannelKind.FCM_FID, second.install),
    }
    assert {(one.cls, one.status, one.tries) for one in kept} == {("case.in_grid", Status.CREATED, 0)}


async def test_many_cases_are_one_wake_up_until_it_is_sent(door: Door, scene: Scene) -> None:
    await a_phone(door, scene, "worker_west", "a-west")
    await report(door, *(new_id() for _ in range(5)))
    before = await planned(door)
    await report(door, *(new_id() for _ in range(5)))

    assert len(before) == 1
    assert await planned(door) == before


async def test_who_reported_a_case_hears_of_its_progress_and_whoever_led_it_on_does_not(
    door: Door, scene: Scene
) -> None:
    phone, case = await a_phone(door, scene, "worker_west", "a-west"), new_id()
    await report(door, case, actor=phone)
    assert await planned(door) == []

    await accept(door, case)

    kept = await planned(door)
    assert {(one.cls, one.channel, one.person) for one in kept} == {
        ("report.accepted", ChannelKind.APNS, phone.user),
        ("report.accepted", ChannelKind.INBOX, phone.user),
    }
    arrived = next(one for one in kept if one.channel == ChannelKind.INBOX)
    assert (arrived.status, arrived.due_at) == (Status.DELIVERED, None)


async def test_what_was_kept_and_not_applied_is_told_to_nobody(door: Door, scene: Scene) -> None:
    phone, case = await a_phone(door, scene, "worker_west", "a-west"), new_id()
    await report(door, case, actor=phone)
    await accept(door, case)
    before = await planned(door)
    await sends(door, scene.office("office"), AcceptCase(**by_system(case)))

    assert await planned(door) == before


async def test_what_somebody_switched_off_is_not_sent(door: Door, scene: Scene) -> None:
    phone, case = await a_phone(door, scene, "worker_west", "a-west"), new_id()
    cls = NoticeClass.REPORT_ACCEPTED
    entity = notice_choice_id(phone.user, cls)
    await settle(door, [ChooseNotices(**by_system(entity), cls=cls, muted=(NoticeChannel.PUSH,))], phone)
    await report(door, case, actor=phone)
    await accept(door, case)

    assert [one.channel for one in await planned(door)] == [ChannelKind.INBOX]


async def test_quiet_hours_and_language_are_those_of_the_person(door: Door, scene: Scene) -> None:
    phone, case = await a_phone(door, scene, "worker_west", "a-west"), new_id()
    ways = SetNoticeWays(
        **by_system(notice_ways_id(phone.user)),
        language=NoticeLanguage.EN,
        quiet=QuietHours(from_minute=0, until_minute=1439),
    )
    await settle(door, [ways], phone)
    await report(door, case, actor=phone)
    await accept(door, case)

    pushed = next(one for one in await planned(door) if one.channel == ChannelKind.APNS)
    assert pushed.due_at.hour * 60 + pushed.due_at.minute == 15 * 60 + 59  # 23:59 in Shanghai


async def test_entries_that_are_handled_again_are_planned_once(door: Door, scene: Scene) -> None:
    phone, case = await a_phone(door, scene, "worker_west", "a-west"), new_id()
    await report(door, case, actor=phone)
    await accept(door, case)
    head = await door.database.read(lambda tx: head_of(tx, door.district))
    entries = await door.database.read(lambda tx: list_entries_of_kinds(tx, door.district, 0, head.pos, book().kinds))

    made = [await planning.plan_all(door, entries, ALL) for _ in range(2)]

    assert made == [2, 0]
    assert len(await planned(door)) == 2


async def test_two_that_plan_at_once_plan_once(door: Door, scene: Scene) -> None:
    phone, cases = await a_phone(door, scene, "worker_west", "a-west"), [new_id() for _ in range(4)]
    await report(door, *cases, actor=phone)
    for case in cases:
        await accept(door, case)
    consumer = planning.notices_consumer(ALL)

    await asyncio.gather(*(step(door, consumer) for _ in range(3)))
    kept = await planned(door)

    inbox = [one for one in kept if one.channel == ChannelKind.INBOX]
    assert len(inbox) == len(cases)
    assert kept == await outbox(door)
