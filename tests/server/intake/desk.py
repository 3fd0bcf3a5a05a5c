"""A district whose public side is open, and what residents, hotlines and partners send it."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from mobile_contract.base import Command
from mobile_contract.cases import (
    AcceptCase,
    AssignCase,
    CloseCase,
    ConfirmHandling,
    DispatchCase,
    FileCase,
    FinishHandling,
    LimitUnit,
)
from mobile_contract.catalogue import ClassShape, DefineClasses
from server.core.database import ReadTx
from server.core.door import Door
from server.core.entities import Entity
from server.core.ids import new_id
from server.core.reading import list_by
from tests.support.app import AnApp, running
from tests.support.scene import WEST, by_system, middle, settle

NOISE = "B-event-03-01"
SECRET = "s" * 43
PLACE = {"lon": middle(WEST).lon, "lat": middle(WEST).lat, "datum": "wgs84", "accuracy_m": 8.0}


@asynccontextmanager
async def open_desk(url: str, folder: Path) -> AsyncGenerator[AnApp, None]:
    """The application with a class that needs neither check nor photos, so that a case closes in a few steps."""
    shape = ClassShape(
        scheme="B", kind="event", major="03", minor="01", name="施工扰民", limit_value=2,
        limit_unit=LimitUnit.URGENT_HOUR, check_waived=True, photos_after=0,
    )  # fmt: skip
    async with running(url, folder) as app:
        await settle(app.door, [DefineClasses(**by_system(new_id()), classes=(shape,))])
        yield app


def a_report(**more: Any) -> dict[str, Any]:
    """Somebody's report of noise, from a place in the west grid."""
    facts = {"draft": new_id(), "secret": SECRET, "matter": "noise", "words": "夜间施工", "point": PLACE}
    return facts | more


async def tell(visitor: httpx.AsyncClient, **more: Any) -> dict[str, Any]:
    """A report that is taken in; its receipt."""
    answer = await visitor.post("/v1/public/reports", json=a_report(**more))
    assert answer.status_code == 201, answer.text
    taken: dict[str, Any] = answer.json()
    return taken


async def follow(visitor: httpx.AsyncClient, taken: dict[str, Any]) -> dict[str, Any]:
    """What whoever has the receipt is shown; from then on the visitor sends its token."""
    answer = await visitor.post("/v1/public/follow", json={"code": taken["code"], "pin": taken["pin"]})
    assert answer.status_code == 200, answer.text
    visitor.headers["authorization"] = f"Bearer {answer.json()['token']}"
    progress: dict[str, Any] = answer.json()["progress"]
    return progress


async def progress_of(visitor: httpx.AsyncClient) -> dict[str, Any]:
    """How the report of the visitor's token stands."""
    answer = await visitor.get("/v1/public/progress")
    assert answer.status_code == 200, answer.text
    progress: dict[str, Any] = answer.json()
    return progress


async def rows(door: Door, entity: type[Entity], column: str, value: str) -> list[Any]:
    """Rows of the register by one of their columns."""

    async def work(tx: ReadTx) -> list[Any]:
        return list(await list_by(tx, door, entity, column, [value]))

    return await door.database.read(work)


async def case_of(app: AnApp, source: str) -> str:
    """The only case on the office's board that came from a source."""
    office = await app.sign_in("office")
    cases = (await office.get("/v1/cases")).json()["cases"]
    [found] = [case["id"] for case in cases if case["source"] == source]
    return str(found)


async def dispatched(app: AnApp, case: str) -> None:
    """Lead a case to the department."""
    commands: list[Command] = [
        AcceptCase(**by_system(case)),
        FileCase(**by_system(case), class_code=NOISE),
        DispatchCase(**by_system(case), department=app.scene.department),
    ]
    for command in commands:
        await settle(app.door, [command])


async def closed(app: AnApp, case: str) -> None:
    """Lead a case to its end."""
    await dispatched(app, case)
    commands: list[Command] = [
        AssignCase(**by_system(case), handler=app.scene.users["handler"]),
        FinishHandling(**by_system(case)),
        ConfirmHandling(**by_system(case)),
        CloseCase(**by_system(case)),
    ]
    for command in commands:
        await settle(app.door, [command])
