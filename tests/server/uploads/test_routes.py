"""Photos over HTTP: resumable to the byte, bound to who sent them, read back only where their subject is seen."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from mobile_contract import cases
from mobile_contract.accounts import RevokeInstall
from mobile_contract.base import Command
from mobile_contract.cases import ReportMatter
from mobile_contract.hazards import HazardSubject, PublishCheckTemplate, RecordInspection
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from ops.demo_photos import make_sample_jpeg
from ops.selfcheck.checking import require_picture
from server.core.consumers import Workers
from server.core.ids import new_id
from server.core.reading import find_entity
from server.uploads.entities import Photo
from server.uploads.service import photo_consumer
from tests.server.hazards.shapes import a_finding, a_template
from tests.support.app import AnApp, running
from tests.support.joined import Joined, join
from tests.support.scene import CLASS, WEST, by_system, middle, settle

PICTURE = make_sample_jpeg(1, 320, 240)
SHA256 = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


@pytest.fixture
async def west(app: AnApp) -> Joined:
    return await join(app, "worker_west")


@pytest.fixture
async def east(app: AnApp) -> Joined:
    return await join(app, "worker_east")


def promise(upload: str, content: bytes = PICTURE) -> dict[str, object]:
    sha256 = hashlib.sha256(content).hexdigest()
    return {"upload": upload, "sha256": sha256, "size_bytes": len(content), "command": new_id()}


async def send(phone: Joined, upload: str, offset: int, content: bytes) -> httpx.Response:
    headers = {"content-type": "application/offset+octet-stream", "upload-offset": str(offset)}
    return await phone.http.patch(f"/v1/uploads/{upload}", content=content, headers=headers)


async def a_photo_of_a_case(app: AnApp, phone: Joined) -> str:
    """A report with a photo that has been named and not sent yet; the photo's id."""
    case, photo = new_id(), new_id()
    report = ReportMatter(**phone.facts(case), title="井盖破损", point=middle(WEST), claimed_grid=app.scene.west)
    attach = AttachPhoto(
        **phone.facts(photo, case), subject_kind=PhotoSubject.CASE, subject=case, phase=PhotoPhase.REPORT,
        sha256=SHA256, size_bytes=len(PICTURE),
    )  # fmt: skip
    receipts = await phone.push(report, attach)
    assert [receipt["verdict"] for receipt in receipts] == ["applied", "applied"]
    return photo


async def test_a_photo_sent_in_pieces_is_kept_byte_for_byte_and_seen(app: AnApp, west: Joined) -> None:
    photo, upload = await a_photo_of_a_case(app, west), new_id()
    early = await west.http.get(f"/v1/photos/{photo}")
    begun = await west.http.post("/v1/uploads", json=promise(upload))
    assert (early.status_code, begun.json()["offset"]) == (404, 0)
    middle_of_it = len(PICTURE) // 3
    first = await send(west, upload, 0, PICTURE[:middle_of_it])
    where = await west.http.head(f"/v1/uploads/{upload}")
    assert first.headers["upload-offset"] == where.headers["upload-offset"] == str(middle_of_it)
    last = await send(west, upload, middle_of_it, PICTURE[middle_of_it:])
    assert last.headers["upload-offset"] == str(len(PICTURE))
    back = await west.http.get(f"/v1/photos/{photo}")
    assert back.status_code == 200
    require_picture(back.content, PICTURE, "what was sent comes back")
    kept = app.litestar.state.blobs
    assert b"".join([piece async for piece in kept.read(SHA256)]) == PICTURE
    assert back.headers["x-content-type-options"] == "nosniff"


async def test_a_photo_of_a_danger_is_read_where_the_danger_is(app: AnApp, west: Joined, east: Joined) -> None:
    template, inspection, danger, photo, upload = (new_id() for _ in range(5))
    await settle(app.door, [PublishCheckTemplate(**by_system(template), **a_template())])
    inspect = RecordInspection(
        **west.facts(inspection), subject_kind=HazardSubject.DWELLING, subject=app.scene.dwelling, template=template,
        findings=(a_finding(danger),),
    )  # fmt: skip
    attach = AttachPhoto(
        **west.facts(photo, inspection), subject_kind=PhotoSubject.DANGER, subject=danger, phase=PhotoPhase.REPORT,
        sha256=SHA256, size_bytes=len(PICTURE),
    )  # fmt: skip
    receipts = await west.push(inspect, attach)
    assert [receipt["verdict"] for receipt in receipts] == ["applied", "applied"]
    await west.http.post("/v1/uploads", json=promise(upload))
    assert (await send(west, upload, 0, PICTURE)).status_code == 204

    office, neighbour = await app.sign_in("office"), await app.sign_in("neighbour")

    for reader in (west.http, office):
        require_picture((await reader.get(f"/v1/photos/{photo}")).content, PICTURE, "the photo is seen")
    for stranger in (east.http, neighbour):
        assert (await stranger.get(f"/v1/photos/{photo}")).status_code == 404


async def test_bytes_that_come_before_their_command_are_found_by_the_consumer(app: AnApp, west: Joined) -> None:
    upload = new_id()
    await west.http.post("/v1/uploads", json=promise(upload))
    await send(west, upload, 0, PICTURE)
    photo = await a_photo_of_a_case(app, west)
    await Workers(app.door, (photo_consumer(),)).catch_up()
    require_picture((await west.http.get(f"/v1/photos/{photo}")).content, PICTURE, "the photo is seen")


