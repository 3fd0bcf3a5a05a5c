"""Makes the vectors of what phones compute themselves: `python -m tests.mobile_contract.rules`.

One file a rule: datum, cells, digests, clocks, masks, patrols. They are data for any language; the values that
documents have, and those reckoned by hand, stand in `test_rules.py` and hold the code that makes these.
"""

from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import msgspec

import mobile_contract
from grid.cells import cell_text, parent, parse_cell, point_cell
from grid.datum import OutOfRange, UnknownDatum, from_wgs84, parse_datum, to_wgs84
from mobile_contract.base import Clock
from sync.digest import bucket, bucket_sums, hex62, row_sums, total
from sync.identifiers import masked_id, masked_name, masked_phone
from sync.observed import observe
from sync.patrol import Fix, fold, patrol_id

FOLDER = Path(mobile_contract.__file__).parent / "vectors"
PLACES = (
    (118.779, 31.992), (113.264, 23.129), (116.44, 39.92), (87.617, 43.792), (118.75908, 32.00249), (120.0, 31.0),
    (72.004, 30.0), (72.0, 30.0), (137.8347, 50.0), (137.84, 50.0), (110.0, 0.8293), (2.35, 48.86), (-74.0, 40.7),
)  # fmt: skip
"""In and out of the box where GCJ-02 differs, and on its edges."""
DATUMS = ("gcj02", "bd09", "cgcs2000")
ZONES = (("cgcs2000_gk120", 118.779, 31.992), ("cgcs2000_gk117", 118.779, 31.992), ("cgcs2000_gk114", 113.264, 23.129),
         ("cgcs2000_gk117", 116.44, 39.92))  # fmt: skip
NO_DATUM = ("", "WGS84", "wgs84 ", "wgs-84", "cgcs2000_gk", "cgcs2000_gk121", "cgcs2000_gk138", "mars")
NO_PLACE = (
    ("wgs84", 31.992, 118.779),
    ("gcj02", 180.5, 0.0),
    ("bd09", 0.0, -90.5),
    ("cgcs2000_gk120", 40_384_610.0, 3_541_616.8),
)
NO_CELL = (
    "",
    "8B309156E04EFFF",
    "8b309156e04eff",
    "8b309156e04efff0",
    "0b309156e04efff",
    "8fffffffffffffff",
    "626854760779411455",
)
ROWS = tuple(
    (kind, f"0198c0de-0000-7000-8000-{number:010x}{last:02x}", version)
    for number, (kind, last, version) in enumerate(
        [(4, 0x2F, 7), (1, 0x00, 1), (7, 0xFF, 2), (6, 0x2F, 9_007_199_254_740_991), (31, 0x80, 1), (4, 0x2F, 8)]
    )
)
NUMBERS = (
    "11010519491231002X",
    "11010519491231002x",
    " 1101051949 1231 002X ",
    "DEMO-0001",
    "A1",
    "E12345678",
    "",
    None,
)
NAMES = ("", "张", "张三", "张小三", "欧阳小三", "Al", "Alexander")
PHONES = ("13812345678", "+86 138 1234 5678", "025-52880000", "110", "+85261234567", "", None)
WORKER, GRID = "01936f6e-7c00-7a1b-8c2d-3e4f5a6b7c8d", "01936f6e-7c00-7a1b-8c2d-3e4f5a6b7c8e"
DAYS = ("2026-11-27", "2026-01-01", "2024-02-29")
SERVER_NOW_MS = 1_795_708_800_000
NINE_MS, MINUTE_MS = 1_795_741_200_000, 60_000


def datum() -> dict[str, Any]:
    """Points in each datum: degrees to 7 places, metres to 3."""
    told = (
        "A WGS-84 point as each datum has it, and back: degrees agree to 0.0000001, metres to 0.001. x is always east. "
        "Outside of 72.004 to 137.8347 E, 0.8293 to 55.8271 N (the edge is inside) GCJ-02 is WGS-84; BD-09 is "
        "GCJ-02 where that lies outside."
    )
    there = [
        {"wgs84": place, "datum": name, "xy": _rounded(from_wgs84(parse_datum(name), *place), 7)}
        for place, name in product(PLACES, DATUMS)
    ]
    zones = [
        {"wgs84": (lon, lat), "datum": name, "xy": _rounded(from_wgs84(parse_datum(name), lon, lat), 3)}
        for name, lon, lat in ZONES
    ]
    refused: list[dict[str, Any]] = [{"datum": name, "why": _refusal(parse_datum, name)} for name in NO_DATUM]
    for name, x, y in NO_PLACE:
        refused.append({"datum": name, "xy": (x, y), "why": _refusal(to_wgs84, parse_datum(name), x, y)})
    return {"told": told, "points": there, "zones": zones, "refused": refused}


