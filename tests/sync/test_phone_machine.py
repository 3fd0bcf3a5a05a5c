"""Any order of writing, sending, losing, doubling, delaying, moving and granting ends in agreement."""

from typing import Any

import hypothesis
import msgspec
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from mobile_contract import kinds
from mobile_contract.receipts import Receipt
from mobile_contract.sync import BootReply, BootRequest, PullReply, PushReply
from sync.phone import Phone
from tests.support.phones import (
    NORTH,
    SOUTH,
    add_household,
    at,
    change_household,
    district,
    holds,
    household,
    made_id,
    phone,
    sync,
    visit,
)

HOUSEHOLDS = st.integers(1, 4)
SCOPES = st.frozensets(st.sampled_from([NORTH, SOUTH]), min_size=1)


class Agreement(RuleBasedStateMachine):
    """One phone and one district on a bad line."""

    def __init__(self) -> None:
        super().__init__()
        self.server = district(page_rows=2)
        for number in range(1, 5):
            self.server.put(kinds.HOUSEHOLD, household(number), {NORTH})
        self.phone = phone()
        self.authored: list[str] = []
        self.late_pushes: list[PushReply] = []
        self.late_pulls: list[PullReply] = []
        self.late_boots: list[tuple[BootRequest, BootReply]] = []
        self.clock_s = 0

    def _draft(self) -> int:
        self.authored.append(made_id(1000 + len(self.authored)))
        return 1000 + len(self.authored) - 1

    @rule(number=HOUSEHOLDS, note=st.sampled_from(["a", "b", "c"]))
    def edit(self, number: int, note: str) -> None:
        held = self.phone.store.base.find((kinds.HOUSEHOLD, made_id(number)))
        edit: Any = {"note": (None, note), "number": ("", note)}
        self.phone.enqueue(
            [change_household(number, command=self._draft(), base=held.version if held else 0, **edit)],
            at(self.clock_s),
        )

    @rule(number=HOUSEHOLDS)
    def call_on(self, number: int) -> None:
        command = self._draft()
        self.phone.enqueue([visit(4000 + command, command=command, household=number)], at(self.clock_s))

    @rule()
    def add(self) -> None:
        command = self._draft()
        self.phone.enqueue([add_household(8000 + command, command=command)], at(self.clock_s))

    @rule(heard=st.booleans())
    def push(self, heard: bool) -> None:
        body = self.phone.next_push(at(self.clock_s))
        if body is not None:
            reply = self.server.push(body)
            self.late_pushes.append(reply)
            if heard:
                self.phone.apply_push(reply, at(self.clock_s))

    @rule(heard=st.booleans())
    def pull(self, heard: bool) -> None:
        reply = self.server.pull(self.phone.next_pull(at(self.clock_s)))
        self.late_pulls.append(reply)
        if heard:
            assert self.phone.apply_pull(reply, at(self.clock_s)).mismatched == ()

    @rule(heard=st.booleans())
    def boot(self, heard: bool) -> None:
        request = self.phone.next_boot()
        if request is not None and request.scope in self.server.granted:
            reply = self.server.boot(request)
            self.late_boots.append((request, reply))
            if heard:
                self.phone.apply_boot(request, reply, at(self.clock_s))

    @rule(which=st.sampled_from(["push", "pull", "boot"]), back=st.integers(0, 5))
    def hear_late_or_twice(self, which: str, back: int) -> None:
        if which == "push" and back < len(self.late_pushes):
            self.phone.apply_push(self.late_pushes[-1 - back], at(self.clock_s))
        elif which == "pull" and back < len(self.late_pulls):
            assert self.phone.apply_pull(self.late_pulls[-1 - back], at(self.clock_s)).mismatched == ()
        elif which == "boot" and back < len(self.late_boots):
            self.phone.apply_boot(*self.late_boots[-1 - back], at(self.clock_s))

    @rule(number=HOUSEHOLDS, note=st.sampled_from(["x", "y"]))
    def somebody_edits(self, number: int, note: str) -> None:
        self.server.edit(kinds.HOUSEHOLD, made_id(number), note=note, number=note)

    @rule(number=HOUSEHOLDS, scopes=SCOPES)
    def somebody_moves(self, number: int, scopes: frozenset[int]) -> None:
        self.server.move(made_id(number), set(scopes))

    @rule(scopes=SCOPES)
    def somebody_grants(self, scopes: frozenset[int]) -> None:
        self.server.granted = set(scopes)

    @rule(ids=st.sets(st.integers(1000, 1010), max_size=3))
    def the_server_stumbles(self, ids: set[int]) -> None:
        self.server.retry = {made_id(number) for number in ids}

    @rule()
    def the_phone_restarts(self) -> None:
        self.phone = Phone(self.phone.store)

    def teardown(self) -> None:
        self.server.retry = set()
        self.clock_s += 10_000
        self.phone = Phone(self.phone.store)
        sync(self.phone, self.server)

        answered = self.phone.store.answered.rows()
        judged = [msgspec.json.decode(body)["id"] for body in self.server.bodies]
        assert holds(self.phone, self.server, self.server.granted)
        assert self.phone.store.queue.rows() == []
        assert [entry.id for entry in answered] == self.authored
        assert sorted(judged) == self.authored
        for entry in answered:
            assert msgspec.json.decode(entry.receipt, type=Receipt) == self.server.receipts[entry.id][1]
        assert self.phone.store.leaving.rows() == []
        assert self.phone.store.dropping.rows() == []


Agreement.TestCase.settings = hypothesis.settings(max_examples=60, stateful_step_count=40, deadline=None)
test_any_order_of_events_ends_in_agreement = Agreement.TestCase
