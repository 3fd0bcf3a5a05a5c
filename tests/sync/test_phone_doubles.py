"""What a worker sees of somebody whom they registered a second time, and of work on a record that was merged away."""

from typing import Any

import pytest

from mobile_contract import kinds
from mobile_contract.base import Command
from mobile_contract.merges import Register, RestoreRecord, RetireRecord
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import HouseholdRecord, Life, RegisterPerson
from mobile_contract.sync import PushReply, Stamp
from ops.phone.screens import words_of
from sync.showing import view
from tests.support.phones import NORTH, at, change_household, district, home, household, made_id, phone, shown, synced

TWIN = made_id(0x777)


def registration() -> RegisterPerson:
    facts: dict[str, Any] = {"id": made_id(101), "seq": 0, "entity": made_id(9), "root": made_id(9)}
    return RegisterPerson(**facts, made=at(), contract=1, residency=made_id(10), dwelling=home(1), name="李四")


def answer(command: Command, verdict: Verdict, **facts: Any) -> PushReply:
    receipt = Receipt(id=command.id, verdict=verdict, pos=50, **facts)
    return PushReply(receipts=[receipt], stamp=Stamp(epoch="e1", pos=50, tag="", mac=""), durable=0)


def test_a_second_registration_stays_on_the_screen() -> None:
    device = phone()
    [command] = device.enqueue([registration()], at())

    device.apply_push(answer(command, Verdict.CONFLICT, why=ProblemCode.DUPLICATE), at())

    assert view(device.store).find(kinds.PERSON, made_id(9)) is not None


def test_work_that_was_done_on_the_winner_is_not_shown_on_the_loser() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1, note="old"), {NORTH})
    device = synced(server)
    [command] = device.enqueue([change_household(1, command=101, base=1, note=("old", "mine"))], at())

    device.apply_push(answer(command, Verdict.REDIRECTED, to=TWIN, fields={"note": "applied"}), at())

    record = shown(device, 1)
    assert record is not None
    assert record.note == "old"


def test_a_retired_record_is_shown_as_retired_and_a_restored_one_in_use() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    facts: dict[str, Any] = {"seq": 0, "entity": made_id(1), "root": made_id(1), "made": at(), "contract": 1}
    register = Register.HOUSEHOLD

    device.enqueue([RetireRecord(id=made_id(101), **facts, register=register)], at())
    retired = shown(device, 1)
    device.enqueue([RestoreRecord(id=made_id(102), **facts, register=register)], at())
    restored = shown(device, 1)

    assert isinstance(retired, HouseholdRecord)
    assert isinstance(restored, HouseholdRecord)
    assert (retired.life, restored.life) == (Life.RETIRED, Life.ACTIVE)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"twin": TWIN}, "saved, and registered already as 00000777: the committee decides"),
        ({"grid": "320114001001001"}, "saved, and already registered in grid 320114001001001: ask the committee"),
    ],
)
def test_the_worker_is_told_who_is_there_already_or_where(facts: dict[str, str], words: str) -> None:
    receipt = Receipt(id=made_id(101), verdict=Verdict.CONFLICT, why=ProblemCode.DUPLICATE, facts=facts)

    assert words_of(receipt) == words


def test_the_worker_is_told_which_record_it_is_now() -> None:
    receipt = Receipt(id=made_id(101), verdict=Verdict.REDIRECTED, to=TWIN)

    assert words_of(receipt) == "done on the record that this one was merged into (00000777)"
