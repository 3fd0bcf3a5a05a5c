"""What an office sees of care, and what other features read of it. Every look is journalled with its purpose."""

from collections.abc import Sequence

from mobile_contract.accounts import Post
from mobile_contract.care import CareCodes, CareItem, CarePage, HelpItem, HelpRecord, PersonCare, ServiceTagRecord
from mobile_contract.problems import ProblemCode
from server.accounts.scope import OfficeScope, scope_of
from server.care import codes, queries
from server.care.entities import ServiceTag
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import find_entity, list_by, shown
from server.residents.entities import Person
from server.residents.masking import masked
from server.residents.moves import day_of

CARERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF, Post.COMMITTEE})
"""Whose work needs what is sensitive of people: fewer than those who read the register."""


async def list_codes() -> dict[str, CareCodes]:
    """Every code table of care by its name."""
    return dict(codes.tables())


async def list_tags(scope: OfficeScope, tx: ReadTx, door: Door, grid: str) -> list[ServiceTag]:
    """The service tags of a grid that are in force on the scope's day, by id: one read. NOT_FOUND outside of the scope.

    Whoever shows them journals that they were read.
    """
    if grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    today = day_of(scope.at)
    return [tag for tag in await queries.list_tags(scope, tx, door, grid) if is_in_force(tag, today)]


async def list_standing_tags(scope: OfficeScope, tx: ReadTx, door: Door, grid: str) -> list[ServiceTag]:
    """As `list_tags`, with those that begin later or are over by their day: whoever reckons by days needs all."""
    if grid not in scope.grids:
        raise Problem(ProblemCode.NOT_FOUND)
    return await queries.list_tags(scope, tx, door, grid)


def is_in_force(tag: ServiceTag, day: str) -> bool:
    """Whether a tag that nobody has ended is in force on a day: it has begun, and is not agreed to be over."""
    return (tag.from_on or "") <= day and (tag.until_on is None or day <= tag.until_on)


async def list_care(
    door: Door, actor: Actor, purpose: str, grid: str, level: str | None, after: str | None, limit: int
) -> CarePage:
    """A page of a grid's tags in force, of one level or of all, with whose they are, masked.

    Refuses NOT_FOUND for a grid that is not there or not theirs.
    """
    at = clock.now()

    async def work(tx: Tx) -> tuple[CarePage, Sequence[str]]:
        scope = await scope_of(tx, door, actor, CARERS, at)
        page = await page_of_grid(scope, tx, door, grid, level, after, limit)
        return page, sorted({item.service_tag.person for item in page.service_tags})

    return await door.witnessed(Reading(actor, purpose, "care", grid), work)


async def page_of_grid(
    scope: OfficeScope, tx: ReadTx, door: Door, grid: str, level: str | None, after: str | None, limit: int
) -> CarePage:
    """As `list_care`, of an area that is given. Whoever shows it journals that it was read.

    Levels are sealed: a grid's few hundred tags are opened, and those of the level are kept.
    """
    tags = await list_tags(scope, tx, door, grid)
    wanted = [tag for tag in tags if (level is None or tag.care_level == level) and tag.id > (after or "")]
    page = wanted[:limit]
    found = await list_by(tx, door, Person, "id", {tag.person for tag in page})
    persons = {person.id: person for person in found if person.grid in scope.grids}
    return CarePage(
        tuple(_item(door, tag, persons.get(tag.person)) for tag in page), page[-1].id if len(wanted) > limit else None
    )


async def read_care(door: Door, actor: Actor, purpose: str, person: str) -> PersonCare:
    """The care of a person, or of whoever they were merged into. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[PersonCare, Sequence[str]]:
        scope = await scope_of(tx, door, actor, CARERS, at)
        found = await _find(scope, tx, door, person)
        tags = await queries.list_tags_of(scope, tx, door, found.id)
        helps = await queries.list_helps_of(scope, tx, door, found.id)
        care = PersonCare(
            person=masked(found),
            care_labels=found.care_labels,
            service_tags=tuple(_item(door, tag, None) for tag in tags),
            helps=tuple(HelpItem(shown(door, one, HelpRecord), one.version) for one in helps),
        )
        return care, [found.id]

    return await door.witnessed(Reading(actor, purpose, "care", person), work)


async def _find(scope: OfficeScope, tx: ReadTx, door: Door, person: str) -> Person:
    found = await find_entity(tx, door, Person, person)
    while found is not None and found.grid in scope.grids:
        if found.merged_into is None:
            return found
        found = await find_entity(tx, door, Person, found.merged_into)
    raise Problem(ProblemCode.NOT_FOUND)


def _item(door: Door, tag: ServiceTag, person: Person | None) -> CareItem:
    return CareItem(shown(door, tag, ServiceTagRecord), tag.version, None if person is None else masked(person))
