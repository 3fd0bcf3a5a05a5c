"""What is shown of own work on premises and care before the server has sent it back."""

from typing import Any

import pytest

from mobile_contract import care, kinds, premises, residents
from mobile_contract.base import Datum, Point, Record
from mobile_contract.premises import OrganisationEdits, Premises, SiteEdits
from mobile_contract.residents import Life, ResidencyStatus
from tests.support.phones import USER, made_id
from tests.sync.test_overlay import GRID, PERSON, made, shown

BUILDING, SITE, ORGANISATION, HOUSE, TENANCY, TAG, HELP = (made_id(number) for number in range(0x21, 0x28))
TOWER = residents.BuildingRecord(id=BUILDING, grid=GRID, name="3 Yard", lon=118.7, lat=31.9)


def found(kind: int, identity: str, *commands: Any, base: tuple[Record, ...] = ()) -> Any:
    return shown(*commands, base=base).find(kind, identity)


def a_site(**facts: Any) -> premises.SiteRecord:
    return premises.SiteRecord(id=SITE, grid=GRID, name="Shop", site_kind="shop", **facts)


def test_a_new_site_is_shown_where_its_building_or_its_own_point_lies() -> None:
    told: dict[str, Any] = {"entity": SITE, "name": "Shop", "site_kind": "shop", "safety_officer": "Li"}
    inside = found(kinds.SITE, SITE, made(premises.RegisterSite, **told, building=BUILDING), base=(TOWER,))
    assert inside == a_site(building=BUILDING, lon=118.7, lat=31.9, safety_officer="Li")
    there = Point(lon=118.8, lat=31.8, datum=Datum.WGS84)
    assert found(kinds.SITE, SITE, made(premises.RegisterSite, **told, grid=GRID, point=there)).lon == 118.8
    gcj = Point(lon=118.8, lat=31.8, datum=Datum.GCJ02)
    assert found(kinds.SITE, SITE, made(premises.RegisterSite, **told, grid=GRID, point=gcj)).lon is None


def test_a_site_is_shown_as_it_was_changed_moved_and_closed() -> None:
    base = (a_site(building=BUILDING), TOWER)
    edit = made(premises.ChangeSite, entity=SITE, set=SiteEdits(name=("Shop", "Big shop")))
    move = made(premises.MoveSite, entity=SITE, grid=PERSON)
    close = made(premises.ClosePremises, entity=SITE, premises=Premises.SITE)
    now = found(kinds.SITE, SITE, edit, move, close, base=base)
    assert (now.name, now.grid, now.building, now.life) == ("Big shop", PERSON, None, Life.RETIRED)
    reopen = made(premises.ReopenPremises, entity=SITE, premises=Premises.SITE)
    assert found(kinds.SITE, SITE, close, reopen, base=base).life is Life.ACTIVE


def test_an_organisations_officers_are_added_and_taken_away_beside_its_fields() -> None:
    register = made(
        premises.RegisterOrganisation, entity=ORGANISATION, name="Mill", grid=GRID, safety_officers=("B", "A")
    )
    edit = made(
        premises.ChangeOrganisation,
        entity=ORGANISATION,
        set=OrganisationEdits(name=("Mill", "Old mill")),
        add_officers=("C",),
        remove_officers=("A",),
    )
    now = found(kinds.ORGANISATION, ORGANISATION, register, edit)
    assert (now.name, now.grid, now.safety_officers) == ("Old mill", GRID, ("B", "C"))


def test_a_house_and_who_rents_it_are_shown_and_the_end_of_it() -> None:
    house = made(premises.RegisterRentedHouse, entity=HOUSE, dwelling=GRID, owner_name="Wang", owner_id_no="DEMO-1")
    tenant = made(premises.AddTenant, entity=TENANCY, root=PERSON, person=PERSON, house=HOUSE, from_on="2026-03-01")
    shown_house = found(kinds.RENTED_HOUSE, HOUSE, house, tenant)
    assert (shown_house.owner_name, shown_house.owner_id_masked) == ("Wang", None)
    now = found(kinds.TENANCY, TENANCY, house, tenant)
    assert (now.person, now.house, now.status, now.verified_by) == (PERSON, HOUSE, ResidencyStatus.EFFECTIVE, None)
    verify = made(premises.VerifyTenant, entity=TENANCY, root=PERSON, house=HOUSE, verify_due="2026-09-01")
    seen = found(kinds.TENANCY, TENANCY, tenant, verify)
    assert (seen.verified_by, seen.verify_due) == (USER, "2026-09-01")
    end = made(premises.EndTenant, entity=TENANCY, root=PERSON, until_on="2026-05-01")
    over = found(kinds.TENANCY, TENANCY, tenant, end)
    assert (over.status, over.until_on) == (ResidencyStatus.ENDED, "2026-05-01")


def test_care_is_shown_as_it_was_given_changed_and_ended() -> None:
    give = made(care.GiveServiceTag, entity=TAG, root=PERSON, person=PERSON, tag_kind="veteran", basis="list")
    edits = care.ServiceTagEdits(care_level=("general", "high"))
    change = made(care.ChangeServiceTag, entity=TAG, root=PERSON, set=edits)
    end = made(care.EndServiceTag, entity=TAG, root=PERSON, until_on="2026-05-01")
    now = found(kinds.SERVICE_TAG, TAG, give, change, end)
    assert (now.tag_kind, now.basis, now.care_level, now.status) == ("veteran", "list", "high", ResidencyStatus.ENDED)
    told = found(kinds.HELP, HELP, made(care.RecordHelp, entity=HELP, root=PERSON, person=PERSON, needed="meals"))
    assert (told.person, told.needed, told.recorded_by) == (PERSON, "meals", USER)


@pytest.mark.parametrize(
    "command",
    [
        made(premises.MoveSite, entity=SITE, grid=GRID),
        made(premises.ChangeOrganisation, entity=ORGANISATION, add_officers=("A",)),
        made(premises.EndTenant, entity=TENANCY, root=PERSON, until_on="2026-05-01"),
        made(premises.VerifyTenant, entity=TENANCY, root=PERSON, house=HOUSE, verify_due="2026-09-01"),
        made(premises.ClosePremises, entity=SITE, premises=Premises.SITE),
    ],
)
def test_what_is_said_of_something_that_is_not_held_shows_nothing(command: Any) -> None:
    assert shown(command).changed == {}
