"""`hexward phone patrol`: a day's positions become cells and buckets here, and go no further."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

from datetime import datetime, timedelta, timezone
from pathlib import Path

import msgspec
import rich_click as click

from grid.cells import cell_text
from grid.datum import OutOfRange
from mobile_contract import kinds
from mobile_contract.patrol import CellDwell, ReportPatrol
from ops.phone import device, drafts
from ops.phone.catalog import Catalog
from ops.phone.saving import save
from ops.phone.session import Session, with_records
from sync.patrol import Fix, fold, patrol_id

_SHANGHAI = timezone(timedelta(hours=8))
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("positions", type=_FILE)
@click.option("--grid", "told", required=True, help="The grid, by some digits from the end of its id.")
@with_records
def patrol(session: Session, positions: Path, told: str) -> None:
    """Report the patrol in the file POSITIONS: JSON, a list of [milliseconds, longitude, latitude] in WGS-84, of a day.

    What is sent are the cells, each with how long somebody was there: no order, no time, no way. The file stays yours.
    """
    try:
        fixes = [Fix(*one) for one in msgspec.json.decode(positions.read_bytes(), type=list[tuple[int, float, float]])]
        folded = fold(fixes)
    except (msgspec.MsgspecError, OutOfRange) as error:
        raise drafts.WrongInput(f"{positions} is no list of [milliseconds, longitude, latitude]: {error}") from error
    days = {datetime.fromtimestamp(one.at_ms / 1000, _SHANGHAI).date().isoformat() for one in fixes}
    if len(days) != 1:
        raise drafts.WrongInput(f"a patrol is of one day; {positions} has {len(days)}")
    on_day = days.pop()
    _, grid = Catalog(session.store).resolve(told, kinds.GRID)
    cells = [CellDwell(cell_text(cell), dwell) for cell, dwell in folded.cells.items()]
    entity = patrol_id(session.store.state().user, grid.id, on_day)
    facts = {"entity": entity, "grid": grid.id, "on_day": on_day, "minutes": min(folded.minutes, 1440), "cells": cells}
    save(session, drafts.Written([drafts.drafted(ReportPatrol, device.now(), **facts)], []))
