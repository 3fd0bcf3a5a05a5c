"""What `hexward component` reads and orders: files, the register, commands through the door under its own name."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from grid.datum import PointDatum
from grid.geometry import Position
from mobile_contract.accounts import OrgLevel
from mobile_contract.base import Command
from mobile_contract.components import ComponentDetail, ComponentPage
from mobile_contract.receipts import Receipt, Verdict
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of, read_document
from server.accounts.entities import Org
from server.accounts.scope import OfficeScope, directory_of
from server.catalogue.editions import scheme_of
from server.catalogue.entities import ClassScheme
from server.catalogue.rules import scheme_id
from server.components import service
from server.components.entities import Component
from server.components.files import FileComponent, NotReadable, Scheme, features_of, read_rows, table_of
from server.components.importing import Plan, Register, plan
from server.components.rules import minor_digits
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import new_id
from server.core.reading import find_entity, list_by

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward component"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

_TOGETHER = 500
"""Commands in one commit. What is stopped between two is finished by the same import again."""

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED})


class Asked(NamedTuple):
    """A file of components and how it is to be read."""

    file: Path
    datum: PointDatum
    scheme: str


async def look(door: Door, asked: Asked) -> Plan:
    """Read a file and work out what it would change. Raises Refused when the file cannot be read at all."""
    try:
        if asked.file.suffix.lower() in (".json", ".geojson"):
            table = features_of(read_document(asked.file))
        else:
            table = table_of(asked.file.read_bytes())
    except NotReadable as error:
        raise Refused(f"{asked.file}: {error}") from error
    if not table:
        raise Refused(f"{asked.file} has no rows")

    async def read(tx: ReadTx) -> Plan:
        orgs: dict[str, list[str]] = defaultdict(list)
        for org in await list_by(tx, door, Org, "level", [level.value for level in OrgLevel]):
            for name in sorted({org.code, org.path}):
                orgs[name].append(org.id)
        scheme = None
        if asked.scheme:
            found = await find_entity(tx, door, ClassScheme, scheme_id(asked.scheme))
            scheme = Scheme(asked.scheme, minor_digits(found))
        rows = read_rows(table, asked.datum, scheme, orgs)
        return plan(rows, await _register(tx, door, rows.components), new_id, facts_of)

    return await door.database.read(read)


async def _register(tx: ReadTx, door: Door, rows: Sequence[FileComponent]) -> Register:
    components = await list_by(tx, door, Component, "code", [one.code for one in rows])
    schemes = await list_by(tx, door, ClassScheme, "code", {scheme_of(one.class_code) for one in rows})
    digits = {scheme.code: scheme.minor_digits for scheme in schemes}
    return Register({one.code: one for one in components}, digits, await directory_of(tx, door), clock.now())


async def carry_out(door: Door, commands: Sequence[Command], progress: Callable[[int], None]) -> list[Receipt]:
    """Issue commands, some hundred in a commit; what was not done comes back."""
    receipts: list[Receipt] = []
    for start in range(0, len(commands), _TOGETHER):
        receipts += (await door.issue(commands[start : start + _TOGETHER], OPERATOR)).receipts
        progress(len(receipts))
    return [receipt for receipt in receipts if receipt.verdict not in _DONE]


async def list_near(door: Door, place: Position, radius_m: float, prefix: str, limit: int) -> ComponentPage:
    """Components near a place, anywhere in the district."""

    async def read(tx: ReadTx) -> ComponentPage:
        return await service.page_near(await _everywhere(tx, door), tx, door, place, radius_m, prefix, limit)

    return await door.database.read(read)


async def list_of_grid(door: Door, code: str, prefix: str, limit: int) -> ComponentPage:
    """Components of the grid with this code. Raises Refused where there is none."""

    async def read(tx: ReadTx) -> ComponentPage:
        grids = [grid for grid in (await directory_of(tx, door)).district_grids() if grid.code == code]
        if len(grids) != 1:
            raise Refused(f"there is no grid {code}; `hexward grid list` lists them")
        return await service.page_of_grid(
            await _everywhere(tx, door), tx, door, grids[0].id, prefix, after=None, limit=limit
        )

    return await door.database.read(read)


async def read_component(door: Door, code: str) -> ComponentDetail:
    """A component with its cases, anywhere in the district."""

    async def read(tx: ReadTx) -> ComponentDetail:
        return await service.detail_of(await _everywhere(tx, door), tx, door, code)

    return await door.database.read(read)


async def _everywhere(tx: ReadTx, door: Door) -> OfficeScope:
    """The whole district, which is the operator's to look at."""
    directory = await directory_of(tx, door)
    grids = tuple(sorted(grid.id for grid in directory.district_grids()))
    return OfficeScope(user=SYSTEM_USER, at=clock.now(), grids=grids, gridless=True)
