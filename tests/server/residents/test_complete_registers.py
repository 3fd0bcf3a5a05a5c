"""The facts that came to the register later: checked by their tables, sealed, off by default, numbers put right."""

from typing import Any

import pytest

from mobile_contract import residents as wire
from mobile_contract.accounts import Post
from mobile_contract.buildings import BuildingEdits, ChangeBuilding
from mobile_contract.codes import CodeShape, CorrectIdentity, DefineCodes, OptionalFact, SetRegister
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import IdType, Life
from server.core.decisions import Context, Decision
from server.residents.codes import REVEALS_A_DAY, Register, package_tables, schemes_by_field
from server.residents.entities import Building, Dwelling, OwnCodes, Person, RegisterSwitches, Residency
from server.residents.keeping import HANDLERS, SWITCHES, codes_id
from server.residents.kinds import KINDS
from tests.server.residents.scenes import (
    BUILDING,
    DWELLING,
    NEW,
    NEW_STAY,
    PERSON,
    STAY,
    a_building,
    a_dwelling,
    a_person,
    a_place,
    a_stay,
    decide,
    the_next_dwelling,
    to_add_building,
    to_add_dwelling,
    to_move_in,
    to_register,
)
from tests.support.judging import NOW, ADirectory, an_id, command_facts

OWNER_NO = "110105188001010012"
LATER_MS = int(NOW.timestamp() * 1000) + 60_000


def keeping(*collects: str, own: tuple[OwnCodes, ...] = ()) -> Context:
    """A place whose district has laid down what it collects, and tables of its own."""
    switches = RegisterSwitches(id=SWITCHES, collects=collects, reveals_a_day=3)
    place = a_place()
    directory = place.directory
    assert isinstance(directory, ADirectory)
    directory.register = Register(switches, own)
    return place


def refusal_of(decision: Decision) -> tuple[str, dict[str, str]]:
    assert decision.verdict is Verdict.REFUSED
    assert decision.puts == ()
    return decision.why, decision.facts


def put_in(decision: Decision, kind: type[Any]) -> Any:
    """The one row of a kind that was decided."""
    [row] = [one for one in decision.puts if type(one) is kind]
    return row


# --- codes and divisions ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "rows", "field"),
    [
        (to_add_building(nature="zz"), (), "nature"),
        (to_add_building(building_type="00"), (), "building_type"),
        (to_add_dwelling(dwelling_type="98"), (a_building(),), "dwelling_type"),
        (to_register(relation="09"), (a_dwelling(),), "relation"),
        (to_register(inflow_reason="1"), (a_dwelling(),), "inflow_reason"),
        (to_move_in(housing_kind="77"), (a_person(), the_next_dwelling()), "housing_kind"),
        (to_move_in(cert_type="x"), (a_person(), the_next_dwelling()), "cert_type"),
    ],
)
def test_a_code_that_is_in_no_table_is_refused_with_its_scheme(command: Any, rows: tuple[Any, ...], field: str) -> None:
    why, facts = refusal_of(decide(command, *rows))
    assert why == ProblemCode.UNKNOWN_CODE
    assert facts == {"field": field, "scheme": schemes_by_field()[field], "value": getattr(command, field)}


@pytest.mark.parametrize("field", ["registered_division", "residence_division", "origin"])
@pytest.mark.parametrize(("code", "wrong"), [("3201", True), ("320114", False), ("320114001005", False)])
def test_a_division_has_its_form_and_is_not_looked_up(field: str, code: str, wrong: bool) -> None:
    decision = decide(to_register(**{field: code}), a_dwelling())
    told = (decision.why, decision.facts) if wrong else None
    assert told == ((ProblemCode.WRONG_IDENTIFIER, {"field": field}) if wrong else None)
    assert bool(decision.puts) is not wrong


