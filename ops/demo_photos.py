"""Made-up photographs for the demo and the selfcheck: a broken manhole cover from a seed. No real picture is here."""

import io
import math
import random

from PIL import Image, ImageDraw, ImageFilter, ImageOps

_ASPHALT = (96, 97, 99)
_IRON = (64, 60, 57)
_EDGE = (118, 110, 102)
_HOLE = (14, 13, 13)


def make_sample_jpeg(seed: int, width: int = 1280, height: int = 960) -> bytes:
    """A JPEG of a round iron cover with a piece broken out, without metadata; sides in pixels, at least 16.

    The same seed and sides give the same bytes with the same Pillow; another seed is another picture.
    """
    dice = random.Random(seed)  # noqa: S311 - a drawing, no secret
    picture = _road(dice, width, height)
    _draw_cover(ImageDraw.Draw(picture), dice, width, height)
    picture = picture.filter(ImageFilter.GaussianBlur(max(width, height) / 1200))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def _road(dice: random.Random, width: int, height: int) -> Image.Image:
    columns, rows = -(-width // 4), -(-height // 4)
    grain = ImageOps.fit(Image.frombytes("L", (columns, rows), dice.randbytes(columns * rows)), (width, height))
    return Image.blend(Image.new("RGB", (width, height), _ASPHALT), grain.convert("RGB"), 0.18)


def _draw_cover(draw: ImageDraw.ImageDraw, dice: random.Random, width: int, height: int) -> None:
    radius = min(width, height) * dice.uniform(0.30, 0.38)
    x, y = width * dice.uniform(0.42, 0.58), height * dice.uniform(0.44, 0.56)
    turn = dice.uniform(0, math.tau)
    draw.ellipse(_box(x, y, radius * 1.12), fill=_EDGE)
    draw.ellipse(_box(x, y, radius), fill=_IRON)
    for ring in (0.82, 0.58, 0.34):
        draw.ellipse(_box(x, y, radius * ring), outline=_EDGE, width=max(1, round(radius * 0.03)))
    for spoke in range(12):
        angle = turn + spoke * math.tau / 12
        draw.line(
            [_on(x, y, radius * 0.34, angle), _on(x, y, radius * 0.95, angle)], _EDGE, max(1, round(radius * 0.035))
        )
    broken = turn + dice.uniform(0, math.tau)
    corners = [_on(x, y, radius, broken + step * 0.09) for step in range(12)]
    inner = [_on(x, y, radius * dice.uniform(0.25, 0.6), broken + step * 0.2) for step in range(5, -1, -1)]
    draw.polygon([*corners, *inner], fill=_HOLE)


def _box(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return x - radius, y - radius, x + radius, y + radius


def _on(x: float, y: float, radius: float, angle: float) -> tuple[float, float]:
    return x + radius * math.cos(angle), y + radius * math.sin(angle)
