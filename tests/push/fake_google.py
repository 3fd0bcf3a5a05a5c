"""FCM v1 with its token service, which checks the RS256 grant of a service account; their world."""

import json
import secrets
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs

import jwt
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from push.answering import Limits
from push.channels import ChannelKind
from push.fcm import SCOPE, Account, FcmChannel, Google
from tests.push.https_peer import NAME, HttpsPeer, Seen, reach
from tests.push.messages import CALM, NOW, message
from tests.push.peers import HOST, Fate, Trust

PROJECT, EMAIL = "district-320114", "push@district-320114.test"
AUDIENCE = "https://oauth2.googleapis.com/token"
"""google-auth signs for it wherever the token service is."""
ERRORS = {
    Fate.PASSING: (503, "UNAVAILABLE", "UNAVAILABLE"), Fate.SLOWER: (429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    Fate.GONE: (404, "NOT_FOUND", "UNREGISTERED"), Fate.REFUSED: (400, "INVALID_ARGUMENT", "INVALID_ARGUMENT"),
    Fate.OURS: (401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
}  # fmt: skip


@lru_cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """A key of a service account; the same for the same name."""
    del name
    return rsa.generate_private_key(65537, 2048)


class FakeGoogle(HttpsPeer):
    """`grants` counts access tokens; `good` are those that are taken."""

    def __init__(self, trust: Trust) -> None:
        super().__init__(trust)
        self.grants, self.good = 0, set[str]()
        self.grant_status = 200
        self.other_error: tuple[int, dict[str, object]] | None = None

    def fate_of(self, seen: Seen) -> Fate:
        if seen.path == "/token":
            return Fate.ACCEPTED
        told = json.loads(seen.body)["message"]
        return Fate(str(told.get("token") or told["fid"]).partition("-")[0])

    def respond(self, fate: Fate, seen: Seen) -> web.Response:
        if seen.path == "/token":
            return self._grant(seen)
        if seen.headers.get("authorization", "").removeprefix("Bearer ") not in self.good:
            return web.json_response({"error": {"code": 401, "status": "UNAUTHENTICATED"}}, status=401)
        if seen.path != f"/v1/projects/{PROJECT}/messages:send":
            return web.json_response({"error": {"code": 404, "status": "NOT_FOUND"}}, status=404)
        if self.other_error is not None:
            return web.json_response({"error": self.other_error[1]}, status=self.other_error[0])
        if fate is not Fate.ACCEPTED:
            status, name, code = ERRORS[fate]
            error = {"code": status, "status": name, "details": [{"@type": "x/FcmError", "errorCode": code}]}
            return web.json_response({"error": error}, status=status)
        number = json.loads(seen.body)["message"]["data"]["n"].rpartition("-")[2]
        self.accepted[message(int(number), "").id] += 1
        return web.json_response({"name": f"projects/{PROJECT}/messages/1"})

    def sent(self) -> list[dict[str, object]]:
        """The messages as they came."""
        return [json.loads(one.body)["message"] for one in self.seen if one.path != "/token"]

    def _grant(self, seen: Seen) -> web.Response:
        form = parse_qs(seen.body.decode())
        if self.grant_status != 200:
            return web.json_response({"error": "internal_failure"}, status=self.grant_status)
        try:
            claims = jwt.decode(form["assertion"][0], rsa_key("ours").public_key(), ["RS256"], audience=AUDIENCE)
        except jwt.PyJWTError:
            return web.json_response({"error": "invalid_grant", "error_description": "bad signature"}, status=400)
        assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
        assert (claims["iss"], claims["scope"]) == (EMAIL, SCOPE)
        self.grants += 1
        fresh = secrets.token_urlsafe()
        self.good.add(fresh)
        return web.json_response({"access_token": fresh, "expires_in": 3600, "token_type": "Bearer"})


class GoogleWorld:
    """A fake FCM and its token service."""

    def __init__(self, trust: Trust) -> None:
        self.peer = FakeGoogle(trust)
        self.gate = self.peer.gate

    def channel(self, limits: Limits) -> FcmChannel:
        return FcmChannel(ChannelKind.FCM_TOKEN, self.account("ours"), lambda: NOW, limits=limits)

    def stranger(self) -> FcmChannel:
        return FcmChannel(ChannelKind.FCM_TOKEN, self.account("stranger"), lambda: NOW, limits=CALM)

    def account(self, name: str, project: str = PROJECT) -> Account:
        kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        key = {
            "type": "service_account", "project_id": project, "private_key_id": "1", "client_email": EMAIL,
            "private_key": rsa_key(name).private_bytes(*kinds).decode(),
            "token_uri": f"https://{HOST}:{self.peer.port}/token",
        }  # fmt: skip
        google = Google(f"https://{NAME}:{self.peer.port}/v1/projects", self.peer.trust.file, reach(self.peer.trust))
        return Account(json.dumps(key).encode(), google)

    def to(self, fate: Fate, number: int) -> str:
        return f"{fate}-{number}"

    def received(self) -> Counter[str]:
        return self.peer.accepted

    def told(self) -> str:
        return json.dumps(self.peer.sent(), ensure_ascii=False)

    async def stop(self) -> None:
        await self.peer.stop()


@asynccontextmanager
async def google_world(folder: Path) -> AsyncGenerator[GoogleWorld]:
    """A fake FCM while the test runs."""
    world = GoogleWorld(Trust(folder))
    await world.peer.start()
    try:
        yield world
    finally:
        await world.stop()
