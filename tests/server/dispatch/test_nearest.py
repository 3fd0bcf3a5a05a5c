"""Who is nearest and who must not be sent, without a clock and a database."""

from datetime import timedelta

import pytest

from grid.cells import WORKING_RESOLUTION, point_cell
from mobile_contract.cases import CaseState
from server.dispatch.nearest import STEP_M, TASK_M, UNKNOWN_M, UNKNOWN_OWN_M, Barred, Candidate, nearest
from server.dispatch.proposing import barred_from
from tests.server.cases.scenes import HANDLER, WORKER, a_case
from tests.support.judging import NOW

HERE = (118.775, 31.995)
_METRE = 1 / 111_320
"""Of latitude, in degrees."""


def north(metres: float) -> int:
    """The cell of a place so far north of HERE."""
    return point_cell(HERE[0], HERE[1] + metres * _METRE, WORKING_RESOLUTION)


def someone(
    user: str, metres: float | None = None, *, tasks: int = 0, rostered: bool = True, own: bool = False
) -> Candidate:
    cell = None if metres is None else north(metres)
    return Candidate(user, rostered, own, tasks, cell, None if metres is None else NOW)


def order(*candidates: Candidate, barred: dict[str, Barred] | None = None) -> list[str]:
    return [one.candidate.user for one in nearest(candidates, HERE, barred or {})[0]]


def test_the_nearest_comes_first_whatever_the_order_in_which_they_are_told() -> None:
    there = [someone("far", 2_500), someone("near", 300), someone("middle", 1_200)]
    assert order(*there) == order(*reversed(there)) == ["near", "middle", "far"]


def test_each_open_task_counts_like_a_way() -> None:
    assert order(someone("near", 300, tasks=3), someone("far", 1_000)) == ["far", "near"]
    assert order(someone("near", 300, tasks=1), someone("far", 1_000)) == ["near", "far"]
    [busy, idle] = nearest([someone("busy", 0, tasks=2), someone("idle", 5_000)], HERE, {})[0]
    assert busy.score_m == (busy.distance_m or 0) + 2 * TASK_M
    assert idle.score_m == idle.distance_m


def test_a_distance_pretends_to_know_no_more_than_a_cell_does() -> None:
    ranked, _ = nearest([someone(f"{metres}", metres) for metres in range(0, 3_000, 170)], HERE, {})
    for one in ranked:
        assert one.distance_m is not None
        assert one.distance_m % STEP_M == 0
        assert abs(one.distance_m - float(one.candidate.user)) <= 100 + STEP_M / 2


def test_nobody_is_forgotten_because_nobody_knows_where_they_are() -> None:
    lost, neighbour = someone("lost", own=True), someone("neighbour")
    ranked, _ = nearest([neighbour, lost, someone("near", 100), someone("far", 4_000)], HERE, {})
    assert [one.candidate.user for one in ranked] == ["near", "lost", "neighbour", "far"]
    assert [(one.distance_m, one.score_m) for one in ranked[1:3]] == [(None, UNKNOWN_OWN_M), (None, UNKNOWN_M)]


def test_a_case_without_a_place_goes_to_its_own_grid_first() -> None:
    ranked, _ = nearest([someone("near", 10), someone("own", 3_000, own=True)], None, {})
    assert [(one.candidate.user, one.distance_m) for one in ranked] == [("own", None), ("near", None)]


def test_only_those_on_duty_by_the_roster_are_asked_unless_nobody_is() -> None:
    near, far = someone("near", 10, rostered=False), someone("far", 3_000)
    assert order(near, far) == ["far"]
    assert order(near) == ["near"]
    assert order(near, far, barred={"far": Barred.REPORTER}) == ["near"]


def test_equals_are_told_apart_by_grid_then_by_when_they_were_seen_then_by_id() -> None:
    def seen(user: str, hours_ago: int, *, own: bool = False) -> Candidate:
        return someone(user, 500, own=own)._replace(seen_at=NOW - timedelta(hours=hours_ago))

    assert order(seen("x", 1), seen("y", 1), seen("z", 0), seen("w", 2, own=True)) == ["w", "z", "x", "y"]


@pytest.mark.parametrize(
    ("more", "barred"),
    [
        ({"handler": None}, {WORKER: Barred.REPORTER}),
        ({}, {WORKER: Barred.REPORTER, HANDLER: Barred.HANDLER}),
        ({"handler": None, "handled_by": HANDLER}, {WORKER: Barred.REPORTER, HANDLER: Barred.HANDLER}),
        (
            {"handler": None, "handled_by": HANDLER, "self_handled": True},
            {WORKER: Barred.REPORTER, HANDLER: Barred.SELF_HANDLER},
        ),
        ({"handler": None, "handled_by": WORKER, "self_handled": True}, {WORKER: Barred.SELF_HANDLER}),
    ],
)
def test_whoever_did_it_or_told_it_must_not_be_sent_and_it_is_told_why(
    more: dict[str, object], barred: dict[str, Barred]
) -> None:
    case = a_case(CaseState.PENDING_CHECK, **more)
    assert barred_from(case) == barred
    ranked, kept_out = nearest([someone(WORKER, 10), someone(HANDLER, 20), someone("other", 900)], HERE, barred)
    assert dict(kept_out) == barred
    assert not barred.keys() & {one.candidate.user for one in ranked}
    assert "other" in {one.candidate.user for one in ranked}
