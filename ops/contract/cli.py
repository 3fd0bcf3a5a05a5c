"""`hexward contract`: what others need to build a phone, or to connect a system, and whether they keep the protocol."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
import threading
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

import msgspec
import rich_click as click

from ops.commands.answering import FOUND_FAULTS, answer, faults_in_one_line, json_option, remark
from ops.contract.checking import Outcome, Result, play
from ops.contract.openapi import openapi
from ops.contract.scripted import CODE, serving
from ops.contract.scripts import SCRIPTS
from ops.contract.server_checks import CHECKS
from ops.contract.stage import Stage
from ops.contract.trial import Trial

_MARKS = {Outcome.PASS: "pass", Outcome.FAIL: "FAIL", Outcome.UNTRIED: "----"}


@click.group()
def contract() -> None:
    """The contract that phones and other systems are written by, and the kit that proves whether one keeps it."""


@contract.command(name="test")
@click.argument("url")
@click.option("--code", required=True, help="A one-time code of a grid worker. It is used up, and the kit writes.")
@json_option
def check_server(url: str, code: str, as_json: bool) -> None:
    """Play a phone against the server at URL: join, push, pull, boot, digests, waking, photos, and hostile input.

    For districts that are there for trials: the kit makes a house, visits and cases. Exit code 1 if anything failed or
    could not be tried.
    """
    trial = Trial(url, code)
    results: list[Result] = []
    try:
        for result in play(CHECKS, trial):
            results.append(result)
            if not as_json:
                click.echo(line_of(result))
    finally:
        trial.caller.close()
    answer(facts_of(results), sum_of(results), as_json=as_json)
    sys.exit(0 if all(one.outcome is Outcome.PASS for one in results) else FOUND_FAULTS)


@contract.command()
@json_option
def scripts(as_json: bool) -> None:
    """The scripts that `serve-script` plays."""
    told = [{"name": one.name, "title": one.title, "title_zh": one.title_zh} for one in SCRIPTS]
    lines = "\n".join(f"{one.name:<18} {one.title}  {one.title_zh}" for one in SCRIPTS)
    answer({"scripts": told}, lines, as_json=as_json)


@contract.command()
@click.argument("name", type=click.Choice([one.name for one in SCRIPTS]))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65_535), default=8800, show_default=True, help="0 takes a free one.")
@click.option("--seconds", type=click.FloatRange(0), help="End after so long.  [default: when you press Ctrl-C]")
@json_option
def serve_script(name: str, host: str, port: int, seconds: float | None, as_json: bool) -> None:
    """Be the misbehaving server NAME for one phone, and say what the phone did wrong, by clause.

    Join with the code that is shown, sync, report two matters, sync until all is sent, report and sync once more; then
    end it. Exit code 1 if the phone failed anything, or did not do what a check needs.
    """
    [script] = [one for one in SCRIPTS if one.name == name]
    stage = Stage(script.make())
    with faults_in_one_line(), serving(script, stage, port, host) as url:
        remark(f"{script.title} ({script.title_zh})\n{url}, code {CODE} ({url}/join#{CODE})")
        with suppress(KeyboardInterrupt):
            threading.Event().wait(seconds)
    results = list(play(script.checks, stage))
    lines = "\n".join([*map(line_of, results), sum_of(results)])
    answer(facts_of(results), lines, as_json=as_json)
    sys.exit(0 if all(one.outcome is Outcome.PASS for one in results) else FOUND_FAULTS)


def line_of(result: Result) -> str:
    """A result as a line, and what was found on a second one."""
    line = f"{result.number:3} {_MARKS[result.outcome]}  {result.clause:<5} {result.title}  {result.title_zh}"
    return f"{line}\n          {result.why}" if result.why else line


def facts_of(results: Sequence[Result]) -> dict[str, object]:
    """The results as one JSON object."""
    return {**_count(results), "results": msgspec.to_builtins(results)}


def sum_of(results: Sequence[Result]) -> str:
    """The last line."""
    told = _count(results)
    words = f"{told['pass']} passed, {told['fail']} failed, {told['untried']} not tried"
    broken = sorted({one.clause for one in results if one.outcome is Outcome.FAIL})
    return f"{words}; broken clauses: {', '.join(broken)}" if broken else words


def _count(results: Sequence[Result]) -> dict[str, int]:
    counted = Counter(one.outcome for one in results)
    return {outcome.value: counted[outcome] for outcome in Outcome}


contract.add_command(openapi)
