"""What becomes of a visit. Pure: a doubt about the place is a mark on the visit, never a refusal (L24)."""

import math

from grid.geometry import Position
from mobile_contract.accounts import Post
from mobile_contract.problems import ProblemCode
from mobile_contract.visits import RecordVisit, VisitChannel, VisitOutcome
from server.core.decisions import Context, Decision, Handler, Loaded, decides, put, refuse, wait_for
from server.core.entities import Entity, Need, advanced
from server.residents.entities import Household
from server.residents.places import position_of
from server.residents.rules import area_of
from server.visits.entities import Visit

VISITORS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.VOLUNTEER})

NEAR_M = 50.0
"""At the door is within this distance, or twice the fix's accuracy if that is more (domain.md 7)."""

_REACHED = frozenset({VisitOutcome.MET, VisitOutcome.PROXY})
_EARTH_RADIUS_M = 6_371_008.8


@decides(
    RecordVisit,
    posts=VISITORS,
    area=lambda c, loaded, _directory: area_of(loaded, Household, c.household),
    needs=lambda c: [Need(Household, c.household), Need(Visit, c.entity)],
)
def record_visit(command: RecordVisit, loaded: Loaded, ctx: Context) -> Decision:
    """Record a visit; one that reached somebody moves the household's last visit forward, never back."""
    household = loaded.find(Household, command.household)
    if household is None:
        return wait_for(command.household)
    if loaded.find(Visit, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    visit = _visit(command, household, ctx)
    rows: list[Entity] = [visit]
    last = household.last_visited_at
    if command.outcome in _REACHED and (last is None or last < ctx.observed_at):
        rows.append(advanced(household, last_visited_at=ctx.observed_at))
    return put(*rows)


def _visit(command: RecordVisit, household: Household, ctx: Context) -> Visit:
    position = None if command.point is None else position_of(command.point)
    distance_m = None
    if position is not None and household.lon is not None and household.lat is not None:
        distance_m = round(distance(position, (household.lon, household.lat)), 1)
    return Visit(
        id=command.entity,
        household=household.id,
        grid=household.grid,
        worker=ctx.actor.user,
        channel=command.channel,
        outcome=command.outcome,
        visited_at=ctx.observed_at,
        clock_quality=ctx.clock_quality,
        persons=command.persons,
        lon=None if position is None else position[0],
        lat=None if position is None else position[1],
        accuracy_m=None if command.point is None else command.point.accuracy_m,
        distance_m=distance_m,
        far=_is_far(command, position, distance_m, ctx),
        minutes=command.minutes,
        needs_told=command.needs_told,
        note=command.note,
    )


def _is_far(command: RecordVisit, position: Position | None, distance_m: float | None, ctx: Context) -> bool:
    """Whether a visit at the door was told from elsewhere; a call or a message may come from anywhere."""
    if command.point is None or command.channel is not VisitChannel.DOOR:
        return False
    if position is None:
        return True
    if distance_m is None:
        return not ctx.directory.within(*position)
    return distance_m > max(NEAR_M, 2 * command.point.accuracy_m)


def distance(one: Position, other: Position) -> float:
    """Metres between two WGS-84 positions along a great circle of the mean sphere (haversine), within 0.6 %."""
    (lon1, lat1), (lon2, lat2) = one, other
    north, east = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    shrink = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2))
    chord = math.sin(north) ** 2 + shrink * math.sin(east) ** 2
    return 2 * _EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(chord)))


HANDLERS: tuple[Handler, ...] = (record_visit,)
