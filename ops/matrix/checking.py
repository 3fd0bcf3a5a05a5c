"""What must hold after a cell: phones against the tables, phones against each other, receipts against both."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select

from ops.matrix.people import Hand, Person
from ops.simulate.oracle import Oracle
from server.core.columns import metadata
from server.core.database import ReadTx
from server.core.door import Door
from server.core.journal import verify
from server.core.statements import Statement
from sync.simulation.checks import command_faults, journal_faults, known_faults, phone_faults, row_faults
from sync.simulation.clocks import Journey
from sync.simulation.fold import Fault
from sync.simulation.ports import Truth

_SHARED_CLOCK_MS = 20
"""The clocks of a phone and of the server are read one after the other, on one machine."""

Held = Mapping[tuple[int, str], tuple[int, bytes]]


async def faults_of(door: Door, master: bytes, people: Sequence[Person], now_ms: int, lasted_ms: int) -> list[Fault]:
    """Everything that does not hold; empty when all does. Nobody may write meanwhile."""
    tables = await door.database.read(_all_tables)
    truth = Oracle(lambda table: tables[table], master, now_ms).truth([person.user for person in people])
    chain = await verify(door.database, door.district, door.seal)
    hands = [Hand(person.user, person.path) for person in people]
    try:
        return [
            *(Fault("line", f"{person.user}: {what}") for person in people for what in sorted(set(person.wrong))),
            *(Fault("chain", f"{fault.pos}: {fault.why}") for fault in chain.faults),
            *_of_phones(people, hands, truth),
            *_of_scopes(hands),
            *_of_commands(people, truth, lasted_ms),
            *journal_faults(truth),
            *row_faults(truth),
        ]
    finally:
        for hand in hands:
            hand.close()


def _of_phones(people: Sequence[Person], hands: Sequence[Hand], truth: Truth) -> Iterator[Fault]:
    """I1, I3, I9, I10: each phone has what it may see; of each command it wrote it has one receipt, the server's."""
    for person, hand in zip(people, hands, strict=True):
        yield from phone_faults(hand, truth)
        yield from known_faults(hand, person.ledger.values(), truth)
        answers = Counter(entry.id for entry in hand.file.answered.rows())
        for command in sorted(person.ledger.keys() | answers.keys()):
            if (answers[command], command in person.ledger) != (1, True):
                yield Fault("I3", f"{command} has {answers[command]} receipts on its phone")


def _of_scopes(hands: Iterable[Hand]) -> Iterator[Fault]:
    """I1 once more, without the server: phones of one scope hold the same bytes."""
    first: dict[int, tuple[str, Held]] = {}
    for hand in hands:
        rows = {(row.kind, row.id): (row.version, row.record) for row in hand.file.base.rows()}
        for scope in hand.file.scopes.rows():
            held = {(one.kind, one.id): rows[one.kind, one.id] for one in hand.file.members.of_scope(scope.id)}
            whose, others = first.setdefault(scope.id, (hand.user, held))
            if others != held:
                yield Fault("I1", f"{hand.user} and {whose} differ in scope {scope.id}")


def _of_commands(people: Sequence[Person], truth: Truth, lasted_ms: int) -> Iterator[Fault]:
    """I6 and R2 of every command; and no receipt of a phone's install for what nobody wrote."""
    ledger = {command: written for person in people for command, written in person.ledger.items()}
    boots = frozenset(written.boot for written in ledger.values())
    yield from command_faults(ledger, truth, lambda _: Journey(lasted_ms, boots))
    for command, settled in truth.receipts.items():
        if settled.seq is not None and settled.seq > 0 and command not in ledger:
            yield Fault("I3", f"{command} has a receipt, and nobody wrote it")


async def _all_tables(tx: ReadTx) -> dict[str, list[dict[str, Any]]]:
    """Every row of the district, of one moment."""
    return {name: await _rows(tx, table) for name, table in metadata.tables.items()}


async def _rows(tx: ReadTx, table: Table) -> list[dict[str, Any]]:
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in await tx.fetch(Statement(select(*table.columns)))]
