"""Weeks of the scene's grids: items that are found, and phones that answer them."""

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from mobile_contract.base import Command
from mobile_contract.receipts import Receipt
from mobile_contract.renewal import AnswerItem, ConfirmItem, RenewalAnswer, StayRef
from server.core import clock
from server.core.decisions import Actor
from server.core.door import Door
from server.core.ids import new_id
from server.core.intake import Submission, made_here
from server.core.reading import list_by
from server.renewal.entities import ItemAnswer, RenewalCycle, RenewalItem
from server.renewal.opening import Opened, open_week
from server.renewal.weeks import start_of
from tests.support.scene import Scene, by_system

WEEK, NEXT, THIRD = "2026-11-23", "2026-11-30", "2026-12-07"
"""Mondays after the scene was made, whenever that is."""
HOUR = timedelta(hours=1)


async def opened(door: Door, week: str = WEEK, after: timedelta = HOUR) -> Opened:
    """What the job does some time into a week."""
    with clock.told_by(lambda: start_of(week) + after):
        return await open_week(door)


async def items_of(door: Door, grid: str) -> list[RenewalItem]:
    return await door.database.read(lambda tx: list_by(tx, door, RenewalItem, "grid", [grid]))


async def item_about(door: Door, target: str, week: str = "") -> RenewalItem:
    found = await door.database.read(lambda tx: list_by(tx, door, RenewalItem, "target", [target]))
    (item,) = [one for one in found if not week or one.week == week]
    return item


async def cycles_of(door: Door, grid: str) -> list[RenewalCycle]:
    found = await door.database.read(lambda tx: list_by(tx, door, RenewalCycle, "grid", [grid]))
    return sorted(found, key=lambda one: one.week)


async def answers_to(door: Door, item: str) -> list[ItemAnswer]:
    found = await door.database.read(lambda tx: list_by(tx, door, ItemAnswer, "item", [item]))
    return sorted(found, key=lambda one: one.answered_at)


async def says(
    door: Door, actor: Actor, command: Command, seen_at: datetime, came_at: datetime | None = None
) -> Receipt:
    """What somebody saw at an instant, and what came in at that or a later one."""
    sent = replace(made_here(command, actor), observed_at=seen_at, clock_quality="exact")
    with clock.told_by(lambda: came_at or seen_at):
        return (await door.submit(Submission(actor, [sent]))).receipts[0]


def confirms(item: RenewalItem, **more: Any) -> ConfirmItem:
    told: dict[str, Any] = by_system(item.id) | {"answer": new_id()} | more
    return ConfirmItem(**told)


def answers(item: RenewalItem, state: RenewalAnswer, **more: Any) -> AnswerItem:
    told: dict[str, Any] = by_system(item.id) | {"answer": new_id()} | more
    return AnswerItem(state=state, **told)


def moved_out(item: RenewalItem, scene: Scene, **more: Any) -> AnswerItem:
    told: dict[str, Any] = {"stays": (StayRef(scene.residency, scene.person),)} | more
    return answers(item, RenewalAnswer.MOVED_OUT, **told)
