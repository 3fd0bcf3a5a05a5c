"""The rescue file and a real district: what a phone cannot send any more comes in once, and before people."""

import asyncio
import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from click.testing import CliRunner

from mobile_contract.accounts import IssueEnrolment, RevokeInstall
from mobile_contract.receipts import Verdict
from mobile_contract.visits import RecordVisit
from ops.cli import main
from ops.phone.cli import phone
from ops.phone.store import FileStore
from server.accounts.service import plain
from server.core import clock
from server.core.decisions import Actor
from server.core.ids import new_id
from server.core.intake import JSON, Submission, read
from server.core.seal import new_code
from tests.support.scene import by_system, settle
from tests.support.served import Served

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Told(NamedTuple):
    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


async def ran(command: Any, *words: str) -> Told:
    done = await asyncio.to_thread(CliRunner().invoke, command, list(words))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Told(done.exit_code, done.stdout, done.stderr)


class Hand:
    """A worker's phone in a terminal, and the file that it exports."""

    def __init__(self, served: Served, folder: Path) -> None:
        self.served = served
        self.place = folder / "phone.db"
        self.file = folder / "work.hexward"

    async def do(self, *words: str) -> Told:
        return await ran(phone, *words, "--file", str(self.place))

    async def join(self) -> None:
        code, served = new_code(), self.served
        promise = IssueEnrolment(
            **by_system(new_id()), user=served.scene.users["worker_west"],
            code_hash=served.door.seal.code_hash(plain(code)), expires_at=clock.now() + timedelta(minutes=10),
        )  # fmt: skip
        await settle(served.door, [promise])
        assert (await self.do("join", code, "--server", served.url)).exit_code == 0
        assert (await self.do("sync")).exit_code == 0

    async def write(self) -> list[str]:
        """A visit, which answers its household's renewal too, and a report with its photo; the ids of the commands."""
        shot = self.file.with_name("shot.png")
        shot.write_bytes(PNG)
        made = [
            await self.do("visit", self.served.scene.household, "--note", "seen at home", "--json"),
            await self.do("report", "Deep hole", "--lon", "118.775", "--lat", "31.995", "--datum", "wgs84",
                          "--photo", str(shot), "--json"),
        ]  # fmt: skip
        return [one["command"] for told in made for one in told.json["saved"]]

    async def shut_out(self) -> None:
        await settle(self.served.door, [RevokeInstall(**by_system(self.install), reason="lost")])

    @property
    def install(self) -> str:
        store = FileStore(self.place)
        try:
            return store.state().install
        finally:
            store.close()

    async def export(self) -> None:
        assert (await self.do("export", "-o", str(self.file))).exit_code == 0

    async def bring(self, *words: str) -> Told:
        data = str(self.served.log.parent)
        return await ran(main, "outbox", "import", str(self.file), "--data", data, "--json", *words)


@pytest.fixture
async def hand(served: Served, tmp_path: Path) -> Hand:
    made = Hand(served, tmp_path)
    await made.join()
    return made


async def test_the_work_of_a_phone_that_was_shut_out_comes_before_people_whole_and_once(
    served: Served, hand: Hand
) -> None:
    commands = await hand.write()
    await hand.shut_out()
    assert (await hand.do("sync")).exit_code == 4
    await hand.export()

    looked = await hand.bring("--dry-run")
    assert looked.exit_code == 0, looked.out
    assert (looked.json["new"], looked.json["let_in"], looked.json["verdicts"]) == (len(commands), False, {})
    first = await hand.bring()
    again = await hand.bring()

    assert first.exit_code == 0, first.out
    assert first.json["verdicts"] == {Verdict.CONFLICT: len(commands)}
    assert [one["id"] for one in first.json["receipts"]] == commands
    assert {one["why"] for one in first.json["receipts"]} == {"late_scope"}
    assert again.json["receipts"] == first.json["receipts"]
    assert (again.json["known"], again.json["new"]) == (len(commands), 0)
    office = await served.sign_in("office")
    ids = [one["conflict"] for one in first.json["receipts"]]
    seen = [await office.get(f"/v1/conflicts/{conflict}", params={"purpose": "inbox"}) for conflict in ids]
    assert [told.status_code for told in seen] == [200] * 4, [told.text for told in seen]
    assert [told.json()["conflict"]["author"] for told in seen] == [served.scene.users["worker_west"]] * 4


