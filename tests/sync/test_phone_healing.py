"""A phone whose server was set back (sync.md 13): it sends again what it keeps, loads anew, and forgets nothing."""

from copy import deepcopy

import msgspec
import pytest

from mobile_contract import kinds
from mobile_contract.base import Command
from mobile_contract.sync import Seen
from sync import healing
from sync.phone import Phone
from sync.ports import PhotoFile
from tests.support.phones import (
    NORTH,
    add_household,
    at,
    change_household,
    district,
    holds,
    household,
    made_id,
    phone,
    pull_all,
    push_all,
    shown,
    sync,
    synced,
    verdicts,
    visit,
)
from tests.support.tiny_server import TinyServer


def set_back(server: TinyServer, backup: TinyServer, epoch: str = "e2") -> TinyServer:
    """The server as its backup knows it, in a new epoch: its head moves on by the commit that says so."""
    restored = deepcopy(backup)
    restored.epoch, restored.bodies = epoch, []
    restored.pos += 1
    return restored


def ahead() -> tuple[Phone, TinyServer, TinyServer]:
    """A phone, its server, and a backup of it that lacks the phone's last two commands."""
    server = district()
    server.put(kinds.HOUSEHOLD, household(1, note="old"), {NORTH})
    device = synced(server)
    device.enqueue([add_household(2, command=102)], at())
    sync(device, server)
    backup = deepcopy(server)
    device.enqueue([add_household(3, command=103), change_household(1, command=104, base=1, note=("old", "new"))], at())
    sync(device, server)
    return device, server, backup


def heard_of_the_reset(device: Phone, server: TinyServer) -> None:
    pulled = device.apply_pull(server.pull(device.next_pull(at())), at())
    assert (pulled.applied, pulled.reset) == (False, "epoch")


def test_what_was_answered_goes_again_with_its_own_bytes_before_what_waits() -> None:
    device, server, backup = ahead()
    device.enqueue([add_household(4, command=105)], at())
    bodies = [entry.body for entry in device.store.sent.rows()]
    bodies += [entry.body for entry in device.store.queue.rows()]
    restored = set_back(server, backup)

    heard_of_the_reset(device, restored)
    queue = [(entry.id, entry.body) for entry in device.store.queue.rows()]
    sync(device, restored)

    assert queue == [(made_id(number), body) for number, body in zip((102, 103, 104, 105), bodies, strict=True)]
    assert restored.bodies == bodies[1:]  # the first was in the backup: its receipt came back, and nothing else
    assert holds(device, restored, {NORTH})
    assert list(verdicts(device)) == [made_id(number) for number in (102, 103, 104, 105)]


def test_nothing_is_deleted_before_it_has_come_anew() -> None:
    device, server, backup = ahead()
    restored = set_back(server, backup)
    before = [row.id for row in device.store.base.rows()]

    heard_of_the_reset(device, restored)
    pull_all(device, restored)
    request = device.next_boot()
    assert request is not None
    during = [row.id for row in device.store.base.rows()]
    device.apply_boot(request, restored.boot(request), at())

    assert during == before
    assert len(before) == 3
    assert shown(device, 1) is not None


def test_a_row_of_the_new_epoch_replaces_one_of_a_higher_version() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1, note="old"), {NORTH})
    device = synced(server)
    backup = deepcopy(server)
    for note in ("a", "b", "c"):
        server.edit(kinds.HOUSEHOLD, made_id(1), note=note)
    sync(device, server)
    restored = set_back(server, backup)

    heard_of_the_reset(device, restored)
    held = device.store.base.find((kinds.HOUSEHOLD, made_id(1)))
    sync(device, restored)

    assert held is not None
    assert held.version == 0
    assert holds(device, restored, {NORTH})


def test_a_command_written_between_reset_and_boot_claims_to_have_seen_no_version() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1, note="old"), {NORTH})
    device = synced(server)
    backup = deepcopy(server)
    server.edit(kinds.HOUSEHOLD, made_id(1), number="lost")
    sync(device, server)
    restored = set_back(server, backup)
    restored.edit(kinds.HOUSEHOLD, made_id(1), number="theirs")

    heard_of_the_reset(device, restored)
    held = device.store.base.find((kinds.HOUSEHOLD, made_id(1)))
    assert held is not None
    draft = change_household(1, command=101, base=held.version, number=("lost", "mine"))
    device.enqueue([draft], at())
    push_all(device, restored)

    assert verdicts(device)[made_id(101)] == "conflict"