async def test_a_wrong_offset_is_told_the_right_one_and_harms_nothing(west: Joined) -> None:
    upload = new_id()
    await west.http.post("/v1/uploads", json=promise(upload))
    await send(west, upload, 0, PICTURE[:100])
    wrong = await send(west, upload, 50, PICTURE[50:])
    assert (wrong.status_code, wrong.json()["code"], wrong.headers["upload-offset"]) == (409, "upload_offset", "100")
    assert (await send(west, upload, 100, PICTURE[100:])).status_code == 204


async def test_bytes_that_are_not_the_promised_ones_are_refused_and_may_start_again(west: Joined) -> None:
    upload, told = new_id(), promise(new_id())
    told["upload"] = upload
    await west.http.post("/v1/uploads", json=told)
    bad = await send(west, upload, 0, PICTURE[:-1] + b"x")
    assert (bad.status_code, bad.json()["code"]) == (409, "upload_mismatch")
    again = await west.http.post("/v1/uploads", json=told)
    assert again.json() == {"upload": upload, "offset": 0, "size_bytes": len(PICTURE), "done": False}
    assert (await send(west, upload, 0, PICTURE)).status_code == 204


async def test_what_is_no_picture_is_refused_with_the_reason(west: Joined) -> None:
    upload, content = new_id(), b"<svg onload=alert(1)>" * 20
    await west.http.post("/v1/uploads", json=promise(upload, content))
    answer = await send(west, upload, 0, content)
    assert (answer.status_code, answer.json()["code"]) == (422, "unsupported_image")


async def test_more_than_was_promised_is_refused(west: Joined) -> None:
    upload = new_id()
    await west.http.post("/v1/uploads", json=promise(upload))
    assert (await send(west, upload, 0, PICTURE + b"more")).status_code == 413


async def test_an_upload_and_a_photo_of_somebody_else_are_not_there(app: AnApp, west: Joined, east: Joined) -> None:
    photo, upload = await a_photo_of_a_case(app, west), new_id()
    await west.http.post("/v1/uploads", json=promise(upload))
    await send(west, upload, 0, PICTURE)
    absent = await east.http.get(f"/v1/photos/{new_id()}")
    foreign = await east.http.get(f"/v1/photos/{photo}")
    assert (foreign.status_code, foreign.content, foreign.headers) == (404, absent.content, absent.headers)
    assert (await east.http.head(f"/v1/uploads/{upload}")).status_code == 404
    assert (await send(east, upload, 0, b"")).status_code == 404


async def test_to_know_a_hash_is_not_to_have_the_photo(app: AnApp, west: Joined, east: Joined) -> None:
    upload = new_id()
    await west.http.post("/v1/uploads", json=promise(upload))
    await send(west, upload, 0, PICTURE)
    own = new_id()
    probe = await east.http.post("/v1/uploads", json=promise(own))
    assert probe.json()["done"] is False
    assert probe.json()["offset"] == 0
    asked = await east.http.head(f"/v1/uploads/{own}")
    assert asked.headers["upload-offset"] == "0"
    other = await send(east, own, 0, bytes(len(PICTURE)))
    assert (other.status_code, other.json()["code"]) == (409, "upload_mismatch")
    assert (await east.http.head(f"/v1/uploads/{own}")).status_code == 409
    assert (await east.http.post("/v1/uploads", json=promise(new_id()))).json()["done"] is False


async def test_a_revoked_phone_is_shut_out_at_once(app: AnApp, west: Joined) -> None:
    assert (await west.http.get("/v1/me")).status_code == 200
    await settle(app.door, [RevokeInstall(**by_system(west.install), reason="lost")])
    answer = await west.http.get("/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "install_revoked")


async def test_an_office_reads_photos_of_what_it_sees_and_a_handler_those_of_their_case(
    app: AnApp, west: Joined
) -> None:
    photo, upload = await a_photo_of_a_case(app, west), new_id()
    await west.http.post("/v1/uploads", json=promise(upload))
    await send(west, upload, 0, PICTURE)
    path = f"/v1/photos/{photo}"
    case = (await app.door.database.read(lambda tx: find_entity(tx, app.door, Photo, photo))).subject_id  # type: ignore[union-attr] # it was just attached
    handler = await join(app, "handler")
    asked = {login: await (await app.sign_in(login)).get(path) for login in ("office", "neighbour", "dept")}
    assert {login: answer.status_code for login, answer in asked.items()} == {
        "office": 200,
        "neighbour": 404,
        "dept": 404,
    }
    require_picture(asked["office"].content, PICTURE, "the office sees it")
    assert (await handler.http.get(path)).status_code == 404

    steps: list[Command] = [
        cases.AcceptCase(**by_system(case)),
        cases.FileCase(**by_system(case), class_code=CLASS),
        cases.DispatchCase(**by_system(case), department=app.scene.department),
        cases.AssignCase(**by_system(case), handler=app.scene.users["handler"]),
    ]
    await settle(app.door, steps)

    for reader in (handler.http, await app.sign_in("dept")):
        require_picture((await reader.get(path)).content, PICTURE, "whoever works on the case sees it")
