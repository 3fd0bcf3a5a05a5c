"""What becomes of pictures in the child process: copies without a trace, clear refusals, and a server that lives on."""

# Pillow's own types are generic over what it does not name.
# pyright: reportUnknownMemberType=false

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PIL import Image

from media.capture import PlaceQuality, TimeQuality
from media.images import ImageFault, UnsupportedImage
from media.likeness import ALIKE_BITS, distance
from media.rendering import Hidden, Rendered
from media.sandbox import Cost, Sandbox
from media.traces import traces_of
from tests.media.corpus.heic import HEIC
from tests.media.corpus.hostile import cases, phone_photo
from tests.media.pictures import encoded

CASES = cases()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as one:
        yield one


def copy_of(rendered: Rendered, edge: int) -> Image.Image:
    content = next(one.content for one in rendered.renditions if one.edge == edge)
    return Image.open(io.BytesIO(content))


def is_like(pixel: object, colour: tuple[int, int, int]) -> bool:
    seen = cast("tuple[int, int, int]", pixel)
    return all(abs(found - wanted) < 40 for found, wanted in zip(seen, colour, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_every_case_of_the_corpus_ends_clearly(sandbox: Sandbox, name: str) -> None:
    content, fault = CASES[name]
    if fault is not None:
        with pytest.raises(UnsupportedImage) as refusal:
            sandbox.measure(content)
        assert refusal.value.fault is fault
        return
    rendered, cost = sandbox.measure(content)
    assert cost.peak_bytes < 256 * 2**20
    assert cost.is_shut
    assert [traces_of(one.content) for one in rendered.renditions] == [[], [], []]


def test_a_phone_photo_is_served_without_its_place_and_keeps_it_as_evidence(sandbox: Sandbox) -> None:
    photo = phone_photo()
    assert len(traces_of(photo)) == 3
    rendered, _ = sandbox.measure(photo)
    for one in rendered.renditions:
        assert traces_of(one.content) == []
        assert not any(word in one.content for word in (b"Exif", b"Hexphone", b"4711", b"2026:11", b"ICC_PROFILE"))
        with Image.open(io.BytesIO(one.content)) as picture:
            assert not picture.getexif()
            assert not {"exif", "comment", "icc_profile", "xmp", "photoshop"} & set(picture.info)
    capture = rendered.capture
    assert (capture.latitude, capture.longitude, capture.error_m) == (31.2302778, 121.4736111, 8.0)
    assert (capture.place_quality, capture.time_quality) == (PlaceQuality.MEASURED, TimeQuality.ZONED)
    assert (capture.taken, capture.offset, capture.device) == ("2026:11:26 08:15:00", "+08:00", "Hexphone 7")


def test_a_heic_photo_becomes_jpegs_and_keeps_its_evidence(sandbox: Sandbox) -> None:
    rendered, _ = sandbox.measure(HEIC)
    assert copy_of(rendered, 0).size == (96, 64)
    assert is_like(copy_of(rendered, 0).getpixel((5, 5)), (250, 10, 10))
    assert (rendered.capture.latitude, rendered.capture.device) == (31.2302778, "Apfel Handy 15")


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0, 0)), (3, (1, 1)), (6, (1, 0)), (8, (0, 1)), (2, (1, 0)), (5, (0, 0))]
)
def test_a_photo_is_turned_upright(sandbox: Sandbox, orientation: int, corner: tuple[int, int]) -> None:
    rendered, _ = sandbox.measure(phone_photo(orientation=orientation))
    whole = copy_of(rendered, 0)
    assert whole.size == ((480, 640) if orientation > 4 else (640, 480))
    at = tuple(10 if not side else length - 10 for side, length in zip(corner, whole.size, strict=True))
    assert is_like(whole.getpixel((at[0], at[1])), (250, 10, 10))


def test_thumbnails_are_no_longer_than_asked_and_never_larger_than_the_photo(sandbox: Sandbox) -> None:
    large, _ = sandbox.measure(encoded("JPEG", 3000, 1500))
    assert [(one.edge, one.width, one.height) for one in large.renditions] == [
        (0, 3000, 1500), (1280, 1280, 640), (320, 320, 160),
    ]  # fmt: skip
    small, _ = sandbox.measure(encoded("JPEG", 30, 20))
    assert {(one.width, one.height) for one in small.renditions} == {(30, 20)}


