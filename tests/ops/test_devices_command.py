"""`hexward devices` as an operator meets it: trouble first, one phone by its last digits, what is safe and why not."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from mobile_contract.accounts import CreateUser, IssueEnrolment, RedeemEnrolment
from mobile_contract.base import Clock
from mobile_contract.sync import QueueState
from ops.commands.settings_file import load_settings, write_settings
from server.app import open_door
from server.core import clock
from server.core.decisions import Actor
from server.core.ids import new_id
from server.core.seal import new_master
from server.provision import make_district
from server.settings import write_master
from server.sync.contacts import Contacts
from tests.ops.test_cli import hexward
from tests.support.databases import DISTRICT
from tests.support.scene import by_system, settle


class Two:
    """A folder of a district with two phones: one that is well, one that is stuck."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.well, self.stuck = new_id(), new_id()


@pytest.fixture
async def two(database_url: str, tmp_path: Path) -> Two:
    write_master(tmp_path / "key", new_master())
    told = {"database": database_url, "district": str(DISTRICT), "key_file": str(tmp_path / "key"), "blobs": "blobs"}
    write_settings(tmp_path, told)
    made = Two(tmp_path)
    door = await open_door(load_settings(tmp_path))
    try:
        await make_district(door.database, DISTRICT, "雨花台区")
        contacts = Contacts(door)
        for install, name, queue in (
            (made.well, "安好", QueueState(free_bytes=10**9)),
            (made.stuck, "卡住", QueueState(length=7, last_seq=7, oldest_s=9000, last_error="Timeout")),
        ):
            user, code = new_id(), new_id()
            code_hash, soon = sha256(code.encode()).hexdigest(), clock.now() + timedelta(hours=1)
            promise = IssueEnrolment(**by_system(code), user=user, code_hash=code_hash, expires_at=soon)
            await settle(door, [CreateUser(**by_system(user), login=name, name=name)])
            await settle(door, [promise])
            await settle(door, [RedeemEnrolment(**by_system(code), install=install, secret_hash="a" * 64)])
            contacts.note(Actor(user=user, install=install), 2, queue, Clock(wall=0, boot="", mono=0), clock.now())
        await contacts.flush()
    finally:
        await door.database.close()
    return made


async def test_phones_are_listed_those_with_trouble_first(two: Two) -> None:
    told = await hexward("devices", "list", "--json", "--data", two.folder)
    assert told.exit_code == 0, told.remarks
    found = told.json["devices"]
    assert [one["install"] for one in found] == [two.stuck, two.well]
    assert (found[0]["trouble"], found[0]["queue"]["length"]) == (["stuck", "failing"], 7)
    assert found[1]["safe_to"]["wipe"] == {"safe": True}
    only = await hexward("devices", "list", "--trouble", "--data", two.folder)
    assert two.stuck in only.answer
    assert two.well not in only.answer


async def test_one_phone_is_shown_by_its_last_digits_with_what_is_safe_and_why_not(two: Two) -> None:
    told = await hexward("devices", "show", two.stuck[-8:], "--data", two.folder)
    assert told.exit_code == 0, told.remarks
    for words in (
        "卡住",
        "unsent 7 (oldest 2 h)",
        "last error: Timeout",
        "as of",
        "safe to move: no (unsent, unreceived)",
    ):
        assert words in told.answer, words
    whole = await hexward("devices", "show", two.well, "--json", "--data", two.folder)
    assert whole.json["safe_to"]["upgrade"]["safe"] is True


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_phone_that_is_none_is_said_so_in_one_line(two: Two) -> None:
    for told in (new_id(), "zzz", ""):
        answer = await hexward("devices", "show", told, "--data", two.folder)
        assert (answer.exit_code, answer.remarks.count("\n")) == (1, 1), told
