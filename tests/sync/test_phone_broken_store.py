"""A command in the queue that nobody can read: the phone goes on showing and sending, and even that one is answered."""

import msgspec
import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import PushReply
from sync.outbox import nameless_id
from sync.phone import Phone
from sync.ports import Queued
from tests.support.phones import NORTH, at, change_household, district, household, made_id, shown, synced, verdicts
from tests.support.tiny_server import TinyServer

BROKEN = (b"{", b"\x07 noise", b'{"kind":"sing"}', b"[" * 5000, b'{"made":{"wall":1e400}}')


def with_broken(server: TinyServer, body: bytes) -> Phone:
    """A phone whose queue begins with unreadable bytes, as after a fault of the app or of the store."""
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    with device.store.commit():
        state = device.store.state()
        device.store.queue.put(Queued(state.next_seq, made_id(100), made_id(100), made_id(100), body))
        device.store.put_state(replace(state, next_seq=state.next_seq + 1))
    device.enqueue([change_household(1, command=101, base=1, note=(None, "mine"))], at())
    return device


@pytest.mark.parametrize("body", BROKEN)
def test_what_cannot_be_read_is_sent_and_answered_and_hides_nothing(body: bytes) -> None:
    server = district()
    device = with_broken(server, body)
    record = shown(device, 1)
    pushed = device.next_push(at())
    reply = PushReply(
        [Receipt(nameless_id(body), Verdict.PARKED, pos=2), Receipt(made_id(101), Verdict.APPLIED, pos=2)],
        server.stamp(),
        0,
    )

    told = device.apply_push(reply, at())

    assert record is not None
    assert record.note == "mine"
    assert pushed is not None
    assert body in pushed.split(b"\n")
    assert device.store.queue.rows() == []
    assert verdicts(device) == {made_id(100): Verdict.PARKED, made_id(101): Verdict.APPLIED}
    assert [receipt.id for receipt in told.receipts] == [made_id(100), made_id(101)]
    assert {msgspec.json.decode(entry.receipt)["id"] for entry in device.store.answered.rows()} == set(verdicts(device))


def test_the_name_of_the_nameless_is_a_uuid_of_its_hash() -> None:
    name = nameless_id(b"{")

    assert name == nameless_id(b"{") != nameless_id(b"[")
    assert (name[14], name[19] in "89ab", len(name)) == ("8", True, 36)
