"""`hexward phone`: a grid worker's phone in a terminal. It works with the district away and syncs when it is back."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from pathlib import Path
from typing import Any

import rich_click as click

from mobile_contract import cases, kinds, visits
from ops.phone import (
    bar,
    device,
    drafts,
    dues,
    hiding,
    inbox,
    inspecting,
    joining,
    leaving,
    moving,
    patrol,
    premises,
    renewal,
    screens,
    tasks,
)
from ops.phone.catalog import Catalog, search
from ops.phone.rounds import Done, only_one
from ops.phone.saving import given, place_options, save
from ops.phone.session import DEFAULT_SERVER, Session, Told, with_phone, with_records
from ops.phone.watching import must_join, one_round, watch

_EPILOG = """Exit codes: 0 done, 1 a fault, 2 wrong input, 3 the district cannot be reached (nothing is lost), 4 sign in
again (nothing is lost), 5 no such record or more than one, 6 the district refused."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(name="phone", epilog=_EPILOG)
def phone() -> None:
    """A grid worker's phone: join, look, write, sync. All but `join`, `sync` and `watch` works without a network."""


@phone.command()
@click.argument("code")
@click.option("--server", envvar="HEXPHONE_SERVER", default="", help=f"The district's address. [{DEFAULT_SERVER}]")
@click.option("--again", is_flag=True, help="Join anew though this phone has joined already.")
@with_phone
def join(session: Session, code: str, server: str, again: bool) -> None:  # a switch of the command line
    """Join a district with the one-time CODE that an office issued, or with the link of its QR code."""
    state = session.store.state()
    if state.install and not again and not must_join(session):
        raise Told("joined", f"this phone is {session.store.setting('name')}'s already", "--again joins anew.")
    plain, address = joining.read_code(code, server or (session.store.setting("server") if state.install else ""))
    joined = joining.join(session.phone, session.store, plain, address or DEFAULT_SERVER)
    session.answer(joined._asdict(), lambda: click.echo(f"Joined {joined.district} as {joined.name}. Next: phone sync"))


@phone.command()
@with_phone
def status(session: Session) -> None:
    """Where the work is: on this phone or on the server, and how this phone is doing."""
    told = screens.status(session.store, device.now(), session.phone.wait_s(0.5))
    session.answer(told, lambda: screens.show_status(session.console, told, session.bar()))


@phone.command(name="sync")
@click.option("--watch", "watching", is_flag=True, help="Stay and go on, as `watch` does.")
@with_phone
def sync_now(session: Session, watching: bool) -> None:  # a switch of the command line
    """Send what waits, fetch what changed, load new areas, send photos."""
    with only_one(session.file):
        if watching:
            watch(session)
            return
        done = one_round(session)
    told = {"done": done, "bar": bar.bar(session.store, device.now())}
    session.answer(told, lambda: click.echo(_round_words(session, done)))
    if done.mismatched:
        raise Told("digest", f"scopes {done.mismatched} differ from the server's; it has been told", exit_code=1)


def _round_words(session: Session, done: Done) -> str:
    lines = [session.bar()]
    if done.repaired:
        lines.append(f"{done.repaired} records differed from the district's and were repaired; it has been told.")
    if done.wiped:
        lines.append(f"{done.wiped} areas are not yours any more: their records and keys are gone from this phone.")
    return "\n".join(lines)


@phone.command(name="watch")
@with_phone
def watch_now(session: Session) -> None:
    """Stay, listen, and sync when the district has news, when there is something to send, and when it is time."""
    with only_one(session.file):
        watch(session)


@phone.command(name="list")
@click.argument("what", type=click.Choice(["homes", "people", "cases", "visits", "dangers"]), default="homes")
@click.option("--search", "words", default="", help="Only what contains all of these words.")
@with_records
def list_records(session: Session, what: str, words: str) -> None:
    """What is on this phone: homes, people, cases, visits or dangers. Own work that is not sent yet is marked *."""
    catalog = Catalog(session.store)
    rows = search({"homes": catalog.homes, "people": catalog.people, "cases": catalog.cases,
                   "visits": catalog.visits, "dangers": catalog.dangers}[what](), words)  # fmt: skip
    session.answer(rows, lambda: screens.show_rows(session.console, what, rows))


@phone.command()
@click.argument("record")
@with_records
def show(session: Session, record: str) -> None:
    """One record with what belongs to it. RECORD is an id, some digits from its end, or a case number."""
    catalog = Catalog(session.store)
    card = catalog.card(*catalog.resolve(record))
    session.answer(card, lambda: screens.show_card(session.console, card))


