"""What the district does to grids: splits them, merges neighbours, and lets the rows follow bit by bit."""

from collections.abc import Sequence
from typing import Any

from mobile_contract.base import Datum
from mobile_contract.rezoning import MergeGrids, PartWorker, SplitGrid
from mobile_contract.territory import GridShape
from sync.simulation.dice import Dice
from sync.simulation.plans import HOUR_MS, SECOND_MS, Step
from sync.simulation.ports import Glance, GridFacts
from sync.simulation.stage import Stage

_SMALLEST = 0.004
"""Degrees: a grid that is no longer than this is not split."""

_MOST_STEPS = 40
_PAUSES_MS = {2 * SECOND_MS: 3, 10 * 60 * SECOND_MS: 3, 6 * HOUR_MS: 2}

Box = tuple[float, float, float, float]


def rezone(stage: Stage, _step: Step, dice: Dice) -> None:
    """A grid is split in two, or two neighbours become one; a new grid has people, or gets some later."""
    glance = stage.server.glance()
    pairs = [(one, other) for one in glance.grids for other in glance.grids if one.id < other.id and _join(one, other)]
    long = [grid for grid in glance.grids if max(_sides(grid)) > _SMALLEST]
    if pairs and (not long or len(glance.grids) > 3 or dice.chance(0.3)):
        command: SplitGrid | MergeGrids = _merge(stage, glance, dice.pick(pairs), dice)
    elif long:
        command = _split(stage, glance, dice.pick(long), dice)
    else:
        return
    stage.rezone(stage.town.admin, command, dice.weighted({1: 2, 5: 2, 20: 1, 500: 2}))
    stage.fault("grid_split" if isinstance(command, SplitGrid) else "grid_merge")
    _later(stage, command.entity, dice, _MOST_STEPS)


def carry_on(stage: Stage, _step: Step, dice: Dice) -> None:
    """Whoever moves rows begins again where it left off."""
    waiting = stage.server.glance().rezonings
    if waiting:
        _move_some(stage, dice.pick(waiting), dice, 1)


def _later(stage: Stage, rezoning: str, dice: Dice, steps: int) -> None:
    pause_ms = dice.between(0, dice.weighted(_PAUSES_MS))
    stage.timeline.after(pause_ms, lambda: _move_some(stage, rezoning, dice, steps))


def _move_some(stage: Stage, rezoning: str, dice: Dice, steps: int) -> None:
    moved = stage.server.carry_on(rezoning, dice.weighted({1: 3, 4: 2, 20: 1}))
    stage.note("server", f"rows follow {rezoning[-6:]}: {moved}")
    if moved and steps > 1:
        _later(stage, rezoning, dice, steps - 1)


def _split(stage: Stage, glance: Glance, grid: GridFacts, dice: Dice) -> SplitGrid:
    """Along a line across its longer side."""
    west, south, east, north = grid.west, grid.south, grid.east, grid.north
    share = dice.between(3, 7) / 10
    if east - west >= north - south:
        line = round(west + (east - west) * share, 6)
        boxes: tuple[Box, Box] = ((west, south, line, north), (line, south, east, north))
    else:
        line = round(south + (north - south) * share, 6)
        boxes = ((west, south, east, line), (west, line, east, north))
    first = grid.id if dice.chance(0.4) else dice.uuid7(stage.time.ms)
    ids = (first, dice.uuid7(stage.time.ms))
    parts = tuple(_shape(stage, id_, box, dice) for id_, box in zip(ids, boxes, strict=True))
    return SplitGrid(
        **_facts(stage, dice), grid=grid.id, datum=Datum.WGS84, parts=parts, rest=dice.pick(ids), preview="",
        workers=_workers(glance, (grid.id,), [one for one in ids if one != grid.id], stage, dice),
    )  # fmt: skip


def _merge(stage: Stage, glance: Glance, pair: tuple[GridFacts, GridFacts], dice: Dice) -> MergeGrids:
    ids = tuple(grid.id for grid in pair)
    into = dice.pick(ids) if dice.chance(0.5) else dice.uuid7(stage.time.ms)
    box = (
        min(grid.west for grid in pair), min(grid.south for grid in pair),
        max(grid.east for grid in pair), max(grid.north for grid in pair),
    )  # fmt: skip
    return MergeGrids(
        **_facts(stage, dice), grids=ids, datum=Datum.WGS84, into=_shape(stage, into, box, dice), preview="",
        workers=_workers(glance, [one for one in ids if one != into], [into], stage, dice),
    )  # fmt: skip


def _facts(stage: Stage, dice: Dice) -> dict[str, Any]:
    return stage.desk(dice.uuid7(stage.time.ms), dice)


def _workers(
    glance: Glance, left: Sequence[str], new: Sequence[str], stage: Stage, dice: Dice
) -> tuple[PartWorker, ...]:
    """Mostly whoever works on a grid that goes works on one that comes."""
    users = sorted({one.user for one in glance.assignments if one.grid in left})
    return tuple(
        PartWorker(grid=dice.pick(new), user=user, assignment=dice.uuid7(stage.time.ms))
        for user in users
        if dice.chance(0.8)
    )


def _shape(stage: Stage, grid: str, box: Box, dice: Dice) -> GridShape:
    west, south, east, north = box
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    code = f"3201140010{dice.between(0, 10**9):010d}"
    return GridShape(grid=grid, code=code, name="网格", org=stage.town.community, geometry=((ring,),))


def _sides(grid: GridFacts) -> tuple[float, float]:
    return grid.east - grid.west, grid.north - grid.south


def _join(one: GridFacts, other: GridFacts) -> bool:
    """Whether two rectangles have a whole side in common."""
    beside = (one.south, one.north) == (other.south, other.north) and (one.east == other.west or other.east == one.west)
    above = (one.west, one.east) == (other.west, other.east) and (one.north == other.south or other.north == one.south)
    return beside or above
