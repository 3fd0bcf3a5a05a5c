"""The terminal phone's week: what is asked for, answered and taken back without a network."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from click.testing import CliRunner

from mobile_contract import kinds
from mobile_contract.base import Command
from mobile_contract.commands import AnyCommand
from mobile_contract.renewal import (
    AnswerItem,
    ConfirmItem,
    RenewalAnswer,
    RenewalCycleRecord,
    RenewalItemRecord,
    RenewalTarget,
    StayRef,
    WithdrawAnswer,
)
from mobile_contract.residents import ResidencyKind, ResidencyRecord, ResidencyStatus
from mobile_contract.visits import RecordVisit
from ops.phone.cli import phone
from ops.phone.store import FileStore
from tests.support.phones import NORTH, district, household, made_id
from tests.support.tiny_http import TinyDistrict, serve

HOUSEHOLD, DWELLING, PERSON = made_id(1), made_id(0xD1), made_id(0xE1)
STAY, OTHER, ENDED = made_id(0xF1), made_id(0xF2), made_id(0xF3)
ABOUT_HOME, ABOUT_STAY, ABOUT_DWELLING = made_id(0xA1), made_id(0xA2), made_id(0xA3)


class Answer(NamedTuple):
    exit_code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return msgspec.json.decode(self.out or self.err)


Run = Callable[..., Answer]


def an_item(identity: str, kind: RenewalTarget, target: str) -> RenewalItemRecord:
    return RenewalItemRecord(
        id=identity, cycle=made_id(0xB1), week="2026-11-23", source="unvisited", target_kind=kind, target=target,
        dwelling=DWELLING,
    )  # fmt: skip


def a_stay(identity: str, status: ResidencyStatus = ResidencyStatus.EFFECTIVE) -> ResidencyRecord:
    return ResidencyRecord(
        id=identity, person=PERSON, dwelling=DWELLING, household=HOUSEHOLD,
        residency_kind=ResidencyKind.FLOATING, status=status,
    )  # fmt: skip


@pytest.fixture
def away() -> Iterator[TinyDistrict]:
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    for stay in (a_stay(STAY), a_stay(OTHER), a_stay(ENDED, ResidencyStatus.ENDED)):
        server.put(kinds.RESIDENCY, stay, {NORTH})
    cycle = RenewalCycleRecord(
        id=made_id(0xB1), grid=made_id(0xB2), week="2026-11-23", opened_at=datetime(2026, 11, 22, 16, tzinfo=UTC),
        found=4, carried=1,
    )  # fmt: skip
    server.put(kinds.RENEWAL_CYCLE, cycle, {NORTH})
    for item in (
        an_item(ABOUT_HOME, RenewalTarget.HOUSEHOLD, HOUSEHOLD),
        an_item(ABOUT_STAY, RenewalTarget.RESIDENCY, STAY),
        an_item(ABOUT_DWELLING, RenewalTarget.DWELLING, DWELLING),
    ):
        server.put(kinds.RENEWAL_ITEM, item, {NORTH})
    with serve(server) as served:
        yield served


@pytest.fixture
def run(tmp_path: Path, away: TinyDistrict) -> Run:
    file = tmp_path / "phone.db"

    def command(*args: str) -> Answer:
        words = [*args, "--file", str(file)]
        result = CliRunner().invoke(phone, words, env={"COLUMNS": "200", "LC_ALL": "en_US.UTF-8"})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    assert command("join", away.code, "--server", away.url).exit_code == 0
    assert command("sync").exit_code == 0
    return command


def queued(tmp_path: Path) -> list[Command]:
    rows = FileStore(tmp_path / "phone.db").queue.rows()
    decoder: msgspec.json.Decoder[Command] = msgspec.json.Decoder(AnyCommand)
    return [decoder.decode(entry.body) for entry in rows]


def answers_of(run: Run) -> dict[str, str]:
    return {row["id"]: row["answer"] for row in run("renewal", "--json").told["items"]}


def test_the_week_is_listed_with_what_is_open(run: Run) -> None:
    told = run("renewal", "--json").told
    assert (told["open"], told["weeks"][0]["expected"]) == (3, 5)
    assert answers_of(run) == {ABOUT_HOME: "", ABOUT_STAY: "", ABOUT_DWELLING: ""}
    assert ABOUT_STAY[-8:] in run("renewal").out


@pytest.mark.parametrize(
    ("item", "root"), [(ABOUT_HOME, HOUSEHOLD), (ABOUT_STAY, PERSON), (ABOUT_DWELLING, ABOUT_DWELLING)]
)
def test_one_tap_is_queued_in_the_lane_of_whom_it_is_about(run: Run, tmp_path: Path, item: str, root: str) -> None:
    assert run("renewal", "answer", item[-8:], "confirmed").exit_code == 0
    (command,) = queued(tmp_path)
    assert isinstance(command, ConfirmItem)
    assert (command.entity, command.root) == (item, root)
    assert answers_of(run)[item] == "confirmed"


@pytest.mark.parametrize(
    ("item", "stays"),
    [(ABOUT_STAY, (STAY,)), (ABOUT_HOME, (STAY, OTHER)), (ABOUT_DWELLING, (STAY, OTHER))],
)
def test_moved_out_names_the_stays_that_are_in_force_there(
    run: Run, tmp_path: Path, item: str, stays: tuple[str, ...]
) -> None:
    assert run("renewal", "answer", item, "moved_out", "--until", "2026-11-20").exit_code == 0
    (command,) = queued(tmp_path)
    assert isinstance(command, AnswerItem)
    assert command.stays == tuple(StayRef(stay, PERSON) for stay in stays)
    assert (command.state, command.until_on) == (RenewalAnswer.MOVED_OUT, "2026-11-20")


def test_a_change_points_to_the_edit_that_carried_it(run: Run, tmp_path: Path) -> None:
    saved = run("edit", HOUSEHOLD, "number=4", "--json").told["saved"][0]["command"]
    assert run("renewal", "answer", ABOUT_HOME, "changed", "--edit", saved).exit_code == 0
    _, command = queued(tmp_path)
    assert isinstance(command, AnswerItem)
    assert command.edit == saved


def test_an_answer_that_waits_is_taken_back_with_its_stays(run: Run, tmp_path: Path) -> None:
    told = run("renewal", "withdraw", ABOUT_STAY)
    assert told.exit_code == 2
    assert "not taken back but corrected" in told.err
    assert run("renewal", "answer", ABOUT_STAY, "moved_out").exit_code == 0
    assert run("renewal", "withdraw", ABOUT_STAY).exit_code == 0
    said, back = queued(tmp_path)
    assert isinstance(said, AnswerItem)
    assert isinstance(back, WithdrawAnswer)
    assert (back.answer, back.stays) == (said.answer, said.stays)
    assert answers_of(run)[ABOUT_STAY] == ""
    assert run("renewal", "withdraw", ABOUT_STAY).exit_code == 2


@pytest.mark.parametrize("outcome", ["met", "proxy"])
def test_a_visit_that_reached_somebody_answers_the_unvisited_household_at_once(
    run: Run, tmp_path: Path, outcome: str
) -> None:
    assert run("visit", HOUSEHOLD, "--outcome", outcome).exit_code == 0
    visit, said = queued(tmp_path)
    assert isinstance(visit, RecordVisit)
    assert isinstance(said, ConfirmItem)
    assert (said.entity, said.root, said.made) == (ABOUT_HOME, visit.root, visit.made)
    assert answers_of(run) == {ABOUT_HOME: "confirmed", ABOUT_STAY: "", ABOUT_DWELLING: ""}
    assert run("visit", HOUSEHOLD, "--outcome", outcome).exit_code == 0
    assert len(queued(tmp_path)) == 3
    assert run("renewal", "withdraw", ABOUT_HOME).exit_code == 0
    assert answers_of(run)[ABOUT_HOME] == ""


@pytest.mark.parametrize("outcome", ["absent", "refused", "moved"])
def test_a_visit_that_reached_nobody_answers_nothing(run: Run, tmp_path: Path, outcome: str) -> None:
    assert run("visit", HOUSEHOLD, "--outcome", outcome).exit_code == 0
    assert [type(one) for one in queued(tmp_path)] == [RecordVisit]
    assert answers_of(run)[ABOUT_HOME] == ""


@pytest.mark.parametrize(
    "words",
    [
        (ABOUT_HOME, "lapsed"),
        (ABOUT_HOME, "confirmed", "--until", "2026-11-20"),
        (ABOUT_HOME, "moved_out", "--edit", made_id(5)),
        (ABOUT_HOME, "changed", "--edit", "x"),
        (ABOUT_HOME, "moved_out", "--until", "soon"),
    ],
)
def test_what_fits_no_answer_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run("renewal", "answer", *words).exit_code == 2


def test_what_is_no_item_is_told(run: Run) -> None:
    assert run("renewal", "answer", made_id(0x77), "confirmed").exit_code == 5
