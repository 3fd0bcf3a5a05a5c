"""`hexward calendar`: the district's work calendar, shown, and changed with a preview of what that would move."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from mobile_contract.calendars import CalendarShape, CalendarView
from ops.commands import calendar_orders as orders
from ops.commands.answering import FOUND_FAULTS, Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.calendar.changing import kind_of, with_days
from server.calendar.making import calendar_of
from server.core.door import Door

_TO = ".."
_SHOWN = 40
_LONGEST = timedelta(days=366)
_reason_option = click.option("--reason", default="", help="Why: the notice, the decision. Needed, but for a dry run.")
_dry_option = click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")


@click.group()
def calendar() -> None:
    """The district's work calendar: show it, override single days, check it, or import the notice of a year."""


@calendar.command()
@click.option("--year", type=click.IntRange(1992, 2099), help="With every day of this year that is not as its weekday.")
@data_option
@json_option
def show(year: int | None, data: Path, as_json: bool) -> None:
    """Show what is laid down, which years have a calendar, and which are missed."""
    with faults_in_one_line():
        view = with_door(data, orders.read_view)
        days = {} if year is None else _days_of(view.calendar, year)
        facts = msgspec.to_builtins(view) | {"days": {day.isoformat(): kind for day, kind in days.items()}}
        answer(facts, _words_of(view, days), as_json=as_json)


@calendar.command()
@data_option
@json_option
def check(data: Path, as_json: bool) -> None:
    """Check that working time can be counted: the years to come, and the clocks that run.

    Exit code 1 when this year, or from December on the next, has no calendar, or a clock runs into a year that has
    none. Clocks that it would move are only told: the server is about to follow a calendar that was just set.
    """
    with faults_in_one_line():
        found = with_door(data, orders.check)
        facts = msgspec.to_builtins(found) | {"clocks": found.clocks._asdict(), "ok": found.ok}
        answer(facts, _words_of_check(found), as_json=as_json)
        if not found.ok:
            sys.exit(FOUND_FAULTS)


@calendar.command()
@click.option("--holiday", "holidays", multiple=True, metavar="DAY[..DAY]", help="Nobody works; may be repeated.")
@click.option("--workday", "workdays", multiple=True, metavar="DAY[..DAY]", help="It is worked; may be repeated.")
@click.option("--usual", multiple=True, metavar="DAY[..DAY]", help="No longer told otherwise; may be repeated.")
@click.option("--complete", "years", multiple=True, type=click.IntRange(1992, 2099), help="A year that needs no more.")
@_reason_option
@_dry_option
@data_option
@json_option
def override(data: Path, reason: str, *, dry_run: bool, as_json: bool, **told: Any) -> None:
    """Override single days; all else that is laid down stays. The running clocks follow."""
    with faults_in_one_line():
        days = {name: [day for text in told[name] for day in _days(text)] for name in ("holidays", "workdays", "usual")}

        def change(shape: CalendarShape) -> CalendarShape:
            return with_days(shape, **days, years=told["years"])

        _change(data, change, reason, dry_run=dry_run, as_json=as_json)


@calendar.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_reason_option
@_dry_option
@data_option
@json_option
def import_(file: Path, reason: str, dry_run: bool, data: Path, as_json: bool) -> None:
    """Import the notice of a year (CSV: day, kind; a row a day), or a whole calendar (JSON).

    JSON is as the `calendar` of `hexward calendar show --json`; CSV knows holiday and workday, or 休 and 班. A
    row with a fault refuses the whole file (exit code 1), and each is told.
    """
    with faults_in_one_line():
        try:
            change = orders.change_of(file)
        except orders.BadNotice as bad:
            lines = [
                f"{bad}; nothing was changed:",
                *(f"  row {one.row}: {one.fault} {one.value}" for one in bad.faults),
            ]
            facts = {"ok": False, "status": "refused", "faults": msgspec.to_builtins(bad.faults)}
            answer(facts, "\n".join(lines), as_json=as_json)
            sys.exit(FOUND_FAULTS)
        _change(data, change, reason, dry_run=dry_run, as_json=as_json)


