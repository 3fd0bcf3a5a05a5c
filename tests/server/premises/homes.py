"""Premises that came in through the door, for tests of what follows what."""

from typing import Any

from mobile_contract import premises as wire
from mobile_contract.base import Command
from server.core.door import Door
from server.core.ids import new_id
from server.core.reading import find_entity
from server.premises.entities import Tenancy
from tests.support.scene import APhone, by_system, settle

CREDIT_CODE = "91350100M000100Y43"
OWNER, OWNER_PHONE, OWNER_ID = "演示房东", "13900000009", "DEMO-0009"


def house_in(dwelling: str, **more: Any) -> wire.RegisterRentedHouse:
    facts: dict[str, Any] = {"owner_name": OWNER, "owner_phone": OWNER_PHONE, "owner_id_no": OWNER_ID}
    return wire.RegisterRentedHouse(**by_system(new_id()), dwelling=dwelling, **(facts | more))


def tenant_of(house: str, person: str, phone: APhone | None = None, **more: Any) -> wire.AddTenant:
    """Told by the server, or by a phone."""
    facts = by_system(new_id(), person) if phone is None else phone.facts(new_id(), person)
    return wire.AddTenant(**facts, person=person, house=house, **more)


def site_in(**more: Any) -> wire.RegisterSite:
    facts: dict[str, Any] = {"name": "演示小商店", "site_kind": "shop", "safety_officer": "演示店主"}
    return wire.RegisterSite(**by_system(new_id()), **(facts | more))


def organisation_in(grid: str, **more: Any) -> wire.RegisterOrganisation:
    facts: dict[str, Any] = {"name": "演示商行", "credit_code": CREDIT_CODE, "legal_person": "演示法人"}
    return wire.RegisterOrganisation(**by_system(new_id()), grid=grid, **(facts | more))


async def let(door: Door, dwelling: str, person: str) -> tuple[str, str]:
    """A house that is let to somebody: its id, and the tenancy's."""
    house = house_in(dwelling)
    tenant = tenant_of(house.entity, person, from_on="2026-01-01")
    commands: list[Command] = [house, tenant]
    await settle(door, commands)
    return house.entity, tenant.entity


async def tenancy_of(door: Door, tenancy: str) -> Tenancy | None:
    return await door.database.read(lambda tx: find_entity(tx, door, Tenancy, tenancy))
