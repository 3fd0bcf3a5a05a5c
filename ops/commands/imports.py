"""`hexward import` and `hexward undo`: files of people and buildings, looked at first, and taken back whole."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from mobile_contract.imports import Fate, ImportKind, ImportPreview, ImportState, RowAnswer
from ops.commands import import_orders
from ops.commands.answering import (
    FOUND_FAULTS,
    Refused,
    answer,
    data_option,
    faults_in_one_line,
    json_option,
    progress_bar,
    remark,
)
from ops.commands.doors import with_door
from ops.commands.grid_options import DATUM, DATUM_HELP, NO_DATUM
from ops.commands.import_words import next_of, words_of_counts, words_of_rows
from server.core.door import Door
from server.core.ids import is_id
from server.imports import service, working
from server.imports.entities import Import

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TARGET = click.Path(dir_okay=False, path_type=Path)
_SHOWN = 20
_map_option = click.option(
    "--map", "maps", multiple=True, metavar="HEADING=FIELD", help="What a heading is for; HEADING= for nothing."
)
_claim_option = click.option(
    "--claim", "claims", multiple=True, metavar="ROW=PERSON", help="Who an asked row is: a person's id, or `new`."
)


@click.group(name="import")
def import_() -> None:
    """Files into the register, people and buildings: looked at first, run with progress, taken back whole."""


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--sheet", type=click.IntRange(1), default=1, show_default=True, help="Which sheet of a workbook.")
@click.option("--header-row", type=click.IntRange(0), default=0, help="The row of headings.  [default: looked for]")
@click.option("--grid", default="", help="The code of the grid of rows that name none.")
@_map_option
@_claim_option
@click.option("--moves", is_flag=True, help="Whoever is known in another dwelling has moved to where the file says.")
@click.option("--report", "target", type=_TARGET, help="Write .xlsx or .csv: rows with their fates.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@data_option
@json_option
def people(file: Path, target: Path | None, dry_run: bool, data: Path, as_json: bool, **how: Any) -> None:
    """Import people with their buildings, dwellings and households from FILE.

    A bad row is told with its reason and the rest goes on. Whoever is known by identity number is changed where the
    row says more; whoever is only likely to be known, or is known in another dwelling, is asked (--claim, --moves),
    never guessed. An empty cell changes nothing, and the same file again changes nothing. Ctrl-C cancels: what was done
    is taken back.
    """
    _import(ImportKind.PEOPLE, file, target, how, dry_run=dry_run, data=data, as_json=as_json)


@import_.command()
@click.argument("file", type=_FILE)
@click.option("--datum", type=DATUM, help=DATUM_HELP)
@click.option("--grid", default="", help="The code of the grid of all of them.  [default: where each lies]")
@_map_option
@click.option("--report", "target", type=_TARGET, help="Write each row with what became of it: .xlsx or .csv.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@data_option
@json_option
def buildings(file: Path, target: Path | None, dry_run: bool, data: Path, as_json: bool, **how: Any) -> None:
    """Import buildings from GeoJSON (points, or outlines in degrees), .xlsx or CSV.

    A building is known by its grid and what it is called; its grid is the one that is named, else the one where it
    lies. One that is there already is never changed: what differs is told.
    """
    if how["datum"] is None:
        raise click.UsageError(NO_DATUM)
    _import(ImportKind.BUILDINGS, file, target, how, dry_run=dry_run, data=data, as_json=as_json)


@import_.command(name="list")
@data_option
@json_option
def list_(data: Path, as_json: bool) -> None:
    """List the imports that were made here, the latest first."""
    with faults_in_one_line():
        page = with_door(data, lambda door: service.list_imports(door, import_orders.OPERATOR))
        lines = [
            f"{one.id}  {one.opened_at:%Y-%m-%d %H:%M}  {one.state:<10} {one.file_name}  {words_of_counts(one.counts)}"
            for one in page.imports
        ]
        answer(msgspec.to_builtins(page), "\n".join(lines) or "There is none.", as_json=as_json)


@import_.command()
@click.argument("import_id")
@data_option
@json_option
def resume(import_id: str, data: Path, as_json: bool) -> None:
    """Go on with an import that was interrupted, where it stopped."""
    _carry(import_id, import_orders.carry_on, data, as_json=as_json)


@import_.command()
@click.argument("import_id")
@data_option
@json_option
def cancel(import_id: str, data: Path, as_json: bool) -> None:
    """Stop an import that has not ended, and take back what it has done."""
    _carry(import_id, import_orders.cancel, data, as_json=as_json)


@import_.command()
@click.argument("import_id")
@click.argument("file", type=_FILE)
@click.option("-o", "--out", "target", required=True, type=_TARGET, help="A file .xlsx or .csv.")
@data_option
@json_option
def report(import_id: str, file: Path, target: Path, data: Path, as_json: bool) -> None:
    """Write the rows of FILE, which was imported, with what became of each. The server keeps no copy of it."""
    with faults_in_one_line():
        rows = with_door(data, lambda door: import_orders.report(door, _id(import_id), file, target))
        answer({"rows": rows, "file": str(target)}, f"{rows:,} rows in {target}.", as_json=as_json)


@click.command()
@click.argument("import_id")
@click.option("--dry-run", is_flag=True, help="Tell what others have changed since, and change nothing.")
@data_option
@json_option
def undo(import_id: str, dry_run: bool, data: Path, as_json: bool) -> None:
    """Take back the whole import IMPORT_ID. Rows that others have changed since are told and kept."""

    async def work(door: Door) -> tuple[Import, list[working.Kept]]:
        found = await import_orders.one_import(door, _id(import_id))
        if dry_run:
            return found, await working.changed_since(door, found)
        with progress_bar("parts left", found.parts) as progress:
            return await import_orders.undo(door, found.id, lambda left: progress(found.parts - left))

    with faults_in_one_line():
        found, kept = with_door(data, work)
        facts = {"dry_run": dry_run, **import_orders.facts_of(found), "kept_rows": [one._asdict() for one in kept]}
        lines = [f"  {one.kind} {one.entity}: {one.why} {one.fields}".rstrip() for one in kept[:_SHOWN]]
        lines += [f"  ... and {len(kept) - _SHOWN:,} more"] if len(kept) > _SHOWN else []
        told = f"{'Would keep' if dry_run else 'Undone; kept'} {len(kept):,} rows that others have changed since."
        answer(facts, "\n".join([told, *lines]), as_json=as_json)


def _import(
    what: ImportKind,
    file: Path,
    target: Path | None,
    how: Mapping[str, Any],
    *,
    dry_run: bool,
    data: Path,
    as_json: bool,
) -> None:
    with faults_in_one_line():
        maps = _pairs(how["maps"])
        sheet, header_row, datum = how.get("sheet", 1) - 1, how.get("header_row", 0), how.get("datum") or ""
        asked = import_orders.Asked(what, file, sheet, header_row, maps, how["grid"], str(datum))
        answers = [_answer(claim) for claim in how.get("claims", ())]

        async def work(door: Door) -> tuple[ImportPreview | None, Import]:
            opened = await import_orders.open_file(door, asked)
            rows = await _rows_of(door, opened.id)
            if dry_run:
                with progress_bar("rows", rows) as progress:
                    seen = await import_orders.look(door, opened, progress)
                return seen, await import_orders.cancel(door, opened.id, working.quiet)
            _warn(opened)
            if how.get("moves"):
                with progress_bar("looked at", rows) as progress:
                    said = {one.row for one in answers}
                    moves = await import_orders.moved(door, opened, progress)
                    answers.extend(one for one in moves if one.row not in said)
            with progress_bar("rows", rows) as progress:
                done = await import_orders.run(door, opened.id, answers, progress)
            if target is not None:
                await import_orders.report(door, opened.id, file, target)
            return None, done

        seen, done = with_door(data, work)
        if seen is not None:
            _tell_preview(seen, as_json=as_json)
        else:
            _tell_end(done, with_door(data, lambda door: service.outcomes_of(door, done.id)), as_json=as_json)


def _carry(
    import_id: str, order: Callable[[Door, str, Callable[[int], None]], Awaitable[Import]], data: Path, *, as_json: bool
) -> None:
    async def work(door: Door) -> Import:
        found = await import_orders.one_import(door, _id(import_id))
        with progress_bar("rows", found.through) as progress:
            return await order(door, found.id, progress)

    with faults_in_one_line():
        done = with_door(data, work)
        answer(import_orders.facts_of(done), f"{done.state.value}: {words_of_counts(done.counts)}", as_json=as_json)


def _tell_preview(seen: ImportPreview, *, as_json: bool) -> None:
    lines = [words_of_counts(seen.counts)]
    lines += [f"  {use.heading} -> {use.field}" for use in seen.columns]
    lines += [f"  {heading} is not used" for heading in seen.unused]
    lines += [f"  {heading} could be {' or '.join(fields)}: say --map" for heading, fields in seen.unsure.items()]
    lines += [*words_of_rows(seen.rows[:_SHOWN], seen.of), *next_of(seen.rows)]
    lines.append("Nothing was changed. Without --dry-run it is brought in, and `hexward undo` takes it back.")
    answer(msgspec.to_builtins(seen), "\n".join(lines), as_json=as_json)


def _tell_end(done: Import, outcomes: Sequence[Any], *, as_json: bool) -> None:
    told = [one for one in outcomes if one.reason is not None]
    facts = {**import_orders.facts_of(done), "rows": msgspec.to_builtins(told)}
    lines = [f"{done.state.value}: {words_of_counts(done.counts)}", *words_of_rows(told[:_SHOWN], len(told))]
    wrote = any(done.counts.get(fate, 0) for fate in (Fate.NEW, Fate.CHANGED))
    lines += [*next_of(told), *([f"hexward undo {done.id} takes it back."] if wrote else ["Nothing was changed."])]
    answer(facts, "\n".join(lines), as_json=as_json)
    if done.state is not ImportState.DONE:
        sys.exit(FOUND_FAULTS)


def _warn(opened: service.Opened) -> None:
    for heading in opened.matched.unused:
        remark(f"hexward: {heading} is not used")
    for heading, fields in opened.matched.unsure.items():
        remark(f"hexward: {heading} could be {' or '.join(fields)} and is not used: say --map")


async def _rows_of(door: Door, import_id: str) -> int:
    return await working.count_rows(door, await working.one_import(door, import_id))


def _pairs(maps: Sequence[str]) -> dict[str, str]:
    pairs = [one.rpartition("=") for one in maps]
    if any(not equals for _, equals, _ in pairs):
        raise Refused("--map is HEADING=FIELD")
    return {heading: field for heading, _, field in pairs}


def _answer(claim: str) -> RowAnswer:
    row, _, who = claim.partition("=")
    if not row.isdigit() or not (who == "new" or is_id(who)):
        raise Refused("--claim is ROW=PERSON_ID or ROW=new")
    return RowAnswer(int(row), None if who == "new" else who)


def _id(text: str) -> str:
    if not is_id(text):
        raise Refused(f"{text} is no import; `hexward import list` lists them")
    return text
