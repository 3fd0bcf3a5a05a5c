"""Photos: what they may be attached to, where they are seen, and when their bytes count as arrived."""

from typing import Any

import pytest

from mobile_contract.accounts import Post
from mobile_contract.cases import CaseState
from mobile_contract.hazards import HazardSubject
from mobile_contract.media import AttachPhoto, PhotoArrived, PhotoLost, PhotoPhase, PhotoSubject
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.visits import VisitChannel, VisitOutcome
from server.core.decisions import DISTRICT_WIDE, SYSTEM_ONLY, Area, Decision, MissingSubject
from server.core.entities import Entity
from server.features import all_kinds
from server.hazards.entities import Danger, Inspection
from server.uploads.entities import Photo
from server.uploads.rules import HANDLERS
from server.visits.entities import Visit
from tests.server.cases.scenes import (
    CASE,
    CHECKER,
    DEPARTMENT,
    GRID,
    HANDLER,
    KINDS,
    OTHER_DEPARTMENT,
    WORKER,
    a_case,
    a_photo,
    a_scene,
    area_of,
    handler_of,
    one_put,
)
from tests.server.hazards.judged import INSPECTION, a_danger
from tests.support.judging import NOW, an_id, command_facts, judge

PHOTO, VISIT, HOUSEHOLD = an_id(201), an_id(202), an_id(203)
PICTURE = "a" * 64


def a_visit() -> Visit:
    return Visit(
        id=VISIT, household=HOUSEHOLD, grid=GRID, worker=WORKER, channel=VisitChannel.DOOR, outcome=VisitOutcome.MET,
        visited_at=NOW, clock_quality="exact",
    )  # fmt: skip


def an_attachment(**more: Any) -> AttachPhoto:
    facts: dict[str, Any] = {
        "subject_kind": PhotoSubject.CASE, "subject": CASE, "phase": PhotoPhase.HANDLE,
        "sha256": PICTURE, "size_bytes": 1000, "caption": "修好了",
    }  # fmt: skip
    return AttachPhoto(**command_facts(PHOTO, CASE), **(facts | more))


OF_VISIT = {"subject_kind": PhotoSubject.VISIT, "subject": VISIT}


def an_arrival(sha256: str = PICTURE) -> PhotoArrived:
    return PhotoArrived(**command_facts(PHOTO), sha256=sha256)


def judged(command: AttachPhoto | PhotoArrived | PhotoLost, *rows: Entity) -> Decision:
    return judge(handler_of(HANDLERS, command), command, rows, KINDS, a_scene())


@pytest.mark.parametrize("state", [CaseState.HANDLING, CaseState.CLOSED])
def test_a_photo_of_a_case_is_seen_and_sealed_as_the_case_is_whatever_its_state(state: CaseState) -> None:
    photo = one_put(judged(an_attachment(), a_case(state)), Photo)

    assert (photo.id, photo.subject_id, photo.sealed_by) == (PHOTO, CASE, CASE)
    assert (photo.grid, photo.handler, photo.author) == (GRID, HANDLER, WORKER)
    assert (photo.phase, photo.caption, photo.arrived_at) == (PhotoPhase.HANDLE, "修好了", None)


def test_a_photo_of_a_visit_is_sealed_by_the_household() -> None:
    photo = one_put(judged(an_attachment(**OF_VISIT), a_visit()), Photo)

    assert (photo.subject_id, photo.sealed_by, photo.grid, photo.handler) == (VISIT, HOUSEHOLD, GRID, None)


@pytest.mark.parametrize(("kind", "sealed_by", "round_"), [("danger", INSPECTION, 3), ("inspection", INSPECTION, 1)])
def test_a_photo_of_a_danger_is_sealed_by_its_inspection_and_of_its_round(
    kind: str, sealed_by: str, round_: int
) -> None:
    subject: Danger | Inspection = a_danger(round=3) if kind == "danger" else an_inspection()
    command = an_attachment(subject_kind=PhotoSubject(kind), subject=subject.id)
    decision = judge(handler_of(HANDLERS, command), command, (subject,), all_kinds(), a_scene())

    photo = one_put(decision, Photo)
    assert (photo.subject_id, photo.sealed_by, photo.grid) == (subject.id, sealed_by, subject.grid)
    assert (photo.round, photo.handler) == (round_, None)


