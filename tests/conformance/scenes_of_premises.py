"""Scenes of premises: organisations, sites, rented houses and tenancies."""

from collections.abc import Callable, Mapping
from typing import Any

from mobile_contract import premises
from mobile_contract.base import Command
from mobile_contract.premises import OrganisationEdits, Premises, RentedHouseEdits, SiteEdits
from server.core.ids import new_id
from tests.conformance.scenes import Act, Scene, had, new, somebody
from tests.server.cases.acts import Acts


def an_organisation(acts: Acts, organisation: str) -> Command:
    facts: dict[str, Any] = {"name": "演示商行", "credit_code": "91350100M000100Y43", "legal_person": "演示王五"}
    return new(premises.RegisterOrganisation, organisation, grid=acts.town.scene.west, **facts)


def a_site(acts: Acts, site: str, organisation: str | None = None) -> Command:
    facts: dict[str, Any] = {"name": "演示小商店", "site_kind": "shop", "organisation": organisation}
    return new(premises.RegisterSite, site, building=acts.town.scene.building, **facts)


def a_house(acts: Acts, house: str) -> Command:
    facts: dict[str, Any] = {"owner_name": "演示房东", "owner_phone": "13900000009", "owner_id_no": "DEMO-0009"}
    return new(premises.RegisterRentedHouse, house, dwelling=acts.town.scene.dwelling, **facts)


def a_tenant(acts: Acts, tenancy: str, house: str) -> Command:
    person = acts.town.scene.person
    return new(premises.AddTenant, tenancy, person, person=person, house=house, from_on="2026-01-01")


_MAKE: Mapping[Premises, Callable[[Acts, str], Command]] = {
    Premises.SITE: a_site,
    Premises.ORGANISATION: an_organisation,
    Premises.RENTED_HOUSE: a_house,
}


async def _organisation(acts: Acts) -> Act:
    return somebody(acts, "worker_west", an_organisation(acts, new_id()))


async def _site(acts: Acts) -> Act:
    organisation = new_id()
    await had(acts, an_organisation(acts, organisation))
    return somebody(acts, "worker_west", a_site(acts, new_id(), organisation))


async def _house(acts: Acts) -> Act:
    return somebody(acts, "worker_west", a_house(acts, new_id()))


async def _tenant(acts: Acts) -> Act:
    house = new_id()
    await had(acts, a_house(acts, house))
    return somebody(acts, "worker_west", a_tenant(acts, new_id(), house))


async def _move(acts: Acts) -> Act:
    """From grid to grid: the committee keeps both."""
    site = new_id()
    await had(acts, a_site(acts, site))
    return somebody(acts, "office", new(premises.MoveSite, site, grid=acts.town.scene.east))


def _of_tenancy(shape: type[Command], *, names_house: bool = False, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        house, tenancy = new_id(), new_id()
        await had(acts, a_house(acts, house), a_tenant(acts, tenancy, house))
        named = {"house": house} if names_house else {}
        return somebody(acts, "worker_west", new(shape, tenancy, acts.town.scene.person, **named, **facts))

    return ready


def _of_one(shape: type[Command], of: Premises, *, closed: bool = False, **facts: Any) -> Scene:
    async def ready(acts: Acts) -> Act:
        one = new_id()
        await had(acts, _MAKE[of](acts, one))
        if of is Premises.RENTED_HOUSE:
            await had(acts, a_tenant(acts, new_id(), one))
        if closed:
            await had(acts, new(premises.ClosePremises, one, premises=of))
        return somebody(acts, "worker_west", new(shape, one, **facts))

    return ready


SCENES: Mapping[type[Command], Scene] = {
    premises.RegisterOrganisation: _organisation,
    premises.RegisterSite: _site,
    premises.RegisterRentedHouse: _house,
    premises.AddTenant: _tenant,
    premises.MoveSite: _move,
    premises.ChangeOrganisation: _of_one(
        premises.ChangeOrganisation,
        Premises.ORGANISATION,
        set=OrganisationEdits(name=("演示商行", "演示新商行")),
        add_officers=("演示赵六 13900000008",),
    ),
    premises.ChangeSite: _of_one(premises.ChangeSite, Premises.SITE, set=SiteEdits(site_kind=("shop", "eatery"))),
    premises.ChangeRentedHouse: _of_one(
        premises.ChangeRentedHouse, Premises.RENTED_HOUSE, set=RentedHouseEdits(management_class=("green", "red"))
    ),
    premises.EndTenant: _of_tenancy(premises.EndTenant, until_on="2026-03-01"),
    premises.VerifyTenant: _of_tenancy(premises.VerifyTenant, names_house=True),
    premises.ClosePremises: _of_one(
        premises.ClosePremises, Premises.RENTED_HOUSE, premises=Premises.RENTED_HOUSE, reason="不再出租"
    ),
    premises.ReopenPremises: _of_one(
        premises.ReopenPremises, Premises.SITE, closed=True, premises=Premises.SITE, reason="重新开业"
    ),
}
