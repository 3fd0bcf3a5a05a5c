"""`hexward population` as an operator meets it."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from mobile_contract.residents import RegisterPerson, Sex
from ops.commands.doors import door_of
from ops.commands.settings_file import load_settings
from server.core.ids import new_id
from tests.ops.test_cli import Told, hexward, init_words
from tests.support.scene import by_system, make_scene, settle


@dataclass
class District:
    """A district's folder, with seven people in one home of it and nobody in any other."""

    data: Path

    async def population(self, *words: str) -> Told:
        return await hexward("population", *words, "--data", self.data)


@pytest.fixture
async def district(database_url: str, tmp_path: Path) -> District:
    data = tmp_path / "district"
    assert (await hexward(*init_words(data, "--database", database_url))).exit_code == 0
    async with door_of(load_settings(data)) as door:
        scene = await make_scene(door)
        people = [
            RegisterPerson(
                **by_system(new_id()),
                residency=new_id(),
                dwelling=scene.dwelling,
                household=scene.household,
                name="演示住户",
                sex=Sex.MALE,
                birth_on="1950-01-01",
            )
            for _ in range(6)
        ]
        await settle(door, [*people])
    return District(data)


async def test_it_says_how_to_count_before_anything_was(district: District) -> None:
    told = await district.population()
    assert told.exit_code == 1
    assert "hexward population take" in told.remarks


async def test_it_counts_and_tells_the_structure_without_small_counts(district: District) -> None:
    assert "2 grids counted" in (await district.population("take")).answer
    assert "0 grids counted" in (await district.population("take")).answer
    told = await district.population("--by", "community")
    assert told.exit_code == 0, told.remarks
    for words in ("雨花社区: 7 people", "fewer than 5 withheld", "effective stay", "permanent 7"):
        assert words in told.answer
    assert "male 6" not in told.answer, "one person is not male: with the total, six would tell it"


async def test_the_archive_tells_its_days_and_refuses_one_that_it_has_not(district: District) -> None:
    await district.population("take")
    days = (await district.population("days", "--json")).json["days"]
    assert len(days) == 1
    assert (await district.population("--on", days[0], "--json")).json["total"]["persons"] == 7
    other = await district.population("--on", "2020-01-01")
    assert other.exit_code == 1
    assert "hexward population days" in other.remarks
