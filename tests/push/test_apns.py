"""Apple's bad manners: nothing is lost, nothing Apple took is put to it again, and one token serves its time."""

import asyncio
import gc
import ssl
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from push.answering import Limits
from push.apns import ApnsChannel, CertificateCredentials, Endpoint, TokenCredentials
from push.apns_words import APNsException, TooManyRequests, Unregistered, notification_of
from push.channels import Answer, Message, Outcome, Urgency
from push.http2 import Http2Connection
from tests.push.fake_apple import (
    BAD_TOKEN,
    ENDLESS,
    GONE_AT_MS,
    KEY_ID,
    REFUSED_ALWAYS,
    REFUSED_ONCE,
    RESET,
    TEAM,
    TOPIC,
    token_for,
)
from tests.push.messages import CALM, NOW, QUICK, key_pem, message
from tests.push.peers import HOST, Fate, Trust
from tests.push.worlds import AppleWorld, apple_world

MANY = Limits(at_once=100, timeout_s=20)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[AppleWorld]:
    async with apple_world(tmp_path) as made:
        yield made


@pytest.fixture
async def channel(world: AppleWorld) -> AsyncIterator[ApnsChannel]:
    one = world.channel(MANY)
    yield one
    await one.close()


def messages(count: int, kind: Fate | str = Fate.ACCEPTED) -> list[Message]:
    return [message(number, token_for(kind, number)) for number in range(count)]


def outcomes(answers: list[Answer]) -> Counter[Outcome]:
    return Counter(answer.outcome for answer in answers)


async def until_taken(channel: ApnsChannel, sent: list[Message]) -> int:
    """Repeat what is passing, as the outbox does; how many rounds it took."""
    for rounds in range(1, 100):
        answers = await channel.send(sent)
        assert set(outcomes(answers)) <= {Outcome.ACCEPTED, Outcome.PASSING}
        sent = [one for one, answer in zip(sent, answers, strict=True) if answer.outcome is not Outcome.ACCEPTED]
        if not sent:
            return rounds
    raise AssertionError(f"{len(sent)} never taken")


async def test_a_goodbye_with_streams_in_flight_loses_none_and_doubles_none(
    world: AppleWorld, channel: ApnsChannel
) -> None:
    world.apple.manners.goaway_every = 10
    sent = messages(300)
    assert outcomes(await channel.send(sent)) == {Outcome.ACCEPTED: 300}
    assert world.apple.attempts == Counter(one.id for one in sent)
    assert world.apple.connections >= 30


async def test_one_stream_at_first_is_respected(world: AppleWorld, channel: ApnsChannel) -> None:
    world.apple.manners.first_streams = 1
    with world.apple.gate.shut():
        task = asyncio.create_task(channel.send(messages(50)))
        await world.apple.gate.holds(1)
        alone = world.apple.gate.most
    assert outcomes(await task) == {Outcome.ACCEPTED: 50}
    assert (alone, world.apple.connections) == (1, 1)


async def test_a_refused_stream_is_put_again_under_its_id(world: AppleWorld, channel: ApnsChannel) -> None:
    [answer] = await channel.send(messages(1, REFUSED_ONCE))
    assert answer.outcome is Outcome.ACCEPTED
    assert world.apple.attempts == {message(0, "").id: 2}


async def test_who_refuses_every_stream_is_not_asked_for_ever(world: AppleWorld, channel: ApnsChannel) -> None:
    [answer] = await channel.send(messages(1, REFUSED_ALWAYS))
    assert answer.outcome is Outcome.PASSING
    assert world.apple.attempts.total() == 5


async def test_who_says_goodbye_to_everybody_is_asked_three_times(world: AppleWorld, channel: ApnsChannel) -> None:
    world.apple.manners.goaway_at_once = True
    assert outcomes(await channel.send(messages(200))) == {Outcome.PASSING: 200}
    assert world.apple.connections == 3
    world.apple.manners.goaway_at_once = False
    assert outcomes(await channel.send(messages(200))) == {Outcome.ACCEPTED: 200}


async def test_a_reset_stream_may_have_been_seen_and_is_not_put_again_by_itself(
    world: AppleWorld, channel: ApnsChannel
) -> None:
    answers = await channel.send([*messages(1, RESET), message(1, token_for(Fate.ACCEPTED))])
    assert [answer.outcome for answer in answers] == [Outcome.PASSING, Outcome.ACCEPTED]
    assert (world.apple.attempts.total(), world.apple.connections) == (2, 1)


async def test_a_cut_with_many_in_flight_is_made_good_by_repeats_with_the_same_ids(
    world: AppleWorld, channel: ApnsChannel
) -> None:
    sent = messages(60)
    with world.apple.gate.shut():
        task = asyncio.create_task(channel.send(sent))
        await world.apple.gate.holds(60)
        for one in list(world.apple.live):
            one.abort()
    assert outcomes(await task) == {Outcome.PASSING: 60}
    await until_taken(channel, sent)
    assert set(world.apple.accepted) == {one.id for one in sent}


