"""Checks of joining (chapter 3), of refusals (2.4), and of what must happen when a phone was copied."""

from mobile_contract.accounts import Enrolled, Me
from mobile_contract.problems import ProblemCode
from mobile_contract.sync import PushReply
from ops.contract.checking import Check, Fault, proves, require
from ops.contract.player import Player
from ops.contract.trial import Trial
from ops.phone.device import new_id

_TAKEN_IN = (200, 201)


@proves("3.1", "一次性注册码使手机加入")
def a_code_lets_in(trial: Trial) -> None:
    """A one-time code lets a phone in."""
    phone = trial.phone
    enrolled = phone.enrol(trial.code).of(Enrolled, *_TAKEN_IN)
    require(enrolled.install == phone.install, f"took in {enrolled.install}, not {phone.install}")
    require(bool(enrolled.user), "no user is named")
    phone.become(enrolled)


@proves("3.2", "手机自造的令牌即登录凭据")
def the_token_is_good(trial: Trial) -> None:
    """The bearer token that the phone made itself is the way in."""
    me = trial.player.caller.ask("GET", "/v1/me").of(Me)
    require(me.user == trial.player.user, f"is told to be {me.user}, not {trial.player.user}")


@proves("17.5", "应答丢失的注册重发，得到相同应答")
def a_lost_enrolment_is_answered_again(trial: Trial) -> None:
    """An enrolment whose reply was lost is answered alike again."""
    again = trial.player.enrol(trial.code).of(Enrolled, *_TAKEN_IN)
    require((again.install, again.user) == (trial.player.install, trial.player.user), "another install or user")


@proves("3.1", "注册码不可供第二部手机使用")
def the_code_is_used_up(trial: Trial) -> None:
    """The code lets no second phone in."""
    trial.player  # noqa: B018 - untried where the first phone could not join
    Player(trial.caller).enrol(trial.code).refusal(403, ProblemCode.WRONG_ENROLMENT)


@proves("2.4", "未知身份以问题文档(RFC 9457)答复 401")
def the_unknown_are_told(trial: Trial) -> None:
    """Who is not known is told so, by a problem document."""
    player = trial.player
    for token in (f"{player.install}.wrong-secret", f"{new_id()}.{player.secret}", "nonsense"):
        answer = trial.caller.ask("GET", "/v1/me", authorization=f"Bearer {token}")
        problem = answer.refusal(401, ProblemCode.NOT_SIGNED_IN)
        require(problem.status == answer.status, "the document names another status than the answer")
        require(bool(problem.title and problem.title_zh), "the document has no title in one of the two languages")


@proves("3.6", "凭证书可反复重新加入")
def the_certificate_is_good(trial: Trial) -> None:
    """The certificate lets the same phone in again, as often as it asks."""
    player = trial.player
    require(bool(player.certificate), "enrol gave no certificate")
    for _ in range(2):
        answer = player.rejoin(player.secret, player.install, player.secret)
        enrolled = answer.of(Enrolled, *_TAKEN_IN)
        require((enrolled.install, enrolled.user) == (player.install, player.user), "another install or user")


@proves("3.6", "没有密钥，证书无效")
def the_certificate_needs_its_secret(trial: Trial) -> None:
    """The certificate is worth nothing without its secret."""
    player = trial.player
    require(bool(player.certificate), "enrol gave no certificate")
    player.rejoin("another-secret", new_id(), "third-secret").refusal(403, ProblemCode.WRONG_ENROLMENT)


@proves("3.5", "同号两条命令须答 rekey，且不裁决")
def a_copied_phone_is_found(trial: Trial) -> None:
    """One number under two commands says rekey, and judges nothing."""
    player, grid = trial.player, trial.grid
    one, other = (player.command("report_matter", title="Kit", address="Kit 1", claimed_grid=grid) for _ in range(2))
    player.push(one)
    trial.wrote("case", one["entity"])
    reply = player.send(other | {"seq": one["seq"]}).of(PushReply)
    require(reply.rekey, "no rekey was asked for")
    require(not reply.receipts, f"{len(reply.receipts)} commands were judged all the same")


@proves("3.6", "换号后凭证书以新号加入，命令不变")
def a_copied_phone_joins_anew(trial: Trial) -> None:
    """After a rekey the certificate lets it in under a new name, and its commands stand."""
    player = trial.player
    first = player.install, player.secret
    install, secret = new_id(), f"second-{new_id()}"
    enrolled = player.rejoin(player.secret, install, secret).of(Enrolled, *_TAKEN_IN)
    require(enrolled.user == player.user, "another user")
    player.install, player.secret = install, secret
    player.become(enrolled)
    try:
        _say_again(trial)
    except Fault as fault:
        raise Fault(f"after joining as {install}, once {first[0]}: {fault}") from fault


def _say_again(trial: Trial) -> None:
    """What was answered under the old name is answered alike under the new one (4.2)."""
    for sent in list(trial.answers)[-3:]:
        again = trial.player.push(sent)
        require(again[0].verdict.value not in {"refused", "retry"}, f"{again[0].id}: {again[0].verdict.value}")


CHECKS: tuple[Check[Trial], ...] = (
    a_code_lets_in,
    the_token_is_good,
    a_lost_enrolment_is_answered_again,
    the_code_is_used_up,
    the_unknown_are_told,
    the_certificate_is_good,
    the_certificate_needs_its_secret,
)
LAST: tuple[Check[Trial], ...] = (a_copied_phone_is_found, a_copied_phone_joins_anew)
