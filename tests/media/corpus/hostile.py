"""Pictures that mean harm, and odd ones that do not, made by code; each with the fault it must get, or None."""

import io
import struct
import zlib

from PIL import ExifTags, Image, ImageDraw

from media.images import ImageFault
from tests.media.corpus.heic import HEIC
from tests.media.pictures import chunk, encoded, ihdr, jpeg, jpeg_frame, png, segment, webp_canvas

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
GIF = b"GIF89a" + struct.pack("<HH", 20, 20) + bytes(40)
TIFF = b"II*\0" + bytes(60)
ZIP = b"PK\x03\x04" + bytes(60)


def phone_photo(width: int = 640, height: int = 480, orientation: int = 6) -> bytes:
    """A JPEG as a phone writes it: a place, a time, a device, a comment; its upper left corner is red as stored."""
    picture = Image.effect_noise((width, height), 40).convert("RGB")
    ImageDraw.Draw(picture).rectangle((0, 0, width // 4, height // 4), fill=(250, 10, 10))
    out = io.BytesIO()
    picture.save(
        out, "JPEG", quality=88, exif=phone_notes(orientation), comment=b"door code 4711", icc_profile=b"p" * 400
    )
    return out.getvalue()


def phone_notes(orientation: int) -> Image.Exif:
    notes = Image.Exif()
    notes[ExifTags.Base.Orientation] = orientation
    notes[ExifTags.Base.Make], notes[ExifTags.Base.Model] = "Hexphone", "7"
    taken = notes.get_ifd(ExifTags.IFD.Exif)
    taken[ExifTags.Base.DateTimeOriginal], taken[ExifTags.Base.OffsetTimeOriginal] = "2026:11:26 08:15:00", "+08:00"
    place = notes.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (31.0, 13.0, 49.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (121.0, 28.0, 25.0)
    place[ExifTags.GPS.GPSHPositioningError] = 8.0
    return notes


def bomb() -> bytes:
    """A sound PNG of 25 megapixels in 25 KB: allowed, and it must stay within its memory."""
    lines = zlib.compress((b"\0" + bytes(5000 * 3)) * 5000, 9)
    return b"\x89PNG\r\n\x1a\n" + ihdr(5000, 5000) + chunk(b"IDAT", lines) + chunk(b"IEND")


def text_bomb() -> bytes:
    """A PNG whose note unpacks to 64 MB."""
    note = b"note\0\0" + zlib.compress(bytes(64 * 1024 * 1024), 9)
    sound = encoded("PNG")
    return sound[:33] + chunk(b"zTXt", note) + sound[33:]


def note_bomb() -> bytes:
    """A JPEG whose EXIF claims four thousand million values and whose directories go round in a circle."""
    tiff = b"II*\0" + struct.pack("<IH", 8, 3)
    tiff += struct.pack("<HHII", 0x010F, 2, 0xFFFFFFFF, 8)
    tiff += struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<HHII", 0x8825, 4, 1, 8) + struct.pack("<I", 8)
    sound = encoded("JPEG")
    return sound[:2] + segment(0xE1, b"Exif\0\0" + tiff) + sound[2:]


def lying_heic(width: int, height: int) -> bytes:
    """A HEIC whose item properties claim other sides."""
    at = HEIC.index(b"ispe") + 8
    return HEIC[:at] + struct.pack(">II", width, height) + HEIC[at + 8 :]


def _saved(picture: Image.Image, name: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, name, **options)
    return out.getvalue()


def cases() -> dict[str, tuple[bytes, ImageFault | None]]:
    """Every case by its name."""
    photo, sound_png, sound_webp = phone_photo(), encoded("PNG"), encoded("WEBP")
    brand = HEIC.index(b"ftyp") + 4
    return {
        "phone photo": (photo, None),
        "heic": (HEIC, None),
        "png": (sound_png, None),
        "webp": (sound_webp, None),
        "progressive": (encoded("JPEG", progressive=True), None),
        "grey jpeg": (_saved(Image.new("L", (40, 30), 90), "JPEG"), None),
        "cmyk jpeg": (_saved(Image.new("CMYK", (40, 30), (9, 90, 9, 9)), "JPEG"), None),
        "16 bit png": (_saved(Image.new("I;16", (40, 30), 40_000), "PNG"), None),
        "1 bit png": (_saved(Image.new("1", (40, 30), 1), "PNG"), None),
        "palette png with a clear colour": (_saved(Image.new("P", (40, 30)), "PNG", transparency=0), None),
        "clear png": (_saved(Image.new("RGBA", (40, 30), (9, 9, 9, 40)), "PNG"), None),
        "1 x 1": (encoded("PNG", 1, 1), None),
        "1 x 20,000": (encoded("PNG", 1, 20_000), None),
        "mpo with a second frame": (encoded("MPO", frames=2), None),
        "animated png": (encoded("PNG", frames=3), None),
        "animated webp": (encoded("WEBP", frames=3), None),
        "25 megapixels in 25 KB": (bomb(), None),
        "circular notes": (note_bomb(), None),
        "jpeg with a zip behind it": (photo + ZIP, None),
        "jpeg with a page behind it": (photo + b"<script>alert(1)</script>", None),
        "png with rubbish behind it": (sound_png + bytes(10_000), None),
        "webp with rubbish behind it": (sound_webp + bytes(10_000), None),
        "text that unpacks to 64 MB": (text_bomb(), ImageFault.DAMAGED),
        "30,000 x 30,000 png": (png(ihdr(30_000, 30_000)), ImageFault.TOO_MANY_PIXELS),
        "65,535 x 65,535 jpeg": (jpeg(jpeg_frame(65_535, 65_535)), ImageFault.TOO_MANY_PIXELS),
        "16,384 x 16,384 webp": (webp_canvas(16_384, 16_384), ImageFault.TOO_MANY_PIXELS),
        "heic that claims 60,000 x 60,000": (lying_heic(60_000, 60_000), ImageFault.TOO_MANY_PIXELS),
        "heic that claims 2 x 2": (lying_heic(2, 2), ImageFault.DAMAGED),
        "heic cut off in its boxes": (HEIC[:200], ImageFault.INCOMPLETE),
        "heic cut off in its pixels": (HEIC[:-40], ImageFault.DAMAGED),
        "avif": (
            HEIC[: brand - 4].replace(b"ftyp", b"") + b"ftypavif\0\0\0\0avif" + bytes(40),
            ImageFault.UNKNOWN_FORMAT,
        ),
        "a film": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(40), ImageFault.UNKNOWN_FORMAT),
        "no sides": (png(ihdr(0, 10)), ImageFault.NO_PIXELS),
        "jpeg cut off": (photo[: len(photo) // 2], ImageFault.DAMAGED),
        "png cut off": (_saved(Image.effect_noise((90, 90), 50), "PNG")[:2000], ImageFault.DAMAGED),
        "webp cut off": (_saved(Image.effect_noise((90, 90), 50), "WEBP")[:400], ImageFault.DAMAGED),
        "a header and no pixels": (jpeg(jpeg_frame(400, 300)), ImageFault.DAMAGED),
        "png of rubbish, which is a black picture": (png(ihdr(400, 300)), None),
        "two frame headers": (jpeg(jpeg_frame(40, 30), jpeg_frame(4000, 3000)), ImageFault.MALFORMED),
        "svg": (SVG, ImageFault.UNKNOWN_FORMAT),
        "gif": (GIF, ImageFault.UNKNOWN_FORMAT),
        "tiff": (TIFF, ImageFault.UNKNOWN_FORMAT),
        "zip": (ZIP, ImageFault.UNKNOWN_FORMAT),
        "page with a jpeg behind it": (b"<html>" + photo, ImageFault.UNKNOWN_FORMAT),
        "nothing": (b"", ImageFault.INCOMPLETE),
    }
