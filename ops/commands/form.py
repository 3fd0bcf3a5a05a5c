"""`hexward form`: any department's workbook, looked at and filled from the one register; `hexward dictionary`."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import msgspec
import rich_click as click

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.forms import AnswerHeading, FormReport, HeadingQuestion
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import ResidencyKind
from ops.commands.answering import FOUND_FAULTS, Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.accounts.scope import directory_of
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import is_id, new_id
from server.core.problems import Problem
from server.dictionary.rules import field_of
from server.forms import service
from server.forms.choosing import OLDEST, Who
from server.forms.service import LONGEST_WHY, Wish

T = TypeVar("T")

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward form"), system=True)
"""The server itself, by its operator at the command line: the journal tells these disclosures by the install."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOST_CHANGES = 20


@click.group()
def form() -> None:
    """One register, every form: headings are matched to the dictionary, cells filled, the disclosure journalled."""


@form.command()
@click.argument("template", type=_FILE)
@data_option
@json_option
def show(template: Path, data: Path, *, as_json: bool) -> None:
    """What TEMPLATE asks for, and which of its headings somebody has to explain. It opens nobody's record."""
    with faults_in_one_line():
        report = _told(
            lambda: with_door(data, lambda door: service.inspect(door, template.read_bytes(), template.stem))
        )
        answer(msgspec.to_builtins(report), "\n".join(_asked(report)), as_json=as_json)


@form.command()
@click.argument("template", type=_FILE)
@click.option("--grid", "grids", multiple=True, help="For this grid, by its code or id; may be given several times.")
@click.option("--area", default="", help="For all grids of a community or street, by its code or id.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Who lived there on this day.  [default: today]")
@click.option("--purpose", required=True, help="What the department wants it for; the journal keeps it for ever.")
@click.option("--whole-numbers", is_flag=True, help="Identity numbers in full, not masked.")
@click.option("--answer", "answers", multiple=True, metavar="HEADING=FIELD", help="Explain a heading for good; an"
              " empty FIELD leaves its cells empty. May be given several times.")  # fmt: skip
@click.option("--residency", "kinds", type=click.Choice([kind.value for kind in ResidencyKind]), multiple=True,
              help="Of these alone; may be given several times.  [default: everybody]")  # fmt: skip
@click.option("--from-age", type=click.IntRange(0, OLDEST), help="Of those alone who are so old on the day.")
@click.option("--to-age", type=click.IntRange(0, OLDEST), help="Of those alone who are no older on the day.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where it goes.")
@data_option
@json_option
def fill(  # noqa: PLR0913, PLR0917 - each is an option of the command
    template: Path,
    grids: tuple[str, ...],
    area: str,
    on: datetime | None,
    purpose: str,
    answers: tuple[str, ...],
    kinds: tuple[str, ...],
    from_age: int | None,
    to_age: int | None,
    output: Path,
    data: Path,
    *,
    whole_numbers: bool,
    as_json: bool,
) -> None:
    """Fill TEMPLATE, a department's .xlsx, for grids and a day. Its look stays; what cannot be filled is marked.

    Two sheets are added where there is something to say: what was left empty and why, and what is new since this form
    was filled for these grids the last time. Exit code 1 when headings have still to be explained.
    """
    with faults_in_one_line():
        if not grids and not area:
            raise Refused("say for which --grid, or for which --area")

        raw = template.read_bytes()

        async def work(door: Door) -> service.Result:
            for told in answers:
                await _answer(door, told)
            where = await _places(door, grids, area)
            wish = Wish(
                name=template.stem,
                grids=where[0],
                area=where[1],
                on=None if on is None else on.date(),
                why=purpose,
                whole_numbers=whole_numbers,
                who=Who(kinds=tuple(map(ResidencyKind, kinds)), from_age=from_age, to_age=to_age),
            )
            return await service.fill(door, OPERATOR, raw, wish)

        result = _told(lambda: with_door(data, work))
        output.write_bytes(result.data)
        words = "\n".join(
            [f"{result.report.rows} rows, {result.report.persons} people: {output}", *_came_to(result.report)]
        )
        answer({"output": str(output), **msgspec.to_builtins(result.report)}, words, as_json=as_json)
        if result.report.questions:
            sys.exit(FOUND_FAULTS)


