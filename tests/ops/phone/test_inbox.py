"""The terminal phone's inbox: what waits for a person is shown with both values, and is decided offline."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from click.testing import CliRunner

from mobile_contract import kinds
from mobile_contract.inbox import ConflictRecord, OwnConflictRecord, ReceiptRecord, SettleConflict
from mobile_contract.receipts import Receipt, Verdict
from ops.phone.cli import phone
from ops.phone.store import FileStore
from tests.support.phones import NORTH, SOUTH, USER, district, household, made_id
from tests.support.tiny_http import TinyDistrict, serve

CONFLICT, OWN = made_id(0xC0), made_id(0xC1)
_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Answer(NamedTuple):
    exit_code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return msgspec.json.decode(self.out or self.err)


Run = Callable[..., Answer]


def a_conflict(identity: str = CONFLICT, **more: Any) -> ConflictRecord:
    facts: dict[str, Any] = {
        "command": made_id(0xCC), "reason": "concurrent_edit", "root": made_id(1), "of_kind": "household",
        "entity": made_id(1), "author": USER, "opened_at": _AT, "field": "number", "base": "1", "mine": "2",
        "theirs": "3",
    }  # fmt: skip
    return ConflictRecord(id=identity, **facts | more)


@pytest.fixture
def away(tmp_path: Path) -> Iterator[TinyDistrict]:
    """A district with a household whose number two people wrote."""
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    server.put(kinds.CONFLICT, a_conflict(), {NORTH})
    lost = OwnConflictRecord(
        id=OWN, command=made_id(0xCD), reason="late_scope", root=made_id(9), of_kind="record_visit", entity=made_id(9),
        opened_at=_AT, mine='{"note":"nobody"}',
    )  # fmt: skip
    server.put(kinds.OWN_CONFLICT, lost, {NORTH})
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


def queued(tmp_path: Path) -> SettleConflict:
    (entry,) = FileStore(tmp_path / "phone.db").queue.rows()
    return msgspec.json.decode(entry.body, type=SettleConflict)


def test_conflicts_are_shown_with_all_that_this_phone_may_know(run: Run) -> None:
    whole, own = run("conflicts", "--json").told
    assert (whole["id"], whole["base"], whole["mine"], whole["theirs"], whole["whole"]) == (
        CONFLICT,
        "1",
        "2",
        "3",
        True,
    )
    assert (own["id"], own["mine"], own["theirs"], own["whole"]) == (OWN, '{"note":"nobody"}', None, False)
    assert CONFLICT[-8:] in run("conflicts").out


@pytest.mark.parametrize(
    ("words", "choice", "value"),
    [
        (("--keep", "mine"), "keep_mine", None),
        (("--keep", "theirs"), "keep_theirs", None),
        (("--keep", "both"), "keep_both", None),
        (("--value", "7"), "edit", "7"),
    ],
)
def test_a_decision_is_queued_offline_with_what_the_screen_showed(
    run: Run, tmp_path: Path, words: tuple[str, ...], choice: str, value: str | None
) -> None:
    assert run("edit", made_id(1), "number=4").exit_code == 0
    assert run("settle", CONFLICT[-8:], *words).exit_code == 0
    entries = FileStore(tmp_path / "phone.db").queue.rows()
    order = msgspec.json.decode(entries[-1].body, type=SettleConflict)
    assert (order.entity, order.root, order.choice, order.value, order.was) == (
        CONFLICT,
        made_id(1),
        choice,
        value,
        "4",
    )
    assert entries[-1].lane == entries[0].lane == made_id(1)
    assert [row["id"] for row in run("conflicts", "--json").told] == [OWN]
    settled = next(row for row in run("conflicts", "--all", "--json").told if row["id"] == CONFLICT)
    assert (settled["state"], settled["choice"]) == ("settled", choice)
    shown = {"keep_mine": "2", "edit": "7"}.get(choice, "4")
    assert run("show", made_id(1), "--json").told["number"] == shown


def test_late_work_is_applied_or_dismissed_with_a_reason(run: Run, away: TinyDistrict, tmp_path: Path) -> None:
    late = made_id(0xC5)
    away.server.put(kinds.CONFLICT, a_conflict(late, reason="late_scope", of_kind="record_visit", field=""), {NORTH})
    assert run("sync").exit_code == 0
    assert run("settle", late, "--dismiss", "the successor was there").exit_code == 0
    order = queued(tmp_path)
    assert (order.choice, order.reason, order.was) == ("dismiss", "the successor was there", None)


@pytest.mark.parametrize("words", [(), ("--keep", "mine", "--value", "7"), ("--apply", "--dismiss", "no")])
def test_a_decision_is_one_thing(run: Run, words: tuple[str, ...]) -> None:
    assert run("settle", CONFLICT, *words).exit_code == 2


def test_what_is_not_whole_here_cannot_be_decided_here(run: Run) -> None:
    assert run("settle", OWN, "--keep", "mine").exit_code == 5


def test_another_answer_is_shown_in_place_of_the_first(run: Run, away: TinyDistrict) -> None:
    assert run("edit", made_id(1), "note=new").exit_code == 0
    assert run("sync").exit_code == 0
    (before,) = run("receipts", "--json").told
    later = Receipt(id=before["command"], verdict=Verdict.MERGED, pos=99, choice="keep_theirs", conflict=CONFLICT)
    record = ReceiptRecord(
        id=made_id(0xC9),
        receipt=later,
        of_kind="change_household",
        about=made_id(1),
        answered_at=_AT,
        seq=before["seq"],
    )
    away.server.put(kinds.RECEIPT, record, {NORTH})
    assert run("sync").exit_code == 0
    (after,) = run("receipts", "--json").told
    assert (before["verdict"], after["verdict"], after["pos"]) == ("applied", "merged", 99)
    assert (after["choice"], after["conflict"]) == ("keep_theirs", CONFLICT)
    assert "settled: keep theirs" in run("receipts").out


def test_a_conflict_in_an_area_that_is_left_goes_with_it(run: Run, away: TinyDistrict) -> None:
    away.server.granted = {SOUTH}
    assert run("sync").exit_code == 0
    assert run("conflicts", "--json").told == []
