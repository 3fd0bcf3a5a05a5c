"""`hexward intake`: files of matters are previewed and begun; partners get their keys."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.base import Datum
from mobile_contract.intake_orders import PartnerPurpose
from mobile_contract.receipts import Receipt
from ops.commands import intake_orders
from ops.commands.answering import FOUND_FAULTS, Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from ops.commands.settings_file import load_settings
from server.core.door import Door
from server.intake.entities import Partner
from server.intake.importing import Channel, Fate, Plan

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_CHANNEL = click.Choice([one.value for one in Channel])
_DATUM = click.Choice([one.value for one in Datum])
_PURPOSE = click.Choice([one.value for one in PartnerPurpose])


@click.group()
def intake() -> None:
    """Matters from outside: import a hotline's orders or a committee's list, and let partners in."""


@intake.command(name="import")
@click.argument("file", type=_FILE)
@click.option(
    "--as", "channel", type=_CHANNEL, default=Channel.HOTLINE.value, show_default=True, help="Whose they are."
)
@click.option("--source", default="12345", show_default=True, help="Who numbered the rows.")
@click.option("--template", default="general", show_default=True, help="The limits of rows that name no template.")
@click.option("--datum", type=_DATUM, help="Of the coordinates, if the file has any.")
@click.option("--dry-run", is_flag=True, help="Tell what would begin, and begin nothing.")
@data_option
@json_option
def import_(
    file: Path, channel: str, source: str, template: str, datum: str | None, dry_run: bool, data: Path, as_json: bool
) -> None:
    """Begin cases from a CSV or XLSX FILE of at most 2,000 rows, all in one commit.

    Columns: number, title, words, template, class_code, address, lon, lat, urgent, nature, category, opinion, name,
    phone, placed_at; or their Chinese names. A row with a fault refuses the whole file (exit code 1), and each is told.
    A row is known by source and number: the same file again begins nothing.
    """
    asked = intake_orders.Asked(file, Channel(channel), source, template, Datum(datum or Datum.WGS84))

    async def work(door: Door) -> tuple[Plan, list[Receipt]]:
        plan = await intake_orders.look(door, asked, intake_orders.templates_in(load_settings(data)))
        if datum is None and any(getattr(one, "point", None) is not None for one in plan.commands):
            raise Refused("the file has coordinates: say their --datum")
        return plan, [] if dry_run or not plan.commands else await intake_orders.carry_out(door, plan)

    with faults_in_one_line():
        plan, not_done = with_door(data, work)
        status = _status(plan, not_done, dry_run=dry_run)
        counts = {fate.value: sum(row.fate is fate for row in plan.rows) for fate in Fate}
        facts = {
            "ok": status not in ("refused", "parted"),
            "status": status,
            "counts": counts,
            "rows": msgspec.to_builtins(plan.rows),
            "faults": msgspec.to_builtins(plan.faults),
            "not_done": msgspec.to_builtins(not_done),
        }
        answer(facts, _words(plan, counts, status, not_done), as_json=as_json)
        if not facts["ok"]:
            sys.exit(FOUND_FAULTS)


@intake.command(name="add-partner")
@click.argument("name")
@click.option("--purpose", type=_PURPOSE, required=True, help="What the key is for.")
@click.option("--class", "classes", multiple=True, help="A class that it may tell of; several times for several.")
@click.option("--quota", type=click.IntRange(1, 1_000_000), default=1_000, show_default=True, help="A day.")
@click.option("--live", is_flag=True, help="Keep what it tells; without, the key is for trying out.")
@data_option
@json_option
def add_partner(
    name: str, purpose: str, classes: tuple[str, ...], quota: int, live: bool, data: Path, as_json: bool
) -> None:
    """Let the partner NAME in, and show the key, this once."""

    async def work(door: Door) -> str:
        return await intake_orders.add_partner(door, name, PartnerPurpose(purpose), classes, quota, live=live)

    with faults_in_one_line():
        key = with_door(data, work)
        answer(
            {"ok": True, "partner": key.partition(".")[0], "key": key}, f"Key, shown this once: {key}", as_json=as_json
        )


@intake.command(name="revoke-partner")
@click.argument("partner")
@data_option
@json_option
def revoke_partner(partner: str, data: Path, as_json: bool) -> None:
    """Let the partner with the id PARTNER in no more; what it told stays."""
    with faults_in_one_line():
        with_door(data, lambda door: intake_orders.revoke_partner(door, partner))
        answer({"ok": True, "partner": partner}, "Revoked.", as_json=as_json)


@intake.command(name="partners")
@data_option
@json_option
def partners(data: Path, as_json: bool) -> None:
    """List partners, also those that were revoked. No key is shown."""
    with faults_in_one_line():
        found = with_door(data, intake_orders.list_partners)
        shown = ("id", "name", "purpose", "classes", "daily_quota", "live", "made_at", "revoked_at")
        facts = [{name: getattr(one, name) for name in shown} for one in found]
        answer({"ok": True, "partners": facts}, "\n".join(map(_line, found)) or "There is none.", as_json=as_json)


def _line(one: Partner) -> str:
    how = "revoked" if one.revoked_at is not None else "live" if one.live else "for trying out"
    return f"{one.id}  {one.purpose:<6}  {one.daily_quota:>9,} a day  {how:<14}  {one.name}"


def _status(plan: Plan, not_done: Sequence[Receipt], *, dry_run: bool) -> str:
    if plan.faults:
        return "refused"
    if dry_run:
        return "previewed"
    if not_done:
        return "parted"
    return "imported" if plan.commands else "unchanged"


def _words(plan: Plan, counts: dict[str, int], status: str, not_done: Sequence[Receipt]) -> str:
    lines = [", ".join(f"{count:,} {fate}" for fate, count in counts.items()) + "."]
    if plan.faults:
        lines.append(f"{len(plan.faults):,} faults; nothing was begun:")
        lines += [f"  line {one.row}: {one.number} {one.fault} {one.value}".rstrip() for one in plan.faults]
    lines += [f"  not done: {one.verdict} {one.why} {dict(one.facts)}" for one in not_done]
    lines.append({"previewed": "Nothing was changed.", "imported": "Imported."}.get(status, ""))
    return "\n".join(line for line in lines if line)
