"""Every phone store keeps the same promises: the in-memory one and the file, the former being the oracle."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mobile_contract import kinds
from mobile_contract.sync import ScopeInfo
from ops.phone.store import FileStore
from sync.memory import MemoryStore
from sync.ports import (
    Answered,
    BaseRow,
    Booting,
    Dropping,
    Leaving,
    Member,
    Mended,
    PhoneState,
    PhoneStore,
    PhotoFile,
    Queued,
    Sent,
)
from tests.support.phones import (
    NORTH,
    SOUTH,
    add_household,
    at,
    change_household,
    district,
    holds,
    household,
    made_id,
    phone,
    sync,
    visit,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PhoneStore]:
    if request.param == "memory":
        yield MemoryStore()
        return
    made = FileStore(tmp_path / "phone.db")
    yield made
    made.close()


def row(number: int, *, kind: int = kinds.PERSON, version: int = 1) -> BaseRow:
    return BaseRow(kind, made_id(number), version, b'{"raw":1}')


def test_a_fresh_store_is_empty(store: PhoneStore) -> None:
    assert store.state() == PhoneState()
    assert store.base.rows() == []
    assert store.queue.rows() == []
    assert store.photos.rows() == []
    assert store.base.find((4, made_id(1))) is None
    assert store.queue.find(1) is None
    assert store.members.scopes_of(4, made_id(1)) == []


def test_rows_come_back_as_they_were_put_in_the_order_of_their_keys(store: PhoneStore) -> None:
    with store.commit():
        store.put_state(PhoneState(install="i", next_seq=7))
        for seq in (10, 9, 100):
            store.queue.put(Queued(seq, f"c{seq}", "lane", "entity", b"\x00body"))
            store.sent.put(Sent(seq, f"c{seq}", "lane", "entity", b"body", b"{}", 5))
            store.answered.put(Answered(seq, f"c{seq}", "visit", "entity", b"{}", -5))
            store.scopes.put(ScopeInfo(seq, "grid", "g", "Grid", 3))
            store.booting.put(Booting(seq, 1, None))
            store.dropping.put(Dropping(seq))
            store.mended.put(Mended(seq, (1, 2)))
            store.leaving.put(Leaving(seq, "a", "lane", 1))
            store.photos.put(PhotoFile(f"u{seq:03d}", "c", "s", "h", 9, "image/png", "p"))
            store.base.put(row(seq))

    assert store.state() == PhoneState(install="i", next_seq=7)
    assert [entry.seq for entry in store.queue.rows()] == [9, 10, 100]
    assert [entry.seq for entry in store.sent.rows()] == [9, 10, 100]
    assert [entry.seq for entry in store.answered.rows()] == [9, 10, 100]
    assert [entry.id for entry in store.scopes.rows()] == [9, 10, 100]
    assert [entry.scope for entry in store.booting.rows()] == [9, 10, 100]
    assert [entry.scope for entry in store.dropping.rows()] == [9, 10, 100]
    assert [entry.scope for entry in store.mended.rows()] == [9, 10, 100]
    assert [entry.kind for entry in store.leaving.rows()] == [9, 10, 100]
    assert [entry.upload for entry in store.photos.rows()] == ["u009", "u010", "u100"]
    assert [entry.id for entry in store.base.rows()] == [made_id(9), made_id(10), made_id(100)]
    assert store.queue.find(9) == Queued(9, "c9", "lane", "entity", b"\x00body")
    assert store.leaving.find((9, "a")) == Leaving(9, "a", "lane", 1)


def test_putting_replaces_and_dropping_what_is_not_there_is_nothing(store: PhoneStore) -> None:
    with store.commit():
        store.base.put(row(1))
        store.base.put(row(1, version=2))
        store.base.put(row(2))
        store.base.drop((kinds.PERSON, made_id(2)))
        store.base.drop((kinds.PERSON, made_id(3)))
        store.queue.drop(5)

    assert store.base.rows() == [row(1, version=2)]
    assert list(store.base.of_kind(kinds.PERSON)) == [row(1, version=2)]
    assert list(store.base.of_kind(kinds.VISIT)) == []


def test_memberships_are_kept_both_ways_and_count_rows_that_are_there(store: PhoneStore) -> None:
    with store.commit():
        store.base.put(row(1, version=3))
        for scope, number in ((NORTH, 1), (SOUTH, 1), (NORTH, 2)):
            store.members.put(Member(scope, kinds.PERSON, made_id(number), 1))
        store.members.put(Member(NORTH, kinds.PERSON, made_id(1), 2))
        store.members.drop(NORTH, kinds.PERSON, made_id(99))

    assert store.members.scopes_of(kinds.PERSON, made_id(1)) == [NORTH, SOUTH]
    assert [(member.id, member.mark) for member in store.members.of_scope(NORTH)] == [(made_id(1), 2), (made_id(2), 1)]
    assert list(store.members.versions(NORTH)) == [(kinds.PERSON, made_id(1), 3)]
    with store.commit():
        store.members.drop(NORTH, kinds.PERSON, made_id(1))
    assert store.members.scopes_of(kinds.PERSON, made_id(1)) == [SOUTH]


def test_a_commit_that_fails_leaves_no_trace(store: PhoneStore) -> None:
    with store.commit():
        store.base.put(row(1))
        store.members.put(Member(NORTH, kinds.PERSON, made_id(1), 1))

    def fail() -> None:
        with store.commit():
            store.put_state(PhoneState(install="x"))
            store.base.put(row(1, version=2))
            store.base.put(row(2))
            store.members.drop(NORTH, kinds.PERSON, made_id(1))
            store.members.put(Member(SOUTH, kinds.PERSON, made_id(1), 1))
            store.queue.put(Queued(1, "c", "l", "e", b""))
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert store.state() == PhoneState()
    assert store.base.rows() == [row(1)]
    assert store.members.scopes_of(kinds.PERSON, made_id(1)) == [NORTH]
    assert store.queue.rows() == []


def test_what_is_written_is_read_within_its_commit(store: PhoneStore) -> None:
    with store.commit():
        store.base.put(row(1))

        assert store.base.find((kinds.PERSON, made_id(1))) == row(1)


def test_a_write_outside_of_a_commit_and_a_commit_within_one_are_refused(store: PhoneStore) -> None:
    with pytest.raises(RuntimeError):
        store.base.put(row(1))
    with pytest.raises(RuntimeError), store.commit(), store.commit():
        pass

    with store.commit():
        store.base.put(row(1))
    assert store.base.rows() == [row(1)]


def test_a_phone_lives_alike_on_every_store(store: PhoneStore) -> None:
    server = district(page_rows=2)
    for number in (1, 2, 3, 5):
        server.put(kinds.HOUSEHOLD, household(number), server.homes[household(number).dwelling])
    device = phone(store)
    sync(device, server)
    device.enqueue([change_household(1, command=101, base=1, note=(None, "mine"))], at())
    device.enqueue([add_household(9, command=102)], at())
    server.move(made_id(2), {SOUTH})
    server.erase(kinds.HOUSEHOLD, made_id(3))
    sync(device, server)
    server.granted = {SOUTH}
    device.enqueue([visit(10, command=103, household=5)], at())
    sync(device, server)

    assert holds(device, server, {SOUTH})
    assert [entry.id for entry in store.answered.rows()] == [made_id(101), made_id(102), made_id(103)]


DIES = """
import os, sys, pathlib
from ops.phone.store import FileStore
from sync.ports import Queued
store = FileStore(pathlib.Path(sys.argv[1]))
with store.commit():
    store.queue.put(Queued(1, "kept", "l", "e", b""))
