"""Joining again without a code: after a restore that lost the install, or as the second of two copies."""

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import bindparam, delete, update

from mobile_contract.accounts import RevokeInstall
from server.accounts import tables as t
from server.accounts.service import ledger_consumer, shut_out_again
from server.core.consumers import step
from server.core.database import Tx
from server.core.ids import new_id
from server.core.ledger import REVOKED, Line
from server.core.statements import Statement
from tests.support.app import AnApp, running
from tests.support.joined import enrolment_code
from tests.support.scene import by_system, settle

_GONE = Statement(delete(t.installs).where(t.installs.c.id == bindparam("gone")))
_LET_IN = Statement(update(t.installs).where(t.installs.c.id == bindparam("gone")).values(revoked_at=None))


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


class APhone:
    """An install with its secret and its certificate."""

    def __init__(self, app: AnApp, http: httpx.AsyncClient) -> None:
        self.app = app
        self.http = http
        self.install, self.secret, self.certificate = new_id(), secrets.token_urlsafe(32), ""

    async def enrol(self) -> None:
        code = await enrolment_code(self.app, "worker_west")
        asked = {"code": code, "install": self.install, "secret_hash": _hash(self.secret)}
        answer = await self.http.post("/v1/enrol", json=asked)
        assert answer.status_code == 201, answer.text
        self.certificate = answer.json()["certificate"]

    async def rejoin(self, install: str = "", new_secret: str = "", **other: Any) -> httpx.Response:
        asked = {
            "certificate": self.certificate, "secret": self.secret, "install": install or self.install,
            "secret_hash": _hash(new_secret or self.secret),
        }  # fmt: skip
        return await self.http.post("/v1/rejoin", json=asked | other)

    async def status(self, install: str = "", secret: str = "") -> int:
        token = f"{install or self.install}.{secret or self.secret}"
        return (await self.http.get("/v1/me", headers={"authorization": f"Bearer {token}"})).status_code

    async def forget(self) -> None:
        """The install is lost, as in a backup of before."""
        await self.app.door.database.write(lambda tx: tx.execute(_GONE, gone=self.install))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@pytest.fixture
async def phone(app: AnApp) -> APhone:
    made = APhone(app, await app.visitor())
    await made.enrol()
    return made


async def test_a_phone_whose_install_was_lost_is_itself_again(phone: APhone) -> None:
    await phone.forget()
    assert await phone.status() == 401
    answers = await asyncio.gather(phone.rejoin(), phone.rejoin())
    assert {answer.status_code for answer in answers} <= {201, 403, 409, 503}
    assert (await phone.rejoin()).status_code == 201
    assert await phone.status() == 200


async def test_a_cloned_phone_becomes_another_one_beside_the_first(phone: APhone) -> None:
    install, secret = new_id(), secrets.token_urlsafe(32)
    answer = await phone.rejoin(install, secret)
    assert (answer.status_code, answer.json()["install"]) == (201, install)
    assert await phone.status(install, secret) == 200
    assert await phone.status() == 200
    again = await phone.rejoin(install, secret)
    assert (again.status_code, again.json()["certificate"]) == (201, answer.json()["certificate"])


async def test_whoever_is_shut_out_takes_their_whole_line_along(app: AnApp, phone: APhone) -> None:
    install, secret = new_id(), secrets.token_urlsafe(32)
    await phone.rejoin(install, secret)
    await settle(app.door, [RevokeInstall(**by_system(phone.install), reason="lost")])
    assert await phone.status(install, secret) == 401
    for one in (phone.install, install, new_id()):
        answer = await phone.rejoin(one, secret if one == install else "")
        assert answer.json()["code"] == "install_revoked"


async def test_a_phone_that_was_shut_out_after_the_backup_stays_out(app: AnApp, phone: APhone) -> None:
    await settle(app.door, [RevokeInstall(**by_system(phone.install), reason="lost")])
    while await step(app.door, ledger_consumer()):
        pass
    assert app.door.ledger is not None
    assert Line(REVOKED, phone.install) in await app.door.ledger.lines()

    async def restored(tx: Tx) -> None:
        await tx.execute(_LET_IN, gone=phone.install)

    await app.door.database.write(restored)
    assert await phone.status() == 200
    assert await shut_out_again(app.door) == 1
    assert await phone.status() == 401
    await phone.forget()
    assert (await phone.rejoin()).json()["code"] == "install_revoked"


@pytest.mark.parametrize("wrong", ["certificate", "secret", "cut", "rubbish"])
async def test_a_certificate_that_is_none_lets_nobody_in(phone: APhone, wrong: str) -> None:
    await phone.forget()
    text = phone.certificate
    shown = {
        "certificate": {"certificate": ("A" if text[0] != "A" else "B") + text[1:]},
        "secret": {"secret": "guessed"},
        "cut": {"certificate": text[:-1]},
        "rubbish": {"certificate": "é"},
    }[wrong]
    answer = await phone.rejoin(**shown)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_enrolment")
    assert await phone.status() == 401


async def test_a_certificate_takes_over_nobody_elses_install(app: AnApp, phone: APhone) -> None:
    other = APhone(app, await app.visitor())
    await other.enrol()
    answer = await phone.rejoin(other.install)
    assert answer.json()["code"] == "wrong_enrolment"
    assert await other.status() == 200
