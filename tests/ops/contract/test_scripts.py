"""Misbehaving servers against phones: the terminal phone keeps every clause, a phone with a fault is named by it."""

import re
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from mobile_contract.base import Clock, Command
from mobile_contract.sync import PullReply, PushReply
from ops.cli import main
from ops.contract.acting import Script
from ops.contract.checking import Outcome, Result, play
from ops.contract.scripted import CODE, serving
from ops.contract.scripts import SCRIPTS
from ops.contract.stage import Stage
from ops.phone import device, drafts, joining
from ops.phone.rounds import Stopped, sync
from ops.phone.store import FileStore
from ops.phone.transport import Line, Refused, Unreachable
from sync.phone import Phone, Pulled, Pushed
from sync.ports import PhoneStore
from tests.support.tree import ROOT

ROUNDS = 8
PROTOCOL = (ROOT / "mobile_contract/PROTOCOL.md").read_text(encoding="utf-8")
BY_NAME = {script.name: script for script in SCRIPTS}
Make = Callable[[PhoneStore], Phone]


def report(title: str) -> Command:
    return drafts.report({"title": title, "address": "Kit 1"}, [], Path(), device.now()).drafts[0]


@dataclass
class Worker:
    """A person with a phone: writes, syncs, and tries again when the phone says so."""

    phone: Phone
    line: Line

    def rounds(self) -> None:
        for _ in range(ROUNDS):
            try:
                sync(self.phone, self.line, device.now, lambda _: None)
            except Refused as refused:
                time.sleep(refused.retry_after_s)  # as `phone watch` waits
            except (Unreachable, Stopped):
                continue
            if self.phone.store.queue.rows() and self.phone.next_push(device.now()) is None:
                time.sleep(1.1)  # what is held back by a `retry` may go after that

    def write(self, *titles: str) -> None:
        self.phone.enqueue([report(title) for title in titles], device.now())


def played(script: Script, make: Make, tmp_path: Path) -> list[Result]:
    """What a script says of a phone that has worked with its server."""
    stage = Stage(script.make())
    with serving(script, stage) as url, closing(FileStore(tmp_path / "phone.db")) as store:
        phone = make(store)
        joined = joining.join(phone, store, CODE, url)
        with closing(Line(url, f"{joined.install}.{store.setting(f'secret {joined.install}')}")) as line:
            worker = Worker(phone, line)
            worker.rounds()
            worker.write("A", "B")
            worker.rounds()
            worker.write("C", "D")
            worker.rounds()
    return list(play(script.checks, stage))


@pytest.mark.parametrize("name", BY_NAME)
def test_the_terminal_phone_passes_every_script(name: str, tmp_path: Path) -> None:
    results = played(BY_NAME[name], Phone, tmp_path)

    assert [one for one in results if one.outcome is not Outcome.PASS] == []


class ChangesBytes(Phone):
    """Writes a command anew each time it is sent."""

    def next_push(self, now: Clock) -> bytes | None:
        body = super().next_push(now)
        mono = str(now.mono).encode()
        return None if body is None else re.sub(rb'("title":"[A-Z])"', rb"\1 " + mono + b'"', body)


class TakesAnyPage(Phone):
    """Takes a page whatever cursor it answers."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        seen = self.store.state().seen
        stamp = reply.stamp
        if seen is not None and stamp.pos < seen.pos:
            stamp = replace(stamp, pos=seen.pos, tag=seen.tag, mac=seen.mac, holds=None)
        return super().apply_pull(replace(reply, answers=self.store.state().cursor, stamp=stamp), now)


class GivesUp(Phone):
    """Lets go of what it has sent, whether a receipt came or not."""

    def next_push(self, now: Clock) -> bytes | None:
        body = super().next_push(now)
        with self.store.commit():
            for entry in self.store.queue.rows() if body is not None else ():
                self.store.queue.drop(entry.seq)
        return body


class ForgetsSent(Phone):
    """Keeps nothing of what was answered."""

    def apply_push(self, reply: PushReply, now: Clock) -> Pushed:
        pushed = super().apply_push(reply, now)
        with self.store.commit():
            for entry in self.store.sent.rows():
                self.store.sent.drop(entry.seq)
        return pushed


class TrustsBlindly(Phone):
    """Compares no digest."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        pulled = super().apply_pull(reply, now)
        self.give_up_repairs()
        return replace(pulled, mismatched=())


class NeverWaits(Phone):
    """Sends what is to be tried again at once."""

    def next_push(self, now: Clock) -> bytes | None:
        return super().next_push(replace(now, mono=now.mono + 3_600_000, wall=now.wall + 3_600_000))


class ShowsNoStamp(Phone):
    """Forgets what it has seen."""

    def next_pull(self, now: Clock) -> Any:
        return replace(super().next_pull(now), seen=None)


class TakesTheLast(Phone):
    """Of two versions in a page it takes the last that it reads."""

    def apply_pull(self, reply: PullReply, now: Clock) -> Pulled:
        last = {(row.scope, row.kind, row.id): row for row in reply.rows}
        return super().apply_pull(replace(reply, rows=list(last.values())), now)


PLANTED: tuple[tuple[str, Make, str], ...] = (
    ("lost-answers", ChangesBytes, "4.2"),
    ("repeated-answers", TakesAnyPage, "6.1"),
    ("lost-answers", GivesUp, "5.3"),
    ("rate-limits", GivesUp, "2.5"),
    ("torn-pages", TakesTheLast, "6.4"),
    ("silent-restore", ForgetsSent, "9.4"),
    ("wrong-digests", TrustsBlindly, "8.3"),
    ("late-receipts", NeverWaits, "5.5"),
    ("rate-limits", ShowsNoStamp, "9.1"),
)


@pytest.mark.parametrize(("name", "make", "clause"), PLANTED)
def test_a_phone_with_a_planted_fault_is_named_by_its_clause(
    name: str, make: Make, clause: str, tmp_path: Path
) -> None:
    results = played(BY_NAME[name], make, tmp_path)

    assert clause in {one.clause for one in results if one.outcome is Outcome.FAIL}, results


def test_a_phone_that_does_nothing_passes_nothing() -> None:
    for script in SCRIPTS:
        assert {one.outcome for one in play(script.checks, Stage(script.make()))} == {Outcome.UNTRIED}


def test_every_script_names_clauses_of_the_protocol_in_two_languages() -> None:
    clauses = set(re.findall(r"^(\d+\.\d+)\b", PROTOCOL, re.MULTILINE))
    told = msgspec.json.decode(CliRunner().invoke(main, ["contract", "scripts", "--json"]).stdout)["scripts"]

    assert [one["name"] for one in told] == list(BY_NAME)
    for script in SCRIPTS:
        assert re.search(r"[一-鿿]", script.title_zh)
        assert {check.clause for check in script.checks} <= clauses
        assert all(check.title and re.search(r"[一-鿿]", check.title_zh) for check in script.checks)


def test_a_script_that_no_phone_came_to_fails() -> None:
    words = ["contract", "serve-script", "lost-answers", "--port", "0", "--seconds", "0", "--json"]
    result = CliRunner().invoke(main, words)

    assert result.exit_code == 1
    assert msgspec.json.decode(result.stdout)["pass"] == 0
