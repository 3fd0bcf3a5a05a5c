"""Bytes go with their photo's erasure, and when nobody ever named them; what may still be named stays."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import bindparam, func, select

from media.blobs import BlobStore
from media.copies import Copies
from mobile_contract.cases import ReportMatter
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from server.core import clock
from server.core.ids import new_id
from server.core.statements import Statement
from server.uploads import service
from server.uploads import tables as t
from server.uploads.keeping import WAITS, Gone, let_go
from tests.server.photos.test_hiding import looked
from tests.server.photos.test_routes import PHOTO
from tests.support.app import AnApp, running
from tests.support.joined import Joined, join
from tests.support.scene import WEST, middle

_PRINTS = Statement(select(func.count()).where(t.photo_prints.c.district_id == bindparam("district")))
SHA256 = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


@pytest.fixture
async def west(app: AnApp) -> Joined:
    return await join(app, "worker_west")


def stores(app: AnApp) -> tuple[BlobStore, Copies]:
    return app.litestar.state.blobs, app.litestar.state.copies


async def brought(phone: Joined, content: bytes, command: str) -> None:
    """Bytes, sent whole unless the district has them."""
    told = {"upload": new_id(), "sha256": hashlib.sha256(content).hexdigest(), "size_bytes": len(content)}
    view = await phone.http.post("/v1/uploads", json=told | {"command": command})
    if not view.json()["done"]:
        headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
        answer = await phone.http.patch(f"/v1/uploads/{told['upload']}", content=content, headers=headers)
        assert answer.status_code == 204, answer.text


async def reported(app: AnApp, phone: Joined, content: bytes) -> tuple[str, str]:
    """A case with its photo, as a phone sends them; their ids."""
    case, photo = new_id(), new_id()
    report = ReportMatter(**phone.facts(case), title="井盖破损", point=middle(WEST), claimed_grid=app.scene.west)
    attach = AttachPhoto(
        **phone.facts(photo, case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
        sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content),
    )  # fmt: skip
    assert [one["verdict"] for one in await phone.push(report, attach)] == ["applied", "applied"]
    await brought(phone, content, attach.id)
    return case, photo


async def test_the_bytes_of_an_erased_photo_go_with_their_copies(app: AnApp, west: Joined, tmp_path: Path) -> None:
    blobs, copies = stores(app)
    case, _ = await reported(app, west, PHOTO)
    await looked(app)
    assert await let_go(app.door, blobs, copies) == Gone(0, 0)
    assert await blobs.size_of(SHA256) == len(PHOTO)

    await app.door.erase(app.scene.office("office"), case, "asked for")

    assert await let_go(app.door, blobs, copies) == Gone(0, 1)
    assert await blobs.size_of(SHA256) is None
    assert not list((tmp_path / "copies").rglob("*.jpg"))
    assert (await app.door.database.read(lambda tx: tx.fetch(_PRINTS, district=app.door.district)))[0][0] == 0
    assert await let_go(app.door, blobs, copies) == Gone(0, 0)


async def test_what_another_photo_shows_too_stays(app: AnApp, west: Joined) -> None:
    blobs, copies = stores(app)
    case, _ = await reported(app, west, PHOTO)
    _, second = await reported(app, west, PHOTO)
    await app.door.erase(app.scene.office("office"), case, "asked for")

    assert (await let_go(app.door, blobs, copies)).blobs == 0
    assert (await west.http.get(f"/v1/photos/{second}")).status_code == 200


async def test_bytes_wait_for_the_row_of_their_photo_as_long_as_a_phone_may_be_away(app: AnApp, west: Joined) -> None:
    blobs, copies = stores(app)
    await brought(west, PHOTO, new_id())
    assert await let_go(app.door, blobs, copies) == Gone(0, 0)
    later = clock.now() + WAITS + timedelta(minutes=1)
    with clock.told_by(lambda: later):
        assert await let_go(app.door, blobs, copies) == Gone(0, 1)
    assert await blobs.size_of(SHA256) is None


async def test_no_phone_fills_the_disk_and_what_it_has_promised_it_may_finish(
    app: AnApp, west: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "DAY_BYTES", len(PHOTO) + 10)
    begun = {"upload": new_id(), "sha256": SHA256, "size_bytes": len(PHOTO), "command": new_id()}
    assert (await west.http.post("/v1/uploads", json=begun)).status_code == 200
    more = {"upload": new_id(), "sha256": "a" * 64, "size_bytes": 11, "command": new_id()}

    refused = await west.http.post("/v1/uploads", json=more)

    assert (refused.status_code, refused.json()["code"], refused.headers["retry-after"]) == (429, "slow_down", "3600")
    assert (await west.http.post("/v1/uploads", json=begun)).status_code == 200
    monkeypatch.setattr(service, "DAY", timedelta(microseconds=1))
    assert (await west.http.post("/v1/uploads", json=more | {"upload": new_id()})).status_code == 200
    monkeypatch.undo()
    monkeypatch.setattr(service, "DAY_BYTES", len(PHOTO) + 10)
    another = await join(app, "worker_east")
    assert (await another.http.post("/v1/uploads", json=more)).status_code == 200
