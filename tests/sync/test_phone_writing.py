"""Writing and sending (laws 1 and 5 of sync.md 16): stored first, in lanes, and no command twice."""

import msgspec
import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.base import Command
from mobile_contract.commands import Malformed
from mobile_contract.receipts import Verdict
from mobile_contract.sync import MAX_COMMAND_BYTES, MAX_PUSH_BYTES
from sync.outbox import TooLarge
from tests.support.phones import (
    NORTH,
    add_household,
    at,
    change_household,
    district,
    household,
    made_id,
    phone,
    push_all,
    synced,
    verdicts,
    visit,
)


def test_a_command_is_stored_with_its_final_bytes_before_enqueue_returns() -> None:
    device = phone()

    (made,) = device.enqueue([add_household(1, command=101)], at(5))

    (entry,) = device.store.queue.rows()
    assert entry.body == msgspec.json.encode(made)
    assert (made.seq, made.made) == (1, at(5))
    body = device.next_push(at(9))
    assert body is not None
    assert body.split(b"\n")[1] == entry.body


def test_a_command_names_the_epoch_of_what_its_author_saw() -> None:
    server = district()
    device = synced(server)

    made = device.enqueue([add_household(1, command=101), replace(add_household(2, command=102), epoch="e0")], at())

    assert [command.epoch for command in made] == [server.epoch, "e0"]


def test_what_no_server_understands_is_refused_before_it_is_stored() -> None:
    device = phone()
    bad = replace(add_household(1, command=101), number="\u0000")

    with pytest.raises(Malformed):
        device.enqueue([add_household(2, command=102), bad], at())

    assert device.store.queue.rows() == []
    assert device.store.state().next_seq == 1


def test_what_no_push_may_hold_is_refused_before_it_is_stored() -> None:
    device = phone()

    with pytest.raises(TooLarge):
        device.enqueue([replace(visit(2, command=102, household=1), note="x" * MAX_COMMAND_BYTES)], at())

    assert device.store.queue.rows() == []


def test_a_command_names_what_it_needs_from_the_queue() -> None:
    device = phone()

    drafts: list[Command] = [add_household(1, command=101), visit(2, command=102, household=1)]
    made = device.enqueue(drafts, at())

    assert [command.needs for command in made] == [(), (made_id(1),)]


def test_a_retry_holds_back_its_own_lane_only_and_only_for_a_time() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    server.put(kinds.HOUSEHOLD, household(2), {NORTH})
    device = synced(server)
    server.retry = {made_id(101)}
    device.enqueue([change_household(1, command=101, base=1, note=(None, "a"))], at())
    device.enqueue([visit(32, command=102, household=2)], at())

    push_all(device, server, at(10))
    device.enqueue([visit(33, command=103, household=1)], at(11))
    device.enqueue([visit(34, command=104, household=2)], at(11))
    push_all(device, server, at(12))

    assert [entry.id for entry in device.store.queue.rows()] == [made_id(101), made_id(103)]
    server.retry = set()
    assert device.next_push(at(14)) is None
    push_all(device, server, at(15))
    assert device.store.queue.rows() == []
    assert [msgspec.json.decode(body)["id"] for body in server.bodies[-2:]] == [made_id(101), made_id(103)]


def test_a_lane_is_not_held_back_across_a_boot_of_the_phone() -> None:
    server = district()
    device = synced(server)
    server.retry = {made_id(101)}
    device.enqueue([add_household(1, command=101)], at())
    push_all(device, server, at(10))

    assert device.next_push(at(11)) is None
    assert device.next_push(at(11, boot="b2")) is not None


def test_one_bad_command_spoils_no_other() -> None:
    server = district()
    device = synced(server)
    device.enqueue([add_household(number, command=100 + number) for number in (1, 2, 3)], at())
    middle = device.store.queue.rows()[1]
    with device.store.commit():
        device.store.queue.put(replace(middle, body=middle.body.replace(b'"dwelling"', b'"dwallimg"')))

    push_all(device, server)

    assert list(verdicts(device).values()) == [Verdict.APPLIED, Verdict.PARKED, Verdict.APPLIED]


def test_a_push_holds_no_more_than_a_batch_and_256_kb_and_goes_on() -> None:
    server = district()
    device = synced(server)
    device.enqueue([visit(1000 + n, command=2000 + n, household=1, note="说" * 3990) for n in range(40)], at())
    device.enqueue([visit(3000 + n, command=4000 + n, household=2) for n in range(210)], at())

    sizes: list[tuple[int, int]] = []
    while (body := device.next_push(at())) is not None:
        sizes.append((body.count(b"\n") - 1, len(body)))
        device.apply_push(server.push(body), at())

    assert sum(count for count, _ in sizes) == 250
    assert max(count for count, _ in sizes) <= 200
    assert max(size for _, size in sizes) <= MAX_PUSH_BYTES + 1000
    assert len(sizes) > 2


def test_a_command_larger_than_a_push_travels_alone() -> None:
    device = phone()
    device.enqueue([add_household(n, command=100 + n) for n in (1, 2, 3)], at())
    large = device.store.queue.rows()[1]
    with device.store.commit():
        device.store.queue.put(replace(large, body=b" " * MAX_PUSH_BYTES + large.body))
    server = district()

    counts = [len(reply.receipts) for reply in push_all(device, server)]

    assert counts == [1, 1, 1]


def test_a_batch_too_large_for_the_server_is_halved() -> None:
    device = phone()
    device.enqueue([add_household(n, command=100 + n) for n in range(1, 9)], at())

    device.shrink(4)
    device.shrink()
    body = device.next_push(at())
    device.shrink()
    device.shrink()

    assert body is not None
    assert body.count(b"\n") == 1 + 2
    assert device.store.state().max_batch == 1


def test_a_lost_reply_and_a_late_double_change_nothing() -> None:
    server = district()
    device = synced(server)
    device.enqueue([add_household(1, command=101)], at())
    body = device.next_push(at())
    assert body is not None
    lost = server.push(body)
    push_all(device, server)
    device.apply_push(lost, at())

    assert device.store.queue.rows() == []
    assert len(server.bodies) == 1
    assert verdicts(device) == {made_id(101): Verdict.APPLIED}
