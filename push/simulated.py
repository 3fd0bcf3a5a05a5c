"""Recipients that never reach a provider: each has its one answer. Nothing leaves this process.

With a test key every recipient is simulated; with a live one those alone that bear these names.
"""

from collections.abc import Mapping, Sequence

from push.channels import Answer, ChannelKind, Message, Outcome

DELIVERED = "simulated-delivered"
ANSWERS: Mapping[str, Outcome] = {
    DELIVERED: Outcome.ACCEPTED,
    "simulated-temporary-failure": Outcome.PASSING,
    "simulated-permanent-failure": Outcome.REFUSED,
    "simulated-technical-failure": Outcome.OURS,
    "simulated-gone": Outcome.GONE,
}
NUMBERS: Mapping[str, Outcome] = {
    "+8610000000000": Outcome.ACCEPTED,
    "+8610000000001": Outcome.PASSING,
    "+8610000000002": Outcome.REFUSED,
    "+8610000000003": Outcome.OURS,
    "+8610000000004": Outcome.GONE,
}
"""Telephone numbers that nobody has: no area of China begins with 0 behind its code."""

_TOLD = "simulated"


def is_simulated(to: str) -> bool:
    """Whether a token or address is one of those."""
    return to in ANSWERS or to in NUMBERS


class SimulatedChannel:
    """A channel (push/channels.py) of every kind. Who bears no simulated name gets whatever is sent."""

    kinds = frozenset(ChannelKind)

    async def send(self, messages: Sequence[Message]) -> Sequence[Answer]:
        """An answer each, at once."""
        return [Answer(ANSWERS.get(one.to) or NUMBERS.get(one.to, Outcome.ACCEPTED), _TOLD) for one in messages]

    async def close(self) -> None:
        """There is nothing to let go."""
