"""What a phone keeps and tells (laws 7 and 10 of sync.md 16): sent work, stamps, resets, digests, photos."""

from copy import deepcopy
from datetime import UTC, datetime

import msgspec
import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.inbox import ReceiptRecord
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import PushRequest
from sync.phone import AnotherUser, Phone
from sync.ports import PhotoFile
from sync.showing import view
from tests.support.phones import (
    NORTH,
    SOUTH,
    USER,
    add_household,
    at,
    district,
    holds,
    household,
    made_id,
    phone,
    pull_all,
    push_all,
    sync,
    synced,
    verdicts,
)


def test_what_is_answered_is_kept_until_it_is_durable_and_its_receipt_longer() -> None:
    server = district()
    device = synced(server)
    device.enqueue([add_household(1, command=101)], at())
    push_all(device, server)
    acked = server.pos
    server.pos += 1
    server.durable = acked - 1
    sync(device, server)
    kept = [(entry.id, entry.ack_pos) for entry in device.store.sent.rows()]

    server.durable = acked
    sync(device, server)

    assert kept == [(made_id(101), acked)]
    assert device.store.sent.rows() == []
    assert verdicts(device) == {made_id(101): Verdict.APPLIED}
    device.apply_pull(server.pull(device.next_pull(at())), at(31 * 24 * 3600))
    assert verdicts(device) == {}


def test_what_is_answered_anew_is_kept_until_that_answer_is_durable_too() -> None:
    server = district()
    device = synced(server)
    (command,) = device.enqueue([add_household(1, command=101)], at())
    push_all(device, server)
    server.durable = server.pos
    later = Receipt(id=command.id, verdict=Verdict.MERGED, pos=server.pos + 1)
    told = ReceiptRecord(
        id=made_id(7), receipt=later, of_kind="add_household", about=made_id(1), answered_at=datetime.now(UTC),
        seq=command.seq,
    )  # fmt: skip
    server.put(kinds.RECEIPT, told, {NORTH})

    sync(device, server)
    kept = [entry.id for entry in device.store.sent.rows()]
    server.durable = later.pos
    sync(device, server)

    assert kept == [command.id]
    assert device.store.sent.rows() == []
    assert verdicts(device) == {command.id: Verdict.MERGED}


def test_an_answer_that_a_restore_took_is_not_taken_back_once_it_was_given_again_in_the_same_words() -> None:
    server = district()
    device = synced(server)
    (command,) = device.enqueue([add_household(1, command=101)], at())
    push_all(device, server)
    told = ReceiptRecord(
        id=made_id(7), receipt=Receipt(id=command.id, verdict=Verdict.APPLIED, version=1, pos=server.pos + 1),
        of_kind="add_household", about=made_id(1), answered_at=datetime.now(UTC), seq=command.seq,
    )  # fmt: skip
    restored = deepcopy(server)
    server.put(kinds.RECEIPT, told, {NORTH})
    sync(device, server)
    restored.epoch, restored.receipts[command.id] = "e2", (restored.receipts[command.id][0], told.receipt)

    sync(device, restored)
    sync(device, restored)

    assert device.store.base.find((kinds.RECEIPT, made_id(7))) is None
    assert verdicts(device) == {command.id: Verdict.APPLIED}


@pytest.mark.parametrize("verdict", [Verdict.HELD, Verdict.PARKED, Verdict.CONFLICT])
def test_what_waits_for_another_answer_is_known_until_that_comes(verdict: Verdict) -> None:
    server = district()
    device = synced(server)
    device.enqueue([add_household(1, command=101)], at())
    body = device.next_push(at())
    assert body is not None
    told = server.push(body)
    waits = replace(told, receipts=[replace(one, verdict=verdict) for one in told.receipts])
    device.apply_push(waits, at())
    server.durable = server.pos
    sync(device, server)

    device.apply_pull(server.pull(device.next_pull(at())), at(31 * 24 * 3600))

    assert device.store.sent.rows() == []
    assert verdicts(device) == {made_id(101): verdict}


def test_a_receipt_is_shown_as_long_as_its_command_is_kept() -> None:
    server = district()
    device = synced(server)
    device.enqueue([add_household(1, command=101)], at())
    push_all(device, server)

    device.apply_pull(server.pull(device.next_pull(at())), at(31 * 24 * 3600))

    assert verdicts(device) == {made_id(101): Verdict.APPLIED}


