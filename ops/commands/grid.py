"""`hexward grid`: draw the district. Files are previewed, drafted and published; grids are listed and looked up."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from grid.datum import CHINA, OutOfRange, PointDatum, looks_swapped, to_wgs84
from grid.geometry import Position
from mobile_contract.territory import DropDraft, LayerKind, PublishDraft
from ops.commands import grid_orders, rezoning
from ops.commands.answering import (
    FOUND_FAULTS,
    Refused,
    answer,
    data_option,
    faults_in_one_line,
    json_option,
    remark,
)
from ops.commands.doors import with_door
from ops.commands.grid_options import DATUM, DATUM_HELP, INSTANT, NO_DATUM
from ops.commands.grid_orders import Drawing, Found, facts_of, order
from ops.commands.grid_words import words_of_drafts, words_of_found, words_of_grids, words_of_here
from server.core import clock
from server.core.door import Door
from server.core.ids import is_id
from server.territory.files import Columns
from server.territory.preview import Change

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_LAYER = click.Choice([layer.value for layer in LayerKind])


def _drawing_options(command: Any) -> Any:
    for option in (
        click.option("--boundary", type=_FILE, help="The district's outline: gaps and what lies outside are told."),
        click.option("--boundary-datum", type=DATUM, help="The datum of the outline.  [default: that of the file]"),
        click.option("--org-field", default="community", show_default=True, help="Its organisation's code or path."),
        click.option("--name-field", default="name", show_default=True, help="The property with a grid's name."),
        click.option("--code-field", default="code", show_default=True, help="The property with a grid's code."),
        click.option("--layer", type=_LAYER, default=LayerKind.COMMUNITY.value, show_default=True),
        click.option("--datum", type=DATUM, help=DATUM_HELP),
        click.argument("file", type=_FILE),
    ):
        command = option(command)
    return command


@click.group(name="grid")
def grid() -> None:
    """The district's grids: preview, draft and publish a GeoJSON file; list them; which one a point lies in."""


@grid.command(name="import")
@_drawing_options
@click.option(
    "--draft/--publish",
    "draft",
    default=True,
    help="Keep what is new or changed as a draft (the default), or put it into force at once.",
)
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@data_option
@json_option
def import_(draft: bool, dry_run: bool, data: Path, as_json: bool, **told: Any) -> None:
    """Import grids from a GeoJSON file. Grids that are there are known by their code, and keep their id.

    Told first: what is new, changed or the same; ground without a grid; grids upon each other. Rows with faults and
    overlaps refuse the whole file (exit code 1); gaps do not. What has not changed is not touched.
    """
    drawing = _drawing(**told)

    async def work(door: Door) -> tuple[Found, str, str | None]:
        found = await grid_orders.look(door, drawing)
        status = _status(found, dry_run=dry_run)
        if status or found.plan is None:
            return found, status, None
        territory = await grid_orders.order_shapes(door, found.plan.shapes, drawing.layer, publish=not draft)
        return found, "drafted" if draft else "published", territory

    with faults_in_one_line():
        found, status, territory = with_door(data, work)
        _tell_found(found, drawing, status, territory, as_json=as_json)
        if status == "drafted":
            remark(f"Next: hexward grid publish {territory} --data {data}")


@grid.command()
@_drawing_options
@data_option
@json_option
def preview(data: Path, as_json: bool, **told: Any) -> None:
    """Tell what importing a GeoJSON file would change, as `import --dry-run`."""
    drawing = _drawing(**told)
    with faults_in_one_line():
        found = with_door(data, lambda door: grid_orders.look(door, drawing))
        _tell_found(found, drawing, _status(found, dry_run=True), None, as_json=as_json)


@grid.command()
@click.argument("draft")
@click.option("--from", "valid_from", type=INSTANT, help="In force since this instant, which has passed.")
@data_option
@json_option
def publish(draft: str, valid_from: datetime | None, data: Path, as_json: bool) -> None:
    """Put a DRAFT into force, if it does not lie upon what is in force by now."""
    with faults_in_one_line():
        _order(data, draft, lambda facts: PublishDraft(**facts, valid_from=valid_from))
        answer({"published": draft}, f"Draft {draft} is in force.", as_json=as_json)


@grid.command()
@click.argument("draft")
@click.option("--reason", default="", help="Why, for the journal.")
@data_option
@json_option
def drop(draft: str, reason: str, data: Path, as_json: bool) -> None:
    """Give a DRAFT up."""
    with faults_in_one_line():
        _order(data, draft, lambda facts: DropDraft(**facts, reason=reason))
        answer({"dropped": draft}, f"Draft {draft} is dropped.", as_json=as_json)


