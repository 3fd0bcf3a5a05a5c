"""What may become of components. Pure: no database, no clock, no web."""

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from msgspec.structs import replace

from grid.cells import point_cell
from grid.geometry import Position
from mobile_contract.accounts import Post
from mobile_contract.base import Point
from mobile_contract.components import (
    ChangeComponent,
    ComponentRecord,
    DefineComponent,
    MoveComponent,
    RestoreComponent,
    RetireComponent,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import Org
from server.catalogue.editions import scheme_of
from server.catalogue.entities import ClassScheme
from server.catalogue.rules import scheme_id
from server.components.entities import Component
from server.components.identifiers import COUNTY, WrongPart, check
from server.core.decisions import (
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, NeedChildren, Needs, advanced, changed
from server.core.merging import change
from server.residents.places import is_swapped, position_within
from sync.identifiers import is_day
from sync.judge import edits_of

REGISTRARS = frozenset(
    {Post.COMMITTEE, Post.ACCEPTOR, Post.DISPATCHER, Post.DEPARTMENT, Post.GRID_CHIEF, Post.SYS_ADMIN}
)
"""Who keeps the register of components: of an area, or of those that their organisation answers for."""

WITNESSES = REGISTRARS | {Post.GRID_WORKER, Post.GRID_ADVISER, Post.HANDLER}
"""Who may tell how a component is."""

TOLD_BY_WITNESSES = frozenset({"state", "note"})
ORGS = ("owner", "property", "maintenance")
TOLD = ("name", "state", *ORGS, "unit_grid", "recorded_on", "source", "accuracy", "note")
"""What a register tells of a component beside identifier, class and place, and what may be changed."""

_SHANGHAI = timezone(timedelta(hours=8))
_USUAL_MINOR_DIGITS = 2


OfOne = ChangeComponent | MoveComponent | RetireComponent | RestoreComponent


class Place(NamedTuple):
    """Where a component stands: all that is derived from its point."""

    lon: float
    lat: float
    cell: int
    raw_lon: float
    raw_lat: float
    datum: str
    accuracy_m: float
    grid: str | None


# --- into the register ------------------------------------------------------------------------------------------------


def _needs_of_new(command: DefineComponent) -> Needs:
    yield Need(Component, command.entity)
    yield NeedChildren(Component, "code", command.code)
    yield Need(ClassScheme, scheme_id(scheme_of(command.class_code)))
    yield from (Need(Org, org) for org in _named(command))


def _area_of_new(command: DefineComponent, _loaded: Loaded, directory: Directory) -> Area:
    """The grid that it stands in; or the organisation that will answer for it, of whose components it is one."""
    inside = position_within(command.point, directory)
    here = None if inside is None else directory.grid_now(*inside)
    return Area(grid=None if here is None else here.grid, org=_answering(command))


@decides(DefineComponent, posts=REGISTRARS, area=_area_of_new, needs=_needs_of_new)
def define_component(command: DefineComponent, loaded: Loaded, ctx: Context) -> Decision:
    """Bring a component into the register. A place outside of every grid is let in; no phone has it then.

    Refused: an id or an identifier that is taken, an identifier that does not fit county and class, a class that is not
    in force, a day of no calendar, a point out of the district.
    """
    if loaded.find(Component, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    for other in loaded.children(Component, "code", command.code):
        return refuse(ProblemCode.ID_TAKEN, component=other.id, code=command.code)
    missing = [org for org in _named(command) if loaded.find(Org, org) is None]
    if missing:
        return wait_for(*missing)
    digits = minor_digits(loaded.find(ClassScheme, scheme_id(scheme_of(command.class_code))))
    refusal = wrong_facts(command, digits, ctx.directory, ctx.observed_at)
    if refusal is not None:
        return refusal
    place = place_of(command.point, ctx.directory, ctx.observed_at)
    if isinstance(place, Decision):
        return place
    facts: dict[str, Any] = {name: getattr(command, name) for name in ("code", "class_code", *TOLD, "changed_on")}
    return put(Component(id=command.entity, **facts, **place._asdict()))


def minor_digits(scheme: ClassScheme | None) -> int:
    """How many digits the minors of a scheme have; two where nobody has told."""
    return _USUAL_MINOR_DIGITS if scheme is None else scheme.minor_digits


def wrong_facts(command: DefineComponent, digits: int, directory: Directory, at: datetime) -> Decision | None:
    """What is wrong with a new component, whatever else is in the register: class, identifier, days.

    The county of the unit grid stands beside the district's own: codes outlive the counties that gave them.
    """
    if directory.class_at(command.class_code, at) is None:
        return refuse(ProblemCode.UNKNOWN_CLASS, class_code=command.class_code)
    counties = {str(directory.district), command.unit_grid[:COUNTY]}
    try:
        check(command.code, command.class_code, counties, digits)
    except WrongPart as wrong:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="code", part=wrong.part, minor_digits=digits)
    return _wrong_day(command.recorded_on, command.changed_on)


def place_of(point: Point, directory: Directory, at: datetime) -> Place | Decision:
    """Where a point lies and whose ground that is. Refuses OUT_OF_DISTRICT, and tells whether the pair is swapped."""
    inside = position_within(point, directory)
    if inside is None:
        return refuse(ProblemCode.OUT_OF_DISTRICT, swapped="yes" if is_swapped(point, directory) else "no")
    return Place(
        lon=inside[0],
        lat=inside[1],
        cell=point_cell(*inside),
        raw_lon=point.lon,
        raw_lat=point.lat,
        datum=point.datum.value,
        accuracy_m=point.accuracy_m,
        grid=home_of(inside, directory, at),
    )


def home_of(place: Position, directory: Directory, at: datetime) -> str | None:
    """The grid that looks after what stands somewhere, told by somebody who was there at an instant."""
    then = directory.grid_at(*place, at)
    home = None if then is None else directory.home_of(then.grid, place, at)
    now = directory.grid_now(*place)
    return home or (None if now is None else now.grid)


# --- changes ----------------------------------------------------------------------------------------------------------


def _area_of(command: OfOne, loaded: Loaded, _directory: Directory) -> Area:
    """Where it stands, or whoever answers for it; a witness may tell no more than what is to be seen."""
    found = loaded.find(Component, command.entity)
    if found is None:
        raise MissingSubject(command.entity)
    seen = isinstance(command, ChangeComponent) and edits_of(command.set).keys() <= TOLD_BY_WITNESSES
    return Area(grid=found.grid, org=_answering(found), posts=WITNESSES if seen else REGISTRARS)


def _needs_of_change(command: ChangeComponent) -> Needs:
    yield Need(Component, command.entity)
    edits = edits_of(command.set)
    yield from (Need(Org, org) for org in _news(edits[name][1] for name in ORGS if name in edits))


@decides(ChangeComponent, posts=WITNESSES, area=_area_of, needs=_needs_of_change)
def change_component(command: ChangeComponent, loaded: Loaded, ctx: Context) -> Decision:
    """Change fields, each by its own policy. Refused: one that is retired, a day of no calendar."""
    found, edits = loaded.find(Component, command.entity), edits_of(command.set)
    if found is None:
        return wait_for(command.entity)
    missing = [org for org in _news(edits[name][1] for name in ORGS if name in edits) if loaded.find(Org, org) is None]
    if missing:
        return wait_for(*missing)
    refusal = _retired(found) or _wrong_day(edits.get("recorded_on", (None, None))[1], command.changed_on)
    if refusal is not None:
        return refusal
    decision = change(found, edits, record=ComponentRecord, base=command.base, ctx=ctx)
    dated = tuple(
        replace(row, changed_on=command.changed_on or _day(ctx)) if isinstance(row, Component) else row
        for row in decision.puts
    )
    return replace(decision, puts=dated)


@decides(MoveComponent, posts=REGISTRARS, area=_area_of, needs=lambda c: [Need(Component, c.entity)])
def move_component(command: MoveComponent, loaded: Loaded, ctx: Context) -> Decision:
    """Put a component where it stands. Of two who tell it, whoever observed it last is believed: `merged` if not this.

    Refused: one that is retired, a day of no calendar, a point out of the district.
    """
    found = loaded.find(Component, command.entity)
    if found is None:
        return wait_for(command.entity)
    refusal = _retired(found) or _wrong_day(command.changed_on)
    if refusal is not None:
        return refusal
    place = place_of(command.point, ctx.directory, ctx.observed_at)
    if isinstance(place, Decision):
        return place
    _, observed_ms = found.stamps.get("lon", (0, ctx.observed_ms))
    if observed_ms > ctx.observed_ms:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    told = {"source": command.source, "accuracy": command.accuracy}
    moved = changed(found, ctx.observed_ms, **place._asdict(), **told)
    return put(replace(moved, changed_on=command.changed_on or _day(ctx)))


@decides(RetireComponent, posts=REGISTRARS, area=_area_of, needs=lambda c: [Need(Component, c.entity)])
def retire_component(command: RetireComponent, loaded: Loaded, ctx: Context) -> Decision:
    """Take a component out of use. Refused without a reason; one that is retired already stays as it is."""
    found = loaded.find(Component, command.entity)
    if found is None:
        return wait_for(command.entity)
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    if found.retired_at is not None:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    return put(advanced(found, retired_at=ctx.observed_at, changed_on=_day(ctx)))


@decides(RestoreComponent, posts=REGISTRARS, area=_area_of, needs=lambda c: [Need(Component, c.entity)])
def restore_component(command: RestoreComponent, loaded: Loaded, ctx: Context) -> Decision:
    """Take a component back into use. Refused without a reason; one that is in use stays as it is."""
    found = loaded.find(Component, command.entity)
    if found is None:
        return wait_for(command.entity)
    if not command.reason.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="reason")
    if found.retired_at is None:
        return Decision(verdict=Verdict.MERGED, version=found.version)
    return put(advanced(found, retired_at=None, changed_on=_day(ctx)))


def _retired(found: Component) -> Decision | None:
    if found.retired_at is None:
        return None
    return refuse(ProblemCode.ALREADY_ENDED, retired_at=found.retired_at.isoformat())


def _wrong_day(*days: str | None) -> Decision | None:
    wrong = next((day for day in days if day is not None and not is_day(day)), None)
    return None if wrong is None else refuse(ProblemCode.WRONG_IDENTIFIER, field="day", value=wrong)


def _day(ctx: Context) -> str:
    return ctx.observed_at.astimezone(_SHANGHAI).date().isoformat()


def _answering(of: Component | DefineComponent) -> str | None:
    """Whoever keeps it up answers for it; else who has charge of it; else whose it is."""
    return of.maintenance or of.owner or of.property


def _named(command: DefineComponent) -> list[str]:
    return _news(getattr(command, name) for name in ORGS)


def _news(orgs: Iterable[str | None]) -> list[str]:
    return sorted({org for org in orgs if org})


HANDLERS: tuple[Handler, ...] = (
    define_component,
    change_component,
    move_component,
    retire_component,
    restore_component,
)
