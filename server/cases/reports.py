"""A report becomes a case: where it is, whose grid that is, and its first event. Pure; it leads no case on."""

from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from grid.cells import point_cell
from grid.datum import OutOfRange, parse_datum, to_wgs84
from grid.geometry import Position
from mobile_contract.accounts import Post
from mobile_contract.base import Datum, Point
from mobile_contract.cases import CaseSource, CaseState, ReportMatter
from mobile_contract.commands import kind_of
from mobile_contract.problems import ProblemCode
from server.cases.clocks import Moment, started
from server.cases.entities import Case, CaseEvent
from server.components.entities import Component
from server.components.pointing import class_refusal
from server.core.decisions import ANYWHERE, Area, Context, Decision, Directory, Loaded, decides, put, refuse
from server.core.entities import Need, NeedChildren, Needs

_OFFICES = frozenset({Post.COMMITTEE, Post.ACCEPTOR})
_REPORTERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, *_OFFICES})


class Place(NamedTuple):
    """Where a case is: WGS-84, its H3 cell of resolution 11, the grid that answers for it, and the shape it lay in."""

    lon: float | None
    lat: float | None
    cell: int | None
    grid: str | None
    grid_version: str | None = None


def _area(command: ReportMatter, _loaded: Loaded, directory: Directory) -> Area:
    """The grid that the reporter names, else the one at the point: a worker just across an edge may report.

    Where neither is known, the rule has the better reason to say no, or the office finds the case.
    """
    if command.claimed_grid is not None:
        return Area(grid=command.claimed_grid)
    inside = None if command.point is None else _inside(command.point, directory)
    return ANYWHERE if inside is None else Area(point=inside)


def _needs(command: ReportMatter) -> Needs:
    yield Need(Case, command.entity)
    if command.component is not None:
        yield NeedChildren(Component, "code", command.component)