@phone.command()
@click.argument("household")
@click.option("--channel", type=click.Choice([item.value for item in visits.VisitChannel]), help="How they met.")
@click.option("--outcome", type=click.Choice([item.value for item in visits.VisitOutcome]), help="What came of it.")
@click.option("--minutes", type=click.IntRange(0, 1440), help="How long it took.")
@click.option("--person", "persons", multiple=True, help="Who was met; may be given several times.")
@click.option("--note", help="What is worth keeping.")
@place_options
@with_phone
def visit(session: Session, household: str, **facts: Any) -> None:
    """Record a visit to a HOUSEHOLD. It is safe on this phone when the command returns.

    Where somebody was reached, it answers what the week asks about an unvisited household.
    """
    catalog = Catalog(session.store)
    if not session.locked:
        household = catalog.resolve(household, kinds.HOUSEHOLD)[1].id
    place = drafts.place(*(facts.pop(name) for name in ("lon", "lat", "datum", "accuracy_m")))
    persons = [catalog.resolve(person, kinds.PERSON)[1].id for person in facts.pop("persons")]
    told = given(facts) | place | ({"persons": persons} if persons else {})
    now = device.now()
    written = drafts.visit(household, told, now)
    if not session.locked:
        outcome = visits.VisitOutcome(told.get("outcome", visits.VisitOutcome.MET))
        written.drafts.extend(renewal.answers_to_visit(session, household, outcome, now))
    save(session, written)


@phone.command()
@click.argument("record")
@click.argument("changes", nargs=-1)
@click.option("--add-label", "add_labels", multiple=True, help="A label to add to a person.")
@click.option("--remove-label", "remove_labels", multiple=True, help="A label to take away from a person.")
@with_records
def edit(session: Session, record: str, changes: tuple[str, ...], **labels: tuple[str, ...]) -> None:
    """Edit a record of the register: `edit 1a2b3c4d phone=13800000000 note=`. Nothing else changes."""
    if not changes and not any(labels.values()):
        raise drafts.WrongInput("nothing to change: give field=value")
    if any("=" not in change for change in changes):
        raise drafts.WrongInput("a change is field=value; an empty value empties the field")
    catalog = Catalog(session.store)
    kind, found = catalog.resolve(record, *drafts.CHANGEABLE)
    fields = dict(change.split("=", 1) for change in changes)
    given = {name: list(values) for name, values in labels.items() if values}
    save(session, drafts.change(catalog, kind, found, fields, given, device.now()))


@phone.command()
@click.argument("title")
@click.option("--description", help="What there is to see.")
@click.option("--class", "class_code", help="The class of the catalogue.")
@click.option("--address", help="Where it is, in words.")
@click.option("--grid", "claimed_grid", help="The grid it lies in, by its full id.")
@click.option("--urgent", is_flag=True, help="It cannot wait.")
@click.option("--photo", "photos", type=_FILE, multiple=True, help="A JPEG, PNG or WebP; may be given several times.")
@place_options
@with_phone
def report(session: Session, photos: tuple[Path, ...], **facts: Any) -> None:
    """Report a matter; a place or an address is needed. Photos follow on their own way."""
    place = drafts.place(*(facts.pop(name) for name in ("lon", "lat", "datum", "accuracy_m")))
    if not place and not (facts.get("address") or "").strip():
        raise click.UsageError("a place (--lon, --lat, --datum) or an --address is needed: nobody could find it")
    save(session, drafts.report(given(facts) | place, photos, session.photo_folder, device.now()))


@phone.command()
@click.argument("case")
@click.argument("step", type=click.Choice(sorted(drafts.STEPS)))
@click.option("--opinion", help="The words that go with it.")
@click.option("--result", type=click.Choice([item.value for item in cases.CheckResult]), help="For submit_check.")
@click.option("--class", "class_code", help="For file_case.")
@click.option("--department", help="For dispatch_case, by its full id.")
@click.option("--handler", help="For assign_case, by their full id.")
@click.option("--checker", help="For send_check, by their full id.")
@click.option("--photo", "photos", type=_FILE, multiple=True, help="A photo that shows it; may be given several times.")
@with_records
def act(session: Session, case: str, step: str, photos: tuple[Path, ...], **facts: Any) -> None:
    """Take a STEP of a CASE, such as finish_handling. The server decides by the state that the case is in by then."""
    catalog = Catalog(session.store)
    _, found = catalog.resolve(case, kinds.CASE)
    if isinstance(found, cases.CaseRecord):
        folder = session.photo_folder
        save(session, drafts.step(catalog, found, step, given(facts), photos, folder, device.now()))


@phone.command()
@with_phone
def queue(session: Session) -> None:
    """What waits on this phone: commands in their order, and photos."""
    told = screens.queue(session.store)
    session.answer(told, lambda: screens.show_queue(session.console, told, session.bar()))


@phone.command()
@click.option("--dismiss", metavar="COMMAND", help="You have read what became of this one.")
@with_records
def receipts(session: Session, dismiss: str | None) -> None:
    """What became of what was sent, for 30 days; what needs you first."""
    if dismiss:
        session.phone.dismiss(screens.find_command(session.store, dismiss))
    told = screens.receipts(session.store)
    session.answer(told, lambda: screens.show_receipts(session.console, told))


phone.add_command(dues.due)
phone.add_command(inspecting.inspect)
phone.add_command(inspecting.danger)
phone.add_command(inbox.conflicts)
phone.add_command(inbox.settle)
phone.add_command(renewal.renewal)
phone.add_command(leaving.export)
phone.add_command(leaving.logout)
phone.add_command(premises.premises)
phone.add_command(premises.tenants)
phone.add_command(tasks.tasks)
phone.add_command(hiding.hide)
phone.add_command(patrol.patrol)
phone.add_command(moving.register)
phone.add_command(moving.movein)
phone.add_command(moving.moveout)


def main() -> None:
    """Run the phone by itself."""
    phone()
