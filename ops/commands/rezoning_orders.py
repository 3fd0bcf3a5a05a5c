"""The orders of `hexward grid split`, `merge` and `swap`, from codes and logins. It issues none."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from grid.datum import OutOfRange, PointDatum, to_wgs84
from grid.geometry import Geometry, Position
from grid.partition import NotDivisible, halve
from grid.union import unite
from mobile_contract.accounts import SwapWorkers
from mobile_contract.base import Datum
from mobile_contract.rezoning import MergeGrids, PartWorker, SplitGrid
from mobile_contract.territory import GridShape, LayerKind
from ops.commands.answering import Refused
from ops.commands.grid_orders import facts_of
from server.accounts.staffing import OnGrid, list_logins, list_on_grids
from server.core import clock
from server.core.database import ReadTx
from server.core.door import Door
from server.core.ids import new_id
from server.core.reading import list_by
from server.territory.entities import PUBLISHED, Grid


class PartAsked(NamedTuple):
    """A grid as the operator names it; without a login nobody is put on it."""

    code: str
    name: str
    login: str


class Register(NamedTuple):
    """The community grids in force by code, whose login is whose, and who is on which grid."""

    grids: Mapping[str, Grid]
    logins: Mapping[str, str]
    staff: Sequence[OnGrid]

    def grid(self, code: str) -> Grid:
        """A grid in force. Raises Refused."""
        found = self.grids.get(code)
        if found is None:
            raise Refused(f"there is no grid {code!r} in force; `hexward grid list` lists them")
        return found

    def user(self, login: str) -> str:
        """A user. Raises Refused."""
        found = self.logins.get(login.lower())
        if found is None:
            raise Refused(f"there is no login {login!r}")
        return found


async def register_of(door: Door) -> Register:
    """What orders are made from."""
    at = clock.now()

    async def read(tx: ReadTx) -> Register:
        layer = await list_by(tx, door, Grid, "layer", [LayerKind.COMMUNITY.value])
        grids = {grid.code: grid for grid in layer if grid.status == PUBLISHED}
        logins = await list_logins(tx, door.district)
        staff = await list_on_grids(tx, door.district, [grid.id for grid in grids.values()], at)
        return Register(grids, logins, staff)

    return await door.database.read(read)


def a_split(
    register: Register,
    code: str,
    line: tuple[Position, Position],
    datum: PointDatum,
    parts: Sequence[PartAsked],
    rest: str,
) -> SplitGrid:
    """Split a grid along a line, left part first. Raises Refused for a line that does not divide it."""
    grid = register.grid(code)
    try:
        a, b = (to_wgs84(datum, *place) for place in line)
        halves = halve(grid.geometry, a, b)
    except (NotDivisible, OutOfRange, ValueError) as bad:
        raise Refused(f"the line does not divide {code}: {bad}") from bad
    shapes = [_shape(grid, part, geometry) for part, geometry in zip(parts, halves, strict=True)]
    ids = {shape.code: shape.grid for shape in shapes}
    if rest and rest not in ids:
        raise Refused(f"--rest {rest}: the parts are {', '.join(ids)}")
    return SplitGrid(
        **facts_of(new_id()),
        grid=grid.id,
        datum=Datum.WGS84,
        parts=tuple(shapes),
        rest=ids.get(rest, shapes[0].grid),
        workers=_workers(register, parts, ids),
        preview="",
    )


def a_merge(register: Register, codes: Sequence[str], into: PartAsked) -> MergeGrids:
    """Merge grids into one whose outline is theirs together."""
    grids = [register.grid(code) for code in dict.fromkeys(codes)]
    if len(grids) < len(("one", "other")):
        raise Refused("a merge takes two grids or more")
    keeper = next((grid for grid in grids if grid.code == into.code), grids[0])
    shape = _shape(keeper, into, unite(grid.geometry for grid in grids))
    return MergeGrids(
        **facts_of(new_id()),
        grids=tuple(grid.id for grid in grids),
        datum=Datum.WGS84,
        into=shape,
        workers=_workers(register, [into], {into.code: shape.grid}),
        preview="",
    )


def a_swap(register: Register, code: str, leaves: str, comes: str, at: datetime | None) -> SwapWorkers:
    """Swap the workers of a grid. Raises Refused where the first is not on it."""
    grid, user = register.grid(code), register.user(leaves)
    held = next((one for one in register.staff if (one.grid, one.user) == (grid.id, user)), None)
    if held is None:
        raise Refused(f"{leaves} is not on grid {code}")
    return SwapWorkers(**facts_of(new_id()), ends=held.assignment, user=register.user(comes), post=held.post, at=at)


def _shape(grid: Grid, part: PartAsked, geometry: Geometry) -> GridShape:
    """A part has the organisation of what it is made of, and its id where it has its code."""
    identity = grid.id if part.code == grid.code else new_id()
    return GridShape(grid=identity, code=part.code, name=part.name, org=grid.org, geometry=geometry)


def _workers(register: Register, parts: Sequence[PartAsked], ids: Mapping[str, str]) -> tuple[PartWorker, ...]:
    return tuple(
        PartWorker(grid=ids[part.code], user=register.user(part.login), assignment=new_id())
        for part in parts
        if part.login
    )
