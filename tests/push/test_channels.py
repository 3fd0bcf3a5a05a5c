"""What every `Channel` promises, against a real provider each. A new channel is one more line in `WORLDS`."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from push.answering import Limits
from push.channels import Channel, Message, Outcome
from tests.push.messages import CALM, QUICK, message
from tests.push.peers import Fate
from tests.push.worlds import WORLDS, World

CUT_OR_HUNG = [
    (name, fate) for name in sorted(WORLDS) for fate in (Fate.CUT, Fate.HANG) if fate in WORLDS[name].outcomes
]
ASKING_FOR_TIME = [name for name in sorted(WORLDS) if Fate.SLOWER in WORLDS[name].outcomes]
WITH_CREDENTIALS = [name for name in sorted(WORLDS) if WORLDS[name].credentials]


@pytest.fixture(params=sorted(WORLDS))
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    async with WORLDS[request.param].open(tmp_path) as made:
        yield made


@pytest.fixture
async def channel(world: World) -> AsyncIterator[Channel]:
    one = world.channel(CALM)
    yield one
    await one.close()


def messages(world: World, count: int, fate: Fate = Fate.ACCEPTED) -> list[Message]:
    return [message(number, world.to(fate, number)) for number in range(count)]


async def test_nothing_to_send_is_no_answer(channel: Channel) -> None:
    assert await channel.send([]) == []


async def test_each_message_is_taken_once(world: World, channel: Channel) -> None:
    sent = messages(world, 60)
    answers = await channel.send(sent)
    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED] * 60
    assert world.received() == Counter(one.id for one in sent)


@pytest.mark.parametrize(("world", "name"), [(name, name) for name in sorted(WORLDS)], indirect=["world"])
async def test_answers_come_in_the_order_of_the_messages_each_of_its_class(
    world: World, channel: Channel, name: str
) -> None:
    outcomes = WORLDS[name].outcomes
    fates = [fate for fate in outcomes if fate not in (Fate.CUT, Fate.HANG)] * 3
    answers = await channel.send([message(number, world.to(fate, number)) for number, fate in enumerate(fates)])
    assert [answer.outcome for answer in answers] == [outcomes[fate] for fate in fates]
    taken = {message(number, "").id for number, fate in enumerate(fates) if outcomes[fate] is Outcome.ACCEPTED}
    assert set(world.received()) == taken


@pytest.mark.parametrize("world", ASKING_FOR_TIME, indirect=True)
async def test_who_asks_for_time_says_how_much_and_is_given_it(world: World, channel: Channel) -> None:
    [answer] = await channel.send(messages(world, 1, Fate.SLOWER))
    assert answer.outcome is Outcome.SLOWER
    assert answer.retry_after_s in (None, 7.0, 60.0)


@pytest.mark.parametrize(("world", "fate"), CUT_OR_HUNG, indirect=["world"])
async def test_a_provider_that_cuts_or_hangs_costs_one_answer_and_the_next_is_taken(world: World, fate: Fate) -> None:
    channel = world.channel(QUICK)
    [bad] = await channel.send(messages(world, 1, fate))
    [good] = await channel.send([message(1, world.to(Fate.ACCEPTED, 1))])
    await channel.close()
    assert (bad.outcome, good.outcome) == (Outcome.PASSING, Outcome.ACCEPTED)
    assert bad.told


async def test_no_more_are_under_way_than_allowed_over_all_who_send(world: World) -> None:
    channel = world.channel(Limits(at_once=4, timeout_s=20))
    await channel.send(messages(world, 1))
    with world.gate.shut():
        tasks = [asyncio.create_task(channel.send(messages(world, 12))) for _ in range(2)]
        await world.gate.holds(4)
    answers = await asyncio.gather(*tasks)
    await channel.close()
    assert [answer.outcome for group in answers for answer in group] == [Outcome.ACCEPTED] * 24
    assert world.gate.most == 4


@pytest.mark.parametrize("world", WITH_CREDENTIALS, indirect=True)
async def test_unknown_credentials_are_our_fault_and_nobodys_token(world: World) -> None:
    channel = world.stranger()
    answers = await channel.send(messages(world, 3))
    await channel.close()
    assert [answer.outcome for answer in answers] == [Outcome.OURS] * 3
    assert not world.received()


async def test_a_provider_that_is_away_is_an_answer_for_each(world: World) -> None:
    channel = world.channel(Limits(at_once=5, timeout_s=5))
    await channel.send(messages(world, 1))
    await world.stop()
    answers = await channel.send(messages(world, 40))
    await channel.close()
    assert [answer.outcome for answer in answers] == [Outcome.PASSING] * 40


async def test_the_provider_learns_an_opaque_id_and_a_class(world: World, channel: Channel) -> None:
    await channel.send([message(7, world.to(Fate.ACCEPTED, 7), cls="visit.due", about="opaque-0007")])
    assert "opaque-0007" in world.told()
    assert "visit.due" in world.told()


async def test_a_closed_channel_may_be_closed_again_and_one_that_never_sent_too(world: World) -> None:
    used, unused = world.channel(CALM), world.channel(CALM)
    await used.send(messages(world, 1))
    for one in (used, used, unused):
        await one.close()
