"""The laws of the phone (sync.md 16), one by one, against a district small enough to read."""

import msgspec
import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.base import Command
from mobile_contract.commands import Malformed
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import HouseholdRecord
from mobile_contract.sync import MAX_COMMAND_BYTES, MAX_PUSH_BYTES, PushRequest
from mobile_contract.visits import VisitRecord
from sync.outbox import TooLarge
from sync.phone import AnotherUser, Phone
from sync.ports import PhotoFile
from sync.showing import view
from tests.support.phones import (
    NORTH,
    SOUTH,
    USER,
    add_household,
    at,
    boot_all,
    change_household,
    district,
    holds,
    household,
    made_id,
    phone,
    pull_all,
    push_all,
    sync,
    synced,
    visit,
)


def shown(device: Phone, number: int) -> HouseholdRecord | None:
    record = view(device.store).find(kinds.HOUSEHOLD, made_id(number))
    assert record is None or isinstance(record, HouseholdRecord)
    return record


def verdicts(device: Phone) -> dict[str, Verdict]:
    return {
        entry.id: msgspec.json.decode(entry.receipt, type=Receipt).verdict for entry in device.store.answered.rows()
    }


# --- 1: stored before it is said, and never changed after -----------------------------------------


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


# --- 2 and 3: page and cursor together, and only for the present cursor ---------------------------


def test_a_phone_boots_what_it_may_see_and_pulls_the_rest() -> None:
    server = district(page_rows=2)
    for number in range(1, 9):
        server.put(kinds.HOUSEHOLD, household(number), server.homes[household(number).dwelling])

    device = synced(server)
    server.edit(kinds.HOUSEHOLD, made_id(2), note="new")
    sync(device, server)

    assert holds(device, server, {NORTH})
    assert len(device.store.members.of_scope(NORTH)) == 4


def test_a_reply_to_another_cursor_is_discarded() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    old = server.pull(device.next_pull(at()))
    server.edit(kinds.HOUSEHOLD, made_id(1), note="new")
    sync(device, server)

    assert not device.apply_pull(old, at()).applied
    assert holds(device, server, {NORTH})


def test_a_lower_version_changes_no_row() -> None:
    server = district()
    server.granted = {NORTH, SOUTH}
    server.put(kinds.HOUSEHOLD, household(1), {NORTH, SOUTH})
    device = phone()
    pull_all(device, server)
    first = device.next_boot()
    assert first is not None
    device.apply_boot(first, server.boot(first), at())
    second = device.next_boot()
    assert second is not None
    slow = server.boot(second)
    server.edit(kinds.HOUSEHOLD, made_id(1), note="new")
    pull_all(device, server)

    assert device.apply_boot(second, slow, at())
    assert holds(device, server, {NORTH, SOUTH})


# --- 4: what is shown ------------------------------------------------------------------------------


def test_an_own_edit_never_blinks_between_saving_receipt_and_pull() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1, note="old"), {NORTH})
    device = synced(server)
    notes: list[str | None] = []

    def look() -> None:
        record = shown(device, 1)
        assert record is not None
        notes.append(record.note)

    device.enqueue([change_household(1, command=101, base=1, note=("old", "mine"))], at())
    look()
    push_all(device, server)
    look()
    pull_all(device, server)
    look()

    assert notes == ["mine", "mine", "mine"]
    assert view(device.store).changed == {}


def test_an_own_record_is_shown_while_its_area_is_still_being_loaded() -> None:
    server = district(page_rows=1)
    for number in (1, 2):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    device = phone()
    device.enqueue([add_household(9, command=101)], at())
    push_all(device, server)

    pull_all(device, server)
    assert shown(device, 9) is not None
    boot_all(device, server)
    pull_all(device, server)

    assert shown(device, 9) is not None
    assert view(device.store).changed == {}


def test_an_own_visit_is_shown_at_once_and_its_household_as_visited() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)

    device.enqueue([visit(2, command=102, household=1, note="fine")], at())

    record = view(device.store).find(kinds.VISIT, made_id(2))
    assert isinstance(record, VisitRecord)
    assert (record.note, record.worker) == ("fine", USER)
    home = shown(device, 1)
    assert home is not None
    assert home.last_visited_at == record.visited_at