def test_the_highest_stamp_goes_with_every_request() -> None:
    server = district()
    device = synced(server)
    device.enqueue([add_household(1, command=101)], at())
    push_all(device, server)
    server.granted.add(SOUTH)
    pull_all(device, server)

    boot = device.next_boot()
    pull = device.next_pull(at())
    device.enqueue([add_household(2, command=102)], at())
    body = device.next_push(at())

    assert boot is not None
    assert body is not None
    envelope = msgspec.json.decode(body.split(b"\n")[0], type=PushRequest)
    assert boot.seen is not None
    assert boot.seen == pull.seen == envelope.seen
    assert boot.seen.pos == server.pos


def test_no_other_reset_than_that_of_the_epoch_touches_what_is_stored() -> None:
    reset = "upgrade_required"
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    device.enqueue([add_household(2, command=102)], at())
    push_all(device, server)
    device.enqueue([add_household(3, command=103)], at())
    before = device.store.state()
    server.reset = reset

    body = device.next_push(at())
    assert body is not None
    pushed = device.apply_push(server.push(body), at())
    pulled = device.apply_pull(server.pull(device.next_pull(at())), at())

    after = device.store.state()
    assert (pushed.reset, pulled.reset, pulled.applied) == (reset, reset, False)
    assert (after.seen, after.cursor) == (before.seen, before.cursor)
    assert after.last_error == f"reset: {reset}"
    assert [entry.id for entry in device.store.queue.rows()] == [made_id(103)]
    assert [entry.id for entry in device.store.sent.rows()] == [made_id(102)]


def test_a_stamp_of_another_epoch_is_taken_for_a_reset() -> None:
    server = district()
    device = synced(server)
    server.granted.add(SOUTH)
    pull_all(device, server)
    request = device.next_boot()
    server.epoch = "e2"

    assert request is not None
    assert not device.apply_boot(request, server.boot(request), at())
    state = device.store.state()
    assert (state.cursor, state.past_epochs, state.seen and state.seen.epoch) == ("", ("e1",), "e2")


def test_a_cursor_too_old_boots_again_beside_what_is_held_but_not_before_the_upload() -> None:
    server = district(page_rows=1)
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    device = synced(server)
    server.granted.add(SOUTH)
    pull_all(device, server)
    device.enqueue([add_household(4, command=104)], at())
    server.reset = "too_old"
    old = device.store.state().cursor
    device.apply_pull(server.pull(device.next_pull(at())), at())
    assert device.store.state().cursor == old
    server.reset = ""
    push_all(device, server)
    server.reset = "too_old"
    device.apply_pull(server.pull(device.next_pull(at())), at())
    assert device.store.state().cursor == ""
    server.reset = ""
    server.granted = {NORTH}
    server.move(made_id(1), {SOUTH})

    pull_all(device, server)
    held: list[int] = []
    while (request := device.next_boot()) is not None:
        held.append(len(list(device.store.base.of_kind(kinds.HOUSEHOLD))))
        device.apply_boot(request, server.boot(request), at())
    pull_all(device, server)

    assert held == sorted(held)
    assert held[0] == 3
    assert [info.id for info in device.store.scopes.rows()] == [NORTH]
    assert holds(device, server, {NORTH})


def test_a_digest_that_differs_is_reported_and_told_at_the_next_contact() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    with device.store.commit():
        device.store.members.drop(NORTH, kinds.HOUSEHOLD, made_id(1))

    pulled = device.apply_pull(server.pull(device.next_pull(at())), at())

    assert pulled.mismatched == (NORTH,)
    assert device.next_pull(at()).queue.last_error == "digest mismatch: scope 1"


def test_rows_of_an_unknown_kind_are_kept_byte_by_byte_and_counted() -> None:
    server = district()
    server.put(77, household(1), {NORTH})

    device = synced(server)

    assert holds(device, server, {NORTH})
    assert view(device.store).of_kind(77) == []


