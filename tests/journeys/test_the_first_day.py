"""The whole working day of `hexward demo --selfcheck`, on both databases; and each of its checks can say no."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from mobile_contract import kinds
from ops.demo_district import DemoDistrict, Wish, prepare
from ops.phone import device as clocks
from ops.seed.plan import ENDS_ON, Size
from ops.seed.territory import Scale
from ops.selfcheck import returning
from ops.selfcheck.checking import Failed
from ops.selfcheck.day import Day
from ops.selfcheck.devices import Device
from ops.selfcheck.play import STEPS, play, stage
from ops.server_process import free_port, running
from sync.ports import BaseRow

SMALL = Size(buildings=72, dwellings=216, households=144, residents=432, visits=120, cases=40)
CHEAP = {"argon2_memory_kib": "8", "argon2_time_cost": "1", "argon2_lanes": "1"}


def no_progress(phase: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def district(database_url: str, tmp_path: Path) -> DemoDistrict:
    """All 36 grids with little in each, filled through the door."""
    wish = Wish(seed=3, scale=Scale.QUICK, ends_on=ENDS_ON, database=database_url, size=SMALL, settings=CHEAP)
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:  # the run's own loop is not touched
        return runner.run(prepare(tmp_path / "district", wish, no_progress))


def test_the_first_day_is_as_it_must_be(district: DemoDistrict) -> None:
    told: list[str] = []
    with running(district.folder, free_port()) as server, stage(district, server) as day:
        play(day, lambda says, _seconds: told.append(says))

        assert told == [step.says for step in STEPS]
        _require_that_the_checks_can_fail(day)


def _require_that_the_checks_can_fail(day: Day) -> None:
    phone = day.phone("a")
    person = phone.store.base.find((kinds.PERSON, day.resident))
    assert person is not None
    older = msgspec.structs.replace(person, version=person.version - 1)
    other = msgspec.structs.replace(person, record=person.record.replace(b"+86", b"+87"))
    alien = msgspec.structs.replace(person, id=clocks.new_id())

    with _kept_instead(phone, person, older), pytest.raises(Failed, match="is as on the server"):
        returning.compare(day, phone)
    with _kept_instead(phone, person, other), pytest.raises(Failed, match="is as on the server"):
        returning.compare(day, phone)
    with _kept_instead(phone, person, alien), pytest.raises(Failed, match="1 missing, 1 too many"):
        returning.compare(day, phone)
    with pytest.raises(Failed, match="both edits are on the server"):
        returning.both_edits_survive(replace(day, new_phone="+8610099999999"))
    with pytest.raises(Failed, match="one grid of the territory holds the place"):
        returning.reports_are_cases(replace(day, places={day.case: (118.0, 31.0), day.case_of_b: (118.0, 31.0)}))
    with pytest.raises(Failed, match="the row promises these bytes"):
        returning.photo_is_whole(replace(day, picture=day.picture + b"\0"))
    returning.compare(day, phone)


@contextmanager
def _kept_instead(phone: Device, row: BaseRow, other: BaseRow) -> Generator[None, None]:
    """The phone holds another row than the server sent, for as long as the block runs."""
    with phone.store.commit():
        phone.store.base.drop((row.kind, row.id))
        phone.store.base.put(other)
    try:
        yield
    finally:
        with phone.store.commit():
            phone.store.base.drop((other.kind, other.id))
            phone.store.base.put(row)
