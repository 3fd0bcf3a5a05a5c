"""Nobody leaves a phone with work that is nowhere else: the rescue file, logging out, and seven days without a word."""

import hashlib
import sqlite3
from pathlib import Path

import msgspec
import pytest

from mobile_contract import kinds
from mobile_contract.rescue import MAGIC
from ops.phone.leaving import CONFIRMATION
from ops.phone.store import FileStore, Locked
from sync import lease
from sync.ports import BaseRow, PhoneState
from tests.ops.phone.test_cli import PNG, Answer, Run, away, joined, run
from tests.support.phones import at, made_id
from tests.support.tiny_http import LEASE, TinyDistrict

__all__ = ["away", "joined", "run"]

DAY_S = 24 * 3600


def out_of_reach(tmp_path: Path, days: float) -> None:
    """The last contact was so many days ago, by every clock of the phone."""
    store = FileStore(tmp_path / "phone.db")
    state, ago_ms = store.state(), int(days * DAY_S * 1000)
    with store.commit():
        store.put_state(
            msgspec.structs.replace(
                state, contact_wall=state.contact_wall - ago_ms, contact_mono=state.contact_mono - ago_ms
            )
        )
    store.close()


def certify(tmp_path: Path) -> None:
    """The tiny district writes no certificates: the phone believes that it has one."""
    store = FileStore(tmp_path / "phone.db")
    store.keep(**{f"certificate {store.state().install}": "a certificate"})
    store.close()


def test_the_unsent_work_goes_into_one_file_that_its_bearer_cannot_read(
    joined: TinyDistrict, run: Run, tmp_path: Path
) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(PNG)
    run("visit", made_id(1), "--note", "very private words")
    run("report", "Deep hole", "--address", "Gate 3", "--photo", str(shot))

    certify(tmp_path)
    told = run("export", "-o", str(tmp_path / "work.hexward"), "--json").told

    content = (tmp_path / "work.hexward").read_bytes()
    assert content.startswith(MAGIC)
    assert b"private" not in content
    assert PNG not in content
    assert (told["commands"], told["photos"]) == (3, 1)
    assert told["sha256"] == hashlib.sha256(content).hexdigest()
    assert (tmp_path / "work.hexward").stat().st_mode & 0o077 == 0
    assert run("status", "--json").told["unsent"] == 3  # it is a copy: nothing has gone


