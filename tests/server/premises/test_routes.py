"""What an office reads of premises, over HTTP and on both databases: masked, within its area, and journalled."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from mobile_contract.premises import VerifyTenant
from server.core.ids import new_id
from server.premises.service import list_unverified
from tests.server.premises.homes import (
    CREDIT_CODE,
    OWNER,
    OWNER_ID,
    OWNER_PHONE,
    house_in,
    let,
    organisation_in,
    site_in,
    tenant_of,
)
from tests.server.residents.test_routes import readings
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

REGISTER = {"purpose": "register"}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


async def test_a_list_shows_houses_of_a_grid_masked_with_how_many_are_to_be_verified(app: AnApp) -> None:
    house, tenancy = await let(app.door, app.scene.dwelling, app.scene.person)
    office = await app.sign_in("office")
    asked = {"of": "rented_house", "grid": app.scene.west, **REGISTER}

    answer = await office.get("/v1/premises", params=asked)

    assert answer.status_code == 200, answer.text
    [one] = answer.json()["premises"]
    assert (one["id"], one["contact"], one["phone"], one["category"]) == (house, "演**东", "139****0009", "green")
    assert (one["tenants"], one["overdue"]) == (1, 1)
    await settle(app.door, [VerifyTenant(**by_system(tenancy, app.scene.person), house=house)])
    [one] = (await office.get("/v1/premises", params=asked)).json()["premises"]
    assert (one["tenants"], one.get("overdue", 0)) == (1, 0)


async def test_one_house_tells_its_tenants_and_nobody_in_full(app: AnApp) -> None:
    house, tenancy = await let(app.door, app.scene.dwelling, app.scene.person)
    office = await app.sign_in("office")

    answer = await office.get(f"/v1/premises/{house}", params=REGISTER)

    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["rented_house"]["owner_name"] == "演**东"
    assert [(one["tenancy"]["id"], one["person"]["name"]) for one in told["tenants"]] == [(tenancy, "演**三")]
    assert not [word for word in (OWNER, OWNER_PHONE, OWNER_ID, "演示张三") if word in answer.text]


async def test_an_organisation_tells_its_sites_and_a_site_itself(app: AnApp) -> None:
    organisation = organisation_in(app.scene.west, safety_officers=("演示赵六 13900000008",))
    site = site_in(building=app.scene.building, organisation=organisation.entity)
    await settle(app.door, [organisation, site])
    office = await app.sign_in("office")

    told = (await office.get(f"/v1/premises/{organisation.entity}", params=REGISTER)).json()
    assert told["organisation"]["credit_code"] == CREDIT_CODE
    assert told["organisation"]["legal_person"] == "演**人"
    assert "赵" not in str(told["organisation"]["safety_officers"])
    assert [(one["id"], one["category"]) for one in told["sites"]] == [(site.entity, "shop")]
    [shown] = [(await office.get(f"/v1/premises/{site.entity}", params=REGISTER)).json()["site"]]
    assert (shown["building"], shown["safety_officer"]) == (app.scene.building, "演**主")
    for of, found in (("site", site.entity), ("organisation", organisation.entity)):
        asked = {"of": of, "grid": app.scene.west, **REGISTER}
        assert [one["id"] for one in (await office.get("/v1/premises", params=asked)).json()["premises"]] == [found]


async def test_pages_lead_through_all_of_a_grid(app: AnApp) -> None:
    sites = [site_in(building=app.scene.building) for _ in range(5)]
    await settle(app.door, list(sites))
    office = await app.sign_in("office")
    seen: list[str] = []
    after: str | None = None
    while True:
        asked: dict[str, Any] = {"of": "site", "grid": app.scene.west, "limit": 2, **REGISTER}
        asked |= {"after": after} if after else {}
        page = (await office.get("/v1/premises", params=asked)).json()
        seen += [one["id"] for one in page["premises"]]
        after = page.get("next")
        if after is None:
            break
    assert seen == sorted(one.entity for one in sites)


async def test_every_look_is_journalled_with_its_purpose(app: AnApp) -> None:
    house, _ = await let(app.door, app.scene.dwelling, app.scene.person)
    office = await app.sign_in("office")
    before = len(await readings(app.door))

    await office.get("/v1/premises", params={"of": "rented_house", "grid": app.scene.west, **REGISTER})
    await office.get(f"/v1/premises/{house}", params=REGISTER)

    told = [what for _, what in (await readings(app.door))[before:]]
    assert told == [
        ("register", "premises", [house]),
        ("register", "premises", sorted([house, app.scene.person])),
    ]


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/v1/premises", {"of": "site"}, 400),
        ("/v1/premises", {"of": "castle", "grid": "west", **REGISTER}, 400),
        ("/v1/premises", {"of": "site", "grid": "west"}, 400),
        ("/v1/premises", {"of": "site", "grid": "west", "limit": 0, **REGISTER}, 400),
        ("/v1/premises", {"of": "site", "grid": "nowhere", **REGISTER}, 404),
        ("/v1/premises/nothing", REGISTER, 404),
        ("/v1/premises/unknown", REGISTER, 404),
    ],
)
async def test_what_makes_no_sense_or_is_not_there_is_told(
    app: AnApp, path: str, asked: dict[str, Any], status: int
) -> None:
    office = await app.sign_in("office")
    told = {name: app.scene.west if value == "west" else value for name, value in asked.items()}
    answer = await office.get(path.replace("unknown", new_id()), params=told)
    assert answer.status_code == status, answer.text


async def test_a_neighbour_sees_none_of_it(app: AnApp) -> None:
    house, _ = await let(app.door, app.scene.dwelling, app.scene.person)
    neighbour = await app.sign_in("neighbour")
    asked = {"of": "rented_house", "grid": app.scene.west, **REGISTER}
    assert (await neighbour.get("/v1/premises", params=asked)).status_code == 404
    assert (await neighbour.get(f"/v1/premises/{house}", params=REGISTER)).status_code == 404
    visitor = await app.visitor()
    assert (await visitor.get("/v1/premises", params=asked)).status_code == 401


async def test_codes_are_told_to_whoever_is_signed_in(app: AnApp) -> None:
    worker = await app.sign_in("worker_west")
    told = (await worker.get("/v1/premises/codes")).json()
    assert "shop" in {item["code"] for item in told["site_kind"]["codes"]}
    assert told["site_kind"]["scheme"] == "premises.site_kind/1"


async def test_who_is_to_be_verified_is_read_for_many_grids_at_once(app: AnApp) -> None:
    house, tenancy = await let(app.door, app.scene.dwelling, app.scene.person)
    other, over = house_in(app.scene.east_dwelling), house_in(app.scene.east_dwelling, house_no="A")
    seen = tenant_of(other.entity, app.scene.person, verified=True)
    until = tenant_of(over.entity, app.scene.person, from_on="2025-01-01", until_on="2025-12-31", verified=True)
    await settle(app.door, [other, over, seen, until])
    grids = [app.scene.west, app.scene.east]
    days = {
        "2025-12-31": {tenancy},
        "2026-01-01": {tenancy, until.entity},
        "2099-01-01": {tenancy, until.entity, seen.entity},
    }
    for today, found in days.items():
        due = await app.door.database.read(lambda tx, day=today: list_unverified(tx, app.door, grids, day))  # type: ignore[misc]
        assert {one.id for one in due} == found
    assert house != other.entity
