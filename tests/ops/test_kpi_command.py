"""`hexward kpi` as an operator meets it: figures, the cases behind them, and counts that are right or are not."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from ops.seed.pasts import Past
from server.analytics import tables as t
from server.analytics.keeping import indicators_consumer
from server.core import clock
from server.core.consumers import Workers
from server.core.statements import Statement
from tests.ops.test_cli import Told, hexward, init_words
from tests.server.analytics.pouring import a_history, count_again, write_over
from tests.support.scene import Scene, make_scene

UNTIL = datetime(2026, 11, 20, 4, tzinfo=UTC)
OWN = """
[[indicators]]
id = "closed_rate"
version = 1
name_zh = "结案率"
name_en = "Closed"
cohort = "due_at"
numerator = "closed"
denominator = "should_handle"
valid_until = 2026-11-01

[[indicators]]
id = "closed_rate"
version = 2
name_zh = "结案率"
name_en = "Closed"
cohort = "filed_at"
numerator = "closed"
denominator = "filed"
valid_from = 2026-11-01

[[indicators]]
id = "staff_reports"
version = 1
name_zh = "自有上报"
name_en = "Reports of staff"
unit = "person"
cohort = "reported_at"
numerator = "filed or voided"
person = "reporter"
"""


@dataclass
class District:
    """A district's folder; forty days of cases until noon of 20 November 2026, all counted."""

    data: Path
    scene: Scene
    pasts: list[Past]

    async def kpi(self, *words: str) -> Told:
        return await hexward("kpi", *words, "--data", self.data)

    async def shift_counts(self) -> None:
        counts = t.indicator_counts
        async with door_of(load_settings(self.data)) as door:
            statement = Statement(update(counts).values(n=counts.c.n + 1))
            await door.database.write(lambda tx: tx.execute(statement))


@pytest.fixture
async def district(database_url: str, tmp_path: Path) -> AsyncIterator[District]:
    data = tmp_path / "district"
    with clock.told_by(lambda: UNTIL):
        assert (await hexward(*init_words(data, "--database", database_url))).exit_code == 0
        async with door_of(load_settings(data)) as door:
            scene = await make_scene(door)
            pasts = list(a_history(scene, UNTIL, per_day=4).pasts(range(170), UNTIL))
            await count_again(door, await write_over(door, pasts))
            await Workers(door, [indicators_consumer()]).catch_up()
        yield District(data, scene, pasts)


async def test_every_figure_stands_beside_its_counts_its_formula_and_how_new_it_is(district: District) -> None:
    told = await district.kpi("--month", "2026-11", "--by", "department", "--json")
    assert told.exit_code == 0
    found = {one["indicator"]["id"]: one for one in told.json["indicators"]}
    assert {"handled_in_time_rate", "closed_rate", "checked_in_time_rate", "district_score"} <= set(found)
    for one in found.values():
        assert one["indicator"]["formula"]
        assert one["freshness"]["pos"] == one["freshness"]["head_pos"] > 0
    rate = found["handled_in_time_rate"]
    assert sum(group["denominator"] for group in rate["groups"]) == rate["total"]["denominator"] > 0
    assert {"市政", "雨花社区"} >= {group["name"] for group in rate["groups"]}

    words = (await district.kpi("--month", "2026-11", "--indicator", "handled_in_time_rate")).answer
    total = rate["total"]
    assert f"{total['numerator']:,} / {total['denominator']:,}" in words
    assert "cases by due_at excluding voided, refused" in words
    assert "days through 2026-11-19; counted to commit" in words
    assert words.splitlines()[-1] == f"open and overdue now: {rate['open_overdue']:,} cases"


async def test_each_cell_is_drilled_into_by_key_or_name(district: District) -> None:
    figures = await district.kpi("--month", "2026-11", "--indicator", "closed_rate", "--json")
    [view] = figures.json["indicators"]
    for group in view["groups"]:
        for text in (group["key"], group["name"]):
            told = await district.kpi(
                "--month", "2026-11", "--drill", f"closed_rate:{text}", "--limit", "500", "--json"
            )
            assert told.json["figure"] == group
            assert len(told.json["cases"]) == group["denominator"]
            assert sum(one["in_numerator"] for one in told.json["cases"]) == group["numerator"]
    missed = await district.kpi("--month", "2026-11", "--drill", "closed_rate", "--part", "missed", "--json")
    assert len(missed.json["cases"]) == view["total"]["denominator"] - view["total"]["numerator"]

    words = (await district.kpi("--month", "2026-11", "--drill", "closed_rate", "--limit", "3")).answer.splitlines()
    assert f"({view['total']['numerator']:,} / {view['total']['denominator']:,}), the denominator:" in words[3]
    assert len(words) == 8
    assert words[-1] == "  ... and more: --limit lists more than 3"


