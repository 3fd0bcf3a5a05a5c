"""What may become of service tags and help records, by their rules alone."""

from typing import Any

import pytest

from mobile_contract import care as wire
from mobile_contract.care import HelpEdits
from mobile_contract.merges import Register, RetireRecord
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from mobile_contract.residents import Life, ResidencyStatus
from server.care.codes import FIELDS, rank, tables
from server.care.entities import Help, ServiceTag
from server.care.service import is_in_force
from server.core.decisions import Decision
from server.residents.retiring import retire_record
from tests.server.care.shapes import HELP, TAG, a_help, a_tag, decide, to_change, to_end, to_give, to_help
from tests.server.residents import scenes
from tests.server.residents.scenes import (
    HOME,
    KINDS,
    NEXT,
    PERSON,
    a_person,
    a_place,
    a_stay,
    the_next_dwelling,
    to_move_in,
)
from tests.support.judging import NOW, an_id, command_facts, judge

DAY = "2026-11-23"


def tags(decision: Decision) -> list[ServiceTag]:
    return [row for row in decision.puts if isinstance(row, ServiceTag)]


def tag(decision: Decision) -> ServiceTag:
    [row] = tags(decision)
    return row


def test_a_tag_lies_where_its_person_lives_since_the_day_it_was_told() -> None:
    row = tag(decide(to_give(basis="走访"), a_person()))
    assert (row.grid, row.from_on, row.care_level, row.basis) == (HOME, DAY, "general", "走访")


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"tag_kind": "petitioner"}, {"field": "tag_kind", "value": "petitioner"}),
        ({"care_level": "x"}, {"field": "care_level", "value": "x"}),
        ({"from_on": "2026-02-30"}, {"field": "from_on"}),
        ({"from_on": "2026-03-02", "until_on": "2026-03-01"}, {"field": "until_on"}),
    ],
)
def test_what_cannot_be_a_tag_is_refused_with_the_facts(facts: dict[str, Any], told: dict[str, str]) -> None:
    decision = decide(to_give(**facts), a_person())
    assert (decision.verdict, decision.why, decision.facts) == (Verdict.REFUSED, ProblemCode.WRONG_IDENTIFIER, told)


def test_what_it_names_is_waited_for_and_no_id_is_given_twice() -> None:
    assert decide(to_give()).missing == decide(to_help()).missing == (PERSON,)
    assert decide(to_give(), a_person(), a_tag()).why == ProblemCode.ID_TAKEN
    assert decide(to_help(), a_person(), a_help()).why == ProblemCode.ID_TAKEN
    assert decide(to_end(), a_person()).missing == (TAG,)
    assert decide(to_end(), a_tag()).missing == (PERSON,)
    assert decide(to_end(), a_person(), a_tag(person=an_id())).why == ProblemCode.MISSING_SUBJECT


def test_two_who_tell_one_kind_make_one_tag_at_the_closer_level_under_either_id() -> None:
    other = an_id()
    told = decide(to_give(other, care_level="high"), a_person(), a_tag())
    assert told.verdict is Verdict.MERGED
    again, raised = tags(told)
    assert (again.id, again.same_as, again.status) == (other, TAG, ResidencyStatus.VOID)
    assert (raised.id, raised.care_level) == (TAG, "high")
    lower = decide(to_give(an_id(), care_level="general"), a_person(), raised)
    assert [row.same_as for row in tags(lower)] == [TAG]
    assert tag(decide(to_end(other), a_person(), raised, again)).id == TAG
    changed = tag(decide(to_change(other, basis=("", "名册")), a_person(), raised, again))
    assert (changed.id, changed.basis) == (TAG, "名册")


def test_another_kind_or_one_that_has_ended_is_another_tag() -> None:
    ended = a_tag(an_id(), status=ResidencyStatus.ENDED, until_on="2026-05-01")
    assert tag(decide(to_give(), a_person(), ended, a_tag(an_id(), tag_kind="veteran"))).same_as is None


def test_levels_of_two_who_differ_are_for_a_person_to_decide() -> None:
    written = a_tag(care_level="key", version=3, stamps={"care_level": (3, 1)})
    decision = decide(to_change(base=2, care_level=("general", "high")), a_person(), written)
    assert [(one.field, one.mine, one.theirs) for one in decision.conflicts] == [("care_level", "high", "key")]
    wrong = decide(to_change(care_level=("key", "x")), a_person(), written)
    assert wrong.facts == {"field": "care_level", "value": "x"}


