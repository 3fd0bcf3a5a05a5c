"""What a phone's photo costs until it may be shown: CPU time and memory of the child process. It judges nobody."""

# Pillow's own types are generic over what it does not name.
# pyright: reportUnknownMemberType=false

import io
import random
from statistics import median
from typing import Any

from msgspec import Struct
from PIL import Image
from rich.table import Table

from media.sandbox import Cost, Sandbox
from ops.bench.figures import machine, rounded
from ops.demo_photos import make_sample_jpeg
from server.core import clock

WIDTH, HEIGHT, ROUNDS = 4000, 3000, 9


class ImageFigures(Struct, frozen=True, kw_only=True):
    """Medians of some rounds with one 12-megapixel JPEG. `floor_ms`: decoding it here and writing it once, no more."""

    cpu_ms: float
    wall_ms: float
    floor_ms: float
    ratio: float
    peak_mib: float
    is_shut: bool
    photo_bytes: int
    rounds: int
    at: dict[str, Any]


def measure_images(rounds: int = ROUNDS, width: int = WIDTH, height: int = HEIGHT) -> ImageFigures:
    """One photo, again and again, each time in a fresh child; the first is not counted: decoders load then."""
    photo = _photo(width, height)
    costs: list[Cost] = []
    walls: list[float] = []
    floors: list[float] = []
    with Sandbox() as sandbox:
        sandbox.measure(photo)
        for _ in range(rounds):
            began = clock.ticks()
            costs.append(sandbox.measure(photo)[1])
            walls.append(clock.elapsed_ms(began))
            began = clock.ticks()
            _once(photo)
            floors.append(clock.elapsed_ms(began))
    cpu_ms, floor_ms = median(cost.cpu_s for cost in costs) * 1000, median(floors)
    return ImageFigures(
        cpu_ms=rounded(cpu_ms),
        wall_ms=rounded(median(walls)),
        floor_ms=rounded(floor_ms),
        ratio=rounded(cpu_ms / floor_ms),
        peak_mib=rounded(max(cost.peak_bytes for cost in costs) / 2**20),
        is_shut=all(cost.is_shut for cost in costs),
        photo_bytes=len(photo),
        rounds=rounds,
        at=machine("none", 0),
    )


def image_table(figures: ImageFigures) -> Table:
    """For people."""
    title = f"photos · 12 megapixels, {figures.photo_bytes / 1e6:.1f} MB, the median of {figures.rounds} rounds"
    table = Table(title=title)
    for heading in ("figure", "measured", "asked for", "floor", "ratio"):
        table.add_column(heading, justify="left" if heading == "figure" else "right")
    floor, ratio = f"{figures.floor_ms:,}", f"{figures.ratio}"
    table.add_row("all renditions, ms of one core", f"{figures.cpu_ms:,}", "< 250", floor, ratio)
    table.add_row("the same by the clock on the wall, ms", f"{figures.wall_ms:,}", "", "", "")
    table.add_row("child, MiB at most", f"{figures.peak_mib:,}", "< 256", "", "")
    table.add_row("system calls filtered", "yes" if figures.is_shut else "no", "yes", "", "")
    told = figures.at
    table.caption = f"{told['cpu']}, {told['cores']} cores, load {told['load']}, Python {told['python']}"
    return table


def _photo(width: int, height: int) -> bytes:
    """As heavy as a phone makes it: a drawing under the noise of a sensor."""
    dice = random.Random(6)  # noqa: S311 - a drawing, no secret
    with Image.open(io.BytesIO(make_sample_jpeg(6, width, height))) as drawing:
        noise = Image.frombytes("L", (width // 2, height // 2), dice.randbytes(width // 2 * (height // 2)))
        picture = Image.blend(drawing.convert("RGB"), noise.resize((width, height)).convert("RGB"), 0.15)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def _once(photo: bytes) -> None:
    with Image.open(io.BytesIO(photo)) as picture:
        picture.load()
        picture.save(io.BytesIO(), "JPEG", quality=85)
