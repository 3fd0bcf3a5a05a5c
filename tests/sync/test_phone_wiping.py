"""The order of wiping (sync.md 9): told, judged, gone, key destroyed, proved; and taken up again after a crash."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.sync import WipeReply
from sync.intake import own_digest
from sync.memory import MemoryStore
from sync.phone import Phone
from tests.support.phones import (
    NORTH,
    at,
    change_household,
    district,
    household,
    prove_all,
    pull_all,
    push_all,
    sync,
    synced,
)
from tests.support.tiny_server import TinyServer


class Shredded(MemoryStore):
    """A store that remembers which keys were destroyed, and what lay there then."""

    def __init__(self, on_write: Callable[[], None] = lambda: None) -> None:
        super().__init__(on_write)
        self.shredded: list[tuple[int, int]] = []

    def shred(self, scope: int) -> None:
        super().shred(scope)
        self.shredded.append((scope, len(self.base.rows())))


def north() -> TinyServer:
    server = district()
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    return server


def test_a_scope_is_proved_to_be_gone_only_when_its_lanes_are_judged_its_rows_deleted_and_its_key_destroyed() -> None:
    server = north()
    store = Shredded()
    device = synced(server, lambda: store)
    held = own_digest(store, NORTH)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "late"))], at())
    server.granted = set()

    pull_all(device, server)
    assert device.next_wipe(at()) is None
    assert store.shredded == []
    push_all(device, server)
    assert store.shredded == [(NORTH, 0)]
    prove_all(device, server)

    [proof] = server.proofs
    assert (proof.scope, proof.digest.count, proof.digest.sum_a) == (NORTH, 3, held.sum_a)
    assert store.dropping.rows() == []
    assert device.next_wipe(at()) is None


def test_a_scope_that_comes_back_before_it_was_proved_to_be_gone_is_not_proved() -> None:
    server = north()
    device = synced(server)
    server.granted = set()
    pull_all(device, server)
    proof = device.next_wipe(at())
    assert proof is not None
    server.granted = {NORTH}
    pull_all(device, server)

    assert device.next_wipe(at()) is None
    assert not device.apply_wipe(proof, server.prove(proof), at())
    sync(device, server)
    assert len(device.store.base.rows()) == 3


def test_a_proof_that_a_restored_server_does_not_keep_is_sent_again() -> None:
    server = north()
    device = synced(server)
    server.granted = set()
    pull_all(device, server)
    proof = device.next_wipe(at())
    assert proof is not None

    assert not device.apply_wipe(proof, WipeReply(stamp=server.stamp(), durable=0, reset="unheard_of"), at())

    assert device.next_wipe(at()) == replace(proof, seen=device.store.state().seen)


class Died(Exception):
    """The phone lost its power."""


class Fuse:
    """Lets so many writes pass, and dies at the next."""

    def __init__(self) -> None:
        self.left = 10**9

    def __call__(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise Died


@pytest.mark.parametrize("writes", range(30))
def test_a_phone_that_dies_while_it_wipes_goes_on_where_it_was(writes: int) -> None:
    server, fuse = north(), Fuse()
    store = Shredded(fuse)
    device = synced(server, lambda: store)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "late"))], at())
    server.granted = set()
    fuse.left = writes
    try:
        sync(device, server)
    except Died:
        sync(Phone(store), server)
    fuse.left = 10**9
    sync(Phone(store), server)

    assert store.base.rows() == []
    assert store.members.of_scope(NORTH) == []
    assert store.dropping.rows() == []
    assert {proof.scope for proof in server.proofs} == {NORTH}
    assert {proof.digest.count for proof in server.proofs} == {3}
    assert store.shredded[-1] == (NORTH, 0)