def test_what_is_emptied_is_never_wrong() -> None:
    stay = a_stay(inflow_reason="old", cert_type="gone")
    edits = wire.ResidencyEdits(inflow_reason=("old", None), cert_type=("gone", None))
    decision = decide(wire.ChangeResidency(**command_facts(STAY, PERSON), set=edits), stay)
    assert (put_in(decision, Residency).inflow_reason, put_in(decision, Residency).cert_type) == (None, None)


def test_a_districts_own_table_stands_in_place_of_the_packages_until_it_is_emptied() -> None:
    ended = CodeShape(code="A", name="甲", valid_until="2026-01-31")
    own = OwnCodes(
        id=codes_id("cert_type"), scheme="cert_type", title="证", codes=(ended, CodeShape(code="B", name="乙"))
    )
    rows = (a_person(), the_next_dwelling())

    def why(code: str, *tables: OwnCodes) -> str:
        return decide(to_move_in(cert_type=code), *rows, context=keeping(own=tables)).why

    assert (why("B", own), why("A", own), why("01", own)) == ("", "unknown_code", "unknown_code")
    emptied = OwnCodes(id=own.id, scheme="cert_type", title="证")
    assert (why("B", emptied), why("01", emptied)) == ("unknown_code", "")


def test_the_tables_of_the_package_have_no_faults() -> None:
    schemes = [table.scheme for table in package_tables()]
    assert len(set(schemes)) == len(schemes) >= 12
    assert all(table.codes and table.standard and table.valid_from for table in package_tables())
    fields = {name for kind in KINDS for name in kind.entity.__struct_fields__}
    assert set(schemes_by_field()) <= fields
    view = Register().view()
    assert {one.scheme: len(one.codes) for one in view.tables} == {
        one.scheme: len(one.codes) for one in package_tables()
    }
    assert (view.collects, view.reveals_a_day) == ((), REVEALS_A_DAY)


# --- facts that a district collects only if it says so ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "value"),
    [("ethnicity", "01"), ("marriage", "10"), ("native_place", "320114"), ("occupation", "20000"), ("education", "20")],
)
def test_an_optional_fact_is_refused_until_the_district_collects_it(fact: str, value: str) -> None:
    change = wire.ChangePerson(**command_facts(PERSON), set=wire.PersonEdits(**{fact: (None, value)}))  # type: ignore[arg-type]
    for command, rows in ((to_register(**{fact: value}), (a_dwelling(),)), (change, (a_person(),))):
        assert refusal_of(decide(command, *rows)) == (ProblemCode.NOT_COLLECTED, {"field": fact})
        assert getattr(put_in(decide(command, *rows, context=keeping(fact)), Person), fact) == value
    assert {one.value for one in OptionalFact} == {"ethnicity", "marriage", "native_place", "occupation", "education"}


def test_what_is_collected_no_more_can_still_be_taken_away() -> None:
    edits = wire.PersonEdits(ethnicity=("01", None))
    decision = decide(wire.ChangePerson(**command_facts(PERSON), set=edits), a_person(ethnicity="01"))
    assert put_in(decision, Person).ethnicity is None


# --- buildings, dwellings, stays, validity ----------------------------------------------------------------------------


def test_a_building_is_changed_by_the_policy_of_each_field() -> None:
    building = a_building(
        property_company="旧物业", stamps={"property_company": (2, LATER_MS), "number": (2, 0)}, version=2
    )
    edits = BuildingEdits(property_company=("无", "新物业"), number=("9", "8"), units=(0, 3))
    decision = decide(ChangeBuilding(**command_facts(BUILDING, base=1), set=edits), building)
    assert decision.verdict is Verdict.CONFLICT
    assert decision.fields == {"property_company": "kept", "number": "kept", "units": "applied"}
    assert put_in(decision, Building).units == 3


def test_a_building_that_is_retired_keeps_the_edit_and_a_person_decides() -> None:
    command = ChangeBuilding(**command_facts(BUILDING), set=BuildingEdits(has_danger=(False, True)))
    decision = decide(command, a_building(life=Life.RETIRED))
    assert (decision.why, put_in(decision, Building).has_danger) == (ProblemCode.EDITED_AFTER_RETIRE, True)
    assert decide(command).missing == (BUILDING,)


