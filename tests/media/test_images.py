"""Headers of pictures: what is taken, what is refused and why, and that nothing else can happen."""

import io
import warnings

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from media.images import MEGAPIXEL, ImageFault, ImageFormat, ImageHeader, UnsupportedImage, inspect_header
from mobile_contract.problems import ProblemCode
from tests.media.corpus.heic import HEIC
from tests.media.pictures import (
    chunk,
    encoded,
    ihdr,
    jpeg,
    jpeg_frame,
    png,
    segment,
    webp,
    webp_canvas,
    webp_lossy,
)

SAMPLES = {
    "jpeg": encoded("JPEG"),
    "progressive": encoded("JPEG", progressive=True),
    "mpo": encoded("MPO", frames=2),
    "png": encoded("PNG"),
    "apng": encoded("PNG", frames=2),
    "webp": encoded("WEBP"),
    "lossless": encoded("WEBP", lossless=True),
    "animated": encoded("WEBP", frames=2),
}


def fault_of(head: bytes) -> ImageFault | None:
    try:
        inspect_header(head)
    except UnsupportedImage as refusal:
        return refusal.fault
    return None


@pytest.mark.parametrize(
    ("name", "kind", "has_more_frames"),
    [
        ("jpeg", ImageFormat.JPEG, False),
        ("progressive", ImageFormat.JPEG, False),
        ("mpo", ImageFormat.JPEG, True),
        ("png", ImageFormat.PNG, False),
        ("apng", ImageFormat.PNG, True),
        ("webp", ImageFormat.WEBP, False),
        ("lossless", ImageFormat.WEBP, False),
        ("animated", ImageFormat.WEBP, True),
    ],
)
def test_a_picture_is_recognised_with_its_sides(name: str, kind: ImageFormat, has_more_frames: bool) -> None:
    assert inspect_header(SAMPLES[name]) == ImageHeader(kind, 30, 20, has_more_frames)


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(1, 300), st.integers(1, 300), st.booleans())
def test_the_header_says_what_the_decoder_says(format_name: str, width: int, height: int, is_lossless: bool) -> None:
    options = {"lossless": is_lossless} if format_name == "WEBP" else {}
    data = encoded(format_name, width, height, **options)
    header = inspect_header(data)
    with Image.open(io.BytesIO(data)) as decoded:
        assert (header.width, header.height) == decoded.size
        assert header.format == decoded.get_format_mimetype()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_head_that_is_too_short_asks_for_more(name: str) -> None:
    data = SAMPLES[name]
    faults = [fault_of(data[:length]) for length in range(len(data) + 1)]
    enough = faults.index(None)
    assert set(faults[:enough]) == {ImageFault.INCOMPLETE}
    assert set(faults[enough:]) == {None}


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a" + bytes(50),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"II*\0" + bytes(50),
        b"BM" + bytes(50),
        b"\0\0\0\x1cftypavif" + bytes(50),
        b"%PDF-1.7",
        b"PK\x03\x04" + bytes(50),
        b"MZ" + bytes(50),
        b"\xff\xd8<script>",
        b"RIFF\x20\0\0\0WAVEfmt ",
        b"\0\xff\xd8\xff",
    ],
)
def test_any_other_format_is_refused(data: bytes) -> None:
    assert fault_of(data) is ImageFault.UNKNOWN_FORMAT


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (jpeg(jpeg_frame(9248, 6936)), None),
        (jpeg(jpeg_frame(8192, 8192)), None),
        (jpeg(jpeg_frame(8192, 8193)), ImageFault.TOO_MANY_PIXELS),
        (jpeg(jpeg_frame(65535, 65535)), ImageFault.TOO_MANY_PIXELS),
        (png(ihdr(5120, 5120)), None),
        (png(ihdr(5120, 5121)), ImageFault.TOO_MANY_PIXELS),
        (png(ihdr(30_000, 30_000)), ImageFault.TOO_MANY_PIXELS),
        (png(ihdr(2**32 - 1, 2**32 - 1)), ImageFault.TOO_MANY_PIXELS),
        (webp_lossy(5120, 5120), None),
        (webp_lossy(5120, 5121), ImageFault.TOO_MANY_PIXELS),
        (webp_canvas(2**24, 2**24), ImageFault.TOO_MANY_PIXELS),
        (webp(b"VP8L", b"\x2f\xff\xff\xff\x0f"), ImageFault.TOO_MANY_PIXELS),
        (jpeg(jpeg_frame(0, 20)), ImageFault.NO_PIXELS),
        (jpeg(jpeg_frame(30, 0)), ImageFault.NO_PIXELS),
        (png(ihdr(0, 20)), ImageFault.NO_PIXELS),
        (webp_lossy(30, 0), ImageFault.NO_PIXELS),
    ],
)
def test_a_picture_may_have_so_many_pixels_and_has_one_at_least(picture: bytes, fault: ImageFault | None) -> None:
    assert fault_of(picture) is fault


