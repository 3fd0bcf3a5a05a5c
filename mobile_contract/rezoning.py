"""Grids that are split and merged while people live and work in them: the orders, the job's own, and the preview.

A rezoning is one split or one merge. Its rows move root by root; until the last has left, the old grid stays valid.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from mobile_contract.accounts import Post
from mobile_contract.base import Command, Datum, Id, Line, Request, Wire
from mobile_contract.territory import GridShape

Digest = Annotated[str, Meta(max_length=8_000, pattern="^[A-Za-z0-9_=.-]*$(?!\\n)")]
"""What a preview showed, as opaque text. An order that carries it is refused once that is not so any more."""

MOST_PARTS = 20


class PartWorker(Request, frozen=True):
    """Who works on a grid that the rezoning makes; `assignment` becomes the id of their assignment."""

    grid: Id
    user: Id
    assignment: Id
    post: Post = Post.GRID_WORKER


Workers = Annotated[tuple[PartWorker, ...], Meta(max_length=3 * MOST_PARTS)]


class SplitGrid(Command, frozen=True, kw_only=True, tag="split_grid"):
    """Divide a grid into parts, in force from now on; `entity` is the rezoning. One part may keep the grid's id.

    What lies in no part, or has no place, goes to `rest`. `preview` is the digest of the preview that was agreed to.
    """

    grid: Id
    datum: Datum
    parts: Annotated[tuple[GridShape, ...], Meta(min_length=2, max_length=MOST_PARTS)]
    rest: Id
    workers: Workers = ()
    preview: Digest
    reason: Line = ""


class MergeGrids(Command, frozen=True, kw_only=True, tag="merge_grids"):
    """Make one grid of several, in force from now on; `entity` is the rezoning. `into` may keep one of their ids."""

    grids: Annotated[tuple[Id, ...], Meta(min_length=2, max_length=MOST_PARTS)]
    datum: Datum
    into: GridShape
    workers: Workers = ()
    preview: Digest
    reason: Line = ""


class HomeKind(StrEnum):
    """The kinds of rows that go where their root lies."""

    DWELLING = "dwelling"
    HOUSEHOLD = "household"
    PERSON = "person"
    RESIDENCY = "residency"
    VISIT = "visit"
    RENEWAL_ITEM = "renewal_item"
    CASE = "case"
    COMPONENT = "component"
    INSPECTION = "inspection"
    DANGER = "danger"
    CASE_EVENT = "case_event"
    PHOTO = "photo"
    CONFLICT = "conflict"
    SITE = "site"
    ORGANISATION = "organisation"
    RENTED_HOUSE = "rented_house"
    TENANCY = "tenancy"
    SERVICE_TAG = "service_tag"
    HELP = "help"
    TASK = "task"


class HomeRow(Request, frozen=True):
    """One row that moves."""

    kind: HomeKind
    id: Id


class Rehome(Command, frozen=True, kw_only=True, tag="rehome"):
    """Take rows of a rezoning to the grid where they lie now: whole roots with their children. The server's alone.

    Of `unfinished` buildings some dwellings have still to go: both grids see them meanwhile.
    """

    to: Id
    buildings: Annotated[tuple[Id, ...], Meta(max_length=2_000)] = ()
    unfinished: Annotated[tuple[Id, ...], Meta(max_length=2_000)] = ()
    rows: Annotated[tuple[HomeRow, ...], Meta(max_length=20_000)] = ()


class FinishRezoning(Command, frozen=True, kw_only=True, tag="finish_rezoning"):
    """The last row has left `grids`: they are retired, and their assignments end. The server's alone."""

    grids: Annotated[tuple[Id, ...], Meta(max_length=MOST_PARTS)]


class PhoneNews(Wire, frozen=True):
    """A phone that will boot or drop a grid's scope, and what it said of its queue when it was last heard."""

    install: str
    user: str
    name: str
    boots: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    unsent: int = 0
    last_heard: str | None = None


class GridNews(Wire, frozen=True):
    """A grid as it would be; `rows` counts what it would hold of the grids that are named, by kind."""

    grid: str
    code: str
    name: str
    area_m2: float
    rows: dict[str, int]
    open_cases: int = 0


class RezoningPreview(Wire, frozen=True):
    """What an order would do. `on_border` are residents within 15 m of another part; `placeless` those without a point.

    `unsent` is what the phones concerned said to have in their queues; `commits` how many commits the move takes.
    `digest` is what the order must carry; queues and single visits are no part of it.
    """

    digest: str
    grids: tuple[GridNews, ...]
    phones: tuple[PhoneNews, ...]
    on_border: int = 0
    placeless: int = 0
    open_cases: int = 0
    unsent: int = 0
    commits: int = 0
    lost_m2: float = 0.0
