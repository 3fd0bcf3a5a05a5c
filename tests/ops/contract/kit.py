"""What tests of the conformance kit share: a code for it, and what it says of a server."""

import asyncio
import json
from datetime import timedelta
from typing import Any

from click.testing import CliRunner

from mobile_contract.accounts import IssueEnrolment
from ops.cli import main
from server.accounts.service import plain
from server.core import clock
from server.core.ids import new_id
from server.core.seal import new_code
from tests.support.scene import by_system, settle
from tests.support.served import Served


async def code_for(served: Served, login: str) -> str:
    """A one-time code of a user of the scene."""
    code = new_code()
    promise = IssueEnrolment(
        **by_system(new_id()), user=served.scene.users[login], code_hash=served.door.seal.code_hash(plain(code)),
        expires_at=clock.now() + timedelta(minutes=10),
    )  # fmt: skip
    await settle(served.door, [promise])
    return code


async def tell(url: str, code: str) -> tuple[int, dict[str, Any]]:
    """`hexward contract test` as a vendor runs it: its exit code, and what it answers."""
    words = ["contract", "test", url, "--code", code, "--json"]
    result = await asyncio.to_thread(CliRunner().invoke, main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)
