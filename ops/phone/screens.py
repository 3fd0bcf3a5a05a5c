"""How the terminal phone shows its state, lists, cards, queue and receipts. Reads only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

import msgspec
from rich.console import Console
from rich.table import Table

from mobile_contract import kinds
from mobile_contract.base import Clock
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from ops.phone import bar
from ops.phone.catalog import LEAST, SHORT, Ambiguous, NotFound, Row
from ops.phone.store import FileStore

_COLUMNS = {
    "homes": ("home", "number", "people", "last_visited_at"),
    "people": ("name", "sex", "birth_on", "phone", "home", "labels"),
    "cases": ("case_no", "state", "title", "due_at", "urgent", "address"),
    "visits": ("visited_at", "home", "channel", "outcome", "note"),
    "dangers": ("due_on", "state", "level", "text", "place", "note"),
}

WORDS = {
    Verdict.APPLIED: "done",
    Verdict.MERGED: "done, beside what had changed meanwhile",
    Verdict.REDIRECTED: "done on the record that this one was merged into",
    Verdict.CONFLICT: "with the committee: a person decides, nothing is lost",
    Verdict.HELD: "with the committee: waits for something it names",
    Verdict.PARKED: "received, being repaired",
    Verdict.REFUSED: "needs you: refused",
    Verdict.GONE: "needs you: what it was about was erased",
    Verdict.RETRY: "waits",
}
"""What a verdict means to the person who wrote (sync.md 15)."""

_HIDDEN = frozenset({"photos", "id", "kind", "short", "related", "unsent", "type", "sha256"})
_ID_LENGTH = 36
_NEEDS_PERSON = {Verdict.REFUSED, Verdict.GONE}


class _Command(msgspec.Struct):
    id: str
    kind: str
    entity: str


def status(store: FileStore, now: Clock, next_in_s: float) -> Row:
    """All that is known of this phone, for `status`."""
    state = store.state()
    return {
        "bar": bar.bar(store, now, next_in_s=next_in_s),
        "name": store.setting("name"),
        "district": store.setting("district"),
        "server": store.setting("server"),
        "install": state.install,
        "user": state.user,
        "unsent": len(store.queue.rows()),
        "answered_not_durable": len(store.sent.rows()),
        "photos_waiting": sum(not photo.done for photo in store.photos.rows()),
        "scopes": [
            {"id": info.id, "kind": info.kind, "label": info.label}
            | ({"too_big": info.size_bytes} if info.too_big else {})
            for info in store.scopes.rows()
        ],
        "loading": [entry.scope for entry in store.booting.rows()],
        "leaving": [entry.scope for entry in store.dropping.rows()],
        "records": {name: len(list(store.base.of_kind(kind))) for kind, name in kinds.NAMES.items()},
        "last_error": state.last_error,
        "failures": state.failures,
        "next_in_s": round(next_in_s),
    }


def queue(store: FileStore) -> Row:
    """The commands that wait, in their order, and the photos that do."""
    commands = [
        _told(entry.body) | {"seq": entry.seq, "tries": entry.tries, "bytes": len(entry.body)}
        for entry in store.queue.rows()
    ]
    photos = [
        {"upload": photo.upload, "subject": photo.subject, "offset": photo.offset, "size_bytes": photo.size_bytes}
        for photo in store.photos.rows()
        if not photo.done
    ]
    return {"commands": commands, "photos": photos}


def receipts(store: FileStore) -> list[Row]:
    """What became of what was sent: what needs a person first, then the newest."""
    rows: list[Row] = []
    for entry in store.answered.rows():
        receipt = msgspec.json.decode(entry.receipt, type=Receipt)
        rows.append(
            {
                "command": entry.id,
                "short": entry.id[-SHORT:],
                "seq": entry.seq,
                "kind": entry.kind,
                "entity": entry.entity,
                "verdict": receipt.verdict.value,
                "words": words_of(receipt),
                "why": receipt.why,
                "pos": receipt.pos,
                "fields": receipt.fields,
                "facts": receipt.facts,
                "conflict": receipt.conflict,
                "choice": receipt.choice,
                "to": receipt.to,
                "missing": receipt.missing,
                "needs_you": receipt.verdict in _NEEDS_PERSON and not entry.dismissed,
            }
        )
    return sorted(rows, key=lambda row: (not row["needs_you"], -row["seq"]))


def words_of(receipt: Receipt) -> str:
    """What became of a command, in words; who is registered already is named where the worker has their grid."""
    if receipt.why == ProblemCode.DUPLICATE and "twin" in receipt.facts:
        return f"saved, and registered already as {receipt.facts['twin'][-SHORT:]}: the committee decides"
    if receipt.why == ProblemCode.DUPLICATE:
        return f"saved, and already registered in grid {receipt.facts.get('grid', '')}: ask the committee"
    if receipt.choice:
        return f"{WORDS[receipt.verdict]} (settled: {receipt.choice.replace('_', ' ')})"
    if receipt.to:
        return f"{WORDS[receipt.verdict]} ({receipt.to[-SHORT:]})"
    return WORDS[receipt.verdict]


def find_command(store: FileStore, told: str) -> str:
    """The id of an answered command by some digits from its end. NotFound, Ambiguous."""
    wanted = told.lower().replace("-", "")
    found = [entry.id for entry in store.answered.rows() if entry.id.replace("-", "").endswith(wanted)]
    if not found or len(wanted) < LEAST:
        raise NotFound(told)
    if len(found) > 1:
        raise Ambiguous(told, found)
    return found[0]


def show_status(console: Console, told: Row, line: str) -> None:
    """`status` for people."""
    if not told["install"]:
        console.print("This phone has not joined a district yet: `hexward phone join CODE` joins one.")
        return
    console.print(line)
    if told["name"]:
        console.print(f"{told['name']} · {told['district']} · {told['server']}")
    for scope in told["scopes"]:
        moving = " (loading)" if scope["id"] in told["loading"] else ""
        console.print(f"  {scope['kind']}: {scope['label']}{moving}")
    held = ", ".join(f"{count} {name}" for name, count in told["records"].items() if count)
    console.print(f"  on this phone: {held or 'nothing yet'}")
    if told["last_error"]:
        console.print(f"  last error: {told['last_error']}")


def show_rows(console: Console, what: str, rows: Sequence[Row]) -> None:
    """A list for people."""
    if not rows:
        console.print(f"No {what} on this phone.")
        return
    table = _table("id", *_COLUMNS[what])
    for row in rows:
        table.add_row(_short(row), *(_cell(row.get(name)) for name in _COLUMNS[what]))
    console.print(table)


def show_card(console: Console, card: Row) -> None:
    """One record for people: its fields, then what belongs to it."""
    console.print(f"{card['kind']} {card['id']}{'  * not sent yet' if card['unsent'] else ''}")
    photos = card["photos"]
    if photos:
        console.print(
            f"  photo pending {photos['pending']} of {photos['of']}" if photos["pending"] else "  photos all here"
        )
    for name, value in _told_of(card, but=()):
        console.print(f"  {name}: {value}")
    for name, rows in card["related"].items():
        if rows:
            console.print(f"{name}:")
        for row in rows:
            facts = [f"{name} {value}" for name, value in _told_of(row, but=(card["id"],))]
            console.print(f"  {_short(row)}  {', '.join(facts)}")


def _told_of(row: Row, but: Sequence[object]) -> list[tuple[str, str]]:
    told = [(name, _cell(value)) for name, value in row.items() if name not in _HIDDEN and value not in but]
    return [(name, value) for name, value in told if value]


def show_queue(console: Console, told: Row, line: str) -> None:
    """The queue for people."""
    console.print(line)
    if told["commands"]:
        table = _table("seq", "command", "kind", "about", "tries")
        for row in told["commands"]:
            table.add_row(*map(_cell, (row["seq"], row["short"], row["kind"], row["entity"][-SHORT:], row["tries"])))
        console.print(table)
    for photo in told["photos"]:
        console.print(f"photo of {photo['subject'][-SHORT:]}: {photo['offset']} of {photo['size_bytes']} bytes")


def show_receipts(console: Console, rows: Sequence[Row]) -> None:
    """Receipts for people."""
    if not rows:
        console.print("Nothing has been answered yet.")
        return
    table = _table("command", "kind", "about", "what became of it", "why")
    for row in rows:
        about = row["entity"][-SHORT:]
        table.add_row(row["short"], row["kind"], about, row["words"], " ".join([row["why"], *_outcomes(row)]).strip())
    console.print(table)


def _outcomes(row: Row) -> list[str]:
    return [f"{name}:{outcome}" for name, outcome in row["fields"].items() if outcome != "applied"]


def _told(body: bytes) -> Row:
    command = msgspec.json.decode(body, type=_Command)
    return {"command": command.id, "short": command.id[-SHORT:], "kind": command.kind, "entity": command.entity}


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _short(row: Row) -> str:
    return f"{row['short']}{'*' if row.get('unsent') else ''}"


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    if isinstance(value, (tuple, list)):
        return ", ".join(_cell(item) for item in cast("Sequence[object]", value))
    if value is None or value is False:
        return ""
    told = "yes" if value is True else str(value)
    return told[-SHORT:] if len(told) == _ID_LENGTH and told.count("-") == 4 else told
