"""A scope whose digest does not agree (sync.md 11): found, mended row by row, told; booted when it keeps breaking."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.sync import BUCKETS, Differing
from sync.digest import bucket_sums
from sync.phone import Phone
from sync.ports import BaseRow, Member
from sync.repair import DAY_MS, bad_buckets, differences
from tests.support.phones import (
    NORTH,
    SOUTH,
    at,
    boot_all,
    district,
    holds,
    household,
    made_id,
    mend_all,
    pull_all,
    synced,
)
from tests.support.tiny_server import TinyServer

Damage = Callable[[Phone], None]
KEY = (kinds.HOUSEHOLD, made_id(1))


def north(*numbers: int) -> TinyServer:
    server = district()
    for number in numbers or (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    return server


def damage(device: Phone, how: Damage) -> None:
    with device.store.commit():
        how(device)


def lose_row(device: Phone) -> None:
    device.store.base.drop(KEY)


def lose_all_rows(device: Phone) -> None:
    for row in device.store.base.rows():
        device.store.base.drop((row.kind, row.id))


def lose_membership(device: Phone) -> None:
    device.store.members.drop(NORTH, *KEY)


def fall_back(device: Phone) -> None:
    _set_version(device, 1)


def run_ahead(device: Phone) -> None:
    _set_version(device, 9)


def _set_version(device: Phone, version: int) -> None:
    held = device.store.base.find(KEY)
    assert held is not None
    device.store.base.put(replace(held, version=version, record=b'{"type":"household","id":"x","dwelling":"y"}'))


def hold_a_stranger(device: Phone) -> None:
    device.store.base.put(BaseRow(kinds.HOUSEHOLD, made_id(7), 3, b"{}"))
    device.store.members.put(Member(NORTH, kinds.HOUSEHOLD, made_id(7), 0))


def pull(device: Phone, server: TinyServer, now_s: int = 0) -> tuple[int, ...]:
    return device.apply_pull(server.pull(device.next_pull(at(now_s))), at(now_s)).mismatched


@pytest.mark.parametrize("how", [lose_row, lose_membership, fall_back, run_ahead, hold_a_stranger])
def test_what_a_bug_did_to_a_row_is_found_and_mended_and_nothing_else_is_fetched(how: Damage) -> None:
    server = north()
    server.edit(kinds.HOUSEHOLD, made_id(1), note="second version")
    device = synced(server)
    damage(device, how)

    assert pull(device, server) == (NORTH,)
    assert mend_all(device, server) == 1

    assert pull(device, server) == ()
    assert holds(device, server, {NORTH})
    assert len(server.differed) == 1


def test_the_server_is_told_before_and_after() -> None:
    server = north()
    device = synced(server)
    damage(device, lose_row)

    pull(device, server)
    mend_all(device, server)

    assert device.next_pull(at()).queue.last_error == f"digest mismatch: scope {NORTH}"
    assert server.differed == [(*KEY, 0)]
    pull(device, server)
    assert device.next_pull(at()).queue.last_error == ""


def test_many_rows_are_mended_in_several_requests() -> None:
    server = north(*range(1, 700))
    device = synced(server)
    damage(device, lose_all_rows)

    assert pull(device, server) == (NORTH,)
    assert mend_all(device, server) == 699

    assert pull(device, server) == ()
    assert holds(device, server, {NORTH})


def test_a_scope_that_moved_meanwhile_is_pulled_first() -> None:
    server = north()
    device = synced(server)
    damage(device, lose_row)
    pull(device, server)
    server.put(kinds.HOUSEHOLD, household(4), {NORTH})

    assert mend_all(device, server) == 0
    assert device.store.base.find(KEY) is None

    assert pull(device, server) == (NORTH,)
    assert mend_all(device, server) == 1
    assert pull(device, server) == ()


def test_an_answer_of_before_a_pull_mends_nothing() -> None:
    server = north()
    device = synced(server)
    damage(device, lose_row)
    pull(device, server)
    request = device.next_repair()
    assert request is not None
    answer = server.answer(request)
    server.put(kinds.HOUSEHOLD, household(4), {NORTH})
    assert pull(device, server) == (NORTH,)

    assert device.apply_repair(request, answer, at()) is None
    assert mend_all(device, server) == 1


def test_a_row_that_changed_here_since_it_was_told_of_is_left_alone() -> None:
    server = north()
    device = synced(server)
    damage(device, fall_back_to(5))
    pull(device, server)
    while (request := device.next_repair()) is not None and not request.differs:
        device.apply_repair(request, server.answer(request), at())
    assert request is not None
    assert request.differs == (Differing(*KEY, 5),)
    damage(device, fall_back_to(6))

    assert device.apply_repair(request, server.answer(request), at()) == 0
    assert pull(device, server) == (NORTH,)
    assert mend_all(device, server) == 1
    assert pull(device, server) == ()


def fall_back_to(version: int) -> Damage:
    return lambda device: _set_version(device, version)


def test_wrong_sums_of_the_server_cost_one_question_and_no_row() -> None:
    server = north()
    device = synced(server)
    server.wrong_digests.add(NORTH)

    assert pull(device, server) == (NORTH,)
    assert mend_all(device, server) == 0

    assert server.differed == []
    assert pull(device, server) == ()


def test_the_fourth_mismatch_of_a_day_has_the_scope_booted_again_and_the_fifth_repaired() -> None:
    server = north()
    device = synced(server)
    for _ in range(3):
        damage(device, lose_row)
        assert pull(device, server) == (NORTH,)
        assert mend_all(device, server) == 1
    damage(device, lose_row)
    damage(device, hold_a_stranger)

    assert pull(device, server) == (NORTH,)
    assert device.next_repair() is None
    server.edit(kinds.HOUSEHOLD, made_id(2), note="while it boots")
    assert pull(device, server) == ()  # it is known
    assert len(boot_all(device, server)) == 1
    assert pull(device, server) == ()
    assert holds(device, server, {NORTH})

    damage(device, lose_row)
    assert pull(device, server) == (NORTH,)
    assert mend_all(device, server) == 1


def test_repairs_of_another_day_do_not_count() -> None:
    server = north()
    device = synced(server)
    for day in range(5):
        damage(device, lose_row)
        assert pull(device, server, day * DAY_MS // 1000) == (NORTH,)
        request = device.next_repair()
        while request is not None:
            device.apply_repair(request, server.answer(request), at(day * DAY_MS // 1000))
            request = device.next_repair()
    assert device.store.booting.rows() == []


def test_a_boot_of_a_scope_that_is_held_survives_pages_and_takes_nothing_away_before_its_end() -> None:
    server = north(*range(1, 8))
    server.page_rows = 2
    device = synced(server)
    for _ in range(3):
        damage(device, lose_row)
        pull(device, server)
        mend_all(device, server)
    damage(device, lose_row)
    pull_until_whole(device, server)
    held = len(device.store.base.rows())
    while (request := device.next_boot()) is not None:
        server.edit(kinds.HOUSEHOLD, made_id(3), note=request.after)
        pull_until_whole(device, server)
        device.apply_boot(request, server.boot(request), at())
        assert len(device.store.base.rows()) >= held
    pull_all(device, server)
    assert holds(device, server, {NORTH})


def pull_until_whole(device: Phone, server: TinyServer) -> None:
    while device.apply_pull(server.pull(device.next_pull(at())), at()).more:
        pass


def test_a_row_that_lost_its_memberships_goes_with_its_scope() -> None:
    server = north()
    device = synced(server)
    damage(device, lose_membership)
    server.granted = {SOUTH}

    pull(device, server)

    assert device.store.base.rows() == []


def test_what_a_repair_is_refused_is_given_up() -> None:
    server = north()
    device = synced(server)
    damage(device, lose_row)
    pull(device, server)

    device.give_up_repairs()

    assert device.next_repair() is None


def test_buckets_are_bad_where_their_sums_differ() -> None:
    rows = [(3, made_id(number), 1) for number in range(1, 40)]
    other = [*rows[:5], (3, made_id(6), 2), *rows[6:-1]]

    assert bad_buckets(rows, bucket_sums(rows)) == ()
    assert bad_buckets(rows, bucket_sums(other)) == (6, 39)
    assert bad_buckets(rows, ()) == tuple(range(BUCKETS))


def test_differences_are_told_with_the_version_here() -> None:
    own = [(3, made_id(1), 1), (3, made_id(2), 4), (3, made_id(3), 1), (3, made_id(0x101), 1)]
    told = {"1": [(3, made_id(1), 1)], "2": [(3, made_id(2), 5), (3, made_id(0x102), 1)]}

    assert differences(own, (1, 2), told) == (
        Differing(3, made_id(2), 4), Differing(3, made_id(0x101), 1), Differing(3, made_id(0x102), 0),
    )  # fmt: skip
