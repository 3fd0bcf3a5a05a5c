"""A browser vendor's push service that checks VAPID, and a browser that decrypts what came; their world."""

import base64
import json
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import http_ece
import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization

from push.answering import Limits
from push.webpush import VapidKey, WebPushChannel
from tests.push.https_peer import NAME, HttpsPeer, Seen, reach
from tests.push.messages import CALM, NOW, key_pem, message, public_of
from tests.push.peers import Fate, Trust

SUBJECT, AUTH = "mailto:notices@district.test", b"0123456789abcdef"
STATUSES = {
    Fate.ACCEPTED: 201, Fate.PASSING: 503, Fate.SLOWER: 429, Fate.GONE: 410, Fate.REFUSED: 413, Fate.OURS: 403,
}  # fmt: skip


def text_of(data: bytes) -> str:
    """Base64url as browsers write it."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def point_of(name: str) -> bytes:
    """The public key of a name, 65 bytes."""
    kinds = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    return public_of(key_pem(name)).public_bytes(*kinds)


class PushService(HttpsPeer):
    """`shown` is what the browser decrypted, in the order it came."""

    def __init__(self, trust: Trust) -> None:
        super().__init__(trust)
        self.shown: list[dict[str, str]] = []

    def fate_of(self, seen: Seen) -> Fate:
        if not self._signed(seen.headers.get("authorization", "")):
            return Fate.OURS
        return Fate(seen.path.rpartition("/")[2].partition("-")[0])

    def respond(self, fate: Fate, seen: Seen) -> web.Response:
        if fate is Fate.ACCEPTED:
            self.shown.append(self._decrypted(seen))
            number = self.shown[-1]["n"].rpartition("-")[2]
            self.accepted[message(int(number), "").id] += 1
        headers = {"retry-after": "7"} if fate is Fate.SLOWER else {}
        return web.Response(status=STATUSES[fate], headers=headers)

    def _signed(self, header: str) -> bool:
        scheme, _, rest = header.partition(" ")
        token, _, key = rest.removeprefix("t=").partition(",k=")
        if scheme != "vapid" or key != text_of(point_of("vapid")):
            return False
        try:
            claims = jwt.decode(
                token, public_of(key_pem("vapid")), ["ES256"], {"verify_exp": False},
                audience=f"https://{NAME}:{self.port}",
            )  # fmt: skip
        except jwt.PyJWTError:
            return False
        return 0 < int(claims["exp"]) - NOW.timestamp() <= 86_400 and str(claims["sub"]) == SUBJECT

    def _decrypted(self, seen: Seen) -> dict[str, str]:
        assert seen.headers["content-encoding"] == "aes128gcm"
        key = serialization.load_pem_private_key(key_pem("browser").encode(), None)
        plain: bytes = http_ece.decrypt(  # pyright: ignore[reportUnknownMemberType] - it ships no types
            seen.body, private_key=key, auth_secret=AUTH, version="aes128gcm"
        )
        decoded: dict[str, str] = json.loads(plain)
        return decoded


class BrowserWorld:
    """A push service and one browser with many subscriptions."""

    def __init__(self, trust: Trust) -> None:
        self.peer = PushService(trust)
        self.gate = self.peer.gate

    def channel(self, limits: Limits) -> WebPushChannel:
        return self.by(key_pem("vapid"), limits)

    def stranger(self) -> WebPushChannel:
        return self.by(key_pem("stranger"), CALM)

    def by(self, pem: str, limits: Limits) -> WebPushChannel:
        key = VapidKey(pem, SUBJECT, lambda: NOW)
        return WebPushChannel(key, lambda: NOW, reach=reach(self.peer.trust), limits=limits)

    def to(self, fate: Fate, number: int) -> str:
        return self.subscription(f"https://{NAME}:{self.peer.port}/push/{fate}-{number}")

    def subscription(self, endpoint: str, point: bytes | None = None, secret: bytes = AUTH) -> str:
        """As the browser gave it to the page."""
        keys = {"p256dh": text_of(point or point_of("browser")), "auth": text_of(secret)}
        return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys})

    def received(self) -> Counter[str]:
        return self.peer.accepted

    def told(self) -> str:
        return json.dumps(self.peer.shown, ensure_ascii=False)

    async def stop(self) -> None:
        await self.peer.stop()


@asynccontextmanager
async def browser_world(folder: Path) -> AsyncGenerator[BrowserWorld]:
    """A push service while the test runs."""
    world = BrowserWorld(Trust(folder))
    await world.peer.start()
    try:
        yield world
    finally:
        await world.stop()
