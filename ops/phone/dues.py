"""`hexward phone due`: whom to visit, computed from what lies on this phone. It needs no network."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from datetime import date
from typing import TypeVar

import rich_click as click
from rich.console import Console
from rich.table import Table

from mobile_contract import care, kinds, residents, visit_rules, visits
from mobile_contract.base import Record
from ops.phone import device, drafts
from ops.phone.catalog import SHORT, Catalog, Row
from ops.phone.session import Session, with_records
from sync.visit_days import day_of_millis, day_of_text, text_of_day
from sync.visit_dues import Due, Home, due_list, in_force
from sync.visit_facts import homes_of, seen_of, tags_of

R = TypeVar("R", bound=Record)

_COLUMNS = ("household", "home", "state", "due", "days", "why", "last")


@click.command()
@click.option("--on", "on", metavar="DAY", help="As of this day (YYYY-MM-DD), not today.")
@click.option("--all", "every", is_flag=True, help="Those that are still to come, too.")
@with_records
def due(session: Session, on: str | None, every: bool) -> None:  # a switch of the command line
    """Whom to visit, what is overdue first. By the rules on this phone, with own work that is not sent yet.

    Rules that ask for care labels find nobody where this phone may not hold them; the list says so.
    """
    day = day_of_millis(device.now().wall) if on is None else _day(on)
    catalog = Catalog(session.store)
    sensitive = any(scope.kind == "sensitive" for scope in session.store.scopes.rows())
    editions = [edition for row in _all(catalog, kinds.VISIT_RULES, visit_rules.VisitRulesRecord)
                for edition in row.editions]  # fmt: skip
    held = in_force(editions, day)
    names = {one.rule.code: one.rule.name for one in held}
    found = due_list(held, homes_in(catalog), day)
    rows = [_row(catalog, told, names) for told in found if every or told.state != "upcoming"]
    facts = {"on": text_of_day(day), "rules": len(held), "sensitive": sensitive, "due": rows}
    session.answer(facts, lambda: _show(session.console, facts, rows))


def homes_in(catalog: Catalog) -> list[Home]:
    """The households of this phone as the due list looks at them."""
    return homes_of(
        _all(catalog, kinds.HOUSEHOLD, residents.HouseholdRecord),
        _all(catalog, kinds.PERSON, residents.PersonRecord),
        _all(catalog, kinds.RESIDENCY, residents.ResidencyRecord),
        seen_of(_all(catalog, kinds.VISIT, visits.VisitRecord)),
        tags_of(
            {one.id: one.care_labels for one in _all(catalog, kinds.CARE, residents.CareRecord)},
            _all(catalog, kinds.SERVICE_TAG, care.ServiceTagRecord),
        ),
    )


def _all(catalog: Catalog, kind: int, shape: type[R]) -> list[R]:
    return [record for record in catalog.overlay.of_kind(kind) if isinstance(record, shape)]


def _day(told: str) -> int:
    try:
        return day_of_text(date.fromisoformat(told).isoformat())
    except ValueError as error:
        raise drafts.WrongInput(f"{told} is no day: write YYYY-MM-DD") from error


def _row(catalog: Catalog, told: Due, names: dict[str, str]) -> Row:
    found = catalog.overlay.find(kinds.HOUSEHOLD, told.household)
    dwelling = found.dwelling if isinstance(found, residents.HouseholdRecord) else None
    return {
        "household": told.household,
        "home": catalog.address(dwelling),
        "state": told.state,
        "due_on": text_of_day(told.due_on),
        "until": text_of_day(told.window_end),
        "days_left": told.days_left,
        "priority": told.priority,
        "rules": [reason.rule for reason in told.reasons],
        "why": [f"{names[reason.rule]}{_CAUSES.get(reason.cause, '')}" for reason in told.reasons],
        "channels": list(told.channels),
        "last_outcome": told.last_outcome,
        "last_on": None if told.last_on is None else text_of_day(told.last_on),
    }


_CAUSES = {"change": " (a major change)", "absent": " (nobody was there)"}


def _show(console: Console, facts: Row, rows: list[Row]) -> None:
    if not facts["rules"]:
        console.print("No visit rules on this phone yet: sync, or ask the office whether any are published.")
        return
    if not facts["sensitive"]:
        console.print("Without care labels: this phone may not hold them, and rules that ask for them find nobody.")
    if not rows:
        console.print(f"Nobody is due on {facts['on']}.")
        return
    table = Table(title=f"due on {facts['on']}", title_justify="left")
    for name in _COLUMNS:
        table.add_column(name, justify="right" if name == "days" else "left")
    for row in rows:
        last = f"{row['last_outcome']} {row['last_on']}" if row["last_on"] else "never"
        table.add_row(row["household"][-SHORT:], row["home"], row["state"], row["due_on"], f"{row['days_left']:+d}",
                      "; ".join(row["why"]), last)  # fmt: skip
    console.print(table)