def test_what_is_added_is_in_force_from_the_day_on_which_it_was_observed() -> None:
    added = (
        put_in(decide(to_add_building()), Building),
        put_in(decide(to_add_dwelling(), a_building()), Dwelling),
        put_in(decide(to_register(), a_dwelling()), Person),
    )
    assert {(row.effective_on, row.expired_on) for row in added} == {("2026-11-23", None)}


def test_an_owner_is_kept_whole_and_shown_masked() -> None:
    command = to_add_dwelling(owner_name="演示业主", owner_id_no=OWNER_NO.lower(), owner_phone="13900000000")
    dwelling = put_in(decide(command, a_building()), Dwelling)
    kind = next(kind for kind in KINDS if kind.name == "dwelling")
    record = kind.record(dwelling) if kind.record else None
    assert isinstance(record, wire.DwellingRecord)
    assert (dwelling.owner_id_no, record.owner_id_masked) == (OWNER_NO, "1****************2")
    assert OWNER_NO not in repr(record)


@pytest.mark.parametrize(("number", "kept"), [(OWNER_NO, OWNER_NO), (None, None)])
def test_a_number_alone_changes_a_dwelling(number: str | None, kept: str | None) -> None:
    dwelling = a_dwelling(owner_id_no="4711")
    decision = decide(wire.ChangeDwelling(**command_facts(DWELLING), owner_id_no=number), dwelling)
    after = put_in(decision, Dwelling)
    assert (after.owner_id_no, after.version, decision.version) == (kept, 2, 2)
    assert decision.fields == {"owner_id_no": "applied"}
    assert set(after.stamps) == {"owner_id_masked"}


def test_a_number_and_a_field_are_one_version() -> None:
    command = wire.ChangeDwelling(
        **command_facts(DWELLING), set=wire.DwellingEdits(owner_name=("", "演示业主")), owner_id_no=OWNER_NO
    )
    after = put_in(decide(command, a_dwelling()), Dwelling)
    assert (after.owner_name, after.owner_id_no, after.version) == ("演示业主", OWNER_NO, 2)
    assert set(after.stamps) == {"owner_name", "owner_id_masked"}


def test_a_number_that_was_observed_before_the_one_that_stands_is_not_written() -> None:
    stay = a_stay(cert_no="NEW-1", stamps={"cert_masked": (2, LATER_MS)}, version=2)
    decision = decide(wire.ChangeResidency(**command_facts(STAY, PERSON), cert_no="OLD-1"), stay)
    assert (decision.verdict, decision.puts, decision.fields) == (Verdict.MERGED, (), {"cert_no": "kept"})


def test_a_change_that_names_nothing_is_refused_still() -> None:
    decision = decide(wire.ChangeDwelling(**command_facts(DWELLING)), a_dwelling())
    assert refusal_of(decision)[0] == ProblemCode.NOTHING_TO_CHANGE


def test_a_move_keeps_the_history_and_the_certificate_of_each_stay() -> None:
    before = a_stay(cert_no="OLD-1", cert_type="03")
    command = to_move_in(cert_no="new-2", cert_type="01", cert_on="2026-11-01", housing_kind="05")
    decision = decide(command, a_person(), before, the_next_dwelling())
    stays = {row.id: row for row in decision.puts if isinstance(row, Residency)}
    assert (stays[STAY].cert_no, stays[STAY].status, stays[STAY].until_on) == ("OLD-1", "ended", "2026-11-23")
    assert (stays[NEW_STAY].cert_no, stays[NEW_STAY].cert_masked, stays[NEW_STAY].housing_kind) == (
        "NEW-2",
        "N***2",
        "05",
    )
    assert put_in(decision, Person).id == PERSON


