"""The directory as it is read back from a database: which grid, which organisation, which class."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from grid.datum import OutOfRange
from mobile_contract.accounts import OrgLevel
from mobile_contract.territory import LayerKind
from server.accounts.entities import Org
from server.cases import kinds as case_kinds
from server.catalogue import kinds as catalogue_kinds
from server.catalogue.entities import CaseClass
from server.core.database import Database, Tx, open_database
from server.core.decisions import ClassNode, GridNode
from server.core.entities import Entity
from server.core.keyring import Keyring
from server.core.kinds import Kinds
from server.core.seal import Seal, new_master
from server.directory import DistrictDirectory, OrgNode, load_directory
from server.provision import schema
from server.territory.rules import version_id
from tests.server.territory.scenes import (
    CENTRE,
    COMMUNITY,
    EAST,
    KINDS,
    MIDDLE,
    NE,
    NEXT_TERRITORY,
    NORTH,
    NW,
    OTHER,
    SE,
    SOUTH,
    SQUARES,
    SW,
    TERRITORY,
    THE_COMMUNITY,
    WEST,
    a_draft,
    a_publication,
    a_shape,
    a_square,
    drafted,
    published,
    retired,
    rows_after,
)
from tests.support.judging import NOW, an_id

DISTRICT = 320114
ALL_KINDS = Kinds(
    [codec.kind for codec in KINDS.codecs.values()] + list(catalogue_kinds.KINDS) + list(case_kinds.KINDS)
)
THE_DISTRICT = Org(id=an_id(321), code="320114", name="雨花台区", level=OrgLevel.DISTRICT, parent=None, path="320114")
THE_STREET = Org(
    id=an_id(322), code="001", name="雨花街道", level=OrgLevel.STREET, parent=THE_DISTRICT.id, path="320114/001"
)
POTHOLE = CaseClass(
    id=an_id(323), code="pothole", scheme="B", kind="event", major="01", minor="13", name="道路破损",
    photos_before=1, photos_after=2, limit_value=5, limit_unit="work_day",
)  # fmt: skip


async def a_database(path: Path, *districts: tuple[int, Sequence[Entity]]) -> Database:
    """A database of every table, with the rows of these districts."""
    database = await open_database(f"sqlite:///{path}")
    await database.script(schema(database.dialect))
    seal = Seal.from_master(new_master())

    async def fill(tx: Tx) -> None:
        for district, rows in districts:
            key = Keyring(seal, district).district_key()
            for row in rows:
                codec = ALL_KINDS.of(type(row))
                await tx.insert(codec.bulk, [codec.to_row(district, row, key, seal.blind_index)])

    await database.write(fill)
    return database


async def directory_of(path: Path, *rows: Entity) -> DistrictDirectory:
    """What is read of the district with these rows, beside another district of the same file."""
    stranger = Org(id=OTHER, code="320104", name="秦淮区", level=OrgLevel.DISTRICT, parent=None, path="320104")
    database = await a_database(path, (DISTRICT, rows), (320104, [stranger]))
    try:
        return await database.read(lambda tx: load_directory(tx, DISTRICT, 7))
    finally:
        await database.close()


ORGS = (THE_DISTRICT, THE_STREET, THE_COMMUNITY)
IN_NW, IN_SE = (WEST + 0.001, NORTH - 0.001), (EAST - 0.001, SOUTH + 0.001)
HOUR = timedelta(hours=1)


def grid_now(directory: DistrictDirectory, lon: float, lat: float) -> str | None:
    found = directory.grid_now(lon, lat)
    return None if found is None else found.grid


def grid_then(directory: DistrictDirectory, place: tuple[float, float], at: datetime) -> str | None:
    found = directory.grid_at(*place, at)
    return None if found is None else found.grid


@pytest.fixture(scope="module")
async def directory(tmp_path_factory: pytest.TempPathFactory) -> DistrictDirectory:
    """The four squares, one more grid of the duty layer over them all, and what is retired."""
    squares = published(a_publication())
    duty = a_publication(a_shape(OTHER, SQUARES[SE], code="duty"), territory=NEXT_TERRITORY, layer=LayerKind.DUTY)
    rows = (*ORGS, POTHOLE, *rows_after(squares, published(duty)))
    return await directory_of(tmp_path_factory.mktemp("directory") / "district.sqlite", *rows)


@pytest.mark.parametrize(
    ("lon", "lat", "grid"),
    [
        (WEST + 0.001, NORTH - 0.001, NW),
        (EAST - 0.001, SOUTH + 0.001, SE),
        (MIDDLE, NORTH - 0.001, min(NW, NE)),
        (MIDDLE, SOUTH + 0.001, min(SW, SE)),
        (WEST + 0.001, CENTRE, min(NW, SW)),
        (MIDDLE, CENTRE, min(SQUARES)),
        (WEST, SOUTH, SW),
        (EAST, NORTH, NE),
        (EAST + 0.000001, NORTH, None),
        (WEST - 0.001, CENTRE, None),
    ],
)
def test_a_point_has_the_community_grid_that_it_lies_in_and_on_a_shared_edge_the_smallest(
    directory: DistrictDirectory, lon: float, lat: float, grid: str | None
) -> None:
    assert grid_now(directory, lon, lat) == grid


def test_a_grid_in_force_is_known_whatever_its_layer(directory: DistrictDirectory) -> None:
    code = a_shape(NW).code
    assert directory.grid(NW) == GridNode(NW, code, "网格", COMMUNITY, f"320114/001/001/{code}")
    assert directory.grid(OTHER) == GridNode(OTHER, "duty", "网格", COMMUNITY, "320114/001/001/duty")
    assert directory.grid(COMMUNITY) is None


def test_grids_are_listed_by_path(directory: DistrictDirectory) -> None:
    paths = [grid.path for grid in directory.district_grids()]
    assert paths == sorted(paths)
    assert len(paths) == len(SQUARES) + 1


def test_a_post_reaches_the_grids_below_its_path_and_no_namesakes(directory: DistrictDirectory) -> None:
    assert directory.grids_below("320114/001") == directory.district_grids()
    assert directory.grids_below("320114/00") == ()


def test_organisations_are_known_with_their_paths_and_children(directory: DistrictDirectory) -> None:
    assert directory.org_path(THE_STREET.id) == "320114/001"
    assert directory.org_path(OTHER) is None
    street = OrgNode(THE_STREET.id, "001", "雨花街道", OrgLevel.STREET, THE_DISTRICT.id, "320114/001")
    assert directory.org(THE_STREET.id) == street
    assert directory.child_orgs(THE_DISTRICT.id) == (street,)
    assert directory.child_orgs(THE_STREET.id) == ()


def test_another_districts_rows_are_not_read(directory: DistrictDirectory) -> None:
    assert (directory.district, directory.version) == (DISTRICT, 7)
    assert directory.org(OTHER) is None


def test_case_classes_are_known_by_code(directory: DistrictDirectory) -> None:
    assert directory.case_class("pothole") == ClassNode(POTHOLE.id, "pothole", "道路破损", 1, 2, 5, "work_day")
    assert directory.case_class("noise") is None


@pytest.mark.parametrize(
    ("lon", "lat", "inside"),
    [
        (MIDDLE, CENTRE, True),
        (EAST + 0.02, CENTRE, True),
        (EAST + 0.022, CENTRE, False),
        (MIDDLE, NORTH + 0.0179, True),
        (MIDDLE, NORTH + 0.0181, False),
        (CENTRE, MIDDLE, False),
    ],
)
def test_the_districts_box_reaches_two_kilometres_beyond_its_grids(
    directory: DistrictDirectory, lon: float, lat: float, inside: bool
) -> None:
    assert directory.within(lon, lat) is inside


async def test_before_the_first_publication_no_point_is_outside_and_none_has_a_grid(tmp_path: Path) -> None:
    directory = await directory_of(tmp_path / "district.sqlite", *ORGS)
    assert directory.within(13.4, 52.5)
    assert directory.grid_now(MIDDLE, CENTRE) is None
    assert directory.grid_at(MIDDLE, CENTRE, NOW) is None
    assert directory.district_grids() == ()


async def test_a_retired_grid_holds_no_point(tmp_path: Path) -> None:
    squares = published(a_publication())
    gone = retired(NW, *rows_after(squares))
    directory = await directory_of(tmp_path / "district.sqlite", *ORGS, *rows_after(squares, gone))
    assert grid_now(directory, *IN_NW) is None
    assert grid_now(directory, MIDDLE, NORTH - 0.001) == NE
    assert directory.grid(NW) is None


async def test_the_newest_shape_of_a_grid_decides(tmp_path: Path) -> None:
    first = published(a_publication(a_shape(NW)))
    second = published(a_publication(a_shape(NW, SQUARES[SE]), territory=NEXT_TERRITORY), *rows_after(first))
    directory = await directory_of(tmp_path / "district.sqlite", *ORGS, *rows_after(first, second))
    assert grid_now(directory, *IN_NW) is None
    assert grid_now(directory, *IN_SE) == NW


# --- at an instant ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
async def changing(tmp_path_factory: pytest.TempPathFactory) -> DistrictDirectory:
    """NW alone over all four squares, from three hours ago; split in four two hours ago; SE retired one hour ago."""
    whole = a_square(WEST, SOUTH, EAST, NORTH)
    first = published(a_publication(a_shape(NW, whole)), now=NOW - 3 * HOUR)
    split = published(a_publication(territory=NEXT_TERRITORY), *rows_after(first), now=NOW - 2 * HOUR)
    gone = retired(SE, *rows_after(first, split), now=NOW - HOUR)
    rows = (*ORGS, *rows_after(first, split, gone))
    return await directory_of(tmp_path_factory.mktemp("changing") / "district.sqlite", *rows)


@pytest.mark.parametrize(
    ("ago", "north_west", "south_east"),
    [
        (4 * HOUR, None, None),
        (3 * HOUR, NW, NW),
        (2 * HOUR + timedelta(microseconds=1), NW, NW),
        (2 * HOUR, NW, SE),
        (HOUR + timedelta(microseconds=1), NW, SE),
        (HOUR, NW, None),
        (timedelta(), NW, None),
        (-HOUR, NW, None),
    ],
)
def test_a_point_has_the_grid_that_held_it_at_the_instant(
    changing: DistrictDirectory, ago: timedelta, north_west: str | None, south_east: str | None
) -> None:
    assert grid_then(changing, IN_NW, NOW - ago) == north_west
    assert grid_then(changing, IN_SE, NOW - ago) == south_east


def test_each_shape_of_a_grid_is_told_by_its_version(changing: DistrictDirectory) -> None:
    versions = [changing.grid_at(*IN_NW, NOW - hours * HOUR) for hours in (3, 2, 0)]
    names = [None if version is None else version.version for version in versions]
    assert names == [version_id(TERRITORY, NW), version_id(NEXT_TERRITORY, NW), version_id(NEXT_TERRITORY, NW)]
    assert changing.grid_now(*IN_NW) == versions[-1]


def test_on_an_edge_of_the_past_the_smallest_id_decides(changing: DistrictDirectory) -> None:
    assert grid_then(changing, (MIDDLE, CENTRE), NOW - 2 * HOUR) == min(SQUARES)


def test_what_is_no_place_on_earth_is_refused_in_the_past_as_today(changing: DistrictDirectory) -> None:
    for at in (NOW, NOW - 3 * HOUR):
        with pytest.raises(OutOfRange):
            changing.grid_at(31.9, 118.7, at)


async def test_drafts_and_other_layers_hold_no_point_at_any_instant(tmp_path: Path) -> None:
    duty = a_publication(a_shape(OTHER, SQUARES[SE], code="duty"), layer=LayerKind.DUTY)
    before = published(duty, now=NOW - 2 * HOUR)
    gone = retired(OTHER, *rows_after(before), now=NOW - HOUR)
    draft = drafted(a_draft(territory=NEXT_TERRITORY))
    directory = await directory_of(tmp_path / "district.sqlite", *ORGS, *rows_after(before, gone, draft))
    assert {grid_then(directory, IN_SE, NOW - hours * HOUR) for hours in (0, 1, 2)} == {None}
    assert directory.district_grids() == ()
