"""Checks of commands and of push (chapters 4 and 5), and of what merging promises (14)."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec
from msgspec import Raw, Struct

from mobile_contract import kinds
from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Receipt, Verdict
from mobile_contract.sync import PushReply, Row
from ops.contract.asking import Answer
from ops.contract.checking import Check, Untried, proves, require
from ops.contract.player import Player, edits
from ops.contract.trial import House, Trial
from ops.phone.device import new_id

_YEAR_MS = 365 * 24 * 3600 * 1000
_MADE_AGO_MS, _SLACK_S = 120_000, 90


class _RawReply(Struct):
    """A reply with its receipts as they were told."""

    receipts: list[Raw]


@proves("5.4", "每条命令一张回执，次序相同")
def a_house_is_made(trial: Trial) -> None:
    """Each command gets its receipt, in the order of the commands."""
    player = trial.player
    building = player.command("add_building", grid=trial.grid, name="Kit 检验楼", number="K")
    dwelling = player.command("add_dwelling", building=building["entity"], room="101")
    household = player.command("add_household", dwelling=dwelling["entity"], number="K-1")
    bodies = [msgspec.json.encode(one) for one in (building, dwelling, household)]
    reply = player.send(*bodies)
    receipts = reply.of(PushReply).receipts
    told = [(one.id, one.verdict) for one in receipts]
    want = [(one["id"], Verdict.APPLIED) for one in (building, dwelling, household)]
    require(told == want, f"{[(one.verdict.value, one.why) for one in receipts]}")
    for name, one in (("building", building), ("dwelling", dwelling), ("household", household)):
        trial.wrote(name, one["entity"])
    trial.answers |= dict(zip(bodies, _raw(reply), strict=True))
    trial.made = House(building["entity"], dwelling["entity"], household["entity"])


@proves("4.2", "同字节重发得到逐字相同的回执")
def a_repeat_is_answered_alike(trial: Trial) -> None:
    """The same bytes get the stored receipt, word for word."""
    player = trial.player
    if not trial.answers:
        raise Untried("no command was answered")
    _compare(trial, player.send(*trial.answers), list(trial.answers))
    one = next(iter(trial.answers))
    _compare(trial, player.send(one), [one])


@proves("4.2", "同号不同字节被拒(id_reuse)")
def other_bytes_are_refused(trial: Trial) -> None:
    """The same id with other bytes is refused."""
    [receipt] = trial.player.push(_spaced(trial))
    require(receipt.verdict is Verdict.REFUSED, f"{receipt.verdict.value}")
    require(receipt.why == ProblemCode.ID_REUSE, f"why {receipt.why}")


@proves("6.2", "已受理的命令在下次拉取中可见")
def what_was_applied_is_there(trial: Trial) -> None:
    """What was applied is there at the next complete pull."""
    player = trial.player
    if not trial.acknowledged:
        raise Untried("nothing was acknowledged")
    player.catch_up()
    lost = [(kind, row_id) for kind, row_id in trial.acknowledged if player.find(kind, row_id) is None]
    told = ", ".join(f"{kinds.NAMES[kind]} {row_id}" for kind, row_id in lost[:3])
    require(not lost, f"{len(lost)} of {len(trial.acknowledged)} acknowledged rows are not there: {told}")


@proves("4.4", "已占用的号被拒(id_taken)")
def a_taken_id_is_refused(trial: Trial) -> None:
    """An id that is taken is refused."""
    player, house = trial.player, trial.house
    [receipt] = player.push(player.command("add_household", house.household, dwelling=house.dwelling, number="K-2"))
    told = f"{receipt.verdict.value} {receipt.why}"
    require((receipt.verdict, receipt.why) == (Verdict.REFUSED, ProblemCode.ID_TAKEN), told)


@proves("5.4", "依赖未到的命令挂起并指明缺什么")
def what_waits_is_held(trial: Trial) -> None:
    """What waits for an id is held, and names it."""
    player, house = trial.player, trial.house
    missing, waiting = new_id(), new_id()
    visit = player.command("record_visit", waiting, missing, household=missing, needs=[missing])
    [held] = player.push(visit)
    require(held.verdict is Verdict.HELD, f"{held.verdict.value} {held.why}")
    require(missing in held.missing, f"missing {held.missing}")
    player.apply(player.command("add_household", missing, dwelling=house.dwelling, number="K-3"))
    trial.wrote("household", missing)
    player.catch_up()
    told = [_receipt(row.record) for row in _rows_of(player, kinds.RECEIPT)]
    now = next((one for one in told if one.id == visit["id"]), None)
    require(now is not None, "the changed receipt came as no row of the own scope (7.6)")
    verdict = now.verdict.value if now is not None else ""
    require(verdict in {"applied", "merged"}, f"is {verdict} though what it waited for is there")
    trial.wrote("visit", waiting)


@proves("14.2", "本人连续修改不与自己冲突")
def an_own_chain_is_no_conflict(trial: Trial) -> None:
    """An own chain of edits never conflicts with itself."""
    player, household = trial.player, trial.house.household
    base = _version(trial, household)
    first = player.command("change_household", household, base=base, epoch=_epoch(player), **edits(note=(None, "a")))
    second = player.command("change_household", household, base=base, epoch=_epoch(player), **edits(note=("a", "b")))
    player.apply(first, second)
    player.catch_up()
    shown = player.find(kinds.HOUSEHOLD, household) or {}
    require(shown.get("note") == "b", f"note {shown.get('note')!r}, not 'b'")


@proves("4.3", "未提及的字段不变")
def an_unnamed_field_stays(trial: Trial) -> None:
    """A field that a change does not name is not touched."""
    player, household = trial.player, trial.house.household
    before = player.find(kinds.HOUSEHOLD, household) or {}
    note = before.get("note")
    change = edits(note=(note, "c"))
    player.apply(player.command("change_household", household, base=_version(trial, household), **change))
    player.catch_up()
    after = player.find(kinds.HOUSEHOLD, household) or {}
    require(after.get("note") == "c", f"note {after.get('note')!r}, not 'c'")
    require(before | {"note": "c"} == after, "another field changed, too")


@proves("14.1", "复核字段保留现值，双方值交人处理")
def a_reviewed_field_asks_a_person(trial: Trial) -> None:
    """A field under review keeps its value, and both values go to a person."""
    player, household = trial.player, trial.house.household
    command = player.command("change_household", household, **edits(number=("another", "K-9")))
    [receipt] = player.push(command)
    require(receipt.verdict is Verdict.CONFLICT, f"{receipt.verdict.value} {receipt.why}")
    player.catch_up()
    shown = (player.find(kinds.HOUSEHOLD, household) or {}).get("number")
    require(shown == "K-1", f"the number is {shown!r} now")
    for name in ("conflict", "own_conflict"):
        require(
            player.find(kinds.NUMBERS[name], receipt.conflict) is not None, f"no row {name} {receipt.conflict} (14.5)"
        )


@proves("4.5", "同一开机内以单调时钟推算时间")
def the_wall_clock_is_no_authority(trial: Trial) -> None:
    """Within one boot time goes by the monotonic clock, whatever the wall clock says."""
    now = trial.player.now()
    record, at_ms = _visit_made(trial, now | {"wall": now["wall"] - _YEAR_MS})
    off_s = (_observed_ms(record) - at_ms) / 1000
    require(abs(off_s) < _SLACK_S, f"observed {off_s:.0f} s off what the monotonic clock says")
    require(record.get("clock_quality") == "exact", f"quality {record.get('clock_quality')}, not exact")


@proves("4.5", "时间按序号不倒退(clamped)")
def time_does_not_go_back(trial: Trial) -> None:
    """What was made after another command was not observed before it."""
    now = trial.player.now()
    before, _ = _visit_made(trial, now)
    after, _ = _visit_made(trial, now | {"mono": now["mono"] - _MADE_AGO_MS})
    back_ms = _observed_ms(before) - _observed_ms(after)
    require(back_ms <= 0, f"observed {back_ms} ms before what its phone made before it")
    require(after.get("clock_quality") == "clamped", f"quality {after.get('clock_quality')}, not clamped")


@proves("5.7", "最早合同版本的推送仍被受理")
def the_oldest_contract_is_taken(trial: Trial) -> None:
    """A push of the oldest contract is taken."""
    player, house = trial.player, trial.house
    old = player.command("record_visit", root=house.household, household=house.household, contract=1)
    [receipt] = player.push(old, contract=1)
    require(receipt.verdict is Verdict.APPLIED, f"{receipt.verdict.value} {receipt.why}")
    trial.wrote("visit", old["entity"])


@proves("5.1", "MessagePack 推送同样裁决")
def a_packed_push_is_judged(trial: Trial) -> None:
    """A push in MessagePack is judged like one in JSON."""
    player, house = trial.player, trial.house
    visit = player.command("record_visit", root=house.household, household=house.household)
    body = msgspec.msgpack.encode(visit)
    for _ in range(2):
        answer = player.caller.post("/v1/sync/push", player.envelope(commands=[body]), packed=True)
        [receipt] = answer.of(PushReply).receipts
        require(receipt.verdict is Verdict.APPLIED, f"{receipt.verdict.value} {receipt.why}")
    trial.wrote("visit", visit["entity"])


@proves("5.2", "超过 200 条答 413，200 条可收")
def a_batch_has_its_size(trial: Trial) -> None:
    """More than 200 commands are too large, and 200 are not."""
    player, house = trial.player, trial.house
    visits = [player.command("record_visit", root=house.household, household=house.household) for _ in range(201)]
    player.send(*visits).refusal(413, ProblemCode.TOO_LARGE)
    player.catch_up()
    came = sum(player.find(kinds.VISIT, one["entity"]) is not None for one in visits)
    require(not came, f"{came} commands of a batch that was refused were done")
    player.apply(*visits[:200])
    for one in visits[:200]:
        trial.wrote("visit", one["entity"])


@proves("6.6", "单行分页与整页拉取结果一致")
def small_pages_bring_the_same(trial: Trial) -> None:
    """Pages of one row bring what one page brings."""
    player, house = trial.player, trial.house
    player.catch_up()
    start, held = player.cursor, {scope: dict(rows) for scope, rows in player.held.items()}
    for note in ("d", "e"):
        visit = player.command("record_visit", root=house.household, household=house.household, note=note)
        player.apply(visit)
        trial.wrote("visit", visit["entity"])
    player.pull(limit=1)
    small = {scope: dict(rows) for scope, rows in player.held.items()}
    player.cursor, player.held = start, held
    player.pull()
    for scope, rows in player.held.items():
        odd = {key for key in {*rows, *small[scope]} if rows.get(key) != small[scope].get(key)}
        require(not odd, f"scope {scope}: {len(odd)} rows are otherwise")


def _compare(trial: Trial, answer: Answer, sent: list[bytes]) -> None:
    told = _raw(answer)
    require(len(told) == len(sent), f"{len(told)} receipts for {len(sent)} commands")
    for body, now in zip(sent, told, strict=True):
        before = trial.answers[body]
        require(now == before, f"answered {now.decode()} now, {before.decode()} before")


def _raw(answer: Answer) -> list[bytes]:
    return [bytes(one) for one in answer.of(_RawReply).receipts]


def _spaced(trial: Trial) -> bytes:
    """A command that was answered, in other bytes that say the same."""
    if not trial.answers:
        raise Untried("no command was answered")
    return next(iter(trial.answers)).replace(b"{", b"{ ", 1)


def _version(trial: Trial, household: str) -> int:
    trial.player.catch_up()
    rows = [row for row in _rows_of(trial.player, kinds.HOUSEHOLD) if row.id == household]
    require(bool(rows), "the household that was made is not there")
    return rows[0].version


def _rows_of(player: Player, kind: int) -> list[Row]:
    return [row for rows in player.held.values() for row in rows.values() if row.kind == kind]


def _epoch(player: Player) -> str:
    return player.seen.epoch if player.seen is not None else ""


def _visit_made(trial: Trial, made: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """A visit that was made at these clocks, as it came back; and the server's time when it was taken, in ms."""
    player, house = trial.player, trial.house
    visit = player.command("record_visit", root=house.household, household=house.household, made=made)
    answer = player.send(visit)
    receipt = answer.of(PushReply).receipts[0]
    require(receipt.verdict is Verdict.APPLIED, f"the visit was not taken: {receipt.verdict.value} {receipt.why}")
    trial.wrote("visit", visit["entity"])
    player.catch_up()
    record = player.find(kinds.VISIT, visit["entity"])
    require(record is not None, "the visit that was applied is not there")
    return record or {}, _date_ms(answer)


