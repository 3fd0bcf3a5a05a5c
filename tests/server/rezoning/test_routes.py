"""Previews and orders over HTTP: for whom they are, and what comes of them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.accounts import SwapWorkers
from mobile_contract.base import Command
from mobile_contract.territory import RetireGrid
from server.accounts.staffing import list_on_grids
from server.core import clock
from server.core.ids import new_id
from tests.server.rezoning.scenes import Split, a_split
from tests.support.app import AnApp, running
from tests.support.copies import rows_of_grid
from tests.support.scene import by_system

PREVIEW, ORDER = "/v1/territory/orders/preview", "/v1/territory/orders"


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def post(app: AnApp, browser: httpx.AsyncClient, path: str, command: Command) -> httpx.Response:
    csrf = (await browser.get("/v1/me")).json()["csrf"]
    headers = {"content-type": "application/json", "x-hexward-csrf": csrf, "origin": str(browser.base_url)}
    return await browser.post(path, content=msgspec.json.encode(command), headers=headers)


def told(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_a_supervisor_previews_and_orders_a_split(app: AnApp) -> None:
    browser, command = await app.sign_in("supervisor"), a_split(Split(app.scene))
    shown = told(await post(app, browser, PREVIEW, command))
    assert {one["code"] for one in shown["grids"]} == {"left", "right"}
    stale = await post(app, browser, ORDER, msgspec.structs.replace(command, preview="x"))
    assert (stale.status_code, stale.json()["code"], stale.json()["changed"]) == (409, "stale_preview", ["plan"])
    agreed = msgspec.structs.replace(command, preview=shown["digest"])
    first, again = told(await post(app, browser, ORDER, agreed)), told(await post(app, browser, ORDER, agreed))
    assert (first["verdict"], first) == ("applied", again)
    assert await rows_of_grid(app.door, app.scene.west) == set()


async def test_an_office_swaps_workers_of_its_grids_and_of_no_others(app: AnApp) -> None:
    now = clock.now()
    (held,) = await app.door.database.read(lambda tx: list_on_grids(tx, app.door.district, [app.scene.west], now))
    swap = SwapWorkers(**by_system(new_id()), ends=held.assignment, user=app.scene.users["stranger"])
    for login in ("neighbour", "dept"):
        assert (await post(app, await app.sign_in(login), PREVIEW, swap)).status_code == 404
    office = await app.sign_in("office")
    shown = told(await post(app, office, PREVIEW, swap))
    done = told(await post(app, office, ORDER, msgspec.structs.replace(swap, preview=shown["digest"])))
    assert done["verdict"] == "applied"


async def test_a_community_sees_no_split_beforehand(app: AnApp) -> None:
    office = await app.sign_in("office")
    assert (await post(app, office, PREVIEW, a_split(Split(app.scene)))).status_code == 404


async def test_what_is_no_such_order_is_malformed(app: AnApp) -> None:
    browser = await app.sign_in("supervisor")
    other = RetireGrid(**by_system(app.scene.west), reason="x")
    assert (await post(app, browser, PREVIEW, other)).status_code == 400
    csrf = (await browser.get("/v1/me")).json()["csrf"]
    headers = {"content-type": "application/json", "x-hexward-csrf": csrf, "origin": str(browser.base_url)}
    assert (await browser.post(ORDER, content=b"{}", headers=headers)).status_code == 400
