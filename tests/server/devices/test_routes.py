"""What offices see of the phones of their areas: what they said, what arrived, what may be done; each look is noted."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mobile_contract.accounts import RevokeInstall, SwapWorkers
from mobile_contract.devices import DevicePage, DeviceView
from mobile_contract.residents import AddHousehold
from mobile_contract.sync import QueueState
from server.core.database import ReadTx
from server.core.entities import grid_scope, scope_id
from server.core.ids import new_id
from server.core.journal import list_entries
from server.core.loading import head_of
from server.core.renewal import announce
from tests.support.app import AnApp, running
from tests.support.joined import Joined, join
from tests.support.scene import by_system, settle
from tests.support.spoiling import device_now


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def seen_by(app: AnApp, login: str, **asked: int | str) -> DevicePage:
    answer = await (await app.sign_in(login)).get("/v1/devices", params=asked)
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=DevicePage)


async def look_at(app: AnApp, phone: Joined, login: str = "office") -> DeviceView:
    answer = await (await app.sign_in(login)).get(f"/v1/devices/{phone.install}")
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=DeviceView)


async def pull(phone: Joined, cursor: str = "", **queue: Any) -> dict[str, Any]:
    asked = {"install": phone.install, "now": device_now(), "cursor": cursor, "contract": 2, "queue": queue}
    answer = await phone.http.post("/v1/sync/pull", json=asked)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def journalled(app: AnApp) -> list[tuple[str, str, str]]:
    """Who read what of whom: the reader, what it is about, and the body's own words."""

    async def read(tx: ReadTx) -> list[tuple[str, str, str]]:
        entries = await list_entries(tx, app.door.district, 0, (await head_of(tx, app.door.district)).pos)
        return [(entry.actor, entry.entity, entry.kind) for entry in entries if entry.kind == "read"]

    return await app.door.database.read(read)


