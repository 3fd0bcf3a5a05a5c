"""Phones for tests: drafts with defaults, ids that count up, clocks that are told, and one round of sync."""

from collections.abc import Callable
from typing import Any

import msgspec

from mobile_contract import kinds
from mobile_contract.base import Clock
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddHousehold, ChangeHousehold, HouseholdEdits, HouseholdRecord
from mobile_contract.sync import BootReply, PullReply, PushReply
from mobile_contract.visits import RecordVisit
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.ports import PhoneStore
from sync.showing import view
from tests.support.tiny_server import TinyServer

INSTALL = "0198c0de-0000-7000-8000-0000000000f0"
USER = "0198c0de-0000-7000-8000-0000000000f1"
ENDLESS = 100
NORTH = 1
SOUTH = 2


def made_id(number: int) -> str:
    """A UUIDv7 that counts up."""
    return f"0198c0de-0000-7000-8000-{number:012x}"


def at(mono_s: int = 0, *, wall_s: int = 1_772_352_000, boot: str = "b1") -> Clock:
    """The phone's clocks, some seconds after its boot."""
    return Clock(wall=(wall_s + mono_s) * 1000, boot=boot, mono=mono_s * 1000)


def home(number: int) -> str:
    """The dwelling that number 1 and so on live in; see `district`."""
    return made_id(0xD000 + number)


def district(*, page_rows: int = 500) -> TinyServer:
    """A server whose dwellings 1 to 4 lie in the north, 5 to 8 in the south; the phone's user works in the north."""
    server = TinyServer(page_rows=page_rows)
    server.homes = {home(number): {NORTH if number <= 4 else SOUTH} for number in range(1, 9)}
    server.granted = {NORTH}
    return server


def household(number: int, *, dwelling: int = 0, note: str | None = None) -> HouseholdRecord:
    """A household of the server's, living in the dwelling of its number unless told otherwise."""
    return HouseholdRecord(id=made_id(number), dwelling=home(dwelling or number % 8 or 8), note=note)


def add_household(number: int, *, command: int, dwelling: int = 1, note: str = "") -> AddHousehold:
    return AddHousehold(
        id=made_id(command),
        seq=0,
        entity=made_id(number),
        root=made_id(number),
        made=at(),
        contract=1,
        dwelling=home(dwelling),
        number=note,
    )


def change_household(number: int, /, *, command: int, base: int = 0, **fields: Any) -> ChangeHousehold:
    """A change of fields, each told as (was, new)."""
    return ChangeHousehold(
        id=made_id(command),
        seq=0,
        entity=made_id(number),
        root=made_id(number),
        made=at(),
        contract=1,
        base=base,
        set=HouseholdEdits(**fields),
    )


def visit(number: int, *, command: int, household: int, note: str | None = None) -> RecordVisit:
    return RecordVisit(
        id=made_id(command),
        seq=0,
        entity=made_id(number),
        root=made_id(household),
        made=at(),
        contract=1,
        household=made_id(household),
        note=note,
    )


def phone(store: PhoneStore | None = None) -> Phone:
    """A phone that has joined."""
    fresh = Phone(MemoryStore() if store is None else store)
    fresh.join(INSTALL, USER)
    return fresh


def push_all(device: Phone, server: TinyServer, now: Clock | None = None) -> list[PushReply]:
    """Push until nothing may go."""
    replies: list[PushReply] = []
    while len(replies) < ENDLESS and (body := device.next_push(now or at())) is not None:
        replies.append(server.push(body))
        device.apply_push(replies[-1], now or at())
    assert len(replies) < ENDLESS
    return replies


def boot_all(device: Phone, server: TinyServer) -> list[BootReply]:
    """Boot until there is nothing to boot."""
    replies: list[BootReply] = []
    while (request := device.next_boot()) is not None:
        replies.append(server.boot(request))
        assert device.apply_boot(request, replies[-1], at())
    return replies


def pull_all(device: Phone, server: TinyServer) -> list[PullReply]:
    """Pull until the last page."""
    replies: list[PullReply] = []
    more = True
    while more:
        replies.append(server.pull(device.next_pull(at())))
        pulled = device.apply_pull(replies[-1], at())
        assert pulled.mismatched == ()
        more = pulled.more
    return replies


def sync(device: Phone, server: TinyServer) -> None:
    """A whole round: up, down, what is to be booted, down again, and the proofs of what was wiped."""
    push_all(device, server)
    pull_all(device, server)
    if boot_all(device, server):
        pull_all(device, server)
    prove_all(device, server)


def prove_all(device: Phone, server: TinyServer) -> None:
    """Send the proofs of what was wiped."""
    while (proof := device.next_wipe(at())) is not None:
        assert device.apply_wipe(proof, server.prove(proof), at())


def mend_all(device: Phone, server: TinyServer) -> int:
    """Repair what the last pull found unlike; how many rows were put right."""
    count = 0
    while (request := device.next_repair()) is not None:
        done = device.apply_repair(request, server.answer(request), at())
        assert done is not None
        count += done
    return count


def holds(device: Phone, server: TinyServer, scopes: set[int]) -> bool:
    """Whether the base rows are exactly the server's rows of these scopes, by version and byte."""
    held = {
        (row.kind, row.id): (row.version, row.record)
        for kind in range(1, 99)
        for row in device.store.base.of_kind(kind)
    }
    return held == server.rows_of(scopes)


def synced(server: TinyServer, make: Callable[[], PhoneStore] = MemoryStore) -> Phone:
    """A phone that has joined and holds all that it may."""
    device = phone(make())
    sync(device, server)
    return device


def shown(device: Phone, number: int) -> HouseholdRecord | None:
    """A household as the phone shows it."""
    record = view(device.store).find(kinds.HOUSEHOLD, made_id(number))
    assert record is None or isinstance(record, HouseholdRecord)
    return record


def verdicts(device: Phone) -> dict[str, Verdict]:
    """What the phone knows of the commands that were answered, in their order."""
    answered = device.store.answered.rows()
    return {entry.id: msgspec.json.decode(entry.receipt, type=Receipt).verdict for entry in answered}
