"""From the outbox to the channel: each message once, whatever its provider says and whoever else sends."""

import asyncio
from datetime import timedelta

import pytest

from mobile_contract.accounts import RevokeInstall
from mobile_contract.notices import PushKind
from push.channels import Answer, ChannelKind, Outcome
from push.retry import Status
from server.core import clock
from server.core.consumers import step
from server.core.door import Door
from server.core.ids import new_id
from server.notices import queries, sending
from server.notices.hygiene import tokens_consumer
from server.notices.sending import Pace, Sender
from tests.server.notices.world import a_phone, enrol, outbox, planned, registration, report, sends
from tests.support.recording import RecordingChannel
from tests.support.scene import Scene, by_system, make_scene, settle

LATER = timedelta(hours=2)


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


def sender_of(channel: RecordingChannel, **told: object) -> Sender:
    return Sender("recording", channel, **{"dice": lambda: 0.5, **told})  # type: ignore[arg-type] # by name


async def woken(door: Door, scene: Scene, *tokens: str) -> None:
    """A new case, with a phone for each token, and all planned."""
    for token in tokens:
        await a_phone(door, scene, "worker_west", token)
    await report(door, new_id())
    assert len(await planned(door)) == len(tokens)


async def test_a_wake_up_is_handed_over_once_and_says_nothing(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a")
    channel = RecordingChannel()

    counts = [await sender_of(channel).send_due(door) for _ in range(2)]

    assert counts == [1, 0]
    (message,) = channel.given
    assert (message.to, message.cls, message.about, message.title, message.text) == ("a", "case.in_grid", "", "", "")
    (kept,) = await outbox(door)
    assert (kept.id, kept.status, kept.tries, kept.due_at) == (message.id, Status.DELIVERED, 1, None)


async def test_two_servers_send_each_message_once(door: Door, scene: Scene) -> None:
    await woken(door, scene, *(f"t{n}" for n in range(6)))
    channel, small = RecordingChannel(), Pace(at_once=2)

    await asyncio.gather(*(sender_of(channel, pace=small).send_due(door) for _ in range(3)))

    assert sorted(one.to for one in channel.given) == [f"t{n}" for n in range(6)]
    assert {one.status for one in await outbox(door)} == {Status.DELIVERED}


async def test_what_fails_for_a_time_is_sent_again_under_the_same_id(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a")
    failing, working = RecordingChannel(always=Answer(Outcome.PASSING, "503")), RecordingChannel()
    await sender_of(failing).send_due(door)
    (kept,) = await outbox(door)
    assert (kept.status, kept.told, kept.tries) == (Status.TEMPORARY_FAILURE, "503", 1)

    await sender_of(working).send_due(door)
    assert working.given == []
    at = clock.now() + timedelta(seconds=10)
    with clock.told_by(lambda: at):
        await sender_of(working).send_due(door)

    assert [one.id for one in working.given] == [kept.id] == [one.id for one in failing.given]


async def test_a_token_that_its_provider_knows_no_more_goes_and_one_registered_since_stays(
    door: Door, scene: Scene
) -> None:
    await woken(door, scene, "old", "new")
    long_ago = clock.now() - timedelta(days=1)
    gone = {"old": Answer(Outcome.GONE), "new": Answer(Outcome.GONE, gone_since=long_ago)}
    await sender_of(RecordingChannel(answers=gone)).send_due(door)
    assert {one.status for one in await outbox(door)} == {Status.PERMANENT_FAILURE}
    assert not any(one.dead_at for one in await outbox(door))

    await report(door, new_id())
    await planned(door)
    channel = RecordingChannel()
    await sender_of(channel).send_due(door)

    assert [one.to for one in channel.given] == ["new"]


async def test_a_token_that_moved_wakes_its_new_owner_alone(door: Door, scene: Scene) -> None:
    await a_phone(door, scene, "worker_west", "a")
    await report(door, new_id())
    assert len(await planned(door)) == 1
    east = await enrol(door, scene, "worker_east")
    await settle(door, [registration(east, "a")], east)
    channel = RecordingChannel()

    await sender_of(channel).send_due(door)

    assert channel.given == []
    assert [one.status for one in await outbox(door)] == [Status.PERMANENT_FAILURE]


async def test_an_install_that_was_shut_out_is_woken_no_more_and_loses_its_token(door: Door, scene: Scene) -> None:
    phone = await a_phone(door, scene, "worker_west", "a")
    await report(door, new_id())
    await planned(door)
    await settle(door, [RevokeInstall(**by_system(phone.install), reason="lost")])
    channel = RecordingChannel()
    await sender_of(channel).send_due(door)
    assert channel.given == []

    while await step(door, tokens_consumer()):
        pass
    other = await enrol(door, scene, "worker_west")
    (receipt,) = await sends(door, other, registration(other, "a", PushKind.APNS))

    assert receipt.version == 3  # registered, removed, registered by another


async def test_a_provider_that_is_down_is_left_alone_and_nothing_is_lost(door: Door, scene: Scene) -> None:
    await woken(door, scene, *(f"t{n}" for n in range(6)))
    channel = RecordingChannel(always=Answer(Outcome.PASSING))
    sender = sender_of(channel)
    await sender.send_due(door)
    await sender.send_due(door)
    assert len(channel.given) == 6

    channel.always = None
    at = clock.now() + LATER
    with clock.told_by(lambda: at):
        await sender.send_due(door)

    assert {one.status for one in await outbox(door)} == {Status.DELIVERED}


async def test_a_channel_that_hangs_or_breaks_costs_its_messages_a_delay(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a")
    hanging = RecordingChannel(gate=asyncio.Event())
    await sender_of(hanging, pace=Pace(answer_s=0.01)).send_due(door)
    (kept,) = await outbox(door)
    assert (kept.status, kept.told) == (Status.TEMPORARY_FAILURE, "no answer in time")

    class Broken(RecordingChannel):
        async def send(self, messages: object) -> list[Answer]:
            raise ValueError(f"broken by {messages}")

    at = clock.now() + LATER
    with clock.told_by(lambda: at):
        await sender_of(Broken()).send_due(door)
    (kept,) = await outbox(door)
    assert (kept.status, kept.told) == (Status.TECHNICAL_FAILURE, "the channel failed")


async def test_whoever_comes_back_after_their_lease_records_nothing(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a")
    at, kinds = clock.now(), [ChannelKind.APNS]
    until = at + timedelta(seconds=60)
    claimed = await door.database.write(lambda tx: queries.claim(tx, door.district, kinds, at, until, new_id(), 10))
    assert len(claimed) == 1
    assert await sender_of(RecordingChannel()).send_due(door) == 0

    later = at + LATER
    channel = RecordingChannel()
    with clock.told_by(lambda: later):
        await sender_of(channel).send_due(door)
    late = [queries.Record(claimed[0].id, Status.TEMPORARY_FAILURE, later, "", None, None)]
    kept = await door.database.write(lambda tx: queries.record(tx, door.district, new_id(), late))

    assert kept == 0
    (row,) = await outbox(door)
    assert (row.status, row.tries, len(channel.given)) == (Status.DELIVERED, 2, 1)


async def test_what_was_refused_is_a_dead_letter_until_somebody_has_it_sent_again(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a")
    await sender_of(RecordingChannel(always=Answer(Outcome.REFUSED, "bad payload"))).send_due(door)
    dead = await door.database.read(lambda tx: queries.list_dead(tx, door.district, 10))
    assert [(one.status, one.told) for one in dead] == [(Status.PERMANENT_FAILURE, "bad payload")]

    done = await door.database.write(lambda tx: queries.replay(tx, door.district, [dead[0].id], clock.now()))
    again = await door.database.write(lambda tx: queries.replay(tx, door.district, [dead[0].id], clock.now()))
    channel = RecordingChannel()
    await sender_of(channel).send_due(door)

    assert (done, again) == (1, 0)
    assert [one.id for one in channel.given] == [dead[0].id]
    assert await door.database.read(lambda tx: queries.list_dead(tx, door.district, 10)) == []


async def test_what_could_not_be_sent_in_its_time_is_not_sent_later(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a")
    channel, at = RecordingChannel(), clock.now() + timedelta(days=2)
    with clock.told_by(lambda: at):
        await sender_of(channel).send_due(door)

    (kept,) = await outbox(door)
    assert channel.given == []
    assert (kept.status, kept.dead_at) == (Status.TEMPORARY_FAILURE, at)


async def test_a_test_key_and_simulated_recipients_never_reach_a_provider(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a", "simulated-permanent-failure")
    channel = RecordingChannel()
    await sender_of(channel, live=False).send_due(door)
    assert {one.status for one in await outbox(door)} == {Status.DELIVERED, Status.PERMANENT_FAILURE}

    await report(door, new_id())
    await planned(door)
    await sender_of(channel).send_due(door)

    assert [one.to for one in channel.given] == ["a"]


async def test_old_records_are_forgotten_and_dead_letters_are_not(door: Door, scene: Scene) -> None:
    await woken(door, scene, "a", "b")
    channel = RecordingChannel(answers={"a": Answer(Outcome.REFUSED)})
    await sender_of(channel).send_due(door)
    at = clock.now() + sending.KEPT + LATER
    with clock.told_by(lambda: at):
        await sending.forget(door)

    assert [one.dead_at is None for one in await outbox(door)] == [False]
