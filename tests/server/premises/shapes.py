"""A house that is let, a shop and its organisation, and somebody who rents, for tests of the rules of premises."""

from typing import Any

from mobile_contract import premises as wire
from mobile_contract.base import Command
from server.core.decisions import Context, Decision
from server.core.entities import Entity
from server.premises import closing, rules, tenants
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy
from tests.server.residents.scenes import BUILDING, DWELLING, HOME, KINDS, PERSON, a_place
from tests.support.judging import an_id, command_facts, judge

ORGANISATION, SITE, HOUSE, TENANCY = an_id(401), an_id(402), an_id(403), an_id(404)
CREDIT_CODE = "91350100M000100Y43"
HANDLERS = (*rules.HANDLERS, *tenants.HANDLERS, *closing.HANDLERS)


def an_organisation(**more: Any) -> Organisation:
    facts: dict[str, Any] = {"grid": HOME, "name": "演示商行", "credit_code": CREDIT_CODE}
    return Organisation(id=ORGANISATION, **(facts | more))


def a_site(**more: Any) -> Site:
    facts: dict[str, Any] = {"grid": HOME, "name": "演示小商店", "site_kind": "shop", "building": BUILDING}
    return Site(id=SITE, **(facts | more))


def a_house(**more: Any) -> RentedHouse:
    facts: dict[str, Any] = {"dwelling": DWELLING, "grid": HOME, "owner_name": "演示房东"}
    return RentedHouse(id=HOUSE, **(facts | more))


def a_tenancy(tenancy: str = TENANCY, **more: Any) -> Tenancy:
    facts: dict[str, Any] = {
        "person": PERSON, "house": HOUSE, "dwelling": DWELLING, "grid": HOME, "from_on": "2026-03-01",
    }  # fmt: skip
    return Tenancy(id=tenancy, **(facts | more))


def to_register_organisation(**more: Any) -> wire.RegisterOrganisation:
    facts: dict[str, Any] = {"name": "演示商行", "credit_code": CREDIT_CODE, "grid": HOME}
    return wire.RegisterOrganisation(**command_facts(ORGANISATION), **(facts | more))


def to_register_site(**more: Any) -> wire.RegisterSite:
    facts: dict[str, Any] = {"name": "演示小商店", "site_kind": "shop", "building": BUILDING}
    return wire.RegisterSite(**command_facts(SITE), **(facts | more))


def to_register_house(**more: Any) -> wire.RegisterRentedHouse:
    facts: dict[str, Any] = {"dwelling": DWELLING, "owner_name": "演示房东"}
    return wire.RegisterRentedHouse(**command_facts(HOUSE), **(facts | more))


def to_add_tenant(tenancy: str = TENANCY, **more: Any) -> wire.AddTenant:
    facts: dict[str, Any] = {"person": PERSON, "house": HOUSE}
    return wire.AddTenant(**command_facts(tenancy, PERSON), **(facts | more))


def to_end_tenant(tenancy: str = TENANCY, until_on: str = "2026-11-20") -> wire.EndTenant:
    return wire.EndTenant(**command_facts(tenancy, PERSON), until_on=until_on)


def to_verify(tenancy: str = TENANCY, house: str = HOUSE, **more: Any) -> wire.VerifyTenant:
    return wire.VerifyTenant(**command_facts(tenancy, PERSON), house=house, **more)


def decide(command: Command, *rows: Entity, context: Context | None = None) -> Decision:
    """What becomes of a command about premises."""
    handler = next(one for one in HANDLERS if one.command is type(command))
    return judge(handler, command, rows, KINDS, context or a_place())