def test_of_a_conflict_the_field_that_stayed_is_shown_as_it_stands() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    server.edit(kinds.HOUSEHOLD, made_id(1), number="theirs")
    device.enqueue([change_household(1, command=101, base=1, number=("", "mine"), note=(None, "note"))], at())

    push_all(device, server)
    record = shown(device, 1)

    assert verdicts(device) == {made_id(101): Verdict.CONFLICT}
    assert record is not None
    assert (record.number, record.note) == ("", "note")


def test_a_command_that_was_refused_is_not_shown_as_done() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(5), {SOUTH})
    device = synced(server)
    device.enqueue([add_household(9, command=101, dwelling=5)], at())
    assert shown(device, 9) is not None

    push_all(device, server)

    assert verdicts(device) == {made_id(101): Verdict.CONFLICT}
    assert shown(device, 9) is None


# --- 5: lanes --------------------------------------------------------------------------------------


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


# --- 6: leaving ------------------------------------------------------------------------------------


def test_a_row_in_two_scopes_goes_with_the_last_one() -> None:
    server = district()
    server.granted = {NORTH, SOUTH}
    server.put(kinds.HOUSEHOLD, household(1), {NORTH, SOUTH})
    device = synced(server)

    server.move(made_id(1), {SOUTH})
    sync(device, server)
    held_by_one = holds(device, server, {NORTH, SOUTH})
    server.move(made_id(1), {3})
    sync(device, server)

    assert held_by_one
    assert device.store.base.find((kinds.HOUSEHOLD, made_id(1))) is None


def test_a_row_in_two_scopes_outlives_the_loss_of_one() -> None:
    server = district()
    server.granted = {NORTH, SOUTH}
    server.put(kinds.HOUSEHOLD, household(1), {NORTH, SOUTH})
    device = synced(server)
    server.granted = {SOUTH}

    sync(device, server)

    assert holds(device, server, {SOUTH})
    assert device.store.members.of_scope(NORTH) == []


def test_a_row_waits_for_the_verdict_on_its_lane_before_it_goes() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    server.put(kinds.VISIT, _visit_record(2, 1), {NORTH})
    device = synced(server)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "late"))], at())
    server.move(made_id(1), {SOUTH})

    pull_all(device, server)
    assert shown(device, 1) is not None
    assert device.store.base.find((kinds.VISIT, made_id(2))) is not None
    push_all(device, server)

    assert verdicts(device) == {made_id(101): Verdict.CONFLICT}
    assert device.store.base.find((kinds.HOUSEHOLD, made_id(1))) is None
    assert device.store.base.find((kinds.VISIT, made_id(2))) is None


def _visit_record(number: int, home: int) -> VisitRecord:
    return msgspec.convert(
        {
            "type": "visit",
            "id": made_id(number),
            "household": made_id(home),
            "worker": "w",
            "channel": "door",
            "outcome": "met",
            "visited_at": "2026-03-01T08:00:00Z",
        },
        type=VisitRecord,
    )


def test_a_scope_that_is_lost_goes_after_the_verdicts_and_comes_back_when_granted_again() -> None:
    server = district()
    for number in (1, 2):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    device = synced(server)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "late"))], at())
    server.granted = set()

    pull_all(device, server)
    assert [row.id for row in device.store.base.of_kind(kinds.HOUSEHOLD)] == [made_id(1)]
    assert [entry.scope for entry in device.store.dropping.rows()] == [NORTH]
    push_all(device, server)
    assert list(device.store.base.of_kind(kinds.HOUSEHOLD)) == []
    assert device.store.dropping.rows() == []
    assert device.store.scopes.rows() == []

    server.granted = {NORTH}
    sync(device, server)
    assert holds(device, server, {NORTH})


def test_a_scope_that_is_granted_again_before_it_has_gone_is_not_on_its_way_out() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "late"))], at())
    server.granted = set()
    pull_all(device, server)
    server.granted = {NORTH}

    pull_all(device, server)

    assert device.store.dropping.rows() == []
    boot_all(device, server)
    pull_all(device, server)
    assert device.store.leaving.rows() == []
    assert holds(device, server, {NORTH})


