"""`hexward task`: what may be asked of grid workers, and what was. It changes the list alone."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from mobile_contract.base import CONTRACT, Clock, Command
from mobile_contract.receipts import Verdict
from mobile_contract.tasks import AdmitTaskType, DefineTaskType, TaskQuestion, TaskTypeList, WithdrawAdmission
from ops.commands.answering import Refused, answer, data_option, faults_in_one_line, json_option
from ops.commands.doors import with_door
from server.core import clock
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER
from server.core.entities import named_id
from server.core.ids import new_id
from server.tasks import service

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward task"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

_SHORT = 8
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def task() -> None:
    """What may be asked of grid workers: only what is on the admission list, or was added urgently for a term."""


@task.command()
@data_option
@json_option
def types(data: Path, as_json: bool) -> None:
    """The types of tasks, and which are admitted today."""
    with faults_in_one_line():
        found = with_door(data, service.list_types)
        answer(msgspec.to_builtins(found), "\n".join(_lines(found)) or "No type is defined.", as_json=as_json)


@task.command()
@data_option
@json_option
def wishes(data: Path, as_json: bool) -> None:
    """Wishes for urgent additions, and what became of them."""
    with faults_in_one_line():
        found = with_door(data, service.list_wishes)
        lines = [
            f"{one.id[-_SHORT:]}  {one.state:<9} until {one.until_on}  {one.reason}  {one.opinion}".rstrip()
            for one in found.wishes
        ]
        answer(msgspec.to_builtins(found), "\n".join(lines) or "Nobody has asked.", as_json=as_json)


@task.command()
@click.argument("name")
@click.option("--description", default="", help="What it is about.")
@click.option("--question", "questions", multiple=True, metavar="KEY=TEXT", help="May be given several times; a KEY"
              " that ends with ! has to be answered.")  # fmt: skip
@data_option
@json_option
def define(name: str, description: str, questions: tuple[str, ...], data: Path, as_json: bool) -> None:
    """Define a type of task called NAME. It may be given once it is admitted."""
    with faults_in_one_line():
        asked = tuple(map(_question, questions))
        made = _facts(new_id())
        _issue(data, DefineTaskType(**made, name=name, description=description, questions=asked))
        answer({"task_type": made["entity"]}, f"{name}: {made['entity']}", as_json=as_json)


@task.command()
@click.argument("task_type")
@click.option("--from", "from_on", type=_DAY, required=True, help="Its first day on the list.")
@click.option("--until", "until_on", type=_DAY, help="Its last day.  [default: for good]")
@click.option("--basis", required=True, help="The decision that puts it there.")
@data_option
@json_option
def admit(task_type: str, from_on: datetime, until_on: datetime | None, basis: str, data: Path, as_json: bool) -> None:
    """Put TASK_TYPE, an id or some digits from its end, on the admission list."""
    with faults_in_one_line():
        found = _find(data, task_type)
        until = None if until_on is None else until_on.date().isoformat()
        _issue(data, AdmitTaskType(**_facts(found), from_on=from_on.date().isoformat(), until_on=until, basis=basis))
        answer({"task_type": found, "admitted": True}, "It is on the list.", as_json=as_json)


@task.command()
@click.argument("task_type")
@click.option("--reason", required=True, help="Why.")
@data_option
@json_option
def withdraw(task_type: str, reason: str, data: Path, as_json: bool) -> None:
    """Take TASK_TYPE off the list; what has been given goes on."""
    with faults_in_one_line():
        found = _find(data, task_type)
        _issue(data, WithdrawAdmission(**_facts(found), reason=reason))
        answer({"task_type": found, "admitted": False}, "It is off the list.", as_json=as_json)


def _question(told: str) -> TaskQuestion:
    key, mark, text = told.partition("=")
    if not mark or not text.strip():
        raise Refused(f"{told} is no question: write KEY=TEXT")
    return TaskQuestion(key=key.rstrip("!"), text=text, required=key.endswith("!"))


def _facts(entity: str) -> dict[str, Any]:
    wall = clock.millis(clock.now())
    made = Clock(wall=wall, boot="server", mono=wall)
    return {"id": new_id(), "seq": 0, "entity": entity, "root": entity, "made": made, "contract": CONTRACT}


def _issue(data: Path, command: Command) -> None:
    receipt = with_door(data, lambda door: door.issue([command], OPERATOR)).receipts[0]
    if receipt.verdict not in {Verdict.APPLIED, Verdict.MERGED}:
        raise Refused(f"refused: {receipt.why} {' '.join(receipt.facts.values())}".strip())


def _find(data: Path, told: str) -> str:
    wanted = told.lower().replace("-", "")
    found = with_door(data, service.list_types).types
    those = [one.id for one in found if wanted and one.id.replace("-", "").endswith(wanted)]
    if len(those) != 1:
        raise Refused(f"{told} names {len(those) or 'no'} type{'s' if len(those) > 1 else ''}: `hexward task types`")
    return those[0]


def _lines(found: TaskTypeList) -> list[str]:
    lines: list[str] = []
    for one in found.types:
        until = f" until {one.admitted_until}" if one.admitted_until else ""
        state = f"admitted{' urgently' if one.urgent else ''}{until}" if one.id in found.admitted else "not admitted"
        lines.append(f"{one.id[-_SHORT:]}  {one.name}: {state}, {len(one.questions)} questions")
    return lines
