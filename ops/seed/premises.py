"""The demo's shops, houses that are let and people who are looked after, a few in each grid."""

from collections.abc import Iterator
from typing import NamedTuple

from mobile_contract.care import GiveServiceTag, RecordHelp
from mobile_contract.premises import AddTenant, RegisterOrganisation, RegisterRentedHouse, RegisterSite
from ops.seed.dice import Dice, Table
from ops.seed.homes import Family, Homes
from ops.seed.identity import impossible_credit_code, impossible_phone
from ops.seed.intents import DAY_MS, Intent, common, instant, intent
from ops.seed.names import DEMO, full_name
from server.residents.moves import day_of

ORGANISATIONS, SITES = 2, 6
"""In each grid."""
HOUSES, CARED_FOR = 8, 6
"""In each grid that has as many households."""

_KINDS = Table({"shop": 30, "eatery": 25, "salon": 10, "workshop": 10, "stall": 10, "hostel": 5, "net_cafe": 2})
_CLASSES = Table({"green": 70, "yellow": 22, "red": 8})
_TAGS = Table({"living_alone": 30, "empty_nest": 20, "disability": 15, "subsistence": 15, "veteran": 12})
_LEVELS = Table({"high": 15, "key": 30, "general": 55})
_SHOP_NAMES = ("便利店", "小吃店", "理发店", "修理铺", "水果店", "杂货铺")
_VERIFIED = 0.6
_OWNERS_FROM = 90_000_000
"""Owners and shopkeepers are nobody of the register: their telephone numbers begin beyond its people."""


class Ground(NamedTuple):
    """The grid that it all stands in: its code and id, its place among the grids, and who works there."""

    code: str
    grid: str
    number: int
    worker: str


def count_premises(households: int) -> int:
    """How many commands a grid has: each house has somebody who rents it."""
    return ORGANISATIONS + SITES + 2 * min(HOUSES, households)


def count_care(households: int) -> int:
    """How many commands a grid has: whoever is looked after was helped once."""
    return 2 * min(CARED_FOR, households)


def premises_commands(seed: int, ground: Ground, homes: Homes, until_ms: int) -> Iterator[Intent]:
    """Organisations with their sites, then houses with a tenant each, as the grid's worker writes them down."""
    dice = Dice(seed, "premises", ground.code)
    organisations: list[str] = []
    for place in range(ORGANISATIONS):
        number = ground.number * ORGANISATIONS + place
        at_ms = _before(dice, until_ms)
        organisations.append(dice.fresh_id(at_ms))
        yield intent(
            RegisterOrganisation(
                **common(dice, at_ms, organisations[-1]),
                name=f"{DEMO}{dice.pick(_SHOP_NAMES)}{number + 1}号商行",
                credit_code=impossible_credit_code(number),
                organisation_type="20",
                legal_person=f"{DEMO}{full_name(dice, male=dice.happens(0.5))}",
                legal_phone=impossible_phone(_OWNERS_FROM + number),
                building=dice.pick(homes.houses).id,
            ),
            ground.worker,
        )
    for place in range(SITES):
        at_ms = _before(dice, until_ms)
        yield intent(
            RegisterSite(
                **common(dice, at_ms, dice.fresh_id(at_ms)),
                name=f"{DEMO}{dice.pick(_SHOP_NAMES)}{place + 1}号",
                site_kind=_KINDS.draw(dice),
                organisation=organisations[place] if place < ORGANISATIONS else None,
                building=dice.pick(homes.houses).id,
                under_residential=dice.happens(0.5),
                people=dice.between(1, 6),
                safety_officer=f"{DEMO}{full_name(dice, male=dice.happens(0.5))}",
            ),
            ground.worker,
        )
    for family in _rented(homes):
        yield from _let(dice, ground, homes, family, until_ms)


def care_commands(seed: int, ground: Ground, homes: Homes, until_ms: int) -> Iterator[Intent]:
    """A service tag and a help record for the heads of some households."""
    dice = Dice(seed, "care", ground.code)
    for family in dice.mixed(homes.families)[:CARED_FOR]:
        person, at_ms = family.members[0], _before(dice, until_ms)
        given = GiveServiceTag(
            **common(dice, at_ms, dice.fresh_id(at_ms), person),
            person=person,
            tag_kind=_TAGS.draw(dice),
            care_level=_LEVELS.draw(dice),
            basis=f"{DEMO}入户走访",
        )
        yield intent(given, ground.worker)
        later_ms = at_ms + DAY_MS
        told = RecordHelp(
            **common(dice, later_ms, dice.fresh_id(later_ms), person),
            person=person,
            needed=dice.pick(("助餐", "陪同就医", "家政", "巡访")),
            given=dice.pick(("已对接社区食堂", "志愿者已陪同", "已上门一次")),
            carer=f"{DEMO}{full_name(dice, male=dice.happens(0.5))}",
        )
        yield intent(told, ground.worker)


def _rented(homes: Homes) -> list[Family]:
    """As many households as there are houses to let: those that moved in from elsewhere first."""
    return sorted(homes.families, key=lambda family: not family.floating)[:HOUSES]


def _let(dice: Dice, ground: Ground, homes: Homes, family: Family, until_ms: int) -> Iterator[Intent]:
    at_ms = _before(dice, until_ms)
    house, person = dice.fresh_id(at_ms), family.members[0]
    register = RegisterRentedHouse(
        **common(dice, at_ms, house),
        dwelling=homes.homes[family.home].id,
        lease_no=f"{DEMO}{family.number[len(DEMO) :]}",
        owner_name=f"{DEMO}{full_name(dice, male=dice.happens(0.5))}",
        owner_phone=impossible_phone(_OWNERS_FROM + 1_000_000 + dice.below(1_000_000)),
        management_class=_CLASSES.draw(dice),
    )
    yield intent(register, ground.worker)
    later_ms = at_ms + DAY_MS
    tenant = AddTenant(
        **common(dice, later_ms, dice.fresh_id(later_ms), person),
        person=person,
        house=house,
        from_on=day_of(instant(family.registered_ms)),
        verified=dice.happens(_VERIFIED),
    )
    yield intent(tenant, ground.worker)


def _before(dice: Dice, until_ms: int) -> int:
    """Some day of the last two months, in the morning; nothing that follows it a day later is after the end."""
    return until_ms - dice.between(3, 60) * DAY_MS + dice.below(DAY_MS // 4) + DAY_MS // 3
