"""`hexward phone due`: the list of a phone that is away, from its own rows, with its own unsent work."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mobile_contract import kinds
from mobile_contract.residents import CareRecord, PersonRecord, ResidencyKind, ResidencyRecord, ResidencyStatus
from mobile_contract.visit_rules import VisitEdition, VisitRulesRecord
from mobile_contract.visits import VisitChannel, VisitOutcome, VisitRecord
from server.visits.starter import starter
from tests.ops.phone.test_cli import Run
from tests.ops.phone.test_cli import run as run_on_a_phone
from tests.support.phones import NORTH, USER, district, home, household, made_id
from tests.support.tiny_http import TinyDistrict, serve

run = run_on_a_phone
WEDNESDAY = "2026-03-04"
PERSON, OTHER, STAY = made_id(0x10), made_id(0x11), made_id(0x20)


@pytest.fixture
def away(tmp_path: Path) -> Iterator[TinyDistrict]:
    """A district with two households; somebody in the first is in the phone's care, if its scope tells so."""
    server = district()
    for number in (1, 2):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    for number, person in ((1, PERSON), (2, OTHER)):
        stay = ResidencyRecord(
            id=made_id(0x20 + number), person=person, dwelling=home(number), household=made_id(number),
            residency_kind=ResidencyKind.PERMANENT, status=ResidencyStatus.EFFECTIVE,
        )  # fmt: skip
        server.put(kinds.PERSON, PersonRecord(id=person, dwelling=home(number), name="演示"), {NORTH})
        server.put(kinds.RESIDENCY, stay, {NORTH})
    with serve(server) as served:
        yield served


def rules(served: TinyDistrict) -> None:
    edition = VisitEdition(number=1, scheme="starter-2", valid_from="2026-03-02", rules=starter().rules)
    served.server.put(kinds.VISIT_RULES, VisitRulesRecord(id=made_id(0x30), editions=(edition,)), {NORTH})


def care(served: TinyDistrict) -> None:
    served.server.put(kinds.CARE, CareRecord(id=PERSON, care_labels=("dementia",)), {NORTH})


def visit(served: TinyDistrict, outcome: VisitOutcome) -> None:
    at = datetime(2026, 3, 3, 1, tzinfo=UTC)
    told = VisitRecord(
        id=made_id(0x40), household=made_id(1), worker=USER, channel=VisitChannel.DOOR, outcome=outcome, visited_at=at
    )
    served.server.put(kinds.VISIT, told, {NORTH})


def join(served: TinyDistrict, run: Run) -> None:
    assert run("join", served.code, "--server", served.url).exit_code == 0
    assert run("sync").exit_code == 0


def due(run: Run, *args: str) -> dict[str, Any]:
    told: dict[str, Any] = run("due", "--on", WEDNESDAY, "--json", *args).told
    return told


def test_a_phone_without_rules_says_so(away: TinyDistrict, run: Run) -> None:
    join(away, run)
    assert due(run)["due"] == []
    assert "No visit rules" in run("due").out


def test_whom_to_visit_is_told_with_its_reasons(away: TinyDistrict, run: Run) -> None:
    rules(away)
    care(away)
    join(away, run)

    told = due(run)
    [row] = told["due"]

    assert (told["on"], told["sensitive"]) == (WEDNESDAY, False)
    assert (row["household"], row["state"], row["due_on"], row["days_left"]) == (made_id(1), "due", "2026-03-08", 4)
    assert (row["rules"], row["priority"], row["last_outcome"]) == (["high"], 1, None)
    assert [row["household"] for row in due(run, "--all")["due"]] == [made_id(1), made_id(2)]
    assert made_id(1)[-8:] in run("due", "--on", WEDNESDAY).out
    assert "Without care labels" in run("due", "--on", WEDNESDAY).out


def test_a_try_that_met_nobody_comes_again_and_own_unsent_work_counts(away: TinyDistrict, run: Run) -> None:
    rules(away)
    care(away)
    visit(away, VisitOutcome.ABSENT)
    join(away, run)
    [row] = due(run)["due"]
    assert (row["due_on"], row["last_outcome"], row["last_on"]) == ("2026-03-04", "absent", "2026-03-03")
    assert "nobody was there" in row["why"][0]

    run("visit", made_id(1), "--outcome", "met")
    today = run("due", "--json", "--all").told
    [row] = [row for row in today["due"] if row["household"] == made_id(1)]
    assert (row["state"], row["last_outcome"], row["last_on"]) == ("upcoming", "met", today["on"])


def test_a_day_that_is_none_is_refused_in_one_line(away: TinyDistrict, run: Run) -> None:
    join(away, run)
    assert run("due", "--on", "2026-02-30").exit_code != 0
