"""`hexward grid` as an operator meets it: files in any datum, previews, drafts, and which grid a point lies in."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from grid.datum import BD09, CGCS2000, GCJ02, WGS84, PointDatum, from_wgs84, parse_datum
from mobile_contract.accounts import CreateOrg, OrgLevel
from mobile_contract.base import Command
from ops.commands.grid_orders import OPERATOR
from ops.commands.settings_file import load_settings, write_settings
from server.app import open_door
from server.core import clock
from server.core import tables as t
from server.core.door import Door
from server.core.ids import new_id
from server.core.loading import head_of
from server.core.seal import new_master
from server.core.statements import Statement
from server.provision import make_district
from server.settings import write_master
from tests.ops.test_cli import Told, hexward
from tests.server.territory.geojson import FOUR, a_collection, a_feature, a_file, swapped
from tests.server.territory.scenes import CENTRE, EAST, MIDDLE, NORTH, SOUTH, WEST, a_square
from tests.support.databases import DISTRICT, opened
from tests.support.scene import by_system, settle

GK = parse_datum("cgcs2000_gk120")
SOUTHERN_HALF = a_square(WEST, SOUTH, EAST, CENTRE)
IN_SE = (EAST - 0.001, SOUTH + 0.001)
_ENTRIES = Statement(
    select(t.journal_entries.c.kind, t.journal_entries.c.install)
    .where(t.journal_entries.c.district_id == bindparam("district"))
    .order_by(t.journal_entries.c.pos)
)


class ADistrict:
    """The folder of a district with one community, and the command line on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def grid(self, *words: str | float) -> Told:
        """A `hexward grid` command, with its answer in JSON."""
        return await hexward("grid", *map(str, words), "--json", "--data", self.folder)

    async def said(self, *words: str | float) -> Told:
        """The same in words."""
        return await hexward("grid", *map(str, words), "--data", self.folder)

    def file(self, document: object, name: str = "grids.geojson") -> str:
        path = self.folder / name
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return str(path)

    @asynccontextmanager
    async def door(self) -> AsyncGenerator[Door, None]:
        door = await open_door(load_settings(self.folder))
        try:
            yield door
        finally:
            await door.database.close()

    async def pos(self) -> int:
        """How many commits there are."""
        async with self.door() as door:
            return (await door.database.read(lambda tx: head_of(tx, DISTRICT))).pos


@pytest.fixture
async def district(database_url: str, tmp_path: Path) -> ADistrict:
    """A district on each engine in turn: its organisations are there, and no grid."""
    write_master(tmp_path / "key", new_master())
    settings = {
        "database": database_url,
        "district": str(DISTRICT),
        "key_file": str(tmp_path / "key"),
        "blobs": "blobs",
    }
    write_settings(tmp_path, settings)
    async with opened(database_url) as database:
        await make_district(database, DISTRICT, "雨花台区")
    made, top = ADistrict(tmp_path), new_id()
    orgs: list[Command] = [
        CreateOrg(**by_system(top), code=str(DISTRICT), name="雨花台区", level=OrgLevel.DISTRICT),
        CreateOrg(**by_system(new_id()), code="001", name="雨花社区", level=OrgLevel.COMMUNITY, parent=top),
    ]
    async with made.door() as door:
        await settle(door, orgs)
    return made


async def codes(district: ADistrict) -> list[str]:
    told = await district.grid("list")
    return [grid["code"] for grid in told.json["grids"]]


async def code_at(district: ADistrict, lon: float, lat: float, datum: PointDatum = WGS84, *more: str) -> str | None:
    told = await district.grid("at", lon, lat, "--datum", str(datum), *more)
    assert told.exit_code == 0, told.remarks
    return None if told.json["grid"] is None else str(told.json["grid"]["code"])


# --- importing --------------------------------------------------------------------------------------------------------


async def test_a_file_becomes_a_draft_and_the_draft_comes_into_force(district: ADistrict) -> None:
    drafted = await district.grid("import", district.file(a_file()), "--datum", "wgs84")
    draft = drafted.json["territory"]
    assert (drafted.exit_code, drafted.json["status"]) == (0, "drafted")
    assert drafted.json["counts"] == {"new": 4, "changed": 0, "same": 0}
    assert f"hexward grid publish {draft}" in drafted.remarks
    assert await codes(district) == []
    assert (await district.grid("drafts")).json == {
        "drafts": [{"draft": draft, "layer": "community", "grids": sorted(FOUR)}]
    }

    assert (await district.grid("publish", draft)).json == {"published": draft}
    assert await codes(district) == sorted(FOUR)
    assert (await district.grid("drafts")).json == {"drafts": []}
    assert (await district.grid("publish", draft)).exit_code == 1


async def test_a_draft_that_is_dropped_is_gone(district: ADistrict) -> None:
    drafted = await district.grid("import", district.file(a_file()), "--datum", "wgs84", "--draft")
    draft = drafted.json["territory"]
    assert (await district.grid("drop", draft, "--reason", "重画")).json == {"dropped": draft}
    assert (await district.grid("publish", draft)).exit_code == 1
    assert (await district.grid("drafts")).json == {"drafts": []}


