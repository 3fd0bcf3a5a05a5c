"""The made-up photographs of the demo."""

import io

import pytest
from PIL import Image

from media.images import ImageFormat, ImageHeader, inspect_header
from ops.demo_photos import make_sample_jpeg


def test_one_seed_is_one_photograph() -> None:
    assert make_sample_jpeg(7, 320, 240) == make_sample_jpeg(7, 320, 240)
    assert make_sample_jpeg(7, 320, 240) != make_sample_jpeg(8, 320, 240)


@pytest.mark.parametrize(("width", "height"), [(16, 16), (17, 31), (640, 480), (480, 641)])
def test_a_sample_is_a_jpeg_of_the_asked_size_without_metadata(width: int, height: int) -> None:
    data = make_sample_jpeg(1, width, height)
    assert inspect_header(data) == ImageHeader(ImageFormat.JPEG, width, height)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        assert not picture.getexif()
        assert not {"comment", "icc_profile", "exif", "photoshop"} & set(picture.info)


def test_a_sample_has_the_weight_of_a_small_photograph() -> None:
    assert 60_000 < len(make_sample_jpeg(1, 1280, 960)) < 400_000
