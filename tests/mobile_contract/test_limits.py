"""The limits that phones check themselves by are those that the server computes, and leave no unit out."""

import msgspec

from mobile_contract.cases import LimitUnit
from tests.mobile_contract.limits import LIMITS, limits


def test_the_vectors_on_disk_are_those_that_the_engine_makes() -> None:
    assert LIMITS.read_bytes() == limits(), "run `python -m tests.mobile_contract.limits`"


def test_the_vectors_have_every_unit_and_every_calendar_and_tell_their_refusals() -> None:
    told = msgspec.json.decode(limits())
    assert {line["unit"] for line in told["due"]} == {line["unit"] for line in told["spent"]} == set(LimitUnit)
    assert {line["calendar"] for line in told["due"]} == told["calendars"].keys()
    assert [line["year"] for line in told["refused"]] == [2027, 2025, 2027]
    assert [line["light"] for line in told["lights"]] == ["green", "green", "yellow", "yellow", "red"]


def test_a_phone_needs_no_default_to_read_a_calendar() -> None:
    calendars = msgspec.json.decode(limits())["calendars"]
    assert {tuple(sorted(facts)) for facts in calendars.values()} == {
        ("days", "periods", "seasons", "weekend", "work_day_minutes", "years", "zone")
    }
