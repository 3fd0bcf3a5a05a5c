"""The page of the document comes whole from the server, and asks no other host for anything."""

import hashlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.openapi.page import FILES, PAGE
from tests.support.app import AnApp, running
from tests.support.tree import ROOT

VENDOR = ROOT / "server/web/vendor"


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_everything_that_the_page_names_is_here(app: AnApp) -> None:
    visitor = await app.visitor()
    page = await visitor.get("/v1/docs")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert {f"/v1/docs/{name}" for name in FILES} | {"/v1/openapi.json"} == set(named)
    for address in set(named):
        answer = await visitor.get(address)
        assert answer.status_code == 200
        assert answer.content
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "http:" not in page.headers["content-security-policy"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_file_that_a_browser_has_is_not_sent_again_and_no_other_is_given(app: AnApp) -> None:
    visitor = await app.visitor()
    first = await visitor.get("/v1/docs/page.js")
    again = await visitor.get("/v1/docs/page.js", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    for name in ("manifest.json", "..%2fmanifest.json", "LICENSE"):
        assert (await visitor.get(f"/v1/docs/{name}")).status_code == 404


def test_no_other_host_is_named_by_the_page_itself() -> None:
    assert not re.search(r"""(src|href)="(https?:)?//""", PAGE)


def test_what_is_vendored_is_what_its_manifest_says() -> None:
    told = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))
    for folder, package in told.items():
        found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (VENDOR / folder).iterdir()}
        assert found == package["files"]
        assert {"LICENSE", "NOTICE"} <= set(found)
