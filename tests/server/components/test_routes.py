"""The register of components over HTTP and through the door, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile_contract.base import Datum, Point
from mobile_contract.cases import AcceptCase, FileCase, LimitUnit, RefuseCase, ReportMatter
from mobile_contract.catalogue import ClassShape, DefineClasses
from mobile_contract.components import ChangeComponent, ComponentEdits, DefineComponent, RetireComponent
from mobile_contract.kinds import COMPONENT
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt
from server.core.ids import new_id
from tests.support.app import NORTH, AnApp, running
from tests.support.copies import fresh
from tests.support.scene import CLASS, EAST, WEST, by_system, middle, settle

COVER, LAMP = "B-component-01-02", "B-component-01-37"
STEP = 0.0001
"""About ten metres."""


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        shapes = tuple(
            ClassShape(
                scheme="B", kind="component", major="01", minor=minor, name=name, limit_value=2,
                limit_unit=LimitUnit.WORK_DAY,
            )
            for minor, name in (("02", "污水井盖"), ("37", "路灯"))
        )  # fmt: skip
        await settle(one.door, [DefineClasses(**by_system(new_id()), classes=shapes)])
        yield one


async def define(app: AnApp, serial: int, **more: Any) -> str:
    """A cover in the middle of the west grid; its identifier. Each fact can be given."""
    facts: dict[str, Any] = {"class_code": COVER, "name": f"井盖 {serial}", "point": middle(WEST), **more}
    code = f"320114{facts['class_code'][-5:].replace('-', '')}{serial:06d}"
    await settle(app.door, [DefineComponent(**by_system(new_id()), code=code, **facts)])
    return code


def east_of_middle(steps: float) -> Point:
    return Point(lon=WEST[0] + 0.005 + steps * STEP, lat=WEST[1] + 0.005, datum=Datum.WGS84)


async def codes_of(browser: httpx.AsyncClient, **asked: Any) -> list[str]:
    answer = await browser.get("/v1/components", params=asked)
    assert answer.status_code == 200, answer.text
    return [one["component"]["code"] for one in answer.json()["components"]]


async def id_of(app: AnApp, code: str) -> str:
    office = await app.sign_in("office")
    identity: str = (await office.get(f"/v1/components/{code}")).json()["component"]["id"]
    return identity


def a_report(**more: Any) -> ReportMatter:
    facts: dict[str, Any] = {"title": "井盖破损", **more}
    return ReportMatter(**by_system(new_id()), **facts)


async def judged(app: AnApp, command: Any) -> Receipt:
    return (await app.door.issue([command])).receipts[0]


HERE = f"{WEST[0] + 0.005},{WEST[1] + 0.005}"


async def test_components_near_a_place_come_nearest_first(app: AnApp) -> None:
    far = await define(app, 1, point=east_of_middle(8))
    near, nearer = await define(app, 2, point=east_of_middle(4)), await define(app, 3, point=east_of_middle(1))
    lamp = await define(app, 4, class_code=LAMP)
    office = await app.sign_in("office")

    assert await codes_of(office, near=HERE) == [lamp, nearer, near]
    assert await codes_of(office, near=HERE, radius_m=100) == [lamp, nearer, near, far]
    assert await codes_of(office, near=HERE, **{"class": COVER}) == [nearer, near]
    assert await codes_of(office, near=HERE, limit=1) == [lamp]
    [item] = (await office.get("/v1/components", params={"near": HERE, "limit": 1})).json()["components"]
    assert item["distance_m"] == 0.0
    assert item["component"]["state"] == "intact"


async def test_what_is_out_of_use_is_not_near_but_still_in_its_grid(app: AnApp) -> None:
    code = await define(app, 1)
    component = await id_of(app, code)
    await settle(app.door, [RetireComponent(**by_system(component), reason="拆除")])
    office = await app.sign_in("office")
    assert await codes_of(office, near=HERE) == []
    assert await codes_of(office, grid=app.scene.west) == [code]


async def test_components_of_a_grid_come_by_identifier_page_by_page(app: AnApp) -> None:
    codes = [await define(app, serial) for serial in (3, 1, 2)]
    await define(app, 9, point=middle(EAST))
    office = await app.sign_in("office")

    first = (await office.get("/v1/components", params={"grid": app.scene.west, "limit": 2})).json()

    assert [one["component"]["code"] for one in first["components"]] == sorted(codes)[:2]
    assert await codes_of(office, grid=app.scene.west, after=first["next"]) == sorted(codes)[2:]
    assert first["names"] == {app.scene.west: "西网格"}


async def test_nobody_sees_components_beyond_their_area_but_whoever_answers_for_them(app: AnApp) -> None:
    north = await define(app, 1, point=middle(NORTH), maintenance=app.scene.department)
    west = await define(app, 2)
    seen = {"worker_west": [west], "office": [west], "neighbour": [north], "dept": [north], "supervisor": [north, west]}
    for login, codes in seen.items():
        browser = await app.sign_in(login)
        found = [(await browser.get(f"/v1/components/{code}")).status_code for code in (north, west)]
        assert found == [200 if code in codes else 404 for code in (north, west)], login


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"near": "118.775"},
        {"near": "x,y"},
        {"near": "31.995,118.775"},
        {"near": "nan,31"},
        {"near": HERE, "radius_m": "0"},
        {"near": HERE, "radius_m": "501"},
        {"near": HERE, "radius_m": "nan"},
        {"near": HERE, "grid": "x"},
        {"near": HERE, "class": "%"},
        {"grid": "w", "after": "x"},
    ],
)
async def test_what_cannot_be_asked_is_told_by_its_field(app: AnApp, asked: dict[str, str]) -> None:
    office = await app.sign_in("office")
    grid = {"grid": app.scene.west} if asked.get("grid") == "w" else {}
    answer = await office.get("/v1/components", params=asked | grid)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), answer.text
    assert (await office.get("/v1/components/320114")).status_code == 404
    assert (await office.get("/v1/components", params={"grid": new_id()})).status_code == 404


async def test_phones_hold_what_stands_in_their_grids_and_is_in_use(app: AnApp) -> None:
    await define(app, 1)
    gone = await id_of(app, await define(app, 2))
    await define(app, 3, point=middle(EAST))
    assert len(await held_by(app, "worker_west")) == 2
    await settle(app.door, [RetireComponent(**by_system(gone), reason="拆除")])
    left = await held_by(app, "worker_west")
    assert len(left) == 1
    assert gone not in left


async def held_by(app: AnApp, login: str) -> list[str]:
    """The components on a phone that has just joined."""
    copy = await fresh(app.door, app.scene.phone(login))
    return [identity for rows in copy.held.values() for kind, identity in rows if kind == COMPONENT]


async def test_an_identifier_is_given_once_even_in_two_batches(app: AnApp) -> None:
    code = await define(app, 1)
    again = DefineComponent(**by_system(new_id()), code=code, class_code=COVER, name="x", point=middle(WEST))
    receipt = await judged(app, again)
    assert (receipt.why, receipt.facts["code"]) == (ProblemCode.ID_TAKEN, code)


async def test_a_case_points_at_a_component_and_the_component_shows_it(app: AnApp) -> None:
    code = await define(app, 1)
    refused, running_one = a_report(component=code), a_report(component=code, class_code=COVER)
    await settle(app.door, [refused, running_one])
    await settle(app.door, [RefuseCase(**by_system(refused.entity), opinion="重复")])
    office = await app.sign_in("office")

    detail = (await office.get(f"/v1/components/{code}")).json()

    assert [case["id"] for case in detail["open_cases"]] == [running_one.entity]
    assert [case["id"] for case in detail["past_cases"]] == [refused.entity]
    assert detail["raw"]["datum"] == "wgs84"
    case = (await office.get(f"/v1/cases/{refused.entity}")).json()["case"]
    assert (case["component"], case["class_code"], case["grid"]) == (code, COVER, app.scene.west)
    assert case["lon"] == pytest.approx(WEST[0] + 0.005)


async def test_a_component_tells_its_history(app: AnApp) -> None:
    code = await define(app, 1)
    component = await id_of(app, code)
    edits = ComponentEdits(state=("intact", "damaged"))  # type: ignore[arg-type] # as JSON has it
    await settle(app.door, [ChangeComponent(**by_system(component), set=edits)])
    office = await app.sign_in("office")

    detail = (await office.get(f"/v1/components/{code}")).json()

    assert [(one["version"], one["command"]) for one in detail["history"]] == [
        (2, "change_component"),
        (1, "define_component"),
    ]
    assert detail["component"]["state"] == "damaged"


async def test_a_case_that_points_at_nothing_or_at_another_class_is_refused_with_the_facts(app: AnApp) -> None:
    code = await define(app, 1)
    lost = await judged(app, a_report(component="3201140102999999"))
    wrong = await judged(app, a_report(component=code, class_code=LAMP))
    assert (lost.why, lost.facts) == (ProblemCode.UNKNOWN_COMPONENT, {"component": "3201140102999999"})
    assert (wrong.why, wrong.facts) == (ProblemCode.COMPONENT_CLASS, {"component": code, "class_code": LAMP})


async def test_a_case_is_not_filed_under_a_class_that_is_not_its_components(app: AnApp) -> None:
    case = a_report(component=await define(app, 1), address="路口")
    await settle(app.door, [case])
    await settle(app.door, [AcceptCase(**by_system(case.entity))])
    refused = await judged(app, FileCase(**by_system(case.entity), class_code=CLASS))
    assert refused.why == ProblemCode.COMPONENT_CLASS
    await settle(app.door, [FileCase(**by_system(case.entity), class_code=COVER)])
