"""What `hexward warn` reads and orders: through the door, as the person whose login is given."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from mobile_contract.base import Command, Datum
from mobile_contract.commands import Malformed, decode_json
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.warning import (
    DefineWarningTemplate,
    DraftWarning,
    FieldValue,
    Language,
    TemplateField,
    WarningArea,
    WarningCategory,
    WarningLevel,
    WarningState,
    WarningText,
)
from mobile_contract.warning_views import UnreachedPage, WarningList
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.accounts.scope import OfficeScope, directory_of
from server.accounts.staffing import list_logins
from server.core import clock
from server.core.database import ReadTx
from server.core.decisions import Actor
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import new_id
from server.warnings import service

T = TypeVar("T")
Read = Callable[[OfficeScope, ReadTx, Door, str], Awaitable[T]]

INSTALL = named_id("actor:hexward warn")
"""The journal tells by it that somebody's order was given at the command line."""

_MOST = 200


class TemplateFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A template as a JSON file has it; `id` names the template that is defined anew."""

    name: str
    category: WarningCategory
    event: str
    texts: tuple[WarningText, ...]
    fields: tuple[TemplateField, ...] = ()
    agency: str = "000000"
    id: str | None = None


class Drafted(NamedTuple):
    """What a draft is made of, as it was told at the command line; grids by their codes."""

    level: WarningLevel
    expires_at: datetime
    grids: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    polygon: tuple[tuple[float, float], ...] = ()
    datum: Datum = Datum.WGS84
    template: str | None = None
    values: tuple[FieldValue, ...] = ()
    headline: str = ""
    description: str = ""
    instruction: str = ""
    category: WarningCategory = WarningCategory.OTHER
    event: str = ""
    drill: bool = False
    updates: str | None = None


async def issue(door: Door, login: str, command: Command) -> Receipt:
    """Issue a command as somebody. Raises Refused with the reason and its facts."""
    user = (await door.database.read(lambda tx: list_logins(tx, door.district))).get(login.lower())
    if user is None:
        raise Refused(f"there is no login {login!r}")
    try:
        told = decode_json(msgspec.json.encode(command))
    except Malformed as bad:
        raise Refused(f"refused: {bad}") from bad
    receipt = (await door.issue([told], Actor(user=user, install=INSTALL))).receipts[0]
    if receipt.verdict not in {Verdict.APPLIED, Verdict.MERGED}:
        facts = " ".join(f"{name}={value}" for name, value in receipt.facts.items())
        raise Refused(f"refused: {receipt.why or receipt.verdict.value} {facts}".strip())
    return receipt


async def define(door: Door, login: str, path: Path, raw: bytes) -> str:
    """Define the template that a file of this name holds; its id."""
    try:
        told = msgspec.json.decode(raw, type=TemplateFile)
        command = DefineWarningTemplate(
            **facts_of(told.id or new_id()),
            name=told.name,
            category=told.category,
            event=told.event,
            fields=told.fields,
            texts=told.texts,
            agency=told.agency,
        )
    except msgspec.MsgspecError as bad:
        raise Refused(f"{path}: {bad}") from bad
    await issue(door, login, command)
    return command.entity


async def draft(door: Door, login: str, told: Drafted) -> str:
    """Write a warning; its id."""
    texts = (
        (
            WarningText(
                language=Language.ZH_CN,
                headline=told.headline,
                description=told.description,
                instruction=told.instruction,
            ),
        )
        if told.template is None
        else ()
    )
    area = WarningArea(polygon=told.polygon, datum=told.datum, grids=await _grids(door, told.grids), cells=told.cells)
    command = DraftWarning(
        **facts_of(new_id()),
        level=told.level,
        area=area,
        expires_at=told.expires_at,
        template=None if told.template is None else await find_template(door, told.template),
        values=told.values,
        texts=texts,
        category=told.category,
        event=told.event,
        drill=told.drill,
        updates=None if told.updates is None else await find(door, told.updates),
    )
    await issue(door, login, command)
    return command.entity


async def order(door: Door, login: str, shape: Callable[..., Command], warning: str, /, **facts: Any) -> Receipt:
    """Give an order about a warning; a grid is told by its code."""
    if "grid" in facts:
        [facts["grid"]] = await _grids(door, (facts["grid"],))
    return await issue(door, login, shape(**facts_of(await find(door, warning)), **facts))


async def read(door: Door, warning: str, what: Read[T]) -> T:
    """Read something of a warning, anywhere in the district."""
    found = await find(door, warning)

    async def work(tx: ReadTx) -> T:
        return await what(await _everywhere(tx, door), tx, door, found)

    return await door.database.read(work)


async def list_warnings(door: Door, states: Sequence[WarningState]) -> WarningList:
    """The newest warnings of the whole district."""

    async def work(tx: ReadTx) -> WarningList:
        return await service.warnings_of(await _everywhere(tx, door), tx, door, states, None, _MOST)

    return await door.database.read(work)


async def list_unreached(door: Door, warning: str, grid: str) -> UnreachedPage:
    """The doors of the grid with this code."""
    [of] = await _grids(door, (grid,))
    return await read(door, warning, lambda scope, tx, door, one: service.unreached_of(scope, tx, door, one, of))


async def find(door: Door, told: str) -> str:
    """A warning by its id, some digits from its end, or its number. Raises Refused."""
    wanted = told.lower().replace("-", "")
    found = (await list_warnings(door, ())).warnings
    those = [one.id for one in found if one.id.replace("-", "").endswith(wanted) or one.number == told]
    return _only(those, told, "warning", "hexward warn list")


async def find_template(door: Door, told: str) -> str:
    """A template by its name, its id or some digits from its end. Raises Refused."""
    wanted = told.lower().replace("-", "")
    found = (await service.list_templates(door)).templates
    those = [one.id for one in found if one.name == told or one.id.replace("-", "").endswith(wanted)]
    return _only(those, told, "template", "hexward warn templates")


def _only(those: Sequence[str], told: str, what: str, look: str) -> str:
    if len(those) != 1 or not told:
        raise Refused(f"{told} names {len(those) or 'no'} {what}{'s' if len(those) > 1 else ''}: `{look}`")
    return those[0]


async def _grids(door: Door, codes: Sequence[str]) -> tuple[str, ...]:
    directory = await door.database.read(lambda tx: directory_of(tx, door))
    known = {grid.code: grid.id for grid in directory.district_grids()}
    for code in codes:
        if code not in known:
            raise Refused(f"there is no grid {code}; `hexward grid list` lists them")
    return tuple(known[code] for code in codes)


async def _everywhere(tx: ReadTx, door: Door) -> OfficeScope:
    """The whole district, which is the operator's to look at."""
    directory = await directory_of(tx, door)
    grids = tuple(sorted(grid.id for grid in directory.district_grids()))
    return OfficeScope(user=SYSTEM_USER, at=clock.now(), grids=grids, gridless=True)
