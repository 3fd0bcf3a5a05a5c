"""The demo district is the same for the same seed, whole in itself, and nobody's."""

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from PIL import Image
from rich.console import Console

from grid.geometry import Outline, area_m2
from media.blobs import FileBlobs
from mobile_contract.accounts import CreateUser
from mobile_contract.base import Command
from mobile_contract.cases import ReportMatter
from mobile_contract.commands import decode_json
from mobile_contract.premises import RegisterOrganisation, RegisterRentedHouse
from mobile_contract.residents import AddBuilding, AddHousehold, RegisterPerson, ResidencyKind
from ops.seed.fill import NotTaken, fill, store_pictures
from ops.seed.intents import HOUR_MS, SECOND_MS, SHANGHAI, Intent
from ops.seed.matters import FLOOD_DAYS_AGO, FLOOD_FROM_HOUR, FLOOD_HOURS, FLOOD_SHARE
from ops.seed.plan import ENDS_ON, Plan, Size, plan_demo
from ops.seed.progress import bars
from ops.seed.territory import GRIDS, Scale, draw_grids, list_communities, list_grids, list_streets
from server.core.door import Door
from server.core.loading import head_of
from sync.identifiers import is_resident_id, is_social_credit_code, normal_phone
from tests.support.tree import ROOT

PASSWORD_HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$aGFzaA"
SMALL = Size(buildings=40, dwellings=90, households=72, residents=190, visits=120, cases=40)
C = TypeVar("C", bound=Command)
MOBILE = re.compile(r"\+861[3-9]\d{9}")


def a_small_plan(seed: int = 1, password_hash: str = PASSWORD_HASH) -> Plan:
    """All 36 grids with little in each."""
    return Plan(seed, Scale.QUICK, password_hash, ENDS_ON, SMALL)


def digest_of(plan: Plan) -> str:
    """One hash over every command, actor and instant."""
    total = sha256()
    for told in plan.commands():
        total.update(msgspec.json.encode((told.command, told.user, told.observed_at)))
    return total.hexdigest()


def no_progress(phase: str, done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def quick() -> Plan:
    return plan_demo(7, "1", PASSWORD_HASH)


def intents_of(plan: Plan, phase: str) -> Iterator[Intent]:
    return next(one for one in plan.phases if one.name == phase).commands()


def commands_of(plan: Plan, phase: str, kind: type[C]) -> list[C]:
    """The commands of that kind in a phase."""
    return [told.command for told in intents_of(plan, phase) if isinstance(told.command, kind)]


# --- territory --------------------------------------------------------------------------------------------------------


def test_the_grids_on_file_are_those_that_the_outline_gives() -> None:
    assert draw_grids() == GRIDS.read_bytes()


def test_the_full_district_is_divided_into_600_grids_and_the_quick_one_has_36() -> None:
    full, small = list_grids(Scale.FULL), list_grids(Scale.QUICK)
    assert (len(list_streets(Scale.FULL)), len(list_communities(Scale.FULL)), len(full)) == (9, 98, 600)
    assert (len(list_streets(Scale.QUICK)), len(list_communities(Scale.QUICK)), len(small)) == (3, 12, 36)
    assert len({grid.code for grid in full}) == 600
    assert {grid.community for grid in full} == {community.code for community in list_communities(Scale.FULL)}
    assert 130e6 < sum(area_m2(grid.geometry) for grid in full) < 134e6


def test_two_grids_of_the_full_district_lie_in_each_of_the_quick_one() -> None:
    small = list_grids(Scale.QUICK)
    codes = {grid.community for grid in small}
    inside = [grid for grid in list_grids(Scale.FULL) if grid.community in codes]
    quick_m2, full_m2 = (sum(area_m2(grid.geometry) for grid in grids) for grids in (small, inside))
    assert quick_m2 == pytest.approx(full_m2, rel=1e-6)
    assert len(inside) in range(72, 76)


# --- the same for the same seed ---------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bytes_in_another_process() -> None:
    source = "from tests.ops.test_seed import a_small_plan, digest_of; print(digest_of(a_small_plan()))"
    elsewhere = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT), "TZ": "America/Lima"},
    )  # fmt: skip
    assert elsewhere.stdout.strip() == digest_of(a_small_plan())


def test_another_seed_or_another_day_is_another_demo() -> None:
    first = digest_of(a_small_plan())
    assert digest_of(a_small_plan()) == first
    assert digest_of(a_small_plan(2)) != first
    assert digest_of(Plan(1, Scale.QUICK, PASSWORD_HASH, date(2027, 1, 1), SMALL)) != first


