"""Check that grids partition a district, and divide an outline into balanced areas; it draws no street by knowledge.

A real district's grids come from its maps. The division here is for demonstrations, for trials and as a first draft.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from grid.cells import cell_area_m2, centre_cells
from grid.contacts import find_contact
from grid.cut import CLEARANCE_M, Direction, Seams, crossings, cut, directions, towards
from grid.geometry import Geometry, Polygon, Position, area_m2, box, edges

CHECK_RESOLUTION = 12
"""Cells of about 237 square metres: a district with 600 grids is checked in seconds."""

_SAMPLES = 100
_DIRECTIONS = 12
_HALVINGS = 26
_STEP_M = 0.1
_STEPS = 100

GridId = TypeVar("GridId", bound=str)
Plan: TypeAlias = "float | tuple[Plan, ...]"
"""A share of the area, or the shares inside it: `((1, 1), (1, 1, 2))` is two areas, of 2 and of 4 shares."""


class NotDivisible(ValueError):
    """The shares are no positive numbers, or the outline is too small or too intricate for a clean cut."""


@dataclass(frozen=True, slots=True)
class PartitionReport(Generic[GridId]):
    """How far grids are from a partition. Cells are judged by their centre; samples are the first 100, sorted."""

    boundary_m2: float
    grids_m2: float
    gaps_m2: float
    overlaps_m2: float
    outside_m2: float
    gap_cells: tuple[int, ...]
    overlap_cells: tuple[tuple[int, GridId, GridId], ...]
    outside_cells: tuple[int, ...]

    @property
    def excess_m2(self) -> float:
        """Areas of the grids less that of the boundary: near zero in a partition, also where no cell's centre falls."""
        return self.grids_m2 - self.boundary_m2

    @property
    def is_partition(self) -> bool:
        """Whether no cell's centre lies in a gap, in an overlap or outside."""
        return not (self.gap_cells or self.overlap_cells or self.outside_cells)


def gaps_and_overlaps(
    grids: Mapping[GridId, Geometry], boundary: Geometry, resolution: int = CHECK_RESOLUTION
) -> PartitionReport[GridId]:
    """Where the boundary has no grid, where grids lie upon each other, and where they leave the boundary.

    What is narrower than a cell (10 m at resolution 12, 4 m at 13) may go unseen by cells; it shows in `excess_m2`
    unless gaps and overlaps cancel.
    """
    owner: dict[int, GridId] = {}
    twice: list[tuple[int, GridId, GridId]] = []
    for grid_id in sorted(grids):
        for cell in _cells(grids[grid_id], resolution):
            first = owner.setdefault(cell, grid_id)
            if first != grid_id:
                twice.append((cell, first, grid_id))
    wanted = _cells(boundary, resolution)
    gaps, outside = sorted(wanted - owner.keys()), sorted(owner.keys() - wanted)
    return PartitionReport(
        boundary_m2=area_m2(boundary),
        grids_m2=math.fsum(area_m2(geometry) for geometry in grids.values()),
        gaps_m2=math.fsum(map(cell_area_m2, gaps)),
        overlaps_m2=math.fsum(cell_area_m2(cell) for cell, _, _ in twice),
        outside_m2=math.fsum(map(cell_area_m2, outside)),
        gap_cells=tuple(gaps[:_SAMPLES]),
        overlap_cells=tuple(sorted(twice)[:_SAMPLES]),
        outside_cells=tuple(outside[:_SAMPLES]),
    )


