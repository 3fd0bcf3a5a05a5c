"""Scripts in which a district answers wrongly, late or not now; and what a phone must do then."""

from msgspec.structs import replace

from mobile_contract import kinds
from mobile_contract.inbox import ReceiptRecord
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.residents import HouseholdRecord
from mobile_contract.sync import DigestRequest, PullReply, PullRequest, PushReply, PushRequest, Row
from ops.contract.acting import EDITS, NOON, TOO_MANY, TORN_ROWS, WAIT_S, Given, once
from ops.contract.checking import Untried, proves, require
from ops.contract.district import GRID, SELF, an_id, held_of
from ops.contract.stage import DIGEST, PULL, PUSH, Asked, Stage, ids_of, seq_of


def tear(stage: Stage, asked: Asked, given: Given) -> Given:
    """Pages come in the wrong order, with old versions behind, and the first of them torn."""
    value = given.value
    if not isinstance(value, PullReply) or not asked.cursor or not value.rows:
        return given
    old = [replace(row, version=1) for row in value.rows if row.version > 1]
    torn = replace(value, rows=[*reversed(value.rows), *old])
    return replace(given, value=torn, cut=1 if once(stage, PULL) else None)


def others_edit(stage: Stage, asked: Asked) -> Given | None:
    """Somebody else writes, between the first complete pull and the next."""
    if asked.path == PULL and asked.cursor and GRID in held_of(asked.cursor) and once(stage, "edits"):
        for number in range(EDITS):
            household = HouseholdRecord(id=an_id(200 + number), dwelling=an_id(100 + number), note=f"new {number}")
            stage.district.put(GRID, kinds.HOUSEHOLD, household)
    return None


@proves("6.4", "低版本行不改变所持")
def keeps_the_higher_version(stage: Stage) -> None:
    """A row of a lower version changes nothing, wherever in a page it stands."""
    pages = [one for one in stage.of(PULL) if one.cursor]
    if "edits" not in stage.notes or len(pages) < EDITS // TORN_ROWS:
        raise Untried("the phone did not pull to the end after others wrote")
    require(not stage.of(DIGEST), "the phone found that it holds other rows than the district")


def delay(stage: Stage, asked: Asked) -> Given | None:
    """The first push gets `retry`, the second `held`, all others what they deserve."""
    if asked.path != PUSH:
        return None
    steps = [Verdict.RETRY, Verdict.HELD]
    told = len([one for one in stage.of(PUSH) if not one.refused]) - 1
    stage.district.verdict = steps[told] if told < len(steps) else Verdict.APPLIED
    return None


def late(stage: Stage, asked: Asked, given: Given) -> Given:
    """Say how long to wait, and bring the receipts of what is held as rows."""
    value = given.value
    if isinstance(value, PushReply) and any(one.verdict is Verdict.RETRY for one in value.receipts):
        stage.kept["retry"] = asked
        return replace(given, value=replace(value, retry_after=WAIT_S))
    if isinstance(value, PushReply) and any(one.verdict is Verdict.HELD for one in value.receipts):
        stage.kept["held"] = asked
        for number, one in enumerate(value.receipts):
            receipt = Receipt(one.id, Verdict.APPLIED, pos=one.pos, version=1)
            record = ReceiptRecord(
                id=an_id(300 + number), receipt=receipt, of_kind="report_matter", about=an_id(5), answered_at=NOON,
                seq=seq_of(asked.bodies[number]),
            )  # fmt: skip
            stage.district.put(SELF, kinds.RECEIPT, record)
    return given


@proves("5.5", "retry 命令留队，待时重发，其间拉取照常")
def waits_with_a_retry(stage: Stage) -> None:
    """A command with `retry` stays, waits as long as it is told, and keeps no pull from going."""
    retry = stage.kept.get("retry")
    if not isinstance(retry, Asked):
        raise Untried("the phone pushed nothing")
    later = stage.asked[stage.asked.index(retry) + 1 :]
    again = [one for one in later if set(ids_of(one.bodies)) & set(ids_of(retry.bodies))]
    require(bool(again), "a command with `retry` was never sent again")
    require(
        again[0].at_s - retry.at_s > WAIT_S * 0.8, f"sent again after {again[0].at_s - retry.at_s:.1f} s of {WAIT_S}"
    )
    between = later[: later.index(again[0])]
    require(any(one.path == PULL for one in between), "no pull while it waited")


