"""A phone that joined over HTTP, as a vendor's phone would: by a code, with a secret of its own."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from mobile_contract.base import Clock, Command
from server.core import clock
from server.core.ids import new_id
from tests.support.app import AnApp


@dataclass
class Joined:
    """An enrolled install: its client, and the numbers of its commands."""

    http: httpx.AsyncClient
    install: str
    seq: int = 0

    def facts(self, entity: str, root: str | None = None, **more: Any) -> dict[str, Any]:
        """The facts of the next command."""
        self.seq += 1
        made = Clock(wall=clock.millis(clock.now()), boot="boot", mono=self.seq * 1000)
        common = {
            "id": new_id(),
            "seq": self.seq,
            "entity": entity,
            "root": root or entity,
            "made": made,
            "contract": 1,
        }
        return common | more

    def body(self, *commands: Command | bytes) -> bytes:
        """A push body: the envelope's line, then one command a line."""
        now = {"wall": clock.millis(clock.now()), "boot": "boot", "mono": self.seq * 1000 + 500}
        envelope = msgspec.json.encode({"install": self.install, "contract": 1, "now": now})
        lines = [one if isinstance(one, bytes) else msgspec.json.encode(one) for one in commands]
        return b"\n".join([envelope, *lines])

    async def push(self, *commands: Command | bytes) -> list[dict[str, Any]]:
        """Push commands, or bytes that claim to be some; their receipts."""
        headers = {"content-type": "application/x-ndjson"}
        answer = await self.http.post("/v1/sync/push", content=self.body(*commands), headers=headers)
        assert answer.status_code == 200, answer.text
        receipts: list[dict[str, Any]] = answer.json()["receipts"]
        return receipts


async def enrolment_code(app: AnApp, login: str) -> str:
    """A code for a user's phone, issued by the office."""
    office = await app.sign_in("supervisor")
    csrf = (await office.get("/v1/me")).json()["csrf"]
    asked = {"user": app.scene.users[login]}
    answer = await office.post("/v1/enrolments", json=asked, headers={"x-hexward-csrf": csrf})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


async def join(app: AnApp, login: str) -> Joined:
    """A phone of a user of the scene, joined."""
    return await join_with(app, await enrolment_code(app, login))


async def join_with(app: AnApp, code: str) -> Joined:
    """A phone that joins with a code."""
    http, install, secret = await app.visitor(), new_id(), secrets.token_urlsafe(32)
    asked = {"code": code, "install": install, "secret_hash": hashlib.sha256(secret.encode()).hexdigest()}
    answer = await http.post("/v1/enrol", json=asked)
    assert answer.status_code == 201, answer.text
    http.headers["authorization"] = f"Bearer {install}.{secret}"
    return Joined(http, install)