def an_inspection() -> Inspection:
    return Inspection(
        id=INSPECTION, subject_kind=HazardSubject.DWELLING, subject=an_id(204), grid=GRID, template=an_id(205),
        site_type="shop", inspector=WORKER, inspected_at=NOW, clock_quality="exact",
    )  # fmt: skip


@pytest.mark.parametrize(("more", "missing"), [({}, CASE), (OF_VISIT, VISIT)])
def test_a_photo_waits_for_its_subject(more: dict[str, Any], missing: str) -> None:
    decision = judged(an_attachment(**more))

    assert (decision.verdict, decision.missing) == (Verdict.HELD, (missing,))
    with pytest.raises(MissingSubject) as waits:
        area_of(HANDLERS, an_attachment(**more))
    assert waits.value.missing == missing


def test_a_second_photo_of_the_same_id_is_refused() -> None:
    decision = judged(an_attachment(), a_case(), a_photo(PhotoPhase.HANDLE, id=PHOTO, sha256=PICTURE))

    assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.ID_TAKEN)


def test_whoever_is_concerned_with_the_case_may_attach() -> None:
    assert area_of(HANDLERS, an_attachment(), a_case()) == Area(grid=GRID, org=DEPARTMENT, people=(HANDLER, CHECKER))
    assert area_of(HANDLERS, an_attachment(**OF_VISIT), a_visit()) == Area(grid=GRID)
    helped = area_of(HANDLERS, an_attachment(), a_case(helpers=(OTHER_DEPARTMENT,)))
    assert helped == Area(grid=GRID, org=DEPARTMENT, people=(HANDLER, CHECKER), orgs=(OTHER_DEPARTMENT,))
    photographers = {Post.HANDLER, Post.GRID_WORKER, Post.DISPATCHER, Post.SHIFT_LEADER, Post.SUPERVISOR}
    assert photographers < handler_of(HANDLERS, an_attachment()).posts


def test_a_photo_whose_bytes_are_there_has_arrived() -> None:
    decision = judged(an_arrival(), a_photo(PhotoPhase.HANDLE, id=PHOTO, sha256=PICTURE, arrived_at=None))

    photo = one_put(decision, Photo)
    assert (photo.arrived_at, photo.version, decision.version) == (NOW, 2, 2)


def test_a_photo_arrives_once() -> None:
    decision = judged(an_arrival(), a_photo(PhotoPhase.HANDLE, id=PHOTO, sha256=PICTURE, arrived_at=NOW, version=2))

    assert (decision.verdict, decision.puts, decision.version) == (Verdict.MERGED, (), 2)


def test_other_bytes_are_not_the_photo() -> None:
    decision = judged(an_arrival("b" * 64), a_photo(PhotoPhase.HANDLE, id=PHOTO, sha256=PICTURE))

    assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.UPLOAD_MISMATCH)


def test_bytes_that_come_before_their_photo_wait_for_it() -> None:
    assert judged(an_arrival()).missing == (PHOTO,)


def test_only_the_server_says_that_bytes_arrived() -> None:
    assert handler_of(HANDLERS, an_arrival()).posts == SYSTEM_ONLY
    assert area_of(HANDLERS, an_arrival()) == DISTRICT_WIDE


def a_loss(sha256: str = PICTURE) -> PhotoLost:
    return PhotoLost(**command_facts(PHOTO), sha256=sha256)


def test_a_photo_whose_bytes_are_gone_waits_for_them_again() -> None:
    photo = one_put(judged(a_loss(), a_photo(PhotoPhase.HANDLE, id=PHOTO, sha256=PICTURE, arrived_at=NOW)), Photo)

    assert (photo.arrived_at, photo.version) == (None, 2)


def test_only_what_has_come_can_be_lost_and_only_its_own_bytes() -> None:
    awaited = judged(a_loss(), a_photo(PhotoPhase.HANDLE, id=PHOTO, sha256=PICTURE, arrived_at=None))
    other = judged(a_loss("b" * 64), a_photo(PhotoPhase.HANDLE, id=PHOTO, sha256=PICTURE, arrived_at=NOW))

    assert (awaited.verdict, awaited.puts) == (Verdict.MERGED, ())
    assert (other.verdict, other.why) == (Verdict.REFUSED, ProblemCode.UPLOAD_MISMATCH)
    assert judged(a_loss()).missing == (PHOTO,)
