"""What a server does not need to start is not loaded by it: memory on a district's small machine is for residents."""

import subprocess
import sys

HEAVY = ("aiohttp", "xmlschema", "pyfcm", "pywebpush", "obstore", "openpyxl", "aiosmtplib", "sklearn", "statsmodels")
"""Libraries of providers, buckets, workbooks and statistics; each is loaded by who uses it."""


def test_a_server_that_has_no_use_for_a_library_does_not_load_it() -> None:
    script = f"import sys, server.app; print([name for name in {HEAVY!r} if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