async def test_all_bad_manners_at_once_lose_nothing(world: AppleWorld) -> None:
    channel = world.channel(Limits(at_once=50, timeout_s=5))
    world.apple.manners.goaway_every, world.apple.manners.split, world.apple.manners.first_streams = 7, True, 1
    sent = [message(number, token_for((Fate.ACCEPTED, REFUSED_ONCE)[number % 2], number)) for number in range(200)]
    await until_taken(channel, sent)
    await channel.close()
    assert world.apple.accepted == Counter(one.id for one in sent)


async def test_empty_and_split_frames_are_read_as_one_answer(world: AppleWorld, channel: ApnsChannel) -> None:
    world.apple.manners.split = True
    answers = await channel.send([*messages(1), *messages(1, Fate.GONE)])
    assert [answer.outcome for answer in answers] == [Outcome.ACCEPTED, Outcome.GONE]
    assert answers[1].told == "410 Unregistered"


async def test_a_token_is_gone_since_when_apple_says(world: AppleWorld, channel: ApnsChannel) -> None:
    [answer] = await channel.send(messages(1, Fate.GONE))
    assert answer.gone_since == datetime.fromtimestamp(GONE_AT_MS / 1000, UTC)


async def test_an_answer_without_end_is_given_up_and_the_connection_kept(
    world: AppleWorld, channel: ApnsChannel
) -> None:
    answers = await channel.send([*messages(1, ENDLESS), message(1, token_for(Fate.ACCEPTED))])
    assert [answer.outcome for answer in answers] == [Outcome.PASSING, Outcome.ACCEPTED]
    assert world.apple.connections == 1


async def test_one_hanging_stream_costs_its_neighbours_nothing(world: AppleWorld) -> None:
    channel = world.channel(Limits(at_once=20, timeout_s=1.0))
    hanging = asyncio.create_task(channel.send(messages(1, Fate.HANG)))
    while not hanging.done():
        assert outcomes(await channel.send(messages(5))) == {Outcome.ACCEPTED: 5}
    await channel.close()
    assert hanging.result()[0].outcome is Outcome.PASSING
    assert world.apple.connections == 1


async def test_a_bad_token_is_blamed_only_once_the_environment_is_proven(
    world: AppleWorld, channel: ApnsChannel
) -> None:
    bad = message(1, token_for(BAD_TOKEN))
    [unproven] = await channel.send([bad])
    await channel.send(messages(1))
    [proven] = await channel.send([bad])
    assert (unproven.outcome, proven.outcome) == (Outcome.REFUSED, Outcome.GONE)


@pytest.mark.parametrize("token", ["", "zz", "../../3/device/x", "a0" * 200, "a0\r\nx: y"])
async def test_what_is_no_token_never_leaves(world: AppleWorld, channel: ApnsChannel, token: str) -> None:
    [answer] = await channel.send([message(1, token)])
    assert answer.outcome is Outcome.GONE
    assert world.apple.connections == 0


async def test_one_provider_token_serves_between_twenty_and_sixty_minutes(
    world: AppleWorld, channel: ApnsChannel
) -> None:
    for _ in range(60):
        assert outcomes(await channel.send(messages(3))) == {Outcome.ACCEPTED: 3}
        world.now += timedelta(minutes=7)
    lives = [later - earlier for earlier, later in zip(world.apple.made_at, world.apple.made_at[1:], strict=False)]
    assert len(lives) >= 6
    assert all(20 * 60 <= life <= 60 * 60 for life in lives)


async def test_a_token_that_apple_calls_expired_is_renewed_if_it_is_old_enough(
    world: AppleWorld, channel: ApnsChannel
) -> None:
    await channel.send(messages(1))
    world.apple.now = lambda: world.now + timedelta(minutes=58)
    world.now += timedelta(minutes=5)
    [young] = await channel.send(messages(1))
    world.now += timedelta(minutes=20)
    [old] = await channel.send(messages(1))
    [renewed] = await channel.send(messages(1))
    assert [one.outcome for one in (young, old, renewed)] == [Outcome.OURS, Outcome.PASSING, Outcome.ACCEPTED]


async def test_what_is_shown_and_what_is_silent(world: AppleWorld, channel: ApnsChannel) -> None:
    until = NOW + timedelta(hours=1)
    shown = message(
        1, token_for(Fate.ACCEPTED), title="暴雨红色预警", text="请留在室内", until=until, collapse="长" * 99
    )
    silent = message(2, token_for(Fate.ACCEPTED), urgency=Urgency.HIGH)
    await channel.send([shown])
    await channel.send([silent])
    (first, first_body), (second, second_body) = world.apple.requests
    assert (first["apns-push-type"], first["apns-priority"], first["apns-topic"]) == ("alert", "10", TOPIC)
    assert (first["apns-id"], first["apns-expiration"]) == (shown.id, str(int(until.timestamp())))
    assert len(first["apns-collapse-id"]) == 64
    alert = {"title": "暴雨红色预警", "body": "请留在室内"}
    assert first_body == {"aps": {"alert": alert, "sound": "default"}, "t": "case.assigned", "n": "about-1"}
    assert (second["apns-push-type"], second["apns-priority"]) == ("background", "5")
    assert second_body == {"aps": {"content-available": 1}, "t": "case.assigned", "n": "about-2"}
    assert not {"apns-expiration", "apns-collapse-id"} & set(second)