@grid.command()
@data_option
@json_option
def drafts(data: Path, as_json: bool) -> None:
    """List the drafts that were neither published nor dropped."""
    with faults_in_one_line():
        found = with_door(data, grid_orders.list_drafts)
        facts = [
            {"draft": draft, "layer": those[0].layer.value, "grids": [one.code for one in those]}
            for draft, those in found.items()
        ]
        answer({"drafts": facts}, words_of_drafts(found), as_json=as_json)


@grid.command(name="list")
@click.option("--layer", type=_LAYER, default=LayerKind.COMMUNITY.value, show_default=True)
@data_option
@json_option
def list_(layer: str, data: Path, as_json: bool) -> None:
    """List the grids in force of a layer, by the path of their organisation."""
    with faults_in_one_line():
        found = with_door(data, lambda door: grid_orders.list_layer(door, LayerKind(layer)))
        names = ("grid", "code", "name", "path", "area_m2", "valid_from")
        facts = [msgspec.to_builtins({name: getattr(one, name) for name in names}) for one in found]
        answer({"layer": layer, "grids": facts}, words_of_grids(found), as_json=as_json)


@grid.command()
@click.argument("lon", type=float)
@click.argument("lat", type=float)
@click.option("--datum", type=DATUM, help=DATUM_HELP)
@click.option("--at", type=INSTANT, help="When, with its offset: 2026-11-23T09:30+08:00.  [default: now]")
@data_option
@json_option
def at(lon: float, lat: float, datum: PointDatum | None, at: datetime | None, data: Path, as_json: bool) -> None:
    """Which community grid the point LON LAT lay in at an instant, and in which of its shapes."""
    told = _needed(datum)
    with faults_in_one_line():
        place, when = _place(lon, lat, told), at or clock.now()
        here = with_door(data, lambda door: grid_orders.find_grid(door, *place, when))
        names = ("grid", "code", "name", "path", "status", "valid_from", "valid_until")
        facts = None if here.version is None else {name: getattr(here.version, name) for name in names}
        version = None if here.found is None else here.found.version
        answer(
            msgspec.to_builtins(
                {"at": when, "wgs84": place, "in_district": here.inside, "grid": facts, "version": version}
            ),
            words_of_here(here, place, when),
            as_json=as_json,
        )


def _order(data: Path, draft: str, command: Callable[[dict[str, Any]], PublishDraft | DropDraft]) -> None:
    if not is_id(draft):
        raise Refused(f"{draft!r} is no draft's id; `hexward grid drafts` lists them")

    async def work(door: Door) -> None:
        if draft not in await grid_orders.list_drafts(door):
            raise Refused(
                f"there is no draft {draft}, or it was published or dropped; `hexward grid drafts` lists them"
            )
        await order(door, command(facts_of(draft)))

    with_door(data, work)


def _needed(datum: PointDatum | None) -> PointDatum:
    if datum is None:
        raise click.UsageError(NO_DATUM)
    return datum


def _drawing(
    *,
    file: Path,
    datum: PointDatum | None,
    layer: str,
    code_field: str,
    name_field: str,
    org_field: str,
    boundary: Path | None,
    boundary_datum: PointDatum | None,
) -> Drawing:
    told = _needed(datum)
    columns = Columns(code_field, name_field, org_field)
    return Drawing(file, told, LayerKind(layer), columns, boundary, boundary_datum or told)


def _place(lon: float, lat: float, datum: PointDatum) -> Position:
    try:
        return to_wgs84(datum, lon, lat)
    except OutOfRange as out:
        swapped = datum.central_meridian is None and looks_swapped(lon, lat, CHINA)
        raise Refused(f"{out}{'; longitude comes first, then latitude' if swapped else ''}") from out


def _status(found: Found, *, dry_run: bool) -> str:
    """What is done about a file without a look at the door; "" when something has to be ordered."""
    if found.plan is None or found.plan.preview.overlaps:
        return "refused"
    if dry_run:
        return "previewed"
    return "" if found.plan.shapes else "unchanged"


def _tell_found(found: Found, drawing: Drawing, status: str, territory: str | None, *, as_json: bool) -> None:
    facts: dict[str, Any] = {
        "ok": status != "refused",
        "status": status,
        "territory": territory,
        "layer": drawing.layer.value,
        "datum": str(drawing.datum),
        "faults": msgspec.to_builtins(found.faults),
    }
    if found.plan is not None:
        counts = {change.value: found.plan.preview.count(change) for change in Change}
        facts |= {"counts": counts, **msgspec.to_builtins(found.plan.preview)}
    answer(facts, words_of_found(found, drawing, status, territory), as_json=as_json)
    if status == "refused":
        sys.exit(FOUND_FAULTS)


for one in (rezoning.split, rezoning.merge, rezoning.swap):
    grid.add_command(one)
