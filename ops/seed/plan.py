"""The demo district as phases of commands, in an order in which each finds what it needs. Pure but for package files.

Same seed, scale, last day and password hash: same commands to the last byte. People are made grid by grid, so that
600,000 of them need no more room than a thousand.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import NamedTuple

from mobile_contract.accounts import Post
from ops.seed import duties, homes, offices, people, premises, rounds
from ops.seed.dice import part
from ops.seed.homes import Homes, Load
from ops.seed.intents import SECOND_MS, SHANGHAI, Intent
from ops.seed.offices import Beat, Offices, offices_of
from ops.seed.pictures import Picture, list_pictures
from ops.seed.stories import case_commands
from ops.seed.territory import DISTRICT, DISTRICT_NAME, Scale

ENDS_ON = date(2026, 11, 25)
"""The day at whose beginning the demo's history ends, unless another is asked for."""


class Size(NamedTuple):
    """How much of everything a demo has, in all its grids together; visits are those of sixty days."""

    buildings: int
    dwellings: int
    households: int
    residents: int
    visits: int
    cases: int


SIZES = {
    Scale.QUICK: Size(432, 4_800, 4_231, 11_000, 12_600, 1_400),
    Scale.FULL: Size(14_400, 280_000, 230_000, 600_000, 210_000, 20_000),
}


class Phase(NamedTuple):
    """One kind of thing: its name, how many commands, and a way to make them, as often as wanted."""

    name: str
    total: int
    commands: Callable[[], Iterator[Intent]]


class Sign(NamedTuple):
    """A login of the demo, for whoever tries it."""

    login: str
    name: str
    posts: tuple[Post, ...]
    place: str


class Links(NamedTuple):
    """What a printout may point at: a login of each kind, a worker with the grid, and a household of that grid."""

    signs: tuple[Sign, ...]
    worker: Sign
    worker_id: str
    grid: str
    grid_code: str
    household: str
    household_number: str
    person: str