@decides(ReportMatter, posts=_REPORTERS, area=_area, needs=_needs)
def report(command: ReportMatter, loaded: Loaded, ctx: Context) -> Decision:
    """Begin a case. Refused: an id that is taken, no title, neither place nor address, a point out of the district.

    Also refused: a component that is not in the register, and a class that is not the component's; without a class it
    is the component's, and without a place it is where the component is.

    A class that is not in force is kept as told; it is filing that decides the class. A case that no grid holds and
    whose reporter named none is kept without one, for the office to find. The clock of accepting begins when the server
    has it: whoever accepts could not know of it before.
    """
    if loaded.find(Case, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    if not command.title.strip():
        return refuse(ProblemCode.CASE_NEEDS, needs="title")
    component = _component(command, loaded)
    if isinstance(component, Decision):
        return component
    place = _place(command, component, ctx.directory, ctx.observed_at)
    if isinstance(place, Decision):
        return place
    case = _case(command, place, ctx)
    if component is not None:
        case = replace(case, class_code=command.class_code or component.class_code)
    clocks = started(case, case.state, Moment(ctx.now, command.id, ctx.directory))
    case = replace(case, due_at=clocks.due_at)
    return put(case, _first_event(command, case, ctx), *clocks.timers)


def _component(command: ReportMatter, loaded: Loaded) -> Component | Decision | None:
    """The component that a report points at, by its identifier; one that is out of use can still be in the way."""
    if command.component is None:
        return None
    for found in loaded.children(Component, "code", command.component):
        return class_refusal(found.code, command.class_code) or found
    return refuse(ProblemCode.UNKNOWN_COMPONENT, component=command.component)


def _place(command: ReportMatter, component: Component | None, directory: Directory, at: datetime) -> Place | Decision:
    told = command.claimed_grid
    if command.point is not None:
        return place_at(command.point, told, directory, at)
    if component is not None:
        here = (component.lon, component.lat)
        grid, version = _answering(here, directory, at)
        return Place(*here, component.cell, grid or _named(told, here, directory, at), version)
    named = _named(told, None, directory, at)
    if command.address.strip():
        return Place(None, None, None, named)
    return refuse(ProblemCode.UNKNOWN_GRID) if named is None else refuse(ProblemCode.CASE_NEEDS, needs="place")


def place_at(point: Point, told: str | None, directory: Directory, at: datetime) -> Place | Decision:
    """Where a point is: the grid that answers for it, or the one that was told. Refuses OUT_OF_DISTRICT."""
    inside = _inside(point, directory)
    if inside is None:
        return refuse(ProblemCode.OUT_OF_DISTRICT, swapped="yes" if _swapped(point, directory) else "no")
    grid, version = _answering(inside, directory, at)
    return Place(*inside, point_cell(*inside), grid or _named(told, inside, directory, at), version)


def _named(told: str | None, inside: Position | None, directory: Directory, at: datetime) -> str | None:
    return None if told is None else directory.home_of(told, inside, at)


def _answering(inside: Position, directory: Directory, at: datetime) -> tuple[str | None, str | None]:
    """Whose a point is: the grid of the version valid when it was observed (domain.md 8.3), and that version.

    What lay in a grid that was split or merged since, or is retired by now, or in none, is looked after by whose ground
    it is now: somebody must.
    """
    then = directory.grid_at(*inside, at)
    home = None if then is None else directory.home_of(then.grid, inside, at)
    if then is not None and home is not None:
        return home, then.version
    now = directory.grid_now(*inside)
    if then is None:
        return now or (None, None)
    return None if now is None else now.grid, then.version


def _inside(point: Point, directory: Directory) -> tuple[float, float] | None:
    return _wgs84(point.datum, point.lon, point.lat, directory)


def _swapped(point: Point, directory: Directory) -> bool:
    return _wgs84(point.datum, point.lat, point.lon, directory) is not None


def _wgs84(datum: Datum, lon: float, lat: float, directory: Directory) -> tuple[float, float] | None:
    """The pair in WGS-84 if it is a place of the district."""
    try:
        place = to_wgs84(parse_datum(datum.value), lon, lat)
    except OutOfRange:
        return None
    return place if directory.within(*place) else None


def _case(command: ReportMatter, place: Place, ctx: Context) -> Case:
    point = command.point
    return Case(
        id=command.entity,
        state=CaseState.PENDING_FILING if ctx.directory.case_switches.reports_skip_acceptor else CaseState.REPORTED,
        state_seq=1,
        generation=0,
        case_no=None,
        title=command.title,
        description=command.description,
        class_code=command.class_code,
        source=_source(command, ctx),
        reporter=ctx.actor.user,
        reported_at=ctx.observed_at,
        clock_quality=ctx.clock_quality,
        address=command.address,
        lon=place.lon,
        lat=place.lat,
        raw_lon=None if point is None else point.lon,
        raw_lat=None if point is None else point.lat,
        datum=None if point is None else point.datum.value,
        accuracy_m=None if point is None else point.accuracy_m,
        cell=place.cell,
        grid=place.grid,
        grid_version=place.grid_version,
        claimed_grid=command.claimed_grid,
        urgent=command.urgent,
        photos_promised=command.photos,
        component=command.component,
    )


def _source(command: ReportMatter, ctx: Context) -> CaseSource:
    """Who found it. Offices write down what others tell them; what a worker reports, a worker found.

    Else a worker could lower what the public found in their grid before them (domain.md 6, reports missed).
    """
    writes_for_others = ctx.actor.system or not ctx.posts.isdisjoint(_OFFICES)
    return command.source if writes_for_others else CaseSource.WORKER


def _first_event(command: ReportMatter, case: Case, ctx: Context) -> CaseEvent:
    return CaseEvent(
        id=command.id,
        case_id=case.id,
        command=kind_of(command),
        from_state=None,
        to_state=case.state,
        actor=ctx.actor.user,
        at=ctx.observed_at,
        clock_quality=ctx.clock_quality,
        applied=True,
        opinion="",
        seq=case.state_seq,
        grid=case.grid,
        handler=case.handler,
        checker=case.checker,
    )
