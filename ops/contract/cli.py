"""`hexward contract`: does a server, or a phone, keep the protocol? A numbered list, each line with its clause."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import sys
from collections import Counter
from collections.abc import Sequence

import msgspec
import rich_click as click

from ops.commands.answering import FOUND_FAULTS, answer, json_option
from ops.contract.checking import Outcome, Result, play
from ops.contract.server_checks import CHECKS
from ops.contract.trial import Trial

_MARKS = {Outcome.PASS: "pass", Outcome.FAIL: "FAIL", Outcome.UNTRIED: "----"}


@click.group()
def contract() -> None:
    """The conformance kit of mobile_contract/PROTOCOL.md, for whoever writes a server or a phone."""


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
