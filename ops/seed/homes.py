"""Where the demo's people live: the buildings, dwellings and households of one grid, one grid at a time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from grid.geometry import Box, Geometry, Outline, box
from mobile_contract.base import Datum, Point
from mobile_contract.residents import AddBuilding, AddDwelling, AddHousehold, DwellingUse
from ops.seed.dice import Dice, Table, part
from ops.seed.intents import DAY_MS, Intent, common, intent
from ops.seed.names import DEMO, ESTATES

_ESTATES = (2, 3)
_ROOMS_A_FLOOR = 2
_SPACING_M = 45.0
_DEGREE_M = 111_195.0
_FLOATING = 0.36
_LARGEST = 6
_SIZES = Table({1: 22, 2: 30, 3: 28, 4: 13, 5: 5, 6: 2})
_FLOORS = 6
_RENTED = 0.05
_EMPTY = Table({DwellingUse.VACANT: 8, DwellingUse.BUSINESS: 2})
_BUILT_DAYS = 390
_REGISTERED_DAYS = (70, 360)


@dataclass(frozen=True, slots=True)
class Load:
    """How much there is of everything in one grid; `first_person` counts the people of the grids before it."""

    buildings: int
    dwellings: int
    households: int
    residents: int
    first_person: int


class House(NamedTuple):
    """A building: its id, what it is called, and its place in WGS-84."""

    id: str
    name: str
    number: str
    estate: str
    floors: int
    lon: float
    lat: float


class Home(NamedTuple):
    """A dwelling; `house` is the place of its building in the grid's list."""

    id: str
    house: int
    unit: str
    floor: int
    room: str
    use: DwellingUse
    area_m2: float


class Family(NamedTuple):
    """A household in the dwelling `home`, its members' ids, and when a worker first wrote it down."""

    id: str
    home: int
    number: str
    members: tuple[str, ...]
    floating: bool
    registered_ms: int


class Homes(NamedTuple):
    """Everything of one grid that others name by id."""

    houses: list[House]
    homes: list[Home]
    families: list[Family]


def homes_of(seed: int, code: str, geometry: Geometry, load: Load, until_ms: int) -> Homes:
    """The homes of a grid. Sums are exact: as many buildings, dwellings, households and residents as `load` says."""
    dice = Dice(seed, "homes", code)
    built_ms = until_ms - _BUILT_DAYS * DAY_MS
    houses = list(_houses(dice, geometry, load.buildings, built_ms))
    occupied = sorted(dice.mixed(range(load.dwellings))[: load.households])
    sizes = _sizes(dice, load)
    families = [
        _family(dice, code, number, home, size, until_ms)
        for number, (home, size) in enumerate(zip(occupied, sizes, strict=True), start=1)
    ]
    uses = [_EMPTY.draw(dice) for _ in range(load.dwellings)]
    for family in families:
        rented = family.floating or dice.happens(_RENTED)
        uses[family.home] = DwellingUse.RENTED if rented else DwellingUse.SELF
    return Homes(houses, list(_homes(dice, load, uses, built_ms)), families)


def building_commands(seed: int, code: str, grid: str, worker: str, homes: Homes, until_ms: int) -> Iterator[Intent]:
    """Each building of the grid, as its worker adds it."""
    dice = Dice(seed, "buildings", code)
    at_ms = until_ms - _BUILT_DAYS * DAY_MS
    for house in homes.houses:
        yield intent(
            AddBuilding(
                **common(dice, at_ms, house.id),
                grid=grid,
                name=house.name,
                number=house.number,
                estate=house.estate,
                floors=house.floors,
                point=Point(lon=house.lon, lat=house.lat, datum=Datum.WGS84, accuracy_m=5.0, provider="map"),
            ),
            worker,
        )


def dwelling_commands(seed: int, code: str, worker: str, homes: Homes, until_ms: int) -> Iterator[Intent]:
    """Each dwelling of the grid, as its worker adds it."""
    dice = Dice(seed, "dwellings", code)
    at_ms = until_ms - (_BUILT_DAYS - 1) * DAY_MS
    for home in homes.homes:
        yield intent(
            AddDwelling(
                **common(dice, at_ms, home.id),
                building=homes.houses[home.house].id,
                unit=home.unit,
                floor=home.floor,
                room=home.room,
                use=home.use,
                area_m2=home.area_m2,
            ),
            worker,
        )