async def test_a_pull_that_brings_nothing_shows_a_stuck_phone_at_once(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    assert [(view.trouble, view.queue) for view in (await seen_by(app, "office")).devices] == [(("never_heard",), None)]
    await pull(phone, length=3, last_seq=3, oldest_s=7200, photos=2, last_error="reset: too_old", free_bytes=5)

    [view] = (await seen_by(app, "office")).devices

    assert view.queue == QueueState(
        length=3, last_seq=3, oldest_s=7200, photos=2, last_error="reset: too_old", free_bytes=5
    )
    assert view.trouble == ("stuck", "failing", "little_room")
    assert view.safe_to.wipe.why == ("unsent", "unreceived", "photos")
    assert (view.safe_to.move.safe, view.received_seq) == (False, 0)


async def test_a_phone_whose_pull_is_refused_still_tells_how_it_is(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    told = {"install": phone.install, "now": device_now(), "cursor": "x", "queue": {"length": 4}}
    assert (await phone.http.post("/v1/sync/pull", json=told)).status_code == 400

    view = await look_at(app, phone)

    assert view.queue == QueueState(length=4)


async def test_what_was_sent_is_safe_to_lose_when_a_proved_backup_holds_it(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    await phone.push(AddHousehold(**phone.facts(new_id()), dwelling=app.scene.dwelling))
    await pull(phone, last_seq=phone.seq)
    view = await look_at(app, phone)
    assert (view.received_seq, view.safe_to.move.safe, view.safe_to.upgrade.safe) == (phone.seq, True, True)
    assert view.safe_to.wipe.why == ("not_durable",)

    await announce(app.door)  # what a restored backup holds is durable

    assert (await look_at(app, phone)).safe_to.wipe.why == ("before_restore",)
    await pull(phone, last_seq=phone.seq)
    assert (await look_at(app, phone)).safe_to.wipe.safe


async def test_a_view_says_whose_phone_it_is_where_they_work_and_what_it_holds(app: AnApp) -> None:
    phone, west = await join(app, "worker_west"), scope_id(grid_scope(app.scene.west))
    fresh = await pull(phone)
    asked = {"install": phone.install, "scope": west, "cursor": fresh["cursor"]}
    assert (await phone.http.post("/v1/sync/boot", json=asked)).status_code == 200

    view = await look_at(app, phone)

    assert (view.user, view.name, view.posts) == (app.scene.users["worker_west"], "worker_west", ("grid_worker",))
    assert [(grid.id, grid.name) for grid in view.grids] == [(app.scene.west, "西网格")]
    assert (view.contract, view.revoked_at) == (2, None)
    [held] = view.scopes
    assert (held.id, held.kind, held.ref, held.ended_at) == (west, "grid", app.scene.west, None)
    assert view.trouble == ()


async def test_a_grid_that_was_lost_without_a_proof_is_trouble_until_the_proof_comes(app: AnApp) -> None:
    phone, west = await join(app, "worker_west"), scope_id(grid_scope(app.scene.west))
    fresh = await pull(phone)
    await phone.http.post("/v1/sync/boot", json={"install": phone.install, "scope": west, "cursor": fresh["cursor"]})
    await settle(app.door, [await swap(app)])

    view = await look_at(app, phone)  # the area it was in knows it still

    assert view.trouble == ("unproved_wipe",)
    assert view.scopes[0].ended_at is not None
    assert (view.grids, view.posts) == ((), ())
    digest = {"count": 0, "sum_a": "0" * 16, "sum_b": "0" * 16}
    proof = {"install": phone.install, "scope": west, "digest": digest, "at": device_now()}
    assert (await phone.http.post("/v1/sync/wipe", json=proof)).status_code == 200
    assert (await look_at(app, phone)).trouble == ()


async def swap(app: AnApp) -> SwapWorkers:
    """The worker of the east takes the western grid over."""

    async def find(tx: ReadTx) -> str:
        entries = await list_entries(tx, app.door.district, 0, (await head_of(tx, app.door.district)).pos)
        [assignment, *_] = [entry.entity for entry in entries if entry.kind == "assign_worker"]
        return assignment

    ends = await app.door.database.read(find)
    return SwapWorkers(**by_system(new_id()), ends=ends, user=app.scene.users["worker_east"])


async def test_an_office_sees_its_own_area_and_the_district_sees_all(app: AnApp) -> None:
    west, stranger = await join(app, "worker_west"), await join(app, "stranger")

    assert [view.install for view in (await seen_by(app, "office")).devices] == [west.install]
    assert (await seen_by(app, "neighbour")).devices == ()
    everything = [view.install for view in (await seen_by(app, "supervisor")).devices]
    assert everything == sorted([west.install, stranger.install])
    for login, phone in (("office", stranger), ("neighbour", west)):
        answer = await (await app.sign_in(login)).get(f"/v1/devices/{phone.install}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await look_at(app, stranger, "supervisor")).user == app.scene.users["stranger"]


async def test_pages_follow_each_other(app: AnApp) -> None:
    phones = sorted([(await join(app, "worker_west")).install for _ in range(3)])
    first = await seen_by(app, "supervisor", limit=2)
    last = await seen_by(app, "supervisor", limit=2, after=str(first.next))
    assert [view.install for view in (*first.devices, *last.devices)] == phones
    assert (first.next, last.next) == (phones[1], None)


async def test_who_looks_after_no_phones_sees_none_and_a_phone_asks_in_vain(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    for login in ("dept", "worker_west"):
        answer = await (await app.sign_in(login)).get("/v1/devices")
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await phone.http.get("/v1/devices")).status_code == 403
    assert (await (await app.visitor()).get("/v1/devices")).status_code == 401


async def test_each_look_at_whose_phones_they_are_is_on_the_record(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    before = await journalled(app)
    await seen_by(app, "office")
    await look_at(app, phone)
    office = app.scene.users["office"]
    assert (await journalled(app))[len(before) :] == [(office, office, "read"), (office, phone.install, "read")]


async def test_a_phone_that_was_shut_out_is_still_seen(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    await pull(phone, length=1)
    await settle(app.door, [RevokeInstall(**by_system(phone.install), reason="lost")])

    view = await look_at(app, phone)

    assert view.revoked_at is not None
    assert view.trouble == ("shut_out",)
    assert view.safe_to.wipe.why == ("unsent",)


async def test_the_next_time_is_the_phones_own(app: AnApp) -> None:
    phone = await join(app, "worker_west")
    told = [(await pull(phone)).get("next_in", 300) for _ in range(2)]
    assert all(150 <= seconds < 450 for seconds in told)
    assert abs(told[0] - told[1]) <= 5 or abs(abs(told[0] - told[1]) - 300) <= 5
