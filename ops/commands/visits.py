"""`hexward visits`: the rules of whom to visit, shown and published; a grid's due list; how many visits were made."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from pathlib import Path

import msgspec
import rich_click as click

from mobile_contract.visit_rules import VisitCoverage, VisitDuePage, VisitRule, VisitRulesView, VisitTarget
from ops.commands import visits_orders as orders
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core.door import Door
from server.core.reading import LARGEST_PAGE
from sync.visit_days import day_of_text
from sync.visit_dues import edition_of

_on_option = click.option("--on", metavar="DAY", help="As of this day (YYYY-MM-DD), not today.")


@click.group(name="visits")
def visits_group() -> None:
    """Visit rules: show them, publish an edition; who is due in a grid, and how many of the visits were made."""


@visits_group.command()
@data_option
@json_option
def rules(data: Path, as_json: bool) -> None:
    """Show the rules that are in force, and which editions there are."""
    with faults_in_one_line():
        view = with_door(data, orders.read_view)
        answer(msgspec.to_builtins(view), _words_of(view), as_json=as_json)


@visits_group.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--starter", is_flag=True, help="The rules that come with Hexward, in place of a FILE.")
@click.option("--from", "begins", metavar="DAY", help="In force from this day on; today if none is told.")
@click.option("--reason", default="", help="Why: the standard, the decision. Needed, but for a dry run.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@data_option
@json_option
def publish(
    file: Path | None, starter: bool, begins: str | None, reason: str, dry_run: bool, data: Path, as_json: bool
) -> None:  # switches of the command line
    """Publish the rules of FILE (JSON: scheme, rules) from a day on, whole. Phones have them with their next pull.

    `hexward visits rules --json` shows how rules are written. A rule that keeps its code and period goes on: what was
    overdue by it stays so. Nothing is published that is in force already.
    """
    with faults_in_one_line():
        if (file is None) != starter:
            raise click.UsageError("give a FILE, or --starter")
        told, day = orders.rules_of(file), orders.day_or_today(begins)
        if not dry_run and not reason.strip():
            raise Refused("--reason is needed: whoever reads the rules later must know why they changed")

        async def work(door: Door) -> tuple[str, dict[str, list[str]]]:
            view = await orders.read_view(door)
            before = edition_of(view.editions, day_of_text(day))
            change = orders.differences(() if before is None else before.rules, told.rules)
            same = before is not None and (before.scheme, before.rules) == (told.scheme, told.rules)
            if same or dry_run:
                return "same" if same else "dry_run", change
            await orders.publish(door, view.version, told, day, reason)
            return "published", change

        status, change = with_door(data, work)
        facts = {"status": status, "scheme": told.scheme, "valid_from": day, "rules": change}
        counts = ", ".join(f"{len(codes)} {name}" for name, codes in change.items() if codes)
        answer(facts, f"{_STATUS[status]} (scheme {told.scheme}, from {day}): {counts}", as_json=as_json)


@visits_group.command()
@click.argument("grid")
@_on_option
@click.option("--limit", type=click.IntRange(1, LARGEST_PAGE), default=50, show_default=True, help="So many of them.")
@data_option
@json_option
def due(grid: str, on: str | None, limit: int, data: Path, as_json: bool) -> None:
    """Who should be visited in a GRID (its code), what is overdue first. Names nobody; the look is journalled."""
    with faults_in_one_line():
        day = orders.day_or_today(on)
        page = with_door(data, lambda door: orders.list_due(door, grid, day, limit))
        facts = msgspec.to_builtins(page)
        for item in facts.get("items", ()):
            item.pop("members", None)
        answer(facts, _words_of_due(page), as_json=as_json)


@visits_group.command()
@click.argument("grid")
@_on_option
@data_option
@json_option
def coverage(grid: str, on: str | None, data: Path, as_json: bool) -> None:
    """How many of the visits that the rules ask for in a GRID (its code) were made, by rule."""
    with faults_in_one_line():
        day = orders.day_or_today(on)
        told = with_door(data, lambda door: orders.read_coverage(door, grid, day))
        answer(msgspec.to_builtins(told), _words_of_coverage(told), as_json=as_json)


_STATUS = {
    "published": "Published",
    "same": "Nothing to publish: these rules are in force then",
    "dry_run": "A dry run: this would be published",
}


def _words_of(view: VisitRulesView) -> str:
    if not view.editions:
        return "No visit rules yet: `hexward visits publish --starter --reason ...` publishes those that come along."
    lines: list[str] = []
    for edition in view.editions:
        mark = "in force" if edition.number == view.in_force else ""
        lines.append(f"edition {edition.number}: scheme {edition.scheme}, from {edition.valid_from} {mark}".rstrip())
        if edition.number == view.in_force or view.in_force is None:
            lines += [f"  {rule.priority} {rule.code}: {rule.name} [{_often(rule)}] {_whom(rule)}"
                      for rule in edition.rules]  # fmt: skip
    return "\n".join([*lines, f"the latest was published because: {view.reason}"])


def _often(rule: VisitRule) -> str:
    often = f"every {rule.days} days" if rule.days else str(rule.period.value)
    return f"{often}, {rule.change_days} d after a change" if rule.changes else often


def _whom(rule: VisitRule) -> str:
    return "; ".join(_target(one) for one in rule.targets)


def _target(target: VisitTarget) -> str:
    age = [f"{target.min_age}+"] if target.min_age else []
    kinds = [kind.value for kind in target.residency_kinds]
    return " & ".join([*target.tags, *age, *kinds]) or "everybody"


def _words_of_due(page: VisitDuePage) -> str:
    if page.edition is None:
        return f"No visit rules are in force on {page.on}: nobody is due."
    lines = [f"{page.on}: {page.overdue} overdue, {page.due} due, {page.upcoming} to come"]
    for item in page.items:
        why = "; ".join(reason.name for reason in item.reasons)
        last = f", last {item.last_outcome} {item.last_on}" if item.last_on else ""
        lines.append(f"{item.household[-8:]}  {item.state:<8} {item.due_on} ({item.days_left:+d} d)  {item.home}")
        lines.append(f"          {why}{last}")
    return "\n".join(lines)


def _words_of_coverage(told: VisitCoverage) -> str:
    seen = (
        "no visit is known" if told.seen_until is None else f"visits known until {told.seen_until:%Y-%m-%d %H:%M} UTC"
    )
    lines = [f"{told.on}: {told.households_visited} of {told.households} households visited; {seen}"]
    lines += [
        f"  {rule.rule:<12} {rule.visited}/{rule.asked} visited, {rule.overdue} overdue  {rule.name}"
        for rule in told.rules
    ]
    return "\n".join(lines)
