"""FCM: one grant for many messages, data alone, and whose fault an error is."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from push.channels import ChannelKind, Outcome, Urgency
from push.fcm import Account, FcmChannel
from tests.push.fake_google import GoogleWorld, google_world
from tests.push.messages import CALM, NOW, message
from tests.push.peers import Fate

MISMATCH: dict[str, object] = {"status": "PERMISSION_DENIED", "details": [{"errorCode": "SENDER_ID_MISMATCH"}]}
BAD_TOKEN: dict[str, object] = {
    "status": "INVALID_ARGUMENT",
    "details": [{"errorCode": "INVALID_ARGUMENT"}, {"fieldViolations": [{"field": "message.token"}]}],
}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncGenerator[GoogleWorld]:
    async with google_world(tmp_path) as made:
        yield made


@pytest.fixture
async def channel(world: GoogleWorld) -> AsyncGenerator[FcmChannel]:
    one = world.channel(CALM)
    yield one
    await one.close()


async def outcome(channel: FcmChannel, world: GoogleWorld, fate: Fate = Fate.ACCEPTED) -> Outcome:
    [answer] = await channel.send([message(1, world.to(fate, 1))])
    return answer.outcome


async def test_one_grant_serves_all_who_send_at_once(world: GoogleWorld, channel: FcmChannel) -> None:
    groups = [[message(number, world.to(Fate.ACCEPTED, number)) for number in range(30)] for _ in range(3)]
    await asyncio.gather(*(channel.send(group) for group in groups))
    assert (world.peer.grants, world.peer.accepted.total()) == (1, 90)


async def test_a_message_is_data_alone(world: GoogleWorld, channel: FcmChannel) -> None:
    until = NOW + timedelta(minutes=90)
    to = world.to(Fate.ACCEPTED, 1)
    await channel.send([message(1, to, title="暴雨红色预警", text="请留在室内", until=until, collapse="rain")])
    await channel.send([message(2, world.to(Fate.ACCEPTED, 2), urgency=Urgency.LOW)])
    words = {"title": "暴雨红色预警", "text": "请留在室内", "lang": "zh-CN"}
    assert world.peer.sent() == [
        {"token": to, "data": {"t": "case.assigned", "n": "about-1", **words},
         "android": {"priority": "HIGH", "ttl": "5400s", "collapse_key": "rain"}},
        {"token": "accepted-2", "data": {"t": "case.assigned", "n": "about-2"}, "android": {"priority": "NORMAL"}},
    ]  # fmt: skip


async def test_an_installation_id_is_no_token(world: GoogleWorld) -> None:
    channel = FcmChannel(ChannelKind.FCM_FID, world.account("ours"), lambda: NOW)
    [answer] = await channel.send([message(1, world.to(Fate.ACCEPTED, 1))])
    await channel.close()
    assert answer.outcome is Outcome.ACCEPTED
    assert world.peer.sent()[0]["fid"] == "accepted-1"
    assert "token" not in world.peer.sent()[0]


async def test_a_token_that_is_taken_no_more_is_replaced(world: GoogleWorld, channel: FcmChannel) -> None:
    first = await outcome(channel, world)
    world.peer.good.clear()
    second, third = await outcome(channel, world), await outcome(channel, world)
    assert (first, second, third) == (Outcome.ACCEPTED, Outcome.PASSING, Outcome.ACCEPTED)
    assert world.peer.grants == 2


async def test_a_fresh_token_that_is_not_taken_is_our_fault(world: GoogleWorld, channel: FcmChannel) -> None:
    world.peer.good = _Never()
    assert await outcome(channel, world) is Outcome.OURS
    world.peer.good = set()
    assert await outcome(channel, world) is Outcome.ACCEPTED


async def test_a_token_service_that_fails_is_passing_and_nothing_is_sent(
    world: GoogleWorld, channel: FcmChannel
) -> None:
    world.peer.grant_status = 503
    answers = await channel.send([message(number, world.to(Fate.ACCEPTED, number)) for number in range(30)])
    assert {answer.outcome for answer in answers} == {Outcome.PASSING}
    assert world.peer.sent() == []


async def test_another_project_is_our_fault(world: GoogleWorld) -> None:
    channel = FcmChannel(ChannelKind.FCM_TOKEN, world.account("ours", "another"), lambda: NOW)
    assert await outcome(channel, world) is Outcome.OURS
    await channel.close()


async def test_a_token_of_another_sender_is_blamed_only_once_ours_is_proven(
    world: GoogleWorld, channel: FcmChannel
) -> None:
    world.peer.other_error = (403, MISMATCH)
    unproven = await outcome(channel, world)
    world.peer.other_error = None
    await outcome(channel, world)
    world.peer.other_error = (403, MISMATCH)
    assert (unproven, await outcome(channel, world)) == (Outcome.REFUSED, Outcome.GONE)


async def test_what_google_calls_no_token_is_gone(world: GoogleWorld, channel: FcmChannel) -> None:
    world.peer.other_error = (400, BAD_TOKEN)
    assert await outcome(channel, world) is Outcome.GONE


async def test_who_has_used_up_a_quota_waits_a_minute(world: GoogleWorld, channel: FcmChannel) -> None:
    [answer] = await channel.send([message(1, world.to(Fate.SLOWER, 1))])
    assert (answer.outcome, answer.retry_after_s) == (Outcome.SLOWER, 60.0)


@pytest.mark.parametrize("to", ["", "长", "a\r\nb", "x" * 5000])
async def test_what_is_no_registration_never_leaves(world: GoogleWorld, channel: FcmChannel, to: str) -> None:
    [answer] = await channel.send([message(1, to)])
    assert (answer.outcome, world.peer.seen) == (Outcome.GONE, [])


@pytest.mark.parametrize("key", [b"", b"{}", b"[]", b'{"client_email": "x", "token_uri": "y", "private_key": "z"}'])
def test_what_is_no_key_is_refused_at_the_start(key: bytes) -> None:
    with pytest.raises(ValueError, match="no key of a service account"):
        Account(key)


class _Never(set[str]):
    """Tokens that are given and not taken."""

    def add(self, one: str, /) -> None:
        del one
