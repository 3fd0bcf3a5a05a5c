"""The demo's organisations, offices, posts and workers, by login names that are easy to remember."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from mobile_contract.accounts import AssignWorker, CreateOrg, CreateUser, GrantMembership, OrgLevel, Post
from mobile_contract.catalogue import DefineClasses
from mobile_contract.territory import GridShape, LayerKind, PublishTerritory
from ops.seed.dice import Dice
from ops.seed.intents import DAY_MS, MINUTE_MS, Intent, common, instant, intent
from ops.seed.names import full_name
from ops.seed.territory import (
    DATUM,
    DISTRICT,
    DISTRICT_NAME,
    Community,
    GridPlace,
    Scale,
    Street,
    list_communities,
    list_grids,
    list_streets,
)
from server.catalogue.starter import starter
from server.core.door import SYSTEM_USER

HANDLERS_A_DEPARTMENT = 2
_FOUNDED_DAYS = 400


class Trade(StrEnum):
    """What a department does; the value ends its organisation's code."""

    CITY = "cg"
    DRAINS = "sz"
    GREEN = "yl"
    POLICE = "ga"
    POWER = "gd"
    GAS = "rq"
    CLEANING = "hw"


DEPARTMENTS = {
    Trade.CITY: "城市管理局",
    Trade.DRAINS: "市政排水所",
    Trade.GREEN: "园林绿化所",
    Trade.POLICE: "公安分局",
    Trade.POWER: "供电公司",
    Trade.GAS: "燃气公司",
    Trade.CLEANING: "环境卫生所",
}
_COMMITTEE_POSTS = (Post.COMMITTEE, Post.ACCEPTOR, Post.SHIFT_LEADER, Post.DISPATCHER)
"""A small community folds its posts into one person (domain.md 3.1)."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A user with posts at one organisation."""

    id: str
    login: str
    name: str
    org: str
    org_name: str
    posts: tuple[Post, ...]


@dataclass(frozen=True, slots=True)
class Beat:
    """A grid with its id, and the worker who walks it."""

    grid: str
    place: GridPlace
    worker: str
    login: str
    worker_name: str


@dataclass(frozen=True)
class Offices:
    """Who is who in the demo: organisations by code, everybody with a login, and the grids with their workers."""

    orgs: dict[str, str]
    streets: list[Street]
    communities: list[Community]
    seats: dict[str, Seat]
    committees: dict[str, Seat]
    beats: list[Beat]
    founded_ms: int


def offices_of(seed: int, scale: Scale, until_ms: int) -> Offices:
    """Everybody and everything with an id that the rest of the demo names."""
    founded_ms = until_ms - _FOUNDED_DAYS * DAY_MS
    streets, communities = list_streets(scale), list_communities(scale)
    codes = [str(DISTRICT), *(street.code for street in streets), *(community.code for community in communities)]
    codes += [department_code(trade) for trade in DEPARTMENTS]
    orgs = {code: Dice(seed, "org", code).fresh_id(founded_ms) for code in codes}
    seats = {seat.login: seat for seat in _seats(seed, orgs, communities, founded_ms)}
    by_org = {seat.org: seat for seat in seats.values() if Post.COMMITTEE in seat.posts}
    committees = {community.code: by_org[orgs[community.code]] for community in communities}
    beats = [_beat(seed, number, place, founded_ms) for number, place in enumerate(list_grids(scale), start=1)]
    return Offices(orgs, streets, communities, seats, committees, beats, founded_ms)


def department_code(trade: Trade) -> str:
    """The organisation code of a department."""
    return f"{DISTRICT}-{trade}"


def department_login(trade: Trade) -> str:
    """Who sits at the department: `dept`, `dept02`, ..."""
    return _numbered("dept", list(DEPARTMENTS).index(trade) + 1)


def handler_logins(trade: Trade) -> list[str]:
    """Who goes out for the department: `handler`, `handler02`, ..."""
    first = list(DEPARTMENTS).index(trade) * HANDLERS_A_DEPARTMENT + 1
    return [_numbered("handler", first + other) for other in range(HANDLERS_A_DEPARTMENT)]


def org_commands(seed: int, offices: Offices) -> Iterator[Intent]:
    """The district, its streets, communities and departments, parents first."""
    district = str(DISTRICT)
    yield _org(seed, offices, district, DISTRICT_NAME, OrgLevel.DISTRICT, None)
    for street in offices.streets:
        yield _org(seed, offices, street.code, street.name, OrgLevel.STREET, district)
    for community in offices.communities:
        yield _org(seed, offices, community.code, community.name, OrgLevel.COMMUNITY, community.street)
    for trade, name in DEPARTMENTS.items():
        yield _org(seed, offices, department_code(trade), name, OrgLevel.DEPARTMENT, district)


