"""Areas of a photo that nobody is shown: hidden by command, painted over in every copy, shown again by command."""

# Pillow's own types are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from media.copies import Copies
from mobile_contract.media import HiddenArea, HideInPhoto
from server.core.consumers import Workers
from server.core.journal import Entry, list_entries_of
from server.uploads import queries
from server.uploads.looks import alike_of, look_consumer
from server.uploads.service import photo_consumer
from tests.server.photos.test_routes import PHOTO, sent
from tests.support.app import AnApp, running
from tests.support.joined import Joined, join
from tests.support.scene import by_system, settle

FACE = HiddenArea(100, 100, 400, 500)
PLATE = HiddenArea(600, 600, 900, 700)
PURPOSE = {"purpose": "register"}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


@pytest.fixture
async def west(app: AnApp) -> Joined:
    return await join(app, "worker_west")


async def looked(app: AnApp) -> None:
    consumers = (photo_consumer(), look_consumer(app.litestar.state.blobs, app.litestar.state.copies))
    await Workers(app.door, consumers).catch_up()


async def verdict(phone: Joined, photo: str, **told: Any) -> tuple[str, str]:
    [receipt] = await phone.push(HideInPhoto(**phone.facts(photo), **told))
    return receipt["verdict"], receipt.get("why", "")


