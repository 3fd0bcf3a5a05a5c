"""How premises are kept, sealed, scoped and shown to phones."""

from mobile_contract import premises as wire
from mobile_contract.residents import Life
from server.core.entities import ScopeRef, in_grids
from server.core.kinds import Kind
from server.premises import tables
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy
from sync.identifiers import masked_id


def _here(row: Organisation | Site | RentedHouse) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid)


def _of_tenancy(row: Tenancy) -> tuple[ScopeRef, ...]:
    return in_grids(row.grid) if row.same_as is None else ()


def _claims_of_organisation(row: Organisation) -> tuple[tuple[str, str], ...]:
    """One code is one organisation's; what is closed claims nothing."""
    return () if row.credit_code is None or row.life is not Life.ACTIVE else (("credit_code", row.credit_code),)


def _claims_of_house(row: RentedHouse) -> tuple[tuple[str, str], ...]:
    """One dwelling, or one part of it, is let once."""
    return () if row.life is not Life.ACTIVE else (("rented_part", f"{row.dwelling}|{row.house_no}"),)


def _organisation(row: Organisation) -> wire.OrganisationRecord:
    return wire.OrganisationRecord(
        id=row.id,
        grid=row.grid,
        name=row.name,
        credit_code=row.credit_code,
        organisation_type=row.organisation_type,
        industry=row.industry,
        legal_person=row.legal_person,
        legal_phone=row.legal_phone,
        safety_officers=row.safety_officers,
        building=row.building,
        lon=row.lon,
        lat=row.lat,
        address=row.address,
        under_residential=row.under_residential,
        note=row.note,
        life=row.life,
    )


def _site(row: Site) -> wire.SiteRecord:
    return wire.SiteRecord(
        id=row.id,
        grid=row.grid,
        name=row.name,
        site_kind=row.site_kind,
        organisation=row.organisation,
        building=row.building,
        lon=row.lon,
        lat=row.lat,
        address=row.address,
        fire_class=row.fire_class,
        order_class=row.order_class,
        under_residential=row.under_residential,
        area_m2=row.area_m2,
        people=row.people,
        safety_officer=row.safety_officer,
        safety_phone=row.safety_phone,
        note=row.note,
        life=row.life,
    )


def _rented_house(row: RentedHouse) -> wire.RentedHouseRecord:
    return wire.RentedHouseRecord(
        id=row.id,
        dwelling=row.dwelling,
        house_no=row.house_no,
        purpose=row.purpose,
        lease_no=row.lease_no,
        lessor_type=row.lessor_type,
        owner_name=row.owner_name,
        owner_phone=row.owner_phone,
        owner_id_masked=masked_id(row.owner_id_no),
        danger_type=row.danger_type,
        danger_level=row.danger_level,
        management_class=row.management_class,
        note=row.note,
        life=row.life,
    )


def _tenancy(row: Tenancy) -> wire.TenancyRecord:
    return wire.TenancyRecord(
        id=row.id,
        person=row.person,
        house=row.house,
        status=row.status,
        from_on=row.from_on,
        until_on=row.until_on,
        verified_at=row.verified_at,
        verified_by=row.verified_by,
        verify_due=row.verify_due,
    )


KINDS = (
    Kind(
        "organisation",
        Organisation,
        tables.organisations,
        20,
        _organisation,
        _here,
        subject_column="id",
        sealed={"personal": ("legal_person", "legal_phone", "safety_officers", "note")},
        claims=_claims_of_organisation,
    ),
    Kind(
        "site",
        Site,
        tables.sites,
        19,
        _site,
        _here,
        subject_column="id",
        sealed={"personal": ("safety_officer", "safety_phone", "note")},
    ),
    Kind(
        "rented_house",
        RentedHouse,
        tables.rented_houses,
        21,
        _rented_house,
        _here,
        subject_column="id",
        sealed={"personal": ("owner_name", "owner_phone", "note"), "sensitive": ("owner_id_no",)},
        children=("dwelling",),
        claims=_claims_of_house,
    ),
    Kind(
        "tenancy",
        Tenancy,
        tables.tenancies,
        22,
        _tenancy,
        _of_tenancy,
        subject_column="person",
        children=("person", "house"),
    ),
)