async def test_a_payload_that_is_too_long_never_leaves(world: AppleWorld, channel: ApnsChannel) -> None:
    [answer] = await channel.send([message(1, token_for(Fate.ACCEPTED), text="长" * 2000)])
    assert (answer.outcome, answer.told) == (Outcome.REFUSED, "413 PayloadTooLarge")
    assert world.apple.connections == 0


async def test_the_words_of_apns2_are_spoken(channel: ApnsChannel) -> None:
    await channel.send_notification(notification_of(messages(1)[0]))
    with pytest.raises(Unregistered) as gone:
        await channel.send_notification(notification_of(messages(1, Fate.GONE)[0]))
    assert gone.value.answer.gone_since is not None
    with pytest.raises(TooManyRequests):
        await channel.send_notification(notification_of(messages(1, Fate.SLOWER)[0]))
    with pytest.raises(APNsException):
        await channel.send_notification(notification_of(messages(1, Fate.CUT)[0]))
    batch = await channel.send_notification_batch(messages(2))
    assert {one: answer.outcome for one, answer in batch.items()} == dict.fromkeys(
        [one.id for one in messages(2)], Outcome.ACCEPTED
    )


async def test_a_certificate_may_speak_for_us(world: AppleWorld, tmp_path: Path) -> None:
    trust = Trust(tmp_path)
    issued = trust.authority.issue_cert("hexward.test")
    issued.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "ours.pem"))
    world.apple.manners.certificates = True
    at = Endpoint(HOST, world.apple.port, tmp_path / "authority.pem")
    await world.stop()
    tls = trust.server(["h2"])
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(trust.file)
    await world.apple.start(tls)
    channel = ApnsChannel(CertificateCredentials(tmp_path / "ours.pem"), TOPIC, world.clock, at=at, limits=CALM)
    answers = await channel.send(messages(2))
    await channel.close()
    assert outcomes(answers) == {Outcome.ACCEPTED: 2}
    assert all("authorization" not in headers for headers, _ in world.apple.requests)


@pytest.mark.parametrize("fault", ["another authority", "no HTTP/2"])
async def test_a_peer_that_is_not_apple_is_told_nothing(world: AppleWorld, tmp_path: Path, fault: str) -> None:
    await world.stop()
    (tmp_path / "other").mkdir()
    stranger = Trust(tmp_path / "other") if fault == "another authority" else None
    await world.apple.start(stranger.server(["h2"]) if stranger else world.trust.server([]))
    channel = world.channel(CALM)
    answers = await channel.send(messages(30))
    await channel.close()
    assert outcomes(answers) == {Outcome.OURS: 30}
    assert not world.apple.attempts


def test_what_is_no_key_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="P-256"):
        TokenCredentials("no key", KEY_ID, TEAM, lambda: NOW)
    assert TokenCredentials(key_pem("apple"), KEY_ID, TEAM, lambda: NOW).authorization().startswith("bearer ")


async def test_a_peer_that_fell_silent_is_found_by_a_ping(world: AppleWorld) -> None:
    tls = world.trust.client()
    tls.set_alpn_protocols(["h2"])
    connection = await Http2Connection.open(
        HOST, world.apple.port, tls, streams_max=1, timeout_s=0.4, quiet_s=0.1
    )  # fmt: skip
    await world.apple.met.wait()  # our end of a handshake is done first
    for one in world.apple.live:
        one.freeze()
    await connection.closed
    assert connection.last_words == "no answer to a ping"


async def test_a_connection_without_a_sign_of_life_is_left(world: AppleWorld) -> None:
    channel = world.channel(QUICK)
    await channel.send(messages(1))
    for one in world.apple.live:
        one.freeze()
    assert outcomes(await channel.send(messages(30))) == {Outcome.PASSING: 20, Outcome.ACCEPTED: 10}
    await channel.close()
    assert world.apple.connections == 2


async def test_nothing_grows_with_the_messages(world: AppleWorld, channel: ApnsChannel) -> None:
    world.apple.manners.record = False
    sent = messages(200)

    async def rounds(count: int) -> int:
        for _ in range(count):
            assert outcomes(await channel.send(sent)) == {Outcome.ACCEPTED: 200}
        gc.collect()
        return len(gc.get_objects())

    before = await rounds(6)
    assert await rounds(8) - before < 200