async def pixel(phone: Joined, path: str, at: tuple[int, int], edge: int = 320) -> tuple[int, ...]:
    answer = await phone.http.get(path, params={"edge": edge})
    assert answer.status_code == 200, answer.text
    with Image.open(io.BytesIO(answer.content)) as image:
        told = image.convert("RGB").getpixel((at[0] * image.width // 1000, at[1] * image.height // 1000))
    assert isinstance(told, tuple)
    return told


def a_jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def is_black(told: tuple[int, ...]) -> bool:
    return max(told) < 12


async def test_what_is_hidden_is_black_in_every_copy_at_once_and_comes_back(app: AnApp, west: Joined) -> None:
    path = await sent(app, west, PHOTO)
    photo = path.rsplit("/", 1)[1]
    before = await west.http.get(path)
    assert not is_black(await pixel(west, path, (250, 300)))

    assert await verdict(west, photo, hide=(FACE,)) == ("applied", "")

    for edge in (0, 320, 1280):
        assert is_black(await pixel(west, path, (250, 300), edge))
        assert not is_black(await pixel(west, path, (750, 650), edge))
    after = await west.http.get(path, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200  # another picture: what a browser kept is none any more
    assert await verdict(west, photo, hide=(FACE,)) == ("merged", "")
    assert await verdict(west, photo, show=(FACE,)) == ("applied", "")
    again = await west.http.get(path)
    assert (again.content, again.headers["etag"]) == (before.content, before.headers["etag"])


async def test_two_people_hide_and_nothing_of_either_is_lost(app: AnApp, west: Joined) -> None:
    path = await sent(app, west, PHOTO)
    photo = path.rsplit("/", 1)[1]
    await settle(app.door, [HideInPhoto(**by_system(photo), hide=(PLATE,))], app.scene.office("office"))

    assert await verdict(west, photo, hide=(FACE,)) == ("applied", "")
    assert is_black(await pixel(west, path, (250, 300)))
    assert is_black(await pixel(west, path, (750, 650)))
    assert await verdict(west, photo, show=(PLATE,)) == ("refused", "not_allowed")
    office = app.scene.office("office")
    await settle(app.door, [HideInPhoto(**by_system(photo), show=(PLATE, FACE))], office)
    assert not is_black(await pixel(west, path, (750, 650)))


async def test_who_works_elsewhere_hides_nothing(app: AnApp, west: Joined) -> None:
    photo = (await sent(app, west, PHOTO)).rsplit("/", 1)[1]
    east = await join(app, "worker_east")
    told, _ = await verdict(east, photo, hide=(FACE,))
    assert told in {"refused", "conflict"}
    office = await app.sign_in("office")
    case = await the_case(app, photo)
    [round_] = (await office.get(f"/v1/photos/of/case/{case}", params=PURPOSE)).json()["rounds"]
    assert round_["before"][0]["hidden"] == []


async def test_a_photo_that_shows_the_same_is_told_and_a_damaged_one_too(app: AnApp, west: Joined) -> None:
    street = Image.effect_noise((24, 18), 90).resize((1200, 900), Image.Resampling.BICUBIC)
    first = (await sent(app, west, a_jpeg(street, 90))).rsplit("/", 1)[1]
    await looked(app)
    second = (await sent(app, west, a_jpeg(street.resize((600, 450)), 60))).rsplit("/", 1)[1]
    broken = (await sent(app, west, PHOTO[: len(PHOTO) // 3])).rsplit("/", 1)[1]
    await looked(app)
    await looked(app)

    office = await app.sign_in("office")
    told = {}
    for photo in (first, second, broken):
        page = (await office.get(f"/v1/photos/of/case/{await the_case(app, photo)}", params=PURPOSE)).json()
        told[photo] = page["rounds"][0]["before"][0]
    assert (told[first]["alike"], told[first]["damage"]) == (False, "")
    assert (told[second]["alike"], told[second]["alike_to"]) == (True, first)
    assert (told[broken]["alike"], told[broken]["damage"]) == (False, "damaged")
    assert not told[broken]["pending"]


async def test_where_it_was_taken_is_told_to_offices_on_record_and_to_nobody_else(app: AnApp, west: Joined) -> None:
    path = await sent(app, west, PHOTO)
    photo = path.rsplit("/", 1)[1]
    await looked(app)
    office = await app.sign_in("office")

    assert (await office.get(f"{path}/evidence")).status_code == 400  # nobody looks without a purpose
    view = (await office.get(f"{path}/evidence", params=PURPOSE)).json()
    assert (view["evidence"]["place_quality"], view["evidence"]["latitude"]) != ("none", None)
    assert view["sha256"] == hashlib.sha256(PHOTO).hexdigest()
    neighbour = await app.sign_in("neighbour")
    assert (await neighbour.get(f"{path}/evidence", params=PURPOSE)).status_code == 404
    assert (await neighbour.get(f"/v1/photos/of/case/{await the_case(app, photo)}", params=PURPOSE)).status_code == 404
    assert (await office.get(f"/v1/photos/of/house/{photo}", params=PURPOSE)).status_code == 404
    kept = await app.door.database.read(lambda tx: entries_of(app, tx, photo))
    assert [entry.kind for entry in kept][:3] == ["attach_photo", "photo_arrived", "photo_looked"]


async def test_copies_are_painted_before_anybody_looks(app: AnApp, west: Joined, tmp_path: Path) -> None:
    await sent(app, west, PHOTO)
    await looked(app)
    copies: Copies = app.litestar.state.copies
    sha256 = hashlib.sha256(PHOTO).hexdigest()
    for edge in (0, 320, 1280):
        assert (tmp_path / "copies" / copies.path(sha256, edge)).exists()
    await copies.forget(sha256)
    assert not list((tmp_path / "copies").rglob("*.jpg"))


def test_of_photos_of_one_commit_the_later_is_alike_to_the_first() -> None:
    one, near, far = "00ff00ff00ff00ff", "00ff00ff00ff00fe", "ff00ff00ff00ff00"
    assert alike_of([("b", one), ("c", near), ("d", far), ("e", "0" * 16), ("f", "")], {"a": "0" * 16}) == {"c": "b"}
    assert alike_of([("b", one)], {"a": near, "b": one}) == {"b": "a"}


async def the_case(app: AnApp, photo: str) -> str:

    [row] = await app.door.database.read(lambda tx: queries.list_photos(tx, app.door.district, [photo]))
    return row.subject


async def entries_of(app: AnApp, tx: Any, photo: str) -> list[Entry]:

    return await list_entries_of(tx, app.door.district, [photo])
