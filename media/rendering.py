"""Makes of a picture what may be shown: turned upright, first frame, painted anew, without a word of metadata.

It decodes what strangers sent and so runs in the child process of `media.sandbox` alone. HEIC is decoded by pi-heif.
"""

# Pillow's own types are generic over what they do not name, pi-heif has none.
# pyright: reportUnknownMemberType=false

import hashlib
import io
from typing import Annotated

import pi_heif
from msgspec import Meta, Struct
from PIL import ExifTags, Image, ImageDraw, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

from media.capture import Capture, read_capture
from media.images import MEGAPIXEL, ImageFault, ImageFormat, ImageHeader, UnsupportedImage, inspect_header

THUMBNAILS = (320, 1280)
"""Longest sides of the small copies, in pixels."""

STORED_PIXELS = 25 * MEGAPIXEL
"""The most pixels of the large copy; a picture of more is halved until it has fewer."""

_PLUGINS = {ImageFormat.JPEG: "JPEG", ImageFormat.PNG: "PNG", ImageFormat.WEBP: "WEBP", ImageFormat.HEIC: "HEIF"}
_QUALITY = {0: 85, 1280: 82, 320: 78}
_READERS = (
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)  # imported by name: a confined child opens no file
_THOUSANDTHS = 1000

Share = Annotated[int, Meta(ge=0, le=_THOUSANDTHS)]


class Hidden(Struct, frozen=True):
    """A rectangle that others must not see: a face, a plate. Edges in thousandths of the upright picture's sides."""

    left: Share
    top: Share
    right: Share
    bottom: Share


class Rendition(Struct, frozen=True):
    """A copy to be shown: a baseline JPEG. `edge`: its longest side at most, in pixels; 0 is the large copy."""

    edge: int
    width: int
    height: int
    content: bytes


class Rendered(Struct, frozen=True):
    """All that comes of a picture. `fingerprint`: 16 hex digits that alike pictures share but for a few bits."""

    renditions: tuple[Rendition, ...]
    fingerprint: str
    capture: Capture
    sha256: str


def prepare() -> None:
    """Load the decoders, before the process may open no file any more."""
    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = None  # our own header check has counted them by then
    for name in ("JPEG", "PNG", "WEBP"):
        render(_sample(name), (Hidden(0, 0, 500, 500),))


def _sample(name: str) -> bytes:
    """A picture with notes of every kind that is read: Pillow imports their readers at the first one."""
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = 6
    notes.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:01:01 00:00:00"
    notes.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (1.0, 2.0, 3.0)
    out = io.BytesIO()
    Image.new("RGBA" if name == "PNG" else "RGB", (700, 20)).save(out, name, exif=notes)
    return out.getvalue()


def render(content: bytes, hidden: tuple[Hidden, ...] = ()) -> Rendered:
    """Every copy of a picture, with what people hid painted over. Raises `UnsupportedImage`."""
    header = inspect_header(content)
    try:
        with Image.open(io.BytesIO(content), formats=[_PLUGINS[header.format]]) as image:
            _same_size(image, header)
            capture = read_capture(image)
            upright = _upright(image)
    except UnsupportedImage:
        raise
    except MemoryError:
        raise UnsupportedImage(ImageFault.TOO_MUCH_WORK) from None
    except Exception as fault:  # decoders raise whatever comes to their mind
        raise UnsupportedImage(ImageFault.DAMAGED) from fault
    fingerprint = _fingerprint(upright)
    _hide(upright, hidden)
    renditions = [_rendition(upright, 0)]
    for edge in sorted(THUMBNAILS, reverse=True):
        upright.thumbnail((edge, edge), Image.Resampling.BOX if upright.width > 2 * edge else Image.Resampling.LANCZOS)
        renditions.append(_rendition(upright, edge))
    return Rendered(tuple(renditions), fingerprint, capture, hashlib.sha256(content).hexdigest())


def _same_size(image: Image.Image, header: ImageHeader) -> None:
    """Refuse where the decoder sees a larger picture than our own code has counted."""
    if image.width * image.height > header.width * header.height:
        raise UnsupportedImage(ImageFault.MALFORMED)


def _upright(image: Image.Image) -> Image.Image:
    """The first frame, never another one, in RGB, upright, on a canvas of its own."""
    while image.width * image.height > STORED_PIXELS and image.format in {"JPEG", "MPO"}:
        before = image.size
        image.draft("RGB", (image.width // 2, image.height // 2))
        if image.size == before:
            break
    image.load()
    turned = _as_rgb(image).copy() if image.format == "HEIF" else ImageOps.exif_transpose(_as_rgb(image))
    while turned.width * turned.height > STORED_PIXELS:
        turned = turned.reduce(2)
    turned.info = {}  # a palette's, a comment's, a profile's: no encoder may find them
    return turned


def _as_rgb(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    if image.mode.startswith("I"):  # 16 bits a sample: Pillow would clip them
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        sheet = Image.new("RGB", image.size, "white")
        sheet.paste(clear, mask=clear.getchannel("A"))
        sheet.info = dict(image.info)
        return sheet
    return image.convert("RGB")


def _hide(image: Image.Image, hidden: tuple[Hidden, ...]) -> None:
    """Paint over, a pixel wider on every side: nothing of the edge shows through a smaller copy."""
    pen = ImageDraw.Draw(image)
    for area in hidden:
        left, right = (share * image.width // _THOUSANDTHS for share in sorted((area.left, area.right)))
        top, bottom = (share * image.height // _THOUSANDTHS for share in sorted((area.top, area.bottom)))
        pen.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill="black")


def _rendition(image: Image.Image, edge: int) -> Rendition:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY[edge], exif=b"", icc_profile=None, comment=None)
    return Rendition(edge, image.width, image.height, out.getvalue())


def _fingerprint(image: Image.Image) -> str:
    """The difference hash: of 9 x 8 grey fields, whether each is darker than the next one to its right."""
    grey = image.resize((9, 8), Image.Resampling.BOX, reducing_gap=2.0).convert("L").tobytes()
    bits = [grey[row * 9 + at] < grey[row * 9 + at + 1] for row in range(8) for at in range(8)]
    return f"{sum(bit << at for at, bit in enumerate(bits)):016x}"