@pytest.mark.parametrize("datum", [GCJ02, BD09, CGCS2000, GK], ids=str)
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_file_in_any_datum_comes_into_force_in_wgs84(district: ADistrict, datum: PointDatum) -> None:
    told = await district.grid("import", district.file(a_file(datum=datum)), "--datum", str(datum), "--publish")
    assert (told.exit_code, told.json["status"], told.json["datum"]) == (0, "published", str(datum))
    assert await code_at(district, *IN_SE) == "se"
    assert await code_at(district, *from_wgs84(datum, *IN_SE), datum) == "se"
    assert await code_at(district, MIDDLE - 0.0005, CENTRE + 0.0005) == "nw"


async def test_the_same_file_again_changes_nothing_and_a_changed_row_alone_is_published(district: ADistrict) -> None:
    file, words = district.file(a_file(datum=GCJ02)), ("--datum", "gcj02", "--publish")
    ids = {grid["code"]: grid["grid"] for grid in (await district.grid("import", file, *words)).json["grids"]}
    before = await district.pos()
    again = await district.grid("import", file, *words)
    assert (again.exit_code, again.json["status"], again.json["territory"]) == (0, "unchanged", None)
    assert again.json["counts"] == {"new": 0, "changed": 0, "same": 4}
    assert await district.pos() == before

    renamed = [
        a_feature(code, shape, GCJ02, name="改名" if code == "nw" else f"网格{code}") for code, shape in FOUR.items()
    ]
    third = await district.grid("import", district.file(a_collection(*renamed)), *words)
    assert third.json["counts"] == {"new": 0, "changed": 1, "same": 3}
    assert {grid["code"]: grid["grid"] for grid in third.json["grids"]} == ids
    assert await district.pos() == before + 1


@pytest.mark.parametrize("words", [("preview",), ("import", "--dry-run"), ("import", "--publish", "--dry-run")])
async def test_a_preview_changes_nothing(district: ADistrict, words: tuple[str, ...]) -> None:
    before = await district.pos()
    told = await district.grid(words[0], district.file(a_file()), "--datum", "wgs84", *words[1:])
    assert (told.exit_code, told.json["status"], told.json["counts"]["new"]) == (0, "previewed", 4)
    assert (await codes(district), await district.pos()) == ([], before)


async def test_the_journal_tells_the_command_lines_orders_by_their_install(district: ADistrict) -> None:
    await district.grid("import", district.file(a_file()), "--datum", "wgs84", "--publish")
    async with district.door() as door:
        entries = await door.database.read(lambda tx: tx.fetch(_ENTRIES, district=DISTRICT))
    by_operator = {kind for kind, install in entries if install == OPERATOR.install}
    assert by_operator == {"publish_territory"}
    assert (await hexward("audit-verify", "--data", district.folder)).exit_code == 0