def test_a_shape_of_a_later_contract_is_kept_and_not_shown() -> None:
    server = district()
    server.put(kinds.VISIT, household(1), {NORTH})
    device = synced(server)

    server.granted = set()
    sync(device, server)

    assert view(device.store).find(kinds.VISIT, made_id(1)) is None
    assert list(device.store.base.of_kind(kinds.VISIT)) == []


def test_a_store_belongs_to_one_user() -> None:
    device = phone()

    with pytest.raises(AnotherUser):
        device.join(made_id(9), made_id(8))


def test_a_cloned_phone_joins_anew_and_sends_the_same_bytes() -> None:
    server = district()
    device = synced(server)
    device.enqueue([add_household(1, command=101)], at())
    body = device.store.queue.rows()[0].body
    server.rekey = True
    first = device.next_push(at())
    assert first is not None

    assert device.apply_push(server.push(first), at()).rekey
    assert device.store.state().rekey
    device.join(made_id(9), USER)
    server.rekey = False
    push_all(device, server)

    assert server.bodies == [body]
    assert not device.store.state().rekey


def test_every_contact_tells_how_the_queue_is_doing() -> None:
    device = Phone(phone().store, free_bytes=77)
    device.enqueue([add_household(1, command=101), add_household(2, command=102)], at(10))
    device.note_failure("no network")

    same_boot = device.next_pull(at(70, wall_s=5)).queue
    other_boot = device.next_pull(at(40, boot="b2")).queue

    assert (same_boot.length, same_boot.last_seq, same_boot.oldest_s) == (2, 2, 60)
    assert (same_boot.last_error, same_boot.free_bytes) == ("no network", 77)
    assert other_boot.oldest_s == 30


def test_trouble_is_told_without_a_failed_attempt() -> None:
    device = phone()

    device.note_trouble("photo_missing")

    assert device.next_pull(at()).queue.last_error == "photo_missing"
    assert device.store.state().failures == 0


def test_the_server_names_the_next_attempt_and_a_failure_brings_it_forward() -> None:
    server = district()
    device = synced(server)

    assert (device.wait_s(0.0), device.wait_s(0.5)) == (240.0, 300.0)
    device.note_failure("no network")
    assert device.wait_s(0.5) == 10.0
    for _ in range(20):
        device.note_failure("no network")
    assert device.wait_s(0.5) == 300.0


def test_a_photo_file_is_kept_until_verified_and_durable_and_blocks_nothing() -> None:
    server = district()
    device = synced(server)
    photo = PhotoFile(made_id(7), made_id(101), made_id(1), "0" * 64, 10, "image/jpeg", "a.jpg")
    device.enqueue([add_household(1, command=101)], at(), photos=[photo])
    push_all(device, server)
    assert device.store.queue.rows() == []

    assert device.next_photo() == photo
    device.note_photo(photo, offset=4, done=False)
    half = device.next_photo()
    assert half is not None
    assert half.offset == 4
    device.note_photo(half, offset=10, done=True)
    assert device.next_photo() is None
    assert device.spare_photos() == []
    server.durable = server.pos
    sync(device, server)
    assert [spare.upload for spare in device.spare_photos()] == [made_id(7)]


def test_a_photo_that_arrived_after_the_backup_is_kept_until_the_next_one_holds_it_too() -> None:
    server = district()
    device = synced(server)
    photo = PhotoFile(made_id(7), made_id(101), made_id(1), "0" * 64, 10, "image/jpeg", "a.jpg")
    device.enqueue([add_household(1, command=101)], at(), photos=[photo])
    sync(device, server)
    server.durable = server.pos
    server.put(kinds.HOUSEHOLD, household(9, dwelling=1), {NORTH})
    device.note_photo(photo, offset=10, done=True)
    sync(device, server)
    assert device.store.sent.rows() == []
    assert device.spare_photos() == []

    server.durable = server.pos
    sync(device, server)

    assert [spare.upload for spare in device.spare_photos()] == [made_id(7)]


def test_progress_of_a_photo_that_was_erased_meanwhile_is_nothing() -> None:
    device = phone()
    photo = PhotoFile(made_id(7), made_id(101), made_id(1), "0" * 64, 10, "image/jpeg", "a.jpg")

    device.note_photo(photo, offset=4, done=False)

    assert device.store.photos.rows() == []
