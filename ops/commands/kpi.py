"""`hexward kpi`: figures of a month with the cases behind each, and whether the running counts are right."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.cells import cell_len

from mobile_contract.indicators import CountedCase, IndicatorDefinition, IndicatorFigure, IndicatorView
from ops.commands import kpi_orders as orders
from ops.commands.answering import (
    FOUND_FAULTS,
    Refused,
    answer,
    data_option,
    faults_in_one_line,
    json_option,
    remark,
)
from ops.commands.doors import with_door
from ops.commands.settings_file import load_settings
from server.analytics.counting import month_of
from server.analytics.facts import SHANGHAI
from server.analytics.keeping import Drift, check
from server.analytics.service import DENOMINATOR, PARTS, Asked, list_indicators, month_of_text
from server.analytics.specs import By
from server.core import clock
from server.core.door import Door
from server.core.problems import Problem
from server.settings import Settings

_LISTED = 50
_SHOWN = 20
_LAG_S = 60
"""Figures that are behind by more are not fit to be published: the consumer does not run."""


class _MonthType(click.ParamType[int]):
    """A month such as 2026-10."""

    name = "YYYY-MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return month_of_text(value)
        except Problem:
            return self.fail(f"{value} is no month: write 2026-10", param, ctx)


_month_option = click.option("--month", type=_MonthType(), help="Of which month.  [default: the present one]")


@click.group(invoke_without_command=True)
@_month_option
@click.option("--by", type=click.Choice([one.value for one in By]), default=By.DEPARTMENT.value, show_default=True)
@click.option(
    "--indicator", "names", multiple=True, metavar="NAME", help="Only this one; may be repeated.  [default: all]"
)
@click.option("--area", metavar="CODE", help="An organisation or a grid, by id, code or name.  [default: the district]")
@click.option("--top", type=click.IntRange(1), help="So many of each ranking only.")
@click.option("--drill", metavar="CELL", help="The cases behind a figure: closed_rate, or closed_rate:城市管理局.")
@click.option(
    "--part",
    type=click.Choice(sorted(PARTS)),
    default=DENOMINATOR,
    show_default=True,
    help="With --drill: what counts above the line, below it, or below it alone.",
)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=_LISTED, show_default=True, help="With --drill: cases."
)
@data_option
@json_option
@click.pass_context
def kpi(ctx: click.Context, /, *, data: Path, as_json: bool, **asked: Any) -> None:
    """Tell the indicators of a month by group: value, n and denominator, with formula and freshness beside them.

    A group's figure is compared with the month before (pop) and the same month a year ago (yoy), in percentage points.
    """
    if ctx.invoked_subcommand is None:
        with faults_in_one_line():
            _tell(data, as_json=as_json, **asked)


def _tell(  # noqa: PLR0913 - each is an option of the command
    data: Path,
    *,
    month: int | None,
    by: str,
    names: Sequence[str],
    area: str | None,
    top: int | None,
    drill: str | None,
    part: str,
    limit: int,
    as_json: bool,
) -> None:
    if month is not None and month > _this_month():
        raise Refused(f"{_month_words(month)} has not begun: there are no figures of it")
    settings = load_settings(data)
    book = orders.book_in(settings)

    async def work(door: Door) -> list[IndicatorView] | orders.Behind:
        place = None if area is None else await orders.find_area(door, area)
        asked = Asked(month or _this_month(), By(by), place, top)
        if drill is None:
            return await orders.read_month(door, book, asked, names)
        return await orders.drill(door, book, asked, orders.cell_of(drill), part, limit)

    found = with_door(settings, work)
    if isinstance(found, orders.Behind):
        answer(_facts_behind(found, part), "\n".join(_words_behind(found, part)), as_json=as_json)
    else:
        facts = {"month": _month_words(month or _this_month()), "by": by, "indicators": msgspec.to_builtins(found)}
        answer(facts, "\n".join(_words_of(found)), as_json=as_json)


@kpi.command(name="list")
@_month_option
@data_option
@json_option
def list_(data: Path, month: int | None, *, as_json: bool) -> None:
    """List the indicators in force in a month with their formulas, and what is uncertain of them."""
    with faults_in_one_line():
        found = list_indicators(orders.book_in(load_settings(data)), month or _this_month())
        lines = chain.from_iterable(_words_of_definition(one) for one in found.indicators)
        answer(msgspec.to_builtins(found), "\n".join(lines), as_json=as_json)


@kpi.command(name="rebuild")
@click.option("--check", "only_check", is_flag=True, help="Compare what is kept with it, and change nothing.")
@data_option
@json_option
def rebuild_command(data: Path, *, only_check: bool, as_json: bool) -> None:
    """Compute every fact and count from scratch, from the cases themselves; the district may go on working.

    With --check, exit code 1 tells that something kept is not what it would be from scratch. Commits that the
    consumer has not come to yet are told apart: let `hexward work` read them first.
    """
    with faults_in_one_line():
        settings = load_settings(data)
        if only_check:
            _check(settings, as_json=as_json)
            return
        done = with_door(settings, orders.count_again)
        answer({"ok": True, "cases": done}, f"{done:,} cases were counted anew.", as_json=as_json)


def _check(settings: Settings, *, as_json: bool) -> None:
    async def work(door: Door) -> tuple[int, Drift]:
        return await orders.commits_behind(door), await check(door)

    behind, drift = with_door(settings, work)
    facts = {
        "ok": drift.is_none,
        "cases": drift.cases,
        "commits_behind": behind,
        "wrong_facts": list(drift.facts),
        "wrong_counts": [cell._asdict() for cell in drift.counts],
    }
    answer(facts, "\n".join(_words_of_drift(behind, drift)), as_json=as_json)
    if not drift.is_none:
        sys.exit(FOUND_FAULTS)


def _this_month() -> int:
    return month_of(clock.now().astimezone(SHANGHAI).toordinal())


def _month_words(month: int) -> str:
    return f"{month // 100}-{month % 100:02d}"


def _facts_behind(found: orders.Behind, part: str) -> dict[str, Any]:
    view = found.view
    told = {
        "indicator": view.indicator, "month": view.month, "by": view.by, "part": part, "figure": found.figure,
        "through": view.through, "freshness": view.freshness, **msgspec.structs.asdict(found.counted),
    }  # fmt: skip
    facts: dict[str, Any] = msgspec.to_builtins(told)
    return facts


# --- in words ---------------------------------------------------------------------------------------------------------


def _words_of(views: Sequence[IndicatorView]) -> Iterator[str]:
    for view in views:
        yield from _head_of(view)
        rows = [_row_of(one) for one in (view.total, *view.groups)]
        yield from _in_columns([("", "value", "n / of", "rank", "pop", "yoy"), ("total", *rows[0][1:]), *rows[1:]])
        if view.left_out:
            yield f"  ... and {view.left_out:,} more"
        yield ""
    if not views:
        yield "No indicator that is in force can be told so."
        return
    last = views[-1]
    yield f"open and overdue now: {last.open_overdue:,} cases"
    if last.freshness.behind_s > _LAG_S:
        remark(f"hexward: the figures are {last.freshness.behind_s:,} s behind: does `hexward work` run?")


def _head_of(view: IndicatorView) -> Iterator[str]:
    one, fresh = view.indicator, view.freshness
    yield f"{one.id} v{one.version}  {one.name_zh}  {one.name_en}  {view.month}"
    yield f"  {one.formula}"
    behind = f", {fresh.behind_s:,} s behind" if fresh.behind_s else ""
    yield f"  days through {view.through}; counted to commit {fresh.pos:,} of {fresh.head_pos:,}{behind}"


def _row_of(one: IndicatorFigure) -> tuple[str, ...]:
    name = one.name or one.key or "(none)"
    if one.withheld:
        return (name, "withheld", "", "", "", "")
    of = "" if one.denominator is None else f"{one.numerator:,} / {one.denominator:,}"
    rank = "" if one.rank is None else f"#{one.rank}"
    return (name, one.value or "-", of, rank, _signed(one.pop), _signed(one.yoy))


def _signed(points: str | None) -> str:
    if points is None:
        return ""
    return points if points.startswith("-") else f"+{points}"


def _words_behind(found: orders.Behind, part: str) -> Iterator[str]:
    yield from _head_of(found.view)
    name, value, of, *_ = _row_of(found.figure)
    yield f"  {name if found.figure.key else 'total'}: {value}{f' ({of})' if of else ''}, the {part}:"
    yield from _in_columns([_case_row(one, found.counted.names) for one in found.counted.cases])
    if found.counted.next is not None:
        yield f"  ... and more: --limit lists more than {len(found.counted.cases)}"
    if not found.counted.cases:
        yield "  no case"


def _case_row(one: CountedCase, names: dict[str, str]) -> tuple[str, ...]:
    place = names.get(one.department or one.grid or "", "")
    mark = "n" if one.in_numerator else "-"
    return (one.day, mark, one.case_no or one.case, one.state.value, one.source.value, one.class_code or "", place)


def _words_of_definition(one: IndicatorDefinition) -> Iterator[str]:
    yield f"{one.id} v{one.version}  {one.name_zh}  {one.name_en}"
    yield f"  {one.formula}"
    if one.note:
        yield f"  {one.note}"


def _words_of_drift(behind: int, drift: Drift) -> Iterator[str]:
    yield f"{drift.cases:,} cases were computed from scratch."
    if behind:
        yield f"{behind:,} commits are not counted yet; what they changed is told below too."
    if drift.is_none:
        yield "Every fact and every count is the same."
        return
    yield f"WRONG: the facts of {len(drift.facts):,} cases, and {len(drift.counts):,} counts"
    yield from (f"  case {one}" for one in islice(drift.facts, _SHOWN))
    yield from (
        f"  {cell.month} cohort {cell.cohort} cut {cell.cut} {cell.value or '(none)'} signature {cell.signature}"
        for cell in islice(drift.counts, _SHOWN)
    )
    yield "`hexward kpi rebuild` puts them right."


def _in_columns(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Padded by what a terminal shows: a Chinese character is two cells wide. The first column is left-aligned."""
    told = list(rows)
    widths = [max(map(cell_len, column)) for column in zip(*told, strict=True)]
    for row in told:
        padded = (f"{' ' * (width - cell_len(text))}{text}" for text, width in zip(row[1:], widths[1:], strict=True))
        yield f"  {row[0]}{' ' * (widths[0] - cell_len(row[0]))}  {'  '.join(padded)}".rstrip()
