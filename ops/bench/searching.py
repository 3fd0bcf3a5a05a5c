"""`hexward bench search`: how fast one resident of a full district is found, whatever is known of them.

Everything is asked of the code that answers a request, in this process, by somebody whose area is the whole district.
`search_p95_ms` is that of the look-up with the opening of the rows; `journalled_p95_ms` has the commit of the entry
that tells who looked, too. It judges nobody.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from statistics import median, quantiles
from typing import Any

from msgspec import Struct
from rich.table import Table
from sqlalchemy import bindparam, func, select

from ops.bench.district import found_offices, grow, plan_district
from ops.bench.figures import machine, rounded
from ops.bench.progress import Progress
from ops.bench.sizes import Sizes
from ops.bench.stores import Store
from ops.bench.wire import Unexpected
from ops.commands.persons_orders import everywhere, search
from ops.seed.dice import Dice
from server.app import open_door
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.reading import list_by
from server.core.statements import Statement
from server.residents.entities import Building, Dwelling, Person
from server.residents.finding import search_in
from server.residents.indexing import PERSONS_A_COMMIT, index_persons
from server.residents.searching import asked_in
from server.residents.sounds import readings_of
from server.residents.tables import persons, search_words

WANTED_MS = 20.0
_PAGE = 20
_FIRST = "00000000-0000-0000-0000-000000000000"
_IDS = Statement(
    select(persons.c.id)
    .where(persons.c.district_id == bindparam("district"), persons.c.id > bindparam("after"))
    .order_by(persons.c.id)
    .limit(PERSONS_A_COMMIT)
)
_WORDS = Statement(
    select(func.count()).select_from(search_words).where(search_words.c.district_id == bindparam("district"))
)


class Known(Struct, frozen=True):
    """A person, and where they live."""

    person: Person
    home: str


class SearchFigures(Struct, frozen=True, kw_only=True):
    """One store's figures; `by_kind` has the 95th percentile of each kind of question, `slowest` names the worst."""

    store: str
    residents: int
    words: int
    search_p95_ms: float
    journalled_p95_ms: float
    slowest: str
    by_kind: dict[str, float]
    medians: dict[str, float]
    indexed_per_s: float
    asked: int
    at: dict[str, Any]


_QUESTIONS: Mapping[str, Callable[[Known], str]] = {
    "name": lambda one: one.person.name,
    "part of a name": lambda one: one.person.name[-2:],
    "surname": lambda one: one.person.name[:1],
    "pinyin": lambda one: "".join(readings_of(one.person.name)[0].syllables),
    "initials": lambda one: "".join(part[:1] for part in readings_of(one.person.name)[0].syllables),
    "last 4 digits": lambda one: (one.person.id_no or "0000")[-4:],
    "last 6 digits": lambda one: (one.person.id_no or "000000")[-6:],
    "end of a phone": lambda one: (one.person.phone or "000000")[-6:],
    "home": lambda one: one.home,
    "name and home": lambda one: f"{one.person.name} {one.home}",
}


