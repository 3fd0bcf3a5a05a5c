"""A batch comes to what its commands come to one by one: receipts, rows, conflicts, and what phones are told.

But for what waits for something that comes later in its own batch: that is judged behind the whole batch, and not at
once behind what it waited for. A phone sends its commands in their order, and so sends no such batch.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mobile_contract import cases, merges, residents, visits
from mobile_contract.base import CONTRACT, Clock, Command, Record
from mobile_contract.kinds import KINDS
from mobile_contract.media import AttachPhoto, PhotoPhase, PhotoSubject
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import PushRequest
from ops.simulate.crew import settled
from ops.simulate.port import REAL, RealServer
from ops.simulate.stores import MemoryShelf, Shelf
from ops.simulate.town import BEGINS_MS
from server.core import clock, ids
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.simulation.dice import Dice
from sync.simulation.poison import BURNING_WORDS, CHOKING_MINUTES
from sync.simulation.ports import Truth, VirtualTime

NOW = Clock(wall=BEGINS_MS, boot="b", mono=1_000_000)
INSTALL = Dice("install of one by one").uuid7(BEGINS_MS)
WORDS = st.sampled_from(("", "一", "二"))
PLACES = st.integers(0, 3)


def numbered(name: str, number: int) -> str:
    """An id that is the same in every example."""
    return Dice(name, number).uuid7(BEGINS_MS)


class Drafts:
    """Commands of one worker's phone about few rows, so that they meet: those of the town, and new ones."""

    def __init__(self, server: RealServer, shelf: Shelf) -> None:
        glance, town = server.glance(), shelf.town
        self.persons = (*glance.persons[:2], numbered("person", 0), numbered("person", 1))
        self.households = (*glance.households[:2], numbered("household", 0), numbered("household", 1))
        self.dwellings = (town.dwellings[town.grids[0]][0], town.dwellings[town.grids[1]][0], numbered("dwelling", 0))
        self.grid, self.cases = town.grids[0], (numbered("case", 0), numbered("case", 1))

    def facts(self, entity: str, root: str = "", base: int = 0) -> dict[str, Any]:
        """Everything but its own facts; id and seq come with its place in the batch."""
        made = msgspec.structs.replace(NOW, mono=NOW.mono - 1000)
        common = {"id": INSTALL, "seq": 0, "entity": entity, "root": root or entity, "made": made}
        return common | {"contract": CONTRACT, "base": base}

    def all_kinds(self) -> st.SearchStrategy[Command]:
        """Any of them."""
        person, home = st.sampled_from(self.persons), st.sampled_from(self.households)
        dwelling, case = st.sampled_from(self.dwellings), st.sampled_from(self.cases)
        fresh = st.sampled_from(self.persons[2:])
        return st.one_of(
            st.builds(self._change, person, WORDS, WORDS, st.integers(0, 3)),
            st.builds(self._number, home, WORDS, WORDS),
            st.builds(self._visit, home, PLACES, st.sampled_from((5, 5, CHOKING_MINUTES))),
            st.builds(self._register, fresh, dwelling, st.sampled_from(("DEMO-1", "DEMO-2", None))),
            st.builds(self._household, st.sampled_from(self.households[2:]), dwelling),
            st.builds(self._move, person, dwelling, PLACES),
            st.builds(self._report, case),
            st.builds(self._comment, case, st.sampled_from(("一", BURNING_WORDS))),
            st.builds(self._photo, case, PLACES),
            st.builds(self._retire, home, st.booleans()),
        )

    def _change(self, person: str, was: str, new: str, base: int) -> Command:
        edits = residents.PersonEdits(workplace=(was or None, new), note=(was or None, new))
        return residents.ChangePerson(**self.facts(person, base=base), set=edits)

    def _number(self, home: str, was: str, new: str) -> Command:
        return residents.ChangeHousehold(**self.facts(home), set=residents.HouseholdEdits(number=(was or None, new)))

    def _visit(self, home: str, place: int, minutes: int) -> Command:
        return visits.RecordVisit(**self.facts(numbered("visit", place), home), household=home, minutes=minutes)

    def _register(self, person: str, dwelling: str, number: str | None) -> Command:
        facts: dict[str, Any] = {"residency": numbered(person, 0), "dwelling": dwelling, "name": "甲", "id_no": number}
        return residents.RegisterPerson(**self.facts(person), **facts, id_type=residents.IdType.OTHER)

    def _household(self, home: str, dwelling: str) -> Command:
        return residents.AddHousehold(**self.facts(home), dwelling=dwelling)

    def _move(self, person: str, dwelling: str, place: int) -> Command:
        return residents.MoveIn(**self.facts(person), residency=numbered("stay", place), dwelling=dwelling)

    def _report(self, case: str) -> Command:
        return cases.ReportMatter(**self.facts(case), title="坑", address="路口", claimed_grid=self.grid)

    def _comment(self, case: str, words: str) -> Command:
        return cases.CommentCase(**self.facts(case), opinion=words)

    def _photo(self, case: str, place: int) -> Command:
        told: dict[str, Any] = {"subject_kind": PhotoSubject.CASE, "subject": case, "phase": PhotoPhase.REPORT}
        return AttachPhoto(**self.facts(numbered("photo", place), case), **told, sha256="ab" * 32, size_bytes=10)

    def _retire(self, home: str, retires: bool) -> Command:
        shape = merges.RetireRecord if retires else merges.RestoreRecord
        return shape(**self.facts(home), register=merges.Register.HOUSEHOLD)