def _cells(geometry: Geometry, resolution: int) -> set[int]:
    return {cell for polygon in geometry for cell in centre_cells(polygon, resolution)}


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a division with the parts inside it, in the order of the plan."""

    geometry: Geometry
    inside: tuple["Area", ...]

    def leaves(self) -> Iterator[Geometry]:
        """The innermost parts, in the order of the plan."""
        if not self.inside:
            yield self.geometry
        for area in self.inside:
            yield from area.leaves()


def bisect(geometry: Geometry, shares: Sequence[float]) -> tuple[Geometry, ...]:
    """Divide a geometry into one area for each share, as `divide` does; equal shares give equal areas."""
    return tuple(area.geometry for area in divide(geometry, tuple(shares)).inside)


def divide(geometry: Geometry, plan: Plan) -> Area:
    """Divide a geometry by nested shares with straight cuts; same input, same numbers to the last bit.

    Neighbours at every level share each corner and each edge exactly, so no point is in a gap or in two interiors.
    The areas follow the shares to about one in a hundred from a hectare up. A concave outline may give an area of
    several polygons. The outermost geometry returned is the given one with the corners that cuts put into its edges,
    each within 1 cm of the edge that it divides.

    Each area is halved where its balance is, moved by at most 10 m to keep clear of corners, in that of twelve
    directions with the least length of cut times stretches of cut: across the longer axis. Refuses with NotDivisible.
    """
    _weight(plan)
    seams = Seams()
    return _sewn(_divided(_Piece(list(geometry), plan), seams), seams)


def halve(geometry: Geometry, a: Position, b: Position) -> tuple[Geometry, Geometry]:
    """What lies left and right of the straight line through two positions, as seen from the first to the second.

    Both share each corner of the cut exactly. The line is moved by at most 10 m to keep clear of corners. Refuses with
    NotDivisible a line that leaves one side empty, or finds no clean way.
    """
    line = towards(box(geometry), a, b)
    at_m = _clean(list(geometry), line, line.across(a))
    if at_m is None:
        message = "no clean cut within 10 m of the line"
        raise NotDivisible(message)
    seams = Seams()
    sides = [cut(polygon, line, at_m, seams) for polygon in geometry]
    left = seams.sew([piece for below, _ in sides for piece in below])
    right = seams.sew([piece for _, above in sides for piece in above])
    if not left or not right or find_contact(left) is not None or find_contact(right) is not None:
        message = "the line leaves one side empty, or touches what it should cross"
        raise NotDivisible(message)
    return left, right


class _Piece(NamedTuple):
    polygons: list[Polygon]
    plan: Plan


class _Divided(NamedTuple):
    polygons: list[Polygon]
    inside: list["_Divided"]


def _weight(plan: Plan) -> float:
    weight = math.fsum(map(_weight, plan)) if isinstance(plan, tuple) else plan
    if not (weight > 0 and math.isfinite(weight)):
        message = f"not a share: {plan!r}"
        raise NotDivisible(message)
    return weight


def _divided(piece: _Piece, seams: Seams) -> _Divided:
    if not isinstance(piece.plan, tuple):
        return _Divided(piece.polygons, [])
    parts = _parts(piece.polygons, piece.plan, seams)
    return _Divided(piece.polygons, [_divided(part, seams) for part in parts])


def _sewn(divided: _Divided, seams: Seams) -> Area:
    """Refuse what the rounding of corners has tangled: if every part is simple, shared edges make a true partition."""
    geometry = seams.sew(divided.polygons)
    if find_contact(geometry) is not None:
        message = f"details under {CLEARANCE_M} m near a cut, in an area of {area_m2(geometry):.0f} square metres"
        raise NotDivisible(message)
    return Area(geometry, tuple(_sewn(part, seams) for part in divided.inside))


def _parts(polygons: list[Polygon], plans: tuple[Plan, ...], seams: Seams) -> list[_Piece]:
    """Halve the list of plans and the area with it, until each plan has its own polygons."""
    weights = [_weight(plan) for plan in plans]
    if len(plans) == 1:
        return [_Piece(polygons, plans[0])]
    middle = (len(plans) + 1) // 2
    sewn = list(seams.sew(polygons))
    line, at_m = _balanced_cut(sewn, math.fsum(weights[:middle]) / math.fsum(weights))
    low: list[Polygon] = []
    high: list[Polygon] = []
    for polygon in sewn:
        below, above = cut(polygon, line, at_m, seams)
        low += below
        high += above
    return _parts(low, plans[:middle], seams) + _parts(high, plans[middle:], seams)


def _balanced_cut(polygons: list[Polygon], share: float) -> tuple[Direction, float]:
    """The line with the given share of the area below it whose way through the polygons is best."""
    ways: list[tuple[float, int, Direction, float]] = []
    for number, line in enumerate(directions(box(tuple(polygons)), _DIRECTIONS)):
        at_m = _clean(polygons, line, _balance(polygons, line, share))
        if at_m is not None:
            ways.append((_cost(polygons, line, at_m), number, line, at_m))
    if not ways:
        message = f"no clean cut through {len(polygons)} polygons with {sum(map(len, polygons))} rings"
        raise NotDivisible(message)
    _, _, line, at_m = min(ways)
    return line, at_m


def _balance(polygons: list[Polygon], line: Direction, share: float) -> float:
    """Where to cut: the area below grows with the place, so halving finds it."""
    pairs = [
        ((line.across(a), line.along(a)), (line.across(b), line.along(b)))
        for polygon in polygons
        for a, b in edges(polygon)
    ]
    low, high = min(a[0] for a, _ in pairs), max(a[0] for a, _ in pairs)
    wanted = share * _below(pairs, high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _below(pairs, middle) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


_Pair: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


def _below(pairs: list[_Pair], at_m: float) -> float:
    """Square metres below a line: by Green's theorem the integral of min(across, at) over along, edge by edge."""
    total = 0.0
    for (from_m, from_along), (to_m, to_along) in pairs:
        if from_m <= at_m and to_m <= at_m:
            mean = (from_m + to_m) / 2
        elif from_m >= at_m and to_m >= at_m:
            mean = at_m
        else:
            inner = min(from_m, to_m)
            mean = at_m - (at_m - inner) ** 2 / (2 * abs(to_m - from_m))
        total += mean * (to_along - from_along)
    return total


def _clean(polygons: list[Polygon], line: Direction, at_m: float) -> float | None:
    """The nearest place where the line keeps its distance from corners and between crossings."""
    corners = sorted(line.across(position) for polygon in polygons for ring in polygon for position in ring[1:])
    for step in range(2 * _STEPS + 1):
        place_m = at_m + (step + 1) // 2 * _STEP_M * (1 if step % 2 else -1)
        if _is_clear(corners, place_m) and all(_is_apart(polygon, line, place_m) for polygon in polygons):
            return place_m
    return None


def _is_clear(corners: list[float], place_m: float) -> bool:
    after = bisect_left(corners, place_m - CLEARANCE_M)
    return 0 < after < len(corners) and corners[after] > place_m + CLEARANCE_M


def _is_apart(polygon: Polygon, line: Direction, place_m: float) -> bool:
    along = [crossing.along_m for crossing in crossings(polygon, line, place_m)]
    return all(b - a > CLEARANCE_M for a, b in pairwise(along))


def _cost(polygons: list[Polygon], line: Direction, at_m: float) -> float:
    """Metres cut, times the number of stretches: an area in one piece is worth a longer cut."""
    along = [[crossing.along_m for crossing in crossings(polygon, line, at_m)] for polygon in polygons]
    stretches = [last - first for places in along for first, last in zip(places[::2], places[1::2], strict=True)]
    return sum(stretches) * len(stretches)
