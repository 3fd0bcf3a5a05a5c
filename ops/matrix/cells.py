"""The cells of the matrix: how many phones, how much work, which fault (safety.md, goal G2). Data alone."""

from enum import StrEnum
from itertools import product

from msgspec import Struct

CLIENTS = (5, 10)
RATES = (10, 20, 30, 40)
SECONDS = 8


class Fault(StrEnum):
    """What goes wrong while people work."""

    NONE = "none"
    PART_ONE = "partition-one"
    PART_HALF = "partition-half"
    PART_ALL = "partition-all"
    CUTS = "cuts"
    KILL = "kill"
    PAUSE = "pause"


class Cell(Struct, frozen=True):
    """So many phones, so many transactions a second of all of them together, one kind of fault."""

    clients: int
    rate: int
    fault: Fault

    @property
    def name(self) -> str:
        """What `--cell` calls it."""
        return f"{self.clients}x{self.rate}-{self.fault}"


CELLS = tuple(Cell(*told) for told in product(CLIENTS, RATES, Fault))


def list_cells(names: tuple[str, ...]) -> list[Cell]:
    """The cells of these names, all for none: a whole name, or a part as `kill` or `10x40`. Raises LookupError."""
    for name in names:
        if not any(_means(name, cell) for cell in CELLS):
            raise LookupError(name)
    return [cell for cell in CELLS if not names or any(_means(name, cell) for name in names)]


def _means(name: str, cell: Cell) -> bool:
    return name in (cell.name, str(cell.fault), f"{cell.clients}x{cell.rate}")