with store.commit():
    store.queue.put(Queued(2, "lost", "l", "e", b""))
    os._exit(9)
"""


def test_a_process_that_dies_keeps_what_was_committed_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "phone.db"
    died = subprocess.run([sys.executable, "-c", DIES, str(file)], cwd=ROOT, check=False)

    store = FileStore(file)

    assert died.returncode == 9
    assert [entry.id for entry in store.queue.rows()] == ["kept"]
    assert file.stat().st_mode & 0o077 == 0
    store.close()


def test_the_shell_keeps_its_settings_beside_the_phones_state(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "phone.db")
    store.keep(server="https://district.example", name="Li Wei")

    assert (store.setting("name"), store.setting("nothing")) == ("Li Wei", "")
    assert store.state() == PhoneState()
    store.close()


def test_two_processes_may_write_in_turn_without_losing_a_number(tmp_path: Path) -> None:
    one, other = phone(FileStore(tmp_path / "phone.db")), FileStore(tmp_path / "phone.db")
    two = phone(other)

    one.enqueue([add_household(1, command=101)], at())
    two.enqueue([add_household(2, command=102)], at())
    one.enqueue([add_household(3, command=103)], at())

    assert [(entry.seq, entry.id) for entry in other.queue.rows()] == [
        (1, made_id(101)),
        (2, made_id(102)),
        (3, made_id(103)),
    ]
    other.close()
    assert isinstance(one.store, FileStore)
    one.store.close()


def test_rows_without_a_membership_are_found(store: PhoneStore) -> None:
    with store.commit():
        for number in (1, 2, 3):
            store.base.put(row(number))
        store.members.put(Member(NORTH, kinds.PERSON, made_id(2), 0))

    assert [orphan.id for orphan in store.members.orphans()] == [made_id(1), made_id(3)]


def test_what_another_scope_shows_outlives_the_key_of_the_first(store: PhoneStore) -> None:
    with store.commit():
        for scope, number in ((NORTH, 1), (NORTH, 2), (SOUTH, 2)):
            store.members.put(Member(scope, kinds.PERSON, made_id(number), 0))
            store.base.put(row(number))
    with store.commit():
        for number in (1, 2):
            store.members.drop(NORTH, kinds.PERSON, made_id(number))
        store.base.drop((kinds.PERSON, made_id(1)))
        store.shred(NORTH)

    assert store.base.rows() == [row(2)]
    assert list(store.members.versions(SOUTH)) == [(kinds.PERSON, made_id(2), 1)]
    with store.commit():  # the scope may come back, with another key
        store.members.put(Member(NORTH, kinds.PERSON, made_id(3), 0))
        store.base.put(row(3))
    assert store.base.find((kinds.PERSON, made_id(3))) == row(3)


def bytes_of(place: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(place.parent.glob(f"{place.name}*")))


def test_no_record_lies_on_the_disk_in_clear_and_no_key_outlives_its_scope(tmp_path: Path) -> None:
    place = tmp_path / "phone.db"
    store = FileStore(place)
    with store.commit():
        store.members.put(Member(NORTH, kinds.PERSON, made_id(1), 0))
        store.base.put(BaseRow(kinds.PERSON, made_id(1), 1, b'{"name":"plainly readable"}'))
    [(key, sealed)] = sqlite3.connect(place).execute("SELECT key, record FROM base JOIN scope_keys USING (scope)")
    assert b"plainly readable" not in bytes_of(place)
    assert key in bytes_of(place)

    with store.commit():
        store.members.drop(NORTH, kinds.PERSON, made_id(1))
        store.base.drop((kinds.PERSON, made_id(1)))
        store.shred(NORTH)

    assert key not in bytes_of(place)
    assert sealed not in bytes_of(place)
    store.close()


def test_a_key_goes_as_soon_as_nobody_else_reads(tmp_path: Path) -> None:
    place = tmp_path / "phone.db"
    store = FileStore(place)
    with store.commit():
        store.members.put(Member(NORTH, kinds.PERSON, made_id(1), 0))
        store.base.put(row(1))
    reader = sqlite3.connect(place, isolation_level=None)
    reader.execute("BEGIN")
    [(key,)] = reader.execute("SELECT key FROM scope_keys")
    with store.commit():
        store.shred(NORTH)
    assert key in bytes_of(place)
    reader.execute("COMMIT")
    reader.close()

    with store.commit():
        store.put_state(PhoneState(install="i"))

    assert key not in bytes_of(place)
    store.close()


def test_a_record_that_was_damaged_on_the_disk_is_not_taken_for_one(tmp_path: Path) -> None:
    place = tmp_path / "phone.db"
    store = FileStore(place)
    with store.commit():
        store.base.put(row(1))
    with sqlite3.connect(place) as other:
        other.execute("UPDATE base SET record = zeroblob(length(record))")
    other.close()

    with pytest.raises(sqlite3.DatabaseError, match="does not open"):
        store.base.find((kinds.PERSON, made_id(1)))
    store.close()


def test_a_file_of_the_first_release_keeps_its_rows_and_seals_them_as_they_change(tmp_path: Path) -> None:
    place = tmp_path / "phone.db"
    with sqlite3.connect(place) as old:
        old.execute(
            "CREATE TABLE base (kind INTEGER, id TEXT, version INTEGER NOT NULL, record BLOB NOT NULL, "
            "PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )
        old.execute("INSERT INTO base VALUES (4, ?, 1, ?)", (made_id(1), b'{"raw":1}'))
    old.close()

    store = FileStore(place)

    assert store.base.rows() == [BaseRow(4, made_id(1), 1, b'{"raw":1}')]
    with store.commit():
        store.base.put(BaseRow(4, made_id(1), 2, b'{"raw":2}'))
    assert b'{"raw":2}' not in bytes_of(place)
    store.close()