# --- by which number a person is known --------------------------------------------------------------------------------


def to_correct(**more: Any) -> CorrectIdentity:
    facts: dict[str, Any] = {"id_type": IdType.RESIDENT_ID, "id_no": "11010519491231002x", "reason": "录入错误"}
    return CorrectIdentity(**command_facts(PERSON), **(facts | more))


def test_an_identity_is_put_right_and_remembers_when() -> None:
    after = put_in(decide(to_correct(), a_person(id_no="DEMO-1", id_type=IdType.OTHER)), Person)
    assert (after.id_no, after.id_type, after.version) == ("11010519491231002X", IdType.RESIDENT_ID, 2)
    assert set(after.stamps) == {"id_type", "id_masked"}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"reason": "  "}, ProblemCode.CASE_NEEDS),
        ({"id_no": "110105194912310021"}, ProblemCode.WRONG_IDENTIFIER),
        ({"id_type": IdType.OTHER, "id_no": "demo-1"}, ProblemCode.NOTHING_TO_CHANGE),
    ],
)
def test_a_correction_is_refused(more: dict[str, Any], why: ProblemCode) -> None:
    assert refusal_of(decide(to_correct(**more), a_person(id_no="DEMO-1", id_type=IdType.OTHER)))[0] == why


def test_of_two_corrections_the_later_observation_stands() -> None:
    person = a_person(id_no="DEMO-2", stamps={"id_masked": (2, LATER_MS), "id_type": (2, LATER_MS)}, version=2)
    decision = decide(to_correct(), person)
    assert (decision.verdict, decision.puts, decision.version) == (Verdict.MERGED, (), 2)
    assert decide(to_correct()).missing == (PERSON,)


def test_an_office_alone_corrects_and_an_administrator_alone_sets() -> None:
    posts = {handler.command: handler.posts for handler in HANDLERS}
    assert posts == {
        CorrectIdentity: {Post.COMMITTEE},
        SetRegister: {Post.SYS_ADMIN},
        DefineCodes: {Post.SYS_ADMIN},
    }


# --- what a district lays down ----------------------------------------------------------------------------------------


def test_switches_are_set_one_by_one() -> None:
    first = put_in(
        decide(SetRegister(**command_facts(NEW), collects=(OptionalFact.MARRIAGE,), reason="r")), RegisterSwitches
    )
    assert (first.collects, first.reveals_a_day) == (("marriage",), REVEALS_A_DAY)
    second = put_in(decide(SetRegister(**command_facts(NEW), reveals_a_day=5, reason="r"), first), RegisterSwitches)
    assert (second.collects, second.reveals_a_day, second.version) == (("marriage",), 5, 2)
    assert refusal_of(decide(SetRegister(**command_facts(NEW), reason="r")))[0] == ProblemCode.NOTHING_TO_CHANGE


def to_define(*codes: CodeShape, scheme: str = "cert_type") -> DefineCodes:
    return DefineCodes(**command_facts(an_id()), scheme=scheme, title="证", codes=codes, reason="本市")


def test_a_table_is_defined_and_given_up() -> None:
    first = put_in(decide(to_define(CodeShape(code="1", name="一"))), OwnCodes)
    assert (first.id, first.codes) == (codes_id("cert_type"), (CodeShape(code="1", name="一"),))
    assert put_in(decide(to_define(), first), OwnCodes).codes == ()


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (to_define(scheme="religion"), ProblemCode.UNKNOWN_CODE),
        (to_define(CodeShape(code="1", name="一"), CodeShape(code="1", name="二")), ProblemCode.WRONG_IDENTIFIER),
        (to_define(CodeShape(code="1", name="一", valid_until="2026-02-30")), ProblemCode.WRONG_IDENTIFIER),
    ],
)
def test_a_table_that_cannot_be_is_refused(command: DefineCodes, why: ProblemCode) -> None:
    assert refusal_of(decide(command))[0] == why
