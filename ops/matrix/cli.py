"""What `hexward simulate` takes for `--matrix`: its options, and the order that they make."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable
from typing import Any, TypeVar

import rich_click as click

from ops.matrix.cells import SECONDS, list_cells

F = TypeVar("F", bound=Callable[..., Any])

BOTH = "both"
_STORES = {"sqlite": ("sqlite",), "postgres": ("postgres",), BOTH: ("sqlite", "postgres")}
_CELL_S = 15
"""About how long a cell of `SECONDS` takes, with its server's start, its drain and its checks."""


def matrix_options(command: F) -> F:
    """`--matrix`, `--cell` and `--seconds`."""
    cells = len(list_cells(()))
    minutes = cells * _CELL_S // 60
    matrix = f"Play the partition matrix instead: {cells} cells of phones, work and faults, {minutes} minutes a store."
    options = (
        click.option("--matrix", is_flag=True, help=matrix),
        click.option("--cell", "cells", multiple=True, metavar="NAME", help="With --matrix: 10x40-kill, kill, 5x10."),
        click.option("--seconds", type=click.FloatRange(0.1, 600), default=SECONDS, show_default=True,
                     help="With --matrix: how long people work in a cell."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def play_matrix(store: str | None, seed: int, cells: tuple[str, ...], seconds: float, *, as_json: bool) -> int:
    """Play the cells; the exit code."""
    from ops.matrix.running import Order, run

    chosen = _STORES.get(store or BOTH)
    if chosen is None:
        raise click.UsageError(f"the matrix has real servers, and none runs on {store}")
    try:
        found = tuple(list_cells(cells))
    except LookupError as wrong:
        raise click.UsageError(f"no cell is called {wrong}") from wrong
    return run(Order(chosen, found, seconds, seed), as_json=as_json)
