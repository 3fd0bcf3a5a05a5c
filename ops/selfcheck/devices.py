"""Phones of the day: the reference phone over a file and a real line, each with a name. Judges nothing."""

from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import httpx
import msgspec

from mobile_contract.base import CONTRACT, Command
from mobile_contract.receipts import Receipt
from mobile_contract.sync import BootReply, BootRequest, PullReply, PullRequest, PushReply
from ops.phone import device, joining
from ops.phone.catalog import Catalog
from ops.phone.drafts import Written
from ops.phone.rounds import Done, sync
from ops.phone.store import FileStore
from ops.phone.transport import Line
from ops.selfcheck.checking import require
from ops.selfcheck.traffic import Traffic
from sync.phone import Phone

C = TypeVar("C", bound=Command)


class Moved(NamedTuple):
    """What one round of sync moved."""

    done: Done
    rows: int
    receipts: int
    cursor_before: str
    cursor: str


class _Counted(Line):
    """A line that counts what comes down it."""

    rows = 0
    receipts = 0

    def push(self, body: bytes) -> PushReply:
        """See Line."""
        reply = super().push(body)
        self.receipts += len(reply.receipts)
        return reply

    def pull(self, request: PullRequest) -> PullReply:
        """See Line."""
        reply = super().pull(request)
        self.rows += len(reply.rows)
        return reply

    def boot(self, request: BootRequest) -> BootReply:
        """See Line."""
        reply = super().boot(request)
        self.rows += len(reply.rows)
        return reply


class Device:
    """One phone of one person. Nothing but `join`, `sync` and `photo` needs the network."""

    def __init__(self, name: str, folder: Path, server: str, traffic: Traffic) -> None:
        self.name = name
        self.server = server
        self.photo_folder = folder / f"{name}.photos"
        self.store = FileStore(folder / f"{name}.db")
        self.phone = Phone(self.store)
        self.written: list[str] = []
        self._traffic = traffic

    @property
    def user(self) -> str:
        """Whose phone it is."""
        return self.store.state().user

    @property
    def token(self) -> str:
        """What this install shows the server."""
        install = self.store.state().install
        return f"{install}.{self.store.setting(f'secret {install}')}"

    def join(self, code: str) -> None:
        """Redeem an enrolment code. Raises Refused."""
        joining.join(self.phone, self.store, code, self.server)

    def sync(self) -> Moved:
        """A whole round. Raises Unreachable while the server is away."""
        line = _Counted(self.server, self.token, transport=self._traffic.transport())
        before = self.store.state().cursor
        try:
            done = sync(self.phone, line, device.now, lambda _step: None)
        finally:
            line.close()
        require(done.mismatched == (), f"{self.name}'s digests agree with the server's", scopes=done.mismatched)
        return Moved(done, line.rows, line.receipts, before, self.store.state().cursor)

    def photo(self, photo: str) -> bytes:
        """The bytes of a photo, as the server has them."""
        with self.client() as client:
            return client.get(f"/v1/photos/{photo}").raise_for_status().content

    def client(self) -> httpx.Client:
        """A bare client of this install."""
        headers = {"authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.server, headers=headers, transport=self._traffic.transport(), timeout=60.0)

    def catalog(self) -> Catalog:
        """What the phone shows now."""
        return Catalog(self.store)

    def write(self, written: Written) -> list[Command]:
        """Put commands into the queue, with the photos that go with them."""
        made = self.phone.enqueue(written.drafts, device.now(), photos=written.photos)
        self.written += [command.id for command in made]
        return made

    def receipt(self, command: str) -> Receipt | None:
        """What became of a command; None while that is not known."""
        for entry in self.store.answered.rows():
            if entry.id == command:
                return msgspec.json.decode(entry.receipt, type=Receipt)
        return None

    def close(self) -> None:
        """Close its file."""
        self.store.close()


def draft(shape: type[C], entity: str, root: str = "", **facts: Any) -> C:
    """A command with everything but its place in a queue."""
    made = device.now()
    return shape(id=device.new_id(), seq=0, entity=entity, root=root or entity, made=made, contract=CONTRACT, **facts)
