"""Reads of premises, within a scope: what lies outside of it is not there."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from sqlalchemy import Select, Table, bindparam, func, or_, select

from mobile_contract.premises import Premises
from mobile_contract.residents import ResidencyStatus
from server.accounts.scope import OfficeScope
from server.core.columns import Words, among
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import Entity
from server.core.reading import columns_of, list_entities, list_page
from server.core.statements import Statement
from server.premises import tables as t
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy

E = TypeVar("E", bound=Entity)

Row = Organisation | Site | RentedHouse

FIRST = "00000000-0000-0000-0000-000000000000"
"""The id before every id."""

_TYPES: Mapping[Premises, tuple[type[Row], Table]] = {
    Premises.SITE: (Site, t.sites),
    Premises.ORGANISATION: (Organisation, t.organisations),
    Premises.RENTED_HOUSE: (RentedHouse, t.rented_houses),
}


def _within(table: Table) -> Select[tuple[object, ...]]:
    return select(*columns_of(table)).where(table.c.district_id == bindparam("district"), among(table.c.grid, "grids"))


def _page_of(table: Table) -> Statement:
    return Statement(
        _within(table)
        .where(table.c.grid == bindparam("grid"), table.c.id > bindparam("after"))
        .order_by(table.c.id)
        .limit(bindparam("page"))
    )


_PAGES = {of: _page_of(table) for of, (_, table) in _TYPES.items()}
_ONE = {of: Statement(_within(table).where(table.c.id == bindparam("wanted"))) for of, (_, table) in _TYPES.items()}
_SITES_OF = Statement(
    _within(t.sites).where(t.sites.c.organisation == bindparam("organisation")).order_by(t.sites.c.id)
)
_n = t.tenancies.c
_TENANTS = Statement(
    _within(t.tenancies).where(_n.house == bindparam("house"), _n.same_as.is_(None)).order_by(_n.id.desc())
)
_IN_FORCE = (
    _n.district_id == bindparam("district"),
    among(_n.grid, "grids"),
    _n.same_as.is_(None),
    _n.status == ResidencyStatus.EFFECTIVE.value,
)
_TO_VERIFY = or_(
    _n.verified_at.is_(None),
    _n.verify_due <= bindparam("today", type_=Words),
    _n.until_on < bindparam("today", type_=Words),
)
"""Never seen, to be seen again, or agreed to be over: whoever is there still is to be looked at."""
_COUNTS = Statement(
    select(_n.house, func.count(), func.count().filter(_TO_VERIFY))
    .where(*_IN_FORCE, among(_n.house, "houses"))
    .group_by(_n.house)
)
_DUE = Statement(select(*columns_of(t.tenancies)).where(*_IN_FORCE, _TO_VERIFY).order_by(_n.grid, _n.verify_due, _n.id))

_DUE_HOMES = Statement(
    select(_n.grid, _n.dwelling).distinct().where(*_IN_FORCE, _TO_VERIFY).order_by(_n.grid, _n.dwelling)
)


async def list_of_grid(
    scope: OfficeScope, tx: ReadTx, door: Door, of: Premises, grid: str, after: str, limit: int
) -> tuple[list[Row], str | None]:
    """Premises of a grid by id, closed ones too, and after which id to go on."""
    kind, _ = _TYPES[of]
    page = await list_page(tx, door, kind, _PAGES[of], limit, grids=scope.grids, grid=grid, after=after)
    return [*page.entities], None if page.last is None else page.last["id"]


async def find_premises(scope: OfficeScope, tx: ReadTx, door: Door, wanted: str) -> Row | None:
    """Premises of whatever kind by their id, or None."""
    for of, (kind, _) in _TYPES.items():
        found = await list_entities(tx, door, kind, _ONE[of], grids=scope.grids, wanted=wanted)
        if found:
            return found[0]
    return None


async def list_sites_of(scope: OfficeScope, tx: ReadTx, door: Door, organisation: str) -> list[Site]:
    """The sites of an organisation, by id."""
    return await list_entities(tx, door, Site, _SITES_OF, grids=scope.grids, organisation=organisation)


async def list_tenants(scope: OfficeScope, tx: ReadTx, door: Door, house: str) -> list[Tenancy]:
    """The tenancies of a house: those in force first, the latest before the others."""
    found = await list_entities(tx, door, Tenancy, _TENANTS, grids=scope.grids, house=house)
    return sorted(found, key=lambda one: one.status is not ResidencyStatus.EFFECTIVE)


async def count_tenants(
    scope: OfficeScope, tx: ReadTx, door: Door, houses: Iterable[str], today: str
) -> dict[str, tuple[int, int]]:
    """By house: how many rent there, and how many of them are to be verified by a day."""
    asked = sorted(set(houses))
    rows = await tx.fetch(_COUNTS, district=door.district, grids=scope.grids, houses=asked, today=today)
    return {house: (count, due) for house, count, due in rows}


async def list_unverified(tx: ReadTx, door: Door, grids: Iterable[str], today: str) -> list[Tenancy]:
    """Tenancies in force that are to be verified on a day, by grid and how long that is due."""
    return await list_entities(tx, door, Tenancy, _DUE, grids=sorted(set(grids)), today=today)


async def list_unverified_homes(tx: ReadTx, district: int, grids: Iterable[str], today: str) -> list[tuple[str, str]]:
    """Dwellings with a tenant who is to be verified on a day, each with its grid. One query; it opens nothing."""
    rows = await tx.fetch(_DUE_HOMES, district=district, grids=sorted(set(grids)), today=today)
    return [(row[0], row[1]) for row in rows]
