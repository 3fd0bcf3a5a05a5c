"""Pages and boots (laws 2 and 3 of sync.md 16): with their cursor, in one step, and nothing missed."""

from msgspec.structs import replace

from mobile_contract import kinds
from sync.phone import Phone
from tests.support.phones import (
    NORTH,
    SOUTH,
    at,
    boot_all,
    district,
    holds,
    household,
    made_id,
    phone,
    pull_all,
    sync,
    synced,
)


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
    old = server.boot(second)
    server.edit(kinds.HOUSEHOLD, made_id(1), note="new")
    pull_all(device, server)

    assert device.apply_boot(second, replace(old, stamp=server.stamp()), at())
    assert holds(device, server, {NORTH, SOUTH})


def test_a_chunk_that_a_page_has_overtaken_is_asked_for_again() -> None:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    device = phone()
    pull_all(device, server)
    request = device.next_boot()
    assert request is not None
    slow = server.boot(request)
    server.edit(kinds.HOUSEHOLD, made_id(1), note="new")
    pull_all(device, server)

    assert not device.apply_boot(request, slow, at())
    sync(device, server)
    assert holds(device, server, {NORTH})


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
