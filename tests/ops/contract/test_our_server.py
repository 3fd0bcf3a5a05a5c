"""The conformance kit against our own server, over sockets: every clause that it tries is kept."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from ops.cli import main
from ops.contract.server_checks import CHECKS
from ops.postgres import Postgres
from ops.server_process import free_port
from tests.ops.contract.kit import code_for, tell
from tests.support.databases import Templates, migrated
from tests.support.served import Served, serving
from tests.support.tree import ROOT

PROTOCOL = (ROOT / "mobile_contract/PROTOCOL.md").read_text(encoding="utf-8")


@pytest.fixture
async def served(templates: Templates, engine: Postgres | None, tmp_path: Path) -> AsyncIterator[Served]:
    async with migrated(templates, engine, tmp_path) as url, serving(url, tmp_path) as one:
        yield one


async def test_our_own_server_keeps_every_clause(served: Served) -> None:
    with served.without_faults():
        exit_code, told = await tell(served.url, await code_for(served, "worker_west"))

    assert [one for one in told["results"] if one["outcome"] != "pass"] == []
    assert (exit_code, told["pass"], told["fail"]) == (0, len(CHECKS), 0)


async def test_where_nobody_answers_nothing_is_proved() -> None:
    exit_code, told = await tell(f"http://127.0.0.1:{free_port()}", "AAAA-BBBB")

    assert exit_code == 1
    assert told["pass"] == 0
    assert "no answer" in told["results"][0]["why"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_wrong_code_is_one_fault_and_the_rest_is_not_tried(served: Served) -> None:
    words = ["contract", "test", served.url, "--code", "AAAA-BBBB"]
    result = await asyncio.to_thread(CliRunner().invoke, main, words)

    assert result.exit_code == 1
    assert "  1 FAIL  3.1" in result.stdout
    assert f"0 passed, 1 failed, {len(CHECKS) - 1} not tried; broken clauses: 3.1" in result.stdout


def test_every_check_names_a_clause_of_the_protocol_and_says_so_in_two_languages() -> None:
    clauses = set(re.findall(r"^(\d+\.\d+)\b", PROTOCOL, re.MULTILINE))

    assert {check.clause for check in CHECKS} <= clauses
    assert all(check.title and re.search(r"[一-鿿]", check.title_zh) for check in CHECKS)
    assert len({check.title for check in CHECKS}) == len(CHECKS)