def test_the_limits_can_be_set() -> None:
    limits = {ImageFormat.PNG: MEGAPIXEL}
    assert inspect_header(png(ihdr(1024, 1024)), limits).width == 1024
    with pytest.raises(UnsupportedImage) as refusal:
        inspect_header(png(ihdr(1024, 1025)), limits)
    assert (refusal.value.fault, refusal.value.code) == (ImageFault.TOO_MANY_PIXELS, ProblemCode.UNSUPPORTED_IMAGE)


FRAME = jpeg_frame(30, 20)


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (jpeg(segment(0xE1, b"Exif\0\0" + bytes(60_000)), segment(0xFE, b"comment"), FRAME), None),
        (jpeg(b"\xff\xff\xff" + FRAME), None),
        (jpeg(jpeg_frame(30, 20, components=1)), None),
        (jpeg(segment(0xE2, b"MPF\0" + bytes(40)), FRAME), None),
        (jpeg(), ImageFault.MALFORMED),
        (jpeg(FRAME, jpeg_frame(20_000, 20_000)), ImageFault.MALFORMED),
        (jpeg(segment(0xE0, b"JFIF"), b"junk", FRAME), ImageFault.MALFORMED),
        (jpeg(b"\xff\xd8", FRAME), ImageFault.MALFORMED),
        (jpeg(b"\xff\xe0\0\1", FRAME), ImageFault.MALFORMED),
        (jpeg(b"\xff\xd9", FRAME), ImageFault.MALFORMED),
        (jpeg(b"\xff\0", FRAME), ImageFault.MALFORMED),
        (jpeg(jpeg_frame(30, 20, said=4)), ImageFault.MALFORMED),
        (jpeg(segment(0xC0, b"\x08")), ImageFault.MALFORMED),
        (jpeg(jpeg_frame(30, 20, depth=12)), ImageFault.UNSUPPORTED_CODING),
        (jpeg(jpeg_frame(30, 20, components=2)), ImageFault.UNSUPPORTED_CODING),
        *((jpeg(jpeg_frame(30, 20, marker=marker)), None) for marker in (0xC0, 0xC1, 0xC2)),
        *(
            (jpeg(jpeg_frame(30, 20, marker=marker)), ImageFault.UNSUPPORTED_CODING)
            for marker in (0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF)
        ),
    ],
)
def test_a_jpeg_header_is_read_to_its_first_scan(picture: bytes, fault: ImageFault | None) -> None:
    assert fault_of(picture) is fault


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (png(ihdr(30, 20), chunk(b"tEXt", b"Comment\0x")), None),
        (png(ihdr(30, 20, depth=16, colour=6, rest=b"\0\0\1")), None),
        (png(ihdr(30, 20), ihdr(20_000, 20_000)), ImageFault.MALFORMED),
        (png(ihdr(30, 20), chunk(b"IEND")), ImageFault.MALFORMED),
        (png(ihdr(30, 20), chunk(b"\0\0\0\0")), ImageFault.MALFORMED),
        (png(ihdr(30, 20), b"\x80\0\0\0tEXt"), ImageFault.MALFORMED),
        (png(chunk(b"tEXt", bytes(13)), ihdr(30, 20)), ImageFault.MALFORMED),
        (png(chunk(b"IHDR", bytes(14))), ImageFault.MALFORMED),
        (png(ihdr(30, 20)[:-1] + b"\0"), ImageFault.MALFORMED),
        (png(ihdr(30, 20, depth=3)), ImageFault.MALFORMED),
        (png(ihdr(30, 20, colour=5)), ImageFault.MALFORMED),
        (png(ihdr(30, 20, rest=b"\1\0\0")), ImageFault.MALFORMED),
        (png(ihdr(30, 20, rest=b"\0\1\0")), ImageFault.MALFORMED),
        (png(ihdr(30, 20, rest=b"\0\0\2")), ImageFault.MALFORMED),
    ],
)
def test_a_png_header_is_read_to_its_first_pixels(picture: bytes, fault: ImageFault | None) -> None:
    assert fault_of(picture) is fault