# --- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
class TestRefusals:
    async def test_without_a_datum_it_says_why_one_is_needed(self, district: ADistrict) -> None:
        for words in (
            ("import", district.file(a_file())),
            ("preview", district.file(a_file())),
            ("at", "118.7", "31.9"),
        ):
            told = await district.grid(*words)
            assert (told.exit_code, told.answer) == (2, "")
            assert "--datum" in told.remarks
            assert "540 m" in told.remarks

    @pytest.mark.parametrize("datum", [WGS84, GK], ids=str)
    async def test_a_file_with_latitude_first_is_refused_by_that_name(
        self, district: ADistrict, datum: PointDatum
    ) -> None:
        file, before = district.file(swapped(a_file(datum=datum))), await district.pos()
        told = await district.grid("import", file, "--datum", str(datum), "--publish")
        assert (told.exit_code, told.json["ok"], told.json["status"]) == (1, False, "refused")
        assert {fault["fault"] for fault in told.json["faults"]} == {"swapped"}
        assert await district.pos() == before

    async def test_grids_upon_each_other_refuse_the_file_with_their_codes(self, district: ADistrict) -> None:
        file = district.file(a_file({**FOUR, "half": SOUTHERN_HALF}))
        told = await district.grid("import", file, "--datum", "wgs84", "--publish")
        assert (told.exit_code, told.json["status"]) == (1, "refused")
        assert [overlap["codes"] for overlap in told.json["overlaps"]] == [["half", "se"], ["half", "sw"]]
        assert await codes(district) == []

    async def test_grids_upon_what_stays_in_force_refuse_the_file(self, district: ADistrict) -> None:
        await district.grid("import", district.file(a_file()), "--datum", "wgs84", "--publish")
        told = await district.grid("import", district.file(a_file({"half": SOUTHERN_HALF})), "--datum", "wgs84")
        assert [overlap["codes"] for overlap in told.json["overlaps"]] == [["half", "se"], ["half", "sw"]]
        elsewhere = await district.grid(
            "import", district.file(a_file({"half": SOUTHERN_HALF})), "--datum", "wgs84", "--layer", "duty"
        )
        assert elsewhere.json["status"] == "drafted"

    async def test_unknown_organisations_are_listed_row_by_row(self, district: ADistrict) -> None:
        features = [a_feature(code, shape) for code, shape in FOUR.items()]
        features[1]["properties"]["community"] = "320114999"
        features[3]["properties"]["community"] = None
        told = await district.grid("import", district.file(a_collection(*features)), "--datum", "wgs84", "--publish")
        assert told.exit_code == 1
        assert told.json["faults"] == [
            {"row": 2, "code": "ne", "fault": "unknown_org", "value": "320114999"},
            {"row": 4, "code": "se", "fault": "unknown_org", "value": ""},
        ]
        in_words = await district.said("import", district.file(a_collection(*features)), "--datum", "wgs84")
        assert in_words.answer.splitlines() == [
            "row 2 (ne): unknown_org 320114999",
            "row 4 (se): unknown_org",
            "REFUSED: nothing was changed.",
        ]

    @pytest.mark.parametrize(
        "text", ["", "[]", "{", "\ud7ff" * 3, '{"type":"FeatureCollection","features":[]}', "[" * 30_000]
    )
    async def test_what_is_no_file_of_grids_is_refused_in_one_line(self, district: ADistrict, text: str) -> None:
        told = await district.grid("import", district.file(text), "--datum", "wgs84")
        assert (told.exit_code, told.answer) == (1, "")
        assert told.remarks.startswith("hexward: ")
        assert told.remarks.count("\n") == 1

    async def test_what_the_contract_does_not_take_is_refused_in_one_line(self, district: ADistrict) -> None:
        side = 0.0001
        dots = tuple(
            a_square(WEST + 3 * x * side, SOUTH + 3 * y * side, WEST + (3 * x + 1) * side, SOUTH + (3 * y + 1) * side)[
                0
            ]
            for x in range(15)
            for y in range(15)
        )
        told = await district.grid("import", district.file(a_file({"dots": dots})), "--datum", "wgs84")
        assert (told.exit_code, told.remarks.count("\n")) == (1, 1)
        assert "200" in told.remarks

    async def test_a_draft_that_is_none_is_named(self, district: ADistrict) -> None:
        for draft in ("nonsense", new_id()):
            for command in ("publish", "drop"):
                told = await district.grid(command, draft)
                assert (told.exit_code, draft in told.remarks) == (1, True)

    async def test_an_instant_needs_its_offset(self, district: ADistrict) -> None:
        for instant in ("2026-11-23T09:30", "yesterday"):
            told = await district.grid("at", 118.7, 31.9, "--datum", "wgs84", "--at", instant)
            assert told.exit_code == 2

    async def test_a_point_with_latitude_first_is_named_as_such(self, district: ADistrict) -> None:
        told = await district.grid("at", 31.99, 118.78, "--datum", "wgs84")
        assert (told.exit_code, "longitude comes first" in told.remarks) == (1, True)


# --- what is told -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_gaps_are_told_with_area_and_places_and_do_not_refuse(district: ADistrict) -> None:
    outline = district.file(a_feature("outline", a_square(WEST, SOUTH, EAST, NORTH), BD09), "outline.geojson")
    three = district.file(a_file({code: FOUR[code] for code in ("nw", "ne", "sw")}))
    words = (three, "--datum", "wgs84", "--boundary", outline, "--boundary-datum", "bd09")
    told = await district.grid("import", *words)
    gaps: dict[str, Any] = told.json["gaps"]
    assert (told.exit_code, told.json["status"]) == (0, "drafted")
    assert gaps["area_m2"] == pytest.approx(380 * 440, rel=0.1)
    assert all(MIDDLE < lon < EAST and SOUTH < lat < CENTRE for lon, lat in gaps["at"])
    said = (await district.said("preview", *words)).answer
    assert "GAPS: 16." in said
    assert "CHECK THE DATUM" not in said


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_file_in_another_datum_than_it_says_raises_suspicion(district: ADistrict) -> None:
    await district.grid("import", district.file(a_file()), "--datum", "wgs84", "--publish")
    said = await district.said("preview", district.file(a_file(datum=GCJ02)), "--datum", "wgs84")
    assert "CHECK THE DATUM: changed grids lie 54" in said.answer


async def test_a_point_has_the_grid_of_its_instant(district: ADistrict) -> None:
    whole = a_square(WEST, SOUTH, EAST, NORTH)
    await district.grid("import", district.file(a_file({"nw": whole})), "--datum", "wgs84", "--publish")
    before = clock.now()
    await district.grid("import", district.file(a_file()), "--datum", "wgs84", "--publish")
    assert await code_at(district, *IN_SE) == "se"
    assert await code_at(district, *IN_SE, WGS84, "--at", before.isoformat()) == "nw"
    assert await code_at(district, *IN_SE, WGS84, "--at", (before - timedelta(days=1)).isoformat()) is None
    said = await district.said("at", *IN_SE, "--datum", "wgs84", "--at", before.isoformat())
    assert said.answer.startswith("nw  网格nw: ")
    nowhere = await district.said("at", 118.0, 31.0, "--datum", "wgs84")
    assert "out of the district" in nowhere.answer
