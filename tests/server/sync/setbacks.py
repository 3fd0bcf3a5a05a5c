"""A district whose database can be set back under its phones, and workers with phones that go on."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import select

from mobile_contract.base import Clock, Command
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import AddHousehold
from mobile_contract.sync import PushReply, PushRequest
from mobile_contract.visits import RecordVisit
from ops.postgres import Postgres
from server.core import clock
from server.core import tables as t
from server.core.database import Database, open_database
from server.core.door import Door
from server.core.ids import new_id
from server.core.intake import JSON
from server.core.loading import Head, head_of
from server.core.statements import Statement
from server.sync import service
from sync.memory import MemoryStore
from sync.phone import Phone
from tests.support.databases import copy_of, put_copy_back
from tests.support.scene import Scene


@dataclass
class District:
    """A district whose database can be set back under it, as an operator would who tells nobody."""

    url: str
    engine: Postgres | None
    folder: Path
    door: Door
    scene: Scene = field(default_factory=Scene)
    copies: list[Any] = field(default_factory=list[Any])

    async def back_up(self) -> Head:
        head = await self.head()
        await self.door.database.close()
        self.copies.append(await copy_of(self.url, self.engine, self.folder))
        await self._open()
        return head

    async def set_back(self) -> None:
        await self.door.database.close()
        await put_copy_back(self.copies[-1], self.url, self.engine)
        await self._open()

    async def head(self) -> Head:
        return await self.door.database.read(lambda tx: head_of(tx, self.door.district))

    async def _open(self) -> None:
        old = self.door
        database: Database = await open_database(self.url)
        self.door = Door(
            database, old.district, old.kinds, old.handlers, old.seal, old.load_directory, old.load_holdings, old.ledger
        )


class Worker:
    """The reference client, over the service itself."""

    def __init__(self, district: District, login: str) -> None:
        self.district = district
        self.user = district.scene.users[login]
        self.phone = Phone(MemoryStore())
        self.phone.join(new_id(), self.user)
        self.seconds = 0

    @property
    def actor(self) -> Any:
        return msgspec.structs.replace(self.district.scene.office("office"), user=self.user, install=self.install)

    @property
    def install(self) -> str:
        return self.phone.store.state().install

    def now(self) -> Clock:
        self.seconds += 1
        return Clock(wall=clock.millis(clock.now()), boot="b", mono=self.seconds * 1000)

    def write(self, *drafts: Command) -> list[str]:
        return [made.id for made in self.phone.enqueue(drafts, self.now())]

    async def push(self) -> PushReply | None:
        body = self.phone.next_push(self.now())
        if body is None:
            return None
        first, *lines = body.split(b"\n")
        envelope = msgspec.json.decode(first, type=PushRequest)
        raws = [line for line in lines if line]
        reply = await service.push(self.district.door, self.actor, envelope, raws, JSON)
        self.phone.apply_push(reply, self.now())
        return reply

    async def pull(self) -> None:
        asked = self.phone.next_pull(self.now())
        reply = await service.pull_in_step(self.district.door, self.actor, asked, clock.now())
        self.phone.apply_pull(reply, self.now())

    async def sync(self) -> None:
        """Two rounds: where the first one learns that the district was set back, the second one heals it."""
        for _ in range(2):
            while self.phone.store.queue.rows() and (reply := await self.push()) is not None and not reply.reset:
                pass
            await self.pull()
            while (request := self.phone.next_boot()) is not None:
                chunk = await service.boot_witnessed(self.district.door, self.actor, request, clock.now())
                self.phone.apply_boot(request, chunk, self.now())
            await self.pull()

    def answers(self) -> dict[str, Verdict]:
        rows = self.phone.store.answered.rows()
        return {row.id: msgspec.json.decode(row.receipt, type=Receipt).verdict for row in rows}

    @property
    def epoch(self) -> str:
        seen = self.phone.store.state().seen
        return seen.epoch if seen else ""


def draft(entity: str, root: str | None = None, **more: Any) -> dict[str, Any]:
    made = Clock(wall=0, boot="", mono=0)
    common = {"id": new_id(), "seq": 0, "entity": entity, "root": root or entity, "made": made, "contract": 1}
    return common | more


def household(scene: Scene, identity: str | None = None) -> AddHousehold:
    return AddHousehold(**draft(identity or new_id()), dwelling=scene.dwelling)


def visit(scene: Scene, home: str) -> RecordVisit:
    return RecordVisit(**draft(new_id(), home), household=home)


async def rows_of(district: District, table: Any) -> list[tuple[Any, ...]]:
    statement = Statement(select(*table.columns))
    return await district.door.database.read(lambda tx: tx.fetch(statement))


async def receipts_of(district: District) -> dict[str, str]:
    return {str(row[1]): str(row[7]) for row in await rows_of(district, t.receipts)}


# --- silent restores --------------------------------------------------------------------------------------------------