@dataclass(frozen=True)
class Plan:
    """The demo of one seed and scale. Every call makes the same commands anew; nothing is kept but the offices."""

    seed: int
    scale: Scale
    password_hash: str
    ends_on: date
    size: Size

    district = DISTRICT
    district_name = DISTRICT_NAME

    @cached_property
    def until_ms(self) -> int:
        """The midnight in Shanghai at which everything has happened."""
        return int(datetime.combine(self.ends_on, time(), SHANGHAI).timestamp()) * SECOND_MS

    @cached_property
    def offices(self) -> Offices:
        """Who is who."""
        return offices_of(self.seed, self.scale, self.until_ms)

    @cached_property
    def phases(self) -> tuple[Phase, ...]:
        """The phases in the order in which they have to go through the door, each after the one before it."""
        seed, who, size = self.seed, self.offices, self.size
        small: tuple[tuple[str, Callable[[], Iterator[Intent]]], ...] = (
            ("orgs", lambda: offices.org_commands(seed, who)),
            ("users", lambda: offices.user_commands(seed, who, self.password_hash)),
            ("memberships", lambda: offices.membership_commands(seed, who)),
            ("classes", lambda: offices.class_commands(seed, who)),
            ("duties", lambda: duties.duty_commands(seed, who)),
            ("territory", lambda: offices.territory_commands(seed, who)),
            ("workers", lambda: offices.worker_commands(seed, who)),
        )
        return (
            *(Phase(name, _count(commands()), commands) for name, commands in small),
            Phase("buildings", size.buildings, self._buildings),
            Phase("dwellings", size.dwellings, self._dwellings),
            Phase("households", size.households, self._households),
            Phase("persons", size.residents, self._persons),
            Phase("premises", sum(map(premises.count_premises, self._households_by_grid)), self._premises),
            Phase("care", sum(map(premises.count_care, self._households_by_grid)), self._care),
            Phase("visits", size.visits, self._visits),
            Phase("cases", _count(self._cases()), self._cases),
        )

    def commands(self) -> Iterator[Intent]:
        """All of it, phase by phase."""
        for phase in self.phases:
            yield from phase.commands()

    def totals(self) -> dict[str, int]:
        """How many commands each phase has."""
        return {phase.name: phase.total for phase in self.phases}

    def pictures(self) -> list[Picture]:
        """The files whose bytes the demo's photos promise; they have to be in the blob store first."""
        return list_pictures()

    def links(self) -> Links:
        """What there is to try."""
        first = self.offices.beats[0]
        home = self._homes_of(0)
        signs = [
            Sign(seat.login, seat.name, seat.posts, seat.org_name)
            for seat in self.offices.seats.values()
            if not seat.login[-1].isdigit()
        ]
        worker = Sign(first.login, first.worker_name, (Post.GRID_WORKER,), first.place.name)
        family = home.families[0]
        return Links(
            (*signs, worker), worker, first.worker, first.grid, first.place.code, family.id, family.number,
            family.members[0],
        )  # fmt: skip

    def _buildings(self) -> Iterator[Intent]:
        for beat, _, home in self._grids():
            yield from homes.building_commands(self.seed, beat.place.code, beat.grid, beat.worker, home, self.until_ms)

    def _dwellings(self) -> Iterator[Intent]:
        for beat, _, home in self._grids():
            yield from homes.dwelling_commands(self.seed, beat.place.code, beat.worker, home, self.until_ms)

    def _households(self) -> Iterator[Intent]:
        for beat, _, home in self._grids():
            yield from homes.household_commands(self.seed, beat.place.code, beat.worker, home)

    def _persons(self) -> Iterator[Intent]:
        for beat, load, home in self._grids():
            yield from people.person_commands(
                self.seed, beat.place.code, beat.worker, home, load.first_person, self.until_ms
            )

    def _premises(self) -> Iterator[Intent]:
        for ground, home in self._grounds():
            yield from premises.premises_commands(self.seed, ground, home, self.until_ms)

    def _care(self) -> Iterator[Intent]:
        for ground, home in self._grounds():
            yield from premises.care_commands(self.seed, ground, home, self.until_ms)

    def _visits(self) -> Iterator[Intent]:
        for number, (beat, _, home) in enumerate(self._grids()):
            count = len(part(self.size.visits, len(self.offices.beats), number))
            yield from rounds.visit_commands(self.seed, beat.place.code, beat.worker, home, count, self.until_ms)

    def _cases(self) -> Iterator[Intent]:
        yield from case_commands(self.seed, self.offices, self.size.cases, self.until_ms)

    def _grids(self) -> Iterator[tuple[Beat, Load, Homes]]:
        for number, beat in enumerate(self.offices.beats):
            yield beat, self._load(number), self._homes_of(number)

    @property
    def _households_by_grid(self) -> list[int]:
        grids = len(self.offices.beats)
        return [len(part(self.size.households, grids, number)) for number in range(grids)]

    def _grounds(self) -> Iterator[tuple[premises.Ground, Homes]]:
        for number, (beat, _, home) in enumerate(self._grids()):
            yield premises.Ground(beat.place.code, beat.grid, number, beat.worker), home

    def _homes_of(self, number: int) -> Homes:
        place = self.offices.beats[number].place
        return homes.homes_of(self.seed, place.code, place.geometry, self._load(number), self.until_ms)

    def _load(self, number: int) -> Load:
        size, grids = self.size, len(self.offices.beats)
        residents = part(size.residents, grids, number)
        return Load(
            buildings=len(part(size.buildings, grids, number)),
            dwellings=len(part(size.dwellings, grids, number)),
            households=len(part(size.households, grids, number)),
            residents=len(residents),
            first_person=residents.start,
        )


def plan_demo(seed: int, scale: Scale | str, password_hash: str, ends_on: date = ENDS_ON) -> Plan:
    """The demo of a seed. `password_hash` is the argon2id hash that every login gets; history ends before `ends_on`.

    A running demo passes today, so that its visits are fresh and its certificates about to expire. Raises ValueError
    for a scale that is neither `1` nor `full`.
    """
    return Plan(seed, Scale(scale), password_hash, ends_on, SIZES[Scale(scale)])


def _count(commands: Iterator[Intent]) -> int:
    return sum(1 for _ in commands)
