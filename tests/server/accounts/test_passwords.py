"""Passwords: the right one is right, however it was typed; what would cost too much is refused."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher, Type

from mobile_contract.problems import ProblemCode
from server.accounts.passwords import Passwords
from server.core.problems import Problem


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords(memory_kib=64, time_cost=1, lanes=1, threads=1, waiting=1)
    yield made
    made.close()


async def test_the_right_password_is_right_and_another_is_not(passwords: Passwords) -> None:
    kept = await passwords.hash("雨花台-2026")
    assert kept.startswith("$argon2id$")
    assert await passwords.verify(kept, "雨花台-2026")
    assert not await passwords.verify(kept, "雨花台-2027")


async def test_two_hashes_of_one_password_differ(passwords: Passwords) -> None:
    assert await passwords.hash("same") != await passwords.hash("same")


async def test_full_width_digits_are_the_digits_that_they_show(passwords: Passwords) -> None:
    assert await passwords.verify(await passwords.hash("２０２６"), "2026")


@pytest.mark.parametrize("kept", ["", "nothing", "$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$"])
async def test_no_hash_and_a_broken_one_are_never_right(passwords: Passwords, kept: str) -> None:
    assert not await passwords.verify(kept, "")
    assert not await passwords.verify(kept, "nobody's")


@pytest.mark.parametrize(
    "kept",
    [
        PasswordHasher(time_cost=17, memory_cost=64, parallelism=1).hash("known"),
        PasswordHasher(time_cost=1, memory_cost=64, parallelism=1, type=Type.I).hash("known"),
    ],
    ids=["too dear", "argon2i"],
)
async def test_a_hash_that_is_too_dear_or_of_another_kind_is_not_tried(passwords: Passwords, kept: str) -> None:
    assert not await passwords.verify(kept, "known")


async def test_a_hash_made_with_other_parameters_is_to_be_made_anew(passwords: Passwords) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1).hash("known")
    assert await passwords.verify(older, "known")
    assert passwords.needs_rehash(older)
    assert not passwords.needs_rehash(await passwords.hash("known"))


def keep_busy(passwords: Passwords) -> threading.Event:
    """Hold the only thread until the event is set."""
    gate = threading.Event()
    passwords._pool.submit(gate.wait)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - a slow hash would be a race
    return gate


async def test_one_more_than_may_wait_is_refused_and_the_next_after_them_is_not(passwords: Passwords) -> None:
    gate = keep_busy(passwords)
    waiting = [asyncio.ensure_future(passwords.hash("known")) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(Problem) as refused:
        await passwords.hash("known")
    gate.set()
    assert refused.value.code is ProblemCode.OVERLOADED
    assert len(await asyncio.wait_for(asyncio.gather(*waiting), timeout=10)) == 2
    assert await passwords.hash("known")


async def test_whoever_stops_waiting_leaves_their_place(passwords: Passwords) -> None:
    gate = keep_busy(passwords)
    waiting = [asyncio.ensure_future(passwords.hash("known")) for _ in range(2)]
    await asyncio.sleep(0)
    for one in waiting:
        one.cancel()
    await asyncio.wait(waiting)
    following = asyncio.ensure_future(passwords.hash("known"))
    gate.set()
    assert await asyncio.wait_for(following, timeout=10)


async def test_a_closed_pool_takes_nothing_more(passwords: Passwords) -> None:
    passwords.close()
    for _ in range(3):
        with pytest.raises(RuntimeError):
            await passwords.hash("known")
