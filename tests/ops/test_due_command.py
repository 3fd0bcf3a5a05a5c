"""`hexward due` as an operator meets it: the instant, pauses, a district's own calendar, and what cannot be told."""

from pathlib import Path

import pytest

from tests.ops.test_cli import hexward

FRIDAY = ("due", "--from", "2026-11-20T17:00+08:00")


async def test_it_prints_the_due_instant_by_the_published_calendar() -> None:
    told = await hexward(*FRIDAY, "--value", "2", "--unit", "work_hour")
    assert (told.exit_code, told.answer) == (0, "2026-11-23T09:00+08:00\n")
    golden_week = await hexward("due", "--from", "2026-09-30T15:00:30Z", "--value", "1", "--unit", "work_day")
    assert golden_week.answer == "2026-10-08T18:00+08:00\n"


async def test_the_same_instant_is_told_alike_whatever_its_offset() -> None:
    told = await hexward("due", "--from", "2026-11-20T09:00:01Z", "--value", "2", "--unit", "work_hour")
    assert told.answer == "2026-11-23T09:00:01+08:00\n"


async def test_pauses_move_it_by_their_work() -> None:
    pauses = (
        "--pause",
        "2026-11-20T17:30+08:00..2026-11-23T10:00+08:00",
        "--pause",
        "2026-11-23T11:00Z..2026-11-23T12:00Z",
    )
    told = await hexward(*FRIDAY, "--value", "2", "--unit", "work_hour", *pauses, "--json")
    assert told.json == {
        "due_at": "2026-11-23T11:30+08:00",
        "start": "2026-11-20T17:00+08:00",
        "value": 2,
        "unit": "work_hour",
        "pauses": list(pauses[1::2]),
    }


async def test_a_district_brings_its_own_calendar(tmp_path: Path) -> None:
    file = tmp_path / "calendar.json"
    file.write_text('{"days": {"2026-11-21": "workday"}, "years": [2027]}', encoding="utf-8")
    told = await hexward(*FRIDAY, "--value", "2", "--unit", "work_hour", "--calendar", file)
    assert told.answer == "2026-11-21T09:00+08:00\n"
    last_day = ("due", "--from", "2026-12-31T17:00+08:00", "--value", "2", "--unit", "work_hour")
    assert (await hexward(*last_day, "--calendar", file)).answer == "2027-01-01T09:00+08:00\n"


async def test_a_year_without_calendar_is_one_line_and_one_exit_code() -> None:
    told = await hexward("due", "--from", "2098-12-31T17:00+08:00", "--value", "2", "--unit", "work_hour")
    assert told.exit_code == 1
    assert told.remarks.startswith("hexward: there is no work calendar for 2098")
    assert (
        await hexward("due", "--from", "2098-12-31T17:00+08:00", "--value", "2", "--unit", "urgent_day")
    ).exit_code == 0


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        (("--from", "2026-11-20T17:00"), "has no offset"),
        (("--from", "Friday"), "Friday is no instant"),
        (("--from", "1026-11-20T17:00Z"), "between 1900 and 2100"),
        (("--pause", "2026-11-20T17:30Z"), "is no pause"),
        (("--pause", "2026-11-20T17:30Z..2026-11-20T17:00Z"), "ends before it begins"),
    ],
)
async def test_what_cannot_be_read_is_told_in_one_line(words: tuple[str, str], remark: str) -> None:
    told = await hexward(*FRIDAY, "--value", "2", "--unit", "work_hour", *words)
    assert (told.exit_code, told.answer) == (1, "")
    assert remark in told.remarks
    assert len(told.remarks.splitlines()) == 1


@pytest.mark.parametrize("raw", ['{"periods": ["12:00-08:00"]}', '{"weekends": []}', "no json"])
async def test_a_calendar_that_is_none_is_told_in_one_line(raw: str, tmp_path: Path) -> None:
    file = tmp_path / "calendar.json"
    file.write_text(raw, encoding="utf-8")
    told = await hexward(*FRIDAY, "--value", "2", "--unit", "work_hour", "--calendar", file)
    assert told.exit_code == 1
    assert told.remarks.startswith(f"hexward: {file}: ")
    assert len(told.remarks.splitlines()) == 1


async def test_an_unknown_unit_is_wrong_usage() -> None:
    assert (await hexward(*FRIDAY, "--value", "2", "--unit", "fortnight")).exit_code == 2
    assert (await hexward(*FRIDAY, "--value", "-2", "--unit", "work_hour")).exit_code == 2
