"""A boot that says what the phone has: it costs little, and it never takes for known what is not here (sync.md 10)."""

import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.base import CONTRACT
from mobile_contract.sync import SAME, BootReply
from sync.phone import Phone
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
    pull_all,
    push_all,
    sync,
    synced,
)
from tests.support.tiny_server import TinyServer


def north(count: int = 5, *, page_rows: int = 500) -> TinyServer:
    server = district(page_rows=page_rows)
    for number in range(1, count + 1):
        server.put(kinds.HOUSEHOLD, household(number, dwelling=1), {NORTH})
    return server


def too_old(device: Phone, server: TinyServer) -> None:
    """Something leaves, the exit is forgotten, and the phone is told that it may have missed it."""
    server.move(made_id(1), {SOUTH})
    server.put(kinds.HOUSEHOLD, household(40, dwelling=1), {NORTH})
    server.forget_exits()
    pulled = device.apply_pull(server.pull(device.next_pull(at())), at())
    assert (pulled.applied, pulled.reset) == (False, "too_old")
    pull_all(device, server)


def ops_of(replies: list[BootReply]) -> dict[str, int]:
    return {row.id: row.op for reply in replies for row in reply.rows}


def test_a_boot_after_a_reset_brings_records_of_changed_buckets_alone() -> None:
    server = north()
    device = synced(server)
    too_old(device, server)

    ops = ops_of(boot_all(device, server))
    pull_all(device, server)

    assert {identity for identity, op in ops.items() if op != SAME} == {made_id(40)}
    assert len(ops) == 5
    assert holds(device, server, {NORTH})


def test_a_first_boot_says_nothing_and_gets_every_record() -> None:
    server = north()
    device = Phone(synced(server).store)
    server.granted = {NORTH, SOUTH}
    server.put(kinds.HOUSEHOLD, household(5), {SOUTH})
    pull_all(device, server)

    request = device.next_boot()

    assert request is not None
    assert (request.scope, request.have) == (SOUTH, ())
    sync(device, server)
    assert holds(device, server, {NORTH, SOUTH})


def test_a_row_that_is_not_here_after_all_is_asked_for_with_its_record() -> None:
    server = north()
    device = synced(server)
    too_old(device, server)
    request = device.next_boot()
    assert request is not None
    chunk = server.boot(request)
    with device.store.commit():
        device.store.base.drop((kinds.HOUSEHOLD, made_id(2)))

    assert device.apply_boot(request, chunk, at())
    again = device.next_boot()

    assert again is not None
    assert (again.after, again.have) == (request.after, ())
    boot_all(device, server)
    pull_all(device, server)
    assert holds(device, server, {NORTH})


@pytest.mark.parametrize("was_whole", [True, False])
def test_an_app_that_finds_rows_of_another_contract_begins_anew_and_has_none_of_them(was_whole: bool) -> None:
    server = north()
    device = synced(server)
    with device.store.commit():
        older = {"rows_of": "e1|0"} if was_whole else {"rows_due": "e1|0", "rows_of": ""}
        device.store.put_state(replace(device.store.state(), **older))
    held = len(device.store.base.rows())

    assert device.next_pull(at()).cursor == ""
    assert len(device.store.base.rows()) == held
    pull_all(device, server)
    assert SAME not in ops_of(boot_all(device, server)).values()
    pull_all(device, server)
    too_old_again(device, server)
    assert SAME in ops_of(boot_all(device, server)).values()


def too_old_again(device: Phone, server: TinyServer) -> None:
    server.put(kinds.HOUSEHOLD, household(41, dwelling=1), {NORTH})
    server.forget_exits()
    device.apply_pull(server.pull(device.next_pull(at())), at())
    pull_all(device, server)


def test_a_boot_of_everything_that_was_broken_off_leaves_nothing_to_have() -> None:
    server = north(page_rows=2)
    device = synced(server)
    with device.store.commit():
        device.store.put_state(replace(device.store.state(), rows_of=f"e0|{CONTRACT}"))
    too_old(device, server)
    request = device.next_boot()
    assert request is not None
    device.apply_boot(request, server.boot(request), at())

    with device.store.commit():
        device.store.put_state(replace(device.store.state(), cursor=""))
    pull_all(device, server)

    assert SAME not in ops_of(boot_all(device, server)).values()


def test_a_cursor_below_the_horizon_loses_neither_queue_nor_sent_nor_stamp() -> None:
    server = north()
    device = synced(server)
    device.enqueue([change_household(2, command=100, base=1, note=(None, "sent"))], at())
    push_all(device, server)
    device.enqueue([change_household(3, command=101, base=1, note=(None, "waits"))], at())
    sent, seen = device.store.sent.rows(), device.store.state().seen
    server.move(made_id(1), {SOUTH})
    server.forget_exits()

    cursor = device.store.state().cursor
    told = device.apply_pull(server.pull(device.next_pull(at())), at())
    assert (told.reset, device.store.state().cursor) == ("too_old", cursor)  # first what waits is sent
    assert device.store.state().last_error == "reset: too_old"
    push_all(device, server)
    assert device.apply_pull(server.pull(device.next_pull(at())), at()).reset == "too_old"

    state = device.store.state()
    assert state.cursor == ""
    assert [entry.id for entry in device.store.sent.rows()] == [sent[0].id, made_id(101)]
    assert state.seen is not None
    assert seen is not None
    assert state.seen.pos > seen.pos
    sync(device, server)
    assert holds(device, server, {NORTH})


def test_a_fresh_cursor_is_never_too_old() -> None:
    server = north()
    server.move(made_id(1), {SOUTH})
    server.forget_exits()

    device = synced(server)

    assert holds(device, server, {NORTH})
