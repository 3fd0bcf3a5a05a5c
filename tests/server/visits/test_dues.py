"""Due lists and coverage over HTTP, on both databases: scoped, masked, journalled, and never stale."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from mobile_contract.accounts import GrantMembership, Post
from mobile_contract.merges import Register, RetireRecord
from mobile_contract.residents import AddHousehold, ChangePerson, RegisterPerson, ResidencyKind
from mobile_contract.visit_rules import PublishVisitRules
from mobile_contract.visits import RecordVisit, VisitOutcome
from server.core import clock
from server.core.door import SYSTEM
from server.core.ids import new_id
from server.visits.editions import today
from server.visits.remembered import LONGEST_MS, MOST_LISTS, MOST_PAGES, Listed, Remembered, Stand
from server.visits.starter import starter
from sync.visit_days import text_of_day
from tests.server.residents.test_routes import readings
from tests.support.app import AnApp, running
from tests.support.scene import by_system, settle

REGISTER = {"purpose": "register"}


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[AnApp]:
    async with running(database_url, tmp_path) as one:
        yield one


def day(ahead: int = 0) -> str:
    return text_of_day(today(clock.now()) + ahead)


async def publish(app: AnApp, base: int = 0, ahead: int = 0) -> None:
    facts: dict[str, Any] = {"scheme": starter().scheme, "rules": starter().rules, "reason": "试行"}
    await settle(app.door, [PublishVisitRules(**by_system(new_id(), base=base), valid_from=day(ahead), **facts)])


async def a_household(app: AnApp, *labels: str, **facts: Any) -> tuple[str, str]:
    """One more household with somebody in it: their ids."""
    household, person = new_id(), new_id()
    told: dict[str, Any] = {"name": "演示李四", "dwelling": app.scene.other_dwelling, "birth_on": "1940-01-01"} | facts
    await settle(
        app.door,
        [
            AddHousehold(**by_system(household), dwelling=app.scene.other_dwelling),
            RegisterPerson(**by_system(person), residency=new_id(), household=household, care_labels=labels, **told),
        ],
    )
    return household, person


async def visited(app: AnApp, household: str, outcome: VisitOutcome = VisitOutcome.MET) -> None:
    await settle(app.door, [RecordVisit(**by_system(new_id(), household), household=household, outcome=outcome)])


async def asked(browser: httpx.AsyncClient, app: AnApp, **more: Any) -> dict[str, Any]:
    answer = await browser.get("/v1/visits/due", params={"grid": app.scene.west, **REGISTER, **more})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def item_of(page: dict[str, Any], household: str) -> dict[str, Any]:
    [item] = [item for item in page["items"] if item["household"] == household]
    found: dict[str, Any] = item
    return found


async def test_before_rules_are_published_nobody_is_due(app: AnApp) -> None:
    office = await app.sign_in("office")
    page = await asked(office, app)
    assert (page["overdue"], page["due"], page["upcoming"], page.get("items", [])) == (0, 0, 0, [])
    assert (await office.get("/v1/visits/rules")).json() == {"version": 0}


async def test_a_list_tells_who_is_due_masked_and_a_visit_moves_them_on(app: AnApp) -> None:
    await publish(app)
    household, person = await a_household(app, "living_alone")
    office = await app.sign_in("office")

    before = item_of(await asked(office, app), household)
    await visited(app, household)
    after = item_of(await asked(office, app), household)

    assert (before["state"], before["priority"]) == ("due", 1)
    assert {reason["rule"] for reason in before["reasons"]} >= {"high"}
    [member] = before["members"]
    assert (member["id"], member["name"]) == (person, "演**四")
    assert before["home"]
    assert (after["state"], after["last_outcome"], after["last_met_on"]) == ("upcoming", "met", day())


async def test_absent_asks_for_another_try_and_refused_is_told(app: AnApp) -> None:
    await publish(app)
    household, _ = await a_household(app, "dementia")
    office = await app.sign_in("office")

    await visited(app, household, VisitOutcome.ABSENT)
    absent = item_of(await asked(office, app), household)
    await visited(app, household, VisitOutcome.REFUSED)
    refused = item_of(await asked(office, app), household)

    assert (absent["state"], absent["last_outcome"]) == ("due", "absent")
    assert absent["due_on"] <= day(1)
    assert (refused["state"], refused["last_outcome"]) == ("due", "refused")


async def test_somebody_who_moved_in_today_and_needs_care_is_due_within_a_day(app: AnApp) -> None:
    await publish(app)
    household, person = await a_household(app, "severe_illness", from_on=day())
    item = item_of(await asked(await app.sign_in("office"), app, on=day(1)), household)
    change = next(reason for reason in item["reasons"] if reason["cause"] == "change")
    assert (change["rule"], change["due_on"], change["persons"]) == ("high", day(1), [person])


async def test_labels_are_looked_at_for_those_alone_whose_work_needs_them(app: AnApp) -> None:
    await publish(app)
    household, _ = await a_household(app, "dementia", residency_kind=ResidencyKind.FLOATING)
    committee, supervisor = await app.sign_in("office"), await app.sign_in("supervisor")

    knows, not_told = await asked(committee, app), await asked(supervisor, app)

    assert (knows["sensitive"], not_told["sensitive"]) == (True, False)
    assert "high" in {reason["rule"] for reason in item_of(knows, household)["reasons"]}
    assert {reason["rule"] for reason in item_of(not_told, household)["reasons"]} <= {"floating", "ordinary"}


async def test_every_look_is_journalled_with_those_whom_it_told_of(app: AnApp) -> None:
    await publish(app)
    _, person = await a_household(app, "dementia")
    office = await app.sign_in("office")
    await asked(office, app, purpose=f"visit-plan:{app.scene.west}")

    entry, (purpose, what, persons) = (await readings(app.door))[-1]

    assert (entry.actor, entry.entity) == (app.scene.users["office"], app.scene.west)
    assert (purpose, what) == (f"visit-plan:{app.scene.west}", "visits_due")
    assert person in persons


@pytest.mark.parametrize("path", ["due", "coverage"])
async def test_another_areas_grid_is_not_there(app: AnApp, path: str) -> None:
    neighbour = await app.sign_in("neighbour")
    purpose = REGISTER if path == "due" else {}
    answer = await neighbour.get(f"/v1/visits/{path}", params={"grid": app.scene.west, **purpose})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "more",
    [
        {"on": "2026-02-30"},
        {"on": "20261126"},
        {"on": "1999-01-01"},
        {"on": "2099-01-01"},
        {"skip": "-1"},
        {"limit": "0"},
        {"purpose": "curiosity"},
    ],
)
async def test_a_question_that_is_none_is_refused(app: AnApp, more: dict[str, str]) -> None:
    office = await app.sign_in("office")
    answer = await office.get("/v1/visits/due", params={"grid": app.scene.west, **REGISTER, **more})
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_pages_follow_each_other_and_tell_the_same_counts(app: AnApp) -> None:
    await publish(app)
    households = {(await a_household(app, "dementia"))[0] for _ in range(3)}
    office = await app.sign_in("office")

    first = await asked(office, app, limit=2)
    second = await asked(office, app, limit=2, skip=first["next"])

    seen = [item["household"] for page in (first, second) for item in page["items"]]
    assert len(seen) == len(set(seen)) == first["due"] + first["upcoming"] + first["overdue"]
    assert households <= set(seen)
    assert (first["due"], "next" in second) == (second["due"], False)


async def test_who_is_erased_retired_or_gone_is_due_no_more(app: AnApp) -> None:
    await publish(app)
    erased, person = await a_household(app, "dementia")
    retired, _ = await a_household(app, "dementia")
    cured, patient = await a_household(app, "dementia")
    office = await app.sign_in("office")
    assert {erased, retired, cured} <= {item["household"] for item in (await asked(office, app))["items"]}

    await app.door.erase(SYSTEM, person, "申请")
    await settle(app.door, [RetireRecord(**by_system(retired), register=Register.HOUSEHOLD)])
    await settle(app.door, [ChangePerson(**by_system(patient), remove_labels=("dementia",))])
    page = await asked(office, app)

    assert not {erased, retired} & {item["household"] for item in page["items"]}
    assert "high" not in {reason["rule"] for reason in item_of(page, cured)["reasons"]}


async def test_a_new_edition_holds_from_its_day_on(app: AnApp) -> None:
    await publish(app, ahead=7)
    household, _ = await a_household(app, "dementia")
    office = await app.sign_in("office")
    assert (await asked(office, app)).get("items", []) == []
    assert item_of(await asked(office, app, on=day(7)), household)["priority"] == 1
    rules = (await office.get("/v1/visits/rules")).json()
    assert (rules["version"], rules.get("in_force"), len(rules["editions"])) == (1, None, 1)

    await publish(app, base=1)
    assert item_of(await asked(office, app), household)["priority"] == 1
    assert (await office.get("/v1/visits/rules")).json()["in_force"] == 2


async def test_coverage_counts_what_was_asked_and_what_was_met(app: AnApp) -> None:
    await publish(app)
    met, _ = await a_household(app, "dementia")
    await a_household(app, "dementia")
    office = await app.sign_in("supervisor")

    before = (await office.get("/v1/visits/coverage", params={"grid": app.scene.west})).json()
    await visited(app, met)
    after = (await office.get("/v1/visits/coverage", params={"grid": app.scene.west})).json()

    high = [next(rule for rule in page["rules"] if rule["rule"] == "high") for page in (before, after)]
    assert [(rule["asked"], rule["visited"]) for rule in high] == [(2, 0), (2, 1)]
    assert before["households"] == after["households"] >= 2
    assert (before["households_visited"], after["households_visited"]) == (0, 1)
    assert before.get("seen_until") is None
    assert after["seen_until"] is not None


async def test_who_holds_no_post_there_any_more_sees_nothing(app: AnApp) -> None:
    await publish(app)
    membership = new_id()
    facts: dict[str, Any] = {"user": app.scene.users["stranger"], "org": app.scene.community, "post": Post.COMMITTEE}
    ends = clock.now() - timedelta(days=1)
    grant = GrantMembership(**by_system(membership), **facts, from_at=ends - timedelta(days=9), until_at=ends)
    await settle(app.door, [grant])
    stranger = await app.sign_in("stranger")
    answer = await stranger.get("/v1/visits/due", params={"grid": app.scene.west, **REGISTER})
    assert answer.status_code == 404


def test_a_list_is_remembered_for_its_rows_alone_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Stand(1, _sum(1), _sum(0)), Stand(1, _sum(2), _sum(0))
    kept = Remembered()
    kept.keep(Listed("g", 1, sensitive=True), one, ())
    assert kept.find(Listed("g", 1, sensitive=True), one) == ()
    assert kept.find(Listed("g", 1, sensitive=True), other) is None
    assert kept.find(Listed("g", 1, sensitive=False), one) is None

    for number in range(MOST_LISTS):
        kept.keep(Listed(f"g{number}", 1, sensitive=True), one, ())
    assert kept.find(Listed("g", 1, sensitive=True), one) is None
    assert kept.find(Listed("g0", 1, sensitive=True), one) == ()

    shown: Any = (object(), ("p",))
    for first in range(MOST_PAGES + 1):
        kept.keep_page(Listed("g0", 1, sensitive=True), one, (first, 50), shown)
    kept.keep_page(Listed("g0", 1, sensitive=True), other, (99, 50), shown)
    pages = [kept.find_page(Listed("g0", 1, sensitive=True), one, (first, 50)) for first in (0, 1, MOST_PAGES, 99)]
    assert pages == [None, shown, shown, None]
    assert kept.find_page(Listed("g0", 1, sensitive=True), other, (1, 50)) is None

    def much_later(_since: float) -> float:
        return LONGEST_MS + 1

    monkeypatch.setattr(clock, "elapsed_ms", much_later)
    assert kept.find(Listed("g0", 1, sensitive=True), one) is None


def _sum(count: int) -> Any:
    return (count, "0", "0")


async def test_of_two_editions_published_at_once_one_holds_and_the_other_is_told(app: AnApp) -> None:
    facts: dict[str, Any] = {"scheme": "s", "rules": starter().rules, "reason": "试行", "valid_from": day()}
    twice = [PublishVisitRules(**by_system(new_id()), **facts) for _ in range(2)]
    outcomes = await asyncio.gather(*(app.door.issue([command]) for command in twice))
    receipts = [receipt for outcome in outcomes for receipt in outcome.receipts]
    assert sorted((one.verdict.value, str(one.why or "")) for one in receipts) == [
        ("applied", ""),
        ("refused", "stale_preview"),
    ]
    office = await app.sign_in("office")
    assert len((await office.get("/v1/visits/rules")).json()["editions"]) == 1


async def test_only_whoever_runs_the_district_publishes_rules(app: AnApp) -> None:
    facts: dict[str, Any] = {"scheme": "s", "rules": starter().rules, "reason": "试行", "valid_from": day()}
    worker = app.scene.phone("worker_west")
    [receipt] = (await worker.push(app.door, PublishVisitRules(**worker.facts(new_id()), **facts))).receipts
    assert (receipt.verdict.value, str(receipt.why)) == ("refused", "not_allowed")
