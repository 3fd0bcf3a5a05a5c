"""What `hexward kpi` reads: figures of a month, and the cases behind one of them. It changes nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from mobile_contract.indicators import CountedCases, IndicatorFigure, IndicatorView
from mobile_contract.problems import ProblemCode
from ops.commands.answering import Refused, progress_bar
from server.accounts.scope import directory_of
from server.analytics.gathering import below
from server.analytics.keeping import NAME, rebuild
from server.analytics.queries import progress_of
from server.analytics.rows import count_cases
from server.analytics.service import Asked, Drill, book_of, is_told_by, list_counted, read_indicators, told_by
from server.analytics.specs import Book, WrongSpecification
from server.core.database import ReadTx
from server.core.door import Door
from server.core.loading import head_of
from server.core.problems import Problem
from server.settings import Settings

_SHOWN = 8
"""So many groups are named to whoever asked for one that is not there."""


class Cell(NamedTuple):
    """A figure of a printout: an indicator, and one of its groups, by key or name; without one its total."""

    indicator: str
    group: str | None


class Behind(NamedTuple):
    """A figure, and a page of the cases that it counts."""

    view: IndicatorView
    figure: IndicatorFigure
    counted: CountedCases


def cell_of(text: str) -> Cell:
    """The cell that `closed_rate:城市管理局` names; after a bare colon those of no group."""
    indicator, colon, group = text.partition(":")
    return Cell(indicator, group if colon else None)


def book_in(settings: Settings) -> Book:
    """The indicators of a district. Raises Refused for a file of its own that cannot be taken."""
    try:
        return book_of(settings.indicators)
    except WrongSpecification as wrong:
        raise Refused(f"wrong indicators: {wrong}") from wrong


async def read_month(door: Door, book: Book, asked: Asked, names: Sequence[str]) -> list[IndicatorView]:
    """The figures of some indicators, or of all that can be told so; all of one moment. Raises Refused."""
    for name in names:
        _refuse_unknown(book, name, asked)
    wanted = names or told_by(book, asked.month, asked.by)
    try:
        return await read_indicators(door, None, book, wanted, asked)
    except Problem as problem:
        raise _refused(problem, asked) from problem


async def drill(door: Door, book: Book, asked: Asked, cell: Cell, part: str, limit: int) -> Behind:
    """A figure with the cases behind it, the latest day first. Raises Refused."""
    [view] = await read_month(door, book, asked._replace(top=None), [cell.indicator])
    figure = view.total if cell.group is None else _group_in(view, cell.group)
    value = None if cell.group is None else figure.key
    try:
        counted = await list_counted(door, None, book, cell.indicator, asked, Drill(value, part, limit=limit))
    except Problem as problem:
        raise _refused(problem, asked) from problem
    return Behind(view, figure, counted)


async def find_area(door: Door, text: str) -> str:
    """The organisation or grid that an id, a code or a name means. Raises Refused where it means none, or several."""

    async def read(tx: ReadTx) -> list[str]:
        directory = await directory_of(tx, door)
        orgs = [org for top in directory.child_orgs(None) for org in below(directory, top.id)]
        places = [*(directory.org(org) for org in orgs), *directory.district_grids()]
        return [one.id for one in places if one is not None and text in {one.id, one.code, one.name}]

    found = sorted(set(await door.database.read(read)))
    if len(found) != 1:
        raise Refused(f"there is no area {text}" if not found else f"{text} means {len(found)} areas: give a code")
    return found[0]


async def count_again(door: Door) -> int:
    """Compute all from scratch, with a bar that tells how far it is; how many cases."""
    total = await door.database.read(lambda tx: count_cases(tx, door.district))
    with progress_bar("cases", total) as tell:
        return await rebuild(door, tell)


async def commits_behind(door: Door) -> int:
    """How many commits of the journal are not counted yet."""

    async def read(tx: ReadTx) -> int:
        head = await head_of(tx, door.district)
        pos, _ = await progress_of(tx, door.district, NAME)
        return head.pos - pos

    return await door.database.read(read)


def _refuse_unknown(book: Book, name: str, asked: Asked) -> None:
    indicator = book.in_force(name, asked.month)
    if indicator is None:
        raise Refused(f"there is no indicator {name} in that month; `hexward kpi list` names them")
    if not is_told_by(indicator, asked.by):
        raise Refused(f"{name} cannot be told by {asked.by}")


def _group_in(view: IndicatorView, group: str) -> IndicatorFigure:
    found = [one for one in view.groups if group == one.key] or [one for one in view.groups if group == one.name]
    if len(found) == 1:
        return found[0]
    if found:
        keys = ", ".join(one.key for one in found)
        raise Refused(f"{group} means {len(found)} groups, give one by its key: {keys}")
    names = [one.name or one.key or "''" for one in view.groups[:_SHOWN]]
    more = ", ..." if len(view.groups) > _SHOWN else ""
    there = f"there are {', '.join(names)}{more}" if names else "it has none"
    raise Refused(f"{view.indicator.id} has no group {group or chr(39) * 2} by {view.by}; {there}")


def _refused(problem: Problem, asked: Asked) -> Exception:
    told = {
        ProblemCode.NOT_FOUND: f"there is no area {asked.area}",
        ProblemCode.NOT_ALLOWED: "too few answered there: who said what would be known",
        ProblemCode.MALFORMED: "a score is made of other indicators: drill into those",
    }
    return Refused(told[problem.code]) if problem.code in told else problem
