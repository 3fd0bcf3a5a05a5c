"""What a step of the table is refused for: the facts that it asks for. Pure; requests and orders are asking.py's."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from mobile_contract import case_adjustments as adjustments
from mobile_contract import case_steps as beside
from mobile_contract import cases as wire
from mobile_contract.accounts import Post
from mobile_contract.case_steps import CaseTaskState
from mobile_contract.cases import CaseCommand, CaseState, CheckResult
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from server.accounts.entities import GridGrant, Membership, Org, User
from server.cases.adjusted import CaseLink, CaseRating
from server.cases.correcting import corrected
from server.cases.entities import Case, CaseTask
from server.cases.words import TERMINAL, Guard
from server.catalogue import filing
from server.catalogue.proposal import works_in
from server.components.pointing import class_refusal
from server.core.decisions import ClassNode, Context, Decision, Directory, Loaded, refuse, wait_for
from server.uploads.entities import Photo

Check = Callable[[Any, Case, Loaded, Context], Decision | None]

CITIZENS_DAYS = 7
"""How long after its closing a citizen may have a case opened again (domain.md 3.2)."""

FIELD_POSTS = frozenset({Post.GRID_WORKER, Post.GRID_CHIEF})
"""Who may be sent to verify and to check."""

NEAR_M = 50.0
"""How far apart two reports of the same matter may be (domain.md 3.2)."""

_BEFORE = frozenset({PhotoPhase.REPORT, PhotoPhase.VERIFY})
"""What shows the place before the work, whoever went there first."""

_EARTH_M = 6_371_008.8


# --- words and people -------------------------------------------------------------------------------------------------


def reason(command: CaseCommand, _case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    """Words that say why. Refuses CASE_NEEDS."""
    return None if command.opinion.strip() else refuse(ProblemCode.CASE_NEEDS, needs="opinion")


def _orgs_there(
    command: wire.DispatchCase | adjustments.BlowWhistle, case: Case, loaded: Loaded, ctx: Context
) -> Decision | None:
    """Who is to lead must work where the case lies; who assists may come from anywhere."""
    if isinstance(command, wire.DispatchCase):
        lead, others = command.department, command.assisting
    else:
        lead, others = None, command.departments
    missing = [org for org in (lead, *others) if org is not None and loaded.find(Org, org) is None]
    if missing:
        return wait_for(*missing)
    org = None if lead is None else loaded.find(Org, lead)
    node = None if case.grid is None else ctx.directory.grid(case.grid)
    if org is None or node is None or works_in(org.level, org.path, node.path):
        return None
    return refuse(ProblemCode.DEPARTMENT_OUTSIDE, department=org.id, grid=node.id)


def _not_just_returned(command: wire.DispatchCase, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    if command.department != case.returned_from:
        return None
    if not command.forced:
        return refuse(ProblemCode.JUST_RETURNED, department=command.department)
    return reason(command, case, _loaded, _ctx)


def _handler_there(command: wire.AssignCase, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """Who works for the department that has the case, or on the case's own grid (domain.md 3.2)."""
    if loaded.find(User, command.handler) is None:
        return wait_for(command.handler)
    path = None if case.department is None else ctx.directory.org_path(case.department)
    for held in _holds(command.handler, loaded, ctx):
        if isinstance(held, Membership) and path is not None and f"{held.path}/".startswith(f"{path}/"):
            return None
        if isinstance(held, GridGrant) and _is_theirs(held, case, path, ctx):
            return None
    return refuse(ProblemCode.PERSON_OUTSIDE, person=command.handler, department=case.department or "")


def _is_theirs(held: GridGrant, case: Case, path: str | None, ctx: Context) -> bool:
    """A grid's worker works on the grid's own cases, and for the community or street that the grid belongs to."""
    node = ctx.directory.grid(held.grid)
    return held.grid == case.grid or (node is not None and path is not None and f"{node.path}/".startswith(f"{path}/"))


