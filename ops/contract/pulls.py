"""Checks of pull, scopes and boot (chapters 6 and 7), of stamps (9) and of digests (8)."""

import msgspec

from mobile_contract.base import CONTRACT
from mobile_contract.problems import ProblemCode
from mobile_contract.sync import BUCKETS, PUT, SAME, DigestReply, PullReply, Row, Seen
from ops.contract.asking import Answer
from ops.contract.checking import Check, Untried, proves, require
from ops.contract.player import Player
from ops.contract.trial import Trial
from sync.digest import bucket, bucket_sums

_KINDS = frozenset({"grid", "sensitive", "self", "case", "dist"})
_SOME_ROWS = 7
_FAR = 2**52 - 1
_HEX = frozenset("0123456789abcdef")


@proves("6.1", "首次拉取回显游标并给出范围")
def a_first_pull(trial: Trial) -> None:
    """A fresh phone's first pull echoes its cursor and offers scopes."""
    player = trial.player
    reply = player.page("")
    require(bool(reply.boot), "no scope is on offer")
    require(not reply.rows, "rows of scopes that were not booted")
    trial.scopes = tuple(reply.boot)
    player.cursor = reply.cursor
    player.offered = {info.id: info for info in reply.boot}


@proves("7.1", "范围属五类之一且不重复")
def scopes_are_known(trial: Trial) -> None:
    """Scopes are of the five kinds, each once, and one of them is the person's own."""
    if not trial.scopes:
        raise Untried("no scope is on offer")
    odd = sorted({info.kind for info in trial.scopes} - _KINDS)
    require(not odd, f"kinds that are none: {odd}")
    require(len({info.id for info in trial.scopes}) == len(trial.scopes), "a scope is on offer twice")
    require(any(info.kind == "self" for info in trial.scopes), "no scope `self`")


@proves("7.2", "按(类,号)分块加载，末块带游标")
def scopes_are_booted(trial: Trial) -> None:
    """A scope comes in chunks by (kind, id), and the last one brings the cursor."""
    player = trial.player
    if not trial.scopes:
        raise Untried("no scope is on offer")
    for info in trial.scopes:
        if info.too_big:
            continue
        rows, cursor = player.boot(info.id, limit=_limit_of(info.count))
        keys = [(row.kind, row.id) for row in rows]
        require(keys == sorted(set(keys)), f"scope {info.id}: not in the order of (kind, id), or a row twice")
        _only_of(rows, info.id)
        player.cursor = cursor
        player.held[info.id] = {(row.kind, row.id): row for row in rows}
    player.pull()


@proves("7.1", "未授权的范围加载与核对均答 404")
def other_scopes_are_shut(trial: Trial) -> None:
    """A scope that was not granted is not found, at boot and at digest."""
    player = trial.player
    for path in ("/v1/sync/boot", "/v1/sync/digest"):
        asked = {"install": player.install, "contract": CONTRACT, "cursor": player.cursor, "scope": _FAR}
        player.caller.post(path, asked).refusal(404, ProblemCode.NOT_FOUND)


@proves("7.1", "拉取页只含手机所持范围的数据")
def pages_bring_no_other_scope(trial: Trial) -> None:
    """Pages bring rows of scopes that the phone holds, and of no other."""
    trial.player.catch_up()
    foreign = trial.player.foreign
    require(not foreign, f"{len(foreign)} rows of others, the first of scope {foreign[0].scope}" if foreign else "")


@proves("9.1", "每个应答带印记，并含手机所见位置")
def replies_are_stamped(trial: Trial) -> None:
    """Every reply has a stamp, and it holds what the phone had seen."""
    player = trial.player
    seen = player.seen
    require(seen is not None, "no reply had a stamp")
    stamp = player.page(player.cursor).stamp
    require(bool(stamp.epoch and stamp.tag and stamp.mac), "a stamp with an empty part")
    if seen is not None and stamp.epoch == seen.epoch:
        require(stamp.pos >= seen.pos, f"at {stamp.pos} after {seen.pos}: the head went back")
        require(stamp.holds in {None, seen.pos}, f"holds {stamp.holds} where {seen.pos} was seen (9.5)")


