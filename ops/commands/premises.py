"""`hexward premises`: sites, organisations and rented houses, masked; it changes nothing."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import rich_click as click

from mobile_contract.premises import Premises, PremisesDetail, PremisesPage, PremisesView, TenantView
from mobile_contract.problems import ProblemCode
from ops.commands import premises_orders
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.door import Door
from server.core.ids import is_id
from server.core.problems import Problem

T = TypeVar("T")

_CHUNK = 200
"""How many are read in one look."""


@click.group()
def premises() -> None:
    """The register of sites, organisations and rented houses: list those of a grid, show one with its tenants.

    Names, phones and numbers are masked, and the journal keeps that they were looked at.
    """


@premises.command(name="list")
@click.option("--grid", required=True, help="The code of a grid.")
@click.option("--of", type=click.Choice([one.value for one in Premises]), default="site", show_default=True)
@click.option("--limit", type=click.IntRange(1, 10_000), default=200, show_default=True)
@data_option
@json_option
def list_(grid: str, of: str, limit: int, data: Path, as_json: bool) -> None:
    """List the premises of a grid, closed ones too."""

    async def work(door: Door) -> PremisesPage:
        found: list[PremisesView] = []
        after: str | None = None
        while len(found) < limit:
            chunk = min(_CHUNK, limit - len(found))
            page = await premises_orders.list_of_grid(door, Premises(of), grid, after, chunk)
            found += page.premises
            after = page.next
            if after is None:
                break
        return PremisesPage(tuple(found), after)

    with faults_in_one_line():
        page = _told(lambda: with_door(data, work))
        answer(msgspec.to_builtins(page), _words_of_page(page), as_json=as_json)


@premises.command()
@click.argument("premises_id", metavar="ID")
@data_option
@json_option
def show(premises_id: str, data: Path, as_json: bool) -> None:
    """Show the premises with the id ID: how they are, who rents there, which sites are theirs."""
    with faults_in_one_line():
        if not is_id(premises_id):
            raise Refused(f"{premises_id} is no id")
        detail = _told(lambda: with_door(data, lambda door: premises_orders.read_premises(door, premises_id)))
        answer(msgspec.to_builtins(detail), _words_of_one(detail), as_json=as_json)


def _told(work: Callable[[], T]) -> T:
    try:
        return work()
    except Problem as problem:
        missing = problem.code is ProblemCode.NOT_FOUND
        raise Refused("there is none" if missing else f"{problem.title}: {problem.facts}") from problem


def _words_of_page(page: PremisesPage) -> str:
    lines = [_line(one) for one in page.premises]
    if page.next:
        lines.append(f"... and more after {page.next}")
    return "\n".join(lines) or "There is none."


def _line(one: PremisesView) -> str:
    rented = f"  {one.tenants} rent, {one.overdue} to verify" if one.of is Premises.RENTED_HOUSE else ""
    closed = "  (closed)" if one.life.value == "retired" else ""
    return f"{one.id}  {one.category:<12}  {one.name}  {one.contact} {one.phone or ''}".rstrip() + rented + closed


def _words_of_one(detail: PremisesDetail) -> str:
    record = detail.site or detail.organisation or detail.rented_house
    told: dict[str, Any] = msgspec.to_builtins(record)
    lines = [f"{name}: {value}" for name, value in told.items() if name != "type"]
    if detail.rented_house is not None:
        lines.append(f"tenants: {len(detail.tenants)}")
        lines += [_tenant(one) for one in detail.tenants]
    if detail.organisation is not None:
        lines.append(f"sites: {len(detail.sites)}")
        lines += [f"  {_line(one)}" for one in detail.sites]
    return "\n".join(lines)


def _tenant(one: TenantView) -> str:
    told = one.tenancy
    who = told.person if one.person is None else one.person.name
    seen = f"seen {told.verified_at:%Y-%m-%d}" if told.verified_at else "never verified"
    return f"  {who}  {told.status.name.lower()}  {told.from_on or ''} to {told.until_on or ''}  {seen}"
