"""What becomes of a report of a patrol: of each cell the longer stay, whatever comes first. Pure."""

from grid.cells import WORKING_RESOLUTION, InvalidCell, parse_cell
from mobile_contract.accounts import Post
from mobile_contract.patrol import Dwell, ReportPatrol
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.workdays import SHANGHAI
from server.core.decisions import Area, Context, Decision, Handler, Loaded, decides, put, refuse
from server.core.entities import Need, Needs, advanced
from server.patrol.entities import PatrolDay
from sync.identifiers import is_day
from sync.patrol import longer, patrol_id

WALKERS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})


def _needs(command: ReportPatrol) -> Needs:
    yield Need(PatrolDay, command.entity)


@decides(ReportPatrol, posts=WALKERS, area=lambda c, _loaded, _directory: Area(grid=c.grid), needs=_needs)
def report_patrol(command: ReportPatrol, loaded: Loaded, ctx: Context) -> Decision:
    """Take in a day; what says nothing new is `merged`.

    Refuses with `wrong_identifier` (`field`) a day of no calendar or to come, a cell of another resolution, and an
    `entity` that is not that of the worker's day (`patrol_id`).
    """
    today = ctx.observed_at.astimezone(SHANGHAI).date().isoformat()
    if not is_day(command.on_day) or command.on_day > today:
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="on_day", value=command.on_day)
    if command.entity != patrol_id(ctx.actor.user, command.grid, command.on_day):
        return refuse(ProblemCode.WRONG_IDENTIFIER, field="entity", value=command.entity)
    told: dict[int, Dwell] = {}
    for one in command.cells:
        try:
            cell = parse_cell(one.cell, WORKING_RESOLUTION)
        except InvalidCell:
            return refuse(ProblemCode.WRONG_IDENTIFIER, field="cells", value=one.cell)
        told[cell] = longer(one.dwell, told.get(cell, one.dwell))
    before = loaded.find(PatrolDay, command.entity)
    if before is None:
        return put(
            PatrolDay(
                id=command.entity,
                worker=ctx.actor.user,
                grid=command.grid,
                on_day=command.on_day,
                minutes=command.minutes,
                cells=tuple(sorted(told.items())),
            )
        )
    known = dict(before.cells)
    for cell, dwell in told.items():
        known[cell] = longer(dwell, known.get(cell, dwell))
    after = (max(before.minutes, command.minutes), tuple(sorted(known.items())))
    if after == (before.minutes, before.cells):
        return Decision(verdict=Verdict.MERGED, version=before.version)
    return put(advanced(before, minutes=after[0], cells=after[1]))


HANDLERS: tuple[Handler, ...] = (report_patrol,)
