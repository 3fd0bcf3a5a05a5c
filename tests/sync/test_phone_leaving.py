"""Rows that leave (law 6 of sync.md 16): membership by membership, and never before the verdict."""

import msgspec

from mobile_contract import kinds
from mobile_contract.receipts import Verdict
from mobile_contract.visits import VisitRecord
from sync.phone import Phone
from sync.ports import Member, PhotoFile
from tests.support.phones import (
    NORTH,
    SOUTH,
    at,
    boot_all,
    change_household,
    district,
    holds,
    household,
    made_id,
    mend_all,
    pull_all,
    push_all,
    shown,
    sync,
    synced,
    verdicts,
    visit,
)
from tests.support.tiny_server import TinyServer


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
    assert [entry.gone for entry in device.store.dropping.rows()] == [True]
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


def test_a_scope_that_goes_and_comes_back_while_another_is_booted_is_whole_again() -> None:
    server = district(page_rows=1)
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    for number in (5, 6):
        server.put(kinds.HOUSEHOLD, household(number), {SOUTH})
    device = synced(server)
    server.granted = {NORTH, SOUTH}
    pull_all(device, server)
    _boot_a_chunk(device, server)

    server.granted = {SOUTH}
    pull_all(device, server)
    server.granted = {NORTH, SOUTH}
    pull_all(device, server)
    while (request := device.next_boot()) is not None and request.scope == SOUTH:
        _boot_a_chunk(device, server)

    pull_all(device, server)  # asserts that the digests agree
    sync(device, server)
    assert holds(device, server, {NORTH, SOUTH})


def _boot_a_chunk(device: Phone, server: TinyServer) -> None:
    request = device.next_boot()
    assert request is not None
    assert device.apply_boot(request, server.boot(request), at())


def test_a_row_on_its_way_out_that_a_bug_shows_through_another_scope_leaves_no_membership_behind() -> None:
    server = district()
    server.granted = {NORTH, SOUTH}
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = synced(server)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "late"))], at())
    server.granted = {SOUTH}
    pull_all(device, server)
    with device.store.commit():
        device.store.members.put(Member(SOUTH, kinds.HOUSEHOLD, made_id(1), 0))

    push_all(device, server)
    assert device.apply_pull(server.pull(device.next_pull(at())), at()).mismatched == (SOUTH,)
    mend_all(device, server)

    pull_all(device, server)  # asserts that the digests agree
    assert device.store.members.of_scope(SOUTH) == []
    assert device.store.base.rows() == []


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
