"""Checks of wrong and hostile input: it spoils nothing else, is never done, and never breaks the server (2.5, 5.1)."""

import msgspec

from mobile_contract.problems import ProblemCode
from mobile_contract.receipts import Verdict
from ops.contract.asking import JSON, NDJSON
from ops.contract.checking import Check, proves, require
from ops.contract.trial import Trial
from ops.phone.device import new_id

_DONE = frozenset({Verdict.APPLIED, Verdict.MERGED, Verdict.REDIRECTED})
_DEEP = 20_000

GARBAGE: tuple[bytes, ...] = (
    b"garbage",
    b"{}",
    b"[]",
    b"null",
    b'"\\ud800"',
    b'{"kind":"record_visit","id":1e999}',
    b'{"kind":"no_such_kind","id":"x"}',
    b"[" * _DEEP,
    b"\xff\xfe\x00",
)
"""Lines that are no command."""

_WORDS = {
    "NUL": "a\x00b",
    "a control character": "a\x1bb",
    "a bidirectional control": "a\u202eb",
    "more text than is let in": "x" * 4001,
}


@proves("5.1", "坏行不影响其他命令")
def a_bad_line_spoils_no_other(trial: Trial) -> None:
    """A line that cannot be read spoils no other."""
    player, house = trial.player, trial.house
    first, last = (player.command("record_visit", root=house.household, household=house.household) for _ in range(2))
    receipts = player.push(first, *GARBAGE, last)
    ends = receipts[0].verdict, receipts[-1].verdict
    require(ends == (Verdict.APPLIED, Verdict.APPLIED), f"the good ones got {ends[0].value} and {ends[1].value}")
    trial.wrote("visit", first["entity"])
    trial.wrote("visit", last["entity"])
    wrong = [one.verdict.value for one in receipts[1:-1] if one.verdict in _DONE or one.verdict is Verdict.RETRY]
    require(not wrong, f"lines that are no command got {sorted(set(wrong))}")


@proves("4.6", "含非法字符的文本不被采纳")
def wrong_text_is_not_taken(trial: Trial) -> None:
    """Text with what no screen may show is not taken."""
    player, house = trial.player, trial.house
    for what, note in _WORDS.items():
        command = player.command("record_visit", root=house.household, household=house.household, note=note)
        [receipt] = player.push(command)
        require(receipt.verdict not in _DONE, f"{what}: {receipt.verdict.value}")
    raw = msgspec.json.encode(player.command("record_visit", root=house.household, household=house.household, note="@"))
    [receipt] = player.push(raw.replace(b'"@"', b'"\\ud800"'))
    require(receipt.verdict not in _DONE, f"a lone surrogate: {receipt.verdict.value}")


@proves("2.2", "未知字段被拒而非丢弃")
def an_unknown_field_is_refused(trial: Trial) -> None:
    """A field that the server does not know is refused, never dropped."""
    player, house = trial.player, trial.house
    odd = player.command("record_visit", root=house.household, household=house.household, no_such_field=1)
    [receipt] = player.push(odd)
    require(receipt.verdict not in _DONE, f"in a command: {receipt.verdict.value}")
    for path in ("/v1/sync/push", "/v1/sync/pull"):
        kind = NDJSON if path.endswith("push") else JSON
        body = msgspec.json.encode(player.envelope(no_such_field=1))
        player.caller.ask("POST", path, body, content_type=kind).refusal(400, ProblemCode.MALFORMED)


@proves("2.3", "非规范 UUIDv7 不被采纳")
def a_wrong_id_is_not_taken(trial: Trial) -> None:
    """An id that is no canonical UUIDv7 is not taken."""
    player, house = trial.player, trial.house
    good = new_id()
    for wrong in (good.upper(), good.replace("-", ""), good[:14] + "4" + good[15:], "' OR 1=1 --", ""):
        facts = {"household": house.household, "root": house.household}
        command = player.command("record_visit", **facts) | {"entity": wrong}
        [receipt] = player.push(command)
        require(receipt.verdict not in _DONE, f"entity {wrong!r}: {receipt.verdict.value}")


@proves("2.4", "信封不可读答 400")
def a_broken_envelope_is_refused(trial: Trial) -> None:
    """An envelope that cannot be read is 400, and nothing of it is done."""
    caller = trial.player.caller
    for body in (b"", b"garbage", b"{}", b"[" * _DEEP, b"\x00\xff", b'{"install":"x"}'):
        caller.ask("POST", "/v1/sync/push", body, content_type=NDJSON).refusal(400, ProblemCode.MALFORMED)
        caller.ask("POST", "/v1/sync/pull", body, content_type=JSON).refusal(400, ProblemCode.MALFORMED)
        caller.ask("POST", "/v1/sync/boot", body, content_type=JSON).refusal(400, ProblemCode.MALFORMED)


@proves("2.4", "其他内容类型答 415")
def another_type_is_refused(trial: Trial) -> None:
    """Another content type is 415."""
    player = trial.player
    body = msgspec.json.encode(player.envelope())
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        player.caller.ask("POST", "/v1/sync/push", body, content_type=kind).refusal(415)


@proves("2.4", "冒用他机号答 403")
def anothers_install_is_refused(trial: Trial) -> None:
    """Another's install is 403."""
    player = trial.player
    asked = msgspec.json.encode(player.envelope(install=new_id()))
    player.caller.ask("POST", "/v1/sync/push", asked, content_type=NDJSON).refusal(403, ProblemCode.NOT_ALLOWED)
    player.caller.ask("POST", "/v1/sync/pull", asked, content_type=JSON).refusal(403, ProblemCode.NOT_ALLOWED)


@proves("14.4", "非本人辖区的操作不直接生效")
def anothers_area_is_not_written(trial: Trial) -> None:
    """What lies where its author never worked is refused or left to a person."""
    player = trial.player
    [receipt] = player.push(player.command("add_building", grid=new_id(), name="Kit"))
    require(receipt.verdict not in _DONE, f"a building in no grid of its own: {receipt.verdict.value}")


@proves("2.5", "无论内容如何，答复皆为不变的回执")
def every_fault_has_its_receipt(trial: Trial) -> None:
    """Whatever a command holds, the answer is a receipt that will not change."""
    player, house = trial.player, trial.house
    common = {"root": house.household, "household": house.household}
    odd = [
        player.command("record_visit", **common, minutes=2**70),
        player.command("record_visit", **common, minutes=-1),
        player.command("record_visit", **common, channel="telepathy"),
        player.command("record_visit", **common, point={"lon": 118.7, "lat": 32.0}),
        player.command("record_visit", **common, made={"wall": 2**60, "boot": "x", "mono": -5}),
        player.command("record_visit", **common, needs=["x"]),
        player.command("record_visit", **common, base=-1),
    ]
    first = player.push(*odd)
    done = [one["id"] for one, told in zip(odd, first, strict=True) if told.verdict in _DONE]
    require(not done, f"{len(done)} that break the contract's limits were done")
    require(player.push(*odd) == first, "asked again, they are answered otherwise")


CHECKS: tuple[Check[Trial], ...] = (
    a_bad_line_spoils_no_other,
    wrong_text_is_not_taken,
    an_unknown_field_is_refused,
    a_wrong_id_is_not_taken,
    a_broken_envelope_is_refused,
    another_type_is_refused,
    anothers_install_is_refused,
    anothers_area_is_not_written,
    every_fault_has_its_receipt,
)
