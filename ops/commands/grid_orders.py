"""What `hexward grid` reads and orders: files, the register of grids, commands through the door under its own name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

import msgspec

from grid.datum import PointDatum
from grid.geojson import BadOutline
from grid.geometry import Geometry
from mobile_contract.accounts import OrgLevel
from mobile_contract.base import CONTRACT, Clock, Command, Datum
from mobile_contract.commands import Malformed, decode_msgpack
from mobile_contract.receipts import Verdict
from mobile_contract.territory import DraftTerritory, GridShape, LayerKind, PublishTerritory
from ops.commands.answering import Refused
from server.accounts.entities import Org
from server.accounts.scope import directory_of
from server.core.database import ReadTx
from server.core.decisions import Actor, GridInForce
from server.core.door import SYSTEM_USER, Door
from server.core.entities import named_id
from server.core.ids import new_id
from server.core.reading import list_by
from server.territory.entities import DRAFT, PUBLISHED, Grid, GridVersion
from server.territory.files import Columns, RowFault, read_outline, read_rows
from server.territory.preview import Layer, Plan, plan
from server.territory.rules import territory_of

OPERATOR = Actor(user=SYSTEM_USER, install=named_id("actor:hexward grid"), system=True)
"""The server itself, by its operator at the command line: the journal tells these orders by the install."""

MOST_GRIDS = 2_000
"""In one draft or publication: the contract's limit (`TerritoryCommand.grids`)."""


class Drawing(NamedTuple):
    """A file of grids and how it is to be read."""

    file: Path
    datum: PointDatum
    layer: LayerKind
    columns: Columns
    boundary: Path | None
    boundary_datum: PointDatum


class Found(NamedTuple):
    """What became of a file: rows that cannot be published, or else what the others would change."""

    faults: tuple[RowFault, ...]
    plan: Plan | None


class Here(NamedTuple):
    """The grid of a point at an instant, with the shape that it had."""

    found: GridInForce | None
    version: GridVersion | None
    inside: bool


def read_document(file: Path) -> Mapping[str, object]:
    """A file of GeoJSON, decoded. Raises Refused for what is no JSON object."""
    try:
        document: object = msgspec.json.decode(file.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise Refused(f"{file} is no GeoJSON: {error}") from error
    if not isinstance(document, dict):
        raise Refused(f"{file} is no GeoJSON: it holds no object")
    return cast("Mapping[str, object]", document)


async def look(door: Door, drawing: Drawing) -> Found:
    """Read a file and work out what it would change. Raises Refused when the file cannot be read at all."""
    document, boundary = read_document(drawing.file), _read_boundary(drawing)
    layer, orgs = await door.database.read(lambda tx: _read_register(tx, door, drawing.layer))
    try:
        rows = read_rows(document, drawing.datum, drawing.columns, orgs)
    except BadOutline as bad:
        raise Refused(f"{drawing.file}: {bad}") from bad
    if rows.faults:
        return Found(rows.faults, None)
    if not rows.grids:
        raise Refused(f"{drawing.file} has no features")
    return Found((), plan(rows.grids, layer, boundary, new_id))


def _read_boundary(drawing: Drawing) -> Geometry | None:
    if drawing.boundary is None:
        return None
    try:
        return read_outline(read_document(drawing.boundary), drawing.boundary_datum)
    except BadOutline as bad:
        raise Refused(f"{drawing.boundary}: {bad}") from bad


async def _read_register(tx: ReadTx, door: Door, layer: LayerKind) -> tuple[Layer, Mapping[str, Sequence[str]]]:
    """A layer as it is, and the ids of organisations by code and by path."""
    grids = await list_by(tx, door, Grid, "layer", [layer.value])
    in_force = await list_by(tx, door, GridVersion, "status", [PUBLISHED])
    orgs: dict[str, list[str]] = defaultdict(list)
    for org in await list_by(tx, door, Org, "level", [level.value for level in OrgLevel]):
        for name in sorted({org.code, org.path}):
            orgs[name].append(org.id)
    return Layer(grids, [territory_of(one) for one in in_force if one.layer is layer]), orgs


async def order_shapes(door: Door, shapes: tuple[GridShape, ...], layer: LayerKind, *, publish: bool) -> str:
    """Draft or publish shapes in WGS-84; returns the id of the draft or publication. Raises Refused."""
    if len(shapes) > MOST_GRIDS:
        raise Refused(f"{len(shapes):,} grids are new or changed, and one order takes {MOST_GRIDS:,}: divide the file")
    territory = new_id()
    kind = PublishTerritory if publish else DraftTerritory
    await order(door, kind(**facts_of(territory), layer=layer, datum=Datum.WGS84, grids=shapes))
    return territory


async def order(door: Door, command: Command) -> None:
    """Issue one command, as the contract would let it in. Raises Refused with the door's reason."""
    try:
        checked = decode_msgpack(msgspec.msgpack.encode(command))
    except Malformed as error:
        raise Refused(str(error)) from error
    receipt = (await door.issue([checked], OPERATOR)).receipts[0]
    if receipt.verdict is not Verdict.APPLIED:
        facts = ", ".join(f"{name} {value}" for name, value in receipt.facts.items())
        raise Refused(f"{receipt.why or receipt.verdict.value}{f' ({facts})' if facts else ''}; nothing was changed")


def facts_of(entity: str) -> dict[str, Any]:
    """The facts of a command of the server's own."""
    made = Clock(wall=0, boot="server", mono=0)
    return {"id": new_id(), "seq": 0, "entity": entity, "root": entity, "made": made, "contract": CONTRACT}


async def list_layer(door: Door, layer: LayerKind) -> list[GridVersion]:
    """The shapes in force of a layer, by path."""

    async def read(tx: ReadTx) -> list[GridVersion]:
        return await list_by(tx, door, GridVersion, "status", [PUBLISHED])

    found = await door.database.read(read)
    return sorted((one for one in found if one.layer is layer), key=lambda version: version.path)


async def list_drafts(door: Door) -> dict[str, list[GridVersion]]:
    """The shapes of each draft that was neither published nor dropped, oldest draft first."""

    async def read(tx: ReadTx) -> list[GridVersion]:
        return await list_by(tx, door, GridVersion, "status", [DRAFT])

    drafts: dict[str, list[GridVersion]] = defaultdict(list)
    for version in sorted(await door.database.read(read), key=lambda one: (one.territory, one.path)):
        drafts[version.territory].append(version)
    return drafts


async def find_grid(door: Door, lon: float, lat: float, at: datetime) -> Here:
    """The community grid that a WGS-84 point had at an instant, and whether the point lies in the district's box."""

    async def read(tx: ReadTx) -> Here:
        directory = await directory_of(tx, door)
        found = directory.grid_at(lon, lat, at)
        versions = await list_by(tx, door, GridVersion, "id", [] if found is None else [found.version])
        return Here(found, next(iter(versions), None), directory.within(lon, lat))

    return await door.database.read(read)
