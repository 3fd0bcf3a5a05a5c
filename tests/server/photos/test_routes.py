"""Photos over HTTP: copies without metadata, in parts, only where their subject is seen."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from media.images import ImageFormat, inspect_header
from media.traces import traces_of
from mobile_contract.cases import ReportMatter
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from server.core import clock
from server.core.ids import new_id
from tests.media.corpus.heic import HEIC
from tests.media.corpus.hostile import cases, phone_photo
from tests.support.app import AnApp, running
from tests.support.joined import Joined, join
from tests.support.scene import WEST, middle

PHOTO = phone_photo(2000, 1500)


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


@pytest.fixture
async def west(app: AnApp) -> Joined:
    return await join(app, "worker_west")


async def sent(app: AnApp, phone: Joined, content: bytes, media_type: str = "image/jpeg") -> str:
    """The address of a photo of a report, sent whole."""
    case, photo, upload = new_id(), new_id(), new_id()
    sha256 = hashlib.sha256(content).hexdigest()
    report = ReportMatter(**phone.facts(case), title="井盖破损", point=middle(WEST), claimed_grid=app.scene.west)
    attach = AttachPhoto(
        **phone.facts(photo, case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
        sha256=sha256, size_bytes=len(content), media_type=media_type,
    )  # fmt: skip
    assert [one["verdict"] for one in await phone.push(report, attach)] == ["applied", "applied"]
    told = {"upload": upload, "sha256": sha256, "size_bytes": len(content), "command": new_id()}
    await phone.http.post("/v1/uploads", json=told)
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    answer = await phone.http.patch(f"/v1/uploads/{upload}", content=content, headers=headers)
    assert answer.status_code == 204, answer.text
    return f"/v1/photos/{photo}"


async def asked(phone: Joined, path: str, **headers: str) -> httpx.Response:
    return await phone.http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def test_no_copy_of_a_phones_photo_tells_where_it_was_taken(app: AnApp, west: Joined) -> None:
    path = await sent(app, west, PHOTO)
    assert len(traces_of(PHOTO)) == 3
    for edge, sides in ((0, (1500, 2000)), (1280, (960, 1280)), (320, (240, 320))):
        answer = await west.http.get(path, params={"edge": edge})
        header = inspect_header(answer.content)
        assert (answer.status_code, header.width, header.height) == (200, *sides)
        assert traces_of(answer.content) == []
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment")
    assert (await west.http.get(path, params={"edge": 321})).status_code == 400


async def test_a_heic_photo_comes_back_as_a_jpeg(app: AnApp, west: Joined) -> None:
    answer = await west.http.get(await sent(app, west, HEIC, "image/heic"))
    header = inspect_header(answer.content)
    assert (header.format, header.width, header.height) == (ImageFormat.JPEG, 96, 64)
    assert traces_of(answer.content) == []


async def test_a_photo_is_read_in_parts_and_not_twice(app: AnApp, west: Joined) -> None:
    path = await sent(app, west, PHOTO)
    whole = await west.http.get(path)
    tag = whole.headers["etag"]
    part = await asked(west, path, range="bytes=100-199", if_range=tag)
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
    behind = await asked(west, path, range=f"bytes={len(whole.content)}-")
    assert (behind.status_code, behind.headers["content-range"]) == (416, f"bytes */{len(whole.content)}")
    other = await asked(west, path, range="bytes=100-199", if_range='"another"')
    assert (other.status_code, other.content) == (200, whole.content)
    again = await asked(west, path, if_none_match=tag)
    assert (again.status_code, again.content) == (304, b"")
    assert "private" in whole.headers["cache-control"]


async def test_a_web_server_in_front_is_told_which_file_to_send(database_url: str, tmp_path: Path) -> None:
    async with running(database_url, tmp_path, photo_handover="/copies/") as app:
        phone = await join(app, "worker_west")
        answer = await phone.http.get(await sent(app, phone, PHOTO), params={"edge": 320})
        told = answer.headers["x-accel-redirect"]
        assert (answer.status_code, answer.content) == (200, b"")
        assert told.startswith("/copies/")
        kept = (tmp_path / "copies" / told.removeprefix("/copies/")).read_bytes()
        assert (inspect_header(kept).height, traces_of(kept)) == (320, [])


async def test_a_link_shows_a_photo_for_a_minute_to_whom_it_was_made_for(
    app: AnApp, west: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = await sent(app, west, PHOTO)
    east, visitor = await join(app, "worker_east"), await app.visitor()
    assert (await east.http.get(f"{path}/link")).status_code == 404
    url = (await west.http.get(f"{path}/link", params={"edge": 320})).json()["url"]
    answer = await visitor.get(url)
    assert (answer.status_code, inspect_header(answer.content).height) == (200, 320)
    assert (await visitor.get(f"{url[:-1]}{'0' if url[-1] != '0' else '1'}")).status_code == 404
    assert (await visitor.get(url.replace("/v1/shown/", "/v1/shown/A"))).status_code == 404
    later = clock.now() + timedelta(seconds=61)
    monkeypatch.setattr("server.photos.routes.clock.now", lambda: later)
    assert (await visitor.get(url)).status_code == 404


async def test_what_is_damaged_behind_its_header_is_never_shown(app: AnApp, west: Joined) -> None:
    path = await sent(app, west, cases()["jpeg cut off"][0])
    answer = await west.http.get(path)
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (422, "unsupported_image", "damaged")


async def test_a_copy_that_a_power_loss_cut_is_made_again(app: AnApp, west: Joined, tmp_path: Path) -> None:
    path = await sent(app, west, PHOTO)
    whole = (await west.http.get(path)).content
    kept = list((tmp_path / "copies").rglob("*-0.jpg"))
    assert [file.read_bytes() for file in kept] == [whole]
    kept[0].chmod(0o600)
    kept[0].write_bytes(whole[:1000])
    assert (await west.http.get(path)).content == whole
