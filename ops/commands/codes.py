"""`hexward codes`: the code tables of the register, shown and changed, and which facts the district collects."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from mobile_contract.codes import CodesView, CodeTableView, OptionalFact
from ops.commands import codes_orders as orders
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.door import Door
from server.residents.service import read_codes

_dry_option = click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
_reason_option = click.option("--reason", default="", help="Why: the decision. Needed, but for a dry run.")


@click.group()
def codes() -> None:
    """Code tables of the register (relation, reason of inflow, kind of dwelling ...): the package's, or your own.

    A code that is not in its table is refused when it is written; records that have it already keep it.
    """


@codes.command()
@click.argument("scheme", required=False)
@data_option
@json_option
def show(scheme: str | None, data: Path, *, as_json: bool) -> None:
    """Show the tables in force with their standards, or every code of SCHEME, and which facts are collected."""
    with faults_in_one_line():
        view = with_door(data, read_codes)
        if scheme is None:
            answer(msgspec.to_builtins(view), "\n".join(_lines(view)), as_json=as_json)
            return
        table = _table(view, scheme)
        answer(msgspec.to_builtins(table), "\n".join(_codes_of(table)), as_json=as_json)


@codes.command()
@click.argument("scheme")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="What the table is called; without, what it is called now.")
@_reason_option
@_dry_option
@data_option
@json_option
def define(scheme: str, file: Path, title: str, reason: str, data: Path, *, dry_run: bool, as_json: bool) -> None:
    """Put the table of FILE in place of SCHEME's: CSV with the columns code, name, valid_from, valid_until."""
    _change(
        data, lambda view: orders.table_of(_table(view, scheme), file, title, reason), dry_run=dry_run, as_json=as_json
    )


@codes.command()
@click.argument("scheme")
@_reason_option
@_dry_option
@data_option
@json_option
def reset(scheme: str, reason: str, data: Path, *, dry_run: bool, as_json: bool) -> None:
    """Go back to the package's table of SCHEME."""
    _change(data, lambda view: orders.back_to_package(_table(view, scheme), reason), dry_run=dry_run, as_json=as_json)


@codes.command()
@click.argument("facts", nargs=-1, type=click.Choice([fact.value for fact in OptionalFact]))
@_reason_option
@_dry_option
@data_option
@json_option
def collect(facts: tuple[str, ...], reason: str, data: Path, *, dry_run: bool, as_json: bool) -> None:
    """Collect these optional FACTS of persons, and none of the others; without any, none at all.

    They are off until a district decides: what no task needs is not asked for. What was collected before stays.
    """
    _change(data, lambda view: orders.collecting(view, facts, reason), dry_run=dry_run, as_json=as_json)


@codes.command()
@click.argument("count", type=click.IntRange(0, 10_000))
@_reason_option
@_dry_option
@data_option
@json_option
def reveals(count: int, reason: str, data: Path, *, dry_run: bool, as_json: bool) -> None:
    """Let one person have COUNT sealed values shown to them in a day."""
    _change(data, lambda view: orders.revealing(view, count, reason), dry_run=dry_run, as_json=as_json)


def _change(data: Path, change_of: Callable[[CodesView], orders.Change], *, dry_run: bool, as_json: bool) -> None:
    async def work(door: Door) -> tuple[orders.Change, str]:
        change = change_of(await read_codes(door))
        if change.before == change.after:
            return change, "unchanged"
        if dry_run:
            return change, "previewed"
        await orders.carry_out(door, change)
        return change, "set"

    with faults_in_one_line():
        change, status = with_door(data, work)
        facts: dict[str, Any] = {
            "ok": True,
            "status": status,
            "name": change.name,
            "before": change.before,
            "after": change.after,
        }
        answer(facts, f"{change.name}: {change.words} ({status})", as_json=as_json)


def _table(view: CodesView, scheme: str) -> CodeTableView:
    found = next((table for table in view.tables if table.scheme == scheme), None)
    if found is None:
        raise Refused(f"there is no scheme {scheme}; there are {', '.join(table.scheme for table in view.tables)}")
    return found


def _lines(view: CodesView) -> Iterator[str]:
    width = max(len(table.scheme) for table in view.tables)
    for table in view.tables:
        whose = "the district's own" if table.own else f"{table.standard} ({table.edition})"
        yield f"{table.scheme:<{width}}  {table.title}  {len(table.codes)} codes, {whose}"
    yield f"collected: {', '.join(view.collects) or 'none of the optional facts'}"
    yield f"sealed values shown to one person in a day: {view.reveals_a_day}"


def _codes_of(table: CodeTableView) -> Iterator[str]:
    for one in table.codes:
        span = f"  {one.valid_from or ''}..{one.valid_until or ''}" if table.own or one.valid_until else ""
        yield f"{one.code}  {one.name}{span}"
