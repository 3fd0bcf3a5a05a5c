"""A phone's line in a crowd: opened when needed, given up while the server asks to come again. Decodes nothing."""

import asyncio
from collections import Counter
from http import HTTPStatus

from ops.bench.wire import Answer, Unexpected, Wire
from server.core import clock
from sync.simulation.dice import Dice

PATIENCE_S = 600.0
"""How long a phone comes again and again before the run counts as failed."""

_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.INSUFFICIENT_STORAGE})
_FIRST_WAIT_S = 1


class Caller:
    """One phone's: one socket at most. `turned_away` counts the answers that asked it to come again."""

    def __init__(self, port: int, dice: Dice) -> None:
        self.turned_away = 0
        self.errors: Counter[str] = Counter()
        self._port = port
        self._dice = dice
        self._wire: Wire | None = None

    async def ask(self, request: bytes) -> tuple[bytes, float]:
        """The body of a good answer, and how many milliseconds the request that got it took.

        Whatever else comes is an error, and is tried again. Raises Unexpected when patience is at its end.
        """
        began = clock.ticks()
        tries = 0
        while clock.elapsed_ms(began) < PATIENCE_S * 1000:
            asked = clock.ticks()
            try:
                answer = await (await self._line()).ask(request)
            except (Unexpected, OSError, TimeoutError) as error:
                self.errors[type(error).__name__] += 1
                answer = None
            if answer is not None and answer.status == HTTPStatus.OK:
                return answer.body, clock.elapsed_ms(asked)
            tries += 1
            await self._come_again(answer, tries)
        raise Unexpected(f"no good answer in {PATIENCE_S:.0f} s: {dict(self.errors)}")

    async def hang_up_after(self, request: bytes) -> None:
        """Send a request, and be gone before its answer."""
        wire = await self._line()
        wire.send(request)
        self.close()

    def close(self) -> None:
        """Hang up."""
        if self._wire is not None:
            self._wire.close()
        self._wire = None

    async def _line(self) -> Wire:
        if self._wire is None or not self._wire.is_open:
            self._wire = await Wire.open(self._port)
        return self._wire

    async def _come_again(self, answer: Answer | None, tries: int) -> None:
        self.close()
        if answer is not None and answer.status in _BUSY:
            self.turned_away += 1
            wait_s = answer.retry_after_s or _FIRST_WAIT_S
        else:
            if answer is not None:
                self.errors[str(answer.status)] += 1
            wait_s = min(_FIRST_WAIT_S << (tries - 1), 60)
        await asyncio.sleep(wait_s * (1.0 + 0.2 * self._dice.between(0, 1000) / 1000))  # never sooner than told