@form.command(name="answer")
@click.argument("told", nargs=-1, required=True, metavar="HEADING=FIELD...")
@data_option
@json_option
def answer_now(told: tuple[str, ...], data: Path, *, as_json: bool) -> None:
    """Explain headings for good: `备注=` stays empty, `居住人=name` is a field, `户主/姓名=head_name` is under it."""
    with faults_in_one_line():

        async def work(door: Door) -> None:
            for one in told:
                await _answer(door, one)

        with_door(data, work)
        answer({"answered": list(told)}, f"{len(told)} headings explained.", as_json=as_json)


@click.command()
@data_option
@json_option
def dictionary(data: Path, *, as_json: bool) -> None:
    """Every fact that a form may ask for, with the headings that mean it; and what is never stored, and why."""
    with faults_in_one_line():
        view = with_door(data, service.read_dictionary)
        lines = [f"{one.name:<22} {one.zh:<10} {one.en:<24} {'、'.join(one.headings)}" for one in view.fields]
        lines += ["", *(f"never: {heading}  {why}" for heading, why in view.refused.items())]
        lines += ["", *(f"explained here: {key} = {field or '(empty)'}" for key, field in view.answered.items())]
        answer(msgspec.to_builtins(view), "\n".join(lines).strip(), as_json=as_json)


def _told(run: Callable[[], T]) -> T:
    try:
        return run()
    except Problem as problem:
        if problem.code is ProblemCode.UNREADABLE_TABLE:
            raise Refused(str(problem.facts.get("detail", "it is no form"))) from problem
        if problem.code is ProblemCode.NOT_FOUND:
            raise Refused("there is no such grid or area: `hexward grid list` lists them") from problem
        if problem.code is ProblemCode.MALFORMED:
            raise Refused(f"--purpose says in words what it is for, in {LONGEST_WHY} characters at most") from problem
        raise


async def _answer(door: Door, told: str) -> None:
    text, mark, field = told.partition("=")
    group, _, heading = text.rpartition("/")
    if not mark or not heading.strip():
        raise Refused(f"{told} explains nothing: write HEADING=FIELD, or HEADING= for one that stays empty")
    if field and field_of(field) is None:
        raise Refused(f"{field} is no field: `hexward dictionary` lists them")
    wall = clock.millis(clock.now())
    id_ = new_id()
    command = AnswerHeading(
        id=id_, seq=0, entity=id_, root=id_, made=Clock(wall=wall, boot="server", mono=wall), contract=CONTRACT,
        heading=heading, group=group, field=field or None,
    )  # fmt: skip
    receipt = (await door.issue([command], OPERATOR)).receipts[0]
    if receipt.verdict is Verdict.REFUSED and receipt.why != ProblemCode.NOTHING_TO_CHANGE:
        raise Refused(f"{heading} cannot be explained so: {receipt.why}")


async def _places(door: Door, grids: Sequence[str], area: str) -> tuple[tuple[str, ...], str]:
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    by_code = {grid.code: grid.id for grid in directory.community_grids()}
    found = tuple(one if is_id(one) else by_code.get(one, "") for one in grids)
    if "" in found:
        raise Refused(f"there is no grid {grids[found.index('')]}: `hexward grid list` lists them")
    if not area or is_id(area):
        return found, area
    org = next((one.id for one in directory.list_orgs() if one.code == area), None)
    if org is None:
        raise Refused(f"there is no community or street {area}")
    return found, org


def _asked(report: FormReport) -> Iterator[str]:
    yield f"{report.form} asks for: {', '.join(report.fields) or 'nothing that is known'}"
    yield from _questions(report.questions)


def _questions(questions: Sequence[HeadingQuestion]) -> Iterator[str]:
    for one in questions:
        heading = f"{one.group}/{one.heading}" if one.group else one.heading
        could = f"could be {', '.join(one.choices)}" if one.choices else "is not known"
        yield f"  {one.cell} {heading} {could}: --answer '{heading}=FIELD' (or '{heading}=' to leave it empty)"


def _came_to(report: FormReport) -> Iterator[str]:
    for one in report.left:
        yield f"  left empty: {one.cell} {one.heading}, {one.cells} cells: {one.why}"
    if report.before is not None:
        yield f"  since {report.before:%Y-%m-%d %H:%M}: {len(report.changes)} people new, gone or changed"
        for change in report.changes[:_MOST_CHANGES]:
            yield f"    {change.person[-8:]} {change.what} {'、'.join(change.headings)}".rstrip()
    yield from _questions(report.questions)
