"""`hexward simulate`: phones, faults and what must hold, seed after seed, against the real door."""

# The types of click's options are generic over what they do not name.
# pyright: reportUnknownMemberType=false

import os
import sys
import time
from collections import Counter
from typing import Any

import rich_click as click

from ops.commands.answering import FOUND_FAULTS, Refused, answer, faults_in_one_line, json_option, progress_bar, remark
from ops.matrix.cli import BOTH, matrix_options, play_matrix
from ops.postgres import PostgresUnavailable
from ops.server_process import ServerFailed
from ops.simulate.crew import Order, play_all, play_one, settled
from ops.simulate.planted import PLANTED, Planted
from ops.simulate.running import shortest_story
from ops.simulate.stores import STORES, opened
from ops.simulate.telling import Sum, failure_words, planted_words
from sync.simulate import Result

_NAMES = [one.name for one in PLANTED]


@click.command()
@click.option("--seeds", type=click.IntRange(1), help="How many.  [default: 100; with --planted each bug's own number]")
@click.option("--first-seed", type=int, default=1, show_default=True, help="Where to begin.")
@click.option("--steps", type=click.IntRange(1), default=150, show_default=True, help="How long each run is.")
@click.option("--phones", type=click.IntRange(1, 50), default=3, show_default=True, help="How many workers there are.")
@click.option("--store", type=click.Choice([*STORES, BOTH]),
              help="What the server runs on.  [default: memory; with --matrix both]")  # fmt: skip
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes.  [default: one a core; 1 on PostgreSQL]")
@click.option("--with", "planted", type=click.Choice(_NAMES), help="Play with one planted bug.")
@click.option("--planted", "all_planted", is_flag=True, help="Play with each planted bug until it is found.")
@matrix_options
@json_option
def simulate(all_planted: bool, as_json: bool, **told: Any) -> None:
    """Play days of work with faults against the real server, and check what must hold. Exit code 1 if anything did not.

    A seed is always the same story. A failure is shrunk, and told with the one command that repeats it. With --matrix
    phones, sockets, processes and time are real, and a seed is the same work and the same faults.
    """
    if told["store"] == BOTH and not told["matrix"]:
        raise click.UsageError("--store both is for --matrix")
    order = Order(told["steps"], told["phones"], told["store"] or "memory", told["planted"] or "")
    jobs = told["jobs"] or (1 if order.store == "postgres" else os.cpu_count() or 1)
    with faults_in_one_line():
        try:
            if told["matrix"]:
                seed, cells, seconds = told["first_seed"], told["cells"], told["seconds"]
                sys.exit(play_matrix(told["store"], seed, cells, seconds, as_json=as_json))
            if all_planted:
                sys.exit(_play_planted(order, told["first_seed"], told["seeds"], as_json=as_json))
            first, seeds = told["first_seed"], told["seeds"] or 100
            sys.exit(_play(order, range(first, first + seeds), min(jobs, seeds), as_json=as_json))
        except (PostgresUnavailable, ServerFailed) as missing:
            raise Refused(str(missing)) from missing


def _play(order: Order, seeds: range, jobs: int, *, as_json: bool) -> int:
    began = time.monotonic()
    total = Sum()
    with progress_bar("seeds", len(seeds)) as progress:
        for result in play_all(order, seeds, jobs):
            total.add(result)
            progress(total.seeds)
    seconds = time.monotonic() - began
    if total.failed:
        remark(_told(order, total.failed[0]))
    answer(total.facts(seconds), total.words(order, seconds), as_json=as_json)
    return FOUND_FAULTS if total.failed else 0


def _told(order: Order, failed: Result) -> str:
    with settled(), opened(order.store, order.phones) as shelf:
        return failure_words(order, failed, shortest_story(shelf, failed, order.steps, order.build()))


def _play_planted(order: Order, first: int, seeds: int | None, *, as_json: bool) -> int:
    rows: list[dict[str, Any]] = []
    with settled(), opened(order.store, order.phones) as shelf, progress_bar("bugs", len(PLANTED)) as progress:
        for bug in PLANTED:
            results = (
                play_one(shelf, Order(order.steps, order.phones, order.store, bug.name), seed)
                for seed in bug.range_from(first, seeds)
            )
            rows.append(_row(bug, results, until_caught=seeds is None))
            progress(len(rows))
    answer({"planted": rows}, planted_words(rows), as_json=as_json)
    return 0 if all(row["caught"] or row["cannot"] for row in rows) else FOUND_FAULTS


def _row(bug: Planted, results: Any, *, until_caught: bool) -> dict[str, Any]:
    """Without a number of seeds a bug is looked for until it is found, or its own number is through."""
    tried, caught, first, broken = 0, 0, None, Counter[str]()
    for result in results:
        tried += 1
        if result.violations:
            caught += 1
            first = result.seed if first is None else first
            broken.update({found.invariant for found in result.violations})
            if until_caught:
                break
    return {
        "name": bug.name, "says": bug.says, "seeds": tried, "caught": caught, "first_seed": first,
        "broken": [name for name, _ in broken.most_common()], "cannot": bug.belt,
    }  # fmt: skip
