"""What the responsibility table, the past and the roster suggest for a case. It decides nothing and changes nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from grid.cells import cell_text
from mobile_contract.accounts import OrgLevel, Post
from mobile_contract.catalogue import DutyRule
from mobile_contract.duty import CaseProposal, EarlierDispatch, LeadProposal, NearWorker, NotThey
from mobile_contract.problems import ProblemCode
from server.accounts.people import list_names
from server.accounts.scope import directory_of, scope_of
from server.accounts.staffing import OnGrid, list_on_grids
from server.cases.entities import Case
from server.cases.precedents import Precedent, count_to_do, find_in_area, list_precedents
from server.cases.words import ALL_WHO_WORK
from server.catalogue.entities import FilingCondition
from server.catalogue.lines import list_speaking
from server.catalogue.proposal import History, Matter, Proposal, Where, propose
from server.components.entities import Component
from server.core import clock
from server.core.database import ReadTx, Tx
from server.core.decisions import Actor, GridNode
from server.core.door import Door, Reading
from server.core.problems import Problem
from server.core.reading import list_by
from server.directory import DistrictDirectory
from server.dispatch.entities import Duty
from server.dispatch.nearest import Barred, Candidate, Ranked, nearest
from server.dispatch.places import Seen, list_seen
from server.dispatch.queries import list_on_duty

MOST_EARLIER = 10
MOST_WORKERS = 20
_FIELD_POSTS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})


class Workers(NamedTuple):
    """Who could be sent to look, the best first, and who must not be."""

    ranked: list[Ranked]
    barred: list[tuple[str, Barred]]


async def read_proposal(door: Door, actor: Actor, case: str) -> CaseProposal:
    """What is suggested for a case of one's area. The look leaves an entry, as reading it does. Refuses NOT_FOUND."""
    at = clock.now()

    async def work(tx: Tx) -> tuple[CaseProposal, Sequence[str]]:
        scope = await scope_of(tx, door, actor, ALL_WHO_WORK, at)
        found = await find_in_area(scope, tx, door, case)
        if found is None:
            raise Problem(ProblemCode.NOT_FOUND)
        return await make_proposal(tx, door, found, at), [case]

    return await door.witnessed(Reading(actor, f"case:{case}", "proposal", case), work)


async def make_proposal(tx: ReadTx, door: Door, case: Case, at: datetime) -> CaseProposal:
    """The proposal for a case at an instant: one query of each kind, however many people and lines there are."""
    directory = await directory_of(tx, door)
    node = None if case.grid is None else directory.grid(case.grid)
    leads = await _leads(tx, door, case, node, directory, at)
    earlier = await list_precedents(tx, door.district, case, MOST_EARLIER)
    workers = await _workers(tx, door, case, node, directory, at)
    orgs = {org for one in leads for org in (one.lead, *one.assist)} | {one.department for one in earlier}
    people = {one.candidate.user for one in workers.ranked} | {user for user, _ in workers.barred}
    names = {org: known.name for org in orgs if (known := directory.org(org)) is not None}
    return CaseProposal(
        case=case.id,
        leads=tuple(map(_lead, leads)),
        earlier=tuple(map(_earlier, earlier)),
        workers=tuple(map(_worker, workers.ranked[:MOST_WORKERS])),
        excluded=tuple(NotThey(user=user, because=because.value) for user, because in workers.barred),
        names=names | await list_names(tx, door.district, people),
    )


# --- who should lead --------------------------------------------------------------------------------------------------


async def _leads(
    tx: ReadTx, door: Door, case: Case, node: GridNode | None, directory: DistrictDirectory, at: datetime
) -> list[Proposal]:
    if case.class_code is None:
        return []
    matter = await _matter(tx, door, case, case.class_code)
    above = {} if node is None else levels_above(directory, node.org)
    where = Where(str(directory.district) if node is None else node.path, above or _district_of(directory))
    history = History(None if node is None else node.org, case.returned_from)
    return propose(await list_speaking(tx, door, matter), matter, where, at, history)