async def measure_search(store: Store, residents: int, asked: int, progress: Progress) -> SearchFigures:
    """Fill a store, index it and ask. Raises Lost, and Unexpected where somebody is not found by what is theirs."""
    async with AsyncExitStack() as ending:
        door = await open_door(store.settings)
        ending.push_async_callback(door.database.close)
        district = plan_district(Sizes(large=residents))
        await found_offices(door, district.plan, progress)
        there = await grow(door, district, 0, residents, progress)
        ids = await _ids(door)
        began = clock.ticks()
        for at in range(0, len(ids), PERSONS_A_COMMIT):
            await index_persons(door, ids[at : at + PERSONS_A_COMMIT])
            progress.tell("indexing", at, len(ids))
        seconds = clock.elapsed_ms(began) / 1000
        progress.done("indexing", len(ids))
        words = (await door.database.read(lambda tx: tx.fetch(_WORDS, district=door.district)))[0][0]
        known = await _sample(door, ids, asked)
        times = {kind: await _time(door, kind, known) for kind in _QUESTIONS}
        progress.say(", ".join(f"{kind} {median(found):,.1f} ms" for kind, found in times.items()))
        journalled = await _time_whole(door, known)
    p95 = {kind: rounded(_p95(found)) for kind, found in times.items()}
    slowest = max(p95, key=lambda kind: p95[kind])
    return SearchFigures(
        store=store.name,
        residents=there,
        words=words,
        search_p95_ms=rounded(_p95([one for found in times.values() for one in found])),
        journalled_p95_ms=rounded(_p95(journalled)),
        slowest=slowest,
        by_kind=p95,
        medians={kind: rounded(median(found)) for kind, found in times.items()},
        indexed_per_s=rounded(len(ids) / seconds),
        asked=asked,
        at=machine(store.version, 0),
    )


def search_table(figures: SearchFigures) -> Table:
    """For people."""
    table = Table(title=f"search · {figures.store} · {figures.residents:,} residents, {figures.words:,} words")
    for heading in ("figure", "measured", "asked for"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    table.add_row("search, p95, ms", f"{figures.search_p95_ms:,.1f}", f"< {WANTED_MS:,.0f}")
    for kind, value in figures.by_kind.items():
        table.add_row(f"  by {kind}, p95, ms", f"{value:,.1f}", "")
    table.add_row("with its journal entry, p95, ms", f"{figures.journalled_p95_ms:,.1f}", "")
    table.add_row("persons indexed/s", f"{figures.indexed_per_s:,.0f}", "")
    return table


async def _ids(door: Door) -> list[str]:
    """Of all persons, some hundred at a time."""
    found: list[str] = []

    async def page(after: str) -> list[str]:
        rows = await door.database.read(lambda tx: tx.fetch(_IDS, district=door.district, after=after))
        return [row[0] for row in rows]

    while more := await page(found[-1] if found else _FIRST):
        found += more
    return found


async def _sample(door: Door, ids: Sequence[str], count: int) -> list[Known]:
    dice = Dice(count, "search")
    chosen = [dice.pick(ids) for _ in range(count)]

    async def read(tx: ReadTx) -> list[Known]:
        people = await list_by(tx, door, Person, "id", chosen)
        homes = {one.id: one for one in await list_by(tx, door, Dwelling, "id", {one.dwelling or "" for one in people})}
        houses = {
            one.id: one for one in await list_by(tx, door, Building, "id", {one.building for one in homes.values()})
        }
        return [Known(one, _home(houses, homes[one.dwelling or ""])) for one in people]

    return await door.database.read(read)


def _home(houses: Mapping[str, Building], dwelling: Dwelling) -> str:
    return f"{houses[dwelling.building].name} {dwelling.room}"


async def _time(door: Door, kind: str, known: Sequence[Known]) -> list[float]:
    """Milliseconds of each question. Raises Unexpected where whom it is about is not among those who could be."""
    times: list[float] = []
    for one in known:
        asked = asked_in(_QUESTIONS[kind](one))

        async def look(tx: ReadTx) -> tuple[bool, float]:
            scope = await everywhere(tx, door)
            began = clock.ticks()
            page = await search_in(scope, tx, door, asked, None, _PAGE)  # noqa: B023 - run at once
            return bool(page.hits), clock.elapsed_ms(began)

        found, took_ms = await door.database.read(look)
        if not found:
            raise Unexpected(f"nobody is found by {kind}: {asked}")
        times.append(took_ms)
    return times


async def _time_whole(door: Door, known: Sequence[Known]) -> list[float]:
    """Milliseconds of a search by name with the entry in the journal."""
    times: list[float] = []
    for one in known:
        began = clock.ticks()
        await search(door, one.person.name, "register", None, _PAGE)
        times.append(clock.elapsed_ms(began))
    return times


def _p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
