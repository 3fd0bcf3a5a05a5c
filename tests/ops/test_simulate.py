"""`hexward simulate` as somebody calls it: figures, exit codes, and a failure that can be had again."""

import json

from click.testing import CliRunner, Result

from ops.cli import main


def simulate(*options: str) -> Result:
    return CliRunner().invoke(main, ["simulate", *options], catch_exceptions=False)


def test_seeds_without_a_fault_end_well_and_the_last_line_is_for_programs() -> None:
    told = simulate("--seeds", "3", "--steps", "40", "--jobs", "1", "--json")

    facts = json.loads(told.stdout.splitlines()[-1])
    assert told.exit_code == 0
    assert facts["seeds"] == 3
    assert facts["violations"] == 0
    assert facts["commands"] > 0
    assert facts["faults"]["small_page"] > 0
    assert set(facts["by_invariant"].values()) == {0}


def test_another_first_seed_is_another_story() -> None:
    one = json.loads(simulate("--seeds", "1", "--jobs", "1", "--json").stdout)
    other = json.loads(simulate("--seeds", "1", "--first-seed", "2", "--jobs", "1", "--json").stdout)

    assert one["faults"] != other["faults"]


def test_a_failure_tells_how_to_have_it_again_and_the_shortest_story() -> None:
    told = simulate("--seeds", "8", "--steps", "100", "--jobs", "1", "--with", "blind")

    assert told.exit_code == 1
    assert "hexward simulate --first-seed" in told.stderr
    assert "--with blind" in told.stderr
    assert "I5 BROKEN" in told.stderr
    assert "no value for a person's eye is overwritten unseen" in told.stdout


def test_processes_come_to_the_same_as_one() -> None:
    alone = json.loads(simulate("--seeds", "6", "--steps", "30", "--jobs", "1", "--json").stdout)
    together = json.loads(simulate("--seeds", "6", "--steps", "30", "--jobs", "2", "--json").stdout)

    timed = ("seconds", "commands_per_s")
    assert {name: told for name, told in alone.items() if name not in timed} == {
        name: told for name, told in together.items() if name not in timed
    }


def test_the_table_of_planted_bugs_says_what_was_missed() -> None:
    told = simulate("--planted", "--seeds", "1", "--steps", "30")

    assert told.exit_code == 1
    assert "NOT CAUGHT" in told.stdout
    assert "no_dedupe" in told.stdout
