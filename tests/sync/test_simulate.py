"""The simulator: nothing breaks under faults, a seed is one story everywhere, and each planted bug is found."""

import asyncio
from collections import Counter
from collections.abc import Sequence

import pytest

from ops.postgres import Postgres
from ops.simulate.crew import Order, play_one, settled
from ops.simulate.planted import PLANTED, Planted
from ops.simulate.running import run_seed, run_steps, shortest_story
from ops.simulate.stores import MemoryShelf, PostgresShelf, Shelf, opened
from sync.simulate import Step, plan
from sync.simulation.plans import Deed
from sync.simulation.runs import shrink
from tests.support.simulated import LONG, PHONES, Found, broken, list_found, played
from tests.support.tally import Record

FAULTS = {
    "backup", "clock_jump", "clone", "compaction", "crash", "damaged_row", "database_full", "database_transient",
    "database_twin", "digest_bug", "drill", "duplicate", "erasure", "grant_begun", "grant_ended", "late_duplicate",
    "late_request", "lost_phone", "lost_reply", "lost_request", "merge", "poison", "reboot", "restart", "scope_move",
    "silent_restore", "small_page", "stale_reply", "start_over", "too_large", "unmerge", "grid_merge", "grid_split",
    "lent", "settled", "upgrades",
}  # fmt: skip


@pytest.mark.parametrize("found", list_found(), ids=lambda found: str(found.seed))
def test_a_seed_that_failed_once_holds(found: Found, record_property: Record) -> None:
    with settled():
        assert broken(played(record_property, MemoryShelf(found.phones), [found.seed], found.steps)) == []


def test_every_fault_is_injected_and_nothing_breaks(shelf: Shelf, record_property: Record) -> None:
    results = played(record_property, shelf, range(3001, 3021), LONG)
    injected = sum((Counter(result.faults) for result in results), Counter[str]())
    verdicts = sum((Counter(result.verdicts) for result in results), Counter[str]())

    assert broken(results) == []
    assert injected.keys() == FAULTS
    assert {"applied", "merged", "conflict", "held", "parked", "refused", "gone"} <= verdicts.keys()
    assert sum(result.commands for result in results) > 20 * 100


@pytest.mark.parametrize("phones", [1, 6])
def test_nothing_breaks_with_fewer_or_more_phones(phones: int, record_property: Record) -> None:
    with settled():
        assert broken(played(record_property, MemoryShelf(phones), range(1, 6), LONG)) == []


def test_a_seed_is_the_same_story_every_time_and_in_a_file(shelf: Shelf) -> None:
    with opened("sqlite", PHONES) as files:
        for seed in (1, 2):
            story = run_seed(shelf, seed, LONG)

            assert run_seed(shelf, seed, LONG) == story
            assert run_seed(files, seed, LONG) == story


def test_a_seed_is_the_same_story_on_postgresql(shelf: Shelf, postgres: Postgres) -> None:
    with asyncio.Runner() as runner:
        there = PostgresShelf(postgres, runner, PHONES)
        try:
            for seed in (1, 2):
                assert run_seed(there, seed, LONG) == run_seed(shelf, seed, LONG)
        finally:
            there.drop()


@pytest.mark.parametrize("bug", [bug for bug in PLANTED if not bug.belt], ids=lambda bug: bug.name)
def test_a_planted_bug_is_found_within_its_seeds(shelf: Shelf, bug: Planted) -> None:
    order = Order(LONG, PHONES, "memory", bug.name)

    assert any(play_one(shelf, order, seed).violations for seed in bug.range_from(1, None))


@pytest.mark.parametrize("bug", [bug for bug in PLANTED if bug.belt], ids=lambda bug: bug.name)
def test_what_is_no_bug_as_long_as_the_rest_is_whole_breaks_nothing(shelf: Shelf, bug: Planted) -> None:
    assert broken([run_seed(shelf, seed, LONG, bug.build) for seed in range(1, bug.seeds + 1)]) == []


def test_a_failure_shrinks_to_a_short_story_that_fails_alike(shelf: Shelf) -> None:
    bug = next(bug for bug in PLANTED if bug.name == "blind")
    failed = next(result for seed in range(1, 20) if (result := run_seed(shelf, seed, LONG, bug.build)).violations)

    story = shortest_story(shelf, failed, LONG, bug.build)

    assert len(story.steps) < 20
    assert failed.violations[0].invariant in {found.invariant for found in story.result.violations}
    assert run_steps(shelf, failed.seed, story.steps).violations == ()  # without the bug it is a quiet day


def test_shrinking_keeps_what_is_needed_and_its_time_of_day() -> None:
    steps = plan(7, 60, PHONES)
    needed = {steps[11].salt, steps[40].salt}

    def fails(candidate: Sequence[Step]) -> bool:
        return needed <= {step.salt for step in candidate}

    kept = shrink(steps, fails)

    assert {step.salt for step in kept} == needed
    assert sum(step.after_ms for step in kept) == sum(step.after_ms for step in steps[:41])


def test_a_plan_is_drawn_from_its_seed_alone() -> None:
    assert plan(5, 40, PHONES) == plan(5, 40, PHONES)
    assert plan(5, 40, PHONES) != plan(6, 40, PHONES)
    assert {step.deed for seed in range(40) for step in plan(seed, 60, PHONES)} == set(Deed)