def test_a_phone_with_nothing_of_its_own_has_nothing_to_export(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    certify(tmp_path)
    answer = run("export", "-o", str(tmp_path / "work.hexward"), "--json")

    assert (answer.exit_code, answer.told["error"]) == (1, "nothing_to_export")
    assert not (tmp_path / "work.hexward").exists()


def test_a_phone_that_never_got_the_districts_key_says_so(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    run("visit", made_id(1))
    certify(tmp_path)
    store = FileStore(tmp_path / "phone.db")
    store.keep(**{"outbox key": ""})
    store.close()

    answer = run("export", "-o", str(tmp_path / "work.hexward"), "--json")
    assert (answer.exit_code, answer.told["error"]) == (1, "no_outbox_key")
    assert run("sync").exit_code == 0
    run("visit", made_id(1))
    assert run("export", "-o", str(tmp_path / "work.hexward")).exit_code == 0


def test_logging_out_is_refused_while_work_is_on_the_phone_alone(
    joined: TinyDistrict, run: Run, tmp_path: Path
) -> None:
    run("visit", made_id(1))

    refused = run("logout", "--json")
    wrong_words = run("logout", "--confirm", "yes", "--json")

    assert (refused.exit_code, refused.told["error"], refused.told["facts"]) == (1, "unsent", {"unsent": 1})
    assert wrong_words.told["error"] == "unsent"
    assert run("status", "--json").told["unsent"] == 1


@pytest.mark.parametrize("way", ["sync", "export", "confirm"])
def test_logging_out_takes_keys_rows_and_photos_along(joined: TinyDistrict, run: Run, tmp_path: Path, way: str) -> None:
    shot = tmp_path / "shot.png"
    shot.write_bytes(PNG)
    run("report", "Deep hole", "--address", "Gate 3", "--photo", str(shot))
    if way == "sync":
        run("sync")
        assert run("logout", "--json").told["error"] == "unsent"  # the server alone has it, and in no backup
        joined.server.durable = joined.server.pos
        run("sync")
    if way == "export":
        certify(tmp_path)
        run("export", "-o", str(tmp_path / "work.hexward"))
    words = ["--confirm", CONFIRMATION] if way == "confirm" else []

    told: Answer = run("logout", "--json", *words)

    assert told.exit_code == 0
    assert told.told["given_up"] == (3 if way == "confirm" else 0)
    assert sorted(path.name for path in tmp_path.glob("phone*")) == ["phone.lock"]
    assert [proof.scope for proof in joined.server.proofs] == [1]
    assert run("status", "--json").told["install"] == ""


def test_what_was_written_after_the_export_is_on_the_phone_alone(
    joined: TinyDistrict, run: Run, tmp_path: Path
) -> None:
    run("visit", made_id(1))
    certify(tmp_path)
    run("export", "-o", str(tmp_path / "work.hexward"))
    run("visit", made_id(2))

    assert run("logout", "--json").told["facts"] == {"unsent": 1}


def test_logging_out_works_with_the_district_away(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "phone.db")
    store.keep(server="http://127.0.0.1:9")
    store.close()

    assert run("logout", "--json").told == {"given_up": 0, "proved": 0}


def test_after_seven_days_without_a_word_records_are_shut_away_and_writing_goes_on(
    joined: TinyDistrict, run: Run, tmp_path: Path
) -> None:
    out_of_reach(tmp_path, 7.1)

    for words in (("list",), ("show", made_id(1)), ("edit", made_id(1), "note=x"), ("receipts",), ("conflicts",)):
        answer = run(*words, "--json")
        assert (answer.exit_code, answer.told["error"]) == (4, "locked"), words
    assert "Sign in again, nothing lost" in run("status").out
    assert run("visit", made_id(1), "--note", "seen").exit_code == 0
    assert run("report", "Deep hole", "--address", "Gate 3").exit_code == 0

    assert run("sync").exit_code == 0  # one contact gives it all back, and nothing of it was loaded anew
    assert len(joined.server.bodies) == 2
    assert len(run("list", "homes", "--json").told) == 3


def test_a_locked_phone_that_was_shut_out_stays_locked_and_can_still_export(
    joined: TinyDistrict, run: Run, tmp_path: Path
) -> None:
    run("visit", made_id(1))
    out_of_reach(tmp_path, 7.1)
    joined.tokens.clear()

    assert run("sync").exit_code == 4
    assert run("list", "--json").told["error"] == "locked"
    certify(tmp_path)
    assert run("export", "-o", str(tmp_path / "work.hexward")).exit_code == 0


def test_without_the_lease_nothing_on_the_disk_opens(joined: TinyDistrict, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "phone.db"
    store = FileStore(file)
    assert len(store.base.rows()) == 3
    kept = store.base.rows()[0]
    store.lock()

    assert store.base.rows() == []
    with pytest.raises(Locked), store.commit():
        store.base.put(BaseRow(kept.kind, kept.id, 9, b"{}"))
    store.close()
    for part in tmp_path.glob("phone.db*"):
        assert LEASE.encode() not in part.read_bytes(), part
    store = FileStore(file)
    assert store.base.rows() == []
    store.take_lease(LEASE)
    assert len(store.base.rows()) == 3
    store.close()


def test_keys_of_before_there_were_leases_are_wrapped_with_the_first(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "old.db")
    with store.commit():
        store.base.put(BaseRow(kinds.HOUSEHOLD, made_id(1), 1, b"{}"))
    [(plain,)] = sqlite3.connect(tmp_path / "old.db").execute("SELECT key FROM scope_keys").fetchall()

    store.take_lease(LEASE)

    assert store.base.rows() == [BaseRow(kinds.HOUSEHOLD, made_id(1), 1, b"{}")]
    store.lock()
    store.close()
    for part in tmp_path.glob("old.db*"):
        assert plain not in part.read_bytes(), part


def test_a_lease_of_another_key_opens_nothing_and_breaks_nothing(
    joined: TinyDistrict, run: Run, tmp_path: Path
) -> None:
    store = FileStore(tmp_path / "phone.db")
    store.take_lease("ab" * 32)
    assert store.base.rows() == []
    store.close()

    assert run("sync").exit_code == 0  # the digests tell what is missing, and bring it
    assert len(run("list", "homes", "--json").told) == 3


def test_the_lease_goes_by_the_clock_that_counts_sleep_and_by_the_wall_across_boots() -> None:
    fresh = PhoneState()
    with_contact = PhoneState(contact_wall=at(0).wall, contact_boot="b1", contact_mono=0)
    week_s = 7 * DAY_S

    assert not lease.is_over(fresh, at(10 * week_s))  # never had a contact: nothing is here
    assert not lease.is_over(with_contact, at(week_s))
    assert lease.is_over(with_contact, at(week_s + 1))
    assert not lease.is_over(with_contact, at(1, wall_s=0))  # the wall says nothing within a boot
    assert not lease.is_over(with_contact, at(week_s - 60, boot="b2"))
    assert lease.is_over(with_contact, at(week_s + 60, boot="b2"))
    assert lease.is_over(with_contact, at(0, wall_s=0, boot="b2"))  # a clock that was set back opens nothing
