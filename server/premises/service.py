"""What an office sees of premises: names, phones and numbers masked, and every look at them journalled."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from mobile_contract.premises import (
    OrganisationRecord,
    Premises,
    PremisesCodes,
    PremisesDetail,
    PremisesPage,
    PremisesView,
    RentedHouseRecord,
    SiteRecord,
    TenancyRecord,
    TenantView,
)
from mobile_contract.problems import ProblemCode
from server.accounts.scope import REGISTER_POSTS, OfficeScope, scope_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import list_by, shown
from server.premises import codes, queries
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy
from server.residents.entities import Person
from server.residents.masking import masked
from server.residents.moves import day_of
from sync.identifiers import masked_name, masked_phone


async def list_codes() -> dict[str, PremisesCodes]:
    """Every code table of premises by its name."""
    return dict(codes.tables())


async def list_premises(
    door: Door, actor: Actor, purpose: str, of: Premises, grid: str, after: str | None, limit: int
) -> PremisesPage:
    """A page of a grid's premises, masked. Refuses NOT_FOUND for a grid that is not there or not theirs."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[PremisesPage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        page = await page_of_grid(scope, tx, door, of, grid, after, limit)
        return page, [one.id for one in page.premises]

    return await door.witnessed(Reading(actor, purpose, "premises", grid), work)


async def page_of_grid(
    scope: OfficeScope, tx: ReadTx, door: Door, of: Premises, grid: str, after: str | None, limit: int
) -> PremisesPage:
    """As `list_premises`, of an area that is given. Whoever shows it journals that it was read."""
    if grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    rows, last = await queries.list_of_grid(scope, tx, door, of, grid, after or queries.FIRST, limit)
    return PremisesPage(await _views(scope, tx, door, rows), last)


async def read_premises(door: Door, actor: Actor, purpose: str, premises: str) -> PremisesDetail:
    """Premises with their tenants or sites, masked. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[PremisesDetail, Sequence[str]]:
        scope = await scope_of(tx, door, actor, REGISTER_POSTS, at)
        detail = await detail_of(scope, tx, door, premises)
        return detail, sorted({premises, *(one.tenancy.person for one in detail.tenants if one.person is not None)})

    return await door.witnessed(Reading(actor, purpose, "premises", premises), work)


async def detail_of(scope: OfficeScope, tx: ReadTx, door: Door, premises: str) -> PremisesDetail:
    """As `read_premises`, of an area that is given. Whoever shows it journals that it was read."""
    match await queries.find_premises(scope, tx, door, premises):
        case RentedHouse() as house:
            tenants = await _tenants(scope, tx, door, await queries.list_tenants(scope, tx, door, house.id))
            return PremisesDetail(house.version, rented_house=_masked_house(door, house), tenants=tenants)
        case Organisation() as organisation:
            sites = await queries.list_sites_of(scope, tx, door, organisation.id)
            return PremisesDetail(
                organisation.version,
                organisation=_masked_organisation(door, organisation),
                sites=await _views(scope, tx, door, sites),
            )
        case Site() as site:
            return PremisesDetail(site.version, site=_masked_site(door, site))
        case _:
            raise Problem(ProblemCode.NOT_FOUND)


async def list_unverified(tx: ReadTx, door: Door, grids: Iterable[str], today: str) -> list[Tenancy]:
    """Tenancies in force in some grids that are to be verified on a day (YYYY-MM-DD): those never verified, those whose
    `verify_due` has come, and those that were agreed to be over by then.

    One read, whatever the number of grids; by grid, the longest due first. Whoever shows it journals that it was read.
    """
    return await queries.list_unverified(tx, door, grids, today)


async def list_unverified_homes(tx: ReadTx, district: int, grids: Iterable[str], today: str) -> list[tuple[str, str]]:
    """Dwellings of `list_unverified`, each once, with its grid: ids alone, so nothing is journalled."""
    return await queries.list_unverified_homes(tx, district, grids, today)


async def _tenants(scope: OfficeScope, tx: ReadTx, door: Door, tenancies: Sequence[Tenancy]) -> tuple[TenantView, ...]:
    found = await list_by(tx, door, Person, "id", {one.person for one in tenancies})
    persons = {person.id: person for person in found if person.grid in scope.grids}
    return tuple(
        TenantView(
            shown(door, one, TenancyRecord),
            one.version,
            masked(persons[one.person]) if one.person in persons else None,
        )
        for one in tenancies
    )


async def _views(
    scope: OfficeScope, tx: ReadTx, door: Door, rows: Sequence[Organisation | Site | RentedHouse]
) -> tuple[PremisesView, ...]:
    houses = [row.id for row in rows if isinstance(row, RentedHouse)]
    today = day_of(scope.at)
    counts = await queries.count_tenants(scope, tx, door, houses, today) if houses else {}
    return tuple(_view(row, counts) for row in rows)


def _view(row: Organisation | Site | RentedHouse, counts: Mapping[str, tuple[int, int]]) -> PremisesView:
    common: dict[str, Any] = {"id": row.id, "version": row.version, "life": row.life}
    match row:
        case Site():
            return PremisesView(
                **common,
                of=Premises.SITE,
                name=row.name,
                category=row.site_kind,
                contact=masked_name(row.safety_officer),
                phone=masked_phone(row.safety_phone),
                building=row.building,
                organisation=row.organisation,
            )
        case Organisation():
            return PremisesView(
                **common,
                of=Premises.ORGANISATION,
                name=row.name,
                category=row.organisation_type,
                contact=masked_name(row.legal_person),
                phone=masked_phone(row.legal_phone),
                building=row.building,
            )
        case RentedHouse():
            tenants, overdue = counts.get(row.id, (0, 0))
            return PremisesView(
                **common,
                of=Premises.RENTED_HOUSE,
                name=row.house_no,
                category=row.management_class,
                contact=masked_name(row.owner_name),
                phone=masked_phone(row.owner_phone),
                dwelling=row.dwelling,
                tenants=tenants,
                overdue=overdue,
            )


def _masked_site(door: Door, row: Site) -> SiteRecord:
    return replace(
        shown(door, row, SiteRecord),
        safety_officer=masked_name(row.safety_officer),
        safety_phone=masked_phone(row.safety_phone),
    )


def _masked_organisation(door: Door, row: Organisation) -> OrganisationRecord:
    return replace(
        shown(door, row, OrganisationRecord),
        legal_person=masked_name(row.legal_person),
        legal_phone=masked_phone(row.legal_phone),
        safety_officers=tuple(map(masked_name, row.safety_officers)),
    )


def _masked_house(door: Door, row: RentedHouse) -> RentedHouseRecord:
    return replace(
        shown(door, row, RentedHouseRecord),
        owner_name=masked_name(row.owner_name),
        owner_phone=masked_phone(row.owner_phone),
    )
