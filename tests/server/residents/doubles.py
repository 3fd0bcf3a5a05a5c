"""One person who is registered twice, through the door: commands and looks for tests of claims and merges."""

from typing import Any, TypeVar

from sqlalchemy import bindparam, select

from mobile_contract.merges import MergePersons, Register, RetireRecord, UnmergePersons
from mobile_contract.receipts import Receipt
from mobile_contract.residents import IdType, PersonEdits, RegisterPerson
from server.core import tables as t
from server.core.decisions import Actor
from server.core.door import Door
from server.core.entities import Entity, ScopeRef, grid_scope, scope_id
from server.core.ids import new_id
from server.core.reading import find_entity
from server.core.statements import Row, Statement
from server.residents.entities import Person, Residency
from tests.support.scene import APhone, Scene, by_system

E = TypeVar("E", bound=Entity)

NUMBER = "DEMO-0777"
_FED = Statement(
    select(t.feed.c.entity, t.feed.c.op).where(
        t.feed.c.district_id == bindparam("district"), t.feed.c.scope == bindparam("scope")
    )
)
_INBOX = Statement(
    select(t.conflicts.c.reason, t.conflicts.c.entity, t.conflicts.c.field).where(
        t.conflicts.c.district_id == bindparam("district")
    )
)
_CLAIMED = Statement(select(t.claims.c.entity).where(t.claims.c.district_id == bindparam("district")))


def a_registration(device: APhone, dwelling: str, **more: Any) -> RegisterPerson:
    facts: dict[str, Any] = {"name": "李四", "id_type": IdType.OTHER, "id_no": NUMBER, "residency": new_id()}
    return RegisterPerson(**device.facts(new_id()), dwelling=dwelling, **(facts | more))


def a_merge(winner: str, loser: str, **more: Any) -> MergePersons:
    return MergePersons(**by_system(new_id(), winner), winner=winner, loser=loser, **more)


def an_unmerge(merge: MergePersons) -> UnmergePersons:
    return UnmergePersons(**by_system(merge.entity, merge.winner), winner=merge.winner, loser=merge.loser)


def a_retirement(phone: APhone, entity: str, register: Register = Register.PERSON, **more: Any) -> RetireRecord:
    return RetireRecord(**phone.facts(entity, **more), register=register, reason="去世")


def edits(**fields: tuple[Any, Any]) -> PersonEdits:
    made: dict[str, Any] = dict(fields)
    return PersonEdits(**made)


async def order(door: Door, scene: Scene, command: Any, actor: Actor | None = None) -> Receipt:
    """What the committee does."""
    return (await door.issue([command], actor or scene.office("office"))).receipts[0]


async def person(door: Door, identity: str) -> Person:
    return await one(door, Person, identity)


async def stay(door: Door, identity: str) -> Residency:
    return await one(door, Residency, identity)


async def one(door: Door, kind: type[E], identity: str) -> E:
    found = await door.database.read(lambda tx: find_entity(tx, door, kind, identity))
    assert found is not None
    return found


async def fed(door: Door, grid: str) -> dict[str, int]:
    """By id: what a grid's phones are told of it last."""
    return await told_in(door, grid_scope(grid))


async def told_in(door: Door, ref: ScopeRef) -> dict[str, int]:
    """By id: what is told of it last in a scope."""
    scope = scope_id(ref)
    rows = await door.database.read(lambda tx: tx.fetch(_FED, district=door.district, scope=scope))
    return {row[0]: row[1] for row in rows}


async def inbox(door: Door) -> list[Row]:
    return await door.database.read(lambda tx: tx.fetch(_INBOX, district=door.district))


async def claimants(door: Door) -> set[str]:
    rows = await door.database.read(lambda tx: tx.fetch(_CLAIMED, district=door.district))
    return {row[0] for row in rows}
