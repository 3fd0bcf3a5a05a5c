"""A round over a real line repairs what a bug did, proves what was wiped, and says so."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner

from mobile_contract import kinds
from ops.phone import device
from ops.phone.cli import phone as phone_command
from ops.phone.joining import join
from ops.phone.rounds import Done, Stopped, sync
from ops.phone.store import FileStore
from ops.phone.transport import Line, Refused
from sync.phone import Phone
from tests.support.phones import NORTH, SOUTH, at, change_household, district, holds, household, made_id
from tests.support.tiny_http import Refusal, TinyDistrict, serve


@pytest.fixture
def away() -> Iterator[TinyDistrict]:
    """A district with three households in the north."""
    server = district()
    for number in (1, 2, 3):
        server.put(kinds.HOUSEHOLD, household(number), {NORTH})
    with serve(server) as served:
        yield served


@pytest.fixture
def here(away: TinyDistrict, tmp_path: Path) -> Iterator[Phone]:
    """A phone that has joined and holds its area."""
    store = FileStore(tmp_path / "phone.db")
    phone = Phone(store)
    join(phone, store, away.code, away.url)
    go(phone, away)
    yield phone
    store.close()


def go(phone: Phone, away: TinyDistrict) -> Done:
    store = phone.store
    assert isinstance(store, FileStore)
    install = store.state().install
    line = Line(away.url, f"{install}.{store.setting(f'secret {install}')}")
    try:
        return sync(phone, line, device.now, lambda _: None)
    finally:
        line.close()


def lose(phone: Phone, number: int) -> None:
    with phone.store.commit():
        phone.store.base.drop((kinds.HOUSEHOLD, made_id(number)))


def told_by(tmp_path: Path, *args: str) -> Any:
    file = str(tmp_path / "phone.db")
    result = CliRunner().invoke(phone_command, [*args, "--file", file], env={"COLUMNS": "200"}, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout) if "--json" in args else result.stdout


def test_a_round_repairs_what_differs_and_the_district_is_told(here: Phone, away: TinyDistrict) -> None:
    lose(here, 1)
    lose(here, 2)

    done = go(here, away)

    assert (done.repaired, done.mismatched) == (2, ())
    assert holds(here, away.server, {NORTH})
    assert away.server.differed == [(kinds.HOUSEHOLD, made_id(1), 0), (kinds.HOUSEHOLD, made_id(2), 0)]
    assert go(here, away).repaired == 0


def test_a_repair_that_is_refused_leaves_the_rest_of_the_round_alone(here: Phone, away: TinyDistrict) -> None:
    lose(here, 1)
    away.refuse_next["/v1/sync/digest"] = Refusal(404, "not_found")

    assert go(here, away).mismatched == ()  # the next look of the same round mends it
    lose(here, 1)
    away.refuse_next["/v1/sync/digest"] = Refusal(503, "overloaded")
    with pytest.raises(Refused):
        go(here, away)
    assert go(here, away).repaired == 1


def test_the_command_says_that_it_repaired(here: Phone, away: TinyDistrict, tmp_path: Path) -> None:
    lose(here, 3)

    assert "1 records differed" in told_by(tmp_path, "sync")
    lose(here, 3)
    assert told_by(tmp_path, "sync", "--json")["done"]["repaired"] == 1


def test_an_area_that_was_lost_is_proved_to_be_gone_and_the_command_says_so(
    here: Phone, away: TinyDistrict, tmp_path: Path
) -> None:
    here.enqueue([change_household(1, command=101, base=1, note=(None, "late"))], at())
    away.server.granted = {SOUTH}

    assert "1 areas are not yours any more" in told_by(tmp_path, "sync")

    [proof] = away.server.proofs
    assert (proof.scope, proof.digest.count) == (NORTH, 3)
    assert here.store.base.rows() == []
    assert here.store.dropping.rows() == []


def test_a_proof_whose_reply_was_lost_is_sent_again(here: Phone, away: TinyDistrict) -> None:
    away.server.granted = {SOUTH}
    away.refuse_next["/v1/sync/wipe"] = Refusal(503, "overloaded")

    with pytest.raises(Refused):
        go(here, away)
    assert go(here, away).wiped == 1
    assert here.store.dropping.rows() == []


def test_a_cursor_that_is_too_old_costs_one_round_and_no_record_that_is_here(here: Phone, away: TinyDistrict) -> None:
    away.server.move(made_id(1), {SOUTH})
    away.server.put(kinds.HOUSEHOLD, household(4), {NORTH})
    away.server.forget_exits()

    done = go(here, away)

    assert done.chunks == 1
    assert holds(here, away.server, {NORTH})


@pytest.mark.parametrize("refusal", [Refusal(503, "internal"), Refusal(400, "malformed"), Refusal(507, "no_space")])
def test_a_push_that_is_refused_keeps_neither_pages_nor_photos_from_coming(
    here: Phone, away: TinyDistrict, refusal: Refusal
) -> None:
    here.enqueue([change_household(1, command=101, base=1, note=(None, "mine"))], at())
    away.server.edit(kinds.HOUSEHOLD, made_id(2), note="theirs")
    away.refuse_next["/v1/sync/push"] = refusal

    with pytest.raises(Refused) as told:
        go(here, away)

    assert told.value.code == refusal.body["code"]
    note = msgspec.json.decode(here.store.base.find((kinds.HOUSEHOLD, made_id(2))).record)["note"]  # type: ignore[union-attr]
    assert note == "theirs"
    assert (here.store.state().failures, len(here.store.queue.rows())) == (1, 1)
    assert go(here, away).pushed == 1


def test_a_command_that_is_too_large_even_alone_holds_back_its_own_lane(here: Phone, away: TinyDistrict) -> None:
    large, next_to_it = (
        change_household(1, command=n, base=1, note=(None, w)) for n, w in ((101, "x" * 900), (102, ""))
    )
    others = [change_household(n, command=100 + n, base=1, note=(None, "mine")) for n in (3, 2)]
    here.enqueue([large, next_to_it, *others], at())
    away.most_bytes = 800

    with pytest.raises(Refused) as told:
        go(here, away)

    assert told.value.code == "too_large"
    assert [entry.id for entry in here.store.queue.rows()] == [made_id(101), made_id(102)]
    assert holds(here, away.server, {NORTH})
    assert here.store.state().failures == 0  # the line works: nobody is offline
    assert here.store.state().last_error == "too_large"
    away.most_bytes = 1024 * 1024
    assert go(Phone(here.store), away).pushed == 2


@pytest.mark.parametrize("reset", ["upgrade_required", "too_old", "unheard_of"])
def test_a_reset_of_a_fresh_cursor_ends_the_round(away: TinyDistrict, tmp_path: Path, reset: str) -> None:
    fresh = Phone(store := FileStore(tmp_path / "fresh.db"))
    join(fresh, store, away.code, away.url)
    away.server.reset = reset

    with pytest.raises(Stopped) as told:
        go(fresh, away)

    assert told.value.why == f"reset: {reset}"
    assert away.pulls == 1
    store.close()
