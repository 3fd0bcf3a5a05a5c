"""`hexward calendar` as an operator meets it: shown, previewed, imported, checked, refused in one line."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.core import clock
from tests.ops.test_cli import Told, faulty, hexward, init_words

MARCH = datetime(2026, 3, 2, tzinfo=UTC)
NOTICE = "日期,类型\n2031-01-01,休\n2031-10-01,休\n2031-10-11,班\n"


class Today:
    """What day it is."""

    def __init__(self, at: datetime) -> None:
        self.at = at


@pytest.fixture
def today() -> Iterator[Today]:
    one = Today(MARCH)
    with clock.told_by(lambda: one.at):
        yield one


@pytest.fixture
async def data(tmp_path: Path, today: Today) -> Path:
    """The folder of a fresh district, in the March of 2026."""
    folder = tmp_path / "district"
    assert today.at == MARCH
    assert (await hexward(*init_words(folder))).exit_code == 0
    return folder


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "notice.csv"
    file.write_text(NOTICE, encoding="gb18030")
    return file


async def calendar(data: Path, *words: str | Path) -> Told:
    return await hexward("calendar", *words, "--data", data)


async def test_a_fresh_district_shows_the_published_years(data: Path) -> None:
    told = await calendar(data, "show", "--json", "--year", "2026")
    assert told.exit_code == 0
    assert (told.json["version"], told.json["calendar"], told.json["years"][0]) == (0, {}, 2004)
    assert (told.json["days"]["2026-10-01"], told.json["days"]["2026-10-10"]) == ("holiday", "workday")
    words = (await calendar(data, "show")).answer
    assert "08:00-12:00, 14:00-18:00; a work day is 8 hours" in words
    assert "years:   2004-20" in words


async def test_a_notice_is_previewed_imported_and_the_same_notice_again_changes_nothing(
    data: Path, notice: Path
) -> None:
    preview = await calendar(data, "import", notice, "--dry-run", "--json")
    assert preview.json["status"] == "previewed"
    assert preview.json["change"] == {
        "days": [
            {"day": "2031-01-01", "before": "usual", "after": "holiday"},
            {"day": "2031-10-01", "before": "usual", "after": "holiday"},
            {"day": "2031-10-11", "before": "usual", "after": "workday"},
        ],
        "years_added": [2031],
        "years_lost": [],
        "forms": [],
    }
    assert preview.json["clocks"] == {"clocks": 0, "later": 0, "earlier": 0, "unknown": 0}
    assert (await calendar(data, "show", "--json")).json["version"] == 0

    assert (await calendar(data, "import", notice, "--reason", "国务院办公厅通知", "--json")).json["status"] == "set"
    shown = (await calendar(data, "show", "--year", "2031")).answer
    assert "version 1: 国务院办公厅通知" in shown
    assert "  2031-10-11  workday" in shown
    again = await calendar(data, "import", notice, "--reason", "再来一次", "--json")
    assert (again.exit_code, again.json["status"]) == (0, "unchanged")
    assert (await calendar(data, "show", "--json")).json["version"] == 1


async def test_a_whole_calendar_is_imported_as_it_was_shown(data: Path, notice: Path, tmp_path: Path) -> None:
    await calendar(data, "import", notice, "--reason", "通知")
    whole = tmp_path / "whole.json"
    whole.write_text('{"periods": ["09:00-12:00", "13:00-18:00"], "weekend": [7]}', encoding="utf-8")
    told = await calendar(data, "import", whole, "--reason", "作息调整")
    assert "YEARS THAT HAVE NONE ANY MORE: 2031" in told.answer
    assert "laid down anew: periods, weekend" in told.answer
    assert told.answer.splitlines()[-1] == "Set."


async def test_single_days_are_set_and_all_else_stays(data: Path, notice: Path) -> None:
    await calendar(data, "import", notice, "--reason", "通知")
    told = await calendar(
        data, "override", "--holiday", "2031-02-14..2031-02-17", "--workday", "2031-02-22", "--usual", "2031-10-11",
        "--complete", "2032", "--reason", "春节", "--json",
    )  # fmt: skip
    # The 15th and 16th are a weekend: nobody worked then anyway.
    assert [one["day"] for one in told.json["change"]["days"]] == [
        "2031-02-14", "2031-02-17", "2031-02-22", "2031-10-11"
    ]  # fmt: skip
    assert told.json["change"]["years_added"] == [2032]
    laid_down = (await calendar(data, "show", "--json")).json["calendar"]
    assert laid_down["holidays"][0] == "2031-01-01"
    assert (laid_down["workdays"], laid_down["years"]) == (["2031-02-22"], [2031, 2032])


async def test_a_check_tells_what_can_be_counted_and_how_many_clocks_run(data: Path, today: Today) -> None:
    told = await calendar(data, "check", "--json")
    years = (await calendar(data, "show", "--json")).json["years"]
    clocks = {"clocks": 0, "later": 0, "earlier": 0, "unknown": 0}
    assert (told.exit_code, told.json) == (0, {"ok": True, "years": years, "missing": [], "clocks": clocks})
    assert (await calendar(data, "check")).answer.splitlines()[-1] == "It can be counted."

    today.at = datetime(years[-1] + 1, 1, 2, tzinfo=UTC)
    late = await calendar(data, "check", "--json")
    assert (late.exit_code, late.json["ok"], late.json["missing"]) == (1, False, [years[-1] + 1])
    assert f"MISSED:  {years[-1] + 1} has no calendar" in (await calendar(data, "check")).answer


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        (("--holiday", "2031-02-30"), "2031-02-30 is no day"),
        (("--holiday", "2031-02-14..2031-02-13"), "ends before it begins"),
        (("--holiday", "2031-02-14..2033-02-14"), "a year later"),
        (("--holiday", "spring"), "spring is no day"),
    ],
)
async def test_a_day_that_is_none_is_told_in_one_line(data: Path, words: tuple[str, ...], remark: str) -> None:
    told = await calendar(data, "override", *words, "--reason", "x")
    assert (told.exit_code, told.answer) == (1, "")
    assert remark in told.remarks
    assert len(told.remarks.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "content", "remark"),
    [
        ("c.json", b'{"holidays": ["2026-03-06"], "workdays": ["2026-03-06"]}', "a holiday and a workday"),
        ("c.json", b'{"version": 1}', "unknown field"),
        ("c.json", b"\xff", "c.json"),
        ("c.csv", b"day,kind\n", "has no rows"),
        ("c.csv", b"\xff\xff\xff", "neither UTF-8 nor GB 18030"),
    ],
)
async def test_a_file_that_is_no_calendar_is_told_in_one_line(
    data: Path, tmp_path: Path, name: str, content: bytes, remark: str
) -> None:
    (tmp_path / name).write_bytes(content)
    told = await calendar(data, "import", tmp_path / name, "--reason", "x")
    assert (told.exit_code, told.answer) == (1, "")
    assert remark in told.remarks
    assert len(told.remarks.splitlines()) == 1


@pytest.fixture
def bad_notice(notice: Path) -> Path:
    notice.write_text(NOTICE + "2031-13-01,休\n2031-05-01,晴\n", encoding="utf-8")
    return notice


async def test_each_bad_row_of_a_notice_is_told_and_nothing_is_changed(data: Path, bad_notice: Path) -> None:
    told = await calendar(data, "import", bad_notice, "--reason", "通知", "--json")
    assert (told.exit_code, told.json["status"]) == (1, "refused")
    assert [(one["row"], one["fault"]) for one in told.json["faults"]] == [(4, "no_day"), (5, "no_kind")]
    words = (await calendar(data, "import", bad_notice, "--dry-run")).answer
    assert "  row 5: no_kind 晴" in words
    assert (await calendar(data, "show", "--json")).json["version"] == 0


async def test_without_a_reason_nothing_is_set(data: Path, notice: Path) -> None:
    assert (await calendar(data, "import", notice)).exit_code == 2
    assert (await calendar(data, "override", "--holiday", "2031-02-14", "--reason", " ")).exit_code == 2
    assert (await calendar(data, "show", "--json")).json["version"] == 0


async def test_a_missing_year_is_told_in_december_and_is_a_fault_from_new_year_on(data: Path, today: Today) -> None:
    last = (await calendar(data, "show", "--json")).json["years"][-1]

    async def look(year: int, month: int) -> tuple[int, list[str], bool]:
        today.at = datetime(year, month, 2, tzinfo=UTC)
        doctor = await hexward("doctor", "--data", data, "--json")
        [line] = [check["told"] for check in doctor.json["checks"] if check["name"] == "calendar"]
        missed = f"{last + 1} has no work calendar" in line
        assert ("MISSED" in (await calendar(data, "show")).answer) == missed
        return (await calendar(data, "check")).exit_code, faulty(doctor), missed

    assert await look(last, 11) == (0, [], False)
    assert await look(last, 12) == (1, [], True)
    assert await look(last + 1, 1) == (1, ["calendar"], True)
    await calendar(data, "override", "--complete", str(last + 1), "--reason", "通知")
    assert await look(last + 1, 1) == (0, [], False)
