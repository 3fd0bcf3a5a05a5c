"""`phone inspect` and `phone danger`: an inspection is safe at once, its dangers are shown and go on, offline."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mobile_contract import hazards, kinds, media
from mobile_contract.cases import LimitUnit
from mobile_contract.commands import decode_json
from mobile_contract.hazards import CheckTemplateRecord, TemplateItem, TemplateLevel
from mobile_contract.residents import BuildingRecord, DwellingRecord, DwellingUse
from ops.phone.cli import phone
from ops.phone.store import FileStore
from tests.ops.phone.test_cli import PNG, Answer
from tests.support.phones import NORTH, district, made_id
from tests.support.tiny_http import TinyDistrict, serve

BUILDING, DWELLING, SHOP, LIST, OTHER_LIST = (made_id(n) for n in range(70, 75))
LATER = datetime.now(UTC) + timedelta(days=9)


def a_list(identity: str, site_type: str, applies_to: str, **more: Any) -> CheckTemplateRecord:
    facts: dict[str, Any] = {"valid_from": datetime(2026, 1, 1, tzinfo=UTC)}
    return CheckTemplateRecord(
        id=identity, scheme="demo", site_type=site_type, edition=1, name=f"{site_type} 检查表", source="demo",
        items=(TemplateItem(code="stairs", text="楼梯堵塞", level="general"),
        TemplateItem(code="lpg", text="液化气瓶", level="major", rectify_days=3)),
        levels=(TemplateLevel(code="general", name="一般", period_days=30),), period_days=90,
        applies_to=(applies_to,), unit=LimitUnit.NATURAL_DAY, **(facts | more),
    )  # fmt: skip


@pytest.fixture
def away() -> Iterator[TinyDistrict]:
    server = district()
    server.put(kinds.BUILDING, BuildingRecord(id=BUILDING, grid=made_id(79), name="1号楼"), {NORTH})
    for identity, use in ((DWELLING, DwellingUse.RENTED), (SHOP, DwellingUse.BUSINESS)):
        server.put(kinds.DWELLING, DwellingRecord(id=identity, building=BUILDING, room="101", use=use), {NORTH})
    server.put(kinds.CHECK_TEMPLATE, a_list(LIST, "rented_house", "dwelling.rented"), {NORTH})
    server.put(kinds.CHECK_TEMPLATE, a_list(OTHER_LIST, "shop", "dwelling.rented", valid_from=LATER), {NORTH})
    with serve(server) as served:
        yield served


@pytest.fixture
def file(tmp_path: Path, away: TinyDistrict) -> Path:
    """A phone that has joined and synced."""
    place = tmp_path / "phone.db"
    for words in (("join", away.code, "--server", away.url), ("sync",)):
        assert run(place, *words).exit_code == 0
    return place


def run(file: Path, *words: str | Path) -> Answer:
    told = [*(str(word) for word in words), "--file", str(file)]
    result = CliRunner().invoke(phone, told, env={"COLUMNS": "200", "LC_ALL": "en_US.UTF-8"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return Answer(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    place = tmp_path / "stairs.png"
    place.write_bytes(PNG)
    return place


def queued(file: Path) -> list[Any]:
    store = FileStore(file)
    try:
        return [decode_json(row.body) for row in store.queue.rows()]
    finally:
        store.close()


def a_danger(file: Path) -> Any:
    (row,) = run(file, "list", "dangers", "--json").told
    return row


def test_an_inspection_is_one_command_with_its_dangers_and_their_photos(file: Path, picture: Path) -> None:
    done = run(
        file, "inspect", DWELLING, "--finding", "stairs=三楼堆物", "--photo", f"stairs={picture}", "--met", "演示租客"
    )

    assert done.exit_code == 0, done.err
    inspection, photo = queued(file)
    assert isinstance(inspection, hazards.RecordInspection)
    assert (inspection.template, inspection.checked, inspection.met) == (LIST, ("stairs", "lpg"), "演示租客")
    (finding,) = inspection.findings
    assert (finding.item, finding.note, finding.photos) == ("stairs", "三楼堆物", 1)
    assert (photo.subject_kind, photo.subject, photo.root) == (
        media.PhotoSubject.DANGER, finding.danger, inspection.entity,
    )  # fmt: skip
    row = a_danger(file)
    assert (row["state"], row["text"], row["place"], row["unsent"]) == ("found", "楼梯堵塞", "1号楼 101", True)
    card = run(file, "show", DWELLING, "--json").told
    assert [one["id"] for one in card["related"]["dangers"]] == [finding.danger]
    assert [one["id"] for one in card["related"]["inspections"]] == [inspection.entity]


def test_a_danger_is_led_on_and_shown_where_it_is_meant_to_be(file: Path, picture: Path) -> None:
    run(file, "inspect", DWELLING, "--finding", "lpg")
    danger = a_danger(file)["id"]

    run(file, "danger", danger, "issue_notice", "--days", "5", "--handed-to", "演示店主")
    noticed = a_danger(file)
    assert noticed["state"] == "noticed"
    assert noticed["due_on"] >= f"{datetime.now(UTC) + timedelta(days=5):%Y-%m-%d}"
    run(file, "danger", danger, "rectify_danger")
    assert a_danger(file)["state"] == "rectified"
    run(file, "danger", danger, "reinspect_danger", "--result", "fail")
    assert a_danger(file)["state"] == "noticed"
    run(file, "danger", danger, "reinspect_danger", "--result", "pass", "--photo", picture)
    assert a_danger(file)["state"] == "reinspected"
    photo, passed = queued(file)[-2:]
    assert (photo.phase, photo.root) == (media.PhotoPhase.CHECK, passed.root)
    assert (passed.saw, passed.round, passed.root) == ("noticed", 2, queued(file)[0].entity)


def test_what_was_put_right_or_goes_on_as_a_case_is_shown_so(file: Path) -> None:
    run(file, "inspect", DWELLING, "--finding", "stairs", "--finding", "lpg")
    first, second = (row["id"] for row in run(file, "list", "dangers", "--json").told)

    run(file, "danger", first, "fix_danger")
    run(file, "danger", second, "escalate_danger", "--words", "拒不整改", "--address", "雨花路 1 号", "--urgent")

    shown = {row["id"]: row["state"] for row in run(file, "list", "dangers", "--json").told}
    assert shown == {first: "fixed_on_spot", second: "escalated"}
    escalated = queued(file)[-1]
    assert run(file, "show", second, "--json").told["case_id"] == escalated.case
    run(file, "danger", second, "rectify_danger")  # the server will put it before a person
    assert {row["id"]: row["state"] for row in run(file, "list", "dangers", "--json").told} == shown


def test_what_was_typed_wrong_is_told_and_nothing_is_kept(file: Path, picture: Path) -> None:
    wrong = (
        ("inspect", DWELLING, "--finding", "roof"),
        ("inspect", DWELLING, "--photo", f"stairs={picture}"),
        ("inspect", DWELLING, "--finding", "stairs", "--photo", "stairs=/nowhere.png"),
        ("inspect", DWELLING, "--finding", "stairs", "--photo", "stairs"),
        ("inspect", SHOP, "--finding", "stairs"),
        ("inspect", DWELLING, "--list", "shop", "--finding", "stairs"),
    )
    for words in wrong:
        answer = run(file, *words)
        assert answer.exit_code == 2, (words, answer)
    assert "say --list: 0 check lists apply to dwelling.business" in run(file, "inspect", SHOP).err
    assert run(file, "inspect", made_id(99)).exit_code == 5
    assert run(file, "danger", made_id(99), "fix_danger").exit_code == 5
    assert queued(file) == []
    assert run(file, "inspect", SHOP, "--list", "rented_house").exit_code == 0