async def test_an_area_is_named_by_id_code_or_name(district: District) -> None:
    told = [
        await district.kpi("--month", "2026-11", "--indicator", "closed_rate", "--by", "grid", "--area", area, "--json")
        for area in (district.scene.west, "西网格")
    ]
    assert told[0].json == told[1].json
    [group] = told[0].json["indicators"][0]["groups"]
    assert group["key"] == district.scene.west
    nowhere = await district.kpi("--area", "火星")
    assert (nowhere.exit_code, nowhere.remarks) == (1, "hexward: there is no area 火星\n")


async def test_by_person_only_what_is_somebodys_is_told(district: District) -> None:
    told = await district.kpi("--month", "2026-11", "--by", "person", "--top", "1", "--json")
    found = {one["indicator"]["id"]: one for one in told.json["indicators"]}
    assert "checked_in_time_rate" in found
    assert not {"missed_by_collectors_rate", "district_score"} & set(found)
    assert all(len(one["groups"]) <= 1 for one in found.values())
    words = (
        await district.kpi("--month", "2026-11", "--by", "person", "--indicator", "checked_rate", "--top", "1")
    ).answer
    assert "  ... and 1 more" in words


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        (("--indicator", "unheard_of"), "there is no indicator unheard_of"),
        (("--indicator", "missed_by_collectors_rate", "--by", "person"), "cannot be told by person"),
        (("--drill", "closed_rate:火星"), "closed_rate has no group 火星 by department; there are "),
        (("--drill", "district_score"), "a score is made of other indicators"),
        (("--month", "2026-09", "--drill", "closed_rate:市政"), "it has none"),
    ],
)
async def test_what_cannot_be_told_is_said_in_one_line(district: District, words: tuple[str, ...], remark: str) -> None:
    told = await district.kpi(*words)
    assert (told.exit_code, told.answer) == (1, "")
    assert remark in told.remarks
    assert len(told.remarks.splitlines()) == 1


async def test_a_month_that_is_none_is_wrong_usage(district: District) -> None:
    assert (await district.kpi("--month", "2026-13")).exit_code == 2
    assert (await district.kpi("--by", "weather")).exit_code == 2


async def test_a_check_finds_what_drifted_and_a_rebuilding_puts_it_right(district: District) -> None:
    good = await district.kpi("rebuild", "--check", "--json")
    assert good.json == {
        "ok": True, "cases": len(district.pasts), "commits_behind": 0, "wrong_facts": [], "wrong_counts": []
    }  # fmt: skip
    before = (await district.kpi("--month", "2026-10", "--json")).json
    await district.shift_counts()
    assert (await district.kpi("--month", "2026-10", "--json")).json != before

    bad = await district.kpi("rebuild", "--check", "--json")
    assert (bad.exit_code, bad.json["ok"], bad.json["wrong_facts"]) == (1, False, [])
    assert bad.json["wrong_counts"][0].keys() == {"cohort", "month", "area", "cut", "value", "signature"}
    words = (await district.kpi("rebuild", "--check")).answer
    assert "WRONG: the facts of 0 cases, and " in words

    done = await district.kpi("rebuild", "--json")
    assert done.json == {"ok": True, "cases": len(district.pasts)}
    again = await district.kpi("rebuild", "--check")
    assert (again.exit_code, again.answer.splitlines()[-1]) == (0, "Every fact and every count is the same.")
    assert (await district.kpi("--month", "2026-10", "--json")).json == before


async def test_a_districts_own_version_is_told_from_its_month_on(district: District, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    with (district.data / "hexward.env").open("a", encoding="utf-8") as file:
        file.write(f"HEXWARD_INDICATORS={own}\n")
    own.write_text(OWN.replace("valid_until = 2026-11-01\n", ""), encoding="utf-8")
    refused = await district.kpi("list")
    assert refused.exit_code == 1
    assert "versions 1 and 2 are in force at once" in refused.remarks

    own.write_text(OWN, encoding="utf-8")
    assert "closed_rate v2" in (await district.kpi("list")).answer
    assert "closed_rate v1" in (await district.kpi("list", "--month", "2026-10")).answer
    told = (await district.kpi("--month", "2026-11", "--indicator", "closed_rate")).answer
    assert "  cases by filed_at: (closed) / (filed)" in told.splitlines()

    names = ("--indicator", "staff_reports", "--indicator", "valid_report_rate")
    staff, valid = (await district.kpi("--month", "2026-11", *names, "--json")).json["indicators"]
    assert staff["total"] == valid["total"]
    assert staff["total"]["denominator"] > 0


async def test_a_month_that_has_not_begun_is_refused(district: District) -> None:
    told = await district.kpi("--month", "2027-01")
    assert told.exit_code == 1
    assert "2027-01 has not begun" in told.remarks
