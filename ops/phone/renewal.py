"""`hexward phone renewal`: what the week still asks for, answered without a network."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import rich_click as click
from rich.console import Console
from rich.table import Table

from mobile_contract import kinds
from mobile_contract.base import Clock, Command
from mobile_contract.renewal import (
    AnswerItem,
    ConfirmItem,
    RenewalAnswer,
    RenewalCycleRecord,
    RenewalItemRecord,
    RenewalState,
    RenewalTarget,
    StayRef,
    WithdrawAnswer,
)
from mobile_contract.residents import ResidencyRecord, ResidencyStatus
from mobile_contract.visits import COUNTED, VisitOutcome
from ops.phone import bar, device, drafts
from ops.phone.catalog import SHORT, Catalog, Row
from ops.phone.session import Session, with_records

_STATES = (RenewalState.CONFIRMED.value, *(one.value for one in RenewalAnswer))
_COLUMNS = ("source", "what", "home", "week", "answer")
_UNVISITED = "unvisited"
"""The source of the items that ask for a visit (domain.md 7)."""

_SENT = "what was sent is not taken back but corrected: by `renewal answer` with what is true, while the item is listed"


class _Waiting(NamedTuple):
    """An answer that waits on this phone."""

    state: str
    answer: str


@click.group(invoke_without_command=True)
@click.pass_context
@with_records
def renewal(session: Session, ctx: click.Context) -> None:
    """What this week still asks for: `renewal` lists it, `renewal answer ITEM confirmed` answers. Works offline."""
    if ctx.invoked_subcommand is None:
        told = _week(session)
        session.answer(told, lambda: _show(session.console, told))


@renewal.command(name="answer")
@click.argument("item")
@click.argument("state", type=click.Choice(_STATES))
@click.option("--edit", metavar="COMMAND", help="With changed: the full id of the command that carried the change.")
@click.option(
    "--until", "until_on", type=click.DateTime(["%Y-%m-%d"]), help="With moved_out: the day.  [default: today]"
)
@with_records
def answer_(session: Session, item: str, state: str, edit: str | None, until_on: Any) -> None:
    """Answer an ITEM, by its id or some digits from its end. It is safe on this phone when the command returns.

    `moved_out` ends the stay that the item is about; of a household, everybody's who lives there.
    """
    catalog = Catalog(session.store)
    found = _item(catalog, item)
    facts: dict[str, Any] = {"edit": edit} if edit else {}
    if until_on is not None:
        facts["until_on"] = date.isoformat(until_on.date())
    if facts and (edit is not None) != (state == RenewalAnswer.CHANGED):
        raise drafts.WrongInput("--edit goes with changed, --until with moved_out")
    if state == RenewalAnswer.MOVED_OUT:
        facts["stays"] = _stays(catalog, found)
    shape: type[Command] = ConfirmItem if state == RenewalState.CONFIRMED else AnswerItem
    told = facts if shape is ConfirmItem else facts | {"state": state}
    _save(session, drafts.drafted(shape, device.now(), **_about(catalog, found), answer=device.new_id(), **told))


@renewal.command()
@click.argument("item")
@with_records
def withdraw(session: Session, item: str) -> None:
    """Take back the answer to an ITEM that this phone gave and has not sent yet. One that was sent needs another
    answer, which corrects it.
    """
    catalog = Catalog(session.store)
    found = _item(catalog, item)
    said = [command for command in _queued(session) if command.entity == found.id]
    last = said[-1] if said else None
    if not isinstance(last, ConfirmItem | AnswerItem):
        raise drafts.WrongInput(f"no answer to this item waits on this phone; {_SENT}")
    stays = last.stays if isinstance(last, AnswerItem) else ()
    facts = _about(catalog, found) | {"answer": last.answer, "stays": stays}
    _save(session, drafts.drafted(WithdrawAnswer, device.now(), **facts))


def answers_to_visit(session: Session, household: str, outcome: VisitOutcome, now: Clock) -> list[Command]:
    """The answers that a visit gives: whoever was reached is unvisited no more. Of items that wait for none yet.

    They are the worker's own, in the household's lane behind the visit. Raises what reading the records raises.
    """
    if outcome not in COUNTED:
        return []
    catalog = Catalog(session.store)
    answered = _waiting(session)
    return [
        drafts.drafted(ConfirmItem, now, **_about(catalog, one), answer=device.new_id())
        for one in _items(catalog)
        if (one.source, one.target) == (_UNVISITED, household) and one.id not in answered
    ]


def _item(catalog: Catalog, told: str) -> RenewalItemRecord:
    _, found = catalog.resolve(told, kinds.RENEWAL_ITEM)
    if not isinstance(found, RenewalItemRecord):
        raise drafts.WrongInput(f"{told} is no item of the renewal")
    return found


def _about(catalog: Catalog, item: RenewalItemRecord) -> dict[str, str]:
    """The item, and in the lane of whom it is about: so that an answer goes with whoever is erased."""
    root = item.target if item.target_kind is RenewalTarget.HOUSEHOLD else item.id
    stay = catalog.overlay.find(kinds.RESIDENCY, item.target)
    if isinstance(stay, ResidencyRecord):
        root = stay.person
    return {"entity": item.id, "root": root}


def _stays(catalog: Catalog, item: RenewalItemRecord) -> list[StayRef]:
    """The stays in force that go with the item's target: the one itself, or all of the household or the dwelling."""
    found: list[StayRef] = []
    for stay in catalog.overlay.of_kind(kinds.RESIDENCY):
        if not isinstance(stay, ResidencyRecord) or stay.dwelling != item.dwelling:
            continue
        here = item.target in {stay.id, stay.household, stay.dwelling}
        if stay.id == item.target or (here and stay.status is ResidencyStatus.EFFECTIVE):
            found.append(StayRef(stay.id, stay.person))
    return sorted(found, key=lambda one: one.residency)