@proves("9.3", "伪造的印记不得触发重置")
def a_forged_stamp_is_nothing(trial: Trial) -> None:
    """A stamp that the server did not make proves nothing."""
    player = trial.player
    seen = player.seen
    if seen is None:
        raise Untried("no reply had a stamp")
    forged = Seen(seen.epoch, seen.pos + 1_000_000, "0" * len(seen.tag), "0" * len(seen.mac))
    reply = player.caller.post("/v1/sync/pull", player.envelope(cursor=player.cursor, seen=forged)).of(PullReply)
    require(not reply.reset, f"it begot reset: {reply.reset}")
    require(reply.stamp.epoch == seen.epoch, "it begot an epoch")


@proves("6.8", "拉取应答须给出下次时间")
def a_pull_says_when(trial: Trial) -> None:
    """A pull says when to come again."""
    reply = trial.player.page(trial.player.cursor)
    require(reply.next_in > 0, f"next_in {reply.next_in}")


@proves("2.1", "MessagePack 与 JSON 应答一致")
def msgpack_is_the_same(trial: Trial) -> None:
    """MessagePack brings the same page as JSON."""
    player = trial.player
    asked = player.envelope(cursor=player.cursor)
    answer = player.caller.post("/v1/sync/pull", asked, packed=True)
    require(
        answer.headers.get("content-type", "").startswith("application/vnd.msgpack"), "answered in another encoding"
    )
    packed, plain = answer.of(PullReply), player.page(player.cursor)
    require(packed.digests == plain.digests, "other digests")
    require([row[:5] for row in map(_facts, packed.rows)] == [row[:5] for row in map(_facts, plain.rows)], "other rows")


@proves("6.1", "非法游标不得返回数据")
def a_wrong_cursor(trial: Trial) -> None:
    """What is no cursor of the server's is refused, or begins anew, and brings no row."""
    player = trial.player
    for cursor in ("nonsense", "' OR 1=1 --", "🌊" * 9, "A" * 4_000):
        answer = player.caller.post("/v1/sync/pull", player.envelope(cursor=cursor))
        if answer.status != _OK:
            answer.refusal(400)
            continue
        require(not answer.of(PullReply).rows, f"cursor {cursor[:20]!r} brought rows")


@proves("8.2", "完整拉取后摘要与所持数据相符")
def digests_agree(trial: Trial) -> None:
    """The digests of a complete pull are those of what the phone holds."""
    player = trial.player
    player.catch_up()
    require(set(player.digests) == {str(scope) for scope in player.held}, "digests of other scopes than are held (6.6)")
    for scope in player.held:
        told, held = player.digests[str(scope)], player.digest_of(scope)
        require(told == held, f"scope {scope}: {told} is told, {held} is held")


@proves("8.1", "摘要等于全新加载所得数据之和")
def digests_are_sums(trial: Trial) -> None:
    """The digests are the sums over what a fresh boot brings."""
    player = trial.player
    player.catch_up()
    for scope, told in player.digests.items():
        rows, _ = player.boot(int(scope))
        mine = player.held[int(scope)]
        player.held[int(scope)] = {(row.kind, row.id): row for row in rows}
        held = player.digest_of(int(scope))
        player.held[int(scope)] = mine
        require(told == held, f"scope {scope}: {told} is told, {held} is there")


@proves("6.2", "增量拉取与全新加载一致，不漏位置")
def nothing_is_passed_over(trial: Trial) -> None:
    """What was pulled is what a fresh boot brings: no position was passed over."""
    player = trial.player
    player.catch_up()
    for scope in sorted(player.held):
        rows, _ = player.boot(scope)
        fresh = {(row.kind, row.id): row.version for row in rows}
        held = {key: row.version for key, row in player.held[scope].items()}
        missing = sorted(key for key, version in fresh.items() if held.get(key) != version)
        left = sorted(set(held) - set(fresh))
        require(not missing, f"scope {scope}: the pulls never brought {_few(missing)}")
        require(not left, f"scope {scope}: the pulls never took away {_few(left)}")


