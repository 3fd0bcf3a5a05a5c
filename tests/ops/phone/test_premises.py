"""`hexward phone premises` and `tenants`: what is held is listed, and what is typed is saved without a network."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mobile_contract import kinds
from mobile_contract.commands import decode_json
from mobile_contract.premises import (
    AddTenant,
    ChangeSite,
    EndTenant,
    OrganisationRecord,
    RentedHouseRecord,
    SiteEdits,
    SiteRecord,
    TenancyRecord,
    VerifyTenant,
)
from mobile_contract.residents import BuildingRecord, DwellingRecord, PersonRecord, ResidencyStatus
from ops.phone.cli import phone
from ops.phone.store import FileStore
from tests.ops.phone.test_cli import Answer
from tests.support.phones import NORTH, district, home, made_id
from tests.support.tiny_http import TinyDistrict, serve

Run = Callable[..., Answer]
BUILDING, SITE, ORGANISATION, HOUSE, PERSON, TENANCY, OVER, OTHER = (made_id(0xE0 + number) for number in range(8))
GRID = made_id(0xF7)


@pytest.fixture
def away() -> Iterator[TinyDistrict]:
    """A district with a house that Li rents, a shop and its owner."""
    server = district()
    told: tuple[tuple[int, Any], ...] = (
        (kinds.BUILDING, BuildingRecord(id=BUILDING, grid=GRID, name="3 Yard")),
        (kinds.DWELLING, DwellingRecord(id=home(1), building=BUILDING, room="101")),
        (kinds.PERSON, PersonRecord(id=PERSON, dwelling=home(1), name="Li Wei")),
        (kinds.RENTED_HOUSE, RentedHouseRecord(id=HOUSE, dwelling=home(1), house_no="A", owner_name="Wang")),
        (kinds.TENANCY, TenancyRecord(id=TENANCY, person=PERSON, house=HOUSE, status=ResidencyStatus.EFFECTIVE)),
        (kinds.TENANCY, TenancyRecord(id=OVER, person=OTHER, house=HOUSE, status=ResidencyStatus.ENDED)),
        (kinds.ORGANISATION, OrganisationRecord(id=ORGANISATION, grid=GRID, name="Mill", legal_person="Zhao")),
        (kinds.SITE, SiteRecord(id=SITE, grid=GRID, name="Shop", site_kind="shop", organisation=ORGANISATION)),
    )
    for kind, record in told:
        server.put(kind, record, {NORTH})
    with serve(server) as served:
        yield served


@pytest.fixture
def run(away: TinyDistrict, tmp_path: Path) -> Run:
    """Run a command on a phone that has joined and holds its area."""

    def command(*args: str) -> Answer:
        words = [*args, "--file", str(tmp_path / "phone.db")]
        result = CliRunner().invoke(phone, words, env={"COLUMNS": "200", "LC_ALL": "en_US.UTF-8"})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    assert command("join", away.code, "--server", away.url).exit_code == 0
    assert command("sync").exit_code == 0
    return command


def queued(folder: Path) -> Any:
    """The last command that waits on the phone."""
    store = FileStore(folder / "phone.db")
    try:
        return decode_json(store.queue.rows()[-1].body)
    finally:
        store.close()


def test_what_there_is_is_listed_with_who_answers_for_it(run: Run) -> None:
    rows = run("premises", "--json").told
    assert [(row["what"], row["name"], row["category"], row["contact"]) for row in rows] == [
        ("organisation", "Mill", "99", "Zhao"),
        ("rented_house", "A", "green", "Wang"),
        ("site", "Shop", "shop", ""),
    ]
    assert "3 Yard 101" in run("premises", "--search", "wang").out
    assert "Shop" not in run("premises", "--search", "wang").out
    assert "No premises on this phone." in run("premises", "--search", "castle").out


def test_who_rents_is_listed_and_with_all_who_did(run: Run) -> None:
    [row] = run("tenants", "--json").told
    assert (row["person"], row["home"], row["state"]) == ("Li Wei", "3 Yard 101", "rents")
    every = run("tenants", "--all", "--json").told
    assert [(one["id"], one["person"]) for one in every] == [(TENANCY, "Li Wei"), (OVER, OTHER[-8:])]
    assert "Li Wei" in run("tenants").out
    card = run("show", HOUSE, "--json").told
    assert [one["id"] for one in card["related"]["tenancies"]] == [TENANCY, OVER]


def test_a_tenant_is_added_verified_and_ended_without_a_network(run: Run, tmp_path: Path) -> None:
    assert run("tenants", "verify", TENANCY[-8:], "--due", "2026-12-24").exit_code == 0
    command = queued(tmp_path)
    assert isinstance(command, VerifyTenant)
    assert (command.entity, command.root, command.house, command.verify_due) == (TENANCY, PERSON, HOUSE, "2026-12-24")

    assert run("tenants", "end", TENANCY[-8:], "--until", "2026-11-30", "--reason", "moved").exit_code == 0
    command = queued(tmp_path)
    assert isinstance(command, EndTenant)
    assert (command.until_on, command.reason) == ("2026-11-30", "moved")
    assert run("tenants", "--json").told == []

    assert run("tenants", "add", HOUSE[-8:], PERSON[-8:], "--from", "2026-12-01", "--seen").exit_code == 0
    command = queued(tmp_path)
    assert isinstance(command, AddTenant)
    assert (command.house, command.person, command.root) == (HOUSE, PERSON, PERSON)
    assert (command.from_on, command.verified) == ("2026-12-01", True)
    [row] = run("tenants", "--json").told
    assert (row["id"], row["unsent"]) == (command.entity, True)


def test_a_site_is_edited_like_any_record_and_what_is_not_there_is_told(run: Run, tmp_path: Path) -> None:
    assert run("edit", SITE[-8:], "name=Big shop").exit_code == 0
    command = queued(tmp_path)
    assert isinstance(command, ChangeSite)
    assert command.set == SiteEdits(name=("Shop", "Big shop"))
    assert "Big shop" in run("premises").out
    for words in (("tenants", "verify", "99999999"), ("tenants", "add", "99999999", PERSON[-8:])):
        assert run(*words).exit_code != 0
    assert run("tenants", "end", TENANCY[-8:], "--until", "tomorrow").exit_code == 2
