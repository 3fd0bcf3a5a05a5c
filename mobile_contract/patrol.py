"""Patrols without tracking a person: cells with how long somebody was there in a day, and never a way."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.base import CellId, Command, Day, Id, Request, Wire


class Dwell(StrEnum):
    """How long somebody was in a cell in a day: under 5 minutes, under 15, under 30, or longer."""

    BRIEF = "brief"
    SHORT = "short"
    LONG = "long"
    STAY = "stay"


class CellDwell(Request, frozen=True):
    """A cell of H3 resolution 10 and a bucket; neither an order nor a time of day."""

    cell: CellId
    dwell: Dwell


class ReportPatrol(Command, frozen=True, kw_only=True, tag="report_patrol"):
    """Where a worker was in a grid in a day of Asia/Shanghai, made on the phone, which forgets the positions.

    Told again, the longer stay of each cell counts and the longer whole: nothing is told twice, in whatever order.
    """

    grid: Id
    on_day: Day
    minutes: Annotated[int, Meta(ge=0, le=1440)]
    cells: Annotated[tuple[CellDwell, ...], Meta(max_length=500)] = ()


class GridCoverage(Wire, frozen=True):
    """How much of a grid was patrolled: `patrolled` of its `cells`; on how many days somebody was there long enough.

    `last_on` is the last day on which anybody was.
    """

    grid: str
    name: str
    cells: int
    patrolled: int
    days_present: int
    last_on: str | None


class CoverageView(Wire, frozen=True):
    """`GET /v1/coverage`: patrols of one's grids from a day through another; nobody's own cells are among it."""

    from_on: str
    until_on: str
    formula: str
    grids: tuple[GridCoverage, ...]
    cells: int
    patrolled: int
