"""The way of a case up and down the tree and the time at each level, without a clock and a database."""

from datetime import timedelta
from typing import Any

from mobile_contract.cases import CaseState
from server.cases.entities import CaseEvent
from server.dispatch.levels import stays_of
from tests.server.cases.scenes import COMMUNITY, DISTRICT, STREET, a_directory, an_event
from tests.support.judging import NOW

HOUR = timedelta(hours=1)


def after(hours: float, command: str, seq: int, **more: Any) -> CaseEvent:
    facts: dict[str, Any] = {
        "command": command,
        "at": NOW + hours * HOUR,
        "seq": seq,
        "from_state": more.get("to_state"),
    }
    return an_event(**(facts | {"to_state": None} | more))


def way(*events: CaseEvent) -> list[tuple[str | None, float, float | None, str]]:
    stays = stays_of(events, COMMUNITY, a_directory().org_above)
    return [
        (one.org, (one.from_at - NOW) / HOUR, None if one.until_at is None else (one.until_at - NOW) / HOUR, one.by)
        for one in stays
    ]


REPORT = after(0, "report_matter", 1, to_state=CaseState.REPORTED)


def test_a_case_that_nobody_moved_is_with_its_grid() -> None:
    assert way(REPORT) == [(None, 0, None, "report_matter")]
    assert way() == []


def test_each_level_has_it_until_the_next_one_does() -> None:
    up = [after(hours, "escalate_case", seq) for seq, hours in enumerate((2, 5, 9), start=2)]
    down = after(10, "assign_down", 5, about=STREET)
    assert way(REPORT, *up, down) == [
        (None, 0, 2, "report_matter"),
        (COMMUNITY, 2, 5, "escalate_case"),
        (STREET, 5, 9, "escalate_case"),
        (DISTRICT, 9, 10, "escalate_case"),
        (STREET, 10, None, "assign_down"),
    ]


def test_what_was_not_applied_moved_nothing() -> None:
    late = after(3, "escalate_case", 3, applied=False)
    assert way(REPORT, after(2, "escalate_case", 2), late) == [
        (None, 0, 2, "report_matter"),
        (COMMUNITY, 2, None, "escalate_case"),
    ]


def test_the_last_level_has_it_until_the_case_ends_and_again_when_it_is_reopened() -> None:
    closing = after(4, "close_case", 3, to_state=CaseState.CLOSED)
    rating = after(6, "rate_case", 4, to_state=CaseState.CLOSED)
    moved = after(2, "escalate_case", 2)
    assert way(REPORT, moved, closing, rating)[-1] == (COMMUNITY, 2, 4, "escalate_case")
    reopening = after(8, "reopen_case", 5, to_state=CaseState.PENDING_DISPATCH)
    assert way(REPORT, moved, closing, rating, reopening)[-1] == (COMMUNITY, 2, None, "escalate_case")
