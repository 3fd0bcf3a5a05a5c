"""What partners are and send: their keys, a hotline's order, a sensor's event."""

from typing import Any

import httpx

from mobile_contract.base import Command
from mobile_contract.intake_orders import (
    AddPartner,
    PartnerPurpose,
)
from server.core.ids import new_id
from server.core.seal import new_secret, secret_hash
from tests.server.intake.desk import NOISE, PLACE
from tests.support.app import AnApp
from tests.support.scene import by_system, settle


async def a_key(app: AnApp, purpose: PartnerPurpose, **more: Any) -> tuple[str, str]:
    """A partner's id and key."""
    partner, secret = new_id(), new_secret()
    facts: dict[str, Any] = {"classes": (NOISE,), "daily_quota": 100, "live": True, **more}
    command = AddPartner(**by_system(partner), name="演示平台", key_hash=secret_hash(secret), purpose=purpose, **facts)
    await settle(app.door, [command])
    return partner, f"{partner}.{secret}"


async def a_partner(app: AnApp, purpose: PartnerPurpose, **more: Any) -> httpx.AsyncClient:
    """Somebody who sends a key with all they ask."""
    _, key = await a_key(app, purpose, **more)
    visitor = await app.visitor()
    visitor.headers["authorization"] = f"Bearer {key}"
    return visitor


def an_order(**more: Any) -> dict[str, Any]:
    """An order of the district's hotline."""
    facts = {
        "source": "12345", "number": "2026-0001", "template": "general", "title": "夜间施工扰民", "point": PLACE,
        "words": "每晚十点以后", "opinion": "请核实办理", "citizen": {"name": "演示李四", "phone": "13900005678"},
        "class_code": NOISE, "nature": "投诉", "category": "环境",
    }  # fmt: skip
    return facts | more


def an_event(**more: Any) -> dict[str, Any]:
    """What a sensor tells."""
    facts = {"event": "e-1", "class_code": NOISE, "point": PLACE}
    return facts | {"readings": [{"name": "noise", "value": 71.5, "unit": "dB"}]} | more


async def try_step(app: AnApp, login: str, command: Command) -> tuple[str, str]:
    """What an office's step becomes."""
    outcome = await app.door.issue([command], app.scene.office(login))
    return outcome.receipts[0].verdict.value, outcome.receipts[0].why