def _queued(session: Session) -> list[Command]:
    """The answers of this phone that wait, in their order."""
    told = ConfirmItem | AnswerItem | WithdrawAnswer
    found: list[Command] = []
    for entry in session.store.queue.rows():
        kind = msgspec.json.decode(entry.body, type=_Kind).kind
        if kind in {str(one.__struct_config__.tag) for one in (ConfirmItem, AnswerItem, WithdrawAnswer)}:
            found.append(msgspec.json.decode(entry.body, type=told))
    return found


class _Kind(msgspec.Struct):
    kind: str


def _week(session: Session) -> Row:
    """The open week, and the items that ask for an answer; of those that were answered here, how."""
    catalog = Catalog(session.store)
    waiting = _waiting(session)
    rows = [_row(catalog, one, waiting.get(one.id)) for one in _items(catalog)]
    cycles = [one for one in catalog.overlay.of_kind(kinds.RENEWAL_CYCLE) if isinstance(one, RenewalCycleRecord)]
    return {
        "weeks": [{"grid": one.grid, "week": one.week, "expected": one.found + one.carried} for one in cycles],
        "open": len(rows) - len(waiting),
        "items": sorted(
            rows, key=lambda row: (row["answer"] != "", row["week"], row["source"], row["home"], row["id"])
        ),
    }


def _waiting(session: Session) -> dict[str, _Waiting]:
    """By item, the answer of this phone that waits and was not taken back."""
    waiting: dict[str, _Waiting] = {}
    for command in _queued(session):
        if isinstance(command, ConfirmItem | AnswerItem):
            state = command.state.value if isinstance(command, AnswerItem) else RenewalState.CONFIRMED.value
            waiting[command.entity] = _Waiting(state, command.answer)
        elif (
            isinstance(command, WithdrawAnswer)
            and waiting.get(command.entity, _Waiting("", "")).answer == command.answer
        ):
            del waiting[command.entity]
    return waiting


def _items(catalog: Catalog) -> list[RenewalItemRecord]:
    return [one for one in catalog.overlay.of_kind(kinds.RENEWAL_ITEM) if isinstance(one, RenewalItemRecord)]


def _row(catalog: Catalog, item: RenewalItemRecord, waiting: _Waiting | None) -> Row:
    return {
        "id": item.id,
        "short": item.id[-SHORT:],
        "source": item.source,
        "what": f"{item.target_kind.value} {item.target[-SHORT:]}",
        "target": item.target,
        "home": catalog.address(item.dwelling),
        "week": item.week,
        "answer": "" if waiting is None else waiting.state,
    }


def _show(console: Console, told: Row) -> None:
    rows: Sequence[Row] = told["items"]
    for one in told["weeks"]:
        console.print(f"Week of {one['week']}: {told['open']} open on this phone, {one['expected']} expected.")
    if not rows:
        console.print("Nothing is asked for.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("id", *_COLUMNS):
        table.add_column(column, overflow="fold")
    for row in rows:
        mark = "* " if row["answer"] else ""
        table.add_row(f"{mark}{row['short']}", *(str(row[name]) for name in _COLUMNS))
    console.print(table)


def _save(session: Session, draft: Command) -> None:
    now = device.now()
    (made,) = session.phone.enqueue([draft], now)
    session.answer(
        {
            "saved": [{"command": made.id, "seq": made.seq, "entity": made.entity}],
            "photos": 0,
            "bar": bar.bar(session.store, now),
        },
        lambda: click.echo(f"Saved on this phone: {made.entity[-SHORT:]}\n{session.bar()}"),
    )
