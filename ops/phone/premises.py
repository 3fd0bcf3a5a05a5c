"""`hexward phone premises` and `tenants`: what there is on this phone of them, and who rents there. Works offline."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import rich_click as click
from rich.console import Console
from rich.table import Table

from mobile_contract import kinds
from mobile_contract.base import Command
from mobile_contract.premises import (
    AddTenant,
    EndTenant,
    OrganisationRecord,
    RentedHouseRecord,
    SiteRecord,
    TenancyRecord,
    VerifyTenant,
)
from mobile_contract.residents import PersonRecord, ResidencyStatus
from ops.phone import bar, device, drafts
from ops.phone.catalog import SHORT, Catalog, Row, search
from ops.phone.session import Session, with_records

_OF_PREMISES = ("what", "name", "category", "home", "contact", "phone", "life")
_OF_TENANTS = ("person", "home", "from_on", "until_on", "verified_at", "verify_due", "state")
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.option("--search", "words", default="", help="Only what contains all of these words.")
@with_records
def premises(session: Session, words: str) -> None:
    """Sites, organisations and rented houses of this phone's grids."""
    catalog = Catalog(session.store)
    rows = search(_premises(catalog), words)
    session.answer(rows, lambda: _show(session.console, "premises", _OF_PREMISES, rows))


@click.group(invoke_without_command=True)
@click.option("--all", "every", is_flag=True, help="Those whose tenancy has ended too.")
@click.pass_context
@with_records
def tenants(session: Session, ctx: click.Context, every: bool) -> None:  # a switch of the command line
    """Who rents in the houses of this phone's grids, those to be verified first: `tenants` lists them."""
    if ctx.invoked_subcommand is None:
        rows = [row for row in _tenants(Catalog(session.store)) if every or row["state"] != "ended"]
        session.answer(rows, lambda: _show(session.console, "tenants", _OF_TENANTS, rows))


@tenants.command()
@click.argument("house")
@click.argument("person")
@click.option("--from", "from_on", type=_DAY, help="Since which day.  [default: today]")
@click.option("--until", "until_on", type=_DAY, help="Until which day it is agreed.")
@click.option("--seen", "verified", is_flag=True, help="The person and the papers were seen.")
@with_records
def add(
    session: Session, house: str, person: str, from_on: datetime | None, until_on: datetime | None, verified: bool
) -> None:  # a switch of the command line
    """PERSON rents in HOUSE."""
    catalog = Catalog(session.store)
    _, where = catalog.resolve(house, kinds.RENTED_HOUSE)
    _, who = catalog.resolve(person, kinds.PERSON)
    days = {name: _day(value) for name, value in (("from_on", from_on), ("until_on", until_on)) if value is not None}
    facts: dict[str, Any] = {"root": who.id, "person": who.id, "house": where.id, "verified": verified}
    _save(session, drafts.drafted(AddTenant, device.now(), **facts, **days))


@tenants.command()
@click.argument("tenancy")
@click.option("--due", "verify_due", type=_DAY, help="By when to look again.  [default: as the house's class says]")
@with_records
def verify(session: Session, tenancy: str, verify_due: datetime | None) -> None:
    """Whoever rents there was seen."""
    found = _tenancy(session, tenancy)
    facts: dict[str, Any] = {"entity": found.id, "root": found.person, "house": found.house}
    due = {} if verify_due is None else {"verify_due": _day(verify_due)}
    _save(session, drafts.drafted(VerifyTenant, device.now(), **facts, **due))


@tenants.command()
@click.argument("tenancy")
@click.option("--until", "until_on", type=_DAY, required=True, help="The last day.")
@click.option("--reason", default="", help="Why.")
@with_records
def end(session: Session, tenancy: str, until_on: datetime, reason: str) -> None:
    """Whoever rented there does so no more."""
    found = _tenancy(session, tenancy)
    facts = {"entity": found.id, "root": found.person, "until_on": _day(until_on), "reason": reason}
    _save(session, drafts.drafted(EndTenant, device.now(), **facts))


def _tenancy(session: Session, told: str) -> TenancyRecord:
    _, found = Catalog(session.store).resolve(told, kinds.TENANCY)
    if not isinstance(found, TenancyRecord):
        raise drafts.WrongInput(f"{told} is no tenancy")
    return found


def _premises(catalog: Catalog) -> list[Row]:
    rows: list[Row] = []
    for kind in (kinds.SITE, kinds.ORGANISATION, kinds.RENTED_HOUSE):
        for record in catalog.overlay.of_kind(kind):
            match record:
                case SiteRecord():
                    told = (record.name, record.site_kind, record.address, record.safety_officer, record.safety_phone)
                case OrganisationRecord():
                    told = (record.name, record.organisation_type, record.address, record.legal_person,
                            record.legal_phone)  # fmt: skip
                case RentedHouseRecord():
                    home = catalog.address(record.dwelling)
                    told = (record.house_no, record.management_class, home, record.owner_name, record.owner_phone)
                case _:
                    continue
            named: Row = {"id": record.id, "short": record.id[-SHORT:], "what": kinds.NAMES[kind]}
            facts = dict(zip(_OF_PREMISES[1:-1], told, strict=True))
            rows.append(named | facts | {"life": record.life.value, "unsent": catalog.unsent(kind, record)})
    return sorted(rows, key=lambda row: (row["what"], row["home"], row["name"], row["id"]))


def _tenants(catalog: Catalog) -> list[Row]:
    rows: list[Row] = []
    for record in catalog.overlay.of_kind(kinds.TENANCY):
        if not isinstance(record, TenancyRecord):
            continue
        person = catalog.overlay.find(kinds.PERSON, record.person)
        house = catalog.overlay.find(kinds.RENTED_HOUSE, record.house)
        rows.append(
            {
                "id": record.id,
                "short": record.id[-SHORT:],
                "person": person.name if isinstance(person, PersonRecord) else record.person[-SHORT:],
                "home": catalog.address(house.dwelling) if isinstance(house, RentedHouseRecord) else "",
                "from_on": record.from_on,
                "until_on": record.until_on,
                "verified_at": record.verified_at,
                "verify_due": record.verify_due,
                "state": "ended" if record.status is not ResidencyStatus.EFFECTIVE else "rents",
                "unsent": catalog.unsent(kinds.TENANCY, record),
            }
        )
    return sorted(rows, key=lambda row: (row["state"] == "ended", row["verify_due"] or "", row["home"], row["id"]))


def _save(session: Session, draft: Command) -> None:
    now = device.now()
    (made,) = session.phone.enqueue([draft], now)
    told = {"command": made.id, "seq": made.seq, "entity": made.entity}
    session.answer(
        {"saved": [told], "photos": 0, "bar": bar.bar(session.store, now)},
        lambda: click.echo(f"Saved on this phone: {made.entity[-SHORT:]}\n{session.bar()}"),
    )


def _show(console: Console, what: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    if not rows:
        console.print(f"No {what} on this phone.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("id", *columns):
        table.add_column(column, overflow="fold")
    for row in rows:
        mark = "*" if row["unsent"] else ""
        table.add_row(f"{row['short']}{mark}", *(_cell(row[name]) for name in columns))
    console.print(table)


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d")
    return "" if value is None else str(value)


def _day(value: datetime) -> str:
    return value.date().isoformat()
