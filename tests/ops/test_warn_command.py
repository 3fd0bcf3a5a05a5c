"""`hexward warn` as a duty officer meets it: from a template to the doors that are left, with two persons."""

import json
from pathlib import Path

import pytest

from mobile_contract.accounts import CreateUser, GrantMembership, Post
from ops.commands.settings_file import load_settings
from server.accounts.scope import directory_of
from server.accounts.staffing import list_logins
from server.app import open_door
from server.core.database import ReadTx
from server.core.door import Door
from server.core.ids import new_id
from server.directory import DistrictDirectory
from tests.ops.test_cli import Told, hexward, init_words
from tests.support.scene import DISTRICT, by_system, make_scene, settle

WEST_CODE, EAST_CODE = "320114001001001", "320114001001002"
TEMPLATE = {
    "name": "燃气泄漏",
    "category": "Infra",
    "event": "燃气泄漏",
    "fields": [{"key": "place", "name": "地点"}],
    "texts": [
        {"language": "zh-CN", "headline": "{place}燃气泄漏", "description": "请远离{place}。"},
        {"language": "en", "headline": "Gas leak: {place}", "description": "Keep away from {place}."},
    ],
}


@pytest.fixture
async def data(database_url: str, tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    words = init_words(folder, "--database", database_url)
    assert (await hexward(*words)).exit_code == 0
    door = await open_door(load_settings(folder))
    try:
        scene = await make_scene(door)
        boss = new_id()
        await settle(
            door,
            [
                CreateUser(**by_system(boss), login="boss", name="boss", password_hash=""),
                GrantMembership(**by_system(new_id()), user=boss, org=scene.community, post=Post.COMMITTEE),
            ],
        )
    finally:
        await door.database.close()
    return folder


async def warn(data: Path, *words: str) -> Told:
    return await hexward("warn", *words, "--data", data)


async def done(data: Path, *words: str) -> str:
    said = await warn(data, *words)
    assert said.exit_code == 0, said.remarks
    return said.answer


async def drafted(data: Path, *words: str) -> str:
    facts = ("--headline", "停水", "--description", "今晚停水。", "--event", "停水", "--as", "office", "--json")
    said = await warn(data, "draft", "--grid", WEST_CODE, *words, *facts)
    assert said.exit_code == 0, said.remarks
    return str(said.json["warning"][-8:])


async def test_a_warning_from_preview_to_the_doors_that_are_left(data: Path) -> None:
    one = await drafted(data, "--level", "yellow")
    preview = await done(data, "preview", one)
    assert "1 persons, 1 with a phone, 1 homes" in preview
    assert "A second person approves it first." in preview
    early = await warn(data, "issue", one, "--as", "office")
    assert (early.exit_code, early.remarks) == (1, "hexward: refused: not_approved level=yellow\n")
    alone = await warn(data, "approve", one, "--as", "office")
    assert (alone.exit_code, alone.remarks) == (1, "hexward: refused: second_person\n")
    await done(data, "approve", one, "--as", "boss")
    assert await done(data, "issue", one, "--as", "office") == "It is issued.\n"
    assert await done(data, "issue", one, "--as", "office") == "It was issued before; nothing was done.\n"
    assert "0 of 1 homes reached, 0 of them at the door, 1 left; nobody has it in hand" in (
        await done(data, "report", one)
    )
    await done(data, "acknowledge", one, "--grid", WEST_CODE, "--as", "worker_west")
    assert "; in hand" in await done(data, "report", one)
    assert "1号楼 101: 1 persons" in await done(data, "unreached", one, "--grid", WEST_CODE)
    assert (await warn(data, "unreached", one, "--grid", EAST_CODE)).remarks == "hexward: there is none\n"
    await done(data, "cancel", one, "--reason", "已恢复", "--as", "office")
    assert "cancelled" in await done(data, "list", "--state", "cancelled")


async def test_a_drill_looks_like_one_wherever_it_is_shown(data: Path) -> None:
    one = await drafted(data, "--level", "red", "--drill")
    await done(data, "issue", one, "--as", "office")
    assert "DRILL" in await done(data, "preview", one)
    listed = await done(data, "list")
    assert f"{one}  DRILL issued" in listed
    assert "【演练】停水" in listed
    assert "waits for its review" in listed
    assert "YL_" in await done(data, "report", one)
    assert (await done(data, "unreached", one, "--grid", WEST_CODE)).startswith("DRILL")
    await done(data, "review", one, "--outcome", "upheld", "--words", "演练完成", "--as", "boss")
    assert "waits" not in await done(data, "list")


async def test_a_template_of_a_file_asks_for_its_fields(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "template.json"
    file.write_text(json.dumps(TEMPLATE), encoding="utf-8")
    refused = await warn(data, "template", str(file), "--as", "office")
    assert refused.remarks.splitlines()[-1] == "hexward: refused: not_allowed"
    await _promote(data)
    await done(data, "template", str(file), "--as", "boss")
    assert "place=地点" in await done(data, "templates")
    facts = ("--level", "red", "--grid", WEST_CODE, "--template", "燃气泄漏", "--as", "office")
    missing = await warn(data, "draft", *facts)
    assert missing.remarks == "hexward: refused: template_field field=place reason=missing\n"
    said = await warn(data, "draft", *facts, "--value", "place=一号路", "--json")
    assert "Gas leak: 一号路" in await done(data, "preview", str(said.json["warning"]))


async def test_bad_input_is_refused_in_one_line_before_anything_is_issued(data: Path) -> None:
    facts = ("--level", "red", "--event", "x", "--headline", "x", "--description", "x", "--as", "office")
    for words, why in (
        (("--polygon", "73.5,18 135,18 135,53.5 73.5,53.5"), "warning_area reason=outside"),
        (("--polygon", "abc"), "no list"),
        (("--grid", "999"), "there is no grid"),
        (("--cell", "88zz"), "refused"),
        (("--grid", WEST_CODE, "--value", "a=b"), "template_field"),
        (("--grid", WEST_CODE, "--updates", "zzzz"), "no warning"),
    ):
        said = await warn(data, "draft", *facts, *words)
        assert (said.exit_code, said.remarks.count("\n")) == (1, 1), said
        assert why in said.remarks
    assert "There is no warning." in await done(data, "list")
    assert (await warn(data, "issue", "zzzz", "--as", "office")).exit_code == 1
    assert "there is no login" in (await warn(data, "draft", *facts[:-1], "nobody", "--grid", WEST_CODE)).remarks


async def _promote(data: Path) -> None:
    """Make `boss` the district's supervisor."""
    door = await open_door(load_settings(data))
    try:
        directory, logins = await door.database.read(lambda tx: _known(tx, door))
        [district] = directory.child_orgs(None)
        post = GrantMembership(**by_system(new_id()), user=logins["boss"], org=district.id, post=Post.SUPERVISOR)
        await settle(door, [post])
    finally:
        await door.database.close()
    assert directory.district == DISTRICT


async def _known(tx: ReadTx, door: Door) -> tuple[DistrictDirectory, dict[str, str]]:
    return await directory_of(tx, door), await list_logins(tx, door.district)


async def test_an_alert_goes_out_and_somebody_elses_comes_in_as_a_draft(data: Path, tmp_path: Path) -> None:
    one = await drafted(data, "--level", "red")
    out = tmp_path / "out.xml"
    assert (await warn(data, "cap", one)).exit_code == 1
    await done(data, "issue", one, "--as", "office")
    await done(data, "cap", one, "--out", str(out))
    assert out.with_name("out.xml.sig").read_text(encoding="ascii").strip()
    assert "<cap:severity>Extreme</cap:severity>" in await done(data, "feed")
    said = await warn(data, "import", str(out), "--as", "office", "--json")
    assert said.exit_code == 0, said.remarks
    assert "draft     red" in await done(data, "list")
    good = out.read_bytes()
    for raw, why in (
        (b"<a/>", "not valid"),
        (good.replace(b"Actual", b"Test"), "status"),
        (good.replace(WEST_CODE.encode(), b"999"), "no grid 999"),
    ):
        out.write_bytes(raw)
        refused = await warn(data, "import", str(out), "--as", "office")
        assert (refused.exit_code, refused.remarks.count("\n")) == (1, 1)
        assert why in refused.remarks
