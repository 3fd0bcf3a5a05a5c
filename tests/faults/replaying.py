"""A process that checks states of an SQLite file after power losses: `python -m tests.faults.replaying ORDER`.

Several of them share one record: each builds every state, and writes, opens and checks those that are its own.
"""

import asyncio
import random
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec
from sqlalchemy import text

from server.core.database import DatabaseFault, Tx, open_database
from server.core.statements import Row, Statement
from tests.faults.disk import Disk, Entry, Files, Kind, read_record

DATABASE = "district.sqlite"
_CHECKS = (
    "PRAGMA integrity_check",
    "SELECT pos, link FROM heads",
    "SELECT count(*), max(pos) FROM journal",
    "SELECT count(*) FROM receipts",
)
_STATEMENTS = tuple(Statement(text(check)) for check in _CHECKS)
OPENED_EACH = 50
"""Of the states between two answers so many are looked at for each that a district's opener takes."""


class Answer(msgspec.Struct, frozen=True):
    """What was promised at an answer: of a district its position, link and receipts; of a blob its name and length."""

    pos: int = 0
    link: bytes = b""
    receipts: int = 0
    part: str = ""
    sha256: str = ""
    size_bytes: int = 0


class Order(msgspec.Struct):
    """Whose turn it is (`turn` of `turns`), what to read, and how many states there are to be about."""

    record: str
    before: str
    folder: str
    scratch: str
    answers: str
    states: int
    turn: int
    turns: int
    seed: int


class Report(msgspec.Struct):
    """How many states were opened, how many at the instant of an answer, and what was wrong with how many.

    `checked` counts the acknowledged commands that had to be in each of them.
    """

    states: int = 0
    at_answers: int = 0
    checked: int = 0
    wrong: int = 0
    first: str = ""


class State(NamedTuple):
    """A state to check: what is on the disk, the last answer before it (-1: none), and whether that was just now."""

    number: int
    files: Files
    last: int
    at_answer: bool


def states_of(disk: Disk, entries: Sequence[Entry], order: Order) -> Iterator[State]:
    """The states whose turn it is: at every answer the worst case and two others, the rest between any two calls."""
    answers = sum(entry.kind is Kind.ACK for entry in entries)
    chance = max(0, order.states - 3 * answers) / max(1, len(entries) - answers)
    spread = random.Random(order.seed)
    number, last = 0, -1
    for entry in entries:
        disk.apply(entry)
        at_answer = entry.kind is Kind.ACK
        last = entry.at if at_answer else last
        more = 3 if at_answer else int(chance) + (spread.random() < chance % 1)
        for nth in range(more):
            number += 1
            if number % order.turns == order.turn:
                dice = random.Random(order.seed * number)
                files = disk.worst() if at_answer and nth == 0 else disk.partly(dice)
                yield State(number, files, last, at_answer)


def wrong_with(found: Sequence[Sequence[Row]], answers: Sequence[Answer], last: int, base: Answer) -> str:
    """What of a state is not what was promised, or not what the district was at that position; "" if nothing."""
    [checked, [(pos, link)], [(commits, newest)], [(receipts,)]] = found
    if checked != [("ok",)]:
        return f"integrity_check: {checked[:3]}"
    promised = base if last < 0 else answers[last]
    if pos < promised.pos:
        return f"position {promised.pos} was answered, and {pos} is there"
    was = next((one for one in (base, *answers) if one.pos == pos), None)
    if was is None or was.pos > promised.pos + 1:
        return f"position {pos} was never reached after {promised.pos}"
    expected = was.receipts if was is base else base.receipts + was.receipts
    if (link, receipts, commits, newest) != (was.link, expected, pos, pos):
        return f"position {pos} is not as it was: {receipts} receipts, {commits} commits to {newest}"
    return ""


class Bench:
    """Where states are written down and opened, one after the other."""

    def __init__(self, folder: str, scratch: Path) -> None:
        self._folder = folder
        self._scratch = scratch
        self._there: dict[str, bytes | None] = {}

    def write(self, files: Files) -> None:
        """Write a state; what SQLite keeps in memory beside it (-shm) does not outlive a power loss."""
        for suffix in ("", "-wal", "-journal", "-shm"):
            path = self._scratch / (DATABASE + suffix)
            content = None if suffix == "-shm" else files.get(f"{self._folder}/{DATABASE}{suffix}")
            if content is None:
                path.unlink(missing_ok=True)
            elif self._there.get(suffix) is not content:
                path.write_bytes(content)
            self._there[suffix] = content

    def look(self) -> list[list[Row]]:
        """What a reader finds in it; it changes nothing of the files."""
        with closing(sqlite3.connect(f"file:{self._scratch / DATABASE}?mode=ro", uri=True)) as connection:
            return [[tuple(row) for row in connection.execute(check)] for check in _CHECKS]

    async def open(self) -> list[list[Row]]:
        """What a district's own opener finds in it."""

        async def read(tx: Tx) -> list[list[Row]]:
            return [await tx.fetch(check) for check in _STATEMENTS]

        self._there.clear()
        database = await open_database(f"sqlite:///{self._scratch / DATABASE}", readers=0)
        try:
            return await database.write(read)
        finally:
            await database.close()


async def replay(order: Order, record: bytes, first: bytes, told: bytes) -> Report:
    """Check this process's states."""
    before = {f"{order.folder}/{DATABASE}": first}
    bench = Bench(order.folder, Path(order.scratch))
    entries = list(read_record(record))
    answers = msgspec.json.decode(told, type=list[Answer])
    bench.write(before)
    [_, [(pos, link)], _, [(receipts,)]] = await bench.open()
    base = Answer(pos=pos, link=link, receipts=receipts)
    report = Report()
    for state in states_of(Disk.holding(order.folder, before), entries, order):
        bench.write(state.files)
        by_opener = state.at_answer or state.number % OPENED_EACH == 0
        try:
            wrong = wrong_with(await bench.open() if by_opener else bench.look(), answers, state.last, base)
        except (sqlite3.Error, DatabaseFault, ValueError) as error:
            wrong = f"{type(error).__name__}: {error}"
        report.states += 1
        report.at_answers += state.at_answer
        report.checked += answers[state.last].receipts if state.last >= 0 else 0
        report.wrong += bool(wrong)
        report.first = report.first or (wrong and f"state {state.number}: {wrong}")
    return report


def main() -> None:
    order = msgspec.json.decode(sys.argv[1], type=Order)
    read = [Path(path).read_bytes() for path in (order.record, order.before, order.answers)]
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(replay(order, *read))))


if __name__ == "__main__":
    main()
