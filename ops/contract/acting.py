"""What a script is: how it spoils answers, by which clauses a phone is judged, and the laws that hold in each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise

from msgspec import Struct

from mobile_contract.sync import PullRequest
from ops.contract.checking import Check, Untried, proves, require
from ops.contract.district import District
from ops.contract.stage import PULL, Asked, Stage

WAIT_S = 1
TORN_ROWS = 3
EDITS = 9
TOO_MANY = 429
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


class Given(Struct):
    """An answer. `cut`: nothing of it goes out (0), or half (1); `stale`: an old one that a phone must not take."""

    value: object
    status: int = 200
    cut: int | None = None
    stale: bool = False
    wait_s: int = 0


Before = Callable[[Stage, Asked], Given | None]
After = Callable[[Stage, Asked, Given], Given]


def _nothing(_stage: Stage, _asked: Asked) -> Given | None:
    return None


def _as_it_is(_stage: Stage, _asked: Asked, given: Given) -> Given:
    return given


@dataclass(frozen=True)
class Script:
    """One misbehaving server. `before` answers instead of it, `after` spoils what it answers."""

    name: str
    title: str
    title_zh: str
    checks: tuple[Check[Stage], ...]
    before: Before = _nothing
    after: After = _as_it_is
    make: Callable[[], District] = field(default=District)


# --- what is asked of every phone ------------------------------------------------------------------


def _law(clause: str, title: str, title_zh: str) -> Check[Stage]:
    def act(stage: Stage) -> None:
        if not stage.of(PULL):
            raise Untried("the phone asked nothing")
        broken = [why for broken, why in stage.faults if broken == clause]
        require(not broken, "; ".join(broken[:3]))

    return Check(clause, title, title_zh, act)


@proves("2.5", "所有命令终获回执，一条不弃")
def _all_is_answered(stage: Stage) -> None:
    """Every command is answered in the end, and none was given up."""
    if not stage.commands:
        raise Untried("the phone sent no command: write something on it")
    lost = [one for one in stage.commands if one not in stage.district.receipts]
    require(not lost, f"{len(lost)} of {len(stage.commands)} commands never came again: {', '.join(lost[:1])}")
    last = stage.of(PULL)[-1].value if stage.of(PULL) else None
    left = last.queue.length if isinstance(last, PullRequest) else 0
    require(left == 0, f"{left} commands are on the phone still")


LAWS: tuple[Check[Stage], ...] = (
    _law("2.2", "What the phone sends has the contract's shape", "请求符合合同格式"),
    _law("2.4", "What is refused for now is asked again when Retry-After allows it", "按 Retry-After 等待后再试"),
    _law("4.1", "Each command has a number of its own", "每条命令序号唯一"),
    _law("4.2", "The bytes of a command never change", "命令字节永不改变"),
    _law("5.2", "A push is in the order of the numbers, and no larger than a push may be", "推送按序号且不超限"),
    _law("6.1", "The phone names cursors that a sound reply brought, and no other", "只用有效应答给出的游标"),
    _law("6.3", "The phone goes on from its last sound page", "从最后一页有效应答继续"),
    _law("9.1", "Every request shows the highest stamp", "每个请求带最高印记"),
    _all_is_answered,
)


def once(stage: Stage, name: str) -> bool:
    """Whether this is the first time that a script asks for this."""
    return stage.notes.setdefault(name, len(stage.asked)) == len(stage.asked)


def spoiled(stage: Stage, path: str) -> tuple[Asked, Asked]:
    """The first request to a path whose answer was spoiled, and the next one to it. Untried where there is none."""
    asked = stage.of(path)
    for one, following in pairwise(asked):
        if one.spoiled:
            return one, following
    raise Untried(f"no {path} was asked again after its answer was spoiled")
