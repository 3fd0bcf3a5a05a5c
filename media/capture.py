"""What a picture says of when and where it was taken, with how good that word is. Read in the child process alone."""

import math
from enum import StrEnum
from typing import Any

from msgspec import Struct
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

_TEXT_LIMIT = 64


class TimeQuality(StrEnum):
    """How good the time of a picture is."""

    SATELLITE = "satellite"
    """Told by satellites with the place."""
    ZONED = "zoned"
    """The phone's clock, with its offset."""
    LOCAL = "local"
    """The phone's clock, of an unknown zone."""
    NONE = "none"


class PlaceQuality(StrEnum):
    """How good the place of a picture is."""

    MEASURED = "measured"
    """With the error that the phone reckoned with."""
    BARE = "bare"
    """A place without its error."""
    IMPLAUSIBLE = "implausible"
    """Outside the globe, or nought and nought."""
    NONE = "none"


class Capture(Struct, frozen=True):
    """Time and place as the file claims them; evidence for who looks into a case, never shown with the picture.

    `taken`: "2026:11:26 08:15:00", as written by the phone. `satellite_time`: the same, UTC. Places in degrees, in the
    datum that the file names (most name none: WGS 84). `error_m`: metres.
    """

    time_quality: TimeQuality = TimeQuality.NONE
    place_quality: PlaceQuality = PlaceQuality.NONE
    taken: str = ""
    offset: str = ""
    satellite_time: str = ""
    latitude: float | None = None
    longitude: float | None = None
    error_m: float | None = None
    datum: str = ""
    device: str = ""


def read_capture(image: Image.Image) -> Capture:
    """Read EXIF; what cannot be read is as if it were not there: a picture with a broken note is still a picture."""
    try:
        exif = image.getexif()
        note, place = exif.get_ifd(IFD.Exif), exif.get_ifd(IFD.GPSInfo)
    except Exception:  # noqa: BLE001 - readers of EXIF raise whatever comes to their mind
        return Capture()
    taken, offset = _text(note.get(Base.DateTimeOriginal)), _text(note.get(Base.OffsetTimeOriginal))
    satellite = _satellite(place)
    quality, latitude, longitude, error_m = _place(place)
    return Capture(
        time_quality=_time_quality(taken, offset, satellite),
        place_quality=quality,
        taken=taken,
        offset=offset,
        satellite_time=satellite,
        latitude=latitude,
        longitude=longitude,
        error_m=error_m,
        datum=_text(place.get(GPS.GPSMapDatum)),
        device=f"{_text(exif.get(Base.Make))} {_text(exif.get(Base.Model))}".strip(),
    )


def _time_quality(taken: str, offset: str, satellite: str) -> TimeQuality:
    if satellite:
        return TimeQuality.SATELLITE
    if taken:
        return TimeQuality.ZONED if offset else TimeQuality.LOCAL
    return TimeQuality.NONE


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    if not isinstance(value, str):
        return ""
    return "".join(mark for mark in value[:_TEXT_LIMIT] if mark.isprintable()).strip()


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _numbers(value: Any) -> list[float]:
    parts: tuple[Any, ...] = value[:3] if isinstance(value, tuple) else ()  # pyright: ignore[reportUnknownVariableType]
    found = [_number(part) for part in parts]
    return [part for part in found if part is not None] if len(found) == 3 else []


def _satellite(place: dict[int, Any]) -> str:
    day, clock = _text(place.get(GPS.GPSDateStamp)), _numbers(place.get(GPS.GPSTimeStamp))
    if not day or len(clock) != 3:
        return ""
    return f"{day} {int(clock[0]):02d}:{int(clock[1]):02d}:{int(clock[2]):02d}"


def _degrees(value: Any, side: Any, negative: str) -> float | None:
    parts = _numbers(value)
    if len(parts) != 3:
        return None
    degrees = parts[0] + parts[1] / 60 + parts[2] / 3600
    return round(-degrees if _text(side).upper() == negative else degrees, 7)


def _place(place: dict[int, Any]) -> tuple[PlaceQuality, float | None, float | None, float | None]:
    latitude = _degrees(place.get(GPS.GPSLatitude), place.get(GPS.GPSLatitudeRef), "S")
    longitude = _degrees(place.get(GPS.GPSLongitude), place.get(GPS.GPSLongitudeRef), "W")
    error_m = _number(place.get(GPS.GPSHPositioningError))
    if latitude is None or longitude is None:
        return PlaceQuality.NONE, None, None, None
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return PlaceQuality.IMPLAUSIBLE, latitude, longitude, error_m
    return (PlaceQuality.BARE if error_m is None else PlaceQuality.MEASURED), latitude, longitude, error_m