def test_what_is_written_before_all_is_healed_belongs_to_the_epoch_of_what_was_shown() -> None:
    device, server, backup = ahead()
    fresh = add_household(9, command=109)
    restored = set_back(server, backup)

    heard_of_the_reset(device, restored)
    [during] = device.enqueue([fresh], at())
    sync(device, restored)
    [after] = device.enqueue([add_household(10, command=110)], at())

    assert (during.epoch, after.epoch) == ("e1", "e2")


def test_a_row_that_outlives_its_epoch_for_its_lane_is_of_that_epoch() -> None:
    """It is not the district's any more, and stays until the work on it is judged."""
    device, server, backup = ahead()
    device.enqueue([change_household(3, command=105, note=(None, "more"))], at())
    restored = set_back(server, backup)
    heard_of_the_reset(device, restored)
    pull_all(device, restored)
    while (request := device.next_boot()) is not None:
        device.apply_boot(request, restored.boot(request), at())
    pull_all(device, restored)
    held = device.store.base.find((kinds.HOUSEHOLD, made_id(3)))
    assert held is not None

    [other] = device.enqueue([change_household(1, command=106, note=("old", "x"))], at())
    [made] = device.enqueue([change_household(3, command=107, note=("more", "most"))], at())

    assert (other.epoch, made.epoch) == ("e2", "e1")
    sync(device, restored)
    assert holds(device, restored, {NORTH})


def test_a_command_that_waits_for_its_last_answer_is_not_forgotten_however_long() -> None:
    server = district()
    device = synced(server)
    device.enqueue([visit(5, command=105, household=7), add_household(2, command=106)], at())
    sync(device, server)
    server.durable = server.pos
    sync(device, server)
    device.apply_pull(server.pull(device.next_pull(at())), at(31 * 24 * 3600))
    assert verdicts(device) == {made_id(105): "held"}


def test_the_stamp_of_the_new_epoch_is_taken_though_it_lies_lower_and_durable_falls_with_it() -> None:
    device, server, backup = ahead()
    server.durable = server.pos - 1
    sync(device, server)
    restored = set_back(server, backup)

    heard_of_the_reset(device, restored)

    state = device.store.state()
    assert state.seen == Seen("e2", restored.pos, f"t{restored.pos}", "m")
    assert (state.durable, state.cursor, state.past_epochs) == (0, "", ("e1",))


def test_a_late_reply_of_the_lost_epoch_changes_nothing() -> None:
    device, server, backup = ahead()
    device.enqueue([add_household(4, command=105)], at())
    body = device.next_push(at())
    assert body is not None
    late_push, late_pull = server.push(body), server.pull(device.next_pull(at()))
    restored = set_back(server, backup)
    heard_of_the_reset(device, restored)
    before = device.store.state()

    assert device.apply_push(late_push, at()).receipts == ()
    assert not device.apply_pull(late_pull, at()).applied
    assert device.store.state() == before
    assert made_id(105) in {entry.id for entry in device.store.queue.rows()}


def test_a_reset_that_comes_twice_is_taken_once() -> None:
    device, server, backup = ahead()
    restored = set_back(server, backup)
    body = device.next_push(at())
    assert body is None
    restored.reset = "epoch"
    reply = restored.push(b'{"install":"0198c0de-0000-7000-8000-0000000000f0","now":{"wall":0,"boot":"b","mono":0}}\n')
    restored.reset = ""
    assert device.apply_push(reply, at()).reset == "epoch"
    sync(device, restored)
    before = device.store.state()

    assert device.apply_push(reply, at()).reset == ""
    assert device.store.state() == before


