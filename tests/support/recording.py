"""A channel that keeps what it was given: in memory, and in a file that outlives its process."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from push.channels import Answer, ChannelKind, Message, Outcome

TAKEN = Answer(Outcome.ACCEPTED)


@dataclass
class RecordingChannel:
    """It takes everything, unless `answers` says otherwise of a token, or `always` of all.

    `file` gets the id of each message before it is answered, and keeps it whatever becomes of the process. While
    `gate` is closed nothing is answered.
    """

    kinds: frozenset[ChannelKind] = frozenset({ChannelKind.APNS, ChannelKind.FCM_FID, ChannelKind.SMS})
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    always: Answer | None = None
    file: Path | None = None
    gate: asyncio.Event | None = None
    given: list[Message] = field(default_factory=list[Message])
    closed: bool = False

    async def send(self, messages: Sequence[Message]) -> Sequence[Answer]:
        """See push/channels.py."""
        self.given.extend(messages)
        if self.file is not None:
            with self.file.open("a", encoding="ascii") as file:
                file.writelines(f"{one.id}\n" for one in messages)
                file.flush()
                os.fsync(file.fileno())
        if self.gate is not None:
            await self.gate.wait()
        return [self.always or self.answers.get(one.to, TAKEN) for one in messages]

    async def close(self) -> None:
        """See push/channels.py."""
        self.closed = True
