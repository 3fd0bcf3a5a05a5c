"""Whatever an operation is asked, by whomever, it answers as its document says, and never with a fault of ours.

A few cases of each by default; `ops/fuzz 200` asks two hundred of each.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from typing import Any

import msgspec
import pytest
import requests

from mobile_contract.cases import LimitUnit, ReportMatter
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.intake_orders import AddPartner, PartnerPurpose
from ops.contract.openapi import written
from server.core.ids import new_id
from server.core.seal import new_secret, secret_hash
from tests.server.intake.desk import NOISE, a_report
from tests.server.openapi.asking import PUSH, Asker, Role, a_push
from tests.support import databases
from tests.support.app import PASSWORD
from tests.support.databases import Templates
from tests.support.scene import CLASS, WEST, by_system, middle, settle
from tests.support.served import Served, serving

CASES = int(os.environ.get("FUZZ_CASES", "2"))


@pytest.fixture
async def served(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A real server process that nobody else uses: what is asked of it changes it."""
    folder = tmp_path_factory.mktemp("asked")
    async with databases.migrated(templates, None, folder) as url, serving(url, folder) as one:
        yield one


async def test_every_operation_answers_every_role_as_its_document_says(served: Served) -> None:
    document: dict[str, Any] = msgspec.json.decode(written())
    roles, known = await a_cast(served)
    asker = await asyncio.to_thread(Asker, served.url, document, roles, known)
    await asyncio.to_thread(asker.ask_all, CASES)
    asker.tell()
    told = "\n".join(f"{fault}\n    {text}" for fault, text in sorted(asker.faults.items()))
    assert not asker.faults, told
    assert asker.asked >= len(asker.operations) * len(roles)
    assert await asyncio.to_thread(_found_in_a_wrong_document, served.url, document, roles)
    assert {status // 100 for _, status in asker.answered} >= {2, 4}


def _found_in_a_wrong_document(url: str, document: dict[str, Any], roles: list[Role]) -> bool:
    """Whether a document that leaves one answer out is found out."""
    told = document["paths"]["/v1/me"]["get"]
    left = {status: answer for status, answer in told["responses"].items() if status != "401"}
    wrong = document | {"paths": {"/v1/me": {"get": told | {"responses": left}}}}
    asker = Asker(url, wrong, roles, {})
    asker.ask_all(1)
    return {fault.why for fault in asker.faults} == {"an undocumented status"}


async def a_cast(served: Served) -> tuple[list[Role], Mapping[str, Any]]:
    """Everybody who may ask, and the ids of what is there."""
    shape = ClassShape(
        scheme="B",
        kind="event",
        major="03",
        minor="01",
        name="施工扰民",
        limit_value=2,
        limit_unit=LimitUnit.URGENT_HOUR,
        check_waived=True,
        photos_after=0,
    )
    partner, secret, case = new_id(), new_secret(), new_id()
    key = AddPartner(
        **by_system(partner), name="演示平台", key_hash=secret_hash(secret), purpose=PartnerPurpose.EVENTS,
        classes=(NOISE,), daily_quota=100_000, live=True,
    )  # fmt: skip
    matter = ReportMatter(**by_system(case), title="井盖破损", point=middle(WEST), class_code=CLASS)
    await settle(served.door, [DefineClasses(**by_system(new_id()), classes=(shape,))])
    await settle(served.door, [key, matter])
    phone = await served.join("worker_west")
    visitor = await served.visitor()
    taken = (await visitor.post("/v1/public/reports", json=a_report())).json()
    follow = await visitor.post("/v1/public/follow", json={"code": taken["code"], "pin": taken["pin"]})
    receipt = {"authorization": f"Bearer {follow.json()['token']}"}
    machine = {"authorization": f"Bearer {partner}.{secret}"}
    worker = {"authorization": phone.http.headers["authorization"]}

    def office(login: str) -> Mapping[str, str]:
        answer = requests.post(f"{served.url}/v1/login", json={"login": login, "password": PASSWORD}, timeout=20)
        return {
            "cookie": f"hexward_session={answer.cookies['hexward_session']}",
            "x-hexward-csrf": answer.json()["csrf"],
        }

    roles = [
        Role("nobody", dict),
        Role("resident", lambda: receipt),
        Role("machine", lambda: machine),
        Role("worker", lambda: worker),
        Role("supervisor", lambda: office("supervisor")),
        Role("committee", lambda: office("office")),
    ]
    scene = served.scene
    known = {
        "person_id": scene.person, "household_id": scene.household, "grid": scene.west, "case_id": case,
        "install": phone.install, "purpose": "register", "x-hexward-purpose": "register",
        "department": scene.department,
        "owner": scene.community, "area": scene.community, "class": CLASS, "code": CLASS, "limit": 20,
        "q": "张三", "near": "118.775,31.995", "of": "site", "name": "closing_rate", "month": "2026-11",
        PUSH: a_push(phone.install),
    }  # fmt: skip
    return roles, known
