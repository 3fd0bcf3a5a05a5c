"""Passwords as argon2id hashes, made and checked in a few threads of their own. It knows no user and keeps nothing.

One check takes tens of megabytes and tens of milliseconds on purpose, so it never runs on the event loop, and no more
of them wait than can be answered soon (safety.md 6.1).
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from mobile_contract.problems import ProblemCode
from server.core.problems import Problem

T = TypeVar("T")

_MOST_MEMORY_KIB = 1 << 20
_MOST_TIME_COST = 16
_MOST_LANES = 16


class Passwords:
    """Hashes and checks; `memory_kib`, `time_cost` and `lanes` are argon2id's m, t and p (RFC 9106, section 3.1).

    At most `threads` run and `waiting` more wait; one beyond them is refused OVERLOADED. Close it when done.
    """

    def __init__(self, *, memory_kib: int, time_cost: int, lanes: int, threads: int = 2, waiting: int = 32) -> None:
        self._hasher = PasswordHasher(time_cost=time_cost, memory_cost=memory_kib, parallelism=lanes, type=Type.ID)
        self._decoy = self._hasher.hash("nobody's")
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="passwords")
        self._places = BoundedSemaphore(threads + waiting)

    async def hash(self, password: str) -> str:
        """The hash to keep, with its parameters and a fresh salt in it."""
        return await self._run(lambda: self._hasher.hash(_normal(password)))

    async def verify(self, kept: str, password: str) -> bool:
        """Whether the password is the one that `kept` was made of.

        An empty `kept` (no such user, or one without a password) takes as long as any other, and is never right.
        """
        return await self._run(lambda: self._check(kept, _normal(password)))

    def needs_rehash(self, kept: str) -> bool:
        """Whether a hash that has just been verified was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        """Finish what runs, drop what waits."""
        self._pool.shutdown(cancel_futures=True)

    def _check(self, kept: str, password: str) -> bool:
        usable = _is_affordable(kept)
        try:
            return self._hasher.verify(kept if usable else self._decoy, password) and usable
        except VerificationError:
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise Problem(ProblemCode.OVERLOADED)
        try:
            running = self._pool.submit(work)
        except RuntimeError:
            self._places.release()
            raise
        running.add_done_callback(self._leave)
        return await asyncio.wrap_future(running)

    def _leave(self, _done: Future[T]) -> None:
        self._places.release()


def _normal(password: str) -> str:
    """An office's input method may type full-width digits where a phone types plain ones: NFKC makes them one."""
    return unicodedata.normalize("NFKC", password)


def _is_affordable(kept: str) -> bool:
    """Whether a hash is argon2id and asks for no more than this server gives: one is a field of a command."""
    try:
        told = extract_parameters(kept)
    except InvalidHashError:
        return False
    return (
        told.type is Type.ID
        and told.memory_cost <= _MOST_MEMORY_KIB
        and told.time_cost <= _MOST_TIME_COST
        and told.parallelism <= _MOST_LANES
    )
