"""What `hexward hazard` reads and orders: through the door, under its own name, and each look at people journalled."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from msgspec import Struct

from mobile_contract.hazard_views import (
    CheckTemplateList,
    DangerDetail,
    DangerPage,
    DuePage,
    HazardFigures,
    HazardFile,
    NoticeView,
)
from mobile_contract.hazards import PublishCheckTemplate
from mobile_contract.receipts import Receipt, Verdict
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.accounts.scope import OfficeScope, directory_of
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door, Reading
from server.core.entities import named_id
from server.core.ids import new_id
from server.hazards import planning, service
from server.hazards.routes import asked_of

T = TypeVar("T")

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward hazard"), system=True)
"""The server itself, by its operator at the command line: the journal tells these by the install."""


class Published(Struct, frozen=True):
    """What became of a check list: its site type, and new, same, or why not."""

    site_type: str
    status: str
    receipt: Receipt | None


async def publish(door: Door, lists: Sequence[dict[str, Any]], *, dry_run: bool) -> list[Published]:
    """Publish check lists, all in one commit; one that is in force as it is stays as it is."""
    if dry_run:
        return [await _foreseen(door, facts) for facts in lists]
    commands = [PublishCheckTemplate(**facts_of(new_id()), **facts) for facts in lists]
    receipts = (await door.issue(commands, OPERATOR)).receipts
    words = {Verdict.APPLIED: "new", Verdict.MERGED: "same"}
    told = zip(commands, receipts, strict=True)
    return [Published(one.site_type, words.get(receipt.verdict, "refused"), receipt) for one, receipt in told]


async def _foreseen(door: Door, facts: dict[str, Any]) -> Published:
    present = (await service.list_templates(door, every=False)).templates
    there = [one for one in present if (one.scheme, one.site_type) == (facts["scheme"], facts["site_type"])]
    return Published(str(facts["site_type"]), "another edition" if there else "new", None)


async def list_dangers(door: Door, state: str, grid: str, limit: int) -> DangerPage:
    """Dangers anywhere in the district, or in the grid with this code."""

    async def read(tx: ReadTx) -> DangerPage:
        of = await _grid_of(tx, door, grid) if grid else None
        return await service.page_of(await _everywhere(tx, door), tx, door, asked_of(state, of, None), limit)

    return await door.database.read(read)


async def show_danger(door: Door, danger: str) -> DangerDetail:
    """A danger whole; journalled."""

    async def read(tx: Tx) -> tuple[DangerDetail, Sequence[str]]:
        detail = await service.detail_of(await _everywhere(tx, door), tx, door, danger)
        return detail, [detail.danger.inspection]

    return await door.witnessed(Reading(OPERATOR, f"danger:{danger}", "danger", danger), read)


async def show_file(door: Door, subject: str) -> HazardFile:
    """The file of a place; journalled."""

    async def read(tx: Tx) -> tuple[HazardFile, Sequence[str]]:
        found = await service.file_of(await _everywhere(tx, door), tx, door, subject)
        return found, [one.id for one in found.inspections]

    return await door.witnessed(Reading(OPERATOR, "register", "hazard_file", subject), read)


async def show_notice(door: Door, number: str) -> NoticeView:
    """What stands on a notice; journalled."""

    async def read(tx: Tx) -> tuple[NoticeView, Sequence[str]]:
        notice, inspection = await service.notice_of(await _everywhere(tx, door), tx, door, number)
        return notice, [inspection]

    return await door.witnessed(Reading(OPERATOR, f"notice:{number}", "notice", SYSTEM_USER), read)


async def list_templates(door: Door, *, every: bool) -> CheckTemplateList:
    """The check lists in force, or every edition."""
    return await service.list_templates(door, every=every)


async def list_due(door: Door, grid: str, days: int) -> DuePage:
    """What is to be inspected in the grid with this code."""
    return await _scoped(door, lambda scope, tx, of: planning.due_of(scope, tx, door, of, days), grid)


async def count(door: Door, from_on: date, until_on: date) -> HazardFigures:
    """Figures of the whole district."""

    async def read(tx: ReadTx) -> HazardFigures:
        return await planning.figures_of(await _everywhere(tx, door), tx, door, from_on, until_on)

    return await door.database.read(read)


async def _scoped(door: Door, work: Callable[[OfficeScope, ReadTx, str], Awaitable[T]], grid: str) -> T:
    async def read(tx: ReadTx) -> T:
        return await work(await _everywhere(tx, door), tx, await _grid_of(tx, door, grid))

    return await door.database.read(read)


async def _grid_of(tx: ReadTx, door: Door, code: str) -> str:
    grids = [grid for grid in (await directory_of(tx, door)).district_grids() if grid.code == code]
    if len(grids) != 1:
        raise Refused(f"there is no grid {code}; `hexward grid list` lists them")
    return grids[0].id


async def _everywhere(tx: ReadTx, door: Door) -> OfficeScope:
    """The whole district, which is the operator's to look at."""
    directory = await directory_of(tx, door)
    grids = tuple(sorted(grid.id for grid in directory.district_grids()))
    return OfficeScope(user=SYSTEM_USER, at=clock.now(), grids=grids, gridless=True)
