"""An SMS gateway that checks signatures, and its world."""

import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from push.answering import Limits
from push.channels import ChannelKind, Outcome
from push.webhook import Codes, Template, WebhookChannel, key_of, signature
from tests.push.https_peer import NAME, HttpsPeer, Seen, reach
from tests.push.messages import CALM, NOW
from tests.push.peers import Fate, Trust

SECRET, OTHER_SECRET = "whsec_" + "A" * 32, "whsec_" + "B" * 32
CODES = {Fate.ACCEPTED: 0, Fate.GONE: 4404, Fate.REFUSED: 4400, Fate.OURS: 4401}


class Gateway(HttpsPeer):
    """It answers 200 and tells the truth in `code`, as gateways do; too much and too late have a status."""

    other_words: Callable[[], web.Response] | None = None

    def fate_of(self, seen: Seen) -> Fate:
        told, stamp = seen.headers["webhook-signature"], int(seen.headers["webhook-timestamp"])
        fresh = abs(stamp - NOW.timestamp()) < 300
        if told != signature(key_of(SECRET), seen.headers["webhook-id"], stamp, seen.body) or not fresh:
            return Fate.OURS
        return Fate(seen.path.rpartition("/")[2].partition("-")[0])

    def respond(self, fate: Fate, seen: Seen) -> web.Response:
        if self.other_words is not None:
            return self.other_words()
        if fate is Fate.PASSING:
            return web.Response(status=503)
        if fate is Fate.SLOWER:
            return web.Response(status=429, headers={"retry-after": "7"})
        if fate is Fate.ACCEPTED:
            self.accepted[seen.headers["webhook-id"]] += 1
        return web.json_response({"code": CODES[fate], "message": "words of the gateway"})


def template(port: int, **facts: object) -> Template:
    """The gateway's template, as an operator would set it up."""
    known: dict[str, object] = {
        "name": "sms",
        "url": f"https://{NAME}:{port}/send/{{to}}",
        "secret": SECRET,
        "body": {"phone": "{to}", "content": {"ref": "{about}", "class": "{cls}", "text": "{title}{text}"}},
        "codes": Codes(field="code", outcomes={str(code): Outcome(fate.value) for fate, code in CODES.items()}),
        **facts,
    }  # fmt: skip
    return Template(**known)  # type: ignore[arg-type]


class GatewayWorld:
    """An SMS gateway behind a webhook template."""

    def __init__(self, trust: Trust) -> None:
        self.peer = Gateway(trust)
        self.gate = self.peer.gate

    def channel(self, limits: Limits) -> WebhookChannel:
        return self.by(template(self.peer.port), limits)

    def stranger(self) -> WebhookChannel:
        return self.by(template(self.peer.port, secret=OTHER_SECRET), CALM)

    def by(self, one: Template, limits: Limits = CALM) -> WebhookChannel:
        return WebhookChannel(ChannelKind.SMS, one, lambda: NOW, reach=reach(self.peer.trust), limits=limits)

    def to(self, fate: Fate, number: int) -> str:
        return f"{fate}-{number}"

    def received(self) -> Counter[str]:
        return self.peer.accepted

    def told(self) -> str:
        return "\n".join(json.dumps(json.loads(one.body), ensure_ascii=False) for one in self.peer.seen)

    async def stop(self) -> None:
        await self.peer.stop()


@asynccontextmanager
async def gateway_world(folder: Path) -> AsyncGenerator[GatewayWorld]:
    """A gateway while the test runs."""
    world = GatewayWorld(Trust(folder))
    await world.peer.start()
    try:
        yield world
    finally:
        await world.stop()