@pytest.mark.parametrize(
    ("picture", "fault"),
    [
        (webp_canvas(30, 20), None),
        (webp_lossy(30, 20), None),
        (webp_lossy(30, 20, tag=1), ImageFault.MALFORMED),
        (webp_lossy(30, 20, start=b"\x9d\x01\x2b"), ImageFault.MALFORMED),
        (webp(b"VP8L", b"\x2e\x1d\xc0\x04\0"), ImageFault.MALFORMED),
        (webp(b"VP8L", b"\x2f\x1d\xc0\x04\x20"), ImageFault.MALFORMED),
        (webp(b"ALPH", bytes(20)), ImageFault.MALFORMED),
        (webp(b"VP8X", bytes(10), said=9), ImageFault.MALFORMED),
        (webp(b"VP8X", bytes(10), said=11), ImageFault.MALFORMED),
    ],
)
def test_a_webp_header_is_read_in_its_first_chunk(picture: bytes, fault: ImageFault | None) -> None:
    assert fault_of(picture) is fault


def test_frames_are_told_by_the_first_chunk_of_a_webp() -> None:
    assert inspect_header(webp_canvas(30, 20, flags=0x02)).has_more_frames
    assert not inspect_header(webp_canvas(30, 20, flags=0xFD)).has_more_frames


MAGICS = [b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\xff\0\0\0WEBPVP8X", b"RIFF\xff\0\0\0WEBPVP8L"]


@given(st.sampled_from(MAGICS), st.binary(max_size=200))
@example(b"\xff\xd8\xff", b"\xff" * 100)
def test_no_bytes_cause_anything_but_a_header_or_a_refusal(magic: bytes, rest: bytes) -> None:
    fault_of(magic + rest)


@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 200), st.integers(0, 255))
def test_what_is_taken_with_a_flipped_byte_has_the_sides_that_the_decoder_sees(name: str, at: int, byte: int) -> None:
    data = bytearray(SAMPLES[name])
    data[at % len(data)] = byte
    if fault_of(bytes(data)) is not None:
        return
    header = inspect_header(bytes(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            decoded = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        except (OSError, SyntaxError, ValueError):
            return
    with decoded:
        assert (header.width, header.height) == decoded.size


def test_a_heic_is_recognised_by_its_brand_and_its_boxes() -> None:
    assert inspect_header(HEIC) == ImageHeader(ImageFormat.HEIC, 96, 64)
    assert fault_of(b"\0\0\0\x1cftypheic" + bytes(50)) is ImageFault.MALFORMED
    assert {fault_of(HEIC[:length]) for length in range(12, 300)} == {ImageFault.INCOMPLETE}


@given(st.binary(max_size=60), st.integers(0, 400))
def test_a_heic_with_any_bytes_in_it_ends_with_a_header_or_a_fault(noise: bytes, at: int) -> None:
    fault_of(HEIC[:at] + noise + HEIC[at + len(noise) :])
