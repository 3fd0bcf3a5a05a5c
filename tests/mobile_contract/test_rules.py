"""The vectors of what phones compute: on disk as the code makes them, holding what documents say and hands reckon."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.mobile_contract.rules import FOLDER, RULES, written
from tests.support.node import run_module

OLDER = {"identifiers", "limits", "types", "visit_dues"}
"""Those that other tests make and check."""

# domain.md 8.1: a point with its GCJ-02, its BD-09 and its cell; 8.2: a parent, and what is never one.
PUBLISHED = (
    ((118.779, 31.992), (118.7842032, 31.9899628), (118.7906286, 31.9962015), "8b309156e04efff"),
    ((113.264, 23.129), (113.2693293, 23.1263231), (113.2757513, 23.1326073), "8b4118b29154fff"),
    ((116.44, 39.92), (116.4462030, 39.9213734), (116.4527758, 39.9271055), "8b31aa55a2b1fff"),
)
HOUR_MS = 3_600_000

JAVASCRIPT = r"""
import { readFileSync } from "node:fs";
const told = JSON.parse(readFileSync(0, "utf8"));
const P = Math.PI, S = Math.sin, A = 6378245.0, EE = 0.00669342162296594323, K = P * 3000 / 180;
const inside = (x, y) => x >= 72.004 && x <= 137.8347 && y >= 0.8293 && y <= 55.8271;
function gcj(lon, lat) {
  if (!inside(lon, lat)) return [lon, lat];
  const x = lon - 105, y = lat - 35, w = (20 * S(6 * x * P) + 20 * S(2 * x * P)) * 2 / 3, r = Math.sqrt(Math.abs(x));
  let dy = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * r + w;
  dy += (20 * S(y * P) + 40 * S(y / 3 * P)) * 2 / 3 + (160 * S(y / 12 * P) + 320 * S(y * P / 30)) * 2 / 3;
  let dx = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * r + w;
  dx += (20 * S(x * P) + 40 * S(x / 3 * P)) * 2 / 3 + (150 * S(x / 12 * P) + 300 * S(x / 30 * P)) * 2 / 3;
  const phi = lat / 180 * P, m = 1 - EE * S(phi) ** 2, q = Math.sqrt(m);
  return [lon + dx * 180 / (A / q * Math.cos(phi) * P), lat + dy * 180 / (A * (1 - EE) / (m * q) * P)];
}
function bd(lon, lat) {
  const [x, y] = gcj(lon, lat);
  if (!inside(x, y)) return [x, y];
  const z = Math.hypot(x, y) + 2e-5 * S(y * K), t = Math.atan2(y, x) + 3e-6 * Math.cos(x * K);
  return [z * Math.cos(t) + 0.0065, z * S(t) + 0.006];
}
const ways = { gcj02: gcj, bd09: bd, cgcs2000: (x, y) => [x, y] };
const points = told.points.map((one) => ways[one.datum](...one.wgs84));
const times = told.cases.map(({ made, now, server_now: server, previous }) => {
  const same = made.boot !== "" && made.boot === now.boot;
  const at = same ? server - (now.mono - made.mono) : made.wall + (server - now.wall);
  const kept = Math.min(Math.max(at, previous ?? 0), server);
  return [kept, kept !== at ? "clamped" : same ? "exact" : "estimated"];
});
process.stdout.write(JSON.stringify({ points, times }));
"""
"""Written from domain.md 8.1 and PROTOCOL.md 4.5 alone, and not from our Python."""


def told(rule: str) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(written(rule))
    return found


@pytest.mark.parametrize("rule", RULES)
def test_the_vectors_on_disk_are_those_that_the_code_makes(rule: str) -> None:
    assert (FOLDER / f"{rule}.json").read_bytes() == written(rule), "run `python -m tests.mobile_contract.rules`"


def test_no_file_of_vectors_is_left_out() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == OLDER | set(RULES)


def test_points_and_cells_are_those_of_the_documents() -> None:
    points = {(*one["wgs84"], one["datum"]): tuple(one["xy"]) for one in told("datum")["points"]}
    cells = {(one["datum"], *one["xy"]): one for one in told("cells")["points"]}
    for wgs84, gcj02, bd09, cell in PUBLISHED:
        assert (points[*wgs84, "gcj02"], points[*wgs84, "bd09"]) == (gcj02, bd09)
        for datum, place in (("wgs84", wgs84), ("gcj02", gcj02), ("bd09", bd09)):
            assert cells[datum, *place]["cell"] == cell
    assert cells["wgs84", 118.75908, 32.00249]["cell"] == "8b309156145bfff"
    assert cells["wgs84", 118.75908, 32.00249]["res9"] == "89309156147ffff"
    assert [one["cell"] for one in told("cells")["never"]] == ["8930915617bffff", "8b309156e20efff"]
    assert told("datum")["zones"][0]["xy"] == [384_609.996, 3_541_616.795]


def test_every_refusal_has_its_reason() -> None:
    assert {one["why"] for one in told("datum")["refused"]} == {"unknown_datum", "out_of_range"}
    assert {one["why"] for one in told("cells")["refused"]} == {"invalid_cell", "out_of_range"}
    assert {one["why"] for one in told("patrols")["refused"]} == {"out_of_range"}


def test_digests_are_these_for_ever_and_blind_to_order() -> None:
    rows, scopes = told("digests")["rows"], told("digests")["scopes"]
    assert rows[0]["text"] == "4|0198c0de-0000-7000-8000-00000000002f|7"
    # coreutils: printf '%s' "$text" | b2sum -l 128; the first digit of each half without its two upper bits
    assert (rows[0]["sum_a"], rows[0]["sum_b"], rows[0]["bucket"]) == ("3a4c52f4cfbb690f", "3a97b0176dbc022a", 47)
    assert {**scopes[2], "rows": 0} == {**scopes[3], "rows": 0}
    for one in scopes:
        sums = [sum(int(rows[number][name], 16) for number in one["rows"]) % 2**62 for name in ("sum_a", "sum_b")]
        assert [one["sum_a"], one["sum_b"]] == [f"{number:016x}" for number in sums]


def test_observed_times_are_those_reckoned_by_hand() -> None:
    off = {one["name"]: ((one["at"] - one["server_now"]) // HOUR_MS, one["quality"]) for one in told("clocks")["cases"]}
    assert off["one boot, the wall clock a year off and set meanwhile"] == (-1, "exact")
    assert off["another boot, the wall clock ten hours fast"] == (-1, "estimated")
    assert off["a boot without a name is none"] == (-1, "estimated")
    assert off["never in the future"] == (0, "clamped")
    assert {quality for _, quality in off.values()} == {"exact", "estimated", "clamped"}


def test_masks_leave_what_the_documents_say() -> None:
    left = {
        (field, one["whole"]): one["masked"] for field in ("id_no", "name", "phone") for one in told("masks")[field]
    }
    assert left["id_no", "11010519491231002X"] == "1****************X"
    assert (left["name", "张三"], left["name", "张小三"], left["name", "张"]) == ("张*", "张*三", "*")
    assert left["phone", "+86 138 1234 5678"] == "138****5678"


def test_a_patrol_keeps_cells_and_buckets_and_no_way() -> None:
    folds = {one["name"]: one for one in told("patrols")["folds"]}
    assert folds["nobody moved"]["cells"] == {"8a309156e04ffff": "short"}
    assert sorted(folds["two places"]["cells"].values()) == ["long", "stay"]
    assert folds["a gap of more than five minutes is nobody's"]["minutes"] == 0
    # 2026-11-27T00:00+08:00 is 1,795,708,800,000 ms: the first 48 bits of the id
    assert told("patrols")["ids"][0]["id"].replace("-", "").startswith(f"{1_795_708_800_000:012x}7")


def test_another_hand_in_javascript_gets_the_same_points_and_times(tmp_path: Path) -> None:
    asked = {"points": told("datum")["points"], "cases": told("clocks")["cases"]}
    got = msgspec.json.decode(run_module(JAVASCRIPT, tmp_path, msgspec.json.encode(asked)))

    assert len(got["points"]) == len(asked["points"]) > 0
    for one, xy in zip(asked["points"], got["points"], strict=True):
        assert xy == pytest.approx(one["xy"], rel=0, abs=1e-7), one
    assert got["times"] == [[one["at"], one["quality"]] for one in asked["cases"]]
