"""A scope that is too big for a phone is named, and the others are loaded; what is here already stays up to date."""

from mobile_contract import kinds
from tests.support.phones import NORTH, SOUTH, boot_all, district, holds, household, phone, pull_all, sync, synced
from tests.support.tiny_server import TinyServer


def with_homes() -> TinyServer:
    server = district()
    for number, scope in ((1, NORTH), (5, SOUTH)):
        server.put(kinds.HOUSEHOLD, household(number), {scope})
    return server


def test_a_scope_that_is_too_big_is_named_and_not_loaded_and_keeps_no_other_out() -> None:
    server, device = with_homes(), phone()
    server.granted, server.too_big = {NORTH, SOUTH}, {NORTH: 90_000_000}

    sync(device, server)

    assert holds(device, server, {SOUTH})
    assert {info.id: info.size_bytes for info in device.store.scopes.rows()} == {NORTH: 90_000_000, SOUTH: 0}
    assert device.store.booting.rows() == []


def test_it_is_loaded_once_it_fits() -> None:
    server, device = with_homes(), phone()
    server.too_big = {NORTH: 90_000_000}
    sync(device, server)

    server.too_big = {}
    sync(device, server)

    assert holds(device, server, {NORTH})


def test_a_scope_that_is_here_and_has_grown_is_loaded_anew_with_the_rest() -> None:
    server = with_homes()
    device = synced(server)
    server.too_big = {NORTH: 90_000_000}
    device.start_over()

    pull_all(device, server)

    assert len(boot_all(device, server)) == 1
    assert holds(device, server, {NORTH})