def test_a_tag_is_ended_once_and_another_day_is_refused() -> None:
    row = tag(decide(to_end(), a_person(), a_tag()))
    assert (row.status, row.until_on) == (ResidencyStatus.ENDED, "2026-11-20")
    assert decide(to_end(), a_person(), row).verdict is Verdict.MERGED
    assert decide(to_end(until_on="2026-11-21"), a_person(), row).facts == {"until_on": "2026-11-20"}
    assert decide(to_end(until_on="2026-02-30"), a_person(), a_tag()).facts == {"field": "until_on"}


def test_care_for_somebody_who_is_retired_is_for_a_person_to_decide_and_tells_no_more_than_its_id() -> None:
    person = a_person(life=Life.RETIRED)
    assert [one.mine for one in decide(to_give(note="x"), person).conflicts] == [{"service_tag": TAG}]
    assert [one.mine for one in decide(to_help(), person).conflicts] == [{"help": HELP}]


def test_help_tells_what_was_needed_or_done_and_is_changed_and_taken_back() -> None:
    assert decide(to_help(needed=" ", given=""), a_person()).facts == {"needs": "needed"}
    [row] = decide(to_help(given="送餐", income="低"), a_person()).puts
    assert isinstance(row, Help)
    assert (row.grid, row.helped_on, row.given, row.income) == (HOME, DAY, "送餐", "低")
    edit = wire.ChangeHelp(**command_facts(HELP, PERSON), set=HelpEdits(given=("送餐", "送餐一周")))
    [changed] = decide(edit, a_person(), row).puts
    assert isinstance(changed, Help)
    assert changed.given == "送餐一周"
    void = wire.VoidHelp(**command_facts(HELP, PERSON), reason="记错人")
    [gone] = decide(void, a_person(), changed).puts
    assert isinstance(gone, Help)
    assert gone.voided_at == NOW
    assert decide(void, a_person(), gone).verdict is Verdict.MERGED
    assert decide(edit, a_person(), gone).why == ProblemCode.ALREADY_ENDED
    no_reason = wire.VoidHelp(**command_facts(HELP, PERSON), reason=" ")
    assert decide(no_reason, a_person(), changed).facts == {"needs": "reason"}
    no_day = wire.ChangeHelp(**command_facts(HELP, PERSON), set=HelpEdits(helped_on=(DAY, "2026-02-30")))
    assert decide(no_day, a_person(), changed).facts == {"field": "helped_on"}


def test_care_goes_where_its_person_moves() -> None:
    moved = scenes.decide(to_move_in(), the_next_dwelling(), a_person(), a_stay(), a_tag(), a_help())
    assert [row.grid for row in moved.puts if isinstance(row, (ServiceTag, Help))] == [NEXT, NEXT]
    late = a_person(stamps={"dwelling": (2, a_place().observed_ms + 1)})
    stays = scenes.decide(to_move_in(), the_next_dwelling(), late, a_stay(), a_tag())
    assert tags(stays) == []


def test_tags_end_when_the_persons_record_is_retired() -> None:
    command = RetireRecord(**command_facts(PERSON), register=Register.PERSON)
    decision = judge(retire_record, command, [a_person(), a_tag()], KINDS, a_place())
    assert (tag(decision).status, tag(decision).until_on) == (ResidencyStatus.ENDED, DAY)


def test_a_tag_is_in_force_between_its_days() -> None:
    spanned = a_tag(until_on="2026-12-01")
    days = ("2026-02-28", "2026-03-01", "2026-12-01", "2026-12-02")
    assert [is_in_force(spanned, day) for day in days] == [False, True, True, False]
    assert is_in_force(a_tag(), "2099-01-01")


def test_levels_come_in_order_and_no_group_that_is_kept_out_has_a_code() -> None:
    assert rank("high") < rank("key") < rank("general") < rank("of another table")
    assert set(tables()) == set(FIELDS)
    kinds = {item.code for item in tables()["tag_kind"].codes}
    assert not kinds & {"released_prisoner", "community_correction", "mental_disorder", "drug_user", "petitioner"}
    assert all(item.name and item.name_en for table in tables().values() for item in table.codes)
