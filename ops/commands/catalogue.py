"""`hexward catalogue`: case classes, filing conditions and who answers for what, as sheets and as editions."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from msgspec.structs import replace

from mobile_contract.catalogue import (
    CaseClassRecord,
    CatalogueView,
    ClassHistory,
    EditionList,
    FilingConditionRecord,
    ResponsibilityTable,
)
from ops.commands import catalogue_orders as orders
from ops.commands.answering import (
    FOUND_FAULTS,
    Refused,
    answer,
    data_option,
    faults_in_one_line,
    json_option,
    progress_bar,
)
from ops.commands.doors import with_door
from ops.commands.grid_options import INSTANT
from server.catalogue.plan import Change, Entry
from server.catalogue.service import list_editions
from server.catalogue.starter import SCHEMES
from server.core import clock
from server.core.door import Door

_SHOWN = 60
_MARKS = {Change.ADDED: "+", Change.CHANGED: "~", Change.RETIRED: "-"}
_files = click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
_starter_option = click.option(
    "--starter", "starters", multiple=True, type=click.Choice(SCHEMES), help="A scheme that comes with Hexward too."
)
_keep_option = click.option("--keep", is_flag=True, help="What the sheets leave out of their schemes stays.")
_from_option = click.option("--from", "begins", type=INSTANT, help="When it takes effect.  [default: at once]")


@click.group()
def catalogue() -> None:
    """Case classes with their filing conditions and limits, and the table of who answers for what.

    Sheets are CSV in UTF-8 or GB 18030: schemes, classes (a row for each condition), or responsibilities. `export`
    shows how they look; columns may be named in Chinese.
    """


@catalogue.command(name="list")
@click.option(
    "--class", "prefix", default="", metavar="KEY", help="A class key, or how one begins, such as B-event-01."
)
@click.option("--conditions", is_flag=True, help="With their filing conditions.")
@click.option("--at", type=INSTANT, help="What is in force then.  [default: now]")
@click.option("--editions", is_flag=True, help="Who changed the catalogue when, and why, instead.")
@data_option
@json_option
def list_(data: Path, prefix: str, at: datetime | None, *, conditions: bool, editions: bool, as_json: bool) -> None:
    """List the classes in force by key, or the editions that made them, the latest first."""
    with faults_in_one_line():
        if editions:
            found = with_door(data, list_editions)
            answer(msgspec.to_builtins(found), _words_of_editions(found), as_json=as_json)
            return
        view = with_door(data, lambda door: orders.read_view(door, at or clock.now()))
        view = replace(
            view,
            classes=tuple(one for one in view.classes if one.code.startswith(prefix)),
            conditions=tuple(one for one in view.conditions if one.class_code.startswith(prefix)),
        )
        answer(msgspec.to_builtins(view), "\n".join(_words_of_view(view, conditions=conditions)), as_json=as_json)


@catalogue.command()
@click.argument("key")
@data_option
@json_option
def show(key: str, data: Path, *, as_json: bool) -> None:
    """Show the class KEY through all its versions, such as B-event-01-07, and who answers for it now."""
    with faults_in_one_line():
        history, table = with_door(data, lambda door: orders.read_class(door, key))
        facts = msgspec.to_builtins(history) | {"responsibilities": msgspec.to_builtins(table)}
        answer(facts, "\n".join(_words_of_class(history, table)), as_json=as_json)


@catalogue.command()
@_files
@_starter_option
@_keep_option
@_from_option
@data_option
@json_option
def diff(data: Path, *, as_json: bool, **asked: Any) -> None:
    """Tell what sheets would change of the catalogue, field by field. Exit code 1 for rows with faults."""
    with faults_in_one_line():
        _answer(with_door(data, lambda door: orders.look(door, _asked(**asked))), "compared", as_json=as_json)


@catalogue.command(name="import")
@_files
@_starter_option
@click.option("--reason", default="", help="Why: the notice, the decision. Needed, but for a dry run.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@_keep_option
@_from_option
@data_option
@json_option
def import_(data: Path, reason: str, *, dry_run: bool, as_json: bool, **asked: Any) -> None:
    """Bring sheets in as one edition, whole or not at all.

    A sheet tells its schemes in full: what it leaves out is retired, unless with --keep. Nothing is deleted, and cases
    keep what they were filed under. A row with a fault refuses all (exit code 1), and each is told. The same sheets
    again change nothing.
    """
    if not (dry_run or reason.strip()):
        raise click.UsageError("--reason is needed: whoever reads the journal wants to know why")

    async def work(door: Door) -> tuple[orders.Looked, str]:
        looked = await orders.look(door, _asked(**asked))
        if looked.faults or looked.early:
            return looked, "refused"
        if looked.same:
            return looked, "unchanged"
        if not dry_run:
            rows = sum(entry.change is not Change.SAME for entry in looked.entries)
            with progress_bar("rows", rows) as progress:
                await orders.carry_out(door, looked, reason)
                progress(rows)
        return looked, "previewed" if dry_run else "imported"

    with faults_in_one_line():
        looked, status = with_door(data, work)
        _answer(looked, status, as_json=as_json)


@catalogue.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@data_option
@json_option
def export(folder: Path, data: Path, as_json: bool) -> None:
    """Write what stands as sheets into FOLDER; imported again they change nothing."""
    with faults_in_one_line():
        sheets = with_door(data, orders.make_sheets)
        orders.keep_sheets(folder, sheets)
        counts = {name: made.rows for name, made in sheets.items()}
        words = "\n".join(f"{folder / name}: {count:,}" for name, count in counts.items())
        answer({"folder": str(folder), "sheets": counts}, words, as_json=as_json)


def _asked(files: tuple[Path, ...], starters: tuple[str, ...], *, keep: bool, begins: datetime | None) -> orders.Asked:
    if not files and not starters:
        raise Refused("say which sheets, or --starter")
    return orders.Asked(files, starters, keep, begins)


def _answer(looked: orders.Looked, status: str, *, as_json: bool) -> None:
    refused = bool(looked.faults or looked.early)
    told = [entry for entry in looked.entries if entry.change is not Change.SAME]
    facts = {
        "ok": not refused,
        "status": "refused" if refused else status,
        "counts": {change: dict(_count(looked.entries, change)) for change in Change},
        "entries": msgspec.to_builtins(told),
        "faults": msgspec.to_builtins(looked.faults),
        "remarks": msgspec.to_builtins(looked.remarks),
        "early": [entry.key for entry in looked.early],
    }
    answer(facts, "\n".join(_words_of(looked, status, told)), as_json=as_json)
    if refused:
        sys.exit(FOUND_FAULTS)


def _count(entries: Sequence[Entry], change: Change) -> Counter[str]:
    return Counter(entry.what for entry in entries if entry.change is change)


# --- in words ---------------------------------------------------------------------------------------------------------


def _words_of(looked: orders.Looked, status: str, told: Sequence[Entry]) -> Iterator[str]:
    for entry in told[:_SHOWN]:
        yield f"{_MARKS[entry.change]} {entry.what} {entry.key} {entry.name}"
        yield from (f"    {field}: {_plain(old)} -> {_plain(new)}" for field, (old, new) in entry.fields.items())
    if len(told) > _SHOWN:
        yield f"... and {len(told) - _SHOWN:,} more; --json tells all"
    yield from (f"remark: {one.sheet} line {one.line}: {one.key}: {one.why}" for one in looked.remarks)
    for change in Change:
        counts = _count(looked.entries, change)
        if counts:
            yield f"{change}: " + ", ".join(f"{count:,} {what}" for what, count in sorted(counts.items()))
    for fault in looked.faults:
        column = f", {fault.column}" if fault.column else ""
        yield f"fault: {fault.sheet} line {fault.line}{column}: {fault.fault} {fault.value}".rstrip()
    yield from (f"fault: {one.key} is in force from {one.since} only: begin later" for one in looked.early)
    if looked.faults or looked.early:
        yield "Nothing was changed."
    else:
        yield {"imported": "Imported.", "unchanged": "It says nothing new."}.get(status, "Nothing was changed.")


def _plain(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _words_of_view(view: CatalogueView, *, conditions: bool) -> Iterator[str]:
    below: dict[str, list[FilingConditionRecord]] = {}
    for condition in view.conditions:
        below.setdefault(condition.class_code, []).append(condition)
    for one in view.classes:
        mine = below.get(one.code, [])
        ext = "  (local)" if one.ext else ""
        yield f"{one.code:<20} {one.name}  {len(mine)} conditions, version {one.class_version}{ext}"
        for condition in mine if conditions else ():
            yield f"    {condition.ordinal} {condition.limit_value} {condition.limit_unit}: {condition.text}"
            yield f"      closed when: {condition.closing_text}"
    yield f"{len(view.classes):,} classes in force."


def _words_of_class(history: ClassHistory, table: ResponsibilityTable) -> Iterator[str]:
    for one in history.classes:
        yield f"{one.code} {one.name} ({one.name_en}), version {one.class_version}, {_term(one)}"
        yield f"    {_asked_of(one)}"
    for condition in history.conditions:
        key, number = f"{condition.class_code}:{condition.ordinal}", condition.condition_version
        yield f"{key} {condition.text}, version {number}, {_term(condition)}"
        yield f"    {_asked_of(condition)}"
        yield f"    closed when: {condition.closing_text}"
    for line in table.lines:
        lead, *assist = (table.names.get(org, org) for org in (line.lead, *line.assist))
        helped = f", helped by {', '.join(assist)}" if assist else ""
        yield f"{line.matters or '*'} in {line.path}: {lead}{helped}"


def _asked_of(version: CaseClassRecord | FilingConditionRecord) -> str:
    photos = f"photos {version.photos_before} before, {version.photos_after} after"
    return f"{version.limit_value} {version.limit_unit}; {photos}"


def _term(version: CaseClassRecord | FilingConditionRecord) -> str:
    begins = "since ever" if version.valid_from is None else f"from {version.valid_from:%Y-%m-%d %H:%M} UTC"
    return begins if version.valid_until is None else f"{begins} until {version.valid_until:%Y-%m-%d %H:%M} UTC"


def _words_of_editions(told: EditionList) -> str:
    lines = [
        f"{one.made_at:%Y-%m-%d %H:%M} UTC  in force from {one.valid_from:%Y-%m-%d %H:%M}  "
        f"{one.made:,} made, {one.ended:,} ended  by {told.names.get(one.editor, one.editor)}: {one.reason}"
        for one in told.editions
    ]
    return "\n".join(lines) or "There is none."
