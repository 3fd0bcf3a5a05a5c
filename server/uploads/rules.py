"""Which photos a case, visit, inspection or danger has, and that their bytes arrived. Pure; no bytes come here."""

from mobile_contract.accounts import Post
from mobile_contract.media import AttachPhoto, HideInPhoto, PhotoArrived, PhotoLooked, PhotoLost, PhotoSubject
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.cases.entities import Case
from server.core.decisions import (
    DISTRICT_WIDE,
    SYSTEM_ONLY,
    Area,
    Context,
    Decision,
    Directory,
    Handler,
    Loaded,
    MissingSubject,
    decides,
    put,
    refuse,
    wait_for,
)
from server.core.entities import Need, advanced
from server.hazards.entities import Danger, Inspection
from server.uploads.entities import Hiding, Photo
from server.visits.entities import Visit

_PHOTOGRAPHERS = frozenset(
    {
        Post.GRID_WORKER,
        Post.GRID_CHIEF,
        Post.GRID_ADVISER,
        Post.HANDLER,
        Post.COMMITTEE,
        Post.ACCEPTOR,
        Post.SHIFT_LEADER,
        Post.DISPATCHER,
        Post.DEPARTMENT,
        Post.SUPERVISOR,
    }
)

_SHOWING = frozenset({Post.COMMITTEE, Post.SHIFT_LEADER, Post.DISPATCHER, Post.SUPERVISOR})
"""Who may show again what others hid."""

MOST_HIDDEN = 256

Subject = Case | Visit | Inspection | Danger

_KINDS: dict[PhotoSubject, type[Subject]] = {
    PhotoSubject.CASE: Case,
    PhotoSubject.VISIT: Visit,
    PhotoSubject.INSPECTION: Inspection,
    PhotoSubject.DANGER: Danger,
}


def _subject(command: AttachPhoto, loaded: Loaded) -> Subject | None:
    return loaded.find(_KINDS[command.subject_kind], command.subject)


def _sealed_by(subject: Subject) -> str:
    """Whose key seals its photos: the one that seals what they show."""
    match subject:
        case Visit():
            return subject.household
        case Danger():
            return subject.inspection
        case Case() | Inspection():
            return subject.id


def _area(command: AttachPhoto, loaded: Loaded, _directory: Directory) -> Area:
    subject = _subject(command, loaded)
    if subject is None:
        raise MissingSubject(command.subject)
    if not isinstance(subject, Case):
        return Area(grid=subject.grid)
    people = tuple(person for person in (subject.handler, subject.checker) if person)
    return Area(grid=subject.grid, org=subject.department, people=people, orgs=subject.helpers or ())


def _needs(command: AttachPhoto) -> tuple[Need, ...]:
    return (Need(Photo, command.entity), Need(_KINDS[command.subject_kind], command.subject))


@decides(AttachPhoto, posts=_PHOTOGRAPHERS, area=_area, needs=_needs)
def attach(command: AttachPhoto, loaded: Loaded, ctx: Context) -> Decision:
    """Attach a photo, whatever state its subject is in: evidence is never at risk. It is seen where its subject is."""
    subject = _subject(command, loaded)
    if subject is None:
        return wait_for(command.subject)
    if loaded.find(Photo, command.entity) is not None:
        return refuse(ProblemCode.ID_TAKEN)
    return put(
        Photo(
            id=command.entity,
            subject_kind=command.subject_kind,
            subject_id=subject.id,
            sealed_by=_sealed_by(subject),
            phase=command.phase,
            sha256=command.sha256,
            size_bytes=command.size_bytes,
            media_type=command.media_type,
            caption=command.caption,
            author=ctx.actor.user,
            grid=subject.grid,
            handler=subject.handler if isinstance(subject, Case) else None,
            checker=subject.checker if isinstance(subject, Case) else None,
            round=subject.round if isinstance(subject, Case | Danger) else 1,
        )
    )


