"""The terminal phone over a file and real HTTP: it works with the district away, and syncs when it is back."""

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from mobile_contract import kinds
from ops.phone.cli import phone
from ops.phone.rounds import only_one
from ops.phone.store import FileStore
from sync.phone import Phone
from tests.support.phones import NORTH, district, holds, household, made_id
from tests.support.tiny_http import Refusal, TinyDistrict, serve

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


class Answer(NamedTuple):
    exit_code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        return json.loads(self.out or self.err)


Run = Callable[..., Answer]


@pytest.fixture
def away(tmp_path: Path) -> Iterator[TinyDistrict]:
    """A district with three households in the north."""
    server = district()
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number, note="old"), {NORTH})
    with serve(server) as served:
        yield served


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a command on this test's phone."""
    file = tmp_path / "phone.db"

    def command(*args: str, file: Path = file) -> Answer:
        # A terminal so narrow that it folds would fold the words that tests look for.
        result = CliRunner().invoke(
            phone, [*args, "--file", str(file)], env={"COLUMNS": "200", "LC_ALL": "en_US.UTF-8"}
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    return command


@pytest.fixture
def joined(away: TinyDistrict, run: Run) -> TinyDistrict:
    """The phone has joined and holds its area."""
    assert run("join", away.code, "--server", away.url).exit_code == 0
    assert run("sync").exit_code == 0
    return away


def test_a_phone_joins_syncs_and_lists_what_is_there(joined: TinyDistrict, run: Run) -> None:
    rows = run("list", "homes", "--json").told

    assert [row["id"] for row in rows] == [made_id(1), made_id(2), made_id(3)]
    assert made_id(2)[-8:] in run("list").out
    assert "All saved on server" in run("status").out
    assert run("status", "--json").told["scopes"] == [{"id": NORTH, "kind": "grid", "label": "Grid 1"}]


def test_a_code_is_good_once_and_a_lost_reply_is_made_good(away: TinyDistrict, run: Run, tmp_path: Path) -> None:
    code = away.code
    away.lose_reply_to = "/v1/enrol"
    lost = run("join", code, "--server", away.url)
    again = run("join", f"{away.url}/join#{code}")
    other = run("join", code, "--server", away.url, file=tmp_path / "other.db")

    assert (lost.exit_code, again.exit_code, other.exit_code) == (3, 0, 6)
    assert len(away.tokens) == 1


def test_a_wrong_code_is_refused_in_one_line(away: TinyDistrict, run: Run) -> None:
    answer = run("join", "WRONG-CODE", "--server", away.url, "--json")

    assert answer.exit_code == 6
    assert answer.told["error"] == "wrong_enrolment"


def test_a_phone_that_has_joined_is_not_joined_over(joined: TinyDistrict, run: Run) -> None:
    joined.code = "NEXT-CODE-HERE"

    assert run("join", joined.code).exit_code == 1
    assert run("join", joined.code, "--again").exit_code == 0


def test_another_users_code_does_not_take_a_phone_over(joined: TinyDistrict, run: Run) -> None:
    joined.code, joined.user = "NEXT-CODE-HERE", made_id(77)

    answer = run("join", joined.code, "--again", "--json")

    assert (answer.exit_code, answer.told["error"]) == (1, "another_user")


def test_work_without_a_network_is_safe_shown_and_sent_later(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    url = joined.url
    for store in tmp_path.glob("phone.db"):
        assert store.stat().st_mode & 0o077 == 0
    joined.refuse_next["/v1/sync/pull"] = Refusal(503, "overloaded")
    assert run("sync").exit_code == 6
    assert "Offline, 0 safe" in run("status").out
    saved = run("visit", made_id(1)[-6:], "--note", "all well", "--outcome", "met", "--json").told
    edited = run("edit", made_id(2), "note=new words", "number=12")

    assert edited.exit_code == 0
    assert saved["bar"]["unsent"] == 1
    assert [row["note"] for row in run("list", "visits", "--json").told] == ["all well"]
    assert [entry["kind"] for entry in run("queue", "--json").told["commands"]] == ["record_visit", "change_household"]
    assert "not sent yet" in run("show", made_id(2)).out
    assert "2 safe on this phone" in run("queue").out

    assert run("sync").exit_code == 0
    assert url == joined.url
    assert {row["verdict"] for row in run("receipts", "--json").told} == {"applied"}
    assert run("show", made_id(2), "--json").told["note"] == "new words"
    assert run("show", made_id(2), "--json").told["unsent"] is False


def test_a_district_that_is_away_loses_nothing(joined: TinyDistrict, run: Run) -> None:
    run("visit", made_id(1))
    joined.lose_reply_to = "/v1/sync/push"

    lost = run("sync", "--json")

    assert (lost.exit_code, lost.told["error"]) == (3, "offline")
    assert run("sync").exit_code == 0
    assert len(joined.server.bodies) == 1


def test_a_photo_goes_its_own_way_and_resumes(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(PNG)
    joined.chunk_limit = 40
    joined.lose_reply_to = "never"
    run("report", "Deep hole", "--address", "Gate 3", "--photo", str(shot), "--urgent")
    joined.refuse_next["/v1/uploads"] = Refusal(503, "overloaded")

    first = run("sync")
    assert first.exit_code == 6
    assert "Photos waiting 1" in run("status").out
    assert [row["title"] for row in run("list", "cases", "--json").told] == ["Deep hole"]
    assert "Deep hole" in run("list", "cases").out
    assert [entry["offset"] for entry in run("queue", "--json").told["photos"]] == [0]
    assert "photo of" in run("queue").out

    assert run("sync").exit_code == 0
    assert list(joined.bytes.values()) == [PNG]
    assert run("queue", "--json").told["photos"] == []
    copies = tmp_path / "phone.photos"
    assert len(list(copies.iterdir())) == 1
    joined.server.durable = joined.server.pos
    assert run("sync").exit_code == 0
    assert list(copies.iterdir()) == []


def test_an_upload_that_the_district_lost_begins_anew(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(PNG)
    run("report", "Deep hole", "--photo", str(shot), "--address", "Gate 3")
    before = run("queue", "--json").told["photos"][0]["upload"]
    joined.refuse_next["/v1/uploads"] = Refusal(410, "upload_expired")

    assert run("sync").exit_code == 6
    assert run("queue", "--json").told["photos"][0]["upload"] != before
    assert run("sync").exit_code == 0


def test_an_upload_whose_offset_makes_no_sense_ends_the_round_and_not_the_photo(
    joined: TinyDistrict, run: Run, tmp_path: Path
) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(PNG)
    run("report", "Deep hole", "--photo", str(shot), "--address", "Gate 3")
    upload = run("queue", "--json").told["photos"][0]["upload"]
    joined.refuse_next[f"/v1/uploads/{upload}"] = Refusal(409, "upload_offset")

    assert run("sync").exit_code == 6
    assert run("sync").exit_code == 0
    assert list(joined.bytes.values()) == [PNG]


def test_a_photo_whose_copy_is_gone_keeps_no_record_back(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(PNG)
    run("report", "Deep hole", "--photo", str(shot), "--address", "Gate 3")
    for copy in (tmp_path / "phone.photos").iterdir():
        copy.unlink()

    answer = run("sync", "--json")

    assert (answer.exit_code, answer.told["error"]) == (1, "photo_missing")
    assert run("queue", "--json").told["commands"] == []


def test_what_is_no_photo_is_told_before_anything_is_saved(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    words = tmp_path / "words.jpg"
    words.write_text("words")

    answer = run("report", "Deep hole", "--address", "Gate 3", "--photo", str(words), "--json")

    assert (answer.exit_code, answer.told["error"]) == (2, "wrong_photo")
    assert run("queue", "--json").told == {"commands": [], "photos": []}


def test_a_report_of_nowhere_is_told_at_once_and_not_saved(joined: TinyDistrict, run: Run) -> None:
    assert run("report", "Deep hole").exit_code == 2
    assert run("report", "Deep hole", "--address", " ").exit_code == 2
    assert run("queue", "--json").told == {"commands": [], "photos": []}


def test_a_refusal_needs_a_person_until_they_have_read_it(joined: TinyDistrict, run: Run) -> None:
    run("report", "Deep hole", "--address", "Gate 3")
    run("sync")
    case = run("list", "cases", "--json").told[0]["id"]
    acted = run("act", case, "comment_case", "--opinion", "seen", "--json").told
    run("sync")

    first = run("receipts", "--json").told[0]
    assert (first["verdict"], first["why"], first["needs_you"]) == ("refused", "not_allowed", True)
    assert "1 needs you" in run("status").out
    assert "needs you: refused" in run("receipts").out
    assert run("receipts", "--dismiss", acted["saved"][0]["command"]).exit_code == 0
    assert "All saved on server" in run("status").out


def test_a_step_is_shown_at_once_with_its_event(joined: TinyDistrict, run: Run) -> None:
    run("report", "Deep hole", "--address", "Gate 3")
    run("sync")
    case = run("list", "cases", "--json").told[0]["short"]

    run("act", case, "accept_case")
    card = run("show", case, "--json").told

    assert (card["state"], card["unsent"]) == ("pending_filing", True)
    assert [event["command"] for event in card["related"]["events"]] == ["accept_case"]


def test_a_batch_that_is_too_large_is_sent_in_parts(joined: TinyDistrict, run: Run) -> None:
    joined.max_batch = 2
    for _ in range(5):
        run("visit", made_id(1))

    assert run("sync").exit_code == 0
    assert len(joined.server.bodies) == 5


def test_a_phone_that_is_shut_out_says_so_and_keeps_all(joined: TinyDistrict, run: Run) -> None:
    run("visit", made_id(1))
    joined.tokens.clear()

    answer = run("sync", "--json")

    assert (answer.exit_code, answer.told["error"]) == (4, "not_signed_in")
    assert "Sign in again, nothing lost · 1 waiting" in run("status").out
    joined.code = "NEXT-CODE-HERE"
    assert run("join", joined.code).exit_code == 0
    assert run("sync").exit_code == 0
    assert len(joined.server.bodies) == 1


def test_a_cloned_phone_is_told_to_join_anew(joined: TinyDistrict, run: Run) -> None:
    run("visit", made_id(1))
    joined.server.rekey = True

    answer = run("sync", "--json")

    assert (answer.exit_code, answer.told["error"]) == (4, "rekey")


def test_a_reset_that_this_build_cannot_follow_is_told_and_loses_nothing(joined: TinyDistrict, run: Run) -> None:
    run("visit", made_id(1))
    joined.server.reset = "unheard_of"

    answer = run("sync", "--json")

    assert (answer.exit_code, answer.told["error"]) == (6, "reset: unheard_of")
    assert len(run("queue", "--json").told["commands"]) == 1


def test_one_phone_is_synced_by_one_process_at_a_time(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    with only_one(tmp_path / "phone.db"):
        answer = run("sync", "--json")

    assert (answer.exit_code, answer.told["error"]) == (1, "underway")


def test_a_phone_that_has_not_joined_says_how(run: Run) -> None:
    answer = run("sync")

    assert answer.exit_code == 1
    assert "phone join CODE" in answer.err


@pytest.mark.parametrize(
    ("command", "exit_code", "error"),
    [
        (("show", "ffffffff"), 5, "no_such_record"),
        (("show", "0198c0de"), 5, "ambiguous"),
        (("show", "12"), 5, "no_such_record"),
        (("visit", "00000001", "--lon", "118.7"), 2, "wrong_input"),
        (("edit", "00000001"), 2, "wrong_input"),
        (("edit", "00000001", "note"), 2, "wrong_input"),
        (("edit", "00000001", "colour=red"), 2, "wrong_input"),
        (("edit", "00000001", "number=" + "9" * 300), 2, "wrong_input"),
        (("edit", "00000001", "--add-label", "old"), 2, "wrong_input"),
        (("receipts", "--dismiss", "ffff"), 5, "no_such_record"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_own_exit_code(
    joined: TinyDistrict, run: Run, command: tuple[str, ...], exit_code: int, error: str
) -> None:
    answer = run(*command, "--json")

    assert (answer.exit_code, answer.told["error"]) == (exit_code, error)
    assert run("queue", "--json").told["commands"] == []


def test_a_search_finds_all_of_its_words(joined: TinyDistrict, run: Run) -> None:
    run("visit", made_id(1), "--note", "Wheel chair needed")
    run("visit", made_id(2), "--note", "wheel of a bicycle")

    assert len(run("list", "visits", "--search", "wheel", "--json").told) == 2
    assert [row["note"] for row in run("list", "visits", "--search", "CHAIR wheel", "--json").told] == [
        "Wheel chair needed"
    ]
    assert "No people on this phone" in run("list", "people").out


def test_the_file_store_ends_where_the_memory_store_does(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    joined.server.move(made_id(1), {9})
    joined.server.edit(kinds.HOUSEHOLD, made_id(2), note="theirs")
    run("sync")

    store = FileStore(tmp_path / "phone.db")
    assert holds(Phone(store), joined.server, {NORTH})
    store.close()
