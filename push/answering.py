"""What channels share: handing many messages over within bounds, and reading the answers that HTTP providers give."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from push.channels import Answer, Message, Outcome

RETRY_AFTER_MAX_S = 86_400.0
TOLD_MAX = 200


class Limits(NamedTuple):
    """How many messages of a channel are under way at once, and how long one may take."""

    at_once: int = 100
    timeout_s: float = 10.0


class Unreachable(Exception):
    """The provider itself is away: the rest of what was handed over need not be tried one by one."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.told)
        self.answer = answer


class Bounds:
    """At most so many messages of one channel are under way at once, over all who send."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._room = asyncio.Semaphore(at_once)

    async def answer_all(
        self, messages: Sequence[Message], attempt: Callable[[Message], Awaitable[Answer]]
    ) -> list[Answer]:
        """An answer each, in their order. After an Unreachable, what was not begun gets its answer, untried."""
        answers: list[Answer | None] = [None] * len(messages)
        waiting, away = iter(enumerate(messages)), list[Answer]()

        async def work() -> None:
            for index, message in waiting:
                async with self._room:
                    try:
                        answers[index] = away[0] if away else await attempt(message)
                    except Unreachable as error:
                        away.append(error.answer)
                        answers[index] = error.answer

        async with asyncio.TaskGroup() as group:
            for _ in range(min(self._at_once, len(messages))):
                group.create_task(work())
        return [answer for answer in answers if answer is not None]


def seconds_to_wait(header: str | None, now: datetime) -> float | None:
    """Seconds or an HTTP date of a Retry-After (RFC 9110 10.2.3), from 0 to a day; None where it says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), RETRY_AFTER_MAX_S)
    try:
        seconds = (parsedate_to_datetime(text) - now).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), RETRY_AFTER_MAX_S)


def outcome_of_status(status: int) -> Outcome:
    """What an HTTP status alone says; a provider's own reasons come first."""
    if 200 <= status < 300:
        return Outcome.ACCEPTED
    by_status = {
        401: Outcome.OURS, 403: Outcome.OURS, 404: Outcome.GONE, 408: Outcome.PASSING, 410: Outcome.GONE,
        425: Outcome.PASSING, 429: Outcome.SLOWER, 501: Outcome.REFUSED, 505: Outcome.REFUSED,
    }  # fmt: skip
    found = by_status.get(status)
    if found is not None:
        return found
    return Outcome.PASSING if status >= 500 else Outcome.REFUSED


def told(text: str) -> str:
    """A provider's words, short and on one line: they are shown to operators and kept beside a delivery."""
    return " ".join(text.split())[:TOLD_MAX]


def passing(error: BaseException) -> Answer:
    """The network failed in some way that may be over next time."""
    return Answer(Outcome.PASSING, told(f"{type(error).__name__}: {error}"))
