"""`phone sync --watch`: it stays, sends what is written meanwhile, and goes quietly."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from mobile_contract import kinds
from ops.phone.cli import phone
from tests.support.phones import NORTH, district, household, made_id
from tests.support.tiny_http import serve

ROOT = Path(__file__).parents[3]


def test_what_is_written_while_a_phone_watches_is_sent(tmp_path: Path) -> None:
    file = str(tmp_path / "phone.db")
    server = district()
    server.put(kinds.HOUSEHOLD, household(1), {NORTH})
    with serve(server) as away:
        CliRunner().invoke(phone, ["join", away.code, "--server", away.url, "--file", file])
        command = [sys.executable, "-c", "from ops.phone.cli import main; main()", "sync", "--watch", "--json"]
        with subprocess.Popen([*command, "--file", file], cwd=ROOT, stdout=subprocess.PIPE, text=True) as watching:
            assert watching.stdout is not None
            first = json.loads(watching.stdout.readline())["bar"]
            written = CliRunner().invoke(phone, ["visit", made_id(1), "--file", file])
            second = json.loads(watching.stdout.readline())["bar"]
            watching.send_signal(signal.SIGINT)

    assert written.exit_code == 0
    assert (first["state"], second["state"], second["unsent"]) == ("saved", "saved", 0)
    assert len(server.bodies) == 1
    assert watching.returncode == 0