def cells() -> dict[str, Any]:
    """The stored cell of a point in any datum, and what is derived from it."""
    told = (
        "The H3 cell of a point: resolution 11 of its WGS-84 position. Coarser ones are its parents, never the point's "
        "own."
    )
    points: list[dict[str, Any]] = []
    for place, name in product(PLACES[:6], ("wgs84", "gcj02", "bd09")):
        xy = _rounded(from_wgs84(parse_datum(name), *place), 7)
        cell = point_cell(*to_wgs84(parse_datum(name), *xy))
        up = {f"res{level}": cell_text(parent(cell, level)) for level in (10, 9, 8)}
        points.append({"datum": name, "xy": xy, "cell": cell_text(cell), **up})
    traps = [
        {
            "trap": "the point indexed anew at 9",
            "wgs84": (118.75908, 32.00249),
            "cell": cell_text(point_cell(118.75908, 32.00249, 9)),
        },
        {
            "trap": "gcj02 taken for wgs84",
            "wgs84": (118.7842032, 31.9899628),
            "cell": cell_text(point_cell(118.7842032, 31.9899628)),
        },
    ]
    refused: list[dict[str, Any]] = [{"cell": text, "why": _refusal(parse_cell, text)} for text in NO_CELL]
    refused.append({"wgs84": (31.992, 118.779), "why": _refusal(point_cell, 31.992, 118.779)})
    return {"told": told, "points": points, "never": traps, "refused": refused}


def digests() -> dict[str, Any]:
    """Sums of rows, of scopes, and of buckets."""
    told = (
        "8.1: each row's two sums, those of a scope whatever its order, and the bucket sums that are not empty (8.3)."
    )
    rows: list[dict[str, Any]] = []
    for kind, row_id, version in ROWS:
        a, b = row_sums(kind, row_id, version)
        text = f"{kind}|{row_id}|{version}"
        rows.append(
            {
                "row": [kind, row_id, str(version)],
                "text": text,
                "sum_a": hex62(a),
                "sum_b": hex62(b),
                "bucket": bucket(row_id),
            }
        )
    scopes: list[dict[str, Any]] = []
    for numbers in ([], [0], [0, 1, 2], [2, 1, 0], [0, 1, 2, 3, 4], list(range(len(ROWS)))):
        held = [ROWS[number] for number in numbers]
        count, sum_a, sum_b = total(held)
        buckets = {str(at): sums for at, sums in enumerate(bucket_sums(held)) if sums}
        scopes.append(
            {"rows": numbers, "count": count, "sum_a": hex62(sum_a), "sum_b": hex62(sum_b), "buckets": buckets}
        )
    return {"told": told, "rows": rows, "scopes": scopes}


