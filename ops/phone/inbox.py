"""`hexward phone conflicts` and `settle`: what waits for a person, and their decision. Works without a network."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from typing import Any

import rich_click as click
from rich.console import Console
from rich.table import Table

from mobile_contract import kinds
from mobile_contract.inbox import Choice, ConflictRecord, ConflictState, OwnConflictRecord, SettleConflict
from ops.phone import bar, device, drafts
from ops.phone.catalog import SHORT, Catalog, Row
from ops.phone.session import Session, with_records

_KEEPS = {"mine": Choice.KEEP_MINE, "theirs": Choice.KEEP_THEIRS, "both": Choice.KEEP_BOTH}
_COLUMNS = ("conflict", "about", "field", "base", "mine", "theirs", "by", "when", "state")


@click.command()
@click.option("--all", "every", is_flag=True, help="Those that are settled too.")
@with_records
def conflicts(session: Session, every: bool) -> None:  # a switch of the command line
    """What waits for a person: base, mine and theirs, who wrote it and when. Of areas that are gone, the own words."""
    rows = [row for row in _rows(session) if every or row["state"] == ConflictState.OPEN]
    session.answer(rows, lambda: _show(session.console, rows))


@click.command()
@click.argument("conflict")
@click.option("--keep", type=click.Choice(sorted(_KEEPS)), help="Of two values: mine is the author's.")
@click.option("--value", help="Neither of them, but this.")
@click.option("--apply", "applies", is_flag=True, help="Do late work, or a parked step, after all.")
@click.option("--dismiss", metavar="REASON", help="Do not do it, for this reason.")
@with_records
def settle(
    session: Session, conflict: str, keep: str | None, value: str | None, applies: bool, dismiss: str | None
) -> None:  # a switch of the command line
    """Decide a CONFLICT, by its id or some digits from its end. It is safe on this phone when the command returns."""
    chosen = [
        told
        for told, given in (
            ({"choice": _KEEPS.get(keep or "")}, keep is not None),
            ({"choice": Choice.EDIT, "value": value}, value is not None),
            ({"choice": Choice.APPLY}, applies),
            ({"choice": Choice.DISMISS, "reason": dismiss}, dismiss is not None),
        )
        if given
    ]
    if len(chosen) != 1:
        raise drafts.WrongInput("decide in one way: --keep, --value, --apply or --dismiss")
    catalog = Catalog(session.store)
    _, found = catalog.resolve(conflict, kinds.CONFLICT)
    if isinstance(found, ConflictRecord):
        now = device.now()
        (made,) = session.phone.enqueue([_draft(catalog, found, chosen[0])], now)
        told = {"command": made.id, "seq": made.seq, "entity": made.entity}
        session.answer(
            {"saved": [told], "photos": 0, "bar": bar.bar(session.store, now)},
            lambda: click.echo(f"Saved on this phone: {made.entity[-SHORT:]}\n{session.bar()}"),
        )


def _draft(catalog: Catalog, conflict: ConflictRecord, told: Row) -> SettleConflict:
    """The decision, with what the row in dispute shows now: what is written since is not overwritten (law 8)."""
    row = _row_in_dispute(catalog, conflict)
    was = None if row is None or not conflict.field else getattr(row, conflict.field, None)
    base = 0 if row is None else catalog.version(kinds.NUMBERS[conflict.of_kind], row)
    facts = {"entity": conflict.id, "root": conflict.root, "was": was, "base": base} | told
    return drafts.drafted(SettleConflict, device.now(), **facts)


def _row_in_dispute(catalog: Catalog, conflict: ConflictRecord) -> Any:
    return catalog.overlay.find(kinds.NUMBERS.get(conflict.of_kind, 0), conflict.entity)


def _rows(session: Session) -> list[Row]:
    overlay = Catalog(session.store).overlay
    whole = {one.id: one for one in overlay.of_kind(kinds.CONFLICT) if isinstance(one, ConflictRecord)}
    own = [one for one in overlay.of_kind(kinds.OWN_CONFLICT) if isinstance(one, OwnConflictRecord)]
    user = session.store.state().user
    rows = [_row(one, one.theirs, one.author) for one in whole.values()]
    rows += [_row(one, None, user) for one in own if one.id not in whole]
    return sorted(rows, key=lambda row: (row["state"] != ConflictState.OPEN, row["opened_at"], row["id"]))


def _row(conflict: ConflictRecord | OwnConflictRecord, theirs: object, author: str) -> Row:
    return {
        "id": conflict.id,
        "short": conflict.id[-SHORT:],
        "reason": conflict.reason,
        "of_kind": conflict.of_kind,
        "entity": conflict.entity,
        "field": conflict.field,
        "base": conflict.base,
        "mine": conflict.mine,
        "theirs": theirs,
        "author": author,
        "opened_at": conflict.opened_at,
        "state": conflict.state.value,
        "choice": conflict.choice,
        "told": conflict.told,
        "whole": isinstance(conflict, ConflictRecord),
    }


def _show(console: Console, rows: Sequence[Row]) -> None:
    if not rows:
        console.print("Nothing waits for a person.")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in _COLUMNS:
        table.add_column(column, overflow="fold")
    for row in rows:
        when = row["opened_at"].astimezone().strftime("%Y-%m-%d %H:%M")
        about = f"{row['of_kind']} {row['entity'][-SHORT:]}"
        values = (_said(row[name]) for name in ("base", "mine", "theirs"))
        standing = row["choice"].value if row["choice"] else row["state"]
        table.add_row(row["short"], about, row["field"], *values, row["author"][-SHORT:], when, standing)
    console.print(table)


def _said(value: object) -> str:
    return "" if value is None else str(value)
