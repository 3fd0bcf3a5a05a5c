"""A channel that keeps what it was given: for tests, benches and rehearsals. It reaches nobody."""

from collections.abc import Awaitable, Callable, Sequence

from push.answering import Bounds, Limits
from push.channels import Answer, ChannelKind, Message, Outcome

LIMITS = Limits()


async def accept(_: Message) -> Answer:
    """Everything is taken."""
    return Answer(Outcome.ACCEPTED)


class MemoryChannel:
    """A `Channel` whose provider is a function; `sent` holds what it was handed, in the order of the attempts."""

    def __init__(
        self,
        kinds: frozenset[ChannelKind],
        provider: Callable[[Message], Awaitable[Answer]] = accept,
        limits: Limits = LIMITS,
    ) -> None:
        self.kinds, self._provider, self._bounds = kinds, provider, Bounds(limits.at_once)
        self.sent: list[Message] = []
        self.closed = False

    async def send(self, messages: Sequence[Message]) -> list[Answer]:
        """Ask the function about each."""
        return await self._bounds.answer_all(messages, self._attempt)

    async def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True

    async def _attempt(self, message: Message) -> Answer:
        self.sent.append(message)
        return await self._provider(message)