async def test_the_work_of_a_broken_phone_counts_once_whichever_way_it_comes_first(served: Served, hand: Hand) -> None:
    commands = await hand.write()
    await hand.export()

    brought = await hand.bring()
    assert (brought.exit_code, brought.json["verdicts"]) == (0, {Verdict.APPLIED: len(commands)}), brought.out
    assert [photo["fault"] for photo in brought.json["photos"]] == [""]
    assert (await hand.do("sync")).exit_code == 0  # the phone came to itself, and sends what it has

    kept = {one["command"]: one for one in (await hand.do("receipts", "--json")).json}
    assert {kept[one]["verdict"] for one in commands} == {"applied"}
    assert [kept[one["id"]]["pos"] for one in brought.json["receipts"]] == [
        one["pos"] for one in brought.json["receipts"]
    ]
    visits = (await hand.do("list", "visits", "--search", "seen at home", "--json")).json
    assert len([one for one in visits if one["note"] == "seen at home"]) >= 1


async def test_a_file_that_somebody_changed_or_made_is_refused_and_nothing_of_it_is_done(hand: Hand) -> None:
    await hand.write()
    await hand.export()
    whole = hand.file.read_bytes()

    for wrong in (b"no file of ours", whole[:-5], whole[:40], whole[:60] + bytes([whole[60] ^ 1]) + whole[61:]):
        hand.file.write_bytes(wrong)
        told = await hand.bring()
        if wrong == whole[:-5]:  # the commands came whole; the photo did not
            assert told.exit_code == 1
        else:
            assert (told.exit_code, told.out) == (1, "")
    store = FileStore(hand.place)
    store.keep(**{f"key {store.state().install}": "11" * 32})
    store.close()
    await hand.export()

    forged = await hand.bring()

    assert forged.exit_code == 1
    assert "did not sign" in forged.err


async def test_a_number_that_a_copy_of_the_phone_has_used_keeps_no_work_out(served: Served, hand: Hand) -> None:
    commands = await hand.write()
    await hand.export()
    actor = Actor(user=served.scene.users["worker_west"], install=hand.install)
    facts = by_system(new_id(), served.scene.household, seq=1)
    clone = RecordVisit(**facts, household=served.scene.household)
    raw = msgspec.json.encode(clone)
    outcome = await served.door.submit(Submission(actor, [read(raw, JSON, actor)]))
    assert outcome.receipts[0].verdict is Verdict.APPLIED

    brought = await hand.bring()

    assert [one["id"] for one in brought.json["receipts"]] == commands
    assert brought.json["verdicts"] == {Verdict.APPLIED: len(commands)}


async def test_a_phone_that_lost_the_answer_to_its_joining_is_answered_again_and_can_export(
    served: Served, tmp_path: Path
) -> None:
    """The enrolment is done once, and told as often as the same phone asks."""
    code, client = new_code(), await served.visitor()
    promise = IssueEnrolment(
        **by_system(new_id()), user=served.scene.users["worker_west"],
        code_hash=served.door.seal.code_hash(plain(code)), expires_at=clock.now() + timedelta(minutes=10),
    )  # fmt: skip
    await settle(served.door, [promise])
    asked = {"code": code, "install": new_id(), "secret_hash": "ab" * 32, "public_key": "cd" * 32}

    first, again = [await client.post("/v1/enrol", json=asked) for _ in range(2)]
    other = await client.post("/v1/enrol", json=asked | {"install": new_id()})

    assert (first.status_code, again.status_code, other.json()["code"]) == (201, 201, "wrong_enrolment")
    assert first.json() == again.json()
    assert len(bytes.fromhex(first.json()["outbox_key"])) == len(bytes.fromhex(first.json()["lease"])) == 32


async def test_a_session_of_an_office_gets_no_lease(served: Served) -> None:
    office = await served.sign_in("office")

    told = (await office.get("/v1/me")).json()

    assert "lease" not in told
    assert "outbox_key" not in told
