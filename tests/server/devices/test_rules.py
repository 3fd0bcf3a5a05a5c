"""What may safely be done to a phone: every doubt alone, and what each deed asks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from mobile_contract.base import CONTRACT
from mobile_contract.devices import Doubt, SafeTo, Trouble
from mobile_contract.sync import QueueState
from server.devices.rules import FRESH, SILENT, Standing, safe_to, troubles

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTLED = Standing(
    heard_at=NOW - timedelta(minutes=1),
    contract=CONTRACT,
    queue=QueueState(last_seq=7, free_bytes=10**9),
    received_seq=7,
    acked_pos=40,
    durable_pos=40,
)
ALL = {"deactivate", "move", "wipe", "upgrade"}
SILENT_OFF = FRESH + timedelta(seconds=1)


def unsafe(told: SafeTo, doubt: Doubt) -> set[str]:
    """The deeds that are not safe for this doubt; there must be no other doubt."""
    found = {name: getattr(told, name) for name in ALL}
    assert {why for one in found.values() for why in one.why} <= {doubt}
    return {name for name, one in found.items() if not one.safe}


def test_everything_is_safe_with_a_phone_that_has_said_all_and_whose_work_is_in_a_proved_backup() -> None:
    told = safe_to(SETTLED, NOW)
    assert all(getattr(told, name).safe for name in ALL)
    assert troubles(SETTLED, [None], NOW) == ()


@pytest.mark.parametrize(
    ("change", "doubt", "deeds"),
    [
        ({"heard_at": None, "queue": None}, Doubt.NEVER_HEARD, ALL),
        ({"heard_at": NOW - SILENT_OFF}, Doubt.SILENT, ALL),
        ({"epoch_began_at": NOW}, Doubt.BEFORE_RESTORE, ALL),
        ({"queue": QueueState(length=1, last_seq=7)}, Doubt.UNSENT, ALL),
        ({"queue": QueueState(last_seq=8)}, Doubt.UNRECEIVED, ALL),
        ({"queue": QueueState(last_seq=7, photos=1)}, Doubt.PHOTOS, ALL - {"move"}),
        ({"acked_pos": 41}, Doubt.NOT_DURABLE, {"wipe"}),
        ({"acked_pos": None}, Doubt.NOT_DURABLE, {"wipe"}),
    ],
)
def test_a_doubt_makes_unsafe_what_would_lose_work(change: dict[str, Any], doubt: Doubt, deeds: set[str]) -> None:
    assert unsafe(safe_to(replace(SETTLED, **change), NOW), doubt) == deeds


def test_a_phone_that_never_wrote_has_nothing_that_could_be_lost() -> None:
    fresh = replace(SETTLED, queue=QueueState(), received_seq=0, acked_pos=None)
    assert safe_to(fresh, NOW).wipe.safe


def test_a_word_is_fresh_for_as_long_as_it_is_told_to_be_and_no_longer() -> None:
    assert safe_to(replace(SETTLED, heard_at=NOW - FRESH), NOW).wipe.safe
    assert not safe_to(replace(SETTLED, heard_at=NOW - SILENT_OFF), NOW).wipe.safe


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"revoked_at": NOW}, Trouble.SHUT_OUT),
        ({"heard_at": None, "queue": None}, Trouble.NEVER_HEARD),
        ({"heard_at": NOW - SILENT - timedelta(seconds=1)}, Trouble.SILENT),
        ({"queue": QueueState(length=1, oldest_s=3600)}, Trouble.STUCK),
        ({"queue": QueueState(last_error="reset: too_old")}, Trouble.FAILING),
        ({"contract": CONTRACT - 3}, Trouble.TOO_OLD),
        ({"queue": QueueState(free_bytes=99_999_999)}, Trouble.LITTLE_ROOM),
    ],
)
def test_each_trouble_is_told(change: dict[str, Any], trouble: Trouble) -> None:
    assert troubles(replace(SETTLED, **change), (), NOW) == (trouble,)


def test_a_scope_that_was_lost_and_not_proved_gone_is_trouble_and_one_that_is_held_is_none() -> None:
    assert troubles(SETTLED, [None, NOW], NOW) == (Trouble.UNPROVED_WIPE,)


def test_a_short_queue_that_is_young_and_a_phone_that_does_not_tell_its_room_are_no_trouble() -> None:
    assert troubles(replace(SETTLED, queue=QueueState(length=9, oldest_s=3599)), (), NOW) == ()
