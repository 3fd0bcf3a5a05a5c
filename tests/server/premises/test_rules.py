"""What may become of organisations, sites and rented houses, by their rules alone."""

from typing import Any

import pytest

from mobile_contract import premises as wire
from mobile_contract.base import Command
from mobile_contract.premises import OrganisationEdits, Premises, RentedHouseEdits, SiteEdits
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life, ResidencyStatus
from server.core.decisions import ANYWHERE, Area, MissingSubject
from server.core.entities import Entity
from server.core.working import WorkingSet
from server.premises.codes import TABLE_OF, tables, verify_days, wrong_code
from server.premises.entities import Organisation, RentedHouse, Site, Tenancy
from tests.server.premises.shapes import (
    CREDIT_CODE,
    HANDLERS,
    HOUSE,
    ORGANISATION,
    SITE,
    a_house,
    a_site,
    a_tenancy,
    an_organisation,
    decide,
    to_register_house,
    to_register_organisation,
    to_register_site,
)
from tests.server.residents.scenes import (
    BUILDING,
    HOME,
    KINDS,
    NEXT,
    a_building,
    a_dwelling,
    a_place,
    a_point,
)
from tests.support.judging import NOW, ADirectory, an_id, command_facts


def area(command: Command, *rows: Entity) -> Area:
    handler, working = next(one for one in HANDLERS if one.command is type(command)), WorkingSet(KINDS)
    working.declare(handler.needs(command))
    working.load(row for row in rows if (type(row), row.id) in working.original)
    return handler.area(command, working, ADirectory())


def test_a_site_lies_where_its_building_lies() -> None:
    [row] = decide(to_register_site(grid=NEXT), a_building()).puts
    assert isinstance(row, Site)
    assert (row.grid, row.building, row.lon, row.lat) == (HOME, BUILDING, 118.779, 31.992)
    [own] = decide(to_register_site(point=a_point(lon=118.78)), a_building()).puts
    assert isinstance(own, Site)
    assert (own.grid, own.lon) == (HOME, 118.78)


def test_a_site_without_a_building_lies_in_the_grid_that_is_named_or_at_its_point() -> None:
    [named] = decide(to_register_site(building=None, grid=NEXT)).puts
    assert isinstance(named, Site)
    assert (named.grid, named.lon) == (NEXT, None)
    here = a_place()
    here.directory.here = HOME  # type: ignore[attr-defined] # the directory of tests
    [at] = decide(to_register_site(building=None, point=a_point()), context=here).puts
    assert isinstance(at, Site)
    assert (at.grid, at.lon, at.lat) == (HOME, 118.779, 31.992)


@pytest.mark.parametrize(
    ("facts", "why", "told"),
    [
        ({"building": None}, ProblemCode.UNKNOWN_GRID, {"grid": ""}),
        ({"building": None, "point": a_point()}, ProblemCode.UNKNOWN_GRID, {"grid": ""}),
        ({"building": None, "grid": an_id(999)}, ProblemCode.UNKNOWN_GRID, {"grid": an_id(999)}),
        ({"building": None, "point": a_point(31.992, 118.779)}, ProblemCode.OUT_OF_DISTRICT, {"swapped": "yes"}),
        ({"site_kind": "castle"}, ProblemCode.WRONG_IDENTIFIER, {"field": "site_kind", "value": "castle"}),
        ({"fire_class": "x"}, ProblemCode.WRONG_IDENTIFIER, {"field": "fire_class", "value": "x"}),
    ],
)
def test_what_cannot_be_a_site_is_refused_with_the_facts(
    facts: dict[str, Any], why: ProblemCode, told: dict[str, str]
) -> None:
    decision = decide(to_register_site(**facts), a_building())
    assert (decision.verdict, decision.why, decision.facts) == (Verdict.REFUSED, why, told)


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000802100433B", "91440300708461136T"])
def test_an_organisation_has_a_code_that_passes_its_check(code: str) -> None:
    """Vectors of domain.md 2.4; lower case is taken as upper."""
    [row] = decide(to_register_organisation(credit_code=code.lower())).puts
    assert isinstance(row, Organisation)
    assert row.credit_code == code
    wrong = decide(to_register_organisation(credit_code=f"{code[:-1]}0"))
    assert (wrong.why, wrong.facts) == (ProblemCode.WRONG_IDENTIFIER, {"field": "credit_code"})


