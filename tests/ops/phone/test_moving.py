"""People are registered and change homes on a phone without a network; who looks alike is told first."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mobile_contract import kinds
from mobile_contract.residents import (
    DwellingRecord,
    DwellingUse,
    HouseholdRecord,
    PersonRecord,
    ResidencyKind,
    ResidencyRecord,
    ResidencyStatus,
)
from ops.phone.cli import phone
from ops.phone.store import FileStore
from tests.support.judging import an_id
from tests.support.phones import NORTH, district
from tests.support.tiny_http import serve

BUILDING, DWELLING, HOME, PERSON, STAY = (an_id(number) for number in range(801, 806))
RECORDS = {
    kinds.DWELLING: DwellingRecord(id=DWELLING, building=BUILDING, unit="1", floor=1, room="101", use=DwellingUse.SELF),
    kinds.HOUSEHOLD: HouseholdRecord(id=HOME, dwelling=DWELLING, number="H1"),
    kinds.PERSON: PersonRecord(id=PERSON, dwelling=DWELLING, name="演示张三", birth_on="1980-05-06"),
    kinds.RESIDENCY: ResidencyRecord(
        id=STAY, person=PERSON, dwelling=DWELLING, household=HOME, residency_kind=ResidencyKind.PERMANENT,
        status=ResidencyStatus.EFFECTIVE,
    ),
}  # fmt: skip


@pytest.fixture
def joined(tmp_path: Path) -> Path:
    """A phone that holds a home with one person."""
    file, server = tmp_path / "phone.db", district()
    for kind, record in RECORDS.items():
        server.put(kind, record, {NORTH})
    with serve(server) as away:
        for words in (("join", away.code, "--server", away.url), ("sync",)):
            assert _run(file, *words).exit_code == 0
    return file


def _run(file: Path, *words: str) -> Any:
    return CliRunner().invoke(phone, [*words, "--file", str(file)], env={"COLUMNS": "200"})


def _queued(file: Path) -> list[dict[str, Any]]:
    return [json.loads(entry.body) for entry in FileStore(file).queue.rows()]


def test_who_looks_alike_is_told_masked_and_nothing_is_saved(joined: Path) -> None:
    words = ("register", "演示张三", "--home", HOME, "--birth", "1980-05-06")

    done = _run(joined, *words, "--json")

    told = json.loads(done.stderr)
    assert (done.exit_code, told["error"]) == (2, "likely_twin")
    [alike] = told["facts"]["alike"]
    assert (alike["id"], alike["name"], alike["birth_year"]) == (PERSON, "演***", "1980")
    assert "the same name and day of birth" in alike["why"]
    assert "张三" not in done.stderr, "whose record it is, whoever opens it sees"
    assert _queued(joined) == []
    assert "--anyway" in _run(joined, *words).stderr


def test_whoever_goes_on_registers_them(joined: Path) -> None:
    done = _run(joined, "register", "演示张三", "--home", HOME, "--birth", "1980-05-06", "--sex", "male", "--anyway")

    assert done.exit_code == 0, done.output
    [told] = _queued(joined)
    assert (told["kind"], told["name"], told["sex"], told["birth_on"]) == (
        "register_person",
        "演示张三",
        "1",
        "1980-05-06",
    )
    assert (told["dwelling"], told["household"]) == (DWELLING, HOME)


def test_somebody_else_is_registered_without_a_question(joined: Path) -> None:
    assert _run(joined, "register", "演示李四", "--home", DWELLING[-8:]).exit_code == 0
    assert "household" not in _queued(joined)[0]


def test_a_move_in_waits_on_the_phone(joined: Path) -> None:
    assert _run(joined, "movein", PERSON, "--home", HOME, "--on", "2026-11-20").exit_code == 0
    [came] = _queued(joined)
    assert (came["kind"], came["entity"], came["household"], came["from_on"]) == (
        "move_in", PERSON, HOME, "2026-11-20",
    )  # fmt: skip


def test_a_stay_ends_on_a_day(joined: Path) -> None:
    assert _run(joined, "moveout", PERSON, "--on", "2026-11-24", "--reason", "外出").exit_code == 0
    [told] = _queued(joined)
    assert (told["kind"], told["entity"], told["root"], told["until_on"], told["reason"]) == (
        "end_residency", STAY, PERSON, "2026-11-24", "外出",
    )  # fmt: skip
