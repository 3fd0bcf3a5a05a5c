"""A channel and the provider it talks to, one world for each: what the conformance suite runs in."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from push.answering import Limits, Unreachable
from push.apns import ApnsChannel, Endpoint, TokenCredentials
from push.channels import Answer, Channel, ChannelKind, Message, Outcome
from push.memory import MemoryChannel
from tests.push.fake_apple import KEY_ID, TEAM, TOPIC, FakeApple, token_for
from tests.push.fake_google import google_world
from tests.push.gateway import gateway_world
from tests.push.mail_server import mail_world
from tests.push.messages import CALM, NOW, key_pem, public_of
from tests.push.peers import HOST, Fate, Gate, Trust
from tests.push.push_service import browser_world


class World(Protocol):
    """One channel's surroundings."""

    gate: Gate

    def channel(self, limits: Limits) -> Channel:
        """A channel as it is set up in service."""
        ...

    def stranger(self) -> Channel:
        """A channel with credentials that the provider does not know."""
        ...

    def to(self, fate: Fate, number: int) -> str:
        """A token or address that the provider treats so."""
        ...

    def received(self) -> Counter[str]:
        """How often the provider took each id."""
        ...

    def told(self) -> str:
        """All that the provider was told, as text."""
        ...

    async def stop(self) -> None:
        """The provider goes away."""
        ...


class MemoryWorld:
    """The provider is a function."""

    def __init__(self) -> None:
        self.gate, self._received, self._told, self._away = Gate(), Counter[str](), list[str](), False

    def channel(self, limits: Limits) -> MemoryChannel:
        return MemoryChannel(frozenset({ChannelKind.INBOX}), self._take, limits)

    def stranger(self) -> MemoryChannel:
        raise NotImplementedError

    def to(self, fate: Fate, number: int) -> str:
        return f"{fate}:{number}"

    def received(self) -> Counter[str]:
        return self._received

    def told(self) -> str:
        return "\n".join(self._told)

    async def stop(self) -> None:
        self._away = True

    async def _take(self, one: Message) -> Answer:
        if self._away:
            raise Unreachable(Answer(Outcome.PASSING, "away"))
        async with self.gate:
            outcome = Outcome(one.to.partition(":")[0])
        if outcome is Outcome.ACCEPTED:
            self._received[one.id] += 1
            self._told.append(f"{one.about} {one.cls}")
        return Answer(outcome)


class AppleWorld:
    """A fake Apple on HTTP/2 and TLS."""

    def __init__(self, trust: Trust) -> None:
        self.now = NOW
        self.apple = FakeApple(public_of(key_pem("apple")), self.clock)
        self.gate, self.trust = self.apple.gate, trust

    def clock(self) -> datetime:
        return self.now

    def channel(self, limits: Limits, quiet_s: float = 60.0) -> ApnsChannel:
        return self._of(key_pem("apple"), limits, quiet_s)

    def stranger(self) -> ApnsChannel:
        return self._of(key_pem("stranger"), CALM, 60.0)

    def _of(self, pem: str, limits: Limits, quiet_s: float) -> ApnsChannel:
        credentials = TokenCredentials(pem, KEY_ID, TEAM, self.clock)
        at = Endpoint(HOST, self.apple.port, self.trust.file, quiet_s)
        return ApnsChannel(credentials, TOPIC, self.clock, at=at, limits=limits)

    def to(self, fate: Fate, number: int) -> str:
        return token_for(fate, number)

    def received(self) -> Counter[str]:
        return self.apple.accepted

    def told(self) -> str:
        return repr(self.apple.requests)

    async def stop(self) -> None:
        await self.apple.stop()


@asynccontextmanager
async def memory_world(_: Path) -> AsyncGenerator[MemoryWorld]:
    """Nothing to start."""
    yield MemoryWorld()


@asynccontextmanager
async def apple_world(folder: Path) -> AsyncGenerator[AppleWorld]:
    """A fake Apple while the test runs."""
    trust = Trust(folder)
    world = AppleWorld(trust)
    await world.apple.start(trust.server(["h2"]))
    try:
        yield world
    finally:
        await world.stop()


class Kind(NamedTuple):
    """How a world is opened, and what each fate that its provider knows must end in."""

    open: Callable[[Path], AbstractAsyncContextManager[World]]
    outcomes: Mapping[Fate, Outcome]
    credentials: bool = True


PLAIN = {one: Outcome(one.value) for one in Fate if one.value in {*Outcome}}
FAULTY = {Fate.GARBAGE: Outcome.PASSING, Fate.CUT: Outcome.PASSING, Fate.HANG: Outcome.PASSING}

WORLDS: dict[str, Kind] = {
    "apns": Kind(apple_world, PLAIN | FAULTY),
    "sms": Kind(gateway_world, PLAIN | FAULTY),
    "email": Kind(mail_world, PLAIN | FAULTY),
    "webpush": Kind(browser_world, PLAIN | FAULTY),
    "fcm": Kind(google_world, PLAIN | FAULTY),
    "memory": Kind(memory_world, PLAIN, credentials=False),
}
