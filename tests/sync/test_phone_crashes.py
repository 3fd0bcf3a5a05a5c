"""A phone that dies between any two of its writes: nothing saved is lost, nothing is done twice, all ends alike."""

from collections.abc import Callable, Iterator

import msgspec
import pytest

from mobile_contract import kinds
from mobile_contract.receipts import Receipt, Verdict
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.ports import PhoneState
from tests.support.phones import (
    INSTALL,
    NORTH,
    SOUTH,
    USER,
    add_household,
    at,
    change_household,
    district,
    holds,
    household,
    made_id,
    sync,
    visit,
)
from tests.support.tiny_server import TinyServer


class Died(Exception):
    """The phone lost its power."""


class Fuse:
    """Lets so many writes pass, and dies at the next."""

    def __init__(self, writes: int) -> None:
        self.left = writes

    def __call__(self) -> None:
        self.left -= 1
        if self.left == -1:
            raise Died


def story(server: TinyServer) -> Iterator[Callable[[Phone], object]]:
    """A day in steps; each may be taken again after a death."""
    yield lambda phone: phone.join(INSTALL, USER)
    yield lambda phone: sync(phone, server)
    yield _write_once(made_id(101), lambda phone: phone.enqueue([add_household(11, command=101)], at()))
    yield _write_once(
        made_id(102),
        lambda phone: phone.enqueue([change_household(1, command=102, base=1, note=(None, "mine"))], at()),
    )
    yield lambda phone: sync(phone, server)
    yield _write_once(made_id(103), lambda phone: phone.enqueue([visit(12, command=103, household=2)], at()))
    server.move(made_id(2), {SOUTH})
    server.erase(kinds.HOUSEHOLD, made_id(3))
    server.granted = {NORTH, 3}
    server.durable = server.pos
    yield lambda phone: sync(phone, server)
    server.granted = {3}
    yield lambda phone: sync(phone, server)
    server.granted = {NORTH}
    yield lambda phone: sync(phone, server)


def _write_once(command: str, write: Callable[[Phone], object]) -> Callable[[Phone], object]:
    """A person writes again only what they do not find saved."""

    def step(phone: Phone) -> None:
        known = {entry.id for entry in phone.store.queue.rows()} | {entry.id for entry in phone.store.answered.rows()}
        if command not in known:
            write(phone)

    return step


def live_through(fuse: Fuse) -> tuple[MemoryStore, TinyServer, int]:
    """The whole story; a phone that dies wakes up with its store and takes the step again. How often it died."""
    server = district(page_rows=2)
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    store = MemoryStore(fuse)
    phone = Phone(store)
    deaths = 0
    for step in story(server):
        alive = False
        while not alive:
            try:
                step(phone)
                alive = True
            except Died:
                phone = Phone(store)
                deaths += 1
    return store, server, deaths


@pytest.mark.parametrize("first", range(0, 160, 10))
def test_a_phone_may_die_at_any_write(first: int) -> None:
    for writes in range(first, first + 10):
        store, server, deaths = live_through(Fuse(writes))

        assert deaths <= 1
        assert holds(Phone(store), server, {NORTH}), writes
        assert store.queue.rows() == []
        assert _verdicts(store) == {
            made_id(101): Verdict.APPLIED,
            made_id(102): Verdict.APPLIED,
            made_id(103): Verdict.CONFLICT,
        }
        ids = [msgspec.json.decode(body)["id"] for body in server.bodies]
        assert sorted(ids) == sorted(set(ids))


def _verdicts(store: MemoryStore) -> dict[str, Verdict]:
    return {entry.id: msgspec.json.decode(entry.receipt, type=Receipt).verdict for entry in store.answered.rows()}


def test_the_story_has_no_more_writes_than_the_deaths_that_were_tried() -> None:
    unbroken = Fuse(10**9)
    live_through(unbroken)

    assert 100 < 10**9 - unbroken.left < 160


def test_a_commit_that_dies_leaves_no_trace() -> None:
    fuse = Fuse(3)
    store = MemoryStore(fuse)
    with store.commit():
        store.put_state(PhoneState(install="a"))

    with pytest.raises(Died), store.commit():
        store.put_state(PhoneState(install="b"))

    assert store.state().install == "a"


def test_writes_outside_of_a_commit_and_commits_within_one_are_refused() -> None:
    store = MemoryStore()

    with pytest.raises(RuntimeError):
        store.put_state(PhoneState())
    with pytest.raises(RuntimeError), store.commit(), store.commit():
        pass
