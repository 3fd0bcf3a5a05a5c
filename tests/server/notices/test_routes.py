"""The inbox and the settings over HTTP."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from mobile_contract.cases import AcceptCase
from mobile_contract.notices import NoticeLanguage, SetNoticeWays
from server.core.decisions import Actor
from server.core.ids import new_id
from sync.notices import notice_ways_id
from tests.server.notices.world import planned, report
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def accepted(app: AnApp, count: int) -> list[str]:
    """Cases that the west's worker reported, taken on one after the other."""
    cases = [new_id() for _ in range(count)]
    await report(app.door, *cases, actor=Actor(user=app.scene.users["worker_west"], install=new_id()))
    for case in cases:
        await settle(app.door, [AcceptCase(**by_system(case))])
        await planned(app.door, frozenset())
    return cases


async def test_somebody_reads_their_own_notices_page_by_page(app: AnApp) -> None:
    cases = await accepted(app, 3)
    worker, other = await app.sign_in("worker_west"), await app.sign_in("worker_east")

    first = (await worker.get("/v1/notices", params={"limit": 2})).json()
    second = (await worker.get("/v1/notices", params={"limit": 2, "before": first["before"]})).json()

    assert [one["about"] for one in (*first["notices"], *second["notices"])] == cases[::-1]
    assert (first["notices"][0]["cls"], first["notices"][0]["title"]) == ("report.accepted", "已受理")
    assert second["before"] == ""
    assert (await other.get("/v1/notices")).json()["notices"] == []


@pytest.mark.parametrize("before", ["x", "1.x", "99999999999999999." + "0" * 8, "."])
async def test_a_place_that_is_none_is_malformed(app: AnApp, before: str) -> None:
    worker = await app.sign_in("worker_west")
    assert (await worker.get("/v1/notices", params={"before": before})).status_code == 400
    assert (await worker.get("/v1/notices", params={"limit": 0})).status_code == 400


async def test_settings_tell_what_there_is_to_choose_in_ones_language(app: AnApp) -> None:
    user = app.scene.users["worker_west"]
    ways = SetNoticeWays(**by_system(notice_ways_id(user)), language=NoticeLanguage.EN)
    worker = await app.sign_in("worker_west")
    before = (await worker.get("/v1/notices/settings")).json()
    await settle(app.door, [ways], Actor(user=user, install=new_id()))

    after = (await worker.get("/v1/notices/settings")).json()

    assert (before["language"], after["language"]) == ("zh-CN", "en")
    assert [one["title"] for one in before["choices"]][:1] == ["新任务"]
    assert [one["title"] for one in after["choices"]][:1] == ["New task"]
    assert after["choices"][0]["channels"] == ["push", "inbox"]