async def _matter(tx: ReadTx, door: Door, case: Case, class_code: str) -> Matter:
    conditions = [] if case.condition is None else await list_by(tx, door, FilingCondition, "id", [case.condition])
    components = [] if case.component is None else await list_by(tx, door, Component, "code", [case.component])
    owner = next((one.owner for one in components), None)
    if not conditions:
        return Matter(class_code, owner=owner)
    return Matter(class_code, conditions[0].key, DutyRule(conditions[0].duty), owner)


def levels_above(directory: DistrictDirectory, org: str | None) -> dict[OrgLevel, str]:
    """An organisation and those above it, by their level; of a level that comes twice the nearest."""
    found: dict[OrgLevel, str] = {}
    node = None if org is None else directory.org(org)
    while node is not None:
        found.setdefault(node.level, node.id)
        node = None if node.parent is None else directory.org(node.parent)
    return found


def _district_of(directory: DistrictDirectory) -> Mapping[OrgLevel, str]:
    return {org.level: org.id for org in directory.child_orgs(None)}


# --- who could look ---------------------------------------------------------------------------------------------------


async def _workers(
    tx: ReadTx, door: Door, case: Case, node: GridNode | None, directory: DistrictDirectory, at: datetime
) -> Workers:
    """Of the street that the case lies in; of the whole district where it lies in no grid."""
    above = {} if node is None else levels_above(directory, node.org)
    office = above.get(OrgLevel.STREET) or above.get(OrgLevel.COMMUNITY)
    path = None if office is None else directory.org_path(office)
    grids = [one.id for one in (directory.district_grids() if path is None else directory.grids_below(path))]
    duties = await list_on_duty(tx, door, grids, at)
    assigned = [one for one in await list_on_grids(tx, door.district, grids, at) if one.post in _FIELD_POSTS]
    users = {one.user_id for one in duties} | {one.user for one in assigned}
    seen = await list_seen(tx, door.district, users, at)
    to_do = await count_to_do(tx, door.district, users)
    point = None if case.lon is None or case.lat is None else (case.lon, case.lat)
    candidates = _candidates(case.grid, duties, assigned, seen, to_do)
    return Workers(*nearest(candidates, point, barred_from(case)))


def _candidates(
    grid: str | None,
    duties: Iterable[Duty],
    assigned: Iterable[OnGrid],
    seen: Mapping[str, Seen],
    to_do: Mapping[str, int],
) -> list[Candidate]:
    on_duty = {(one.user_id, one.grid) for one in duties}
    everybody = on_duty | {(one.user, one.grid) for one in assigned}
    rostered, own = {user for user, _ in on_duty}, {user for user, where in everybody if where == grid}
    found: list[Candidate] = []
    for user in sorted({user for user, _ in everybody}):
        place = seen.get(user)
        cell, seen_at = (None, None) if place is None else place
        found.append(Candidate(user, user in rostered, user in own, to_do.get(user, 0), cell, seen_at))
    return found


def barred_from(case: Case) -> dict[str, Barred]:
    """Who must look at a case no more: who handled it, put it right on the spot, or reported it."""
    barred = {case.reporter: Barred.REPORTER}
    if case.handled_by is not None:
        barred[case.handled_by] = Barred.SELF_HANDLER if case.self_handled else Barred.HANDLER
    if case.handler is not None:
        barred[case.handler] = Barred.HANDLER
    return barred


# --- as it is shown ---------------------------------------------------------------------------------------------------


def _lead(one: Proposal) -> LeadProposal:
    return LeadProposal(
        lead=one.lead,
        assist=one.assist,
        because=one.because.value,
        matters=one.matters,
        area=one.area,
        returned=one.returned,
    )


def _earlier(one: Precedent) -> EarlierDispatch:
    return EarlierDispatch(**one._asdict())


def _worker(one: Ranked) -> NearWorker:
    who = one.candidate
    return NearWorker(
        user=who.user,
        score_m=one.score_m,
        rostered=who.rostered,
        own_grid=who.own_grid,
        open_tasks=who.open_tasks,
        distance_m=one.distance_m,
        cell=None if who.cell is None else cell_text(who.cell),
        seen_at=who.seen_at,
    )
