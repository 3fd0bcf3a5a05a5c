"""`hexward simulate --matrix`: cells one after the other on each store, a line for each, the table, the exit code."""

import asyncio
import time
from collections.abc import Callable, Sequence

from msgspec import Struct
from rich.console import Console

from ops.commands.answering import FOUND_FAULTS, answer, remark
from ops.matrix.cells import Cell
from ops.matrix.grounds import founded
from ops.matrix.playing import Played, play
from ops.matrix.telling import facts_of, failure_words, line_of, table_of

_WIDTH = 140


class Order(Struct, frozen=True):
    """Which cells on which stores, how long people work in each, and whose dice are thrown."""

    stores: tuple[str, ...]
    cells: tuple[Cell, ...]
    seconds: float
    seed: int


def run(order: Order, *, as_json: bool) -> int:
    """Play all of it and tell; the exit code. Raises PostgresUnavailable, ServerFailed."""
    began_s = time.monotonic()

    def heard(one: Played) -> None:
        remark(line_of(one))
        if one.violations:
            remark(failure_words(one, order.seconds, order.seed))

    played = asyncio.run(play_all(order, heard))
    facts = facts_of(played, time.monotonic() - began_s)
    answer(facts, _words(played, facts["seconds"]), as_json=as_json)
    return FOUND_FAULTS if facts["violations"] else 0


async def play_all(order: Order, heard: Callable[[Played], None]) -> list[Played]:
    """Every cell on every store; `heard` is told of each as it ends."""
    played: list[Played] = []
    for store in order.stores:
        async with founded(store, max(cell.clients for cell in order.cells)) as grounds:
            for cell in order.cells:
                played.append(await play(grounds, store, cell, order.seconds, order.seed))
                heard(played[-1])
    return played


def _words(played: Sequence[Played], seconds: float) -> str:
    console = Console(highlight=False, width=_WIDTH)
    with console.capture() as told:
        console.print(table_of(played))
    broken = sum(bool(one.violations) for one in played)
    return f"{told.get()}{broken} of {len(played)} cells failed, in {seconds:,.0f} s."
