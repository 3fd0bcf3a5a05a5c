"""Organisations, people, posts and assignments: what is made of a command, and what is refused."""

from typing import Any

import pytest

from mobile_contract.accounts import (
    AssignWorker,
    CreateOrg,
    CreateUser,
    EndAssignment,
    EndMembership,
    GrantMembership,
    OrgLevel,
    Post,
)
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import GridGrant, Login, Membership, Org, User
from server.accounts.rules import login_id
from server.core.decisions import DISTRICT_WIDE, Area, MissingSubject
from server.core.entities import Entity
from server.territory.entities import RETIRED
from tests.server.accounts.scenes import (
    ADMIN,
    ASSIGNMENT,
    DISTRICT,
    GRID,
    HOUR,
    MEMBERSHIP,
    NEW,
    STREET,
    USER,
    a_grid,
    a_membership,
    a_user,
    an_assignment,
    an_org,
    area_of,
    decided,
    is_refused,
)
from tests.support.judging import NOW, command_facts


def a_street(**more: Any) -> CreateOrg:
    facts: dict[str, Any] = {"code": "002", "name": "雨花街道", "level": OrgLevel.STREET, "parent": DISTRICT}
    return CreateOrg(**command_facts(NEW), **(facts | more))


def a_person(**more: Any) -> CreateUser:
    facts: dict[str, Any] = {"login": "wang", "name": "王芳"}
    return CreateUser(**command_facts(NEW), **(facts | more))


def a_grant(**more: Any) -> GrantMembership:
    facts: dict[str, Any] = {"user": USER, "org": STREET, "post": Post.COMMITTEE}
    return GrantMembership(**command_facts(NEW), **(facts | more))


def a_posting(**more: Any) -> AssignWorker:
    facts: dict[str, Any] = {"user": USER, "grid": GRID}
    return AssignWorker(**command_facts(NEW), **(facts | more))


THE_STREET = an_org(STREET, "320114/001", level=OrgLevel.STREET, parent=DISTRICT)


# --- organisations ----------------------------------------------------------------------------------------------------


def test_an_organisation_lies_below_its_parent() -> None:
    decision = decided(a_street(), an_org())
    (org,) = decision.puts
    assert isinstance(org, Org)
    assert (decision.verdict, org.path, org.parent) == (Verdict.APPLIED, "320114/002", DISTRICT)


def test_the_first_organisation_is_the_district_itself() -> None:
    district = {"level": OrgLevel.DISTRICT, "parent": None}
    (org,) = decided(a_street(code="320114", **district)).puts
    assert isinstance(org, Org)
    assert org.path == "320114"
    assert is_refused(decided(a_street(code="320115", **district)), ProblemCode.WRONG_IDENTIFIER)


@pytest.mark.parametrize("wrong", [{"level": OrgLevel.DISTRICT}, {"parent": None}])
def test_the_district_alone_has_no_parent(wrong: dict[str, Any]) -> None:
    assert is_refused(decided(a_street(**wrong), an_org()), ProblemCode.WRONG_IDENTIFIER)


def test_an_organisation_waits_for_its_parent_and_keeps_its_id() -> None:
    assert decided(a_street()).missing == (DISTRICT,)
    assert is_refused(decided(a_street(), an_org(), an_org(NEW)), ProblemCode.ID_TAKEN)


def test_an_organisation_is_made_where_its_parent_is() -> None:
    assert area_of(a_street(), an_org()) == Area(org=DISTRICT)
    assert area_of(a_street(parent=None)) == DISTRICT_WIDE


def test_below_an_organisation_of_the_same_batch_only_the_districts_own_may_act() -> None:
    fresh = an_org(ASSIGNMENT, "320114/009", level=OrgLevel.STREET, parent=DISTRICT)
    assert area_of(a_street(parent=fresh.id), fresh) == DISTRICT_WIDE
    with pytest.raises(MissingSubject) as missing:
        area_of(a_street(parent=fresh.id))
    assert missing.value.missing == fresh.id


# --- people -----------------------------------------------------------------------------------------------------------


def test_a_person_takes_a_login() -> None:
    user, login = decided(a_person(password_hash="$argon2id$v=19$...")).puts
    assert isinstance(user, User)
    assert isinstance(login, Login)
    assert (user.id, login.id, login.user_id) == (NEW, login_id("wang"), NEW)


@pytest.mark.parametrize("login", ["wang", "Wang"])
def test_one_login_names_one_person_whatever_its_capitals(login: str) -> None:
    taken = Login(id=login_id("wang"), login="wang", user_id=USER)
    assert is_refused(decided(a_person(login=login), taken), ProblemCode.ID_TAKEN)
    assert decided(a_person(login="li"), taken).verdict is Verdict.APPLIED


def test_a_persons_id_is_not_given_twice() -> None:
    assert is_refused(decided(a_person(), a_user(NEW, login="li")), ProblemCode.ID_TAKEN)


def test_a_password_is_never_taken_for_its_hash() -> None:
    assert is_refused(decided(a_person(password_hash="secret")), ProblemCode.WRONG_IDENTIFIER)


# --- posts ------------------------------------------------------------------------------------------------------------