def test_an_erased_row_takes_its_commands_and_photos_along_and_says_so() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    server.put(kinds.HOUSEHOLD, household(2), {NORTH})
    device = synced(server)
    device.enqueue([change_household(1, command=100, base=1, note=(None, "sent"))], at())
    push_all(device, server)
    photo = PhotoFile(made_id(7), made_id(101), made_id(1), "0" * 64, 10, "image/jpeg", "a.jpg")
    device.enqueue([visit(3, command=101, household=1)], at(), photos=[photo])
    device.enqueue([visit(4, command=102, household=2)], at())
    server.erase(kinds.HOUSEHOLD, made_id(1))

    pull_all(device, server)

    assert [entry.id for entry in device.store.queue.rows()] == [made_id(102)]
    assert device.store.sent.rows() == []
    assert device.store.photos.rows() == []
    assert verdicts(device)[made_id(101)] is Verdict.GONE
    assert shown(device, 1) is None


# --- 7: sent until durable -------------------------------------------------------------------------


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


@pytest.mark.parametrize("reset", ["epoch", "upgrade_required"])
def test_no_reset_touches_what_is_stored(reset: str) -> None:
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
    server.epoch = "e2"

    request = device.next_boot()

    assert request is not None
    assert not device.apply_boot(request, server.boot(request), at())
    assert device.store.state().last_error == "reset: epoch"


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


# --- booting ---------------------------------------------------------------------------------------


def test_what_changes_while_a_scope_is_booted_is_not_missed() -> None:
    server = district(page_rows=1)
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    device = phone()
    pull_all(device, server)
    number = 20
    while (request := device.next_boot()) is not None:
        assert device.apply_boot(request, server.boot(request), at())
        server.edit(kinds.HOUSEHOLD, made_id(1), note=f"n{number}")
        if number < 23:
            server.put(kinds.HOUSEHOLD, household(number, dwelling=1), {NORTH})
        number += 1
        pull_all(device, server)

    pull_all(device, server)

    assert holds(device, server, {NORTH})


def test_a_boot_goes_on_where_it_was_and_takes_no_chunk_twice() -> None:
    server = district(page_rows=1)
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    device = phone()
    pull_all(device, server)
    first = device.next_boot()
    assert first is not None
    chunk = server.boot(first)
    assert device.apply_boot(first, chunk, at())

    again = Phone(device.store)
    assert not again.apply_boot(first, chunk, at())
    second = again.next_boot()
    assert second is not None
    assert (second.after, second.cursor) == (chunk.after, first.cursor)
    sync(again, server)
    assert holds(again, server, {NORTH})


def test_a_boot_whose_scope_is_granted_no_more_is_called_off() -> None:
    server = district(page_rows=1)
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    device = phone()
    pull_all(device, server)
    request = device.next_boot()
    assert request is not None
    device.apply_boot(request, server.boot(request), at())
    server.granted = set()

    pull_all(device, server)

    assert device.next_boot() is None
    assert list(device.store.base.of_kind(kinds.HOUSEHOLD)) == []


def test_several_scopes_are_booted_one_after_the_other() -> None:
    server = district(page_rows=1)
    server.granted = {NORTH, SOUTH, 3}
    for number in (1, 2, 5, 6):
        server.put(kinds.HOUSEHOLD, household(number), server.homes[household(number).dwelling])
    device = phone()
    pull_all(device, server)

    order = [reply.cursor != "" for reply in boot_all(device, server)]
    pull_all(device, server)

    assert order == [False, True, False, True, True]
    assert holds(device, server, {NORTH, SOUTH})


# --- digests, kinds, joining, telling --------------------------------------------------------------


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


def test_the_server_names_the_next_attempt_and_a_failure_brings_it_forward() -> None:
    server = district()
    device = synced(server)

    assert (device.wait_s(0.0), device.wait_s(0.5)) == (240.0, 300.0)
    device.note_failure("no network")
    assert device.wait_s(0.5) == 10.0
    for _ in range(20):
        device.note_failure("no network")
    assert device.wait_s(0.5) == 300.0


# --- photos ----------------------------------------------------------------------------------------


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


def test_progress_of_a_photo_that_was_erased_meanwhile_is_nothing() -> None:
    device = phone()
    photo = PhotoFile(made_id(7), made_id(101), made_id(1), "0" * 64, 10, "image/jpeg", "a.jpg")

    device.note_photo(photo, offset=4, done=False)

    assert device.store.photos.rows() == []
