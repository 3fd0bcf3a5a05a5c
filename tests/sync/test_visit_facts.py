"""A person's tags are the service tags in force, with their days, and the labels that none of these says."""

from typing import NamedTuple

from mobile_contract.residents import ResidencyStatus
from mobile_contract.visit_rules import MajorChange, VisitEdition, VisitPeriod, VisitRule, VisitTarget
from sync.visit_days import day_of_text
from sync.visit_dues import Home, Member, Seen, Tag, due_list, in_force
from sync.visit_facts import tags_of


class Given(NamedTuple):
    person: str
    tag_kind: str
    from_on: str | None = None
    until_on: str | None = None
    status: ResidencyStatus = ResidencyStatus.EFFECTIVE


def test_labels_have_no_days_and_what_a_tag_says_too_has_those_of_the_tag() -> None:
    given = [Given("p", "living_alone", "2026-11-20"), Given("q", "orphan", status=ResidencyStatus.ENDED)]

    found = tags_of({"p": ("living_alone", "dementia"), "r": ("orphan",)}, given)

    assert set(found["p"]) == {Tag("living_alone", since=day_of_text("2026-11-20")), Tag("dementia")}
    assert found["r"] == (Tag("orphan"),)
    assert found.get("q", ()) == ()


def test_of_two_tags_of_one_kind_the_longer_known_stands() -> None:
    given = [Given("p", "orphan", "2026-11-20", "2026-12-01"), Given("p", "orphan", "2026-10-01", "2026-11-30")]

    assert tags_of({}, given)["p"] == (Tag("orphan", day_of_text("2026-10-01"), day_of_text("2026-12-01")),)
    assert tags_of({}, [*given, Given("p", "orphan")])["p"] == (Tag("orphan"),)


def test_a_tag_that_was_given_is_a_major_change_to_be_followed_within_a_day() -> None:
    rule = VisitRule(
        code="high", name="高", priority=1, period=VisitPeriod.WEEK, changes=(MajorChange.TAG_ADDED,), change_days=1,
        targets=(VisitTarget(tags=("living_alone",)),),
    )  # fmt: skip
    edition = VisitEdition(number=1, scheme="s", valid_from="2026-01-01", rules=(rule,))
    on = day_of_text("2026-11-24")
    tags = tags_of({}, [Given("p", "living_alone", "2026-11-24")])
    visited = (Seen(day_of_text("2026-11-23"), "door", "met"),)
    home = Home("h", (Member("p", tags=tags["p"]),), visited)

    [due] = due_list(in_force([edition], on), [home], on)

    assert (due.state, due.due_on, due.reasons[0].cause) == ("due", day_of_text("2026-11-25"), "change")