def household_commands(seed: int, code: str, worker: str, homes: Homes) -> Iterator[Intent]:
    """Each household of the grid, when it was first written down."""
    dice = Dice(seed, "households", code)
    for family in homes.families:
        dwelling = homes.homes[family.home].id
        facts = common(dice, family.registered_ms, family.id)
        command = AddHousehold(**facts, dwelling=dwelling, number=family.number, head=family.members[0])
        yield intent(command, worker)


def beside(dice: Dice, lon: float, lat: float, distance_m: float) -> tuple[float, float]:
    """A place so many metres from another, in any direction; seven decimals are a centimetre."""
    angle = dice.random() * math.tau
    east = distance_m * math.cos(angle) / (_DEGREE_M * math.cos(math.radians(lat)))
    return round(lon + east, 7), round(lat + distance_m * math.sin(angle) / _DEGREE_M, 7)


def place_inside(dice: Dice, outline: Outline, frame: Box) -> tuple[float, float]:
    """Any place inside an outline, drawn from the box round it until one is."""
    while True:
        lon = round(frame.west + dice.random() * (frame.east - frame.west), 7)
        lat = round(frame.south + dice.random() * (frame.north - frame.south), 7)
        if outline.contains(lon, lat):
            return lon, lat


def _houses(dice: Dice, geometry: Geometry, count: int, built_ms: int) -> Iterator[House]:
    """Buildings stand in estates, in rows that are as straight as the grid's edge allows."""
    outline, frame = Outline(geometry), box(geometry)
    estates = dice.pick(_ESTATES)
    names = dice.mixed(ESTATES)
    for estate in range(estates):
        middle = place_inside(dice, outline, frame)
        rows = part(count, estates, estate)
        side = math.ceil(math.sqrt(len(rows)))
        for number in range(len(rows)):
            lon, lat = _in_row(dice, outline, frame, middle, number, side)
            name = f"{DEMO}{names[estate]}"
            yield House(dice.fresh_id(built_ms), f"{name}{number + 1}幢", f"{number + 1}幢", name, _FLOORS, lon, lat)


def _in_row(
    dice: Dice, outline: Outline, frame: Box, middle: tuple[float, float], number: int, side: int
) -> tuple[float, float]:
    column, row = number % side - side // 2, number // side - side // 2
    lat = round(middle[1] + row * _SPACING_M / _DEGREE_M, 7)
    lon = round(middle[0] + column * _SPACING_M / (_DEGREE_M * math.cos(math.radians(lat))), 7)
    return (lon, lat) if outline.contains(lon, lat) else place_inside(dice, outline, frame)


def _sizes(dice: Dice, load: Load) -> list[int]:
    """How many live in each household, moved one by one until nobody is missing and nobody is left over."""
    sizes = [_SIZES.draw(dice) for _ in range(load.households)]
    missing = load.residents - sum(sizes)
    step, end = (1, _LARGEST) if missing > 0 else (-1, 1)
    while missing:
        place = dice.below(len(sizes))
        if sizes[place] != end:
            sizes[place] += step
            missing -= step
    return sizes


def _family(dice: Dice, code: str, number: int, home: int, size: int, until_ms: int) -> Family:
    at_ms = until_ms - dice.between(*_REGISTERED_DAYS) * DAY_MS
    floating = dice.happens(_FLOATING)
    members = tuple(dice.fresh_id(at_ms) for _ in range(size))
    return Family(dice.fresh_id(at_ms), home, f"{DEMO}{code[-6:]}-{number:04d}", members, floating, at_ms)


def _homes(dice: Dice, load: Load, uses: list[DwellingUse], built_ms: int) -> Iterator[Home]:
    """Two flats a floor, floor by floor, staircase by staircase."""
    for house in range(load.buildings):
        numbers = part(load.dwellings, load.buildings, house)
        for place, number in enumerate(numbers):
            floor = place // _ROOMS_A_FLOOR % _FLOORS + 1
            unit = place // (_ROOMS_A_FLOOR * _FLOORS) + 1
            room = f"{floor}{place % _ROOMS_A_FLOOR + 1:02d}"
            area_m2 = float(dice.between(42, 138))
            yield Home(dice.fresh_id(built_ms), house, f"{unit}单元", floor, room, uses[number], area_m2)
