"""`hexward phone tasks`: what a worker was asked for, signed, finished and returned without a network."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from typing import Any

import msgspec
import rich_click as click
from rich.table import Table

from mobile_contract import kinds
from mobile_contract.base import Command
from mobile_contract.tasks import FinishTask, ReturnTask, SignTask, TaskAnswer, TaskRecord, TaskState, TaskTypeRecord
from ops.phone import device, drafts
from ops.phone.catalog import SHORT, Catalog, Row
from ops.phone.saving import save
from ops.phone.session import Session, with_records

_OPEN = {TaskState.GIVEN, TaskState.SIGNED}
_COLUMNS = ("id", "type", "title", "state", "light", "reply_by", "waits")


@click.group(invoke_without_command=True)
@click.option("--all", "everything", is_flag=True, help="Those that are done with too.")
@click.pass_context
@with_records
def tasks(session: Session, ctx: click.Context, *, everything: bool) -> None:
    """What this grid's workers were asked for: `tasks` lists it, `tasks sign TASK` takes one on. Works offline."""
    if ctx.invoked_subcommand is not None:
        return
    rows = _rows(session, everything=everything)

    def shown() -> None:
        table = Table(*_COLUMNS, box=None, pad_edge=False, header_style="bold")
        for row in rows:
            table.add_row(*(str(row[name] or "") for name in _COLUMNS))
        session.console.print(table if rows else "No tasks on this phone.")

    session.answer(rows, shown)


@tasks.command()
@click.argument("task")
@with_records
def sign(session: Session, task: str) -> None:
    """Take a TASK on."""
    save(session, drafts.Written([drafts.drafted(SignTask, device.now(), **_about(session, task))], []))


@tasks.command()
@click.argument("task")
@click.argument("answers", nargs=-1, metavar="[QUESTION=ANSWER]...")
@click.option("--note", default="", help="What is worth keeping.")
@with_records
def finish(session: Session, task: str, answers: tuple[str, ...], note: str) -> None:
    """Finish a TASK, with the answers to the questions of its type: `finish 1a2b3c4d open=yes count=3`."""
    told = [TaskAnswer(*one.split("=", 1)) for one in answers if "=" in one]
    if len(told) != len(answers):
        raise drafts.WrongInput("an answer is QUESTION=ANSWER")
    about = _about(session, task)
    missing = _unanswered(session, about["entity"], {one.key for one in told})
    if missing:
        raise drafts.WrongInput(f"still to be answered: {', '.join(missing)}")
    save(session, drafts.Written([drafts.drafted(FinishTask, device.now(), **about, answers=told, note=note)], []))


@tasks.command(name="return")
@click.argument("task")
@click.option("--reason", required=True, help="Why it cannot be done here.")
@with_records
def return_(session: Session, task: str, reason: str) -> None:
    """Give a TASK back."""
    save(
        session, drafts.Written([drafts.drafted(ReturnTask, device.now(), **_about(session, task), reason=reason)], [])
    )


def _about(session: Session, told: str) -> dict[str, Any]:
    _, found = Catalog(session.store).resolve(told, kinds.TASK)
    return {"entity": found.id, "root": found.id}


def _unanswered(session: Session, task: str, told: set[str]) -> list[str]:
    """The required questions of a task's type that are not among these, each with its words."""
    overlay = Catalog(session.store).overlay
    found = overlay.find(kinds.TASK, task)
    asked = overlay.find(kinds.TASK_TYPE, found.task_type) if isinstance(found, TaskRecord) else None
    questions = asked.questions if isinstance(asked, TaskTypeRecord) else ()
    return [f"{one.key} ({one.text})" for one in questions if one.required and one.key not in told]


class _Queued(msgspec.Struct):
    kind: str
    entity: str


def _rows(session: Session, *, everything: bool) -> list[Row]:
    catalog = Catalog(session.store)
    shapes: tuple[type[Command], ...] = (SignTask, FinishTask, ReturnTask)
    tags = {str(one.__struct_config__.tag) for one in shapes}
    told = [msgspec.json.decode(entry.body, type=_Queued) for entry in session.store.queue.rows()]
    waits = {one.entity: one.kind for one in told if one.kind in tags}
    found = [one for one in catalog.overlay.of_kind(kinds.TASK) if isinstance(one, TaskRecord)]
    types = {one.id: one.name for one in catalog.overlay.of_kind(kinds.TASK_TYPE) if isinstance(one, TaskTypeRecord)}
    return [
        {
            "id": one.id[-SHORT:],
            "task": one.id,
            "type": types.get(one.task_type, ""),
            "title": one.title,
            "text": one.text,
            "state": one.state.value,
            "light": one.light,
            "reply_by": None if one.reply_by is None else one.reply_by.isoformat(),
            "waits": waits.get(one.id),
        }
        for one in sorted(found, key=lambda one: (one.reply_by is None, one.reply_by, one.given_at, one.id))
        if everything or (one.state in _OPEN and waits.get(one.id) in {None, "sign_task"})
    ]