def user_commands(seed: int, offices: Offices, password_hash: str) -> Iterator[Intent]:
    """Everybody with a login; all have the one password of the demo."""
    dice = Dice(seed, "users")
    people = [(seat.id, seat.login, seat.name) for seat in offices.seats.values()]
    people += [(beat.worker, beat.login, beat.worker_name) for beat in offices.beats]
    for user, login, name in people:
        facts = common(dice, offices.founded_ms + MINUTE_MS, user)
        yield intent(CreateUser(**facts, login=login, name=name, password_hash=password_hash), SYSTEM_USER)


def membership_commands(seed: int, offices: Offices) -> Iterator[Intent]:
    """Every post at an office, since the beginning."""
    dice = Dice(seed, "memberships")
    from_at = instant(offices.founded_ms)
    for seat in offices.seats.values():
        for post in seat.posts:
            facts = common(dice, offices.founded_ms + 2 * MINUTE_MS, dice.fresh_id(offices.founded_ms))
            command = GrantMembership(**facts, user=seat.id, org=seat.org, post=post, from_at=from_at)
            yield intent(command, SYSTEM_USER)


def class_commands(seed: int, offices: Offices) -> Iterator[Intent]:
    """The starter catalogue, in one edition."""
    dice = Dice(seed, "classes")
    facts = common(dice, offices.founded_ms + 3 * MINUTE_MS, dice.fresh_id(offices.founded_ms))
    told = starter("B", "G")
    command = DefineClasses(
        **facts,
        schemes=told.schemes,
        classes=told.classes,
        conditions=told.conditions,
        valid_from=instant(offices.founded_ms),
        reason="演示：启用部件事件与社区治理目录",
    )
    yield intent(command, offices.seats["admin"].id)


def territory_commands(seed: int, offices: Offices) -> Iterator[Intent]:
    """The grids, street by street: an overlap would be told where it is."""
    dice = Dice(seed, "territory")
    at_ms = offices.founded_ms + 4 * MINUTE_MS
    for street in offices.streets:
        grids = tuple(
            GridShape(
                grid=beat.grid,
                code=beat.place.code,
                name=beat.place.name,
                org=offices.orgs[beat.place.community],
                geometry=beat.place.geometry,
            )
            for beat in offices.beats
            if beat.place.community.startswith(street.code)
        )
        facts = common(dice, at_ms, dice.fresh_id(at_ms))
        command = PublishTerritory(
            **facts, layer=LayerKind.COMMUNITY, datum=DATUM, grids=grids, valid_from=instant(at_ms)
        )
        yield intent(command, offices.seats["admin"].id)


def worker_commands(seed: int, offices: Offices) -> Iterator[Intent]:
    """One worker on each grid, since the beginning."""
    dice = Dice(seed, "workers")
    at_ms = offices.founded_ms + 5 * MINUTE_MS
    for beat in offices.beats:
        facts = common(dice, at_ms, dice.fresh_id(at_ms))
        committee = offices.committees[beat.place.community].id
        yield intent(AssignWorker(**facts, user=beat.worker, grid=beat.grid, from_at=instant(at_ms)), committee)


def _seats(seed: int, orgs: dict[str, str], communities: list[Community], founded_ms: int) -> Iterator[Seat]:
    district = str(DISTRICT)
    at_district: dict[str, tuple[Post, ...]] = {
        "admin": (Post.SYS_ADMIN,),
        "supervisor": (Post.SUPERVISOR,),
        "supervisor02": (Post.SUPERVISOR,),
        "acceptor": (Post.ACCEPTOR,),
        "leader": (Post.SHIFT_LEADER,),
        "dispatcher": (Post.DISPATCHER,),
    }
    places = [(login, district, DISTRICT_NAME, posts) for login, posts in at_district.items()]
    places += [
        (_numbered("committee", number), community.code, community.name, _COMMITTEE_POSTS)
        for number, community in enumerate(communities, start=1)
    ]
    for trade, name in DEPARTMENTS.items():
        code = department_code(trade)
        places.append((department_login(trade), code, name, (Post.DEPARTMENT,)))
        places += [(login, code, name, (Post.HANDLER,)) for login in handler_logins(trade)]
    for login, code, org_name, posts in places:
        dice = Dice(seed, "user", login)
        name = full_name(dice, male=dice.happens(0.5))
        yield Seat(dice.fresh_id(founded_ms), login, name, orgs[code], org_name, posts)


def _beat(seed: int, number: int, place: GridPlace, founded_ms: int) -> Beat:
    dice = Dice(seed, "beat", place.code)
    grid, worker = dice.fresh_id(founded_ms), dice.fresh_id(founded_ms)
    return Beat(grid, place, worker, f"worker{number:02d}", full_name(dice, male=dice.happens(0.5)))


def _numbered(word: str, number: int) -> str:
    return word if number == 1 else f"{word}{number:02d}"


def _org(seed: int, offices: Offices, code: str, name: str, level: OrgLevel, parent: str | None) -> Intent:
    dice = Dice(seed, "orgs", code)
    above = None if parent is None else offices.orgs[parent]
    facts = common(dice, offices.founded_ms, offices.orgs[code])
    return intent(CreateOrg(**facts, code=code, name=name, level=level, parent=above), SYSTEM_USER)
