"""Phones and sessions: a promise is good once and in time; what is shut out stays out."""

from datetime import datetime
from typing import Any

import pytest

from mobile_contract.accounts import EndSession, IssueEnrolment, RedeemEnrolment, RevokeInstall, StartSession
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from server.accounts.entities import Enrolment, Install
from server.core.decisions import SYSTEM_ONLY
from tests.server.accounts.scenes import (
    ADMIN,
    ENROLMENT,
    HASH,
    HOUR,
    INSTALL,
    NEW,
    USER,
    a_user,
    an_enrolment,
    an_install,
    decided,
    handler_of,
    is_refused,
)
from tests.support.judging import NOW, command_facts


def a_promise(expires_at: datetime = NOW + HOUR) -> IssueEnrolment:
    return IssueEnrolment(**command_facts(NEW), user=USER, code_hash=HASH, expires_at=expires_at)


def a_redeeming(install: str = NEW) -> RedeemEnrolment:
    return RedeemEnrolment(**command_facts(ENROLMENT), install=install, secret_hash="cd" * 32, platform="android")


def a_session(until_at: datetime = NOW + HOUR) -> StartSession:
    return StartSession(**command_facts(NEW), user=USER, secret_hash=HASH, until_at=until_at)


def a_browser(**more: Any) -> Install:
    return an_install(platform="browser", until_at=NOW + HOUR, **more)


REVOKE = RevokeInstall(**command_facts(INSTALL), reason="lost")
SIGN_OUT = EndSession(**command_facts(INSTALL))


def test_a_phone_is_promised_to_a_person() -> None:
    (promise,) = decided(a_promise(), a_user()).puts
    assert isinstance(promise, Enrolment)
    assert (promise.user_id, promise.issued_by, promise.used_at) == (USER, ADMIN, None)
    assert decided(a_promise()).missing == (USER,)


def test_the_id_of_a_promise_is_not_given_twice() -> None:
    command = IssueEnrolment(**command_facts(ENROLMENT), user=USER, code_hash=HASH, expires_at=NOW + HOUR)
    assert is_refused(decided(command, a_user(), an_enrolment()), ProblemCode.ID_TAKEN)


@pytest.mark.parametrize(("expires_at", "good"), [(NOW, False), (NOW + 24 * HOUR, True), (NOW + 25 * HOUR, False)])
def test_a_promise_is_good_for_at_most_a_day(expires_at: datetime, good: bool) -> None:
    decision = decided(a_promise(expires_at), a_user())
    assert decision.verdict is (Verdict.APPLIED if good else Verdict.REFUSED)
    assert good or is_refused(decision, ProblemCode.WRONG_IDENTIFIER)


def test_whoever_redeems_a_promise_becomes_the_person_it_was_made_to() -> None:
    used, install = decided(a_redeeming(), an_enrolment()).puts
    assert isinstance(used, Enrolment)
    assert isinstance(install, Install)
    assert (used.used_at, used.install, used.refused) == (NOW, NEW, 0)
    assert (install.id, install.user_id, install.secret_hash, install.until_at) == (NEW, USER, "cd" * 32, None)


@pytest.mark.parametrize(
    "promise",
    [an_enrolment(used_at=NOW - HOUR, install=INSTALL), an_enrolment(expires_at=NOW)],
    ids=["used", "expired"],
)
def test_a_used_or_expired_promise_is_refused_and_counted(promise: Enrolment) -> None:
    decision = decided(a_redeeming(), promise)
    (counted,) = decision.puts
    assert isinstance(counted, Enrolment)
    assert (decision.verdict, decision.why) == (Verdict.REFUSED, ProblemCode.WRONG_ENROLMENT)
    assert (counted.refused, counted.used_at, counted.install) == (1, promise.used_at, promise.install)


def test_an_unknown_promise_is_refused_in_the_same_words() -> None:
    assert is_refused(decided(a_redeeming()), ProblemCode.WRONG_ENROLMENT)


def test_a_taken_install_leaves_the_promise_good() -> None:
    assert is_refused(decided(a_redeeming(INSTALL), an_enrolment(), an_install()), ProblemCode.ID_TAKEN)


def test_a_phone_is_shut_out_once() -> None:
    (revoked,) = decided(REVOKE, an_install()).puts
    assert isinstance(revoked, Install)
    assert (revoked.revoked_at, revoked.revoked_why) == (NOW, "lost")
    assert is_refused(decided(REVOKE, revoked), ProblemCode.ALREADY_ENDED)
    assert decided(REVOKE).missing == (INSTALL,)


def test_a_session_is_an_install_that_ends_by_itself() -> None:
    (install,) = decided(a_session(), a_user()).puts
    assert isinstance(install, Install)
    assert (install.platform, install.user_id, install.until_at) == ("browser", USER, NOW + HOUR)


def test_a_session_needs_an_open_account_and_time_to_run() -> None:
    assert is_refused(decided(a_session()), ProblemCode.WRONG_LOGIN)
    assert is_refused(decided(a_session(), a_user(closed=True)), ProblemCode.WRONG_LOGIN)
    assert is_refused(decided(a_session(NOW), a_user()), ProblemCode.WRONG_IDENTIFIER)


def test_the_id_of_a_session_is_not_given_twice() -> None:
    command = StartSession(**command_facts(INSTALL), user=USER, secret_hash=HASH, until_at=NOW + HOUR)
    assert is_refused(decided(command, a_user(), an_install()), ProblemCode.ID_TAKEN)


def test_signing_out_ends_a_session_once() -> None:
    (ended,) = decided(SIGN_OUT, a_browser()).puts
    assert isinstance(ended, Install)
    assert ended.revoked_at == NOW
    assert is_refused(decided(SIGN_OUT, ended), ProblemCode.ALREADY_ENDED)


def test_a_phone_is_not_signed_out() -> None:
    assert is_refused(decided(SIGN_OUT, an_install()), ProblemCode.NOT_FOUND)


@pytest.mark.parametrize("command", [a_redeeming(), a_session(), SIGN_OUT])
def test_what_proves_a_secret_is_the_servers_alone(command: RedeemEnrolment | StartSession | EndSession) -> None:
    assert handler_of(command).posts == SYSTEM_ONLY
