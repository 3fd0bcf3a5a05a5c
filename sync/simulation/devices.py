"""A phone as a thing: a store that outlives its power, clocks that jump, and the reference client running on it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from mobile_contract.base import CONTRACT, Clock
from mobile_contract.kinds import RECEIPT
from mobile_contract.receipts import Receipt
from mobile_contract.sync import ERASE, Row
from sync.memory import MemoryStore
from sync.phone import Phone
from sync.ports import PhoneStore, Table
from sync.simulation.older import OlderStore
from sync.simulation.ports import VirtualTime

T = TypeVar("T")

MakePhone = Callable[[PhoneStore], Phone]


class Handset(Protocol):
    """What a worker writes on and a check reads: a phone of the simulation, or a real one."""

    @property
    def user(self) -> str:
        """Whose it is."""
        ...

    @property
    def store(self) -> PhoneStore:
        """What it has stored."""
        ...

    @property
    def answers(self) -> Mapping[str, Receipt]:
        """What its person was told of commands, by id; the store may have forgotten some of it."""
        ...

    def now(self) -> Clock:
        """What its clocks say."""
        ...


class PowerLost(Exception):
    """The phone died between two of its writes."""


class Fuse:
    """Called before each write to a store: lets some pass, once it is armed, and kills the phone at the next."""

    def __init__(self) -> None:
        self.left: int | None = None

    def __call__(self) -> None:
        """One more write. Raises PowerLost."""
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            raise PowerLost


class Written(Struct, frozen=True):
    """A command that a person was told is saved. `valid` is false for what no server can understand or keep."""

    id: str
    body: bytes
    user: str
    written_ms: int
    boot: str
    entity: str
    valid: bool = True


class Device:
    """One phone, with an app of some contract. What happens to it while it has no power does not happen."""

    def __init__(
        self, number: int, user: str, time: VirtualTime, make_phone: MakePhone, contract: int = CONTRACT
    ) -> None:
        self.number = number
        self.user = user
        self.time = time
        self.fuse = Fuse()
        self.store = MemoryStore(self.fuse)
        self.contract = contract
        self._make_phone = make_phone
        self.phone = self._begun()
        self.offset_ms = 0
        self.boots = 1
        self.booted_ms = time.ms
        self.waiting: int | None = None
        self.hops = 0
        self.lost = False
        self.cloned = False
        self.deaths = 0
        self.damaged = False
        self.mismatched: tuple[int, ...] = ()
        self.answers: dict[str, Receipt] = {}
        self.files: set[str] = set()

    def now(self) -> Clock:
        """What its clocks say."""
        wall = self.time.ms + self.offset_ms
        return Clock(wall=wall, boot=f"phone-{self.number}-boot-{self.boots}", mono=self.time.ms - self.booted_ms)

    def try_to(self, work: Callable[[], T]) -> T | None:
        """Do something with the phone; None if it died of it."""
        try:
            return work()
        except PowerLost:
            self.deaths += 1
            self.wake_up()
            return None

    def wake_up(self) -> None:
        """The app starts again with what the store holds; replies to what it asked before still arrive."""
        self.waiting = None
        self.phone = self._begun()

    def upgrade(self) -> None:
        """The newest app takes the place of the one that is there, and finds what that has stored."""
        self.contract = CONTRACT
        self.wake_up()

    def reboot(self) -> None:
        """The phone starts again: its monotonic clock begins anew, and the wall clock may be anything."""
        self.boots += 1
        self.booted_ms = self.time.ms
        self.wake_up()

    def clone(self, number: int) -> "Device":
        """A second phone with a copy of everything that this one has stored, its install's name included."""
        twin = Device(number, self.user, self.time, self._make_phone, self.contract)
        copy_store(self.store, twin.store)
        twin.offset_ms = self.offset_ms
        twin.answers, twin.files = dict(self.answers), set(self.files)
        twin.damaged, twin.mismatched = self.damaged, self.mismatched
        self.cloned = twin.cloned = True
        return twin

    def _begun(self) -> Phone:
        newest = self.contract == CONTRACT
        return self._make_phone(self.store if newest else OlderStore(self.store, self.contract))

    def tidy_up(self) -> None:
        """Delete the files of photos that the phone says may go."""
        for photo in self.phone.spare_photos():
            self.files.discard(photo.sha256)
            self.phone.forget_photo(photo)

    def note_answers(self, rows: Iterable[Row]) -> None:
        """The person is told what went with an erased subject, and later answers; in 30 days the phone forgets both."""
        if any(row.op == ERASE or row.kind == RECEIPT for row in rows):
            for entry in self.store.answered.rows():
                self.answers[entry.id] = msgspec.json.decode(entry.receipt, type=Receipt)


def copy_store(source: MemoryStore, target: MemoryStore) -> None:
    """Copy every table of a store into an empty one."""
    with target.commit():
        for row in source.base.rows():
            target.base.put(row)
            for scope in source.members.scopes_of(row.kind, row.id):
                members = source.members.of_scope(scope)
                target.members.put(next(one for one in members if (one.kind, one.id) == (row.kind, row.id)))
        tables: list[tuple[Table[Any, Any], Table[Any, Any]]] = [
            (source.queue, target.queue), (source.sent, target.sent), (source.answered, target.answered),
            (source.scopes, target.scopes), (source.booting, target.booting), (source.dropping, target.dropping),
            (source.mended, target.mended), (source.leaving, target.leaving), (source.photos, target.photos),
        ]  # fmt: skip
        for theirs, ours in tables:
            for row in theirs.rows():
                ours.put(row)
        target.put_state(replace(source.state()))
