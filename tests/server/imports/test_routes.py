"""Offices over HTTP: a file is brought, looked at, run as an order, and told row by row; each sees its own alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from mobile_contract.base import Command
from mobile_contract.imports import RunImport, UndoImport
from server.imports import working
from server.tabular.books import opened as opened_book
from tests.server.imports.files import HEADINGS, a_csv, a_row, counts, ran
from tests.server.residents.test_routes import readings
from tests.support.app import AnApp, running
from tests.support.scene import by_system

BYTES = "application/octet-stream"
REGISTER = {"x-hexward-purpose": "register"}
NORTH = "320114002001"


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def post(browser: httpx.AsyncClient, path: str, body: bytes, kind: str = BYTES, **params: str) -> httpx.Response:
    csrf = (await browser.get("/v1/me")).json()["csrf"]
    headers = {"content-type": kind, "x-hexward-csrf": csrf, "origin": str(browser.base_url)}
    return await browser.post(path, content=body, headers=headers, params=params)


async def order(browser: httpx.AsyncClient, command: Command) -> dict[str, Any]:
    answer = await post(browser, "/v1/commands", msgspec.json.encode(command), "application/json")
    told: dict[str, Any] = answer.json()[0]
    return told


async def test_an_office_brings_looks_runs_reads_and_undoes(app: AnApp) -> None:
    office = await app.sign_in("office")
    raw = a_csv(a_row(0), a_row(1, 网格编码=NORTH), a_row(2), headings=[*HEADINGS, "爱好"])
    brought = await post(office, "/v1/imports", raw, name="名册.csv")
    assert brought.status_code == 201, brought.text
    assert brought.json()["unused"] == ["爱好"]
    identity = brought.json()["id"]
    assert (await office.get(f"/v1/imports/{identity}/preview")).status_code == 400
    seen = await office.get(f"/v1/imports/{identity}/preview", headers=REGISTER)
    assert seen.json()["counts"] == counts(new=2, error=1)
    assert [row[:4] for row in seen.json()["rows"]] == [[3, "error", "not_your_grid", "grid"]]
    assert (await order(office, RunImport(**by_system(identity))))["verdict"] == "applied"
    await working.carry_on(app.door, identity)
    view = (await office.get(f"/v1/imports/{identity}")).json()
    assert (view["state"], view["counts"]) == ("done", counts(new=2, error=1))
    assert [one["id"] for one in (await office.get("/v1/imports")).json()["imports"]] == [identity]
    told = await post(office, f"/v1/imports/{identity}/report", raw)
    with opened_book(told.content) as book:
        rows = [[cell.text for cell in row.cells] for row in book.rows()]
    assert [row[-4:-2] for row in rows] == [
        ["处理结果", "原因"],
        ["新增", ""],
        ["错误", "不是本单位的网格"],
        ["新增", ""],
    ]
    other = await post(office, f"/v1/imports/{identity}/report", a_csv(a_row(0)))
    assert (other.status_code, other.json()["code"]) == (409, "upload_mismatch")
    assert (await order(office, UndoImport(**by_system(identity))))["verdict"] == "applied"
    assert (await working.carry_on(app.door, identity)).state == "undone"


async def test_whose_records_a_preview_compared_is_journalled(app: AnApp) -> None:
    await ran(app.door, a_csv(a_row(0)))
    office = await app.sign_in("office")
    brought = await post(office, "/v1/imports", a_csv(a_row(0)))
    identity = brought.json()["id"]
    assert (await office.get(f"/v1/imports/{identity}/preview", headers=REGISTER)).json()["counts"] == counts(same=1)
    entry, (purpose, what, ids) = (await readings(app.door))[-1]
    assert (entry.actor, purpose, what, len(ids)) == (app.scene.users["office"], "register", "import", 1)


async def test_an_import_of_another_office_is_not_there(app: AnApp) -> None:
    office, neighbour = await app.sign_in("office"), await app.sign_in("neighbour")
    identity = (await post(office, "/v1/imports", a_csv(a_row(0)))).json()["id"]
    for path in ("", "/preview"):
        assert (await neighbour.get(f"/v1/imports/{identity}{path}", headers=REGISTER)).status_code == 404
    assert (await post(neighbour, f"/v1/imports/{identity}/report", b"x")).status_code == 404
    assert (await order(neighbour, RunImport(**by_system(identity))))["why"] == "not_allowed"
    assert (await neighbour.get("/v1/imports")).json()["imports"] == []


async def test_nobody_of_another_community_is_drawn_away_or_named(app: AnApp) -> None:
    await ran(app.door, a_csv(a_row(0)))
    neighbour = await app.sign_in("neighbour")
    raw = a_csv(a_row(0, 网格编码=NORTH), a_row(0, 网格编码=NORTH, 身份证号=""))
    identity = (await post(neighbour, "/v1/imports", raw)).json()["id"]
    seen = (await neighbour.get(f"/v1/imports/{identity}/preview", headers=REGISTER)).json()
    assert seen["counts"] == counts(error=1, asked=1)
    assert [row[2] for row in seen["rows"]] == ["lives_elsewhere", "likely"]
    assert all(row[5:] in ([], [[]]) for row in seen["rows"])


@pytest.mark.parametrize(
    ("body", "params", "status", "code"),
    [
        (b"PK\x03\x04", {}, 422, "unreadable_table"),
        (b"", {}, 422, "unreadable_table"),
        (b"a,b\n1,2\n", {}, 422, "columns_missing"),
        (b"a,b\n", {"map": "{"}, 400, "malformed"),
        (b"a,b\n", {"map": '{"a":"religion"}'}, 400, "malformed"),
        (b"a,b\n", {"sheet": "0"}, 400, "malformed"),
        (b"a,b\n", {"sheet": "2"}, 422, "unreadable_table"),
        (b"a,b\n", {"grid": "nowhere"}, 404, "not_found"),
    ],
)
async def test_what_cannot_be_read_is_told_why(
    app: AnApp, body: bytes, params: dict[str, str], status: int, code: str
) -> None:
    answer = await post(await app.sign_in("office"), "/v1/imports", body, **params)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def test_a_worker_brings_no_file(app: AnApp) -> None:
    worker = await app.sign_in("worker_west")
    answer = await post(worker, "/v1/imports", a_csv(a_row(0)))
    assert answer.status_code == 403