def lines_of(commands: Sequence[Command], spoilt: int | None, again: int | None) -> list[bytes]:
    """Their bytes, each under an id and a number of its own; one of them cut off, one of them sent twice."""
    named = [msgspec.structs.replace(one, id=numbered("command", at), seq=at + 1) for at, one in enumerate(commands)]
    lines = [msgspec.json.encode(one) for one in named]
    if again is not None:
        lines.append(lines[again % len(lines)])
    if spoilt is not None:
        lines[spoilt % len(lines)] = lines[spoilt % len(lines)][:-9]
    return lines


def push(server: RealServer, user: str, lines: Sequence[bytes]) -> list[Receipt]:
    envelope = PushRequest(install=INSTALL, contract=CONTRACT, now=NOW)
    reply = server.push(user, b"\n".join([msgspec.json.encode(envelope), *lines]) + b"\n")
    assert len(reply.receipts) == len(lines)
    return reply.receipts


def told_of(truth: Truth) -> tuple[Any, ...]:
    """All that is true in the end, but for the positions at which it came to be so."""
    receipts = {name: msgspec.structs.replace(one.receipt, pos=0) for name, one in truth.receipts.items()}
    return receipts, truth.rows, truth.inbox, truth.kept


def held_by(server: RealServer, user: str) -> Any:
    """What a fresh phone is told: rows with version and record."""
    phone = Phone(MemoryStore())
    phone.join(INSTALL, user)
    more = True
    while more:
        more = phone.apply_pull(server.pull(user, phone.next_pull(NOW)), NOW).more
        while (asked := phone.next_boot()) is not None:
            more = phone.apply_boot(asked, server.boot(user, asked), NOW)
    return {(row.kind, row.id): (row.version, _read(row.kind, row.record)) for row in phone.store.base.rows()}


def _read(kind: int, record: bytes) -> Record:
    """What a record says: a default may be told or left out."""
    return msgspec.json.decode(record, type=KINDS[kind])


class Twice:
    """The same district twice: what is pushed at once to one of them is pushed one by one to the other."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.time = VirtualTime(BEGINS_MS)

    def now(self) -> datetime:
        return clock.from_millis(self.time.ms)

    def server(self) -> RealServer:
        return RealServer(self.time, self.shelf.town.workers, self.shelf.copy(), REAL)

    def compare(self, lines: Sequence[bytes]) -> None:
        user = self.shelf.town.workers[0]
        told: list[tuple[Any, ...]] = []
        for parts in ([lines], [[line] for line in lines]):
            with clock.told_by(self.now), ids.drawn_from(Dice("one by one").entropy):
                server = self.server()
                waited = {one.id for part in parts for one in push(server, user, part) if one.verdict is Verdict.HELD}
                truth = server.truth()
                assume(all(truth.receipts[one].receipt.verdict is Verdict.HELD for one in waited))
                told.append((*told_of(truth), held_by(server, user)))
                server.copy.drop()
        for together, apart in zip(*told, strict=True):
            assert together == apart


@pytest.fixture(scope="module")
def twice() -> Iterator[Twice]:
    with settled():
        yield Twice(MemoryShelf(2))


@pytest.fixture(scope="module")
def drafts(twice: Twice) -> Drafts:
    with clock.told_by(twice.now):
        return Drafts(twice.server(), twice.shelf)


@settings(max_examples=60)
@given(data=st.data())
def test_a_batch_comes_to_what_its_commands_come_to_one_by_one(
    twice: Twice, drafts: Drafts, data: st.DataObject
) -> None:
    commands = data.draw(st.lists(drafts.all_kinds(), min_size=2, max_size=10))
    spoilt, again = data.draw(st.tuples(st.none() | PLACES, st.none() | PLACES))

    twice.compare(lines_of(commands, spoilt, again))