@proves("7.5", "已持有的行加载时只给名称(op 4)")
def what_is_had_is_not_sent(trial: Trial) -> None:
    """Of rows that the phone has, a boot brings the names alone."""
    player = trial.player
    player.catch_up()
    scope = max(player.held, key=lambda one: len(player.held[one]), default=0)
    if not player.held.get(scope):
        raise Untried("no scope holds a row")
    rows, _ = player.boot(
        scope, have=bucket_sums((row.kind, row.id, row.version) for row in player.held[scope].values())
    )
    require({(row.kind, row.id) for row in rows} == set(player.held[scope]), "other rows than are held")
    whole = [row.id for row in rows if row.op != SAME]
    require(not whole, f"{len(whole)} of {len(rows)} rows came whole")


@proves("8.3", "核对由桶和到清单再到差异行")
def a_digest_is_followed_down(trial: Trial) -> None:
    """A digest goes from sums to lists to the rows that differ."""
    player = trial.player
    player.catch_up()
    scope = max(player.held, key=lambda one: len(player.held[one]), default=0)
    if not player.held.get(scope):
        raise Untried("no scope holds a row")
    row = next(iter(player.held[scope].values()))
    sums = _digest(player, scope).of(DigestReply)
    told = [(one.kind, one.id, one.version) for one in player.held[scope].values()]
    require(len(sums.sums) == BUCKETS, f"{len(sums.sums)} sums")
    require(tuple(sums.sums) == bucket_sums(told), "other sums than those of the rows")
    number = bucket(row.id)
    lists = _digest(player, scope, buckets=[number]).of(DigestReply).ids
    want = sorted(one for one in told if bucket(one[1]) == number)
    require(sorted(lists.get(str(number), [])) == want, f"bucket {number} lists other rows")
    rows = _digest(player, scope, differs=[[row.kind, row.id, 0]]).of(DigestReply).rows
    got = [(one.op, one.kind, one.id, one.version) for one in rows]
    require(got == [(PUT, row.kind, row.id, row.version)], f"the row that differs came as {got}")


def _digest(player: Player, scope: int, **more: object) -> Answer:
    asked = {"install": player.install, "contract": CONTRACT, "cursor": player.cursor, "scope": scope}
    return player.caller.post("/v1/sync/digest", asked | more)


def _only_of(rows: list[Row], scope: int) -> None:
    for row in rows:
        require(row.scope == scope, f"a row of scope {row.scope} in the boot of {scope}: {row.kind} {row.id}")
        require(row.op == PUT, f"op {row.op} in a boot")
        msgspec.json.decode(row.record)


def _limit_of(count: int) -> int:
    """Several chunks, but not hundreds."""
    return max(_SOME_ROWS, min(2000, -(-count // 20)))


def _facts(row: Row) -> tuple[int, int, str, int, int]:
    return row.scope, row.kind, row.id, row.op, row.version


def _few(keys: list[tuple[int, str]]) -> str:
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    return ", ".join(f"{kind} {row_id}" for kind, row_id in keys[:3]) + more


_OK = 200

CHECKS: tuple[Check[Trial], ...] = (
    a_first_pull,
    scopes_are_known,
    scopes_are_booted,
    other_scopes_are_shut,
    replies_are_stamped,
    a_forged_stamp_is_nothing,
    a_pull_says_when,
    msgpack_is_the_same,
    a_wrong_cursor,
)
AFTER: tuple[Check[Trial], ...] = (
    pages_bring_no_other_scope,
    nothing_is_passed_over,
    digests_agree,
    digests_are_sums,
    what_is_had_is_not_sent,
    a_digest_is_followed_down,
)
