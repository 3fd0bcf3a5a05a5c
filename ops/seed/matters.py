"""What people of the demo report, where and when: sixty ordinary days, one night of flood. It leads no case on."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from grid.geometry import Box, Geometry, Outline, box
from mobile_contract.cases import CaseSource
from mobile_contract.catalogue import ClassShape, ConditionShape
from ops.seed.dice import Dice, Table
from ops.seed.homes import place_inside
from ops.seed.intents import DAY_MS, HOUR_MS
from ops.seed.names import address
from ops.seed.offices import Beat, Trade
from ops.seed.pictures import Look
from ops.seed.rounds import DAYS
from server.catalogue.starter import starter

FLOOD_DAYS_AGO = 12
FLOOD_FROM_HOUR = 21
FLOOD_HOURS = 6
FLOOD_SHARE = 0.15

_FLOODED_GRIDS = 0.2
_DAY_FROM_HOUR = 7
_DAY_HOURS = 14
_SOURCES = Table({
    CaseSource.WORKER: 55, CaseSource.RESIDENT: 20, CaseSource.HOTLINE: 15, CaseSource.COMMITTEE: 10,
})  # fmt: skip


class Trait(NamedTuple):
    """What the demo knows of a class: how often it is reported, in a flood too, who handles it, what it looks like.

    How often a whole major is reported is shared out among those of its classes that have no trait of their own.
    """

    often: float
    in_flood: float
    trade: Trade
    look: Look


class Matter(NamedTuple):
    """Something that is reported: its number, its instant, its class, what it is filed under, its place in WGS-84."""

    number: int
    reported_ms: int
    shape: ClassShape
    condition: ConditionShape
    trait: Trait
    beat: Beat
    source: CaseSource
    lon: float
    lat: float
    address: str
    urgent: bool


_POWERED = Trait(0.5, 0, Trade.POWER, Look.COVER)
_PIPED = Trait(0.2, 0, Trade.GAS, Look.COVER)
_DRAIN = Trait(4, 8, Trade.DRAINS, Look.COVER)
TRAITS = {
    "event-01": Trait(40, 0, Trade.CLEANING, Look.RUBBISH),
    "event-0101": Trait(1, 0, Trade.CITY, Look.RUBBISH),
    "event-0113": Trait(4, 2, Trade.DRAINS, Look.COVER),
    "event-0117": Trait(2, 0, Trade.GREEN, Look.RUBBISH),
    "event-0125": Trait(1, 2, Trade.DRAINS, Look.WATER),
    "event-0128": Trait(2, 0, Trade.POLICE, Look.RUBBISH),
    "event-02": Trait(6, 0, Trade.CITY, Look.RUBBISH),
    "event-03": Trait(6, 0, Trade.CITY, Look.RUBBISH),
    "event-04": Trait(12, 0, Trade.CITY, Look.RUBBISH),
    "event-0410": Trait(8, 0, Trade.CITY, Look.RUBBISH),
    "event-0496": Trait(4, 0, Trade.POLICE, Look.RUBBISH),
    "event-05": Trait(0.5, 1, Trade.DRAINS, Look.COVER),
    "event-0501": Trait(1, 3, Trade.DRAINS, Look.WATER),
    "event-0502": _PIPED,
    "event-0503": Trait(3, 20, Trade.DRAINS, Look.WATER),
    "event-0505": Trait(0.5, 4, Trade.DRAINS, Look.COVER),
    "event-0506": Trait(1, 50, Trade.DRAINS, Look.WATER),
    "event-0508": Trait(1, 4, Trade.POWER, Look.RUBBISH),
    "event-0596": Trait(0.5, 1, Trade.POLICE, Look.RUBBISH),
    "event-06": Trait(2, 0, Trade.CITY, Look.RUBBISH),
    "component-01": Trait(4, 0, Trade.CITY, Look.COVER),
    "component-0101": Trait(1, 1, Trade.DRAINS, Look.COVER),
    "component-0102": _DRAIN,
    "component-0103": _DRAIN,
    "component-0104": _DRAIN,
    "component-0105": _POWERED,
    "component-0106": _POWERED,
    "component-0111": _PIPED,
    "component-0118": Trait(1, 1, Trade.CLEANING, Look.COVER),
    "component-0128": _POWERED,
    "component-0130": _POWERED,
    "component-0137": Trait(4, 1, Trade.POWER, Look.COVER),
    "component-0149": _PIPED,
    "component-0157": _PIPED,
    "component-02": Trait(3, 0, Trade.CITY, Look.COVER),
    "component-03": Trait(4, 0, Trade.CLEANING, Look.RUBBISH),
    "component-04": Trait(3, 5, Trade.GREEN, Look.RUBBISH),
    "component-05": Trait(0.5, 1, Trade.DRAINS, Look.COVER),
}
"""By kind with major, or with major and minor where a class has one of its own."""


def list_matters(seed: int, beats: list[Beat], count: int, until_ms: int) -> Iterator[Matter]:
    """`count` matters in the order of their reports, all in the DAYS before `until_ms`, which is a midnight."""
    dice = Dice(seed, "matters")
    flood_ms = until_ms - FLOOD_DAYS_AGO * DAY_MS + FLOOD_FROM_HOUR * HOUR_MS
    in_flood = round(count * FLOOD_SHARE)
    instants = [(flood_ms + dice.below(FLOOD_HOURS * HOUR_MS), True) for _ in range(in_flood)]
    instants += [(_ordinary(dice, until_ms), False) for _ in range(count - in_flood)]
    low = _low_ground(dice, beats)
    outlines: dict[str, tuple[Outline, Box]] = {}
    for number, (reported_ms, flooded) in enumerate(sorted(instants), start=1):
        beat = dice.pick(low if flooded else beats)
        if beat.grid not in outlines:
            outlines[beat.grid] = Outline(beat.place.geometry), box(beat.place.geometry)
        lon, lat = place_inside(dice, *outlines[beat.grid])
        shape = (_FLOOD_CLASSES if flooded else _CLASSES).draw(dice)
        yield Matter(
            number, reported_ms, shape, dice.pick(_CONDITIONS[shape.code]), trait_of(shape), beat, _SOURCES.draw(dice),
            lon, lat, address(dice), urgent=dice.happens(0.3 if flooded else 0.04),
        )  # fmt: skip


def trait_of(shape: ClassShape) -> Trait:
    """What the demo knows of a class."""
    return TRAITS[_trait_key(shape)]


def _trait_key(shape: ClassShape) -> str:
    major = f"{shape.kind}-{shape.major}"
    return major + shape.minor if major + shape.minor in TRAITS else major


def _classes(weight: str) -> Table[ClassShape]:
    shapes = starter("B").classes
    sharing = Counter(map(_trait_key, shapes))
    weights = [(shape, getattr(trait_of(shape), weight) / sharing[_trait_key(shape)]) for shape in shapes]
    return Table({shape: often for shape, often in weights if often})


def _conditions() -> dict[str, list[ConditionShape]]:
    by_class: dict[str, list[ConditionShape]] = defaultdict(list)
    for condition in starter("B").conditions:
        by_class[condition.class_code].append(condition)
    return by_class


_CONDITIONS = _conditions()
_CLASSES = _classes("often")
_FLOOD_CLASSES = _classes("in_flood")


def _ordinary(dice: Dice, until_ms: int) -> int:
    return until_ms - dice.between(1, DAYS) * DAY_MS + _DAY_FROM_HOUR * HOUR_MS + dice.below(_DAY_HOURS * HOUR_MS)


def _low_ground(dice: Dice, beats: list[Beat]) -> list[Beat]:
    """The grids nearest to one of them: a flood is in one place."""
    middles = {beat.grid: _middle(beat.place.geometry) for beat in beats}
    x, y = middles[dice.pick(beats).grid]

    def nearness(beat: Beat) -> tuple[float, str]:
        lon, lat = middles[beat.grid]
        return (lon - x) ** 2 + (lat - y) ** 2, beat.grid

    return sorted(beats, key=nearness)[: max(1, round(len(beats) * _FLOODED_GRIDS))]


def _middle(geometry: Geometry) -> tuple[float, float]:
    frame = box(geometry)
    return (frame.west + frame.east) / 2, (frame.south + frame.north) / 2