def test_a_phase_has_as_many_commands_as_it_says(quick: Plan) -> None:
    assert {phase.name: sum(1 for _ in phase.commands()) for phase in quick.phases} == quick.totals()
    assert quick.totals()["persons"] == 11_000
    assert quick.totals()["dwellings"] == 4_800
    assert quick.totals()["premises"] == 36 * 24


def test_a_scale_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="2"):
        plan_demo(1, "2", PASSWORD_HASH)


# --- whole in itself --------------------------------------------------------------------------------------------------


def test_every_command_is_one_of_the_contract() -> None:
    for told in a_small_plan().commands():
        assert decode_json(msgspec.json.encode(told.command)) == told.command


def test_no_id_is_given_twice_and_all_of_it_is_past(quick: Plan) -> None:
    ids = [told.command.id for told in quick.commands()]
    assert len(set(ids)) == len(ids)
    assert max(told.command.made.wall for told in quick.commands()) < quick.until_ms


def test_buildings_stand_in_their_grids_and_reports_come_from_there(quick: Plan) -> None:
    outlines = {beat.grid: Outline(beat.place.geometry) for beat in quick.offices.beats}
    places = [(one.grid, one.point) for one in commands_of(quick, "buildings", AddBuilding)]
    reports = commands_of(quick, "cases", ReportMatter)
    places += [(one.claimed_grid, one.point) for one in reports if one.claimed_grid is not None]
    assert len(places) > 1_000
    for grid, point in places:
        assert point is not None
        assert outlines[grid].contains(point.lon, point.lat)


def test_everybody_lives_in_a_household_that_has_a_dwelling_of_its_own(quick: Plan) -> None:
    dwellings = {told.command.entity for told in intents_of(quick, "dwellings")}
    homes = {home.entity: home for home in commands_of(quick, "households", AddHousehold)}
    people = commands_of(quick, "persons", RegisterPerson)
    assert len({home.dwelling for home in homes.values()}) == len(homes)
    assert {home.dwelling for home in homes.values()} < dwellings
    assert {home.head for home in homes.values()} < {person.entity for person in people}
    for person in people:
        assert person.household is not None
        assert homes[person.household].dwelling == person.dwelling


def test_a_third_is_floating_and_some_certificates_expire_within_a_month(quick: Plan) -> None:
    people = commands_of(quick, "persons", RegisterPerson)
    floating = [person for person in people if person.residency_kind is ResidencyKind.FLOATING]
    assert 0.28 < len(floating) / len(people) < 0.42
    soon = [person for person in floating if "2026-11-25" <= (person.cert_until or "") <= "2026-12-25"]
    assert 0.03 < len(soon) / len(floating) < 0.15
    assert all(person.inflow_reason and person.origin for person in floating)


def test_visits_fill_sixty_days_and_each_household_gets_its_turn(quick: Plan) -> None:
    visits = list(intents_of(quick, "visits"))
    days = {told.observed_at.astimezone(SHANGHAI).date() for told in visits}
    assert (len(days), max(days)) == (60, ENDS_ON - timedelta(days=1))
    assert len({told.command.root for told in visits}) == quick.totals()["households"]
    assert {told.user for told in visits} == {beat.worker for beat in quick.offices.beats}


def test_one_night_brings_a_flood_to_a_few_grids(quick: Plan) -> None:
    reports = commands_of(quick, "cases", ReportMatter)
    begins = datetime.combine(ENDS_ON - timedelta(days=FLOOD_DAYS_AGO), time(FLOOD_FROM_HOUR), SHANGHAI)
    begins_ms = int(begins.timestamp()) * SECOND_MS
    flood = [one for one in reports if 0 <= one.made.wall - begins_ms < FLOOD_HOURS * HOUR_MS]
    assert (len(reports), len(flood)) == (1_400, 1_400 * FLOOD_SHARE)
    assert sum("积水" in one.title for one in flood) > len(flood) / 3
    assert len({one.claimed_grid for one in flood if one.claimed_grid}) == 7


def test_every_desk_has_cases_and_most_are_closed(quick: Plan) -> None:
    kinds = Counter(type(told.command).__name__ for told in intents_of(quick, "cases"))
    assert kinds["CloseCase"] > 0.85 * kinds["ReportMatter"]
    ended = kinds["RefuseCase"] + kinds["NotFileCase"]
    path = ("AcceptCase", "FileCase", "DispatchCase", "AssignCase", "ConfirmHandling", "CloseCase")
    assert kinds["ReportMatter"] > kinds["AcceptCase"] + kinds["RefuseCase"]
    assert kinds["AcceptCase"] > kinds["FileCase"] + kinds["NotFileCase"]
    assert ended > 0
    assert [kinds[name] for name in path] == sorted((kinds[name] for name in path), reverse=True)


# --- nobody's ---------------------------------------------------------------------------------------------------------


