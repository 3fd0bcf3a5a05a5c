"""`hexward premises`: lists and shows, masked, and what is not there is told in one line."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mobile_contract.premises import ClosePremises, Premises
from ops.cli import main
from ops.commands.settings_file import load_settings
from server.app import open_door
from server.core.ids import new_id
from tests.server.premises.homes import let, organisation_in, site_in
from tests.server.residents.test_routes import readings
from tests.support.scene import DISTRICT, by_system, make_scene, settle

WEST = "320114001001001"


def hexward(*words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, result.output
    return result


async def _furnish(data: Path) -> dict[str, str]:
    door = await open_door(load_settings(data))
    try:
        scene = await make_scene(door)
        house, tenancy = await let(door, scene.dwelling, scene.person)
        organisation = organisation_in(scene.west)
        shop = site_in(building=scene.building, organisation=organisation.entity)
        shut = site_in(grid=scene.west, name="演示旧店")
        await settle(door, [organisation, shop, shut])
        await settle(door, [ClosePremises(**by_system(shut.entity), premises=Premises.SITE)])
        return {
            "house": house, "tenancy": tenancy, "organisation": organisation.entity, "shop": shop.entity,
            "shut": shut.entity, "person": scene.person,
        }  # fmt: skip
    finally:
        await door.database.close()


async def _looks(data: Path) -> list[tuple[str, str, list[str]]]:
    door = await open_door(load_settings(data))
    try:
        return [what for _, what in await readings(door)]
    finally:
        await door.database.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "district"
    hexward("init", "--district", str(DISTRICT), "--name", "雨花台区", "--data", folder)
    return folder


@pytest.fixture
def ids(data: Path) -> dict[str, str]:
    return asyncio.run(_furnish(data))


def test_premises_of_a_grid_are_listed_by_what_they_are(data: Path, ids: dict[str, str]) -> None:
    sites = hexward("premises", "list", "--grid", WEST, "--data", data).stdout
    assert ids["shop"] in sites
    assert "演示旧店  演**主  (closed)" in sites
    houses = hexward("premises", "list", "--grid", WEST, "--of", "rented_house", "--data", data).stdout
    assert "1 rent, 1 to verify" in houses
    told = json.loads(hexward("premises", "list", "--grid", WEST, "--limit", "1", "--data", data, "--json").stdout)
    assert (len(told["premises"]), told["next"]) == (1, told["premises"][0]["id"])
    none = hexward("premises", "list", "--grid", "320114001001002", "--data", data).stdout
    assert none == "There is none.\n"


def test_one_is_shown_with_who_rents_or_which_sites_are_its_own_and_the_look_is_kept(
    data: Path, ids: dict[str, str]
) -> None:
    house = hexward("premises", "show", ids["house"], "--data", data).stdout
    assert "owner_name: 演**东" in house
    assert "演**三  effective  2026-01-01 to   never verified" in house
    organisation = hexward("premises", "show", ids["organisation"], "--data", data).stdout
    assert f"sites: 1\n  {ids['shop']}" in organisation
    detail: dict[str, Any] = json.loads(hexward("premises", "show", ids["shop"], "--data", data, "--json").stdout)
    assert detail["site"]["site_kind"] == "shop"
    assert asyncio.run(_looks(data))[0] == ("register", "premises", sorted([ids["house"], ids["person"]]))


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("show", "nothing"), 1, "nothing is no id"),
        (("show", new_id()), 1, "there is none"),
        (("list", "--grid", "nowhere"), 1, "there is no grid nowhere"),
        (("list",), 2, "--grid"),
        (("list", "--grid", WEST, "--of", "castle"), 2, "castle"),
    ],
)
def test_what_is_not_there_or_makes_no_sense_is_told(data: Path, words: tuple[str, ...], code: int, told: str) -> None:
    stderr = hexward("premises", *words, "--data", data, code=code).stderr
    assert told in stderr
    assert code == 2 or len(stderr.splitlines()) == 1