def test_what_a_row_names_is_waited_for() -> None:
    assert decide(to_register_site(organisation=ORGANISATION), a_building()).missing == (ORGANISATION,)
    assert decide(to_register_house()).verdict is Verdict.HELD
    edit = wire.ChangeSite(**command_facts(SITE), set=SiteEdits(organisation=(None, ORGANISATION)))
    assert decide(edit, a_site()).missing == (ORGANISATION,)
    assert decide(edit, a_site(), an_organisation()).verdict is Verdict.APPLIED


def test_no_id_is_given_twice() -> None:
    assert decide(to_register_site(), a_building(), a_site()).why == ProblemCode.ID_TAKEN
    assert decide(to_register_organisation(), an_organisation()).why == ProblemCode.ID_TAKEN
    assert decide(to_register_house(), a_dwelling(), a_house()).why == ProblemCode.ID_TAKEN


def test_a_rented_house_lies_where_its_dwelling_lies() -> None:
    [row] = decide(to_register_house(owner_id_no="demo-0009"), a_dwelling()).puts
    assert isinstance(row, RentedHouse)
    assert (row.grid, row.owner_id_no, row.management_class) == (HOME, "DEMO-0009", "green")


def test_changes_are_merged_field_by_field() -> None:
    edit = wire.ChangeRentedHouse(
        **command_facts(HOUSE, base=2),
        set=RentedHouseEdits(management_class=("green", "red"), note=(None, "楼道堆物")),
    )
    seen = a_house(management_class="yellow", version=3, stamps={"management_class": (3, 1)})
    decision = decide(edit, seen)
    [row] = decision.puts
    assert isinstance(row, RentedHouse)
    assert (row.note, row.management_class) == ("楼道堆物", "yellow")
    assert [(one.field, one.mine, one.theirs) for one in decision.conflicts] == [("management_class", "red", "yellow")]
    wrong = decide(wire.ChangeRentedHouse(**command_facts(HOUSE), set=RentedHouseEdits(purpose=("living", "x"))), seen)
    assert wrong.facts == {"field": "purpose", "value": "x"}


def test_officers_of_two_who_add_one_each_are_both_there() -> None:
    first = decide(wire.ChangeOrganisation(**command_facts(ORGANISATION), add_officers=("演示甲",)), an_organisation())
    [row] = first.puts
    [both] = decide(wire.ChangeOrganisation(**command_facts(ORGANISATION), add_officers=("演示乙",)), row).puts
    assert isinstance(both, Organisation)
    assert both.safety_officers == ("演示乙", "演示甲")


def test_a_changed_code_is_checked_and_kept_in_one_form() -> None:
    edits = OrganisationEdits(credit_code=(CREDIT_CODE, "91110000802100433b"))
    [row] = decide(wire.ChangeOrganisation(**command_facts(ORGANISATION), set=edits), an_organisation()).puts
    assert isinstance(row, Organisation)
    assert row.credit_code == "91110000802100433B"
    bad = OrganisationEdits(credit_code=(CREDIT_CODE, "91110000802100433A"))
    refused = decide(wire.ChangeOrganisation(**command_facts(ORGANISATION), set=bad), an_organisation())
    assert refused.facts == {"field": "credit_code"}


def test_of_two_who_move_a_site_the_later_observation_counts() -> None:
    moved = decide(wire.MoveSite(**command_facts(SITE), grid=NEXT), a_site(lon=118.779, lat=31.992))
    [row] = moved.puts
    assert isinstance(row, Site)
    assert (row.grid, row.building, row.lon) == (NEXT, None, None)
    earlier = a_place(observed_ms=a_place().observed_ms - 1)
    late = decide(wire.MoveSite(**command_facts(SITE), building=BUILDING), row, a_building(), context=earlier)
    assert (late.verdict, late.puts) == (Verdict.MERGED, ())


