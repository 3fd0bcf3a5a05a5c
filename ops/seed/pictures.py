"""The six drawings that stand for photographs in the demo's cases, before and after the work. No real picture is here.

They lie in `ops/demo_data/photos`, so that their hashes are the same everywhere; `python -m ops.seed.pictures` draws
them anew.
"""

import io
import sys
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from ops.seed.dice import Dice
from ops.seed.territory import DATA

FOLDER = DATA / "photos"
MEDIA_TYPE = "image/jpeg"

_WIDTH, _HEIGHT = 480, 360
_ASPHALT = (98, 99, 102)
_KERB = (150, 148, 143)
_QUALITY = 60


class Look(StrEnum):
    """What a drawing shows."""

    COVER = "cover"
    WATER = "water"
    RUBBISH = "rubbish"


class Picture(NamedTuple):
    """A file with what a command says of it."""

    path: Path
    sha256: str
    size_bytes: int


@cache
def find_picture(look: Look, *, after: bool) -> Picture:
    """The drawing of a matter before or after the work."""
    path = _path(look, after=after)
    content = path.read_bytes()
    return Picture(path, sha256(content).hexdigest(), len(content))


def list_pictures() -> list[Picture]:
    """All of them."""
    return [find_picture(look, after=after) for look in Look for after in (False, True)]


def draw(look: Look, *, after: bool) -> bytes:
    """A JPEG without metadata."""
    dice = Dice("picture", look, "after" if after else "before")
    picture = Image.new("RGB", (_WIDTH, _HEIGHT), _ASPHALT)
    canvas = ImageDraw.Draw(picture)
    for _ in range(900):
        x, y, shade = dice.below(_WIDTH), dice.below(_HEIGHT), dice.between(82, 118)
        canvas.rectangle((x, y, x + 3, y + 2), fill=(shade, shade, shade + 2))
    canvas.rectangle((0, 0, _WIDTH, 46), fill=_KERB)
    canvas.line((0, 47, _WIDTH, 47), fill=(70, 70, 72), width=3)
    _SUBJECTS[look](canvas, dice, after=after)
    out = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _cover(canvas: ImageDraw.ImageDraw, dice: Dice, *, after: bool) -> None:
    canvas.ellipse((130, 90, 350, 310), fill=(128, 120, 112))
    canvas.ellipse((142, 102, 338, 298), fill=(66, 62, 59))
    for inset in range(18, 90, 18):
        canvas.ellipse((142 + inset, 102 + inset, 338 - inset, 298 - inset), outline=(104, 97, 90), width=4)
    if not after:
        hole = [(240, 200), (334, 150), (350, 190), (345, 250), (300, 292), (262, 250)]
        canvas.polygon([(x + dice.between(-6, 6), y + dice.between(-6, 6)) for x, y in hole], fill=(12, 12, 13))


def _water(canvas: ImageDraw.ImageDraw, dice: Dice, *, after: bool) -> None:
    for bar in range(6):
        canvas.rectangle((210 + bar * 12, 50, 216 + bar * 12, 84), fill=(40, 40, 42))
    if after:
        canvas.ellipse((60, 250, 150, 280), fill=(84, 88, 94))
        return
    canvas.polygon(
        [(0, 80), (160, 62), (330, 70), (_WIDTH, 96), (_WIDTH, 300), (300, 334), (90, 322), (0, 280)],
        fill=(92, 108, 122),
    )
    for _ in range(40):
        x, y = dice.between(20, 440), dice.between(100, 300)
        canvas.arc((x, y, x + dice.between(18, 60), y + 10), 180, 360, fill=(150, 166, 178), width=2)


def _rubbish(canvas: ImageDraw.ImageDraw, dice: Dice, *, after: bool) -> None:
    canvas.rectangle((330, 56, 440, 210), fill=(44, 96, 62), outline=(30, 70, 44), width=4)
    canvas.rectangle((322, 50, 448, 70), fill=(38, 84, 54))
    if after:
        return
    for _ in range(34):
        x, y = dice.between(90, 340), dice.between(150, 290)
        wide, high = dice.between(24, 70), dice.between(18, 50)
        colour = dice.pick(((30, 30, 32), (196, 190, 178), (150, 110, 70), (84, 104, 140), (170, 60, 50)))
        canvas.ellipse((x, y, x + wide, y + high), fill=colour)


_SUBJECTS = {Look.COVER: _cover, Look.WATER: _water, Look.RUBBISH: _rubbish}


def _path(look: Look, *, after: bool) -> Path:
    return FOLDER / f"{look}-{'after' if after else 'before'}.jpg"


def main() -> None:
    """Write the six files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for look in Look:
        for after in (False, True):
            written = _path(look, after=after).write_bytes(draw(look, after=after))
            print(f"{_path(look, after=after).name}: {written} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
