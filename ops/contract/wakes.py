"""Checks of waking (chapter 11): the question that waits, the stream of events, and one stream for an install."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import msgspec

from mobile_contract.sync import Wake
from ops.contract.asking import CONNECT_S
from ops.contract.checking import Check, Fault, proves, require
from ops.contract.player import Player
from ops.contract.trial import Trial

SILENT_S = 45.0
NEWS_S = 30.0
_EVENTS = "text/event-stream"


@proves("11.2", "无变化时答回所问位置")
def no_news_is_told(trial: Trial) -> None:
    """Where nothing changed, the question for news answers the position asked about."""
    player = trial.player
    pos = _caught_up(player)
    told = player.caller.ask("GET", f"/v1/sync/wake?after={pos}&wait=0").of(Wake)
    require(told.w == pos, f"w {told.w} where nothing changed after {pos}")


@proves("11.2", "有变化时立即答复")
def news_is_told(trial: Trial) -> None:
    """Where something changed, the question for news is answered at once."""
    player = trial.player
    pos = _caught_up(player)
    _write(trial)
    told = player.caller.ask("GET", f"/v1/sync/wake?after={pos}&wait=20").of(Wake)
    require(told.w > pos, f"w {told.w} where something changed after {pos}")


@proves("2.4", "非法的等待参数被拒")
def a_wrong_question_is_refused(trial: Trial) -> None:
    """A question for news that is none is refused."""
    for query in ("after=1&wait=26", "after=-1&wait=0", "after=x", "after=1&wait=-1"):
        trial.player.caller.ask("GET", f"/v1/sync/wake?{query}").refusal(400)


@proves("11.1", "事件流先心跳，后带位置唤醒")
def the_stream_wakes(trial: Trial) -> None:
    """The stream begins with a heartbeat and brings a wake with its position."""
    player = trial.player
    pos = _caught_up(player)
    with _listening(player, pos) as lines:
        first = next(lines, "")
        require(first.startswith(":"), f"the stream begins with {first!r}, not with a heartbeat")
        _write(trial)
        event, wake = _next_wake(lines)
    require(wake.w > pos, f"a wake for {wake.w}, which was pulled already")
    require(event == str(wake.w), f"its id is {event!r}, its position {wake.w}")


@proves("11.1", "不带位置时立即唤醒")
def a_fresh_stream_wakes_at_once(trial: Trial) -> None:
    """Without `after` the stream tells something at once."""
    with _listening(trial.player, None) as lines:
        require(_next_wake(lines)[1].w >= 0, "no position")


@proves("11.1", "同机第二条流结束第一条")
def a_second_stream_ends_the_first(trial: Trial) -> None:
    """A second stream of an install ends the first."""
    player = trial.player
    pos = _caught_up(player)
    with _listening(player, pos) as first:
        next(first, "")
        ended = threading.Event()

        def hear() -> None:
            for _ in first:
                pass
            ended.set()

        thread = threading.Thread(target=hear, daemon=True)
        thread.start()
        with _listening(player, pos) as second:
            next(second, "")
            require(ended.wait(NEWS_S), f"the first stream goes on {NEWS_S:.0f} s after the second began")


def _caught_up(player: Player) -> int:
    player.catch_up()
    return player.page(player.cursor).stamp.pos


def _write(trial: Trial) -> None:
    player = trial.player
    report = player.command("report_matter", title="Kit 检验", address="Kit 1", claimed_grid=trial.grid)
    player.apply(report)
    trial.wrote("case", report["entity"])


@contextmanager
def _listening(player: Player, after: int | None) -> Generator[Generator[str]]:
    """The lines of a stream, without the empty ones."""
    params = {} if after is None else {"after": str(after)}
    wait = httpx.Timeout(CONNECT_S, read=SILENT_S)
    http = player.caller.http
    try:
        with http.stream("GET", "/v1/sync/wake", params=params, headers={"accept": _EVENTS}, timeout=wait) as answer:
            require(answer.is_success, f"status {answer.status_code}")
            told = answer.headers.get("content-type", "")
            require(told.startswith(_EVENTS), f"the stream is of type {told or 'none'}")
            yield _lines(answer)
    except httpx.HTTPError as error:
        raise Fault(f"the stream broke: {str(error) or type(error).__name__}") from error


def _lines(answer: httpx.Response) -> Generator[str]:
    for line in answer.iter_lines():
        if line:
            yield line


def _next_wake(lines: Generator[str]) -> tuple[str, Wake]:
    """The next event's id and what it says."""
    event, until = "", time.monotonic() + NEWS_S
    for line in lines:
        if line.startswith("id:"):
            event = line.removeprefix("id:").strip()
        if line.startswith("data:"):
            try:
                return event, msgspec.json.decode(line.removeprefix("data:"), type=Wake)
            except msgspec.MsgspecError as error:
                raise Fault(f"no wake: {line}: {error}") from error
        if time.monotonic() > until:
            break
    raise Fault("the stream ended, or went on without a wake")


CHECKS: tuple[Check[Trial], ...] = (
    no_news_is_told,
    news_is_told,
    a_wrong_question_is_refused,
    the_stream_wakes,
    a_fresh_stream_wakes_at_once,
    a_second_stream_ends_the_first,
)