def _observed_ms(record: dict[str, Any]) -> int:
    when: datetime = msgspec.convert(record["visited_at"], type=datetime)
    return int(when.timestamp() * 1000)


def _date_ms(answer: Answer) -> int:
    """The server's own time, as its answer tells it (RFC 9110)."""
    told = answer.headers.get("date", "")
    if not told:
        raise Untried("the server tells no Date")
    when: datetime = parsedate_to_datetime(told)
    return int(when.timestamp() * 1000)


def _receipt(record: Raw) -> Receipt:
    return msgspec.json.decode(record, type=_ReceiptRow).receipt


class _ReceiptRow(Struct):
    receipt: Receipt


CHECKS: tuple[Check[Trial], ...] = (
    a_house_is_made,
    a_repeat_is_answered_alike,
    other_bytes_are_refused,
    a_taken_id_is_refused,
    what_waits_is_held,
    an_own_chain_is_no_conflict,
    an_unnamed_field_stays,
    a_reviewed_field_asks_a_person,
    the_wall_clock_is_no_authority,
    time_does_not_go_back,
    the_oldest_contract_is_taken,
    a_packed_push_is_judged,
    a_batch_has_its_size,
    small_pages_bring_the_same,
)
AFTER: tuple[Check[Trial], ...] = (what_was_applied_is_there,)