def test_a_late_reset_to_an_epoch_that_was_lost_itself_changes_nothing() -> None:
    device, server, backup = ahead()
    first = set_back(server, backup)
    first.reset = "epoch"
    late = first.push(b'{"install":"0198c0de-0000-7000-8000-0000000000f0","now":{"wall":0,"boot":"b","mono":0}}\n')
    second = set_back(server, backup, epoch="e3")
    heard_of_the_reset(device, second)
    before = device.store.state()

    assert device.apply_push(late, at()).reset == ""

    assert device.store.state() == before
    sync(device, second)
    assert holds(device, second, {NORTH})


def test_receipts_that_a_later_head_has_overtaken_come_again() -> None:
    """They may be of a history that was lost before anybody noticed: only the bytes sent again will tell."""
    server = district()
    device = synced(server)
    device.enqueue([add_household(2, command=102)], at())
    body = device.next_push(at())
    assert body is not None
    slow = server.push(body)
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    pull_all(device, server)

    assert device.apply_push(slow, at()).receipts == ()
    push_all(device, server)
    assert list(verdicts(device)) == [made_id(102)]
    assert len(server.bodies) == 1


def test_an_own_edit_that_is_durable_is_kept_until_it_has_been_pulled() -> None:
    """What a backup holds before the phone has seen it again would blink away (law 4)."""
    server = district()
    device = synced(server)
    device.enqueue([add_household(2, command=102), add_household(3, command=103)], at())
    device.shrink(1)
    push_all(device, server)
    server.durable = server.pos
    device.enqueue([add_household(4, command=104)], at())
    push_all(device, server)

    assert [shown(device, number) is not None for number in (2, 3, 4)] == [True, True, True]
    pull_all(device, server)
    assert [entry.id for entry in device.store.sent.rows()] == [made_id(104)]


def test_a_photo_that_had_arrived_is_sent_again() -> None:
    device, server, backup = ahead()
    photo = PhotoFile("u1", made_id(103), made_id(3), "a" * 64, 10, "image/png", "p", offset=10, done=True)
    device.enqueue(list[Command](), at(), photos=[photo])
    restored = set_back(server, backup)

    heard_of_the_reset(device, restored)

    again = device.next_photo()
    assert again is not None
    assert (again.upload, again.offset, again.done) == ("u1", 0, False)


def test_loading_anew_keeps_stamp_queue_and_what_was_sent() -> None:
    device, server, _ = ahead()
    device.enqueue([add_household(4, command=105)], at())
    before = device.store.state(), device.store.sent.rows(), device.store.queue.rows(), device.store.base.rows()

    device.start_over()

    state = device.store.state()
    assert state == msgspec.structs.replace(before[0], cursor="")
    assert (device.store.sent.rows(), device.store.queue.rows(), device.store.base.rows()) == before[1:]
    sync(device, server)
    assert holds(device, server, {NORTH})


def test_what_exceeds_the_phones_room_is_kept_as_its_hash_the_oldest_first() -> None:
    device, server, backup = ahead()
    sent = device.store.sent.rows()
    with device.store.commit():
        healing.keep_within(device.store, sent, len(sent[-1].body) + 1)
    kept = device.store.sent.rows()
    restored = set_back(server, backup)

    heard_of_the_reset(device, restored)

    assert [bool(entry.body) for entry in kept] == [False, False, True]
    assert [len(entry.sha256) for entry in kept] == [32, 32, 0]
    assert [entry.id for entry in device.store.queue.rows()] == [made_id(104)]
    assert device.store.state().last_error == "2 commands were too old to be sent again"


@pytest.mark.parametrize("times", [2, 3])
def test_a_server_that_is_set_back_again_and_again_is_healed_each_time(times: int) -> None:
    device, server, backup = ahead()
    for number in range(times):
        server = set_back(server, backup, f"e{number + 2}")
        heard_of_the_reset(device, server)
        sync(device, server)
        assert holds(device, server, {NORTH})
        assert {(kinds.HOUSEHOLD, made_id(number)) for number in (1, 2, 3)} <= server.entities.keys()


def test_a_fresh_phone_has_nothing_to_heal() -> None:
    server = district()
    device = phone()
    sync(device, server)
    assert device.store.state().past_epochs == ()