@decides(
    PhotoArrived,
    posts=SYSTEM_ONLY,
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda command: (Need(Photo, command.entity),),
)
def arrived(command: PhotoArrived, loaded: Loaded, ctx: Context) -> Decision:
    """Note once that the bytes are stored whole. Refused: other bytes than the photo promised."""
    photo = loaded.find(Photo, command.entity)
    if photo is None:
        return wait_for(command.entity)
    if photo.sha256 != command.sha256:
        return refuse(ProblemCode.UPLOAD_MISMATCH)
    if photo.arrived_at is not None:
        return Decision(verdict=Verdict.MERGED, version=photo.version)
    return put(advanced(photo, arrived_at=ctx.now))


@decides(
    PhotoLost,
    posts=SYSTEM_ONLY,
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda command: (Need(Photo, command.entity),),
)
def lost(command: PhotoLost, loaded: Loaded, _ctx: Context) -> Decision:
    """Note that the bytes are gone: the photo waits for them again. Refused: other bytes than the photo promised."""
    photo = loaded.find(Photo, command.entity)
    if photo is None:
        return wait_for(command.entity)
    if photo.sha256 != command.sha256:
        return refuse(ProblemCode.UPLOAD_MISMATCH)
    if photo.arrived_at is None:
        return Decision(verdict=Verdict.MERGED, version=photo.version)
    return put(advanced(photo, arrived_at=None))


def _of_photo(command: HideInPhoto, loaded: Loaded, _directory: Directory) -> Area:
    photo = loaded.find(Photo, command.entity)
    if photo is None:
        raise MissingSubject(command.entity)
    people = tuple(person for person in (photo.handler, photo.checker) if person)
    return Area(grid=photo.grid, people=people)


@decides(HideInPhoto, posts=_PHOTOGRAPHERS, area=_of_photo, needs=lambda command: (Need(Photo, command.entity),))
def hide(command: HideInPhoto, loaded: Loaded, ctx: Context) -> Decision:
    """Hide areas, and show others again. Two people's areas add up, whoever comes first.

    Refuses NOT_ALLOWED to show what somebody else hid, but to an office; TOO_LARGE more areas than MOST_HIDDEN.
    """
    photo = loaded.find(Photo, command.entity)
    if photo is None:
        return wait_for(command.entity)
    before = photo.hidden or ()
    shown = [one for one in before if one.area in command.show and one.area not in command.hide]
    if any(one.by != ctx.actor.user for one in shown) and _SHOWING.isdisjoint(ctx.posts):
        return refuse(ProblemCode.NOT_ALLOWED)
    kept = tuple(one for one in before if one not in shown)
    known = {one.area for one in kept}
    added = tuple(Hiding(area, ctx.actor.user) for area in dict.fromkeys(command.hide) if area not in known)
    after = kept + added
    if len(after) > MOST_HIDDEN:
        return refuse(ProblemCode.TOO_LARGE, most=MOST_HIDDEN)
    if after == before:
        return Decision(verdict=Verdict.MERGED, version=photo.version)
    return put(advanced(photo, hidden=after or None))


@decides(
    PhotoLooked,
    posts=SYSTEM_ONLY,
    area=lambda _command, _loaded, _directory: DISTRICT_WIDE,
    needs=lambda command: (Need(Photo, command.entity),),
)
def looked(command: PhotoLooked, loaded: Loaded, ctx: Context) -> Decision:
    """Note once what a photo's bytes are. Refused: other bytes than the photo promised."""
    photo = loaded.find(Photo, command.entity)
    if photo is None:
        return wait_for(command.entity)
    if photo.sha256 != command.sha256:
        return refuse(ProblemCode.UPLOAD_MISMATCH)
    if photo.looked_at is not None:
        return Decision(verdict=Verdict.MERGED, version=photo.version)
    told = {"fingerprint": command.fingerprint or None, "damage": command.damage or None, "alike": command.alike}
    return put(advanced(photo, looked_at=ctx.now, evidence=command.evidence, **told))


HANDLERS: tuple[Handler, ...] = (attach, arrived, lost, hide, looked)