def _checker_there(
    command: wire.SendCheck | beside.SendVerify, _case: Case, loaded: Loaded, ctx: Context
) -> Decision | None:
    """Whoever goes there has a post in the field: nobody else could tell what they found."""
    if loaded.find(User, command.checker) is None:
        return wait_for(command.checker)
    if any(held.post in FIELD_POSTS for held in _holds(command.checker, loaded, ctx)):
        return None
    return refuse(ProblemCode.PERSON_OUTSIDE, person=command.checker)


def _holds(user: str, loaded: Loaded, ctx: Context) -> Iterator[Membership | GridGrant]:
    """The posts that somebody has now."""
    posts: tuple[Membership | GridGrant, ...] = (
        *loaded.children(Membership, "user_id", user),
        *loaded.children(GridGrant, "user_id", user),
    )
    return (held for held in posts if held.from_at <= ctx.now and (held.until_at is None or ctx.now < held.until_at))


def _filed(_command: CaseCommand, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    """Nobody sends out what has no number: whoever filed it answers for class and limit."""
    return None if case.case_no is not None else refuse(ProblemCode.CASE_NEEDS, needs="filing")


def _other_person(command: wire.SendCheck, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    return refuse(ProblemCode.SAME_PERSON) if command.checker in (case.handler, case.handled_by) else None


# --- the catalogue and photos -----------------------------------------------------------------------------------------


def _class_in_force(command: wire.FileCase, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    known = filing.refusal(ctx.directory, command.class_code, command.condition, ctx.now)
    return known or class_refusal(case.component, command.class_code)


def _has_class(_command: CaseCommand, case: Case, _loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if case.class_code else refuse(ProblemCode.CASE_NEEDS, needs="class_code")


def class_of(case: Case, directory: Directory) -> ClassNode | None:
    """The class of a case, of the version under which it was filed."""
    if case.class_code is None:
        return None
    filed = None if case.class_version is None else directory.class_version(case.class_code, case.class_version)
    return filed or directory.case_class(case.class_code)


def photos_wanted(case: Case, directory: Directory) -> tuple[int, int]:
    """How many photos before and after the work its condition asks for, or its class where none was chosen."""
    chosen = None if case.condition is None else directory.condition(case.condition)
    known = chosen or class_of(case, directory)
    return (0, 0) if known is None else (known.photos_before, known.photos_after)


def _photos_after(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    _, wanted = photos_wanted(case, ctx.directory)
    have = len(_after(photos(case.id, loaded), case))
    return None if have >= wanted else refuse(ProblemCode.CASE_NEEDS, needs="photos_after", wanted=wanted, have=have)


def _after(taken: Iterable[Photo], case: Case) -> set[str]:
    """The pictures of the work of this round: what proved an earlier one proves nothing of what was done anew
    (domain.md 3.2), nor does a picture of how it was before.
    """
    taken = list(taken)
    work = [photo for photo in taken if photo.phase is PhotoPhase.HANDLE]
    earlier = {photo.sha256 for photo in work if photo.round != case.round}
    return {photo.sha256 for photo in work if photo.round == case.round} - earlier - _before(taken)


def _before(taken: Iterable[Photo]) -> set[str]:
    """The pictures of what was found, each once however often it was attached."""
    return {photo.sha256 for photo in taken if photo.phase in _BEFORE}


def _photos_arrived(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """What a case is closed on can be looked at: a photo that was promised alone proves nothing."""
    before, after = photos_wanted(case, ctx.directory)
    here = [photo for photo in photos(case.id, loaded) if photo.arrived_at is not None]
    for needs, wanted, have in (
        ("photos_before", before, len(_before(here))),
        ("photos_after", after, len(_after(here, case))),
    ):
        if have < wanted:
            return refuse(ProblemCode.CASE_NEEDS, needs=needs, wanted=wanted, have=have)
    return None


def _photos_both(_command: CaseCommand, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """One before and one after at least, whatever the class says: nothing else proves what a worker did alone."""
    before, after = photos_wanted(case, ctx.directory)
    taken = list(photos(case.id, loaded))
    for have, wanted, needs in (
        (len({photo.sha256 for photo in taken if photo.phase is PhotoPhase.REPORT}), before, "photos_before"),
        (len(_after(taken, case)), after, "photos_after"),
    ):
        if have < max(1, wanted):
            return refuse(ProblemCode.CASE_NEEDS, needs=needs, wanted=max(1, wanted), have=have)
    return None


def _photo_of_check(_command: CaseCommand, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    own = (photo.phase is PhotoPhase.CHECK and photo.author == case.checker for photo in photos(case.id, loaded))
    return None if any(own) else refuse(ProblemCode.CASE_NEEDS, needs="photo_of_check")


def _photo_or_reason(command: CaseCommand, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    own = (photo.phase is PhotoPhase.VERIFY and photo.author == case.checker for photo in photos(case.id, loaded))
    return None if any(own) or command.opinion.strip() else refuse(ProblemCode.CASE_NEEDS, needs="photo_of_verify")


def photos(case: str, loaded: Loaded) -> Iterator[Photo]:
    """The photos of a case, where its step declared them."""
    return iter(loaded.children(Photo, "subject_id", case))


def _may_self_handle(_command: CaseCommand, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    known = class_of(case, ctx.directory)
    if known is None:
        return refuse(ProblemCode.CASE_NEEDS, needs="class_code")
    return None if known.may_self_handle else refuse(ProblemCode.NOT_ALLOWED, class_code=known.code)


def _checked(_command: CaseCommand, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    """A check that passed, or a class that asks for none (domain.md 3.2)."""
    known = class_of(case, ctx.directory)
    waived = known is not None and known.check_waived and case.check_result is not CheckResult.FAILED
    if case.state is CaseState.PENDING_CLOSE or waived:
        return None
    return refuse(ProblemCode.CASE_NEEDS, needs="check", result=case.check_result or "")


def _closing_condition(command: wire.CloseCase, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    chosen = None if case.condition is None else ctx.directory.condition(case.condition)
    if chosen is None or not chosen.closing_text or command.condition_met:
        return None
    return refuse(ProblemCode.CASE_NEEDS, needs="closing_condition", closing_text=chosen.closing_text)


# --- other cases, other rounds, other levels --------------------------------------------------------------------------


def _same_matter(command: beside.MergeCase, case: Case, loaded: Loaded, ctx: Context) -> Decision | None:
    """The same component; or no more than 50 m apart and the same family of classes (domain.md 3.2).

    Where one of them has no class yet, be it either, the family is what whoever merges says it is: they say why.

    Chains are refused: a case that others were merged into goes on for them, and one that has gone into another case
    goes on for nobody.
    """
    lead = loaded.find(Case, command.duplicate_of)
    if lead is None:
        return wait_for(command.duplicate_of)
    if lead.duplicate_of is not None:
        return refuse(ProblemCode.ALREADY_MERGED, into=lead.duplicate_of)
    if lead.id == case.id or lead.state in TERMINAL:
        return refuse(ProblemCode.NOT_THE_SAME, fault="ended", state=lead.state.value)
    links = loaded.children(CaseLink, "into_case", case.id)
    others = [link.case_id for link in links if link.undone_at is None]
    if others:
        return refuse(ProblemCode.ALREADY_MERGED, into=case.id, others=", ".join(others))
    if case.component is not None and case.component == lead.component:
        return None
    mine, theirs = _family(case), _family(lead)
    if mine and theirs and mine != theirs:
        return refuse(ProblemCode.NOT_THE_SAME, fault="class", mine=mine, theirs=theirs)
    apart = metres_between(case, lead)
    if apart is None or apart > NEAR_M:
        told = "" if apart is None else round(apart)
        return refuse(ProblemCode.NOT_THE_SAME, fault="distance", most_m=round(NEAR_M), apart_m=told)
    return None if mine and theirs else reason(command, case, loaded, ctx)


def _family(case: Case) -> str:
    """Scheme, kind and major of its class; empty for a case that has none yet."""
    return "-".join((case.class_code or "").split("-")[:3])


def metres_between(one: Case, other: Case) -> float | None:
    """How far apart two cases lie, along the sphere; None where one of them has no place."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return distance_m(one.lon, one.lat, other.lon, other.lat)


def distance_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Metres between two WGS-84 places by the haversine formula: within 0.6 % of the ellipsoid's."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    across = math.sin((other_phi - phi) / 2) ** 2
    along = math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH_M * math.asin(math.sqrt(min(1.0, across + along)))


def _reopenable(_command: CaseCommand, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    """Once; and for a citizen, in whose name the server asks, within seven days."""
    if case.reopenings:
        return refuse(ProblemCode.TOO_OFTEN, most=1)
    until = (case.closed_at or ctx.now) + timedelta(days=CITIZENS_DAYS)
    if ctx.actor.system and ctx.now > until:
        return refuse(ProblemCode.OUT_OF_TIME, until=until.isoformat())
    return None


def _not_rated(_command: CaseCommand, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    told = any(one.round == case.round for one in loaded.children(CaseRating, "case_id", case.id))
    return refuse(ProblemCode.TOO_OFTEN, most=1) if told else None


def _level_above(_command: CaseCommand, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    return None if above(case, ctx.directory) is not None else refuse(ProblemCode.NO_LEVEL, owner=case.owner or "")


def above(case: Case, directory: Directory) -> str | None:
    """The organisation that a case moves up to: from its grid to who answers for that, from there to the one above."""
    if case.owner is not None:
        return directory.org_above(case.owner)
    node = None if case.grid is None else directory.grid(case.grid)
    return None if node is None else node.org


def _level_below(command: beside.AssignDown, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    """Right below who has it, and on the way to the case's grid."""
    node = None if case.grid is None else ctx.directory.grid(case.grid)
    path = ctx.directory.org_path(command.owner)
    leads = node is not None and path is not None and node.path.startswith(f"{path}/")
    if case.owner is not None and leads and ctx.directory.org_above(command.owner) == case.owner:
        return None
    return refuse(ProblemCode.NO_LEVEL, owner=case.owner or "", wanted=command.owner)


def _assisting(command: beside.FinishAssisting, case: Case, loaded: Loaded, _ctx: Context) -> Decision | None:
    asked = [task for task in loaded.children(CaseTask, "case_id", case.id) if task.org == command.department]
    if not asked:
        return refuse(ProblemCode.NOT_FOUND, department=command.department)
    return None if any(task.state is CaseTaskState.OPEN for task in asked) else refuse(ProblemCode.ALREADY_ENDED)


def _correctable(command: beside.CorrectCase, case: Case, _loaded: Loaded, ctx: Context) -> Decision | None:
    found = corrected(command, case, ctx.directory, ctx.now)
    return found if isinstance(found, Decision) else None


GUARDS: Mapping[Guard, Check] = {
    Guard.REASON: reason,
    Guard.CLASS_IN_FORCE: _class_in_force,
    Guard.HAS_CLASS: _has_class,
    Guard.ORGS_THERE: _orgs_there,
    Guard.NOT_JUST_RETURNED: _not_just_returned,
    Guard.FILED: _filed,
    Guard.HANDLER_THERE: _handler_there,
    Guard.CHECKER_THERE: _checker_there,
    Guard.OTHER_PERSON: _other_person,
    Guard.PHOTOS_AFTER: _photos_after,
    Guard.PHOTOS_ARRIVED: _photos_arrived,
    Guard.PHOTOS_BOTH: _photos_both,
    Guard.PHOTO_OF_CHECK: _photo_of_check,
    Guard.PHOTO_OR_REASON: _photo_or_reason,
    Guard.MAY_SELF_HANDLE: _may_self_handle,
    Guard.CHECKED: _checked,
    Guard.CLOSING_CONDITION: _closing_condition,
    Guard.SAME_MATTER: _same_matter,
    Guard.REOPENABLE: _reopenable,
    Guard.NOT_RATED: _not_rated,
    Guard.LEVEL_ABOVE: _level_above,
    Guard.LEVEL_BELOW: _level_below,
    Guard.ASSISTING: _assisting,
    Guard.CORRECTABLE: _correctable,
}
"""The guards of a case's own way."""