def _change(data: Path, change: orders.Change, reason: str, *, dry_run: bool, as_json: bool) -> None:
    if not (dry_run or reason.strip()):
        raise click.UsageError("--reason is needed: whoever reads the journal wants to know why")

    async def work(door: Door) -> tuple[orders.Preview, str]:
        preview = await orders.look(door, change)
        if preview.same:
            return preview, "unchanged"
        if dry_run:
            return preview, "previewed"
        await orders.carry_out(door, preview, reason)
        return preview, "set"

    preview, status = with_door(data, work)
    facts = {
        "ok": True,
        "status": status,
        "change": msgspec.to_builtins(preview.change),
        "clocks": preview.clocks._asdict(),
        "missing": preview.missing,
    }
    answer(facts, _words_of_change(preview, status), as_json=as_json)


def _days(text: str) -> Iterator[date]:
    first, _, last = text.partition(_TO)
    try:
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
    except ValueError as error:
        raise Refused(f"{text} is no day: write 2027-02-05, or 2027-02-05{_TO}2027-02-11") from error
    if not timedelta(0) <= end - day <= _LONGEST:
        raise Refused(f"{text} ends before it begins, or a year later")
    while day <= end:
        yield day
        day += timedelta(days=1)


def _days_of(shape: CalendarShape, year: int) -> dict[date, str]:
    laid_out = calendar_of(shape)
    return {day: kind_of(laid_out, day) for day in sorted(laid_out.days) if day.year == year}


# --- in words ---------------------------------------------------------------------------------------------------------


def _words_of(view: CalendarView, days: dict[date, str]) -> str:
    shape = view.calendar
    lines = [
        f"work:    {', '.join(shape.periods)}; a work day is {shape.work_day_minutes / 60:g} hours",
        f"weekend: {', '.join(map(str, shape.weekend)) or 'none'} (1 is Monday)",
        *(f"season:  {one.from_on} to {one.until_on}: {', '.join(one.periods)}" for one in shape.seasons),
        f"years:   {_ranges(view.years)}",
        f"told:    {len(shape.holidays)} holidays, {len(shape.workdays)} workdays of the district's own",
    ]
    if view.set_at is not None:
        lines.append(f"set:     {view.set_at:%Y-%m-%d %H:%M} UTC, version {view.version}: {view.reason}")
    lines += [f"  {day}  {kind}" for day, kind in days.items()]
    lines += _words_of_missing(view.missing)
    return "\n".join(lines)


def _words_of_check(found: orders.Checked) -> str:
    clocks = found.clocks
    moved = clocks.later + clocks.earlier
    lines = [
        f"years:   {_ranges(found.years)}",
        f"clocks:  {clocks.clocks:,} run in working time; {moved:,} of them are still to follow it",
        *_words_of_missing(found.missing),
    ]
    if clocks.unknown:
        lines.append(f"MISSED:  {clocks.unknown:,} clocks run into a year that has no calendar")
    return "\n".join([*lines, "It can be counted." if found.ok else "Import the notice: hexward calendar import."])


def _words_of_missing(missing: Sequence[int]) -> list[str]:
    return [f"MISSED:  {year} has no calendar; limits in working time that reach it are refused" for year in missing]


def _words_of_change(preview: orders.Preview, status: str) -> str:
    change, clocks = preview.change, preview.clocks
    lines = [f"  {one.day}  {one.before} -> {one.after}" for one in change.days]
    if len(lines) > _SHOWN:
        lines[_SHOWN:] = [f"  ... and {len(lines) - _SHOWN} more days"]
    lines += [f"years that have a calendar now: {_ranges(change.years_added)}"] if change.years_added else []
    lines += [f"YEARS THAT HAVE NONE ANY MORE: {_ranges(change.years_lost)}"] if change.years_lost else []
    lines += [f"laid down anew: {', '.join(change.forms)}"] if change.forms else []
    lines.append(
        f"{clocks.clocks:,} clocks run in working time: {clocks.later:,} would be due later, {clocks.earlier:,} earlier"
        + (f", {clocks.unknown:,} keep what they have, for it does not reach them" if clocks.unknown else "")
    )
    lines += [f"MISSED: {year} has no calendar with it" for year in preview.missing]
    lines.append({"previewed": "Nothing was changed.", "unchanged": "It says nothing new."}.get(status, "Set."))
    return "\n".join(lines)


def _ranges(years: Sequence[int]) -> str:
    """Years, those that follow each other as one range."""
    starts = [*years[:1], *(after for before, after in pairwise(years) if after != before + 1)]
    ends = [*(before for before, after in pairwise(years) if after != before + 1), *years[-1:]]
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in zip(starts, ends, strict=True)) or "none"