@proves("5.4", "held 命令离队，不再重发")
def lets_go_of_what_is_held(stage: Stage) -> None:
    """A command that is held has left the queue: it is not sent again."""
    held = stage.kept.get("held")
    if not isinstance(held, Asked):
        raise Untried("no command was held")
    later = {one for asked in stage.asked[stage.asked.index(held) + 1 :] for one in ids_of(asked.bodies)}
    require(not later & set(ids_of(held.bodies)), "a command that is held was sent again")


def skip(stage: Stage, _asked: Asked, given: Given) -> Given:
    """The page that has the edits comes without the first of them; its digests are right."""
    value = given.value
    if isinstance(value, PullReply) and any(row.version > 1 for row in value.rows) and once(stage, "skip"):
        stage.kept["skipped"] = next(row for row in value.rows if row.version > 1)
        return replace(given, value=replace(value, rows=[row for row in value.rows if row.version == 1]))
    return given


@proves("8.3", "摘要不符须逐级核对到差异行")
def goes_down_to_the_row(stage: Stage) -> None:
    """A digest that differs is followed down to the row, which is told as it is held."""
    if "skipped" not in stage.kept:
        raise Untried("the phone did not pull after others wrote")
    asked = [one.value for one in stage.of(DIGEST) if isinstance(one.value, DigestRequest)]
    require(bool(asked), "the phone did not ask what differs")
    told = [(one.id, one.version) for value in asked for one in value.differs]
    row = stage.kept["skipped"]
    wanted = (row.id, 1) if isinstance(row, Row) else ("", 0)
    require(wanted in told, f"it never told that it holds {wanted[0]} in version 1")


@proves("8.2", "差异要报告服务器")
def tells_of_it(stage: Stage) -> None:
    """A difference is told to the server with the next contact, and is mended."""
    asked = [number for number, one in enumerate(stage.asked) if one.path == DIGEST]
    if not asked:
        raise Untried("the phone did not ask what differs")
    later = [one.value for one in stage.asked[asked[0] :] if isinstance(one.value, PullRequest | PushRequest)]
    require(bool(later), "no contact after the repair")
    require(bool(later[0].queue.last_error), "`last_error` of the next contact is empty")
    after = [one for one in stage.asked[asked[-1] :] if one.path == PULL]
    require(len(after) > 0, "no pull after the repair")


def refuse(stage: Stage, asked: Asked) -> Given | None:
    """The first push is 429, the first pull with a cursor 503, and then two commands are too many."""
    if asked.path == PUSH and once(stage, "429"):
        return _not_now(429, "too_many_requests")
    if asked.path == PULL and asked.cursor and once(stage, "503"):
        return _not_now(503, "overloaded")
    if asked.path == PUSH and len(asked.bodies) > 1:
        stage.kept.setdefault("413", asked)
        facts = {"code": "too_large", "title": "too large", "title_zh": "过大", "status": 413, "max_batch": 1}
        return Given(facts, status=413)
    return None


def _not_now(status: int, code: str) -> Given:
    facts = {"code": code, "title": "not now", "title_zh": "稍后再试", "status": status}
    return Given(facts, status=status, wait_s=WAIT_S)


@proves("5.5", "推送被拒时拉取照常")
def pulls_though_refused(stage: Stage) -> None:
    """A push that is refused keeps no pull from going."""
    refused = [number for number, one in enumerate(stage.asked) if one.path == PUSH and one.refused == TOO_MANY]
    if not refused:
        raise Untried("the phone pushed nothing")
    later = [one.path for one in stage.asked[refused[0] + 1 :]]
    until = later.index(PUSH) if PUSH in later else len(later)
    require(PULL in later[:until], "no pull between the push that was refused and the next one")


@proves("2.4", "413 后减少命令数")
def sends_fewer(stage: Stage) -> None:
    """After 413 the phone sends as few commands as it was told."""
    large = stage.kept.get("413")
    if not isinstance(large, Asked):
        raise Untried("the phone never pushed two commands at once")
    following = [one for one in stage.of(PUSH) if one.at_s > large.at_s]
    require(bool(following), "nothing was pushed after 413")
    require(len(following[0].bodies) == 1, f"{len(following[0].bodies)} commands where 1 is let in")
