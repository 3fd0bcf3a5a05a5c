"""A phone that dies between any two of its writes while it boots what it holds: nothing goes before the end (I13)."""

import pytest

from mobile_contract import kinds
from sync.memory import MemoryStore
from sync.phone import Phone
from tests.support.phones import NORTH, SOUTH, at, district, holds, household, made_id, sync, synced
from tests.support.tiny_server import TinyServer

ENDLESS = 200


class Died(Exception):
    """The phone lost its power."""


class Fuse:
    """Lets so many writes pass, and dies at the next; again and again with `every`."""

    def __init__(self) -> None:
        self.left = 10**9
        self.every = 0

    def __call__(self) -> None:
        self.left -= 1
        if self.left == -1:
            self.left = self.every or 10**9
            raise Died


def a_server() -> TinyServer:
    server = district(page_rows=2)
    server.granted = {NORTH, SOUTH}
    for number in range(1, 13):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH} if number % 2 else {SOUTH})
    return server


def outdated(fuse: Fuse) -> tuple[TinyServer, MemoryStore]:
    """A phone that must boot all that it holds, of which one row has left unheard."""
    server = a_server()
    store = MemoryStore(fuse)
    synced(server, lambda: store)
    server.move(made_id(1), {3})
    server.edit(kinds.HOUSEHOLD, made_id(2), note="new")
    server.forget_exits()
    return server, store


def round_of(phone: Phone, server: TinyServer, held: set[str]) -> None:
    """One round; after each reply all that was held and still belongs here must be there."""
    for _ in range(ENDLESS):
        pulled = phone.apply_pull(server.pull(phone.next_pull(at())), at())
        must_hold(phone, held)
        if pulled.applied and not pulled.more:
            break
    while (request := phone.next_boot()) is not None:
        assert phone.apply_boot(request, server.boot(request), at())
        must_hold(phone, held)


def must_hold(phone: Phone, held: set[str]) -> None:
    lost = held - {row.id for row in phone.store.base.rows()}
    assert not lost


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_held_rows_never_decrease_wherever_a_boot_is_broken_off(first: int) -> None:
    for writes in range(first, first + 10):
        fuse = Fuse()
        server, store = outdated(fuse)
        held = {row.id for row in store.base.rows()} - {made_id(1)}
        fuse.left = writes
        try:
            round_of(Phone(store), server, held)
        except Died:
            must_hold(Phone(store), held)
        fuse.left = 10**9
        round_of(Phone(store), server, held)
        sync(Phone(store), server)

        assert holds(Phone(store), server, {NORTH, SOUTH}), writes


def test_a_boot_gets_to_its_end_though_the_phone_dies_again_and_again() -> None:
    fuse = Fuse()
    server, store = outdated(fuse)
    held = {row.id for row in store.base.rows()} - {made_id(1)}
    fuse.left = fuse.every = 25
    deaths = 0
    while not holds(Phone(store), server, {NORTH, SOUTH}) and deaths < ENDLESS:
        try:
            round_of(Phone(store), server, held)
        except Died:
            deaths += 1
            must_hold(Phone(store), held)

    assert deaths > 1
    assert holds(Phone(store), server, {NORTH, SOUTH})