def test_identity_numbers_pass_every_check_and_are_nobodys(quick: Plan) -> None:
    people = commands_of(quick, "persons", RegisterPerson)
    numbers = [person.id_no or "" for person in people]
    assert all(is_resident_id(number) and number.startswith("10") for number in numbers)
    assert len(set(numbers)) == len(people)
    for person, number in zip(people, numbers, strict=True):
        assert number[6:14] == (person.birth_on or "").replace("-", "")
        assert int(number[16]) % 2 == int(person.sex == "1")


def test_every_grid_has_shops_houses_that_are_let_and_people_who_are_looked_after(quick: Plan) -> None:
    organisations = commands_of(quick, "premises", RegisterOrganisation)
    codes = [one.credit_code or "" for one in organisations]
    assert all(is_social_credit_code(code) and code[2:4] == "10" for code in codes)
    assert len(set(codes)) == len(codes) == 2 * 36
    assert Counter(type(one).__name__ for one in (told.command for told in intents_of(quick, "premises"))) == {
        "RegisterOrganisation": 2 * 36, "RegisterSite": 6 * 36, "RegisterRentedHouse": 8 * 36, "AddTenant": 8 * 36,
    }  # fmt: skip
    named = [one.owner_name for one in commands_of(quick, "premises", RegisterRentedHouse)]
    assert all(name.startswith("演示") for name in named)
    assert Counter(type(told.command).__name__ for told in intents_of(quick, "care")) == {
        "GiveServiceTag": 6 * 36, "RecordHelp": 6 * 36,
    }  # fmt: skip


def test_telephone_numbers_are_nobodys_and_each_ones_own(quick: Plan) -> None:
    people = commands_of(quick, "persons", RegisterPerson)
    phones = [normal_phone(person.phone) or "" for person in people if person.phone is not None]
    assert len(phones) > 8_000
    assert len(set(phones)) == len(phones)
    assert all(phone.startswith("+86100") and not MOBILE.fullmatch(phone) for phone in phones)


def test_the_drawings_are_small_jpegs_without_metadata(quick: Plan) -> None:
    assert len(quick.pictures()) == 6
    for picture in quick.pictures():
        with Image.open(picture.path) as opened:
            opened.load()
            assert opened.format == "JPEG"
            assert not opened.getexif()
        assert picture.size_bytes < 20_000
        assert picture.sha256 == sha256(picture.path.read_bytes()).hexdigest()


# --- through the door -------------------------------------------------------------------------------------------------


async def test_the_door_takes_all_of_it_and_a_second_time_nothing_changes(door: Door) -> None:
    plan, heard = a_small_plan(), dict[str, tuple[int, int]]()
    counts = await fill(door, plan, lambda phase, done, total: heard.update({phase: (done, total)}))
    assert counts.commands == plan.totals()
    assert heard == {name: (total, total) for name, total in plan.totals().items()}
    await fill(door, plan, no_progress)
    head = await door.database.read(lambda tx: head_of(tx, door.district))
    assert head.pos == counts.pos


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_first_command_that_is_refused_stops_the_filling(door: Door) -> None:
    plan = a_small_plan(password_hash="no hash of argon2")
    with pytest.raises(NotTaken, match="wrong_identifier") as stopped:
        await fill(door, plan, no_progress)
    assert stopped.value.phase == "users"
    assert isinstance(stopped.value.intent.command, CreateUser)


async def test_the_drawings_lie_in_the_store_under_their_hashes(tmp_path: Path) -> None:
    blobs, plan = FileBlobs(tmp_path), a_small_plan()
    await store_pictures(blobs, plan)
    await store_pictures(blobs, plan)
    for picture in plan.pictures():
        assert await blobs.size_of(picture.sha256) == picture.size_bytes
    assert await blobs.list_parts() == []


def test_the_printout_names_a_login_of_each_kind_and_a_household_of_the_first_grid(quick: Plan) -> None:
    links = quick.links()
    logins = [sign.login for sign in links.signs]
    assert logins == [
        "admin", "supervisor", "acceptor", "leader", "dispatcher", "committee", "dept", "handler", "worker01",
    ]  # fmt: skip
    assert set(logins) < {user.login for user in commands_of(quick, "users", CreateUser)}
    assert next(told.user for told in intents_of(quick, "households")) == links.worker_id
    household = commands_of(quick, "households", AddHousehold)[0]
    assert (household.entity, household.head, household.number) == (
        links.household, links.person, links.household_number,
    )  # fmt: skip


def test_bars_tell_each_phase_with_its_rate() -> None:
    screen = StringIO()
    with bars(Console(file=screen, width=120)) as report:
        for done in range(0, 1001, 100):
            report("persons", done, 1000)
    shown = screen.getvalue()
    assert "persons" in shown
    assert "1000/1000" in shown
    assert "/s" in shown
