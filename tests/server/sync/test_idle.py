"""The pull that brings nothing: one statement that says what the whole pull says, and nothing in any other case."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mobile_contract.residents import MoveIn
from mobile_contract.sync import PullRequest, Seen, Stamp
from server.core import clock
from server.core.door import Door
from server.core.ids import new_id
from server.core.problems import Problem
from server.sync import service
from server.sync.cursor import read, written
from server.sync.idle import pull_idle
from tests.server.sync.asking import NOW, boot_all, pull
from tests.support.scene import APhone, Scene, by_system, make_scene, settle


async def asked(door: Door, phone: APhone) -> PullRequest:
    """What a phone asks that has all there is."""
    _, cursor = await boot_all(door, phone)
    reply = await pull(door, phone, cursor)
    return request_of(phone, reply.cursor, reply.stamp)


def request_of(phone: APhone, cursor: str, stamp: Stamp) -> PullRequest:
    seen = Seen(stamp.epoch, stamp.pos, stamp.tag, stamp.mac)
    return PullRequest(install=phone.actor.install, now=NOW, cursor=cursor, seen=seen)


async def both(door: Door, phone: APhone, request: PullRequest) -> tuple[Any, Any]:
    """The short answer, and the whole one, at one instant."""
    at = clock.now()
    whole = await door.database.read(lambda tx: service.pull(tx, door, phone.actor, request, at))
    return await pull_idle(door, phone.actor, request, at), whole


@pytest.fixture
async def scene(door: Door) -> Scene:
    return await make_scene(door)


async def test_who_has_all_is_told_in_one_statement_what_the_whole_pull_tells(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    short, whole = await both(door, phone, await asked(door, phone))
    assert short == whole
    assert len(short.digests) > 2
    assert any(digest.count for digest in short.digests.values())


async def test_one_commit_later_the_short_answer_says_nothing(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    request = await asked(door, phone)
    await settle(door, [move(scene)])
    short, whole = await both(door, phone, request)
    assert short is None
    assert whole.rows


async def test_a_grant_that_ended_meanwhile_is_left_to_the_whole_pull(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    request = await asked(door, phone)
    late = clock.now() + timedelta(days=40_000)
    assert await pull_idle(door, phone.actor, request, late) is not None  # a grant without an end has none
    stranger = scene.phone("worker_east")
    assert await pull_idle(door, stranger.actor, request, clock.now()) is None


async def test_a_stamp_that_is_not_of_this_head_is_left_to_the_whole_pull(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    request = await asked(door, phone)
    assert request.seen is not None
    for wrong in (
        None,
        replace(request.seen, mac="0" * 16),
        replace(request.seen, tag="0" * 16),
        replace(request.seen, pos=request.seen.pos - 1),
        replace(request.seen, epoch=new_id()),
    ):
        assert await pull_idle(door, phone.actor, replace(request, seen=wrong), clock.now()) is None
    assert await pull_idle(door, phone.actor, replace(request, contract=0), clock.now()) is None
    with pytest.raises(Problem, match="malformed"):
        await pull_idle(door, phone.actor, replace(request, cursor="?"), clock.now())


async def test_a_scope_number_that_no_database_holds_is_left_to_the_whole_pull(door: Door, scene: Scene) -> None:
    phone = scene.phone("worker_west")
    request = await asked(door, phone)
    held = read(request.cursor)
    assert held is not None
    for scopes in ((2**64 - 1,), (2**63, *held.scopes), (*held.scopes, 2**63)):
        made_up = replace(request, cursor=written(replace(held, scopes=scopes)))
        assert await pull_idle(door, phone.actor, made_up, clock.now()) is None


async def test_a_phone_without_a_cursor_or_with_too_few_scopes_is_left_to_the_whole_pull(
    door: Door, scene: Scene
) -> None:
    phone = scene.phone("worker_west")
    request = await asked(door, phone)
    held = read(request.cursor)
    assert held is not None
    fewer = replace(held, scopes=held.scopes[1:])
    for cursor in ("", written(fewer)):
        assert await pull_idle(door, phone.actor, replace(request, cursor=cursor), clock.now()) is None


def move(scene: Scene) -> MoveIn:
    return MoveIn(**by_system(scene.person), residency=new_id(), dwelling=scene.other_dwelling)
