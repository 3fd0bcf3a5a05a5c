"""What a split, a merge or a swap would do, counted before anything is done. It changes nothing."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from grid.cover import Territory
from grid.geometry import area_m2
from mobile_contract.accounts import SwapWorkers
from mobile_contract.problems import ProblemCode
from mobile_contract.rezoning import GridNews, MergeGrids, PhoneNews, RezoningPreview, SplitGrid
from server.accounts.entities import GridGrant
from server.accounts.staffing import APhone, OnGrid, list_on_grids, list_phones
from server.core.database import ReadTx
from server.core.door import Door
from server.core.problems import Problem
from server.core.reading import find_entity, list_by
from server.rezoning.digest import Counts, digest_of, plan_hash, swap_hash
from server.rezoning.homes import Home, Parts, count_commits, list_homes
from server.rezoning.homes import list_rows as rows_of
from server.rezoning.queries import list_rows
from server.rezoning.rules import parts_of, sources_of
from server.territory.entities import PUBLISHED, Grid
from server.territory.shapes import BadShapes, cover_of, read_shapes

_COUNTED = ("building", "dwelling", "household", "person", "case")


class Outlook(NamedTuple):
    """What an order would do: for people, for the digest, and for the job."""

    preview: RezoningPreview
    plan: str
    counts: Counts
    homes: tuple[Home, ...]


async def look_ahead(tx: ReadTx, door: Door, command: SplitGrid | MergeGrids, at: datetime) -> Outlook:
    """Count what an order would do. Refuses NOT_FOUND for grids that are not in force, TERRITORY_BROKEN for shapes."""
    sources = sources_of(command)
    grids = {one.id: one for one in await list_by(tx, door, Grid, "id", sources) if one.status == PUBLISHED}
    if set(grids) != set(sources):
        raise Problem(ProblemCode.NOT_FOUND)
    try:
        shapes = read_shapes(parts_of(command), command.datum)
    except BadShapes as bad:
        raise Problem(ProblemCode.TERRITORY_BROKEN, grids=", ".join(bad.faults)) from bad
    rest = command.rest if isinstance(command, SplitGrid) else command.into.grid
    parts = Parts([Territory(grid, shape, cover_of(shape)) for grid, shape in shapes.items()], rest)
    homes: list[Home] = []
    for source in sources:
        held = await list_rows(tx, door, source)
        homes += list_homes(source, held.rows, parts, held.elsewhere)
    staff = await list_on_grids(tx, door.district, sources, at)
    phones = await list_phones(tx, door.district, [*(one.user for one in staff), *_new_people(command)])
    news = _grid_news(command, homes, {grid: area_m2(shape) for grid, shape in shapes.items()})
    counts = _counts(news, staff)
    plan = plan_hash(command, {grid: grids[grid].version for grid in sources})
    before_m2 = math.fsum(area_m2(grid.geometry) for grid in grids.values())
    preview = RezoningPreview(
        digest=digest_of(plan, counts),
        grids=news,
        phones=_phone_news(phones, staff, command),
        on_border=_on_border(homes, parts),
        placeless=sum(row.kind == "person" for home in homes if home.placeless for row in home.rows),
        open_cases=sum(one.open_cases for one in news),
        unsent=sum(phone.unsent for phone in phones),
        commits=count_commits(homes),
        lost_m2=max(0.0, round(before_m2 - math.fsum(one.area_m2 for one in news), 1)),
    )
    return Outlook(preview, plan, counts, tuple(homes))


async def look_at_swap(tx: ReadTx, door: Door, command: SwapWorkers) -> Outlook:
    """Count what changes hands. Refuses NOT_FOUND for an assignment or a grid that is not in force."""
    held = await find_entity(tx, door, GridGrant, command.ends)
    grid = None if held is None else await find_entity(tx, door, Grid, held.grid)
    if held is None or grid is None or grid.status != PUBLISHED:
        raise Problem(ProblemCode.NOT_FOUND)
    rows = (await list_rows(tx, door, grid.id)).rows
    news = GridNews(
        grid=grid.id,
        code=grid.code,
        name=grid.name,
        area_m2=round(area_m2(grid.geometry), 1),
        rows=dict(sorted(Counter(row.kind for row in rows).items())),
        open_cases=sum(row.open for row in rows),
    )
    phones = await list_phones(tx, door.district, [held.user_id, command.user])
    moves = {"boots": {(command.user, grid.code)}, "drops": {(held.user_id, grid.id)}}
    counts = {f"{kind} in {grid.code}": news.rows.get(kind, 0) for kind in _COUNTED}
    counts = {name: count for name, count in counts.items() if count}
    plan = swap_hash(command, grid.id, held.version)
    preview = RezoningPreview(
        digest=digest_of(plan, counts),
        grids=(news,),
        phones=tuple(phone_news(phone, **moves) for phone in phones),
        open_cases=news.open_cases,
        unsent=sum(phone.unsent for phone in phones if phone.user == held.user_id),
    )
    return Outlook(preview, plan, counts, ())


def _new_people(command: SplitGrid | MergeGrids) -> Iterable[str]:
    return (worker.user for worker in command.workers)


def _grid_news(
    command: SplitGrid | MergeGrids, homes: Sequence[Home], areas: Mapping[str, float]
) -> tuple[GridNews, ...]:
    rows = Counter(rows_of(homes))
    open_cases = Counter(home.to for home in homes for row in home.rows if row.open)
    return tuple(
        GridNews(
            grid=part.grid,
            code=part.code,
            name=part.name,
            area_m2=round(areas[part.grid], 1),
            rows={kind: count for (kind, to), count in sorted(rows.items()) if to == part.grid},
            open_cases=open_cases[part.grid],
        )
        for part in parts_of(command)
    )


def _counts(news: Iterable[GridNews], staff: Iterable[OnGrid]) -> Counts:
    """What an order is held against: homes, people and open cases by part, and who works there now."""
    counts = {f"{kind} in {one.code}": one.rows.get(kind, 0) for one in news for kind in _COUNTED}
    counts |= {f"open cases in {one.code}": one.open_cases for one in news}
    counts |= {f"assignment {one.assignment}": 1 for one in staff}
    return {name: count for name, count in counts.items() if count}


def _on_border(homes: Iterable[Home], parts: Parts) -> int:
    """Residents of homes that lie near another part."""
    near: dict[str, bool] = {}
    count = 0
    for home in homes:
        if home.place is None:
            continue
        key = home.building or home.rows[0].id
        near.setdefault(key, parts.on_border(home.place))
        count += near[key] * sum(row.kind == "person" for row in home.rows)
    return count


def _phone_news(
    phones: Iterable[APhone], staff: Sequence[OnGrid], command: SplitGrid | MergeGrids
) -> tuple[PhoneNews, ...]:
    codes = {part.grid: part.code for part in parts_of(command)}
    boots = {(worker.user, codes[worker.grid]) for worker in command.workers if worker.grid in codes}
    drops = {(one.user, one.grid) for one in staff if one.grid not in codes}
    return tuple(phone_news(phone, boots, drops) for phone in phones)


def phone_news(phone: APhone, boots: Iterable[tuple[str, str]], drops: Iterable[tuple[str, str]]) -> PhoneNews:
    """What a phone would boot and drop, of what people would gain and lose."""
    return PhoneNews(
        install=phone.install,
        user=phone.user,
        name=phone.name,
        boots=tuple(sorted(grid for user, grid in boots if user == phone.user)),
        drops=tuple(sorted(grid for user, grid in drops if user == phone.user)),
        unsent=phone.unsent,
        last_heard=None if phone.heard_at is None else phone.heard_at.isoformat(timespec="seconds"),
    )
