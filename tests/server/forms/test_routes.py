"""Forms over HTTP: what one asks for, the filled workbook with its report, and who is refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import unquote

import httpx
import msgspec
import pytest

from mobile_contract.forms import FormReport
from ops.demo_forms import LIST
from server.forms.routes import REPORT_HEADER, XLSX
from tests.server.forms.templates import opened
from tests.support.app import AnApp, running


async def headers_of(browser: httpx.AsyncClient) -> dict[str, str]:
    """What a browser sends along when it changes something, or has a body."""
    csrf = (await browser.get("/v1/me")).json()["csrf"]
    return {"content-type": XLSX, "x-hexward-csrf": csrf, "origin": str(browser.base_url)}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def test_an_office_has_a_form_filled(app: AnApp) -> None:
    office = await app.sign_in("office")
    headers = await headers_of(office)
    asked = await office.post("/v1/forms/inspect", params={"name": "登记表"}, content=LIST, headers=headers)
    assert asked.status_code == 200, asked.text
    assert [one["heading"] for one in asked.json()["questions"]] == ["备注"]

    params = {"purpose": "低保核查", "name": "登记表", "grid": app.scene.west}
    answer = await office.post("/v1/forms/fill", params=params, content=LIST, headers=headers)

    assert answer.status_code == 200, answer.text
    assert opened(answer.content)["登记表"]["B4"].value == "演示张三"
    report = msgspec.json.decode(unquote(answer.headers[REPORT_HEADER]), type=FormReport)
    assert (report.rows, report.persons) == (1, 1)
    assert answer.headers["cache-control"] == "private, no-store"


async def test_who_may_not_and_what_is_none_is_refused(app: AnApp) -> None:
    worker = await app.sign_in("worker_west")
    headers = await headers_of(worker)
    for params, status in (
        ({"purpose": "x", "grid": app.scene.east}, 404),
        ({"purpose": "x", "grid": "nowhere"}, 404),
        ({"purpose": " ", "grid": app.scene.west}, 400),
        ({"purpose": "x", "grid": app.scene.west, "on": "yesterday"}, 400),
        ({"purpose": "x", "grid": app.scene.west, "whole_numbers": "true"}, 403),
        ({"purpose": "x", "grid": app.scene.west, "name": "a/b"}, 400),
    ):
        answer = await worker.post("/v1/forms/fill", params=params, content=LIST, headers=headers)
        assert answer.status_code == status, (params, answer.text)
    wrong = {"purpose": "x", "grid": app.scene.west}
    assert (await worker.post("/v1/forms/fill", params=wrong, content=b"x", headers=headers)).status_code == 422
    assert (
        await worker.post("/v1/forms/fill", params=wrong, content=LIST, headers=headers | {"content-type": "text/csv"})
    ).status_code == 415
    known = (await worker.get("/v1/dictionary")).json()
    assert known["refused"]["宗教信仰"]
