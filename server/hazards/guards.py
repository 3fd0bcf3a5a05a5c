"""What must hold for an event of a danger to be applied, by the names in the contract's table. Pure."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mobile_contract.hazards import DangerCommand, EscalateDanger
from mobile_contract.media import PhotoPhase
from mobile_contract.problems import ProblemCode
from server.cases.entities import Case
from server.cases.words import TERMINAL
from server.core.decisions import Context, Decision, Loaded, refuse
from server.hazards.entities import Danger
from server.uploads.entities import Photo

Guard = Callable[[Any, Danger, Loaded, Context], Decision | None]

_AFTER = frozenset({PhotoPhase.HANDLE, PhotoPhase.CHECK})


def _may_fix_on_spot(_command: DangerCommand, danger: Danger, _loaded: Loaded, _ctx: Context) -> Decision | None:
    """What the check list says cannot be put right at once; a notice that stands asks for no more than it is."""
    allowed = danger.asks.may_fix_on_spot or danger.notice_no is not None
    return None if allowed else refuse(ProblemCode.CASE_NEEDS, needs="notice", item=danger.item)


def _photos_before(_command: DangerCommand, danger: Danger, loaded: Loaded, _ctx: Context) -> Decision | None:
    return _lacking("photos_before", danger.asks.photos_before, len(_before(_photos(danger, loaded))))


def _photos_after(_command: DangerCommand, danger: Danger, loaded: Loaded, _ctx: Context) -> Decision | None:
    """Pictures of this round: what proved an earlier one proves nothing of what was done anew, nor does a before."""
    taken = _photos(danger, loaded)
    work = [photo for photo in taken if photo.phase in _AFTER]
    earlier = {photo.sha256 for photo in work if photo.round != danger.round}
    have = {photo.sha256 for photo in work if photo.round == danger.round} - earlier - _before(taken)
    return _lacking("photos_after", danger.asks.photos_after, len(have))


def _lacking(needs: str, wanted: int, have: int) -> Decision | None:
    return None if have >= wanted else refuse(ProblemCode.CASE_NEEDS, needs=needs, wanted=wanted, have=have)


def _photos(danger: Danger, loaded: Loaded) -> list[Photo]:
    return list(loaded.children(Photo, "subject_id", danger.id))


def _before(taken: Iterable[Photo]) -> set[str]:
    return {photo.sha256 for photo in taken if photo.phase is PhotoPhase.REPORT}


def _words(command: DangerCommand, _danger: Danger, _loaded: Loaded, _ctx: Context) -> Decision | None:
    return None if command.words.strip() else refuse(ProblemCode.CASE_NEEDS, needs="words")


def _place(command: EscalateDanger, danger: Danger, _loaded: Loaded, _ctx: Context) -> Decision | None:
    """Where whoever handles the case must go: the place of the danger, or an address in words."""
    known = danger.lon is not None or command.address.strip()
    return None if known else refuse(ProblemCode.CASE_NEEDS, needs="address")


def _case_ended(_command: DangerCommand, danger: Danger, loaded: Loaded, _ctx: Context) -> Decision | None:
    """What goes on as a case is over when that is; a case that was erased is."""
    case = None if danger.case_id is None else loaded.find(Case, danger.case_id)
    if case is None or case.state in TERMINAL:
        return None
    return refuse(ProblemCode.CASE_NEEDS, needs="case_ended", case=case.id, state=case.state.value)


GUARDS: Mapping[str, Guard] = {
    "may_fix_on_spot": _may_fix_on_spot,
    "photos_before": _photos_before,
    "photos_after": _photos_after,
    "words": _words,
    "place": _place,
    "case_ended": _case_ended,
}