def test_only_the_first_frame_is_shown(sandbox: Sandbox) -> None:
    rendered, _ = sandbox.measure(encoded("MPO", frames=2))
    assert is_like(copy_of(rendered, 0).getpixel((5, 5)), (0, 90, 100))


def test_sixteen_bits_keep_their_brightness(sandbox: Sandbox) -> None:
    rendered, _ = sandbox.measure(CASES["16 bit png"][0])
    assert is_like(copy_of(rendered, 0).getpixel((5, 5)), (156, 156, 156))


def test_what_is_hidden_is_burnt_into_every_copy(sandbox: Sandbox) -> None:
    photo = phone_photo(1600, 1200, orientation=1)
    rendered, _ = sandbox.measure(photo, (Hidden(0, 0, 300, 300),))
    for edge in (0, 1280, 320):
        one = copy_of(rendered, edge)
        assert is_like(one.getpixel((one.width // 5, one.height // 5)), (0, 0, 0))
    assert rendered.fingerprint == sandbox.measure(photo)[0].fingerprint


def test_a_photo_sent_again_smaller_has_the_same_fingerprint_and_another_one_has_not(sandbox: Sandbox) -> None:
    first, again, other = Image.radial_gradient("L"), io.BytesIO(), Image.linear_gradient("L")
    first.convert("RGB").resize((200, 200)).save(again, "JPEG", quality=40)
    prints: list[str] = []
    for picture in (first, other):
        out = io.BytesIO()
        picture.convert("RGB").resize((900, 900)).save(out, "PNG")
        prints.append(sandbox.measure(out.getvalue())[0].fingerprint)
    sent_again = sandbox.measure(again.getvalue())[0].fingerprint
    assert distance(prints[0], sent_again) <= ALIKE_BITS < distance(prints[0], prints[1])


def test_a_nursery_that_was_killed_is_replaced(sandbox: Sandbox) -> None:
    photo = encoded("JPEG")
    sandbox.measure(photo)
    ours = [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]
    nurseries = [pid for pid in ours if b"media.nursery" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert nurseries
    for pid in nurseries:
        os.kill(pid, signal.SIGKILL)
    assert len(sandbox.measure(photo)[0].renditions) == 3


async def test_pictures_are_rendered_while_the_loop_goes_on() -> None:
    with Sandbox(width=2) as sandbox:
        several = await asyncio.gather(*(sandbox.render(encoded("JPEG", 300 + at, 200)) for at in range(5)))
    assert [one.renditions[0].width for one in several] == [300, 301, 302, 303, 304]


_SHUT_IN = """
import os, socket
from media import confine
confine.limit()
assert confine.shut()
def refused(act):
    try:
        act()
    except OSError as fault:
        return fault.errno == 1
    return False
assert refused(lambda: open("/etc/passwd"))
assert refused(lambda: open("/tmp/never", "w"))
assert refused(socket.socket)
assert refused(lambda: os.fork())
assert refused(lambda: os.execv("/bin/true", ["true"]))
assert refused(lambda: os.kill(1, 0))
try:
    bytearray(600 * 1024 * 1024)
except MemoryError:
    print("shut in")
while True:
    pass
"""


def test_a_confined_process_opens_nothing_and_ends_when_its_time_is_up() -> None:
    done = subprocess.run([sys.executable, "-c", _SHUT_IN], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == "" or done.stdout.strip() == "shut in"
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize("answer", [b"", b"\xc0", b"rubbish", b"\x81\xa5fault\xa5never"])
def test_a_child_that_was_taken_over_is_not_believed(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    with Sandbox() as sandbox:
        _, cost = sandbox.measure(encoded("JPEG"))

        def lies(_order: bytes) -> tuple[Cost, bytes]:
            return cost, answer

        monkeypatch.setattr(sandbox, "_run", lies)
        with pytest.raises(UnsupportedImage) as refusal:
            sandbox.measure(encoded("JPEG"))
    assert refusal.value.fault is ImageFault.TOO_MUCH_WORK