def test_a_post_begins_now_and_carries_its_organisations_path() -> None:
    (held,) = decided(a_grant(), a_user(), THE_STREET).puts
    assert isinstance(held, Membership)
    assert (held.path, held.from_at, held.until_at) == ("320114/001", NOW, None)


def test_a_post_waits_for_all_that_is_missing() -> None:
    assert decided(a_grant()).missing == (STREET, USER)
    assert decided(a_grant(), a_user()).missing == (STREET,)


def test_nobody_gives_themself_a_post_or_makes_anybody_the_system() -> None:
    rows = (a_user(), a_user(ADMIN), THE_STREET)
    assert is_refused(decided(a_grant(user=ADMIN), *rows), ProblemCode.NOT_ALLOWED)
    assert is_refused(decided(a_grant(post=Post.SYSTEM), *rows), ProblemCode.NOT_ALLOWED)
    assert decided(a_grant(post=Post.SYS_ADMIN), *rows).verdict is Verdict.APPLIED


def test_a_post_does_not_end_before_it_begins() -> None:
    rows = (a_user(), THE_STREET)
    assert is_refused(decided(a_grant(from_at=NOW, until_at=NOW), *rows), ProblemCode.WRONG_IDENTIFIER)
    assert decided(a_grant(from_at=NOW, until_at=NOW + HOUR), *rows).verdict is Verdict.APPLIED


def test_the_id_of_a_post_is_not_given_twice() -> None:
    command = GrantMembership(**command_facts(MEMBERSHIP), user=USER, org=STREET, post=Post.COMMITTEE)
    assert is_refused(decided(command, a_user(), THE_STREET, a_membership()), ProblemCode.ID_TAKEN)
    assert area_of(command) == Area(org=STREET)


def test_a_post_ends_once() -> None:
    command = EndMembership(**command_facts(MEMBERSHIP))
    (ended,) = decided(command, a_membership()).puts
    assert isinstance(ended, Membership)
    assert (ended.until_at, ended.version) == (NOW, 2)
    assert is_refused(decided(command, ended), ProblemCode.ALREADY_ENDED)


def test_a_post_that_ends_later_can_be_ended_sooner() -> None:
    (ended,) = decided(EndMembership(**command_facts(MEMBERSHIP)), a_membership(until_at=NOW + HOUR)).puts
    assert isinstance(ended, Membership)
    assert ended.until_at == NOW


def test_an_end_waits_for_its_post_and_acts_where_the_post_is() -> None:
    command = EndMembership(**command_facts(MEMBERSHIP))
    assert decided(command).missing == (MEMBERSHIP,)
    assert area_of(command, a_membership()) == Area(org=STREET)
    assert area_of(command, a_membership(org=NEW)) == DISTRICT_WIDE
    with pytest.raises(MissingSubject):
        area_of(command)


# --- assignments ------------------------------------------------------------------------------------------------------


def test_a_worker_is_put_on_a_grid() -> None:
    (grant,) = decided(a_posting(), a_user(), a_grid()).puts
    assert isinstance(grant, GridGrant)
    assert (grant.grid, grant.post, grant.from_at, grant.until_at) == (GRID, Post.GRID_WORKER, NOW, None)
    assert area_of(a_posting()) == Area(grid=GRID)


@pytest.mark.parametrize("rows", [(a_user(),), (a_user(), a_grid(RETIRED))], ids=["unknown", "retired"])
def test_nobody_is_put_on_a_grid_that_is_not_in_force(rows: tuple[Entity, ...]) -> None:
    assert is_refused(decided(a_posting(), *rows), ProblemCode.UNKNOWN_GRID)


def test_an_assignment_waits_for_its_person_and_keeps_its_id() -> None:
    assert decided(a_posting(), a_grid()).missing == (USER,)
    again = AssignWorker(**command_facts(ASSIGNMENT), user=USER, grid=GRID)
    assert is_refused(decided(again, a_user(), a_grid(), an_assignment()), ProblemCode.ID_TAKEN)


@pytest.mark.parametrize("post", [Post.SYS_ADMIN, Post.SUPERVISOR, Post.VOLUNTEER])
def test_an_assignment_gives_a_post_of_the_grid_and_no_other(post: Post) -> None:
    assert is_refused(decided(a_posting(post=post), a_user(), a_grid()), ProblemCode.NOT_ALLOWED)
    assert decided(a_posting(post=Post.GRID_CHIEF), a_user(), a_grid()).verdict is Verdict.APPLIED


def test_an_assignment_ends_once() -> None:
    command = EndAssignment(**command_facts(ASSIGNMENT))
    (ended,) = decided(command, an_assignment()).puts
    assert isinstance(ended, GridGrant)
    assert ended.until_at == NOW
    assert is_refused(decided(command, ended), ProblemCode.ALREADY_ENDED)
    assert decided(command).missing == (ASSIGNMENT,)


def test_an_end_acts_on_the_grid_or_where_that_is_gone_on_the_district() -> None:
    command = EndAssignment(**command_facts(ASSIGNMENT))
    assert area_of(command, an_assignment()) == Area(grid=GRID)
    assert area_of(command, an_assignment(grid=NEW)) == DISTRICT_WIDE
    with pytest.raises(MissingSubject):
        area_of(command)
