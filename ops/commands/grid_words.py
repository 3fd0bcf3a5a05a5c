"""What `hexward grid` says to a person at the terminal. It reads nothing and decides nothing."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from grid.geometry import Position
from ops.commands.grid_orders import Drawing, Found, Here
from server.territory.entities import GridVersion
from server.territory.files import RowFault
from server.territory.preview import Change, Preview, Stretch

_SHOWN = 20
_SQUARE_METRES_PER_HECTARE = 10_000
_SUSPICIOUS_M = 200.0
_ENDS = {
    "refused": "REFUSED: nothing was changed.",
    "previewed": "Nothing was changed (a dry run).",
    "unchanged": "There is nothing to change.",
    "drafted": "Kept as draft {territory}: nothing of it is in force.",
    "published": "In force as {territory}.",
}


def words_of_found(found: Found, drawing: Drawing, status: str, territory: str | None) -> str:
    """A preview, and what was done about it."""
    lines = list(map(_fault_line, found.faults[:_SHOWN]))
    lines += _more(len(found.faults))
    if found.plan is not None:
        lines += _preview_lines(found.plan.preview, drawing)
    return "\n".join([*lines, _ENDS[status].format(territory=territory)])


def words_of_drafts(drafts: Mapping[str, Sequence[GridVersion]]) -> str:
    """One line a draft."""
    lines = [
        f"{draft}  {those[0].layer.value}  {len(those):,} grids, from {those[0].code}"
        for draft, those in drafts.items()
    ]
    return "\n".join(lines) or "There is no draft."


def words_of_grids(grids: Sequence[GridVersion]) -> str:
    """One line a grid."""
    lines = [f"{one.code}  {one.name}  {_hectares(one.area_m2)}  {one.path}" for one in grids]
    return "\n".join([*lines, f"{len(grids):,} grids in force."])


def words_of_here(here: Here, place: Position, at: datetime) -> str:
    """Where a point is."""
    lon, lat = place
    there = f"{lon:.6f}, {lat:.6f} (WGS-84) at {at.isoformat(timespec='seconds')}"
    if here.version is None:
        return f"No grid: {there}{'' if here.inside else ', out of the district'}."
    until = (
        "" if here.version.valid_until is None else f" until {here.version.valid_until.isoformat(timespec='seconds')}"
    )
    since = "" if here.version.valid_from is None else here.version.valid_from.isoformat(timespec="seconds")
    return f"{here.version.code}  {here.version.name}: {there}; this shape was in force from {since}{until}."


def _preview_lines(preview: Preview, drawing: Drawing) -> Iterator[str]:
    counts = ", ".join(f"{preview.count(change):,} {change.value}" for change in Change)
    yield (
        f"{len(preview.grids):,} grids of {_hectares(preview.area_m2)} for layer {drawing.layer.value}: {counts}; "
        f"{preview.untouched:,} others stay."
    )
    changing = [row for row in preview.grids if row.change is not Change.SAME]
    for row in changing[:_SHOWN]:
        yield f"  {row.change.value:<7}  {row.code}  {row.name}  {_hectares(row.area_m2)}"
    yield from _more(len(changing))
    if preview.moved_m >= _SUSPICIOUS_M:
        yield f"CHECK THE DATUM: changed grids lie {preview.moved_m:,.0f} m from where they are now."
    yield from _stretch_line("LOST: have a grid now and would have none", preview.lost)
    if preview.gaps is None:
        yield "No outline was given (--boundary), so gaps beside the grids are not known."
    else:
        yield from _stretch_line("GAPS: of the outline would have no grid", preview.gaps)
    yield from _stretch_line("OUTSIDE: of the grids leave the outline", preview.outside)
    for overlap in preview.overlaps[:_SHOWN]:
        first, second = overlap.codes
        yield f"OVERLAP: {first} and {second} lie upon each other, {_hectares(overlap.area_m2)} at {_at(overlap.at)}"
    yield from _more(len(preview.overlaps))


def _stretch_line(words: str, stretch: Stretch | None) -> Iterator[str]:
    """`words` begin with a name; the area comes after it."""
    if stretch is not None and stretch.at:
        name, _, rest = words.partition(": ")
        places = "; ".join(map(_at, stretch.at))
        yield f"{name}: {_hectares(stretch.area_m2)} {rest}, such as at {places}"


def _fault_line(fault: RowFault) -> str:
    code = f" ({fault.code})" if fault.code else ""
    return f"row {fault.row}{code}: {fault.fault} {fault.value}".rstrip()


def _more(count: int) -> list[str]:
    return [f"  ... and {count - _SHOWN:,} more (--json tells them all)"] if count > _SHOWN else []


def _hectares(area_m2: float) -> str:
    return f"{area_m2 / _SQUARE_METRES_PER_HECTARE:,.2f} ha"


def _at(position: Position) -> str:
    return f"{position[0]:.6f}, {position[1]:.6f}"