def test_a_move_takes_the_right_to_both_grids() -> None:
    move = wire.MoveSite(**command_facts(SITE), grid=NEXT)
    assert area(move, a_site()) == Area(every=(Area(grid=HOME), Area(grid=NEXT)))
    assert area(wire.MoveSite(**command_facts(SITE), grid=HOME), a_site()) == Area(grid=HOME)
    assert area(to_register_site(building=None)) == ANYWHERE
    assert area(to_register_site(building=None, point=a_point())).point == pytest.approx((118.779, 31.992))
    with pytest.raises(MissingSubject):
        area(move)


@pytest.mark.parametrize(
    ("of", "row"),
    [
        (Premises.SITE, a_site()),
        (Premises.ORGANISATION, an_organisation()),
        (Premises.RENTED_HOUSE, a_house()),
    ],
)
def test_premises_are_closed_and_come_back(of: Premises, row: Site | Organisation | RentedHouse) -> None:
    close = wire.ClosePremises(**command_facts(row.id), premises=of)
    [closed] = decide(close, row).puts
    assert getattr(closed, "life") is Life.RETIRED  # noqa: B009 - of whatever kind
    assert decide(close, closed).verdict is Verdict.MERGED
    reopen = wire.ReopenPremises(**command_facts(row.id), premises=of)
    [back] = decide(reopen, closed).puts
    assert getattr(back, "life") is Life.ACTIVE  # noqa: B009 - as above
    assert decide(reopen, back).verdict is Verdict.MERGED
    assert decide(close).verdict is decide(reopen).verdict is Verdict.HELD


def test_whoever_rents_in_a_house_that_is_closed_moves_out() -> None:
    close = wire.ClosePremises(**command_facts(HOUSE), premises=Premises.RENTED_HOUSE)
    later = a_tenancy(an_id(), from_on="2027-01-01")
    over = a_tenancy(an_id(), status=ResidencyStatus.ENDED, until_on="2026-05-01")
    decision = decide(close, a_house(), a_tenancy(), later, over)
    ended = [row for row in decision.puts if isinstance(row, Tenancy)]
    assert [(one.id, one.status, one.until_on) for one in ended] == [
        (a_tenancy().id, ResidencyStatus.ENDED, NOW.date().isoformat())
    ]


def test_a_closed_site_that_is_edited_is_for_a_person_to_decide() -> None:
    edit = wire.ChangeSite(**command_facts(SITE), set=SiteEdits(name=("演示小商店", "演示大商店")))
    decision = decide(edit, a_site(life=Life.RETIRED))
    assert (decision.verdict, decision.why) == (Verdict.CONFLICT, ProblemCode.EDITED_AFTER_RETIRE)
    assert [one.mine for one in decision.conflicts] == [{"name": "演示大商店"}]
    edited = a_site(name="演示大商店", version=2, stamps={"name": (2, a_place().observed_ms + 1)})
    unseen = decide(wire.ClosePremises(**command_facts(SITE), premises=Premises.SITE), edited)
    assert [one.theirs for one in unseen.conflicts] == [{"name": "演示大商店"}]


def test_every_field_with_a_code_has_a_table_with_names() -> None:
    assert {TABLE_OF[field] for field in TABLE_OF} == set(tables())
    for name, table in tables().items():
        codes = [item.code for item in table.codes]
        assert len(set(codes)) == len(codes), name
        assert table.scheme.startswith("premises.")
        assert all(item.name and item.name_en for item in table.codes)
    groups = [item.group for item in tables()["site_kind"].codes]
    assert (groups.count("nine_small"), groups.count("three_small")) == (9, 3)


def test_what_is_not_said_is_no_wrong_code_and_the_stricter_class_is_seen_more_often() -> None:
    assert wrong_code({"site_kind": "shop", "danger_type": None, "name": "x"}.items()) is None
    assert verify_days("red") < verify_days("yellow") < verify_days("green")
    assert verify_days("of another table") == verify_days("red")