def clocks() -> dict[str, Any]:
    """Observed times, as the server reckons them from a phone's clocks."""
    told = (
        "4.5: `at` in milliseconds of the server's clock. `previous` is the install's last observed time, null if none."
    )
    hour = 3_600_000
    cases: list[tuple[str, Clock, Clock, int | None]] = [
        ("one boot, an hour ago", _clock(0, "b1", 5), _clock(0, "b1", 5 + hour), None),
        (
            "one boot, the wall clock a year off and set meanwhile",
            _clock(-hour * 8_760, "b1", 0),
            _clock(hour, "b1", hour),
            None,
        ),
        ("another boot, the wall clock right", _clock(-hour, "b1", 99), _clock(0, "b2", 1), None),
        ("another boot, the wall clock ten hours fast", _clock(9 * hour, "b1", 99), _clock(10 * hour, "b2", 1), None),
        ("a boot without a name is none", _clock(-hour, "", 0), _clock(0, "", 2 * hour), None),
        ("never before what the phone made before it", _clock(0, "b1", 0), _clock(0, "b1", hour), -hour // 2),
        ("never in the future", _clock(0, "b1", 2 * hour), _clock(0, "b1", hour), None),
        ("never in the future, across a boot", _clock(hour, "b1", 0), _clock(0, "b2", 0), None),
        ("never before 1970", _clock(-SERVER_NOW_MS * 2, "b1", 0), _clock(0, "b2", 0), None),
        ("the server's now beats a previous time beyond it", _clock(0, "b1", 0), _clock(0, "b1", hour), hour),
        ("exactly the previous time is exact", _clock(0, "b1", 0), _clock(0, "b1", hour), -hour),
    ]
    told_cases: list[dict[str, Any]] = []
    for name, made, now, before in cases:
        previous = None if before is None else SERVER_NOW_MS + before
        at, quality = observe(made, now, server_now_ms=SERVER_NOW_MS, previous_ms=previous)
        told_cases.append(
            {
                "name": name,
                "made": made,
                "now": now,
                "server_now": SERVER_NOW_MS,
                "previous": previous,
                "at": at,
                "quality": quality,
            }
        )
    return {"told": told, "cases": told_cases}


def masks() -> dict[str, Any]:
    """What is left of numbers and names where they are shown to whom may not see them."""
    told = "What a mask leaves of an identity number, a name and a phone number; null of null, and of what holds none."
    return {
        "told": told,
        "id_no": [{"whole": one, "masked": masked_id(one)} for one in NUMBERS],
        "name": [{"whole": one, "masked": masked_name(one)} for one in NAMES],
        "phone": [{"whole": one, "masked": masked_phone(one)} for one in PHONES],
    }


def patrols() -> dict[str, Any]:
    """A patrol's id, and what is left of a day's positions."""
    told = (
        "23.4: the id of a worker's day in a grid, and the cells and minutes that [milliseconds, lon, lat] in WGS-84 "
        "fold into."
    )
    ids = [{"worker": WORKER, "grid": GRID, "day": day, "id": patrol_id(WORKER, GRID, day)} for day in DAYS]
    here, there = (118.779, 31.992), (118.789, 31.992)
    days: dict[str, list[tuple[int, float, float]]] = {
        "nobody moved": [(NINE_MS + at * MINUTE_MS, *here) for at in range(6)],
        "two places": [(NINE_MS + at * MINUTE_MS, *(here if at < 20 else there)) for at in range(60)],
        "a gap of more than five minutes is nobody's": [(NINE_MS, *here), (NINE_MS + 6 * MINUTE_MS, *here)],
        "a gap of five minutes counts": [(NINE_MS, *here), (NINE_MS + 5 * MINUTE_MS, *here)],
        "out of order, and one twice": [(NINE_MS + 4 * MINUTE_MS, *here), (NINE_MS, *here), (NINE_MS, *here)],
        "a position alone": [(NINE_MS, *here)],
        "none": [],
    }
    folds: list[dict[str, Any]] = []
    for name, fixes in days.items():
        folded = fold([Fix(*one) for one in fixes])
        cells_told = {cell_text(cell): dwell for cell, dwell in folded.cells.items()}
        folds.append({"name": name, "fixes": fixes, "minutes": folded.minutes, "cells": cells_told})
    swapped = (NINE_MS, 31.992, 118.779)
    return {
        "told": told,
        "ids": ids,
        "folds": folds,
        "refused": [{"fixes": [swapped], "why": _refusal(fold, [Fix(*swapped)])}],
    }


RULES: dict[str, Callable[[], dict[str, Any]]] = {
    "datum": datum, "cells": cells, "digests": digests, "clocks": clocks, "masks": masks, "patrols": patrols,
}  # fmt: skip


def written(rule: str) -> bytes:
    """The file of a rule: one line a case, so that a change can be read."""
    parts: list[str] = []
    for name, value in RULES[rule]().items():
        lines = [_text(value)] if isinstance(value, str) else ["[", ",\n".join(f"  {_text(one)}" for one in value), "]"]
        parts.append(f'"{name}": ' + "\n".join(lines))
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _clock(wall_off_ms: int, boot: str, mono: int) -> Clock:
    return Clock(wall=SERVER_NOW_MS + wall_off_ms, boot=boot, mono=mono)


def _refusal(act: Callable[..., object], *told: object) -> str:
    try:
        act(*told)
    except UnknownDatum:
        return "unknown_datum"
    except OutOfRange:
        return "out_of_range"
    except ValueError:
        return "invalid_cell"
    raise AssertionError(f"{told} is not refused")


def _rounded(pair: Iterable[float], places: int) -> tuple[float, ...]:
    return tuple(round(one, places) for one in pair)


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


if __name__ == "__main__":
    for named in RULES:
        (FOLDER / f"{named}.json").write_bytes(written(named))
