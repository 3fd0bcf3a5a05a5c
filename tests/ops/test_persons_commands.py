"""`hexward search` and `hexward duplicates` as an operator meets them: found masked, said, refused in one line."""

from pathlib import Path
from typing import Any

import pytest

from mobile_contract.residents import IdType, RegisterPerson
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.consumers import Workers
from server.core.ids import new_id
from server.residents.indexing import search_consumer
from tests.ops.test_cli import Told, hexward, init_words
from tests.support.scene import Scene, by_system, make_scene


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """The folder of a district with the scene's person, and two others of one number."""
    folder = tmp_path / "district"
    assert (await hexward(*init_words(folder))).exit_code == 0
    door = await open_door(load_settings(folder))
    try:
        scene: Scene = await make_scene(door)
        for name in ("演示李四", "演示李四儿"):
            facts: dict[str, Any] = {"name": name, "id_type": IdType.OTHER, "id_no": "DEMO-0777"}
            command = RegisterPerson(**by_system(new_id()), residency=new_id(), dwelling=scene.dwelling, **facts)
            await door.issue([command])
        await Workers(door, (search_consumer(),)).catch_up()
    finally:
        await door.database.close()
    return folder


async def told(data: Path, *words: str, code: int = 0) -> Told:
    answer = await hexward(*words, "--data", data)
    assert answer.exit_code == code, answer.remarks
    return answer


async def test_residents_are_found_and_masked(data: Path) -> None:
    found = (await told(data, "search", "张三", "--purpose", "register", "--json")).json
    assert [hit["person"]["name"] for hit in found["hits"]] == ["演**三"]
    words = (await told(data, "search", "1号楼", "李四", "--purpose", "register", "--limit", "1")).answer
    assert "演**四" in words
    assert "more: --after " in words
    assert (await told(data, "search", "赵钱孙", "--purpose", "register")).answer.strip() == "nobody fits"


async def test_a_pair_is_listed_put_off_parted_and_reopened(data: Path) -> None:
    grid = await _grid_of(data)
    [pair] = (await told(data, "duplicates", "list", grid, "--json")).json["pairs"]
    one, other = pair["person"]["id"], pair["twin"]["id"]
    assert pair["why"] == ["number"]
    assert "said (applied)" in (await told(data, "duplicates", "later", one, other, "--until", "2099-01-31")).answer
    assert "no pair is to be decided" in (await told(data, "duplicates", "list", grid)).answer
    assert "[later until 2099-01-31]" in (await told(data, "duplicates", "list", grid, "--all")).answer
    assert "applied" in (await told(data, "duplicates", "not-same", other, one, "--reason", "双胞胎")).answer
    assert "merged" in (await told(data, "duplicates", "not-same", one, other, "--reason", "双胞胎")).answer
    assert "applied" in (await told(data, "duplicates", "reopen", one, other, "--reason", "再看")).answer
    assert len((await told(data, "duplicates", "list", grid, "--json")).json["pairs"]) == 1


async def _grid_of(data: Path) -> str:
    found = (await told(data, "search", "张三", "--purpose", "register", "--json")).json
    return str(found["hits"][0]["grid"])


@pytest.mark.parametrize(
    ("words", "remark"),
    [
        (("search", "%", "--purpose", "register"), "ask for a name"),
        (("search", "张三", "--purpose", "curiosity"), "curiosity is no purpose"),
        (("duplicates", "list", "nowhere"), "there is no grid nowhere"),
        (("duplicates", "not-same", "one", "two", "--reason", "r"), "one is no id of a person"),
        (("duplicates", "later", new_id(), new_id(), "--until", "2020-01-31"), "not said: "),
        (("duplicates", "reopen", new_id(), new_id(), "--reason", " "), "not said: "),
    ],
)
async def test_what_cannot_be_is_told_in_one_line(data: Path, words: tuple[str, ...], remark: str) -> None:
    answer = await told(data, *words, code=1)
    assert remark in answer.remarks
    assert answer.remarks.count("\n") == 1
